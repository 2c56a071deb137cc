"""Converts a row of the table to a profile, for `Rulebook.assess`, and back."""

from __future__ import annotations

import contextlib
import datetime
import decimal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from channelrules.errors import ProfileError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.formats import load_json
from channelrules.facts.own import NO_FACTS, Declared
from channelrules.facts.paths import CLASSES, NONE_DECLARED
from channelrules.facts.profile import Channel, CommunicationPlan, Company, EditorialPlan, Profile
from channelrules.facts.reader import FORMAT
from channelrules.language.types import Kind
from channelrules.portfolio.table_schema import EXISTS, KEY, MEASURED, Field, schema
from channelrules.told import seen

if TYPE_CHECKING:
    from channelrules.decision.rulebook import Rulebook

__all__ = ["checked_data_of", "contradictions", "opened", "opened_cell", "profile_data_of", "row_of", "table"]


_UNFIT = (pa.ArrowException, TypeError, ValueError, OverflowError)


def table(profiles: Iterable[Profile], keys: Iterable[str] | None = None, rulebook: Rulebook | None = None) -> pa.Table:
    """Return profiles as a table with every column, one row each.

    Args:
        profiles: what is known of each company.
        keys: what tells each from every other; their names where left out.
        rulebook: whose houses declare the facts of their own that the profiles state.

    Examples:
        >>> cr.portfolio.table([profile]).num_rows
        1
    """
    given = list(profiles)
    named = [each.company.name for each in given] if keys is None else list(keys)
    rows = [row_of(each, key) for each, key in zip(given, named, strict=True)]
    return pa.Table.from_pylist(rows, schema=schema(rulebook=rulebook))


def row_of(profile: Profile, key: str) -> dict[str, Any]:
    """Return a profile as a row of the table."""
    told = _told(profile)
    return {KEY: key, **told.pop("company"), **told, "parameters": list(profile.parameters.items()) or None}


def _told(instance: Any) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, spec in specification(type(instance)):
        value = getattr(instance, name)
        if spec.table is not None and not spec.listed:
            plain = value is not None and value != spec.absent
            told[name] = (
                {**(_told(value) if plain else {}), EXISTS: plain} if value is not None and spec.absent else None
            )
            if plain and not spec.absent:
                told[name] = _told(value)
        elif spec.table is not None:
            told[name] = None if value is None else [_told(each) for each in value]
        elif spec.absent and spec.type.kind is Kind.NUMBER:
            told[name] = None if value == spec.absent else value
            told[MEASURED] = None if value is None else value != spec.absent
        else:
            told[name] = _plain(value)
    return told | {name: _plain(value) for name, value in getattr(instance, "own", NO_FACTS).items()}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _specs(cls: type, declared: Declared) -> Iterator[tuple[str, Spec]]:
    """Yield each attribute of a class with what it may hold, those that houses declare after ours."""
    yield from specification(cls)
    for holder, own in declared.items():
        if CLASSES[holder] is cls:
            yield from own.items()


def profile_data_of(row: Mapping[str, Any], declared: Declared = NONE_DECLARED) -> dict[str, Any]:
    """Return a row of the table as the plain data of a profile, such as `parse_profile` reads.

    ``declared`` are the facts of houses.

    Texts in a row are converted to the values that they stand for, where possible.
    """
    company = {name: _value(spec, row.get(name)) for name, spec in _specs(Company, declared)}
    company["name"] = str(row.get(KEY)) if company["name"] is None else company["name"]
    told: dict[str, Any] = {"format": FORMAT, "company": _stated(company)}
    for name, spec in specification(Profile):
        if name != "company":
            told[spec.key or name] = _value(spec, row.get(name), declared)
    told["parameters"] = _pairs(opened_cell(row.get("parameters")))
    return _stated(told)


_BRACKETS: Final = str.maketrans("", "", '[]"')


def _pairs(given: Any) -> Any:
    """Return a map, which Arrow gives as pairs, as a dictionary; anything else, or with a duplicate name, unchanged."""
    try:
        found = dict(given) if isinstance(given, Mapping | list) else None
    except (TypeError, ValueError):
        found = None
    if found is None or len(found) < len(given):
        return given
    return {key: value for key, value in found.items() if value is not None} or None


def _stated(told: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value is not None}


def opened(cells: Sequence[str | None], field: Field) -> tuple[pa.Array, NDArray[np.bool_]]:
    """Return cells of JSON as a column of tables, and a mask of those that are not tables."""
    told = [_alone(field.spec, opened_cell(each)) for each in cells]
    fails = np.zeros(len(told), dtype=np.bool_)
    try:
        return pa.array(told, field.written), fails
    except _UNFIT:
        for place, each in enumerate(told):
            try:
                pa.array([each], field.written)
            except _UNFIT:
                fails[place], told[place] = _loosened(each, field)
    return pa.array(told, field.written), fails


def _alone(spec: Spec, value: Any) -> Any:
    """Return the value of a cell, with a list for each word that may stand for one."""
    if isinstance(value, list):
        return [_alone(spec, each) for each in value]
    if spec.table is None or not isinstance(value, Mapping):
        return value
    specs = dict(specification(spec.table))
    return {
        name: [each]
        if name in specs and specs[name].lone and isinstance(each, str)
        else _alone(specs[name], each)
        if name in specs
        else each
        for name, each in value.items()
    }


def _loosened(given: Any, field: Field) -> tuple[bool, Any]:
    """Return whether a value is invalid in a column of tables, and the value with its texts converted."""
    try:
        made = _loose(given, field)
        pa.array([made], field.written)
    except _UNFIT:
        return True, None
    return False, made


