"""The critical values of a condition: the numbers or dates of one fact at which a comparison changes.

Between two neighbouring critical values, and with everything else as it is, no comparison of the
condition changes. So a few probes stand for every value that a fact can have: nothing is sampled.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import islice, pairwise, product
from typing import assert_never

import attrs

from channelrules.language.arithmetic import GREATEST
from channelrules.language.figures import OverNumbers, figure
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
    rebuilt,
)
from channelrules.language.operators import month_starts, named
from channelrules.language.ratios import FEW, ITSELF, Ratio, constant, meeting, steep, total
from channelrules.language.resting import Resting, Tip, Where, is_of_channel
from channelrules.language.semantics import Facts, bounds, evaluate, projected

__all__ = ["Varied", "critical", "probes", "tipping"]


@attrs.frozen(eq=False, repr=False, slots=False)
class Varied:
    """A fact that varies while everything else stays fixed.

    Attributes:
        name: of the fact.
        channel: the place of the channel whose fact it is; ``None`` for a company's fact or a parameter.
        company: what is known of the company and, in ``channels``, at each channel.
        definitions: what measures and conclusions are computed from, by name.
        resting: what rests on the fact.
    """

    name: str
    channel: int | None
    company: Facts
    definitions: Mapping[str, Expression]
    resting: Resting = attrs.field(
        default=attrs.Factory(
            lambda self: Resting.of(self.name, self.definitions),
            takes_self=True,
        ),
        eq=False,
        repr=False,
    )

    def facts(self, at: int | None) -> Facts:
        """Return the facts known where a condition is evaluated."""
        if at is None:
            return self.company
        if at not in self._at:
            every = self.company.channels
            assert every is not None
            self._at[at] = attrs.evolve(every[at], channels=every)
        return self._at[at]

    @cached_property
    def _at(self) -> dict[int, Facts]:
        return {}


def critical(node: Expression, varied: Varied, at: int | None) -> frozenset[Fraction]:
    """Return the values of a fact at which some comparison of a condition can change.

    Args:
        node: the condition.
        varied: the fact.
        at: the place of the channel at which the condition is asked; ``None`` for the company.

    Returns:
        the values, exact; a date as its proleptic Gregorian ordinal. There may be some too many.
    """
    return frozenset([Fraction(each) for each in tipping(((node, at),), varied)])


def tipping(conditions: Iterable[tuple[Expression, int | None]], varied: Varied) -> set[float | Fraction]:
    """Return the same values for several conditions, each with the place at which it is asked.

    They are exact, too; a value that stands in a profile or rulebook is the number that stands there.
    """
    search = _Search(varied, varied.resting)
    for node, at in conditions:
        search.condition(node, at)
    return {each for each in search.found if -GREATEST <= each <= GREATEST}


@attrs.frozen(eq=False, repr=False)
class _Search:
    varied: Varied
    resting: Resting
    found: set[float | Fraction] = attrs.field(factory=set)
    met: set[tuple[int, int | None]] = attrs.field(factory=set)
    computed: dict[tuple[str, int | None], list[Ratio]] = attrs.field(factory=dict)

    def condition(self, node: Expression, at: int | None) -> None:
        own = self.varied.channel
        where: Where = "company" if at is None else "own" if at == own else "other"
        for tip in self.resting.tips(node, where, of_channel=own is not None):
            place = at if tip.where == where else own if tip.where == "own" else None
            key = id(tip.node), place
            if key not in self.met:
                self.met.add(key)
                self.tip(tip, place)

    def tip(self, tip: Tip, at: int | None) -> None:
        if tip.level is not None:
            self.found.update(self.levels(tip.level, at))
            return
        match tip.node:
            case Compare(_, left, right):
                for one, other in product(self.alternatives(left, at), self.alternatives(right, at)):
                    self.found.update(meeting(one, other))
            case Aggregate(_, over, _, where) if where is not None:
                made = attrs.evolve(self, resting=self.resting.apart(), met=set())
                for member in self.varied.facts(at).lists.get(over) or ():
                    made.condition(_of_member(where, member), at)
            case EmptyMonths(dates, start, end):
                self.found.update(month_starts(self.values((start, end), at)))
                # A period that begins or ends on another day may leave a date out, or take it in.
                stated = projected(dates, self.varied.facts(at))
                self.found.update(Fraction(day.toordinal()) for day in stated if isinstance(day, datetime.date))
            case Operation(op, parts):
                self.found.update(named(op).breakpoints.steps(self.values(parts, at)))

    def values(self, parts: Iterable[Expression], at: int | None) -> Iterator[Value | None]:
        facts = self.varied.facts(at)
        return (evaluate(part, facts) for part in parts)

    def is_varied(self, name: str, at: int | None) -> bool:
        return name == self.varied.name and self.place_of(name, at) == self.varied.channel

    @staticmethod
    def place_of(name: str, at: int | None) -> int | None:
        return at if is_of_channel(name) else None

    def alternatives(self, node: Expression, at: int | None) -> list[Ratio]:
        # What a number can be computed as, each way a ratio of polynomials in the varied fact.
        if not self.resting.below(node):
            return list(self.constants(node, at))
        match node:
            case Name(name) if self.is_varied(name, at):
                return [ITSELF]
            case Name(name) if name in self.varied.definitions:
                key = name, self.place_of(name, at)
                if key not in self.computed:
                    self.computed[key] = self.alternatives(self.varied.definitions[name], key[1])
                return self.computed[key]
            case Name():
                return list(self.constants(node, at))
            case Operation(op, parts):
                made = named(op).breakpoints.ways(*(self.alternatives(part, at) for part in parts))
                return [each for each in islice(made, FEW) if not steep(each)]
            case Choose(_, then, otherwise):
                return [*self.alternatives(then, at), *self.alternatives(otherwise, at)][:FEW]
            case Aggregate(kind, "channels", attribute, _):
                return self.over_channels(node, kind, attribute)
            case Aggregate() | Pick() | EmptyMonths():
                return []
            case Literal() | Item() | Known() | Not() | And() | Or() | Compare() | Member() | Projection():
                return []
            case _:
                assert_never(node)

    def constants(self, node: Expression, at: int | None) -> Iterator[Ratio]:
        return (constant(Fraction(each)) for each in self.levels(node, at))

    def levels(self, node: Expression, at: int | None) -> set[float]:
        """Return what a number that does not rest on the fact can be: its value, or its bounds."""
        facts = self.varied.facts(at)
        values: Iterable[Value | None] = bounds(node, facts) if bounded(node) else (evaluate(node, facts),)
        return {number for value in values if (number := _number(value)) is not None}

    def over_channels(self, node: Aggregate, kind: str, attribute: str | None) -> list[Ratio]:
        own, company = self.varied.channel, self.varied.company
        if own is None or company.channels is None:
            return []
        others = attrs.evolve(company, channels=[each for place, each in enumerate(company.channels) if place != own])
        rest = [
            constant(Fraction(value))
            for value in {_number(each) for each in (bounds(node, others) if bounded(node) else ())}
            if value is not None
        ]
        if kind == "count":
            return [*rest, *(total(each, constant(Fraction(1))) for each in rest)]
        member = self.alternatives(Name(f"channel.{attribute}"), own)
        if kind == "sum":
            return [*rest, *(total(one, other) for one in rest for other in member)][:FEW]
        meant = figure(kind)
        return [*meant.ways(member, self.constants(node, None))] if isinstance(meant, OverNumbers) else []


def _of_member(node: Expression, member: Mapping[str, Value | None]) -> Expression:
    # The condition as it reads for one member of a list; whether an entry states something stays as it is.
    def said(part: Expression) -> Expression | None:
        if isinstance(part, Item) and (value := member.get(part.name)) is not None:
            return Literal(value)
        return part if isinstance(part, Known) else None

    return rebuilt(node, said)


def _number(value: Value | None) -> float | None:
    if isinstance(value, int | float):
        return value if math.isfinite(value) else None
    return value.toordinal() if isinstance(value, datetime.date) else None


def probes(points: Iterable[float | Fraction], low: float, high: float, *, whole: bool = False) -> tuple[float, ...]:
    """Return numbers that represent a whole range, given the critical values inside it.

    A comparison is the same on the whole of a stretch between two critical values.

    Args:
        points: the critical values.
        low: the least value.
        high: the greatest value.
        whole: whether only whole numbers count.

    Returns:
        the ends of the range, each critical value, and one number of each stretch between,
        in order.
    """
    inside = sorted({float(point) for point in points if low <= point <= high})
    ends = [low, *inside, high]
    found = {float(low), float(high), *inside}
    found |= {(one + other) / 2 for one, other in pairwise(ends)}
    if whole:
        found = {float(each) for value in found for each in (math.floor(value), math.ceil(value))}
        found |= {point + step for point in found for step in (-1, 1)}
    return tuple(sorted(each for each in found if low <= each <= high))
