"""Plans: what recurs, what goes to several places, and what follows from it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

import channelrules as cr
from channelrules.facts.recurrence import Weekday

FIRST, LAST = datetime.date(2026, 11, 1), datetime.date(2026, 11, 30)
TUESDAY = datetime.date(2026, 11, 3)


def plan(*entries: cr.PlanEntry, **given: Any) -> cr.CommunicationPlan:
    return cr.CommunicationPlan(**{"starts_on": FIRST, "ends_on": LAST, "entries": entries, **given})


def days(made: cr.CommunicationPlan) -> list[int] | None:
    return None if made.dates is None else sorted(each.on.day for each in made.dates)


def test_an_entry_recurs_over_its_own_span_or_the_plans() -> None:
    """From `on`, or the plan's first day, to `until`, or its last; one that names no day adds none."""
    every: list[Weekday] = ["tuesday", "friday"]
    assert days(plan(cr.PlanEntry(every=every))) == [3, 6, 10, 13, 17, 20, 24, 27]
    assert days(plan(cr.PlanEntry(every=every, on=datetime.date(2026, 11, 11)))) == [13, 17, 20, 24, 27]
    assert days(plan(cr.PlanEntry(every=every, until=datetime.date(2026, 11, 10)))) == [3, 6, 10]
    assert days(plan(cr.PlanEntry(on=FIRST), cr.PlanEntry(content="menu"))) == [1]


def test_days_hang_on_what_nobody_knows() -> None:
    """Where the plan's period is not known, neither is on which days an entry recurs that does not say."""
    every: list[Weekday] = ["tuesday"]
    assert days(plan(cr.PlanEntry(every=every), starts_on=None)) is None
    assert days(plan(cr.PlanEntry(every=every, on=FIRST, until=TUESDAY), starts_on=None, ends_on=None)) == [3]
    assert cr.CommunicationPlan().dates is None
    assert cr.CommunicationPlan().destinations is None


def test_a_piece_goes_to_several_places() -> None:
    """A word stands for a list that holds it alone."""
    made = plan(cr.PlanEntry(to="fb"), cr.PlanEntry(to=["ig", "website"]), cr.PlanEntry())
    assert made.destinations is not None
    assert [each.to for each in made.destinations] == ["fb", "ig", "website"]
    assert cr.PlanEntry(to="fb") == cr.PlanEntry(to=("fb",))


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({}, None, None),
        ({"on": FIRST}, FIRST, FIRST),
        ({"on": FIRST, "every": ["tuesday"]}, TUESDAY, None),
        ({"every": ["tuesday"], "until": LAST}, None, datetime.date(2026, 11, 24)),
        ({"on": FIRST, "every": ["tuesday"], "until": TUESDAY}, TUESDAY, TUESDAY),
    ],
)
def test_the_first_and_the_last_day_are_those_that_an_entry_names(
    given: Mapping[str, Any], first: datetime.date | None, last: datetime.date | None
) -> None:
    """An editorial plan has no period of its own: what an entry does not say is not made up."""
    entry = cr.EditorialEntry(**given)
    assert (entry.first_on, entry.last_on) == (first, last)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"until": LAST}, "does not recur"),
        ({"every": ["monday"], "on": LAST, "until": FIRST}, "before it begins"),
        ({"every": ["monday"], "on": FIRST, "until": datetime.date(2037, 1, 1)}, "ten years at most"),
        ({"every": ["monday"], "on": TUESDAY, "until": datetime.date(2026, 11, 5)}, "none of the days"),
        ({"every": []}, "an empty list is given"),
        ({"every": ["mondays"]}, "Did you mean 'monday'"),
        ({"every": ["monday", "monday"]}, "stands twice"),
    ],
)
def test_what_cannot_recur_is_refused(given: Mapping[str, Any], words: str) -> None:
    """In both kinds of plans."""
    for cls in (cr.EditorialEntry, cr.PlanEntry):
        with pytest.raises(cr.ProfileError, match=words):
            cls(**given)


def test_too_much_recurs() -> None:
    """Over more than ten years, or more often than any list is long."""
    late = datetime.date(2037, 1, 1)
    with pytest.raises(cr.ProfileError, match=r"recurs from 2026-11-01 to 2037-01-01: ten years at most"):
        plan(cr.PlanEntry(every=["monday"]), ends_on=late)
    often = cr.PlanEntry(every=["monday", "tuesday", "wednesday"], until=datetime.date(2036, 10, 31))
    with pytest.raises(cr.ProfileError, match="come out 10,962 times, 10,000 at most"):
        plan(*[often] * 7, ends_on=None)
    assert days(plan(cr.PlanEntry(on=FIRST), ends_on=late)) == [1]


def assessed(profile: Mapping[str, Any]) -> cr.Decision:
    whole = {"format": 1, "as_of": FIRST, "company": {"name": "Example"}, **profile}
    return cr.load_rules().assess(cr.parse_profile(whole))


def test_rules_see_what_recurs_and_every_destination() -> None:
    """Months with a recurring entry are not empty, days of the week are days, and each channel is reached."""
    decision = assessed(
        {
            "communication_plan": {
                "from": "2026-11-01",
                "until": "2027-01-31",
                "entries": [{"every": "tuesday", "content": "menu", "to": ["fb", "ig"]}],
            },
            "channel": [
                {
                    "id": name,
                    "network": network,
                    "status": "active",
                    "role": "asset",
                    "editorial_plan": {"entries": [{"every": "friday"}]},
                }
                for name, network in (("fb", "facebook"), ("ig", "instagram"), ("li", "linkedin"))
            ],
        }
    )
    found = {(each.rule.id, each.subject) for each in decision.findings if each.outcome is cr.Outcome.FIRES}
    assert {subject for rule, subject in found if rule == "channel-not-in-plan"} == {"li"}
    assert not {rule for rule, _ in found} & {"empty-months", "entries-incomplete", "entries-without-day"}


def test_what_recurs_beyond_the_frame_counts_once() -> None:
    """An entry of a whole winter is one entry, however often it comes out."""
    decision = assessed(
        {
            "communication_plan": {"from": "2026-07-01", "until": "2026-12-31"},
            "channel": [
                {
                    "id": "fb",
                    "network": "facebook",
                    "status": "active",
                    "editorial_plan": {"entries": [{"every": "friday", "on": "2026-11-01", "until": "2027-03-31"}]},
                }
            ],
        }
    )
    (finding,) = [each for each in decision.channel("fb").findings if each.rule.id == "entry-outside-period"]
    assert finding.outcome is cr.Outcome.FIRES
    assert finding.message.endswith("after it ends: 1.")


def test_what_recurs_over_an_unknown_period_asks_for_the_period() -> None:
    """The entries are stated; what is missing is how long the plan runs."""
    rested = {"rests_from": "2026-01-01", "rests_until": "2026-01-31"}
    decision = assessed(
        {
            "communication_plan": {"from": "2026-09-01", "entries": [{"every": "friday"}]},
            "channel": [{"id": "fb", "network": "facebook", "status": "active", **rested}],
        }
    )
    missing = {each.rule.id: each.missing for each in decision.company.open}
    assert missing["empty-months"] == ("communication_plan.until",)
