"""Writes tables to files: Parquet, CSV and JSON lines, each identified by the digest of its content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from channelrules.printable import sheet_text

_ROWS: Final = 4096
_TOGETHER: Final = 4096
"""How many different texts neighbouring columns may have in all to be written together."""

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
        table: the table; texts may be dictionary-encoded.
        path: the file, which does not exist yet.
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
    # Spreadsheets compute cells that begin like a formula.
    columns = [_reworded(each, sheet_text) if _is_text(each.type) else each for each in table.columns]
    pa.csv.write_csv(pa.Table.from_arrays(columns, table.schema.names), path)


def _to_jsonl(table: pa.RecordBatch, path: Path) -> None:
    with path.open("wb") as stream:
        cells = list(_cells(table))
        # Some rows at a time: a buffer as large as the file would be requested from the system and returned each time.
        for begin in range(0, table.num_rows, _ROWS):
            told = [words.take(places[begin : begin + _ROWS]) for places, words in cells]
            # The texts of an array follow each other in its last buffer.
            stream.write(pc.binary_join_element_wise(*told, pa.scalar("", pa.large_string())).buffers()[2])


def _cells(table: pa.RecordBatch) -> Iterator[tuple[pa.Array, pa.Array]]:
    """Yield the texts of each row from left to right, names and brackets included: indices, and their texts.

    Neighbouring columns with few different texts are joined, as the cost is mostly the number of cells.
    """
    places: Any = np.zeros(table.num_rows, dtype=np.int32)
    words = ["{"]
    for at, (name, column) in enumerate(zip(table.schema.names, table.columns, strict=True)):
        # Numbers are written as Python writes them, as JSON does, too.
        more, told = _worded(column, _as_json if _is_text(column.type) else repr, nothing="null")
        before = f"{', ' if at else ''}{json.dumps(name)}: "
        ending = "}\n" if at == table.num_columns - 1 else ""
        told = [f"{before}{each}{ending}" for each in told]
        if len(words) * len(told) > _TOGETHER and len(words) > 1:
            yield pa.array(places), pa.array(words, pa.large_string())
            places, words = more, told
        else:
            places, words = places * np.int32(len(told)) + more, [one + other for one in words for other in told]
    yield pa.array(places), pa.array(words, pa.large_string())


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_.value_type if pa.types.is_dictionary(type_) else type_))


def _reworded(column: pa.Array, told: Callable[[Any], str]) -> pa.Array:
    """Return a column of texts, converting each different value once."""
    places, words = _worded(column, told, nothing=None)
    return pa.array(words, pa.large_string()).take(pa.array(places))


def _worded(
    column: pa.Array, told: Callable[[Any], str], nothing: str | None
) -> tuple[np.ndarray[Any, np.dtype[np.int32]], list[Any]]:
    """Return the text of each cell by its place among different ones, the last of them for no value."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = [*map(told, coded.dictionary.to_pylist()), nothing]
    places = coded.indices.cast(pa.int32()).fill_null(len(words) - 1).to_numpy(zero_copy_only=False)
    return places.astype(np.int32), words


_WRITERS: Final[Mapping[str, Callable[[pa.RecordBatch, Path], None]]] = {
    "parquet": _to_parquet,
    "csv": _to_csv,
    "jsonl": _to_jsonl,
}
FORMATS: Final = tuple(_WRITERS)
