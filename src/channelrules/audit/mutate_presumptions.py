"""Checks that the examples of presumptions pass, and that they notice a changed presumption."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from channelrules.audit.mutants import Mutant, Score, mutants, words_beside
from channelrules.facts.layout import Row
from channelrules.facts.reader import parse_profile
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.inference.presuming import Presuming, Spot
from channelrules.knowledge.examples import presumption_examples
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition
from channelrules.knowledge.presumption import Presumption
from channelrules.language.nodes import Literal, Name
from channelrules.language.printer import render
from channelrules.language.semantics import Facts, evaluate
from channelrules.language.types import Vocabulary

__all__ = [
    "definition_noticed",
    "failing_presumption_examples",
    "own_numbers",
    "presumption_mutants",
    "presumption_scores",
    "stated_facts",
]


@attrs.frozen
class _Expected:
    """The expectation of an example about one fact.

    Attributes:
        example: its name.
        case: the profile, judged by the current facts about networks, which presumptions read.
        spot: the fact, and the place of its channel.
        key: the expected value that is ``presumed`` or ``stated``, or the order of the presumption that ``applies``;
            ``None`` where nothing is presumed.
    """

    example: str
    case: Case
    spot: Spot
    key: str
    value: Any


def own_numbers(knowledge: Knowledge) -> dict[str, float]:
    """Return the rulebook's own values of parameters that a house changes, as its examples assume them."""
    return {each.name: each.was for each in knowledge.parameters.values() if each.was is not None}


def _expectations(compiled: Compiled) -> Iterator[_Expected]:
    knowledge = compiled.knowledge
    by_id = {each.id: each for each in knowledge.presumptions}
    for example in presumption_examples(knowledge):
        profile = parse_profile(
            dict(example.profile), networks=knowledge.network_ids, rules=knowledge.rules, own=knowledge.of_houses
        )
        case = judge(
            compiled, profile, Edition.CURRENT, profile.as_of, {**own_numbers(knowledge), **profile.parameters}
        )
        places: dict[str, int | None] = {each.id: place for place, each in enumerate(profile.channels)}
        places["company"] = None
        for key, given in (("presumed", example.presumed), ("stated", example.stated)):
            for subject, facts in given.items():
                for name, value in facts.items():
                    yield _Expected(example.name, case, (name, places[subject]), key, value)
        for subject, names in example.not_presumed.items():
            for name in names:
                for key in ("presumed", "stated"):
                    yield _Expected(example.name, case, (name, places[subject]), key, None)
        for subject, ids in example.applies.items():
            for id_ in (each for each in ids if each in by_id):
                spot = (by_id[id_].fact, places[subject])
                yield _Expected(example.name, case, spot, "applies", by_id[id_].order)


Seen: TypeAlias = Mapping[tuple[str, Spot], Any]


def _seen(presuming: Presuming, case: Case) -> Seen:
    """Return what is presumed of a case, and by which presumption of the fact; 0 where none applies."""
    found = presuming.presumed(case.rows, case.parameters)
    presumable = presuming.rules.layout.presumed
    rows: list[tuple[int | None, Sequence[str], Row, Sequence[int]]]
    rows = [(None, presumable.company, found.own, found.own_order)]
    for at, both in enumerate(zip(found.channels, found.channel_orders, strict=True)):
        rows.append((at, presumable.channel, *both))
    seen: dict[tuple[str, Spot], Any] = {}
    for place, names, values, orders in rows:
        for name, value, order in zip(names, values, orders, strict=True):
            seen["presumed", (name, place)] = value
            seen["applies", (name, place)] = order
    return seen


def _differing(presuming: Presuming, expected: Sequence[_Expected]) -> Iterator[tuple[_Expected, Any]]:
    """Yield each expectation that is not met, with the actual result."""
    seen: dict[int, Seen] = {}
    for each in expected:
        if each.key == "stated":
            value = each.case.facts(each.spot[1]).values.get(each.spot[0])
        else:
            if id(each.case) not in seen:
                seen[id(each.case)] = _seen(presuming, each.case)
            value = seen[id(each.case)].get((each.key, each.spot))
        if value != each.value:
            yield each, value


