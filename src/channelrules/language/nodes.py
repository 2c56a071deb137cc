"""The intermediate representation: a condition as small frozen nodes.

One tree serves every evaluator: `channelrules.language.semantics` defines what it means,
`channelrules.language.python_code` compiles it, and `channelrules.language.printer` writes it back as text that
parses to the same tree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any, Final

import attrs

__all__ = [
    "Aggregate",
    "And",
    "Choose",
    "Compare",
    "EmptyMonths",
    "Expression",
    "Item",
    "Known",
    "Literal",
    "Member",
    "Name",
    "Not",
    "Operation",
    "Or",
    "Pick",
    "Projection",
    "bounded",
    "children",
    "lists_in",
    "names_at",
    "names_in",
    "nodes",
    "rebuilt",
]

Value = bool | int | float | str | datetime.date | tuple[str, ...]


@attrs.frozen
class Literal:
    """A value written in the text: yes/no, number, word, or a tuple of words.

    ``1``, ``1.0`` and ``true`` are three literals, although they are equal in Python.
    """

    value: Value = attrs.field(eq=lambda value: (type(value), value))


@attrs.frozen
class Name:
    """A term of the vocabulary, ``scope.attribute``."""

    name: str


@attrs.frozen
class Item:
    """An attribute of the current member of a list, inside an aggregate."""

    name: str


@attrs.frozen
class Known:
    """Whether the current member of a list states an attribute: true or false, never unknown."""

    item: Item


@attrs.frozen
class Not:
    """Negation."""

    part: Expression


@attrs.frozen
class And:
    """Conjunction of two parts or more."""

    parts: tuple[Expression, ...]


@attrs.frozen
class Or:
    """Disjunction of two parts or more."""

    parts: tuple[Expression, ...]


@attrs.frozen
class Compare:
    """A comparison; ``op`` is one of ``== != < <= > >=``."""

    op: str
    left: Expression
    right: Expression


@attrs.frozen
class Member:
    """Whether a word stands in a set, a tuple of words, or the words of a list."""

    left: Expression
    right: Expression


@attrs.frozen
class Operation:
    """A scalar operator over its parts: unknown where a part is (`channelrules.language.operators`).

    ``wide`` says that the result may be beyond the range in which floats are exact, so that it is rounded and
    compared with the greatest number; the parser knows where it cannot be.
    """

    op: str
    parts: tuple[Expression, ...]
    wide: bool = attrs.field(default=True, eq=False)


@attrs.frozen
class Choose:
    """The first branch where the test holds, the second where it does not."""

    test: Expression
    then: Expression
    otherwise: Expression


@attrs.frozen
class Projection:
    """One attribute of every member of a list; for ``channels`` the attribute of each channel."""

    over: str
    attribute: str


@attrs.frozen
class Aggregate:
    """A figure over a list.

    ``kind`` is ``count``, ``any``, ``all``, ``sum``, ``min`` or ``max``. The first three have no
    ``attribute``; ``any`` and ``all`` always have a ``where``. ``from_zero`` says that no member
    is negative, so that a sum over partly unknown members still has a lower bound;
    ``wide`` that a sum may be beyond the greatest number.
    """

    kind: str
    over: str
    attribute: str | None = None
    where: Expression | None = None
    from_zero: bool = True
    wide: bool = attrs.field(default=True, eq=False)


@attrs.frozen
class Pick:
    """The value of the member whose ``by`` is the latest or earliest."""

    kind: str
    over: str
    value: str
    by: str


@attrs.frozen
class EmptyMonths:
    """How many calendar months from one date to another have no date of the list."""

    dates: Projection
    start: Expression
    end: Expression


Expression = (
    Literal
    | Name
    | Item
    | Known
    | Not
    | And
    | Or
    | Compare
    | Member
    | Operation
    | Choose
    | Projection
    | Aggregate
    | Pick
    | EmptyMonths
)


_PARTS: Final[Mapping[type, Callable[[Any], tuple[Expression, ...]]]] = {
    **dict.fromkeys((Literal, Name, Item, Projection, Pick), lambda _: ()),
    Known: lambda node: (node.item,),
    Not: lambda node: (node.part,),
    **dict.fromkeys((And, Or, Operation), attrgetter("parts")),
    **dict.fromkeys((Compare, Member), attrgetter("left", "right")),
    Choose: attrgetter("test", "then", "otherwise"),
    Aggregate: lambda node: () if node.where is None else (node.where,),
    EmptyMonths: attrgetter("dates", "start", "end"),
}
"""The direct parts of each kind of node: looked up, since trees are walked more often than anything else."""

_OF_MEMBERS: Final = (Projection, Aggregate)
_OVER_LISTS: Final = (Projection, Aggregate, Pick)


def children(node: Expression) -> tuple[Expression, ...]:
    """Return the direct parts of a node."""
    parts = _PARTS.get(type(node))
    if parts is None:
        message = f"this is no kind of node: {node!r}"
        raise AssertionError(message)
    return parts(node)


def nodes(node: Expression) -> Iterator[Expression]:
    """Yield a node and every node below it, outermost first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        if parts := children(found):
            waiting += parts[::-1]


def rebuilt(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """Return a tree in which every part is replaced for which ``change`` returns another."""
    made = change(node)
    if made is not None:
        return made
    parts: dict[str, object] = {}
    for each in attrs.fields(type(node)):
        part = getattr(node, each.name)
        if isinstance(part, tuple) and part and attrs.has(type(part[0])):
            parts[each.name] = tuple(rebuilt(one, change) for one in part)
        elif attrs.has(type(part)):
            parts[each.name] = rebuilt(part, change)
    return attrs.evolve(node, **parts) if parts else node  # type: ignore[arg-type]  # parts of the same fields


def bounded(node: Expression) -> bool:
    """Return whether an expression has a least and a greatest value where not all of it is known."""
    return isinstance(node, Aggregate) and node.kind in {"count", "sum"}


def names_in(node: Expression) -> tuple[str, ...]:
    """Return every name that a tree uses, each once, in the order of the text."""
    found: dict[str, None] = {}
    for each in nodes(node):
        if isinstance(each, Name):
            found[each.name] = None
        elif isinstance(each, _OF_MEMBERS) and each.over == "channels" and each.attribute is not None:
            found[f"channel.{each.attribute}"] = None
    return tuple(found)


def names_at(node: Expression) -> tuple[str, ...]:
    """Return the names that a tree uses of its own subject, without attributes of all channels."""

    def dropped(part: Expression) -> Expression | None:
        return Literal(value=False) if isinstance(part, Projection) else None

    return names_in(rebuilt(node, dropped))


def lists_in(node: Expression) -> tuple[str, ...]:
    """Return every list that a tree aggregates over or projects, each once."""
    found: dict[str, None] = {}
    for each in nodes(node):
        if isinstance(each, _OVER_LISTS):
            found[each.over] = None
    return tuple(found)
