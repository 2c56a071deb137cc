"""Reads what a person types as a fact, in their language, with its unit and choices."""

from __future__ import annotations

import datetime
import re
from typing import Any

import attrs
from babel.dates import ParseError, parse_date
from babel.numbers import NumberFormatError, parse_decimal

from channelrules.errors import ProfileError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.profile import CommunicationPlan, Company, EditorialPlan
from channelrules.facts.vocabulary import type_of
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind, Type, yes_no

__all__ = ["also", "read_answer", "read_row", "row_class", "what_is_expected"]

_CURRENCY = dict(specification(Company))["currency"]
_DIGITS = 6
_PLANS = {CommunicationPlan: CommunicationPlan, EditorialPlan: EditorialPlan}


def row_class(spec: Spec) -> type | None:
    """Return the class of a list's rows; ``None`` where the answer is not a list."""
    return spec.table if spec.listed else None


def what_is_expected(spec: Spec, words: Words, currency: str | None) -> str:
    """Return the expected form of an answer, with the unit and the choices."""
    table = row_class(spec)
    if table is not None:
        return words.say("ask_rows", columns=", ".join(_columns(table, words)))
    if spec.table is not None:
        return words.say("ask_yes_no")
    said = words.say("ask_currency") if spec == _CURRENCY else _expected(type_of(spec), words, currency)
    if not spec.absent:
        return said
    key = "ask_none" if spec.absent == "none" else f"ask_{spec.absent}"
    return f"{said}; {words.say(key, word=words.say(f'absent_{spec.absent}'))}"


def _expected(type_: Type, words: Words, currency: str | None) -> str:
    match type_.kind:
        case Kind.YES_NO:
            return words.say("ask_yes_no")
        case Kind.CHOICE | Kind.SET:
            choices = ", ".join(f"{number} {words.choice(option)}" for number, option in enumerate(type_.options, 1))
            return words.say("ask_choices" if type_.kind is Kind.CHOICE else "ask_several", choices=choices)
        case Kind.NUMBER:
            if words.is_share(type_):
                return words.say("ask_share")
            unit = words.unit(type_, currency)
            if unit:
                return words.say("ask_number", unit=unit)
            is_money = type_.unit is not None and any(base == "money" for base, _ in type_.unit.factors)
            return words.say("ask_money" if is_money else "ask_number_plain")
        case Kind.DATE:
            return words.say("ask_date")
        case _:
            return words.say("ask_text")


def _columns(table: type, words: Words) -> list[str]:
    names = [spec.key or name for name, spec in specification(table)]
    return [words.column(each) for each in names]


def read_answer(text: str, spec: Spec, words: Words) -> Any:
    """Return the value of an answer.

    Raises:
        ProfileError: it is invalid; the message says what was seen and what is expected.
    """
    said = text.strip()
    if spec.table is not None:
        exists = _read(said, yes_no, words)
        if not isinstance(exists, bool):
            raise ProfileError(words.say("ask_again", seen=_seen(said), expected=words.say("ask_yes_no")))
        return _PLANS[spec.table]() if exists else spec.absent
    if spec.absent and said.casefold() in {*_forms("no", words), *also(spec.absent, words)}:
        return spec.absent
    value = _currency(said, words) if spec == _CURRENCY else _read(said, type_of(spec), words)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    wrong, _ = spec.problem(value)
    if wrong:
        raise ProfileError(words.say("ask_again", seen=_seen(said), expected=_range(spec, words)))
    return value


def read_row(text: str, table: type, words: Words) -> Any:
    """Return one row of a list from its columns, separated by commas; an empty column is left out.

    Several weekdays are separated by spaces or slashes, several destinations by slashes.

    Raises:
        ProfileError: a column is invalid, or there are too many.
    """
    columns = list(specification(table))
    cells = [each.strip() for each in text.split("," if ";" not in text else ";")]
    if len(cells) > len(columns):
        raise ProfileError(words.say("ask_again", seen=_seen(text), expected=", ".join(_columns(table, words))))
    given = {
        name: read_answer(_as_list(cell, spec), spec, words)
        for cell, (name, spec) in zip(cells, columns, strict=False)
        if cell
    }
    missing = [spec.key or name for name, spec in columns if name not in given and _required(table, name)]
    if missing:
        raise ProfileError(words.say("ask_again", seen=_seen(text), expected=", ".join(_columns(table, words))))
    return table(**given)


def _as_list(cell: str, spec: Spec) -> str:
    """Return a cell with commas between the words of a list, as in an answer."""
    if spec.type.kind is not Kind.SET:
        return cell
    return re.sub(r"[\s/+&]+" if spec.type.options else r"\s*[/+&]\s*", ",", cell)


