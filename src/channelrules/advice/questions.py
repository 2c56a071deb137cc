"""What to ask next: every missing fact that could still matter, the most telling first.

How telling a fact is, is computed: its possible values are tried one after another, each on the whole
profile, and what remains possible is counted. Numbers and dates are tried at the exact values where
some condition tips, and once between (`channelrules.language.critical`); words one by one.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import zip_longest
from typing import Any, Final

import attrs

from channelrules.advice.explain import decisive
from channelrules.facts.places import Place
from channelrules.facts.profile import (
    CommunicationPlan,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    PlanEntry,
    Profile,
)
from channelrules.facts.spec import Spec
from channelrules.facts.terms import FACTS
from channelrules.judgement.case import Case
from channelrules.judgement.missing import unknowns
from channelrules.judgement.words import named
from channelrules.knowledge.pattern import fill
from channelrules.language.critical import critical, probes
from channelrules.language.expression import Expression, names_in
from channelrules.language.kleene import evaluate
from channelrules.language.types import Kind

__all__ = ["Question", "questions"]

_YEARS_BACK: Final = datetime.timedelta(days=3_653)
_MOST_PROBES: Final = 12


@attrs.frozen(eq=False)
class Question:
    """A missing fact that could still matter.

    Attributes:
        path: where the profile would state it, such as ``channel[fb].account``.
        on_the_spot: whether someone who knows the company can answer at once; the other facts have to
            be looked up or decided first.
        telling: by how much its answer narrows down the verdicts: the mean over its possible values of
            the drop in uncertainty, in bits. Each verdict with n possibilities counts log2(n).
        closes: how many open outcomes its answer settles: the mean over its possible values.
        decides: the subjects whose verdict it alone can narrow down: ids of channels, ``None`` for
            the company.
        settles: the ids of the rules that are open for want of it, alone or with others.
        in_table: whether the verdict table itself asks for it, for a verdict or for what to do first.
    """

    path: str
    on_the_spot: bool
    telling: float
    closes: float
    decides: tuple[str | None, ...]
    settles: tuple[str, ...]
    in_table: bool
    _place: Place = attrs.field(repr=False)
    _case: Case = attrs.field(repr=False)

    @property
    def spec(self) -> Spec:
        """What the answer may be: type, unit, options, range."""
        return self._place.spec

    @property
    def channel(self) -> str | None:
        """The id of the channel that it is about; ``None`` for the company."""
        return self._place.channel or None

    @property
    def text(self) -> str:
        """The question, in the rulebook's first language."""
        return self.told()

    def told(self, lang: str | None = None) -> str:
        """Return the question in a language of the rulebook, its first where left out."""
        words = self._case.knowledge.language(lang)
        known = self._case.compiled.questions.get(self._place.name)
        if known is None:
            return f"{words.meaning(self._place.name, self.spec.meaning)}?"
        position = self._case.positions[self.channel] if self.channel else None
        return fill(known.texts[words.lang], named(self._case, position, words))

    def to_dict(self) -> dict[str, Any]:
        """Return the question as plain data for JSON."""
        return {
            "path": self.path,
            "text": self.text,
            "on_the_spot": self.on_the_spot,
            "telling": round(self.telling, 6),
            "closes": round(self.closes, 6),
            "decides": list(self.decides),
            "settles": list(self.settles),
            "in_table": self.in_table,
        }


def questions(case: Case) -> tuple[Question, ...]:
    """Return every missing fact that could still matter, the most telling first.

    First come the facts that can narrow a verdict down and that can be answered on the spot, then those
    that have to be looked up, then those that can only settle findings; within each by how telling they are.
    """
    asked = _Asked(case)
    found = [asked.question(place, needs) for place, needs in sorted(asked.needed.items()) if asked.can_be_asked(place)]
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


@attrs.frozen
class _Need:
    """A condition that is open for want of a fact."""

    rule: str
    node: Expression
    at: int | None
    weight: float


