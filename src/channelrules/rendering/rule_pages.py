"""One page for each rule, in Markdown, and an index of them, made from the rulebook itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from channelrules.decision.rulebook import Rulebook
from channelrules.knowledge.locales import Words
from channelrules.knowledge.presumption import Presumption
from channelrules.knowledge.rule import Rule
from channelrules.rendering.conditions import condition_in_words
from channelrules.rendering.knowledge_pages import knowledge_pages
from channelrules.rendering.network_page import network_page
from channelrules.rendering.page_links import anchor, capital, cited_links, page_words
from channelrules.rendering.presumption_page import said_of, value_of, why_of
from channelrules.rendering.samples import of_any_company

__all__ = ["presumptions_page", "rule_page", "write_rule_pages"]

_BESIDE: Final = (
    "What they rest on: [the statements](statements.md) of the guidance, [the networks](networks.md) with every fact "
    "and its source, [the parameters](parameters.md), [the measures](measures.md) that are computed from a profile, "
    "and [what is presumed](presumptions.md) where nobody says. Together they lead to [the verdicts](verdicts.md)."
)
_ORIGINS: Final = {
    "source": "the guidance says it",
    "inferred": "it follows from what the guidance says",
    "ours": "ours: it makes the guidance decidable",
    "outside": "from outside the guidance",
}
_WEIGHTS: Final = {
    "must": "error",
    "should": "warning",
    "advice": "note",
    "definition": "no finding; it only concludes",
}


def write_rule_pages(book: Rulebook, folder: Path) -> list[Path]:
    """Write a page for each rule, and pages of everything that rules rest on; return the files.

    These are an index by topic, and pages of networks, presumptions, statements, parameters, measures and verdicts. An
    existing page is written only if its content changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    pages = {"index": _index(book), "networks": network_page(book), "presumptions": presumptions_page(book)}
    pages |= knowledge_pages(book)
    pages |= {rule.id: rule_page(book, rule) for rule in book.rules.values()}
    for name, text in pages.items():
        file = folder / f"{name}.md"
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
        written.append(file)
    return written


def _index(book: Rulebook) -> str:
    lines = ["# The rules", "", f"{book.name} {book.version}: {len(book.rules)} rules.", ""]
    lines += [_BESIDE, ""]
    for topic in sorted({rule.topic for rule in book.rules.values()}):
        rules = [rule for rule in book.rules.values() if rule.topic == topic]
        lines += [
            f"## {topic.replace('_', ' ').capitalize()}",
            "",
            "| rule | weight | whose word | cites |",
            "|---|---|---|---|",
        ]
        for rule in rules:
            cites = cited_links(rule.cites)
            lines.append(f"| [{rule.title}]({rule.id}.md) | {_WEIGHTS[rule.kind]} | {rule.origin} | {cites} |")
        lines.append("")
    shown = (*knowledge_pages(book), "networks", "presumptions", *(rule.id for rule in book.rules.values()))
    lines += ["```{toctree}", ":hidden:", "", *shown, "```", ""]
    return "\n".join(lines)


def rule_page(book: Rulebook, rule: Rule) -> str:
    """Return the page of a rule: what, why, its condition in words and as written, numbers, examples, texts."""
    return "\n".join(_page(book, rule)).rstrip() + "\n"


def _page(book: Rulebook, rule: Rule) -> Iterator[str]:
    yield f"# {rule.title}"
    yield ""
    yield f"`{rule.id}`, asked of each {rule.scope}; weight: {_WEIGHTS[rule.kind]}; {_ORIGINS[rule.origin]}."
    for said, value in (
        ("It does to the verdict", rule.effect),
        ("What to do first", rule.action),
        ("It concludes", rule.concludes),
    ):
        if value:
            yield f"{said}: `{value}`."
    if not rule.waivable:
        yield "It cannot be waived."
    if rule.retired:
        yield f"It is no longer in force: {rule.retired}"
    yield ""
    yield "## Why"
    yield ""
    for cited in rule.cites:
        statement = book.statements[cited]
        yield f"* {cited_links([cited])} ({statement.kind}, {statement.origin}): {statement.statement}"
    yield ""
    yield "## When it fires"
    yield ""
    words = page_words(book)
    yield from condition_in_words(rule.node, book.knowledge.vocabulary, words)
    yield ""
    yield "As it is written:"
    yield ""
    yield "```text"
    yield from (line.strip() for line in rule.when.strip().splitlines())
    yield "```"
    yield ""
    yield from _names(book, rule)
    yield from _presumptions(book, rule, words)
    yield from _examples(book, rule)
    yield from _texts(book, rule)
    yield from _related(book, rule)


