"""Conditions in words, in every language."""

from __future__ import annotations

import pytest

import channelrules as cr
from channelrules.language.parser import parse
from channelrules.rendering.conditions import Phrases, condition_in_words

BOOK = cr.load_rules()
VOCABULARY = BOOK.knowledge.vocabulary


def said(condition: str, lang: str = "en") -> str | None:
    node = parse(condition, VOCABULARY, measure=True)
    return Phrases(VOCABULARY, BOOK.knowledge.language(lang)).said(node)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("editorial.exists", "it has an editorial plan"),
        ("not editorial.exists", "not so: it has an editorial plan"),
        ('channel.account == "company_page"', "the type of account is “company page”"),
        ('channel.role != "asset"', "its role is not “asset”"),
        ('channel.run_by in ("owner", "employee")', "who does the daily work is “owner” or “employee”"),
        ('channel.run_by not in ("owner", "employee")', "who does the daily work is none of “owner” or “employee”"),
        ('"video" in company.formats', f"“video” is among {VOCABULARY['company.formats'].meaning}"),
        ("channel.posts_postponed >= 3", "planned posts that were put off and are still waiting is at least 3 posts"),
        (
            "channel.last_post_on < profile.as_of",
            "the day of the last post is before the day on which the facts were true",
        ),
        (
            "editorial.exists or plan.exists",
            "at least one of these holds: it has an editorial plan; there is a communication plan",
        ),
    ],
)
def test_in_english(condition: str, words: str) -> None:
    told = said(condition)
    assert told is not None
    assert told.replace("whether ", "") == words


def test_in_other_languages() -> None:
    """The same condition, in the words of the language."""
    for lang, no in (("it", "no"), ("ko", "아니요")):
        words = BOOK.knowledge.language(lang)
        assert said("not editorial.exists", lang) == f"{words.meaning('editorial.exists', '')}: {no}"
    assert said('channel.account == "company_page"', "ko") == "계정 유형: ‘회사 페이지’"


def test_what_has_no_words() -> None:
    """A figure over a list stands as it is written on a page, and is left out elsewhere."""
    condition = "any(editorial.entries, known(on))"
    assert said(condition) is None
    node = parse(f"editorial.exists and {condition}", VOCABULARY, measure=True)
    lines = list(condition_in_words(node, VOCABULARY, BOOK.knowledge.language("en")))
    assert lines == ["* all of these hold:", "  * it has an editorial plan", f"  * `{condition}`"]


@pytest.mark.parametrize("lang", BOOK.knowledge.languages)
def test_every_rule_has_words(lang: str) -> None:
    """No condition of a rule needs the language in which it is written."""
    words = BOOK.knowledge.language(lang)
    for rule in BOOK.rules.values():
        assert "`" not in "".join(condition_in_words(rule.node, VOCABULARY, words)), rule.id
