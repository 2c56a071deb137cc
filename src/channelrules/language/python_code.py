"""Compiles a tree to Python source, the fast path.

A yes/no expression becomes two plain Python conditions, *surely true* and *surely false*;
the value is unknown where neither holds. Loops, and values that are used more than once, are computed by lines
before the expression: before everything, or inside the loop over the members that they read.
Only numbers, dates and quoted words of a rule file reach the source.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Final, assert_never

import attrs

from channelrules.language.arithmetic import EXACT, GREATEST
from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import figure
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
)
from channelrules.language.operators import named
from channelrules.language.python_loops import Ahead, Frame, Loop
from channelrules.language.types import Kind

__all__ = ["Coder"]

_NUMBER: Final = re.compile(r"-?[0-9.e+-]+")


@attrs.frozen(eq=False, repr=False)
class _Guards:
    """The part of the writer that operators use.

    Attributes:
        tests: the tests that come before a source.
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


@attrs.define(eq=False, repr=False)
class Coder:
    """Writes Python source for expressions.

    Attributes:
        name: the source of a name, such as a local variable.
        loops: how to walk each list.
        sure: names that are never unknown, so that no test for ``None`` is written.
        lines: the lines that have to come before the expressions written so far.
    """

    name: Callable[[str], str]
    loops: Mapping[str, Loop] = attrs.field(factory=dict)
    sure: Callable[[str], bool] = lambda name: name.startswith("param.")
    lines: list[str] = attrs.field(factory=list)
    _ahead: Ahead = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Start with lines before everything."""
        self._ahead = Ahead(self, Frame(self.lines))

    def taken(self) -> list[str]:
        """Return the pending lines and hand them over to the caller."""
        taken = self.lines[:]
        self.lines.clear()
        return taken

    def outcome(self, node: Expression) -> str:
        """Return source for a yes/no value: ``True``, ``False`` or ``None``."""
        if isinstance(node, Literal):
            return repr(node.value)
        if isinstance(node, Name):
            return self._ahead.named(node.name)
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
                return self._ahead.named(name)
            case Choose(test, then, otherwise):
                first, second, chosen = self.value(then), self.value(otherwise), self._ahead.kept(test)
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
                return self._ahead.named(name) if wanted else f"{self._ahead.named(name)} is False"
            case Known(Item(name)):
                return f"each.{name} is {'not ' if wanted else ''}None"
            case Choose(test, then, otherwise):
                chosen = self._ahead.kept(test)
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
            return self._ahead.bounds(node)
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
        seen = self._ahead.projected(right)
        guards.append(f"{seen} is not None")
        if wanted:
            return _guarded(guards, f"{word} in {seen}")
        if right.over == "channels":
            guards.append(f"None not in {seen}")
        return _guarded(guards, f"{word} not in {seen}")

    def _quantifier(self, node: Aggregate, *, wanted: bool) -> str:
        core = lowered(node)
        if core is not node:
            return self._mask(core, wanted=wanted)
        low, high = self._ahead.bounds(Aggregate("count", node.over, None, node.where, wide=False))
        return f"{low} > 0" if wanted else f"{high} == 0"

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
                    guards[f"{self._ahead.named(name)} is not None"] = None
                return self._ahead.named(name)
            case Item(name):
                guards[f"each.{name} is not None"] = None
                return f"each.{name}"
            case Operation():
                return self._operation(node, guards)
            case EmptyMonths(dates, start, end):
                seen = self._ahead.projected(dates)
                guards[f"{seen} is not None"] = None
                if dates.over == "channels":
                    guards[f"None not in {seen}"] = None
                return f"empty_months({seen}, {self._code(start, guards)}, {self._code(end, guards)})"
            case Aggregate() if bounded(node):
                low, high = self._ahead.bounds(node)
                guards[f"{low} == {high}"] = None
                if node.wide:
                    guards[f"{-GREATEST} <= {low} <= {GREATEST}"] = None
                return low
            case Projection():
                message = "an attribute of every member of a list has no value of its own"
                raise TypeError(message)
            case Aggregate() | Pick() | Choose() | Not() | And() | Or() | Compare() | Member() | Known():
                kept = self._ahead.kept(node)
                guards[f"{kept} is not None"] = None
                return kept
            case _:
                assert_never(node)

    def _operation(self, node: Operation, guards: dict[str, None]) -> str:
        operator = named(node.op)
        codes = [self._code(part, guards) for part in node.parts]
        source = operator.python(_Guards(guards, self._ahead.fresh), *codes)
        if not (operator.rounded and node.wide):
            return source
        held = self._ahead.fresh()
        guards[f"{-GREATEST} <= ({held} := {source}) <= {GREATEST}"] = None
        # A float needs no rounding; a whole number may be too great for a float.
        return f"({held} if {-EXACT} <= {held} <= {EXACT} else float({held}))"


def _literal(value: Value) -> str:
    # Only presumptions about dates name a day; conditions never do.
    if isinstance(value, datetime.date):
        return f"date({value.year}, {value.month}, {value.day})"
    return repr(value)


def _guarded(guards: list[str], test: str) -> str:
    return f"({' and '.join([*guards, test])})" if guards else test
