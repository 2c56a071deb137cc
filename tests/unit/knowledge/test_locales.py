"""The words for people: particles, plurals, numbers, and every text in every language."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.knowledge.templates import placeholders
from channelrules.language.types import number, set_of
from tests.fixtures.strategies import profiles

BOOK = cr.load_rules()
LANGUAGES = BOOK.knowledge.languages
ENGLISH, ITALIAN, KOREAN = (BOOK.knowledge.language(each) for each in ("en", "it", "ko"))
assert settings.default is not None
fewer = settings(max_examples=settings.default.max_examples // 4)


@pytest.mark.parametrize(
    ("value", "topic", "subject", "way"),
    [
        ("페이스북", "페이스북은", "페이스북이", "페이스북으로"),
        ("유튜브", "유튜브는", "유튜브가", "유튜브로"),
        ("서울", "서울은", "서울이", "서울로"),
        ("페이스북(fb)", "페이스북(fb)은", "페이스북(fb)이", "페이스북(fb)으로"),
        ("한빛(Hanbit)", "한빛(Hanbit)은", "한빛(Hanbit)이", "한빛(Hanbit)으로"),
        ("3", "3은", "3이", "3으로"),
        ("8", "8은", "8이", "8로"),
        ("2", "2는", "2가", "2로"),
        ("1,000", "1,000은", "1,000이", "1,000으로"),
        ("Facebook", "Facebook은(는)", "Facebook이(가)", "Facebook으로(로)"),
    ],
)
def test_particles(value: str, topic: str, subject: str, way: str) -> None:
    """The form that the last sound asks for; both where a foreign word leaves it open."""
    assert KOREAN.fill("{x|은/는}", {"x": value}) == topic
    assert KOREAN.fill("{x|이/가}", {"x": value}) == subject
    assert KOREAN.fill("{x|으로/로}", {"x": value}) == way


def test_values_are_never_patterns() -> None:
    assert KOREAN.fill("{a} {b|은/는}", {"a": "{b}", "b": "{a|은/는}"}).startswith("{b} {a|")
    assert placeholders("{a} {b|은/는} {a}") == ("a", "b")


@pytest.mark.parametrize(
    ("lang", "value", "said"),
    [
        ("en", 1, "1 hour"),
        ("en", 1.005, "1 hour"),
        ("en", 1234.5, "1,234.5 hours"),
        ("it", 1, "1 ora"),
        ("it", 2.5, "2,5 ore"),
        ("it", 0, "0 ore"),
        ("ko", 1, "1시간"),
        ("ko", 2.5, "2.5시간"),
    ],
)
def test_numbers_with_their_units(lang: str, value: float, said: str) -> None:
    assert BOOK.knowledge.language(lang).quantity(value, number("hours/week")) == said


def test_dates_and_lists() -> None:
    day, formats = datetime.date(2026, 11, 3), ("image", "text", "video")
    spoken = [BOOK.knowledge.language(lang) for lang in LANGUAGES]
    said = [(words.date(day), words.describe(formats, set_of(*formats))) for words in spoken]
    assert said == [
        ("November 3, 2026", "image, text, and video"),
        ("3 novembre 2026", "immagini, testi e video"),
        ("2026년 11월 3일", "글, 영상 및 이미지"),
    ]


def test_an_unknown_language() -> None:
    decision = BOOK.assess(cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="X")))
    with pytest.raises(cr.OptionError, match="there is no language 'fr'; there are en, it, ko"):
        cr.render(decision, lang="fr")


@fewer
@given(profile=profiles(3), lang=st.sampled_from(LANGUAGES))
def test_every_answer_in_every_language(profile: cr.Profile, lang: str) -> None:
    """Nothing is left unfilled, whatever the profile, and the data is the same in any language."""
    decision = BOOK.assess(profile, engine="native")
    text = cr.render(decision, lang=lang) + cr.render(decision, lang=lang, everything=True)
    told: list[Any] = [decision.shortlist(hours=5), decision.explain(), decision.sensitivity()]
    told += [one for each in decision.channels for one in (decision.changes(each.id), decision.explain(each.id))]
    text += "".join(cr.render_advice(each, decision, lang=lang) for each in told)
    assert not re.search(r"\{[a-z]|\|(?:은|이|을)/", text)
    assert "None" not in text
    for question in decision.questions:
        assert "{" not in question.told(lang)


def test_the_texts_of_a_language_are_its_own() -> None:
    """No Italian or Korean text is the English one left as it is."""
    for rule in BOOK.rules.values():
        first = rule.texts["en"]
        for lang in LANGUAGES[1:]:
            text = rule.texts[lang]
            assert text.title != first.title
            assert first.finding is None or text.finding != first.finding
    hangul = re.compile(r"[가-힣]")
    assert all(hangul.search(rule.texts["ko"].title) for rule in BOOK.rules.values())
