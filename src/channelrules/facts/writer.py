"""A profile as plain data with the keys of a file; reading it back gives the same profile."""

from __future__ import annotations

import datetime
from typing import Any, Final

import attrs

from channelrules.facts.fields import specification
from channelrules.facts.own import NO_FACTS

__all__ = ["FORMAT", "plain_value", "profile_data"]

FORMAT: Final = 1
"""The version of the format of profiles that is written and read."""


def profile_data(profile: Any, *, iso_dates: bool) -> dict[str, Any]:
    """Return a profile as plain data with the keys of a file, without the numbers that it sets.

    Args:
        profile: a `Profile`, or what else is declared as its parts are.
        iso_dates: whether dates become ISO texts.
    """
    return {"format": FORMAT, **_table(profile, iso_dates=iso_dates)}


def plain_value(value: Any) -> Any:
    """Return a value of a profile as JSON has it: dates as ISO texts, tables as objects."""
    return _value(value, iso_dates=True)


def _table(instance: Any, *, iso_dates: bool) -> dict[str, Any]:
    told: dict[str, Any] = {}
    defaults = attrs.fields_dict(type(instance))
    for name, spec in specification(type(instance)):
        value = getattr(instance, name)
        if value != defaults[name].default:
            alone = spec.lone and len(value) == 1
            told[spec.key or name] = _value(value[0] if alone else value, iso_dates=iso_dates)
    own = getattr(instance, "own", NO_FACTS)
    told |= {name: _value(value, iso_dates=iso_dates) for name, value in own.items()}
    return told


def _value(value: Any, *, iso_dates: bool) -> Any:
    if isinstance(value, tuple):
        return [_value(each, iso_dates=iso_dates) for each in value]
    if attrs.has(type(value)):
        return _table(value, iso_dates=iso_dates)
    if isinstance(value, datetime.date) and iso_dates:
        return value.isoformat()
    return value
