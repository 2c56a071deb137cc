"""The search for changes: the smallest sets that reach a verdict, cheapest first.

The search follows the rules' own conditions. Whatever gives the unwanted verdict rests on facts that
suffice for it; unless one of them changes, it stays. So each step takes one of those facts, tries what the
rulebook says a company can do about it, and looks again. Numbers move to the whole step at or just beyond the value
at which the condition tips (`channelrules.language.breakpoints`); nothing is sampled. Where two numbers could share the
way, each is moved as far as it takes on its own.

What is presumed is asked about and never changed. A set reaches its target for certain, or under presumptions: both
with those of today kept as they are, and with everything presumed again. What mends comes before what gives up.
"""

from __future__ import annotations

import datetime
import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import combinations, count
from typing import Any, Final

import attrs

from channelrules.advice.answers import facts_at
from channelrules.advice.changes import Change, Changes, ChangeSet, Reached
from channelrules.advice.explain import Reason, Tellers, explain_blocker, explain_row
from channelrules.advice.moves import along_with, rounded, written
from channelrules.errors import ProfileError
from channelrules.facts.paths import Place, order_of
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.reliance import presuming_of_leaning
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.move import Move
from channelrules.knowledge.rule import Rule
from channelrules.language.breakpoints import critical
from channelrules.language.nodes import Expression, names_in
from channelrules.language.semantics import evaluate

__all__ = ["changes_towards"]

MOST_CHANGES: Final = 4
MOST_SETS: Final = 10
_MOST_STEPS: Final = 250
_MOST_STEPS_GIVING_UP: Final = 250

Answer = Verdict | CompanyVerdict


def changes_towards(case: Case, channel: int | None, target: Answer | None) -> Changes:
    """Return the smallest sets of changes that reach a verdict at a channel, or for the company."""
    subject = None if channel is None else case.profile.channels[channel].id
    if target is None:
        return Changes(subject, None, (), (), (), awaits_facts=False, complete=True)
    if channel is None or case.compiled.shared is None:
        return _Search(case, case, channel, target).run(subject)
    # Only the channel itself, the company and its plan bear on it: other channels are not judged again.
    return _Search(case, case.alone(channel, case.profile), 0, target).run(subject)


@attrs.frozen(slots=False)
class _Blocker:
    """What gives an unwanted verdict: a rule or, without one, a row of the table; and the subject where it does."""

    case: Case
    row: VerdictRow
    rule: Rule | None
    held: bool | None
    at: int | None
    frozen: bool
    tellers: Tellers

    @property
    def node(self) -> Expression:
        return self.rule.node if self.rule else self.row.node

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        return explain_blocker(self.case, self.row, self.rule, self.at, self.tellers)


@attrs.frozen
class _Step:
    """One fact changed: the move, and the new value."""

    move: Move
    value: Any


_Plan = Mapping[Place, _Step]

_InTheWay = tuple[list[str], list[str]]
"""What stands in the way, rules or facts, and where the profile would state what is presumed in it."""


