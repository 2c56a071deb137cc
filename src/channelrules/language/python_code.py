"""The tree as Python source: the fast path.

A yes/no expression becomes two plain Python conditions, *surely true* and *surely false*;
unknown is where neither holds. What takes a loop, and what is wanted more than once, is computed by lines
ahead of the expression: in front of everything, or inside the loop that it looks at the members of.
Nothing of a rule file reaches the source but numbers, dates and quoted words.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, assert_never

import attrs

from channelrules.language.arithmetic import EXACT, GREATEST
from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import OverNumbers, figure
from channelrules.language.lower import lowered
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
    lists_in,
    names_at,
    nodes,
)
from channelrules.language.operators import named
from channelrules.language.types import Kind

__all__ = ["NAMESPACE", "Coder", "Loop"]

_NUMBER: Final = re.compile(r"-?[0-9.e+-]+")


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
        bind: given the names and lists that the body uses, the lines that bind them from ``each``.
        name: the source of such a name inside the loop.
        lists: the lists that differ from member to member; none but for ``channels``.
        beside: the source of the objects that have those lists, in the order of the members, and
            the variable that holds one of them.
    """

    over: str
    names: frozenset[str] = frozenset()
    bind: Callable[[tuple[str, ...]], list[str]] = lambda _: []
    name: Callable[[str], str] = lambda name: name
    lists: frozenset[str] = frozenset()
    beside: tuple[str, str] = ("", "")


@attrs.define
class _Frame:
    """Where lines go: in front of everything (``loop`` is ``None``), or the body of a loop.

    Attributes:
        lines: what stands there so far.
        loop: the loop whose body it is.
        over: the name of the list that is walked.
        kept: the variable, or the two bounds, of what was computed there.
    """

    lines: list[str]
    loop: Loop | None = None
    over: str = ""
    kept: dict[Expression, tuple[str, str]] = attrs.field(factory=dict)


