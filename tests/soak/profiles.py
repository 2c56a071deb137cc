"""Profiles out of columns, cheaply: attribute by attribute over a whole batch, unchecked.

The reader takes three times as long to read a row as the native engine to judge it. What is made here equals what the
reader gives: a test says so of a batch, and the soak of some companies of each lot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import channelrules as cr
from channelrules.facts.own import NO_FACTS, Declared, Own
from channelrules.facts.paths import CLASSES, NONE_DECLARED
from channelrules.language.types import Kind
from channelrules.portfolio.table_schema import EXISTS, KEY, MEASURED, Field, columns_of

_FEW: Final = 0.5
"""A column with fewer different values than this share of its length is read through them."""


def profiles_in(batch: pa.RecordBatch, declared: Declared = NONE_DECLARED) -> list[cr.Profile]:
    """Return the profile of each row of a batch, whose columns are those of the form, each of its type.

    Args:
        batch: rows that the reader takes.
        declared: the facts of houses.
    """
    reading = _Reading({CLASSES[holder]: frozenset(own) for holder, own in declared.items()})
    fields = {each.name: each for each in columns_of(declared)}
    told = {name: reading.values(field, batch.column(name)) for name, field in fields.items() if name != "parameters"}
    keys = told.pop(KEY)
    told["name"] = [key if name is None else name for name, key in zip(told["name"], keys, strict=True)]
    profile = {each.name for each in attrs.fields(cr.Profile)}
    company = reading.made(cr.Company, {name: told[name] for name in told if name not in profile}, len(keys))
    pairs = [dict(each or ()) for each in batch.column("parameters").to_pylist()]
    stated = {name: told[name] for name in told if name in profile}
    return reading.made(cr.Profile, {**stated, "company": company, "parameters": pairs}, len(keys))


@attrs.frozen
class _Reading:
    """Reads columns.

    Attributes:
        own: the names of the facts that houses declare, by the class that holds them.
    """

    own: Mapping[type, frozenset[str]]

    def values(self, field: Field, array: pa.Array) -> list[Any]:
        """Return the values of a column as a profile has them."""
        if field.fields and field.spec.listed:
            return _grouped(array, self.tables(field, pc.list_flatten(array)))
        if field.fields:
            return self.tables(field, array)
        if field.spec.type.kind is Kind.SET:
            return _grouped(array, _plain(pc.list_flatten(array)))
        values: list[Any] = _plain(array)
        return values

    def tables(self, field: Field, array: pa.Array) -> list[Any]:
        """Return the tables of a column of structs; what stands for one that is not there."""
        assert field.spec.table is not None
        children = {each.name: array.field(each.name) for each in field.fields}
        told = {name: self.values(each, children[name]) for name, each in ((each.name, each) for each in field.fields)}
        exists, measured = told.pop(EXISTS, None), told.pop(MEASURED, None)
        if measured is not None:
            told["return_per_month"] = [
                "not_measured" if amount is None and said is False else amount
                for amount, said in zip(told["return_per_month"], measured, strict=True)
            ]
        made: list[Any] = self.made(field.spec.table, told, len(array))
        if exists is None:
            return made
        some = np.zeros(len(array), dtype=np.bool_)
        for name in told:
            some |= children[name].is_valid().to_numpy(zero_copy_only=False)
        return [
            field.spec.absent if said is False else each if said or any_ else None
            for each, said, any_ in zip(made, exists, some.tolist(), strict=True)
        ]

    def made(self, cls: type, told: Mapping[str, Sequence[Any]], count: int) -> list[Any]:
        """Return instances of a class of the profile, given its attributes over all of them."""
        new = object.__new__
        found: list[Any] = [new(cls) for _ in range(count)]
        declared = self.own.get(cls, frozenset())
        for each in attrs.fields(cls):
            given: Iterable[Any]
            if each.name in told:
                absent = None if each.default is attrs.NOTHING else each.default
                given = told[each.name] if absent is None else [absent if it is None else it for it in told[each.name]]
            elif each.name == "own" and declared:
                given = [Own(dict(zip(declared, row, strict=True))) for row in zip(*(told[it] for it in declared))]  # noqa: B905 - columns of one batch are of one length
            elif each.name == "own":
                given = [NO_FACTS] * count
            else:
                given = [each.default] * count
            # An attribute's own descriptor puts a value past the class's checks, at the speed of C.
            deque(map(cls.__dict__[each.name].__set__, found, given), maxlen=0)
        return found


def _grouped(array: pa.Array, members: list[Any]) -> list[Any]:
    """Return the members of each list as a tuple, ``None`` where a list is not stated."""
    sizes = pc.list_value_length(array)
    ends = np.cumsum(sizes.fill_null(0).to_numpy(zero_copy_only=False)).tolist()
    begins = [0, *ends][: len(ends)]
    if not sizes.null_count:
        return [tuple(members[begin:end]) for begin, end in zip(begins, ends, strict=True)]
    stated = sizes.is_valid().to_numpy(zero_copy_only=False).tolist()
    return [
        tuple(members[begin:end]) if known else None for begin, end, known in zip(begins, ends, stated, strict=True)
    ]


def _plain(array: pa.Array) -> Any:
    """Return the plain values of a column, a list."""
    if not len(array) or pa.types.is_boolean(array.type):
        return array.to_pylist()
    coded = array.dictionary_encode()
    if len(coded.dictionary) > _FEW * len(array):
        return array.to_pylist()
    # Different values are few, and each is made a value of Python once.
    words = np.empty(len(coded.dictionary) + 1, dtype=object)
    words[:-1] = coded.dictionary.to_pylist()
    places = coded.indices.fill_null(len(coded.dictionary)).to_numpy(zero_copy_only=False)
    return words.take(places).tolist()
