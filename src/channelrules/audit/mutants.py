"""Mutants: conditions with one small change.

A comparison is negated or moved by one step, an *and* made an *or*, a part left out, a word swapped, a negation lost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import assert_never

import attrs

from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import figure
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
)
from channelrules.language.operators import named
from channelrules.language.printer import render
from channelrules.language.types import Kind, Vocabulary

__all__ = ["Mutant", "Score", "mutants", "words_beside"]


@attrs.frozen
class Mutant:
    """A condition with one change.

    Attributes:
        subject: the id of the rule or presumption, or the name of the measure or fact.
        change: what was changed, in words.
        text: the changed condition as text.
        node: the same as a tree.
    """

    subject: str
    change: str
    text: str
    node: Expression = attrs.field(repr=False)


@attrs.frozen
class Score:
    """How many mutants of a condition the examples notice.

    Attributes:
        subject: whose condition it is.
        made: how many mutants there are, without equivalent ones.
        survivors: those that no example notices.
        equivalent: the equivalent ones, with the reason in the rulebook.
    """

    subject: str
    made: int
    survivors: tuple[Mutant, ...]
    equivalent: tuple[Mutant, ...] = ()

    @property
    def noticed(self) -> int:
        """How many were noticed."""
        return self.made - len(self.survivors)

    @classmethod
    def of(
        cls, subject: str, made: Sequence[Mutant], left: Sequence[Mutant], same: Collection[tuple[str, str]]
    ) -> Score:
        """Return the score of a condition.

        Args:
            subject: whose condition it is.
            made: every mutant.
            left: those that no example notices.
            same: subject and change of every equivalent mutant.
        """
        equivalent = tuple(each for each in left if (each.subject, each.change) in same)
        survivors = tuple(each for each in left if each not in equivalent)
        return cls(subject, len(made) - len(equivalent), survivors, equivalent)


def mutants(subject: str, node: Expression, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Yield every mutant of a condition."""
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
                    yield change, attrs.evolve(node, **{field.name: parts})  # type: ignore[arg-type]  # a field of the node itself
        elif attrs.has(type(part)) and not isinstance(part, Literal):
            for change, changed in _changed(part, vocabulary):
                yield change, attrs.evolve(node, **{field.name: changed})  # type: ignore[arg-type]  # a field of the node itself


def _here(node: Expression, vocabulary: Vocabulary) -> Iterator[tuple[str, Expression]]:
    match node:
        case Compare(op, left, right):
            what, comparison = render(node), COMPARISONS[op]
            yield f"{what}: {op} became {comparison.opposite}", Compare(comparison.opposite, left, right)
            if comparison.neighbour is not None:
                yield f"{what}: {op} became {comparison.neighbour}", Compare(comparison.neighbour, left, right)
                # No number can be added to a day; its neighbours are covered by the comparisons above.
                for step in (1, -1) if _is_number(right, vocabulary) else ():
                    yield f"{what}: moved by {step}", Compare(op, left, Operation("+", (right, Literal(step))))
            if isinstance(right, Literal) and isinstance(right.value, str):
                for word in words_beside(left, (right.value,), vocabulary):
                    yield f"{what}: {right.value} became {word}", Compare(op, left, Literal(word))
        case Member(left, Literal(tuple() as words)):
            what = render(node)
            yield f"{what}: negated", Not(node)
            for word in words:
                rest = tuple(each for each in words if each != word)
                if rest:
                    yield f"{what}: {word} left out", Member(left, Literal(rest))
            for word in words_beside(left, words, vocabulary):
                yield f"{what}: {word} added", Member(left, Literal((*words, word)))
        case Member():
            yield f"{render(node)}: negated", Not(node)
        case Operation(op):
            for change, changed in named(op).mutants(node):
                yield f"{render(node)}: {change}", changed
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
        case Aggregate(kind):
            if other_kind := figure(kind).becomes:
                yield f"{kind} became {other_kind}", attrs.evolve(node, kind=other_kind)
        case Name() | Literal() | Item() | Known() | Choose() | Projection() | Pick() | EmptyMonths():
            return
        case _:
            assert_never(node)


def _is_number(node: Expression, vocabulary: Vocabulary) -> bool:
    if isinstance(node, Name):
        return vocabulary[node.name].type.kind is Kind.NUMBER
    if isinstance(node, Operation):
        return named(node.op).gives is Kind.NUMBER
    return isinstance(node, Literal) and isinstance(node.value, int | float)


def words_beside(left: Expression, words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return up to three other values of a name; none where it is not a name or has no closed list."""
    if not isinstance(left, Name):
        return ()
    return tuple(each for each in vocabulary[left.name].type.options if each not in words)[:3]
