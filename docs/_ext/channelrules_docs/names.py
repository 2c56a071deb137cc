"""The public names of some modules, so that no page keeps a list of names."""

from __future__ import annotations

import channelrules as cr

__all__ = ["public_names"]


def public_names(within: list[str], without: list[str]) -> list[str]:
    """Return the public names, in the order of ``__all__``, whose modules begin with one of the given prefixes."""
    return [
        name
        for name in cr.__all__
        if name != "__version__" and _is_in(name, within) and not (without and _is_in(name, without))
    ]


def _is_in(name: str, prefixes: list[str]) -> bool:
    module = getattr(cr, name).__module__.removeprefix("channelrules.")
    return any(module == each or module.startswith(f"{each}.") for each in prefixes)
