"""The interfaces through which the writers of a graph use each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs

from channelrules.language.columns.graph import Column, Masks
from channelrules.language.columns.shape import Supposed
from channelrules.language.nodes import Aggregate, EmptyMonths, Expression, Operation, Pick, Projection
from channelrules.language.types import Kind

__all__ = ["Expressions", "Inside"]


@attrs.frozen
class Inside:
    """Inside a figure: whose members, and on which level they are looked at."""

    over: str
    level: str


class Figures(Protocol):
    """What writes figures over lists."""

    def membership_of_list(self, left: Expression, right: Projection, member: Inside | None) -> Masks:
        """Return whether a word stands among the attributes of a list."""

    def quantified(self, node: Aggregate) -> Masks:
        """Return whether a condition holds for any member, or for all."""

    def picked_masks(self, node: Pick) -> Masks:
        """Return a yes/no attribute of the member that leads each list."""

    def picked(self, node: Pick, value: Column, unknown: str) -> Column:
        """Return the value of the member that leads each list."""

    def bounds(self, node: Expression, member: Inside | None) -> tuple[Column, Column]:
        """Return the least and the greatest that a number can be."""

    def exactly(self, node: Aggregate) -> Column:
        """Return a count or a sum, NaN where it could be another."""

    def over_numbers(self, node: Aggregate) -> Column:
        """Return a figure over the numbers of a list, NaN where an unknown one could change it."""

    def empty_months(self, node: EmptyMonths, member: Inside | None) -> Column:
        """Return how many months of a period have no date of a list."""


class Supposing(Protocol):
    """What writes names that are supposed where nothing is known of them."""

    def masks(self, name: Supposed) -> Masks:
        """Return the masks of a yes/no name."""

    def value(self, name: Supposed, read: Callable[[Expression], Column], kind: Kind) -> Column:
        """Return the values of a name."""


class Expressions(Protocol):
    """What writes any expression, for those who write what it is made of."""

    @property
    def aggregates(self) -> Figures:
        """What writes figures over lists."""

    @property
    def suppositions(self) -> Supposing:
        """What writes names that are supposed where nothing is known of them."""

    def masks(self, node: Expression, member: Inside | None = None) -> Masks:
        """Return the masks of a yes/no expression."""

    def number(self, node: Expression, member: Inside | None = None) -> Column:
        """Return a number or a date, NaN where it is unknown."""

    def whole(self, node: Expression, member: Inside | None = None) -> Column:
        """Return a word or a set as a whole number, negative where it is unknown."""

    def never_unknown(self, node: Expression) -> bool:
        """Return whether a word is always known."""

    def operation(self, node: Operation, member: Inside | None) -> Any:
        """Return what an operator gives in columns: one column, or for yes/no where it is known and where it holds."""

    def kind_of(self, node: Expression, member: Inside | None) -> Kind:
        """Return the kind of value that an expression has."""

    def place_of(self, name: str, member: Inside | None) -> tuple[str, str]:
        """Return under which name the values of a member's attribute are given, and their level."""