@attrs.frozen
class _Guards:
    """What an operator sees of the writer.

    Attributes:
        tests: the tests that stand before a source.
        fresh: gives a name that is not in use.
    """

    tests: dict[str, None]
    fresh: Callable[[], str]

    def where(self, test: str, source: str) -> str:
        """Return a name or literal for a source, computed once, where it passes a test; unknown elsewhere."""
        if source.isidentifier() or _NUMBER.fullmatch(source):
            self.tests[test.format(source)] = None
            return source
        held = self.fresh()
        self.tests[test.format(f"({held} := {source})")] = None
        return held


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
    _outer: _Frame = attrs.field(init=False)
    _inner: _Frame | None = attrs.field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        """Begin in front of everything."""
        self._outer = _Frame(self.lines)

    def taken(self) -> list[str]:
        """Return the lines that have to stand here, which are then the caller's."""
        taken = self.lines[:]
        self.lines.clear()
        return taken

    def outcome(self, node: Expression) -> str:
        """Return source for a yes/no value: ``True``, ``False`` or ``None``."""
        if isinstance(node, Literal):
            return repr(node.value)
        if isinstance(node, Name):
            return self._named(node.name)
        return f"True if {self.true(node)} else False if {self.false(node)} else None"

    def true(self, node: Expression) -> str:
        """Return a Python condition that holds where the expression is surely true."""
        return self._mask(node, wanted=True)

    def false(self, node: Expression) -> str:
        """Return a Python condition that holds where the expression is surely false."""
        return self._mask(node, wanted=False)

    def value(self, node: Expression) -> str:
        """Return source for the value of any expression, ``None`` where it is unknown."""
        match node:
            case Literal(value):
                return _literal(value)
            case Name(name):
                return self._named(name)
            case Choose(test, then, otherwise):
                first, second, chosen = self.value(then), self.value(otherwise), self._kept(test)
                return f"(({first}) if {chosen} else ({second}) if {chosen} is False else None)"
            case Not() | And() | Or() | Compare() | Member() | Known():
                return f"({self.outcome(node)})"
            case Aggregate(kind) if figure(kind).gives is Kind.YES_NO:
                return f"({self.outcome(node)})"
            case Item() | Operation() | Aggregate() | Pick() | EmptyMonths() | Projection():
                guards, (code,) = self._values(node)
                return f"({code} if {' and '.join(guards)} else None)" if guards else code
            case _:
                assert_never(node)

    # --- yes/no ---

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
                return self._named(name) if wanted else f"{self._named(name)} is False"
            case Known(Item(name)):
                return f"each.{name} is {'not ' if wanted else ''}None"
            case Choose(test, then, otherwise):
                chosen = self._kept(test)
                first = f"{chosen} and {self._mask(then, wanted=wanted)}"
                return f"({first} or {chosen} is False and {self._mask(otherwise, wanted=wanted)})"
            case Aggregate():
                return self._quantifier(node, wanted=wanted)
            case Member(left, right):
                return self._member(left, right, wanted=wanted)
            case Item() | Operation() | Pick() | Projection() | EmptyMonths():
                guards, (code,) = self._values(node)
                return _guarded(guards, code if wanted else f"not {code}")
            case _:
                assert_never(node)

    def _compare(self, op: str, left: Expression, right: Expression, *, wanted: bool) -> str:
        if bounded(left) or bounded(right):
            return self._compare_bounds(op if wanted else COMPARISONS[op].opposite, left, right)
        guards, (one, other) = self._values(left, right)
        if op == "==" and wanted and isinstance(right, Literal) and isinstance(left, Name | Item):
            # The unknown equals no literal.
            return f"{one} == {other}"
        return _guarded(guards, f"{one} {op if wanted else COMPARISONS[op].opposite} {other}")

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
        if isinstance(node, Aggregate) and bounded(node):
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
        seen = self._projected(right)
        guards.append(f"{seen} is not None")
        if wanted:
            return _guarded(guards, f"{word} in {seen}")
        if right.over == "channels":
            guards.append(f"None not in {seen}")
        return _guarded(guards, f"{word} not in {seen}")

    # --- values ---

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
                    guards[f"{self._named(name)} is not None"] = None
                return self._named(name)
            case Item(name):
                guards[f"each.{name} is not None"] = None
                return f"each.{name}"
            case Operation():
                return self._operation(node, guards)
            case EmptyMonths(dates, start, end):
                seen = self._projected(dates)
                guards[f"{seen} is not None"] = None
                if dates.over == "channels":
                    guards[f"None not in {seen}"] = None
                return f"empty_months({seen}, {self._code(start, guards)}, {self._code(end, guards)})"
            case Aggregate() if bounded(node):
                low, high = self._sum(node)
                guards[f"{low} == {high}"] = None
                if node.wide:
                    guards[f"{-GREATEST} <= {low} <= {GREATEST}"] = None
                return low
            case Projection():
                message = "an attribute of every member of a list has no value of its own"
                raise TypeError(message)
            case Aggregate() | Pick() | Choose() | Not() | And() | Or() | Compare() | Member() | Known():
                kept = self._kept(node)
                guards[f"{kept} is not None"] = None
                return kept
            case _:
                assert_never(node)

    def _operation(self, node: Operation, guards: dict[str, None]) -> str:
        operator = named(node.op)
        codes = [self._code(part, guards) for part in node.parts]
        source = operator.python(_Guards(guards, self._fresh), *codes)
        if not (operator.rounded and node.wide):
            return source
        held = self._fresh()
        guards[f"{-GREATEST} <= ({held} := {source}) <= {GREATEST}"] = None
        # A float stays as it is; a whole number may be beyond what a float holds.
        return f"({held} if {-EXACT} <= {held} <= {EXACT} else float({held}))"

    # --- what is computed by lines of its own ---

    def _frame_of(self, node: Expression) -> _Frame:
        """Return where the lines that compute something go: into the loop only where it looks at the member."""
        inner = self._inner
        if inner is None or isinstance(node, Aggregate) or inner.loop is None:
            return self._outer
        loop = inner.loop
        own = not loop.names and any(isinstance(each, Item) for each in nodes(node))
        differs = any(each in loop.names for each in names_at(node))
        if own or differs or not loop.lists.isdisjoint(lists_in(node)):
            return inner
        return self._outer

    def _kept(self, node: Expression) -> str:
        """Return the variable that holds a value, ``None`` where it is unknown; computed once."""
        if isinstance(node, Name):
            return self._named(node.name)
        frame = self._frame_of(node)
        if node not in frame.kept:
            kept = self._fresh()
            if isinstance(node, Pick):
                source = self.loops[node.over].over
                lines = [f"{kept} = pick({source}, {node.value!r}, {node.by!r}, latest={node.kind == 'latest'})"]
            elif isinstance(node, Aggregate) and isinstance(meant := figure(node.kind), OverNumbers):
                lines = self._over_numbers(node, meant, kept)
            else:
                lines = [f"{kept} = {self.value(node)}"]
            frame.lines += lines
            frame.kept[node] = kept, kept
        return frame.kept[node][0]

    def _projected(self, node: Projection) -> str:
        """Return the variable that holds an attribute of every member, ``None`` where nobody knows the list."""
        frame = self._frame_of(node)
        if node not in frame.kept:
            seen, loop = self._fresh(), self.loops[node.over]
            if node.over == "channels":
                name = f"channel.{node.attribute}"
                frame.lines += [f"{seen} = []", f"for each in {loop.over}:"]
                frame.lines += [f"    {line}" for line in (*loop.bind((name,)), f"{seen}.append({loop.name(name)})")]
            else:
                members = f"[each.{node.attribute} for each in {loop.over}]"
                frame.lines.append(f"{seen} = None if {loop.over} is None else {members}")
            frame.kept[node] = seen, seen
        return frame.kept[node][0]

    def _sum(self, node: Aggregate) -> tuple[str, str]:
        """Return the variables that hold the least and the greatest that a count or a sum can be."""
        if node in self._outer.kept:
            return self._outer.kept[node]
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
        self._outer.lines += self._walked(
            node,
            [f"{sure} = {begin}", f"{perhaps} = {begin}"],
            body,
            [add_perhaps],
            end,
            [f"{low}, {high} = {'0' if node.from_zero else '-inf'}, inf"],
        )
        self._outer.kept[node] = low, high
        return low, high

    def _over_numbers(self, node: Aggregate, meant: OverNumbers, kept: str) -> list[str]:
        seen = self._fresh()
        found = f"{meant.python(seen)} if {seen} and None not in {seen} else None"
        return self._walked(
            node,
            [f"{seen} = []"],
            [f"{seen}.append(it)"],
            [f"{seen}.append(None)"],
            [f"{kept} = {found}"],
            [f"{kept} = None"],
        )

    def _quantifier(self, node: Aggregate, *, wanted: bool) -> str:
        core = lowered(node)
        if core is not node:
            return self._mask(core, wanted=wanted)
        low, high = self._sum(Aggregate("count", node.over, None, node.where, wide=False))
        return f"{low} > 0" if wanted else f"{high} == 0"

    def _walked(
        self,
        node: Aggregate,
        begin: list[str],
        sure: list[str],
        perhaps: list[str],
        end: list[str],
        unknown: list[str],
    ) -> list[str]:
        """Return the lines of a loop over the members of a figure's list."""
        loop = self.loops[node.over]
        with self._inside(loop, node.over) as frame:
            names = names_at(node.where) if node.where is not None else ()
            lists = tuple(each for each in lists_in(node.where) if each in loop.lists) if node.where is not None else ()
            value = f"each.{node.attribute}"
            if node.over == "channels":
                value = loop.name(f"channel.{node.attribute}")
                names = (*names, f"channel.{node.attribute}") if node.attribute is not None else names
            taken = [f"it = {value}"] if node.attribute is not None else []
            if node.where is None:
                tested = sure
            else:
                holds, fails = self.true(node.where), self.false(node.where)
                tested = [f"if {holds}:", *(f"    {line}" for line in sure)]
                tested += [f"elif not ({fails}):", *(f"    {line}" for line in perhaps)]
            bound = loop.bind((*dict.fromkeys(names), *lists))
            body = [*bound, *taken, *frame.lines, *tested]
        head = f"for each in {loop.over}:"
        if lists:
            source, variable = loop.beside
            head = f"for each, {variable} in zip({loop.over}, {source}):"
        return [
            f"if {loop.over} is None:",
            *(f"    {line}" for line in unknown),
            "else:",
            *(f"    {line}" for line in (*begin, head, *(f"    {line}" for line in body), *end)),
        ]

    @contextmanager
    def _inside(self, loop: Loop, over: str) -> Iterator[_Frame]:
        """Write the body of a loop."""
        assert self._inner is None
        self._inner = _Frame([], loop, over)
        try:
            yield self._inner
        finally:
            self._inner = None

    def _named(self, term: str) -> str:
        inner = self._inner
        if inner is not None and inner.loop is not None and term in inner.loop.names:
            return inner.loop.name(term)
        return self.name(term)

    def _fresh(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _literal(value: Value) -> str:
    # No condition names a day; a presumption about a date does.
    if isinstance(value, datetime.date):
        return f"date({value.year}, {value.month}, {value.day})"
    return repr(value)


def _guarded(guards: list[str], test: str) -> str:
    return f"({' and '.join([*guards, test])})" if guards else test
