"""House facts: facts of a profile that a house declares, beyond our own attributes.

The classes of a profile keep them in one frozen mapping. This module checks only that they are plain values under
plain names; the house's ``facts.toml`` says what each may hold, and a rulebook with that house checks it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import attrs

from channelrules.errors import ProfileError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.limits import LARGEST
from channelrules.language.nodes import Value
from channelrules.language.types import Kind, date, number, set_of, text, yes_no
from channelrules.told import seen, tell

__all__ = ["NO_FACTS", "Declared", "Own", "own_facts", "taken_names"]

Declared: TypeAlias = Mapping[str, Mapping[str, Spec]]
"""What the facts of houses may hold, by holder (company, plan, channel) and name."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Own(Mapping[str, Value]):
    """Facts by name: frozen, hashable, without unknown ones."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        """Keep the values of a mapping except ``None``; lists become tuples."""
        given = (values or {}).items()
        kept = {name: tuple(value) if isinstance(value, list) else value for name, value in given if value is not None}
        self._values: dict[str, Value] = kept

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __eq__(self, other: object) -> bool:
        return self._values == other._values if isinstance(other, Own) else NotImplemented

    def __repr__(self) -> str:
        return repr(self._values)

    def __reduce__(self) -> tuple[object, ...]:
        return Own, (self._values,)

    def with_value(self, name: str, value: Any) -> Own:
        """Return a copy with another value of one fact; ``None`` leaves it out."""
        return Own({**self._values, name: value})


NO_FACTS: Final = Own()
"""No fact of any house."""

_PLAIN: Final = {
    Kind.YES_NO: Spec(yes_no, ""),
    Kind.NUMBER: Spec(number(), "", low=-LARGEST, high=LARGEST),
    Kind.DATE: Spec(date, ""),
    Kind.SET: Spec(set_of(), ""),
    Kind.TEXT: Spec(text, "", multiline=True),
}


def own_facts() -> Any:
    """Return the attribute of a class that holds the facts of houses."""
    return attrs.field(default=NO_FACTS, converter=_own, validator=_check)


def taken_names(cls: type) -> frozenset[str]:
    """Return the names that no fact of a house can have in a class: those of its attributes and their keys."""
    keys = {spec.key for _, spec in specification(cls) if spec.key}
    return frozenset({each.name for each in attrs.fields(cls)} | keys | {"exists", "controlled_by"})


def _own(given: Any) -> Any:
    if isinstance(given, Own):
        return given
    return Own(given) if isinstance(given, Mapping) else given


def _check(instance: Any, _attribute: attrs.Attribute[Any], value: object) -> None:
    if value is NO_FACTS:
        return
    if not isinstance(value, Own):
        expected = tell("a_mapping", "a mapping from names to values")
        message = tell("given_expected", "{seen} is given, {expected} is expected", seen=seen(value), expected=expected)
        raise ProfileError(message, path="own")
    taken = taken_names(type(instance))
    for name, stated in value.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            message = tell("name_of_a_fact", "a fact has a name of lower-case letters, digits and '_'")
            raise ProfileError(message, path=str(name)[:60])
        if name in taken:
            raise ProfileError(tell("attribute_of_ours", "this is an attribute of ours: state it as such"), path=name)
        wrong, hint = _plain(stated).problem(stated)
        if wrong:
            raise ProfileError(wrong, path=name, hint=hint)


def _plain(value: object) -> Spec:
    match value:
        case bool():
            return _PLAIN[Kind.YES_NO]
        case int() | float():
            return _PLAIN[Kind.NUMBER]
        case datetime.date():
            return _PLAIN[Kind.DATE]
        case tuple():
            return _PLAIN[Kind.SET]
        case _:
            return _PLAIN[Kind.TEXT]
