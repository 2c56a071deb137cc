"""What is known in one case, as conditions read it: facts, lists, and what rules conclude."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import attrs

from channelrules.facts.layout import Row, Rows, lists_at, lists_in_plan
from channelrules.facts.profile import Profile
from channelrules.inference.engine import Outcomes, RuleSet
from channelrules.language.nodes import Value
from channelrules.language.semantics import Facts

__all__ = ["KnownFacts"]

_Lists = Mapping[str, tuple[dict[str, Value | None], ...] | None]


@attrs.frozen(slots=False, eq=False)
class KnownFacts:
    """What is known of the company and at each channel, each computed when it is first asked for.

    Attributes:
        rules: the rules in force.
        profile: what is judged.
        rows, parameters: what the rules saw.
        outcomes: what the rules said.
        near: the same for a similar case, whose lists are reused for channels that are the same objects.
    """

    rules: RuleSet
    profile: Profile
    rows: Rows
    parameters: Row
    outcomes: Outcomes
    near: KnownFacts | None = attrs.field(default=None, repr=False)

    def at(self, channel: int | None) -> Facts:
        """Return what is known at a channel, or of the company."""
        return self._company if channel is None else self._channel(channel)

    def seen_from(self, channel: int | None) -> Facts:
        """Return what is known at a channel, or of the company, with every channel, for figures over channels."""
        if channel is None:
            return self._company
        if channel not in self._all_seen:
            self._all_seen[channel] = attrs.evolve(self._channel(channel), channels=self._company.channels)
        return self._all_seen[channel]

    @cached_property
    def _all_seen(self) -> dict[int, Facts]:
        return {}

    @cached_property
    def _company(self) -> Facts:
        facts = self.rules.layout.facts(self.rows, self.parameters)
        channels = tuple(map(self._channel, range(len(self.profile.channels))))
        return Facts({**facts.values, **self._concluded}, self._lists_in_plan, channels)

    @cached_property
    def _concluded(self) -> dict[str, Value | None]:
        """What the company's rules conclude."""
        return dict(self.rules.conclusions("company", self.outcomes.company))

    def _channel(self, position: int) -> Facts:
        if position not in self._seen:
            facts = self.rules.layout.facts(self.rows, self.parameters, position)
            concluded = self.rules.conclusions("channel", self.outcomes.channels[position])
            values = {**facts.values, **self._concluded, **concluded}
            self._seen[position] = Facts(values, {**self._lists_in_plan, **self._lists_at(position)})
        return self._seen[position]

    @cached_property
    def _seen(self) -> dict[int, Facts]:
        return {}

    @cached_property
    def _lists_in_plan(self) -> _Lists:
        return lists_in_plan(self.profile)

    def _lists_at(self, position: int) -> _Lists:
        channel, near = self.profile.channels[position], self.near
        if near is not None and near.profile.channels[position] is channel:
            return near._lists_at(position)  # noqa: SLF001 - its own class
        if position not in self._lists:
            self._lists[position] = lists_at(channel)
        return self._lists[position]

    @cached_property
    def _lists(self) -> dict[int, _Lists]:
        return {}
