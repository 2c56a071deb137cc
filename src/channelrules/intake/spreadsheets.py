"""Workbooks to rows of cells: XLSX by openpyxl, XLS by xlrd (extra ``intake``); macros are never run.

Both libraries hold what cells say, not what the range between two distant cells would take, so a workbook of two
cells a million rows apart is read or refused in little memory.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from typing import Any, Final

import attrs

from channelrules.errors import MissingExtraError

__all__ = ["MAX_CELLS", "MAX_ROWS", "Refused", "Sheet", "workbook_created", "xls_sheets", "xlsx_sheets"]

MAX_ROWS: Final = 100_000
"""The rows of one sheet."""

MAX_CELLS: Final = 2_000_000
"""The cells of all sheets of a workbook."""

MAX_SHEETS: Final = 50
MAX_COLUMNS: Final = 1_000
_SMALL: Final = 3_000_000
_CREATED: Final = re.compile(rb"<dcterms:created[^>]{0,200}>(\d{4}-\d{2}-\d{2})")


class Refused(Exception):
    """A file that is not read; ``code`` names the words that say why.

    Args:
        code: under ``[say.intake]``.
        values: what the words are filled with.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@attrs.frozen
class Sheet:
    """The cells of a table.

    Attributes:
        name: of a sheet of a workbook; empty where a file is one table.
        rows: cells row by row from the first; ``None``, text, number, yes or no, or day, as the file has them.
        merged: blocks of cells that are one, as (first row, first column, last row, last column), from 0.
        created: the day on which the file says that it was made.
    """

    name: str
    rows: list[list[Any]] = attrs.field(repr=False)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    created: datetime.date | None = None


def xlsx_sheets(raw: bytes, size: int) -> list[Sheet]:
    """Return the sheets of an XLSX workbook whose parts take ``size`` bytes unpacked.

    Raises:
        Refused: it is damaged, or larger than what is read.
        MissingExtraError: the extra ``intake`` is not installed.
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError("reading spreadsheets", "intake") from None
    created = workbook_created(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Merged cells are told only where the whole of it is in memory; forms are small.
            book = openpyxl.load_workbook(
                io.BytesIO(raw), read_only=size > _SMALL, data_only=True, keep_links=False, keep_vba=False
            )
            _check_sheets(len(book.worksheets))
            # A formula that was never computed has no value: its text is used instead.
            formulas = None
            if size <= _SMALL and _has_formulas(raw):
                formulas = openpyxl.load_workbook(io.BytesIO(raw), data_only=False, keep_links=False)
            budget = MAX_CELLS
            sheets = []
            for each in book.worksheets:
                if each.sheet_state == "veryHidden":
                    continue
                rows = _rows(each, budget)
                if formulas is not None:
                    _fill(rows, formulas[each.title])
                budget -= sum(map(len, rows))
                merged = getattr(each, "merged_cells", None)
                blocks = [(b.min_row - 1, b.min_col - 1, b.max_row - 1, b.max_col - 1) for b in merged or ()]
                sheets.append(Sheet(each.title, rows, tuple(blocks), created))
            return sheets
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged workbook makes the library raise anything
        raise Refused("damaged", why=_short(error)) from None


def _has_formulas(raw: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [each for each in archive.namelist() if each.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[\s>]", archive.read(each)) for each in sheets)


def _fill(rows: list[list[Any]], sheet: Any) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type != "f":
                continue
            place, column = cell.row - 1, cell.column - 1
            rows.extend([] for _ in range(place + 1 - len(rows)))
            rows[place].extend([None] * (column + 1 - len(rows[place])))
            if rows[place][column] is None:
                rows[place][column] = str(cell.value)


def _check_sheets(count: int) -> None:
    if count > MAX_SHEETS:
        raise Refused("too_many_sheets", most=str(MAX_SHEETS))


def _check_cells(count: int) -> None:
    if count > MAX_CELLS:
        raise Refused("too_many_cells", most=f"{MAX_CELLS:,}")


def _rows(sheet: Any, budget: int) -> list[list[Any]]:
    if getattr(sheet, "_cells", None) is None:
        sheet.reset_dimensions()
    elif sheet.max_row > MAX_ROWS:
        raise Refused("too_many_rows", most=f"{MAX_ROWS:,}")
    elif sheet.max_row * sheet.max_column > budget:
        raise Refused("too_many_cells", most=f"{MAX_CELLS:,}")
    rows: list[list[Any]] = []
    for row in sheet.iter_rows(values_only=True):
        cells = [_cell(each) for each in row]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(cells)
        budget -= len(cells)
        if len(rows) > MAX_ROWS:
            raise Refused("too_many_rows", most=f"{MAX_ROWS:,}")
        if budget < 0 or len(cells) > MAX_COLUMNS:
            raise Refused("too_many_cells", most=f"{MAX_CELLS:,}")
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _cell(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else value
    if isinstance(value, str | int | float | bool | datetime.date | None):
        return value
    return str(value)


def workbook_created(raw: bytes) -> datetime.date | None:
    """Return the day on which an XLSX workbook says that it was made; ``None`` where it does not."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive, archive.open("docProps/core.xml") as part:
            found = _CREATED.search(part.read(_SMALL))
            return datetime.date.fromisoformat(found.group(1).decode()) if found else None
    except (KeyError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError):
        return None


def xls_sheets(raw: bytes) -> list[Sheet]:
    """Return the sheets of an XLS workbook.

    Raises:
        Refused: it has a password, is damaged, or is larger than what is read.
        MissingExtraError: the extra ``intake`` is not installed.
    """
    try:
        import xlrd
    except ImportError:
        raise MissingExtraError("reading spreadsheets", "intake") from None
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Refused("password")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = xlrd.open_workbook(file_contents=raw, ragged_rows=True, logfile=io.StringIO())
        _check_sheets(book.nsheets)
        _check_cells(sum(each.row_len(row) for each in book.sheets() for row in range(each.nrows)))
        sheets = [
            Sheet(
                each.name,
                [
                    [_xls_cell(cell.ctype, cell.value, book.datemode, xlrd) for cell in each.row(place)]
                    for place in range(each.nrows)
                ],
            )
            for each in book.sheets()
        ]
    except Refused:
        raise
    except Exception as error:  # noqa: BLE001 - a damaged workbook makes the library raise anything
        raise Refused("password" if "encrypted" in str(error) else "damaged", why=_short(error)) from None
    return sheets


def _xls_cell(kind: int, value: Any, mode: int, xlrd: Any) -> Any:
    match kind:
        case xlrd.XL_CELL_NUMBER:
            return int(value) if float(value).is_integer() else value
        case xlrd.XL_CELL_DATE:
            try:
                return _cell(xlrd.xldate_as_datetime(value, mode))
            except (ValueError, OverflowError, xlrd.XLDateError):
                return value
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_TEXT:
            return value
        case _:
            return None


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
