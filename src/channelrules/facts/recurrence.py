"""The days of an entry that recurs every week on the same weekdays."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Final, Literal, get_args

__all__ = ["LONGEST_RECURRENCE", "WEEKDAYS", "Weekday", "days_between", "first_day", "last_day", "times_between"]

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""The days of a week; the place of each is its number in Python's calendar."""

LONGEST_RECURRENCE: Final = 3_653
"""The days of ten years: a longer recurrence is a mistake in a date."""

_WEEK: Final = 7


def _steps(every: Sequence[Weekday], day: datetime.date, sign: int) -> int:
    """Return the days from a day to the nearest of some weekdays, after it or, with ``sign=-1``, before it."""
    return min(sign * (WEEKDAYS.index(name) - day.weekday()) % _WEEK for name in every)


def first_day(every: Sequence[Weekday], day: datetime.date) -> datetime.date | None:
    """Return the first of some weekdays on a day or after it; ``None`` beyond the end of the calendar."""
    steps = _steps(every, day, 1)
    return day + datetime.timedelta(days=steps) if (datetime.date.max - day).days >= steps else None


def last_day(every: Sequence[Weekday], day: datetime.date) -> datetime.date | None:
    """Return the last of some weekdays on a day or before it; ``None`` before the beginning of the calendar."""
    steps = _steps(every, day, -1)
    return day - datetime.timedelta(days=steps) if (day - datetime.date.min).days >= steps else None


def days_between(every: Sequence[Weekday], first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Yield the days between two, both included, that are one of some weekdays, weekday by weekday."""
    for name in every:
        for day in range(first.toordinal() + _steps((name,), first, 1), last.toordinal() + 1, _WEEK):
            yield datetime.date.fromordinal(day)


def times_between(every: Sequence[Weekday], first: datetime.date, last: datetime.date) -> int:
    """Return how many days `days_between` yields, without counting them one by one."""
    return sum(max(0, (last - first).days - _steps((name,), first, 1) + _WEEK) // _WEEK for name in every)
