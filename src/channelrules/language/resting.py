"""What rests on one fact of a rulebook: the names computed from it, and where in a condition it can make something tip.

All of it is the same for every profile, and worked out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, assert_never
from typing import Literal as Literal_

import attrs

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
    children,
    names_in,
)
from channelrules.language.operators import named, no_steps, no_ways
from channelrules.language.types import Kind

__all__ = ["Resting", "Tip", "Where", "is_of_channel"]

_OF_CHANNELS: Final = frozenset({"channel", "editorial", "network"})


Where = Literal_["company", "own", "other"]
"""Where a part of a condition is asked: of the company, of the channel whose fact varies, or of another one."""


@attrs.frozen
class Tip:
    """A part of a condition whose result can tip while the fact varies.

    Attributes:
        node: a comparison of numbers, a figure over a list, or an operation that has steps.
        where: it is asked.
        level: of a comparison of the bare fact with something that does not rest on it, that; it tips there alone.
    """

    node: Expression
    where: Where
    level: Expression | None = None


@attrs.frozen(eq=False, repr=False, slots=False)
class Resting:
    """What rests on one fact of a rulebook; it is the same for every profile.

    Attributes:
        name: of the fact.
        uses: the names that each measure and conclusion is computed from.
        definitions: what each is computed from.
    """

    name: str
    uses: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, Expression]

    @classmethod
    def of(cls, name: str, definitions: Mapping[str, Expression]) -> Resting:
        """Return what rests on a fact, given what measures and conclusions are computed from."""
        return cls(name, {each: names_in(node) for each, node in definitions.items()}, definitions)

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
        return Resting(self.name, self.uses, self.definitions)

    @cached_property
    def _tips(self) -> dict[tuple[int, Where, bool], tuple[tuple[Tip, ...], Expression]]:
        return {}

    def tips(self, node: Expression, where: Where, *, of_channel: bool) -> tuple[Tip, ...]:
        """Return the parts of an expression of the rulebook that can tip, through what names are computed from too.

        Args:
            node: the expression.
            where: it is asked.
            of_channel: whether the fact is a channel's.
        """
        key = id(node), where, of_channel
        found = self._tips.get(key)
        if found is None:
            found = self._tips[key] = tuple(dict.fromkeys(_Walk(self, of_channel).below(node, where))), node
        return found[0]


@attrs.frozen(eq=False, repr=False)
class _Walk:
    """A walk through an expression, and through what the names in it are computed from."""

    resting: Resting
    of_channel: bool
    walked: set[tuple[str, Where]] = attrs.field(factory=set)

    def below(self, node: Expression, where: Where) -> Iterator[Tip]:
        if not self.resting.below(node):
            return
        definitions = self.resting.definitions
        match node:
            case Compare(_, left, right) if _is_of_numbers(left, right):
                if self.can_meet(left, right):
                    yield Tip(node, where, self.level(left, right, where))
                for part in (left, right):
                    if not isinstance(part, Name) or part.name in definitions:
                        yield from self.below(part, where)
            case Name(name):
                there = where if is_of_channel(name) else "company"
                if name in definitions and (name, there) not in self.walked:
                    self.walked.add((name, there))
                    yield from self.below(definitions[name], there)
            case Aggregate(_, "channels", _, condition):
                if condition is not None and self.of_channel:
                    yield from self.below(condition, "own")
            case Aggregate(where=condition):
                if condition is not None:
                    yield Tip(node, where)
            case EmptyMonths() | Operation():
                if isinstance(node, EmptyMonths) or named(node.op).breakpoints.steps is not no_steps:
                    yield Tip(node, where)
                yield from self.parts(node, where)
            case Literal() | Item() | Known() | Not() | And() | Or() | Compare() | Member():
                yield from self.parts(node, where)
            case Choose() | Projection() | Pick():
                yield from self.parts(node, where)
            case _:
                assert_never(node)

    def parts(self, node: Expression, where: Where) -> Iterator[Tip]:
        for part in children(node):
            yield from self.below(part, where)

    def can_meet(self, left: Expression, right: Expression) -> bool:
        """Return whether two numbers may meet at a value of the fact: how one is computed from it is known.

        How many channels meet a condition jumps; it does not move.
        """
        below = [each for each in (left, right) if self.resting.below(each)]
        counts = [isinstance(each, Aggregate) and each.kind == "count" and each.over == "channels" for each in below]
        hidden = any(isinstance(each, Operation) and named(each.op).breakpoints.ways is no_ways for each in below)
        return not (all(counts) or hidden)

    def level(self, left: Expression, right: Expression, where: Where) -> Expression | None:
        resting = self.resting
        varied = "own" if self.of_channel else "company"
        there = where if is_of_channel(resting.name) else "company"
        if there is not varied or resting.name in resting.definitions:
            return None
        bare = Name(resting.name)
        sides = ((left, right), (right, left))
        return next((level for fact, level in sides if fact == bare and not resting.below(level)), None)


def is_of_channel(name: str) -> bool:
    """Return whether a name is told of each channel, and not of the company."""
    return name.partition(".")[0] in _OF_CHANNELS


def _is_of_numbers(*sides: Expression) -> bool:
    """Return whether a comparison may be of numbers or dates: only those have values at which it tips."""
    return not any(
        isinstance(side, And | Or | Not | Compare | Member | Known)
        or (isinstance(side, Operation) and named(side.op).gives not in {Kind.NUMBER, Kind.DATE})
        or (isinstance(side, Literal) and isinstance(side.value, bool | str))
        or (isinstance(side, Aggregate) and figure(side.kind).gives is Kind.YES_NO)
        for side in sides
    )
