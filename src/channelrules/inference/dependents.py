"""What depends on a fact: the names of rows, the rules and the presumptions that another answer can change.

All of it follows from the rulebook alone. A supposed answer is judged again only where something depends on it
(`channelrules.inference.again`).
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.vocabulary import LISTS
from channelrules.inference.engine import RuleSet
from channelrules.inference.presuming import against
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression, Name, lists_in, names_in

__all__ = ["Dependents", "Part", "Reached", "nodes_of"]

_ID: Final = "channel.id"


def nodes_of(presumption: Presumption) -> tuple[Expression, ...]:
    """Return everything that a presumption reads: its value, its conditions, and what would contradict it."""
    return tuple(each for each in (presumption.value, presumption.where, *against(presumption)) if each is not None)


@attrs.frozen(eq=False, repr=False)
class Part:
    """What an answer can reach of one subject.

    Attributes:
        names: of its row, in the row's order.
        rules: the places of rules among those asked of it.
        verdict: whether it can reach what the verdict table reads.
    """

    names: tuple[str, ...]
    rules: tuple[int, ...]
    verdict: bool

    @property
    def is_nothing(self) -> bool:
        """Whether the subject need not be judged again."""
        return not (self.rules or self.verdict)


@attrs.frozen(eq=False, repr=False)
class Reached:
    """What an answer can reach: of the company, and of each channel."""

    company: Part
    channel: Part


@attrs.frozen(eq=False, repr=False)
class _Use:
    """What something reads: names, and lists of plans, followers or results."""

    names: frozenset[str]
    lists: frozenset[str]

    @classmethod
    def of(cls, *given: Expression) -> _Use:
        return cls(
            frozenset(name for node in given for name in names_in(node)),
            frozenset(name for node in given for name in lists_in(node)),
        )

    def rests_on(self, names: AbstractSet[str], lists: AbstractSet[str]) -> bool:
        return not (self.names.isdisjoint(names) and self.lists.isdisjoint(lists))


@attrs.frozen(eq=False, repr=False, slots=False)
class Dependents:
    """The dependencies within a rulebook.

    Attributes:
        knowledge: its content.
        rules: its rules in force, with the layout of rows.
        defined: what each measure, conclusion or fact that follows from others reads.
        presumed: what each presumption reads, by its fact; a fact may have several.
    """

    knowledge: Knowledge
    rules: RuleSet
    defined: Mapping[str, _Use]
    presumed: tuple[tuple[str, _Use], ...]

    @classmethod
    def of(cls, knowledge: Knowledge, rules: RuleSet, definitions: Mapping[str, Expression]) -> Dependents:
        """Return what rests on what.

        Args:
            knowledge: the rulebook's content.
            rules: its rules in force.
            definitions: what names are computed from, conclusions included.
        """
        presumed = []
        for each in knowledge.presumptions:
            guard = guard_of(each.fact)
            presumed.append((each.fact, _Use.of(*nodes_of(each), *((Name(guard),) if guard else ()))))
        defined = {name: _Use.of(node) for name, node in definitions.items()}
        return cls(knowledge, rules, defined, tuple(presumed))

    @cached_property
    def tells_channels_apart(self) -> bool:
        """Whether the result of an answer about a channel can depend on the channel's id.

        It cannot where no condition reads an id together with a fact that the channel states: then what depends on
        ids stands in the rows, and no answer about a channel changes it.
        """
        nodes = [rule.node for rule in (*self.rules.channel, *self.rules.company)]
        nodes += [row.node for row in (*self.knowledge.channel_verdicts, *self.knowledge.company_verdicts)]
        looks = [_Use.of(*nodes), *(use for _, use in self.presumed)]
        looks += [use for use in self.defined.values() if "channels" in use.lists]
        if any(_ID in each.names for each in looks):
            return True
        beside = {name for use in self.defined.values() if _ID in use.names for name in use.names}
        return any(name.startswith(("channel.", "editorial.")) for name in beside - {_ID})

    @cached_property
    def of_ids(self) -> frozenset[str]:
        """The names that rest on channels' ids."""
        return self._above({_ID}, frozenset())

    def reached(self, place: Place) -> Reached:
        """Return what an answer at a place can reach, through what is presumed too."""
        names, lists = self._stated_at(place)
        found = self._above(names, lists)
        layout = self.rules.layout

        def part(scope: str, row: tuple[str, ...], own: tuple[Rule, ...]) -> Part:
            uses, table = self._uses[scope]
            rules = tuple([number for number, use in enumerate(uses) if use.rests_on(found, lists)])
            bears = any(own[each].effect or own[each].concludes for each in rules)
            return Part(tuple([each for each in row if each in found]), rules, bears or table.rests_on(found, lists))

        company = part("company", layout.company, self.rules.company)
        return Reached(company, part("channel", layout.channel, self.rules.channel))

    @cached_property
    def _uses(self) -> Mapping[str, tuple[tuple[_Use, ...], _Use]]:
        """What each rule of a scope reads, and what its verdict table reads."""
        rules = {"company": self.rules.company, "channel": self.rules.channel}
        return {
            scope: (tuple([_Use.of(each.node) for each in rules[scope]]), _Use.of(*(row.node for row in table)))
            for scope, table in self.knowledge.verdict_tables.items()
        }

    def _stated_at(self, place: Place) -> tuple[set[str], set[str]]:
        """Return the facts and the lists that change with the value at a place."""
        stated = {(place.holder, place.attribute)}
        if place.name == "channel.rests_from":
            # A rest that has begun gets a last day with its first (`channelrules.advice.answers.answered`).
            stated.add(("channel", "rests_until"))
        whole = {"profile.communication_plan": "plan", "channel.editorial_plan": "editorial"}.get(place.name)
        known = self.knowledge.facts
        names = {name for name, fact in known.items() if fact.stated in stated or fact.holder == whole}
        lists = {place.name} & LISTS.keys()
        if whole == "plan" or place.name in {"plan.entries", "plan.starts_on", "plan.ends_on"}:
            # The days of an entry depend on the plan's period, too.
            lists |= {each for each in LISTS if each.startswith("plan.")}
        if whole == "editorial":
            lists.add("editorial.entries")
        return names, lists

    def _above(self, names: AbstractSet[str], lists: AbstractSet[str]) -> frozenset[str]:
        found = set(names)
        waiting = [*self.defined.items(), *self.presumed]
        while True:
            more = {name for name, use in waiting if use.rests_on(found, lists)}
            if more <= found:
                return frozenset(found)
            found |= more
            waiting = [each for each in waiting if each[0] not in found]
