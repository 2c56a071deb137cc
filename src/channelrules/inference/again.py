"""A supposed answer judged where it reaches: at its channel, and at the company where a figure over channels moves.

Everything here gives what judging the whole profile again gives (a law, in ``tests/property/test_answers_again.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs

from channelrules.facts.layout import Row
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.case import Case
from channelrules.inference.dependents import ChannelFunctions, Reached
from channelrules.inference.engine import Outcome
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.network import Edition

__all__ = ["Then", "WhatIf", "then_of"]

_Outcomes = tuple[Outcome, ...]


@attrs.frozen
class Then:
    """What one subject comes to once an answer is supposed: for certain, and with the rest presumed again.

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
    """Return what a subject comes to in a case, and in the same with what is presumed."""
    if at is None:
        said, under = case.outcomes.company, filled.outcomes.company
        return Then(None, len(case.company_verdict()[1]), said.count(None), filled.company_verdict()[0], under)
    said, under = case.outcomes.channels[at], filled.outcomes.channels[at]
    return Then(at, len(case.verdict(at)[0]), said.count(None), filled.verdict(at)[0], under)


@attrs.frozen(eq=False)
class _Seen:
    """A channel as it is judged: its row, its outcomes, its possible verdicts."""

    row: Row
    outcomes: _Outcomes
    verdict: tuple[Verdict, ...]


