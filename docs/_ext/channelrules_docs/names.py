"""The public names of some modules, so that no page keeps a list of names."""

from __future__ import annotations

import inspect
from importlib import import_module

__all__ = ["PUBLIC", "public_names"]

PUBLIC = ("channelrules", "channelrules.portfolio", "channelrules.intake")
"""The modules that people import, each with its names in ``__all__``."""


def public_names(within: list[str], without: list[str], of: str = "channelrules") -> list[str]:
    """Return the public names of a module, in the order of its ``__all__``, whose homes begin with a given prefix."""
    module = import_module(of)
    return [
        name
        for name in module.__all__
        if name != "__version__"
        and not inspect.ismodule(found := getattr(module, name))
        and _is_in(found, within)
        and not (without and _is_in(found, without))
    ]


def _is_in(found: object, prefixes: list[str]) -> bool:
    home = str(getattr(found, "__module__", "")).removeprefix("channelrules.")
    return any(home == each or home.startswith(f"{each}.") for each in prefixes)
