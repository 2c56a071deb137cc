"""A rulebook as one program over columns: every rule, both verdict tables, both editions.

Nothing of a rule is written again here: measures, conditions and verdict rows are the trees of the
rulebook. A name with ``~`` is the same name by the other edition of facts about networks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.terms import ALWAYS_STATED, LISTS, NETWORK_FACTS
from channelrules.judgement.compiled import Compiled
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import EFFECTS, Rule
from channelrules.language.columns import Program
from channelrules.language.expression import (
    Aggregate,
    And,
    Expression,
    Item,
    Known,
    Literal,
    Name,
    Not,
    Or,
    Pick,
    Projection,
    children,
    names_in,
    nodes,
    rebuilt,
)
from channelrules.language.shape import Lexicon, Listed, Shape
from channelrules.language.types import Type, yes_no

__all__ = ["DEGREE", "HOLDERS", "Judgement", "Variant"]

OTHER: Final = "~"
DEGREE: Final = ("channel.degree", "channel.pace_kept", "channel.growth_kept")
HOLDERS: Final = {name: "company" if name.startswith("plan.") else "channel" for name in LISTS if name != "channels"}
PARENTS: Final = {
    "company": (),
    "network": (),
    "channel": ("company", "network"),
    **{name: (holder,) for name, holder in HOLDERS.items()},
}
_LEVELS: Final = {"profile": "company", "company": "company", "plan": "company", "network": "network"}
_SURE: Final = ALWAYS_STATED | {"network.id", "network.kind"}


@attrs.frozen
class Variant:
    """What a batch has that most have not; a program without it is faster.

    Attributes:
        waivers: whether exceptions are declared.
        parameters: whether companies have numbers of their own.
    """

    waivers: bool = False
    parameters: bool = False


@attrs.frozen(slots=False, eq=False)
class Judgement:
    """What is computed of every company and channel, in the order of the results.

    Attributes:
        compiled: the rulebook.
        variant: what the batch has.
    """

    compiled: Compiled
    variant: Variant

    @cached_property
    def program(self) -> Program:
        """The function over columns."""
        return Program.of(self.shape, self.wanted)

    @cached_property
    def wanted(self) -> tuple[tuple[Expression, str], ...]:
        """Rules of the company, of channels, verdict rows, those by the other edition, the company's, the degree."""
        rules, knowledge = self.compiled.rules, self.compiled.knowledge
        measured = [name for name in DEGREE if name in knowledge.measures]
        return (
            *((rule.node, "company") for rule in rules.company),
            *((rule.node, "channel") for rule in rules.channel),
            *((row.node, "channel") for row in knowledge.channel_verdicts),
            *((self.otherwise(row.node), "channel") for row in knowledge.channel_verdicts),
            *((row.node, "company") for row in knowledge.company_verdicts),
            *((Name(name), "channel") for name in measured),
        )

    @cached_property
    def shape(self) -> Shape:
        """Where every name stands and what it is."""
        lists = {
            name: Listed(HOLDERS[name], name, items) if name in HOLDERS else Listed("company", "channel", items, True)
            for name, items in LISTS.items()
        }
        return Shape(self.level, self.type, self.define, self.sure, PARENTS, lists, self.lexicon)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The numbers of words: the same for every variant."""
        terms = [each.type for each in self.compiled.knowledge.vocabulary]
        items = [each for listed in LISTS.values() for each in listed.attributes.values()]
        facts = [each.type for each in NETWORK_FACTS.values()]
        trees = [node for each in self._every_node() for node in nodes(each)]
        return Lexicon.of([*terms, *items, *facts], [*trees, *map(Literal, sorted(self.compiled.knowledge.networks))])

    def _every_node(self) -> Iterator[Expression]:
        knowledge = self.compiled.knowledge
        yield from self.compiled.definitions.values()
        yield from (rule.node for rule in (*self.compiled.rules.company, *self.compiled.rules.channel))
        yield from (row.node for row in (*knowledge.channel_verdicts, *knowledge.company_verdicts))

    @cached_property
    def compared(self) -> frozenset[str]:
        """The names of texts that are compared with anything, not only asked whether they are stated."""
        found: set[str] = set()
        for node in self._every_node():
            found |= set(_compared(node, ""))
        return frozenset(found)

    # --- names ---

    def level(self, name: str) -> str:
        """Return the level of a name."""
        scope, _, attribute = name.removesuffix(OTHER).partition(".")
        if scope == "param":
            return "company" if self.variant.parameters else ""
        if scope == "lifted":
            return self.compiled.knowledge.rules[attribute].scope
        return _LEVELS.get(scope, "channel")

    def type(self, name: str) -> Type:
        """Return the type of a name."""
        plain = name.removesuffix(OTHER)
        vocabulary = self.compiled.knowledge.vocabulary
        return vocabulary[plain].type if plain in vocabulary else yes_no

    def sure(self, name: str) -> bool:
        """Return whether a name is never unknown."""
        return name.removesuffix(OTHER) in _SURE or name.startswith("lifted.")

    def define(self, name: str) -> Expression | None:
        """Return how a name is computed, or ``None`` where it is given."""
        if name.endswith(OTHER):
            defined = self.define(name.removesuffix(OTHER))
            return None if defined is None else self.otherwise(defined)
        scope, _, attribute = name.partition(".")
        if scope == "effect":
            return self.effect(attribute)
        return self.compiled.definitions.get(name)

    def effect(self, name: str) -> Expression:
        """Return when an effect holds: a rule with it fires, and no exception lifts it."""
        if name == "excepted":
            rules = [rule for rule in self.compiled.rules.channel if rule.effect == "helpful"]
            return Or(tuple(Name(f"lifted.{rule.id}") for rule in rules if self.liftable(rule)))
        scope = next(each for each, names in EFFECTS.items() if name in names)
        rules = [rule for rule in getattr(self.compiled.rules, scope) if rule.effect == name]
        return Or(tuple(self.unlifted(rule) for rule in rules))

    def unlifted(self, rule: Rule) -> Expression:
        """Return when a rule fires and no exception lifts it."""
        return And((rule.node, Not(Name(f"lifted.{rule.id}")))) if self.liftable(rule) else rule.node

    def liftable(self, rule: Rule) -> bool:
        """Return whether an exception could lift a rule in this batch."""
        return self.variant.waivers and rule.waivable

    @cached_property
    def lifting(self) -> tuple[str, ...]:
        """The ids of the rules that an exception could lift."""
        rules = (*self.compiled.rules.company, *self.compiled.rules.channel)
        return tuple(rule.id for rule in rules if self.liftable(rule))

    # --- the other edition ---

    @cached_property
    def editions(self) -> frozenset[str]:
        """The facts about networks on which the two editions differ on any day."""
        found: set[str] = set()
        for network in self.compiled.knowledge.networks.values():
            for day in network.days():
                rows = [network.row(edition, day) for edition in Edition]
                found |= {
                    f"network.{name}" for name, one, other in zip(NETWORK_FACTS, *rows, strict=True) if one != other
                }
        return frozenset(found)

    @cached_property
    def _differing(self) -> Mapping[str, bool]:
        return {}

    def differs(self, name: str) -> bool:
        """Return whether a name can be another by the other edition."""
        known: dict[str, bool] = self._differing  # type: ignore[assignment]
        if name not in known:
            defined = self.define(name)
            known[name] = name in self.editions if defined is None else any(map(self.differs, names_in(defined)))
        return known[name]

    def otherwise(self, node: Expression) -> Expression:
        """Return what an expression says by the other edition."""

        def other(part: Expression) -> Expression | None:
            if isinstance(part, Name):
                return Name(part.name + OTHER) if self.differs(part.name) else part
            if isinstance(part, Projection) and part.over == "channels" and self.differs(f"channel.{part.attribute}"):
                return Projection(part.over, part.attribute + OTHER)
            if isinstance(part, Aggregate) and part.over == "channels" and part.attribute is not None:
                attribute = part.attribute + (OTHER if self.differs(f"channel.{part.attribute}") else "")
                where = part.where and self.otherwise(part.where)
                return attrs.evolve(part, attribute=attribute, where=where)
            return None

        return rebuilt(node, other)


def _compared(node: Expression, over: str) -> Iterator[str]:
    match node:
        case Known():
            return
        case Name(name):
            yield name
        case Item(name):
            yield f"{over}.{name}"
        case Projection(of, attribute):
            yield f"channel.{attribute}" if of == "channels" else f"{of}.{attribute}"
        case Pick(_, of, value, by):
            yield f"{of}.{value}"
            yield f"{of}.{by}"
        case Aggregate(_, of, attribute, where):
            if attribute is not None:
                yield f"{of}.{attribute}"
            if where is not None:
                yield from _compared(where, of)
        case _:
            for part in children(node):
                yield from _compared(part, over)
