"""Tables of companies from wherever they are: files, folders, and whatever speaks Arrow."""

from __future__ import annotations

import csv
import datetime
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.csv
import pyarrow.dataset
import pyarrow.json
import pyarrow.parquet

from channelrules.errors import ChannelRulesError, PortfolioError, Problems
from channelrules.facts.read import parse_profile
from channelrules.portfolio.conform import check_columns, conformed, differences
from channelrules.portfolio.form import COMPANIES, KEY, Field
from channelrules.portfolio.rows import row_of

__all__ = ["Portion", "Source", "open_source"]

SUFFIXES: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
}
_BLOCK: Final = 1 << 20


@attrs.frozen
class Portion:
    """Some rows of a table.

    Attributes:
        rows: what was read.
        broken: lines from which no row could be read, each with its place among all and why.
        places: of each row its place in the input, where they do not simply follow each other.
        orphans: channels of a table of their own that belong to no company: the company they name, and why.
    """

    rows: pa.RecordBatch
    broken: tuple[tuple[int, str], ...] = ()
    places: Any = None
    orphans: tuple[tuple[str | None, str], ...] = ()

    @property
    def lines(self) -> int:
        """How many rows of the input these are, those that could not be read among them."""
        return int(self.rows.num_rows) + len(self.broken)


@attrs.frozen
class Source:
    """A table that can be read once, from the beginning.

    Attributes:
        name: what messages call it.
        portions: its rows, in pieces of any size.
        missing: the columns of the form that it has not: what they hold is unknown of every company.
        extra: the columns that the form has not: they are not looked at.
        rows: how many rows it has, where that is known.
        mark: what tells it from another table, for files; an interrupted run goes on only with the same.
    """

    name: str
    portions: Iterator[Portion] = attrs.field(repr=False)
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    rows: int | None = None
    mark: tuple[tuple[str, int, int], ...] | None = None


