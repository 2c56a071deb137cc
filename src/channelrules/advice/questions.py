"""What to ask next: every missing fact that could still matter, the most telling first.

How telling a fact is, is computed: its possible values are tried one after another (`channelrules.advice.answers`),
and whatever depends on it is judged again, on stated facts and with presumptions. The verdicts that remain possible
are counted, and the leanings compared with those of today.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

import attrs

from channelrules.advice.answers import Asked, answers, facts_at, forms_of, profiles_with, with_answer
from channelrules.advice.explain import decisive
from channelrules.advice.question import Question, Subject
from channelrules.facts.paths import Place, order_of
from channelrules.facts.profile import CommunicationPlan
from channelrules.inference.again import Then, WhatIf, then_of
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.presuming import Spot
from channelrules.inference.unknowns import unknowns
from channelrules.language.nodes import Expression

__all__ = ["questions"]

_LISTS: Final = frozenset({"channel.followers", "editorial.entries", "plan.entries"})
"""Facts that are asked for even where something is stated: one count of followers shows no growth."""


def questions(case: Case) -> tuple[Question, ...]:
    """Return every missing fact that could still matter, the most telling first.

    First come facts without which a subject has neither a verdict nor a leaning. Then presumed facts of which another
    value would change leanings or withdraw presumed findings, those that change most first. Then facts that narrow a
    verdict down, those that can be answered on the spot before those that have to be looked up. Last come facts that
    only settle findings. Within each group the most telling comes first.
    What few companies have, such as a planned rest, is asked after the facts that narrow a verdict down.
    """
    asked = _Asked(case)
    found = [asked.question(place) for place in asked.candidates]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


@attrs.frozen(eq=False, repr=False)
class _Need:
    """A condition that is open for want of a fact."""

    rule: str
    node: Expression
    at: int | None
    weight: float


_Needs = dict[Place, list[_Need]]


@attrs.frozen(eq=False, repr=False, slots=False)
class _Asked:
    case: Case

    # --- what is missing, and for what ---

    @cached_property
    def subjects(self) -> tuple[int | None, ...]:
        return (None, *range(len(self.case.profile.channels)))

    @cached_property
    def needed(self) -> _Needs:
        """What is missing for everything that is open on stated facts."""
        return self.collected(lambda at: self.open_at(self.case, at, rules=True))

    @cached_property
    def lacking(self) -> _Needs:
        """What is missing for a subject that has neither a verdict nor a leaning."""
        filled = self.case.filled
        return self.collected(
            lambda at: (
                self.open_at(filled, at, rules=False)
                if len(self.case.verdicts.possible(at)) > 1 and len(filled.verdicts.possible(at)) > 1
                else ()
            )
        )

    def collected(self, open_at: Callable[[int | None], Iterable[tuple[Place, _Need]]]) -> _Needs:
        found: _Needs = {}
        seen: dict[int | None, list[tuple[Place, _Need]]] = {}
        for at in self.subjects:
            like = self.like(at)
            if like not in seen:
                seen[like] = list(open_at(like))
            for place, need in seen[like]:
                if like == at:
                    found.setdefault(place, []).append(need)
                else:
                    found.setdefault(self.moved(place, at), []).append(attrs.evolve(need, at=at))
        return found

    def like(self, at: int | None) -> int | None:
        """Return the place of the first channel with the same known facts as this one."""
        return at if at is None else self.case.alike[at]

    def moved(self, place: Place, at: int | None) -> Place:
        """Return the place at another channel; a place of the company or its plan unchanged."""
        if not place.channel or at is None:
            return place
        return Place(place.holder, place.attribute, self.case.profile.channels[at].id, place.declared)

    def open_at(self, case: Case, at: int | None, *, rules: bool) -> Iterator[tuple[Place, _Need]]:
        settled = len(case.verdicts.possible(at)) == 1
        for rule, outcome in case.outcomes_at(at):
            if outcome is None:
                bears = bool(
                    not settled and (rule.effect or rule.concludes) and rule.id not in case.verdicts.lifted(at)
                )
                if rules or bears:
                    yield from self.lacks(case, rule.id, rule.node, at, bears=bears)
        if settled:
            return
        facts = case.with_effects(at)
        rows = [row for row, held in case.verdicts.rows_met(at) if held is not False]
        for row, following in zip_longest(rows, rows[1:]):
            bears = following is None or row.verdict != following.verdict
            for part, held in decisive(row.node, facts):
                if held is None and not any(name.startswith("effect.") for name in case.compiled.names(part)):
                    yield from self.lacks(case, "", part, at, bears=bears)

    @staticmethod
    def lacks(case: Case, rule: str, node: Expression, at: int | None, *, bears: bool) -> Iterator[tuple[Place, _Need]]:
        places = [each for each in unknowns(case, node, at) if isinstance(each, Place)]
        for place in places:
            yield place, _Need(rule, node, at, bears / len(places))

    @cached_property
    def candidates(self) -> list[Place]:
        read = (place for place in self.spots if any(name in self.read_by for name in facts_at(place)))
        return [each for each in sorted({*self.needed, *self.lacking, *read}, key=order_of) if self.can_be_asked(each)]

    def can_be_asked(self, place: Place) -> bool:
        profile = self.case.lone(self.case.positions[place.channel]) if place.channel else self.case.profile
        if place.holder == "plan" and not isinstance(profile.communication_plan, CommunicationPlan):
            return False
        if place.holder == "editorial" and place.holder_in(profile) is None:
            return False
        # 'not_measured' and 'none' are answers.
        return place.value(profile) is None or place.name in _LISTS

    # --- what is presumed ---

    @cached_property
    def spots(self) -> Mapping[Place, tuple[Spot, ...]]:
        """The presumed facts by the place where the profile would state them."""
        found: dict[Place, tuple[Spot, ...]] = {}
        for name, channel in sorted(self.case.filled.spots, key=lambda spot: (spot[0], spot[1] or 0)):
            place = self.case.place_of(name, channel)
            found[place] = (*found.get(place, ()), (name, channel))
        return found

    @cached_property
    def read_by(self) -> Mapping[str, tuple[Expression, ...]]:
        """The conditions and values of presumptions in use, by the names that they rest on."""
        found: dict[str, tuple[Expression, ...]] = {}
        for each in dict.fromkeys(self.case.filled.spots.values()):
            for node in (each.value, each.where, each.unless):
                if node is not None:
                    for name in self.case.compiled.below(node):
                        found[name] = (*found.get(name, ()), node)
        return found

    def conditions(self, place: Place) -> list[Asked]:
        # Of the channels that share a condition, the first by id represents all, so that their order does not matter.
        ids = [each.id for each in self.case.profile.channels]
        needs = [*self.needed.get(place, ()), *self.lacking.get(place, ())]
        needs.sort(key=lambda each: "" if each.at is None else ids[each.at], reverse=True)
        found: dict[int, Asked] = {id(each.node): (each.node, each.at) for each in needs}
        if place in self.spots:
            at = self.case.positions[place.channel] if place.channel else None
            nodes = [node for name in facts_at(place) for node in self.read_by.get(name, ())]
            there = [at] if at is not None else sorted(range(len(ids)), key=ids.__getitem__)[:1]
            found |= {id(node): (node, each) for node in nodes for each in there}
        return list(found.values())

    # --- the results of an answer ---

    @cached_property
    def now(self) -> Mapping[int | None, Then]:
        return {each.at: each for each in self.judged(self.case)}

    @cached_property
    def what_if(self) -> WhatIf:
        return WhatIf(self.case)

    @cached_property
    def presumed_findings(self) -> Mapping[int | None, tuple[int, ...]]:
        found: dict[int | None, tuple[int, ...]] = {}
        for at in self.subjects:
            lifted, under = self.case.verdicts.lifted(at), self.case.filled.outcomes_at(at)
            pairs = enumerate(zip(self.case.outcomes_at(at), under, strict=True))
            found[at] = tuple(
                number
                for number, ((rule, said), (_, then)) in pairs
                if said is None and then and rule.kind != "definition" and rule.id not in lifted
            )
        return found

    def judged(self, case: Case) -> Iterator[Then]:
        filled = case.filled
        for at in range(-1, len(case.profile.channels)):
            yield then_of(case, filled, None if at < 0 else at)

    def effects(self, place: Place, values: Sequence[object]) -> Iterator[list[Then]]:
        """Yield, for each answer, the results for the subjects on which it bears, in order."""
        case = self.case
        compiled = case.compiled
        if not compiled.judges_again:
            for value in values:
                yield self.judged_whole(place, value)
            return
        functions = compiled.again.at(place, len(values))
        if place.channel:
            channel, day = case.profile.channels[case.positions[place.channel]], case.profile.as_of
            yield from self.what_if.at_channel(place, lambda: forms_of(channel, place, values, day), functions)
            return
        yield from self.what_if.at_company(profiles_with(case.profile, place, values), functions)

    def judged_whole(self, place: Place, value: object) -> list[Then]:
        """Return the results of an answer by judging the whole profile again."""
        return list(self.judged(self.case.variant(with_answer(self.case.profile, place, value))))

    def question(self, place: Place) -> tuple[tuple[Any, ...], Question]:
        """Return a question, and the key by which it is sorted."""
        at = self.case.positions[place.channel] if place.channel else None
        like = self.like(at)
        first = place if like == at else self.moved(place, like)
        if first not in self._worked_out:
            self._worked_out[first] = self.worked_out(first)
        key, known = self._worked_out[first]
        if first is place:
            return key, known
        id_ = place.channel

        def here(subjects: tuple[Subject, ...]) -> tuple[Subject, ...]:
            return tuple([each and id_ for each in subjects])

        question = attrs.evolve(
            known,
            path=place.path,
            decides=here(known.decides),
            leans=here(known.leans),
            unblocks=here(known.unblocks),
            spot=self.spots[place][0] if place in self.spots else None,
            place=place,
        )
        return (*key[:-3], *order_of(place)), question

    @cached_property
    def _worked_out(self) -> dict[Place, tuple[tuple[Any, ...], Question]]:
        return {}

    def worked_out(self, place: Place) -> tuple[tuple[Any, ...], Question]:
        narrowed: set[int | None] = set()
        leans: set[int | None] = set()
        corrected: set[tuple[int | None, int]] = set()
        bits = closed = 0.0
        values = list(answers(self.case, place, self.conditions(place)))
        seen: dict[int, tuple[Then, float]] = {}
        for found in self.effects(place, values):
            for then in found:
                now = self.now[then.at]
                closed += now.open_ - then.open_
                if id(then) in seen:
                    # Many answers come to the same.
                    bits += seen[id(then)][1]
                    continue
                drop = math.log2(now.possible) - math.log2(then.possible)
                seen[id(then)] = then, drop
                bits += drop
                if then.possible < now.possible:
                    narrowed.add(then.at)
                if now.possible > 1 and _settled(now.leaning, now.at) and then.leaning != now.leaning:
                    leans.add(then.at)
                corrected |= {
                    (then.at, each) for each in self.presumed_findings[then.at] if then.outcomes[each] is not True
                }
        spot = self.spots[place][0] if place in self.spots else None
        known = self.case.compiled.questions.get(place.name)
        needs, lacking = self.needed.get(place, []), self.lacking.get(place, [])
        leaning = self.named(leans) if spot else ()
        question = Question(
            path=place.path,
            on_the_spot=known is not None and known.on_the_spot,
            telling=bits / len(values),
            closes=closed / len(values),
            decides=self.named(narrowed),
            settles=tuple(sorted({each.rule for each in needs if each.rule})),
            in_table=any(not each.rule for each in needs),
            leans=leaning,
            corrects=len(corrected) if spot else 0,
            unblocks=self.named({each.at for each in lacking}),
            bears=bool(narrowed or leaning or lacking or any(each.weight for each in needs)),
            spot=spot,
            place=place,
            case=self.case,
        )
        return self.order(question, needs, lacking, place), question

    def order(
        self, question: Question, needs: Sequence[_Need], lacking: Sequence[_Need], place: Place
    ) -> tuple[Any, ...]:
        later = not question.on_the_spot
        known = self.case.compiled.questions.get(place.name)
        late = known is not None and known.asked_late
        share = sum(each.weight for each in needs)
        rest = (-round(question.telling + share / 4, 9), -round(question.closes, 9), *order_of(place))
        if lacking:
            return (0, late, later, -round(question.telling + sum(each.weight for each in lacking) / 4, 9), *rest)
        if question.leans or question.corrects:
            return (4 if late else 1, -len(question.leans), -question.corrects, later, *rest)
        group = 2 + later if question.decides or share else 5
        return (group, late, *rest)

    def named(self, found: set[int | None]) -> tuple[Subject, ...]:
        channels = self.case.profile.channels
        ids = [None if at is None else channels[at].id for at in found]
        return tuple(sorted(ids, key=lambda each: each or ""))


def _settled(leaning: Sequence[Verdict | CompanyVerdict], at: int | None) -> bool:
    return leaning != (CompanyVerdict.UNDETERMINED,) if at is None else len(leaning) == 1
