"""What columns look like: levels, lists, and the numbers that stand for words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from channelrules.language.columns.ragged import Mask, Positions, Values
from channelrules.language.nodes import Expression, Literal
from channelrules.language.types import Items, Kind, Type

__all__ = ["Columns", "Lexicon", "Listed", "Shape", "Supposed", "Supposition", "day_number"]

_EPOCH: Final = datetime.date(1970, 1, 1).toordinal()


def day_number(day: datetime.date) -> int:
    """Return a day as the number that columns hold: days since 1970."""
    return day.toordinal() - _EPOCH


@attrs.frozen(slots=False)
class Lexicon:
    """The numbers that stand for words: in a column of words, and as bits of a set.

    Attributes:
        words: every word that a type or an expression names; its place is its number.
        members: the words that sets can hold; the place is the bit.
    """

    words: tuple[str, ...]
    members: tuple[str, ...]
    _numbers: Mapping[str, int] = attrs.field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Number the words."""
        object.__setattr__(self, "_numbers", {word: number for number, word in enumerate(self.words)})

    @classmethod
    def of(cls, types: Iterable[Type], nodes: Iterable[Expression]) -> Lexicon:
        """Return the words that types list as options and expressions name."""
        words: dict[str, None] = {}
        members: dict[str, None] = {}
        for each in types:
            words |= dict.fromkeys(each.options)
            if each.kind is Kind.SET:
                members |= dict.fromkeys(each.options)
        for node in nodes:
            if isinstance(node, Literal) and isinstance(node.value, str | tuple):
                words |= dict.fromkeys((node.value,) if isinstance(node.value, str) else node.value)
        return cls(tuple(words), tuple(members))

    def __contains__(self, word: object) -> bool:
        """Return whether a word was named."""
        return word in self._numbers

    def number(self, word: str) -> int:
        """Return the number of a word that was named."""
        return self._numbers[word]

    def bit(self, word: str) -> int:
        """Return a set that holds one word; an empty one where no set can hold it."""
        return 1 << self.members.index(word) if word in self.members else 0

    @cached_property
    def bits(self) -> Values:
        """The bit of every word, by its number; the last is for any other word."""
        return np.array([*map(self.bit, self.words), 0], dtype=np.int64)


@attrs.frozen
class Listed:
    """Where a list stands.

    Attributes:
        holder: the level of what holds it.
        members: the level of its members.
        items: the attributes of its members.
        always: whether it is always known.
    """

    holder: str
    members: str
    items: Items
    always: bool = False


@attrs.frozen
class Supposition:
    """What a name is taken to be where nothing is known of it.

    Attributes:
        value: what it is taken to be, where that is known.
        where: conditions each of which has to hold surely.
        against: conditions none of which may hold surely.
        low, high: what a number has to lie between; all of them may where both are ``None``.
        whole: whether a number has to be whole.
    """

    value: Expression
    where: tuple[Expression, ...] = ()
    against: tuple[Expression, ...] = ()
    low: float | None = None
    high: float | None = None
    whole: bool = False


@attrs.frozen
class Supposed:
    """A name that is as stated where it is known, else as the first supposition that applies has it.

    Only columns are filled so, name by name: rows are filled as a whole.

    Attributes:
        stated: what is known of it.
        otherwise: in the order in which they are tried.
    """

    stated: Expression
    otherwise: tuple[Supposition, ...]


@attrs.frozen
class Shape:
    """Where every name stands and what it is.

    Attributes:
        level: of a name; an empty text for what is the same everywhere.
        type: of a name.
        define: how a name is computed, or what it is supposed to be; ``None`` where it is given.
        sure: whether a name is never unknown.
        parents: for each level those that it sees directly, such as company and network for channels.
        lists: by name.
        lexicon: the numbers of words.
    """

    level: Callable[[str], str]
    type: Callable[[str], Type]
    define: Callable[[str], Expression | Supposed | None]
    sure: Callable[[str], bool]
    parents: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, Listed]
    lexicon: Lexicon


@attrs.define
class Columns:
    """What is known at many places.

    Attributes:
        values: by name (a member's by list and attribute, ``plan.entries.to``): for yes/no the two
            masks; for numbers and dates floats, NaN where unknown; for words and sets whole numbers,
            negative where unknown. What stands on no level is a plain number.
        up: by level and the level seen from it, the place there.
        offsets: by list, where its members begin and end.
        known: by list, a mask of where it is known; for lists that are not always known.
    """

    values: Mapping[str, Any]
    up: Mapping[tuple[str, str], Positions] = attrs.field(factory=dict)
    offsets: Mapping[str, Positions] = attrs.field(factory=dict)
    known: Mapping[str, Mask] = attrs.field(factory=dict)
