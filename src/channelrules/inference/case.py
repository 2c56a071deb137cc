"""One profile under one edition: its rows and outcomes, what is presumed of it, and what else may be supposed."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.facts.definitions import definitions
from channelrules.facts.layout import Row, Rows
from channelrules.facts.paths import Place, supposed
from channelrules.facts.profile import Channel, Profile
from channelrules.inference.compiled import Compiled
from channelrules.inference.engine import Engine, Outcome, Outcomes, RuleSet
from channelrules.inference.known import KnownFacts
from channelrules.inference.nearby import Beside
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.presuming import Presumed, Spot
from channelrules.inference.verdicts import Verdicts
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition, Network
from channelrules.knowledge.presumption import Presumption
from channelrules.knowledge.rule import Rule
from channelrules.language.breakpoints import Varied
from channelrules.language.nodes import Expression, Name, Value, names_in
from channelrules.language.semantics import Facts, bounds

__all__ = ["Case"]


_FACTS: Final = tuple(each.name for each in attrs.fields(Channel) if each.name != "id")


@attrs.frozen(eq=False, repr=False, slots=False)
class Case:
    """Everything that an answer is made from: one profile, judged once.

    Attributes:
        compiled: the rulebook by which it is judged.
        profile: what is judged.
        networks: the network of each channel.
        edition, day: which facts about networks are in use, and on which day.
        parameters: the values in force, in the order of the layout.
        overridden: the names of parameters that the profile or the caller set.
        engine: the name of the engine that found the outcomes.
        rows, outcomes: what the rules saw, and what they said.
        presume: whether what nobody stated may be presumed where an answer asks for it.
        presumed: what is presumed here; ``None`` where only what is stated counts.
        near: a case of a similar profile, from which rows and outcomes that are the same are taken.
    """

    compiled: Compiled
    profile: Profile
    networks: tuple[Network, ...]
    edition: Edition
    day: datetime.date
    parameters: Row
    overridden: frozenset[str]
    engine: str
    rows: Rows
    outcomes: Outcomes
    presume: bool = True
    presumed: Presumed | None = None
    near: Case | None = None

    @classmethod
    def judged(
        cls,
        compiled: Compiled,
        profile: Profile,
        networks: tuple[Network, ...],
        edition: Edition,
        day: datetime.date,
        parameters: Row,
        overridden: frozenset[str],
        engine: Engine,
        *,
        presume: bool = True,
    ) -> Case:
        """Return the case of a profile whose networks, waivers and parameters are known to be valid."""
        facts = [network.row(edition, day) for network in networks]
        rows = compiled.rules.layout.rows(profile, facts, parameters)
        outcomes = engine.outcomes(rows, parameters)
        return cls(
            compiled, profile, networks, edition, day, parameters, overridden, engine.name, rows, outcomes, presume
        )

    # --- what is presumed where nothing is stated ---

    @cached_property
    def filled(self) -> Case:
        """The case with presumptions filled in; this one where nothing is open or nothing is presumed."""
        if self.presumed is not None or not self.presume or not self.knowledge.presumptions or self.is_settled:
            return self
        return self.under(self.presumable)

    @cached_property
    def presumable(self) -> Presumed:
        """What would be presumed given what is stated, whether or not anything is open."""
        if self._beside is not None and self.near is not None:
            return self._beside.presumed(self.rows_of_today, self.near.presumable)
        return self.compiled.presuming.presumed(self.rows_of_today, self.parameters)

    @cached_property
    def is_settled(self) -> bool:
        """Whether nothing is open: neither a rule nor a verdict."""
        outcomes = self.outcomes
        if None in outcomes.company or any(None in said for said in outcomes.channels):
            return False
        positions = range(len(self.profile.channels))
        return len(self.verdicts.company()[1]) == 1 and all(
            len(self.verdicts.channel(each)[0]) == 1 for each in positions
        )

    @cached_property
    def rows_of_today(self) -> Rows:
        """The rows of what is stated, with the current facts about networks, as far as presumptions read them."""
        # Presumptions read the current facts about networks, whichever edition is judged.
        if self.edition is Edition.CURRENT:
            return self.rows
        now = [network.row(Edition.CURRENT, self.day) for network in self.networks]
        read = self.compiled.presumed_from_networks
        here = (network.row(self.edition, self.day) for network in self.networks)
        if all(one[place] == other[place] for one, other in zip(now, here, strict=True) for place in read):
            return self.rows
        if self._beside is not None and self.near is not None:
            return self._beside.rows(now, self.near.rows_of_today)
        return self.rules.layout.rows(self.profile, now, self.parameters)

    def under(self, presumed: Presumed) -> Case:
        """Return the case with some facts presumed, and nothing else."""
        facts = [network.row(self.edition, self.day) for network in self.networks]
        near = None if self.near is None or self._beside is None else self.near.under_again(presumed, self)
        if near is not None and near.presumed is not None and self._beside is not None:
            rows = self._beside.filled(facts, presumed, near.rows, near.presumed)
            outcomes = self._beside.outcomes(rows, near.rows, near.outcomes)
        else:
            rows = self.rules.layout.filled(self.profile, facts, self.parameters, presumed.own, presumed.channels)
            outcomes = self.compiled.native.outcomes(rows, self.parameters)
        made = attrs.evolve(self, rows=rows, outcomes=outcomes, presumed=presumed, near=near)
        # Without presumptions it is this case.
        made.__dict__["stated"] = self.stated
        return made

    def under_again(self, presumed: Presumed, beside: Case) -> Case | None:
        """Return this case with the presumptions of a similar one; ``None`` where those of the company differ.

        Where the similar case presumes anew, so does this one; presumptions that many cases share are filled in once.
        """
        if presumed is beside.presumable:
            made = self.filled
        else:
            if self._under is None or self._under.presumed is not presumed:
                self.__dict__["_under"] = self.under(presumed)
            made = self._under or self
        return made if made.presumed is not None and made.presumed.own == presumed.own else None

    @cached_property
    def _under(self) -> Case | None:
        return None

    @cached_property
    def _beside(self) -> Beside | None:
        """What judges the channels that differ from those of `near`."""
        if self.near is None:
            return None
        return Beside.of(self.compiled, self.parameters, self.profile, self.near.profile)

    @cached_property
    def spots(self) -> Mapping[Spot, Presumption]:
        """Every fact that is presumed here, with the presumption that gives it."""
        return {} if self.presumed is None else dict(self.compiled.presuming.spots(self.presumed))

    @cached_property
    def stated(self) -> Case:
        """The case with nothing presumed."""
        if self.presumed is None:
            return self
        facts = [network.row(self.edition, self.day) for network in self.networks]
        rows = self.rules.layout.rows(self.profile, facts, self.parameters)
        outcomes = self.compiled.engine("native").outcomes(rows, self.parameters)
        return attrs.evolve(self, rows=rows, outcomes=outcomes, presumed=None, near=None)

    def rests_on_presumed(self, name: str, channel: int | None) -> bool:
        """Return whether a value is known here only through a presumption."""
        return self.presumed is not None and self.stated.facts(channel).values.get(name) is None

    def spot(self, name: str, channel: int | None) -> Presumption | None:
        """Return the presumption that gives a fact its value here; ``None`` where it is stated or unknown."""
        there = channel if name.partition(".")[0] in {"channel", "editorial"} else None
        return self.spots.get((name, there))

    def beside(self, profile: Profile) -> Case:
        """Return the case with another profile supposed; what is the same in both is not judged again.

        It equals `variant` of the profile, and takes less time where one of many channels differs. The channels keep
        their networks.
        """
        beside = None if self.presumed is not None else Beside.of(self.compiled, self.parameters, profile, self.profile)
        if beside is None:
            return self.variant(profile)
        facts = [network.row(self.edition, self.day) for network in self.networks]
        rows = beside.rows(facts, self.rows)
        outcomes = beside.outcomes(rows, self.rows, self.outcomes)
        return attrs.evolve(self, profile=profile, rows=rows, outcomes=outcomes, engine="native", near=self)

    def variant(
        self,
        profile: Profile | None = None,
        parameters: Mapping[str, float] | None = None,
        edition: Edition | None = None,
    ) -> Case:
        """Return the case with something else supposed; cheap enough for thousands of what-if questions.

        The channels keep their networks, so a supposed profile has the same channels in the same order.
        """
        values, overridden = self.parameters, self.overridden
        if parameters:
            named = zip(self.rules.layout.parameters, values, strict=True)
            values = tuple(parameters.get(name.removeprefix("param."), value) for name, value in named)
            overridden |= parameters.keys()
        made = Case.judged(
            self.compiled,
            profile or self.profile,
            self.networks,
            edition or self.edition,
            self.day,
            values,
            overridden,
            self.compiled.engine("native"),
            presume=self.presume,
        )
        return made if self.presumed is None else made.filled

    def alone(self, channel: int, profile: Profile, network: Network | None = None) -> Case:
        """Return the case of one channel alone, with other facts of its own or of its network supposed.

        Only the channel's own results are valid in it, and only where no channel rests on figures over all channels
        (`Compiled.channels_apart`); so the other channels need not be judged again.
        """
        only = supposed(profile, channels=(profile.channels[channel],))
        network = network or self.networks[channel]
        rows = self.rules.layout.rows(only, [network.row(self.edition, self.day)], self.parameters)
        outcomes = self.compiled.engine("native").outcomes(rows, self.parameters)
        made = attrs.evolve(
            self, profile=only, networks=(network,), rows=rows, outcomes=outcomes, presumed=None, near=None
        )
        return made if self.presumed is None else made.filled

    @property
    def knowledge(self) -> Knowledge:
        """What the rulebook says."""
        return self.compiled.knowledge

    @property
    def rules(self) -> RuleSet:
        """The rules in force, in the order of the outcomes."""
        return self.compiled.rules

    def outcomes_of(self, channel: int | None) -> tuple[Outcome, ...]:
        """Return what the rules asked of a channel, or of the company, say, in their order."""
        return self.outcomes.company if channel is None else self.outcomes.channels[channel]

    def in_order(self, channel: int | None) -> tuple[bool, ...]:
        """Return for each rule asked there whether it applies; a rule that applies and is clear is in order.

        The last part of a condition is what is tested; those before it say where it applies.
        """
        scope, rows = self._asked_of(channel)
        return self.compiled.applying[scope](*rows, self.parameters, self.concluded(channel))

    def resting_on(self, rule: Rule, channel: int | None) -> tuple[str, ...]:
        """Return the names, known or not, that suffice for a rule's outcome there, in the order of the text."""
        if channel not in self._resting_on:
            scope, rows = self._asked_of(channel)
            reasoning = self.compiled.reasoning[scope]
            self._resting_on[channel] = reasoning.names(rows, self.parameters, self.concluded(channel))
        return self._resting_on[channel][self.compiled.place_of_rule[rule.id]]

    @cached_property
    def _resting_on(self) -> dict[int | None, list[tuple[str, ...]]]:
        return {}

    def _asked_of(self, channel: int | None) -> tuple[str, tuple[Row, ...]]:
        if channel is None:
            return "company", (self.rows.company,)
        return "channel", (self.rows.company, self.rows.channels[channel])

    def concluded(self, channel: int | None) -> tuple[Outcome, ...]:
        """Return what rules conclude at a channel, or for the company."""
        own = self.compiled.native.given(self.outcomes.company)
        if channel is None:
            return own
        outcomes = self.outcomes.channels[channel]
        return (*own, *[outcomes[at] for at in self.compiled.concluding])

    def outcomes_at(self, channel: int | None) -> Iterator[tuple[Rule, Outcome]]:
        """Yield each rule asked of a channel, or of the company, with what it says."""
        said = self.outcomes.company if channel is None else self.outcomes.channels[channel]
        return zip(self.rules.asked(channel), said, strict=True)

    # --- verdicts ---

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the verdict table comes to."""
        return Verdicts(self.compiled.table, self.profile, self.day, self.rows, self.parameters, self.outcomes)

    def leaning(self, channel: int) -> Verdict | None:
        """Return the one verdict left under presumptions, where more remain possible without; else ``None``."""
        if len(self.verdicts.channel(channel)[0]) == 1:
            return None
        possible = self.filled.verdicts.channel(channel)[0]
        return possible[0] if len(possible) == 1 else None

    def company_leaning(self) -> tuple[CompanyVerdict, ...]:
        """Return the company's verdicts that hold under presumptions, where they differ from the certain ones."""
        certain, presumed = self.verdicts.company()[0], self.filled.verdicts.company()[0]
        return () if presumed in {certain, (CompanyVerdict.UNDETERMINED,)} else presumed

    def with_effects(self, channel: int | None) -> Facts:
        """Return the facts known at a channel, or of the company, as the verdict table sees them."""
        if channel not in self._effects:
            facts = self.facts(channel)
            values = {**facts.values, **self.verdicts.effects(channel)}
            self._effects[channel] = Facts(values, facts.lists, facts.channels)
        return self._effects[channel]

    @cached_property
    def _effects(self) -> dict[int | None, Facts]:
        return {}

    @cached_property
    def other(self) -> Case | None:
        """The case under the other edition of network facts; ``None`` where no fact differs."""
        edition = self.edition.other
        facts = [network.row(self.edition, self.day) for network in self.networks]
        if [network.row(edition, self.day) for network in self.networks] == facts:
            return None
        return self.variant(edition=edition)

    # --- facts, and where they come from ---

    @cached_property
    def known(self) -> KnownFacts:
        """What is known of the company and at each channel, as conditions read it."""
        near = None if self.near is None else self.near.known
        return KnownFacts(self.rules, self.profile, self.rows, self.parameters, self.outcomes, near)

    def facts(self, channel: int | None) -> Facts:
        """Return what is known at a channel, or of the company."""
        return self.known.at(channel)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The place of each channel in the profile, by its id."""
        return {each.id: position for position, each in enumerate(self.profile.channels)}

    @cached_property
    def several(self) -> frozenset[str]:
        """The networks, by id, on which the company has more than one channel."""
        found = Counter(each.id for each in self.networks)
        return frozenset(name for name, count in found.items() if count > 1)

    @property
    def overrides(self) -> dict[str, float]:
        """The parameters that the profile or the caller set, with their values."""
        return {name: self.value_of(name) for name in sorted(self.overridden)}

    def value_of(self, parameter: str) -> float:
        """Return the value of a parameter that is in force."""
        value = self.parameters[self.rules.layout.parameters.index(f"param.{parameter}")]
        assert isinstance(value, int | float)
        return value

    def varied(self, name: str, channel: int | None) -> Varied:
        """Return a fact or parameter as one that varies while everything else stays fixed."""
        return Varied(name, channel, self.facts(None), self.compiled.definitions, self.compiled.resting(name))

    @cached_property
    def alike(self) -> Sequence[int]:
        """For each channel the index of the first with the same known facts, for which the same results hold.

        It is the channel itself where a channel's rules look at other channels, or at ids.
        """
        places = range(len(self.profile.channels))
        if not self.compiled.judges_again or self.compiled.dependents.tells_channels_apart:
            return places
        own = self.rules.layout.place.get("channel.id")
        first: dict[Any, int] = {}
        found = []
        for at, channel in enumerate(self.profile.channels):
            rows = [
                each if own is None else (*each[:own], *each[own + 1 :])
                for each in (self.rows.channels[at], self.filled.rows.channels[at])
            ]
            facts = tuple([getattr(channel, name) for name in _FACTS])
            found.append(first.setdefault((id(self.networks[at]), self.verdicts.lifted(at), facts, *rows), at))
        return found

    @cached_property
    def unknowns(self) -> dict[tuple[int, int | None], tuple[Expression, frozenset[Place | str]]]:
        """What keeps conditions open, by the identity of the condition and channel, as far as it was asked for."""
        return {}

    @cached_property
    def unknowns_of_names(self) -> dict[tuple[str, int | None], frozenset[Place | str]]:
        """What keeps unknown names unknown, by name and channel, as far as it was asked for."""
        return {}

    @cached_property
    def figures(self) -> dict[int, tuple[Expression, Value | None]]:
        """Conditions on all channels with what they come to, by identity, as far as it was asked for."""
        return {}

    def evidence(self, channel: int | None) -> dict[str, dict[str, Any] | None]:
        """Return what is told of known names at a channel, or of the company, as plain data, as far as it was asked."""
        return self._evidence.setdefault(channel, {})

    @cached_property
    def _evidence(self) -> dict[int | None, dict[str, dict[str, Any] | None]]:
        return {}

    @cached_property
    def told(self) -> dict[tuple[object, ...], Any]:
        """What is told of names of channels and of presumed facts, in words, as far as it was asked for."""
        return {}

    def lone(self, channel: int) -> Profile:
        """Return the profile with one of its channels alone, so that places of that channel need no search."""
        if channel not in self._lone:
            self._lone[channel] = supposed(self.profile, channels=(self.profile.channels[channel],))
        return self._lone[channel]

    @cached_property
    def _lone(self) -> dict[int, Profile]:
        return {}

    def place_of(self, name: str, channel: int | None) -> Place:
        """Return where the profile states a fact; for a plan that may not exist, where it says whether it does.

        A fact that follows from several is stated where the first of them is missing.
        """
        own = "" if channel is None else self.profile.channels[channel].id
        profile = self.profile if channel is None else self.lone(channel)
        known = self.knowledge.facts
        fact = known[name]
        if fact.holder in {"plan", "editorial"} and known[f"{fact.holder}.exists"].place(own).value(profile) is None:
            return known[f"{fact.holder}.exists"].place(own)
        place, node = fact.place(own), definitions().get(name)
        if node is not None and place.value(profile) is not None:
            others = (known[each].place(own) for each in names_in(node))
            return next((each for each in others if each.value(profile) is None), place)
        return place

    def range_of(self, name: str, channel: int | None) -> tuple[float, float]:
        """Return the least and greatest that a number can be, where it is not known exactly."""
        measure = self.knowledge.measures.get(name)
        node = measure.node if measure else Name(name)
        return bounds(node, self.facts(channel))
