"""Writes tables to files: Parquet, CSV and JSON lines, each identified by the digest of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from channelrules.printable import sheet_text

__all__ = ["FORMATS", "digest_of", "plain", "write_table"]


def digest_of(path: Path) -> str:
    """Return a digest of a file's content, as hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()


def plain(table: pa.RecordBatch | pa.Table) -> pa.Table:
    """Return a table without dictionary columns, for formats that have none."""
    whole = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
    types = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in whole.schema]
    return whole.cast(pa.schema(list(zip(whole.schema.names, types, strict=True))))


def write_table(table: pa.RecordBatch, path: Path, form: str) -> None:
    """Write a table to a file.

    Args:
        table: what is written; texts may be coded.
        path: the file, which is not there yet.
        form: one of `FORMATS`.

    Raises:
        OSError: it cannot be written.
    """
    _WRITERS[form](table, path)


def _to_parquet(table: pa.RecordBatch, path: Path) -> None:
    coded = [each.name for each in table.schema if pa.types.is_dictionary(each.type)]
    pa.parquet.write_table(
        pa.Table.from_batches([table]), path, compression="lz4", use_dictionary=coded, write_statistics=False
    )


def _to_csv(table: pa.RecordBatch, path: Path) -> None:
    # A program of tables computes what begins like a formula, wherever it comes from.
    columns = [_reworded(each, sheet_text) if _is_text(each.type) else each for each in table.columns]
    pa.csv.write_csv(pa.Table.from_arrays(columns, table.schema.names), path)


def _to_jsonl(table: pa.RecordBatch, path: Path) -> None:
    parts: list[Any] = []
    for place, (name, column) in enumerate(zip(table.schema.names, table.columns, strict=True)):
        before = pa.scalar(f"{', ' if place else '{'}{json.dumps(name)}: ", pa.large_string())
        parts += [before, _reworded(column, _as_json, nothing="null")]
    with path.open("wb") as stream:
        if table.num_rows:
            # Texts of an array stand one after another in its last buffer.
            ends = (pa.scalar(each, pa.large_string()) for each in ("}\n", ""))
            stream.write(pc.binary_join_element_wise(*parts, *ends).buffers()[2])


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_.value_type if pa.types.is_dictionary(type_) else type_))


def _reworded(column: pa.Array, told: Callable[[Any], str], nothing: str | None = None) -> pa.Array:
    """Return a column of texts, made of each different value once."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = pa.array([*map(told, coded.dictionary.to_pylist()), nothing], pa.large_string())
    places = coded.indices.cast(pa.int32()).fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    return words.take(pa.array(places.astype(np.int32)))


_WRITERS: Final[Mapping[str, Callable[[pa.RecordBatch, Path], None]]] = {
    "parquet": _to_parquet,
    "csv": _to_csv,
    "jsonl": _to_jsonl,
}
FORMATS: Final = tuple(_WRITERS)