def _names(book: Rulebook, rule: Rule) -> Iterator[str]:
    names = sorted(book.knowledge.uses(rule))
    measures = [name for name in names if name in book.knowledge.measures]
    parameters = [name.removeprefix("param.") for name in names if name.startswith("param.")]
    if measures:
        yield "## Measures"
        yield ""
        for name in measures:
            measure = book.knowledge.measures[name]
            yield f"* [`{name}`](measures.md#{anchor(name)}): {measure.term.meaning} ({measure.origin})"
        yield ""
    if parameters:
        yield "## Numbers"
        yield ""
        yield "| number | value | whose | source |"
        yield "|---|---|---|---|"
        for name in parameters:
            known = book.parameters[name]
            unit = "" if known.unit == "1" else f" {known.unit}"
            source = f"{known.source} ({known.date}, grade {known.grade})"
            value = f"[{known.value:g}{unit}](parameters.md#{name})"
            yield f"| {known.meaning} (`{name}`) | {value} | {known.origin} | {source} |"
        yield ""


def _presumptions(book: Rulebook, rule: Rule, words: Words) -> Iterator[str]:
    under = book.presumptions_under(rule)
    if under:
        yield "## What is presumed where nobody says"
        yield ""
        for each in under:
            said = f"{said_of(book, each, words)}, because {why_of(each, words)}"
            yield f"* [`{each.id}`](presumptions.md#{anchor(each.fact)}): {said}"
        yield ""


def presumptions_page(book: Rulebook) -> str:
    """Return the page of all presumptions: what is presumed, why, when not, and the rules that it affects."""
    words = page_words(book)
    lines = ["# Presumptions", "", "What a fact is taken to be where nobody states it.", ""]
    for fact in dict.fromkeys(each.fact for each in book.presumptions.values()):
        several = [each for each in book.presumptions.values() if each.fact == fact]
        lines += [f"## `{fact}`", "", f"{capital(words.meaning(fact, book.knowledge.vocabulary[fact].meaning))}.", ""]
        for each in several:
            lines += list(_presumption(book, each, words))
        bears = [f"[{rule.title}]({rule.id}.md)" for rule in book.rules_under(several[0])]
        lines += [f"It bears on: {'; '.join(bears)}.", ""] if bears else []
    return "\n".join(lines).rstrip() + "\n"


def _presumption(book: Rulebook, each: Presumption, words: Words) -> Iterator[str]:
    whose = ", ".join([each.origin, *([cited_links(each.cites)] if each.cites else [])])
    yield f"{each.order}. *{value_of(book, each, words)}* ({whose}): {said_of(book, each, words)}, because"
    yield f"   {why_of(each, words)}."
    for said, written in (("only where", each.written[1]), ("not where", each.written[2])):
        if written:
            yield f"   {said} `{' '.join(written.split())}`"
    yield ""


def _examples(book: Rulebook, rule: Rule) -> Iterator[str]:
    yield "## Examples"
    yield ""
    for example in book.examples(rule):
        said = [
            f"{word} {', '.join(subjects)}"
            for word, subjects in (
                ("fires:", example.fires),
                ("clear:", example.clear),
                ("open:", example.open),
                ("open, and fires under presumptions:", example.presumed),
                ("open, and clear under presumptions:", example.presumed_clear),
            )
            if subjects
        ]
        yield f"* {example.name}: {'; '.join(said)}"
    yield ""


def _texts(book: Rulebook, rule: Rule) -> Iterator[str]:
    yield "## What people read"
    yield ""
    for language, text in rule.texts.items():
        yield f"**{language}**: {text.title}"
        yield ""
        if text.finding and text.remedy:
            words = book.knowledge.language(language)
            yield f"> {of_any_company(text.finding, words, book.knowledge.vocabulary)}"
            yield ">"
            yield f"> → {of_any_company(text.remedy, words, book.knowledge.vocabulary)}"
            yield ""


def _related(book: Rulebook, rule: Rule) -> Iterator[str]:
    related = [
        other
        for other in book.rules.values()
        if other is not rule and (set(other.cites) & set(rule.cites) or rule.concludes in book.knowledge.uses(other))
    ]
    if related:
        yield "## Related rules"
        yield ""
        yield from (f"* [{other.title}]({other.id}.md)" for other in related)
