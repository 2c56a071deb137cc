"""Judges a supposed answer only where it reaches: at its channel, and at the company where a figure changes.

Everything here gives what judging the whole profile again gives (a law, in ``tests/property/test_answers_again.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs

from channelrules.facts.layout import Row
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.case import Case
from channelrules.inference.dependents import ChannelFunctions
from channelrules.inference.engine import Outcome
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.network import Edition

__all__ = ["Then", "WhatIf", "then_of"]


@attrs.frozen
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
        return Then(None, len(case.company_verdict()[1]), said.count(None), filled.company_verdict()[0], under)
    said, under = case.outcomes.channels[at], filled.outcomes.channels[at]
    return Then(at, len(case.verdict(at)[0]), said.count(None), filled.verdict(at)[0], under)


@attrs.frozen(eq=False)
class _Channel:
    """A channel as it is judged: its row, its outcomes, its possible verdicts."""

    row: Row
    outcomes: tuple[Outcome, ...]
    verdict: tuple[Verdict, ...]


@attrs.frozen(eq=False)
class _Company:
    """The company as it is judged: its row, its outcomes, and the verdicts that hold and that are possible."""

    row: Row
    outcomes: tuple[Outcome, ...]
    verdicts: tuple[CompanyVerdict, ...]
    possible: int


@attrs.frozen(eq=False)
class _Side:
    """One side of a case as it stands: on what is stated, or with what is presumed.

    Attributes:
        own: the company's row.
        given: what the company's rules conclude.
        channels: each channel as it is judged.
        rows: their rows.
    """

    own: Row
    given: tuple[Outcome, ...]
    channels: Sequence[_Channel]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, case: Case) -> _Side:
        judged = zip(case.rows.channels, case.outcomes.channels, strict=True)
        channels = [_Channel(row, said, case.verdict(at)[0]) for at, (row, said) in enumerate(judged)]
        given = case.compiled.native.given(case.outcomes.company)
        return cls(case.rows.company, given, channels, case.rows.channels)


@attrs.frozen(eq=False, slots=False)
class WhatIf:
    """Judges suppositions about one case, where `Compiled.judges_again`.

    Attributes:
        case: the case, judged on what is stated.
    """

    case: Case

    def at_channel(
        self, place: Place, channels: Sequence[Channel], functions: ChannelFunctions
    ) -> Iterator[list[Then]]:
        """Yield, for each form that a channel could have, what becomes of the subjects that it reaches, in order.

        Args:
            place: where the forms differ from what is stated.
            channels: the forms.
            functions: for the place.
        """
        case, at, looked_at = self.case, self.case.positions[place.channel], self.case.compiled.looked_at
        stated, filled = self._stated, self._filled
        before, before_under = stated.channels[at], filled.channels[at]
        seen, seen_under = looked_at(before.row), looked_at(before_under.row)
        for channel in channels:
            row = self._row(functions, case.profile, channel, at, stated.own, before.row)
            now = under = self._ruled(functions, at, before, row, stated)
            if self._presumes:
                presumed = self._presumed(functions, case.profile, channel, at, stated.own)
                row = self._row(functions, case.profile, channel, at, filled.own, before_under.row, presumed)
                under = self._ruled(functions, at, before_under, row, filled)
            sees, sees_under = looked_at(now.row), looked_at(under.row)
            then = _then(at, now, under)
            if sees == seen and sees_under == seen_under:
                yield [then]
                continue
            # Figures over channels are the same in any order: channels that look alike to them count alike.
            key = seen, sees, seen_under, sees_under
            if key not in self._companies:
                self._companies[key] = self._company_with(at, now.row, under.row)
            yield [self._companies[key], then]

    def at_company(self, profile: Profile, functions: ChannelFunctions) -> list[Then]:
        """Return what becomes of the subjects that a supposed fact of the company or its plan reaches, in order.

        Args:
            profile: with the supposed fact.
            functions: for the place where it stands.
        """
        case, reached = self.case, functions.reached
        layout, parameters = case.rules.layout, case.parameters
        alone = supposed(profile, channels=())
        own = under_own = layout.rows(alone, (), parameters).company
        if self._presumes:
            presumed = case.compiled.presuming.of_company(own, parameters)[0]
            under_own = layout.filled(alone, (), parameters, presumed, ()).company
        rows, under_rows = self._stated.rows, self._filled.rows
        if reached.names:
            rows, under_rows = self._rows(functions, profile, own, under_own)
        now = under = self._company(profile, rows, own)
        if self._presumes:
            under = self._company(profile, under_rows, under_own)
        found = [Then(None, now.possible, now.outcomes.count(None), under.verdicts, under.outcomes)]
        if not reached.is_nothing:
            found += self._channels(functions, rows, under_rows, now, under)
        return found

    def _rows(
        self, functions: ChannelFunctions, profile: Profile, own: Row, under_own: Row
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
        functions: ChannelFunctions,
        rows: Sequence[Row],
        under_rows: Sequence[Row],
        company: _Company,
        company_under: _Company,
    ) -> Iterator[Then]:
        native, found = self.case.compiled.native, list[Then]()
        side = attrs.evolve(self._stated, own=company.row, given=native.given(company.outcomes))
        side_under = attrs.evolve(self._filled, own=company_under.row, given=native.given(company_under.outcomes))
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
        functions: ChannelFunctions,
        profile: Profile,
        channel: Channel,
        at: int,
        own: Row,
        before: Row,
        presumed: Row | None = None,
    ) -> Row:
        fill = functions.stated if presumed is None else functions.filled
        return fill(profile, channel, self._networks[at], self.case.parameters, own, before, presumed or ())

    def _ruled(self, functions: ChannelFunctions, at: int, before: _Channel, row: Row, side: _Side) -> _Channel:
        """Return a channel as it is judged with another row, given the company's side as it is then."""
        case, reached, outcomes, verdict = self.case, functions.reached, before.outcomes, before.verdict
        if reached.rules:
            concluded = [outcomes[each] for each in case.compiled.concluding]
            said = list(outcomes)
            found = functions.rules(side.own, row, case.parameters, (*side.given, *concluded))
            for number, outcome in zip(reached.rules, found, strict=True):
                said[number] = outcome
            outcomes = tuple(said)
        if reached.verdict:
            verdict = case.compiled.table.channel(side.own, row, case.parameters, outcomes, case.lifted(at))[0]
        return _Channel(row, outcomes, verdict)

    def _presumed(self, functions: ChannelFunctions, profile: Profile, channel: Channel, at: int, own: Row) -> Row:
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

    def _company_with(self, at: int, row: Row, under_row: Row) -> Then:
        """Return the result for the company where a channel has another row."""

        def company(side: _Side, other: Row) -> _Company:
            return self._company(self.case.profile, (*side.rows[:at], other, *side.rows[at + 1 :]), side.own)

        now = under = company(self._stated, row)
        if self._presumes:
            under = company(self._filled, under_row)
        return Then(None, now.possible, now.outcomes.count(None), under.verdicts, under.outcomes)

    def _company(self, profile: Profile, rows: tuple[Row, ...], own: Row) -> _Company:
        """Return the company as it is judged, given the rows of its channels, and its own but for its figures."""
        compiled, parameters = self.case.compiled, self.case.parameters
        row = compiled.company_again(profile, rows, parameters, own)
        said = compiled.native.company(row, parameters)
        verdicts, possible = compiled.table.company(row, parameters, said, self.case.lifted(None))
        return _Company(row, said, verdicts, len(possible))

    # --- what stands as it is ---

    def _like(self, functions: ChannelFunctions, at: int) -> int:
        """Return the index of a channel with the same result whatever is answered at the functions' place."""
        apart = self.case.compiled.dependents.of_ids.intersection(functions.reached.names)
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
