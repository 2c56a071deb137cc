"""The intermediate representation: what a condition says, in small frozen nodes.

One tree serves every evaluator: `channelrules.language.semantics` defines what it means,
`channelrules.language.python_code` compiles it, and `render` writes it back as text that parses
to the same tree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Final

import attrs

__all__ = [
    "Aggregate",
    "And",
    "Arithmetic",
    "Choose",
    "Compare",
    "Days",
    "Difference",
    "EmptyMonths",
    "Expression",
    "Extreme",
    "Item",
    "Known",
    "Literal",
    "Member",
    "MonthsIn",
    "Name",
    "Not",
    "Or",
    "Overlaps",
    "Pick",
    "Projection",
    "Size",
    "bounded",
    "names_at",
    "names_in",
    "nodes",
    "rebuilt",
    "render",
]

Value = bool | int | float | str | datetime.date | tuple[str, ...]


@attrs.frozen
class Literal:
    """A value written in the text: yes/no, number, word, or a tuple of words.

    ``1``, ``1.0`` and ``true`` are three literals, though Python holds them to be equal.
    """

    value: Value = attrs.field(eq=lambda value: (type(value), value))


@attrs.frozen
class Name:
    """A term of the vocabulary, ``scope.attribute``."""

    name: str


@attrs.frozen
class Item:
    """An attribute of the list member at hand, inside an aggregate."""

    name: str


@attrs.frozen
class Known:
    """Whether the list member at hand states an attribute: true or false, never unknown."""

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
class Arithmetic:
    """A sum, difference, product or quotient; a quotient by zero is unknown.

    ``wide`` tells that the result may be beyond what floats hold exactly, so that it is rounded and held
    against the greatest number; the parser knows where it cannot.
    """

    op: str
    left: Expression
    right: Expression
    wide: bool = attrs.field(default=True, eq=False)


@attrs.frozen
class Days:
    """The days from the earlier date to the later one; negative where they stand the other way round."""

    later: Expression
    earlier: Expression


@attrs.frozen
class Choose:
    """The first branch where the test holds, the second where it does not."""

    test: Expression
    then: Expression
    otherwise: Expression


@attrs.frozen
class Extreme:
    """The least or greatest of two numbers or more; ``kind`` is ``least`` or ``greatest``."""

    kind: str
    parts: tuple[Expression, ...]


@attrs.frozen
class Projection:
    """One attribute of every member of a list; for ``channels`` the attribute of each channel."""

    over: str
    attribute: str


@attrs.frozen
class Aggregate:
    """A figure over a list.

    ``kind`` is ``count``, ``any``, ``all``, ``sum``, ``min`` or ``max``. The first three have no
    ``attribute``; ``any`` and ``all`` always have a ``where``. ``from_zero`` tells that no member
    adds less than nothing, so that a sum over partly unknown members still has a lower bound;
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
class Difference:
    """The members of the first set that are not in the second."""

    left: Expression
    right: Expression


@attrs.frozen
class Overlaps:
    """Whether two sets share a member."""

    left: Expression
    right: Expression


@attrs.frozen
class Size:
    """How many members a set has."""

    part: Expression


@attrs.frozen
class EmptyMonths:
    """How many calendar months from one date to another have no date of the list."""

    dates: Projection
    start: Expression
    end: Expression


@attrs.frozen
class MonthsIn:
    """How many calendar months a period touches, its first and last included."""

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
    | Arithmetic
    | Days
    | Choose
    | Extreme
    | Projection
    | Aggregate
    | Pick
    | Difference
    | Overlaps
    | Size
    | EmptyMonths
    | MonthsIn
)


def children(node: Expression) -> Iterator[Expression]:
    """Yield the direct parts of a node."""
    match node:
        case Not(part) | Size(part):
            yield part
        case And(parts) | Or(parts) | Extreme(_, parts):
            yield from parts
        case Compare(_, left, right) | Arithmetic(_, left, right):
            yield left
            yield right
        case (
            Member(left, right)
            | Difference(left, right)
            | Overlaps(left, right)
            | MonthsIn(left, right)
            | Days(left, right)
        ):
            yield left
            yield right
        case Choose(test, then, otherwise):
            yield from (test, then, otherwise)
        case EmptyMonths(dates, start, end):
            yield from (dates, start, end)
        case Aggregate(where=where) if where is not None:
            yield where
        case Known(item):
            yield item
        case _:
            return


