"""Tables in text files: CSV, and JSON lines with rows of the table or whole profiles."""

from __future__ import annotations

import csv
import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.csv
import pyarrow.json

from channelrules.errors import ChannelRulesError, PortfolioError, Problems
from channelrules.facts.formats import load_json
from channelrules.facts.reader import HouseFacts, parse_profile
from channelrules.portfolio.portion import Portion, first_line
from channelrules.portfolio.profiles import checked_data_of, row_of
from channelrules.portfolio.records import CsvRows, json_lines
from channelrules.portfolio.table_schema import KEY, columns_of
from channelrules.told import seen

__all__ = ["csv_portions", "json_portions"]

_BLOCK: Final = 1 << 20
_FEW: Final = 100


# --- CSV ---


def csv_portions(path: Path) -> tuple[Iterator[Portion], pa.Schema]:
    """Return the rows of a CSV file, every cell as a text, and its columns.

    Raises:
        PortfolioError: it cannot be read, or its first line does not name its columns.
    """
    broken: list[tuple[int, str]] = []
    names, mark = _head(path)

    def refuse(row: Any) -> str:
        # The first line holds the names of the columns.
        what = f"a row of {row.actual_columns} cells is given, {row.expected_columns} are expected"
        broken.append((row.number - 2, rows.refused.pop(row.text.rstrip("\r\n"), what)))
        return "skip"

    try:
        rows = CsvRows(path.open("rb"), mark, len(names))
        reader = pa.csv.open_csv(
            pa.PythonFile(rows, mode="r"),
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=pa.csv.ParseOptions(delimiter=mark, newlines_in_values=True, invalid_row_handler=refuse),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except (pa.ArrowException, OSError) as error:
        raise PortfolioError(f"{path.name} cannot be read as CSV: {first_line(error)}") from None

    def read() -> Iterator[Portion]:
        try:
            for batch in reader:
                found, broken[:] = tuple(broken), []
                yield Portion(batch, found)
        except (pa.ArrowException, OSError) as error:
            raise PortfolioError(f"{path.name} breaks off: {first_line(error)}") from None
        finally:
            rows.close()
        if broken:
            yield Portion(pa.RecordBatch.from_pylist([], schema=reader.schema), tuple(broken))

    return read(), reader.schema


def _head(path: Path) -> tuple[list[str], str]:
    try:
        with path.open("rb") as stream:
            first = stream.readline(_BLOCK).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PortfolioError(f"{path.name} is not a text in UTF-8") from None
    except OSError as error:
        raise PortfolioError(f"{path.name} cannot be read: {error.strerror or error}") from None
    if len(first) >= _BLOCK:
        raise PortfolioError(f"{path.name}: the first line, which holds the names of the columns, has no end")
    if not first.strip():
        raise PortfolioError(f"{path.name}: the first line holds the names of the columns; it is empty")
    mark = max(",;\t", key=first.count)
    try:
        names = next(csv.reader([first], delimiter=mark))
    except csv.Error as error:
        raise PortfolioError(f"{path.name}: the first line holds the names of the columns: {error}") from None
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise PortfolioError(f"{path.name}: the column '{twice[0][:60]}' stands twice")
    return names, mark


# --- JSON lines ---

# Arrow's reader ends the process where a row is null, and reads an object over two lines as two rows; a list that
# begins with null may be damaged, which validating the table finds.
_NULL_ROW: Final = re.compile(rb"\}\s*null").search


def _is_object(line: bytes) -> bool:
    told = line.strip()
    return told.startswith(b"{") and told.endswith(b"}")


@attrs.frozen(slots=False)
class _Form:
    """The format of rows on lines, with the facts that houses declare."""

    own: HouseFacts

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns that a line may have, without parameters."""
        fields = columns_of(self.own.declared)
        return pa.schema([pa.field(each.name, each.written) for each in fields if not pa.types.is_map(each.type)])

    @cached_property
    def lines(self) -> pa.Schema:
        """The columns of every portion, parameters as a text."""
        return self.schema.append(pa.field("parameters", pa.string()))


def json_portions(path: Path, size: int, own: HouseFacts) -> Iterator[Portion]:
    """Yield the rows of a file with a JSON object on each line: a row of the table, or a whole profile.

    Args:
        path: the file.
        size: about how many rows are read at once.
        own: the facts that houses declare.

    Raises:
        PortfolioError: it cannot be read.
    """
    begin, form = 0, _Form(own)
    try:
        with path.open("rb") as stream:
            for lines in json_lines(stream, size * 400):
                yield _portion(lines, begin, form)
                begin += len(lines)
    except OSError as error:
        raise PortfolioError(f"{path.name} cannot be read: {error.strerror or error}") from None


def _portion(lines: Sequence[bytes | str], begin: int, form: _Form) -> Portion:
    """Return the rows of some lines: all at once where every line is a row, else a few at once, else line by line."""
    whole = _table_of(lines, form)
    if whole is not None:
        return Portion(whole.to_batches(len(lines))[0])
    tables: list[pa.Table] = []
    broken: list[tuple[int, str]] = []
    for first in range(0, len(lines), _FEW):
        few = lines[first : first + _FEW]
        table = _table_of(few, form)
        if table is None:
            rows, refused = _one_by_one(few, begin + first, form)
            table = pa.Table.from_pylist(rows, schema=form.lines)
            broken += refused
        tables.append(table)
    together = pa.concat_tables(tables).combine_chunks()
    batches = together.to_batches(len(lines)) if together.num_rows else []
    return Portion(batches[0] if batches else pa.RecordBatch.from_pylist([], schema=form.lines), tuple(broken))


def _table_of(lines: Sequence[bytes | str], form: _Form) -> pa.Table | None:
    """Return lines as a table; ``None`` where one of them is not a row, or is a profile."""
    given = [each for each in lines if isinstance(each, bytes)]
    if len(given) < len(lines) or not all(map(_is_object, given)):
        return None
    block = b"".join(given)
    if b'"format"' in block or _NULL_ROW(block):
        return None
    try:
        block.decode("utf-8")
        options = pa.json.ParseOptions(explicit_schema=form.schema, unexpected_field_behavior="infer")
        read = pa.json.ReadOptions(use_threads=False, block_size=len(block) + 1)
        table = pa.json.read_json(pa.BufferReader(block), read, options)
        table.validate(full=True)
        table = table.combine_chunks()
    except (pa.ArrowException, UnicodeDecodeError):
        return None
    return _settled(table, form) if table.num_rows == len(lines) else None


def _one_by_one(
    lines: Sequence[bytes | str], begin: int, form: _Form
) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    rows: list[dict[str, Any]] = []
    broken: list[tuple[int, str]] = []
    for place, line in enumerate(lines, begin):
        if isinstance(line, str):
            broken.append((place, line))
            continue
        try:
            rows.append(_row(line, form))
        except (ChannelRulesError, UnicodeDecodeError) as error:
            broken.append((place, _told(error)))
    return rows, broken


def _settled(table: pa.Table, form: _Form) -> pa.Table:
    """Return a table with the columns that every portion of the file has."""
    if "parameters" in table.schema.names:
        told = [
            each if isinstance(each, str) else each and json.dumps(_stated(each))
            for each in table.column("parameters").to_pylist()
        ]
        table = table.drop_columns(["parameters"]).append_column("parameters", pa.array(told, pa.string()))
    else:
        table = table.append_column("parameters", pa.nulls(table.num_rows, pa.string()))
    return table.select(form.lines.names).cast(form.lines)


def _stated(given: Any) -> Any:
    return {key: value for key, value in given.items() if value is not None} if isinstance(given, Mapping) else given


def _told(error: Exception) -> str:
    if isinstance(error, Problems):
        return "; ".join(str(each) for each in error.exceptions)
    return "the line is not a text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)


def _row(line: bytes, form: _Form) -> dict[str, Any]:
    """Return a line as a row: a row of the table, or a whole profile, which has a format."""
    told = load_json(line.decode("utf-8-sig").strip())
    if not isinstance(told, Mapping):
        raise PortfolioError("a JSON object on each line is expected")
    whole = "format" in told
    profile = parse_profile(told if whole else checked_data_of(told, form.own.declared), source="", own=form.own)
    key = profile.company.name if whole else told.get(KEY)
    if not isinstance(key, str | int | None) or isinstance(key, bool):
        raise PortfolioError(f"{KEY}: {seen(key)} is given, a text is expected")
    row = row_of(profile, "" if key is None else str(key))
    loose: dict[str, Any] = _iso(
        {**row, "parameters": json.dumps(dict(profile.parameters)) if profile.parameters else None}
    )
    return loose


def _iso(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _iso(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_iso(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
