"""Recurring entries of plans in columns: the days on which they come out, and contradictions.

The vectorised form of `channelrules.facts.plans`. Days are days since 1970 as floats, NaN where unstated.
"""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from channelrules.facts.limits import MAX_MEMBERS
from channelrules.facts.recurrence import LONGEST_RECURRENCE, WEEKDAYS
from channelrules.language.columns.ragged import Mask, Positions, Values, owners
from channelrules.language.columns.shape import Lexicon, day_number

__all__ = ["Entries"]

_WEEK: Final = 7
_THURSDAY: Final = 3  # the first day of 1970
_FIRST, _LAST = day_number(datetime.date.min), day_number(datetime.date.max)


def _nearest(direction: int) -> Values:
    """Return the days from a weekday to the next one of a set, or back to the last, as floats of shape (7, 128).

    A set is given by its bits, Monday's first; the empty set gives 0.
    """
    found = np.zeros((_WEEK, 1 << _WEEK))
    for weekday in range(_WEEK):
        for bits in range(1, 1 << _WEEK):
            found[weekday, bits] = next(n for n in range(_WEEK) if bits >> (weekday + direction * n) % _WEEK & 1)
    return found


_TO_NEXT, _TO_LAST = _nearest(1), _nearest(-1)
_TO_EACH: Final = np.mod(np.arange(_WEEK) - np.arange(_WEEK)[:, np.newaxis], _WEEK).astype(np.float64)
"""The days to the next of each weekday, from each weekday."""


def _weekdays(days: Values) -> Values:
    """Return the weekdays of days, from 0 for Monday; arbitrary where no day is stated."""
    with np.errstate(invalid="ignore"):
        numbers = days.astype(np.int32)
    found: Values = np.mod(numbers + _THURSDAY, _WEEK)
    return found


@attrs.frozen(slots=False, eq=False)
class Entries:
    """The entries of many plans, one after another.

    Attributes:
        on, until: days, of shape (entries,).
        every: the weekdays on which each comes out as bits, Monday's first; 0 where it comes out once.
    """

    on: Values
    until: Values
    every: Values

    @classmethod
    def of(cls, on: Values, every: Values, until: Values, lexicon: Lexicon) -> Entries:
        """Return entries whose weekdays are given as sets of the lexicon, negative where none are stated."""
        bits = np.zeros(len(every), dtype=np.uint8)
        recurring = np.flatnonzero(every > 0)
        stated = every[recurring]
        for place, name in enumerate(WEEKDAYS):
            bits[recurring] |= ((stated & lexicon.bit(name)) != 0).view(np.uint8) << np.uint8(place)
        return cls(on, until, bits)

    @cached_property
    def recurring(self) -> Positions:
        """The places of the entries that recur, mostly few."""
        return np.flatnonzero(self.every)

    @cached_property
    def first_on(self) -> Values:
        """The first day on which each comes out according to the entry itself."""
        day, every = self.on[self.recurring], self.every[self.recurring]
        first = day + _TO_NEXT[_weekdays(day), every]
        return self._with(np.where(first > _LAST, np.nan, first))

    @cached_property
    def last_on(self) -> Values:
        """The last day on which each comes out according to the entry itself."""
        day, every = self.until[self.recurring], self.every[self.recurring]
        last = day - _TO_LAST[_weekdays(day), every]
        return self._with(np.where(last < _FIRST, np.nan, last))

    def _with(self, days: Values) -> Values:
        """Return the day of each entry, replaced for those that recur."""
        if not self.recurring.size:
            return self.on
        found = self.on.copy()
        found[self.recurring] = days
        return found

    @property
    def contradicting(self) -> Mask:
        """Which entries contradict themselves."""
        found = np.zeros(len(self.on), dtype=np.bool_)
        ended = np.flatnonzero(~np.isnan(self.until))
        on, until, first = self.on[ended], self.until[ended], self.first_on[ended]
        length = until - on
        nowhere = np.isnan(first) & ~np.isnan(on)
        wrong = (length < 0) | (length > LONGEST_RECURRENCE) | (first > until) | nowhere
        found[ended] = (self.every[ended] == 0) | wrong
        return found

    def over(self, owner: Positions, starts_on: Values, ends_on: Values) -> Occurrences:
        """Return the days on which the entries of communication plans come out.

        Args:
            owner: the plan of each entry, in order.
            starts_on: the first day of each plan.
            ends_on: the last day of each plan.
        """
        recurs, plans = self.recurring, len(starts_on)
        of = owner[recurs]
        first = np.where(np.isnan(self.on[recurs]), starts_on[of], self.on[recurs])
        last = np.where(np.isnan(self.until[recurs]), ends_on[of], self.until[recurs])
        begins = first[:, np.newaxis] + _TO_EACH[_weekdays(first)]
        counted = np.floor((last[:, np.newaxis] - begins + _WEEK) / _WEEK)
        comes = (self.every[recurs, np.newaxis] >> np.arange(_WEEK, dtype=np.uint8)) & 1 != 0
        times = np.where(comes & (counted > 0), counted, 0)
        together = np.bincount(of, times.sum(axis=1), plans)
        too_long = np.bincount(of, last - first > LONGEST_RECURRENCE, plans) > 0
        refused = too_long | (together > MAX_MEMBERS)
        unknown = np.bincount(of, np.isnan(first) | np.isnan(last), plans) > 0
        fine = ~(refused | unknown)
        sizes = np.where(fine[of, np.newaxis], times, 0).astype(np.intp)
        # The number of days of each entry and so their offsets: single ones, and for each weekday.
        many = (~np.isnan(self.on) & fine[owner]).astype(np.intp)
        many[recurs] = sizes.sum(axis=1)
        ends = np.cumsum(many)
        on = np.empty(int(ends[-1]) if len(ends) else 0)
        once = many == 1
        once[recurs] = False
        on[(ends - 1)[once]] = self.on[once]
        before = (ends - many)[recurs, np.newaxis] + np.cumsum(sizes, axis=1) - sizes
        each = sizes.ravel()
        step = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        on[np.repeat(before.ravel(), each) + step] = np.repeat(begins.ravel(), each) + _WEEK * step
        offsets = np.zeros(plans + 1, dtype=np.intp)
        offsets[1:] = np.cumsum(np.bincount(owner, many, plans))
        return Occurrences(on, owners(offsets), offsets, ~unknown, refused)


@attrs.frozen
class Occurrences:
    """The days on which entries come out, plan by plan.

    Attributes:
        on: the days, of shape (days,).
        owner: the plan of each day.
        offsets: where the days of each plan begin and end, of shape (plans + 1,).
        known: whether all days of each plan are known.
        refused: whether a plan's entries recur for too long, or come out too often.
    """

    on: Values
    owner: Positions
    offsets: Positions
    known: Mask
    refused: Mask