@attrs.frozen(eq=False, slots=False)
class WhatIf:
    """Judges suppositions about one case.

    Attributes:
        case: the case, judged on what is stated.
    """

    case: Case

    # --- a channel ---

    def at_channel(
        self, place: Place, channels: Sequence[Channel], functions: ChannelFunctions
    ) -> Iterator[list[Then]]:
        """Yield, for each form that a channel could have, what becomes of the subjects that it reaches, in order.

        Args:
            place: where the forms differ from what is stated.
            channels: the forms.
            functions: for the place.
        """
        at = self.case.positions[place.channel]
        stated, filled = self._stated[at], self._filled[at]
        for channel in channels:
            now = self._judged(functions, channel, at, stated, None, self.case)
            under = now
            if self._presumes:
                under = self._judged(
                    functions, channel, at, filled, self._presumed(functions, channel, at), self.case.filled
                )
            found = (
                [] if self._is_still(stated, now) and self._is_still(filled, under) else [self._company(at, now, under)]
            )
            yield [*found, _then(at, now, under)]

    def _judged(
        self, functions: ChannelFunctions, channel: Channel, at: int, before: _Seen, presumed: Row | None, case: Case
    ) -> _Seen:
        own, parameters = case.rows.company, case.parameters
        fill = functions.stated if presumed is None else functions.filled
        row = fill(case.profile, channel, self._networks[at], parameters, own, before.row, presumed or ())
        return self._ruled(functions.reached, functions.rules, at, before, row, own, self._given(case))

    def _ruled(
        self,
        reached: Reached,
        rules: Callable[..., _Outcomes],
        at: int,
        before: _Seen,
        row: Row,
        own: Row,
        given: _Outcomes,
    ) -> _Seen:
        case, outcomes = self.case, before.outcomes
        if reached.rules:
            concluded = tuple([outcomes[each] for each in case.compiled.concluding])
            said = list(outcomes)
            for number, outcome in zip(
                reached.rules, rules(own, row, case.parameters, (*given, *concluded)), strict=True
            ):
                said[number] = outcome
            outcomes = tuple(said)
        verdict = before.verdict
        if reached.verdict:
            verdict = case.compiled.table.channel(own, row, case.parameters, outcomes, case.lifted(at))[0]
        return _Seen(row, outcomes, verdict)

    def _presumed(self, functions: ChannelFunctions, channel: Channel, at: int) -> Row:
        """Return what is presumed of a channel that has another form."""
        case = self.case
        given = case.filled.presumed
        assert given is not None
        places, presume = functions.presumed
        values = given.channels[at]
        if not places:
            return values
        own = case.rows.company
        today = case.rows_of_today.channels[at]
        row = functions.stated(case.profile, channel, self._networks_today[at], case.parameters, own, today, ())
        found = list(values)
        for place, value in zip(places, presume(own, row, case.parameters)[0], strict=True):
            found[place] = value
        return tuple(found)

    # --- the company ---

    def at_company(self, profile: Profile, functions: ChannelFunctions) -> list[Then]:
        """Return what becomes of the subjects that a supposed fact of the company or its plan reaches, in order."""
        case, parameters = self.case, self.case.parameters
        bare = supposed(profile, channels=())
        layout = case.rules.layout
        stated_own = layout.rows(bare, (), parameters).company
        filled_own = stated_own
        presumed_own: Row = ()
        if self._presumes:
            presumed_own = case.compiled.presuming.of_company(stated_own, parameters)[0]
            filled_own = layout.filled(bare, (), parameters, presumed_own, ()).company
        stated, filled = self._stated, self._filled
        stated_rows, filled_rows = self._stated_rows, self._filled_rows
        reached = functions.reached
        if not reached.is_nothing or reached.names:
            stated_rows, filled_rows = [], []
            networks = self._networks
            for at, channel in enumerate(profile.channels):
                row = functions.stated(profile, channel, networks[at], parameters, stated_own, self._stated[at].row, ())
                stated_rows.append(row)
                if self._presumes:
                    today = functions.stated(
                        profile,
                        channel,
                        self._networks_today[at],
                        parameters,
                        stated_own,
                        case.rows_of_today.channels[at],
                        (),
                    )
                    places, presume = functions.presumed
                    assert case.filled.presumed is not None
                    values = list(case.filled.presumed.channels[at])
                    for place, value in zip(places, presume(stated_own, today, parameters)[0], strict=True):
                        values[place] = value
                    row = functions.filled(
                        profile, channel, networks[at], parameters, filled_own, self._filled[at].row, tuple(values)
                    )
                filled_rows.append(row)
        over = case.compiled.company_again
        stated_own = over(profile, tuple(stated_rows), parameters, stated_own)
        filled_own = over(profile, tuple(filled_rows), parameters, filled_own) if self._presumes else stated_own
        said = case.compiled.native.company(stated_own, parameters)
        under = case.compiled.native.company(filled_own, parameters) if self._presumes else said
        lifted = case.lifted(None)
        table = case.compiled.table
        found = [
            Then(
                None,
                len(table.company(stated_own, parameters, said, lifted)[1]),
                said.count(None),
                table.company(filled_own, parameters, under, lifted)[0],
                under,
            )
        ]
        if reached.is_nothing:
            return found
        given, given_under = case.compiled.native.given(said), case.compiled.native.given(under)
        for at, (row, filled_row) in enumerate(zip(stated_rows, filled_rows, strict=True)):
            now = self._ruled(reached, functions.rules, at, stated[at], row, stated_own, given)
            then = now
            if self._presumes:
                then = self._ruled(reached, functions.rules, at, filled[at], filled_row, filled_own, given_under)
            found.append(_then(at, now, then))
        return found

    def _is_still(self, before: _Seen, after: _Seen) -> bool:
        """Return whether the figures over channels see the same at a channel."""
        looked_at = self.case.compiled.looked_at
        return looked_at(before.row) == looked_at(after.row)

    def _company(self, at: int, now: _Seen, under: _Seen) -> Then:
        """Return what becomes of the company where a channel is another."""
        looked_at = self.case.compiled.looked_at
        # Figures over channels are the same in any order: channels that look alike count alike.
        key = tuple(looked_at(each.row) for each in (self._stated[at], now, self._filled[at], under))
        found = self._companies.get(key)
        if found is None:
            found = self._companies[key] = self._company_with(at, now.row, under.row)
        return found

    def _company_with(self, at: int, row: Row, filled: Row) -> Then:
        case = self.case
        said, possible, verdicts = self._figured(case, self._stated_rows, at, row)
        under = said
        if self._presumes:
            under, _, verdicts = self._figured(case.filled, self._filled_rows, at, filled)
        return Then(None, possible, said.count(None), verdicts, under)

    def _figured(
        self, case: Case, rows: Sequence[Row], at: int, row: Row
    ) -> tuple[_Outcomes, int, tuple[CompanyVerdict, ...]]:
        compiled, parameters = case.compiled, case.parameters
        channels = (*rows[:at], row, *rows[at + 1 :])
        own = compiled.company_again(case.profile, channels, parameters, case.rows.company)
        said = compiled.native.company(own, parameters)
        verdicts, possible = compiled.table.company(own, parameters, said, case.lifted(None))
        return said, len(possible), verdicts

    # --- what stands as it is ---

    @cached_property
    def _presumes(self) -> bool:
        return self.case.filled is not self.case

    @cached_property
    def _companies(self) -> dict[Any, Then]:
        return {}

    @cached_property
    def _stated(self) -> list[_Seen]:
        return self._as_it_is(self.case)

    @cached_property
    def _filled(self) -> list[_Seen]:
        return self._as_it_is(self.case.filled) if self._presumes else self._stated

    @staticmethod
    def _as_it_is(case: Case) -> list[_Seen]:
        judged = zip(case.rows.channels, case.outcomes.channels, strict=True)
        return [_Seen(row, said, case.verdict(at)[0]) for at, (row, said) in enumerate(judged)]

    @cached_property
    def _stated_rows(self) -> list[Row]:
        return [each.row for each in self._stated]

    @cached_property
    def _filled_rows(self) -> list[Row]:
        return [each.row for each in self._filled]

    @cached_property
    def _networks(self) -> list[Row]:
        return [each.row(self.case.edition, self.case.day) for each in self.case.networks]

    @cached_property
    def _networks_today(self) -> list[Row]:
        return [each.row(Edition.CURRENT, self.case.day) for each in self.case.networks]

    def _given(self, case: Case) -> _Outcomes:
        return case.compiled.native.given(case.outcomes.company)


def _then(at: int, now: _Seen, under: _Seen) -> Then:
    return Then(at, len(now.verdict), now.outcomes.count(None), under.verdict, under.outcomes)
