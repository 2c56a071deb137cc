"""Numbers and dates as floats, words and sets as integers: one column for each expression."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import assert_never

import attrs

from channelrules.language.columns.graph import CONSTANT, Column, Graph
from channelrules.language.columns.parts import Expressions, Inside
from channelrules.language.columns.shape import Shape, Supposed, day_number
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

__all__ = ["Values"]

Read = Callable[[Expression, Inside | None], Column]


@attrs.frozen
class Values:
    """Writes expressions that are not yes/no into a graph.

    Attributes:
        writer: what writes the expressions that they are made of.
        shape: where names stand and what they are.
        graph: what is written.
    """

    writer: Expressions
    shape: Shape
    graph: Graph

    def number(self, node: Expression, member: Inside | None) -> Column:
        """Return a number or a date, NaN where it is unknown."""
        if isinstance(node, Literal):
            assert isinstance(node.value, int | float | datetime.date)
            # A number of NumPy's, so that a comparison of constants can be turned round like any other.
            plain = float(day_number(node.value) if isinstance(node.value, datetime.date) else node.value)
            return self.graph.make(f"number({plain!r})", CONSTANT)
        return self._value(node, member, self.writer.number, "nan")

    def whole(self, node: Expression, member: Inside | None) -> Column:
        """Return a word or a set as a whole number, negative where it is unknown."""
        if isinstance(node, Literal):
            return self.graph.make(f"word({self.shape.lexicon.number(str(node.value))})", CONSTANT)
        return self._value(node, member, self.writer.whole, "-1")

    def _value(self, node: Expression, member: Inside | None, read: Read, unknown: str) -> Column:
        graph, aggregates = self.graph, self.writer.aggregates
        match node:
            case Name(name):
                return self._named(name, read)
            case Item(name):
                return graph.given(*self.writer.place_of(name, member))
            case Operation():
                made: Column = self.writer.operation(node, member)
                return made
            case Choose(test, then, otherwise):
                tested = self.writer.masks(test, member)
                held, failed = read(then, member), read(otherwise, member)
                rest = graph.call(f"where({{0}}, {{1}}, {unknown})", tested.false, failed)
                return graph.call("where({0}, {1}, {2})", tested.true, held, rest)
            case Pick(_, over, attribute):
                inside = Inside(over, self.shape.lists[over].members)
                return aggregates.picked(node, read(Item(attribute), inside), unknown)
            case Aggregate():
                return aggregates.exactly(node) if bounded(node) else aggregates.over_numbers(node)
            case EmptyMonths():
                return aggregates.empty_months(node, member)
            case Literal() | Known() | Not() | And() | Or() | Compare() | Member() | Projection():
                raise TypeError(node)
            case _:
                assert_never(node)

    def _named(self, name: str, read: Read) -> Column:
        defined = self.shape.define(name)
        if isinstance(defined, Supposed):
            return self.writer.suppositions.value(defined, lambda node: read(node, None), self.shape.type(name).kind)
        if defined is not None:
            return read(defined, None)
        level = self.shape.level(name)
        # What stands on no level is a plain number: NumPy's, so that it is compared like any other.
        return self.graph.given(name, level, "number({})" if level == CONSTANT else "{}")
