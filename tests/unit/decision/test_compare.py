"""What changed between two decisions, and because of what."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import channelrules as cr
from channelrules.facts.paths import places_of
from channelrules.knowledge.digest import Digest
from tests.conftest import ROOT
from tests.fixtures.folders import replaced
from tests.fixtures.strategies import profiles

BOOK = cr.load_rules()
assert settings.default is not None


def atelier() -> cr.Profile:
    return BOOK.read_profile(ROOT / "docs/examples/atelier.yaml")


def causes(comparison: cr.Comparison, subject: str | None, rule: str | None = None) -> list[str]:
    (found,) = [
        each for each in (*comparison.verdicts, *comparison.findings) if (each.subject, each.rule) == (subject, rule)
    ]
    return [each.name for each in found.causes] or [f"together: {each.value}" for each in found.together]


def test_nothing_changed() -> None:
    comparison = cr.compare(BOOK.assess(atelier()), BOOK.assess(atelier()))
    assert not comparison.changed
    assert not comparison.verdicts
    assert not comparison.findings


def test_the_company_changed() -> None:
    before = atelier()
    channel = attrs.evolve(before.channels[0], editorial_plan="none", benefit="more sales")
    after = attrs.evolve(before, channels=(channel,))
    comparison = cr.compare(BOOK.assess(before), BOOK.assess(after))
    assert {each.name for each in comparison.changed} == {"channel[tiktok].editorial_plan", "channel[tiktok].benefit"}
    assert causes(comparison, "tiktok", "no-editorial-plan") == ["channel[tiktok].editorial_plan"]


def test_facts_about_networks_changed() -> None:
    comparison = cr.compare(BOOK.assess(atelier()), BOOK.assess(atelier(), edition="current"))
    assert causes(comparison, "tiktok") == ["edition"]
    assert comparison.verdicts[0].before == ("helpful",)
    assert comparison.verdicts[0].after == ("asset",)


def small(**facts: Any) -> cr.Profile:
    channel = cr.Channel(id="ig", network="instagram", status="active", **facts)
    company = cr.Company(name="Example", formats=("text", "image"), hours_per_week=10)
    return cr.Profile(as_of=datetime.date(2026, 11, 1), company=company, channels=(channel,))


def test_a_parameter_changed() -> None:
    profile = small(posts_planned_per_month=8, posts_published_per_month=5, rests_from=datetime.date(2027, 1, 1))
    before, after = BOOK.assess(profile), BOOK.assess(profile, parameters={"pace_lost_below": 0.7})
    comparison = cr.compare(before, after)
    assert causes(comparison, "ig", "pace-not-kept") == ["pace_lost_below"]
    assert comparison.by_cause[0].cause is not None
    assert comparison.by_cause[0].cause.kind is cr.Reach.PARAMETERS


def test_what_was_presumed_is_confirmed_or_corrected() -> None:
    """A fact that was presumed and is stated now is its own kind of cause, with what was presumed before it."""
    before = BOOK.assess(small())
    assert before.channel("ig").leaning is cr.Verdict.POTENTIAL
    confirmed = cr.compare(before, BOOK.assess(small(editorial_plan="none")))
    (cause,) = confirmed.changed
    assert (cause.kind, cause.name, cause.before) == (cr.Reach.CONFIRMED, "channel[ig].editorial_plan", False)
    (settled,) = [each for each in confirmed.findings if each.rule == "no-editorial-plan"]
    assert (settled.before, settled.after, settled.way) == (("presumed",), ("fires",), cr.Way.SETTLED)
    corrected = cr.compare(before, BOOK.assess(small(benefit="none")))
    (cause,) = corrected.changed
    assert (cause.kind, cause.before, cause.after) == (cr.Reach.CORRECTED, True, "none")
    (verdict,) = [each for each in corrected.verdicts if each.subject == "ig"]
    assert (verdict.leaning_before, verdict.after, verdict.leaning_after) == (("potential",), ("whim",), ())
    assert verdict.way is cr.Way.SETTLED


def test_without_presumptions_what_is_certain_is_compared() -> None:
    """Where one of the two presumes nothing, no leaning is told to have come or gone."""
    before, after = BOOK.assess(small()), BOOK.assess(small(), presume=False)
    assert before.channel("ig").leaning is not None
    for comparison in (cr.compare(before, after), cr.compare(after, before)):
        assert not comparison.verdicts
        assert not comparison.findings
    stated = cr.compare(after, BOOK.assess(small(editorial_plan="none")))
    assert {each.kind for each in stated.changed} == {cr.Reach.COMPANY}
    assert not any(each.leaning_before or each.leaning_after for each in stated.verdicts)


def test_a_presumption_changed() -> None:
    """Another presumption of a fact is a cause of its own."""
    knowledge = attrs.evolve(
        BOOK.knowledge,
        content=Digest({}, (), "0" * 64),
        presumptions=tuple(each for each in BOOK.knowledge.presumptions if each.fact != "editorial.exists"),
    )
    comparison = cr.compare(BOOK.assess(small()), cr.Rulebook(knowledge).assess(small()))
    (cause,) = comparison.changed
    assert (cause.kind, cause.name, cause.after) == (cr.Reach.PRESUMPTIONS, "editorial.exists", None)
    assert causes(comparison, "ig", "no-editorial-plan") == ["editorial.exists"]


def test_what_changed_is_summed_up_by_cause() -> None:
    """A channel that was closed: every finding that fell away, under its one cause."""
    before = small(editorial_plan="none", posts_planned_per_month=8, posts_published_per_month=1)
    channel = attrs.evolve(before.channels[0], status="closed")
    comparison = cr.compare(BOOK.assess(before), BOOK.assess(attrs.evolve(before, channels=(channel,))))
    first = comparison.by_cause[0]
    assert first.cause is not None
    assert (first.cause.name, first.cause.after) == ("channel[ig].status", "closed")
    went = [each for each in comparison.findings if each.way is cr.Way.WENT]
    assert first.went == len(went) >= 2
    assert {each.subject for each in first.verdicts} == {None, "ig"}
    counted = first.came + first.went + first.settled + first.opened
    assert counted == len(comparison.findings)
    told = comparison.to_dict()["by_cause"][0]
    assert told["findings"]["went"] == first.went
    assert told["cause"]["kind"] == "company"
    text = cr.render_advice(comparison, comparison.after)
    assert f"[channel[ig].status] (active → closed)\n    findings that fell away: {first.went}" in text


def test_a_rule_changed(tmp_path: Path) -> None:
    """A rule, a measure, a number and a network of a folder: each is named where it alone does it."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    rule = folder / "editorial_plan" / "no-editorial-plan.toml"
    replaced(rule, 'effect = "blocks_asset"', 'effect = "whim"')
    replaced(folder / "parameters.toml", "[pages_hard_limit]\nvalue = 5", "[pages_hard_limit]\nvalue = 4")
    other = cr.load_rules(folder)
    profile = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="Example", formats=("image", "text", "video"), hours_per_week=100),
        channels=tuple(
            cr.Channel(id=f"c{each}", network="instagram", status="active", role="support", editorial_plan="none")
            for each in range(5)
        ),
    )
    comparison = cr.compare(BOOK.assess(profile), other.assess(profile))
    assert {each.name for each in comparison.changed} == {"no-editorial-plan", "pages_hard_limit"}
    assert causes(comparison, "c0") == ["no-editorial-plan"]
    assert causes(comparison, None) == ["pages_hard_limit"]
    assert causes(comparison, None, "too-many-pages") == ["pages_hard_limit"]


