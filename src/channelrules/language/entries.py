"""The entries of the language's tables; an incomplete entry is refused by name when it is made.

The tables are `channelrules.language.operators` and `channelrules.language.figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final, Protocol

import attrs

from channelrules.language.nodes import Expression, Operation, Value
from channelrules.language.ratios import Ratio
from channelrules.language.types import Kind, Type

__all__ = [
    "AS_WRITTEN",
    "Arguments",
    "Breakpoints",
    "Call",
    "Misfit",
    "Operator",
    "Sign",
    "Tests",
    "Wording",
    "checked",
    "hook",
]


def hook() -> Any:
    """Return a field that every entry has to set."""
    return attrs.field(default=None, metadata={"hook": True})


def checked(what: str, entry: Any) -> None:
    """Refuse an entry that leaves out a required field.

    Raises:
        TypeError: with the names of the entry and of the field.
    """
    for field in attrs.fields(type(entry)):
        if field.metadata.get("hook") and getattr(entry, field.name) is None:
            message = f"{what} '{entry.name}' has no '{field.name}'"
            raise TypeError(message)


class Misfit(Exception):
    """Arguments that do not fit together; ``place`` is the index of the one to point at, ``None`` for the call."""

    def __init__(self, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.place = place


class Tests(Protocol):
    """The Python writer, as an operator sees it."""

    def where(self, test: str, source: str) -> str:
        """Return a name or literal for a source where a test of it, ``{0}``, holds; elsewhere all is unknown."""


class Call(Protocol):
    """The column writer, as an operator sees it: an operation on columns gives a column."""

    def __call__(self, pattern: str, /, *columns: Any) -> Any:
        """Return the column that a NumPy expression makes of columns, which are ``{0}``, ``{1}`` in it."""


@attrs.frozen(eq=False, repr=False)
class Sign:
    """How a binary operator is written.

    Attributes:
        text: such as ``+``.
        level: its precedence: 5 for sums, 6 for products.
    """

    text: str
    level: int


@attrs.frozen(eq=False, repr=False)
class Arguments:
    """The kinds of argument that an operator takes.

    Attributes:
        kinds: in order.
        more: whether there may be more of the last kind.
    """

    kinds: tuple[Kind, ...]
    more: bool = False

    @property
    def least(self) -> int:
        """How many arguments there are at least."""
        return len(self.kinds)

    def fit(self, count: int) -> bool:
        """Return whether there may be so many arguments."""
        return count >= self.least if self.more else count == self.least

    def kind(self, place: int) -> Kind:
        """Return the kind of the argument at a place."""
        return self.kinds[min(place, len(self.kinds) - 1)]


@attrs.frozen(eq=False, repr=False)
class Breakpoints:
    """How a result depends on one fact that varies.

    Attributes:
        ways: what a number can be computed as, from what each part can be computed as.
        steps: given the values of the parts, as far as they are known, at which values of a fact the result may jump.
    """

    ways: Callable[..., Iterable[Ratio]]
    steps: Callable[[Iterable[Value | None]], Iterable[Fraction]]


@attrs.frozen(eq=False, repr=False)
class Wording:
    """How an operator reads: a sentence of ``rules/words/<language>.toml`` and the names of the parts in it.

    An operator with any number of parts has one name, for all of them listed. Without a sentence it reads as written.
    """

    say: str
    parts: tuple[str, ...] = ()


AS_WRITTEN: Final = Wording("")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Operator:
    """Everything about an operator but its meaning.

    Attributes:
        name: by which nodes name it; for a function also how it is written.
        sign: how it is written between its parts; ``None`` for a function.
        about: what it returns, for the table in the documentation; empty for a sign.
        takes: the kinds of its parts.
        gives: the kind of its result.
        type: given the types of the parts, the type of the result: unit, and the greatest magnitude, even beyond
            the greatest number. Raises `Misfit` where the parts do not go together.
        rounded: whether a result may not be a float exactly, so that it is rounded, and unknown beyond the greatest
            number.
        python: the result as Python, from a place for `Tests` and Python for the parts, which are known there.
        columns: the result as columns, from columns for the parts (an unknown number or date is NaN, an unknown word
            or set negative); for yes/no a pair, where all parts are known and, of those, where the result holds.
        solver: the result for z3, from the parts (a set is a mapping of its words to formulas); ``None`` where the
            solver cannot see into it.
        breakpoints: where the result may tip while a fact varies.
        grows: for each part, the last standing for all further ones, whether the result rises (1) or falls (-1) with
            it; 0 where that depends.
        mutants: the mutations of it: a word for each, and the expression that it gives.
        words: how it reads.
    """

    name: str
    sign: Sign | None = None
    about: str = ""
    takes: Arguments = hook()
    gives: Kind = hook()
    type: Callable[[Sequence[Type]], Type] = hook()
    rounded: bool = False
    python: Callable[..., str] = hook()
    columns: Callable[..., Any] = hook()
    solver: Callable[..., Any] = hook()
    breakpoints: Breakpoints = hook()
    grows: tuple[int, ...] = hook()
    mutants: Callable[[Operation], Iterable[tuple[str, Expression]]] = hook()
    words: Wording = hook()

    def __attrs_post_init__(self) -> None:
        """Refuse an entry that lacks something."""
        checked("operator", self)

    @property
    def written(self) -> str:
        """How it is written, for messages and for the documentation."""
        return self.name if self.sign is None else self.sign.text
