"""What rests on a fact: the names of rows, the rules and the presumptions that another answer can reach.

All of it is known from the rulebook alone; `channelrules.inference.again` judges a supposed answer only there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import attrs

from channelrules.facts.again import ChannelAgain
from channelrules.facts.layout import Row
from channelrules.facts.paths import Place
from channelrules.facts.vocabulary import LISTS, Fact
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.presuming import against
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression, lists_in, names_in

__all__ = ["ChannelFunctions", "Dependents", "Reached", "nodes_of"]


def nodes_of(presumption: Presumption) -> tuple[Expression, ...]:
    """Return everything that a presumption looks at: its value, its conditions, and what would contradict it."""
    return tuple(each for each in (presumption.value, presumption.where, *against(presumption)) if each is not None)


@attrs.frozen
class Reached:
    """What an answer can reach at each channel.

    Attributes:
        names: of a channel's row, in the row's order.
        rules: the places of rules among those asked of a channel.
        verdict: whether it can reach what the verdict table looks at.
    """

    names: tuple[str, ...]
    rules: tuple[int, ...]
    verdict: bool

    @property
    def is_nothing(self) -> bool:
        """Whether no channel has to be judged again."""
        return not (self.rules or self.verdict)


@attrs.frozen(eq=False)
class ChannelFunctions:
    """What judges a channel again where something else stands at one place of a profile.

    Attributes:
        reached: what an answer there can reach.
        stated, filled: fill the channel's row again, as it is stated and with what is presumed.
        rules: what the rules that are reached say.
        presumed: the presumed values that are reached, with their places among all of a channel.
    """

    reached: Reached
    stated: ChannelAgain
    filled: ChannelAgain
    rules: Callable[..., tuple[Outcome, ...]]
    presumed: tuple[tuple[int, ...], Callable[..., tuple[Row, tuple[int, ...]]]]


@attrs.frozen(eq=False)
class Dependents:
    """Works out what rests on a fact.

    Attributes:
        knowledge: the rulebook's content.
        rules: its rules in force, with the layout of rows.
        definitions: what measures, conclusions and facts that follow from others are computed from, by name.
    """

    knowledge: Knowledge
    rules: RuleSet
    definitions: Mapping[str, Expression]

    def of(self, place: Place) -> Reached:
        """Return what an answer at a place can reach at each channel, through what is presumed too."""
        names, lists = self._stated_at(place)
        found = self._above(names, lists)
        rules = [
            number
            for number, rule in enumerate(self.rules.channel)
            if self._rests_on(rule.node, found, lists) or rule.concludes in found
        ]
        return Reached(
            tuple(each for each in self.rules.layout.channel if each in found),
            tuple(rules),
            self._bears(rules, found, lists),
        )

    def _bears(self, rules: Iterable[int], found: Collection[str], lists: Collection[str]) -> bool:
        own: tuple[Rule, ...] = self.rules.channel
        return any(own[each].effect or own[each].concludes for each in rules) or any(
            self._rests_on(row.node, found, lists) for row in self.knowledge.channel_verdicts
        )

    def _stated_at(self, place: Place) -> tuple[set[str], set[str]]:
        """Return the facts and the lists that are others where something else stands at a place."""
        known: Mapping[str, Fact] = self.knowledge.facts
        stated = {(place.holder, place.attribute)}
        if place.name == "channel.rests_from":
            # A rest that has begun gets a last day with its first (`channelrules.advice.answers.with_answer`).
            stated.add(("channel", "rests_until"))
        whole = {"profile.communication_plan": "plan", "channel.editorial_plan": "editorial"}.get(place.name)
        names = {name for name, fact in known.items() if fact.stated in stated or fact.holder == whole}
        lists = {place.name} & LISTS.keys()
        if "plan" in {place.holder, whole}:
            # On which days an entry comes out hangs on the plan's period too.
            lists |= {each for each in LISTS if each.startswith("plan.")}
        if whole == "editorial":
            lists.add("editorial.entries")
        return names, lists

    def _above(self, names: Collection[str], lists: Collection[str]) -> frozenset[str]:
        found = set(names)
        defined = {**self.definitions}
        while True:
            more = {name for name, node in defined.items() if name not in found and self._rests_on(node, found, lists)}
            more |= {
                each.fact
                for each in self.knowledge.presumptions
                if each.fact not in found
                and (guard_of(each.fact) in found or any(self._rests_on(n, found, lists) for n in nodes_of(each)))
            }
            if not more:
                return frozenset(found)
            found |= more

    @staticmethod
    def _rests_on(node: Expression, names: Collection[str], lists: Collection[str]) -> bool:
        return any(each in names for each in names_in(node)) or any(each in lists for each in lists_in(node))
