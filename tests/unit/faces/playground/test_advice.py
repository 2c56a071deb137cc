"""Advice of the page is the library's, in the language of the session."""

from __future__ import annotations

import re

import pytest

import channelrules as cr
from tests.unit.faces.playground.conftest import Call


@pytest.fixture
def short(started: Call) -> Call:
    """A company with three hours a week, and no plan."""
    started("edit", path="company.hours_per_week", value=3)
    started("edit", path="communication_plan", value=False)
    started("edit", path="channel[facebook].account", value="personal_profile")
    return started


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_why_is_what_the_library_explains(short: Call, book: cr.Rulebook, lang: str) -> None:
    """Every line of it, for every subject, and for a rule."""
    short("language", lang=lang)
    profile = book.parse_profile_text(short("save", form="json")["content"])
    decision = book.assess(profile, engine="native")
    for subject, rule in ((None, None), ("facebook", None), ("facebook", "company-as-personal-profile")):
        told = short("why", subject=subject, rule=rule)
        reason = decision.explain(subject, rule)
        lines = cr.render_advice(reason, decision, lang=lang, width=10_000).splitlines()
        assert [each.rstrip() for each in told["text"].splitlines()] == [each for each in lines if each]
        assert told["html"].count("<li>") == len(lines)


def test_every_set_of_changes_reaches_what_it_says(short: Call) -> None:
    """What is supposed by it is the verdict that was aimed at; and the company itself stays as it is."""
    before = short("live")
    told = short("changes", subject="facebook")
    assert told["sets"]
    for each in told["sets"]:
        card = {one["subject"]: one for one in short("suppose", facts=each, parameters={})["cards"]}["facebook"]
        assert {*card["verdicts"], *card["leaning"]} & {"asset", "potential", "helpful"}
    assert short("live") == before
    assert short("adopt", facts=told["sets"][0])["step"] == before["step"] + 1
    assert short("changes", subject="facebook", to="asset")["text"]


def test_a_slider_tips_where_it_says(short: Call) -> None:
    """A step below the value the verdicts are others than at it."""
    sliders = {each["path"]: each for each in short("sliders")["sliders"]}
    hours = sliders["company.hours_per_week"]
    assert hours["tips"]
    for tip in hours["tips"]:
        there, below = (
            [
                (card["certainty"], card["verdicts"], card["leaning"], card["possible"])
                for card in short("suppose", facts={hours["path"]: value}, parameters={})["cards"]
            ]
            for value in (tip, tip - 1)
        )
        assert there != below


def test_numbers_of_ours_tip_at_their_sliders(short: Call) -> None:
    """Supposing the number beyond it, another verdict is told."""
    for tip in short("sensitivity")["tips"]:
        slider, name = tip["slider"], tip["slider"]["path"].removeprefix("param.")
        assert slider["low"] <= slider["value"] <= slider["high"]
        beyond = [each + way * slider["step"] for each in slider["tips"] for way in (-1, 1)]
        moved = [short("suppose", facts={}, parameters={name: each})["changed"]["subjects"] for each in beyond]
        assert any(None in each for each in moved)


def test_a_shortlist_holds_its_limits(short: Call) -> None:
    """And keeps what is to be kept."""
    told = short("shortlist", hours=2.5, pages=2, keep=["tiktok"])
    assert "tiktok" in told["kept"]
    assert len(told["kept"]) <= 2
    assert (told["hours"], told["pages"], told["budget"]) == (2.5, 2, None)
    assert re.search("<li>", told["html"])


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("why", {"subject": "nobody"}),
        ("why", {"rule": "nothing"}),
        ("why", {"subject": "facebook", "rule": "too-many-pages"}),
        ("changes", {"subject": "facebook", "to": "whim"}),
        ("sliders", {"subject": "nobody"}),
        ("shortlist", {"hours": -1}),
        ("shortlist", {"keep": ["nobody"]}),
        ("suppose", {"facts": {}, "parameters": {"nothing": 1}}),
        ("suppose", {"facts": {}, "parameters": {"pages_hard_limit": -5}}),
        ("suppose", {"facts": {"channel[nobody].role": "asset"}, "parameters": {}}),
        ("suppose", {"facts": {"company.hours_per_week": "many"}, "parameters": {}}),
        ("adopt", {"facts": {"company.hours_per_week": -1}}),
        ("sensitivity", {"subject": "nobody"}),
    ],
)
def test_what_there_is_not_is_refused(short: Call, method: str, arguments: dict[str, object]) -> None:
    """In a sentence, and nothing moves."""
    before = short("live")
    assert short(method, **arguments)["refused"]["kind"] in {"option", "answer"}
    assert short("live") == before
