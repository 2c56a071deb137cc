"""What each channel in use is worth to a company and what it takes, as far as it is known.

The points are declared in the rulebook (``shortlist.toml``): for a channel's verdict, for the degree to which its
potential is realised, for its return against its cost where both are known or for results other than money, and for
what is original; each must that is broken for certain takes some off. What is unknown does not count against a
channel: where its verdict is undetermined its leaning counts, and the candidate says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from channelrules.advice.moves import IN_USE
from channelrules.advice.shortlist import Candidate
from channelrules.inference.case import Case
from channelrules.inference.engine import Outcome
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.move import Gain
from channelrules.knowledge.rule import Rule, Severity

__all__ = ["candidates_of"]


def candidates_of(case: Case) -> Iterator[Candidate]:
    """Yield every channel in use with its points, hours, pages and cost, in the order of the profile."""
    gain = case.compiled.gain
    hours_per_page = case.facts(None).values.get("company.oversight_hours_per_page")
    for position, channel in enumerate(case.profile.channels):
        if channel.status not in IN_USE:
            continue
        possible, leaning = case.verdicts.channel(position)[0], case.leaning(position)
        verdict = leaning or max(possible)
        counts_as: Literal["verdict", "leaning", "worst"] = (
            "verdict" if len(possible) == 1 else "leaning" if leaning else "worst"
        )
        stated, taken = case.facts(position).values, case.filled.facts(position).values
        degree = stated.get("channel.degree")
        cost, returned = channel.cost_per_month, channel.monthly_return
        assumed = [
            name
            for name, said in (
                ("hours", channel.hours_per_week),
                ("pages", stated.get("channel.is_page")),
                ("cost", cost),
                ("degree", degree),
            )
            if said is None
        ]
        page = taken.get("channel.is_page") is not False
        hours = channel.hours_per_week
        if hours is None:
            hours = float(hours_per_page) if page and isinstance(hours_per_page, int | float) else 0.0
        for name in ("channel.degree", "channel.pace_kept"):
            # Uncounted growth does not count against a channel: then only the pace counts.
            degree = taken.get(name) if degree is None else degree
        share = None if cost is None or returned is None else min(1.0, returned / cost) if cost else 1.0
        share = 1.0 if channel.has_results else share
        realised = gain.degree * degree if isinstance(degree, int | float) else 0.0
        original = gain.original * _original(taken)
        errors = sum(said is True and rule.severity is Severity.ERROR for rule, said in _unlifted(case, position))
        alone = gain.returned * share if share is not None else 0.0, original, gain.error * errors
        worth, best = _points(verdict, realised, *alone, gain), _points(min(possible), realised, *alone, gain)
        needs = hours, int(page), cost or 0.0
        yield Candidate(
            channel.id, verdict, counts_as, math.fsum(worth), math.fsum(best), *worth, *needs, tuple(assumed)
        )


def _points(
    verdict: Verdict, realised: float, returned: float, original: float, errors: float, gain: Gain
) -> tuple[float, float, float, float, float]:
    """Return the points for verdict, degree, return and original content, and those that are taken off."""
    if verdict is Verdict.WHIM:
        realised = original = 0.0  # a whim has no potential to be realised
    points = gain.verdict[verdict.value]
    return points, realised, returned, original, -min(errors, math.fsum((points, realised, returned, original)))


def _original(taken: Mapping[str, Any]) -> float:
    """Return the share of what comes out that is new and made for the channel; all of it where nobody knows."""
    all_posts, own = (taken.get(f"channel.{name}_per_month") for name in ("posts_published", "original_posts"))
    if not all_posts:
        return 0.0
    return 1.0 if own is None else min(1.0, own / all_posts)


def _unlifted(case: Case, position: int) -> Iterator[tuple[Rule, Outcome]]:
    """Yield each rule asked of a channel that no declared exception lifts there, with what it says."""
    lifted = case.verdicts.lifted(position)
    yield from ((rule, said) for rule, said in case.outcomes_at(position) if rule.id not in lifted)
