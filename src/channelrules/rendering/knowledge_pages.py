"""Markdown pages made from the rulebook: statements, parameters, measures and verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from channelrules.decision.rulebook import Rulebook
from channelrules.facts.measure import Measure
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.parameter import Parameter
from channelrules.language.nodes import Expression, names_in
from channelrules.language.printer import render
from channelrules.rendering.page_links import anchor, capital, cell, cited_links, page_words, rule_links

__all__ = ["hangs_on", "knowledge_pages"]

_WHOSE: Final[Mapping[str, str]] = {
    "source": "the source's own",
    "inferred": "it follows from the source",
    "ours": "ours",
    "outside": "from outside the source",
    "house": "the house's",
}
_GRADES: Final[Mapping[str, str]] = {"A": "official", "B": "secondary", "C": "not verified"}


def knowledge_pages(book: Rulebook) -> dict[str, str]:
    """Return the pages by name: ``statements``, ``parameters``, ``measures`` and ``verdicts``."""
    pages = {
        "statements": _statements(book),
        "parameters": _parameters(book),
        "measures": _measures(book),
        "verdicts": _verdicts(book),
    }
    return {name: "\n".join(lines).rstrip() + "\n" for name, lines in pages.items()}


def hangs_on(book: Rulebook, parameter: str) -> dict[str, tuple[str, ...]]:
    """Return what depends on a parameter: measures, presumptions and rules, by their names; through measures too."""
    known, name = book.knowledge, f"param.{parameter}"
    measures = tuple(each for each, measure in known.measures.items() if name in _below(book, measure.node))
    presumed = tuple(
        each.id
        for each in known.presumptions
        if any(name in _below(book, node) for node in (each.value, each.where, each.unless) if node is not None)
    )
    rules = tuple(rule.id for rule in known.active_rules if name in known.uses(rule))
    return {"measures": measures, "presumptions": presumed, "rules": rules}


def _below(book: Rulebook, node: Expression) -> set[str]:
    found: set[str] = set()
    waiting = list(names_in(node))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            measure = book.knowledge.measures.get(name)
            waiting += names_in(measure.node) if measure else ()
    return found


def _statements(book: Rulebook) -> Iterator[str]:
    yield "# The statements of the guidance"
    yield ""
    yield (
        f"The {len(book.statements)} statements that everything rests on, in our own words. *source* is what the "
        "guidance says, *inferred* what follows from it, *ours* what was added to make it decidable."
    )
    yield ""
    for statement in book.statements.values():
        yield f"## {statement.id}"
        yield ""
        yield f"{statement.statement}"
        yield ""
        yield f"* Kind: {statement.kind}; {_WHOSE[statement.origin]}."
        rules = rule_links(rule.id for rule in book.knowledge.rules_citing(statement.id))
        yield f"* Rules that encode it: {rules}." if rules else "* No rule encodes it."
        for what, page, names in _citing(book, statement.id):
            if names:
                links = ", ".join(f"[`{name}`]({page}.md#{link})" for name, link in names.items())
                yield f"* {what} that cite it: {links}."
        yield ""


def _citing(book: Rulebook, statement: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    measures = (each for each, measure in book.knowledge.measures.items() if statement in measure.cites)
    presumptions = (each for each in book.presumptions.values() if statement in each.cites)
    parameters = (each.name for each in book.parameters.values() if statement in each.cites)
    rows = (row.verdict for _, row in _rows(book) if statement in row.cites)
    yield "Parameters", "parameters", {each: each for each in parameters}
    yield "Measures", "measures", {each: anchor(each) for each in measures}
    yield "Presumptions", "presumptions", {each.id: anchor(each.fact) for each in presumptions}
    yield "Verdicts", "verdicts", {each: each for each in rows}


def _parameters(book: Rulebook) -> Iterator[str]:
    yield "# The parameters"
    yield ""
    yield (
        f"Every number that a rule rests on, {len(book.parameters)} of them. A profile sets others under "
        "`[parameters]`, a call with `parameters=`, the command line with `--set NAME=VALUE`, a house in its "
        "`parameters.toml`. `decision.sensitivity()` tells where one of ours tips a verdict."
    )
    yield ""
    for parameter in book.parameters.values():
        yield f"## `{parameter.name}`"
        yield ""
        yield f"{capital(parameter.meaning)}."
        yield ""
        yield from _parameter(book, parameter)
        yield ""


def _parameter(book: Rulebook, parameter: Parameter) -> Iterator[str]:
    was = f" (the rulebook's own is {parameter.was:g})" if parameter.was is not None else ""
    yield f"* Value: **{parameter.value:g}**{was}, from {parameter.low:g} to {parameter.high:g}."
    yield f"* Unit: `{parameter.unit}`." if parameter.unit != "1" else "* Unit: none, it is a plain number."
    grade = f"grade {parameter.grade}: {_GRADES[parameter.grade]}"
    yield f"* Whose: {_WHOSE[parameter.origin]}. Source: {cell(parameter.source)}, {parameter.date} ({grade})."
    if parameter.cites:
        yield f"* It belongs to {cited_links(parameter.cites)}."
    hangs = hangs_on(book, parameter.name)
    yield f"* Rules that hang on it: {rule_links(hangs['rules']) or 'none'}."
    if hangs["measures"]:
        links = ", ".join(f"[`{each}`](measures.md#{anchor(each)})" for each in hangs["measures"])
        yield f"* Measures that hang on it: {links}."
    if hangs["presumptions"]:
        facts = {each: book.presumptions[each].fact for each in hangs["presumptions"]}
        links = ", ".join(f"[`{each}`](presumptions.md#{anchor(fact)})" for each, fact in facts.items())
        yield f"* Presumptions that hang on it: {links}."
    if not any(hangs.values()):
        yield "* It settles what advice tells, not what a rule finds."


def _measures(book: Rulebook) -> Iterator[str]:
    yield "# The measures"
    yield ""
    yield (
        f"{len(book.knowledge.measures)} named values that are computed from a profile, each declared once. Rules "
        "read them like facts."
    )
    yield ""
    for name, measure in book.knowledge.measures.items():
        yield f"## `{name}`"
        yield ""
        meaning = page_words(book).meaning(name, measure.term.meaning)
        yield f"{capital(meaning)}."
        yield ""
        yield "```text"
        yield render(measure.node)
        yield "```"
        yield ""
        yield from _measure(book, name, measure)
        yield ""


def _measure(book: Rulebook, name: str, measure: Measure) -> Iterator[str]:
    cites = f", {cited_links(measure.cites)}" if measure.cites else ""
    yield f"* It is {measure.term.type}; {_WHOSE[measure.origin]}{cites}."
    below = [each for each in names_in(measure.node) if each in book.knowledge.measures]
    if below:
        yield f"* It rests on {', '.join(f'[`{each}`](#{anchor(each)})' for each in below)}."
    rules = rule_links(rule.id for rule in book.knowledge.active_rules if name in book.knowledge.uses(rule))
    yield f"* Rules that read it: {rules or 'none'}."


def _rows(book: Rulebook) -> Iterator[tuple[str, VerdictRow]]:
    yield from (("channel", row) for row in book.knowledge.channel_verdicts)
    yield from (("company", row) for row in book.knowledge.company_verdicts)


def _verdicts(book: Rulebook) -> Iterator[str]:
    words = page_words(book)
    yield "# The verdicts"
    yield ""
    yield (
        "Two tables, of a channel and of the company. Each is read from the top, and the first row whose condition "
        "holds gives the verdict; a row whose condition is open leaves both ways possible. `effect.…` holds where a "
        "rule with that effect fires and no waiver lifts it."
    )
    yield ""
    for scope in ("channel", "company"):
        rows = [row for of, row in _rows(book) if of == scope]
        yield f"## Of {'a channel' if scope == 'channel' else 'the company'}"
        yield ""
        for verdict in dict.fromkeys(row.verdict for row in rows):
            yield f"### `{verdict}`"
            yield ""
            yield f"In the answer: *{words.verdict(verdict)}*."
            yield ""
            for place, row in enumerate(rows, 1):
                if row.verdict == verdict:
                    yield from _row(book, place, row)
            yield ""


def _row(book: Rulebook, place: int, row: VerdictRow) -> Iterator[str]:
    action = f", first *{page_words(book).action(row.action)}*" if row.action else ""
    cites = f"; {cited_links(row.cites)}" if row.cites else ""
    yield f"* Row {place}{action}{cites}: `{' '.join(row.when.split())}`"
    effects = [name.removeprefix("effect.") for name in names_in(row.node) if name.startswith("effect.")]
    for effect in effects:
        rules = rule_links(rule.id for rule in book.knowledge.active_rules if rule.effect == effect)
        if rules:
            yield f"  * `effect.{effect}`: {rules}."
    concluded = {rule.concludes: rule.id for rule in book.knowledge.active_rules if rule.concludes}
    for name in names_in(row.node):
        if name in concluded:
            yield f"  * `{name}` is concluded by {rule_links([concluded[name]])}."
