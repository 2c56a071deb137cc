"""A profile written is the profile that is read back."""

from __future__ import annotations

import json
import tomllib

import tomli_w
from hypothesis import given

import channelrules as cr
from tests.fixtures.strategies import profiles


def test_what_was_a_word_stays_one() -> None:
    """A single destination and a single weekday are written as people write them, and nothing unknown is."""
    plan = {"entries": [{"every": "monday", "to": "fb"}, {"every": ["monday", "friday"], "to": ["fb", "ig"]}]}
    data = {"format": 1, "as_of": "2026-11-01", "company": {"name": "Example"}, "communication_plan": plan}
    assert cr.parse_profile(data).to_dict() == data


@given(profile=profiles())
def test_what_is_written_is_read_back(profile: cr.Profile) -> None:
    assert cr.parse_profile(profile.to_dict(iso_dates=False)) == profile
    assert cr.parse_profile(json.loads(json.dumps(profile.to_dict()))) == profile
    assert cr.parse_profile(json.loads(json.dumps(profile.to_dict()))) == profile
    assert cr.parse_profile(tomllib.loads(tomli_w.dumps(profile.to_dict(iso_dates=False)))) == profile
