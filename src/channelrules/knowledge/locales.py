"""The words for people in one language: names, units, headings, and how numbers and lists are written."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from channelrules.errors import RulebookError, did_you_mean
from channelrules.knowledge.templates import PLAIN, Grammar, Said
from channelrules.knowledge.translations import RULES
from channelrules.language.nodes import Value
from channelrules.language.types import Kind, Type
from channelrules.printable import printable
from channelrules.told import Fill, Told

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
    "articles",
    "currencies",
    "days",
    "forms",
    "sounds",
    "guidance",
    "sources",
    "presumed",
    "presumed_why",
    "questions",
    "changes",
    "columns",
    "commands",
    "messages",
    "magnitudes",
    "glossary",
    "glossary_means",
    "glossary_instead_of",
    "say",
    "translates",
)
"""The tables of a words file, but for those of rules, which are read as they are wanted."""

_OF_TABLES: Final = frozenset({"forms", "translates"})
"""Those that hold tables."""

_HALF_UP: Final = 1e-9

_Tables = Mapping[str, Mapping[str, Any]]


@attrs.frozen(eq=False)
class Words:
    """The words of one language.

    Attributes:
        lang: the language, such as ``it``.
        locale: how numbers, dates and lists are written.
        tables: the words by table and name.
        unit_space: whether a unit stands apart from its number.
        capitals: words that keep their capital within a sentence; names of networks do so anyway.
        grammar: the rules for joining values to the words around them.
    """

    lang: str
    locale: Locale
    tables: Mapping[str, Mapping[str, Any]] = attrs.field(repr=False)
    unit_space: bool = True
    capitals: tuple[str, ...] = ()
    grammar: Grammar = attrs.field(default=PLAIN, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        # Babel reads its own locale data.
        return _made, (self.lang, str(self.locale), self.tables, self.unit_space, self.capitals)

    def verdict(self, name: str) -> str:
        """Return the name of a verdict."""
        return str(self.tables["verdict"][name])

    def action(self, name: str) -> str:
        """Return the name of an action."""
        return str(self.tables["action"][name])

    def choice(self, word: str, fact: str = "") -> str:
        """Return the name of an option of a fact; some options have another name for one fact than for others."""
        choices = self.tables["choices"]
        return str(choices.get(f"{fact}.{word}") or choices.get(word, word.replace("_", " ")))

    def column(self, name: str) -> str:
        """Return the name of a column of a list, such as the day or the content of a plan's entry."""
        return str(self.tables["columns"].get(name, name))

    def network(self, id: str, name: str) -> Said:  # noqa: A002 - the field is called so everywhere
        """Return the name of a network, given its id and own name; an owned tool with its article."""
        said = str(self.tables["networks"].get(id, name))
        return Said(said, article=str(self.tables["articles"].get(id, "")), common=said[:1].islower())

    def meaning(self, name: str, meaning: str) -> str:
        """Return the meaning of a fact, measure or parameter, given the one in the rulebook."""
        scope, _, attribute = name.partition(".")
        if scope == "param":
            return str(self.tables["parameters"].get(attribute, meaning))
        return str(self.tables["facts"].get(name) or self.tables["measures"].get(name) or meaning)

    def statement(self, id: str, statement: str) -> str:  # noqa: A002 - the field is called so everywhere
        """Return a statement of the guidance, given its id and how the rulebook states it."""
        return str(self.tables["guidance"].get(id, statement))

    def say(self, what: str, /, **values: str) -> str:
        """Return a heading or sentence of the answer."""
        pattern = str(self.tables["say"][what])
        values = {name: self.told(value) for name, value in values.items()}
        return self.fill(pattern, values, within=not pattern.endswith((".", "?", "!")))

    def told(self, text: str) -> str:
        """Return a message in the language if it is a `Told`; every other text unchanged.

        A message without a translation is English.
        """
        if not isinstance(text, Told):
            return text
        pattern = self.tables["messages"].get(text.code, text.pattern)
        values = {name: self._told_value(value) for name, value in text.values.items()}
        return self.fill(str(pattern), values, within=True)

    def _told_value(self, value: Fill) -> str:
        return (
            self.told(value if isinstance(value, Told) else printable(value))
            if isinstance(value, str)
            else self.number(value)
        )

    def fill(self, pattern: str, values: Mapping[str, str], *, within: bool = False) -> str:
        """Return a text with its placeholders looked up, and joined as the grammar of the language asks.

        Args:
            pattern: the text.
            values: by name.
            within: whether it stands within a sentence, so that it does not begin with a capital.
        """
        return self.grammar.fill(pattern, values, within=within)

    def in_sentence(self, title: str) -> str:
        """Return a title as it stands within a sentence: without its capital, unless that is a name's."""
        first = title.split(" ", 1)[0]
        # A common noun (the blog) takes an article; a name takes none.
        names = (name for id_, name in self.tables["networks"].items() if id_ not in self.tables["articles"])
        is_name = any(first == name.split(" ", 1)[0] for name in names)
        keeps = is_name or first in self.capitals or title[1:2].isupper()
        return title if keeps else f"{title[:1].lower()}{title[1:]}"

    def source(self, source: str) -> str:
        """Return a source with its common phrases in the language; names and addresses stay as they are."""
        phrases = self.tables["sources"]
        for phrase in sorted(phrases, key=len, reverse=True):
            source = source.replace(phrase, str(phrases[phrase]))
        return source

    def number(self, value: float) -> Said:
        """Return a number as the locale writes it, with at most two decimals."""
        one = self.locale.plural_form(abs(round(value, 2))) == "one"
        return Said(format_decimal(value, format="#,##0.##", locale=self.locale), one=one)

    def percent(self, value: float) -> str:
        """Return a share of one as a percentage, with as many decimals as a small one needs."""
        small = 0 < abs(value) < 0.1 and abs(value * 100 - round(value * 100)) > _HALF_UP
        pattern = self.locale.percent_formats[None].pattern
        form = pattern.replace("0%", "0.#%").replace("0\xa0%", "0.#\xa0%") if small else pattern
        return _spaced(str(format_percent(value, format=form, locale=self.locale)))

    def money(self, value: float, currency: str | None) -> str:
        """Return a sum in the currency's own form; the bare number where no currency is stated."""
        if not currency:
            return self.number(value)
        places = get_currency_precision(currency)
        value = round(value, places)
        if currency in self.tables["currencies"]:
            amount = self.number(value)
            return str(self.tables["currencies"][currency]).replace("{amount}", amount)
        pattern = self.locale.currency_formats["standard"].pattern
        if float(value).is_integer() or not places:
            pattern = re.sub(r"0\.0+", "0", pattern)
        said = format_currency(value, currency, format=pattern, locale=self.locale, currency_digits=False)
        # A code stands apart from its number, as a sign does not.
        return re.sub(r"^([A-Z]{3})(?=[-\d])", r"\1 ", _spaced(str(said)))

    def date(self, value: datetime.date) -> Said:
        """Return a date as the locale writes it, with the article that it takes."""
        said = _spaced(str(format_date(value, format="long", locale=self.locale)))
        day, written = str(value.day), self.tables["days"].get(str(value.day))
        if written is not None:
            said = re.sub(rf"^{day}\b", str(written), said)
        articles = self.tables["articles"]
        return Said(said, article=str(articles.get(f"day.{day}") or articles.get("day", "")))

    def listed(self, words: list[str]) -> str:
        """Return several words as one phrase."""
        return str(format_list(words, locale=self.locale)) if words else self.say("nothing")

    def either(self, words: list[str]) -> str:
        """Return several words as a choice."""
        return str(format_list(words, style="or", locale=self.locale)) if words else self.say("nothing")

    def describe(self, value: Value, type_: Type, currency: str | None = None, *, fact: str = "") -> str:
        """Return a value with its unit: ``2.5 hours``, ``1 post``, ``€120``, ``30%``, ``text and image``.

        Args:
            value: what is described.
            type_: its type.
            currency: of the profile's money.
            fact: the name of the fact, where its options have names of their own.
        """
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, int | float):
            return self.quantity(value, type_, currency)
        if isinstance(value, tuple):
            return self.listed(sorted(self.choice(each, fact) for each in value))
        if isinstance(value, datetime.date):
            return self.date(value)
        return self.choice(value, fact) if type_.kind is Kind.CHOICE else value

    def quantity(self, value: float, type_: Type, currency: str | None = None) -> Said:
        """Return a number with its unit; a unitless number of at most 1 is a share, shown as a percentage."""
        base = _base_of(type_)
        one = self.locale.plural_form(abs(round(value, 2))) == "one"
        if base is None:
            return Said(self.percent(value) if self.is_share(type_) else self.number(value), one=one)
        if base == "money":
            return Said(self.money(value, currency), one=one)
        number = self.number(value)
        return Said(f"{number}{' ' if self.unit_space else ''}{self._unit_forms(base)[0 if one else -1]}", one=one)

    def is_share(self, type_: Type) -> bool:
        """Return whether a number is a share of one: unitless and at most 1."""
        return type_.kind is Kind.NUMBER and _base_of(type_) is None and type_.most is not None and type_.most <= 1

    def unit(self, type_: Type, currency: str | None = None) -> str:
        """Return the unit of a number in the plural, the currency for money; empty for a bare number."""
        base = _base_of(type_)
        if base == "money":
            return currency or ""
        return self._unit_forms(base)[-1] if base else ""

    def unit_forms(self, type_: Type) -> tuple[str, ...]:
        """Return every form of a number's unit; empty for money and for bare numbers."""
        base = _base_of(type_)
        return () if base is None or base == "money" else tuple(self._unit_forms(base))

    def _unit_forms(self, base: str) -> list[str]:
        forms = self.tables["units"].get(base, base)
        return [forms] if isinstance(forms, str) else forms

    def amount(
        self, value: Any, type_: Type, currency: str | None = None, *, up: bool = False, down: bool = False
    ) -> str:
        """Return a value with its unit, a number rounded so that it still meets its purpose.

        Args:
            value: a value of a profile.
            type_: its type.
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
        if name in _OF_TABLES:
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
    return _made(lang, str(locale), tables, form.get("unit_space", True) is True, capitals), problems


def _made(lang: str, locale: str, tables: _Tables, spaced: bool, capitals: tuple[str, ...]) -> Words:  # noqa: FBT001 - as it is pickled
    grammar = Grammar(forms=tables["forms"], sounds=tables["sounds"])
    return Words(lang, Locale.parse(locale), tables, unit_space=spaced, capitals=capitals, grammar=grammar)


def _base_of(type_: Type) -> str | None:
    return next((base for base, power in (type_.unit.factors if type_.unit else ()) if power > 0), None)


def _spaced(text: str) -> str:
    # Babel uses non-breaking spaces; lines may be wrapped there.
    return text.replace("\xa0", " ").replace("\u202f", " ")


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
