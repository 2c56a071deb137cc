"""Entries of plans that recur, in columns: the days on which they come out, and what contradicts itself.

It says of whole columns what `channelrules.facts.plans` says of one entry. Days are days since 1970 as floats,
NaN where nothing is stated.
"""

from __future__ import annotations

import datetime
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


@attrs.frozen
class Entries:
    """The entries of many plans, one after another.

    Attributes:
        on, until: days, of shape (entries,).
        every: for each weekday from Monday whether an entry comes out on it, of shape (7, entries).
    """

    on: Values
    until: Values
    every: Mask

    @classmethod
    def of(cls, on: Values, every: Values, until: Values, lexicon: Lexicon) -> Entries:
        """Return entries whose weekdays are given as sets of the lexicon, negative where none are stated."""
        stated = np.where(every < 0, 0, every)
        return cls(on, until, np.array([(stated & lexicon.bit(name)) != 0 for name in WEEKDAYS]))

    @property
    def recurs(self) -> Mask:
        """Which entries come out again and again."""
        found: Mask = np.count_nonzero(self.every, axis=0) > 0
        return found

    @property
    def first_on(self) -> Values:
        """The first day on which each comes out by what it says itself."""
        recurs = self.recurs
        if not recurs.any():
            return self.on
        steps = np.min(np.where(self.every, self._steps(self.on), _WEEK), axis=0)
        first = np.where(recurs, self.on + steps, self.on)
        return np.where(first > _LAST, np.nan, first)

    @property
    def last_on(self) -> Values:
        """The last day on which each comes out by what it says itself."""
        recurs = self.recurs
        if not recurs.any():
            return self.on
        steps = np.min(np.where(self.every, np.mod(-self._steps(self.until), _WEEK), _WEEK), axis=0)
        last = np.where(recurs, self.until - steps, self.on)
        return np.where(last < _FIRST, np.nan, last)

    def _steps(self, days: Values) -> Values:
        """Return the days from each day to the next of each weekday, of shape (7, entries)."""
        numbers = np.arange(_WEEK, dtype=np.float64)[:, np.newaxis]
        found: Values = np.mod(numbers - days - _THURSDAY, _WEEK)
        return found

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
        recurs = self.recurs
        first = np.where(np.isnan(self.on), starts_on[owner], self.on)
        last = np.where(np.isnan(self.until), ends_on[owner], self.until)
        plans = len(starts_on)
        begins = first + self._steps(first)
        counted = np.floor((last - begins + _WEEK) / _WEEK)
        times = np.where(self.every & (counted > 0), counted, 0)
        together = np.bincount(owner, times.sum(axis=0), plans)
        too_long = np.bincount(owner, recurs & (last - first > LONGEST_RECURRENCE), plans) > 0
        refused = too_long | (together > MAX_MEMBERS)
        unknown = np.bincount(owner, recurs & (np.isnan(first) | np.isnan(last)), plans) > 0
        kept = ~(refused | unknown)[owner]
        once = np.flatnonzero(~recurs & ~np.isnan(self.on) & kept)
        entries, days = [once], [self.on[once]]
        for weekday in range(_WEEK):
            found = np.flatnonzero((times[weekday] > 0) & kept)
            sizes = times[weekday][found].astype(np.intp)
            step = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            entries.append(np.repeat(found, sizes))
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
