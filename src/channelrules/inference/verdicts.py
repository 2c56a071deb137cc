"""The verdict table read for one profile: its verdicts, the rows that hold, and the rules lifted by exceptions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from channelrules.facts.layout import Row, Rows
from channelrules.facts.profile import Profile, Waiver
from channelrules.inference.engine import Outcome, Outcomes
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.verdict_table import VerdictTable
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.rule import Rule

__all__ = ["Verdicts"]


@attrs.frozen(slots=False, eq=False)
class Verdicts:
    """The results of the verdict table for one profile, each computed when it is first asked for.

    Attributes:
        table: the compiled verdict tables.
        profile: what is judged.
        day: by which declared exceptions expire.
        rows: what the rules saw.
        parameters: the values in force.
        outcomes: what the rules said.
    """

    table: VerdictTable
    profile: Profile
    day: datetime.date
    rows: Rows
    parameters: Row
    outcomes: Outcomes

    @cached_property
    def in_force(self) -> Mapping[tuple[str, str | None], Waiver]:
        """The declared exceptions that have not expired, by rule and channel."""
        return {(waiver.rule, waiver.channel): waiver for waiver in self.profile.waivers if waiver.until >= self.day}

    @cached_property
    def _lifted(self) -> Mapping[str | None, frozenset[str]]:
        lifted: dict[str | None, frozenset[str]] = {}
        for rule, channel in self.in_force if self.profile.waivers else ():
            known = self.table.knowledge.rules[rule]
            if not known.waivable:
                continue
            everywhere = known.scope == "channel" and channel is None
            for subject in [each.id for each in self.profile.channels] if everywhere else [channel]:
                lifted[subject] = lifted.get(subject, frozenset()) | {rule}
        return lifted

    def lifted(self, channel: int | None) -> frozenset[str]:
        """Return the ids of the rules that a declared exception lifts there."""
        return self._lifted.get(None if channel is None else self.profile.channels[channel].id, frozenset())

    def channel(self, channel: int) -> tuple[tuple[Verdict, ...], str | None]:
        """Return the verdicts that remain possible for a channel, and the action of the row that decided."""
        found = self._channels.get(channel)
        if found is None:
            found = self._channels[channel] = self.table.channel(
                self.rows.company,
                self.rows.channels[channel],
                self.parameters,
                self.outcomes.channels[channel],
                self.lifted(channel),
            )
        return found

    @cached_property
    def _channels(self) -> dict[int, tuple[tuple[Verdict, ...], str | None]]:
        return {}

    def company(self) -> tuple[tuple[CompanyVerdict, ...], tuple[CompanyVerdict, ...]]:
        """Return the company's verdicts that hold, and those that could hold."""
        return self._company

    @cached_property
    def _company(self) -> tuple[tuple[CompanyVerdict, ...], tuple[CompanyVerdict, ...]]:
        return self.table.company(self.rows.company, self.parameters, self.outcomes.company, self.lifted(None))

    def possible(self, channel: int | None) -> tuple[Verdict, ...] | tuple[CompanyVerdict, ...]:
        """Return the verdicts that remain possible for a channel, or that could hold of the company."""
        return self.company()[1] if channel is None else self.channel(channel)[0]

    def having(self, effect: str, channel: int | None) -> list[tuple[Rule, Outcome]]:
        """Return the rules with an effect that no declared exception lifts there, with what they say."""
        lifted = self.lifted(channel)
        return [
            (rule, said) for rule, said in self._outcomes_at(channel) if rule.effect == effect and rule.id not in lifted
        ]

    def effects(self, channel: int | None) -> dict[str, Outcome]:
        """Return each effect at a channel, or of the company, by its name in the table."""
        scope = "company" if channel is None else "channel"
        return self.table.effects(scope, self._outcomes_of(channel), self.lifted(channel))

    def rows_met(self, channel: int | None) -> list[tuple[VerdictRow, Outcome]]:
        """Return every row of the table with what it comes to at a channel, or for the company, in order.

        Rows after the one that decides are included.
        """
        own, said, lifted = self.rows.company, self._outcomes_of(channel), self.lifted(channel)
        if channel is None:
            held = self.table.rows_of_company(own, self.parameters, said, lifted)
        else:
            held = self.table.rows_of_channel(own, self.rows.channels[channel], self.parameters, said, lifted)
        return list(zip(self.table_rows(channel), held, strict=True))

    def table_rows(self, channel: int | None) -> tuple[VerdictRow, ...]:
        """Return the rows of the table that is read at a channel, or for the company."""
        knowledge = self.table.knowledge
        return knowledge.company_verdicts if channel is None else knowledge.channel_verdicts

    def _outcomes_of(self, channel: int | None) -> tuple[Outcome, ...]:
        return self.outcomes.company if channel is None else self.outcomes.channels[channel]

    def _outcomes_at(self, channel: int | None) -> Iterator[tuple[Rule, Outcome]]:
        return zip(self.table.rules.asked(channel), self._outcomes_of(channel), strict=True)
