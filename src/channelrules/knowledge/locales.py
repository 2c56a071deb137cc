"""The words for people in one language: names, units, headings, and how numbers and lists are written."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from channelrules.errors import RulebookError, did_you_mean
from channelrules.knowledge.templates import fill
from channelrules.knowledge.translations import RULES
from channelrules.language.nodes import Value
from channelrules.language.types import Kind, Type

__all__ = ["TABLES", "Words", "read_words"]

TABLES: Final = (
    "verdict",
    "action",
    "facts",
    "measures",
    "parameters",
    "choices",
    "units",
    "networks",
    "presumed",
    "presumed_why",
    "questions",
    "changes",
    "say",
    "translates",
)
"""The tables of a words file, but for those of rules, which are read as they are wanted."""


@attrs.frozen(eq=False)
class Words:
    """The words of one language.

    Attributes:
        lang: the language, such as ``it``.
        locale: how numbers, dates and lists are written.
        tables: the words by table and name.
        unit_space: whether a unit stands apart from its number.
        capitals: words that keep their capital within a sentence; names of networks do so anyway.
    """

    lang: str
    locale: Locale
    tables: Mapping[str, Mapping[str, Any]] = attrs.field(repr=False)
    unit_space: bool = True
    capitals: tuple[str, ...] = ()

    def verdict(self, name: str) -> str:
        """Return what a verdict is called."""
        return str(self.tables["verdict"][name])

    def action(self, name: str) -> str:
        """Return what an action is called."""
        return str(self.tables["action"][name])

    def choice(self, word: str) -> str:
        """Return what one of the options of a fact is called."""
        return str(self.tables["choices"].get(word, word.replace("_", " ")))

    def network(self, id: str, name: str) -> str:  # noqa: A002 - the field is called so everywhere
        """Return what a network is called, given its id and its own name."""
        return str(self.tables["networks"].get(id, name))

    def meaning(self, name: str, meaning: str) -> str:
        """Return what a fact, measure or parameter is, given its meaning in the rulebook."""
        scope, _, attribute = name.partition(".")
        if scope == "param":
            return str(self.tables["parameters"].get(attribute, meaning))
        return str(self.tables["facts"].get(name) or self.tables["measures"].get(name) or meaning)

    def say(self, what: str, /, **values: str) -> str:
        """Return a heading or sentence of the answer itself."""
        return fill(str(self.tables["say"][what]), values)

    def number(self, value: float) -> str:
        """Return a number as the locale writes it, with at most two decimals."""
        return str(format_decimal(value, format="#,##0.##", locale=self.locale))

    def percent(self, value: float) -> str:
        """Return a share of one as a percentage."""
        return str(format_percent(value, locale=self.locale))

    def date(self, value: datetime.date) -> str:
        """Return a date as the locale writes it."""
        return str(format_date(value, format="long", locale=self.locale))

    def listed(self, words: list[str]) -> str:
        """Return several words as one phrase."""
        return str(format_list(words, locale=self.locale)) if words else self.say("nothing")

    def either(self, words: list[str]) -> str:
        """Return several words as a choice."""
        return str(format_list(words, style="or", locale=self.locale)) if words else self.say("nothing")

    def describe(self, value: Value, type_: Type, currency: str | None = None) -> str:
        """Return a value with its unit: ``2.5 hours``, ``1 post``, ``120 EUR``, ``text and image``."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int | float):
            return self.quantity(value, type_, currency)
        if isinstance(value, tuple):
            return self.listed(sorted(map(self.choice, value)))
        if isinstance(value, datetime.date):
            return self.date(value)
        return self.choice(value) if type_.kind is Kind.CHOICE else value

    def quantity(self, value: float, type_: Type, currency: str | None = None) -> str:
        """Return a number with its unit."""
        number = self.number(value)
        bases = [base for base, power in (type_.unit.factors if type_.unit else ()) if power > 0]
        if not bases:
            return number
        if bases[0] == "money":
            return f"{number} {currency}" if currency else number
        forms = self.tables["units"].get(bases[0], bases[0])
        if isinstance(forms, str):
            forms = [forms]
        singular = self.locale.plural_form(abs(round(value, 2))) == "one"
        return f"{number}{' ' if self.unit_space else ''}{forms[0] if singular else forms[-1]}"

    def amount(
        self, value: Any, type_: Type, currency: str | None = None, *, up: bool = False, down: bool = False
    ) -> str:
        """Return a value with its unit, a number rounded so that it still does what it was chosen for.

        Args:
            value: a value of a profile.
            type_: what it is.
            currency: of the profile's money.
            up: whether the number is the least that suffices, so that it is never rounded down.
            down: whether it is the most that is allowed, so that it is never rounded up.
        """
        if isinstance(value, float) and (up or down):
            hundredths = round(value * 100, 6)
            value = (math.ceil(hundredths) if up else math.floor(hundredths)) / 100
        return self.describe(value, type_, currency)


def read_words(lang: str, data: Mapping[str, Any], file: str) -> tuple[Words | None, list[RulebookError]]:
    """Return the words of one language, and what is wrong with them."""
    problems: list[RulebookError] = []
    given = {name: table for name, table in data.items() if name != RULES}
    form = given.pop("format", {})
    form = form if isinstance(form, Mapping) else {}
    for extra in sorted(set(given) - set(TABLES)):
        hint = did_you_mean(extra, TABLES)
        problems.append(RulebookError("this table is unknown", file=file, path=extra, hint=hint))
    tables: dict[str, Mapping[str, Any]] = {}
    for name in TABLES:
        table = given.get(name, {})
        if not isinstance(table, Mapping):
            problems.append(RulebookError("a table is expected here", file=file, path=name))
            table = {}
        table = _flat(table) if name == "say" else table
        if name == "translates":
            table = {each: known if isinstance(known, Mapping) else {} for each, known in table.items()}
            for each, known in table.items():
                problems += _texts(file, f"{name}.{each}", known)
        else:
            problems += _texts(file, name, table)
        tables[name] = table
    try:
        locale = Locale.parse(str(form.get("locale", lang)).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        message = f"there is no locale '{form.get('locale', lang)}'"
        return None, [*problems, RulebookError(message, file=file, path="format.locale")]
    capitals = tuple(str(each) for each in form.get("capitals", ()))
    return Words(lang, locale, tables, unit_space=form.get("unit_space", True) is True, capitals=capitals), problems


def _flat(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table of texts with those of its sections under their names: ``report.first``."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= {f"{key}.{each}": text for each, text in value.items()} if isinstance(value, Mapping) else {key: value}
    return found


def _texts(file: str, name: str, table: Mapping[str, Any]) -> Iterator[RulebookError]:
    for key, value in table.items():
        texts = value if isinstance(value, list) and name == "units" and value else [value]
        if not all(isinstance(each, str) and each.strip() for each in texts):
            yield RulebookError("a text is expected here", file=file, path=f"{name}.{key}")
