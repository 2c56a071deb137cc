"""One name for one thing, in each language: the page, and what no text says."""

from __future__ import annotations

import re

import pytest

from channelrules.rendering.glossary_page import glossary_page
from tests.conftest import ROOT
from tests.fixtures.word_samples import BOOK, samples

LANGUAGES = BOOK.knowledge.languages


def test_the_page_says_what_the_data_says() -> None:
    """``python -m tests.unit.rendering.test_glossary_page`` writes it anew."""
    assert (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8") == glossary_page(BOOK)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_uses_another_word(lang: str) -> None:
    """A synonym that is banned stands in no text for people: no statement, name of a fact, help or error."""
    words = BOOK.knowledge.language(lang)
    tables = ("guidance", "facts", "measures", "parameters", "choices", "glossary_means", "commands", "messages")
    told = [line for line in samples(lang).splitlines() if not line.startswith("# ")]
    text = "\n".join(told) + "\n".join(str(each) for table in tables for each in words.tables[table].values())
    if lang == LANGUAGES[0]:
        text += "\n".join(each.statement for each in BOOK.statements.values())
    banned = words.tables["glossary_instead_of"]
    # Korean joins particles to words: there a word ends where it will.
    found = [each for each in banned if re.search(rf"{each}" if lang == "ko" else rf"\b{each}\b", text, re.IGNORECASE)]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_terms_are_used(lang: str) -> None:
    """A glossary of words that nobody meets would be for nobody; and each banned word names a term of it."""
    words = BOOK.knowledge.language(lang)
    terms = words.tables["glossary"].values()
    text = (samples(lang) + " ".join(str(each) for each in words.tables["verdict"].values())).casefold()
    assert [each for each in terms if str(each).casefold() not in text] == []
    assert set(words.tables["glossary_instead_of"].values()) <= set(terms)


if __name__ == "__main__":
    (ROOT / "docs" / "reference" / "glossary.md").write_text(glossary_page(BOOK), encoding="utf-8")
