"""Conditions in words, in any language of a rulebook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import assert_never

import attrs

from channelrules.knowledge.locales import Words
from channelrules.language.comparisons import COMPARISONS
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
from channelrules.language.types import Kind, Type, Vocabulary

__all__ = ["Phrases", "condition_in_words"]


def condition_in_words(node: Expression, vocabulary: Vocabulary, words: Words) -> Iterator[str]:
    """Yield a condition as lines of a nested Markdown list; parts without words are shown as written."""
    yield from _lines(node, Phrases(vocabulary, words, "*"), "", "")


def _lines(node: Expression, phrases: Phrases, indent: str, lead: str) -> Iterator[str]:
    words = phrases.words
    match node:
        case And(parts) | Or(parts):
            yield f"{indent}* {lead}{words.say('cond_all' if isinstance(node, And) else 'cond_any')}:"
            for part in parts:
                yield from _lines(part, phrases, indent + "  ", "")
        case Not(And() | Or() as part):
            yield from _lines(part, phrases, indent, words.say("cond_not", part=lead))
        case _:
            yield f"{indent}* {lead}{phrases.said(node) or f'`{render(node)}`'}"


@attrs.frozen
class Phrases:
    """Renders conditions in words.

    Attributes:
        vocabulary: the meanings of names.
        words: the language.
        mark: put before and after the name of a fact, such as an asterisk.
    """

    vocabulary: Vocabulary
    words: Words
    mark: str = ""

    def said(self, node: Expression) -> str | None:
        """Return a condition in words; ``None`` where there are none, as for a figure over a list."""
        match node:
            case Name(name):
                return self._say("cond_yes", fact=self._meaning(name).removeprefix("whether "))
            case Not(Name(name)):
                return self._say("cond_no", fact=self._meaning(name).removeprefix("whether "))
            case Not(Member(left, Literal() as right)):
                return self._say("cond_none_of", left=self.value(left), right=self.value(right))
            case Not(part):
                return self._say("cond_not", part=self.said(part))
            case Member(left, Literal() as right):
                return self._say("cond_eq", left=self.value(left), right=self.value(right))
            case Member(left, right):
                return self._say("cond_among", left=self.value(left), right=self.value(right))
            case Operation():
                return self._operation(node)
            case Compare(op, left, right):
                comparison = COMPARISONS[op]
                say = comparison.say_of_days if self._is_date(left) else comparison.say
                value = self.value(right, self._type(left))
                if isinstance(left, Name) and isinstance(right, Literal) and isinstance(right.value, str):
                    # The name of an option can depend on the fact: no account, no benefit, nobody.
                    value = self.words.say("quoted", word=self.words.choice(right.value, left.name))
                return self._say(say, left=self.value(left), right=value)
            case Literal(value):
                return self._say("cond_always" if value else "cond_never")
            case Choose(test, then, otherwise):
                parts = {"test": self.said(test), "then": self.said(then), "otherwise": self.said(otherwise)}
                return self._say("cond_where", **parts)
            case And(parts) | Or(parts):
                phrases = [self.said(part) for part in parts]
                joined = "; ".join(each or "" for each in phrases)
                key = "cond_all" if isinstance(node, And) else "cond_any"
                return None if None in phrases else f"{self.words.say(key)}: {joined}"
            case Item() | Known() | Projection() | Aggregate() | Pick() | EmptyMonths():
                return None
            case _:
                assert_never(node)

    def value(self, node: Expression, beside: Type | None = None) -> str | None:
        """Return a value in words, a number with the unit of what it is compared with; ``None`` as in `said`."""
        match node:
            case Name(name):
                return f"{self.mark}{self._meaning(name)}{self.mark}"
            case Literal(tuple() as value):
                return self.words.either([self._quoted(each) for each in value])
            case Literal(bool() as value):
                return self.words.say("yes" if value else "no")
            case Literal(str() as value):
                return self._quoted(value)
            case Literal(int() | float() as value):
                return self.words.number(value) if beside is None else self.words.describe(value, beside)
            case Literal(datetime.date() as value):
                return self.words.date(value)
            case Operation():
                return self._operation(node)
            case Literal() | Not() | And() | Or() | Compare() | Member() | Choose():
                return None
            case Item() | Known() | Projection() | Aggregate() | Pick() | EmptyMonths():
                return None
            case _:
                assert_never(node)

    def _operation(self, node: Operation) -> str | None:
        operator = named(node.op)
        told = [self.value(part) for part in node.parts]
        if None in told or not operator.words.say:
            return None
        known = [each or "" for each in told]
        if operator.takes.more:
            known = [self.words.listed(known)]
        return self._say(operator.words.say, **dict(zip(operator.words.parts, known, strict=True)))

    def _say(self, key: str, **parts: str | None) -> str | None:
        known = {name: part for name, part in parts.items() if part is not None}
        return self.words.say(key, **known) if len(known) == len(parts) else None

    def _meaning(self, name: str) -> str:
        return self.words.meaning(name, self.vocabulary[name].meaning)

    def _quoted(self, word: str) -> str:
        return self.words.say("quoted", word=self.words.choice(word))

    def _type(self, node: Expression) -> Type | None:
        return self.vocabulary[node.name].type if isinstance(node, Name) else None

    def _is_date(self, node: Expression) -> bool:
        type_ = self._type(node)
        return type_ is not None and type_.kind is Kind.DATE
