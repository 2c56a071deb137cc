"""The search for changes: the smallest sets that reach a verdict, cheapest first.

The search follows the rules' own conditions. An unwanted verdict rests on facts that suffice for it, and stays unless
one of them changes. So each step takes one of those facts, tries what the rulebook says a company can do about it,
and judges again. Numbers move to the whole step at or just beyond the value at which the condition tips
(`channelrules.language.breakpoints`); nothing is sampled. Where two numbers could each go part of the way, each is
moved as far as is needed on its own.

Presumed facts are asked about and never changed. A set reaches its target for certain or under presumptions; the latter
means both with the presumptions of today and with everything presumed again. Sets that give nothing up come first.
"""

from __future__ import annotations

import datetime
import heapq
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, count
from typing import Any, Final

import attrs

from channelrules.advice.changes import Change, Changes, ChangeSet, Reached
from channelrules.advice.goal import Goal, Target
from channelrules.advice.moves import rounded
from channelrules.advice.steps import Plan, Steps
from channelrules.facts.paths import Place, order_of
from channelrules.inference.case import Case

__all__ = ["changes_towards"]

MOST_CHANGES: Final = 4
MOST_SETS: Final = 10
_MOST_STEPS: Final = 250
_MOST_STEPS_GIVING_UP: Final = 250


def changes_towards(case: Case, channel: int | None, target: Target | None) -> Changes:
    """Return the smallest sets of changes that reach a verdict at a channel, or for the company."""
    subject = None if channel is None else case.profile.channels[channel].id
    if target is None:
        return Changes(subject, None, (), (), (), awaits_facts=False, complete=True)
    only, at = case, channel
    if channel is not None and case.compiled.channels_apart:
        # Only the channel itself, the company and its plan bear on it: other channels are not judged again.
        only, at = case.alone(channel, case.profile), 0
    goal = Goal(only, at, target)
    return _Search(case, only, goal, Steps(case, only, goal)).run(subject)


_InTheWay = tuple[list[str], list[str]]
"""What stands in the way, rules or facts, and where the profile would state what is presumed in it."""


