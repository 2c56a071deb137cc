"""Network facts under the verdicts that are unverified or old: what to look up before relying on them.

A doubt is reported only where a verdict or a leaning depends on it: another value would give another answer.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Final

import attrs

from channelrules.facts.values import plain
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.network import Network
from channelrules.language.nodes import Value
from channelrules.language.types import Kind

__all__ = ["Doubt", "doubts"]

_NUMBERS: Final = (0, 1, 7, 100)


@attrs.frozen(order=True)
class Doubt:
    """A fact about a network on which a verdict or a leaning depends, and which is unverified or old.

    Facts that the guidance states raise no doubt: they are the edition that was asked for.

    Attributes:
        channel: the id of the channel.
        fact: the attribute of the network, such as ``native_formats``.
        value: what is taken to be the case.
        grade: A official, B secondary, C unverified.
        as_of: the day on which it was found.
        source: where it was found.
        unverified: whether nobody has verified it (grade C).
        old: whether it is older than the parameter ``network_fact_days`` allows.

    Examples:
        >>> import attrs
        >>> channel = cr.Channel(id="notes", network="tumblr", status="active", account="personal_profile")
        >>> doubted = book.assess(attrs.evolve(profile, channels=[channel]), edition="current", engine="native").doubts
        >>> [(doubt.fact, doubt.grade, doubt.old) for doubt in doubted]
        [('account_model', 'A', True)]
    """

    channel: str
    fact: str
    value: Value
    grade: str | None
    as_of: datetime.date
    source: str | None
    unverified: bool
    old: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the doubt as plain data for JSON."""
        return {**attrs.asdict(self), "value": plain(self.value), "as_of": self.as_of.isoformat()}


def doubts(case: Case) -> tuple[Doubt, ...]:
    """Return the facts under the verdicts and leanings that are unverified or old, by channel and name."""
    found = [each for channel in range(len(case.profile.channels)) for each in _of_channel(case, channel)]
    return tuple(sorted(found, key=lambda each: (each.channel, each.fact)))


def _of_channel(case: Case, channel: int) -> Iterator[Doubt]:
    network, own = case.networks[channel], case.profile.channels[channel]
    days = case.value_of("network_fact_days") if "network_fact_days" in case.knowledge.parameters else None
    for attribute in case.compiled.bearing_network_facts:
        fact = network.fact(attribute, case.edition, case.day)
        if fact is None or fact.cites:
            continue
        old = days is not None and (case.day - fact.as_of).days > days
        unverified = fact.grade == "C"
        if (old or unverified) and _hangs(case, channel, attribute, fact.value):
            yield Doubt(own.id, attribute, fact.value, fact.grade, fact.as_of, fact.source, unverified, old)


def _hangs(case: Case, channel: int, attribute: str, value: Value) -> bool:
    """Return whether another value of a fact would give the channel another verdict or leaning."""
    now = _answer(case, channel)
    for other in _others(attribute):
        if other != value:
            network = case.networks[channel].supposing(attribute, other, case.day)
            if _answer(*_supposing(case, channel, network)) != now:
                return True
    return False


def _supposing(case: Case, channel: int, network: Network) -> tuple[Case, int]:
    if case.compiled.channels_apart:
        return case.alone(channel, case.profile, network), 0
    networks = (*case.networks[:channel], network, *case.networks[channel + 1 :])
    return attrs.evolve(case, networks=networks).variant(), channel


def _answer(case: Case, channel: int) -> tuple[tuple[Verdict, ...], tuple[Verdict, ...]]:
    return case.verdicts.channel(channel)[0], case.filled.verdicts.channel(channel)[0]


def _others(attribute: str) -> tuple[Value, ...]:
    type_ = NETWORK_FACTS[attribute].type
    match type_.kind:
        case Kind.YES_NO:
            return (False, True)
        case Kind.CHOICE:
            return type_.options
        case Kind.SET:
            return (*((word,) for word in type_.options), type_.options)
        case _:
            return _NUMBERS
