"""Two flat tables, companies and channels, as one table with the channels of each company in a list.

Small tables are joined in memory, and the companies keep their order. Larger ones are first split by company into
files, so many that each part is small and memory does not grow with the tables.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from channelrules.portfolio.portion import Portion, Source
from channelrules.portfolio.table_schema import KEY
from channelrules.portfolio.unreadable import keys_of

__all__ = ["joined"]

_IN_MEMORY: Final = 256 << 20
_PARTS: Final = 64
_PLACE: Final = "place in the input"


def joined(companies: Source, open_channels: Callable[[], Source], size: int, limit: int = _IN_MEMORY) -> Source:
    """Return the table of companies with their channels in a list.

    Channels that belong to no company of the table are refused, each as a row of its own.

    Args:
        companies: the table of companies; it is read to its end before anything else is opened, since some
            databases have one open result at a time.
        open_channels: opens the table of channels.
        size: about how many companies a portion has.
        limit: the size in bytes up to which each is kept in memory.
    """
    folder = tempfile.TemporaryDirectory(prefix="channelrules-")
    left = _Spool(Path(folder.name) / "companies", limit)
    right = _Spool(Path(folder.name) / "channels", limit)
    for portion in companies.portions:
        left.add(portion)
    channels = open_channels()
    missing = (*companies.missing, *(f"channels[].{each}" for each in channels.missing))
    extra = (*companies.extra, *(f"channels[].{each}" for each in channels.extra))
    files = None if companies.files is None or channels.files is None else companies.files + channels.files

    def portions() -> Iterator[Portion]:
        with folder:
            for portion in channels.portions:
                right.add(portion)
            yield from _parts(left, right, size)

    return Source(companies.name, portions(), missing, extra, companies.rows, files)


def _parts(left: _Spool, right: _Spool, size: int) -> Iterator[Portion]:
    parts = range(_PARTS if left.parts or right.parts else 1)
    if len(parts) > 1:
        left.split()
        right.split()
    for part in parts:
        yield from _part(left.read(part), right.read(part), size)
    orphans = tuple((None, f"channels, row {place}: {why}") for place, why in right.broken)
    if left.broken or orphans:
        yield Portion(_none(left.schema), tuple(left.broken), orphans=orphans)


@attrs.define
class _Spool:
    """A table kept in memory up to a limit, and in files by company beyond it."""

    folder: Path
    limit: int
    tables: list[pa.Table] = attrs.field(factory=list)
    parts: dict[int, Any] = attrs.field(factory=dict)
    broken: list[tuple[int, str]] = attrs.field(factory=list)
    lines: int = 0
    bytes: int = 0
    schema: pa.Schema | None = None

    def add(self, portion: Portion) -> None:
        """Add some rows."""
        self.broken += portion.broken
        table = _plain(pa.Table.from_batches([portion.rows]))
        broken = [place for place, _ in portion.broken]
        free = np.setdiff1d(np.arange(self.lines, self.lines + portion.lines), broken)[: table.num_rows]
        table = table.append_column(_PLACE, pa.array(free, pa.int64()))
        self.lines += portion.lines
        self.schema = table.schema if self.schema is None else self.schema
        self.bytes += table.nbytes
        self.tables.append(table)
        if self.bytes > self.limit or self.parts:
            self.split()

    def split(self) -> None:
        """Move the rows in memory to the files."""
        self.folder.mkdir(exist_ok=True)
        for table in self.tables:
            which = _part_of(table.column(KEY))
            for part in np.unique(which).tolist():
                if part not in self.parts:
                    self.parts[part] = pa.ipc.new_stream(self.folder / str(part), table.schema)
                self.parts[part].write_table(table.filter(pa.array(which == part)))
        self.tables = []

    def read(self, part: int) -> pa.Table:
        """Return the rows of a part."""
        if not self.folder.exists():
            return pa.concat_tables(self.tables, promote_options="permissive") if self.tables else _nothing(self.schema)
        if part not in self.parts:
            return _nothing(self.schema)
        self.parts[part].close()
        with pa.ipc.open_stream(self.folder / str(part)) as stream:
            return stream.read_all()


def _nothing(schema: pa.Schema | None) -> pa.Table:
    return (schema or pa.schema({KEY: pa.string(), _PLACE: pa.int64()})).empty_table()


def _none(schema: pa.Schema | None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=_nothing(schema).drop_columns([_PLACE]).schema)


def _plain(table: pa.Table) -> pa.Table:
    # Dictionary codes of one piece do not apply in another.
    types = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in table.schema]
    key = table.schema.get_field_index(KEY)
    types[key] = pa.string()
    return table.cast(pa.schema(list(zip(table.schema.names, types, strict=True))))


def _part_of(keys: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    coded = keys.combine_chunks().dictionary_encode()
    words = coded.dictionary.cast(pa.binary()).to_pylist()
    hashed = np.array([zlib.crc32(word) % _PARTS for word in words] + [0], dtype=np.int64)
    found: np.ndarray[Any, np.dtype[np.int64]] = hashed[
        pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
    ]
    return found


def _part(companies: pa.Table, channels: pa.Table, size: int) -> Iterator[Portion]:
    owner = pc.index_in(channels.column(KEY), value_set=companies.column(KEY).combine_chunks(), skip_nulls=True)
    place = pc.fill_null(owner, -1).to_numpy()
    # Of two rows of one company the first has the channels; the other is refused later.
    order = np.argsort(place, kind="stable")
    lost, kept = np.split(order, [int(np.count_nonzero(place < 0))])
    members = channels.take(pa.array(kept)).drop_columns([KEY, _PLACE])
    struct = pa.StructArray.from_arrays([_whole(each) for each in members.columns], members.schema.names)
    counts = np.bincount(place[kept], minlength=companies.num_rows)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    places = companies.column(_PLACE).to_numpy()
    nested = companies.drop_columns([_PLACE]).append_column(
        "channels", pa.ListArray.from_arrays(pa.array(offsets), struct)
    )
    begin = 0
    for batch in nested.combine_chunks().to_batches(size):
        yield Portion(batch, places=places[begin : begin + batch.num_rows])
        begin += batch.num_rows
    if len(lost):
        orphans = channels.take(pa.array(lost))
        named = keys_of(orphans.column(KEY).combine_chunks())
        why = [
            f"channels, row {row}: {_lost(key)}"
            for row, key in zip(orphans.column(_PLACE).to_pylist(), named, strict=True)
        ]
        yield Portion(_none(companies.schema), orphans=tuple(zip(named, why, strict=True)))


def _lost(key: str | None) -> str:
    return f"there is no company '{key[:60]}' in the table" if key else "it belongs to no company"


def _whole(column: pa.ChunkedArray) -> pa.Array:
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else pa.array([], column.type)
