"""The search for changes: the smallest sets that reach a verdict, cheapest first.

The search follows the rules' own conditions. Whatever gives the unwanted verdict rests on facts that
suffice for it; unless one of them changes, it stays. So each step takes one of those facts, tries what the
rulebook says a company can do about it, and looks again. Numbers move to the exact value at which the
condition tips (`channelrules.language.critical`); nothing is sampled. Where two numbers could share the
way, each is moved as far as it takes on its own.
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

from channelrules.advice.changes import Change, Changes, ChangeSet
from channelrules.advice.explain import Reason, explain_row, explain_rule
from channelrules.errors import ProfileError
from channelrules.facts.places import Place
from channelrules.facts.profile import CommunicationPlan, EditorialEntry, EditorialPlan, PlanEntry
from channelrules.judgement.case import Case
from channelrules.judgement.verdict import CompanyVerdict, Verdict
from channelrules.knowledge.asides import Move
from channelrules.knowledge.knowledge import VerdictRow
from channelrules.knowledge.rule import Rule
from channelrules.language.critical import critical
from channelrules.language.expression import Expression, names_in
from channelrules.language.kleene import evaluate

__all__ = ["changes_towards"]

MOST_CHANGES: Final = 4
MOST_SETS: Final = 10
_MOST_STEPS: Final = 250

Answer = Verdict | CompanyVerdict


def changes_towards(case: Case, channel: int | None, target: Answer | None) -> Changes:
    """Return the smallest sets of changes that reach a verdict at a channel, or for the company."""
    subject = None if channel is None else case.profile.channels[channel].id
    if target is None:
        return Changes(subject, None, (), (), awaits_facts=False, complete=True)
    return _Search(case, channel, target).run(subject)


@attrs.frozen
class _Blocker:
    """What gives an unwanted verdict: a rule or, where no rule does, a row of the table."""

    row: VerdictRow
    rule: Rule | None
    held: bool | None
    at: int | None

    @property
    def node(self) -> Expression:
        return self.rule.node if self.rule else self.row.node


@attrs.frozen
class _Step:
    """One fact moved: by what, and to which value."""

    move: Move
    value: Any


_Plan = Mapping[Place, _Step]


@attrs.frozen(slots=False)
class _Search:
    case: Case
    channel: int | None
    target: Answer
    dead_ends: dict[str, None] = attrs.field(factory=dict)

    def run(self, subject: str | None) -> Changes:
        found: list[ChangeSet] = []
        order = count()
        waiting: list[tuple[float, float, int, _Plan, list[str]]] = [(0.0, 0.0, next(order), {}, [])]
        seen: set[frozenset[tuple[Place, Any]]] = set()
        steps, complete = 0, True
        awaits = self.blocker(self.case) is None and not self.is_reached(self.case)
        while waiting and len(found) < MOST_SETS:
            _, _, _, plan, before = heapq.heappop(waiting)
            if any(self.includes(plan, each) for each in found if each.certain):
                continue
            if steps == _MOST_STEPS:
                complete = False
                break
            steps += 1
            case = self.after(plan)
            if case is None:
                continue
            blocker = self.blocker(case)
            if blocker is None and plan:
                self.take(plan, case, found)
            if self.is_reached(case):
                continue
            blocker = blocker or self.open_row(case)
            if len(plan) == MOST_CHANGES or blocker is None:
                continue
            branches = list(self.branches(plan, case, blocker))
            names = self.names(case, blocker, plan) or before
            if not branches and blocker.held:
                self.dead_ends.update(dict.fromkeys(names))
            for branch in branches:
                items = frozenset((place, _hashable(step.value)) for place, step in branch.items())
                if items not in seen:
                    seen.add(items)
                    heapq.heappush(waiting, (self.effort(branch), self.loss(branch), next(order), branch, names))
        sets = self.smallest(found)
        return Changes(
            subject,
            self.target,
            sets,
            () if sets else tuple(self.dead_ends),
            awaits_facts=awaits,
            complete=complete and len(found) < MOST_SETS,
        )

    # --- the goal ---

    @cached_property
    def rows(self) -> tuple[VerdictRow, ...]:
        knowledge = self.case.knowledge
        return knowledge.company_verdicts if self.channel is None else knowledge.channel_verdicts

    def possible(self, case: Case) -> tuple[Answer, ...]:
        return case.company_verdict()[1] if self.channel is None else case.verdict(self.channel)[0]

    def is_reached(self, case: Case) -> bool:
        if self.channel is None:
            return self.possible(case) == (CompanyVerdict.READY,)
        return all(each <= self.target for each in self.possible(case))

    def is_fine(self, row: VerdictRow) -> bool:
        if self.channel is None:
            return row.verdict == CompanyVerdict.READY.value
        return Verdict(row.verdict) <= self.target

    def blocker(self, case: Case) -> _Blocker | None:
        """Return what gives an unwanted verdict for certain; ``None`` where nothing known does."""
        return self.first_row(case, held=True)

    def open_row(self, case: Case) -> _Blocker | None:
        return self.first_row(case, held=None)

    def first_row(self, case: Case, *, held: bool | None) -> _Blocker | None:
        facts = case.with_effects(self.channel)
        for row in self.rows:
            said = evaluate(row.node, facts)
            if said is held and not self.is_fine(row):
                return _Blocker(row, self.rule_of(case, row, held=held), held, self.channel)
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

    def branches(self, plan: _Plan, case: Case, blocker: _Blocker) -> Iterator[_Plan]:
        for place in self.support(case, blocker):
            for move in case.compiled.moves.values():
                if move.name != place.name or not self.is_allowed(move, place, plan, case):
                    continue
                for value in self.values(move, place, case, blocker):
                    yield {**plan, place: _Step(move, value)}

    def names(self, case: Case, blocker: _Blocker, plan: _Plan) -> list[str]:
        """Return what stands in the way: rules where there are any, else facts that the plan has not touched."""
        if blocker.rule is not None:
            return [blocker.rule.id]
        told = list(explain_row(case, blocker.row, self.channel).walk())
        rules = [each.name for each in told if each.kind == "rule"]
        return rules or [each.place.path for each in told if each.place is not None and each.place not in plan]

    def support(self, case: Case, blocker: _Blocker) -> list[Place]:
        reason = explain_row(case, blocker.row, self.channel)
        found: set[Place] = set()
        for part in reason.parts:
            if blocker.rule is not None and part.kind == "effect":
                found |= _known(explain_rule(case, blocker.rule, self.channel))
            else:
                found |= _known(part)
        if blocker.held is None:
            found |= self.below(case, blocker)
        return sorted(found)

    def below(self, case: Case, blocker: _Blocker) -> set[Place]:
        facts = [name for name in case.compiled.below(blocker.node) if name in case.knowledge.facts]
        of_channel = ("channel.", "editorial.")
        places = [case.place_of(name, blocker.at if name.startswith(of_channel) else None) for name in facts]
        return {each for each in places if each.value(case.profile) is not None}

    def is_allowed(self, move: Move, place: Place, plan: _Plan, case: Case) -> bool:
        earlier = plan.get(place)
        if earlier is not None and (earlier.move is not move or move.way in {"set", "write", "complete"}):
            return False
        position = case.positions.get(place.channel)
        if place.name == "channel.status" and position == self.channel and move.to == "parked":
            return False
        return move.when is None or evaluate(move.when, case.facts(position)) is True

    def values(self, move: Move, place: Place, case: Case, blocker: _Blocker) -> Iterator[Any]:
        current, day = place.value(case.profile), case.profile.as_of
        match move.way:
            case "set":
                target = move.target(day)
                if current is not None and current != target:
                    yield target
            case "add" if isinstance(current, tuple):
                for word in place.spec.type.options:
                    if word not in current and self.clears((*current, word), place, case, blocker):
                        yield (*current, word)
            case "raise" | "lower" if isinstance(current, int | float):
                yield from self.numbers(move, place, current, case, blocker)
            case "write" | "complete":
                written = _written(place, current, case)
                if written is not None:
                    yield written
            case _:
                return

    def clears(self, value: Any, place: Place, case: Case, blocker: _Blocker) -> bool:
        then = self.supposed(case, {place: value})
        if then is None:
            return False
        if blocker.rule is None:
            return evaluate(blocker.node, then.with_effects(self.channel)) is not True
        said = next(outcome for rule, outcome in then.outcomes_at(self.channel) if rule.id == blocker.rule.id)
        return said is False or (said is None and blocker.held is True)

    def numbers(self, move: Move, place: Place, current: float, case: Case, blocker: _Blocker) -> Iterator[float]:
        points = self.points(place, case, [blocker.node], blocker.at)
        beyond = [each for each in points if (each > current if move.way == "raise" else each < current)]
        first: list[float] = []
        for point in sorted(beyond, key=lambda each: abs(each - Fraction(current))):
            for value in _at(point, move, place):
                if self.clears(value, place, case, blocker):
                    yield value
                    return
            first += list(_at(point, move, place))[:1]
        # Alone it clears nothing; together with another change it may.
        yield from first[:2]

    def points(self, place: Place, case: Case, nodes: Sequence[Expression], at: int | None) -> set[Fraction]:
        position = case.positions.get(place.channel)
        names = [name for name, fact in case.knowledge.facts.items() if fact.stated == (place.holder, place.attribute)]
        varied = [case.varied(name, position) for name in names]
        found = {point for each in varied for node in nodes for point in critical(node, each, at)}
        spec = place.spec
        return {each for each in found if spec.low <= each <= spec.high}

    # --- what a set of changes is, and whether it is as small as can be ---

    def along(self, plan: _Plan) -> dict[Place, Any]:
        values = {}
        for place, step in sorted(plan.items()):
            if step.move.along is not None:
                holder, _, attribute = step.move.along.partition(".")
                other = Place(holder, attribute, place.channel)
                stated = other.value(self.case.profile)
                if other not in plan and stated is not None and stated < step.value:
                    values[other] = step.value
            values[place] = step.value
        return dict(sorted(values.items(), key=lambda each: (each[0].holder == "editorial", each[0] in plan)))

    def supposed(self, case: Case, values: Mapping[Place, Any]) -> Case | None:
        profile = case.profile
        try:
            for place, value in values.items():
                profile = place.put(profile, value)
        except ProfileError:
            return None
        return case.variant(profile)

    def after(self, plan: _Plan) -> Case | None:
        return self.supposed(self.case, self.along(plan)) if plan else self.case

    def effort(self, plan: _Plan) -> float:
        return math.fsum(self.effort_of(place, step) for place, step in plan.items())

    @cached_property
    def worth(self) -> Mapping[str, float]:
        points = self.case.compiled.gain.verdict
        verdicts = [max(self.case.verdict(position)[0]) for position in range(len(self.case.profile.channels))]
        return {each.id: points[said.value] for each, said in zip(self.case.profile.channels, verdicts, strict=True)}

    def loss(self, plan: _Plan) -> float:
        # Among equal efforts, the channels that are worth least are parked first.
        return sum(self.worth[place.channel] for place, step in plan.items() if step.value == "parked")

    def effort_of(self, place: Place, step: _Step) -> float:
        before = place.value(self.case.profile)
        moved = abs(step.value - before) if step.move.way in {"raise", "lower"} else 0
        words = len(step.value) - len(before) if step.move.way == "add" else 1
        return step.move.effort * words + step.move.effort_each * moved

    def includes(self, plan: _Plan, found: ChangeSet) -> bool:
        values = {place.path: step.value for place, step in plan.items()}
        return all(each.path in values and values[each.path] == each.after for each in found.changes)

    def take(self, plan: _Plan, case: Case, found: list[ChangeSet]) -> None:
        certain = self.is_reached(case)
        plan = self.tightened(plan, certain=certain)
        if not self.is_smallest(plan, certain=certain):
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
                place,
                step.move,
                self.case,
            )
            for place, step in sorted(plan.items())
        )
        found.append(ChangeSet(made, self.effort(plan), self.possible(final), certain, self.along(plan)))

    def suffices(self, plan: _Plan, *, certain: bool) -> bool:
        case = self.after(plan)
        if case is None:
            return False
        return self.is_reached(case) if certain else self.blocker(case) is None

    def tightened(self, plan: _Plan, *, certain: bool) -> _Plan:
        # A number that was moved before another change may have gone further than it now has to.
        for place, step in plan.items():
            if step.move.way not in {"raise", "lower"} or len(plan) == 1:
                continue
            case = self.after(plan)
            assert case is not None
            before = Fraction(place.value(self.case.profile))
            nodes = [rule.node for rule, _ in case.outcomes_at(self.channel) if rule.effect or rule.concludes]
            points = self.points(place, case, [*nodes, *(row.node for row in self.rows)], self.channel)
            between = [each for each in points if min(before, step.value) <= each <= max(before, step.value)]
            for point in sorted(between, key=lambda each: abs(each - before)):
                nearer = [
                    {**plan, place: attrs.evolve(step, value=value)}
                    for value in _at(point, step.move, place)
                    if abs(value - before) < abs(step.value - before)
                ]
                fitting = next((each for each in nearer if self.suffices(each, certain=certain)), None)
                if fitting is not None:
                    plan = fitting
                    break
        return plan

    def is_smallest(self, plan: _Plan, *, certain: bool) -> bool:
        items = list(plan.items())
        return not any(
            self.suffices(dict(part), certain=certain)
            for size in range(1, len(items))
            for part in combinations(items, size)
        ) and not (self.is_reached(self.case) if certain else self.blocker(self.case) is None)

    def smallest(self, found: Sequence[ChangeSet]) -> tuple[ChangeSet, ...]:
        kept: dict[tuple[Any, ...], ChangeSet] = {}
        for each in sorted(found, key=lambda one: (not one.certain, one.effort, len(one.changes))):
            key = tuple((change.path, _hashable(change.after)) for change in each.changes)
            kept.setdefault(key, each)
        return tuple(kept.values())


def _known(reason: Reason) -> set[Place]:
    return {each.place for each in reason.walk() if each.place is not None and each.value is not None}


def _hashable(value: Any) -> Any:
    return value if isinstance(value, tuple | str | int | float | bool | datetime.date) else repr(value)


def _at(point: Fraction, move: Move, place: Place) -> Iterator[float]:
    # The threshold itself; its neighbours, where a float can only come near it; else a step beyond.
    up = move.way == "raise"
    spec = place.spec
    if spec.whole:
        exact = math.ceil(point) if up else math.floor(point)
        candidates: list[float] = [exact, exact + 1 if up else exact - 1]
    else:
        value = float(point)
        candidates = [value]
        if Fraction(value) != point:
            for _ in range(4):
                value = math.nextafter(value, math.inf if up else -math.inf)
                candidates.append(value)
        step = Fraction(move.step).limit_denominator(1_000)
        stepped = (point // step + 1) * step if up else -((-point) // step + 1) * step
        candidates.append(float(stepped))
    low = spec.low if move.least is None else move.least
    high = spec.high if move.most is None else move.most
    yield from (each for each in candidates if low <= each <= high)


def _written(place: Place, current: Any, case: Case) -> Any:
    day = case.profile.as_of
    soon = day + datetime.timedelta(days=7)
    match place.name:
        case "channel.editorial_plan" if current == "none":
            return EditorialPlan(renewed_on=day, entries=(EditorialEntry(on=soon, content="first content"),))
        case "editorial.entries" if current == ():
            return (EditorialEntry(on=soon, content="first content"),)
        case "editorial.entries" if current:
            return tuple(attrs.evolve(each, on=each.on or soon) for each in current)
        case "profile.communication_plan" if current == "none":
            return CommunicationPlan(
                starts_on=day,
                ends_on=day + datetime.timedelta(days=183),
                written_on=day,
                market_reviewed_on=day,
                levels=case.profile.company.marketing_levels,
                entries=tuple(
                    PlanEntry(id=f"{each.id}-1", on=soon, content="first content", to=each.id)
                    for each in case.profile.channels
                ),
            )
        case _:
            return None
