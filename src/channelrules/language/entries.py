"""Entries of the tables of the language: one that lacks something is refused by name when it is made."""

from __future__ import annotations

from typing import Any

import attrs

__all__ = ["checked", "hook"]


def hook() -> Any:
    """Return a field that every entry has to fill."""
    return attrs.field(default=None, metadata={"hook": True})


def checked(what: str, entry: Any) -> None:
    """Refuse an entry that leaves out a field that it has to fill.

    Raises:
        TypeError: with the names of the entry and of the field.
    """
    for field in attrs.fields(type(entry)):
        if field.metadata.get("hook") and getattr(entry, field.name) is None:
            message = f"{what} '{entry.name}' has no '{field.name}'"
            raise TypeError(message)
