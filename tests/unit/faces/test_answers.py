"""What a person types for a row of a list, read in their language."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import channelrules as cr
from channelrules.faces.answers import read_answer, read_row, what_is_expected
from channelrules.facts.fields import specification

DAY = datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("lang", "text", "row"),
    [
        ("en", "2026-11-03, menu", cr.EditorialEntry(on=DAY, content="menu")),
        ("en", ", menu, , tuesday friday", cr.EditorialEntry(content="menu", every=["tuesday", "friday"])),
        ("it", "; menù; ; martedì / venerdì", cr.EditorialEntry(content="menù", every=["tuesday", "friday"])),
        ("ko", ", 메뉴, , 화요일 금요일", cr.EditorialEntry(content="메뉴", every=["tuesday", "friday"])),
        (
            "en",
            "e1, 2026-11-03, menu, fb / web shop",
            cr.PlanEntry(id="e1", on=DAY, content="menu", to=["fb", "web shop"]),
        ),
        ("it", "prenotazioni; 12,5", cr.Result(what="prenotazioni", count=12.5)),
    ],
)
def test_a_row_of_a_list(book: cr.Rulebook, lang: str, text: str, row: Any) -> None:
    """Columns stand apart by commas or semicolons, words within one by spaces or slashes."""
    assert read_row(text, type(row), book.knowledge.language(lang)) == row


def test_every_list_is_asked_row_by_row(book: cr.Rulebook) -> None:
    """And the person is told its columns."""
    spec = dict(specification(cr.Channel))["results_per_month"]
    assert "what, how many" in what_is_expected(spec, book.knowledge.language("en"), None)
    with pytest.raises(cr.ProfileError, match="what, how many"):
        read_row("bookings", cr.Result, book.knowledge.language("en"))


@pytest.mark.parametrize(
    ("lang", "attribute", "text", "value"),
    [
        ("en", "cost_per_month", "€1,200", 1200),
        ("it", "cost_per_month", "1.200,50 €", 1200.5),
        ("it", "cost_per_month", "EUR 120", 120),
        ("ko", "cost_per_month", "1,200,000원", 1_200_000),
        ("ko", "cost_per_month", "120만 원", 1_200_000),
        ("ko", "cost_per_month", "₩1,200,000", 1_200_000),
        ("en", "hours_per_week", "1 hour", 1),
        ("it", "hours_per_week", "2,5 ore", 2.5),
        ("ko", "hours_per_week", "3시간", 3),
        ("en", "engagement_rate", "4.2%", 0.042),
        ("it", "engagement_rate", "4,2 %", 0.042),
        ("ko", "engagement_rate", "0.042", 0.042),
    ],
)
def test_numbers_as_people_write_them(book: cr.Rulebook, lang: str, attribute: str, text: str, value: float) -> None:
    """With the unit or the currency, in percent, in ten thousands where a language counts so."""
    spec = dict(specification(cr.Channel))[attribute]
    assert read_answer(text, spec, book.knowledge.language(lang)) == value


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
@pytest.mark.parametrize("text", ["none", "nessuno", "niente", "없음", "없어요"])
def test_none_in_any_language(book: cr.Rulebook, lang: str, text: str) -> None:
    """A person need not answer in the language of the interview."""
    spec = dict(specification(cr.Channel))["benefit"]
    assert read_answer(text, spec, book.knowledge.language(lang)) == "none"


@pytest.mark.parametrize(("lang", "columns"), [("it", "giorno, quanti"), ("ko", "날짜, 수")])
def test_columns_are_named_in_the_language(book: cr.Rulebook, lang: str, columns: str) -> None:
    spec = dict(specification(cr.Channel))["followers"]
    assert columns in what_is_expected(spec, book.knowledge.language(lang), None)


@pytest.mark.parametrize(
    ("lang", "said", "code"),
    [
        ("en", "usd", "USD"),
        ("en", "British Pound", "GBP"),
        ("it", "euro", "EUR"),
        ("it", "€", "EUR"),
        ("ko", "원", "KRW"),
        ("ko", "대한민국 원", "KRW"),
        ("ko", "doubloons", "doubloons"),
    ],
)
def test_a_currency_by_code_sign_or_name(book: cr.Rulebook, lang: str, said: str, code: str) -> None:
    """What is no currency that the locale knows stays as it was typed: a company may count in anything."""
    words = book.knowledge.language(lang)
    spec = dict(specification(cr.Company))["currency"]
    assert read_answer(said, spec, words) == code
    assert what_is_expected(spec, words, None) == words.say("ask_currency")
