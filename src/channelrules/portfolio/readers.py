"""Opens tables of companies: files, folders, and anything with Arrow's interface."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset
import pyarrow.parquet

from channelrules.errors import PortfolioError
from channelrules.facts.reader import NO_HOUSE, HouseFacts
from channelrules.portfolio.decode import is_list
from channelrules.portfolio.normalize import check_columns, conformed, differences
from channelrules.portfolio.portion import Files, Portion, Source, first_line
from channelrules.portfolio.table_schema import COMPANIES, KEY, Field
from channelrules.portfolio.text_files import csv_portions, json_portions

__all__ = ["open_source"]

SUFFIXES: Final = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
}
_TOLD: Final = 10
# An undecodable column name raises Python's own error.
_DAMAGED: Final = (pa.ArrowException, OSError, ValueError, LookupError)
_NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"


def open_source(
    given: Any,
    fields: tuple[Field, ...] = COMPANIES,
    size: int = 20_000,
    *,
    coded: bool = True,
    own: HouseFacts = NO_HOUSE,
) -> Source:
    """Return a table opened for reading.

    Args:
        given: a path (Parquet, CSV, JSON lines; a folder of Parquet files), or anything that speaks the
            Arrow C stream interface.
        fields: the columns of the schema.
        size: about how many rows are read at once.
        coded: whether texts of Parquet files may be dictionary-encoded: faster, unless pieces are joined.
        own: the facts that houses declare, which ``fields`` have too.

    Raises:
        PortfolioError: it is not there, cannot be read, or is none of these.
    """
    if isinstance(given, str | os.PathLike):
        return _from_path(Path(given), fields, size, own, coded=coded)
    if isinstance(given, pa.RecordBatchReader) or hasattr(given, "__arrow_c_stream__"):
        try:
            reader = given if isinstance(given, pa.RecordBatchReader) else pa.RecordBatchReader.from_stream(given)
        except Exception as error:  # noqa: BLE001 - errors of the library that holds the table
            raise PortfolioError(f"the table cannot be read as Arrow: {first_line(error)}") from None
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
        raise PortfolioError(f"the table breaks off: {first_line(error)}") from None


def _source(
    name: str,
    portions: Iterator[Portion],
    schema: pa.Schema,
    fields: tuple[Field, ...],
    rows: int | None = None,
    files: Files | None = None,
) -> Source:
    check_columns(name, schema, fields)
    missing, extra = differences(schema, fields)
    return Source(name, _conformed(portions, fields), missing, extra, rows, files)


def _from_path(path: Path, fields: tuple[Field, ...], size: int, own: HouseFacts, *, coded: bool) -> Source:
    try:
        if not path.exists():
            raise PortfolioError(f"{path.name}: there is no such file or folder")
        if path.is_dir():
            return _folder(path, fields, size, coded=coded)
        form = SUFFIXES.get(path.suffix.lower())
        if form is None:
            expected = f"{', '.join(SUFFIXES)} or a folder is expected"
            raise PortfolioError(f"{path.name}: {expected}, not '{path.suffix[:20]}'")
        if not path.is_file():
            raise PortfolioError(f"{path.name}: this is no regular file")
        files = Files(((path.name, path),))
    except OSError as error:
        raise PortfolioError(f"{path.name[:100]} cannot be read: {error.strerror or error}") from None
    if form == "json":
        return Source(path.name, json_portions(path, size, own), files=files)
    if form == "csv":
        portions, schema = csv_portions(path)
        return _source(path.name, portions, schema, fields, None, files)
    file = _parquet(path, fields, coded=coded)
    portions = _parquet_portions(path.name, file, fields, size)
    return _source(path.name, portions, file.schema_arrow, fields, file.metadata.num_rows, files)


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
        coded_texts = [each for each in texts if coded and each in known]
        return pa.parquet.ParquetFile(
            path, metadata=plain.metadata, read_dictionary=coded_texts, page_checksum_verification=True
        )
    except _DAMAGED as error:
        raise PortfolioError(f"{path.name} cannot be read as Parquet: {first_line(error)}") from None


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
    keys: Mapping[str, str] | None = None,
) -> Iterator[Portion]:
    own = set(file.schema_arrow.names)
    stated = {key: value for key, value in (keys or {}).items() if key not in own and _is_of(key, fields)}
    wanted = [each.name for each in file.schema_arrow if _is_of(each.name, fields)]
    try:
        # One row group at a time, since dictionaries differ between them.
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(size, row_groups=[group], columns=wanted, use_threads=False):
                _check_sound(name, batch)
                more = {key: pa.array([value] * batch.num_rows, pa.string()) for key, value in stated.items()}
                names = [*batch.schema.names, *more]
                yield Portion(pa.RecordBatch.from_arrays([*batch.columns, *more.values()], names))
    except _DAMAGED as error:
        raise PortfolioError(f"{name} breaks off: {first_line(error)}") from None


def _check_sound(name: str, batch: pa.RecordBatch) -> None:
    """Refuse the content of a damaged file; undecodable texts are left to the reader of rows."""
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid as error:
        if "UTF8" not in str(error) or any(_is_out_of_bounds(each) for each in batch.columns):
            raise PortfolioError(f"{name} is damaged: {first_line(error)}") from None


def _is_out_of_bounds(array: pa.Array) -> bool:
    """Return whether a dictionary code is out of bounds."""
    if pa.types.is_dictionary(array.type):
        found = pc.min_max(array.indices).as_py()
        return found["min"] is not None and not 0 <= found["min"] <= found["max"] < len(array.dictionary)
    if pa.types.is_struct(array.type):
        return any(map(_is_out_of_bounds, array.flatten()))
    return is_list(array.type) and _is_out_of_bounds(array.flatten())


def _is_of(name: str, fields: tuple[Field, ...]) -> bool:
    return any(name.partition(".")[0] == each.name for each in fields)


def _folder(path: Path, fields: tuple[Field, ...], size: int, *, coded: bool) -> Source:
    try:
        # Without an explicit schema it would open some files and report errors without their names.
        dataset = pa.dataset.dataset(path, format="parquet", schema=pa.schema([]))
        pieces = sorted(Path(each.path) for each in dataset.get_fragments())
    except _DAMAGED as error:
        raise PortfolioError(f"{path.name} cannot be read as a folder of Parquet files: {first_line(error)}") from None
    if not pieces:
        raise PortfolioError(f"{path.name}: there are no Parquet files in this folder")
    opened: list[tuple[str, pa.parquet.ParquetFile, Mapping[str, str], pa.Schema]] = []
    problems: list[str] = []
    for file in pieces:
        inside = Path(os.path.relpath(file, path))
        name = f"{path.name}/{inside.as_posix()}"
        keys = _keys_in(inside)
        try:
            parquet = _parquet(file, fields, coded=coded)
            schema = _with_keys(parquet.schema_arrow, keys)
            check_columns(name, schema, fields)
            opened.append((name, parquet, keys, schema))
        except PortfolioError as error:
            problems.append(str(error))
    if problems:
        more = f"; and {len(problems) - _TOLD:,} more files" if len(problems) > _TOLD else ""
        raise PortfolioError("; ".join(problems[:_TOLD]) + more)
    portions = (
        portion
        for name, parquet, keys, _ in opened
        for portion in _conformed(_parquet_portions(name, parquet, fields, size, keys), fields)
    )
    rows = sum(parquet.metadata.num_rows for _, parquet, _, _ in opened)
    files = Files(tuple((os.path.relpath(each, path), each) for each in pieces))
    missing, extra = _differences([schema for *_, schema in opened], fields)
    return Source(path.name, portions, missing, extra, rows, files)


def _keys_in(inside: Path) -> dict[str, str]:
    """Return the values for every row of a file from names of folders such as ``size=micro``."""
    parts = [part.partition("=") for part in inside.parts[:-1] if "=" in part]
    return {key: unquote(value) for key, _, value in parts if value != _NO_VALUE}


def _with_keys(schema: pa.Schema, keys: Mapping[str, str]) -> pa.Schema:
    """Return the columns of a file, with those from its path."""
    for key in sorted(set(keys) - set(schema.names)):
        schema = schema.append(pa.field(key, pa.string()))
    return schema


def _differences(schemas: Sequence[pa.Schema], fields: tuple[Field, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of the schema that no file has, and those of files that the schema lacks."""
    found = [differences(schema, fields) for schema in schemas]
    lacking = set.intersection(*(set(missing) for missing, _ in found))
    known = [name for name in found[0][0] if name in lacking]
    return tuple(known), tuple(sorted({name for _, extra in found for name in extra}))


def _conformed(portions: Iterator[Portion], fields: tuple[Field, ...]) -> Iterator[Portion]:
    """Return the portions with only the columns of the schema, dotted names joined into structs."""
    return (attrs.evolve(portion, rows=conformed(portion.rows, fields)) for portion in portions)