def test_two_things_together() -> None:
    before = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="Example", hours_per_week=2.5, formats=("text", "image")),
        channels=(cr.Channel(id="a", network="instagram", status="active", account="business_account"),),
    )
    extra = cr.Channel(id="b", network="instagram", status="active", account="business_account")
    after = attrs.evolve(
        before, company=attrs.evolve(before.company, hours_per_week=1.3), channels=(*before.channels, extra)
    )
    comparison = cr.compare(BOOK.assess(before), BOOK.assess(after))
    assert causes(comparison, None, "oversight-beyond-hours") == ["together: company"]
    assert causes(comparison, "b") == ["channel[b]"]


def test_two_companies_are_refused() -> None:
    one, other = BOOK.assess(atelier()), BOOK.assess(BOOK.read_profile(ROOT / "docs/examples/trattoria.toml"))
    with pytest.raises(cr.OptionError, match="of two companies, 'Atelier Nori' and 'Trattoria da Gino'"):
        cr.compare(one, other)
    assert cr.compare(one, other, anyway=True).verdicts
    with pytest.raises(cr.OptionError, match="of two formats, 1 and 2"):
        cr.compare(one, attrs.evolve(one, format=2))


@settings(max_examples=settings.default.max_examples // 4)
@given(before=profiles(2), after=profiles(2))
def test_a_cause_alone_makes_the_difference(before: cr.Profile, after: cr.Profile) -> None:
    """Putting one fact that is named as a cause into the earlier profile gives the later answer, leaning included."""
    comparison = cr.compare(BOOK.assess(before, engine="native"), BOOK.assess(after, engine="native"))
    places = {each.path: each for each in (*places_of(before), *places_of(after))}
    for difference in comparison.verdicts:
        for cause in difference.causes:
            if cause.name in places and cause.name != "waiver":
                place = places[cause.name]
                moved = place.put(before, place.value(after), checked=False)
                said = BOOK.assess(moved, engine="native")
                decided = said.company if difference.subject is None else said.channel(difference.subject)
                assert tuple(each.value for each in decided.possible) == difference.after
                leaning = decided.leaning if isinstance(decided.leaning, tuple) else (decided.leaning,)
                assert tuple(each.value for each in leaning if each) == difference.leaning_after
        assert difference.causes or difference.together


def test_a_channel_on_a_network_that_only_the_later_rules_know() -> None:
    """Under a name that they give it; that the company opened it there is told as what the company did."""
    house = cr.load_rules(house=ROOT / "docs/examples/house-rules")
    before = small(stands_for="person")
    after = attrs.evolve(before, channels=(attrs.evolve(before.channels[0], network="Forum"),))
    comparison = cr.compare(BOOK.assess(before), house.assess(after))
    assert {"channel[ig].network", "nord_forum"} <= {each.name for each in comparison.changed}
    assert causes(comparison, "ig", "answers-too-late") == ["answers-too-late"]


def test_what_became_of_a_verdict_is_told() -> None:
    """In a word of the JSON: one that was settled before and after has changed."""
    comparison = cr.compare(BOOK.assess(atelier()), BOOK.assess(atelier(), edition="current"))
    assert [each["way"] for each in comparison.to_dict()["verdicts"]] == ["changed"]
