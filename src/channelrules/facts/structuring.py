"""Structures plain data into frozen classes, and collects all problems.

cattrs walks the data and collects what fails. Wording is separate: `structure` turns its tree of
exceptions into problems with a key path, what was seen, and what was probably meant.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from channelrules.errors import ProfileError, did_you_mean
from channelrules.facts.fields import Spec, specification, too_many_members
from channelrules.facts.limits import MAX_MEMBERS, MAX_PROBLEMS
from channelrules.language.types import Kind
from channelrules.told import Told, seen, tell

__all__ = ["UNKNOWN_KEY", "Structurer", "key_text"]

UNKNOWN_KEY: Final = tell("unknown_key", "this key is unknown")
"""The message about an unknown key."""

_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

T = TypeVar("T")


@attrs.frozen(eq=False, repr=False)
class Structurer:
    """Builds classes that are declared with `channelrules.facts.fields` from plain data.

    Attributes:
        own: the facts that houses declare, by class and name; a table of the class may state them as well.
    """

    own: Mapping[type, Mapping[str, Spec]] = attrs.field(factory=dict)
    _hooks: dict[type, Callable[[object], Any]] = attrs.field(factory=dict)
    _converter: Converter = attrs.field(factory=lambda: Converter(detailed_validation=True))

    def structure(self, data: object, cls: type[T], path: str = "") -> tuple[T | None, list[ProfileError]]:
        """Return the instance and no problems, or ``None`` and every problem (the first fifty)."""
        try:
            return self._hook(cls)(data), []
        except (ClassValidationError, ProfileError) as error:
            return None, list(islice(_flatten(error, path, self.own), MAX_PROBLEMS))

    def member(self, spec: Spec, data: object, path: str) -> tuple[Any, list[ProfileError]]:
        """Return the value of one attribute and no problems, or ``None`` and every problem (the first fifty)."""
        try:
            return self._member_hook(spec)(data, None), []
        except (ClassValidationError, ProfileError) as error:
            return None, list(islice(_flatten(error, path, self.own), MAX_PROBLEMS))

    def _hook(self, cls: type) -> Callable[[object], Any]:
        if cls not in self._hooks:
            self._hooks[cls] = self._make(cls)
        return self._hooks[cls]

    def _make(self, cls: type) -> Callable[[object], Any]:
        overrides: dict[str, Any] = {
            name: override(rename=spec.key or name, struct_hook=self._member_hook(spec))
            for name, spec in specification(cls)
        }
        overrides |= {each.name: override(omit=True) for each in attrs.fields(cls) if each.name not in overrides}
        declared = self.own.get(cls, {})
        by_cattrs: Any = make_dict_structure_fn(cls, self._converter, _cattrs_forbid_extra_keys=True, **overrides)

        def build(data: object) -> Any:
            if not isinstance(data, Mapping):
                raise _given(_kind(data), _A_TABLE)
            given = {key: value for key, value in data.items() if value is not None}
            return self._with_own(cls, declared, given, by_cattrs) if declared else by_cattrs(given, cls)

        return build

    @staticmethod
    def _with_own(made: type, declared: Mapping[str, Spec], given: dict[Any, Any], build: Callable[..., Any]) -> Any:
        own: dict[str, object] = {}
        failed: list[Exception] = []
        for name in declared.keys() & given.keys():
            try:
                own[name] = _value(declared[name], given.pop(name))
            except ProfileError as error:
                failed.append(ProfileError(error.message, path=name, hint=error.hint))
        try:
            built = build(given, made)
        except ClassValidationError as error:
            if not failed:
                raise
            raise ClassValidationError("facts", [error, *failed], made) from None
        if failed:
            raise ClassValidationError("facts", failed, made)
        return attrs.evolve(built, own=own) if own else built

    def _member_hook(self, spec: Spec) -> Callable[[object, object], Any]:
        if spec.table is None:
            return lambda value, _: _value(spec, value)
        table = spec.table

        def nested(value: object, _: object) -> Any:
            if spec.absent and value == spec.absent:
                return value
            if not spec.listed:
                if isinstance(value, str):
                    raise _given(seen(value), _table_or(spec.absent) if spec.absent else _A_TABLE)
                return self._hook(table)(value)
            if not isinstance(value, list | tuple):
                raise _given(_kind(value), tell("list_of_tables", "a list of tables"))
            return self._list(table, value)

        return nested

    def _list(self, table: type, members: list[object] | tuple[object, ...]) -> tuple[Any, ...]:
        if len(members) > MAX_MEMBERS:
            raise ProfileError(too_many_members(len(members)))
        hook = self._hook(table)
        built: list[Any] = []
        failed: list[ProfileError] = []
        for position, member in enumerate(members):
            try:
                built.append(hook(member))
            except (ClassValidationError, ProfileError) as error:
                failed += islice(_flatten(error, f"[{position}]", self.own), MAX_PROBLEMS - len(failed))
            if len(failed) >= MAX_PROBLEMS:
                break
        if failed:
            raise ClassValidationError("members", failed, table)
        return tuple(built)


def _kind(value: object) -> Told:
    return _KINDS.get(type(value), _SINGLE)


_A_TABLE: Final = tell("a_table", "a table")
_SINGLE: Final = tell("a_single_value", "a single value")
_KINDS: Final[Mapping[type, Told]] = {
    dict: _A_TABLE,
    list: tell("a_list", "a list"),
    str: tell("a_text", "a text"),
    bool: tell("true_or_false", "true or false"),
}


def _table_or(absent: str) -> Told:
    return tell("table_or", "a table or '{absent}'", absent=absent)


def _given(given: str, expected: str) -> ProfileError:
    pattern = "{seen} is given, {expected} is expected"
    return ProfileError(tell("given_expected", pattern, seen=given, expected=expected))


def _value(spec: Spec, given: object) -> object:
    value = given
    if spec.type.kind is Kind.DATE and isinstance(given, str) and _ISO_DATE.fullmatch(given):
        try:
            value = datetime.date.fromisoformat(given)
        except ValueError:
            raise ProfileError(tell("no_such_date", "{value} is a date that does not exist", value=given)) from None
    if spec.lone and isinstance(value, str):
        value = (value,)
    if isinstance(value, list):
        if not all(isinstance(word, str) for word in value):
            raise _given(tell("mixed_list", "a list with something other than words"), spec.expects())
        value = tuple(value)
    if spec.whole and isinstance(value, float) and value.is_integer():
        value = int(value)
    wrong, hint = spec.problem(value)
    if wrong:
        raise ProfileError(wrong, hint=hint)
    return value


def key_text(key: object) -> str:
    """Return a key of any type as paths show it."""
    return key[:60] if isinstance(key, str) else seen(key)


def _flatten(error: Exception, path: str, own: Mapping[type, Mapping[str, Spec]]) -> Iterator[ProfileError]:
    """Yield the problems in a tree of exceptions lazily: a file may have more than anyone wants to read."""
    if isinstance(error, ProfileError):
        yield ProfileError(error.message, path=_join(path, error.path), hint=error.hint)
    elif isinstance(error, ForbiddenExtraKeysError):
        keys = [*(spec.key or name for name, spec in specification(error.cl)), *own.get(error.cl, ())]
        for key in sorted(map(key_text, error.extra_fields)):
            yield ProfileError(UNKNOWN_KEY, path=_join(path, key), hint=did_you_mean(key, keys))
    elif isinstance(error, ClassValidationError):
        noted, others = error.group_exceptions()
        for each in others:
            yield from _flatten(each, path, own)
        for each, note in noted:
            if isinstance(each, KeyError):
                yield ProfileError(tell("missing_key", "this key is missing"), path=_join(path, str(each.args[0])))
            else:
                yield from _flatten(each, _join(path, _key_of(error.cl, note.name)), own)
    else:
        raise error


def _key_of(cls: type, name: str) -> str:
    return next((spec.key or name for each, spec in specification(cls) if each == name), name)


def _join(path: str, key: str) -> str:
    return f"{path}{'' if not path or not key or key.startswith('[') else '.'}{key}"
