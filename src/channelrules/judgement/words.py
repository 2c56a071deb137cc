"""Values as a person reads them."""

from __future__ import annotations

import datetime
import math
from typing import Any

from channelrules.judgement.case import Case
from channelrules.knowledge.rule import fill
from channelrules.language.expression import Value
from channelrules.language.types import Kind, Type

__all__ = ["amount", "channel_name", "describe", "named", "written"]


def channel_name(case: Case, channel: int) -> str:
    """Return what a channel is called: its network's name, and its id where that says more."""
    own, network = case.profile.channels[channel], case.networks[channel]
    return network.name if own.id in {network.id, own.network} else f"{own.id} ({network.name})"


def describe(value: Value, type_: Type, currency: str | None = None) -> str:
    """Return a value with its unit: ``2.5 hours``, ``1 post``, ``120 EUR``, ``text and image``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, type_, currency)
    if isinstance(value, tuple):
        return _listed(sorted(word.replace("_", " ") for word in value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value.replace("_", " ") if type_.kind is Kind.CHOICE else value


def amount(value: Any, type_: Type, currency: str | None, *, up: bool = False, down: bool = False) -> str:
    """Return a value with its unit, a number rounded so that it still does what it was chosen for.

    Args:
        value: a value of the profile.
        type_: what it is.
        currency: of the profile's money.
        up: whether the number is the least that suffices, so that it is never rounded down.
        down: whether it is the most that is allowed, so that it is never rounded up.
    """
    if isinstance(value, float) and (up or down):
        hundredths = round(value * 100, 6)
        value = (math.ceil(hundredths) if up else math.floor(hundredths)) / 100
    return describe(value, type_, currency)


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return words[0] if words else "nothing"
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _number(value: float, type_: Type, currency: str | None) -> str:
    rounded = f"{value:,.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{value:,.0f}"
    bases = [base for base, power in (type_.unit.factors if type_.unit else ()) if power > 0]
    if not bases:
        return rounded
    unit = bases[0]
    if unit == "money":
        return f"{rounded} {currency}" if currency else rounded
    if unit == "people":
        return f"{rounded} {'person' if rounded == '1' else 'people'}"
    return f"{rounded} {unit if rounded == '1' else unit + 's'}"


def written(case: Case, pattern: str, names: tuple[str, ...], channel: int | None) -> str:
    """Return a text of a rule with its placeholders filled for a case."""
    return fill(pattern, {name: _placeholder(case, name, channel) for name in names})


def _placeholder(case: Case, name: str, channel: int | None) -> str:
    currency = case.profile.company.currency
    if "." not in name:
        return named(case, channel)[name]
    type_ = case.knowledge.vocabulary[name].type
    value = case.facts(channel).values.get(name)
    if value is not None:
        return describe(value, type_, currency)
    if type_.kind is not Kind.NUMBER:
        return "unknown"
    low, high = case.range_of(name, channel)
    if math.isinf(low):
        return "an unknown number"
    if math.isinf(high):
        return f"at least {describe(low, type_, currency)}"
    return f"{describe(low, type_, currency)} to {describe(high, type_, currency)}"


def named(case: Case, channel: int | None) -> dict[str, str]:
    """Return what a text may call the company and, at a channel, the channel and its network."""
    names = {"company": case.profile.company.name}
    if channel is not None:
        names |= {"channel": channel_name(case, channel), "network": case.networks[channel].name}
    return names