@attrs.frozen(slots=False)
class _Search:
    """One search.

    Attributes:
        whole: the case of today, with every channel.
        case: the one that is searched: of the channel alone, where no other bears on it.
        goal: what is aimed at.
        steps: what a company can change.
        dead_ends: what stands in the way where no step leads on, in the order in which it was met.
        asks: where the profile would state what is presumed in it.
        keys: the keys by which values are compared, by the identity of the value.
    """

    whole: Case
    case: Case
    goal: Goal
    steps: Steps
    dead_ends: dict[str, None] = attrs.field(factory=dict)
    asks: dict[str, None] = attrs.field(factory=dict)
    keys: dict[int, tuple[Any, Any]] = attrs.field(factory=dict)

    def run(self, subject: str | None) -> Changes:
        found: list[ChangeSet] = []
        order = count()
        start: _InTheWay = ([], [])
        waiting: list[tuple[bool, float, float, int, Plan, _InTheWay]] = [(False, 0.0, 0.0, next(order), {}, start)]
        seen: set[frozenset[tuple[Place, Any]]] = set()
        left, complete = {False: _MOST_STEPS, True: _MOST_STEPS_GIVING_UP}, True
        standing = self.goal.blocker(self.case)
        now = self.goal.reached(self.case, standing)
        awaits = now is not Reached.CERTAIN and standing is None
        while waiting and len(found) < MOST_SETS:
            gives_up, _, _, _, plan, before = heapq.heappop(waiting)
            if any(self.includes(plan, each) for each in found if each.reached is not Reached.OPEN):
                continue
            if not left[gives_up]:
                complete = False
                continue
            left[gives_up] -= 1
            made = self.steps.after(plan)
            if made is None:
                continue
            blocker = self.goal.blocker(made)
            reached = self.goal.reached(made, blocker)
            if plan and reached is not Reached.NOT:
                self.take(plan, found)
            if reached in {Reached.CERTAIN, Reached.PRESUMED}:
                continue
            blocker = blocker or self.goal.first_row(made.filled, held=None)
            if len(plan) == MOST_CHANGES or blocker is None:
                continue
            branches = list(self.steps.further(plan, made, blocker))
            names = self.goal.standing(blocker, plan)
            stands = (names, blocker.presumed()) if names else before
            if not branches and blocker.held:
                self.dead_ends.update(dict.fromkeys(stands[0]))
                self.asks.update(dict.fromkeys(stands[1]))
            for branch in branches:
                items = frozenset((place, self.key(step.value)) for place, step in branch.items())
                if items not in seen:
                    seen.add(items)
                    given_up = any(step.move.gives_up for step in branch.values())
                    cost = self.effort(branch), self.loss(branch)
                    heapq.heappush(waiting, (given_up, *cost, next(order), branch, stands))
        sets = self.smallest(found)
        return Changes(
            subject,
            self.goal.target,
            sets,
            () if sets else tuple(self.dead_ends),
            self.goal.to_confirm(now) or (() if sets else tuple(sorted(self.asks))),
            awaits_facts=awaits,
            complete=complete and len(found) < MOST_SETS,
        )

    def key(self, value: Any) -> Any:
        """Return the key by which a value is compared, computed once."""
        # The value is kept, too, so that its id is not reused.
        if id(value) not in self.keys:
            self.keys[id(value)] = value, _key(value)
        return self.keys[id(value)][1]

    # --- what a set of changes is, and whether it is as small as can be ---

    def effort(self, plan: Plan) -> float:
        return math.fsum(self.steps.effort_of(place, step) for place, step in plan.items())

    @cached_property
    def worth(self) -> Mapping[str, float]:
        points = self.whole.compiled.gain.verdict
        told = (
            (each.id, self.whole.leaning(at) or max(self.whole.verdicts.channel(at)[0]))
            for at, each in enumerate(self.whole.profile.channels)
        )
        return {name: points[said.value] for name, said in told}

    def loss(self, plan: Plan) -> float:
        # At equal effort, the channels of least worth are given up first.
        return sum(self.worth[place.channel] for place, step in plan.items() if step.move.gives_up)

    def includes(self, plan: Plan, found: ChangeSet) -> bool:
        values = {place.path: step.value for place, step in plan.items()}
        return all(each.path in values and values[each.path] == each.after for each in found.changes)

    def take(self, plan: Plan, found: list[ChangeSet]) -> None:
        reached = self.reached_by(plan)
        plan = self.tightened(plan, reached)
        if not self.is_smallest(plan, reached):
            return
        final = self.steps.after(plan)
        assert final is not None
        made = tuple(
            Change(
                step.move.id,
                place.path,
                place.value(self.case.profile),
                step.value,
                self.steps.effort_of(place, step),
                step.move.gives_up,
                place,
                step.move,
                self.case,
            )
            for place, step in sorted(plan.items(), key=lambda each: order_of(each[0]))
        )
        channel = self.goal.channel
        possible, leaning = final.verdicts.possible(channel), final.filled.verdicts.possible(channel)
        found.append(ChangeSet(made, self.effort(plan), possible, leaning, reached, self.steps.along(plan)))

    def reached_by(self, plan: Plan) -> Reached:
        made = self.steps.after(plan)
        return Reached.NOT if made is None else self.goal.reached(made, self.goal.blocker(made))

    def suffices(self, plan: Plan, reached: Reached) -> bool:
        return self.reached_by(plan) <= reached

    def tightened(self, plan: Plan, reached: Reached) -> Plan:
        # A number changed before another change may have moved further than it now needs to.
        for place, step in plan.items():
            if step.move.way not in {"raise", "lower"} or len(plan) == 1:
                continue
            made = self.steps.after(plan)
            assert made is not None
            before = Fraction(place.value(self.case.profile))
            nodes = [rule.node for rule, _ in made.outcomes_at(self.goal.channel) if rule.effect or rule.concludes]
            nodes += [row.node for row in made.verdicts.table_rows(self.goal.channel)]
            points = self.steps.points(place, made.filled, nodes, self.goal.channel)
            between = [each for each in points if min(before, step.value) <= each <= max(before, step.value)]
            for point in sorted(between, key=lambda each: abs(each - before)):
                nearer = [
                    {**plan, place: attrs.evolve(step, value=value)}
                    for value in rounded(point, step.move, place)
                    if min(before, step.value) < value < max(before, step.value)
                ]
                fitting = next((each for each in nearer if self.suffices(each, reached)), None)
                if fitting is not None:
                    plan = fitting
                    break
        return plan

    def is_smallest(self, plan: Plan, reached: Reached) -> bool:
        items = list(plan.items())
        smaller = (dict(part) for size in range(len(items)) for part in combinations(items, size))
        return not any(self.suffices(each, reached) for each in smaller)

    @staticmethod
    def smallest(found: Sequence[ChangeSet]) -> tuple[ChangeSet, ...]:
        kept: dict[tuple[Any, ...], ChangeSet] = {}
        for each in sorted(found, key=lambda one: (one.gives_up, one.reached, one.effort, len(one.changes))):
            key = tuple((change.path, _key(change.after)) for change in each.changes)
            kept.setdefault(key, each)
        return tuple(kept.values())


def _key(value: Any) -> Any:
    """Return the key by which a value is compared: itself, or the ``repr`` of a plan."""
    return value if isinstance(value, tuple | str | int | float | bool | datetime.date) else repr(value)
