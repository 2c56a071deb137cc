"""What a person types for a row of a list, read in their language."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

import channelrules as cr
from channelrules.faces.answers import read_row, what_is_expected
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
    assert "what, count" in what_is_expected(spec, book.knowledge.language("en"), None)
    with pytest.raises(cr.ProfileError, match="what, count"):
        read_row("bookings", cr.Result, book.knowledge.language("en"))
