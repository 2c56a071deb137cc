"""The six comparisons: each in Python, with its negation and its mirror image."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

__all__ = ["COMPARISONS", "Comparison"]


@attrs.frozen(eq=False, repr=False)
class Comparison:
    """A comparison of two values.

    Attributes:
        sign: how it is written.
        holds: the comparison itself, of values, of columns and of the solver's terms.
        opposite: the sign of its negation.
        turned: the sign of the same comparison with its sides swapped.
        neighbour: the sign that differs only where both sides are equal; ``None`` for ``==`` and ``!=``.
        say: its sentence in ``rules/words/<language>.toml``.
        say_of_days: the same between days.
    """

    sign: str
    holds: Callable[[Any, Any], Any]
    opposite: str
    turned: str
    neighbour: str | None
    say: str
    say_of_days: str


COMPARISONS: Final[Mapping[str, Comparison]] = MappingProxyType(
    {
        each.sign: each
        for each in (
            Comparison("==", operator.eq, "!=", "==", None, "cond_eq", "cond_eq"),
            Comparison("!=", operator.ne, "==", "!=", None, "cond_ne", "cond_ne"),
            Comparison("<", operator.lt, ">=", ">", "<=", "cond_lt", "cond_before"),
            Comparison("<=", operator.le, ">", ">=", "<", "cond_le", "cond_not_after"),
            Comparison(">", operator.gt, "<=", "<", ">=", "cond_gt", "cond_after"),
            Comparison(">=", operator.ge, "<", "<=", ">", "cond_ge", "cond_not_before"),
        )
    }
)
"""Every comparison, by its sign."""