def open_source(given: Any, fields: tuple[Field, ...] = COMPANIES, size: int = 20_000, *, coded: bool = True) -> Source:
    """Return a table opened for reading.

    Args:
        given: a path (Parquet, CSV, JSON lines; a folder of Parquet files), or anything that speaks the
            Arrow C stream interface.
        fields: the columns that are looked for.
        size: about how many rows are read at once.
        coded: whether texts of Parquet files may come as codes: faster, unless pieces are put together.

    Raises:
        PortfolioError: it is not there, cannot be read, or is none of these.
    """
    if isinstance(given, str | os.PathLike):
        return _from_path(Path(given), fields, size, coded=coded)
    if isinstance(given, pa.RecordBatchReader) or hasattr(given, "__arrow_c_stream__"):
        try:
            reader = given if isinstance(given, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(given)
        except Exception as error:  # noqa: BLE001 - whatever the library says that holds the table
            raise PortfolioError(f"the table cannot be read as Arrow: {_first_line(error)}") from None
        rows = getattr(given, "num_rows", None) if isinstance(given, pa.Table | pa.RecordBatch) else None
        return _source("the table", _batches(reader), reader.schema, fields, rows)
    raise PortfolioError(
        f"a path, or a table that speaks Arrow (pyarrow, Polars, pandas, DuckDB), is expected; "
        f"{type(given).__name__} is given"
    )


def _batches(reader: pa.RecordBatchReader) -> Iterator[Portion]:
    try:
        for batch in reader:
            yield Portion(batch)
    except Exception as error:  # noqa: BLE001 - as above
        raise PortfolioError(f"the table breaks off: {_first_line(error)}") from None


def _source(
    name: str,
    portions: Iterator[Portion],
    schema: pa.Schema,
    fields: tuple[Field, ...],
    rows: int | None = None,
    mark: tuple[tuple[str, int, int], ...] | None = None,
) -> Source:
    missing, extra = differences(schema, fields)
    return Source(name, _conformed(name, portions, schema, fields), missing, extra, rows, mark)


def _from_path(path: Path, fields: tuple[Field, ...], size: int, *, coded: bool) -> Source:
    if not path.exists():
        raise PortfolioError(f"{path.name}: there is no such file or folder")
    if path.is_dir():
        return _folder(path, fields, size, coded=coded)
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise PortfolioError(f"{path.name}: {', '.join(SUFFIXES)} or a folder is expected, not '{path.suffix}'")
    mark = (_mark(path, path.name),)
    if form == "json":
        return Source(path.name, _json(path, size), mark=mark)
    if form == "csv":
        portions, schema = _csv(path)
        return _source(path.name, portions, schema, fields, None, mark)
    file = _parquet(path, fields, coded=coded)
    portions = _parquet_portions(path.name, file, fields, size)
    return _source(path.name, portions, file.schema_arrow, fields, file.metadata.num_rows, mark)


def _mark(path: Path, name: str) -> tuple[str, int, int]:
    state = path.stat()
    return name, state.st_size, state.st_mtime_ns


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


# --- Parquet ---


def _parquet(path: Path, fields: tuple[Field, ...], *, coded: bool) -> pa.parquet.ParquetFile:
    try:
        plain = pa.parquet.ParquetFile(path)
        texts = [
            each
            for field in plain.schema_arrow
            if field.name != KEY and any(field.name.partition(".")[0] == one.name for one in fields)
            for each in _text_paths(field.type, field.name)
        ]
        known = {plain.schema.column(place).path for place in range(len(plain.schema))}
        return pa.parquet.ParquetFile(path, read_dictionary=[each for each in texts if coded and each in known])
    except (pa.ArrowException, OSError) as error:
        raise PortfolioError(f"{path.name} cannot be read as Parquet: {_first_line(error)}") from None


def _text_paths(type_: pa.DataType, path: str) -> Iterator[str]:
    if pa.types.is_struct(type_):
        for each in type_:
            yield from _text_paths(each.type, f"{path}.{each.name}")
    elif pa.types.is_list(type_):
        yield from _text_paths(type_.value_type, f"{path}.list.element")
    elif pa.types.is_string(type_):
        yield path


def _parquet_portions(
    name: str,
    file: pa.parquet.ParquetFile,
    fields: tuple[Field, ...],
    size: int,
    also: Mapping[str, str] | None = None,
) -> Iterator[Portion]:
    wanted = [each.name for each in file.schema_arrow if _is_of(each.name, fields)]
    try:
        # One group of rows after the other: codes of texts change from one to the next.
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(size, row_groups=[group], columns=wanted, use_threads=False):
                more = {key: pa.array([value] * batch.num_rows) for key, value in (also or {}).items()}
                names = [*batch.schema.names, *more]
                yield Portion(pa.RecordBatch.from_arrays([*batch.columns, *more.values()], names))
    except (pa.ArrowException, OSError) as error:
        raise PortfolioError(f"{name} breaks off: {_first_line(error)}") from None


def _is_of(name: str, fields: tuple[Field, ...]) -> bool:
    return any(name.partition(".")[0] == each.name for each in fields)


def _folder(path: Path, fields: tuple[Field, ...], size: int, *, coded: bool) -> Source:
    try:
        dataset = pa.dataset.dataset(path, format="parquet", partitioning="hive")
        pieces = sorted(dataset.get_fragments(), key=lambda each: each.path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise PortfolioError(f"{path.name} cannot be read as a folder of Parquet files: {_first_line(error)}") from None
    if not pieces:
        raise PortfolioError(f"{path.name}: there are no Parquet files in this folder")
    files = [(Path(each.path), pa.dataset.get_partition_keys(each.partition_expression)) for each in pieces]
    opened = [(file, _parquet(file, fields, coded=coded), keys) for file, keys in files]
    also = {key for _, keys in files for key in keys}
    schema = pa.unify_schemas([parquet.schema_arrow for _, parquet, _ in opened], promote_options="permissive")
    for key in sorted(also - set(schema.names)):
        schema = schema.append(pa.field(key, pa.string()))
    portions = (
        portion
        for file, parquet, keys in opened
        for portion in _piece(f"{path.name}/{file.name}", parquet, keys, fields, size)
    )
    rows = sum(parquet.metadata.num_rows for _, parquet, _ in opened)
    mark = tuple(_mark(file, os.path.relpath(file, path)) for file, _ in files)
    missing, extra = differences(schema, fields)
    return Source(path.name, portions, missing, extra, rows, mark)


def _piece(
    name: str, parquet: pa.parquet.ParquetFile, keys: Mapping[str, Any], fields: tuple[Field, ...], size: int
) -> Iterator[Portion]:
    own = set(parquet.schema_arrow.names)
    also = {key: str(value) for key, value in keys.items() if key not in own and _is_of(key, fields)}
    schema = parquet.schema_arrow
    for key in also:
        schema = schema.append(pa.field(key, pa.string()))
    return _conformed(name, _parquet_portions(name, parquet, fields, size, also), schema, fields)


# --- CSV ---


def _csv(path: Path) -> tuple[Iterator[Portion], pa.Schema]:
    broken: list[tuple[int, str]] = []

    def refuse(row: Any) -> str:
        # The first line holds the names of the columns.
        what = f"a row of {row.actual_columns} cells is given, {row.expected_columns} are expected"
        broken.append((row.number - 2, what))
        return "skip"

    names, mark = _head(path)
    try:
        reader = pa.csv.open_csv(
            path,
            read_options=pa.csv.ReadOptions(use_threads=False, block_size=_BLOCK),
            parse_options=pa.csv.ParseOptions(delimiter=mark, newlines_in_values=True, invalid_row_handler=refuse),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        )
    except (pa.ArrowException, OSError) as error:
        raise PortfolioError(f"{path.name} cannot be read as CSV: {_first_line(error)}") from None

    def read() -> Iterator[Portion]:
        try:
            for batch in reader:
                found, broken[:] = tuple(broken), []
                yield Portion(batch, found)
        except (pa.ArrowException, OSError) as error:
            raise PortfolioError(f"{path.name} breaks off: {_first_line(error)}") from None
        if broken:
            yield Portion(pa.RecordBatch.from_pylist([], schema=reader.schema), tuple(broken))

    return read(), reader.schema


def _head(path: Path) -> tuple[list[str], str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
    except UnicodeDecodeError:
        raise PortfolioError(f"{path.name} is not a text in UTF-8") from None
    except OSError as error:
        raise PortfolioError(f"{path.name} cannot be read: {error.strerror or error}") from None
    if not first.strip():
        raise PortfolioError(f"{path.name}: the first line holds the names of the columns; it is empty")
    mark = max(",;\t", key=first.count)
    names = next(csv.reader([first], delimiter=mark))
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise PortfolioError(f"{path.name}: the column '{twice[0][:60]}' stands twice")
    return names, mark


# --- JSON lines ---


_JSON_SCHEMA: Final = pa.schema(
    [pa.field(each.name, each.written) for each in COMPANIES if not pa.types.is_map(each.type)]
)
_LINES: Final = _JSON_SCHEMA.append(pa.field("parameters", pa.string()))


def _json(path: Path, size: int) -> Iterator[Portion]:
    begin = 0
    try:
        with path.open("rb") as stream:
            while lines := stream.readlines(size * 400):
                yield _json_portion(lines, begin)
                begin += len(lines)
    except OSError as error:
        raise PortfolioError(f"{path.name} cannot be read: {error.strerror or error}") from None


def _json_portion(lines: list[bytes], begin: int) -> Portion:
    """Return the rows of some lines: at once where every line is one, else line by line."""
    block = b"".join(lines)
    if not any(b'"format"' in line for line in lines) and all(line.strip() for line in lines):
        try:
            options = pa.json.ParseOptions(explicit_schema=_JSON_SCHEMA, unexpected_field_behavior="infer")
            read = pa.json.ReadOptions(use_threads=False, block_size=len(block) + 1)
            table = pa.json.read_json(pa.BufferReader(block), read, options).combine_chunks()
            if table.num_rows == len(lines):
                return Portion(_settled(table).to_batches(len(lines))[0])
        except pa.ArrowException:
            pass
    rows, broken = [], []
    for place, line in enumerate(lines, begin):
        try:
            rows.append(_json_row(line))
        except (ChannelRulesError, Problems, ValueError, RecursionError) as error:
            broken.append((place, _told(error)))
    return Portion(pa.RecordBatch.from_pylist(rows, schema=_LINES), tuple(broken))


def _settled(table: pa.Table) -> pa.Table:
    """Return a table with the columns that every portion of the file has."""
    if "parameters" in table.schema.names:
        told = [
            each and json.dumps({key: value for key, value in each.items() if value is not None})
            for each in table.column("parameters").to_pylist()
        ]
        table = table.drop_columns(["parameters"]).append_column("parameters", pa.array(told, pa.string()))
    else:
        table = table.append_column("parameters", pa.nulls(table.num_rows, pa.string()))
    return table.select(_LINES.names).cast(_LINES)


def _told(error: BaseException) -> str:
    if isinstance(error, Problems):
        return "; ".join(str(each) for each in error.exceptions)
    return f"this line is no JSON: {error}" if isinstance(error, json.JSONDecodeError) else str(error)


def _json_row(line: bytes) -> dict[str, Any]:
    """Return a line as a row: a row of the table, or a whole profile, which has a format."""
    from channelrules.portfolio.rows import checked_data_of

    told = json.loads(line.decode("utf-8"))
    if not isinstance(told, Mapping):
        raise PortfolioError("a JSON object on each line is expected")
    whole = "format" in told
    profile = parse_profile(told if whole else checked_data_of(told), source="")
    row = row_of(profile, profile.company.name if whole else str(told.get(KEY) or ""))
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


def _conformed(
    name: str, portions: Iterator[Portion], schema: pa.Schema, fields: tuple[Field, ...]
) -> Iterator[Portion]:
    """Return the portions with the columns of the form alone, dotted names put together."""
    check_columns(name, schema, fields)
    return (attrs.evolve(portion, rows=conformed(portion.rows, fields)) for portion in portions)
