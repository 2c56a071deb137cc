"""Counts of followers, and daily changes, which one known count converts to counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

import attrs

from channelrules.facts.profile import FollowerCount
from channelrules.intake.days import Yearless
from channelrules.intake.found import Fact, Note, Weight
from channelrules.intake.numbers import count_in
from channelrules.intake.sources import Cells, Source, dated, with_years

__all__ = ["Changes", "Counts", "facts_of_followers", "read_changes", "read_counts"]


@attrs.frozen
class Counts:
    """Counts of followers by day, and the rows that hold them."""

    source: Source
    counts: Mapping[datetime.date, tuple[int, int]]


@attrs.frozen
class Changes:
    """By how many followers a channel changed on each day.

    Attributes:
        source: the file.
        changes: the change by day, with the row that has it.
        gross: whether the changes leave out those who left.
    """

    source: Source
    changes: Mapping[datetime.date, tuple[int, int]]
    gross: bool


def _days(cells: Cells, source: Source) -> tuple[dict[int, datetime.date], list[Note]]:
    days, notes = dated(cells, "day", source, past=True)
    if any(isinstance(each, Yearless) for each in days.values()):
        settled = with_years(days, source.ends_on) if source.ends_on else None
        if settled is None:
            return {}, [*notes, source.note("which_year", Weight.ASKS, file=source.names[0])]
        return settled, notes
    return {row: day for row, day in days.items() if isinstance(day, datetime.date)}, notes


def read_counts(cells: Cells, source: Source) -> tuple[Counts | None, list[Note]]:
    """Return the counts in a table, and notes; a cell without a count stays unknown."""
    days, notes = _days(cells, source)
    later = source.options.read_on
    read = {day: (count_in(cells.get(row, "count")), row) for row, day in days.items() if day <= later}
    counts = {day: (count, row) for day, (count, row) in read.items() if count is not None and count >= 0}
    return (Counts(source, counts) if counts else None), notes


def read_changes(cells: Cells, source: Source) -> tuple[Changes | None, list[Note]]:
    """Return the changes in a table, and notes; a day without a number ends the series."""
    days, notes = _days(cells, source)
    has_lost = "lost" in cells.match.columns
    changes: dict[datetime.date, tuple[int, int]] = {}
    for row, day in sorted(days.items(), key=lambda each: each[1]):
        new = count_in(cells.get(row, "new"))
        lost = count_in(cells.get(row, "lost")) if has_lost else 0
        if new is not None and lost is not None:
            changes[day] = (new - lost, row)
    if not changes:
        return None, notes
    # A negative count means that the file holds daily net changes.
    gross = not has_lost and all(change >= 0 for change, _ in changes.values())
    return Changes(source, changes, gross), notes


def facts_of_followers(
    counts: Sequence[Counts], changes: Sequence[Changes], channel: str, known: Mapping[datetime.date, int]
) -> tuple[list[Fact], list[Note]]:
    """Return the counts of a channel's followers that files state, or that changes and a known count give.

    Args:
        counts: files with counts.
        changes: files with changes.
        channel: its id.
        known: the counts that the profile states.

    Returns:
        Facts whose values are tuples of `FollowerCount`, one for each file; and notes.
    """
    facts: list[Fact] = []
    notes: list[Note] = []
    path = f"channel[{channel}].followers"
    met = dict(known)
    for each in counts:
        kept = _kept(sorted(each.counts))
        rows = [each.counts[day][1] for day in each.counts]
        value = tuple(FollowerCount(on=day, count=each.counts[day][0]) for day in kept)
        facts.append(Fact(channel, path, value, (each.source.provenance(path, rows),)))
        met |= {day: count for day, (count, _) in each.counts.items()}
    for series in changes:
        value = _applied(series, met)
        if not value:
            first, last = min(series.changes), max(series.changes)
            told = {"channel": channel, "first": first.isoformat(), "last": last.isoformat()}
            notes.append(series.source.note("one_count", Weight.ASKS, **told))
            continue
        if series.gross:
            notes.append(series.source.note("gross", Weight.TELLS))
        rows = [row for _, row in series.changes.values()]
        where = series.source.provenance(path, rows, estimated=series.gross)
        facts.append(Fact(channel, path, value, (where,)))
    return facts, notes


def _kept(days: Sequence[datetime.date]) -> list[datetime.date]:
    """Return the first day, the last of each month, and the last, which suffice to measure growth."""
    ends = {(day.year, day.month): day for day in days}
    return sorted({days[0], *ends.values()})


def _applied(series: Changes, known: Mapping[datetime.date, int]) -> tuple[FollowerCount, ...]:
    """Return the counts before the first day of a series and on its last, from a count in between; else nothing."""
    days = sorted(series.changes)
    first, last = days[0] - datetime.timedelta(days=1), days[-1]
    if len(days) != (last - first).days:
        return ()  # a day is missing, so there is no sum
    anchor = max((day for day in known if first <= day <= last), default=None)
    if anchor is None:
        return ()
    end = known[anchor] + sum(change for day, (change, _) in series.changes.items() if day > anchor)
    begin = known[anchor] - sum(change for day, (change, _) in series.changes.items() if day <= anchor)
    if begin < 0 or end < 0:
        return ()
    found = {first: begin, last: end}
    return tuple(FollowerCount(on=day, count=count) for day, count in sorted(found.items()) if day not in known)