def nodes(node: Expression) -> Iterator[Expression]:
    """Yield a node and everything below it, outermost first."""
    yield node
    for part in children(node):
        yield from nodes(part)


def rebuilt(node: Expression, change: Callable[[Expression], Expression | None]) -> Expression:
    """Return a tree in which every part that ``change`` gives something else for is replaced by that."""
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
    return attrs.evolve(node, **parts) if parts else node  # type: ignore[arg-type]


def bounded(node: Expression) -> bool:
    """Return whether an expression has a least and a greatest value where not all of it is known."""
    return isinstance(node, Aggregate) and node.kind in {"count", "sum"}


def names_in(node: Expression) -> tuple[str, ...]:
    """Return every name that a tree uses, each once, in the order of the text."""
    found: dict[str, None] = {}
    for each in nodes(node):
        match each:
            case Name(name):
                found[name] = None
            case Projection("channels", attribute) | Aggregate(_, "channels", str(attribute)):
                found[f"channel.{attribute}"] = None
            case _:
                continue
    return tuple(found)


def names_at(node: Expression) -> tuple[str, ...]:
    """Return the names that a tree uses at its own place: without the attributes of all channels at once."""

    def dropped(part: Expression) -> Expression | None:
        return Literal(value=False) if isinstance(part, Projection) else None

    return names_in(rebuilt(node, dropped))


def lists_in(node: Expression) -> tuple[str, ...]:
    """Return every list that a tree aggregates over or projects, each once."""
    found: dict[str, None] = {}
    for each in nodes(node):
        if isinstance(each, Aggregate | Pick | Projection):
            found[each.over] = None
    return tuple(found)


_LEVEL: Final = {"or": 1, "and": 2, "not": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6}


def render(node: Expression) -> str:
    """Return the text of a tree; parsing it gives the same tree."""
    return _render(node, 0)


def _render(node: Expression, outer: int) -> str:
    match node:
        case Or(parts):
            level, text = 1, " or ".join(_render(part, 2) for part in parts)
        case And(parts):
            level, text = 2, " and ".join(_render(part, 3) for part in parts)
        case Not(Member(left, right)):
            level, text = 4, f"{_render(left, 5)} not in {_render(right, 5)}"
        case Not(part):
            level, text = 3, f"not {_render(part, 3)}"
        case Compare(op, left, right):
            level, text = 4, f"{_render(left, 5)} {op} {_render(right, 5)}"
        case Member(left, right):
            level, text = 4, f"{_render(left, 5)} in {_render(right, 5)}"
        case Arithmetic(op, left, right):
            level = _LEVEL[op]
            text = f"{_render(left, level)} {op} {_render(right, level + 1)}"
        case Days(later, earlier):
            level, text = 5, f"{_render(later, 5)} - {_render(earlier, 6)}"
        case Choose(test, then, otherwise):
            level, text = 0, f"{_render(then, 1)} if {_render(test, 1)} else {_render(otherwise, 0)}"
            return f"({text})" if outer else text
        case _:
            return _render_call(node)
    return f"({text})" if level < outer else text


def _render_call(node: Expression) -> str:
    match node:
        case Literal(value):
            return _render_value(value)
        case Name(name) | Item(name):
            return name
        case Known(Item(name)):
            return f"known({name})"
        case Projection(over, attribute):
            return f"{over}.{attribute}"
        case Aggregate(kind, over, attribute, where):
            first = f"{over}.{attribute}" if attribute else over
            return f"{kind}({first}, {_render(where, 0)})" if where is not None else f"{kind}({first})"
        case Pick(kind, over, value, by):
            return f"{kind}({over}.{value}, by={by})"
        case Extreme(kind, parts):
            return f"{kind}({', '.join(_render(part, 0) for part in parts)})"
        case Difference(left, right):
            return f"missing({_render(left, 0)}, {_render(right, 0)})"
        case Overlaps(left, right):
            return f"overlaps({_render(left, 0)}, {_render(right, 0)})"
        case Size(part):
            return f"size({_render(part, 0)})"
        case EmptyMonths(dates, start, end):
            return f"empty_months({_render(dates, 0)}, {_render(start, 0)}, {_render(end, 0)})"
        case MonthsIn(start, end):
            return f"months_in({_render(start, 0)}, {_render(end, 0)})"
        case _:
            raise TypeError(node)


def _render_value(value: Value) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_quote, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _quote(value) if isinstance(value, str) else repr(value)


def _quote(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
