"""Whether the examples of the presumptions say what is presumed, and notice when a presumption says something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from channelrules.audit.mutants import Mutant, Score, mutants, words_beside
from channelrules.facts.read import parse_profile
from channelrules.inference.presuming import Presuming, Spot
from channelrules.judgement.case import Case
from channelrules.judgement.compiled import Compiled
from channelrules.knowledge.examples import presumption_examples
from channelrules.knowledge.load_presumptions import spec_of
from channelrules.knowledge.network import Edition
from channelrules.knowledge.presumption import Presumption
from channelrules.language.expression import Literal, Name, render
from channelrules.language.types import Vocabulary

__all__ = ["failing_presumption_examples", "presumption_mutants", "presumption_scores"]


@attrs.frozen
class _Expected:
    """What an example says of one fact: the value that is presumed, or ``None`` where nothing is."""

    example: str
    case: Case
    spot: Spot
    value: Any


def _expectations(compiled: Compiled) -> Iterator[_Expected]:
    knowledge = compiled.knowledge
    for example in presumption_examples(knowledge):
        profile = parse_profile(dict(example.profile), networks=knowledge.network_ids, rules=knowledge.rules)
        case = compiled.case(profile, Edition.CURRENT, profile.as_of)
        places: dict[str, int | None] = {each.id: place for place, each in enumerate(profile.channels)}
        places["company"] = None
        for subject, facts in example.presumed.items():
            for name, value in facts.items():
                yield _Expected(example.name, case, (name, places[subject]), value)
        for subject, names in example.not_presumed.items():
            for name in names:
                yield _Expected(example.name, case, (name, places[subject]), None)


def _values(presuming: Presuming, case: Case) -> Mapping[Spot, Any]:
    """Return what is presumed of a case."""
    found = presuming.presumed(case.rows, case.parameters)
    presumable = presuming.rules.layout.presumed
    own: dict[Spot, Any] = {(name, None): value for name, value in zip(presumable.company, found.own, strict=True)}
    for position, values in enumerate(found.channels):
        own |= {(name, position): value for name, value in zip(presumable.channel, values, strict=True)}
    return own


def _differing(presuming: Presuming, expected: Sequence[_Expected]) -> Iterator[tuple[_Expected, Any]]:
    """Yield each expectation that is not met, with the value that is presumed instead."""
    seen: dict[int, Mapping[Spot, Any]] = {}
    for each in expected:
        values = seen.setdefault(id(each.case), {}) or seen.setdefault(id(each.case), _values(presuming, each.case))
        if values[each.spot] != each.value:
            yield each, values[each.spot]


def failing_presumption_examples(compiled: Compiled) -> Iterator[str]:
    """Yield, in words, every place where something else is presumed than an example says."""
    for each, value in _differing(compiled.presuming, list(_expectations(compiled))):
        name, at = each.spot
        where = "the company" if at is None else each.case.profile.channels[at].id
        example = f"presumptions: '{each.example}': {name} of {where}"
        yield f"{example} is presumed as {value!r}, the example says {each.value!r}"


def presumption_mutants(
    presumption: Presumption, vocabulary: Vocabulary
) -> Iterator[tuple[Mutant, Presumption | None]]:
    """Yield a presumption with one thing changed, for each thing that can be; ``None`` where it is left out."""
    name, value = presumption.id, presumption.value
    yield Mutant(name, "left out", "", value), None
    for change, other in _other_values(presumption, vocabulary):
        yield Mutant(name, f"value: {change}", render(other), other), attrs.evolve(presumption, value=other)
    for key in ("where", "unless"):
        node = getattr(presumption, key)
        if node is None:
            continue
        yield Mutant(name, f"{key} left out", "", node), attrs.evolve(presumption, **{key: None})
        for made in mutants(name, node, vocabulary):
            changed = attrs.evolve(presumption, **{key: made.node})
            yield attrs.evolve(made, change=f"{key}: {made.change}"), changed


def _other_values(presumption: Presumption, vocabulary: Vocabulary) -> Iterator[tuple[str, Literal]]:
    value = presumption.value
    if not isinstance(value, Literal):
        return
    match value.value:
        case bool() as given:
            yield "negated", Literal(not given)
        case int() | float() as given:
            low = spec_of(presumption.fact).low
            yield from ((f"moved by {step}", Literal(given + step)) for step in (1, -1) if given + step >= low)
        case tuple() as words:
            for word in words:
                yield f"{word} left out", Literal(tuple(each for each in words if each != word))
        case str() as word:
            for other in words_beside(Name(presumption.fact), (word,), vocabulary):
                yield f"{word} became {other}", Literal(other)


def presumption_scores(compiled: Compiled) -> Iterator[Score]:
    """Yield how well the examples prove each presumption."""
    knowledge, expected = compiled.knowledge, list(_expectations(compiled))
    for presumption in knowledge.presumptions:
        of_fact = [each for each in expected if each.spot[0] == presumption.fact]
        several = [each for each in knowledge.presumptions if each.fact == presumption.fact]
        made = list(presumption_mutants(presumption, knowledge.vocabulary))
        left = []
        for mutant, changed in made:
            others = [changed if each is presumption else each for each in several]
            presuming = Presuming(compiled.rules, tuple(each for each in others if each is not None))
            if not any(_differing(presuming, of_fact)):
                left.append(mutant)
        yield Score(presumption.id, len(made), tuple(left))
