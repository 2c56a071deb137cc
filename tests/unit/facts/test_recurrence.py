"""Days of the week over a span, against the calendar counted out day by day."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from channelrules.facts.recurrence import WEEKDAYS, Weekday, days_between, first_day, last_day, times_between

EVERY = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)
DAYS = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 1, 1))


def counted(every: list[Weekday], first: datetime.date, last: datetime.date) -> list[datetime.date]:
    days = [first + datetime.timedelta(days=step) for step in range((last - first).days + 1)]
    return [day for day in days if day.strftime("%A").lower() in every]


@given(every=EVERY, first=DAYS, length=st.integers(-10, 400))
def test_the_days_are_those_of_the_calendar(every: list[Weekday], first: datetime.date, length: int) -> None:
    """In any order of the weekdays, and none where the span ends before it begins."""
    last = first + datetime.timedelta(days=length)
    found = list(days_between(every, first, last))
    assert sorted(found) == counted(every, first, last)
    assert times_between(every, first, last) == len(found)


@given(every=EVERY, day=DAYS)
def test_the_first_and_the_last_are_the_nearest(every: list[Weekday], day: datetime.date) -> None:
    """Within a week of the day, the day itself included."""
    week = datetime.timedelta(days=6)
    assert first_day(every, day) == counted(every, day, day + week)[0]
    assert last_day(every, day) == counted(every, day - week, day)[-1]


def test_the_calendar_ends() -> None:
    """Beyond its first and last day there is no day."""
    assert datetime.date.max.strftime("%A") == "Friday"
    assert first_day(["friday"], datetime.date.max) == datetime.date.max
    assert first_day(["monday"], datetime.date.max) is None
    assert last_day(["monday"], datetime.date.min) == datetime.date.min
    assert last_day(["sunday"], datetime.date.min) is None
