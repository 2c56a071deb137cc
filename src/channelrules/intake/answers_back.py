"""Reads answers that people typed into cells, in any language of the rulebook, forgiving common mistakes.

Unambiguous answers are accepted; ambiguous ones are asked about, by their cells.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.fields import Spec
from channelrules.facts.plans import CommunicationPlan, EditorialPlan
from channelrules.intake.days import Day, read_day
from channelrules.intake.kinds import said, vocabulary
from channelrules.intake.numbers import count_in, number_in
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind

__all__ = ["Unclear", "read_cell"]

_FIRST_SERIAL: Final = 36_526
_LAST_SERIAL: Final = 73_050
_EPOCH: Final = datetime.date(1899, 12, 30)
_APART: Final = re.compile(r"\s*[,;/+&|、·\n]\s*|\s+(?:and|e|und|및|와|과)\s+")
_A_NUMBER: Final = re.compile(r"[-+]?\d[\d.,'\u2019\u00a0\u202f]*(?:\s\d{3})*")
_SPAN: Final = re.compile(r"\d\s*(?:[-–—~]|to|bis|a)\s*\d")
_PERIODS: Final[Mapping[str, str]] = {
    "day": r"\b(?:a|per|/)?\s*(?:day|daily|giorno|giornalier\w*|tag)\b|하루|매일|일당",
    "week": r"\b(?:week|weekly|settimana\w*|woche)\b|주당|매주|일주일",
    "month": r"\b(?:month|monthly|mese|mensil\w*|monat)\b|월|한 달|매달",
    "year": r"\b(?:year|yearly|anno|annual\w*|jahr)\b|연간|년",
    "minute": r"\b(?:min|minutes?|minut\w*)\b|분",
}
_SHARE: Final = 100
_STEM: Final = 4
_ENDING: Final = 2
_ORDERS: Final[Mapping[str, str]] = {"it": "dmy"}
"""The order of a numeric date by language, where it is unambiguous; English has two."""


@attrs.frozen
class Unclear(Exception):
    """An answer that is asked about; ``code`` names the words that say why.

    Attributes:
        code: under ``[say.intake]``.
        values: the values in the text.
    """

    code: str
    values: Mapping[str, str] = attrs.field(factory=dict)


def read_cell(cell: Any, spec: Spec, languages: Sequence[Words], lang: str) -> Any:
    """Return the value that a cell states; ``None`` where it is empty or means unknown.

    Args:
        cell: as the file has it.
        spec: the specification of the fact.
        languages: the languages in which an answer may be; messages name choices in the first.
        lang: of the form.

    Raises:
        Unclear: it is ambiguous or not understood.
    """
    text = said(cell)
    answers = vocabulary().answers
    if not text or text in answers["unknown"]:
        return None
    if spec.table is not None:
        exists = _yes_no(text, languages)
        plan = CommunicationPlan if spec.table is CommunicationPlan else EditorialPlan
        return plan() if exists else spec.absent
    if spec.absent and text in answers["not_measured" if spec.absent == "not_measured" else "absent"]:
        return spec.absent
    value = _value(cell, text, spec, languages, lang)
    wrong, _ = spec.problem(value)
    if wrong:
        raise Unclear("out_of_range", {"seen": str(cell)[:40], "low": f"{spec.low:g}", "high": f"{spec.high:g}"})
    return value


def _value(cell: Any, text: str, spec: Spec, languages: Sequence[Words], lang: str) -> Any:
    match spec.type.kind:
        case Kind.YES_NO:
            return _yes_no(text, languages)
        case Kind.NUMBER:
            return _number(cell, spec)
        case Kind.DATE:
            return _day(cell, lang)
        case Kind.CHOICE:
            return _option(text, spec, languages)
        case Kind.SET:
            if text in vocabulary().answers["absent"]:
                return ()
            parts = [each for each in _APART.split(text) if each.strip()]
            return tuple(dict.fromkeys(_option(each.strip(), spec, languages) for each in parts))
        case _:
            return re.sub(r"\s+", " ", str(cell)).strip()


def _yes_no(text: str, languages: Sequence[Words]) -> bool:
    answers = vocabulary().answers
    yes = answers["yes"] | {said(each.say("yes")) for each in languages}
    no = answers["no"] | {said(each.say("no")) for each in languages}
    plain = text.rstrip(".! ")
    if plain in yes:
        return True
    if plain in no:
        return False
    raise Unclear("no_yes_or_no", {"seen": text[:40]})


def _option(text: str, spec: Spec, languages: Sequence[Words]) -> str:
    def loose(word: str) -> str:
        return re.sub(r"[\W_]+", " ", said(word)).strip()

    for option in spec.type.options:
        if loose(text) in {loose(option), *(loose(each.choice(option)) for each in languages)}:
            return option
    alike = {
        option
        for option in spec.type.options
        for name in (option, *(each.choice(option) for each in languages))
        if _inflected(loose(text), loose(name))
    }
    if len(alike) == 1:
        return alike.pop()
    first = languages[0]
    choices = ", ".join(first.choice(each) for each in spec.type.options)
    raise Unclear("no_choice", {"seen": text[:40], "choices": choices})


def _inflected(word: str, name: str) -> bool:
    """Return whether two words differ only in an ending, as ``images`` and ``image`` do, but not ``inactive``."""
    shared = next((place for place, pair in enumerate(zip(word, name, strict=False)) if len(set(pair)) > 1), None)
    shared = min(len(word), len(name)) if shared is None else shared
    return shared >= _STEM and max(len(word), len(name)) - shared <= _ENDING


def _day(cell: Any, lang: str) -> datetime.date:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _EPOCH + datetime.timedelta(days=int(cell))
    found = read_day(cell)
    day = found.by(_ORDERS.get(lang)) if isinstance(found, Day) else None
    if day is not None:
        return day
    if isinstance(found, Day) and found.readings:
        ways = " / ".join(sorted({each.isoformat() for each in found.readings.values()}))
        raise Unclear("which_day", {"seen": str(cell)[:40], "ways": ways})
    raise Unclear("not_a_day", {"seen": str(cell)[:40]})


def _number(cell: Any, spec: Spec) -> float | int:
    if isinstance(cell, datetime.date):
        # A spreadsheet reads 8.5 as 8 May where the language writes days that way.
        raise Unclear("number_became_day", {"seen": cell.isoformat()[:10]})
    if isinstance(cell, bool):
        raise Unclear("not_a_number", {"seen": str(cell)})
    if isinstance(cell, int | float):
        return _whole(float(cell), spec)
    text = str(cell).strip()
    if _SPAN.search(text):
        raise Unclear("two_numbers", {"seen": text[:40]})
    found = _A_NUMBER.findall(text)
    if len(found) != 1:
        raise Unclear("not_a_number" if not found else "two_numbers", {"seen": text[:40]})
    rest = said(text.replace(found[0], " "))
    unit = str(spec.type.unit or "")
    odd = [name for name, words in _PERIODS.items() if re.search(words, rest) and name not in unit]
    if odd and unit:
        raise Unclear("other_unit", {"seen": text[:40], "unit": unit})
    number = found[0].rstrip(".,")
    value = number_in(number)
    if value is None:
        whole = count_in(number) if spec.whole else None
        if whole is None:
            raise Unclear("which_number", {"seen": text[:40]})
        value = float(whole)
    if spec.share and "%" in text:
        value /= _SHARE
    return _whole(value, spec)


def _whole(value: float, spec: Spec) -> float | int:
    return int(value) if spec.whole and value == int(value) else value
