"""Calendars of the ICS format to entries of plans: recurrences as a plan has them, or day by day (extra ``intake``)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from channelrules.errors import MissingExtraError
from channelrules.facts.recurrence import LONGEST_RECURRENCE, WEEKDAYS, Weekday
from channelrules.intake.destinations import Destinations, Going, plain_text
from channelrules.intake.entries import Entry
from channelrules.intake.found import Note, Weight
from channelrules.intake.sources import Source
from channelrules.intake.spreadsheets import Refused
from channelrules.told import tell

__all__ = ["read_calendar"]

MAX_EVENTS: Final = 5_000
"""The events of a calendar, and the range of days for expanded recurrences."""

MAX_TEXT: Final = 5_000_000
_AHEAD: Final = datetime.timedelta(days=366)
_SHORT: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_SIMPLE: Final = frozenset({"FREQ", "BYDAY", "UNTIL", "WKST", "INTERVAL"})
_OFTEN: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


def read_calendar(
    text: str, source: Source, places: Destinations, as_of: datetime.date
) -> tuple[list[Entry], list[Note]]:
    """Return the entries of a calendar, without cancelled ones, and notes.

    Args:
        text: of the ICS format.
        source: the file.
        places: the possible destinations of categories and locations.
        as_of: recurrences that a plan cannot state are expanded from a year before this day to a year after.

    Raises:
        Refused: it is damaged, or larger than what is read.
        MissingExtraError: the extra ``intake`` is not installed.
    """
    try:
        from icalendar import Calendar
    except ImportError:
        raise MissingExtraError(tell("reading_calendars", "reading calendars"), "intake") from None
    if len(text) > MAX_TEXT or text.count("BEGIN:VEVENT") > MAX_EVENTS:
        raise Refused("too_many_events", most=f"{MAX_EVENTS:,}")
    try:
        calendar = Calendar.from_ical(text)
        events = [each for each in calendar.walk("VEVENT") if each.get("DTSTART") is not None]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise Refused("damaged", why=str(error)[:120]) from None
    zone = _zone(calendar)
    begins: list[Any] = [each["DTSTART"] for each in events]
    in_utc = [number for number, each in enumerate(begins) if zone is None and _is_utc(each.dt)]
    moved = {str(each.get("UID")) for each in events if each.get("RECURRENCE-ID") is not None}
    entries: list[Entry] = []
    notes = [source.note("zones", Weight.TELLS, f"{in_utc[0] + 1}")] if in_utc else []
    spread: list[Any] = []
    for number, event in enumerate(events):
        rule = event.get("RRULE")
        if rule is None and str(event.get("UID")) not in moved:
            entries += _entry(event, number, zone, places)
        elif rule is not None and str(_first(rule, "FREQ")) in _OFTEN:
            notes.append(source.note("too_often", Weight.ASKS, f"{number + 1}"))
        elif rule is not None and str(event.get("UID")) not in moved and (weekly := _weekly(event, rule, zone)):
            every, until = weekly
            entries += _entry(event, number, zone, places, every, until)
        else:
            spread.append(event)
    days, told = _written_out(calendar, spread, source, zone, places, as_of)
    return [*entries, *days], [*notes, *told]


def _zone(calendar: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE"))) if calendar.get("X-WR-TIMEZONE") else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _is_utc(value: Any) -> bool:
    return isinstance(value, datetime.datetime) and value.tzinfo is not None and not value.utcoffset()


def _day(value: Any, zone: ZoneInfo | None) -> datetime.date:
    """Return the local day of an event: a time in UTC is read in the calendar's zone, where it names one."""
    if not isinstance(value, datetime.datetime):
        assert isinstance(value, datetime.date)
        return value
    if zone is not None and _is_utc(value):
        return value.astimezone(zone).date()
    return value.date()


def _first(rule: Any, name: str) -> Any:
    found = rule.get(name)
    return found[0] if isinstance(found, list) and found else found


