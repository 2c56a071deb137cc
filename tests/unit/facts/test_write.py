"""A profile written is the profile that is read back."""

from __future__ import annotations

import json
import tomllib

import tomli_w
from hypothesis import given

import channelrules as cr
from channelrules.facts.write import profile_data
from tests.strategies import profiles


@given(profile=profiles())
def test_what_is_written_is_read_back(profile: cr.Profile) -> None:
    assert cr.parse_profile(profile_data(profile)) == profile
    assert cr.parse_profile(json.loads(json.dumps(profile_data(profile, iso_dates=True)))) == profile
    assert cr.parse_profile(tomllib.loads(tomli_w.dumps(profile_data(profile)))) == profile
