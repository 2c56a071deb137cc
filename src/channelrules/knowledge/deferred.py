"""A mapping whose values are read on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

__all__ = ["Deferred"]

T = TypeVar("T")


class Deferred(Mapping[str, T]):
    """Values by name, each read on first use, as a profile names a few networks of many."""

    def __init__(self, names: Iterable[str], read: Callable[[str], T], found: Mapping[str, T] | None = None) -> None:
        self._names = dict.fromkeys(names)
        self._read = read
        self._found = dict(found or {})

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)

    def __getitem__(self, name: str) -> T:
        """Return a value, read now if it was not yet."""
        if name not in self._found:
            if name not in self._names:
                raise KeyError(name)
            self._found[name] = self._read(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
