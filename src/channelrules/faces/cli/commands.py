"""The commands, on Typer and Rich (extra ``cli``).

Typer looks at every option of every command that it knows before it reads a command line. So it gets to know the one
that is named, and all of them where it has to tell what there is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Annotated, Any, Final

import typer

import channelrules
from channelrules.faces.cli.at_once import ABOUT, COMMANDS, COMPLETE
from channelrules.faces.cli.spoken import translate
from channelrules.faces.cli.terminal import complain_of, say
from channelrules.faces.cli.usage import try_help, usage_problem

__all__ = ["app_of", "status_of_command"]

_INTERRUPTED: Final = 130
_GROUP_ALONE: Final = 2
"""The words of a command line that names a group and none of its commands: it is answered with help, too."""

_NAME: Final = "channelrules"

_Places = Mapping[str, str]

_PLACES: Final[Mapping[str, str | _Places]] = {
    "schema": "schema_command.print_schema",
    "assess": "assess_command.assess",
    "report": "report_command.report",
    "explain": "advice_commands.explain",
    "changes": "advice_commands.changes",
    "shortlist": "advice_commands.shortlist",
    "compare": "advice_commands.compare_profiles",
    "ask": "ask_command.ask",
    "networks": "networks_command.show_networks",
    "mcp": "mcp_command.serve",
    "check": "check_command.check",
    "intake": "intake_commands.intake",
    "form": "intake_commands.form",
    "rules": {
        "list": "rules_commands.list_rules",
        "show": "rules_commands.show_rule",
        "test": "rules_audit.prove_rules",
        "diff": "rules_audit.diff_rules",
        "pages": "rules_commands.write_pages",
        "new": "rules_commands.new_rule",
        "check": "rules_audit.check_rules",
    },
    "portfolio": {
        "assess": "portfolio_commands.assess",
        "explain": "portfolio_commands.explain",
        "report": "portfolio_commands.make_report",
        "schema": "portfolio_commands.print_schema",
        "template": "portfolio_commands.template",
    },
}
"""Where each command stands in this folder, in the order in which they are listed; those of a group by its name."""


def _version(*, wanted: bool) -> None:
    if wanted:
        say(f"channelrules {channelrules.__version__}")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=lambda wanted: _version(wanted=wanted))
    ] = False,
) -> None:
    pass


def app_of(asked: Sequence[str] = ()) -> typer.Typer:
    """Return the commands that a command line can mean: the one that it begins with, or every one.

    Args:
        asked: the words of the command line, without the program's name.
    """
    app = typer.Typer(name=_NAME, help=ABOUT, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
    app.callback()(_options)
    for name in _named(_PLACES, asked[:1]):
        place = _PLACES[name]
        if isinstance(place, str):
            app.command(name)(_function(place))
            continue
        group = typer.Typer(help=COMMANDS[name], no_args_is_help=True)
        for each in _named(place, asked[1:2]):
            group.command(each)(_function(place[each]))
        app.add_typer(group, name=name)
    return app


def _named(places: Mapping[str, object], asked: Sequence[str]) -> Sequence[str]:
    return [each for each in asked if each in places] or list(places)


def _function(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(".")
    found: Callable[..., Any] = getattr(import_module(f"channelrules.faces.cli.{module}"), name)
    return found


def status_of_command() -> int:
    """Return the exit status of the command: 2 for whatever is wrong with the input, the options or the files."""
    try:
        command = typer.main.get_command(app_of(() if COMPLETE in os.environ else sys.argv[1:]))
        if "--help" in sys.argv or len(sys.argv) == _GROUP_ALONE:
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
