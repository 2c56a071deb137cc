"""The sources of the values of a case, in words, and which values an outcome rests on."""

from __future__ import annotations

from typing import Final

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.provenance import how_known
from channelrules.inference.case import Case
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Value

__all__ = ["PRESUMED", "Evidence", "because", "source_at", "source_of", "source_of_parameter"]

PRESUMED: Final = "presumed"
"""The source of a value that nobody stated and that is presumed."""


@attrs.frozen(order=True)
class Evidence:
    """A value that an outcome rests on.

    Attributes:
        name: as the rule names it, such as ``channel.account``.
        value: what it is.
        source: where it comes from: the profile, a measure, a parameter with its origin, the
            documents, a source outside, or ``presumed`` where nobody stated it.

    Examples:
        >>> decision.channel("yt").findings[0].because[1]
        Evidence(name='network.id', value='youtube', source='network youtube')
    """

    name: str
    value: Value
    source: str


def because(case: Case, rule: Rule, channel: int | None) -> tuple[Evidence, ...]:
    """Return the known values that suffice for a rule's outcome."""
    values = case.facts(channel).values
    found = []
    for name in case.resting_on(rule, channel):
        value = values.get(name)
        if value is not None:
            found.append(Evidence(name, value, source_of(case, name, channel)))
    return tuple(found)


def source_of(case: Case, name: str, channel: int | None) -> str:
    """Return the source of a value, in words."""
    scope, _, attribute = name.partition(".")
    if scope == "param":
        return source_of_parameter(case, attribute)
    if scope == "network" and channel is not None:
        network = case.networks[channel]
        fact = network.fact(attribute, case.edition, case.day)
        return f"network {network.id}: {fact.told()}" if fact else f"network {network.id}"
    if name in case.knowledge.measures:
        return "measure"
    if case.spot(name, channel) is not None:
        return PRESUMED
    if name not in case.knowledge.facts:
        return "conclusion"
    return source_at(case, case.place_of(name, channel)) if case.profile.provenance else "profile"


def source_at(case: Case, place: Place) -> str:
    """Return the profile as the source of what stands at a place, and how that is known, where it is said."""
    say = case.knowledge.language(None).say
    known = how_known(case.profile.provenance, place.path, say) if case.profile.provenance else ""
    return f"profile, {known}" if known else "profile"


def source_of_parameter(case: Case, name: str) -> str:
    """Return the origin of a parameter's value, and whether it was set for this case."""
    parameter = case.knowledge.parameters[name]
    if name in case.overridden:
        return f"parameter, set for this assessment (otherwise {parameter.value:g})"
    return f"parameter, {parameter.origin}: {parameter.source}"
