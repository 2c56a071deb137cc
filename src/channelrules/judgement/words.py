"""Texts of a rulebook with the values of a case filled in, in one language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from channelrules.judgement.case import Case
from channelrules.knowledge.pattern import fill
from channelrules.language.types import Kind

if TYPE_CHECKING:
    from channelrules.knowledge.words import Words

__all__ = ["channel_name", "named", "written"]


def channel_name(case: Case, channel: int, words: Words) -> str:
    """Return what a channel is called: its network's name, and its id where that says more."""
    own, network = case.profile.channels[channel], case.networks[channel]
    name = words.network(network.id, network.name)
    return name if own.id in {network.id, own.network} else f"{own.id} ({name})"


def named(case: Case, channel: int | None, words: Words) -> dict[str, str]:
    """Return what a text may call the company and, at a channel, the channel and its network."""
    names = {"company": case.profile.company.name}
    if channel is not None:
        network = case.networks[channel]
        names |= {"channel": channel_name(case, channel, words), "network": words.network(network.id, network.name)}
    return names


def written(case: Case, pattern: str, names: tuple[str, ...], channel: int | None, words: Words) -> str:
    """Return a text of a rule with its placeholders filled for a case."""
    own = named(case, channel, words)
    return fill(pattern, {name: own[name] if name in own else _value(case, name, channel, words) for name in names})


def _value(case: Case, name: str, channel: int | None, words: Words) -> str:
    currency = case.profile.company.currency
    type_ = case.knowledge.vocabulary[name].type
    value = case.facts(channel).values.get(name)
    if value is not None:
        return words.describe(value, type_, currency)
    if type_.kind is not Kind.NUMBER:
        return words.say("unknown")
    low, high = case.range_of(name, channel)
    if math.isinf(low):
        return words.say("an_unknown_number")
    if math.isinf(high):
        return words.say("at_least", value=words.describe(low, type_, currency))
    return words.say("from_to", low=words.describe(low, type_, currency), high=words.describe(high, type_, currency))
