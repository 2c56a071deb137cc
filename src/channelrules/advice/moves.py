"""What a company can do about one fact: the values that it can change to."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.profile import CommunicationPlan, EditorialEntry, EditorialPlan, PlanEntry, Profile, Result
from channelrules.inference.case import Case
from channelrules.knowledge.move import Move

__all__ = ["IN_USE", "along_with", "rounded", "written"]

IN_USE = frozenset({"planned", "active", "dormant"})
"""The statuses of a channel in use."""


def rounded(point: Fraction, move: Move, place: Place) -> Iterator[float]:
    """Yield the whole steps at a threshold and one beyond it that are in the fact's range, the nearer first."""
    up, spec = move.way == "raise", place.spec
    step = Fraction(1) if spec.whole else Fraction(move.step).limit_denominator(1_000)
    steps = math.ceil(point / step) if up else math.floor(point / step)
    low = spec.low if move.least is None else move.least
    high = spec.high if move.most is None else move.most
    for number in (steps, steps + 1 if up else steps - 1):
        exact = number * step
        # A number can be too great, or too near to zero, for a float.
        if low <= exact <= high:
            yield int(exact) if spec.whole or exact.denominator == 1 else float(exact)


def along_with(move: Move, place: Place, value: Any, profile: Profile) -> tuple[Place, Any] | None:
    """Return what is raised along with a change, to at least the same number, or to one where a yes is set."""
    if move.place_along is None:
        return None
    other = attrs.evolve(move.place_along, channel=place.channel)
    stated, least = other.value(profile), 1 if value is True else value
    return (other, least) if stated is not None and stated < least else None


def written(move: Move, place: Place, current: Any, case: Case, whole: Profile) -> Any:
    """Return a list or plan written, completed or renewed; ``None`` where it is so already, or nobody knows it.

    Args:
        move: what is done.
        place: where it stands.
        current: what stands there.
        case: whose day and parameters count.
        whole: the profile with every channel.
    """
    day = whole.as_of
    soon = day + datetime.timedelta(days=_days(case, "first_content_days"))
    entry = EditorialEntry(on=soon, content="first content")
    match move.way, place.name:
        case "write", "channel.editorial_plan" if current == "none":
            return EditorialPlan(renewed_on=day, entries=(entry,))
        case "write", "channel.results_per_month" if current == ():
            return (Result(what="results", count=1),)
        case "write", "profile.communication_plan" if current == "none":
            used = [each for each in whole.channels if each.status in IN_USE]
            return CommunicationPlan(
                starts_on=day,
                ends_on=day + datetime.timedelta(days=_days(case, "new_plan_days")),
                written_on=day,
                market_reviewed_on=day,
                levels=whole.company.marketing_levels,
                entries=tuple(
                    PlanEntry(id=f"{each.id}-1", on=soon, content="first content", to=each.id) for each in used
                ),
            )
        case "complete", "editorial.entries" if current == ():
            return (entry,)
        case "complete", "editorial.entries" if current:
            dated = tuple(each if each.on or each.every else attrs.evolve(each, on=soon) for each in current)
            return None if dated == current else dated
        case "renew", "editorial.entries" if current:
            return (*current, entry)
        case _:
            return None


def _days(case: Case, parameter: str) -> int:
    return int(case.value_of(parameter))
