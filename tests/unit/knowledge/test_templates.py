"""Grammar as data: articles and prepositions, particles by the last sound, singular and plural, capitals."""

from __future__ import annotations

import datetime

import pytest

import channelrules as cr
from channelrules.knowledge.locales import Words
from channelrules.knowledge.templates import PLAIN, Said, forms_in

BOOK = cr.load_rules()
ENGLISH, ITALIAN, KOREAN = (BOOK.knowledge.language(each) for each in ("en", "it", "ko"))


def network(words: Words, name: str) -> str:
    known = BOOK.networks[name]
    return words.network(known.id, known.name)


@pytest.mark.parametrize(
    ("form", "facebook", "blog", "magazine", "line", "airbnb"),
    [
        ("il", "Facebook", "il blog", "la rivista", "l'account ufficiale LINE", "Airbnb"),
        ("di", "di Facebook", "del blog", "della rivista", "dell'account ufficiale LINE", "di Airbnb"),
        ("a", "a Facebook", "al blog", "alla rivista", "all'account ufficiale LINE", "ad Airbnb"),
        ("da", "da Facebook", "dal blog", "dalla rivista", "dall'account ufficiale LINE", "da Airbnb"),
        ("su", "su Facebook", "sul blog", "nella rivista", "sull'account ufficiale LINE", "su Airbnb"),
    ],
)
def test_italian_articles_and_prepositions(
    form: str, facebook: str, blog: str, magazine: str, line: str, airbnb: str
) -> None:
    """A network has no article; a tool of one's own has one, joined with the preposition before it."""
    names = ("facebook", "blog", "magazine", "line_official_account", "airbnb")
    told = [ITALIAN.fill(f"… {{x|{form}}}", {"x": network(ITALIAN, name)}) for name in names]
    assert told == [f"… {each}" for each in (facebook, blog, magazine, line, airbnb)]


@pytest.mark.parametrize(
    ("day", "to", "on", "since"),
    [
        (1, "al 1º novembre 2026", "il 1º novembre 2026", "dal 1º novembre 2026"),
        (3, "al 3 novembre 2026", "il 3 novembre 2026", "dal 3 novembre 2026"),
        (8, "all'8 novembre 2026", "l'8 novembre 2026", "dall'8 novembre 2026"),
        (11, "all'11 novembre 2026", "l'11 novembre 2026", "dall'11 novembre 2026"),
        (18, "al 18 novembre 2026", "il 18 novembre 2026", "dal 18 novembre 2026"),
    ],
)
def test_italian_dates(day: int, to: str, on: str, since: str) -> None:
    """Before eight and eleven the article is elided, and the first of a month is an ordinal."""
    said = ITALIAN.date(datetime.date(2026, 11, day))
    assert [ITALIAN.fill(f"… {{day|{form}}}", {"day": said}) for form in ("a", "il", "da")] == [
        f"… {each}" for each in (to, on, since)
    ]


def test_italian_days_in_figures() -> None:
    """A day that is written in figures, as files have it, takes the article without elision."""
    told = [ITALIAN.fill(f"… {{day|{form}}}", {"day": "2026-11-08"}) for form in ("di", "a", "da", "il")]
    assert told == ["… del 2026-11-08", "… al 2026-11-08", "… dal 2026-11-08", "… il 2026-11-08"]


def test_english_articles() -> None:
    names = [network(ENGLISH, name) for name in ("facebook", "blog", "news")]
    told = [ENGLISH.fill("… {x|on}, {x|the}", {"x": name}) for name in names]
    assert told == ["… on Facebook, Facebook", "… on the blog, the blog", "… in the news section, the news section"]


