"""A table in pieces of about one size, with duplicate companies refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from channelrules.portfolio.met import Met
from channelrules.portfolio.portion import Portion, Source
from channelrules.portfolio.table_schema import KEY

__all__ = ["Piece", "pieces"]


@attrs.frozen
class Piece:
    """Some rows of the input.

    Attributes:
        number: the number of the piece, from 0.
        rows: what was read.
        places: of each row its place in the input.
        refused: rows that are refused already, by their place in the piece, each with the reason.
        broken: places of the input from which no row could be read, each with the reason.
        orphans: channels of a table of their own that belong to no company: the company they name, and the reason.
    """

    number: int
    rows: pa.RecordBatch
    places: np.ndarray[Any, np.dtype[np.int64]]
    refused: Mapping[int, str]
    broken: tuple[tuple[int, str], ...]
    orphans: tuple[tuple[str | None, str], ...] = ()


def pieces(source: Source, size: int) -> Iterator[Piece]:
    """Yield the rows of a source in pieces of about a size, with duplicate companies refused."""
    with Met() as met:
        begin = 0
        for number, portion in enumerate(_sized(source.portions, size)):
            free = np.arange(begin, begin + portion.lines, dtype=np.int64)
            if portion.broken:
                free = np.setdiff1d(free, [place for place, _ in portion.broken])
            places = free[: portion.rows.num_rows] if portion.places is None else portion.places
            begin += portion.lines
            refused = {}
            if KEY in portion.rows.schema.names:
                again = met.repeated(portion.rows.column(KEY))
                refused = dict.fromkeys(again, f"{KEY}: another row before it is of the same company")
            yield Piece(number, portion.rows, places, refused, portion.broken, portion.orphans)


def _sized(portions: Iterator[Portion], size: int) -> Iterator[Portion]:
    waiting: list[Portion] = []
    for portion in portions:
        if portion.rows.num_rows > 2 * size:
            yield from _together(waiting)
            waiting = []
            for begin in range(0, portion.rows.num_rows, size):
                rows = portion.rows.slice(begin, size)
                places = None if portion.places is None else portion.places[begin : begin + size]
                first = begin == 0
                yield Portion(rows, portion.broken if first else (), places, portion.orphans if first else ())
            continue
        waiting.append(portion)
        if sum(each.rows.num_rows for each in waiting) >= size:
            yield from _together(waiting)
            waiting = []
    yield from _together(waiting)


def _together(waiting: Sequence[Portion]) -> Iterator[Portion]:
    if not waiting:
        return
    broken = tuple(each for portion in waiting for each in portion.broken)
    orphans = tuple(each for portion in waiting for each in portion.orphans)
    placed = any(portion.places is not None for portion in waiting)
    places = np.concatenate([each.places if each.places is not None else [] for each in waiting]) if placed else None
    if len(waiting) == 1:
        yield waiting[0]
        return
    tables = [pa.Table.from_batches([each.rows]) for each in waiting]
    try:
        whole = pa.concat_tables(tables, promote_options="permissive").combine_chunks()
    except pa.ArrowException:
        # Files of a folder can have columns whose types are each readable but do not fit together.
        yield from waiting
        return
    rows = whole.to_batches()[0] if whole.num_rows else pa.RecordBatch.from_pylist([], schema=whole.schema)
    yield Portion(rows, broken, places, orphans)
