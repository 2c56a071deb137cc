"""The functions that judge subjects again where one place of a profile has another value.

For a place that is asked for often, functions are generated that compute only what the place reaches; generating them
takes as long as judging about a hundred answers. Every other place uses the functions that fill whole rows and ask all
rules, and keeps from their results what it reaches. Both give the same results.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.again import ChannelAgain, CompanyAgain, RowsAgain
from channelrules.facts.layout import Row
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.dependents import Dependents, Reached
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import NativeEngine, function_over_rows
from channelrules.inference.presuming import Presuming
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression

__all__ = ["OFTEN", "AgainFunctions", "JudgingAgain"]

OFTEN: Final = 200
"""How many answers are judged at a place before functions are generated for it."""

Asked = Callable[..., tuple[Outcome, ...]]
Presumed = Callable[..., tuple[Row, tuple[int, ...]]]


@attrs.frozen(eq=False, repr=False)
class AgainFunctions:
    """The functions that judge subjects again where one place of a profile has another value.

    Attributes:
        reached: what an answer there can reach.
        stated, filled: fill a channel's row again, as it is stated and with what is presumed.
        rules: what the rules of channels that are reached say.
        presumed: the presumed values that are reached, with their places among all of a channel.
        company_stated, company_filled: the same of the company's row.
        company_rules: what the rules of the company that are reached say.
    """

    reached: Reached
    stated: ChannelAgain
    filled: ChannelAgain
    rules: Asked
    presumed: tuple[tuple[int, ...], Presumed]
    company_stated: CompanyAgain
    company_filled: CompanyAgain
    company_rules: Asked


@attrs.frozen(eq=False, repr=False, slots=False)
class JudgingAgain:
    """Gives the functions of each place, and counts how often they are asked for.

    Attributes:
        rules: the rules in force, with the layout of rows.
        native: the engine that asks all of them.
        presuming: the presumptions.
        dependents: what rests on what.
        fill: what writes functions that fill rows again.
        concluded: the names that rules conclude, as the company sees them and as a channel sees them.
        often: how many answers are judged at a place before functions are generated for it.
    """

    rules: RuleSet
    native: NativeEngine
    presuming: Presuming
    dependents: Dependents
    fill: RowsAgain
    concluded: tuple[Sequence[str], Sequence[str]]
    often: int = OFTEN

    def at(self, place: Place, answers: int) -> AgainFunctions:
        """Return the functions of a place, at which so many answers are to be judged."""
        name = place.name
        found = self._generated.get(name)
        if found is None:
            self.asked[name] = asked = self.asked.get(name, 0) + answers
            if asked > self.often:
                found = self._generated[name] = self._of(self._reached_from(place))
        return found or self._keeping(place)

    @cached_property
    def asked(self) -> dict[str, int]:
        """How many answers were judged at each place, until functions were generated for it."""
        return {}

    @cached_property
    def company(self) -> CompanyAgain:
        """The function that computes the company's figures over channels again."""
        return self.fill.figures

    @cached_property
    def channel(self) -> ChannelAgain:
        """The function that fills a channel's whole row again, with what is presumed of it."""
        return self.fill.whole_channel

    @cached_property
    def _generated(self) -> dict[str, AgainFunctions]:
        return {}

    @cached_property
    def _kept(self) -> dict[str, AgainFunctions]:
        return {}

    def _reached_from(self, place: Place) -> Reached:
        kept = self._kept.get(place.name)
        return self.dependents.reached(place) if kept is None else kept.reached

    # --- generated for a place ---

    def _of(self, reached: Reached) -> AgainFunctions:
        company, channel, fill = reached.company, reached.channel, self.fill
        of_company, of_channel = self.concluded
        rules = self.rules
        return AgainFunctions(
            reached,
            fill.channel(channel.names, filled=False),
            fill.channel(channel.names, filled=True),
            function_over_rows(rules, "channel", _wanted(rules.channel, channel.rules), of_channel),
            self.presuming.again(channel.names),
            fill.company(company.names, filled=False),
            fill.company(company.names, filled=True),
            function_over_rows(rules, "company", _wanted(rules.company, company.rules), of_company),
        )

    # --- the same from whole rows ---

    def _keeping(self, place: Place) -> AgainFunctions:
        found = self._kept.get(place.name)
        if found is None:
            reached = self.dependents.reached(place)
            found = self._kept[place.name] = AgainFunctions(
                reached,
                self._channel_stated,
                self._channel_filled,
                self._rules_of_channel(reached.channel.rules),
                self._presumed(reached.channel.names),
                self._company_stated,
                self._company_filled,
                self._rules_of_company(reached.company.rules),
            )
        return found

    def _channel_stated(
        self, profile: Profile, channel: Channel, network: Row, parameters: Row, _own: Row, _row: Row, _presumed: Row
    ) -> Row:
        alone = supposed(profile, channels=(channel,))
        return self.rules.layout.rows(alone, (network,), parameters).channels[0]

    def _channel_filled(
        self, profile: Profile, channel: Channel, network: Row, parameters: Row, own: Row, row: Row, presumed: Row
    ) -> Row:
        return self.channel(profile, channel, network, parameters, own, row, presumed)

    def _rules_of_channel(self, kept: Sequence[int]) -> Asked:
        count = len(self.concluded[0])

        def asked(own: Row, row: Row, parameters: Row, given: Sequence[Outcome]) -> tuple[Outcome, ...]:
            said = self.native.channel(own, row, parameters, tuple(given[:count]))
            return tuple([said[each] for each in kept])

        return asked

    def _presumed(self, names: Collection[str]) -> tuple[tuple[int, ...], Presumed]:
        every = self.rules.layout.presumed.channel
        kept = tuple(place for place, name in enumerate(every) if name in names)

        def presumed(own: Row, row: Row, parameters: Row) -> tuple[Row, tuple[int, ...]]:
            values, orders = self.presuming.of_channel(own, row, parameters)
            return tuple([values[each] for each in kept]), tuple([orders[each] for each in kept])

        return kept, presumed

    def _company_stated(
        self, profile: Profile, rows: tuple[Row, ...], parameters: Row, _own: Row, _presumed: Row = ()
    ) -> Row:
        alone = self.rules.layout.rows(supposed(profile, channels=()), (), parameters).company
        return self.company(profile, rows, parameters, alone)

    def _company_filled(
        self, profile: Profile, rows: tuple[Row, ...], parameters: Row, _own: Row, presumed: Row
    ) -> Row:
        alone = self.rules.layout.filled(supposed(profile, channels=()), (), parameters, presumed, ()).company
        return self.company(profile, rows, parameters, alone)

    def _rules_of_company(self, kept: Sequence[int]) -> Asked:
        def asked(own: Row, parameters: Row, _given: Sequence[Outcome]) -> tuple[Outcome, ...]:
            said = self.native.company(own, parameters)
            return tuple([said[each] for each in kept])

        return asked


def _wanted(own: Sequence[Rule], places: Iterable[int]) -> list[tuple[str, Expression]]:
    """Return the conditions of some rules, each with what it concludes."""
    return [(own[each].concludes or "", own[each].node) for each in places]
