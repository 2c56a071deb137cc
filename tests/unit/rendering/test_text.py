"""A decision as text: short, in order, certain and presumed told apart, in every language."""

from __future__ import annotations

import datetime
import re

import attrs
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
    """Verdicts, what to do first, what was taken for granted, what to ask."""
    told = cr.render(BOOK.assess(half_known()))
    marks = ["Example: ", "as of November", "  fb (Facebook)   whim", "What to do first", "Taken for granted"]
    marks += ["Checked and in order", "Ask first"]
    places = [told.index(each) for each in marks]
    assert places == sorted(places)
    certain, presumed = told.index("  error (fb)"), told.index("  error, presumed")
    assert certain < presumed


def test_what_is_presumed_is_marked() -> None:
    """A leaning is no verdict: it has its own mark, and the legend says what that means."""
    decision = BOOK.assess(half_known())
    told = cr.render(decision)
    words = BOOK.labels()["verdict"]
    assert f"  ig (Instagram)  {words['potential']}?  keep it, and put right what is named below\n" in told
    assert "“?”: taken to be so until somebody says otherwise" in told
    assert f"{words['potential']}?" not in cr.render(BOOK.assess(half_known(), presume=False))
    assert "잠재 자산(추정)" in cr.render(decision, lang="ko")
    for each in decision.channel("ig").presuming:
        assert f"- {each.says}" in cr.render(decision, everything=True)


def test_the_headline_praises_nothing_that_is_not_settled() -> None:
    """What is presumed of the company is told as such, and channels that are not certain are counted."""
    presumed = cr.render(BOOK.assess(half_known())).partition("as of")[0]
    assert " ".join(presumed.split()) == ("Example: probably unplanned: please confirm; verdicts presumed: 2 of 3")
    everything = " ".join(cr.render(BOOK.assess(half_known()), everything=True).partition("as of")[0].split())
    assert "could still be within its means or overextended; verdicts" in everything
    certain = cr.render(BOOK.assess(half_known(), presume=False)).splitlines()[0]
    assert certain.startswith("Example: not settled; could be")
    nothing = cr.Profile(as_of=DAY, company=cr.Company(name="Example"))
    assert cr.render(BOOK.assess(nothing)).startswith("Example: nothing to judge: no channel is in use\n")


def test_what_was_said_is_told_as_said() -> None:
    """A company that says that it has no plan is not told that it has probably none."""
    stated = attrs.evolve(half_known(), communication_plan="none")
    told = " ".join(cr.render(BOOK.assess(stated)).partition("as of")[0].split())
    assert told.startswith(("Example: no communication plan, as stated; ", "Example: unplanned"))


def test_what_everything_is_possible_of_is_not_listed() -> None:
    """Where no verdict is ruled out, the list of all of them says nothing; else what remains is told."""
    decision = BOOK.assess(half_known())
    assert len(decision.channel("ig").possible) == 4
    told = cr.render(decision)
    assert "could still be asset" not in told
    assert "  tt (TikTok)     whim?             decide: take it up again, or park it; could still be helpful\n" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_healthy_company_hears_that_it_is_in_order(lang: str) -> None:
    """And of each channel what is good about it; one certain finding that has to be put right takes it back."""
    profile = BOOK.read_profile(ROOT / "tests/cases/second/audit_garden_centre_healthy.toml")
    decision = BOOK.assess(profile)
    words = BOOK.knowledge.language(lang)
    told = cr.render(decision, lang=lang, width=400)
    good = words.say("good_order", verdicts=words.verdict("ready"))
    assert told.startswith(f"{profile.company.name}: {good}")
    kept = [each for each in decision.channels if each.actions == ("keep",)]
    assert kept
    assert words.tables["say"]["praise.pace-not-kept"] in told
    assert words.say("good_order", verdicts="") not in cr.render(BOOK.assess(half_known()), lang=lang)


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


@fewer
@given(profile=profiles(4), lang=st.sampled_from(LANGUAGES))
def test_no_certain_error_is_hidden(profile: cr.Profile, lang: str) -> None:
    """The default text names every must that is broken for certain, and every rule that a leaning to whim rests on."""
    decision = BOOK.assess(profile, engine="native")
    told = "".join(cr.render(decision, lang=lang).split())
    for each in decision.findings:
        sure = each.outcome is cr.Outcome.FIRES and each.severity is cr.Severity.ERROR
        leads = each.subject is not None and each.rule.effect == "whim" and each.told_under is None
        if sure or (leads and decision.channel(each.subject or "").leaning is cr.Verdict.WHIM):
            title = each.rule.texts[lang].title
            assert f"[{each.id}" in told or "".join(title.split()) in told


