"""Checks that the examples of a rulebook notice a changed condition.

Each condition is mutated (`channelrules.audit.mutants`). A mutant with which every example agrees survives: then the
examples do not prove the condition. Conditions of rules are tested by the rule's own examples, yes/no measures and
facts that follow from others by the examples of the rules that rest on them, and presumptions by their own
(`channelrules.audit.mutate_presumptions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from channelrules.audit.mutants import Mutant, Score, mutants
from channelrules.audit.mutate_presumptions import (
    definition_noticed,
    failing_presumption_examples,
    own_numbers,
    presumption_scores,
    stated_facts,
)
from channelrules.errors import RulebookError, did_you_mean
from channelrules.facts.definitions import definitions
from channelrules.facts.reader import parse_profile
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.knowledge.examples import equivalents, examples_of
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Example, Rule
from channelrules.language.nodes import Expression, names_in
from channelrules.language.semantics import Facts, evaluate
from channelrules.language.types import Kind

__all__ = [
    "ExampleResult",
    "Mutant",
    "Score",
    "example_cases",
    "example_results",
    "failing_examples",
    "mutants",
    "mutation_scores",
]


@attrs.frozen
class _Expected:
    """The expectation of an example about a rule at one place.

    Attributes:
        example: its name.
        case: the profile, judged on stated facts or under presumptions.
        rule: the rule.
        at: the place of the channel; ``None`` for the company.
        said: whether it fires there; ``None`` where it is open.
    """

    example: str
    case: Case
    rule: Rule
    at: int | None
    said: bool | None


def _expectations(compiled: Compiled, rule: Rule) -> Iterator[_Expected]:
    knowledge = compiled.knowledge
    numbers = {} if rule.origin == "house" else own_numbers(knowledge)
    for example in examples_of(knowledge, rule):
        profile = parse_profile(
            dict(example.profile), networks=knowledge.network_ids, rules=knowledge.rules, own=knowledge.of_houses
        )
        own = {**numbers, **profile.parameters}
        case = judge(compiled, profile, Edition.GUIDANCE, profile.as_of, own)
        places = {each.id: place for place, each in enumerate(profile.channels)}
        for subjects, said in ((example.fires, True), (example.clear, False), (example.open, None)):
            for subject in subjects:
                yield _Expected(example.name, case, rule, _place(rule, subject, places, example), said)
        for subjects, then in ((example.presumed, True), (example.presumed_clear, False)):
            for subject in subjects:
                at = _place(rule, subject, places, example)
                yield _Expected(example.name, case, rule, at, said=None)
                yield _Expected(example.name, case.filled, rule, at, then)


def _place(rule: Rule, subject: str, places: Mapping[str, int], example: Example) -> int | None:
    """Return the place of a channel that an example names; ``None`` for the company.

    Raises:
        RulebookError: the profile of the example has no such channel.
    """
    if rule.scope == "company":
        return None
    if subject not in places:
        message = f"the example '{example.name[:60]}' has no channel '{subject[:60]}'."
        raise RulebookError(message, file=f"{rule.topic}/{rule.id}.toml", hint=did_you_mean(subject, places))
    return places[subject]


@attrs.frozen
class ExampleResult:
    """The outcome of a rule at one place of an example.

    Attributes:
        example: its name.
        channel: the id of the channel; ``None`` for the company.
        presumed: whether it is asked under presumptions.
        expected: whether it fires, as the example has it; ``None`` where it is open.
        said: whether it fires.
    """

    example: str
    channel: str | None
    presumed: bool
    expected: bool | None
    said: bool | None

    @property
    def holds(self) -> bool:
        """Whether the outcome is the expected one."""
        return self.said is self.expected


def example_results(compiled: Compiled, rule: Rule) -> Iterator[ExampleResult]:
    """Yield the outcome of a rule at each place for which one of its examples has an expectation."""
    for each in _expectations(compiled, rule):
        said = next(outcome for one, outcome in each.case.outcomes_at(each.at) if one is rule)
        channel = None if each.at is None else each.case.profile.channels[each.at].id
        yield ExampleResult(each.example, channel, each.case.presumed is not None, each.said, said)


def example_cases(compiled: Compiled, rule: Rule) -> Iterator[Case]:
    """Yield the profiles of a rule's examples, judged on what is stated."""
    stated = (each.case for each in _expectations(compiled, rule) if each.case.presumed is None)
    yield from {id(case): case for case in stated}.values()


