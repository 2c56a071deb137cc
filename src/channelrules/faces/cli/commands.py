"""The commands, on Typer and Rich (extra ``cli``)."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

import channelrules
from channelrules.decision.json_schema import schema
from channelrules.faces.cli.advice_commands import add_advice
from channelrules.faces.cli.assessing import assess as judge_and_tell
from channelrules.faces.cli.at_once import ABOUT
from channelrules.faces.cli.check_command import add_check
from channelrules.faces.cli.intake_commands import add_intake
from channelrules.faces.cli.mcp_command import add_mcp
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
    rulebook,
    told,
)
from channelrules.faces.cli.portfolio_commands import portfolio_app
from channelrules.faces.cli.report_command import report
from channelrules.faces.cli.rules_commands import rules_app
from channelrules.faces.cli.spoken import translate
from channelrules.faces.cli.terminal import complain_of, say, say_json
from channelrules.faces.cli.usage import try_help, usage_problem
from channelrules.knowledge.network import Edition

__all__ = ["app", "status_of_command"]

_INTERRUPTED: Final = 130
_GROUP_ALONE: Final = 2
"""The words of a command line that names a group without a command, which is answered with help, too."""

_NAME: Final = "channelrules"

app: Final = typer.Typer(
    name=_NAME,
    help=ABOUT,
    no_args_is_help=True,
    add_completion=True,
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
        status = judge_and_tell(
            file,
            form=form.value,
            lang=lang,
            edition=edition,
            engine=engine,
            as_of=as_of,
            settings=settings,
            rules=rules,
            house=house,
            no_presume=no_presume,
            strict=strict,
            everything=everything,
        )
    raise typer.Exit(status)


app.command()(report)
add_advice(app)
add_networks(app)
add_mcp(app)
add_check(app)
add_intake(app)


def status_of_command() -> int:
    """Return the exit status of the command: 2 for invalid input, options or files."""
    try:
        if "--help" not in sys.argv and len(sys.argv) != _GROUP_ALONE:
            return int(app(standalone_mode=False, prog_name=_NAME) or 0)
        command = typer.main.get_command(app)
        translate(command)
        return int(command(standalone_mode=False, prog_name=_NAME) or 0)
    except typer.Abort:
        return _INTERRUPTED
    except Exception as error:
        # Typer's own errors, wherever it keeps their classes; help for a command without arguments is one, too.
        tell = getattr(error, "format_message", None)
        if tell is None:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            tell()
        else:
            context = getattr(error, "ctx", None)
            complain_of(usage_problem(error), try_help(context.command_path) if context is not None else "")
        return int(getattr(error, "exit_code", 2))
