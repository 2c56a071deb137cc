"""Mutants: whether the examples of a rule notice when its condition says something else.

Each condition is changed in turn, one small thing at a time: a comparison negated or moved by one step, an
*and* made an *or*, a part left out, a word swapped, a negation dropped. A mutant that every example of the
rule agrees with survives: then the examples do not prove the condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.read import parse_profile
from channelrules.judgement.case import Case
from channelrules.judgement.compiled import Compiled
from channelrules.knowledge.check import examples_of
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule
from channelrules.language.expression import (
    Aggregate,
    And,
    Arithmetic,
    Compare,
    Expression,
    Literal,
    Member,
    Name,
    Not,
    Or,
    Overlaps,
    names_in,
    render,
)
from channelrules.language.kleene import Facts, evaluate
from channelrules.language.types import Kind, Vocabulary

__all__ = ["Mutant", "Score", "example_cases", "failing_examples", "mutants", "mutation_scores"]

_NEGATED: Final = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_NEIGHBOUR: Final = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@attrs.frozen
class Mutant:
    """A condition with one thing changed.

    Attributes:
        subject: the id of the rule, or the name of the measure.
        change: what was changed, in words.
        text: the condition as it then reads.
        node: the same as a tree.
    """

    subject: str
    change: str
    text: str
    node: Expression = attrs.field(repr=False)


@attrs.frozen
class Score:
    """How many mutants of a condition the examples notice."""

    subject: str
    made: int
    survivors: tuple[Mutant, ...]

    @property
    def noticed(self) -> int:
        """How many were noticed."""
        return self.made - len(self.survivors)


def mutants(subject: str, node: Expression, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Yield a condition with one thing changed, for each thing that can be."""
    seen = {render(node)}
    for change, changed in _changed(node, vocabulary):
        text = render(changed)
        if text not in seen:
            seen.add(text)
            yield Mutant(subject, change, text, changed)


def _changed(node: Expression, vocabulary: Vocabulary) -> Iterator[tuple[str, Expression]]:
    yield from _here(node, vocabulary)
    for field in attrs.fields(type(node)):
        part = getattr(node, field.name)
        if isinstance(part, tuple) and part and attrs.has(type(part[0])):
            for place, one in enumerate(part):
                for change, changed in _changed(one, vocabulary):
                    parts = (*part[:place], changed, *part[place + 1 :])
                    yield change, attrs.evolve(node, **{field.name: parts})  # type: ignore[arg-type]
        elif attrs.has(type(part)) and not isinstance(part, Literal):
            for change, changed in _changed(part, vocabulary):
                yield change, attrs.evolve(node, **{field.name: changed})  # type: ignore[arg-type]


def _here(node: Expression, vocabulary: Vocabulary) -> Iterator[tuple[str, Expression]]:
    match node:
        case Compare(op, left, right):
            yield f"{op} became {_NEGATED[op]}", Compare(_NEGATED[op], left, right)
            if op in _NEIGHBOUR:
                yield f"{op} became {_NEIGHBOUR[op]}", Compare(_NEIGHBOUR[op], left, right)
                # A day has no number that could be added to it; its neighbours are tried by the edges above.
                for step in (1, -1) if _is_number(right, vocabulary) else ():
                    yield f"moved by {step}", Compare(op, left, Arithmetic("+", right, Literal(step)))
            if isinstance(right, Literal) and isinstance(right.value, str):
                for word in _others(left, (right.value,), vocabulary):
                    yield f"{right.value} became {word}", Compare(op, left, Literal(word))
        case Member(left, Literal(tuple() as words)):
            yield "negated", Not(node)
            for word in words:
                rest = tuple(each for each in words if each != word)
                if rest:
                    yield f"{word} left out", Member(left, Literal(rest))
            for word in _others(left, words, vocabulary):
                yield f"{word} added", Member(left, Literal((*words, word)))
        case Member() | Overlaps():
            yield "negated", Not(node)
        case Name(name) if vocabulary[name].type.kind is Kind.YES_NO:
            yield f"{name} negated", Not(node)
        case Not(part):
            yield "negation dropped", part
        case And(parts) | Or(parts):
            other = Or if isinstance(node, And) else And
            yield f"{'and' if other is Or else 'or'} became {'or' if other is Or else 'and'}", other(parts)
            for place in range(len(parts)):
                rest_of = (*parts[:place], *parts[place + 1 :])
                yield f"left out: {render(parts[place])}", rest_of[0] if len(rest_of) == 1 else type(node)(rest_of)
        case Aggregate(kind) if kind in {"any", "all"}:
            other_kind = "all" if kind == "any" else "any"
            yield f"{kind} became {other_kind}", attrs.evolve(node, kind=other_kind)
        case _:
            return


def _is_number(node: Expression, vocabulary: Vocabulary) -> bool:
    if isinstance(node, Name):
        return vocabulary[node.name].type.kind is Kind.NUMBER
    return isinstance(node, Arithmetic) or (isinstance(node, Literal) and isinstance(node.value, int | float))


