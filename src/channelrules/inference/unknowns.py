"""What keeps a condition open: the places of a profile where a fact it needs is missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import attrs

from channelrules.facts.layout import CHANNEL_SCOPES
from channelrules.facts.paths import Place
from channelrules.facts.profile import CommunicationPlan
from channelrules.inference.case import Case
from channelrules.inference.lacking import Lacks
from channelrules.language.nodes import (
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
)
from channelrules.language.semantics import evaluate

__all__ = ["Unknown", "list_place", "missing", "missing_places", "unknowns"]

Unknown = Place | str
"""A place of the profile or, as a text, a fact about a network, which a company is not asked for."""


def unknowns(case: Case, node: Expression, channel: int | None) -> frozenset[Unknown]:
    """Return what keeps a condition open at a channel, or for the company."""
    kept = case.unknowns.get((id(node), channel))
    if kept is None and channel is not None and (like := case.alike[channel]) != channel:
        here, there = case.profile.channels[channel].id, case.profile.channels[like].id
        found = [_moved(each, there, here) for each in unknowns(case, node, like)]
        kept = case.unknowns[id(node), channel] = node, frozenset(found)
    elif kept is None:
        search = _Search(case)
        search.condition(node, channel)
        # The condition is kept too, so that its id is not reused.
        kept = case.unknowns[id(node), channel] = node, frozenset(search.found)
    return kept[1]


def _moved(unknown: Unknown, there: str, here: str) -> Unknown:
    """Return what keeps it open at another channel, given a place at one channel."""
    if isinstance(unknown, str) or unknown.channel != there:
        return unknown
    return Place(unknown.holder, unknown.attribute, here, unknown.declared)


def missing(case: Case, node: Expression, channel: int | None) -> tuple[str, ...]:
    """Return where the profile, or the facts about a network, would state what keeps a condition open."""
    return tuple(path for path, _ in missing_places(case, node, channel))


def missing_places(case: Case, node: Expression, channel: int | None) -> tuple[tuple[str, Place | None], ...]:
    """Return the same in order, each with its place; a fact about a network has none in the profile."""
    found = unknowns(case, node, channel)
    paths = [(each.path, each) if isinstance(each, Place) else (each, None) for each in found]
    return tuple(sorted(paths, key=lambda each: each[0]))


@attrs.frozen(eq=False, repr=False)
class _Search:
    case: Case
    found: set[Unknown] = attrs.field(factory=set)

    def condition(self, node: Expression, channel: int | None) -> None:
        """Look for what keeps a whole condition of the rulebook open, or what names are computed from."""
        if not self.generated(node, channel):
            self.below(node, channel)

    def generated(self, node: Expression, channel: int | None) -> tuple[Value | None] | None:
        """Look for the same with the function generated for the condition; return its value where there is one."""
        lacks = self.case.compiled.lacking.of(node, at_channel=channel is not None)
        if lacks is None:
            return None
        value, found = self.found_by(lacks, channel)
        for each in found:
            part = lacks.parts[each]
            if isinstance(part.node, Name):
                self.name(part.node.name, channel)
            else:
                self.everything(part.node, channel if part.at_channel else None)
        return (value,)

    def found_by(self, lacks: Lacks, channel: int | None) -> tuple[Value | None, Sequence[int]]:
        case = self.case
        rows = (case.rows.company,) if channel is None else (case.rows.company, case.rows.channels[channel])
        return lacks.found(*rows, case.parameters, case.concluded(channel))

    def value(self, node: Expression, channel: int | None) -> Value | None:
        """Return the value of an expression; of a condition on all channels, what the functions for it come to."""
        if not (isinstance(node, Aggregate) and node.over == "channels" and node.kind in {"any", "all", "count"}):
            return evaluate(node, self.case.known.seen_from(channel))
        kept = self.case.figures
        if id(node) not in kept:
            kept[id(node)] = node, self.of_channels(node)
        return kept[id(node)][1]

    def of_channels(self, node: Aggregate) -> Value | None:
        lacks = None if node.where is None else self.case.compiled.lacking.of(node.where, at_channel=True)
        if lacks is None:
            return evaluate(node, self.case.known.seen_from(None))
        held = [self.found_by(lacks, position)[0] for position in range(len(self.case.profile.channels))]
        if node.kind == "count":
            return None if None in held else held.count(True)
        decides = node.kind == "any"
        return decides if decides in held else None if None in held else not decides

    def below(self, node: Expression, channel: int | None) -> None:
        facts = self.case.known.seen_from(channel)
        match node:
            case Name(name):
                if facts.values.get(name) is None:
                    self.name(name, channel)
            case Not(part):
                self.below(part, channel)
            case And(parts) | Or(parts):
                for part in parts:
                    if self.value(part, channel) is None:
                        self.below(part, channel)
            case Choose(test, then, otherwise):
                held = evaluate(test, facts)
                self.below(test if held is None else then if held else otherwise, channel)
            case Aggregate(over="channels"):
                self.over_channels(node)
            case Aggregate() | Pick() | EmptyMonths() | Member(right=Projection()):
                self.in_figure(node, channel)
            case _:
                unknown = [part for part in children(node) if self.value(part, channel) is None]
                for part in unknown:
                    self.below(part, channel)
                if not unknown and evaluate(node, facts) is None:
                    self.everything(node, channel)

    def in_figure(self, node: Expression, channel: int | None) -> None:
        if not self.inside(node, channel):
            self.everything(node, channel)

    def inside(self, node: Expression, channel: int | None) -> bool:
        # The unknown parts of a figure: lists, names, and facts that channels do not state.
        facts = self.case.known.seen_from(channel)
        match node:
            case Name(name):
                unknown = facts.values.get(name) is None
                if unknown:
                    self.name(name, channel)
                return unknown
            case Aggregate(over="channels"):
                self.over_channels(node)
                return self.value(node, channel) is None
            case Projection("channels", attribute):
                places = range(len(self.case.profile.channels))
                met = [self.inside(Name(f"channel.{attribute}"), position) for position in places]
                return any(met)
            case _:
                unknown = isinstance(node, Aggregate | Pick | Projection) and facts.lists.get(node.over) is None
                if unknown and isinstance(node, Aggregate | Pick | Projection):
                    self.found.add(list_place(self.case, node.over, channel))
                met = [self.inside(part, channel) for part in children(node)]
                return unknown or any(met)

    def everything(self, node: Expression, channel: int | None) -> None:
        # A figure can be unknown though every fact is there, as growth is after one count: ask for all of them.
        match node:
            case Name(name):
                if name in self.case.knowledge.measures:
                    of_channel = name.partition(".")[0] in CHANNEL_SCOPES
                    self.everything(self.case.knowledge.measures[name].node, channel if of_channel else None)
                elif name in self.case.knowledge.facts and name != "profile.as_of":
                    self.found.add(self.case.place_of(name, channel))
            case Aggregate(_, "channels", attribute, where):
                for position in range(len(self.case.profile.channels)):
                    for part in (where, Name(f"channel.{attribute}") if attribute else None):
                        if part is not None:
                            self.everything(part, position)
            case Projection("channels", attribute):
                for position in range(len(self.case.profile.channels)):
                    self.everything(Name(f"channel.{attribute}"), position)
            case _:
                if isinstance(node, Aggregate | Pick | Projection):
                    self.found.add(list_place(self.case, node.over, channel))
                for part in children(node):
                    self.everything(part, channel)

    def over_channels(self, node: Aggregate) -> None:
        for position in range(len(self.case.profile.channels)):
            held: Value | None = True
            if node.where is not None and (known := self.generated(node.where, position)):
                held = known[0]
            elif node.where is not None:
                held = evaluate(node.where, self.case.known.seen_from(position))
                if held is None:
                    self.below(node.where, position)
            if held is not False and node.attribute is not None:
                self.below(Name(f"channel.{node.attribute}"), position)

    def name(self, name: str, channel: int | None) -> None:
        kept = self.case.unknowns_of_names.get((name, channel))
        if kept is None:
            search = _Search(self.case)
            search.under_name(name, channel)
            kept = self.case.unknowns_of_names[name, channel] = frozenset(search.found)
        self.found.update(kept)

    def under_name(self, name: str, channel: int | None) -> None:
        measure = self.case.knowledge.measures.get(name)
        if measure is not None:
            self.condition(measure.node, channel if name.partition(".")[0] in CHANNEL_SCOPES else None)
        elif name in self.case.knowledge.facts:
            self.found.add(self.case.place_of(name, channel))
        elif name.startswith("network.") and channel is not None:
            self.found.add(f"network[{self.case.networks[channel].id}].{name.partition('.')[2]}")
        else:
            rules = chain(self.case.rules.company, self.case.rules.channel)
            concluding = next(rule for rule in rules if rule.concludes == name)
            self.condition(concluding.node, channel if concluding.scope == "channel" else None)


def list_place(case: Case, name: str, channel: int | None) -> Place:
    """Return where a profile states a list; for a plan that may not exist, where it says whether it does."""
    profile = case.profile
    if name.startswith("plan."):
        plan = profile.communication_plan
        if plan is None:
            return Place("profile", "communication_plan")
        if name == "plan.dates" and isinstance(plan, CommunicationPlan) and plan.entries and plan.dates is None:
            # An entry recurs over the plan's period, which is not known.
            return Place("plan", "starts_on" if plan.starts_on is None else "ends_on")
        return Place("plan", "entries")
    assert channel is not None
    own = profile.channels[channel]
    scope, _, attribute = name.partition(".")
    if scope == "channel":
        return Place("channel", attribute, own.id)
    if own.editorial_plan is None:
        return Place("channel", "editorial_plan", own.id)
    return Place("editorial", "entries", own.id)
