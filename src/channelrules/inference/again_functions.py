"""The functions that judge subjects again where one place of a profile has another value.

For a place that is asked for often, functions are generated that compute only what the place reaches; generating them
takes as long as judging about a hundred answers. Every other place uses the functions that fill whole rows and ask all
rules, and keeps from their results what it reaches. Both give the same results.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.facts.again import ChannelAgain, CompanyAgain, FormsAgain, RowsAgain
from channelrules.facts.layout import Row
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.dependents import Dependents, Part, Reached
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import NativeEngine, function_over_rows
from channelrules.inference.presuming import Presuming
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression
from channelrules.language.python_code import Coder

__all__ = ["OFTEN", "AgainFunctions", "JudgingAgain"]

OFTEN: Final = 200
"""How many answers are judged at a place before functions are generated for it."""

Asked = Callable[..., tuple[Outcome, ...]]
Presumed = Callable[..., tuple[Row, tuple[int, ...]]]


@attrs.frozen(eq=False, repr=False, slots=False)
class Forms:
    """What judges one form of a channel after another where something else stands at one place of it.

    Attributes:
        watched: where the values stand in a channel's row that the verdict table, or a figure over channels, looks at.
        presumes: whether what is presumed of a channel can be reached.
    """

    watched: tuple[int, ...]
    presumes: bool
    _make: Mapping[str, Callable[[], FormsAgain]]

    @cached_property
    def stated(self) -> FormsAgain:
        """What the rules that are reached say of each form, and its watched values, as it is stated."""
        return self._make["stated"]()

    @cached_property
    def presumed(self) -> FormsAgain:
        """What is presumed of each form."""
        return self._make["presumed"]()

    @cached_property
    def filled(self) -> FormsAgain:
        """The same as ``stated``, with what is presumed."""
        return self._make["filled"]()


@attrs.frozen(eq=False, repr=False, slots=False)
class AgainFunctions:
    """The functions that judge subjects again where one place of a profile has another value, made when wanted.

    Attributes:
        reached: what an answer there can reach.
        forms: what judges one form of a channel after another; ``None`` where functions stand in for generated ones.
    """

    reached: Reached
    _make: Mapping[str, Callable[[], Any]]
    forms: Forms | None = None

    @cached_property
    def stated(self) -> ChannelAgain:
        """What fills a channel's row again, as it is stated."""
        made: ChannelAgain = self._make["stated"]()
        return made

    @cached_property
    def filled(self) -> ChannelAgain:
        """What fills a channel's row again, with what is presumed."""
        made: ChannelAgain = self._make["filled"]()
        return made

    @cached_property
    def rules(self) -> Asked:
        """What the rules of channels that are reached say."""
        made: Asked = self._make["rules"]()
        return made

    @cached_property
    def presumed(self) -> tuple[tuple[int, ...], Presumed]:
        """The presumed values that are reached, with their places among all of a channel."""
        made: tuple[tuple[int, ...], Presumed] = self._make["presumed"]()
        return made

    @cached_property
    def company_stated(self) -> CompanyAgain:
        """What fills the company's row again, as it is stated."""
        made: CompanyAgain = self._make["company_stated"]()
        return made

    @cached_property
    def company_filled(self) -> CompanyAgain:
        """What fills the company's row again, with what is presumed."""
        made: CompanyAgain = self._make["company_filled"]()
        return made

    @cached_property
    def company_rules(self) -> Asked:
        """What the rules of the company that are reached say."""
        made: Asked = self._make["company_rules"]()
        return made


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
        watched: the names of a channel's row that the verdict table, or a figure over channels, reads.
        often: how many answers are judged at a place before functions are generated for it.
    """

    rules: RuleSet
    native: NativeEngine
    presuming: Presuming
    dependents: Dependents
    fill: RowsAgain
    concluded: tuple[Sequence[str], Sequence[str]]
    watched: AbstractSet[str]
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
        wanted = _wanted(rules.channel, channel.rules), _wanted(rules.company, company.rules)
        make: dict[str, Callable[[], Any]] = {
            "stated": lambda: fill.channel(channel.names, filled=False),
            "filled": lambda: fill.channel(channel.names, filled=True),
            "rules": lambda: function_over_rows(rules, "channel", wanted[0], of_channel),
            "presumed": lambda: self.presuming.again(channel.names),
            "company_stated": lambda: fill.company(company.names, filled=False),
            "company_filled": lambda: fill.company(company.names, filled=True),
            "company_rules": lambda: function_over_rows(rules, "company", wanted[1], of_company),
        }
        return AgainFunctions(reached, make, self._forms(channel))

    def _forms(self, reached: Part) -> Forms:
        of_channel = self.concluded[1]
        watched = [each for each in reached.names if each in self.watched]
        given = {name: f"g{place}" for place, name in enumerate(of_channel)}

        def judged(name: Callable[[str], str]) -> tuple[list[str], str]:
            said = dict(given)
            coder = Coder(lambda each: said.get(each) or name(each))
            lines: list[str] = []
            for place, (concluded, node) in enumerate(_wanted(self.rules.channel, reached.rules)):
                outcome = coder.outcome(node)
                lines += [*coder.taken(), f"o{place} = {outcome}"]
                if concluded:
                    said[concluded] = f"o{place}"
            outcomes = "".join(f"o{place}, " for place in range(len(reached.rules)))
            return lines, f"(({outcomes}), ({''.join(f'{name(each)}, ' for each in watched)}))"

        def presumed(name: Callable[[str], str]) -> tuple[list[str], str]:
            return self.presuming.written(reached.names, name)

        fill, names, count = self.fill, reached.names, len(of_channel)
        presumable = self.rules.layout.presumed.channel
        make: dict[str, Callable[[], FormsAgain]] = {
            "stated": lambda: fill.forms(names, judged, count, filled=False),
            "presumed": lambda: fill.forms(names, presumed, len(presumable), filled=False),
            "filled": lambda: fill.forms(names, judged, count, filled=True),
        }
        place = self.rules.layout.place
        return Forms(tuple([place[each] for each in watched]), not set(presumable).isdisjoint(names), make)

    # --- the same from whole rows ---

    def _keeping(self, place: Place) -> AgainFunctions:
        found = self._kept.get(place.name)
        if found is None:
            reached = self.dependents.reached(place)
            make: dict[str, Callable[[], Any]] = {
                "stated": lambda: self._channel_stated,
                "filled": lambda: self._channel_filled,
                "rules": lambda: self._rules_of_channel(reached.channel.rules),
                "presumed": lambda: self._presumed(reached.channel.names),
                "company_stated": lambda: self._company_stated,
                "company_filled": lambda: self._company_filled,
                "company_rules": lambda: self._rules_of_company(reached.company.rules),
            }
            found = self._kept[place.name] = AgainFunctions(reached, make)
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