def _others(left: Expression, words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    if not isinstance(left, Name | Literal) or isinstance(left, Literal):
        return ()
    return tuple(each for each in vocabulary[left.name].type.options if each not in words)[:3]


# --- what the examples say of them ---


@attrs.frozen
class _Expected:
    """What an example says of a rule at one place."""

    example: str
    case: Case
    rule: Rule
    at: int | None
    said: bool | None


def _expectations(compiled: Compiled, rule: Rule) -> Iterator[_Expected]:
    knowledge = compiled.knowledge
    # The rulebook's own examples are about its own numbers, whatever a house sets.
    changed = {} if rule.origin == "house" else {each.name: each.was for each in knowledge.parameters.values()}
    house = {name: value for name, value in changed.items() if value is not None}
    for example in examples_of(knowledge, rule):
        profile = parse_profile(
            dict(example.profile), networks=knowledge.network_ids, rules=knowledge.rules, own=knowledge.of_houses
        )
        own = {**house, **profile.parameters}
        case = compiled.case(profile, Edition.GUIDANCE, profile.as_of, own)
        places = {each.id: place for place, each in enumerate(profile.channels)}
        for subjects, said in ((example.fires, True), (example.clear, False), (example.open, None)):
            for subject in subjects:
                yield _Expected(example.name, case, rule, None if rule.scope == "company" else places[subject], said)


def example_cases(compiled: Compiled, rule: Rule) -> Iterator[Case]:
    """Yield the profiles of a rule's examples, judged."""
    yield from {id(each.case): each.case for each in _expectations(compiled, rule)}.values()


def failing_examples(compiled: Compiled, only: str | None = None) -> Iterator[str]:
    """Yield, in words, every place where a rule does not say what its own example says.

    Args:
        compiled: the rulebook.
        only: the id of one rule; all of them where left out.
    """
    words = {True: "fires", False: "is clear", None: "is open"}
    for rule in compiled.knowledge.active_rules:
        if only in {None, rule.id}:
            for each in _expectations(compiled, rule):
                said = next(outcome for one, outcome in each.case.outcomes_at(each.at) if one is rule)
                if said is not each.said:
                    where = "the company" if each.at is None else each.case.profile.channels[each.at].id
                    example = f"{rule.id}: '{each.example}'"
                    yield f"{example}: {where} {words[said]}, the example says that it {words[each.said]}"


def mutation_scores(compiled: Compiled, only: str | None = None) -> Iterator[Score]:
    """Yield how well the examples prove each rule, and each yes/no measure that rules rest on.

    Args:
        compiled: the rulebook.
        only: the id of one rule; all of them, and the measures, where left out.
    """
    knowledge = compiled.knowledge
    expected = {rule.id: list(_expectations(compiled, rule)) for rule in knowledge.active_rules}
    for rule in knowledge.active_rules:
        if only in {None, rule.id}:
            made = list(mutants(rule.id, rule.node, knowledge.vocabulary))
            left = [each for each in made if not _noticed(each.node, expected[rule.id])]
            yield Score(rule.id, len(made), tuple(left))
    for name, measure in knowledge.measures.items():
        if only is None and measure.term.type.kind is Kind.YES_NO:
            users = [rule for rule in knowledge.active_rules if name in knowledge.uses(rule)]
            by_users = [each for rule in users for each in expected[rule.id]]
            made = list(mutants(name, measure.node, knowledge.vocabulary))
            left = [each for each in made if not _measure_noticed(each, by_users, compiled)]
            yield Score(name, len(made), tuple(left))


def _noticed(node: Expression, expected: Sequence[_Expected]) -> bool:
    return any(evaluate(node, each.case.facts(each.at)) is not each.said for each in expected)


def _measure_noticed(mutant: Mutant, expected: Sequence[_Expected], compiled: Compiled) -> bool:
    definitions = {name: measure.node for name, measure in compiled.knowledge.measures.items()}
    definitions[mutant.subject] = mutant.node
    resting = _resting(mutant.subject, definitions)
    facts: dict[int, _Remade] = {}
    for each in expected:
        remade = facts.setdefault(id(each.case), _Remade(each.case, definitions, resting))
        if evaluate(each.rule.node, remade.facts(each.at)) is not each.said:
            return True
    return False


def _resting(name: str, definitions: Mapping[str, Expression]) -> tuple[str, ...]:
    # In the order of the rulebook each measure comes after those that it rests on.
    found = {name}
    for other, node in definitions.items():
        if found & set(names_in(node)):
            found.add(other)
    return tuple(each for each in definitions if each in found)


@attrs.frozen
class _Remade:
    """The facts of a case with one measure, and whatever rests on it, computed anew."""

    case: Case
    definitions: Mapping[str, Expression]
    resting: tuple[str, ...]
    made: dict[int | None, Facts] = attrs.field(factory=dict)

    def facts(self, at: int | None) -> Facts:
        """Return what is known at a place."""
        if not self.made:
            self.make()
        return self.made[at]

    def make(self) -> None:
        places: list[int | None] = [None, *range(len(self.case.profile.channels))]
        values: dict[int | None, dict[str, Any]] = {at: dict(self.case.facts(at).values) for at in places}
        for name in self.resting:
            of_channel = name.partition(".")[0] in {"channel", "editorial"}
            channels = tuple(self.at(at, values) for at in places[1:])
            for at in places[1:] if of_channel else places[:1]:
                facts = attrs.evolve(self.at(at, values), channels=channels)
                values[at][name] = evaluate(self.definitions[name], facts)
            if not of_channel:
                for at in places[1:]:
                    values[at][name] = values[None][name]
        channels = tuple(self.at(at, values) for at in places[1:])
        for at in places:
            self.made[at] = attrs.evolve(self.at(at, values), channels=channels if at is None else None)

    def at(self, place: int | None, values: Mapping[int | None, Mapping[str, Any]]) -> Facts:
        return Facts(values[place], self.case.facts(place).lists)