def failing_examples(compiled: Compiled, only: str | None = None) -> Iterator[str]:
    """Yield, in words, every place where a rule or the presumptions differ from an example.

    Args:
        compiled: the rulebook.
        only: the id of one rule; all of them, and the presumptions, where left out.
    """
    words = {True: "fires", False: "is clear", None: "is open"}
    for rule in compiled.knowledge.active_rules:
        if only in {None, rule.id}:
            for each in example_results(compiled, rule):
                if not each.holds:
                    where = "the company" if each.channel is None else each.channel
                    under = " under presumptions" if each.presumed else ""
                    told = f"{where} {words[each.said]}{under}, the example says that it {words[each.expected]}"
                    yield f"{rule.id}: '{each.example}': {told}"
    if only is None:
        yield from failing_presumption_examples(compiled)


def mutation_scores(compiled: Compiled, only: str | None = None) -> Iterator[Score]:
    """Yield the score of the examples of each rule, each yes/no measure or fact below rules, and each presumption.

    Args:
        compiled: the rulebook.
        only: the id of one rule; everything where left out.
    """
    knowledge = compiled.knowledge
    same = {(each.subject, each.change) for each in equivalents(knowledge)}
    wanted = [rule for rule in knowledge.active_rules if only in {None, rule.id}]
    expected = {rule.id: list(_expectations(compiled, rule)) for rule in wanted}
    for rule in wanted:
        made = list(mutants(rule.id, rule.node, knowledge.vocabulary))
        left = [each for each in made if not _noticed(each.node, expected[rule.id])]
        yield Score.of(rule.id, made, left, same)
    if only is not None:
        return
    yes_no = [name for name, measure in knowledge.measures.items() if measure.term.type.kind is Kind.YES_NO]
    computed = {**definitions(), **{name: measure.node for name, measure in knowledge.measures.items()}}
    stated = stated_facts(compiled)
    for name in (*yes_no, *definitions()):
        users = [rule for rule in knowledge.active_rules if name in knowledge.uses(rule)]
        if not users:
            continue
        by_users = [each for rule in users for each in expected[rule.id]]
        made = list(mutants(name, computed[name], knowledge.vocabulary))
        left = [each for each in made if not definition_noticed(each, stated.get(name, []))]
        left = [each for each in left if not _noticed_by_users(each, by_users, computed)]
        yield Score.of(name, made, left, same)
    yield from presumption_scores(compiled, same)


def _noticed(node: Expression, expected: Sequence[_Expected]) -> bool:
    return any(evaluate(node, each.case.facts(each.at)) is not each.said for each in expected)


def _noticed_by_users(mutant: Mutant, expected: Sequence[_Expected], computed: Mapping[str, Expression]) -> bool:
    definitions = {**computed, mutant.subject: mutant.node}
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
    """The facts of a case with one measure, and what rests on it, recomputed."""

    case: Case
    definitions: Mapping[str, Expression]
    resting: tuple[str, ...]
    made: dict[int | None, Facts] = attrs.field(factory=dict)

    def facts(self, at: int | None) -> Facts:
        """Return the facts known at a place."""
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
                value = evaluate(self.definitions[name], facts)
                # A presumed fact that follows from others keeps its value where those are unknown.
                if value is not None or (name, at) not in self.case.spots:
                    values[at][name] = value
            if not of_channel:
                for at in places[1:]:
                    values[at][name] = values[None][name]
        channels = tuple(self.at(at, values) for at in places[1:])
        for at in places:
            self.made[at] = attrs.evolve(self.at(at, values), channels=channels if at is None else None)

    def at(self, place: int | None, values: Mapping[int | None, Mapping[str, Any]]) -> Facts:
        return Facts(values[place], self.case.facts(place).lists)
