"""The search for the channels to keep, so that the limits hold and the company gains most.

The choice is exact: up to a certain number of channels by branch and bound, beyond it by a solver (extra ``solver``).
Keeping none is a possible answer.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Final

import attrs

from channelrules.advice.candidates import candidates_of
from channelrules.advice.moves import IN_USE
from channelrules.advice.page_limits import limits_shown
from channelrules.advice.shortlist import Candidate, Choice, Limits, PagesRow, Shortlist
from channelrules.errors import MissingExtraError, OptionError, did_you_mean
from channelrules.facts.limits import LARGEST
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.told import seen, tell

__all__ = ["shortlist"]

_SEARCHED: Final = 22
_SCALES: Final = {"gain": 10_000, "hours": 1_000, "pages": 1, "cost": 100}

_Room = dict[str, int]
"""What is left of each limit, in whole numbers."""


def shortlist(case: Case, limits: Limits, keep: Collection[str] = ()) -> Shortlist:
    """Return which channels to keep within limits; those of ``keep`` always.

    Raises:
        OptionError: a limit is no number or negative, ``keep`` names an unknown channel or one that is out
            of use, or what is to be kept is beyond a limit.
        MissingExtraError: there are too many channels to search, and no solver.
    """
    _check(limits)
    candidates = tuple(sorted(candidates_of(case), key=lambda each: each.id))
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
        company=after.verdicts.company()[1],
        company_leaning=after.filled.verdicts.company()[0],
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

    def room(self, limits: Limits) -> _Room:
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


def _searched(free: Sequence[Candidate], room: _Room, wanted: int) -> list[list[Candidate]]:
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


def _solved(free: Sequence[Candidate], room: _Room, wanted: int) -> list[list[Candidate]]:
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
