"""Presumptions as plain text: what is presumed, when, why, and the rules that it affects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from channelrules.decision.rulebook import Rulebook
from channelrules.knowledge.locales import Words
from channelrules.knowledge.presumption import Presumption
from channelrules.language.nodes import Expression, Literal
from channelrules.language.printer import render
from channelrules.rendering.conditions import Phrases
from channelrules.rendering.samples import of_any_company

__all__ = ["presumption_lines", "presumption_row", "said_of", "value_of", "why_of"]


def said_of(book: Rulebook, presumption: Presumption, words: Words) -> str:
    """Return the text of a presumption for a client, as it reads for any company."""
    pattern = str(words.tables["presumed"].get(presumption.id, presumption.says))
    return of_any_company(pattern, words, book.knowledge.vocabulary, within=True)


def why_of(presumption: Presumption, words: Words) -> str:
    """Return the reason for the presumption."""
    return str(words.tables["presumed_why"].get(presumption.id, presumption.why))


def value_of(book: Rulebook, presumption: Presumption, words: Words) -> str:
    """Return the presumed value in words: a value, or the fact whose value it takes."""
    if isinstance(presumption.value, Literal):
        return words.describe(presumption.value.value, book.knowledge.vocabulary[presumption.fact].type)
    return Phrases(book.knowledge.vocabulary, words).value(presumption.value) or render(presumption.value)


def presumption_row(book: Rulebook, presumption: Presumption, words: Words) -> tuple[str, ...]:
    """Return a presumption as a row: id, value, origin, what it cites, why."""
    value = value_of(book, presumption, words)
    return presumption.id, value, presumption.origin, ", ".join(presumption.cites), why_of(presumption, words)


def presumption_lines(book: Rulebook, several: Sequence[Presumption], words: Words) -> Iterator[str]:
    """Yield the presumptions of one fact, in the order in which they are tried, as lines of text."""
    fact = several[0].fact
    yield f"{fact}: {words.meaning(fact, book.knowledge.vocabulary[fact].meaning)}"
    for each in several:
        yield ""
        yield f"  {each.order}. {words.say('presumption_value', value=value_of(book, each, words))}"
        yield f"     {said_of(book, each, words)}"
        yield f"     {words.say('presumption_why', why=why_of(each, words))}"
        for key, node, written in (("where", each.where, each.written[1]), ("unless", each.unless, each.written[2])):
            yield from _condition(book, key, node, written, words)
        head = words.say(
            "presumption_head", origin=words.say(each.origin), cites=", ".join(each.cites) or words.say("none_word")
        )
        yield f"     {head}"
    rules = [rule.id for rule in book.rules_under(several[0])]
    if rules:
        yield ""
        yield f"  {words.say('presumption_bears', rules=', '.join(rules))}"


def _condition(book: Rulebook, key: str, node: Expression | None, written: str, words: Words) -> Iterator[str]:
    if node is not None:
        yield f"     {words.say(f'presumption_{key}')}: {Phrases(book.knowledge.vocabulary, words).said(node) or ''}"
        yield from (f"       {line.strip()}" for line in written.splitlines())
