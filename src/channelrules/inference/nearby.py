"""Judges a profile that differs from a judged one in some channels, and reuses the results of the other channels.

This is possible where no rule of channels reads figures over channels (`Compiled.judges_again`) and the company, its
plan and the day are the same: then channels that did not change have the same rows and the same outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from channelrules.facts.layout import Row, Rows
from channelrules.facts.paths import supposed
from channelrules.facts.profile import Profile
from channelrules.inference.compiled import Compiled
from channelrules.inference.engine import Outcomes
from channelrules.inference.presuming import Presumed

__all__ = ["Beside"]


@attrs.frozen(eq=False, repr=False)
class Beside:
    """Judges a profile by the results of a similar one, with the same rulebook and parameters.

    Attributes:
        compiled: the rulebook.
        parameters: the values in force.
        profile: what is judged.
        moved: the places of the channels that differ.
    """

    compiled: Compiled
    parameters: Row
    profile: Profile
    moved: tuple[int, ...]

    @classmethod
    def of(cls, compiled: Compiled, parameters: Row, profile: Profile, before: Profile) -> Beside | None:
        """Return what judges a profile by the one before; ``None`` where more than channels differs."""
        same = (
            compiled.judges_again
            and profile.company == before.company
            and profile.communication_plan == before.communication_plan
            and profile.as_of == before.as_of
            and len(profile.channels) == len(before.channels)
        )
        if not same:
            return None
        pairs = enumerate(zip(profile.channels, before.channels, strict=True))
        return cls(compiled, parameters, profile, tuple([at for at, (one, other) in pairs if one is not other]))

    def rows(self, networks: Sequence[Row], before: Rows) -> Rows:
        """Return the rows of what is stated, given the facts of each channel's network and the rows before."""
        facts = [networks[at] for at in self.moved]
        return self._with(self.compiled.rules.layout.rows(self._alone, facts, self.parameters).channels, before)

    def filled(self, networks: Sequence[Row], presumed: Presumed, before: Rows, presumed_before: Presumed) -> Rows:
        """Return the rows with what is presumed, where the company's presumptions are the same as before."""
        pairs = enumerate(zip(presumed.channels, presumed_before.channels, strict=True))
        others = sorted({*self.moved, *(at for at, (one, other) in pairs if one != other)})
        beside = attrs.evolve(self, moved=tuple(others))
        facts, values = [networks[at] for at in others], [presumed.channels[at] for at in others]
        layout = self.compiled.rules.layout
        made = layout.filled(beside._alone, facts, self.parameters, presumed.own, values).channels  # noqa: SLF001 - its own class
        return beside._with(made, before)  # noqa: SLF001 - its own class

    def presumed(self, rows: Rows, before: Presumed) -> Presumed:
        """Return what is presumed, given the rows that presumptions read and what was presumed before."""
        channels, orders = list(before.channels), list(before.channel_orders)
        for at in self.moved:
            found = self.compiled.presuming.of_channel(rows.company, rows.channels[at], self.parameters)
            channels[at], orders[at] = found
        return attrs.evolve(before, channels=tuple(channels), channel_orders=tuple(orders))

    def outcomes(self, rows: Rows, rows_before: Rows, before: Outcomes) -> Outcomes:
        """Return the outcomes, given the rows, and the rows and outcomes before."""
        native, parameters = self.compiled.native, self.parameters
        company = native.company(rows.company, parameters)
        given = native.given(company)
        if given != native.given(before.company):
            return native.outcomes(rows, parameters)
        every = zip(rows.channels, rows_before.channels, before.channels, strict=True)
        return Outcomes(
            company,
            tuple(
                [
                    said if row is other else native.channel(rows.company, row, parameters, given)
                    for row, other, said in every
                ]
            ),
        )

    @property
    def _alone(self) -> Profile:
        """The profile with only the channels that differ."""
        return supposed(self.profile, channels=tuple([self.profile.channels[at] for at in self.moved]))

    def _with(self, made: Sequence[Row], before: Rows) -> Rows:
        channels = list(before.channels)
        for at, row in zip(self.moved, made, strict=True):
            channels[at] = row
        rows = tuple(channels)
        return Rows(self.compiled.again.company(self.profile, rows, self.parameters, before.company), rows)
