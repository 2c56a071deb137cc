"""Many companies at once: the same rules as in `Rulebook.assess`, over whole tables.

It judges a million companies on one machine, or more on a cluster through Spark (`channelrules.portfolio.spark`). It
needs the extra ``portfolio``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from channelrules.errors import MissingExtraError
from channelrules.told import tell

if TYPE_CHECKING:
    from channelrules.portfolio import spark
    from channelrules.portfolio.api import Portfolio, assess, profile
    from channelrules.portfolio.output import Tally
    from channelrules.portfolio.profiles import table
    from channelrules.portfolio.table_schema import schema

__all__ = ["Portfolio", "Tally", "assess", "profile", "schema", "spark", "table"]

_HOMES = {
    "Portfolio": "channelrules.portfolio.api",
    "Tally": "channelrules.portfolio.output",
    "assess": "channelrules.portfolio.api",
    "profile": "channelrules.portfolio.api",
    "schema": "channelrules.portfolio.table_schema",
    "table": "channelrules.portfolio.profiles",
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
        raise MissingExtraError(tell("judging_whole_tables", "judging whole tables"), "portfolio") from None
    return found


def __dir__() -> list[str]:
    return __all__
