"""Checks of presumptions: what each may read, that stating one changes no other, and that no two are contradictory.

Two laws are tried on many suppositions about the facts that two presumptions share, with every value that a condition
names, and none: stating a fact as it is presumed neither adds, withdraws nor alters another presumption (*confirming*),
and no two presumptions contradict each other.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import attrs

from channelrules.errors import RulebookError
from channelrules.facts.contradictions import contradictions_of
from channelrules.facts.definitions import definitions
from channelrules.facts.vocabulary import ALWAYS_STATED
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.presumptions_loader import FILE
from channelrules.language.nodes import (
    Aggregate,
    Expression,
    Literal,
    Name,
    Value,
    lists_in,
    names_in,
    nodes,
    rebuilt,
)
from channelrules.language.semantics import Facts, evaluate
from channelrules.language.types import Kind, Type

__all__ = ["presumed_of", "problems_of_presumptions"]

_MOST: Final = 2_000
_TODAY: Final = datetime.date(2026, 11, 1)
_DAYS: Final = (0, -1, -31, -61, -100, -300, 30)
_CHANNEL_SCOPES: Final = frozenset({"channel", "editorial", "network"})


def problems_of_presumptions(knowledge: Knowledge, used: Collection[str]) -> Iterator[RulebookError]:
    """Yield what is wrong with the presumptions of a rulebook.

    Args:
        knowledge: the rulebook.
        used: the names that rules, verdict tables and texts rest on, through measures too.
    """
    tree = _Trees(knowledge)
    summed = _summed(knowledge)
    for each in knowledge.presumptions:
        if each.fact not in used:
            yield _problem(each, "nothing uses this fact: a presumption about it decides nothing")
        yield from _reach(each, tree)
        if each.fact in summed:
            message = f"this number enters the sum '{summed[each.fact]}' over channels: a presumed one would move it"
            yield _problem(each, message)
    own = {each.fact for each in knowledge.presumptions if not knowledge.houses or each.origin == "house"}
    yield from _Trials(knowledge, tree).problems(own)


def _problem(presumption: Presumption, message: str) -> RulebookError:
    return RulebookError(message, file=FILE, path=presumption.id)


@attrs.frozen
class _Trees:
    """Expressions of a rulebook with their measures inlined."""

    knowledge: Knowledge

    def below(self, node: Expression) -> Iterator[Expression]:
        """Yield an expression and those of the measures and facts that it rests on."""
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            node = waiting.pop()
            yield node
            for name in names_in(node):
                measure = self.knowledge.measures.get(name)
                defined = measure.node if measure else definitions().get(name)
                if name not in seen and defined is not None:
                    seen.add(name)
                    waiting.append(defined)

    def expanded(self, node: Expression) -> Expression:
        """Return an expression over facts alone; a measure over a list stays a name of its own."""

        def put(part: Expression) -> Expression | None:
            measure = self.knowledge.measures.get(part.name) if isinstance(part, Name) else None
            if measure is None or any(lists_in(each) for each in self.below(measure.node)):
                return None
            return self.expanded(measure.node)

        return rebuilt(node, put)


def _reach(presumption: Presumption, tree: _Trees) -> Iterator[RulebookError]:
    read = [each for each in (presumption.value, presumption.where, presumption.unless) if each is not None]
    everything = [each for node in read for each in tree.below(node)]
    names = {name for node in everything for name in names_in(node)}
    over = any("channels" in lists_in(node) for node in everything)
    if presumption.scope == "company" and (over or any(name.partition(".")[0] in _CHANNEL_SCOPES for name in names)):
        yield _problem(presumption, "what is presumed of the company or its plan reads no channel")
    elif over:
        yield _problem(presumption, "what is presumed of a channel reads no other channel, nor a figure over channels")


def _summed(knowledge: Knowledge) -> dict[str, str]:
    """Return the facts of channels that enter a sum, a least or a greatest over channels, with its measure."""
    tree = _Trees(knowledge)
    found: dict[str, str] = {}
    for name, measure in knowledge.measures.items():
        for node in nodes(measure.node):
            if not isinstance(node, Aggregate) or node.over != "channels" or node.attribute is None:
                continue
            attribute = Name(f"channel.{node.attribute}")
            for below in tree.below(attribute):
                found |= {each: name for each in names_in(below) if each not in found}
    return found


# --- confirming, and contradictions between presumptions ---


Assignment = Mapping[str, Value | None]


def presumed_of(presumptions: Sequence[Presumption], facts: Facts) -> Value | None:
    """Return what is presumed of one fact, given its presumptions in order and what is stated.

    This is the written semantics of presumptions; the compiled form is tested against it.
    """
    name = presumptions[0].fact
    guard = guard_of(name)
    if facts.values.get(name) is not None or (guard is not None and facts.values.get(guard) is not True):
        return None
    spec = presumptions[0].spec
    for each in presumptions:
        if each.where is not None and evaluate(each.where, facts) is not True:
            continue
        if each.unless is not None and evaluate(each.unless, facts) is True:
            continue
        value = evaluate(each.value, facts)
        if value is None or spec.problem(value)[0]:
            continue
        filled = Facts({**facts.values, name: value}, facts.lists)
        if not any(evaluate(against.node, filled) is True for against in contradictions_of(name)):
            return value
    return None


@attrs.frozen
class _Trials:
    knowledge: Knowledge
    tree: _Trees

    def problems(self, own: Collection[str]) -> Iterator[RulebookError]:
        by_fact: dict[str, list[Presumption]] = {}
        for each in self.knowledge.presumptions:
            by_fact.setdefault(each.fact, []).append(self.expanded(each))
        for fact, other in itertools.permutations(by_fact, 2):
            if fact in own or other in own:
                yield from self.tried(by_fact[fact], by_fact[other])

    def expanded(self, presumption: Presumption) -> Presumption:
        return attrs.evolve(
            presumption,
            value=self.tree.expanded(presumption.value),
            where=presumption.where and self.tree.expanded(presumption.where),
            unless=presumption.unless and self.tree.expanded(presumption.unless),
        )

    def tried(self, first: list[Presumption], second: list[Presumption]) -> Iterator[RulebookError]:
        fact, other = first[0].fact, second[0].fact
        reads = any(fact in each.reads for each in second)
        shared = [each for each in contradictions_of(fact) if other in each.names]
        if not reads and not shared:
            return
        for values in self.assignments([*first, *second], fact, other):
            facts = _with_defined(values)
            value = presumed_of(first, facts)
            if value is None:
                continue
            before = presumed_of(second, facts)
            after = presumed_of(second, _with_defined({**values, fact: value}))
            if before != after:
                message = (
                    f"stating {fact} as it is presumed ({_told(value)}) would alter what is presumed of {other} "
                    f"({_told(before)} → {_told(after)}), for instance where {_where(values)}"
                )
                yield _problem(second[0], message)
                return
            filled = Facts({**values, fact: value, other: before})
            if before is not None and any(evaluate(each.node, filled) is True for each in shared):
                message = f"this contradicts what is presumed of {other}, for instance where {_where(values)}"
                yield _problem(first[0], message)
                return

    def assignments(self, given: list[Presumption], fact: str, other: str) -> Iterator[Assignment]:
        trees = [node for each in given for node in (each.value, each.where, each.unless) if node is not None]
        trees += [each.node for name in (fact, other) for each in contradictions_of(name)]
        names = {name for node in trees for name in names_in(node)} | {fact, other}
        names |= {below for name in names if name in definitions() for below in names_in(definitions()[name])}
        names |= {guard for name in (fact, other) if (guard := guard_of(name)) is not None}
        ordered = sorted(names)
        literals = [node.value for tree in trees for node in nodes(tree) if isinstance(node, Literal)]
        choices: list[tuple[Value | None, ...]] = []
        for name in ordered:
            if name.startswith("param."):
                choices.append((self.knowledge.parameters[name.removeprefix("param.")].value,))
            elif name == "profile.as_of":
                choices.append((_TODAY,))
            elif name == fact:
                choices.append((None,))
            else:
                values = _values(self.knowledge.vocabulary[name].type, literals)
                always = name.startswith("network.") or name in ALWAYS_STATED
                choices.append(values if always else (None, *values))
        chosen = random.Random(0)  # noqa: S311 - the same trials every time
        count = 1
        for each in choices:
            count *= len(each)
        if count <= _MOST:
            yield from (dict(zip(ordered, each, strict=True)) for each in itertools.product(*choices))
            return
        for _ in range(_MOST):
            yield {name: chosen.choice(each) for name, each in zip(ordered, choices, strict=True)}


def _with_defined(values: Assignment) -> Facts:
    """Return facts together with those that follow from them."""
    facts = Facts(values)
    found = {name: evaluate(node, facts) for name, node in definitions().items() if name in values}
    return Facts({**values, **{name: value for name, value in found.items() if value is not None}})


def _values(type_: Type, literals: Collection[Value]) -> tuple[Value, ...]:
    match type_.kind:
        case Kind.YES_NO:
            return True, False
        case Kind.CHOICE:
            named = tuple(each for each in type_.options if each in literals)
            other = tuple(each for each in type_.options if each not in literals)[:1]
            return (*named, *other)
        case Kind.SET:
            return ((), *((each,) for each in type_.options if each in literals), type_.options)
        case Kind.NUMBER:
            numbers = {each for each in literals if isinstance(each, int | float) and not isinstance(each, bool)}
            return tuple(sorted({0, 1, 0.5, 2, 8, *numbers}))
        case Kind.DATE:
            return tuple(_TODAY + datetime.timedelta(days=each) for each in _DAYS)
        case _:
            return ("x",)


def _told(value: Value | None) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _where(values: Assignment) -> str:
    told = [
        f"{name} is {_told(value)}"
        for name, value in values.items()
        if value is not None and not name.startswith("param.")
    ]
    return "; ".join(told) or "nothing is stated"
