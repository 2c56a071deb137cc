"""Writes refused rows as a spreadsheet: each unchanged, with the reason in the cell, to be corrected and read again."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.errors import MissingExtraError, OptionError, not_written, there_already
from channelrules.intake.cells import put_text
from channelrules.intake.companies import Companies
from channelrules.knowledge.locales import Words
from channelrules.printable import printable
from channelrules.told import tell

__all__ = ["write_refused"]

_PATH: Final = re.compile(r"(?:company|communication_plan|channel\[(\d+)\])?\.?([a-z_.]*)")
_WARN: Final = "FFFDE68A"
_WIDTH: Final = 24
_WIDE: Final = 70
_KEY: Final = "company"


@attrs.frozen
class _Row:
    """A refused row: its place, the reason, and the reasons of single cells by column."""

    place: int
    why: str
    cells: Mapping[int, str]


def write_refused(
    companies: Companies,
    channels: Companies | None,
    rejected: Iterable[Mapping[str, Any]],
    file: Path,
    words: Words,
) -> int:
    r"""Write the rows of companies that were refused, and those of their channels; return how many companies.

    Args:
        companies: the spreadsheet of companies.
        channels: that of their channels, where there is one.
        rejected: rows of `Portfolio.rejected`: ``row``, ``company``, ``reason``.
        file: the workbook to write, ``.xlsx``.
        words: the language of the reasons in cells.

    Raises:
        OptionError: the file exists, or cannot be written.
        MissingExtraError: the extra ``intake`` is not installed.

    Examples:
        >>> sheet = folder / "refused.csv"
        >>> _ = sheet.write_text("Company,As of\nGino,soon\n")
        >>> companies = cr.intake.companies_of(sheet)
        >>> rejected = cr.portfolio.assess(companies.table).rejected.to_pylist()
        >>> words = book.knowledge.language("en")
        >>> cr.intake.write_refused(companies, None, rejected, folder / "back.xlsx", words)
        1
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(tell("writing_spreadsheets", "writing spreadsheets"), "intake") from None
    if file.exists():
        raise OptionError(there_already(file.name))
    reasons: dict[int, list[str]] = {}
    keys: set[str] = set()
    for each in rejected:
        if each["row"] is not None:
            reasons.setdefault(int(each["row"]), []).append(printable(str(each["reason"])))
        if each["company"] is not None:
            keys.add(str(each["company"]))
    rows = [_row(companies, companies.places[place], "; ".join(why), words) for place, why in sorted(reasons.items())]
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    _sheet(workbook, companies, rows, words, words.say("intake.form_company"))
    if channels is not None:
        owners = channels.data.get(_KEY, [])
        own = [
            _row(channels, place, "", words)
            for place, owner in zip(channels.places, owners, strict=True)
            if owner in keys
        ]
        _sheet(workbook, channels, own, words, words.say("intake.form_channels"))
    try:
        workbook.save(file)
    except OSError as error:
        raise OptionError(not_written(file.name, error)) from None
    return len(rows)


def _row(table: Companies, place: int, why: str, words: Words) -> _Row:
    cells = {
        column: words.say(f"intake.{error.code}", **error.values)
        for (row, column), error in table.unclear.items()
        if row == place
    }
    columns = {name: column for column, name in table.columns.items()}
    for part in why.split("; "):
        path, _, reason = part.partition(": ")
        found = _PATH.fullmatch(path)
        column = columns.get(found.group(2) if found and not found.group(1) else "")
        if column is not None and reason:
            cells.setdefault(column, reason)
    return _Row(place, why, cells)


def _sheet(workbook: Any, table: Companies, rows: Sequence[_Row], words: Words, title: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = workbook.create_sheet((table.sheet or title)[:31])
    header = table.rows[table.header] if table.rows else ()
    width = max([len(header), *(len(table.rows[each.place]) for each in rows)], default=0)
    # A sheet that was returned before has the column already.
    reason = words.say("intake.refused_reason")
    last = next((place for place, cell in enumerate(header) if cell == reason), width)
    for column, cell in enumerate([*header, *([None] * (width - len(header)))]):
        _put(sheet.cell(1, column + 1), cell)
    put_text(sheet.cell(1, last + 1), reason)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(cell.column)].width = _WIDTH
    sheet.column_dimensions[get_column_letter(last + 1)].width = _WIDE
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(table.rows[row.place]):
            _put(sheet.cell(number, column + 1), value)
        for column, why in row.cells.items():
            cell = sheet.cell(number, column + 1)
            cell.fill = PatternFill("solid", fgColor=_WARN)
            cell.comment = Comment(why, "channelrules")
        told = [f"{header[column]}: {why}" for column, why in sorted(row.cells.items())]
        cell = sheet.cell(number, last + 1)
        put_text(cell, "\n".join(told) or row.why)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, bool | int | float | datetime.date):
        cell.value = value
    elif value is not None:
        put_text(cell, str(value))
