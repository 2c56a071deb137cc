"""The facts about networks under a verdict that are unverified or old: what to look up before relying on it."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from channelrules.advice.explain import explain_verdict
from channelrules.judgement.case import Case, plain
from channelrules.language.expression import Value

__all__ = ["Doubt", "doubts"]


@attrs.frozen(order=True)
class Doubt:
    """A fact about a network on which a verdict rests, and which is unverified or old.

    What the documents say is no doubt: it is the edition that was asked for.

    Attributes:
        channel: the id of the channel.
        fact: the attribute of the network, such as ``native_formats``.
        value: what is taken to be the case.
        grade: A official, B secondary, C unverified.
        as_of: the day on which it was found.
        source: where it was found.
        unverified: whether nobody has verified it (grade C).
        old: whether it is older than the parameter ``network_fact_days`` allows.
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


def doubts(case: Case, channel: int) -> tuple[Doubt, ...]:
    """Return the facts under a channel's verdict that are unverified or old."""
    network, own = case.networks[channel], case.profile.channels[channel]
    days = case.value_of("network_fact_days") if "network_fact_days" in case.knowledge.parameters else None
    named = {each.name for each in explain_verdict(case, channel).walk() if each.kind == "network"}
    found = []
    for name in sorted(named):
        attribute = name.partition(".")[2]
        fact = network.fact(attribute, case.edition, case.day)
        if fact is None or fact.cites:
            continue
        old = days is not None and (case.day - fact.as_of).days > days
        unverified = fact.grade == "C"
        if old or unverified:
            found.append(Doubt(own.id, attribute, fact.value, fact.grade, fact.as_of, fact.source, unverified, old))
    return tuple(found)
