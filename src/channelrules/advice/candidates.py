"""What each channel in use is worth to a company and what it takes, as far as it is known.

The points are declared in the rulebook (``shortlist.toml``): for a channel's verdict, for the degree to which its
potential is realised, and for its return against its cost where both are known. What is unknown does not count
against a channel: where its verdict is undetermined its leaning counts, and the candidate says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from channelrules.advice.moves import IN_USE
from channelrules.advice.shortlist import Candidate
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Verdict

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
        realised = gain.degree * degree if isinstance(degree, int | float) else 0.0
        parts = (
            gain.verdict[verdict.value],
            0.0 if verdict is Verdict.WHIM else realised,  # a whim has no potential to be realised
            gain.returned * share if share is not None else 0.0,
        )
        worth, best = math.fsum(parts), min(possible)
        up_to = math.fsum((gain.verdict[best.value], 0.0 if best is Verdict.WHIM else realised, parts[2]))
        needs = hours, int(page), cost or 0.0
        yield Candidate(channel.id, verdict, counts_as, worth, up_to, *parts, *needs, tuple(assumed))
