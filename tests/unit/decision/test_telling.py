"""Which finding comes first where one cause is caught by several rules."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping

import attrs
import pytest

import channelrules as cr

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 1)
LAST_YEAR: Mapping[str, object] = {
    "from": datetime.date(2025, 1, 1),
    "until": datetime.date(2025, 12, 31),
    "levels": ["website"],
    "entries": [{"on": datetime.date(2025, 3, 1), "content": "image", "to": "fb"}],
}


def decided(*channels: Mapping[str, object], plan: object = None, waivers: tuple[cr.Waiver, ...] = ()) -> cr.Decision:
    """The decision on a company with these channels, all else as stated."""
    company = {"name": "Anna's", "marketing_levels": ["website", "newsletter"]}
    data = {"format": 1, "as_of": DAY, "company": company, "communication_plan": plan or {}, "channel": list(channels)}
    return BOOK.assess(attrs.evolve(BOOK.parse_profile(data), waivers=waivers), engine="native")


FB: Mapping[str, object] = {
    "id": "fb",
    "network": "facebook",
    "status": "active",
    "role": "asset",
    "account": "company_page",
}
LOCKED: Mapping[str, object] = {**FB, "company_is_admin": False, "run_by": "nobody", "editorial_plan": "none"}


def told_under(decision: cr.Decision) -> dict[str, str | None]:
    return {each.id: each.told_under for each in decision.findings}


def test_an_outdated_plan_is_told_once() -> None:
    """What is wrong with a plan that has run out is told under that, by its title, and no remedy is repeated."""
    decision = decided(FB, plan=LAST_YEAR)
    told = told_under(decision)
    assert told["plan-expired"] is None
    assert told["levels-left-out"] == told["empty-months"] == "plan-expired"
    text = decision.render()
    assert "Only after that: A communication plan that leaves out levels in use; Months of the plan" in text
    assert "Add one line for each of them" not in text


def test_a_plan_in_force_is_told_what_it_lacks() -> None:
    """Without the cause, each finding is told by itself, with its remedy."""
    decision = decided(FB, plan={**LAST_YEAR, "until": datetime.date(2027, 1, 1)})
    assert told_under(decision)["levels-left-out"] is None
    assert "Add one line for each of them" in decision.render()


def test_access_comes_first() -> None:
    """Where the company is locked out, whatever else is found on the channel comes after."""
    decision = decided(LOCKED)
    told = told_under(decision)
    assert told["locked-out"] is None
    assert {told[each] for each in ("no-access", "nobody-runs-it", "no-editorial-plan")} == {"locked-out"}
    assert "secure_access" in decision.channel("fb").actions


def test_nothing_certain_is_told_under_what_is_presumed() -> None:
    """A finding that holds for certain stands by itself where what would come first is only presumed."""
    decision = decided({**LOCKED, "company_is_admin": None, "administrators": 0})
    outcomes = {each.id: each.outcome for each in decision.findings}
    assert outcomes["locked-out"] is cr.Outcome.PRESUMED
    assert outcomes["no-editorial-plan"] is cr.Outcome.FIRES
    assert told_under(decision)["no-editorial-plan"] == "nobody-runs-it"


def test_what_is_waived_comes_before_nothing() -> None:
    """An exception to the rule that would come first leaves the others to themselves."""
    assert told_under(decided(FB, plan=LAST_YEAR))["levels-left-out"] == "plan-expired"
    waived = cr.Waiver(rule="plan-expired", because="it is written", by="Anna", until=datetime.date(2027, 1, 1))
    assert told_under(decided(FB, plan=LAST_YEAR, waivers=(waived,)))["levels-left-out"] is None


def test_a_parked_channel_is_told_one_thing_to_begin_with() -> None:
    """Beside the action to park it, what gives the verdict has the one remedy; the rest is told by its titles."""
    parked: dict[str, object] = {
        **FB,
        "posts_published_per_month": 0,
        "posts_planned_per_month": 8,
        "editorial_plan": "none",
    }
    parked |= {
        "editorial_plan": "none",
        "last_post_on": datetime.date(2026, 1, 1),
        "run_by": "owner",
        "company_is_admin": True,
    }
    decision = decided({**parked, "rests_from": datetime.date(2025, 1, 1), "rests_until": datetime.date(2025, 2, 1)})
    assert decision.channel("fb").action == "park"
    own = [each for each in decision.channel("fb").findings if each.told_under is None]
    assert [each.id for each in own if each.remedy.startswith("If you take it up again")] == ["pace-lost-without-plan"]
    assert decision.render().count("If you take it up again") == 1


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_everything_is_still_told_in_full(lang: str) -> None:
    """With everything, a finding under another is told with its message, and which one comes first."""
    decision = decided(FB, plan=LAST_YEAR)
    text = " ".join(decision.render(lang=lang, everything=True, width=1000).split())
    for each in decision.findings:
        assert " ".join(each.told(lang)[0].split()) in text
    first = BOOK.rule("plan-expired").texts[lang].title
    before = {"en": "This comes first", "it": "Prima viene", "ko": "먼저 해결할 점"}[lang]
    assert f"{before}: {first}." in text


def test_a_decision_that_is_read_back_keeps_what_comes_first() -> None:
    """The plain data of a decision tell it, and are read back with it."""
    decision = decided(FB, plan=LAST_YEAR)
    assert told_under(BOOK.read_decision(json.loads(json.dumps(decision.to_dict())))) == told_under(decision)


@pytest.mark.parametrize(("size", "run_by"), [("solo", None), ("micro", "owner")])
def test_who_works_alone_is_told_so_in_words_that_fit(size: str, run_by: str | None) -> None:
    """Nobody is to be named and nothing agreed with anybody where there is one person."""
    channel = {"id": "li", "network": "linkedin", "status": "active", "account": "personal_profile", "run_by": run_by}
    data: dict[str, object] = {"format": 1, "as_of": DAY, "company": {"name": "Ada", "size": size}}
    data |= {"channel": [{**channel, "stands_for": "person", "fronted_by": "owner"}]}
    for lang, word in (
        ("en", "Decide what the profile"),
        ("it", "Decidere per che cosa"),
        ("ko", "어떤 용도로 쓸지 정하고"),
    ):
        (finding,) = BOOK.assess(BOOK.parse_profile(data), engine="native").channel("li").findings
        assert word in finding.told(lang)[1]
    employed = {**data, "company": {"name": "Ada", "size": "small"}}
    (finding,) = BOOK.assess(BOOK.parse_profile(employed), engine="native").channel("li").findings
    assert finding.remedy.startswith("Agree with the person")
