"""The specification of an attribute: type, unit, range and meaning, in one place.

The classes of profiles and of rule files declare their attributes with `fact` and `many`.
Constructing an instance checks them; reading a file checks them in the same way and collects all problems.
"""

from __future__ import annotations

import builtins
import datetime
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final, NoReturn, TypeVar

import attrs

from channelrules.errors import ProfileError, did_you_mean
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, LEAST, MAX_IDENTIFIER, MAX_MEMBERS, MAX_TEXT
from channelrules.language.types import Kind, Type, number
from channelrules.told import Told, seen, tell

__all__ = ["Spec", "documented", "fact", "many", "one", "refuse_twice", "specification", "too_many_members", "wrong"]

T = TypeVar("T")

MAX_WORDS: Final = 100
_IDENTIFIER_CHARACTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-.")


@attrs.frozen
class Spec:
    """What an attribute may hold.

    Attributes:
        type: kind, unit, options.
        meaning: one line for people.
        low, high: the range of a number, ends included.
        whole: whether a number is whole.
        absent: the word for a value that is known not to exist, or empty.
        table: the class of a table, or of each table of a list; ``None`` for a value.
        listed: whether it is a list of tables.
        key: the key in a file, where it is not the attribute's name.
        unstated: the value used where none is published.
        multiline: whether a text may run over several lines.
        identifier: whether a text is an id: lower-case letters, digits, ``_ - .``
        lone: whether a word may stand for a list that holds it alone; such a list is never empty.
        lower: whether a text is converted to lower case.
        shown: whether it is for display only, so that no rule can name it.
    """

    type: Type
    meaning: str
    low: float = 0
    high: float = 1e12
    whole: bool = False
    absent: str = ""
    table: builtins.type | None = None
    listed: bool = False
    key: str = ""
    identifier: bool = False
    unstated: object = None
    multiline: bool = False
    lone: bool = False
    lower: bool = False
    shown: bool = False
    _test: Callable[[Spec, object], tuple[str, str] | None] = attrs.field(init=False, eq=False, repr=False)

    @_test.default
    def _test_of_kind(self) -> Callable[[Spec, object], tuple[str, str] | None]:
        return _PROBLEM[self.type.kind]

    @property
    def share(self) -> bool:
        """Whether it is a share of a whole, from 0 to 1."""
        return self.type == number("1", low=0) and self.high == 1

    def expects(self) -> str:
        """Return what is expected, in words."""
        match self.type.kind:
            case Kind.NUMBER:
                said = self._expects_number()
            case Kind.YES_NO:
                said = tell("true_or_false", "true or false")
            case Kind.DATE:
                said = tell("a_date_such_as", "a date such as 2026-11-01")
            case Kind.CHOICE:
                said = tell("one_of", "one of {options}", options=", ".join(self.type.options))
            case Kind.SET:
                options = ", ".join(self.type.options)
                if not options:
                    said = tell("text_or_list", "a text or a list of texts") if self.lone else _TEXTS
                elif self.lone:
                    said = tell("one_or_more_of", "one or more of {options}", options=options)
                else:
                    said = tell("list_of", "a list of {options}", options=options)
            case _:
                said = _ID if self.identifier else tell("a_text", "a text")
        return (
            tell("or_absent", "{expected}, or '{absent}'", expected=said, absent=self.absent) if self.absent else said
        )

    def _expects_number(self) -> Told:
        low, high, unit = self.low, self.high, self.type.unit
        if unit is None or not unit.factors:
            if self.whole:
                return tell("whole_number_from_to", "a whole number from {low} to {high}", low=low, high=high)
            return tell("number_from_to", "a number from {low} to {high}", low=low, high=high)
        of = tell(f"unit.{unit}", str(unit))
        if self.whole:
            pattern = "a whole number of {unit} from {low} to {high}"
            return tell("whole_number_of_from_to", pattern, unit=of, low=low, high=high)
        return tell("number_of_from_to", "a number of {unit} from {low} to {high}", unit=of, low=low, high=high)

    def problem(self, value: object) -> tuple[str, str]:
        """Return what is wrong with a value and a hint, or two empty strings."""
        if self.absent and value == self.absent:
            return "", ""
        found = self._test(self, value)
        return found if found is not None else (_given(self, value), "")


