"""The answers that represent all answers to a question.

Numbers and dates are tried at the exact values where some condition tips, and once in each interval between them
(`channelrules.language.breakpoints`); words are tried one by one; a list or a plan as absent, as present with nothing
known of it, and as filled in. So a yes or no that follows from a fact, such as whether a plan is in force, is tried
both ways.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from channelrules.facts.limits import FIRST_DAY, LAST_DAY
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    PlanEntry,
    Profile,
    Result,
)
from channelrules.facts.vocabulary import FACTS
from channelrules.inference.case import Case
from channelrules.language.breakpoints import probes, tipping
from channelrules.language.nodes import Expression
from channelrules.language.types import Kind

__all__ = ["answered", "answers", "facts_at", "forms_of", "profiles_with", "with_answer"]

_YEARS_BACK: Final = datetime.timedelta(days=3_653)
_MOST_PROBES: Final = 12
_WEEK: Final = datetime.timedelta(days=7)
_BETWEEN_COUNTS: Final = datetime.timedelta(days=183)

Asked = tuple[Expression, int | None]
"""A condition and where it is asked: the place of a channel, ``None`` for the company."""


def _shifted(day: datetime.date, by: datetime.timedelta) -> datetime.date:
    """Return a day shifted later or earlier, within the days that a profile can state."""
    ordinal = day.toordinal() + by.days
    return datetime.date.fromordinal(min(max(ordinal, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))


def answers(case: Case, place: Place, conditions: Sequence[Asked]) -> Sequence[Any]:
    """Return values that represent all values of a place, given the conditions that depend on it."""
    spec, day = place.spec, case.profile.as_of
    if spec.table is not None:
        return _tables(place, place.value(case.profile), day, case)
    match spec.type.kind:
        case Kind.YES_NO:
            return (False, True)
        case Kind.CHOICE:
            return spec.type.options
        case Kind.SET:
            return ((), *((word,) for word in spec.type.options), spec.type.options)
        case Kind.NUMBER:
            found = _few(probes(_tips(case, place, conditions), spec.low, spec.high, whole=spec.whole))
            return (spec.absent, *found) if spec.absent else found
        case Kind.DATE:
            low, high = _shifted(day, -_YEARS_BACK).toordinal(), _shifted(day, _YEARS_BACK).toordinal()
            ordinals = _few(probes(_tips(case, place, conditions), low, high, whole=True))
            return [datetime.date.fromordinal(int(each)) for each in ordinals]
        case _:
            return (spec.absent, "x") if spec.absent else ("x",)


def with_answer(profile: Profile, place: Place, value: object) -> Profile:
    """Return the profile with an answer to a question; a rest that has begun gets a last day too."""
    if not place.channel:
        return place.put(profile, value, checked=False)
    day = profile.as_of
    channels = tuple(
        [answered(each, place, value, day) if each.id == place.channel else each for each in profile.channels]
    )
    made: Profile = supposed(profile, channels=channels)
    return made


def answered(channel: Channel, place: Place, value: object, day: datetime.date) -> Channel:
    """Return a channel with an answer to a question on that day; a rest that has begun gets a last day too."""
    put = place.put_on(channel, value)
    if place.name == "channel.rests_from" and isinstance(value, datetime.date) and value <= day:
        until = Place("channel", "rests_until", place.channel)
        if channel.rests_until is None:
            return until.put_on(put, day + _WEEK)
    return put


def forms_of(channel: Channel, place: Place, values: Sequence[object], day: datetime.date) -> Iterator[Channel]:
    """Yield a channel with each answer to a question on that day; each is valid until the next is taken."""
    if place.holder != "channel" or place.declared is not None:
        for value in values:
            yield answered(channel, place, value, day)
        return
    # One copy is changed in place for every answer.
    form = place.put_on(channel, None)
    rests = place.attribute == "rests_from" and channel.rests_until is None
    for value in values:
        object.__setattr__(form, place.attribute, value)
        if rests:
            begun = isinstance(value, datetime.date) and value <= day
            object.__setattr__(form, "rests_until", day + _WEEK if begun else None)
        yield form


def profiles_with(profile: Profile, place: Place, values: Sequence[object]) -> Iterator[Profile]:
    """Yield a profile with each answer about the company or its plan; each is valid until the next is taken."""
    if not values:
        return
    form = with_answer(profile, place, values[0])
    holder = place.holder_in(form)
    for value in values:
        if place.declared is None:
            # One copy is changed in place for every answer.
            object.__setattr__(holder, place.attribute, value)
            yield form
        else:
            yield with_answer(profile, place, value)


def facts_at(place: Place) -> tuple[str, ...]:
    """Return the facts that a profile states at a place, those that follow from it included."""
    if place.declared is not None:
        return (place.name,)
    return _STATED_AT.get((place.holder, place.attribute), ())


def _stated_at() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, fact in FACTS.items():
        found[fact.stated] = (*found.get(fact.stated, ()), name)
    return found


_STATED_AT: Final = _stated_at()


def _tips(case: Case, place: Place, conditions: Sequence[Asked]) -> set[float | Fraction]:
    channel = case.positions[place.channel] if place.channel else None
    found: set[float | Fraction] = set()
    for name in facts_at(place):
        found |= tipping(conditions, case.varied(name, channel))
    return found


def _few(values: Sequence[float]) -> Sequence[float]:
    if len(values) <= _MOST_PROBES:
        return values
    step = (len(values) - 1) / (_MOST_PROBES - 1)
    return [values[round(place * step)] for place in range(_MOST_PROBES)]


def _tables(place: Place, given: Any, day: datetime.date, case: Case) -> Sequence[Any]:
    later = _shifted(day, _WEEK)
    match place.name:
        case "profile.communication_plan":
            return ("none", CommunicationPlan())
        case "channel.editorial_plan":
            return ("none", EditorialPlan())
        case "channel.followers":
            first: Iterable[FollowerCount] = given or (FollowerCount(on=_shifted(day, -_BETWEEN_COUNTS), count=1_000),)
            kept = tuple(each for each in first if each.on != day)
            return [(*kept, FollowerCount(on=day, count=count)) for count in (1, 1_000, 10_000_000)]
        case "channel.results_per_month":
            return ((), (Result(what="x", count=1),))
        case "plan.entries":
            ids = [each.id for each in case.profile.channels]
            return ((), (PlanEntry(),), tuple(PlanEntry(id=each, on=later, content="x", to=each) for each in ids))
        case _:
            over = EditorialEntry(on=_shifted(day, -_YEARS_BACK / 5), content="x")
            return ((), (EditorialEntry(),), (over,), (EditorialEntry(on=later, content="x"),))