def test_capitals_where_a_sentence_begins_and_nowhere_else() -> None:
    """A small name begins a sentence with a capital; within one, and after a colon, it stays small."""
    blog, own = network(ENGLISH, "blog"), Said("fb (Facebook)")
    assert (
        ENGLISH.fill("{x|the} rests. {x|the} sleeps: {x|the}.", {"x": blog})
        == "The blog rests. The blog sleeps: the blog."
    )
    assert ENGLISH.fill("{x|the} rests", {"x": blog}, within=True) == "the blog rests"
    assert ENGLISH.fill("{x|the} rests.", {"x": own}) == "fb (Facebook) rests."
    assert ITALIAN.fill("{x|su} esce.", {"x": Said("fb (Facebook)")}) == "Su fb (Facebook) esce."


@pytest.mark.parametrize(
    ("value", "subject", "way"),
    [
        ("LG", "LG가", "LG로"),
        ("3M", "3M이", "3M으로"),
        ("KT", "KT가", "KT로"),
        ("CNN", "CNN이", "CNN으로"),
        ("URL", "URL이", "URL로"),
        ("Apple", "Apple이(가)", "Apple으로(로)"),
        ("한빛(Hanbit)", "한빛(Hanbit)이", "한빛(Hanbit)으로"),
        ("30%", "30%가", "30%로"),
        ("‘블로그’", "‘블로그’가", "‘블로그’로"),
        ("1,200,000원", "1,200,000원이", "1,200,000원으로"),
        ("120유로", "120유로가", "120유로로"),
        ("11", "11이", "11로"),
        ("1.5", "1.5가", "1.5로"),
        ("1,000,000", "1,000,000이", "1,000,000으로"),
        ("", "이(가)", "으로(로)"),
    ],
)
def test_korean_particles_by_sound(value: str, subject: str, way: str) -> None:
    """Numbers, signs, abbreviations and brackets are read aloud; of other Latin words both forms stand."""
    assert KOREAN.fill("{x|이/가}", {"x": value}) == subject
    assert KOREAN.fill("{x|으로/로}", {"x": value}) == way


def test_singular_and_plural() -> None:
    """A pair is a singular and a plural where the language has no particles."""
    one, many = (
        BOOK.knowledge.language("en").quantity(each, BOOK.knowledge.vocabulary["company.pages"].type) for each in (1, 2)
    )
    assert ENGLISH.fill("{x|page/pages}", {"x": one}) == "1 page"
    assert ENGLISH.fill("{x|page/pages}", {"x": many}) == "2 pages"
    assert ENGLISH.fill("{x|page/pages}", {"x": "at least 3"}) == "at least 3 pages"


@pytest.mark.parametrize(
    ("currency", "value", "english", "italian", "korean"),
    [
        ("EUR", 120, "€120", "120 €", "120유로"),
        ("EUR", 1234.5, "€1,234.50", "1.234,50 €", "1,234.5유로"),
        ("KRW", 1_200_000, "₩1,200,000", "1.200.000 ₩", "1,200,000원"),
        ("KRW", 1_200_000.5, "₩1,200,000", "1.200.000 ₩", "1,200,000원"),
        ("GBP", 40, "£40", "40 £", "40파운드"),
        ("CHF", 40, "CHF 40", "40 CHF", "CHF 40"),
        (None, 10, "10", "10", "10"),
    ],
)
def test_money_in_the_form_of_its_currency(
    currency: str | None, value: float, english: str, italian: str, korean: str
) -> None:
    """Whole sums without decimals; where no currency is stated, none is made up."""
    assert [words.money(value, currency) for words in (ENGLISH, ITALIAN, KOREAN)] == [english, italian, korean]


@pytest.mark.parametrize(("value", "said"), [(0, "0%"), (0.3, "30%"), (0.042, "4.2%"), (0.02, "2%"), (1, "100%")])
def test_shares_are_percentages(value: float, said: str) -> None:
    assert ENGLISH.describe(value, BOOK.knowledge.vocabulary["channel.engagement_rate"].type) == said


def test_a_language_without_grammar() -> None:
    assert PLAIN.fill("{a} and {b|x/y}", {"a": "1", "b": "2"}) == "1 and 2 y"
    assert forms_in("{a|il} {b|은/는} {c}") == {"il"}