def _loose(given: Any, field: Field) -> Any:
    if not field.fields:
        value = _value(field.spec, given)
        return int(value) if field.spec.whole and isinstance(value, float) and value.is_integer() else value
    if field.spec.absent and given == field.spec.absent:
        return {EXISTS: False}
    value = opened_cell(given)
    if field.spec.listed and isinstance(value, list):
        return [_loose_struct(each, field) for each in value]
    return value if field.spec.listed else _loose_struct(value, field)


def _loose_struct(given: Any, field: Field) -> Any:
    if not isinstance(given, Mapping):
        return given
    stated = dict(given)
    if MEASURED in {each.name for each in field.fields} and stated.get("return_per_month") == "not_measured":
        stated |= {"return_per_month": None, MEASURED: False}
    return {each.name: _loose(stated[each.name], each) for each in field.fields if stated.get(each.name) is not None}


def opened_cell(given: Any) -> Any:
    """Return the value of a cell: its text parsed as JSON, or itself."""
    if isinstance(given, str):
        with contextlib.suppress(ProfileError, RecursionError):
            return load_json(given)
    return given or None


def _value(spec: Spec, given: Any, declared: Declared = NONE_DECLARED) -> Any:
    if spec.table is not None:
        value = opened_cell(given) if isinstance(given, str) and given != spec.absent else given
        if spec.listed:
            return [_table(spec.table, each, declared) for each in value] if isinstance(value, list) else value
        return _one(spec, value, declared) if isinstance(value, Mapping) else value or None
    if isinstance(given, datetime.datetime):
        return given.date()
    if isinstance(given, decimal.Decimal):
        return float(given)
    if not isinstance(given, str):
        return given
    word = given.strip()
    if not word and spec.type.kind is not Kind.TEXT:
        return None
    match spec.type.kind:
        case Kind.NUMBER:
            with contextlib.suppress(ValueError, OverflowError):
                return float(word)
        case Kind.YES_NO:
            return {"true": True, "false": False}.get(word, given)
        case Kind.SET if not spec.type.options:
            bare = word.translate(_BRACKETS).replace(";", ",").split(",")
            return [each.strip() for each in bare if each.strip()]
        case Kind.SET:
            for mark in '[]",;':
                word = word.replace(mark, " ")
            return word.split()
        case Kind.DATE:
            return word
        case _:
            return given
    return given


def _one(spec: Spec, value: Mapping[str, Any], declared: Declared) -> Any:
    assert spec.table is not None
    told = _table(spec.table, value, declared)
    exists = _value_of_flag(value.get(EXISTS))
    if exists is False:
        return spec.absent
    return told if told or exists else None


def _value_of_flag(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    return {"true": True, "false": False, "": None}.get(given.strip(), given)


def _table(cls: type, value: Any, declared: Declared) -> Any:
    if not isinstance(value, Mapping):
        return value
    told = {spec.key or name: _value(spec, value.get(name), declared) for name, spec in _specs(cls, declared)}
    if cls is Channel and _value_of_flag(value.get(MEASURED)) is False:
        told["return_per_month"] = "not_measured" if told["return_per_month"] is None else told["return_per_month"]
    return _stated(told)


def contradictions(row: Mapping[str, Any], declared: Declared = NONE_DECLARED) -> Iterator[ProfileError]:
    """Yield the places where a row states both that a table exists and that it does not."""
    for name in ("communication_plan", "channels", "waivers", "networks", "parameters"):
        yield from _closed(row.get(name), name)
    plan = opened_cell(row.get("communication_plan"))
    yield from _unclear(plan, EXISTS, "communication_plan")
    yield from _denied(CommunicationPlan, plan, "communication_plan", declared)
    channels = opened_cell(row.get("channels"))
    for position, channel in enumerate(channels if isinstance(channels, list) else ()):
        if isinstance(channel, Mapping):
            path = f"channels[{position}]"
            editorial = opened_cell(channel.get("editorial_plan"))
            yield from _unclear(editorial, EXISTS, f"{path}.editorial_plan")
            yield from _unclear(channel, MEASURED, path)
            yield from _denied(EditorialPlan, editorial, f"{path}.editorial_plan", declared)
            if _value_of_flag(channel.get(MEASURED)) is False and channel.get("return_per_month") is not None:
                yield ProfileError("an amount is given for what is not measured", path=f"{path}.return_per_month")


def _unclear(value: Any, name: str, path: str) -> Iterator[ProfileError]:
    """Yield the places where a yes/no column, which only tables have, has another value."""
    flag = _value_of_flag(value.get(name)) if isinstance(value, Mapping) else None
    if flag is not None and not isinstance(flag, bool):
        yield ProfileError(f"{seen(flag)} is given, true or false is expected", path=f"{path}.{name}")


def _closed(cell: Any, path: str) -> Iterator[ProfileError]:
    """Yield why a JSON cell cannot be read."""
    if isinstance(cell, str) and cell.lstrip()[:1] in {"[", "{"}:
        try:
            load_json(cell)
        except (ProfileError, RecursionError) as error:
            yield ProfileError(getattr(error, "message", "nested too deeply"), path=path)


def checked_data_of(row: Mapping[str, Any], declared: Declared = NONE_DECLARED) -> dict[str, Any]:
    """Return a row as `profile_data_of` does.

    Raises:
        ProfileError: it states both that a table exists and that it does not.
    """
    for problem in contradictions(row, declared):
        raise problem
    return profile_data_of(row, declared)


def _denied(cls: type, value: Any, path: str, declared: Declared) -> Iterator[ProfileError]:
    if isinstance(value, Mapping) and _value_of_flag(value.get(EXISTS)) is False and _table(cls, value, declared):
        yield ProfileError("facts are stated of what is said not to exist", path=path)
