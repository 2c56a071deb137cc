"""Why and why not: what a tree names, and what it leaves out since it has no bearing."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import channelrules as cr

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 1)
PLAN = cr.CommunicationPlan(
    starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 12, 31), updated_on=datetime.date(2026, 10, 20)
)


def channel(id: str, network: str = "facebook", **facts: Any) -> cr.Channel:  # noqa: A002 - as the class has it
    return cr.Channel(id=id, network=network, **{"status": "active", "account": "company_page", **facts})


def decided(channels: Sequence[cr.Channel], **facts: Any) -> cr.Decision:
    return BOOK.assess(cr.Profile(as_of=DAY, company=cr.Company(name="A"), channels=channels, **facts), engine="native")


def named(tree: cr.Reason, kind: str) -> list[tuple[str, object]]:
    """The knots of a kind, with their values, in order."""
    return [(each.name, each.value) for each in tree.walk() if each.kind == kind]


PAGES = [channel(each) for each in "abcdef"]
NONE = [channel("news", "newsletter", account=None), channel("old", status="closed")]


def test_a_count_above_a_limit_names_what_is_counted() -> None:
    """What is not counted has no bearing on it."""
    tree = decided([*PAGES, *NONE]).explain(None, "too-many-pages")
    assert tree.value is True
    assert named(tree, "channel") == [(each, True) for each in "abcdef"]
    assert named(tree, "parameter") == [("param.pages_hard_limit", 5)]


def test_a_count_within_a_limit_names_every_channel() -> None:
    """Those that are not counted are the reason, too."""
    tree = decided([*PAGES[:2], *NONE]).explain(None, "too-many-pages")
    assert tree.value is False
    assert named(tree, "channel") == [("a", True), ("b", True), ("news", False), ("old", False)]


def test_an_open_count_names_what_nobody_knows() -> None:
    """Beside what is counted for certain; what is missing is there with its path."""
    unknown = [channel(each, "instagram", account=None) for each in "xyz"]
    tree = decided([*PAGES[:3], *unknown]).explain(None, "too-many-pages", presume=False)
    assert tree.value is None
    assert named(tree, "channel") == [*((each, True) for each in "abc"), *((each, None) for each in "xyz")]
    assert {f"channel[{each}].account" for each in "xyz"} <= set(tree.missing)


def test_any_channel_that_does_is_named_once() -> None:
    """The first suffices."""
    tree = decided(
        [channel("a", "website", account=None, role="support"), *(channel(each) for each in "bc")],
        communication_plan="none",
    ).explain(None, "no-communication-plan")
    assert tree.value is True
    assert named(tree, "channel") == [("b", True)]


def test_none_of_the_channels_names_them_all() -> None:
    """Where none does, each of them is the reason."""
    tree = decided(
        [channel(each, "website", account=None, role="support") for each in "ab"], communication_plan="none"
    ).explain(None, "no-communication-plan")
    assert tree.value is False
    assert named(tree, "channel") == [("a", False), ("b", False)]


def test_a_verdict_names_the_row_that_holds_and_those_above_it() -> None:
    """Rows below the one that holds decide nothing; a row above it that no fact could make hold is left out."""
    tree = decided([channel("a", role="support")]).explain("a")
    rows = named(tree, "row")
    assert [held for _, held in rows].count(True) == 1
    assert rows[-1] == (tree.name, True)
    assert all(held is False for _, held in rows[:-1])


def test_a_presumed_fact_says_what_makes_it_presumed() -> None:
    """The condition under which it is, where it has one; what it is presumed from, where that is another fact."""
    profile = cr.Profile(as_of=DAY, company=cr.Company(name="A", hours_per_week=1), channels=PAGES[:2])
    decision = BOOK.assess(profile, engine="native")
    why = {
        each.name: [part.place.path for one in each.parts for part in one.walk() if part.place is not None]
        for tree in (decision.explain("a", "no-access"), decision.explain(None, "hours-not-kept-up"))
        for each in tree.presumed
    }
    assert why["channel.company_is_admin"] == ["channel[a].account"]
    assert why["company.hours_per_week_long_term"] == ["company.hours_per_week"]


def test_a_figure_over_days_of_a_plan_rests_on_its_entries() -> None:
    """They are stated there, even where the plan has none; its period alone says nothing about empty months."""
    day = datetime.date(2026, 10, 1)
    plan = cr.CommunicationPlan(starts_on=day, ends_on=day, entries=[])
    tree = decided([channel("a")], communication_plan=plan).explain(None, "empty-months", presume=False)
    assert "communication_plan.entries" in {each.path for each in tree.places}
