"""A source: the properties of a file, and the places of its facts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import attrs

from channelrules.facts.provenance import Provenance
from channelrules.intake.days import NEVER, Day, Yearless, order_of, read_day
from channelrules.intake.found import Note, Weight, Where, cell_name, rows_told
from channelrules.intake.kinds import Kind, Match, said, vocabulary

__all__ = ["Cells", "Options", "Range", "Source", "dated", "with_years"]

Range = tuple[datetime.date, datetime.date]
_OLDEST: Final = 2 * 366
_ZONE: Final = re.compile(r"\d(?:Z|\s*(?:UTC|GMT)|\s?[+-]\d{2}:?\d{2})\s*\Z")


@attrs.frozen
class Options:
    """The reader's options for files, by the name of the file or of its archive.

    Attributes:
        read_on: the day of reading.
        channels: the id of the channel that a file is of.
        ranges: the first and last day that a file covers.
        orders: of numeric dates, ``dmy`` or ``mdy``.
        plans: the kind of a calendar, ``communication`` or ``editorial``.
        statuses: of channels that the profile does not have yet, by network.
        by: the person who reads.
    """

    read_on: datetime.date
    channels: Mapping[str, str] = attrs.field(factory=dict)
    ranges: Mapping[str, Range] = attrs.field(factory=dict)
    orders: Mapping[str, str] = attrs.field(factory=dict)
    plans: Mapping[str, str] = attrs.field(factory=dict)
    statuses: Mapping[str, str] = attrs.field(factory=dict)
    by: str | None = None

    def made(self, day: datetime.date | None) -> datetime.date | None:
        """Return the day of a file's own date, if plausible, as programs leave defaults behind."""
        return day if day is not None and 0 <= (self.read_on - day).days <= _OLDEST else None

    def of(self, given: Mapping[str, Any], names: Sequence[str]) -> Any:
        """Return the option for a file under one of its names; ``None`` without one."""
        return next((given[each] for each in names if each in given), None)


@attrs.frozen
class Source:
    """A table, or a calendar, and what is known of it.

    Attributes:
        where: file and sheet.
        names: its names in options.
        kind: its kind.
        options: the reader's options.
        made_on: its own date.
        covers: its first and last day, if known.
    """

    where: Where
    names: tuple[str, ...]
    kind: Kind
    options: Options
    made_on: datetime.date | None = None
    covers: Range | None = None

    @property
    def ends_on(self) -> datetime.date | None:
        """The last day that it covers, if known."""
        return self.covers[1] if self.covers else self.made_on

    def note(self, code: str, weight: Weight, cell: str = "", **values: str) -> Note:
        """Return a note about a place in it."""
        return Note(code, weight, attrs.evolve(self.where, cell=cell), values)

    def provenance(self, path: str, rows: Sequence[int], *, estimated: bool = False) -> Provenance:
        """Return the provenance of a fact in it; rows are counted from 0."""
        return Provenance(
            path=path,
            how="estimated" if estimated else "file",
            file=self.where.file,
            export=self.kind.name or None,
            exported_on=self.made_on,
            sheet=self.where.sheet or None,
            rows=rows_told(list(rows)) if rows else None,
            covers_from=self.covers[0] if self.covers else None,
            covers_until=self.covers[1] if self.covers else None,
            read_on=self.options.read_on,
            by=self.options.by,
        )


@attrs.frozen(slots=False, eq=False)
class Cells:
    """The rows of a table below its header, each with its place and its known columns."""

    rows: Sequence[Sequence[Any]] = attrs.field(repr=False)
    match: Match

    def column(self, name: str) -> list[tuple[int, Any]]:
        """Return each row's place and its cell of a column; ``None`` where the row has none."""
        place = self.match.columns[name]
        return [(row, self.cell(row, place)) for row in self.places]

    def cell(self, row: int, column: int) -> Any:
        """Return a cell; ``None`` where it is empty or says that there is nothing."""
        cells = self.rows[row]
        value = cells[column] if column < len(cells) else None
        return None if isinstance(value, str) and said(value) in vocabulary().nothing else value

    def get(self, row: int, name: str) -> Any:
        """Return a cell of a row by the column's name; ``None`` where there is no such column."""
        place = self.match.columns.get(name)
        return None if place is None else self.cell(row, place)

    @cached_property
    def places(self) -> list[int]:
        """The rows that hold anything but the sum of all."""
        totals, nothing = vocabulary().total, vocabulary().nothing
        return [
            place
            for place in range(self.match.row + 1, len(self.rows))
            if any(said(each) not in nothing for each in self.rows[place]) and said(self.rows[place][0]) not in totals
        ]

    def name(self, row: int, column: str) -> str:
        """Return the name of a cell, such as ``B14``."""
        return cell_name(row, self.match.columns[column])


