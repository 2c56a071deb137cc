"""One profile under one edition: its rows, its outcomes, and where every value comes from."""

from __future__ import annotations

import datetime
from functools import cached_property
from itertools import chain

import attrs

from channelrules.facts.measures import Row, Rows, lists_of
from channelrules.facts.profile import Profile
from channelrules.facts.terms import FACTS
from channelrules.inference.engine import Outcomes, RuleSet
from channelrules.knowledge.knowledge import Knowledge
from channelrules.knowledge.network import Edition, Network
from channelrules.language.expression import (
    Aggregate,
    And,
    Choose,
    EmptyMonths,
    Expression,
    Member,
    Name,
    Not,
    Or,
    Pick,
    Projection,
    Value,
    children,
    lists_in,
    names_in,
)
from channelrules.language.kleene import Facts, bounds, evaluate, reasons

__all__ = ["Case", "Evidence"]


@attrs.frozen(order=True)
class Evidence:
    """A value that an outcome rests on.

    Attributes:
        name: as the rule names it, such as ``channel.account``.
        value: what it is.
        source: where it comes from: the profile, a measure, a parameter with its origin, the
            documents, or a source outside.
    """

    name: str
    value: Value
    source: str


@attrs.frozen(slots=False, eq=False)
class Case:
    """Everything from which findings are told, computed once.

    Attributes:
        knowledge, rules, profile: what is judged, and by what.
        networks: the network of each channel.
        edition, day: which facts about networks are in use, and on which day.
        parameters: the values in force, in the order of the layout.
        overridden: the names of parameters that the profile or the caller set.
        rows, outcomes: what the rules saw, and what they said.
    """

    knowledge: Knowledge
    rules: RuleSet
    profile: Profile
    networks: tuple[Network, ...]
    edition: Edition
    day: datetime.date
    parameters: Row
    overridden: frozenset[str]
    rows: Rows
    outcomes: Outcomes

    @cached_property
    def conclusions_of_company(self) -> dict[str, Value | None]:
        """What the company's rules conclude."""
        return dict(self.rules.conclusions("company", self.outcomes.company))

    @cached_property
    def _channel_facts(self) -> tuple[Facts, ...]:
        made = []
        for position in range(len(self.profile.channels)):
            facts = self.rules.layout.facts(self.rows, self.parameters, position)
            concluded = self.rules.conclusions("channel", self.outcomes.channels[position])
            values = {**facts.values, **self.conclusions_of_company, **concluded}
            made.append(Facts(values, lists_of(self.profile, position)))
        return tuple(made)

    @cached_property
    def _company_facts(self) -> Facts:
        facts = self.rules.layout.facts(self.rows, self.parameters)
        return Facts({**facts.values, **self.conclusions_of_company}, lists_of(self.profile), self._channel_facts)

    def facts(self, channel: int | None) -> Facts:
        """Return what is known at a channel, or of the company."""
        return self._company_facts if channel is None else self._channel_facts[channel]

    def because(self, node: Expression, channel: int | None) -> tuple[Evidence, ...]:
        """Return the values that suffice for the outcome of a condition."""
        facts = self.facts(channel)
        found = []
        for name in reasons(node, facts).because:
            value = facts.values[name]
            assert value is not None
            found.append(Evidence(name, value, self.source_of(name, channel)))
        return tuple(found)

    def source_of(self, name: str, channel: int | None) -> str:
        """Return where a value comes from, for people."""
        scope, _, attribute = name.partition(".")
        if scope == "param":
            return self.source_of_parameter(attribute)
        if scope == "network" and channel is not None:
            network = self.networks[channel]
            fact = network.fact(attribute, self.edition, self.day)
            return f"network {network.id}: {fact.told()}" if fact else f"network {network.id}"
        if name in self.knowledge.measures:
            return "measure"
        return "profile" if name in FACTS else "conclusion"

    def source_of_parameter(self, name: str) -> str:
        """Return the origin of a parameter's value, and whether it was set for this case."""
        parameter = self.knowledge.parameters[name]
        if name in self.overridden:
            return f"parameter, set for this assessment (otherwise {parameter.value:g})"
        return f"parameter, {parameter.origin}: {parameter.source}"

    def missing(self, node: Expression, channel: int | None) -> tuple[str, ...]:
        """Return where the profile would state the facts that keep a condition open."""
        found: dict[str, None] = {}
        self._missing(node, channel, found)
        return tuple(sorted(found))

    def _missing(self, node: Expression, channel: int | None, found: dict[str, None]) -> None:
        facts = self.facts(channel)
        match node:
            case Name(name):
                if facts.values.get(name) is None:
                    self._missing_name(name, channel, found)
            case Not(part):
                self._missing(part, channel, found)
            case And(parts) | Or(parts):
                for part in parts:
                    if evaluate(part, facts) is None:
                        self._missing(part, channel, found)
            case Choose(test, then, otherwise):
                held = evaluate(test, facts)
                self._missing(test if held is None else then if held else otherwise, channel, found)
            case Aggregate(over="channels"):
                self._missing_over_channels(node, found)
            case Aggregate() | Pick() | EmptyMonths() | Member(right=Projection()):
                found.update(self._missing_in_figure(node, channel))
            case _:
                unknown = [part for part in children(node) if evaluate(part, facts) is None]
                for part in unknown:
                    self._missing(part, channel, found)
                if not unknown and evaluate(node, facts) is None:
                    self._everything_below(node, channel, found)

    def _missing_in_figure(self, node: Expression, channel: int | None) -> dict[str, None]:
        facts = self.facts(channel)
        found: dict[str, None] = {
            self._list_path(each, channel): None for each in lists_in(node) if facts.lists.get(each) is None
        }
        for name in names_in(node):
            if facts.values.get(name) is None:
                self._missing_name(name, channel, found)
        if not found:
            self._everything_below(node, channel, found)
        return found

    def _everything_below(self, node: Expression, channel: int | None, found: dict[str, None]) -> None:
        # A figure can be unknown though every fact is there, as growth is after one count: ask for all of them.
        for each in lists_in(node):
            found[self._list_path(each, channel)] = None
        for name in names_in(node):
            if name in self.knowledge.measures:
                self._everything_below(self.knowledge.measures[name].node, channel, found)
            elif name in FACTS and name != "profile.as_of":
                found[self._path(name, channel)] = None

    def _missing_over_channels(self, node: Aggregate, found: dict[str, None]) -> None:
        for position, facts in enumerate(self._channel_facts):
            held = True if node.where is None else evaluate(node.where, facts)
            if held is None and node.where is not None:
                self._missing(node.where, position, found)
            if held is not False and node.attribute is not None:
                self._missing(Name(f"channel.{node.attribute}"), position, found)

    def _missing_name(self, name: str, channel: int | None, found: dict[str, None]) -> None:
        measure = self.knowledge.measures.get(name)
        if measure is not None:
            self._missing(measure.node, channel, found)
        elif name in FACTS:
            found[self._path(name, channel)] = None
        elif name.startswith("network.") and channel is not None:
            found[f"network[{self.networks[channel].id}].{name.partition('.')[2]}"] = None
        else:
            concluding = next(rule for rule in chain(self.rules.company, self.rules.channel) if rule.concludes == name)
            self._missing(concluding.node, channel if concluding.scope == "channel" else None, found)

    def _path(self, name: str, channel: int | None) -> str:
        own = "" if channel is None else self.profile.channels[channel].id
        values = self.facts(channel).values
        fact = FACTS[name]
        if fact.holder in {"plan", "editorial"} and values.get(f"{fact.holder}.exists", True) is None:
            fact = FACTS[f"{fact.holder}.exists"]
        return fact.path(own)

    def _list_path(self, name: str, channel: int | None) -> str:
        own = "" if channel is None else self.profile.channels[channel].id
        plan = self.profile.communication_plan
        if name == "plan.entries":
            return "communication_plan" if plan is None else "communication_plan.entries"
        if name == "channel.followers" or channel is None:
            return f"channel[{own}].followers"
        editorial = self.profile.channels[channel].editorial_plan
        return f"channel[{own}].editorial_plan" + ("" if editorial is None else ".entries")

    def range_of(self, name: str, channel: int | None) -> tuple[float, float]:
        """Return the least and greatest that a number can be, where it is not known exactly."""
        measure = self.knowledge.measures.get(name)
        node = measure.node if measure else Name(name)
        return bounds(node, self.facts(channel))
