"""The commands, on Typer and Rich (extra ``cli``)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

import channelrules
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.decision.text import render
from channelrules.faces.advice_commands import add_advice
from channelrules.faces.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    Format,
    FormatOption,
    Language,
    RulesOption,
    Settings,
    judged,
    language_of,
    print_lines,
    told,
    width_of_terminal,
)
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule

__all__ = ["app"]

app: Final = typer.Typer(
    name="channelrules",
    help="Which social channels are worth having: whim or asset, why, and what to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
rules_app: Final = typer.Typer(help="Look into the rulebook.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")


def _version(*, wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"channelrules {channelrules.__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=lambda wanted: _version(wanted=wanted))
    ] = False,
) -> None:
    pass


@app.command()
def assess(
    *,
    file: File,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    show_open: Annotated[bool, typer.Option("--open", help="List every rule that is not settled, too.")] = False,
) -> None:
    """Judge a company's profile. Exit status: 0 no errors, 1 errors among the findings, 2 bad input."""
    with told():
        found = judged(file, rules, lang, edition, engine, as_of, settings)
        if form is Format.JSON:
            sys.stdout.write(json.dumps(found.decision.to_dict(), ensure_ascii=False, indent=2) + "\n")
        else:
            text = render(found.decision, lang=found.lang, width=width_of_terminal(), show_open=show_open)
            print_lines(text, found.book, found.lang)
    raise typer.Exit(1 if found.decision.has_errors else 0)


@rules_app.command("list")
def list_rules(rules: RulesOption = None, lang: Language = None) -> None:
    """List every rule: its id, kind, whose word it is, what it cites, and what it catches."""
    with told():
        book = load_rules(rules)
        chosen = language_of(book, lang)
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        for rule in book.rules.values():
            sys.stdout.write("\t".join(_row(rule, chosen)) + "\n")
        return
    table = Table("rule", "kind", "origin", "cites", "catches", box=None, pad_edge=False)
    for rule in book.rules.values():
        table.add_row(*map(Text, _row(rule, chosen)))
    console.print(table, soft_wrap=False)


def _row(rule: Rule, lang: str) -> tuple[str, ...]:
    return rule.id, rule.kind, rule.origin, ", ".join(rule.cites), rule.texts[lang].title


@rules_app.command("show")
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a rule.")],
    rules: RulesOption = None,
) -> None:
    """Show one rule: what it says, on whose word, its condition, parameters and texts."""
    with told():
        book = load_rules(rules)
        rule = book.rule(rule_id)
        for line in _shown(book, rule):
            sys.stdout.write(line + "\n")


def _shown(book: Rulebook, rule: Rule) -> Iterator[str]:
    yield f"{rule.id}: {rule.title}"
    yield f"  kind {rule.kind}, origin {rule.origin}, asked of each {rule.scope}"
    for name, value in (("effect", rule.effect), ("action", rule.action), ("concludes", rule.concludes)):
        if value:
            yield f"  {name}: {value}"
    if not rule.waivable:
        yield "  cannot be waived"
    yield ""
    for cited in rule.cites:
        statement = book.statements[cited]
        yield f"  {cited} ({statement.kind}, {statement.origin}): {statement.statement}"
    yield ""
    yield "  when"
    yield from (f"    {line.strip()}" for line in rule.when.strip().splitlines())
    yield from _named(book, rule)
    for language, text in rule.texts.items():
        yield ""
        yield f"  [{language}] {text.title}"
        if text.finding and text.remedy:
            yield f"       {text.finding}"
            yield f"       → {text.remedy}"
    yield ""
    for example in book.examples(rule):
        yield f"  example: {example.name}"
        for outcome in ("fires", "clear", "open"):
            if getattr(example, outcome):
                yield f"    {outcome}: {', '.join(getattr(example, outcome))}"


def _named(book: Rulebook, rule: Rule) -> Iterator[str]:
    names = sorted(book.knowledge.uses(rule))
    sections: tuple[tuple[str, Callable[[str], str | None]], ...] = (
        (
            "measures",
            lambda name: book.knowledge.measures[name].term.meaning if name in book.knowledge.measures else None,
        ),
        ("parameters", lambda name: _parameter(book, name)),
    )
    for title, shown in sections:
        lines = [f"    {name}: {text}" for name in names if (text := shown(name))]
        if lines:
            yield f"  {title}"
            yield from lines


def _parameter(book: Rulebook, name: str) -> str | None:
    if not name.startswith("param."):
        return None
    parameter = book.parameters[name.removeprefix("param.")]
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    return (
        f"{parameter.value:g}{unit} ({parameter.origin}, grade {parameter.grade}, {parameter.date}: {parameter.source})"
    )


add_advice(app)
