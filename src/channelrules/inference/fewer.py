"""Judges a subject again with one presumption fewer, computing only what depends on the presumption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property

import attrs

from channelrules.facts.layout import Row
from channelrules.facts.paths import supposed
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.engine import Outcome
from channelrules.inference.presuming import Spot

__all__ = ["Fewer", "Holds", "Judged"]


@attrs.frozen(eq=False, repr=False)
class Judged:
    """One subject with some presumptions left out: its row, the company's row, and the outcomes of its rules."""

    own: Row
    row: Row
    outcomes: tuple[Outcome, ...]


Holds = Callable[[Judged], bool]


@attrs.frozen(eq=False, repr=False)
class _State:
    """What is still presumed, and the rows that follow from it.

    Attributes:
        own: what is presumed of the company and its plan.
        channels: the same of each channel that counts, by its place.
        company: the company's row, its figures over channels those of the whole profile; ``None`` where it is another
            than was worked out last.
        rows: the row of each channel that counts, by its place; those that are others than worked out last are missing.
        given: what the company's rules conclude.
    """

    own: Row
    channels: Mapping[int, Row]
    company: Row | None
    rows: Mapping[int, Row]
    given: tuple[Outcome, ...]


@attrs.frozen(eq=False, repr=False, slots=False)
class Fewer:
    """Leaves out presumptions of a case one after another, where `Compiled.judges_again`.

    Attributes:
        case: the case, judged on what is stated.
        channel: the place of the channel that is judged; ``None`` for the company.
    """

    case: Case
    channel: int | None

    def needed(self, spots: Sequence[Spot], enough: AbstractSet[str], holds: Holds) -> tuple[Spot, ...]:
        """Return a smallest part of some presumed facts with which something still holds: none of it can be left out.

        Args:
            spots: the facts, in the order in which leaving them out is tried.
            enough: names that suffice for it, as long as nothing that is presumed of them is left out.
            holds: whether it holds.
        """
        state, kept, suffices = self._whole, list[Spot](), True
        for spot in spots:
            tried = self._without(state, spot)
            if suffices and spot[0] not in enough:
                # Nothing that it hangs on is left out: rows are worked out when they are looked at.
                state = tried
                continue
            tried = self._worked_out(tried)
            if holds(self._judged(tried)):
                suffices = suffices and spot[0] not in enough
                state = tried
            else:
                kept.append(spot)
        return tuple(kept)

    @cached_property
    def _whole(self) -> _State:
        filled = self.case.filled
        given = filled.presumed
        assert given is not None
        places = range(len(given.channels)) if self.channel is None else (self.channel,)
        concluded = filled.compiled.native.given(filled.outcomes.company)
        return _State(
            given.own,
            {at: given.channels[at] for at in places},
            filled.rows.company,
            {at: filled.rows.channels[at] for at in places},
            concluded,
        )

    def _without(self, state: _State, spot: Spot) -> _State:
        """Return the state without a presumed fact, its rows not worked out yet."""
        (name, at), presumed = spot, self.case.rules.layout.presumed
        if at is None:
            own = _cut(state.own, presumed.company.index(name))
            return attrs.evolve(state, own=own, company=None, rows={})
        less = _cut(state.channels[at], presumed.channel.index(name))
        rows = {place: row for place, row in state.rows.items() if place != at}
        return attrs.evolve(state, channels={**state.channels, at: less}, rows=rows)

    def _worked_out(self, state: _State) -> _State:
        case, company, given = self.case, state.company, state.given
        if company is None:
            company = case.rules.layout.filled(self._bare, (), case.parameters, state.own, ()).company
            given = case.compiled.native.given(case.compiled.native.company(company, case.parameters))
        before = case.filled.rows.channels
        rows = {
            at: state.rows[at] if at in state.rows else self._row(at, company, before[at], presumed)
            for at, presumed in state.channels.items()
        }
        return _State(state.own, state.channels, company, rows, given)

    def _row(self, at: int, company: Row, row: Row, presumed: Row) -> Row:
        case = self.case
        network = case.networks[at].row(case.edition, case.day)
        fill = case.compiled.again.channel
        return fill(case.profile, case.profile.channels[at], network, case.parameters, company, row, presumed)

    def _judged(self, state: _State) -> Judged:
        case, company = self.case, state.company
        compiled, parameters = case.compiled, case.parameters
        assert company is not None
        if self.channel is None:
            own = compiled.again.company(case.profile, tuple(state.rows.values()), parameters, company)
            return Judged(own, own, compiled.native.company(own, parameters))
        row = state.rows[self.channel]
        said = compiled.native.channel(company, row, parameters, state.given)
        return Judged(company, row, said)

    @cached_property
    def _bare(self) -> Profile:
        return supposed(self.case.profile, channels=())


def _cut(values: Row, place: int) -> Row:
    return (*values[:place], None, *values[place + 1 :])