@attrs.frozen(slots=False)
class _Asked:
    case: Case

    @cached_property
    def needed(self) -> Mapping[Place, list[_Need]]:
        found: dict[Place, list[_Need]] = {}
        subjects: list[int | None] = [None, *range(len(self.case.profile.channels))]
        for at in subjects:
            settled = len(self.possible(self.case, at)) == 1
            for rule, outcome in self.case.outcomes_at(at):
                if outcome is None:
                    bears = not settled and (rule.effect or rule.concludes) and rule.id not in self.case.lifted(at)
                    self.note(found, rule.id, rule.node, at, bears=bool(bears))
            if not settled:
                table = self.case.knowledge.company_verdicts if at is None else self.case.knowledge.channel_verdicts
                facts = self.case.with_effects(at)
                rows = [row for row in table if evaluate(row.node, facts) is not False]
                for row, following in zip_longest(rows, rows[1:]):
                    bears = following is None or row.verdict != following.verdict
                    for part, held in decisive(row.node, facts):
                        if held is None and not any(name.startswith("effect.") for name in names_in(part)):
                            self.note(found, "", part, at, bears=bears)
        return found

    def note(
        self, found: dict[Place, list[_Need]], rule: str, node: Expression, at: int | None, *, bears: bool
    ) -> None:
        places = [each for each in unknowns(self.case, node, at) if isinstance(each, Place)]
        for place in places:
            found.setdefault(place, []).append(_Need(rule, node, at, bears / len(places)))

    def can_be_asked(self, place: Place) -> bool:
        profile = self.case.profile
        if place.holder == "plan":
            return isinstance(profile.communication_plan, CommunicationPlan)
        if place.holder == "editorial":
            return place.holder_in(profile) is not None
        return True

    @staticmethod
    def possible(case: Case, at: int | None) -> Sequence[object]:
        return case.company_verdict()[1] if at is None else case.verdict(at)[0]

    def state(self, case: Case) -> tuple[list[int], list[int]]:
        """Return how many verdicts are possible, and how many outcomes open: of the company, then of each channel."""
        possible = [len(self.possible(case, at)) for at in (None, *range(len(case.profile.channels)))]
        return possible, [said.count(None) for said in (case.outcomes.company, *case.outcomes.channels)]

    def effect(self, place: Place, supposed: Profile) -> Iterator[tuple[int, int, int]]:
        """Yield, for each subject that a supposed fact can reach, what is possible then and what it closes."""
        open_ = self.now[1]
        shared = self.case.compiled.shared
        if place.channel and shared is not None and place.name not in shared:
            channel = self.case.positions[place.channel]
            possible, said = self.case.alone(channel, supposed)
            yield channel + 1, len(possible), open_[channel + 1] - said.count(None)
            return
        for at, (then, still) in enumerate(zip(*self.state(self.case.variant(supposed)), strict=True)):
            yield at, then, open_[at] - still

    @cached_property
    def now(self) -> tuple[list[int], list[int]]:
        return self.state(self.case)

    def question(self, place: Place, needs: Sequence[_Need]) -> tuple[tuple[Any, ...], Question]:
        possible, _ = self.now
        narrowed: set[int] = set()
        bits = closed = 0.0
        values = list(self.values(place, needs))
        for value in values:
            supposed = place.put(self.case.profile, value, checked=False)
            for at, then, fewer in self.effect(place, supposed):
                bits += math.log2(possible[at]) - math.log2(then)
                closed += fewer
                if then < possible[at]:
                    narrowed.add(at)
        known = self.case.compiled.questions.get(place.name)
        subjects: list[str | None] = [None, *(each.id for each in self.case.profile.channels)]
        question = Question(
            path=place.path,
            on_the_spot=known is not None and known.on_the_spot,
            telling=bits / len(values),
            closes=closed / len(values),
            decides=tuple(sorted((subjects[at] for at in narrowed), key=lambda each: each or "")),
            settles=tuple(sorted({each.rule for each in needs if each.rule})),
            in_table=any(not each.rule for each in needs),
            place=place,
            case=self.case,
        )
        share = sum(each.weight for each in needs)
        group = (0 if question.on_the_spot else 1) if narrowed or share else 2
        return (group, -round(question.telling + share / 4, 9), -round(question.closes, 9), place), question

    # --- the values that stand for all values ---

    def values(self, place: Place, needs: Sequence[_Need]) -> Iterable[Any]:
        spec, day = place.spec, self.case.profile.as_of
        if spec.table is not None:
            return _tables(place, place.value(self.case.profile), day, self.case)
        match spec.type.kind:
            case Kind.YES_NO:
                return (False, True)
            case Kind.CHOICE:
                return spec.type.options
            case Kind.SET:
                return ((), *((word,) for word in spec.type.options), spec.type.options)
            case Kind.NUMBER:
                found = _few(probes(self.tips(place, needs), spec.low, spec.high, whole=spec.whole))
                return (spec.absent, *found) if spec.absent else found
            case Kind.DATE:
                low, high = (day - _YEARS_BACK).toordinal(), (day + _YEARS_BACK).toordinal()
                ordinals = _few(probes(self.tips(place, needs), low, high, whole=True))
                return [datetime.date.fromordinal(int(each)) for each in ordinals]
            case _:
                return (spec.absent, "x") if spec.absent else ("x",)

    def tips(self, place: Place, needs: Sequence[_Need]) -> set[Fraction]:
        names = [name for name, fact in FACTS.items() if fact.stated == (place.holder, place.attribute)]
        channel = self.case.positions[place.channel] if place.channel else None
        found: set[Fraction] = set()
        for name in names:
            varied = self.case.varied(name, channel)
            for need in needs:
                found |= critical(need.node, varied, need.at)
        return found


def _few(values: Sequence[float]) -> Sequence[float]:
    if len(values) <= _MOST_PROBES:
        return values
    step = (len(values) - 1) / (_MOST_PROBES - 1)
    return [values[round(place * step)] for place in range(_MOST_PROBES)]


def _tables(place: Place, given: Any, day: datetime.date, case: Case) -> Iterable[Any]:
    later = day + datetime.timedelta(days=7)
    match place.name:
        case "profile.communication_plan":
            return ("none", CommunicationPlan())
        case "channel.editorial_plan":
            return ("none", EditorialPlan())
        case "channel.followers":
            first = given or (FollowerCount(on=day - datetime.timedelta(days=183), count=1_000),)
            kept = tuple(each for each in first if each.on != day)
            return [(*kept, FollowerCount(on=day, count=count)) for count in (1, 1_000, 10_000_000)]
        case "plan.entries":
            ids = [each.id for each in case.profile.channels]
            return ((), (PlanEntry(),), tuple(PlanEntry(id=each, on=later, content="x", to=each) for each in ids))
        case _:
            return ((), (EditorialEntry(),), (EditorialEntry(on=later, content="x"),))