def failing_presumption_examples(compiled: Compiled) -> Iterator[str]:
    """Yield, in words, every place where a presumed or known value differs from an example."""
    words = {"presumed": "is presumed as", "stated": "is known as", "applies": "comes from the presumption number"}
    for each, value in _differing(compiled.presuming, list(_expectations(compiled))):
        name, at = each.spot
        where = "the company" if at is None else each.case.profile.channels[at].id
        example = f"presumptions: '{each.example}': {name} of {where}"
        yield f"{example} {words[each.key]} {value!r}, the example says {each.value!r}"


def definition_noticed(mutant: Mutant, stated: Sequence[tuple[Facts, Any]]) -> bool:
    """Return whether a fact that follows from others differs from the examples in any of their cases."""
    return any(evaluate(mutant.node, facts) != value for facts, value in stated)


def stated_facts(compiled: Compiled) -> Mapping[str, list[tuple[Facts, Any]]]:
    """Return the expectations of examples about each fact that follows from others, with the facts of the place."""
    found: dict[str, list[tuple[Facts, Any]]] = {}
    for each in _expectations(compiled):
        if each.key == "stated":
            found.setdefault(each.spot[0], []).append((each.case.facts(each.spot[1]), each.value))
    return found


def presumption_mutants(
    presumption: Presumption, vocabulary: Vocabulary
) -> Iterator[tuple[Mutant, Presumption | None]]:
    """Yield every mutant of a presumption; ``None`` where it is left out."""
    name, value = f"presumed {presumption.id}", presumption.value
    yield Mutant(name, "left out", "", value), None
    for change, other in _other_values(presumption, vocabulary):
        yield Mutant(name, f"value: {change}", render(other), other), attrs.evolve(presumption, value=other)
    if presumption.where is not None:
        yield Mutant(name, "where left out", "", presumption.where), attrs.evolve(presumption, where=None)
        for made in mutants(name, presumption.where, vocabulary):
            yield attrs.evolve(made, change=f"where: {made.change}"), attrs.evolve(presumption, where=made.node)
    if presumption.unless is not None:
        yield Mutant(name, "unless left out", "", presumption.unless), attrs.evolve(presumption, unless=None)
        for made in mutants(name, presumption.unless, vocabulary):
            yield attrs.evolve(made, change=f"unless: {made.change}"), attrs.evolve(presumption, unless=made.node)


def _other_values(presumption: Presumption, vocabulary: Vocabulary) -> Iterator[tuple[str, Literal]]:
    value = presumption.value
    if not isinstance(value, Literal):
        return
    match value.value:
        case bool() as given:
            yield "negated", Literal(not given)
        case int() | float() as given:
            low = presumption.spec.low
            yield from ((f"moved by {step}", Literal(given + step)) for step in (1, -1) if given + step >= low)
        case tuple() as words:
            for word in words:
                yield f"{word} left out", Literal(tuple(each for each in words if each != word))
        case str() as word:
            for other in words_beside(Name(presumption.fact), (word,), vocabulary):
                yield f"{word} became {other}", Literal(other)


def presumption_scores(compiled: Compiled, same: Collection[tuple[str, str]]) -> Iterator[Score]:
    """Yield the score of the examples of each presumption.

    Args:
        compiled: the rulebook.
        same: subject and change of every equivalent mutant.
    """
    knowledge, expected = compiled.knowledge, list(_expectations(compiled))
    for presumption in knowledge.presumptions:
        of_fact = [each for each in expected if each.spot[0] == presumption.fact and each.key != "stated"]
        several = [each for each in knowledge.presumptions if each.fact == presumption.fact]
        made = list(presumption_mutants(presumption, knowledge.vocabulary))
        left = []
        for mutant, changed in made:
            others = [changed if each is presumption else each for each in several]
            presuming = Presuming(compiled.rules, tuple(each for each in others if each is not None))
            if not any(_differing(presuming, of_fact)):
                left.append(mutant)
        yield Score.of(f"presumed {presumption.id}", [mutant for mutant, _ in made], left, same)
