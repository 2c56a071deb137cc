"""The channels to keep, as data: the limits, what each channel is worth and takes, and the best choice."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from channelrules.inference.outcomes import CompanyVerdict, Verdict

__all__ = ["Candidate", "Choice", "Limits", "PagesRow", "Shortlist"]


@attrs.frozen
class Limits:
    """The limits of a choice; ``None`` where there is none.

    Attributes:
        hours: hours of work a week for all channels together.
        pages: pages to be managed: channels on networks; tools of one's own and listings do not count.
        budget: money a month for all channels together.

    Examples:
        >>> decision.shortlist(hours=6, pages=2).limits
        Limits(hours=6, pages=2, budget=None)
    """

    hours: float | None
    pages: int | None
    budget: float | None


@attrs.frozen
class Candidate:
    """A channel that can be kept, its worth and what it requires.

    Attributes:
        id: of the channel.
        verdict: the verdict that counts here.
        counts_as: why it counts: ``verdict`` where it is settled, ``leaning`` where that is what is left under
            presumptions, ``worst`` where neither is known and the worst that remains possible counts.
        gain: our points in all: from its verdict, its degree and its return.
        up_to: the points that it would have with the best verdict that remains possible.
        from_verdict: points for the verdict that counts.
        from_degree: points for how far its potential is realised.
        from_return: points for its return against its cost; 0 where either is unknown.
        hours: hours a week; what is not stated is assumed (``assumed`` names it).
        pages: 1 for a page to be managed, 0 for anything else.
        cost: money a month.
        assumed: what nobody has stated and is assumed here: ``hours``, ``pages``, ``cost``, ``degree``.

    Examples:
        >>> candidate = decision.shortlist(hours=6).candidates[1]
        >>> candidate.id, candidate.gain, candidate.counts_as, candidate.assumed
        ('tt', 2.1533272002453234, 'leaning', ('hours', 'cost', 'degree'))
    """

    id: str
    verdict: Verdict
    counts_as: Literal["verdict", "leaning", "worst"]
    gain: float
    up_to: float
    from_verdict: float
    from_degree: float
    from_return: float
    hours: float
    pages: int
    cost: float
    assumed: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the candidate as plain data for JSON."""
        return {**attrs.asdict(self), "verdict": self.verdict.value, "assumed": list(self.assumed)}


@attrs.frozen
class Choice:
    """A set of channels to keep, with its totals.

    Attributes:
        kept: the ids of the channels.
        gain: our points.
        hours: hours a week.
        pages: how many pages there are to be managed.
        cost: money a month.

    Examples:
        >>> choice = decision.shortlist(hours=6).best
        >>> choice.kept, choice.hours, choice.pages
        (('tt',), 1.25, 1)
    """

    kept: tuple[str, ...]
    gain: float
    hours: float
    pages: int
    cost: float

    def to_dict(self) -> dict[str, Any]:
        """Return the choice as plain data for JSON."""
        return {**attrs.asdict(self), "kept": list(self.kept)}


@attrs.frozen
class PagesRow:
    """The best choice for some limits of pages, one after another (the source's own figures are lost, G13a).

    Attributes:
        first: the least limit for which it is the best.
        last: the greatest one.
        choice: the best choice; ``None`` where the limits cannot hold.

    Examples:
        >>> [(row.pages, row.choice.kept) for row in decision.shortlist(hours=6).by_pages]
        [('1–6', ('tt',))]
    """

    first: int
    last: int
    choice: Choice | None

    @property
    def pages(self) -> str:
        """The limits as a text, such as ``3`` or ``1–3``."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain data for JSON."""
        return {"from": self.first, "to": self.last, "choice": self.choice.to_dict() if self.choice else None}


@attrs.frozen(eq=False)
class Shortlist:
    """Which channels to keep.

    Attributes:
        limits: the limits that held.
        candidates: every channel in use, with what it is worth and what it takes.
        best: the choice that gains most; among equals the one that takes fewest hours.
        runner_up: the next best choice; ``None`` where there is no other.
        lost_by: by how many points the runner-up lost; 0 where it takes more hours for the same gain.
        by_pages: the best choice for each limit from 1 page to the parameter ``page_limits_shown``, equal ones as
            one row.
        company: the company's verdicts that are possible once the other channels are parked.
        company_leaning: those that hold then under presumptions; the same where they are settled.

    Examples:
        >>> shortlist = decision.shortlist(hours=6, pages=1)
        >>> shortlist.kept, shortlist.lost_by
        (('tt',), 2.1533272002453234)
    """

    limits: Limits
    candidates: tuple[Candidate, ...]
    best: Choice
    runner_up: Choice | None
    lost_by: float | None
    by_pages: tuple[PagesRow, ...]
    company: tuple[CompanyVerdict, ...]
    company_leaning: tuple[CompanyVerdict, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        """The ids of the channels to keep."""
        return self.best.kept

    def to_dict(self) -> dict[str, Any]:
        """Return the shortlist as plain data for JSON."""
        return {
            "limits": attrs.asdict(self.limits),
            "candidates": [each.to_dict() for each in self.candidates],
            "best": self.best.to_dict(),
            "runner_up": self.runner_up.to_dict() if self.runner_up else None,
            "lost_by": None if self.lost_by is None else round(self.lost_by, 6),
            "by_pages": [each.to_dict() for each in self.by_pages],
            "company": [each.value for each in self.company],
            "company_leaning": [each.value for each in self.company_leaning],
        }