def _given(spec: Spec, value: object) -> Told:
    pattern = "{seen} is given, {expected} is expected"
    return tell("given_expected", pattern, seen=seen(value), expected=spec.expects())


_ID: Final = tell("an_id", "an id of lower-case letters, digits, '_', '-' or '.'")
_TEXTS: Final = tell("list_of_texts", "a list of texts")
_Verdict = tuple[str, str] | None
_FINE: Final = ("", "")
_HUNDRED: Final = 100


def _number_problem(spec: Spec, value: object) -> _Verdict:
    if spec.share and (percent := _percent(value)) is not None:
        hint = tell("percent", "For {percent}% write {share}.", percent=percent, share=f"{percent / 100:g}")
        return _given(spec, value), hint
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # NaN is in no range. The comparison is exact however many digits a number has.
    if not spec.low <= value <= spec.high:
        return None
    if 0 < abs(value) < LEAST:
        pattern = "{value} is given: write 0 for what is nearer to it than {least}"
        return tell("nearly_zero", pattern, value=f"{value:g}", least=f"{LEAST:g}"), ""
    return None if spec.whole and value != int(value) else _FINE


def _percent(value: object) -> float | None:
    """Return the number in a value that can only be a percentage; ``None`` for every other value."""
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d{1,6})?)\s*%\s*", value)
        return float(found.group(1).replace(",", ".")) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 1 < value <= _HUNDRED else None


def _yes_no_problem(_spec: Spec, value: object) -> _Verdict:
    return _FINE if isinstance(value, bool) else None


def _date_problem(_spec: Spec, value: object) -> _Verdict:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        return None
    if not FIRST_DAY <= value <= LAST_DAY:
        expected = tell("date_from_to", "a date from {first} to {last}", first=str(FIRST_DAY), last=str(LAST_DAY))
        pattern = "{seen} is given, {expected} is expected"
        return tell("given_expected", pattern, seen=str(value), expected=expected), ""
    return _FINE


def _choice_problem(spec: Spec, value: object) -> _Verdict:
    if isinstance(value, str) and value in spec.type.options:
        return _FINE
    hint = did_you_mean(value, spec.type.options) if isinstance(value, str) else ""
    return _given(spec, value), hint


def _set_problem(spec: Spec, value: object) -> _Verdict:
    if not isinstance(value, tuple):
        return None
    for word in value:
        if not isinstance(word, str) or not spec.type.admits(word):
            hint = did_you_mean(word, spec.type.options) if isinstance(word, str) else ""
            if not spec.type.options:
                return tell("not_a_text", "{seen} is not one of the texts", seen=seen(word)), hint
            options = ", ".join(spec.type.options)
            return tell("not_one_of", "{seen} is not one of {options}", seen=seen(word), options=options), hint
        if not spec.type.options and (found := _text_problem(_WORD, word)) != _FINE:
            return found
    if len(set(value)) < len(value):
        return tell("word_twice", "a word stands twice in the list"), ""
    if spec.lone and not value:
        return tell("empty_list", "an empty list is given: leave the key out where there is none"), ""
    if len(value) > MAX_WORDS:
        pattern = "a list has at most {most} words, this one has {count}"
        return tell("too_many_words", pattern, most=MAX_WORDS, count=len(value)), ""
    return _FINE


def _text_problem(spec: Spec, value: object) -> _Verdict:
    if not isinstance(value, str):
        return None
    if not value.strip():
        if spec.absent:
            pattern = "an empty text is given: leave the key out where nobody knows, or write '{absent}'"
            return tell("empty_text_or_absent", pattern, absent=spec.absent), ""
        return tell("empty_text", "an empty text is given: leave the key out where nobody knows"), ""
    if spec.identifier and len(value) > MAX_IDENTIFIER:
        pattern = "an id has at most {most} characters, this one has {count}"
        return tell("long_id", pattern, most=MAX_IDENTIFIER, count=len(value)), ""
    if len(value) > MAX_TEXT:
        pattern = "a text has at most {most} characters, this one has {count}"
        return tell("long_text", pattern, most=MAX_TEXT, count=len(value)), ""
    if not (value.replace("\n", " ") if spec.multiline else value).isprintable():
        return tell("not_printable", "a text holds printable characters only"), ""
    return None if spec.identifier and not set(value) <= _IDENTIFIER_CHARACTERS else _FINE


