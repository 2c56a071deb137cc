"""Days as files write them: numbers in any order, months in words, with times, without a year.

Where numbers can be read in two ways, the whole column decides; if it does not, nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

import attrs
from babel import Locale

from channelrules.facts.limits import FIRST_DAY, LAST_DAY

__all__ = ["NEVER", "Day", "Yearless", "order_of", "range_in", "read_day"]

_LANGUAGES: Final = ("en", "it", "ko", "de", "fr", "es", "pt")
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-./_년]\s*(\d{1,2})\s*[-./_월]\s*(\d{1,2})(?:\s*일)?\.?")
_NUMBERS: Final = re.compile(r"(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})\.?")
_TIME: Final = re.compile(
    r"[T,\s]*(?:오전|오후|at|alle|um|kl\.?)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?|Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})?\s*\Z",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[^\W\d_]+")
_DIGITS: Final = re.compile(r"\d+")
_COMPACT: Final = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_MONTH_AND_DAY: Final = re.compile(r"(\d{1,2})\s*월\s*(\d{1,2})\s*일")
_LONGEST: Final = 60
_CENTURY: Final = 2000
_ORDERS: Final = ("dmy", "mdy")


@attrs.frozen
class Yearless:
    """A day without its year."""

    month: int
    day: int

    def in_year(self, year: int) -> datetime.date | None:
        """Return the day in a year; ``None`` for 29 February outside leap years."""
        return _date(year, self.month, self.day)


@attrs.frozen
class Day:
    """A day as it is written, with each way to read it.

    Attributes:
        readings: the day by the order of its numbers, ``dmy`` or ``mdy``; where there is one way only, under ``""``.
    """

    readings: Mapping[str, datetime.date]

    def by(self, order: str | None) -> datetime.date | None:
        """Return the day where there is one way to read it, or by an order; else ``None``."""
        if len(set(self.readings.values())) == 1:
            return next(iter(self.readings.values()))
        return self.readings.get(order or "")


NEVER: Final = Day({})
"""The value for a cell that is not a day."""


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        found = datetime.date(year, month, day)
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= LAST_DAY else None


def read_day(cell: Any) -> Day | Yearless:
    """Return the ways to read a cell as a day; `NEVER` where there is none.

    A time and its zone are ignored: the day is the one that is written.
    """
    if isinstance(cell, datetime.datetime):
        return _sure(cell.date())
    if isinstance(cell, datetime.date):
        return _sure(cell)
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return NEVER
    text = _TIME.sub("", cell.strip()).strip(" ,T")
    return _year_first(text) or _in_numbers(text) or _in_words(text) or NEVER


def _sure(day: datetime.date | None) -> Day:
    return Day({"": day}) if day is not None and FIRST_DAY <= day <= LAST_DAY else NEVER


def _year_first(text: str) -> Day | None:
    found = _YEAR_FIRST.fullmatch(re.sub(r"\s*\(?[월화수목금토일](?:요일)?\)?\Z", "", text)) or _COMPACT.fullmatch(text)
    return _sure(_date(*map(int, found.groups()))) if found else None


def _in_numbers(text: str) -> Day | None:
    found = _NUMBERS.fullmatch(text)
    if not found:
        return None
    first, second, year = map(int, found.groups())
    year += _CENTURY if len(found.group(3)) == len("26") else 0
    ways = {"dmy": _date(year, second, first), "mdy": _date(year, first, second)}
    return Day({order: day for order, day in ways.items() if day is not None})


def _in_words(text: str) -> Day | Yearless | None:
    """Return a day whose month is a word; other words, such as that of the weekday, are left out."""
    korean = _MONTH_AND_DAY.fullmatch(text)
    if korean:
        month, day = map(int, korean.groups())
        return Yearless(month, day) if _date(_CENTURY, month, day) else None
    months = [_months()[word] for word in map(str.casefold, _WORDS.findall(text)) if word in _months()]
    numbers = [*map(int, _DIGITS.findall(text))]
    if len(months) != 1 or not 1 <= len(numbers) <= len(_ORDERS):
        return None
    years = [each for each in numbers if each > _CENTURY // 2]
    days = [each for each in numbers if each <= 31]
    if len(days) != 1 or len(years) + len(days) != len(numbers):
        return None
    if not years:
        return Yearless(months[0], days[0]) if _date(_CENTURY, months[0], days[0]) else None
    return _sure(_date(years[0], months[0], days[0]))


@cache
def _months() -> Mapping[str, int]:
    """Return the number of each month by its name, long and short, in the languages that exports come in."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        names = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[context][width].items():
                    found.setdefault(name.casefold().strip("."), number)
    found.setdefault("sept", 9)
    return found


def order_of(days: Iterable[Day | Yearless]) -> str | None:
    """Return the order in which a column writes its numbers: ``dmy`` or ``mdy``.

    Returns:
        The order of an unambiguous day in the column; an empty text where every day can be read both ways;
        ``None`` where two days have different orders.
    """
    orders = {
        next(iter(each.readings))
        for each in days
        if isinstance(each, Day) and len(each.readings) == 1 and "" not in each.readings
    }
    return next(iter(orders), "") if len(orders) < len(_ORDERS) else None


_IN_TEXT: Final = re.compile(
    r"(?<!\d)(?:\d{4}[-./_]\d{1,2}[-./_]\d{1,2}|\d{4}\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일|\d{4}\.\s\d{1,2}\.\s\d{1,2}\.?"
    r"|20\d{6}|\d{1,2}[-./]\d{1,2}[-./]\d{4})(?!\d)"
    r"|(?<![^\W\d_])[^\W\d_]{3,10}\.?[-\s_]\d{1,2},?[-\s_,]{1,2}\d{4}(?!\d)"
    r"|(?<!\d)\d{1,2}\.?[-\s_][^\W\d_]{3,10}\.?[-\s_]\d{4}(?!\d)"
)


def _days_in(text: str, order: str | None) -> Iterator[datetime.date]:
    for found in _IN_TEXT.finditer(text):
        said = found.group()
        day = read_day(said.replace("_", "-" if said[0].isdigit() and not re.search(r"[^\W\d_]", said) else " "))
        read = day.by(order) if isinstance(day, Day) else None
        if read is not None:
            yield read


def range_in(text: str, order: str | None = None) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and last day of a range in a text, such as a file's name; ``None`` without one.

    Args:
        text: the text before a table, or the name of a file.
        order: of the parts of a date in numbers, where it is known.
    """
    days = list(_days_in(text[:500], order))
    if len(days) != 2 or days[0] > days[1]:
        return None
    return days[0], days[1]
