"""Syntactic sugar, lowered once to the core language for every evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from channelrules.language.entries import Arguments
from channelrules.language.nodes import Aggregate, Expression, Name, Not
from channelrules.language.operators import named
from channelrules.language.types import Type, date

__all__ = ["SUGAR", "Sugar", "lowered"]


@attrs.frozen(eq=False, repr=False)
class Sugar:
    """A function that is an operator with its first parts filled in.

    Attributes:
        about: what it returns, for the table in the documentation.
        op: the operator.
        first: the first parts of the operator, each with its type.
    """

    about: str
    op: str
    first: tuple[tuple[Expression, Type], ...]

    @property
    def takes(self) -> Arguments:
        """The kinds of the arguments that are left."""
        whole = named(self.op).takes
        return attrs.evolve(whole, kinds=whole.kinds[len(self.first) :])


SUGAR: Final[Mapping[str, Sugar]] = MappingProxyType(
    {
        "days_since": Sugar(
            about="days from the day `a` to the day of the profile",
            op="days",
            first=((Name("profile.as_of"), date),),
        )
    }
)
"""Functions that the parser turns into operators, by name."""


def lowered(node: Aggregate) -> Expression:
    """Return a quantifier in terms of *any*: *all* holds where no member fails the condition."""
    if node.kind != "all" or node.where is None:
        return node
    return Not(Aggregate("any", node.over, None, Not(node.where)))
