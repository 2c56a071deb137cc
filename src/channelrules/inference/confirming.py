"""What is presumed at a place of a profile, why, and the question that confirms it."""

from __future__ import annotations

from typing import Any

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.vocabulary import DEFINED
from channelrules.inference.case import Case
from channelrules.inference.messages import presumption_said
from channelrules.inference.presuming import Spot
from channelrules.knowledge.locales import Words

__all__ = ["Confirmation", "asked", "confirmation", "why_presumed"]


@attrs.frozen(eq=False, repr=False)
class Confirmation:
    """A presumed fact that becomes a stated one if the client confirms it.

    Attributes:
        says: what is presumed.
        value: what the profile states at the place if it is so.
    """

    says: str
    value: Any


def why_presumed(case: Case, name: str, path: str, words: Words) -> str:
    """Return the reason for what is presumed of a fact that would be stated at a path."""
    channel = Place.at(path, case.knowledge.declared).channel
    spot = (name, case.positions[channel] if channel and (name, None) not in case.filled.spots else None)
    presumption = case.filled.spots[spot]
    return str(words.tables["presumed_why"].get(presumption.id, presumption.why))


def confirmation(case: Case, path: str, words: Words) -> Confirmation | None:
    """Return what is presumed of the fact that would be stated at a path; ``None`` where a plain yes cannot state it.

    It cannot where a yes or no is presumed (a channel gets some hours) and the profile would state a number.
    """
    for spot, presumption in case.filled.spots.items():
        if case.place_of(*spot).path == path:
            stated = _as_stated(case, spot)
            if stated is not None:
                says = presumption_said(case.filled, presumption, spot[1], words)
                return Confirmation(says, stated)
    return None


def _as_stated(case: Case, spot: Spot) -> Any:
    name, channel = spot
    fact = case.knowledge.facts[name]
    value = case.filled.facts(channel).values.get(name)
    if name in DEFINED:
        return None
    if fact.stated == (fact.holder, fact.attribute):
        return value
    if value is False and fact.attribute == "exists":
        return fact.place().spec.absent
    return () if value is False and fact.attribute == "has_results" else None


def asked(case: Case, path: str, text: str, words: Words) -> str:
    """Return a question as it is asked: where the answer is presumed, it asks for confirmation."""
    known = confirmation(case, path, words)
    return text if known is None else words.say("confirm", says=known.says)
