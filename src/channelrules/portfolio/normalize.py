"""Checks the columns of a table against the schema: missing columns, extra columns, and types that cannot be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import pyarrow as pa

from channelrules.errors import PortfolioError, did_you_mean
from channelrules.facts.fields import Spec
from channelrules.portfolio.decode import accepts, is_list, is_text
from channelrules.portfolio.table_schema import COMPANIES, KEY, Field

_NO_FACTS = frozenset({"name", "waivers", "networks", "provenance", "parameters", "return_measured", "url", "note"})
"""Columns that may be absent without making a fact unknown."""

__all__ = ["check_columns", "conformed", "differences"]


def check_columns(name: str, schema: pa.Schema, fields: tuple[Field, ...] = COMPANIES) -> None:
    """Refuse a table with columns that cannot hold what is expected.

    Raises:
        PortfolioError: a column has such a type, or the key is missing.
    """
    wanted = {each.name: each for each in fields}
    twice = [each for each in dict.fromkeys(schema.names) if schema.names.count(each) > 1]
    if twice:
        raise PortfolioError(f"{name}: the column '{twice[0][:60]}' stands twice")
    first = [each.partition(".")[0] for each in schema.names if "." in each]
    twice = [each for each in first if each in wanted and each in schema.names]
    if twice:
        raise PortfolioError(f"{name}: the column '{twice[0]}' stands there whole, and in parts such as '{twice[0]}.…'")
    problems = [
        problem
        for each in schema
        if each.name in wanted
        for problem in _misfits(wanted[each.name], each.type, each.name)
    ]
    if KEY not in schema.names:
        hint = did_you_mean(KEY, schema.names)
        problems.insert(0, f"the column '{KEY}' is missing, which tells each company from every other. {hint}".strip())
    if problems:
        raise PortfolioError(f"{name}: " + "; ".join(problems))


def conformed(batch: pa.RecordBatch, fields: tuple[Field, ...] = COMPANIES) -> pa.RecordBatch:
    """Return a batch with only the columns of the schema, dotted names joined into structs."""
    wanted = {each.name: each for each in fields}
    columns = {each: _plain(batch.column(each)) for each in batch.schema.names if each in wanted}
    apart: dict[str, dict[str, pa.Array]] = {}
    for column in batch.schema.names:
        first, dot, rest = column.partition(".")
        if dot and first in wanted and wanted[first].fields and not wanted[first].spec.listed:
            apart.setdefault(first, {})[rest] = _plain(batch.column(column))
    for first, parts in apart.items():
        columns.setdefault(first, pa.StructArray.from_arrays(list(parts.values()), list(parts)))
    return pa.RecordBatch.from_arrays(list(columns.values()), list(columns))


def _plain(column: pa.Array) -> pa.Array:
    """Return a column without view types, from which Arrow cannot take single rows."""
    wanted = _without_views(column.type)
    return column if wanted == column.type else column.cast(wanted)


def _without_views(type_: pa.DataType) -> pa.DataType:
    if pa.types.is_string_view(type_):
        return pa.string()
    if pa.types.is_struct(type_):
        return pa.struct([each.with_type(_without_views(each.type)) for each in type_])
    if is_list(type_):
        inside = _without_views(type_.value_type)
        views = pa.types.is_list_view(type_) or pa.types.is_large_list_view(type_)
        return pa.list_(inside) if views or inside != type_.value_type else type_
    if pa.types.is_dictionary(type_) and pa.types.is_string_view(type_.value_type):
        return pa.string()
    return type_


def _misfits(field: Field, type_: pa.DataType, path: str) -> Iterator[str]:
    """Yield the columns whose type cannot hold what is expected."""
    if pa.types.is_null(type_) or (is_text(type_) and (field.fields or pa.types.is_map(field.type))):
        return
    if pa.types.is_map(field.type):
        if not (pa.types.is_map(type_) or pa.types.is_struct(type_) or is_list(type_)):
            yield f"the column '{path}' is of the type {type_}, a map from name to number is expected"
        return
    inside = type_
    if field.fields:
        if field.spec.listed and is_list(type_):
            inside = type_.value_type
        elif field.spec.listed:
            yield f"the column '{path}' is of the type {type_}, a list of structs is expected"
            return
        if not pa.types.is_struct(inside):
            yield f"the column '{path}' is of the type {type_}, a struct is expected"
            return
        known = {each.name: each for each in field.fields}
        names = [each.name for each in inside]
        if len(set(names)) < len(names):
            yield f"a field of the column '{path}' stands twice"
        for each in inside:
            if each.name in known:
                yield from _misfits(known[each.name], each.type, f"{path}.{each.name}")
        return
    if not accepts(field.spec, type_) and not (field.name == KEY and pa.types.is_integer(type_)):
        yield f"the column '{path}' is of the type {type_}, {_expected(field.spec)} is expected"


def _expected(spec: Spec) -> str:
    return attrs.evolve(spec, absent="").expects()


def differences(schema: pa.Schema, fields: tuple[Field, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns of the schema that a table lacks, and those that the schema lacks."""
    missing: list[str] = []
    extra: list[str] = []
    dotted = {each.partition(".")[0] for each in schema.names}
    _compare(
        fields,
        {each.name: each.type for each in schema} | dict.fromkeys(dotted - set(schema.names)),
        "",
        missing,
        extra,
    )
    return tuple(missing), tuple(sorted(extra))


def _compare(
    fields: tuple[Field, ...],
    given: Mapping[str, pa.DataType | None],
    before: str,
    missing: list[str],
    extra: list[str],
) -> None:
    known = {each.name: each for each in fields}
    extra += [f"{before}{name}" for name in given if name not in known and name.partition(".")[0] not in known]
    for name, field in known.items():
        if name not in given:
            missing += [] if name in _NO_FACTS else [f"{before}{name}"]
            continue
        type_ = given[name]
        if type_ is not None and field.fields and is_list(type_):
            type_ = type_.value_type
        if type_ is not None and field.fields and pa.types.is_struct(type_):
            ending = "[]." if field.spec.listed else "."
            _compare(field.fields, {each.name: each.type for each in type_}, f"{before}{name}{ending}", missing, extra)
