"""The two kinds of plans that a company may have, and their entries.

An entry that recurs says so with ``every``: it comes out on these days of the week from ``on``, or the plan's first
day, to ``until``, or the plan's last. An editorial plan has no last day of its own: there an entry without ``until``
runs on until the plan is renewed, and no last day is assumed.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import attrs

from channelrules.facts.choices import LEVELS, Level
from channelrules.facts.fields import documented, fact, many, refuse_twice, wrong
from channelrules.facts.limits import MAX_MEMBERS
from channelrules.facts.own import own_facts
from channelrules.facts.recurrence import (
    LONGEST_RECURRENCE,
    WEEKDAYS,
    Weekday,
    days_between,
    first_day,
    last_day,
    times_between,
)
from channelrules.language.nodes import Value
from channelrules.language.types import date, set_of, text
from channelrules.told import tell

__all__ = ["CommunicationPlan", "Destination", "EditorialEntry", "EditorialPlan", "Occurrence", "PlanEntry"]

_TOO_LONG: Final = "an entry recurs from {first} to {last}: ten years at most are read"


def _days(first: datetime.date, last: datetime.date) -> dict[str, str]:
    return {"first": str(first), "last": str(last)}


class Recurring:
    """The common attributes of plan entries, which may recur every week."""

    __slots__ = ()

    on: datetime.date | None
    every: Sequence[Weekday] | None
    until: datetime.date | None

    @property
    def first_on(self) -> datetime.date | None:
        """The first day on which it comes out according to the entry itself; ``None`` where it leaves that out.

        A recurring entry without ``on`` begins with its plan, on a day that the entry does not say.
        """
        return self.on if not self.every or self.on is None else first_day(self.every, self.on)

    @property
    def last_on(self) -> datetime.date | None:
        """The last day on which it comes out according to the entry itself; ``None`` where it leaves that out.

        A recurring entry without ``until`` runs to the end of its plan; an editorial plan has none, so there it
        runs on until the plan is renewed.
        """
        if not self.every:
            return self.on
        return None if self.until is None else last_day(self.every, self.until)

    def _check_recurrence(self) -> None:
        """Refuse an end date without recurrence, and a recurrence without a weekday or over more than ten years."""
        if self.until is None:
            return
        if not self.every:
            pattern = "an end is given of an entry that does not recur: say with 'every' on which days it does"
            wrong(tell("end_without_recurrence", pattern), "until")
        if self.on is None:
            return
        if self.until < self.on:
            wrong(
                tell(
                    "entry_ends_before",
                    "the entry ends on {last}, before it begins on {first}",
                    **_days(self.on, self.until),
                ),
                "until",
            )
        if (self.until - self.on).days > LONGEST_RECURRENCE:
            wrong(tell("entry_too_long", _TOO_LONG, **_days(self.on, self.until)), "until")
        first = self.first_on
        if first is None or first > self.until:
            pattern = "none of the days under 'every' lies between {first} and {last}"
            wrong(tell("no_day_between", pattern, **_days(self.on, self.until)), "every")


@documented
@attrs.frozen(kw_only=True)
class EditorialEntry(Recurring):
    """One piece of content in an editorial plan. What it leaves out is absent from the plan, not unknown.

    Examples:
        >>> entry = cr.EditorialEntry(every="friday", content="menu")
        >>> entry.every, entry.on
        (('friday',), None)
    """

    on: datetime.date | None = fact(date, "the day on which it comes out; the first, where it recurs")
    content: str | None = fact(text, "what comes out")
    plan_entry: str | None = fact(text, "the id of the entry of the communication plan that it belongs to")
    every: Sequence[Weekday] | None = fact(
        set_of(*WEEKDAYS), "the days of the week on which it comes out again and again", lone=True
    )
    until: datetime.date | None = fact(date, "the last day on which it may come out, where it recurs")

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        self._check_recurrence()


@documented
@attrs.frozen(kw_only=True)
class EditorialPlan:
    """The content plan of one channel.

    Examples:
        >>> profile.channels[0].editorial_plan.has_entries
        True
    """

    renewed_on: datetime.date | None = fact(date, "the day on which it was last renewed")
    entries: Sequence[EditorialEntry] | None = many(EditorialEntry, "what comes out, and when")

    @property
    def has_entries(self) -> bool | None:
        """Whether it has any entry; ``None`` where nobody knows."""
        return None if self.entries is None else bool(self.entries)


class Occurrence(NamedTuple):
    """A day on which an entry of a plan comes out."""

    on: datetime.date


class Destination(NamedTuple):
    """A place to which an entry of a communication plan goes."""

    to: str


@documented
@attrs.frozen(kw_only=True)
class PlanEntry(Recurring):
    """One piece of content in a communication plan. What it leaves out is absent from the plan, not unknown.

    Examples:
        >>> entry = cr.PlanEntry(id="menu", every="friday", to=["ig", "newsletter"])
        >>> entry.every, entry.to
        (('friday',), ('ig', 'newsletter'))
    """

    id: str | None = fact(text, "the entry's id, for editorial plans to refer to")
    on: datetime.date | None = fact(date, "when it comes out; the first time, where it recurs")
    content: str | None = fact(text, "which content is made")
    to: Sequence[str] | None = fact(set_of(), "where it goes: ids of channels, or levels of marketing", lone=True)
    every: Sequence[Weekday] | None = fact(
        set_of(*WEEKDAYS), "the days of the week on which it comes out again and again", lone=True
    )
    until: datetime.date | None = fact(date, "the last day on which it may come out, where it recurs")

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        self._check_recurrence()

    @property
    def destinations(self) -> int:
        """How many places it goes to; 0 where the entry leaves that out."""
        return len(self.to or ())


@documented
@attrs.frozen(kw_only=True)
class CommunicationPlan:
    """The plan that covers every level of marketing over half a year or a year.

    ``own`` holds the facts that a house declares of a plan, by name.

    Examples:
        >>> plan = cr.CommunicationPlan(entries=[cr.PlanEntry(content="menu", to="ig")])
        >>> plan.entries[0].to, plan.starts_on
        (('ig',), None)
    """

    starts_on: datetime.date | None = fact(date, "the first day that it covers", key="from")
    ends_on: datetime.date | None = fact(date, "the last day that it covers", key="until")
    written_on: datetime.date | None = fact(date, "the day on which it was written")
    updated_on: datetime.date | None = fact(date, "the day on which anybody last worked on it")
    market_reviewed_on: datetime.date | None = fact(
        date, "the day on which it was last checked against the market and its trends"
    )
    levels: Sequence[Level] | None = fact(set_of(*LEVELS), "the levels of marketing that it covers")
    entries: Sequence[PlanEntry] | None = many(PlanEntry, "what is made, when, and where it goes")
    own: Mapping[str, Value] = own_facts()

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            pattern = "the plan ends on {last}, before it starts on {first}"
            wrong(tell("plan_ends_before", pattern, **_days(self.starts_on, self.ends_on)), "until")
        ids = [entry.id for entry in self.entries or () if entry.id is not None]
        refuse_twice(ids, "same_entry_id", "two entries have the id '{value}'", "entries")
        self._check_spans()

    def _check_spans(self) -> None:
        """Refuse an entry that recurs for more than ten years, and entries that come out too often together."""
        times = 0
        for entry in self.entries or ():
            first, last = self._span(entry)
            if not entry.every or first is None or last is None:
                continue
            if (last - first).days > LONGEST_RECURRENCE:
                wrong(tell("entry_too_long", _TOO_LONG, **_days(first, last)), "entries")
            times += times_between(entry.every, first, last)
        if times > MAX_MEMBERS:
            pattern = "the recurring entries come out {times} times, {most} at most are read"
            wrong(tell("entries_too_often", pattern, times=times, most=MAX_MEMBERS), "entries")

    def _span(self, entry: PlanEntry) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and last day on which a recurring entry may come out, ``None`` where nobody knows it."""
        first = self.starts_on if entry.on is None else entry.on
        return first, self.ends_on if entry.until is None else entry.until

    @property
    def dates(self) -> tuple[Occurrence, ...] | None:
        """Every day on which an entry comes out; ``None`` where nobody knows the entries, or how long one recurs.

        An entry that recurs does so from its ``on``, or the plan's first day, to its ``until``, or the plan's last.
        """
        if self.entries is None:
            return None
        found: list[Occurrence] = []
        for entry in self.entries:
            if not entry.every:
                found += [Occurrence(entry.on)] if entry.on is not None else []
                continue
            first, last = self._span(entry)
            if first is None or last is None or (last - first).days > LONGEST_RECURRENCE:
                return None
            found += map(Occurrence, days_between(entry.every, first, last))
            if len(found) > 2 * MAX_MEMBERS:  # more than any plan has: the day was supposed, not stated
                return None
        return tuple(found)

    @property
    def destinations(self) -> tuple[Destination, ...] | None:
        """Every place to which an entry goes; ``None`` where nobody knows the entries."""
        if self.entries is None:
            return None
        return tuple(Destination(each) for entry in self.entries for each in entry.to or ())
