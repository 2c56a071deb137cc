"""The tree as Python source: the fast path.

A yes/no expression becomes two plain Python conditions, *surely true* and *surely false*;
unknown is where neither holds. A figure over a list becomes a loop ahead of the expression.
Nothing of a rule file reaches the source but numbers, dates and quoted words.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Mapping
from typing import Final

import attrs

from channelrules.language.expression import (
    Aggregate,
    And,
    Arithmetic,
    Choose,
    Compare,
    Days,
    Difference,
    EmptyMonths,
    Expression,
    Extreme,
    Item,
    Known,
    Literal,
    Member,
    MonthsIn,
    Name,
    Not,
    Or,
    Overlaps,
    Pick,
    Projection,
    Size,
    Value,
    names_in,
)

__all__ = ["NAMESPACE", "Coder", "Loop"]

_OPPOSITE: Final = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _pick(members: tuple[object, ...] | None, value: str, by: str, *, latest: bool) -> object:
    if not members:
        return None
    order = [getattr(member, by) for member in members]
    if None in order:
        return None
    best = max(order) if latest else min(order)
    values = {getattr(member, value) for member, on in zip(members, order, strict=True) if on == best}
    return values.pop() if len(values) == 1 else None


def _empty_months(dates: list[datetime.date | None], start: datetime.date, end: datetime.date) -> int:
    period = (end.year - start.year) * 12 + end.month - start.month + 1
    return period - len({(on.year, on.month) for on in dates if on is not None and start <= on <= end})


NAMESPACE: Final[Mapping[str, object]] = {
    "date": datetime.date,
    "fsum": math.fsum,
    "inf": math.inf,
    "pick": _pick,
    "empty_months": _empty_months,
}
"""The names that generated source may use, and the only ones."""


@attrs.frozen
class Loop:
    """How generated source walks a list.

    Attributes:
        over: the source of the list; ``None`` as its value means that nobody knows the list.
        names: the names that differ from member to member; none but for ``channels``.
        bind: given the names that the body uses, the lines that bind them from ``each``.
        name: the source of such a name inside the loop.
    """

    over: str
    names: frozenset[str] = frozenset()
    bind: Callable[[tuple[str, ...]], list[str]] = lambda _: []
    name: Callable[[str], str] = lambda name: name


@attrs.define
class Coder:
    """Writes source for expressions.

    Attributes:
        name: the source of a name, such as a local variable.
        loops: how to walk each list.
        sure: names that are never unknown, so that no test for ``None`` is written.
        lines: what has to stand before the expressions written so far.
    """

    name: Callable[[str], str]
    loops: Mapping[str, Loop] = attrs.field(factory=dict)
    sure: Callable[[str], bool] = lambda name: name.startswith("param.")
    lines: list[str] = attrs.field(factory=list)
    _count: int = 0

    def outcome(self, node: Expression) -> str:
        """Return source for a yes/no value: ``True``, ``False`` or ``None``."""
        if isinstance(node, Literal):
            return repr(node.value)
        if isinstance(node, Name):
            return self.name(node.name)
        return f"True if {self.true(node)} else False if {self.false(node)} else None"

    def true(self, node: Expression) -> str:
        """Return a Python condition that holds where the expression is surely true."""
        return self._mask(node, wanted=True)

    def false(self, node: Expression) -> str:
        """Return a Python condition that holds where the expression is surely false."""
        return self._mask(node, wanted=False)

    def _mask(self, node: Expression, *, wanted: bool) -> str:
        match node:
            case Literal(value):
                return repr(value is wanted)
            case Not(part):
                return self._mask(part, wanted=not wanted)
            case And(parts) | Or(parts):
                joined = " and " if isinstance(node, And) is wanted else " or "
                return f"({joined.join(self._mask(part, wanted=wanted) for part in parts)})"
            case Compare(op, left, right):
                return self._compare(op, left, right, wanted=wanted)
            case Name(name):
                return self.name(name) if wanted else f"{self.name(name)} is False"
            case Known(Item(name)):
                return f"each.{name} is {'not ' if wanted else ''}None"
            case Choose(test, then, otherwise):
                first = f"{self.true(test)} and {self._mask(then, wanted=wanted)}"
                return f"({first} or {self.false(test)} and {self._mask(otherwise, wanted=wanted)})"
            case Aggregate():
                return self._quantifier(node, wanted=wanted)
            case Overlaps(left, right):
                guards, (one, other) = self._values(left, right)
                shared = f"any([word in {other} for word in {one}])"
                return _guarded(guards, shared if wanted else f"not {shared}")
            case Member(left, right):
                return self._member(left, right, wanted=wanted)
            case _:
                guards, (code,) = self._values(node)
                return _guarded(guards, code if wanted else f"not {code}")

    def _compare(self, op: str, left: Expression, right: Expression, *, wanted: bool) -> str:
        if isinstance(left, Aggregate) or isinstance(right, Aggregate):
            return self._compare_bounds(op if wanted else _OPPOSITE[op], left, right)
        guards, (one, other) = self._values(left, right)
        if op == "==" and not wanted and isinstance(right, Literal) and isinstance(left, Name | Item):
            return _guarded(guards, f"{one} != {other}")
        if op == "==" and wanted and isinstance(right, Literal) and right.value is not None:
            return f"{one} == {other}" if isinstance(left, Name | Item) else _guarded(guards, f"{one} == {other}")
        return _guarded(guards, f"{one} {op if wanted else _OPPOSITE[op]} {other}")

    def _compare_bounds(self, op: str, left: Expression, right: Expression) -> str:
        (low, high), (other_low, other_high) = self._bounds(left), self._bounds(right)
        match op:
            case "<" | "<=":
                return f"{high} {op} {other_low}"
            case ">" | ">=":
                return f"{low} {op} {other_high}"
            case "==":
                return f"({low} == {high} and {other_low} == {other_high} and {low} == {other_low})"
            case _:
                return f"({high} < {other_low} or {other_high} < {low})"

    def _bounds(self, node: Expression) -> tuple[str, str]:
        if isinstance(node, Aggregate) and node.kind in {"count", "sum"}:
            return self._sum(node)
        guards, (code,) = self._values(node)
        if not guards:
            return code, code
        known = " and ".join(guards)
        return f"({code} if {known} else -inf)", f"({code} if {known} else inf)"

    def _member(self, left: Expression, right: Expression, *, wanted: bool) -> str:
        if isinstance(right, Projection):
            return self._member_of_list(left, right, wanted=wanted)
        guards, (word, among) = self._values(left, right)
        return _guarded(guards, f"{word} {'in' if wanted else 'not in'} {among}")

    def _member_of_list(self, left: Expression, right: Projection, *, wanted: bool) -> str:
        guards, (word,) = self._values(left)
        seen, known = self._projected(right)
        if wanted:
            return _guarded([*guards, known], f"{word} in {seen}")
        if right.over == "channels":
            guards = [*guards, f"None not in {seen}"]
        return _guarded([known, *guards], f"{word} not in {seen}")

    def _projected(self, node: Projection) -> tuple[str, str]:
        seen = self._fresh()
        loop = self.loops[node.over]
        name = f"channel.{node.attribute}"
        source = f"each.{node.attribute}"
        if node.over == "channels":
            prelude = loop.bind((name,))
            lines = [f"{seen} = []", f"for each in {loop.over}:", *(f"    {line}" for line in prelude)]
            self._hoist([*lines, f"    {seen}.append({loop.name(name)})"])
            return seen, f"{seen} is not None"
        self._hoist([f"{seen} = None if {loop.over} is None else [{source} for each in {loop.over}]"])
        return seen, f"{seen} is not None"

    def value(self, node: Expression) -> str:
        """Return source for the value of any expression, ``None`` where it is unknown."""
        match node:
            case Literal(value):
                return _literal(value)
            case Name(name):
                return self.name(name)
            case Choose(test, then, otherwise):
                first, second = self.value(then), self.value(otherwise)
                return f"(({first}) if {self.true(test)} else ({second}) if {self.false(test)} else None)"
            case Not() | And() | Or() | Compare() | Member() | Overlaps() | Known():
                return f"({self.outcome(node)})"
            case Aggregate(kind) if kind in {"any", "all"}:
                return f"({self.outcome(node)})"
            case _:
                guards, (code,) = self._values(node)
                return f"({code} if {' and '.join(guards)} else None)" if guards else code

    def _values(self, *given: Expression) -> tuple[list[str], list[str]]:
        guards: dict[str, None] = {}
        codes = [self._code(node, guards) for node in given]
        return list(guards), codes

    def _code(self, node: Expression, guards: dict[str, None]) -> str:
        match node:
            case Literal(value):
                return _literal(value)
            case Name(name):
                if not self.sure(name):
                    guards[f"{self.name(name)} is not None"] = None
                return self.name(name)
            case Item(name):
                guards[f"each.{name} is not None"] = None
                return f"each.{name}"
            case Arithmetic(op, left, right):
                return self._arithmetic(op, left, right, guards)
            case Days(later, earlier):
                return f"({self._code(later, guards)} - {self._code(earlier, guards)}).days"
            case Extreme(kind, parts):
                codes = ", ".join(self._code(part, guards) for part in parts)
                return f"{'min' if kind == 'least' else 'max'}({codes})"
            case Size(part):
                return f"len({self._code(part, guards)})"
            case Difference(left, right):
                one, other = self._code(left, guards), self._code(right, guards)
                return f"tuple([word for word in {one} if word not in {other}])"
            case MonthsIn(start, end):
                first, last = self._code(start, guards), self._code(end, guards)
                return f"(({last}.year - {first}.year) * 12 + {last}.month - {first}.month + 1)"
            case EmptyMonths(dates, start, end):
                seen, known = self._projected(dates)
                guards[known] = None
                return f"empty_months({seen}, {self._code(start, guards)}, {self._code(end, guards)})"
            case _:
                return self._held(node, guards)

    def _arithmetic(self, op: str, left: Expression, right: Expression, guards: dict[str, None]) -> str:
        one, other = self._code(left, guards), self._code(right, guards)
        if op == "/":
            guards[f"{other} != 0"] = None
        return f"({one} {op} {other})"

    def _held(self, node: Expression, guards: dict[str, None]) -> str:
        kept = self._fresh()
        match node:
            case Pick(kind, over, value, by):
                self._hoist([f"{kept} = pick({self.loops[over].over}, {value!r}, {by!r}, latest={kind == 'latest'})"])
            case Aggregate(kind) if kind in {"count", "sum"}:
                low, high = self._sum(node)
                guards[f"{low} == {high}"] = None
                return low
            case Aggregate():
                self._extreme_of_list(node, kept)
            case _:
                self._hoist([f"{kept} = {self.value(node)}"])
        guards[f"{kept} is not None"] = None
        return kept

    def _sum(self, node: Aggregate) -> tuple[str, str]:
        low, high = self._fresh(), self._fresh()
        sure, perhaps = self._fresh(), self._fresh()
        if node.attribute is None:
            begin, add, add_perhaps = "0", f"{sure} += 1", f"{perhaps} += 1"
            end = [f"{low} = {sure}", f"{high} = {sure} + {perhaps}"]
        else:
            begin, add, add_perhaps = "[]", f"{sure}.append(it)", f"{perhaps}.append(inf if it is None else it)"
            end = [f"{low} = fsum({sure})", f"{high} = fsum({sure} + {perhaps})"]
            if not node.from_zero:
                end += [f"if {perhaps}:", f"    {low}, {high} = -inf, inf"]
        body = [add] if node.attribute is None else [f"if it is None: {add_perhaps}", f"else: {add}"]
        self._walk(
            node,
            [f"{sure} = {begin}", f"{perhaps} = {begin}"],
            body,
            [add_perhaps],
            end,
            [f"{low}, {high} = {'0' if node.from_zero else '-inf'}, inf"],
        )
        return low, high

    def _extreme_of_list(self, node: Aggregate, kept: str) -> None:
        seen = self._fresh()
        best = f"{node.kind}({seen}) if {seen} and None not in {seen} else None"
        self._walk(
            node,
            [f"{seen} = []"],
            [f"{seen}.append(it)"],
            [f"{seen}.append(None)"],
            [f"{kept} = {best}"],
            [f"{kept} = None"],
        )

    def _quantifier(self, node: Aggregate, *, wanted: bool) -> str:
        if node.kind == "all":
            assert node.where is not None
            turned = Aggregate("any", node.over, None, Not(node.where))
            return self._quantifier(turned, wanted=not wanted)
        low, high = self._sum(attrs.evolve(node, kind="count"))
        return f"{low} > 0" if wanted else f"{high} == 0"

    def _walk(
        self,
        node: Aggregate,
        begin: list[str],
        sure: list[str],
        perhaps: list[str],
        end: list[str],
        unknown: list[str],
    ) -> None:
        loop = self.loops[node.over]
        names = names_in(node.where) if node.where is not None else ()
        if node.attribute is not None and node.over == "channels":
            names = (*names, f"channel.{node.attribute}")
        lines = loop.bind(tuple(dict.fromkeys(names)))
        if node.attribute is not None:
            value = loop.name(f"channel.{node.attribute}") if node.over == "channels" else f"each.{node.attribute}"
            lines.append(f"it = {value}")
        if node.where is None:
            lines += sure
        else:
            outside, self.name = self.name, self._name_inside(loop)
            holds, fails = self.true(node.where), self.false(node.where)
            self.name = outside
            lines += [f"if {holds}:", *(f"    {line}" for line in sure)]
            lines += [f"elif not ({fails}):", *(f"    {line}" for line in perhaps)]
        known = [*begin, f"for each in {loop.over}:", *(f"    {line}" for line in lines), *end]
        self._hoist(
            [
                f"if {loop.over} is None:",
                *(f"    {line}" for line in unknown),
                "else:",
                *(f"    {line}" for line in known),
            ]
        )

    def _name_inside(self, loop: Loop) -> Callable[[str], str]:
        outside = self.name

        def name(term: str) -> str:
            return loop.name(term) if term in loop.names else outside(term)

        return name

    def _hoist(self, lines: list[str]) -> None:
        self.lines += lines

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _literal(value: Value) -> str:
    return repr(value)


def _guarded(guards: list[str], test: str) -> str:
    return f"({' and '.join([*guards, test])})" if guards else test