def test_the_choice_among_pages_comes_first() -> None:
    """What is certain comes before what is presumed; the company's choice of pages before what is wrong on one."""
    pages = tuple(
        cr.Channel(id=each, network="facebook", status="active", account="company_page", editorial_plan="none")
        for each in ("a", "b", "c", "d")
    )
    profile = cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=pages)
    told = cr.render(BOOK.assess(profile))
    places = [told.index(each) for each in ("[many-pages", "[no-editorial-plan", "presumed (")]
    assert places == sorted(places)


def test_access_comes_before_posts() -> None:
    """Whoever cannot get in is not told to post first, though the silence weighs more."""
    channel = cr.Channel(
        id="ig",
        network="instagram",
        status="dormant",
        account="business_account",
        run_by="agency",
        company_is_admin=False,
        last_post_on=datetime.date(2025, 1, 1),
    )
    profile = cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=(channel,))
    told = cr.render(BOOK.assess(profile))
    assert told.index("[no-access") < told.index("[long-silent-channel")


def test_both_editions_with_their_dates() -> None:
    """The facts that differ stand beside their dates; where the verdict is the same that is told with everything."""
    assert "! TikTok: " not in cr.render(BOOK.assess(half_known()))
    told = " ".join(cr.render(BOOK.assess(half_known()), everything=True).split())
    assert "! TikTok: whim? both by the guidance (early 2021) and by what is known today, for other reasons" in told
    assert "whom it is designed for: consumers (early 2021), today both (as of November 24, 2026)" in told
    assert f"only by the guidance: {title_of('consumer-network-as-asset')}" in told


def test_a_presumed_question_asks_for_a_yes() -> None:
    """What is presumed is told and asked to be confirmed, where a yes can state it."""
    told = cr.render(BOOK.assess(half_known()), everything=True)
    assert "We took it that Instagram is meant to become an asset. Is that so?" in told
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
    assert lines[0] == f"Instagram: {potential}, as far as can be presumed, because"
    why = BOOK.presumptions["editorial.exists"].why
    assert f"presumed: Instagram has no editorial plan yet ({why}) [channel[ig].editorial_plan]" in told
    place = lines.index("Not certain while these are open")
    assert all("open" in line or "not known" in line for line in lines[place + 1 :])
    rule = cr.render_advice(decision.explain("ig", "no-access"), decision)
    assert rule.startswith(f"Instagram: presumed to be in order: {in_order_of('no-access')}")
    certain = BOOK.assess(half_known(), presume=False)
    assert cr.render_advice(certain.explain("ig"), certain).startswith("Instagram: undetermined\n")


def test_an_explanation_leaves_out_what_decides_nothing() -> None:
    """A certain whim is told by the rule that makes it one, and by nothing else."""
    decision = BOOK.assess(half_known())
    told = cr.render_advice(decision.explain("fb"), decision)
    assert told.startswith(f"Facebook: whim\n└─ fires: {title_of('company-as-personal-profile')}")
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


def test_the_limits_of_pages_are_a_sentence() -> None:
    """Beyond up to here, within from there on, and what nobody knows between them."""
    pages = tuple(cr.Channel(id=each, network="facebook", status="active", account="company_page") for each in "abc")
    more = cr.Channel(id="d", network="linkedin", status="active")
    profile = cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=(*pages, more))
    told = " ".join(cr.render(BOOK.assess(profile)).split())
    assert (
        "up to a limit of 2 the company is beyond it; with a limit of 3 nobody knows; from 4 on it is within." in told
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, ("1 day", "1 giorno", "1일")),
        (60, ("60 days", "60 giorni", "60일")),
        (472, ("more than 15 months", "oltre 15 mesi", "15개월이 넘는 기간")),
        (1319, ("more than 3.5 years", "oltre 3,5 anni", "3.5년이 넘는 기간")),
    ],
)
def test_a_silence_is_told_in_the_unit_that_people_use(days: int, said: tuple[str, str, str]) -> None:
    """Days while they are few, then whole months, then half-years; never more than it was."""
    for lang, expected in zip(("en", "it", "ko"), said, strict=True):
        assert BOOK.knowledge.language(lang).duration(days) == expected
    last = DAY - datetime.timedelta(days=days)
    old = cr.Channel(id="fb", network="facebook", status="dormant", last_post_on=last)
    decision = BOOK.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=(old,)))
    silent = [each.message for each in decision.findings if each.id in {"long-silent-channel", "silent-channel"}]
    assert all(f"silent for {said[0]}" in each for each in silent)
    assert bool(silent) is (days > 400)
