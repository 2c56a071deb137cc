"""Conditions that engines once took for something else: each with its truth, in every engine."""

from __future__ import annotations

import datetime

import pytest

import channelrules as cr
from channelrules.decision.rulebook import compiled_of
from channelrules.errors import EngineError
from channelrules.inference import durable_adapter as durable
from channelrules.inference.judging import judge
from tests.fixtures.house_laws import engines_agree, written
from tests.fixtures.houses import House

DAY = datetime.date(2026, 11, 1)


def on(month: int, content: str | None = None) -> cr.PlanEntry:
    return cr.PlanEntry(on=datetime.date(2026, month, 3), content=content)


PROFILE = cr.Profile(
    as_of=DAY,
    company=cr.Company(name="Example", size="small", hours_per_week=5),
    channels=(
        cr.Channel(
            id="a",
            network="facebook",
            status="active",
            run_by="company",
            company_is_admin=True,
            last_post_on=DAY - datetime.timedelta(days=9),
            hours_per_week=0.1,
            cost_per_month=1e12,
            benefit="a  b#c",
            followers=(cr.FollowerCount(on=DAY, count=7),),
            editorial_plan=cr.EditorialPlan(entries=(cr.EditorialEntry(plan_entry="b"),)),
        ),
        cr.Channel(
            id="b",
            network="tiktok",
            status="closed",
            run_by="agency",
            company_is_admin=True,
            last_post_on=DAY - datetime.timedelta(days=40),
            hours_per_week=0.2,
            cost_per_month=3,
            benefit="a b#c",
            followers=(cr.FollowerCount(on=DAY, count=3),),
            editorial_plan="none",
        ),
    ),
    communication_plan=cr.CommunicationPlan(
        starts_on=datetime.date(2026, 1, 1),
        ends_on=datetime.date(2026, 12, 31),
        entries=(on(10, "a"), on(11), on(12, "b")),
    ),
)


def said(house: House, rule: str) -> list[bool | None]:
    """What a rule says, of the company or of each channel: the same in every engine."""
    book = house.book()
    engines_agree(book, [PROFILE, cr.Profile(as_of=DAY, company=cr.Company(name="Empty"))])
    found = written(judge(compiled_of(book), PROFILE, cr.Edition.GUIDANCE, DAY))
    return [outcome for (name, _), outcome in found.items() if name == rule]


@pytest.mark.parametrize(
    ("when", "truth"),
    [
        # A constant joined with a column has the column's level.
        ('param.pages_hard_limit >= 5 and company.size == "small"', [True, True]),
        ("param.pages_hard_limit >= param.pages_soft_limit and channel.in_use", [True, False]),
        ('"x" in ("x", "y") and channel.in_use', [True, False]),
        ('"x" not in ("x", "y") or channel.in_use', [True, False]),
        # Comments are comments, and spaces in quotes are spaces.
        ('channel.in_use  # not "now\nand company.size == "large"  # or (', [False, False]),
        ('channel.benefit == "a  b#c"', [True, False]),
        # What is hoisted is written.
        ('channel.company_is_admin == (channel.run_by == "company")', [True, False]),
        ("(1 / 0 > 2) == channel.in_use", [None, None]),
        ("1 < 2", [True, True]),
        # Beyond 2^53 there is one arithmetic, and nothing infinite.
        ("channel.cost_per_month * 9008 + 1 == channel.cost_per_month * 9008", [True, False]),
        ("channel.cost_per_month * 1e15 * 1e15 * 1e15 * 1e15 * 1e15 * 1e15 > 0", [None, True]),
        ("company.hours_per_week / 0 > 1", [None, None]),
    ],
)
def test_a_channels_condition(when: str, truth: list[bool | None]) -> None:
    """It says what is written, at each channel."""
    assert said(House({}, {"z": ("channel", when, None, None)}), "z") == truth


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        # Inner values keep to their loop.
        ("count(plan.entries, known(on) == known(content)) == 2", True),
        ("count(channels, (channel.last_post_on if channel.in_use else profile.as_of) < profile.as_of) == 1", True),
        ("count(channels, (channel.in_use == channel.company_is_admin) == channel.in_use) == 2", True),
        # Yes/no figures are no numbers.
        ("any(channels, channel.in_use) == true", True),
        ("all(channels, channel.in_use) != any(plan.entries, known(on))", True),
        ("any(plan.entries, known(content)) == (count(channels) > 5)", False),
        # A figure over channels waits for their rows.
        ("count(channels) == 2", True),
        ("count(channels, plan.exists) == 2", True),
        # Lists inside lists.
        ("count(plan.entries, empty_months(plan.entries.on, on, plan.ends_on) == 0) == 3", True),
        ("count(plan.entries, empty_months(plan.entries.on, plan.starts_on, on) == 9) == 3", True),
        ("count(plan.entries, on < latest(plan.entries.on, by=on)) == 2", True),
        ("count(plan.entries, known(content) and content in channels.id) == 2", True),
        ('count(channels, "b" in editorial.entries.plan_entry) == 1', None),
        ("count(channels, channel.in_use and latest(channel.followers.count, by=on) > 5) == 1", True),
        ("count(channels, empty_months(channels.last_post_on, channel.last_post_on, profile.as_of) == 0) == 1", False),
        # Sums of mixed signs are rounded once.
        ("sum(channels.hours_per_week) == 0.1 + 0.2", True),
        ("sum(channels.hours_per_week) == 0.3", False),
    ],
)
def test_a_companys_measure(value: str, truth: bool | None) -> None:
    """It says what is written."""
    house = House({"company.m0": (value, None)}, {"z": ("company", "company.m0", None, None)})
    assert said(house, "z") == [truth]


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("any(plan.entries, content in editorial.entries.plan_entry)", [True, None]),
        (
            "count(plan.entries, content == channel.id and empty_months(plan.entries.on, on, plan.ends_on) == 0) == 1",
            [None] * 2,
        ),
        ("any(plan.entries, content == channel.id and empty_months(plan.entries.on, on, on) == 0)", [True, True]),
        ("any(plan.entries, empty_months(plan.entries.on, on, channel.last_post_on) == -2)", [False, True]),
    ],
)
def test_a_channels_measure(value: str, truth: list[bool | None]) -> None:
    """It says what is written, at each channel."""
    house = House({"channel.m0": (value, None)}, {"z": ("channel", "channel.m0", None, None)})
    assert said(house, "z") == truth


def test_a_conclusion_inside_a_test() -> None:
    """A later stratum may compare what an earlier one concludes."""
    rules: dict[str, tuple[str, str, str | None, str | None]] = {
        "z0": ("company", 'company.size == "small"', "company.c0", None),
        "z1": ("channel", "channel.in_use", "channel.c1", None),
        "z2": ("channel", "channel.c1 == (channel.company_is_admin == company.c0)", "channel.c2", None),
        "z3": ("channel", "(channel.c2 == channel.c1) == channel.in_use", None, None),
    }
    assert said(House({}, rules), "z3") == [True, False]


@pytest.mark.skipif(not durable.available(), reason="durable-rules cannot be imported here")
def test_a_limit_of_durable_rules_refuses_that_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house is judged by the other; who asks for durable-rules is told why not."""
    monkeypatch.setattr(durable, "_TESTS_A_RULE", 1)
    book = House({}, {"z": ("company", 'company.size == "small" and company.hours_per_week > 1', None, None)}).book()
    decision = book.assess(PROFILE)
    assert [each.rule.id for each in decision.company.findings] == ["z"]
    with pytest.raises(EngineError, match="use the native engine"):
        book.assess(PROFILE, engine="durable")
