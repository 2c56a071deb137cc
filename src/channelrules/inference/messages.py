"""Texts of a rulebook with the values of a case filled in, in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from channelrules.inference.case import Case
from channelrules.knowledge.templates import Said
from channelrules.language.nodes import Value
from channelrules.language.types import Kind, Type

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words
    from channelrules.knowledge.presumption import Presumption

__all__ = [
    "channel_in_full",
    "channel_name",
    "named",
    "presumption_said",
    "value_in_words",
    "works_alone",
    "written",
]


def channel_name(case: Case, channel: int, words: Words) -> Said:
    """Return the name of a channel: its network's name, and its id where the company has several channels there."""
    network = case.networks[channel]
    if network.id in case.several:
        return channel_in_full(case, channel, words)
    return words.network(network.id, network.name)


def channel_in_full(case: Case, channel: int, words: Words) -> Said:
    """Return the id of a channel with its network's name, as where it is named first; one of them where they agree."""
    own, network = case.profile.channels[channel], case.networks[channel]
    name = words.network(network.id, network.name)
    return name if own.id in {network.id, own.network} else Said(words.say("channel_name", id=own.id, network=name))


def works_alone(case: Case) -> bool:
    """Return whether texts for one person fit: there is one, or the owner of a micro-enterprise runs every channel."""
    profile = case.profile
    if profile.company.size == "micro":
        used = [each for each in profile.channels if each.status not in {"parked", "closed"}]
        return bool(used) and all(each.run_by == "owner" for each in used)
    return profile.company.size == "solo"


def named(case: Case, channel: int | None, words: Words) -> Mapping[str, str]:
    """Return the names that a text may use for the company and, at a channel, the channel and its network."""
    key = "named", channel, words.lang
    if key not in case.told:
        case.told[key] = _named(case, channel, words)
    found: Mapping[str, str] = case.told[key]
    return found


def _named(case: Case, channel: int | None, words: Words) -> dict[str, str]:
    names = {"company": case.profile.company.name}
    if channel is not None:
        network = case.networks[channel]
        names |= {"channel": channel_name(case, channel, words), "network": words.network(network.id, network.name)}
    return names


def presumption_said(case: Case, presumption: Presumption, channel: int | None, words: Words) -> str:
    """Return the text of a presumption for the client, filled in for a case."""
    there = channel if presumption.scope == "channel" else None
    pattern = words.tables["presumed"].get(presumption.id, presumption.says)
    value = case.facts(there).values.get(presumption.fact)
    told = words.say("unknown") if value is None else value_in_words(case, presumption.fact, value, words)
    return words.fill(pattern, {**named(case, there, words), "value": told}, within=True)


def written(
    case: Case, patterns: tuple[str, ...], names: tuple[str, ...], channel: int | None, words: Words
) -> tuple[str, ...]:
    """Return texts of a rule with their placeholders filled for a case."""
    own = named(case, channel, words)
    values = {name: own[name] if name in own else _value(case, name, channel, words) for name in names}
    return tuple([words.fill(pattern, values) for pattern in patterns])


def value_in_words(case: Case, name: str, value: Value, words: Words) -> str:
    """Return a value as people write it: shares in percent, required amounts rounded up."""
    type_ = case.knowledge.vocabulary[name].type
    measure = case.knowledge.measures.get(name)
    if measure is not None and isinstance(value, int | float):
        if measure.shown == "percent":
            return words.percent(value)
        if measure.shown == "rounded_up":
            value = _rounded_up(value, type_)
    return words.describe(value, type_, case.profile.company.currency, fact=name)


def _rounded_up(value: float, type_: Type) -> float:
    bases = [base for base, power in (type_.unit.factors if type_.unit else ()) if power > 0]
    steps = 4 if "hour" in bases else 1
    # A float that is above a whole number by a rounding error alone is not rounded up.
    rounded = math.ceil(round(value * steps, 6)) / steps
    return int(rounded) if rounded.is_integer() else rounded


def _value(case: Case, name: str, channel: int | None, words: Words) -> str:
    type_ = case.knowledge.vocabulary[name].type
    value = case.facts(channel).values.get(name)
    if value is not None:
        told = value_in_words(case, name, value, words)
        measure = case.knowledge.measures.get(name)
        if measure is not None and measure.shown == "duration" and isinstance(value, int | float):
            told = words.duration(value)
        return words.say("presumed_within", value=told) if case.rests_on_presumed(name, channel) else told
    if type_.kind is not Kind.NUMBER:
        return words.say("unknown")
    low, high = case.range_of(name, channel)
    if math.isinf(low):
        return words.say("an_unknown_number")
    if math.isinf(high):
        return words.say("at_least", value=value_in_words(case, name, low, words))
    ends = {end: value_in_words(case, name, value, words) for end, value in (("low", low), ("high", high))}
    return words.say("from_to", **ends)
