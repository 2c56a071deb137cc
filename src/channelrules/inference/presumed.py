"""Presumed facts as answers report them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from channelrules.facts.values import plain
from channelrules.inference.case import Case
from channelrules.inference.messages import presumption_said
from channelrules.inference.presuming import Spot
from channelrules.knowledge.locales import Words

__all__ = ["PresumedFact", "presumed_facts"]


@attrs.frozen(order=True)
class PresumedFact:
    """A fact that nobody stated and that an answer takes for granted.

    Attributes:
        path: where the profile would state it, such as ``channel[fb].stands_for``.
        name: of the fact, such as ``channel.stands_for``.
        value: what it is taken to be.
        says: what the client is told is presumed, in the rulebook's first language.
        origin: where the presumption comes from: source, inferred, ours or house.

    Examples:
        >>> fact = decision.channel("tt").presuming[0]
        >>> fact.path, fact.says, fact.origin
        ('channel[tt].benefit', 'TikTok is meant to bring some advantage', 'ours')
    """

    path: str
    name: str
    value: Any = attrs.field(order=False)
    says: str
    origin: str

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PresumedFact:
        """Return it from plain data, which lacks the fact's name."""
        return cls(data["path"], "", data["value"], data["says"], data["origin"])

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {"path": self.path, "value": plain(self.value), "says": self.says, "origin": self.origin}


def presumed_facts(case: Case, spots: tuple[Spot, ...], lang: str | None = None) -> tuple[PresumedFact, ...]:
    """Return facts that are presumed in a case, as answers report them."""
    filled, words = case.filled, case.knowledge.language(lang)
    return tuple([_presumed_fact(filled, spot, words) for spot in spots])


def _presumed_fact(filled: Case, spot: Spot, words: Words) -> PresumedFact:
    name, channel = spot
    key = "presumed", name, channel, words.lang
    if key not in filled.told:
        presumption = filled.spots[spot]
        value = filled.facts(channel).values[name]
        says = presumption_said(filled, presumption, channel, words)
        path = filled.place_of(name, channel).path
        filled.told[key] = PresumedFact(path, name, value, says, presumption.origin)
    found: PresumedFact = filled.told[key]
    return found