def _weekly(event: Any, rule: Any, zone: ZoneInfo | None) -> tuple[tuple[Weekday, ...], datetime.date | None] | None:
    """Return the weekdays and the last day of a weekly recurrence; ``None`` where a plan cannot state it."""
    names = {str(each).upper() for each in rule}
    if str(_first(rule, "FREQ")) != "WEEKLY" or not names <= _SIMPLE or _first(rule, "INTERVAL") not in {None, 1}:
        return None
    if event.get("EXDATE") is not None or event.get("RDATE") is not None:
        return None
    begin = _day(event["DTSTART"].dt, zone)
    given = rule.get("BYDAY") or []
    numbers = {_SHORT[str(each)] for each in given if str(each) in _SHORT} or {begin.weekday()}
    until = _first(rule, "UNTIL")
    last = _day(until, zone) if until is not None else None
    if last is not None and (last < begin or (last - begin).days > LONGEST_RECURRENCE):
        return None
    return tuple(WEEKDAYS[each] for each in sorted(numbers)), last


def _entry(
    event: Any,
    number: int,
    zone: ZoneInfo | None,
    places: Destinations,
    every: tuple[Weekday, ...] = (),
    until: datetime.date | None = None,
) -> list[Entry]:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return []
    content = plain_text(event.get("SUMMARY", "") or "")
    return [Entry(number, _day(event["DTSTART"].dt, zone), content, _going(event, places), "", every, until)]


def _going(event: Any, places: Destinations) -> Going | None:
    """Return the destination of an event, by its categories, else its location; ``None`` without both."""
    found = event.get("CATEGORIES")
    listed = found if isinstance(found, list) else [found] if found is not None else []
    names = [str(one) for each in listed for one in getattr(each, "cats", [each])]
    names += [str(event.get("LOCATION"))] if event.get("LOCATION") else []
    names = [each.strip() for each in names if each.strip()]
    if not names:
        return None
    goings = [places.going(each) for each in names]
    known = [each for each in goings if each.channels or each.levels or each.several or each.absent]
    # Categories are subjects, too: unknown ones count only if there is no known destination.
    chosen = known or goings
    return Going(
        tuple(dict.fromkeys(one for each in chosen for one in each.channels)),
        tuple(dict.fromkeys(one for each in chosen for one in each.levels)),
        tuple(dict.fromkeys(one for each in chosen for one in each.absent)),
        tuple(dict.fromkeys(one for each in chosen for one in each.several)),
        () if known else tuple(one for each in chosen for one in each.unknown),
    )


def _written_out(
    calendar: Any,
    events: Sequence[Any],
    source: Source,
    zone: ZoneInfo | None,
    places: Destinations,
    as_of: datetime.date,
) -> tuple[list[Entry], list[Note]]:
    if not events:
        return [], []
    try:
        import recurring_ical_events
        from icalendar import Calendar
    except ImportError:
        raise MissingExtraError(tell("reading_calendars", "reading calendars"), "intake") from None
    alone = Calendar()
    for name in ("PRODID", "VERSION"):
        alone.add(name, str(calendar.get(name) or "2.0"))
    for each in [*calendar.walk("VTIMEZONE"), *events]:
        alone.add_component(each)
    try:
        found = recurring_ical_events.of(alone).between(as_of - _AHEAD, as_of + _AHEAD)
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        return [], [source.note("no_recurrence", Weight.ASKS, why=str(error)[:120])]
    if len(found) > MAX_EVENTS:
        raise Refused("too_many_events", most=f"{MAX_EVENTS:,}")
    numbers = {str(each.get("UID")): number for number, each in enumerate(calendar.walk("VEVENT"))}
    ordered = sorted(found, key=lambda each: str(_day(each["DTSTART"].dt, zone)))
    entries = [one for each in ordered for one in _entry(each, numbers.get(str(each.get("UID")), 0), zone, places)]
    first, last = (as_of - _AHEAD).isoformat(), (as_of + _AHEAD).isoformat()
    return entries, [source.note("written_out", Weight.TELLS, first=first, last=last, count=str(len(entries)))]
