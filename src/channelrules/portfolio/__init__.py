"""Many companies at once: the same rules as in `Rulebook.assess`, over whole tables.

A million companies on one machine, or a cluster's worth through Spark (`channelrules.portfolio.spark`). It
needs the extra ``portfolio``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from channelrules.errors import MissingExtraError

if TYPE_CHECKING:
    from channelrules.portfolio import spark
    from channelrules.portfolio.form import schema
    from channelrules.portfolio.judging import Portfolio, assess, profile
    from channelrules.portfolio.results import Tally
    from channelrules.portfolio.rows import table

__all__ = ["Portfolio", "Tally", "assess", "profile", "schema", "spark", "table"]

_HOMES = {
    "Portfolio": "channelrules.portfolio.judging",
    "Tally": "channelrules.portfolio.results",
    "assess": "channelrules.portfolio.judging",
    "profile": "channelrules.portfolio.judging",
    "schema": "channelrules.portfolio.form",
    "table": "channelrules.portfolio.rows",
}


def __getattr__(name: str) -> object:
    if name != "spark" and name not in _HOMES:
        message = f"module 'channelrules.portfolio' has no attribute '{name}'"
        raise AttributeError(message)
    try:
        if name == "spark":
            return import_module("channelrules.portfolio.spark")
        found = globals()[name] = getattr(import_module(_HOMES[name]), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"numpy", "pyarrow"}:
            raise
        raise MissingExtraError("judging whole tables", "portfolio") from None
    return found


def __dir__() -> list[str]:
    return __all__
