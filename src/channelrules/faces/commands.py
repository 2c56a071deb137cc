"""The commands, on Typer and Rich (extra ``cli``)."""

from __future__ import annotations

import datetime
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

import channelrules
from channelrules.decision.decision import Decision
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import ChannelRulesError, OptionError
from channelrules.faces.text import render
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


class Format(Enum):
    """How a decision is printed."""

    TEXT = "text"
    JSON = "json"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ChannelRulesError as error:
        _give_up(str(error))


def _give_up(message: str) -> NoReturn:
    sys.stderr.write(f"channelrules: {message}\n")
    raise typer.Exit(2)


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


def _date(text: str | None) -> datetime.date | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        message = f"--as-of {text[:40]}: a date such as 2026-11-01 is expected"
        raise OptionError(message) from None


def _settings(given: Sequence[str]) -> dict[str, float]:
    settings = {}
    for each in given:
        name, sign, value = each.partition("=")
        try:
            settings[name.strip()] = float(value)
        except ValueError:
            sign = ""
        if not sign or not math.isfinite(settings[name.strip()]):
            message = f"--set {each[:60]}: name=number is expected, such as pages_hard_limit=4"
            raise OptionError(message)
    return settings


@app.command()
def assess(
    *,
    file: Annotated[Path, typer.Argument(help="A profile: TOML, JSON or YAML.")],
    form: Annotated[Format, typer.Option("--format", help="How the decision is printed.")] = Format.TEXT,
    edition: Annotated[
        Edition, typer.Option(help="Facts about networks: as the documents have them, or as of now.")
    ] = Edition.GUIDANCE,
    engine: Annotated[str | None, typer.Option(help="durable or native; the best there is where left out.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day on which facts about networks are taken.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another value for a parameter.")
    ] = None,
    rules: Annotated[Path | None, typer.Option(help="A folder of rules; the built-in ones where left out.")] = None,
    show_open: Annotated[bool, typer.Option("--open", help="List every rule that is not settled, too.")] = False,
) -> None:
    """Judge a company's profile. Exit status: 0 no errors, 1 errors among the findings, 2 bad input."""
    with _told():
        book = load_rules(rules)
        profile = book.read_profile(file)
        decision = book.assess(
            profile, edition=edition, engine=engine, as_of=_date(as_of), parameters=_settings(settings or [])
        )
        if form is Format.JSON:
            sys.stdout.write(json.dumps(decision.to_dict(), ensure_ascii=False, indent=2) + "\n")
        else:
            _print_decision(decision, show_open=show_open)
    raise typer.Exit(1 if decision.has_errors else 0)


_STYLES: Final = (
    ("  error:", "bold red"),
    ("  warning:", "yellow"),
    ("  note:", "cyan"),
    ("  waived:", "magenta"),
    ("    [", "dim"),
    ("! ", "bold magenta"),
)


def _print_decision(decision: Decision, *, show_open: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    width = console.width if console.is_terminal else 88
    for line in render(decision, width=min(width, 100), show_open=show_open).splitlines():
        style = next((style for begin, style in _STYLES if line.startswith(begin)), "")
        console.print(Text(line, style=style))


@rules_app.command("list")
def list_rules(
    rules: Annotated[Path | None, typer.Option(help="A folder of rules; the built-in ones where left out.")] = None,
) -> None:
    """List every rule: its id, kind, whose word it is, what it cites, and what it catches."""
    with _told():
        book = load_rules(rules)
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        for rule in book.rules.values():
            sys.stdout.write("\t".join(_row(rule)) + "\n")
        return
    table = Table("rule", "kind", "origin", "cites", "catches", box=None, pad_edge=False)
    for rule in book.rules.values():
        table.add_row(*map(Text, _row(rule)))
    console.print(table, soft_wrap=False)


def _row(rule: Rule) -> tuple[str, ...]:
    return rule.id, rule.kind, rule.origin, ", ".join(rule.cites), rule.title


@rules_app.command("show")
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a rule.")],
    rules: Annotated[Path | None, typer.Option(help="A folder of rules; the built-in ones where left out.")] = None,
) -> None:
    """Show one rule: what it says, on whose word, its condition, parameters and texts."""
    with _told():
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
        yield f"  [{language}] {text.finding}"
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
    for title, told in sections:
        lines = [f"    {name}: {text}" for name in names if (text := told(name))]
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
