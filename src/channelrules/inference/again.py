"""Judges a supposed answer only where it has an effect: at its channel, and at the company where a figure changes.

The results equal those of judging the whole profile again (a law in ``tests/property/test_answers_again.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

import attrs

from channelrules.facts.again import CompanyAgain
from channelrules.facts.layout import Row
from channelrules.facts.paths import Place
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.again_functions import AgainFunctions, Forms
from channelrules.inference.case import Case
from channelrules.inference.engine import Outcome
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.network import Edition

__all__ = ["Then", "WhatIf", "then_of"]

_Said = tuple[tuple[Outcome, ...], Row]
"""What the rules that are reached say of a form of a channel, and its watched values."""


@attrs.frozen(repr=False)
class Then:
    """The result for one subject under a supposed answer: for certain, and with the rest presumed again.

    Attributes:
        at: the place of the channel; ``None`` for the company.
        possible: how many verdicts remain possible.
        open_: how many rules are open.
        leaning: the verdicts under presumptions.
        outcomes: what the rules say under presumptions.
    """

    at: int | None
    possible: int
    open_: int
    leaning: tuple[Verdict | CompanyVerdict, ...]
    outcomes: Sequence[Outcome]


def then_of(case: Case, filled: Case, at: int | None) -> Then:
    """Return the result for a subject in a case, and in the same case with presumptions."""
    if at is None:
        said, under = case.outcomes.company, filled.outcomes.company
        return Then(None, len(case.verdicts.company()[1]), said.count(None), filled.verdicts.company()[0], under)
    said, under = case.outcomes.channels[at], filled.outcomes.channels[at]
    return Then(at, len(case.verdicts.channel(at)[0]), said.count(None), filled.verdicts.channel(at)[0], under)


@attrs.frozen(eq=False, repr=False)
class _Channel:
    """A channel as it is judged: its row, its outcomes, its possible verdicts."""

    row: Row
    outcomes: tuple[Outcome, ...]
    verdict: tuple[Verdict, ...]


@attrs.frozen(eq=False, repr=False)
class _Company:
    """The company as it is judged: its row, its outcomes, and the verdicts that hold and that are possible."""

    row: Row
    outcomes: tuple[Outcome, ...]
    verdicts: tuple[CompanyVerdict, ...]
    possible: int


@attrs.frozen(eq=False, repr=False)
class _Side:
    """One side of a case: on what is stated, or with what is presumed.

    Attributes:
        company: the company as it is judged.
        given: what the company's rules conclude.
        presumed: what is presumed of the company.
        channels: each channel as it is judged.
        rows: their rows.
    """

    company: _Company
    given: tuple[Outcome, ...]
    presumed: Row
    channels: Sequence[_Channel]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, case: Case) -> _Side:
        judged = zip(case.rows.channels, case.outcomes.channels, strict=True)
        channels = [_Channel(row, said, case.verdicts.channel(at)[0]) for at, (row, said) in enumerate(judged)]
        verdicts, possible = case.verdicts.company()
        company = _Company(case.rows.company, case.outcomes.company, verdicts, len(possible))
        given = case.compiled.native.given(case.outcomes.company)
        return cls(company, given, () if case.presumed is None else case.presumed.own, channels, case.rows.channels)


@attrs.frozen(eq=False, repr=False, slots=False)
class WhatIf:
    """Judges suppositions about one case, where `Compiled.judges_again`.

    Attributes:
        case: the case, judged on what is stated.
    """

    case: Case

    def at_channel(
        self, place: Place, forms: Callable[[], Iterable[Channel]], functions: AgainFunctions
    ) -> Iterator[list[Then]]:
        """Yield, for each form that a channel could have, the results for the subjects on which it bears, in order.

        Forms that come to the same may get the same list.

        Args:
            place: where the forms differ from what is stated.
            forms: gives the forms; none of them is kept.
            functions: for the place.
        """
        at = self.case.positions[place.channel]
        if functions.forms is None:
            yield from self._one_by_one(at, forms(), functions)
            return
        groups: dict[Any, list[Then]] = {}
        for each in self._said(at, forms, functions.forms):
            found = groups.get(each)
            if found is None:
                found = groups[each] = self._of_group(at, functions, functions.forms.watched, *each)
            yield found

    def _said(
        self, at: int, forms: Callable[[], Iterable[Channel]], made: Forms
    ) -> Iterator[tuple[_Said, _Said | None]]:
        """Yield, for each form, what is said of it on what is stated and, where something is presumed, with that."""
        case, stated, filled = self.case, self._stated, self._filled
        profile, parameters, network, own = case.profile, case.parameters, self._networks[at], stated.company.row
        before, given = stated.channels[at], self._given(stated, at)
        said = made.stated(profile, forms(), network, parameters, own, before.row, given)
        if not self._presumes:
            yield from zip(said, repeat(None))
            return
        assert case.filled.presumed is not None
        values: Iterable[Row] = repeat(case.filled.presumed.channels[at])
        if made.presumes:
            today, now = case.rows_of_today.channels[at], self._networks_today[at]
            values = made.presumed(profile, forms(), now, parameters, own, today, case.filled.presumed.channels[at])
        row, own, given = filled.channels[at].row, filled.company.row, self._given(filled, at)
        yield from zip(said, made.filled(profile, forms(), network, parameters, own, row, given, values), strict=True)

    def _given(self, side: _Side, at: int) -> tuple[Outcome, ...]:
        outcomes = side.channels[at].outcomes
        return (*side.given, *[outcomes[each] for each in self.case.compiled.concluding])

    def _of_group(
        self, at: int, functions: AgainFunctions, watched: Sequence[int], said: _Said, said_under: _Said | None
    ) -> list[Then]:
        """Return what becomes of the subjects where a channel has one of the forms of which the same is said."""

        def judged(side: _Side, found: _Said) -> _Channel:
            before = side.channels[at]
            row = list(before.row)
            for place, value in zip(watched, found[1], strict=True):
                row[place] = value
            return self._asked(functions, at, before, tuple(row), side, found[0])

        now = under = judged(self._stated, said)
        if said_under is not None:
            under = judged(self._filled, said_under)
        return self._with_company(functions, at, now, under)

    def _one_by_one(self, at: int, channels: Iterable[Channel], functions: AgainFunctions) -> Iterator[list[Then]]:
        case = self.case
        stated, filled = self._stated, self._filled
        before, before_under = stated.channels[at], filled.channels[at]
        for channel in channels:
            row = self._row(functions, case.profile, channel, at, stated.company.row, before.row)
            now = under = self._ruled(functions, at, before, row, stated)
            if self._presumes:
                presumed = self._presumed(functions, case.profile, channel, at, stated.company.row)
                row = self._row(functions, case.profile, channel, at, filled.company.row, before_under.row, presumed)
                under = self._ruled(functions, at, before_under, row, filled)
            yield self._with_company(functions, at, now, under)

    def _with_company(self, functions: AgainFunctions, at: int, now: _Channel, under: _Channel) -> list[Then]:
        """Return the result for a channel, and for the company where its figures see something else."""
        looked_at, then = self.case.compiled.looked_at, _then(at, now, under)
        before, before_under = self._stated.channels[at].row, self._filled.channels[at].row
        key = looked_at(before), looked_at(now.row), looked_at(before_under), looked_at(under.row)
        if key[0] == key[1] and key[2] == key[3]:
            return [then]
        # Figures over channels are the same in any order: channels that look alike to them count alike.
        if key not in self._companies:
            self._companies[key] = self._company_with(functions, at, now.row, under.row)
        return [self._companies[key], then]

    def at_company(self, profiles: Iterable[Profile], functions: AgainFunctions) -> Iterator[list[Then]]:
        """Yield, for each supposed profile, the results for the subjects on which it bears, in order.

        Args:
            profiles: each with another value at one place of the company or its plan; none of them is kept.
            functions: for the place.
        """
        case, moved = self.case, functions.reached.channel
        stated, filled, parameters = self._stated, self._filled, case.parameters
        for profile in profiles:
            rows, under_rows = stated.rows, filled.rows
            own, under_own = stated.company.row, filled.company.row
            presumed: Row = ()
            for last in (False, True) if moved.names else (True,):
                own = functions.company_stated(profile, rows, parameters, own)
                if self._presumes:
                    presumed = presumed or case.compiled.presuming.of_company(own, parameters)[0]
                    under_own = functions.company_filled(profile, under_rows, parameters, under_own, presumed)
                if not last:
                    # Figures over channels read the rows that the channels have under the supposition.
                    rows, under_rows = self._rows(functions, profile, own, under_own)
            now = under = self._company(functions, stated, own)
            if self._presumes:
                under = self._company(functions, filled, under_own)
            found = [Then(None, now.possible, now.outcomes.count(None), under.verdicts, under.outcomes)]
            if not moved.is_nothing:
                found += self._channels(functions, rows, under_rows, now, under)
            yield found

    def _rows(
        self, functions: AgainFunctions, profile: Profile, own: Row, under_own: Row
    ) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
        rows: list[Row] = []
        under_rows: list[Row] = []
        for at, channel in enumerate(profile.channels):
            like = self._like(functions, at)
            if like < at:
                rows.append(rows[like])
                under_rows.append(under_rows[like])
                continue
            row = self._row(functions, profile, channel, at, own, self._stated.rows[at])
            rows.append(row)
            if self._presumes:
                presumed = self._presumed(functions, profile, channel, at, own)
                row = self._row(functions, profile, channel, at, under_own, self._filled.rows[at], presumed)
            under_rows.append(row)
        return tuple(rows), tuple(under_rows)

    def _channels(
        self,
        functions: AgainFunctions,
        rows: Sequence[Row],
        under_rows: Sequence[Row],
        company: _Company,
        company_under: _Company,
    ) -> Iterator[Then]:
        native, found = self.case.compiled.native, list[Then]()
        side = attrs.evolve(self._stated, company=company, given=native.given(company.outcomes))
        side_under = attrs.evolve(self._filled, company=company_under, given=native.given(company_under.outcomes))
        for at, row in enumerate(rows):
            like = self._like(functions, at)
            if like < at:
                found.append(attrs.evolve(found[like], at=at))
            else:
                now = under = self._ruled(functions, at, self._stated.channels[at], row, side)
                if self._presumes:
                    under = self._ruled(functions, at, self._filled.channels[at], under_rows[at], side_under)
                found.append(_then(at, now, under))
            yield found[-1]

    # --- one channel, and the company ---

    def _row(
        self,
        functions: AgainFunctions,
        profile: Profile,
        channel: Channel,
        at: int,
        own: Row,
        before: Row,
        presumed: Row | None = None,
    ) -> Row:
        fill = functions.stated if presumed is None else functions.filled
        return fill(profile, channel, self._networks[at], self.case.parameters, own, before, presumed or ())

    def _ruled(self, functions: AgainFunctions, at: int, before: _Channel, row: Row, side: _Side) -> _Channel:
        """Return a channel as it is judged with another row, given the company's side under the supposition."""
        found: Sequence[Outcome] = ()
        if functions.reached.channel.rules:
            concluded = [before.outcomes[each] for each in self.case.compiled.concluding]
            found = functions.rules(side.company.row, row, self.case.parameters, (*side.given, *concluded))
        return self._asked(functions, at, before, row, side, found)

    def _asked(
        self, functions: AgainFunctions, at: int, before: _Channel, row: Row, side: _Side, found: Sequence[Outcome]
    ) -> _Channel:
        """Return a channel as it is judged with another row, given what the rules that are reached say."""
        case, reached, own = self.case, functions.reached.channel, side.company.row
        outcomes, verdict = _with(before.outcomes, reached.rules, found), before.verdict
        if reached.verdict:
            verdict = case.compiled.table.channel(own, row, case.parameters, outcomes, case.verdicts.lifted(at))[0]
        return _Channel(row, outcomes, verdict)

    def _presumed(self, functions: AgainFunctions, profile: Profile, channel: Channel, at: int, own: Row) -> Row:
        """Return what is presumed of a channel that has another form, or whose company has."""
        case, (places, presume) = self.case, functions.presumed
        assert case.filled.presumed is not None
        values = case.filled.presumed.channels[at]
        if not places:
            return values
        today = case.rows_of_today.channels[at]
        row = functions.stated(profile, channel, self._networks_today[at], case.parameters, own, today, ())
        found = list(values)
        for place, value in zip(places, presume(own, row, case.parameters)[0], strict=True):
            found[place] = value
        return tuple(found)

    def _company_with(self, functions: AgainFunctions, at: int, row: Row, under_row: Row) -> Then:
        """Return the result for the company where a channel has another row."""

        def company(side: _Side, other: Row, fill: CompanyAgain) -> _Company:
            rows = (*side.rows[:at], other, *side.rows[at + 1 :])
            own = fill(self.case.profile, rows, self.case.parameters, side.company.row, side.presumed)
            return self._company(functions, side, own)

        now = under = company(self._stated, row, functions.company_stated)
        if self._presumes:
            under = company(self._filled, under_row, functions.company_filled)
        return Then(None, now.possible, now.outcomes.count(None), under.verdicts, under.outcomes)

    def _company(self, functions: AgainFunctions, side: _Side, row: Row) -> _Company:
        """Return the company as it is judged with another row."""
        case, reached, before = self.case, functions.reached.company, side.company
        outcomes, verdicts, possible = before.outcomes, before.verdicts, before.possible
        if reached.rules:
            outcomes = _with(outcomes, reached.rules, functions.company_rules(row, case.parameters, side.given))
        if reached.verdict:
            verdicts, could = case.compiled.table.company(row, case.parameters, outcomes, case.verdicts.lifted(None))
            possible = len(could)
        return _Company(row, outcomes, verdicts, possible)

    # --- results that do not change ---

    def _like(self, functions: AgainFunctions, at: int) -> int:
        """Return the index of a channel that has the same result for every answer at the functions' place."""
        apart = self.case.compiled.dependents.of_ids.intersection(functions.reached.channel.names)
        return at if apart else self.case.alike[at]

    @cached_property
    def _presumes(self) -> bool:
        return self.case.filled is not self.case

    @cached_property
    def _companies(self) -> dict[Any, Then]:
        return {}

    @cached_property
    def _stated(self) -> _Side:
        return _Side.of(self.case)

    @cached_property
    def _filled(self) -> _Side:
        return _Side.of(self.case.filled) if self._presumes else self._stated

    @cached_property
    def _networks(self) -> Sequence[Row]:
        return [each.row(self.case.edition, self.case.day) for each in self.case.networks]

    @cached_property
    def _networks_today(self) -> Sequence[Row]:
        return [each.row(Edition.CURRENT, self.case.day) for each in self.case.networks]


def _then(at: int, now: _Channel, under: _Channel) -> Then:
    return Then(at, len(now.verdict), now.outcomes.count(None), under.verdict, under.outcomes)


def _with(outcomes: Sequence[Outcome], rules: Sequence[int], found: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return outcomes with those of some rules replaced."""
    if not rules:
        return tuple(outcomes)
    said = list(outcomes)
    for number, outcome in zip(rules, found, strict=True):
        said[number] = outcome
    return tuple(said)
