"""A decision as text: short, in order, certain and presumed told apart, in every language."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.rendering.page import columns, padded, wrapped
from tests.conftest import ROOT
from tests.fixtures.strategies import profiles

BOOK = cr.load_rules()
LANGUAGES = BOOK.knowledge.languages
DAY = datetime.date(2026, 11, 1)
assert settings.default is not None
fewer = settings(max_examples=settings.default.max_examples // 4)


def title_of(rule: str) -> str:
    return BOOK.rule(rule).texts["en"].title


def in_order_of(rule: str) -> str | None:
    return BOOK.rule(rule).texts["en"].in_order


def half_known() -> cr.Profile:
    """Three channels after a call: one is certain, two are not."""
    return cr.Profile(
        as_of=DAY,
        company=cr.Company(name="Example", size="micro", hours_per_week=6, marketing_levels=("website", "social")),
        channels=(
            cr.Channel(
                id="fb",
                network="facebook",
                status="active",
                account="personal_profile",
                fronted_by="company",
                posts_published_per_month=4,
            ),
            cr.Channel(id="ig", network="instagram", status="active"),
            cr.Channel(id="tt", network="tiktok", status="dormant", last_post_on=datetime.date(2025, 10, 1)),
        ),
    )


def test_about_forty_lines_of_a_hundred_columns() -> None:
    """That is what a half-known company of three channels takes; the rest comes when it is asked for."""
    decision = BOOK.assess(half_known())
    for lang in LANGUAGES:
        lines = cr.render(decision, lang=lang).splitlines()
        assert 30 <= len(lines) <= 56
        assert max(map(columns, lines)) <= 100
    assert len(cr.render(decision, everything=True).splitlines()) > 150


def test_the_order() -> None:
    """Verdicts, editions, what to do first, what was taken for granted, what to ask."""
    told = cr.render(BOOK.assess(half_known()))
    marks = ["Example: ", "as of November", "  fb  whim", "! tt: ", "What to do first", "Taken for granted"]
    marks += ["Checked and in order", "Ask first"]
    places = [told.index(each) for each in marks]
    assert places == sorted(places)
    certain, presumed = told.index("  error (fb)"), told.index("  error, presumed")
    assert certain < presumed


def test_what_is_presumed_is_marked() -> None:
    """A leaning is no verdict: it has its own mark, the legend that says what that means, and the other verdicts."""
    decision = BOOK.assess(half_known())
    told = cr.render(decision)
    words = BOOK.labels()["verdict"]
    assert f"  ig  {words['potential']}?  put it right; could still be asset, helpful, or whim\n" in told
    assert "“?”: taken to be so until somebody says otherwise" in told
    assert f"{words['potential']}?" not in cr.render(BOOK.assess(half_known(), presume=False))
    assert "잠재 자산(추정)" in cr.render(decision, lang="ko")
    for each in decision.channel("ig").presuming:
        assert f"- {each.says}" in cr.render(decision, everything=True)


def test_the_headline_praises_nothing_that_is_not_settled() -> None:
    """What is presumed of the company is told as such, and channels that are not certain are counted."""
    presumed = cr.render(BOOK.assess(half_known())).partition("as of")[0]
    assert " ".join(presumed.split()) == (
        "Example: taken to be unplanned; could still be planned and within its means or overextended; "
        "not certain yet: 2 of 3 channels"
    )
    certain = cr.render(BOOK.assess(half_known(), presume=False)).splitlines()[0]
    assert certain.startswith("Example: not settled; could be")
    nothing = cr.Profile(as_of=DAY, company=cr.Company(name="Example"))
    assert cr.render(BOOK.assess(nothing)).startswith("Example: nothing to judge: no channel is in use\n")


def test_what_is_open_would_be() -> None:
    """An open must reads as what it would be; what is presumed to be in order says that it is not certain."""
    told = " ".join(cr.render(BOOK.assess(half_known()), everything=True).split())
    title = BOOK.knowledge.language("en").in_sentence(title_of("no-future-benefit"))
    assert f"open: Taken to be in order, not known for certain: {title}." in told
    decision = BOOK.assess(half_known(), presume=False)
    certain = " ".join(cr.render(decision, everything=True).split())
    assert f"open: Would be an error: {title}. Find out: " in certain
    assert "[channel[ig].benefit]" in certain
    short = " ".join(cr.render(decision).split())
    assert "Would be an error if so: " in short


def test_one_rule_is_told_once() -> None:
    """What it says of a second channel is added to the first."""
    told = cr.render(BOOK.assess(half_known()))
    assert told.count("no-editorial-plan") == 1
    assert f"  error, presumed (fb, ig): {title_of('no-editorial-plan')}." in told


def test_both_editions_with_their_dates() -> None:
    """The facts that differ stand beside their dates, and where the verdict is the same the reasons do."""
    told = " ".join(cr.render(BOOK.assess(half_known())).split())
    assert "! tt: whim? both by the guidance (early 2021) and by what is known today, for other reasons" in told
    assert "whom it is designed for: consumers (early 2021), today both (as of November 24, 2026)" in told
    assert f"only by the guidance: {title_of('consumer-network-as-asset')}" in told


def test_a_presumed_question_asks_for_a_yes() -> None:
    """What is presumed is told and asked to be confirmed, where a yes can state it."""
    told = cr.render(BOOK.assess(half_known()), everything=True)
    assert "We took it that ig (Instagram) is meant to become an asset. Is that so?" in told
    benefit = next(each for each in BOOK.assess(half_known()).questions if each.path == "channel[ig].benefit")
    assert benefit.asked() in " ".join(told.split())


def test_many_channels_of_which_the_same_is_said_share_a_line() -> None:
    """Forty assets are no forty lines; with everything, each has its own."""
    profile = BOOK.read_profile(ROOT / "tests/cases/shared/corporation_forty_pages.toml")
    decision = BOOK.assess(profile, engine="native")
    told = cr.render(decision)
    assert "channels: 40 (p0, p1, p10," in told
    assert len(told.splitlines()) <= 40
    assert "\n  p39  asset  keep it" in cr.render(decision, everything=True)


@fewer
@given(profile=profiles(3), lang=st.sampled_from(LANGUAGES), width=st.sampled_from([60, 80, 100]))
def test_lines_are_never_too_wide(profile: cr.Profile, lang: str, width: int) -> None:
    """Whatever is told, but for a word that is longer than a line."""
    for line in cr.render(BOOK.assess(profile, engine="native"), lang=lang, width=width).splitlines():
        assert columns(line) <= width or max(columns(word) for word in line.split()) > width - 20


def test_wrapping_counts_wide_characters() -> None:
    """A Korean character takes two columns; what stands apart stays apart; words go to the next line whole."""
    assert columns("가a") == 3
    assert padded("가", 4) == "가  "
    assert wrapped("가나다 라마바", 8, "") == ["가나다", "  라마바"]
    assert wrapped("가  나  다", 20, "- ") == ["- 가  나  다"]
    assert wrapped("a b", 40, "├─ ") == ["├─ a b"]
    assert wrapped("가 나", 40, "├─ ") == ["├─ 가 나"]
    assert wrapped("", 40, "") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_explanation_names_facts_in_words(lang: str) -> None:
    """No condition as it is written, no effect, no name of a fact outside brackets."""
    decision = BOOK.assess(half_known())
    for channel in (None, "fb", "ig", "tt"):
        told = cr.render_advice(decision.explain(channel), decision, lang=lang, width=400)
        bare = re.sub(r"\[[^\]]*(\[[^\]]*\][^\]]*)*\]", "", told)
        assert not re.search(r"==|effect\.|channel\.[a-z]|network\.[a-z]|company\.[a-z]|\bnot in\b", bare), bare


def test_an_explanation_tells_what_is_presumed_and_why() -> None:
    """A leaning is explained by what is presumed; what is still open comes after it, one line each."""
    decision = BOOK.assess(half_known())
    told = cr.render_advice(decision.explain("ig"), decision, width=400)
    lines = told.splitlines()
    potential = BOOK.labels()["verdict"]["potential"]
    assert lines[0] == f"ig (Instagram): {potential}, as far as can be presumed, because"
    why = BOOK.presumptions["editorial.exists"].why
    assert f"presumed: ig (Instagram) has no editorial plan yet ({why}) [channel[ig].editorial_plan]" in told
    place = lines.index("Not certain while these are open")
    assert all("open" in line or "not known" in line for line in lines[place + 1 :])
    rule = cr.render_advice(decision.explain("ig", "no-access"), decision)
    assert rule.startswith(f"ig (Instagram): presumed to be in order: {in_order_of('no-access')}")
    certain = BOOK.assess(half_known(), presume=False)
    assert cr.render_advice(certain.explain("ig"), certain).startswith("ig (Instagram): undetermined\n")


def test_an_explanation_leaves_out_what_decides_nothing() -> None:
    """A certain whim is told by the rule that makes it one, and by nothing else."""
    decision = BOOK.assess(half_known())
    told = cr.render_advice(decision.explain("fb"), decision)
    assert told.startswith(f"fb (Facebook): whim\n└─ fires: {title_of('company-as-personal-profile')}")
    assert "out of use" not in told
    assert "in order" not in told


def test_an_asset_is_explained_by_what_is_in_order() -> None:
    """Where nothing stands against it, that is the reason."""
    profile = BOOK.read_profile(ROOT / "tests/cases/shared/corporation_forty_pages.toml")
    decision = BOOK.assess(profile, engine="native")
    told = cr.render_advice(decision.explain("p0"), decision)
    assert told.startswith("p0 (Facebook): asset\n")
    assert f"in order: {in_order_of('no-future-benefit')} [no-future-benefit]" in told
    assert "fires" not in told


def test_what_gives_the_company_its_verdict_is_named() -> None:
    """However many findings on channels are heavier or more certain."""
    book = cr.load_rules()
    decision = book.assess(book.read_profile(ROOT / "tests" / "cases" / "shared" / "startup_five_silent.toml"))
    (why,) = [each for each in decision.company.findings if each.rule.effect == "overextended"]
    assert why.outcome is cr.Outcome.PRESUMED
    assert why.rule.texts["en"].title in decision.render(width=200)
