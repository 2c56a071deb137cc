"""The tree as NumPy source: many places at once, over two masks.

A yes/no expression becomes two masks, *surely true* and *surely false*; unknown is where neither
is set. An unknown number or date is NaN, an unknown word or set is negative, so that it spoils what
is computed from it by itself. Every part is computed on the highest level that has all it needs (once
a company, not once a channel), and once where it occurs in several rules.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Any, assert_never

import attrs
import numpy as np

from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import Figures, Inside
from channelrules.language.lines import CONSTANT, NO, YES, Here, Masks
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
    nodes,
)
from channelrules.language.operators import named
from channelrules.language.shape import Columns, Shape, Supposed, Supposition, day_number
from channelrules.language.stretches import SPACE
from channelrules.language.types import Kind

__all__ = ["Program"]


@attrs.frozen
class Program:
    """Expressions as one function over columns.

    Attributes:
        source: the generated source.
        needs: the names whose values it takes.
    """

    source: str
    needs: frozenset[str]
    _run: Callable[[Columns], tuple[Any, ...]] = attrs.field(eq=False, repr=False)

    @classmethod
    def of(cls, shape: Shape, wanted: Sequence[tuple[Expression, str]]) -> Program:
        """Return the program that computes expressions, each on a level."""
        writer = _Writer(shape)
        results = [writer.wanted(node, level) for node, level in wanted]
        source = writer.source(results)
        space: dict[str, Any] = dict(SPACE) | {"word_bits": shape.lexicon.bits()}
        exec(compile(source, "<columns>", "exec"), space)  # noqa: S102 - our own source, made from checked trees
        return cls(source, frozenset(re.findall(r"values\['([^']+)'\]", source)), space["evaluate"])

    def run(self, columns: Columns) -> tuple[Any, ...]:
        """Return for each expression its two masks, or its values; plain ones where it is the same everywhere."""
        with np.errstate(all="ignore"):
            return self._run(columns)


@attrs.define
class _Writer(Figures):
    made: dict[tuple[str, Expression, Inside | None], Any] = attrs.field(factory=dict)

    def masks(self, node: Expression, member: Inside | None = None) -> Masks:
        key = ("masks", node, member if _looks_at_members(node) else None)
        # 1 and true are equal in Python, and numbers never stand where yes/no does.
        if key not in self.made:
            self.made[key] = self._masks(node, member)
        made: Masks = self.made[key]
        return made

    def _masks(self, node: Expression, member: Inside | None) -> Masks:
        match node:
            case Literal(value):
                return Masks(YES, NO) if value else Masks(NO, YES)
            case Name(name):
                return self.yes_no(name)
            case Item(name):
                return self.given_masks(*self.place_of_item(name, member))
            case Known(Item(name)):
                return self.known(name, member)
            case Not(part):
                made = self.masks(part, member)
                return Masks(made.false, made.true)
            case And(parts):
                each = [self.masks(part, member) for part in parts]
                return Masks(self.all_of(one.true for one in each), self.any_of(one.false for one in each))
            case Or(parts):
                each = [self.masks(part, member) for part in parts]
                return Masks(self.any_of(one.true for one in each), self.all_of(one.false for one in each))
            case Compare(op, left, right):
                return self.comparison(op, left, right, member)
            case Member(left, right):
                return self.membership(left, right, member)
            case Choose(test, then, otherwise):
                tested, first, second = (self.masks(each, member) for each in (test, then, otherwise))
                return Masks(
                    self.any_of((self.all_of((tested.true, first.true)), self.all_of((tested.false, second.true)))),
                    self.any_of((self.all_of((tested.true, first.false)), self.all_of((tested.false, second.false)))),
                )
            case Aggregate():
                return self.quantified(node)
            case Operation():
                known, holds = self.operation(node, member)
                return Masks(self.all_of((known, holds)), self.all_of((known, self.turned(holds))))
            case Pick():
                return self.picked_masks(node)
            case Projection() | EmptyMonths():
                raise TypeError(node)
            case _:
                assert_never(node)

    def operation(self, node: Operation, member: Inside | None) -> Any:
        operator = named(node.op)
        parts = [self.part(part, operator.takes.kind(place), member) for place, part in enumerate(node.parts)]
        made = operator.columns(self.call, *parts)
        return self.call("limited({0})", made) if operator.rounded and node.wide else made

    def part(self, node: Expression, kind: Kind, member: Inside | None) -> Any:
        """Return the part of an operation: two masks, a column of numbers or dates, or one of words or sets."""
        match kind:
            case Kind.YES_NO:
                return self.masks(node, member)
            case Kind.NUMBER | Kind.DATE:
                return self.number(node, member)
            case Kind.CHOICE | Kind.SET | Kind.TEXT:
                return self.whole(node, member)
            case _:
                assert_never(kind)

    def yes_no(self, name: str) -> Masks:
        defined = self.shape.define(name)
        if isinstance(defined, Supposed):
            return self.supposed_masks(defined)
        if defined is not None:
            return self.masks(defined)
        return self.given_masks(name, self.shape.level(name), sure=self.shape.sure(name))

    def given_masks(self, name: str, level: str, *, sure: bool = False) -> Masks:
        true = self.emit(f"values[{name!r}][0]", level)
        return Masks(true, self.turned(true) if sure else self.emit(f"values[{name!r}][1]", level))

    def place_of_item(self, name: str, member: Inside | None) -> tuple[str, str]:
        assert member is not None
        return f"{member.over}.{name}", self.shape.lists[member.over].members

    def known(self, name: str, member: Inside | None) -> Masks:
        assert member is not None
        kind = self.shape.lists[member.over].items.attributes[name].kind
        if kind is Kind.YES_NO:
            made = self.masks(Item(name), member)
            stated = self.any_of((made.true, made.false))
        elif kind in {Kind.NUMBER, Kind.DATE}:
            stated = self.turned(self.call("isnan({0})", self.number(Item(name), member)))
        else:
            stated = self.call("{0} >= 0", self.whole(Item(name), member))
        return Masks(stated, self.turned(stated))

    def comparison(self, op: str, left: Expression, right: Expression, member: Inside | None) -> Masks:
        if isinstance(left, Literal) and isinstance(right, Literal) and isinstance(left.value, str):
            return self.masks(Literal((left.value == right.value) is (op == "==")))
        if bounded(left) or bounded(right):
            return self.compare_bounds(op, self.bounds(left, member), self.bounds(right, member))
        kind = self.kind_of(left, member)
        if kind is Kind.YES_NO:
            one, other = self.masks(left, member), self.masks(right, member)
            same = self.any_of((self.all_of((one.true, other.true)), self.all_of((one.false, other.false))))
            differ = self.any_of((self.all_of((one.true, other.false)), self.all_of((one.false, other.true))))
        elif kind in {Kind.NUMBER, Kind.DATE}:
            numbers = self.number(left, member), self.number(right, member)
            if op not in {"==", "!="}:
                first = self.call(f"{{0}} {op} {{1}}", *numbers)
                return Masks(first, self.call(f"{{0}} {COMPARISONS[op].opposite} {{1}}", *numbers))
            same = self.call("{0} == {1}", *numbers)
            differ = self.call("({0} < {1}) | ({0} > {1})", *numbers)
        else:
            words = [(self.whole(each, member), self.never_unknown(each)) for each in (left, right)]
            stated = self.all_of(YES if sure else self.call("{0} >= 0", word) for word, sure in words)
            equal = self.call("{0} == {1}", words[0][0], words[1][0])
            # An unknown word equals no literal.
            one_sided = isinstance(left, Literal) or isinstance(right, Literal)
            same = equal if one_sided else self.all_of((stated, equal))
            differ = self.all_of((stated, self.turned(equal)))
        return Masks(same, differ) if op == "==" else Masks(differ, same)

    def never_unknown(self, node: Expression) -> bool:
        return isinstance(node, Literal) or (isinstance(node, Name) and self.shape.sure(node.name))

    def compare_bounds(self, op: str, one: tuple[Here, Here], other: tuple[Here, Here]) -> Masks:
        if op not in {"==", "!="}:
            (low, high), (other_low, other_high) = (one, other) if op in {"<", "<="} else (other, one)
            sign = op if op in {"<", "<="} else COMPARISONS[op].turned
            return Masks(
                self.call(f"{{0}} {sign} {{1}}", high, other_low),
                self.call(f"{{0}} {COMPARISONS[sign].opposite} {{1}}", low, other_high),
            )
        same = self.all_of(self.call("{0} == {1}", *each) for each in (one, other, (one[0], other[0])))
        apart = self.any_of((self.call("{0} < {1}", one[1], other[0]), self.call("{0} < {1}", other[1], one[0])))
        return Masks(same, apart) if op == "==" else Masks(apart, same)

    def membership(self, left: Expression, right: Expression, member: Inside | None) -> Masks:
        if isinstance(right, Projection):
            return self.membership_of_list(left, right, member)
        if isinstance(left, Literal) and isinstance(right, Literal):
            assert isinstance(right.value, tuple)
            return self.masks(Literal(left.value in right.value))
        if isinstance(left, Literal):
            # An unknown set is negative: it has every bit.
            found = self.whole(right, member)
            bit = self.shape.lexicon.bit(str(left.value))
            lacks = self.call(f"({{0}} & {bit}) == 0", found)
            return Masks(self.all_of((self.turned(lacks), self.call("{0} >= 0", found))), lacks)
        word = self.whole(left, member)
        stated = YES if self.never_unknown(left) else self.call("{0} >= 0", word)
        if isinstance(right, Literal):
            assert isinstance(right.value, tuple)
            hit = self.any_of(self.call(f"{{0}} == {self.shape.lexicon.number(each)}", word) for each in right.value)
            return Masks(hit, self.all_of((stated, self.turned(hit))))
        found = self.whole(right, member)
        bits = self.call('take(word_bits, {0}, mode="clip")', word)
        both = self.all_of((stated, self.call("{0} >= 0", found)))
        hit = self.call("({0} & {1}) != 0", bits, found)
        return Masks(self.all_of((both, hit)), self.all_of((both, self.turned(hit))))

    # --- values ---

    def kind_of(self, node: Expression, member: Inside | None) -> Kind:
        match node:
            case Literal(value):
                return _kind_of_literal(value)
            case Name(name):
                kind: Kind = self.shape.type(name).kind
                return kind
            case Item(name):
                assert member is not None
                return self.kind_of_member(member.over, name)
            case Pick(_, over, value):
                return self.kind_of_member(over, value)
            case Choose(_, then):
                return self.kind_of(then, member)
            case Operation(op):
                gives: Kind = named(op).gives
                return gives
            case Aggregate(kind=figure):
                return Kind.YES_NO if figure in {"any", "all"} else Kind.NUMBER
            case EmptyMonths():
                return Kind.NUMBER
            case Not() | And() | Or() | Compare() | Member() | Known():
                return Kind.YES_NO
            case Projection():
                raise TypeError(node)
            case _:
                assert_never(node)

    def kind_of_member(self, over: str, attribute: str) -> Kind:
        kind: Kind = self.shape.lists[over].items.attributes[attribute].kind
        return kind

    def number(self, node: Expression, member: Inside | None = None) -> Here:
        """Return a number or a date, NaN where it is unknown."""
        key = ("number", node, member if _looks_at_members(node) else None)
        if key not in self.made:
            self.made[key] = self._number(node, member)
        made: Here = self.made[key]
        return made

    def _number(self, node: Expression, member: Inside | None) -> Here:
        match node:
            case Literal(value):
                assert isinstance(value, int | float | datetime.date)
                # A number of NumPy's, so that a comparison of constants can be turned round like any other.
                plain = float(day_number(value) if isinstance(value, datetime.date) else value)
                return self.emit(f"number({plain!r})", CONSTANT)
            case Name(name):
                return self.column(name, self.number)
            case Item(name):
                place, level = self.place_of_item(name, member)
                return self.emit(f"values[{place!r}]", level)
            case Operation():
                made: Here = self.operation(node, member)
                return made
            case Choose(test, then, otherwise):
                tested = self.masks(test, member)
                held, failed = self.number(then, member), self.number(otherwise, member)
                other = self.call("where({0}, {1}, nan)", tested.false, failed)
                return self.call("where({0}, {1}, {2})", tested.true, held, other)
            case Aggregate(kind) if kind in {"count", "sum"}:
                return self.exactly(node)
            case Aggregate():
                return self.extreme_of_list(node)
            case Pick():
                inside = Inside(node.over, self.shape.lists[node.over].members)
                return self.picked(node, self.number(Item(node.value), inside).code, "nan")
            case EmptyMonths():
                return self.empty_months(node, member)
            case Known() | Not() | And() | Or() | Compare() | Member() | Projection():
                raise TypeError(node)
            case _:
                assert_never(node)

    def whole(self, node: Expression, member: Inside | None = None) -> Here:
        """Return a word or a set as a whole number, negative where it is unknown."""
        key = ("whole", node, member if _looks_at_members(node) else None)
        if key not in self.made:
            self.made[key] = self._whole(node, member)
        made: Here = self.made[key]
        return made

    def _whole(self, node: Expression, member: Inside | None) -> Here:
        match node:
            case Literal(value):
                return self.emit(f"word({self.shape.lexicon.number(str(value))})", CONSTANT)
            case Name(name):
                return self.column(name, self.whole)
            case Item(name):
                place, level = self.place_of_item(name, member)
                return self.emit(f"values[{place!r}]", level)
            case Operation():
                made: Here = self.operation(node, member)
                return made
            case Choose(test, then, otherwise):
                tested = self.masks(test, member)
                first, second = self.whole(then, member), self.whole(otherwise, member)
                rest = self.call("where({0}, {1}, -1)", tested.false, second)
                return self.call("where({0}, {1}, {2})", tested.true, first, rest)
            case Pick():
                inside = Inside(node.over, self.shape.lists[node.over].members)
                return self.picked(node, self.whole(Item(node.value), inside).code, "-1")
            case Known() | Not() | And() | Or() | Compare() | Member() | Aggregate() | Projection() | EmptyMonths():
                raise TypeError(node)
            case _:
                assert_never(node)

    def column(self, name: str, read: Callable[[Expression], Here]) -> Here:
        defined = self.shape.define(name)
        if isinstance(defined, Supposed):
            return self.supposed_value(defined, read, self.shape.type(name).kind)
        if defined is not None:
            return read(defined)
        level = self.shape.level(name)
        # What stands on no level is a plain number: NumPy's, so that it is compared like any other.
        return self.emit(f"number(values[{name!r}])" if level == CONSTANT else f"values[{name!r}]", level)

    # --- what is supposed where nothing is known ---

    def supposed_masks(self, name: Supposed) -> Masks:
        """Return the masks of a yes/no name."""
        found = self.masks(name.stated)
        for each in name.otherwise:
            value, applies = self.masks(each.value), self.applies(each)
            sides = []
            for side, own, opposite in ((value.true, found.true, found.false), (value.false, found.false, found.true)):
                added = self.all_of((side, applies))
                # Never both are set: what is not surely the opposite is this, where all of that is taken so.
                sides.append(
                    self.turned(opposite) if added == YES else self.any_of((own, self.but_not(added, opposite)))
                )
            found = Masks(*sides)
        return found

    def but_not(self, mask: Here, other: Here) -> Here:
        """Return where one mask holds and another does not."""
        return NO if mask == NO else self.all_of((mask, self.turned(other)))

    def supposed_value(self, name: Supposed, read: Callable[[Expression], Here], kind: Kind) -> Here:
        """Return the values of a name: numbers and dates, or words and sets as whole numbers."""
        found = read(name.stated)
        unknown = "isnan({0})" if kind in {Kind.NUMBER, Kind.DATE} else "({0} < 0)"
        for each in name.otherwise:
            applies = self.applies(each)
            if isinstance(each.value, Literal) and kind is Kind.SET:
                assert isinstance(each.value.value, tuple)
                value = Here(str(sum(map(self.shape.lexicon.bit, each.value.value))))
            else:
                value = read(each.value)
            if each.low is not None and not isinstance(each.value, Literal):
                inside = self.call(f"({{0}} >= {each.low!r}) & ({{0}} <= {each.high!r})", value)
                whole = self.call("floor({0}) == {0}", value) if each.whole else YES
                applies = self.all_of((applies, inside, whole))
            if applies == YES:
                found = self.call(f"where({unknown}, {{1}}, {{0}})", found, value)
            elif applies != NO:
                found = self.call(f"where({unknown} & {{1}}, {{2}}, {{0}})", found, applies, value)
        return found

    def applies(self, supposition: Supposition) -> Here:
        """Return where the conditions of a supposition are met."""
        return self.all_of(
            (
                *(self.masks(each).true for each in supposition.where),
                *(self.turned(self.masks(each).true) for each in supposition.against),
            )
        )

    def wanted(self, node: Expression, level: str) -> str:
        kind = self.kind_of(node, None)
        if kind is Kind.YES_NO:
            made = self.masks(node)
            return f"({self.lift_mask(made.true, level).code}, {self.lift_mask(made.false, level).code})"
        value = self.number(node) if kind in {Kind.NUMBER, Kind.DATE} else self.whole(node)
        return self.lift(value, level).code


def _looks_at_members(node: Expression) -> bool:
    return any(isinstance(each, Item) for each in nodes(node))


def _kind_of_literal(value: Value) -> Kind:
    if isinstance(value, bool):
        return Kind.YES_NO
    if isinstance(value, datetime.date):
        return Kind.DATE
    return Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT
