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
    children,
    names_in,
    rebuilt,
)
from channelrules.language.operators import month_starts, named
from channelrules.language.ratios import FEW, ITSELF, Ratio, constant, meeting, steep, total
from channelrules.language.semantics import Facts, bounds, evaluate, projected
from channelrules.language.types import Kind

__all__ = ["Resting", "Varied", "critical", "probes"]


@attrs.frozen(eq=False, repr=False, slots=False)
class Resting:
    """What rests on one fact of a rulebook; it is the same for every profile.

    Attributes:
        name: of the fact.
        uses: the names that each measure and conclusion is computed from.
    """

    name: str
    uses: Mapping[str, tuple[str, ...]]

    @cached_property
    def names(self) -> frozenset[str]:
        """The fact, and every name that is computed from it at some channel or other."""
        found, waiting = {self.name}, self.uses
        while True:
            waiting = {name: used for name, used in waiting.items() if name not in found}
            more = {name for name, used in waiting.items() if not found.isdisjoint(used)}
            if not more:
                return frozenset(found)
            found |= more

    @cached_property
    def _below(self) -> dict[int, tuple[bool, Expression]]:
        return {}

    def below(self, node: Expression) -> bool:
        """Return whether an expression of the rulebook is computed from the fact, worked out once."""
        found = self._below.get(id(node))
        if found is None:
            # Kept with the answer so that its id is not reused.
            found = self._below[id(node)] = not self.names.isdisjoint(names_in(node)), node
        return found[0]

    def apart(self) -> Resting:
        """Return the same for expressions that are made for one question only, and forgotten with it."""
        return Resting(self.name, self.uses)


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
            lambda self: Resting(self.name, {name: names_in(node) for name, node in self.definitions.items()}),
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
    search = _Search(varied, varied.resting)
    search.walk(node, at)
    return frozenset(each for each in search.found if abs(each) <= GREATEST)


@attrs.frozen(eq=False, repr=False)
class _Search:
    varied: Varied
    resting: Resting
    found: set[Fraction] = attrs.field(factory=set)
    walked: set[tuple[str, int | None]] = attrs.field(factory=set)
    computed: dict[tuple[str, int | None], list[Ratio]] = attrs.field(factory=dict)

    def walk(self, node: Expression, at: int | None) -> None:
        if not self.resting.below(node):
            return
        match node:
            case Compare(_, left, right) if _is_of_numbers(left, right):
                lefts, rights = self.alternatives(left, at), self.alternatives(right, at)
                for one, other in product(lefts, rights):
                    self.found.update(meeting(one, other))
                for part in (left, right):
                    if not isinstance(part, Name) or part.name in self.varied.definitions:
                        self.walk(part, at)
            case Name(name):
                self.walk_name(name, at)
            case Aggregate(_, "channels", _, where):
                if where is not None and self.varied.channel is not None:
                    self.walk(where, self.varied.channel)
            case Aggregate(_, over, _, where) if where is not None:
                made = attrs.evolve(self, resting=self.resting.apart())
                for member in self.varied.facts(at).lists.get(over) or ():
                    made.walk(_of_member(where, member), at)
            case EmptyMonths(dates, start, end):
                self.found.update(month_starts(self.values((start, end), at)))
                # A period that begins or ends on another day may leave a date out, or take it in.
                stated = projected(dates, self.varied.facts(at))
                self.found.update(Fraction(day.toordinal()) for day in stated if isinstance(day, datetime.date))
                self.parts(node, at)
            case Operation(op, parts):
                self.found.update(named(op).breakpoints.steps(self.values(parts, at)))
                self.parts(node, at)
            case (
                Literal()
                | Item()
                | Known()
                | Not()
                | And()
                | Or()
                | Compare()
                | Member()
                | Choose()
                | Projection()
                | Pick()
                | Aggregate()
            ):
                self.parts(node, at)
            case _:
                assert_never(node)

    def parts(self, node: Expression, at: int | None) -> None:
        for part in children(node):
            self.walk(part, at)

    def values(self, parts: Iterable[Expression], at: int | None) -> Iterator[Value | None]:
        facts = self.varied.facts(at)
        return (evaluate(part, facts) for part in parts)

    def walk_name(self, name: str, at: int | None) -> None:
        node = self.varied.definitions.get(name)
        there = self.place_of(name, at)
        if node is not None and (name, there) not in self.walked:
            self.walked.add((name, there))
            self.walk(node, there)

    @staticmethod
    def place_of(name: str, at: int | None) -> int | None:
        return at if name.partition(".")[0] in {"channel", "editorial", "network"} else None

    def is_varied(self, name: str, at: int | None) -> bool:
        return name == self.varied.name and self.place_of(name, at) == self.varied.channel

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
        facts = self.varied.facts(at)
        if bounded(node):
            values: Iterable[Value | None] = bounds(node, facts)
        else:
            values = (evaluate(node, facts),)
        for value in {_exact(value) for value in values}:
            if value is not None:
                yield constant(value)

    def over_channels(self, node: Aggregate, kind: str, attribute: str | None) -> list[Ratio]:
        own, company = self.varied.channel, self.varied.company
        if own is None or company.channels is None:
            return []
        others = attrs.evolve(company, channels=[each for place, each in enumerate(company.channels) if place != own])
        rest = [
            constant(value)
            for value in {_exact(each) for each in (bounds(node, others) if bounded(node) else ())}
            if value is not None
        ]
        if kind == "count":
            return [*rest, *(total(each, constant(Fraction(1))) for each in rest)]
        member = self.alternatives(Name(f"channel.{attribute}"), own)
        if kind == "sum":
            return [*rest, *(total(one, other) for one in rest for other in member)][:FEW]
        meant = figure(kind)
        return [*meant.ways(member, self.constants(node, None))] if isinstance(meant, OverNumbers) else []


def _is_of_numbers(*sides: Expression) -> bool:
    """Return whether a comparison may be of numbers or dates: only those have values at which it tips."""
    return not any(
        isinstance(side, And | Or | Not | Compare | Member | Known)
        or (isinstance(side, Operation) and named(side.op).gives not in {Kind.NUMBER, Kind.DATE})
        or (isinstance(side, Literal) and isinstance(side.value, bool | str))
        or (isinstance(side, Aggregate) and figure(side.kind).gives is Kind.YES_NO)
        for side in sides
    )


def _of_member(node: Expression, member: Mapping[str, Value | None]) -> Expression:
    # The condition as it reads for one member of a list; whether an entry states something stays as it is.
    def said(part: Expression) -> Expression | None:
        if isinstance(part, Item) and (value := member.get(part.name)) is not None:
            return Literal(value)
        return part if isinstance(part, Known) else None

    return rebuilt(node, said)


def _exact(value: Value | None) -> Fraction | None:
    if isinstance(value, datetime.date):
        return Fraction(value.toordinal())
    if isinstance(value, int | float) and math.isfinite(value):
        return Fraction(value)
    return None


def probes(points: Iterable[Fraction], low: float, high: float, *, whole: bool = False) -> tuple[float, ...]:
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
