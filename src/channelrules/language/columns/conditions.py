"""Yes/no expressions as two masks: where they are surely true, and where surely false."""

from __future__ import annotations

from typing import assert_never

import attrs

from channelrules.language.columns.graph import NO, YES, Column, Graph, Masks
from channelrules.language.columns.parts import Expressions, Inside
from channelrules.language.columns.shape import Shape, Supposed
from channelrules.language.comparisons import COMPARISONS
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
    bounded,
)
from channelrules.language.types import Kind

__all__ = ["Conditions"]


@attrs.frozen
class Conditions:
    """Writes yes/no expressions into a graph.

    Attributes:
        writer: the writer of their parts.
        shape: the levels and types of names.
        graph: the graph that is written.
    """

    writer: Expressions
    shape: Shape
    graph: Graph

    def masks(self, node: Expression, member: Inside | None) -> Masks:
        """Return the masks of a yes/no expression."""
        graph, masks = self.graph, self.writer.masks
        match node:
            case Literal(value):
                return Masks(YES, NO) if value else Masks(NO, YES)
            case Name(name):
                return self._named(name)
            case Item(name):
                return self._given(*self.writer.place_of(name, member))
            case Known(Item(name)):
                return self._known(name, member)
            case Not(part):
                made = masks(part, member)
                return Masks(made.false, made.true)
            case And(parts):
                each = [masks(part, member) for part in parts]
                return Masks(graph.all_of(*(one.true for one in each)), graph.any_of(*(one.false for one in each)))
            case Or(parts):
                each = [masks(part, member) for part in parts]
                return Masks(graph.any_of(*(one.true for one in each)), graph.all_of(*(one.false for one in each)))
            case Compare(op, left, right):
                return self._comparison(op, left, right, member)
            case Member(left, right):
                return self._membership(left, right, member)
            case Choose(test, then, otherwise):
                tested, one, other = (masks(each, member) for each in (test, then, otherwise))
                return Masks(
                    graph.any_of(graph.all_of(tested.true, one.true), graph.all_of(tested.false, other.true)),
                    graph.any_of(graph.all_of(tested.true, one.false), graph.all_of(tested.false, other.false)),
                )
            case Operation():
                known, holds = self.writer.operation(node, member)
                return Masks(graph.all_of(known, holds), graph.all_of(known, graph.turned(holds)))
            case Aggregate():
                return self.writer.aggregates.quantified(node)
            case Pick():
                return self.writer.aggregates.picked_masks(node)
            case Projection() | EmptyMonths():
                raise TypeError(node)
            case _:
                assert_never(node)

    def _named(self, name: str) -> Masks:
        defined = self.shape.define(name)
        if isinstance(defined, Supposed):
            return self.writer.suppositions.masks(defined)
        if defined is not None:
            return self.writer.masks(defined)
        return self._given(name, self.shape.level(name), sure=self.shape.sure(name))

    def _given(self, name: str, level: str, *, sure: bool = False) -> Masks:
        true = self.graph.given(name, level, "{}[0]")
        return Masks(true, self.graph.turned(true) if sure else self.graph.given(name, level, "{}[1]"))

    def _known(self, name: str, member: Inside | None) -> Masks:
        item, graph = Item(name), self.graph
        kind = self.writer.kind_of(item, member)
        if kind is Kind.YES_NO:
            made = self.writer.masks(item, member)
            stated = graph.any_of(made.true, made.false)
        elif kind in {Kind.NUMBER, Kind.DATE}:
            stated = graph.turned(graph.call("isnan({0})", self.writer.number(item, member)))
        else:
            stated = self._stated(self.writer.whole(item, member))
        return Masks(stated, graph.turned(stated))

    def _stated(self, whole: Column) -> Column:
        return self.graph.call("{0} >= 0", whole)

    # --- comparisons ---

    def _comparison(self, op: str, left: Expression, right: Expression, member: Inside | None) -> Masks:
        if isinstance(left, Literal) and isinstance(right, Literal) and isinstance(left.value, str):
            return self.writer.masks(Literal((left.value == right.value) is (op == "==")))
        if bounded(left) or bounded(right):
            bounds = self.writer.aggregates.bounds
            return self._of_bounds(op, bounds(left, member), bounds(right, member))
        kind = self.writer.kind_of(left, member)
        if kind in {Kind.NUMBER, Kind.DATE}:
            return self._of_numbers(op, self.writer.number(left, member), self.writer.number(right, member))
        same, differ = (self._of_flags if kind is Kind.YES_NO else self._of_words)(left, right, member)
        return Masks(same, differ) if op == "==" else Masks(differ, same)

    def _of_numbers(self, op: str, left: Column, right: Column) -> Masks:
        graph = self.graph
        if op not in {"==", "!="}:
            held, failed = (f"{{0}} {sign} {{1}}" for sign in (op, COMPARISONS[op].opposite))
            return Masks(graph.call(held, left, right), graph.call(failed, left, right))
        same = graph.call("{0} == {1}", left, right)
        differ = graph.call("({0} < {1}) | ({0} > {1})", left, right)
        return Masks(same, differ) if op == "==" else Masks(differ, same)

    def _of_flags(self, left: Expression, right: Expression, member: Inside | None) -> tuple[Column, Column]:
        graph = self.graph
        one, other = self.writer.masks(left, member), self.writer.masks(right, member)
        same = graph.any_of(graph.all_of(one.true, other.true), graph.all_of(one.false, other.false))
        differ = graph.any_of(graph.all_of(one.true, other.false), graph.all_of(one.false, other.true))
        return same, differ

    def _of_words(self, left: Expression, right: Expression, member: Inside | None) -> tuple[Column, Column]:
        graph, sides = self.graph, (left, right)
        words = [self.writer.whole(each, member) for each in sides]
        sure = [self.writer.never_unknown(each) for each in sides]
        stated = graph.all_of(*(YES if known else self._stated(word) for word, known in zip(words, sure, strict=True)))
        equal = graph.call("{0} == {1}", *words)
        # An unknown word equals no literal.
        one_sided = isinstance(left, Literal) or isinstance(right, Literal)
        return equal if one_sided else graph.all_of(stated, equal), graph.all_of(stated, graph.turned(equal))

    def _of_bounds(self, op: str, one: tuple[Column, Column], other: tuple[Column, Column]) -> Masks:
        graph = self.graph
        if op in {">", ">="}:
            return self._of_bounds(COMPARISONS[op].turned, other, one)
        (low, high), (other_low, other_high) = one, other
        if op in {"<", "<="}:
            opposite = COMPARISONS[op].opposite
            return Masks(
                graph.call(f"{{0}} {op} {{1}}", high, other_low),
                graph.call(f"{{0}} {opposite} {{1}}", low, other_high),
            )
        same = graph.all_of(*(graph.call("{0} == {1}", *each) for each in (one, other, (low, other_low))))
        apart = graph.any_of(graph.call("{0} < {1}", high, other_low), graph.call("{0} < {1}", other_high, low))
        return Masks(same, apart) if op == "==" else Masks(apart, same)

    # --- words and sets ---

    def _membership(self, left: Expression, right: Expression, member: Inside | None) -> Masks:
        graph, lexicon = self.graph, self.shape.lexicon
        if isinstance(right, Projection):
            return self.writer.aggregates.membership_of_list(left, right, member)
        if isinstance(left, Literal) and isinstance(right, Literal):
            assert isinstance(right.value, tuple)
            return self.writer.masks(Literal(left.value in right.value))
        if isinstance(left, Literal):
            # An unknown set is negative: it has every bit.
            found = self.writer.whole(right, member)
            lacks = graph.call(f"({{0}} & {lexicon.bit(str(left.value))}) == 0", found)
            return Masks(graph.all_of(graph.turned(lacks), self._stated(found)), lacks)
        word = self.writer.whole(left, member)
        stated = YES if self.writer.never_unknown(left) else self._stated(word)
        if isinstance(right, Literal):
            assert isinstance(right.value, tuple)
            hit = graph.any_of(*(graph.call(f"{{0}} == {lexicon.number(each)}", word) for each in right.value))
            return Masks(hit, graph.all_of(stated, graph.turned(hit)))
        found = self.writer.whole(right, member)
        bits = graph.call('take(word_bits, {0}, mode="clip")', word)
        both = graph.all_of(stated, self._stated(found))
        hit = graph.call("({0} & {1}) != 0", bits, found)
        return Masks(graph.all_of(both, hit), graph.all_of(both, graph.turned(hit)))
