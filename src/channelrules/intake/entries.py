"""Calendars as tables, and scheduled posts of tools: entries of plans, and posts that were put off."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.profile import EditorialEntry, PlanEntry
from channelrules.facts.recurrence import WEEKDAYS, Weekday
from channelrules.intake.days import Day, read_day
from channelrules.intake.destinations import Destinations, Going, plain_text
from channelrules.intake.found import Fact, Note, Weight, rows_told
from channelrules.intake.kinds import Match, said, vocabulary
from channelrules.intake.sources import Cells, Source, dated

__all__ = ["Entry", "facts_of_entries", "is_bulk_list", "read_bulk_list", "read_entries", "read_schedule"]


@attrs.frozen
class Entry:
    """An entry of a calendar.

    Attributes:
        row: its row, from 0.
        on: its day; the first, where it recurs.
        content: its content; empty where the calendar has none.
        going: its destinations; ``None`` where the calendar has none.
        status: ``waiting``, ``published``, ``scheduled``, or empty.
        every: the days of the week on which it recurs.
        until: the last day of the recurrence.
    """

    row: int
    on: datetime.date | None
    content: str
    going: Going | None
    status: str = ""
    every: tuple[Weekday, ...] = ()
    until: datetime.date | None = None


def read_entries(cells: Cells, source: Source, places: Destinations) -> tuple[list[Entry], list[Note]]:
    """Return the entries of a calendar in a table, without cancelled ones, and notes."""
    days, notes = dated(cells, "day", source, past=False)
    if any(each.weight is Weight.REFUSED or each.code == "which_order" for each in notes):
        return [], notes
    entries: list[Entry] = []
    odd: list[int] = []
    for row in cells.places:
        status = _status(cells.get(row, "status"))
        if status == "cancelled":
            continue
        if status is None:
            odd.append(row)
        day, content = days.get(row), cells.get(row, "content")
        if content is None and day is None:
            continue
        where = cells.get(row, "where")
        going = places.going(str(where)) if where is not None else None
        form = cells.get(row, "format")
        text = plain_text(content) if content is not None else ""
        if form is not None:
            text = f"{text} ({plain_text(form)})" if text else plain_text(form)
        on = day if isinstance(day, datetime.date) else None
        every, until = _again(cells, row, on)
        entries.append(Entry(row, on, text, going, status or "", every, until))
    if odd:
        notes.append(source.note("odd_status", Weight.TELLS, cells.name(odd[0], "status"), count=str(len(odd))))
    return entries, notes


def _status(cell: Any) -> str | None:
    """Return the status in a cell; an empty text where it is empty, ``None`` for an unknown word."""
    if cell is None:
        return ""
    return next((name for name, words in vocabulary().statuses.items() if said(cell) in words), None)


def _again(cells: Cells, row: int, on: datetime.date | None) -> tuple[tuple[Weekday, ...], datetime.date | None]:
    cell = cells.get(row, "again")
    if cell is None:
        return (), None
    words = [each for each in re.split(r"[^\w]+", said(cell)) if each]
    named = {vocabulary().weekdays[each] for each in words if each in vocabulary().weekdays}
    every = tuple(each for each in WEEKDAYS if each in named)
    if not every and on is not None and any(each in _WEEKLY for each in words):
        every = (WEEKDAYS[on.weekday()],)
    until = read_day(cells.get(row, "until"))
    last = until.by(None) if isinstance(until, Day) else None
    return every, last if every and (on is None or last is None or last >= on) else None


_WEEKLY: Final = frozenset({"weekly", "week", "settimanale", "settimana", "매주", "주간"})


def read_schedule(cells: Cells, source: Source, channel: str) -> tuple[list[Entry], list[Note]]:
    """Return the posts that a tool will publish on a channel."""
    days, notes = dated(cells, "day", source, past=False)
    going = Going(channels=(channel,))
    entries = [
        Entry(row, day, plain_text(cells.get(row, "content") or ""), going)
        for row, day in days.items()
        if isinstance(day, datetime.date)
    ]
    return entries, notes


def is_bulk_list(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether a table without a header is a list of days and messages, as bulk composers take them."""
    filled = [[each for each in row if said(each)] for row in rows if any(said(each) for each in row)]
    return bool(filled) and all(2 <= len(row) <= 4 and _is_day(row[0]) and not _is_day(row[1]) for row in filled)


def _is_day(cell: Any) -> bool:
    found = read_day(cell)
    return isinstance(found, Day) and bool(found.readings)