_PROBLEM: Final[Mapping[Kind, Callable[[Spec, object], _Verdict]]] = {
    Kind.NUMBER: _number_problem,
    Kind.YES_NO: _yes_no_problem,
    Kind.DATE: _date_problem,
    Kind.CHOICE: _choice_problem,
    Kind.SET: _set_problem,
    Kind.TEXT: _text_problem,
}

_WORD: Final = Spec(Type(Kind.TEXT), "a word of a list")


def wrong(message: str, path: str) -> NoReturn:
    """Refuse a contradiction, under the key that holds it."""
    raise ProfileError(message, path=path)


def refuse_twice(values: Iterable[Hashable], code: str, pattern: str, path: str) -> None:
    """Refuse a value that appears twice; ``{value}`` in the pattern stands for it, ``code`` identifies the message."""
    twice = next((value for value, count in Counter(values).items() if count > 1), None)
    if twice is not None:
        wrong(tell(code, pattern, value=str(twice)[:60]), path)


def _check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    spec: Spec = attribute.metadata["spec"]
    if value is None and attribute.default is None:
        return
    if spec.table is not None:
        _check_table(spec, attribute, value)
        return
    problem, hint = spec.problem(value)
    if problem:
        raise ProfileError(problem, path=spec.key or attribute.name, hint=hint)


def _check_table(spec: Spec, attribute: attrs.Attribute[Any], value: object) -> None:
    assert spec.table is not None
    if spec.absent and value == spec.absent:
        return
    members = value if spec.listed else (value,)
    if not isinstance(members, tuple) or not all(isinstance(member, spec.table) for member in members):
        name = spec.table.__name__
        wanted = tell("a_tuple_of", "a tuple of {name}", name=name) if spec.listed else name
        message = tell("given_expected", "{seen} is given, {expected} is expected", seen=seen(value), expected=wanted)
        raise ProfileError(message, path=spec.key or attribute.name)
    if len(members) > MAX_MEMBERS:
        raise ProfileError(too_many_members(len(members)), path=spec.key or attribute.name)


def too_many_members(count: int) -> Told:
    """Return the message about a list with too many members."""
    pattern = "a list has at most {most} members, this one has {count}"
    return tell("too_many_members", pattern, most=MAX_MEMBERS, count=count)


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, Sequence | AbstractSet) and not isinstance(value, str | bytes) else value


def _lone(value: object) -> object:
    return (value,) if isinstance(value, str) else _tuple(value)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _field(spec: Spec, default: Any) -> Any:
    converter = _lone if spec.lone else _lower if spec.lower else _tuple
    return attrs.field(default=default, validator=_check, converter=converter, metadata={"spec": spec})


def fact(type_: Type, meaning: str, *, required: bool = False, default: object = None, **more: Any) -> Any:
    """Return an attribute that holds a value; `Spec` says what ``more`` may be."""
    return _field(Spec(type_, meaning, **more), attrs.NOTHING if required else default)


def one(table: type, meaning: str, *, required: bool = False, **more: Any) -> Any:
    """Return an attribute that holds a table."""
    return _field(Spec(Type(Kind.TEXT), meaning, table=table, **more), attrs.NOTHING if required else None)


def many(table: type, meaning: str, *, default: object = None, **more: Any) -> Any:
    """Return an attribute that holds a list of tables."""
    return _field(Spec(Type(Kind.SET), meaning, table=table, listed=True, **more), default)


def specification(cls: type) -> Iterator[tuple[str, Spec]]:
    """Yield each attribute of a declared class with its specification."""
    for attribute in attrs.fields(cls):
        if "spec" in attribute.metadata:
            yield attribute.name, attribute.metadata["spec"]


def documented(cls: builtins.type[T]) -> builtins.type[T]:
    """Return the class with each attribute's meaning, unit and range in its docstring."""
    lines = []
    for name, spec in specification(cls):
        written = f" (``{spec.key}`` in a file)" if spec.key else ""
        what = "" if spec.table else f": {spec.expects()}"
        other = f"; ``{spec.absent!r}`` where there is none" if spec.table and spec.absent else ""
        lines.append(f"        {name}: {spec.meaning}{written}{what}{other}.")
    cls.__doc__ = "\n".join([f"{cls.__doc__}\n", "    Attributes:", *lines, ""])
    return cls
