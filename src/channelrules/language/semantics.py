"""The three-valued semantics of expressions, written to be read.

An unknown fact is ``None``. It makes a comparison unknown, and Kleene's truth tables extend
that to ``and``, ``or`` and ``not``; a figure over a list is unknown exactly where an
unknown member could change it. Every other evaluator is tested against this one.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, assert_never

import attrs

from channelrules.language.arithmetic import GREATEST, result
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
    Value,
    bounded,
    names_in,
)

__all__ = ["MEANINGS", "MEANINGS_OVER_LISTS", "Facts", "Reasons", "bounds", "evaluate", "projected", "reasons"]

Member_ = Mapping[str, Value | None]
Bounds = tuple[float, float]

_NOTHING_KNOWN: Bounds = (-math.inf, math.inf)


@attrs.frozen(eq=False, repr=False)
class Facts:
    """What is known at one place.

    Attributes:
        values: by name; a name that is absent is unknown, like ``None``.
        lists: the members of each list; ``None`` or absent where nobody knows the list.
        channels: what is known at each channel, for aggregates of the company.
    """

    values: Mapping[str, Value | None]
    lists: Mapping[str, Sequence[Member_] | None] = attrs.field(factory=dict)
    channels: Sequence[Facts] | None = None


def evaluate(node: Expression, facts: Facts, member: Member_ | None = None) -> Value | None:
    """Return the value of an expression, or ``None`` where it is unknown."""
    match node:
        case Literal(value):
            return value
        case Name(name):
            return facts.values.get(name)
        case Item(name):
            return (member or {}).get(name)
        case Known(Item(name)):
            return (member or {}).get(name) is not None
        case Not(part):
            return _not(evaluate(part, facts, member))
        case And(parts):
            return _and(evaluate(part, facts, member) for part in parts)
        case Or(parts):
            return _not(_and(_not(evaluate(part, facts, member)) for part in parts))
        case Compare(op, left, right):
            return _compare(op, left, right, facts, member)
        case Member(left, right):
            return _member(evaluate(left, facts, member), right, facts, member)
        case Operation(op, parts):
            values = [evaluate(part, facts, member) for part in parts]
            return None if None in values else MEANINGS[op](*values)
        case Choose(test, then, otherwise):
            chosen = evaluate(test, facts, member)
            return None if chosen is None else evaluate(then if chosen else otherwise, facts, member)
        case Aggregate():
            return _aggregate(node, facts)
        case Pick():
            return _pick(node, facts)
        case EmptyMonths():
            return _empty_months(node, facts, member)
        case Projection():
            message = "an attribute of every member of a list has no value of its own"
            raise TypeError(message)
        case _:
            assert_never(node)


def _not(value: Value | None) -> bool | None:
    return None if value is None else not value


def _and(values: Iterable[Value | None]) -> bool | None:
    seen = list(values)
    if any(value is False for value in seen):
        return False
    return None if any(value is None for value in seen) else True


def bounds(node: Expression, facts: Facts, member: Member_ | None = None) -> Bounds:
    """Return the least and the greatest that a number can be, given what is known."""
    if isinstance(node, Aggregate) and bounded(node):
        return _sum_bounds(node, facts)
    value = evaluate(node, facts, member)
    if value is None:
        return _NOTHING_KNOWN
    assert isinstance(value, int | float)
    return value, value


def _compare(op: str, left: Expression, right: Expression, facts: Facts, member: Member_ | None) -> bool | None:
    if bounded(left) or bounded(right):
        return _compare_bounds(op, bounds(left, facts, member), bounds(right, facts, member))
    one, other = evaluate(left, facts, member), evaluate(right, facts, member)
    if one is None or other is None:
        return None
    return _holds(op, one, other)


def _holds(op: str, one: Value, other: Value) -> bool:
    match op:
        case "==":
            return one == other
        case "!=":
            return one != other
        case "<":
            return one < other  # type: ignore[operator]  # the parser checked the types
        case "<=":
            return one <= other  # type: ignore[operator]  # the parser checked the types
        case ">":
            return one > other  # type: ignore[operator]  # the parser checked the types
        case _:
            return one >= other  # type: ignore[operator]  # the parser checked the types


def _compare_bounds(op: str, one: Bounds, other: Bounds) -> bool | None:
    match op:
        case ">" | ">=":
            return _compare_bounds("<" if op == ">" else "<=", other, one)
        case "<":
            return True if one[1] < other[0] else False if one[0] >= other[1] else None
        case "<=":
            return True if one[1] <= other[0] else False if one[0] > other[1] else None
        case "==":
            if one[0] == one[1] == other[0] == other[1]:
                return True
            return False if one[1] < other[0] or other[1] < one[0] else None
        case _:
            return _not(_compare_bounds("==", one, other))


def _member(word: Value | None, among: Expression, facts: Facts, member: Member_ | None) -> bool | None:
    if word is None:
        return None
    if not isinstance(among, Projection):
        words = evaluate(among, facts, member)
        return None if words is None else word in words  # type: ignore[operator]  # the parser checked the types
    members = _members(among.over, facts)
    if members is None:
        return None
    seen = [_attribute(each, among.attribute) for each in members]
    if word in seen:
        return True
    # An attribute that an entry of a plan leaves out is absent; one that a channel leaves out is unknown.
    return None if among.over == "channels" and None in seen else False


def _members(over: str, facts: Facts) -> Sequence[Facts | Member_] | None:
    return facts.channels if over == "channels" else facts.lists.get(over)


def _attribute(member: Facts | Member_, attribute: str) -> Value | None:
    if isinstance(member, Facts):
        return member.values.get(f"channel.{attribute}")
    return member.get(attribute)


def projected(node: Projection, facts: Facts) -> Sequence[Value | None]:
    """Return an attribute of every member of a list; nothing where nobody knows the list."""
    return [_attribute(each, node.attribute) for each in _members(node.over, facts) or ()]


def _holds_for(where: Expression | None, member: Facts | Member_, facts: Facts) -> Value | None:
    if where is None:
        return True
    if isinstance(member, Facts):
        # At a channel the company's facts are visible, too, the list of channels included.
        values: Mapping[str, Value | None] = ChainMap(member.values, facts.values)  # type: ignore[arg-type]  # only read
        there = Facts(values, {**facts.lists, **member.lists}, facts.channels)
        return evaluate(where, there)
    return evaluate(where, facts, member)


def _aggregate(node: Aggregate, facts: Facts) -> Value | None:
    if node.kind in {"count", "sum"}:
        low, high = _sum_bounds(node, facts)
        return low if low == high and abs(low) <= GREATEST else None
    members = _members(node.over, facts)
    if members is None:
        return None
    held = [_holds_for(node.where, each, facts) for each in members]
    if node.kind == "all":
        return _and(held)
    if node.kind == "any":
        return _not(_and(map(_not, held)))
    values = [_attribute(each, node.attribute or "") for each, holds in zip(members, held, strict=True) if holds]
    if not values or None in values or None in held:
        return None
    return MEANINGS_OVER_LISTS[node.kind](values)


def _sum_bounds(node: Aggregate, facts: Facts) -> Bounds:
    members = _members(node.over, facts)
    if members is None:
        return (0, math.inf) if node.from_zero else _NOTHING_KNOWN
    sure: list[float] = []
    possible: list[float] = []
    for each in members:
        holds = _holds_for(node.where, each, facts)
        if holds is False:
            continue
        value = 1 if node.attribute is None else _attribute(each, node.attribute)
        if holds is None or value is None:
            if not node.from_zero:
                return _NOTHING_KNOWN
            possible.append(math.inf if value is None else value)  # type: ignore[arg-type]  # sums are of numbers
        else:
            sure.append(value)  # type: ignore[arg-type]  # sums are of numbers
    if node.attribute is None:
        return len(sure), len(sure) + len(possible)
    return math.fsum(sure), math.fsum([*sure, *possible])


def _pick(node: Pick, facts: Facts) -> Value | None:
    members = facts.lists.get(node.over)
    if not members:
        return None
    order = [each.get(node.by) for each in members]
    if None in order:
        return None
    best = (max if node.kind == "latest" else min)(order)  # type: ignore[type-var]  # the parser checked the types
    values = {each.get(node.value) for each, by in zip(members, order, strict=True) if by == best}
    return values.pop() if len(values) == 1 else None


def _empty_months(node: EmptyMonths, facts: Facts, member: Member_ | None) -> int | None:
    first, last = evaluate(node.start, facts, member), evaluate(node.end, facts, member)
    members = _members(node.dates.over, facts)
    if first is None or last is None or members is None:
        return None
    stated = [_attribute(each, node.dates.attribute) for each in members]
    if node.dates.over == "channels" and None in stated:
        return None
    met = {(on.year, on.month) for on in stated if on is not None and first <= on <= last}  # type: ignore[union-attr, operator]  # dates
    return _months(first, last) - len(met)


def _months(start: Any, end: Any) -> int:
    months: int = (end.year - start.year) * 12 + end.month - start.month + 1
    return months


MEANINGS: Final[Mapping[str, Callable[..., Value | None]]] = {
    "+": lambda one, other: result(one + other),
    "-": lambda one, other: result(one - other),
    "*": lambda one, other: result(one * other),
    "/": lambda one, other: result(one / other) if other else None,
    "days": lambda later, earlier: (later - earlier).days,
    "least": lambda *parts: min(parts),
    "greatest": lambda *parts: max(parts),
    "size": len,
    "missing": lambda one, other: tuple(word for word in one if word not in other),
    "overlaps": lambda one, other: any(word in other for word in one),
    "months_in": _months,
}
"""The result of each scalar operator for known values; ``None`` where there is none."""

MEANINGS_OVER_LISTS: Final[Mapping[str, Callable[[Any], Value | None]]] = {"min": min, "max": max}
"""The result of each figure over numbers for one known number or more."""


@attrs.frozen(eq=False, repr=False)
class Reasons:
    """Why a condition has its value.

    Attributes:
        because: the known names that suffice for it, in the order of the text.
        missing: the unknown names that keep it open; empty where it is settled.
    """

    because: tuple[str, ...]
    missing: tuple[str, ...]


def reasons(node: Expression, facts: Facts) -> Reasons:
    """Return the facts that a condition's value rests on; they suffice to reproduce it."""
    because: dict[str, None] = {}
    missing: dict[str, None] = {}
    _collect(node, facts, because, missing)
    return Reasons(tuple(because), tuple(missing))


def _collect(node: Expression, facts: Facts, because: dict[str, None], missing: dict[str, None]) -> None:
    if isinstance(node, Not):
        _collect(node.part, facts, because, missing)
    elif isinstance(node, And | Or):
        decisive = isinstance(node, Or)
        values = [evaluate(part, facts) for part in node.parts]
        if decisive in values:
            _collect(node.parts[values.index(decisive)], facts, because, missing)
            return
        for part in node.parts:
            _collect(part, facts, because, missing)
    else:
        for name in names_in(node):
            (missing if facts.values.get(name) is None else because)[name] = None
