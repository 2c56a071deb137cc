"""A condition in words, for people who do not read conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channelrules.knowledge.words import Words
from channelrules.language.expression import (
    Aggregate,
    And,
    Arithmetic,
    Choose,
    Compare,
    Expression,
    Literal,
    Member,
    Name,
    Not,
    Or,
    Overlaps,
    Projection,
    render,
)
from channelrules.language.types import Kind, Vocabulary

__all__ = ["condition_in_words"]

_SIGNS: Final = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_DATES: Final = {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
_ARITHMETIC: Final = {"+": "plus", "-": "less", "*": "times", "/": "divided by"}


def condition_in_words(node: Expression, vocabulary: Vocabulary, words: Words) -> Iterator[str]:
    """Yield a condition as lines of a nested Markdown list, in English."""
    yield from _lines(node, vocabulary, words, "", "")


def _lines(node: Expression, vocabulary: Vocabulary, words: Words, indent: str, lead: str) -> Iterator[str]:
    match node:
        case And(parts) | Or(parts):
            yield f"{indent}* {lead}{'all of these hold' if isinstance(node, And) else 'at least one of these holds'}:"
            for part in parts:
                yield from _lines(part, vocabulary, words, indent + "  ", "")
        case Not(And() | Or() as part):
            yield from _lines(part, vocabulary, words, indent, f"{lead}it is not so that ")
        case _:
            yield f"{indent}* {lead}{_said(node, vocabulary, words)}"


def _said(node: Expression, vocabulary: Vocabulary, words: Words) -> str:
    match node:
        case Name(name):
            return _name(name, vocabulary, words).removeprefix("whether ")
        case Not(Name(name)):
            return f"it is not so that {_name(name, vocabulary, words).removeprefix('whether ')}"
        case Not(Member(left, right)):
            return f"{_value(left, vocabulary, words)} is none of {_value(right, vocabulary, words)}"
        case Not(part):
            return f"it is not so that {_said(part, vocabulary, words)}"
        case Member(left, right):
            return f"{_value(left, vocabulary, words)} is one of {_value(right, vocabulary, words)}"
        case Overlaps(left, right):
            return f"{_value(left, vocabulary, words)} and {_value(right, vocabulary, words)} have something in common"
        case Compare(op, left, right):
            signs = {**_SIGNS, **_DATES} if _is_date(left, vocabulary) else _SIGNS
            return f"{_value(left, vocabulary, words)} {signs[op]} {_value(right, vocabulary, words)}"
        case Literal(value):
            return "always" if value else "never"
        case Choose(test, then, otherwise):
            rest = f"{_said(then, vocabulary, words)}; otherwise {_said(otherwise, vocabulary, words)}"
            return f"where {_said(test, vocabulary, words)}, {rest}"
        case _:
            return f"`{render(node)}`"


def _value(node: Expression, vocabulary: Vocabulary, words: Words) -> str:
    match node:
        case Name(name):
            return f"*{_name(name, vocabulary, words)}*"
        case Literal(tuple() as value):
            return words.either([f"“{words.choice(each)}”" for each in value])
        case Literal(str() as value):
            return f"“{words.choice(value)}”"
        case Literal(bool() as value):
            return "yes" if value else "no"
        case Literal(value):
            return words.number(value) if isinstance(value, int | float) else str(value)
        case Arithmetic(op, left, right):
            return f"{_value(left, vocabulary, words)} {_ARITHMETIC[op]} {_value(right, vocabulary, words)}"
        case Aggregate() | Projection():
            return f"`{render(node)}`"
        case _:
            return f"`{render(node)}`"


def _name(name: str, vocabulary: Vocabulary, words: Words) -> str:
    return words.meaning(name, vocabulary[name].meaning)


def _is_date(node: Expression, vocabulary: Vocabulary) -> bool:
    return isinstance(node, Name) and vocabulary[node.name].type.kind is Kind.DATE