def _required(table: type, name: str) -> bool:
    return getattr(attrs.fields(table), name).default is attrs.NOTHING


def _seen(text: str) -> str:
    return f"'{text[:40]}{'…' if len(text) > 40 else ''}'"


def _range(spec: Spec, words: Words) -> str:
    if spec.type.kind is not Kind.NUMBER:
        return _expected(spec.type, words, None)
    return words.say("from_to", low=words.number(spec.low), high=words.number(spec.high))


def _read(said: str, type_: Type, words: Words) -> Any:
    match type_.kind:
        case Kind.YES_NO:
            return {**dict.fromkeys(_forms("yes", words), True), **dict.fromkeys(_forms("no", words), False)}.get(
                said.casefold()
            )
        case Kind.NUMBER:
            return _number(said, type_, words)
        case Kind.DATE:
            return _date(said, words)
        case Kind.CHOICE:
            return _option(said, type_, words)
        case Kind.SET:
            if said.casefold() in also("none", words):
                return ()
            parts = [each.strip() for each in re.split(r"[,;、]", said) if each.strip()]
            return tuple(dict.fromkeys(_option(each, type_, words) for each in parts))
        case _:
            return said


def also(word: str, words: Words) -> set[str]:
    """Return the typed form of a keyword, in lower case: ``none``, ``stop``, ``why``."""
    return {each.strip().casefold() for each in words.say(f"also_{word}").split(",")}


def _forms(word: str, words: Words) -> set[str]:
    return {word, word[0], words.say(word).casefold(), *also(word, words)}


def _date(said: str, words: Words) -> datetime.date | None:
    """Return a day written in ISO form or as the locale writes it, its year in four digits; else ``None``."""
    try:
        return datetime.date.fromisoformat(said)
    except ValueError:
        pass
    if not re.search(r"(?<!\d)\d{4}(?!\d)", said):
        return None
    try:
        return parse_date(said, locale=words.locale)
    except (ParseError, ValueError, IndexError):
        return None


def _currency(said: str, words: Words) -> str:
    """Return the code of a currency given its code, sign or name; other texts are returned unchanged."""
    wanted, own = said.casefold(), words.tables["currencies"]
    signs = {code: {str(form).replace("{amount}", "").strip()} for code, form in own.items()}
    for code, name in words.locale.currencies.items():
        if wanted in {
            code.casefold(),
            str(name).casefold(),
            words.locale.currency_symbols.get(code),
            *signs.get(code, ()),
        }:
            return str(code)
    return said


def _number(said: str, type_: Type, words: Words) -> float | None:
    """Return a number as people of the language write it: with its unit, its currency, a percent sign, or 만."""
    bare, times = said, 1.0
    if words.is_share(type_) and bare.endswith("%"):
        bare, times = bare.removesuffix("%").strip(), 0.01
    bare = _without_unit(bare, type_, words)
    for word, value in words.tables["magnitudes"].items():
        if bare.endswith(word) and times == 1:
            bare, times = bare.removesuffix(word).strip(), float(value)
    plain = re.fullmatch(r"[+-]?\d+(?:\.\d+)?", bare)
    try:
        # 1.5 is one and a half in any language; 1,5 depends on the locale.
        value = float(bare) if plain else float(parse_decimal(bare, locale=words.locale, strict=True))
    except (NumberFormatError, ValueError, OverflowError):
        return None
    return round(value * times, 12) if times != 1 else value


def _without_unit(said: str, type_: Type, words: Words) -> str:
    """Return a number without the unit, sign or code of its currency that stands before or after it."""
    if type_.unit is not None and any(base == "money" for base, _ in type_.unit.factors):
        names = [str(form).replace("{amount}", "").strip() for form in words.tables["currencies"].values()]
        told = "|".join(re.escape(each) for each in (*names, "€", "$", "£", "¥", "₩"))
        return re.sub(rf"^(?:{told}|[A-Z]{{3}})\s*|\s*(?:{told}|[A-Z]{{3}})$", "", said)
    forms = sorted(words.unit_forms(type_), key=len, reverse=True)
    return next((said.removesuffix(each).strip() for each in forms if said.endswith(each)), said)


def _option(said: str, type_: Type, words: Words) -> str:
    if said.isdecimal() and len(said) <= _DIGITS and 1 <= int(said) <= len(type_.options):
        return type_.options[int(said) - 1]
    wanted = said.casefold()
    for option in type_.options:
        if wanted in {option, option.replace("_", " "), words.choice(option).casefold()}:
            return option
    return said
