"""Undecodable texts: files can hold bytes that are not UTF-8, and only the rows with them are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from channelrules.language.columns.ragged import Mask, owners
from channelrules.portfolio.decode import is_list, offsets_of

__all__ = ["keys_of", "readable"]


def readable(table: pa.RecordBatch) -> tuple[pa.RecordBatch, list[int]]:
    """Return a table in which every text can be decoded, and the rows that lost a value for it.

    Args:
        table: rows whose texts are not all in UTF-8; every value is checked, which is slow.
    """
    columns: list[Any] = []
    broken = np.zeros(table.num_rows, dtype=np.bool_)
    for column in table.columns:
        plain = column.cast(_plain(column.type))
        mask = _broken(plain)
        broken |= mask
        columns.append(pc.if_else(pa.array(mask), pa.scalar(None, plain.type), plain) if mask.any() else plain)
    return pa.RecordBatch.from_arrays(columns, table.schema.names), np.flatnonzero(broken).tolist()


def keys_of(column: pa.Array) -> list[str | None]:
    """Return the keys in a column, with undecodable bytes replaced."""
    raw = column.cast(pa.string()).cast(pa.binary()).to_pylist()
    return [each if each is None else each.decode("utf-8", "backslashreplace") for each in raw]


def _plain(type_: pa.DataType) -> pa.DataType:
    """Return a type without dictionaries, in which an undecodable word would affect all rows."""
    if pa.types.is_dictionary(type_):
        return type_.value_type
    if pa.types.is_struct(type_):
        return pa.struct([each.with_type(_plain(each.type)) for each in type_])
    if pa.types.is_map(type_):
        return type_
    return pa.list_(_plain(type_.value_type)) if is_list(type_) else type_


def _broken(array: pa.Array) -> Mask:
    """Return which values contain an undecodable text."""
    type_ = array.type
    mask = np.zeros(len(array), dtype=np.bool_)
    if pa.types.is_string(type_) or pa.types.is_large_string(type_):
        for place, each in enumerate(array.cast(pa.large_binary()).to_pylist()):
            mask[place] = each is not None and not _is_text(each)
    elif pa.types.is_struct(type_):
        for child in array.flatten():
            mask |= _broken(child)
    elif pa.types.is_map(type_):
        pairs = pa.StructArray.from_arrays([array.keys, array.items], ["key", "value"])
        mask = _broken(pa.ListArray.from_arrays(array.offsets, pairs))
    elif is_list(type_):
        offsets, members = offsets_of(array)
        mask[owners(offsets)[_broken(members)]] = True
    return mask


def _is_text(given: bytes) -> bool:
    try:
        given.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
