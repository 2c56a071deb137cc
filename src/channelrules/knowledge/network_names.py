"""The names of networks, as their files declare them and as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from channelrules.facts.names import folded

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words

__all__ = ["NetworkNames"]


class NetworkNames(Mapping[str, str]):
    """The id of a network by each of its names; this resolves every name that a person writes.

    Iterating yields the names as they are declared, for suggestions. A name that is looked up
    may be written in any case, with spaces, hyphens, dots or slashes for underscores, and in
    any language of the rulebook.
    """

    def __init__(self, names: Iterable[tuple[str, str]], words: Mapping[str, Words] | None = None) -> None:
        """Index names.

        Args:
            names: ids, aliases and names, each with the id of its network; of two that fold
                alike, the first counts.
            words: the words by language, used when no declared name fits.
        """
        self._names = dict(names)
        self._words = words or {}

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for name, network in self._names.items():
            found.setdefault(folded(name), network)
        return found

    @cached_property
    def _translated(self) -> Mapping[str, str]:
        ids = set(self._names.values())
        tables = [words.tables["networks"] for words in self._words.values()]
        return {folded(str(name)): network for table in tables for network, name in table.items() if network in ids}

    def __getitem__(self, name: str) -> str:
        """Return the id that a name stands for.

        Raises:
            KeyError: no network has that name.
        """
        found = self._names.get(name)
        if found is None:
            key = folded(name)
            found = self._folded.get(key) or self._translated.get(key)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
