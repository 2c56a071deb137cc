"""The sources of the values of a case, in words, and which values an outcome rests on."""

from __future__ import annotations

from typing import Any, Final

from channelrules.facts.paths import Place
from channelrules.facts.provenance import how_known
from channelrules.facts.values import plain
from channelrules.inference.case import Case
from channelrules.inference.evidence import Evidence
from channelrules.knowledge.rule import Rule

__all__ = ["PRESUMED", "because", "because_as_data", "source_at", "source_of", "source_of_parameter"]

PRESUMED: Final = "presumed"
"""The source of a value that nobody stated and that is presumed."""


def because(case: Case, rule: Rule, channel: int | None) -> tuple[Evidence, ...]:
    """Return the known values that suffice for a rule's outcome."""
    values = case.facts(channel).values
    told = _evidence(case, rule, channel)
    return tuple([Evidence(each["name"], values[each["name"]], each["source"]) for each in told])  # type: ignore[arg-type]  # each is known


def because_as_data(case: Case, rule: Rule, channel: int | None) -> list[dict[str, Any]]:
    """Return the same as plain data for JSON."""
    # Nothing in it is shared: it is the caller's own.
    return [
        {**each, "value": each["value"].copy()} if isinstance(each["value"], list) else each.copy()
        for each in _evidence(case, rule, channel)
    ]


def _evidence(case: Case, rule: Rule, channel: int | None) -> list[dict[str, Any]]:
    known, found = case.evidence(channel), list[dict[str, Any]]()
    for name in case.resting_on(rule, channel):
        if name not in known:
            value = case.facts(channel).values.get(name)
            told = {
                "name": name,
                "value": plain(value),
                "source": "" if value is None else source_of(case, name, channel),
            }
            known[name] = None if value is None else told
        each = known[name]
        if each is not None:
            found.append(each)
    return found


def source_of(case: Case, name: str, channel: int | None) -> str:
    """Return the source of a value, in words."""
    fixed = case.compiled.sources.get(name)
    if fixed is not None and not case.overridden:
        return fixed
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
    """Return the profile as the source of the value at a place, with the stated provenance if there is one."""
    say = case.knowledge.language(None).say
    known = how_known(case.profile.provenance, place.path, say) if case.profile.provenance else ""
    return f"profile, {known}" if known else "profile"


def source_of_parameter(case: Case, name: str) -> str:
    """Return the origin of a parameter's value, and whether it was set for this case."""
    parameter = case.knowledge.parameters[name]
    if name in case.overridden:
        return f"parameter, set for this assessment (otherwise {parameter.value:g})"
    return parameter.told()