def read_bulk_list(rows: Sequence[Sequence[Any]], source: Source, channel: str) -> tuple[list[Entry], list[Note]]:
    """Return the posts that a bulk composer will publish on a channel, from columns of days and messages."""
    match = Match(source.kind, -1, {"day": 0, "content": 1}, "", 2)
    return read_schedule(Cells(rows, match), source, channel)


# --- entries to facts ---


def facts_of_entries(
    entries: Sequence[Entry], source: Source, places: Destinations, as_of: datetime.date
) -> tuple[list[Fact], list[Note]]:
    """Return the plans in a calendar, and the posts that were put off; unknown destinations are asked about."""
    notes = _of_places(entries, source, places)
    fine = [each for each in entries if each.going is None or not (each.going.unknown or each.going.several)]
    fine = [each for each in fine if each.going is None or each.going.channels or each.going.levels]
    if not fine:
        return [], notes
    if all(each.going is None for each in fine):
        stated = source.options.of(source.options.channels, source.names)
        if stated is None:
            return [], [*notes, source.note("goes_nowhere", Weight.ASKS, file=source.names[0])]
        fine = [attrs.evolve(each, going=Going(channels=(stated,))) for each in fine]
    plan = source.options.of(source.options.plans, source.names)
    if plan is None:
        plan = "communication" if any(each.going and each.going.levels for each in fine) else "editorial"
    facts, told = _communication(fine, source) if plan == "communication" else _editorial(fine, source)
    put_off, more = _put_off(fine, source, as_of)
    return [*facts, *put_off], [*notes, *told, *more]


def _of_places(entries: Sequence[Entry], source: Source, places: Destinations) -> list[Note]:
    notes: list[Note] = []
    for what in ("unknown", "several", "absent"):
        met: dict[str, list[int]] = {}
        for each in entries:
            for name in getattr(each.going, what) if each.going else ():
                met.setdefault(name, []).append(each.row)
        for name, rows in met.items():
            ids = ", ".join(places.of_network(name))
            notes.append(source.note(f"place_{what}", Weight.ASKS, rows_told(rows), name=name, ids=ids or "-"))
    return notes


def _recurrence(entry: Entry) -> dict[str, Any]:
    return {"on": entry.on, "every": entry.every or None, "until": entry.until if entry.every else None}


def _unique(entries: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({repr(each): each for each in entries}.values())


def _communication(entries: Sequence[Entry], source: Source) -> tuple[list[Fact], list[Note]]:
    path = "communication_plan.entries"
    value = _unique(
        PlanEntry(
            content=each.content or None,
            to=((*each.going.channels, *each.going.levels) or None) if each.going else None,
            **_recurrence(each),
        )
        for each in entries
    )
    return [Fact("", path, value, (source.provenance(path, [each.row for each in entries]),))], []


def _editorial(entries: Sequence[Entry], source: Source) -> tuple[list[Fact], list[Note]]:
    facts = []
    by_channel: dict[str, list[Entry]] = {}
    left = [each.row for each in entries if each.going is None or not each.going.channels]
    for each in entries:
        for channel in each.going.channels if each.going else ():
            by_channel.setdefault(channel, []).append(each)
    for channel, own in by_channel.items():
        path = f"channel[{channel}].editorial_plan.entries"
        value = _unique(EditorialEntry(content=each.content or None, **_recurrence(each)) for each in own)
        facts.append(Fact(channel, path, value, (source.provenance(path, [each.row for each in own]),)))
    notes = [source.note("no_place", Weight.ASKS, rows_told(left), count=str(len(left)))] if left else []
    return facts, notes


def _put_off(entries: Sequence[Entry], source: Source, as_of: datetime.date) -> tuple[list[Fact], list[Note]]:
    """Return how many posts of a channel wait although their day is past, where all statuses are known."""
    if not any(each.status for each in entries):
        return [], []
    facts: list[Fact] = []
    doubted: dict[str, list[int]] = {}
    waiting: dict[str, list[Entry]] = {}
    for each in entries:
        if each.going is None or each.on is None or each.on >= as_of or each.every:
            continue
        for channel in each.going.channels:
            if each.status == "waiting":
                waiting.setdefault(channel, []).append(each)
            elif each.status != "published":
                doubted.setdefault(channel, []).append(each.row)
            waiting.setdefault(channel, [])
    for channel, own in waiting.items():
        if channel in doubted:
            continue
        path = f"channel[{channel}].posts_postponed"
        rows = [each.row for each in own]
        facts.append(Fact(channel, path, len(own), (source.provenance(path, rows),)))
    notes = [
        source.note("came_out", Weight.ASKS, rows_told(rows), channel=channel, count=str(len(rows)))
        for channel, rows in doubted.items()
    ]
    return facts, notes
