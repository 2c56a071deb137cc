"""A number of the rulebook: never a literal in a rule or in code."""

from __future__ import annotations

import datetime

import attrs

from channelrules.facts.fields import fact
from channelrules.knowledge.rule import ORIGINS
from channelrules.language.types import Term, Type, date, number, one_of, set_of, text

__all__ = ["Parameter"]


@attrs.frozen(kw_only=True)
class Parameter:
    """A number with where it comes from.

    Attributes:
        name: the name after ``param.``
        value: the number in force.
        unit: such as ``hours/week``; ``1`` for a plain number.
        low: the least allowed value.
        high: the greatest one.
        meaning: one line for people.
        source: where the number was found, or why it was chosen.
        date: of the source.
        grade: A official, B secondary, C unverified.
        origin: source, inferred, ours or outside.
        cites: the statements that it belongs to.
        was: the rulebook's own value, where a house has another; else ``None``.

    Examples:
        >>> limit = book.parameters["pages_hard_limit"]
        >>> limit.value, limit.origin, limit.grade
        (5, 'ours', 'C')
    """

    name: str = fact(text, "the name", required=True)
    value: float = fact(number(), "the value", required=True)
    unit: str = fact(text, "the unit", required=True)
    low: float = fact(number(), "the least value that makes sense", required=True)
    high: float = fact(number(), "the greatest value that makes sense", required=True)
    meaning: str = fact(text, "one line for people", required=True)
    source: str = fact(text, "where it comes from", required=True)
    date: datetime.date = fact(date, "the date of the source", required=True)
    grade: str = fact(one_of("A", "B", "C"), "A official, B secondary, C unverified", required=True)
    origin: str = fact(one_of(*ORIGINS), "whose number it is", required=True)
    cites: tuple[str, ...] = fact(set_of(), "the statements that it belongs to", default=())
    was: float | None = fact(number(), "the rulebook's own value, where a house has another")

    @property
    def term(self) -> Term:
        """The name that an expression may use."""
        type_: Type = number(self.unit, low=self.low, most=max(abs(self.low), abs(self.high), abs(self.value)))
        return Term(f"param.{self.name}", type_, self.meaning, source="param")

    def told(self) -> str:
        """Return where its value comes from, for people."""
        return f"parameter, {self.origin}: {self.source}"
