"""A rulebook as one program over columns: every rule, both verdict tables, both editions, certain and presumed.

Measures, conditions and verdict rows are the trees of the rulebook. A name with ``?`` is the name under presumptions,
one with ``~`` the name by the other edition of facts about networks; a name that is the same either way keeps its own,
so that it is computed once.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.facts.vocabulary import ALWAYS_STATED, DEFINED, LISTS, NETWORK_FACTS
from channelrules.inference.compiled import Compiled
from channelrules.inference.presuming import against
from channelrules.knowledge.network import Edition
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.rule import Rule
from channelrules.language.columns.program import Program
from channelrules.language.columns.shape import Columns, Lexicon, Listed, Shape, Supposed, Supposition
from channelrules.language.nodes import (
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
from channelrules.language.types import Kind, Type, yes_no

__all__ = ["DEGREE", "HOLDERS", "PRESUMED", "Judgement", "Variant", "View"]

OTHER: Final = "~"
PRESUMED: Final = "?"
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
    """The rarely used columns of a batch; a program without them is faster.

    Attributes:
        waivers: whether exceptions are declared.
        parameters: whether companies have parameters of their own.
    """

    waivers: bool = False
    parameters: bool = False


@attrs.frozen
class View:
    """A view of names: certain or presumed, and by which edition.

    Attributes:
        presumed: whether presumptions are used.
        other: whether facts about networks are those of the other edition.
    """

    presumed: bool = False
    other: bool = False

    @classmethod
    def of(cls, name: str) -> View:
        """Return a name in the view."""
        return cls(PRESUMED in name, name.endswith(OTHER))


_PLAIN: Final = View()
Wanted = Mapping[str, tuple[Expression, str]]
"""Expressions by name, each with its level."""


def _plain(name: str) -> str:
    return name.removesuffix(OTHER).removesuffix(PRESUMED)


@attrs.frozen(slots=False, eq=False)
class Judgement:
    """What is computed for every company and channel.

    Attributes:
        compiled: the rulebook.
        variant: the rarely used columns that the batch has.
        edition: which facts about networks are in use.
        presume: whether presumptions are used, too.
    """

    compiled: Compiled
    variant: Variant
    edition: Edition = Edition.GUIDANCE
    presume: bool = True

    @cached_property
    def program(self) -> Program:
        """The function over columns."""
        wanted = {f"{group}/{name}": each for group, given in self.wanted.items() for name, each in given.items()}
        return Program.of(self.shape, wanted)

    @cached_property
    def wanted(self) -> Mapping[str, Wanted]:
        """What is computed, in groups and by name, each on a level.

        Under ``company`` and ``channel`` rules by id, under ``verdicts`` and ``company_verdicts`` rows of the verdict
        tables by their place, on what is stated; under the same with ``?`` those under presumptions; under ``other``
        the rows by the other edition, under presumptions where there are any; under ``degree`` its parts.
        """
        rules, knowledge = self.compiled.rules, self.compiled.knowledge
        given: dict[str, Wanted] = {
            "company": {rule.id: (rule.node, "company") for rule in rules.company},
            "channel": {rule.id: (rule.node, "channel") for rule in rules.channel},
            "verdicts": {str(at): (row.node, "channel") for at, row in enumerate(knowledge.channel_verdicts)},
            "company_verdicts": {str(at): (row.node, "company") for at, row in enumerate(knowledge.company_verdicts)},
        }

        def viewed(group: str, view: View) -> Wanted:
            return {name: (self.seen(node, view), level) for name, (node, level) in given[group].items()}

        presumed = {f"{group}{PRESUMED}": viewed(group, View(presumed=True)) for group in given if self.presumes}
        return {
            **given,
            **presumed,
            "other": viewed("verdicts", View(presumed=self.presumes, other=True)),
            "degree": {name: (Name(name), "channel") for name in DEGREE if name in knowledge.measures},
        }

    def run(self, columns: Columns) -> Mapping[str, Mapping[str, Any]]:
        """Return what is computed, in the groups and under the names of `wanted`."""
        found = self.program.run(columns)
        return {group: {name: found[f"{group}/{name}"] for name in given} for group, given in self.wanted.items()}

    @property
    def presumes(self) -> bool:
        """Whether anything is presumed."""
        return self.presume and bool(self.suppositions)

    @cached_property
    def shape(self) -> Shape:
        """The level and type of every name."""
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
        for each in knowledge.presumptions:
            given = (each.value, each.where, *against(each))
            yield from (node for node in given if node is not None)

    @cached_property
    def compared(self) -> frozenset[str]:
        """The names of texts that are compared, beyond being tested for presence."""
        found: set[str] = set()
        for node in self._every_node():
            found |= set(_compared(node, ""))
        return frozenset(found)

    # --- names ---

    def level(self, name: str) -> str:
        """Return the level of a name."""
        scope, _, attribute = _plain(name).partition(".")
        if scope == "param":
            return "company" if self.variant.parameters else ""
        if scope == "lifted":
            return self.compiled.knowledge.rules[attribute].scope
        return _LEVELS.get(scope, "channel")

    def type(self, name: str) -> Type:
        """Return the type of a name."""
        plain = _plain(name)
        vocabulary = self.compiled.knowledge.vocabulary
        return vocabulary[plain].type if plain in vocabulary else yes_no

    def sure(self, name: str) -> bool:
        """Return whether a name is never unknown."""
        return _plain(name) in _SURE or name.startswith("lifted.")

    def define(self, name: str) -> Expression | Supposed | None:
        """Return how a name is computed, or what it is presumed to be; ``None`` where it is given."""
        view, plain = View.of(name), _plain(name)
        defined = self.defined(plain)
        if plain in DEFINED:
            # A fact that follows from others follows from their stated values.
            view = attrs.evolve(view, presumed=False)
        if PRESUMED in name and plain in self.suppositions:
            stated = Name(plain) if defined is None else self.seen(defined, view)
            return Supposed(stated, self.suppositions[plain])
        return None if defined is None else self.seen(defined, view)

    def defined(self, name: str) -> Expression | None:
        """Return how a name is computed from what is stated; ``None`` where it is given."""
        scope, _, attribute = name.partition(".")
        return self.effect(attribute) if scope == "effect" else self.compiled.definitions.get(name)

    def effect(self, name: str) -> Expression:
        """Return when an effect holds: a rule with it fires, and no exception lifts it."""
        rules = self.compiled.rules.with_effect(name)
        if name == "excepted":
            return Or(tuple(Name(f"lifted.{rule.id}") for rule in rules if self.liftable(rule)))
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

    # --- what is presumed ---

    @cached_property
    def suppositions(self) -> Mapping[str, tuple[Supposition, ...]]:
        """The presumptions about each fact, in the order in which they are tried."""
        found: dict[str, tuple[Supposition, ...]] = {}
        for each in self.compiled.knowledge.presumptions:
            found[each.fact] = (*found.get(each.fact, ()), self.supposition(each))
        return found

    def supposition(self, presumption: Presumption) -> Supposition:
        """Return a presumption over stated facts and the current facts about networks."""
        today = View(other=self.edition is not Edition.CURRENT)
        guard, spec = guard_of(presumption.fact), presumption.spec
        where = () if presumption.where is None else (presumption.where,)
        bounded = spec.type.kind is Kind.NUMBER
        return Supposition(
            self.seen(presumption.value, today),
            tuple(self.seen(node, today) for node in (*map(Name, filter(None, [guard])), *where)),
            tuple(self.seen(node, today) for node in against(presumption)),
            spec.low if bounded else None,
            spec.high if bounded else None,
            spec.whole,
        )

    # --- views ---

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
    def _found(self) -> dict[tuple[str, str], bool]:
        return {}

    def rests_on(self, name: str, ending: str, given: Container[str]) -> bool:
        """Return whether a name is one of some, or is computed from one; noted under an ending."""
        if (name, ending) not in self._found:
            defined = self.defined(name)
            used = () if defined is None or (ending == PRESUMED and name in DEFINED) else names_in(defined)
            found = name in given or any(self.rests_on(each, ending, given) for each in used)
            self._found[name, ending] = found
        return self._found[name, ending]

    def named(self, name: str, view: View) -> str:
        """Return the name in a view; its own where it is the same."""
        presumed = view.presumed and self.rests_on(name, PRESUMED, self.suppositions)
        other = view.other and self.rests_on(name, OTHER, self.editions)
        return f"{name}{PRESUMED * presumed}{OTHER * other}"

    def seen(self, node: Expression, view: View) -> Expression:
        """Return an expression in a view."""
        if view == _PLAIN:
            return node

        def attribute(name: str) -> str:
            return self.named(f"channel.{name}", view).removeprefix("channel.")

        def change(part: Expression) -> Expression | None:
            match part:
                case Name(name):
                    return Name(self.named(name, view))
                case Projection("channels", of):
                    return Projection("channels", attribute(of))
                case Aggregate(over="channels", attribute=str(of), where=where):
                    return attrs.evolve(part, attribute=attribute(of), where=where and self.seen(where, view))
                case _:
                    return None

        return rebuilt(node, change)


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
