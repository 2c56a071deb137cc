"""The channels to keep, so that the limits hold and the company gains most. Keeping none is a possible answer.

What a channel is worth is declared in the rulebook (``shortlist.toml``) and shown with every choice: points
for its verdict, for the degree to which its potential is realised, and for its return against its cost where
both are known. The best choice is exact: up to a certain number of channels every choice is searched, with a
bound that leaves out what cannot win; beyond, a solver is asked (extra ``solver``).

What is unknown is not held against a channel: where its verdict is undetermined its leaning counts, and it says so.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, Final, Literal

import attrs

from channelrules.advice.moves import IN_USE
from channelrules.advice.page_limits import limits_shown
from channelrules.errors import MissingExtraError, OptionError, did_you_mean, expect
from channelrules.facts.limits import LARGEST
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.told import seen, tell

Room = dict[str, int]
__all__ = ["Candidate", "Choice", "Limits", "PagesRow", "Shortlist", "shortlist"]

_SEARCHED: Final = 22
_SCALES: Final = {"gain": 10_000, "hours": 1_000, "pages": 1, "cost": 100}


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
        gain: points, ours, all of them: those from its verdict, its degree and its return together.
        up_to: the points that it would have were its verdict the best that remains possible.
        from_verdict: points for the verdict that counts.
        from_degree: points for how far its potential is realised.
        from_return: points for what it brings in against what it costs; 0 where either is unknown.
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
        gain: points, ours.
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
        candidates: every channel in use, what it is worth and what it takes.
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


def shortlist(case: Case, limits: Limits, keep: Collection[str] = ()) -> Shortlist:
    """Return which channels to keep within limits; those of ``keep`` always.

    Raises:
        OptionError: a limit is no number or negative, ``keep`` names an unknown channel or one that is out
            of use, or what is to be kept is beyond a limit.
        MissingExtraError: there are too many channels to search, and no solver.
    """
    _check(limits)
    candidates = tuple(sorted(_candidates(case), key=lambda each: each.id))
    _check_keep(case, candidates, keep)
    chooser = _Chooser(candidates, frozenset(keep))
    conflict = chooser.conflict(limits)
    if conflict:
        raise OptionError(conflict)
    best, runner_up = chooser.two_best(limits)
    assert best is not None
    after = case.variant(_parked(case.profile, best.kept))
    return Shortlist(
        limits=limits,
        candidates=candidates,
        best=best,
        runner_up=runner_up,
        lost_by=best.gain - runner_up.gain if runner_up else None,
        by_pages=_by_pages(chooser, limits, limits_shown(case)),
        company=after.company_verdict()[1],
        company_leaning=after.filled.company_verdict()[0],
    )


def _by_pages(chooser: _Chooser, limits: Limits, table: range) -> tuple[PagesRow, ...]:
    rows: list[PagesRow] = []
    for pages in table:
        bounded = attrs.evolve(limits, pages=pages)
        choice = None if chooser.conflict(bounded) else chooser.two_best(bounded, only_best=True)[0]
        if rows and rows[-1].choice == choice:
            rows[-1] = attrs.evolve(rows[-1], last=pages)
        else:
            rows.append(PagesRow(pages, pages, choice))
    return tuple(rows)


def _check(limits: Limits) -> None:
    for name, value in attrs.asdict(limits).items():
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
            pattern = "the limit of {name} is a number of at most {most}, {seen} is given"
            raise OptionError(tell("odd_limit", pattern, name=name, most=LARGEST, seen=seen(value)))
        if value < 0:
            pattern = "the limit of {name} is not negative, {value} is given"
            raise OptionError(tell("negative_limit", pattern, name=name, value=f"{value:g}"))
        if name == "pages" and value != int(value):
            pattern = "the limit of pages is a whole number, {value} is given"
            raise OptionError(tell("broken_pages", pattern, value=f"{value:g}"))


def _check_keep(case: Case, candidates: Sequence[Candidate], keep: Collection[str]) -> None:
    if isinstance(keep, str):
        pattern = "keep is a list of channels: write keep=['{channel}']"
        raise OptionError(tell("keep_is_a_list", pattern, channel=keep[:40]))
    expect(keep, Collection)
    ids = [each.id for each in candidates]
    known = {each.id: each for each in case.profile.channels}
    for each in keep:
        if each not in known:
            message = tell("no_channel_to_keep", "there is no channel '{id}' to keep", id=str(each)[:60])
            raise OptionError(message, hint=did_you_mean(str(each), known))
        if each not in ids:
            pattern = "the channel '{id}' is {status}: there is nothing to keep"
            status = tell(f"status.{known[each].status}", str(known[each].status))
            raise OptionError(tell("nothing_to_keep", pattern, id=each, status=status))


def _candidates(case: Case) -> Iterator[Candidate]:
    gain = case.compiled.gain
    hours_per_page = case.facts(None).values.get("company.oversight_hours_per_page")
    for position, channel in enumerate(case.profile.channels):
        if channel.status not in IN_USE:
            continue
        possible, leaning = case.verdict(position)[0], case.leaning(position)
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


def _parked(profile: Profile, kept: Collection[str]) -> Profile:
    channels = tuple(
        attrs.evolve(each, status="parked") if each.status in IN_USE and each.id not in kept else each
        for each in profile.channels
    )
    return attrs.evolve(profile, channels=channels)


@attrs.frozen(slots=False)
class _Chooser:
    """Finds the two best choices, in whole numbers: points to four decimals, hours to three, money to cents."""

    candidates: tuple[Candidate, ...]
    keep: frozenset[str]

    @cached_property
    def fixed(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.candidates if each.id in self.keep)

    @cached_property
    def free(self) -> tuple[Candidate, ...]:
        # A channel without worth is never kept for its own sake.
        chosen = [each for each in self.candidates if each.id not in self.keep and each.gain > 0]
        return tuple(sorted(chosen, key=lambda each: (-each.gain / (each.hours + each.pages + 0.1), each.id)))

    def conflict(self, limits: Limits) -> str:
        """Return why the channels that must be kept exceed a limit, or an empty text."""
        for name, limit, what in (
            ("hours", limits.hours, tell("hours_a_week", "hours a week")),
            ("pages", limits.pages, tell("pages", "pages")),
            ("cost", limits.budget, tell("of_the_budget", "of the budget")),
        ):
            taken = math.fsum(getattr(each, name) for each in self.fixed)
            if limit is not None and _whole(name, taken) > _whole(name, limit):
                kept = ", ".join(each.id for each in self.fixed)
                pattern = "keeping {kept} takes {taken} {what}, the limit is {limit}: raise it, or keep fewer"
                return tell("beyond_limit", pattern, kept=kept, taken=taken, what=what, limit=limit)
        return ""

    def room(self, limits: Limits) -> Room:
        """Return what is left of each limit once the fixed channels are kept; no entry without a limit."""
        named = (("hours", limits.hours), ("pages", limits.pages), ("cost", limits.budget))
        return {
            name: _whole(name, limit) - sum(_whole(name, getattr(each, name)) for each in self.fixed)
            for name, limit in named
            if limit is not None
        }

    def two_best(self, limits: Limits, *, only_best: bool = False) -> tuple[Choice | None, Choice | None]:
        """Return the best choice and, unless only that is wanted, the next best."""
        if len(self.free) > _SEARCHED:
            found = _solved(self.free, self.room(limits), 1 if only_best else 2)
        else:
            found = _searched(self.free, self.room(limits), 1 if only_best else 2)
        choices = [self.choice(each) for each in found]
        return choices[0], choices[1] if len(choices) > 1 else None

    def choice(self, chosen: Sequence[Candidate]) -> Choice:
        kept = sorted([*self.fixed, *chosen], key=lambda each: each.id)
        return Choice(
            tuple(each.id for each in kept),
            math.fsum(each.gain for each in kept),
            math.fsum(each.hours for each in kept),
            sum(each.pages for each in kept),
            math.fsum(each.cost for each in kept),
        )


def _whole(name: str, value: float) -> int:
    return round(value * _SCALES[name])


def _searched(free: Sequence[Candidate], room: Room, wanted: int) -> list[list[Candidate]]:
    gains = [_whole("gain", each.gain) for each in free]
    hours = [_whole("hours", each.hours) for each in free]
    takes = [[_whole(name, getattr(each, name)) for name in room] for each in free]
    bounds = [_Bound.of(gains, [each[place] for each in takes]) for place in range(len(room))]
    rest = [sum(gains[place:]) for place in range(len(free) + 1)]
    best: list[tuple[int, int, list[int]]] = []

    def look(place: int, left: list[int], gain: int, spent: int, chosen: list[int]) -> None:
        if len(best) == wanted:
            last = best[-1]
            most = min([rest[place], *(bound.over(place, each) for bound, each in zip(bounds, left, strict=True))])
            if gain + most < last[0] or (gain + most == last[0] and spent >= last[1]):
                return
        if place == len(free):
            best.append((gain, spent, list(chosen)))
            best.sort(key=lambda each: (-each[0], each[1], [free[one].id for one in each[2]]))
            del best[wanted:]
            return
        remaining = [other - one for one, other in zip(takes[place], left, strict=True)]
        if all(each >= 0 for each in remaining):
            look(place + 1, remaining, gain + gains[place], spent + hours[place], [*chosen, place])
        look(place + 1, left, gain, spent, chosen)

    look(0, list(room.values()), 0, 0, [])
    return [[free[place] for place in chosen] for _, _, chosen in best]


@attrs.frozen
class _Bound:
    """The most that can still be gained under one limit if channels were divisible."""

    order: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, gains: Sequence[int], takes: Sequence[int]) -> _Bound:
        """Return the bound, the channels in the order of what they gain for what they take."""
        items = zip(range(len(gains)), gains, takes, strict=True)
        return cls(tuple(sorted(items, key=lambda each: -each[1] / each[2] if each[2] else -math.inf)))

    def over(self, place: int, left: int) -> int:
        """Return the most that the channels from a place on can gain."""
        total = 0
        for position, gain, takes in self.order:
            if position >= place:
                if takes > left:
                    return total + gain * left // takes + 1
                left -= takes
                total += gain
        return total


def _solved(free: Sequence[Candidate], room: Room, wanted: int) -> list[list[Candidate]]:
    try:
        from ortools.sat.python import cp_model
    except ModuleNotFoundError:
        purpose = tell("choosing_among", "choosing among {count} channels", count=len(free))
        raise MissingExtraError(purpose, "solver") from None
    model = cp_model.CpModel()
    keep = [model.new_bool_var(each.id) for each in free]
    for name, left in room.items():
        taken = [_whole(name, getattr(each, name)) for each in free]
        model.add(sum(each * one for each, one in zip(taken, keep, strict=True)) <= left)
    # Points first, then hours: no sum of hours outweighs the smallest difference in points.
    hours = [_whole("hours", each.hours) for each in free]
    weights = [_whole("gain", each.gain) * (sum(hours) + 1) - own for each, own in zip(free, hours, strict=True)]
    model.maximize(sum(each * one for each, one in zip(weights, keep, strict=True)))
    found: list[list[Candidate]] = []
    for _ in range(wanted):
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if solver.solve(model) != cp_model.OPTIMAL:
            break
        chosen = [bool(solver.value(one)) for one in keep]
        found.append([each for each, taken in zip(free, chosen, strict=True) if taken])
        model.add_bool_or(one.negated() if taken else one for one, taken in zip(keep, chosen, strict=True))
    return found
