"""A profile's file brought up to date: what a person wrote stays, what a file says otherwise is told."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake.document import updated
from channelrules.intake.found import Fact
from channelrules.intake.merge import merged
from tests.fixtures.exports import READ_ON

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 20)
TOML = """\
# Our trattoria, as told on the phone
format = 1
as_of = 2026-11-24  # today

[company]
name = "Da Gino"    # since 1960

[[channel]]
id = "fb"
network = "facebook"  # the page, not the profile
status = "active"
controlled_by = "agency"
followers = [
  { on = 2026-05-01, count = 410 },  # from the agency
]

  [channel.editorial_plan]
  renewed_on = 2026-10-03

  [[channel.editorial_plan.entries]]
  on = 2026-11-03
  content = "menu"  # every month

[[channel]]
id = "ig"
network = "instagram"
status = "dormant"
editorial_plan = "none"

[communication_plan]
from = 2026-07-01

[[provenance]]
fact = "channel[fb].controlled_by"
how = "said"
by = "the owner"
"""


def said(path: str, value: object, channel: str = "fb") -> Fact:
    return Fact(channel, path, value, (cr.Provenance(path=path, how="file", file="a.csv", rows="2"),))


def profile_of(text: str) -> cr.Profile:
    import tomllib

    return BOOK.parse_profile(tomllib.loads(text))


FACTS = [
    said("channel[fb].last_post_on", DAY),
    said("channel[fb].followers", (cr.FollowerCount(on=DAY, count=402),)),
    said("channel[fb].editorial_plan.entries", (cr.EditorialEntry(on=DAY, content="offer"),)),
    said("communication_plan.entries", (cr.PlanEntry(on=DAY, content="image", to=["fb"]),)),
    said("channel[ig].posts_published_per_month", 0.5, "ig"),
]


def test_comments_and_order_survive() -> None:
    """Every line that a person wrote is there afterwards, and what is read back is what was meant."""
    found = merged(profile_of(TOML), FACTS)
    assert [each.path for each in found.changes] == [each.path for each in FACTS]
    text = updated(TOML, ".toml", found.profile, [each.path for each in found.changes], BOOK)
    assert profile_of(text) == found.profile
    assert [line for line in TOML.splitlines() if line not in text.splitlines()] == []
    assert text.count("[[channel.editorial_plan.entries]]") == 2
    assert "{on = 2026-11-20, count = 402}" in text


def test_what_is_stated_otherwise_is_kept_until_it_is_taken() -> None:
    """A day, a count of the same day, and a plan that is known not to be there."""
    facts = [
        said("channel[fb].status", "dormant"),
        said("channel[fb].followers", (cr.FollowerCount(on=datetime.date(2026, 5, 1), count=999),)),
        said("channel[ig].editorial_plan.entries", (cr.EditorialEntry(on=DAY, content="offer"),), "ig"),
    ]
    before = profile_of(TOML)
    kept = merged(before, facts)
    assert kept.profile == before
    assert [(each.path, each.stated) for each in kept.differences] == [
        ("channel[fb].status", "active"),
        ("channel[fb].followers", before.channels[0].followers),
        ("channel[ig].editorial_plan.entries", "none"),
    ]
    one = merged(before, facts, ["channel[fb].status"])
    assert (one.profile.channels[0].status, len(one.differences)) == ("dormant", 2)
    taken = merged(before, facts, ["all"])
    assert not taken.differences
    text = updated(TOML, ".toml", taken.profile, [each.path for each in taken.changes], BOOK)
    assert profile_of(text) == taken.profile
    assert "count = 999" in text
    assert "# the page, not the profile" in text


def test_the_first_of_two_files_counts() -> None:
    """Where they differ, the second is told; taking everything over does not turn that round."""
    facts = [said("channel[fb].posts_postponed", 3), said("channel[fb].posts_postponed", 4)]
    for take in ((), ("all",)):
        found = merged(profile_of(TOML), facts, take)
        assert found.profile.channels[0].posts_postponed == 3
        assert [(each.stated, each.found) for each in found.differences] == [(3, 4)]


def test_what_files_confirm_is_told() -> None:
    """And changes nothing; entries that are there already are not there twice."""
    before = profile_of(TOML)
    facts = [
        said("channel[fb].status", "active"),
        said("channel[fb].editorial_plan.entries", (cr.EditorialEntry(on=datetime.date(2026, 11, 3), content="Menu"),)),
    ]
    found = merged(before, facts)
    assert (found.profile, found.changes, found.differences) == (before, (), ())
    assert found.confirmed == ("channel[fb].status", "channel[fb].editorial_plan.entries")


def test_contradictions_are_told_and_left_out() -> None:
    """More original posts than came out at all."""
    facts = [said("channel[fb].posts_published_per_month", 2.0), said("channel[fb].original_posts_per_month", 5.0)]
    found = merged(profile_of(TOML), facts)
    assert [each.path for each in found.conflicts] == ["channel[fb].original_posts_per_month"]
    assert found.profile.channels[0].original_posts_per_month is None


def test_yaml_keeps_its_comments_and_json_its_facts() -> None:
    """As far as the format has any."""
    import json

    head = "format: 1\nas_of: 2026-11-24\ncompany: {name: Da Gino}  # since 1960\n"
    yaml = f"{head}channel:\n  - id: fb  # the page\n    network: facebook\n    status: active\n"
    data = {"$schema": "profile.json", "format": 1, "as_of": "2026-11-24", "company": {"name": "Da Gino"}}
    channel = cr.Channel(id="fb", network="facebook", status="active")
    before = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    found = merged(before, [FACTS[0]])
    text = updated(yaml, ".yaml", found.profile, [FACTS[0].path], BOOK)
    assert "# since 1960" in text
    assert "# the page" in text
    assert "last_post_on: 2026-11-20" in text
    told = updated(json.dumps(data), ".json", found.profile, [FACTS[0].path], BOOK)
    assert BOOK.parse_profile(json.loads(told)) == found.profile
    assert json.loads(told)["$schema"] == "profile.json"


def test_a_file_that_would_say_something_else_is_not_written() -> None:
    """Such as one of another company; a suffix that no profile has neither."""
    other = cr.Profile(as_of=READ_ON, company=cr.Company(name="Another"))
    with pytest.raises(cr.OptionError, match="--out"):
        updated(TOML, ".toml", other, [], BOOK)
    with pytest.raises(cr.OptionError, match="is not a suffix"):
        updated(TOML, ".txt", other, [], BOOK)


def test_options_that_cannot_be_are_refused(tmp_path: Path) -> None:
    """Before any file is opened."""
    for options in (
        {"orders": {"a.csv": "ymd"}},
        {"plans": {"a.csv": "other"}},
        {"statuses": {"facebook": "asleep"}},
        {"ranges": {"a.csv": (DAY, datetime.date(2026, 1, 1))}},
    ):
        with pytest.raises(cr.OptionError):
            intake.read(None, [], rulebook=BOOK, **options)
    with pytest.raises(cr.OptionError, match="files are given"):
        intake.read(None, ["a.csv"] * 501, rulebook=BOOK)


def test_without_a_company_nothing_is_made_up(tmp_path: Path) -> None:
    """A name is asked for."""
    found = intake.read(None, [], rulebook=BOOK, read_on=READ_ON)
    assert found.profile is None
    assert [each.code for each in found.asks] == ["no_company"]
