"""Every text with hard values, as it was last reviewed."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.word_samples import BOOK, FOLDER, samples

LANGUAGES = BOOK.knowledge.languages


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_reads_as_it_was_reviewed(lang: str) -> None:
    """``python -m tests.fixtures.word_samples`` writes the files anew; what changes is there to be read."""
    assert samples(lang) == (FOLDER / f"{lang}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_a_client_is_long(lang: str) -> None:
    """Three hundred characters are a paragraph on a phone: what needs more says too much."""
    long = [line for line in samples(lang).splitlines() if len(line) > 300]
    assert long == []


def test_nothing_is_left_unfilled_and_nothing_doubled() -> None:
    for lang in LANGUAGES:
        text = samples(lang)
        assert not re.search(r"[{}]", text)
        assert not re.search(r"[^.]\.\.(?=\s)| {2}|\?\.| ,| \.(?![.\w])", text.replace(" , ", ""))


def test_what_a_language_never_has() -> None:
    """No Italian article before a vowel that it elides, no double particle after Hangul, no 1 with a plural."""
    italian, korean, english = (samples(lang) for lang in ("it", "ko", "en"))
    assert not re.search(r"\b(?:il|al|dal|del|sul|nel) (?:8|11) ", italian)
    assert not re.search(r"\b(?:di|a|da|su) (?:il|la|l')\b", italian)
    assert not re.search(r"[가-힣](?:은\(는\)|이\(가\)|을\(를\))", korean)
    assert not re.search(r"(?<![\d.,])1 (?:hours|posts|days|months|pages|points|weeks)\b", english)
