"""The steps of a search for changes: one fact changed to one value, as the rulebook says that a company can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs

from channelrules.advice.answers import facts_at
from channelrules.advice.goal import Blocker, Goal
from channelrules.advice.moves import along_with, rounded, written
from channelrules.errors import ProfileError
from channelrules.facts.paths import Place, order_of
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.move import Move
from channelrules.language.breakpoints import critical
from channelrules.language.nodes import Expression
from channelrules.language.semantics import evaluate

__all__ = ["Plan", "Step", "Steps"]


@attrs.frozen
class Step:
    """One fact changed: the move, and the new value."""

    move: Move
    value: Any


Plan = Mapping[Place, Step]
"""Steps by the places that they change."""


@attrs.frozen(slots=False)
class Steps:
    """The steps that are open to a company, and the cases that they lead to.

    Attributes:
        whole: the case of today, with every channel.
        case: the one that is searched: of the channel alone, where no other bears on it.
        goal: what is aimed at.
    """

    whole: Case
    case: Case
    goal: Goal
    # Cases whose results are reused, each with another company or plan.
    _bases: list[Case] = attrs.field(factory=list)
    # Lists and plans that were made, each with the value before.
    _made: dict[tuple[str, Place, int], tuple[Any, Any]] = attrs.field(factory=dict)

    def further(self, plan: Plan, made: Case, blocker: Blocker) -> Iterator[Plan]:
        """Yield the plans with one step more that changes what a blocker rests on.

        Args:
            plan: the steps so far.
            made: the case after them.
            blocker: what stands in the way there.
        """
        for place in blocker.support():
            for move in self._moves.get(place.name, ()):
                if not self._is_allowed(move, place, plan, blocker.case):
                    continue
                for value in self._values(move, place, made, blocker):
                    yield {**plan, place: Step(move, value)}

    @cached_property
    def _moves(self) -> Mapping[str, Sequence[Move]]:
        """The moves of a company, by the name of the fact that they change."""
        found: dict[str, list[Move]] = {}
        for move in self.case.compiled.moves.values():
            found.setdefault(move.name, []).append(move)
        return found

    def _is_allowed(self, move: Move, place: Place, plan: Plan, case: Case) -> bool:
        earlier = plan.get(place)
        if earlier is not None and (earlier.move is not move or move.way not in {"raise", "lower", "add"}):
            return False
        position = case.positions.get(place.channel)
        if place.name == "channel.status" and position == self.goal.channel and move.to == "parked":
            return False
        if move.gives_up and place.channel in self._assets:
            return False
        return move.when is None or evaluate(move.when, case.facts(position)) is True

    @cached_property
    def _assets(self) -> frozenset[str]:
        """The channels that are assets, or lean to it: nobody is told to give one up."""
        told = (
            (each.id, self.whole.leaning(at), self.whole.verdicts.channel(at)[0])
            for at, each in enumerate(self.whole.profile.channels)
        )
        return frozenset(name for name, leaning, said in told if leaning is Verdict.ASSET or said == (Verdict.ASSET,))

    def _values(self, move: Move, place: Place, made: Case, blocker: Blocker) -> Iterator[Any]:
        current, day = place.value(made.profile), made.profile.as_of
        match move.way:
            case "set":
                target = move.target(day, made.value_of)
                if current is not None and current != target:
                    yield target
            case "add" if isinstance(current, tuple):
                for word in place.spec.type.options:
                    if word not in current and self._clears((*current, word), place, made, blocker):
                        yield (*current, word)
            case "raise" | "lower" if isinstance(current, int | float):
                yield from self._numbers(move, place, current, made, blocker)
            case "write" | "complete" | "renew":
                value = self._written(move, place, current, made)
                if value is not None:
                    yield value
            case _:
                return

    def _written(self, move: Move, place: Place, current: Any, made: Case) -> Any:
        """Return a list or plan written, completed or renewed, made once for each value before."""
        # The value before is kept, too, so that its id is not reused.
        key = move.id, place, id(current)
        if key not in self._made:
            self._made[key] = current, written(move, place, current, made, self.whole.profile)
        return self._made[key][1]

    def _clears(self, value: Any, place: Place, made: Case, blocker: Blocker) -> bool:
        then = self._supposed(made, {place: value})
        if then is None:
            return False
        case = self.goal.frozen(then) if blocker.frozen else then.filled
        if blocker.rule is None:
            return evaluate(blocker.node, case.with_effects(self.goal.channel)) is not True
        said = next(outcome for rule, outcome in case.outcomes_at(self.goal.channel) if rule.id == blocker.rule.id)
        return said is False or (said is None and blocker.held is True)

    def _numbers(self, move: Move, place: Place, current: float, made: Case, blocker: Blocker) -> Iterator[float]:
        points = self.points(place, blocker.case, [blocker.node], blocker.at)
        up = move.way == "raise"
        beyond = [each for each in points if (each >= current if up else each <= current)]
        first: list[float] = []
        for point in sorted(beyond, key=lambda each: abs(each - Fraction(current))):
            steps = [each for each in rounded(point, move, place) if (each > current if up else each < current)]
            for value in steps:
                if self._clears(value, place, made, blocker):
                    yield value
                    return
            first += steps[:1]
        # Alone none of them clears it; together with another change one may.
        yield from first[:2]

    def points(self, place: Place, case: Case, nodes: Sequence[Expression], at: int | None) -> set[Fraction]:
        """Return the values of a number at which one of some conditions tips, within the number's range."""
        position = case.positions.get(place.channel)
        varied = [case.varied(name, position) for name in facts_at(place)]
        found = {point for each in varied for node in nodes for point in critical(node, each, at)}
        spec = place.spec
        return {each for each in found if spec.low <= each <= spec.high}

    # --- the case after some steps ---

    def along(self, plan: Plan) -> dict[Place, Any]:
        """Return the values that a plan sets, with those that have to move along, in the order to set them in."""
        values = {}
        for place, step in sorted(plan.items(), key=lambda each: order_of(each[0])):
            other = along_with(step.move, place, step.value, self.case.profile)
            if other is not None and other[0] not in plan:
                values[other[0]] = other[1]
            values[place] = step.value
        return dict(sorted(values.items(), key=lambda each: (each[0].holder == "editorial", each[0] in plan)))

    def _supposed(self, case: Case, values: Mapping[Place, Any]) -> Case | None:
        profile = case.profile
        try:
            for place, value in values.items():
                profile = place.put(profile, value)
        except ProfileError:
            return None
        return self._judged(case, profile)

    def _judged(self, case: Case, profile: Profile) -> Case:
        """Return a case with another profile supposed, with the results of one that has the same company and plan."""
        for each in (case, *self._bases):
            if _of_company(each.profile) == _of_company(profile):
                return each.beside(profile)
        made = case.variant(profile)
        self._bases.append(made)
        return made

    def after(self, plan: Plan) -> Case | None:
        """Return the case after the steps of a plan; ``None`` where they make no valid profile."""
        return self._supposed(self.case, self.along(plan)) if plan else self.case

    def effort_of(self, place: Place, step: Step) -> float:
        """Return the effort of one step, in the units of the rulebook's moves."""
        before = place.value(self.case.profile)
        moved = abs(step.value - before) if step.move.way in {"raise", "lower"} else 0
        words = len(step.value) - len(before) if step.move.way == "add" else 1
        return step.move.effort * words + step.move.effort_each * moved


def _of_company(profile: Profile) -> tuple[object, object]:
    return profile.company, profile.communication_plan