@attrs.frozen(slots=False)
class _Search:
    whole: Case
    case: Case
    channel: int | None
    target: Answer
    dead_ends: dict[str, None] = attrs.field(factory=dict)
    asks: dict[str, None] = attrs.field(factory=dict)
    bases: list[Case] = attrs.field(factory=list)
    tellers: Tellers = attrs.field(factory=Tellers)
    made: dict[tuple[str, Place, int], tuple[Any, Any]] = attrs.field(factory=dict)
    keys: dict[int, tuple[Any, Any]] = attrs.field(factory=dict)

    def run(self, subject: str | None) -> Changes:
        found: list[ChangeSet] = []
        order = count()
        start: _InTheWay = ([], [])
        waiting: list[tuple[bool, float, float, int, _Plan, _InTheWay]] = [(False, 0.0, 0.0, next(order), {}, start)]
        seen: set[frozenset[tuple[Place, Any]]] = set()
        left, complete = {False: _MOST_STEPS, True: _MOST_STEPS_GIVING_UP}, True
        standing = self.blocker(self.case)
        now = self.reached(self.case, standing)
        awaits = now is not Reached.CERTAIN and standing is None
        while waiting and len(found) < MOST_SETS:
            gives_up, _, _, _, plan, before = heapq.heappop(waiting)
            if any(self.includes(plan, each) for each in found if each.reached is not Reached.OPEN):
                continue
            if not left[gives_up]:
                complete = False
                continue
            left[gives_up] -= 1
            made = self.after(plan)
            if made is None:
                continue
            blocker = self.blocker(made)
            reached = self.reached(made, blocker)
            if plan and reached is not Reached.NOT:
                self.take(plan, found)
            if reached in {Reached.CERTAIN, Reached.PRESUMED}:
                continue
            blocker = blocker or self.first_row(made.filled, held=None)
            if len(plan) == MOST_CHANGES or blocker is None:
                continue
            branches = list(self.branches(plan, made, blocker))
            names = self.names(blocker, plan)
            stands = (names, self.presumed_in(blocker)) if names else before
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
            self.target,
            sets,
            () if sets else tuple(self.dead_ends),
            self.to_confirm(now) or (() if sets else tuple(sorted(self.asks))),
            awaits_facts=awaits,
            complete=complete and len(found) < MOST_SETS,
        )

    def to_confirm(self, now: Reached) -> tuple[str, ...]:
        """Return the presumed facts that have only to be confirmed, where the target is reached under presumptions."""
        if now is not Reached.PRESUMED:
            return ()
        case = self.case
        spots = presuming_of_leaning(case, self.channel)
        return tuple(sorted({case.place_of(name, at).path for name, at in spots}))

    # --- the goal ---

    def is_fine(self, row: VerdictRow) -> bool:
        if self.channel is None:
            return row.verdict == CompanyVerdict.READY.value
        return Verdict(row.verdict) <= self.target

    def are_fine(self, case: Case) -> bool:
        possible = case.possible(self.channel)
        if self.channel is None:
            return possible == (CompanyVerdict.READY,)
        return all(each <= self.target for each in possible)

    def frozen(self, made: Case) -> Case:
        """Return a case with what is presumed today still presumed, where nothing is stated of it."""
        return made.under(self.case.presumable) if self.presumes else made

    @cached_property
    def presumes(self) -> bool:
        return self.case.presume and bool(self.case.knowledge.presumptions)

    def reached(self, made: Case, blocker: _Blocker | None) -> Reached:
        """Return how surely a supposed case reaches the target, given what stands in the way there."""
        if blocker is not None:
            return Reached.NOT
        if self.are_fine(made):
            return Reached.CERTAIN
        if self.presumes and self.are_fine(made.filled) and self.are_fine(self.frozen(made)):
            return Reached.PRESUMED
        return Reached.OPEN

    def blocker(self, made: Case) -> _Blocker | None:
        """Return what gives an unwanted verdict, presuming again or as today; ``None`` where nothing does."""
        found = self.first_row(made.filled, held=True)
        if found is None and self.presumes:
            found = self.first_row(self.frozen(made), held=True, frozen=True)
        return found

    def first_row(self, case: Case, *, held: bool | None, frozen: bool = False) -> _Blocker | None:
        for row, said in case.rows_met(self.channel):
            if said is held and not self.is_fine(row):
                rule = self.rule_of(case, row, held=held)
                return _Blocker(case, row, rule, held, self.channel, frozen, self.tellers)
            if said and self.channel is not None:
                return None
        return None

    def rule_of(self, case: Case, row: VerdictRow, *, held: bool | None) -> Rule | None:
        for name in names_in(row.node):
            if name.startswith("effect.") and name != "effect.excepted":
                for rule, said in case.having(name.removeprefix("effect."), self.channel):
                    if said is held:
                        return rule
        return None

    # --- what can be done about it ---

    def branches(self, plan: _Plan, made: Case, blocker: _Blocker) -> Iterator[_Plan]:
        for place in self.support(blocker):
            for move in self.moves.get(place.name, ()):
                if not self.is_allowed(move, place, plan, blocker.case):
                    continue
                for value in self.values(move, place, made, blocker):
                    yield {**plan, place: _Step(move, value)}

    @cached_property
    def moves(self) -> Mapping[str, Sequence[Move]]:
        """What a company can change, by where it stands."""
        found: dict[str, list[Move]] = {}
        for move in self.case.compiled.moves.values():
            found.setdefault(move.name, []).append(move)
        return found

    def names(self, blocker: _Blocker, plan: _Plan) -> list[str]:
        """Return what stands in the way: rules where there are any, else facts that the plan has not touched."""
        if blocker.rule is not None:
            return [blocker.rule.id]
        told = list(explain_row(blocker.case, blocker.row, self.channel).walk())
        rules = [each.name for each in told if each.kind == "rule"]
        return rules or [each.place.path for each in told if each.place is not None and each.place not in plan]

    def support(self, blocker: _Blocker) -> list[Place]:
        """Return where the profile states what the blocker rests on: what is presumed is nothing to change."""
        found = {place for part in blocker.reasons for place in _stated(part)}
        if blocker.held is None:
            found |= self.below(blocker)
        return sorted(found, key=order_of)

    def presumed_in(self, blocker: _Blocker) -> list[str]:
        """Return where the profile would state what is presumed and stands in the way."""
        return [each.place.path for part in blocker.reasons for each in part.presumed if each.place is not None]

    def below(self, blocker: _Blocker) -> set[Place]:
        case = blocker.case
        facts = [name for name in case.compiled.below(blocker.node) if name in case.knowledge.facts]
        of_channel = ("channel.", "editorial.")
        places = [case.place_of(name, blocker.at if name.startswith(of_channel) else None) for name in facts]
        return {each for each in places if each.value(case.profile) is not None}

    def is_allowed(self, move: Move, place: Place, plan: _Plan, case: Case) -> bool:
        earlier = plan.get(place)
        if earlier is not None and (earlier.move is not move or move.way not in {"raise", "lower", "add"}):
            return False
        position = case.positions.get(place.channel)
        if place.name == "channel.status" and position == self.channel and move.to == "parked":
            return False
        if move.gives_up and place.channel in self.assets:
            return False
        return move.when is None or evaluate(move.when, case.facts(position)) is True

    @cached_property
    def assets(self) -> frozenset[str]:
        """The channels that are assets, or lean to it: nobody is told to give one up."""
        told = ((each.id, self.whole.leaning(at), self.whole.verdict(at)[0]) for each, at in self.channels)
        return frozenset(name for name, leaning, said in told if leaning is Verdict.ASSET or said == (Verdict.ASSET,))

    @property
    def channels(self) -> list[tuple[Any, int]]:
        return [(each, at) for at, each in enumerate(self.whole.profile.channels)]

    def values(self, move: Move, place: Place, made: Case, blocker: _Blocker) -> Iterator[Any]:
        current, day = place.value(made.profile), made.profile.as_of
        match move.way:
            case "set":
                target = move.target(day, made.value_of)
                if current is not None and current != target:
                    yield target
            case "add" if isinstance(current, tuple):
                for word in place.spec.type.options:
                    if word not in current and self.clears((*current, word), place, made, blocker):
                        yield (*current, word)
            case "raise" | "lower" if isinstance(current, int | float):
                yield from self.numbers(move, place, current, made, blocker)
            case "write" | "complete" | "renew":
                value = self.written(move, place, current, made)
                if value is not None:
                    yield value
            case _:
                return

    def written(self, move: Move, place: Place, current: Any, made: Case) -> Any:
        """Return a list or plan written, completed or renewed, made once for what stands there."""
        # What stands there is kept with what is made of it, so that nothing else gets its identity.
        key = move.id, place, id(current)
        if key not in self.made:
            self.made[key] = current, written(move, place, current, made, self.whole.profile)
        return self.made[key][1]

    def key(self, value: Any) -> Any:
        """Return what a value is compared by, worked out once."""
        # The value is kept too, so that no other gets its identity.
        if id(value) not in self.keys:
            self.keys[id(value)] = value, _key(value)
        return self.keys[id(value)][1]

    def clears(self, value: Any, place: Place, made: Case, blocker: _Blocker) -> bool:
        then = self.supposed(made, {place: value})
        if then is None:
            return False
        case = self.frozen(then) if blocker.frozen else then.filled
        if blocker.rule is None:
            return evaluate(blocker.node, case.with_effects(self.channel)) is not True
        said = next(outcome for rule, outcome in case.outcomes_at(self.channel) if rule.id == blocker.rule.id)
        return said is False or (said is None and blocker.held is True)

    def numbers(self, move: Move, place: Place, current: float, made: Case, blocker: _Blocker) -> Iterator[float]:
        points = self.points(place, blocker.case, [blocker.node], blocker.at)
        up = move.way == "raise"
        beyond = [each for each in points if (each >= current if up else each <= current)]
        first: list[float] = []
        for point in sorted(beyond, key=lambda each: abs(each - Fraction(current))):
            steps = [each for each in rounded(point, move, place) if (each > current if up else each < current)]
            for value in steps:
                if self.clears(value, place, made, blocker):
                    yield value
                    return
            first += steps[:1]
        # Alone it clears nothing; together with another change it may.
        yield from first[:2]

    def points(self, place: Place, case: Case, nodes: Sequence[Expression], at: int | None) -> set[Fraction]:
        position = case.positions.get(place.channel)
        varied = [case.varied(name, position) for name in facts_at(place)]
        found = {point for each in varied for node in nodes for point in critical(node, each, at)}
        spec = place.spec
        return {each for each in found if spec.low <= each <= spec.high}

    # --- what a set of changes is, and whether it is as small as can be ---

    def along(self, plan: _Plan) -> dict[Place, Any]:
        values = {}
        for place, step in sorted(plan.items(), key=lambda each: order_of(each[0])):
            other = along_with(step.move, place, step.value, self.case.profile)
            if other is not None and other[0] not in plan:
                values[other[0]] = other[1]
            values[place] = step.value
        return dict(sorted(values.items(), key=lambda each: (each[0].holder == "editorial", each[0] in plan)))

    def supposed(self, case: Case, values: Mapping[Place, Any]) -> Case | None:
        profile = case.profile
        try:
            for place, value in values.items():
                profile = place.put(profile, value)
        except ProfileError:
            return None
        return self.judged(case, profile)

    def judged(self, case: Case, profile: Profile) -> Case:
        """Return a case with another profile supposed, beside one that has the same company and plan."""
        for each in (case, *self.bases):
            if _of_company(each.profile) == _of_company(profile):
                return each.beside(profile)
        made = case.variant(profile)
        self.bases.append(made)
        return made

    def after(self, plan: _Plan) -> Case | None:
        return self.supposed(self.case, self.along(plan)) if plan else self.case

    def effort(self, plan: _Plan) -> float:
        return math.fsum(self.effort_of(place, step) for place, step in plan.items())

    @cached_property
    def worth(self) -> Mapping[str, float]:
        points = self.whole.compiled.gain.verdict
        told = ((each.id, self.whole.leaning(at) or max(self.whole.verdict(at)[0])) for each, at in self.channels)
        return {name: points[said.value] for name, said in told}

    def loss(self, plan: _Plan) -> float:
        # At equal effort, the channels of least worth are given up first.
        return sum(self.worth[place.channel] for place, step in plan.items() if step.move.gives_up)

    def effort_of(self, place: Place, step: _Step) -> float:
        before = place.value(self.case.profile)
        moved = abs(step.value - before) if step.move.way in {"raise", "lower"} else 0
        words = len(step.value) - len(before) if step.move.way == "add" else 1
        return step.move.effort * words + step.move.effort_each * moved

    def includes(self, plan: _Plan, found: ChangeSet) -> bool:
        values = {place.path: step.value for place, step in plan.items()}
        return all(each.path in values and values[each.path] == each.after for each in found.changes)

    def take(self, plan: _Plan, found: list[ChangeSet]) -> None:
        reached = self.reached_by(plan)
        plan = self.tightened(plan, reached)
        if not self.is_smallest(plan, reached):
            return
        final = self.after(plan)
        assert final is not None
        made = tuple(
            Change(
                step.move.id,
                place.path,
                place.value(self.case.profile),
                step.value,
                self.effort_of(place, step),
                step.move.gives_up,
                place,
                step.move,
                self.case,
            )
            for place, step in sorted(plan.items(), key=lambda each: order_of(each[0]))
        )
        possible, leaning = final.possible(self.channel), final.filled.possible(self.channel)
        found.append(ChangeSet(made, self.effort(plan), possible, leaning, reached, self.along(plan)))

    def reached_by(self, plan: _Plan) -> Reached:
        made = self.after(plan)
        return Reached.NOT if made is None else self.reached(made, self.blocker(made))

    def suffices(self, plan: _Plan, reached: Reached) -> bool:
        return self.reached_by(plan) <= reached

    def tightened(self, plan: _Plan, reached: Reached) -> _Plan:
        # A number changed before another change may have moved further than it now needs to.
        for place, step in plan.items():
            if step.move.way not in {"raise", "lower"} or len(plan) == 1:
                continue
            made = self.after(plan)
            assert made is not None
            before = Fraction(place.value(self.case.profile))
            nodes = [rule.node for rule, _ in made.outcomes_at(self.channel) if rule.effect or rule.concludes]
            nodes += [row.node for row in made.verdict_rows(self.channel)]
            points = self.points(place, made.filled, nodes, self.channel)
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

    def is_smallest(self, plan: _Plan, reached: Reached) -> bool:
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


def _of_company(profile: Profile) -> tuple[object, object]:
    return profile.company, profile.communication_plan


def _stated(reason: Reason) -> Iterator[Place]:
    """Yield the places of the facts that a reason rests on, without those that make a presumption apply."""
    if reason.presumption is not None:
        return
    if reason.place is not None and reason.value is not None:
        yield reason.place
    for part in reason.parts:
        yield from _stated(part)


def _key(value: Any) -> Any:
    """Return what a value is compared by: itself, or how a plan reads."""
    return value if isinstance(value, tuple | str | int | float | bool | datetime.date) else repr(value)
