"""Recurring entries of plans in columns: the days on which they come out, and contradictions.

It says of whole columns what `channelrules.facts.plans` says of one entry. Days are days since 1970 as floats,
NaN where nothing is stated.
"""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Final

import attrs
import numpy as np

from channelrules.facts.limits import MAX_MEMBERS
from channelrules.facts.recurrence import LONGEST_RECURRENCE, WEEKDAYS
from channelrules.language.columns.ragged import Mask, Positions, Values
from channelrules.language.columns.shape import Lexicon, day_number

__all__ = ["Entries"]

_WEEK: Final = 7
_THURSDAY: Final = 3  # the first day of 1970
_FIRST, _LAST = day_number(datetime.date.min), day_number(datetime.date.max)


def _nearest(direction: int) -> Values:
    """Return the days from a weekday to the next one of a set, or back to the last, as floats of shape (7, 128).

    The set is given by its bits, Monday's first; of none, there is no day to go.
    """
    found = np.zeros((_WEEK, 1 << _WEEK))
    for weekday in range(_WEEK):
        for bits in range(1, 1 << _WEEK):
            found[weekday, bits] = next(n for n in range(_WEEK) if bits >> (weekday + direction * n) % _WEEK & 1)
    return found


_TO_NEXT, _TO_LAST = _nearest(1), _nearest(-1)
_TO_EACH: Final = np.mod(np.arange(_WEEK)[:, np.newaxis] - np.arange(_WEEK), _WEEK).astype(np.float64)
"""The days to the next of each weekday, from each weekday."""


def _weekdays(days: Values) -> Values:
    """Return the weekdays of days, from 0 for Monday; any where no day is stated."""
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
        stated = np.where(every < 0, 0, every)
        bits = np.zeros(len(stated), dtype=np.uint8)
        if stated.any():
            for place, name in enumerate(WEEKDAYS):
                bits |= ((stated & lexicon.bit(name)) != 0).view(np.uint8) << np.uint8(place)
        return cls(on, until, bits)

    @cached_property
    def recurs(self) -> Mask:
        """Which entries come out again and again."""
        found: Mask = self.every != 0
        return found

    @cached_property
    def first_on(self) -> Values:
        """The first day on which each comes out by what it says itself."""
        if not self.recurs.any():
            return self.on
        first = self.on + _TO_NEXT[_weekdays(self.on), self.every]
        return np.where(first > _LAST, np.nan, first)

    @cached_property
    def last_on(self) -> Values:
        """The last day on which each comes out by what it says itself."""
        if not self.recurs.any():
            return self.on
        last = np.where(self.recurs, self.until - _TO_LAST[_weekdays(self.until), self.every], self.on)
        return np.where(last < _FIRST, np.nan, last)

    @property
    def contradicting(self) -> Mask:
        """Which entries contradict themselves."""
        ended = ~np.isnan(self.until)
        if not ended.any():
            return ended
        length = self.until - self.on
        nowhere = np.isnan(self.first_on) & ~np.isnan(self.on)
        wrong = (length < 0) | (length > LONGEST_RECURRENCE) | (self.first_on > self.until) | nowhere
        return ended & (~self.recurs | wrong)

    def over(self, owner: Positions, starts_on: Values, ends_on: Values) -> Occurrences:
        """Return the days on which the entries of communication plans come out.

        Args:
            owner: of each entry its plan, in order.
            starts_on: the first day of each plan.
            ends_on: the last day of each plan.
        """
        recurs, plans = np.flatnonzero(self.recurs), len(starts_on)
        of = owner[recurs]
        first = np.where(np.isnan(self.on[recurs]), starts_on[of], self.on[recurs])
        last = np.where(np.isnan(self.until[recurs]), ends_on[of], self.until[recurs])
        begins = first + _TO_EACH[:, _weekdays(first)]
        counted = np.floor((last - begins + _WEEK) / _WEEK)
        comes = (self.every[recurs] >> np.arange(_WEEK, dtype=np.uint8)[:, np.newaxis]) & 1 != 0
        times = np.where(comes & (counted > 0), counted, 0)
        together = np.bincount(of, times.sum(axis=0), plans)
        too_long = np.bincount(of, last - first > LONGEST_RECURRENCE, plans) > 0
        refused = too_long | (together > MAX_MEMBERS)
        unknown = np.bincount(of, np.isnan(first) | np.isnan(last), plans) > 0
        fine = ~(refused | unknown)
        once = np.flatnonzero(~self.recurs & ~np.isnan(self.on) & fine[owner])
        kept = fine[of]
        entries, days = [once], [self.on[once]]
        for weekday in range(_WEEK):
            found = np.flatnonzero((times[weekday] > 0) & kept)
            sizes = times[weekday][found].astype(np.intp)
            step = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            entries.append(np.repeat(recurs[found], sizes))
            days.append(np.repeat(begins[weekday][found], sizes) + _WEEK * step)
        plan = owner[np.concatenate(entries)]
        order = np.argsort(plan, kind="stable")
        offsets = np.concatenate([[0], np.cumsum(np.bincount(plan, minlength=plans))]).astype(np.intp)
        return Occurrences(np.concatenate(days)[order], plan[order], offsets, ~unknown, refused)


@attrs.frozen
class Occurrences:
    """The days on which something comes out, plan after plan.

    Attributes:
        on: the days, of shape (days,).
        owner: of each day its plan.
        offsets: where the days of each plan begin and end, of shape (plans + 1,).
        known: of which plans all days are known.
        refused: which plans recur for too long, or come out too often.
    """

    on: Values
    owner: Positions
    offsets: Positions
    known: Mask
    refused: Mask
