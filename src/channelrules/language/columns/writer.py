"""Writes a tree as a graph of operations on columns, each expression once."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar, assert_never

import attrs

from channelrules.language.columns.aggregates import Aggregates
from channelrules.language.columns.conditions import Conditions
from channelrules.language.columns.graph import Column, Graph, Levels, Masks
from channelrules.language.columns.parts import Inside
from channelrules.language.columns.shape import Shape
from channelrules.language.columns.supposed import Suppositions
from channelrules.language.columns.values import Values
from channelrules.language.figures import figure
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
    nodes,
)
from channelrules.language.operators import named
from channelrules.language.types import Kind

__all__ = ["Writer"]

_Made = TypeVar("_Made")


@attrs.frozen(slots=False, eq=False)
class Writer:
    """Writes expressions into a graph, each once; it delegates to the four writers that it holds.

    Attributes:
        shape: the levels and types of names.
        graph: the graph that is written.
        made: the columns of each expression so far, by the form that is asked for and the list whose member is read.
    """

    shape: Shape
    graph: Graph
    made: dict[tuple[str, Expression, Inside | None], Any] = attrs.field(factory=dict)

    @classmethod
    def of(cls, shape: Shape) -> Writer:
        """Return a writer with nothing written."""
        return cls(shape, Graph(Levels(shape.parents)))

    # --- the writers ---

    @cached_property
    def conditions(self) -> Conditions:
        """The writer of yes/no expressions."""
        return Conditions(self, self.shape, self.graph)

    @cached_property
    def values(self) -> Values:
        """The writer of all others."""
        return Values(self, self.shape, self.graph)

    @cached_property
    def aggregates(self) -> Aggregates:
        """The writer of figures over lists."""
        return Aggregates(self, self.shape, self.graph)

    @cached_property
    def suppositions(self) -> Suppositions:
        """The writer of names with supposed values where nothing is known."""
        return Suppositions(self, self.shape, self.graph)

    # --- each expression once ---

    def masks(self, node: Expression, member: Inside | None = None) -> Masks:
        """Return the masks of a yes/no expression."""
        return self._once("masks", node, member, self.conditions.masks)

    def number(self, node: Expression, member: Inside | None = None) -> Column:
        """Return a number or a date, NaN where it is unknown."""
        return self._once("number", node, member, self.values.number)

    def whole(self, node: Expression, member: Inside | None = None) -> Column:
        """Return a word or a set as a whole number, negative where it is unknown."""
        return self._once("whole", node, member, self.values.whole)

    def _once(self, how: str, node: Expression, member: Inside | None, write: Callable[..., _Made]) -> _Made:
        key = how, node, member if any(isinstance(each, Item) for each in nodes(node)) else None
        if key not in self.made:
            self.made[key] = write(node, member)
        made: _Made = self.made[key]
        return made

    def wanted(self, node: Expression, level: str) -> Column | Masks:
        """Return an expression on a level: its two masks, or its values."""
        kind = self.kind_of(node, None)
        if kind is Kind.YES_NO:
            made = self.masks(node)
            return Masks(self.graph.lift_mask(made.true, level), self.graph.lift_mask(made.false, level))
        value = self.number(node) if kind in {Kind.NUMBER, Kind.DATE} else self.whole(node)
        return self.graph.lift(value, level)

    def operation(self, node: Operation, member: Inside | None) -> Any:
        """Return the columns of an operator's result: one, or for yes/no where it is known and where it holds."""
        operator = named(node.op)
        parts = [self._part(part, operator.takes.kind(place), member) for place, part in enumerate(node.parts)]
        made = operator.columns(self.graph.call, *parts)
        return self.graph.call("limited({0})", made) if operator.rounded and node.wide else made

    def _part(self, node: Expression, kind: Kind, member: Inside | None) -> Any:
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

    # --- types ---

    def kind_of(self, node: Expression, member: Inside | None) -> Kind:
        """Return the kind of value that an expression has."""
        match node:
            case Literal(value):
                return _kind_of_literal(value)
            case Name(name):
                kind: Kind = self.shape.type(name).kind
                return kind
            case Item(name):
                assert member is not None
                return self._kind_of_member(member.over, name)
            case Pick(_, over, value):
                return self._kind_of_member(over, value)
            case Choose(_, then):
                return self.kind_of(then, member)
            case Operation(op):
                gives: Kind = named(op).gives
                return gives
            case Aggregate(kind=name):
                return figure(name).gives
            case EmptyMonths():
                return Kind.NUMBER
            case Not() | And() | Or() | Compare() | Member() | Known():
                return Kind.YES_NO
            case Projection():
                raise TypeError(node)
            case _:
                assert_never(node)

    def _kind_of_member(self, over: str, attribute: str) -> Kind:
        kind: Kind = self.shape.lists[over].items.attributes[attribute].kind
        return kind

    def never_unknown(self, node: Expression) -> bool:
        """Return whether a word is always known."""
        return isinstance(node, Literal) or (isinstance(node, Name) and self.shape.sure(node.name))

    def place_of(self, name: str, member: Inside | None) -> tuple[str, str]:
        """Return the name under which the values of a member's attribute are given, and their level."""
        assert member is not None
        return f"{member.over}.{name}", self.shape.lists[member.over].members


def _kind_of_literal(value: Value) -> Kind:
    if isinstance(value, bool):
        return Kind.YES_NO
    if isinstance(value, datetime.date):
        return Kind.DATE
    return Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT
