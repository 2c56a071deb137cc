"""Texts of a rulebook with the values of a case filled in, in one language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from channelrules.inference.case import Case
from channelrules.knowledge.templates import fill
from channelrules.language.types import Kind

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words
    from channelrules.knowledge.presumption import Presumption

__all__ = ["channel_name", "in_sentence", "named", "presumption_said", "written"]


def channel_name(case: Case, channel: int, words: Words) -> str:
    """Return what a channel is called: its network's name, and its id where that says more."""
    own, network = case.profile.channels[channel], case.networks[channel]
    name = words.network(network.id, network.name)
    return name if own.id in {network.id, own.network} else words.say("channel_name", id=own.id, network=name)


def named(case: Case, channel: int | None, words: Words) -> dict[str, str]:
    """Return what a text may call the company and, at a channel, the channel and its network."""
    names = {"company": case.profile.company.name}
    if channel is not None:
        network = case.networks[channel]
        names |= {"channel": channel_name(case, channel, words), "network": words.network(network.id, network.name)}
    return names


def in_sentence(title: str, words: Words) -> str:
    """Return a title as it stands within a sentence: without its capital, unless that is a name's."""
    first = title.split(" ", 1)[0]
    is_name = any(first == name.split(" ", 1)[0] for name in words.tables["networks"].values())
    return title if is_name or first in words.capitals or title[1:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def presumption_said(case: Case, presumption: Presumption, channel: int | None, words: Words) -> str:
    """Return what the client is told is presumed, where it is presumed in a case."""
    there = channel if presumption.scope == "channel" else None
    pattern = words.tables["presumed"].get(presumption.id, presumption.says)
    value = case.facts(there).values.get(presumption.fact)
    type_ = case.knowledge.vocabulary[presumption.fact].type
    told = words.say("unknown") if value is None else words.describe(value, type_, case.profile.company.currency)
    return fill(pattern, {**named(case, there, words), "value": told})


def written(case: Case, pattern: str, names: tuple[str, ...], channel: int | None, words: Words) -> str:
    """Return a text of a rule with its placeholders filled for a case."""
    own = named(case, channel, words)
    return fill(pattern, {name: own[name] if name in own else _value(case, name, channel, words) for name in names})


def _value(case: Case, name: str, channel: int | None, words: Words) -> str:
    currency = case.profile.company.currency
    type_ = case.knowledge.vocabulary[name].type
    value = case.facts(channel).values.get(name)
    if value is not None:
        told = words.describe(value, type_, currency)
        return words.say("presumed_value", value=told) if case.rests_on_presumed(name, channel) else told
    if type_.kind is not Kind.NUMBER:
        return words.say("unknown")
    low, high = case.range_of(name, channel)
    if math.isinf(low):
        return words.say("an_unknown_number")
    if math.isinf(high):
        return words.say("at_least", value=words.describe(low, type_, currency))
    return words.say("from_to", low=words.describe(low, type_, currency), high=words.describe(high, type_, currency))
