"""A profile as plain data with the keys of a file: what is read back is the same profile."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from channelrules.facts.profile import Profile
from channelrules.facts.read import FORMAT
from channelrules.facts.spec import specification

__all__ = ["profile_data"]


def profile_data(profile: Profile, *, iso_dates: bool = False) -> dict[str, Any]:
    """Return a profile as plain data, such as `parse_profile` reads.

    Args:
        profile: what is known of a company. What nobody knows is left out.
        iso_dates: whether dates become ISO texts, as JSON has them; TOML and YAML have dates.
    """
    told: dict[str, Any] = {"format": FORMAT, **_table(profile, iso_dates=iso_dates)}
    if profile.parameters:
        told["parameters"] = dict(profile.parameters)
    return told


def _table(instance: Any, *, iso_dates: bool) -> dict[str, Any]:
    return {
        spec.key or name: _value(value, iso_dates=iso_dates)
        for name, spec in specification(type(instance))
        if (value := getattr(instance, name)) is not None and not (spec.listed and spec.key and value == ())
    }


def _value(value: Any, *, iso_dates: bool) -> Any:
    if isinstance(value, tuple):
        return [_value(each, iso_dates=iso_dates) for each in value]
    if attrs.has(type(value)):
        return _table(value, iso_dates=iso_dates)
    if isinstance(value, datetime.date) and iso_dates:
        return value.isoformat()
    return value
