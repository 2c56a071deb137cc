"""One rule as plain text: its statement, origin, its condition, numbers, texts and examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from channelrules.decision.rulebook import Rulebook
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Rule
from channelrules.rendering.conditions import Phrases
from channelrules.rendering.presumption_page import said_of
from channelrules.rendering.samples import of_any_company

__all__ = ["rule_lines"]


def rule_lines(book: Rulebook, rule: Rule, words: Words, texts: Collection[str]) -> Iterator[str]:
    """Yield a rule as lines of text.

    Args:
        book: its rulebook.
        rule: the rule.
        words: the language of everything but its texts.
        texts: the languages in which its texts are shown.
    """
    yield f"{rule.id}: {rule.texts[words.lang].title}"
    head = {"kind": words.say(f"kind_{rule.kind}"), "origin": words.say(rule.origin)}
    yield f"  {words.say('rule_head', **head, scope=words.say(f'scope_{rule.scope}'))}"
    effect = words.say(f"effect_{rule.effect}") if rule.effect else None
    action = words.action(rule.action) if rule.action else None
    for name, value in (("effect", effect), ("action", action), ("concludes", rule.concludes)):
        if value:
            yield f"  {words.say(f'rule_{name}')}: {value}"
    if not rule.waivable:
        yield f"  {words.say('cannot_be_waived')}"
    if rule.retired:
        yield f"  {words.say('no_longer_in_force', why=rule.retired)}"
    for house in book.knowledge.houses:
        if rule.id in house.added | house.changed:
            key = "brought_by" if rule.id in house.added else "reworded_by"
            yield f"  {words.say(key, house=house.name, author=house.author)}"
    yield ""
    for cited in rule.cites:
        statement = book.statements[cited]
        whose = f"{words.say(f'kind_{statement.kind}')}, {words.say(statement.origin)}"
        yield f"  {cited} ({whose}): {words.statement(cited, statement.statement)}"
    yield ""
    yield f"  {words.say('rule_when')}"
    said = Phrases(book.knowledge.vocabulary, words).said(rule.node)
    if said is not None:
        yield f"    {said}"
    yield from (f"    {line.strip()}" for line in rule.when.strip().splitlines())
    yield from _names(book, rule, words)
    yield from _presumptions(book, rule, words)
    for language, text in rule.texts.items():
        if language in texts:
            yield ""
            yield f"  [{language}] {text.title}"
            if text.finding and text.remedy:
                of = book.knowledge.language(language)
                yield f"       {of_any_company(text.finding, of, book.knowledge.vocabulary)}"
                yield f"       → {of_any_company(text.remedy, of, book.knowledge.vocabulary)}"
    yield ""
    for example in book.examples(rule):
        yield f"  {words.say('rule_example')}: {example.name}"
        fires, clear, presumed = (words.say(each) for each in ("fires", "clear", "presumed"))
        for said, subjects in (
            (fires, example.fires),
            (clear, example.clear),
            (words.say("is_open"), example.open),
            (f"{fires} ({presumed})", example.presumed),
            (f"{clear} ({presumed})", example.presumed_clear),
        ):
            if subjects:
                yield f"    {said}: {', '.join(subjects)}"


def _names(book: Rulebook, rule: Rule, words: Words) -> Iterator[str]:
    names = sorted(book.knowledge.uses(rule))
    measures = [name for name in names if name in book.knowledge.measures]
    parameters = [name for name in names if name.startswith("param.")]
    if measures:
        yield f"  {words.say('rule_measures')}"
        for name in measures:
            yield f"    {name}: {words.meaning(name, book.knowledge.measures[name].term.meaning)}"
    if parameters:
        yield f"  {words.say('rule_parameters')}"
        yield from (f"    {name}: {_parameter(book, name, words)}" for name in parameters)


def _presumptions(book: Rulebook, rule: Rule, words: Words) -> Iterator[str]:
    under = book.presumptions_under(rule)
    if under:
        yield f"  {words.say('rule_presumptions')}"
        yield from (f"    {each.id}: {said_of(book, each, words)}" for each in under)


def _parameter(book: Rulebook, name: str, words: Words) -> str:
    parameter = book.parameters[name.removeprefix("param.")]
    value: str = words.quantity(parameter.value, parameter.term.type)
    if parameter.was is not None:
        value += f", {words.say('without_the_house', value=words.quantity(parameter.was, parameter.term.type))}"
    # "Our choice: half a year" says whose number it is.
    parts = [] if parameter.origin == "ours" else [words.say(parameter.origin)]
    parts += [words.say("graded", grade=parameter.grade), words.date(parameter.date)]
    return f"{value} ({words.source(parameter.source)}; {', '.join(parts)})"
