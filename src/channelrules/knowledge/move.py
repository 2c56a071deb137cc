"""What a company can change, and what a channel is worth when it has to choose."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from channelrules.facts.fields import Spec, fact
from channelrules.facts.paths import Place
from channelrules.language.nodes import Expression
from channelrules.language.types import Kind, number, one_of, text, yes_no

__all__ = ["Gain", "Move"]

WAYS: Final = ("raise", "lower", "set", "add", "write", "complete", "renew")
_LATER: Final = re.compile(r"\+(?:param\.(?P<name>[a-z0-9_]+)|(?P<days>[0-9]+)) days")


@attrs.frozen(kw_only=True)
class Move:
    """A change that a company can make, and what it costs.

    Attributes:
        id: the name of its table.
        name: what changes, as `Place.name` has it.
        way: raise or lower a number, set a value, add a word, write what is not there, complete or renew what is.
        to: the value that is set; ``+30 days`` and ``+param.name days`` count from the profile's day.
        along: a number that is raised with it, to at least the same value, or to one where a yes is set.
        gives_up: whether the company gives something up by it, such as a channel: then it is offered last.
        when: the condition under which the company can make it; ``None`` where it always can.
        effort: hours of work in the first month for the change itself.
        effort_each: hours of work in the first month for each unit that a number moves by.
        step: numbers are rounded to whole steps, in the direction that still suffices.
        least: the least that it makes sense to go down to.
        most: the most that it makes sense to go up to.
        texts: what is done, by language.
        declared: what may stand there, where a house declares the fact.
        declared_along: the same of the number that is raised with it.
    """

    id: str = fact(text, "the name", required=True)
    name: str = fact(text, "what changes", required=True, key="fact")
    way: str = fact(one_of(*WAYS), "how it changes", required=True)
    along: str | None = fact(text, "what is raised with it")
    effort: float = fact(number("hours", low=0), "hours for the change itself", default=0)
    effort_each: float = fact(number("hours", low=0), "hours for each unit", default=0)
    step: float = fact(number("1", low=0), "the smallest step", default=1)
    gives_up: bool = fact(yes_no, "whether something is given up by it", default=False)
    least: float | None = fact(number("1", low=0), "the least that it makes sense to go down to")
    most: float | None = fact(number("1", low=0), "the most that it makes sense to go up to")
    to: Any = None
    when: Expression | None = attrs.field(default=None, repr=False)
    texts: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    declared: Spec | None = attrs.field(default=None, repr=False)
    declared_along: Spec | None = attrs.field(default=None, repr=False)

    @property
    def place(self) -> Place:
        """What changes, without a channel."""
        holder, _, attribute = self.name.partition(".")
        return Place(holder, attribute, "", self.declared)

    @property
    def place_along(self) -> Place | None:
        """What is raised with it, without a channel; ``None`` for most."""
        holder, _, attribute = (self.along or "").partition(".")
        return Place(holder, attribute, "", self.declared_along) if self.along else None

    @property
    def later(self) -> re.Match[str] | None:
        """The days after which a date is set, or the parameter that says how many; ``None`` for any other value."""
        is_date = isinstance(self.to, str) and self.place.spec.type.kind is Kind.DATE
        return _LATER.fullmatch(self.to) if is_date else None

    def target(self, day: datetime.date, value_of: Callable[[str], float]) -> Any:
        """Return the value that is set, on a day, given the values of parameters."""
        later = self.later
        if later is None:
            return self.to
        days = value_of(later["name"]) if later["name"] else int(later["days"])
        return day + datetime.timedelta(days=int(days))


@attrs.frozen(kw_only=True)
class Gain:
    """What a channel is worth when a company has to choose, in points of our own.

    Attributes:
        verdict: points by verdict.
        degree: points for a potential that is realised in full.
        returned: points for a return that is as high as the cost, or higher.
    """

    verdict: Mapping[str, float]
    degree: float
    returned: float