def dated(
    cells: Cells, column: str, source: Source, *, past: bool
) -> tuple[dict[int, datetime.date | Yearless], list[Note]]:
    """Return the day of each row of a column, and what is wrong with it.

    Args:
        cells: the table.
        column: the one that has days.
        source: the file.
        past: whether its days have been: an order that puts one in the future is not the one meant.
    """
    read = {row: read_day(cell) for row, cell in cells.column(column) if cell is not None}
    broken = [row for row, day in read.items() if day == NEVER]
    notes: list[Note] = []
    if broken:
        first = cells.name(broken[0], column)
        notes.append(source.note("no_day", Weight.ASKS, first, count=str(len(broken)), rows=rows_told(broken)))
    zoned = [row for row, cell in cells.column(column) if isinstance(cell, str) and _ZONE.search(cell)]
    if zoned:
        notes.append(source.note("zones", Weight.TELLS, cells.name(zoned[0], column)))
    fine = {row: day for row, day in read.items() if day != NEVER}
    unsure = [row for row, day in fine.items() if isinstance(day, Day) and day.by(None) is None]
    order = order_of(fine.values())
    if order is None:
        one, other = (_first_of(fine, each) for each in ("dmy", "mdy"))
        cell = cells.name(one, column)
        notes.append(source.note("two_orders", Weight.REFUSED, cell, other=cells.name(other, column)))
        return {}, notes
    if unsure and not order:
        order = _order(source, cells.match.language, [fine[row] for row in unsure], past=past)
        if not order:
            cell = cells.name(unsure[0], column)
            notes.append(source.note("which_order", Weight.ASKS, cell, file=source.names[0]))
            return {}, notes
    found = {row: day if isinstance(day, Yearless) else day.by(order) for row, day in fine.items()}
    return {row: day for row, day in found.items() if day is not None}, notes


def _first_of(days: Mapping[int, Day | Yearless], order: str) -> int:
    return next(row for row, day in days.items() if isinstance(day, Day) and list(day.readings) == [order])


def _order(source: Source, language: str, days: Sequence[Day | Yearless], *, past: bool) -> str:
    """Return the order of ambiguous dates: as the caller says, as the column decides, or as the network writes."""
    stated = source.options.of(source.options.orders, source.names)
    if stated:
        return str(stated)
    if past:
        latest = source.made_on or source.options.read_on
        possible = [
            order
            for order in ("dmy", "mdy")
            if all(isinstance(day, Day) and (day.by(order) or latest) <= latest for day in days)
        ]
        if len(possible) == 1:
            return possible[0]
    return source.kind.order.get(language, "")


def with_years(days: Mapping[int, datetime.date | Yearless], last: datetime.date) -> dict[int, datetime.date] | None:
    """Return days with their years, given a day on or after the last of them; ``None`` where they are in no order.

    The rows go on from day to day, or back: where a month jumps, a year turns.
    """
    rows = list(days)
    if all(isinstance(each, datetime.date) for each in days.values()):
        return {row: day for row, day in days.items() if isinstance(day, datetime.date)}
    points = [(each.month, each.day) for each in days.values()]
    falls = sum(later < earlier for earlier, later in pairwise(points))
    rises = sum(later > earlier for earlier, later in pairwise(points))
    backwards = falls > rises
    found: dict[int, datetime.date] = {}
    latest = last
    for row in rows if backwards else reversed(rows):
        day = days[row]
        candidate = day
        if isinstance(day, Yearless):
            ways = [made for year in (latest.year, latest.year - 1) if (made := day.in_year(year)) and made <= latest]
            if not ways:
                return None
            candidate = max(ways)
        assert isinstance(candidate, datetime.date)
        if candidate > latest or (last - candidate).days > 366 + 366:
            return None
        found[row] = latest = candidate
    return found
