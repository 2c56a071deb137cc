"""The commands, on Typer and Rich (extra ``cli``)."""

from __future__ import annotations

from typing import Annotated, Final

import typer

import channelrules
from channelrules.decision.json_schema import schema
from channelrules.faces.cli.advice_commands import add_advice
from channelrules.faces.cli.intake_commands import add_intake
from channelrules.faces.cli.networks_command import add_networks
from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    Format,
    FormatOption,
    HouseOption,
    Language,
    PresumeOption,
    RulesOption,
    Settings,
    judged,
    print_lines,
    rulebook,
    told,
    width_of_terminal,
)
from channelrules.faces.cli.portfolio_commands import portfolio_app
from channelrules.faces.cli.rules_commands import rules_app
from channelrules.faces.cli.terminal import say, say_json
from channelrules.knowledge.network import Edition
from channelrules.rendering.text import render

__all__ = ["app"]

app: Final = typer.Typer(
    name="channelrules",
    help="Which social channels are worth having: whim or asset, why, and what to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(rules_app, name="rules")
app.add_typer(portfolio_app, name="portfolio")


def _version(*, wanted: bool) -> None:
    if wanted:
        say(f"channelrules {channelrules.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=lambda wanted: _version(wanted=wanted))
    ] = False,
) -> None:
    pass


@app.command("schema")
def print_schema(
    name: Annotated[str, typer.Argument(help="profile, rule, network, parameters, presumptions, …, or decision.")],
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Print the JSON Schema of a kind of file, or of a decision, for editors and other programs.

    With a house, that of a profile has the facts that the house declares.
    """
    with told():
        say_json(rulebook(rules, house).schema(name) if rules or house else schema(name))


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
    house: HouseOption = None,
    no_presume: PresumeOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let the exit status count presumed errors too, not only certain ones.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Tell every finding in full, what is open and in order, and each presumed fact."),
    ] = False,
) -> None:
    """Judge a company's profile: whim or asset, why, what to do first, and what was taken for granted.

    Exit status: 0 no errors, 1 errors among the findings that are certain (with --strict also among the presumed
    ones), 2 bad input.
    """
    with told():
        found = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
        decision = found.decision
        if form is Format.JSON:
            # Without a language that is asked for, JSON is the same wherever it is made.
            say_json(decision.to_dict(lang=None if lang is None else found.lang))
        else:
            text = render(decision, lang=found.lang, width=width_of_terminal(), everything=everything)
            print_lines(text, found.book, found.lang)
    raise typer.Exit(1 if decision.has_errors or (strict and decision.has_presumed_errors) else 0)


add_advice(app)
add_networks(app)
add_intake(app)
