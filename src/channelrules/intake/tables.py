"""Tables to sources: which kind a sheet is, which range it covers, and what is wrong where nobody can tell."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import attrs

from channelrules.intake.days import range_in, read_day
from channelrules.intake.entries import is_bulk_list
from channelrules.intake.files import Opened
from channelrules.intake.found import Note, Weight, Where
from channelrules.intake.kinds import Kind, Match, kinds, limits, looks_like_a_header, matched, said
from channelrules.intake.sources import Options, Range, Source
from channelrules.intake.spreadsheets import Sheet

__all__ = ["Table", "tables_of"]

_COLUMNS = 30


@attrs.frozen
class Table:
    """A sheet whose kind is known."""

    sheet: Sheet
    match: Match
    source: Source


def tables_of(file: Opened, options: Options) -> tuple[list[Table], list[Note]]:
    """Return the tables of a file that somebody knows, and what is to be told of the others."""
    found: list[Table] = []
    unknown: list[tuple[Sheet, Sequence[Any]]] = []
    notes: list[Note] = []
    for sheet in file.sheets:
        rows = [row for row in sheet.rows if any(said(each) for each in row)]
        if not rows:
            continue
        where = Where(file.file, sheet.name)
        ways = _one_network(sheet, matched(sheet.rows))
        if len({each.kind.id for each in ways}) > 1:
            names = ", ".join(each.kind.name or each.kind.id for each in ways)
            notes.append(Note("several_kinds", Weight.REFUSED, where, {"names": names}))
        elif ways:
            source = Source(where, (file.file, *file.names), ways[0].kind, options, options.made(file.made_on))
            found.append(Table(sheet, ways[0], source))
        elif not sheet.name and is_bulk_list(sheet.rows):
            kind = _kind("hootsuite")
            source = Source(where, (file.file, *file.names), kind, options, options.made(file.made_on))
            found.append(Table(sheet, Match(kind, -1, {}, "", 0), source))
        else:
            unknown.append((sheet, max(rows[:5], key=len)))
    for sheet, row in unknown:
        weight = Weight.TELLS if found else Weight.REFUSED
        shown = looks_like_a_header(row)
        columns = ", ".join(str(each).strip()[:60] for each in row[:_COLUMNS] if said(each)) if shown else ""
        code = "unknown_columns" if shown else "unknown_table"
        notes.append(Note(code, weight, Where(file.file, sheet.name), {"columns": columns} if shown else {}))
    if not file.sheets and not file.calendar and file.refused is None:
        notes.append(Note("empty", Weight.REFUSED, Where(file.file)))
    return [_with_range(each, found, file, options) for each in found], notes


def _kind(name: str) -> Kind:
    return next(each for each in kinds() if each.id == name)


def _one_network(sheet: Sheet, ways: Sequence[Match]) -> list[Match]:
    """Return the kinds that are left once links are looked at: two networks of one owner call columns alike."""
    if len(ways) < 2:
        return list(ways)
    texts = [said(each) for row in sheet.rows[ways[0].row + 1 :][:20] for each in row if isinstance(each, str)]
    links = [each for each in texts if each.startswith("http")]
    kept = [way for way in ways if any(host in link for host in way.kind.hosts for link in links)]
    return kept or list(ways)


def _with_range(table: Table, found: Sequence[Table], file: Opened, options: Options) -> Table:
    """Return a table with the range that it covers, where anything says it.

    What the reader says counts first; then what stands above the header, then the days of a sheet beside it that has
    a row for each, then the names of the file and of its archive.
    """
    covers = options.of(options.ranges, (file.file, *file.names)) or _range(table, found, file)
    if covers and covers[1] > options.read_on:
        covers = (covers[0], options.read_on) if covers[0] <= options.read_on else None
    return attrs.evolve(table, source=attrs.evolve(table.source, covers=covers))


def _range(table: Table, found: Sequence[Table], file: Opened) -> Range | None:
    order = table.source.kind.order.get(table.match.language)
    for row in table.sheet.rows[: max(table.match.row, 0)]:
        days = [each for each in (range_in(str(cell), order) for cell in row if cell is not None) if each]
        if days:
            return days[0]
        told = range_in(" ".join(str(each) for each in row if each is not None), order)
        if told:
            return told
    beside = [_days_of(each) for each in found if each is not table and "day" in each.match.columns]
    known = [each for each in beside if each]
    if known:
        return known[0]
    return next((told for name in file.names if (told := range_in(name, order))), None)


def _days_of(table: Table) -> Range | None:
    """Return the first and last day of a table that has a row for each day between them."""
    if table.source.kind.network == "" or table.source.kind.reads not in {"nothing", "changes"}:
        return None
    column = table.match.columns["day"]
    order = table.source.kind.order.get(table.match.language)
    days: set[datetime.date] = set()
    for row in table.sheet.rows[table.match.row + 1 :]:
        read = read_day(row[column]) if column < len(row) else None
        day = read.by(order) if read is not None and hasattr(read, "by") else None
        if day is not None:
            days.add(day)
    if len(days) < limits()["least_range_days"]:
        return None
    first, last = min(days), max(days)
    return (first, last) if (last - first).days + 1 == len(days) else None
