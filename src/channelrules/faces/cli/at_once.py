"""The fast path of the command, without Typer: its version, the list of commands, and the assessment of a profile.

Everything else, and every command line that is not plain, is left to Typer, which knows every option: the fast path
gives the same answers and has no options of its own.
"""

from __future__ import annotations

import channelrules

__all__ = ["ABOUT", "COMMANDS", "COMPLETE", "answered", "plain_options"]

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

ABOUT = "Which social channels are worth having: whim or asset, why, and what to ask."

COMPLETE = "_CHANNELRULES_COMPLETE"
"""The variable by which a shell asks for completions, which Typer answers."""

COMMANDS = {
    "schema": "Print the JSON Schema of a kind of file, or of a decision.",
    "assess": "Judge a company's profile: whim or asset, why, what to do first.",
    "report": "Make the page that a client reads: HTML, PDF, Markdown, SARIF.",
    "explain": "Tell why a verdict, or a rule's outcome, is what it is, down to the facts.",
    "changes": "Tell the smallest changes that reach a better verdict.",
    "shortlist": "Tell which channels to keep, so that the company gains most.",
    "compare": "Tell what changed between two profiles of one company, and why.",
    "ask": "Ask for the facts that are missing, and write them to the profile.",
    "check": "Read profiles and tell what is wrong with them, a line each.",
    "mcp": "Serve assistants over the Model Context Protocol.",
    "intake": "Read facts out of exports, calendars and forms into a profile.",
    "form": "Write a form to send out, which 'intake' reads back.",
    "networks": "List the networks that are known, or every fact about one.",
    "rules": "Look into the rulebook, and put it to the test.",
    "portfolio": "Judge whole tables of companies.",
}
"""Every command, with one line about it for the list of them."""

_HELP = """\
{usage} channelrules [--version] [--help] COMMAND ...

{about}

{heading}
{commands}

{more}
"""

_VALUES = {"--lang": "lang", "--engine": "engine", "--as-of": "as_of", "--rules": "rules"}
_CHOICES = {"--format": ("form", ("text", "json")), "--edition": ("edition", ("guidance", "current"))}
_LISTS = {"--set": "settings", "--house": "house"}
_FLAGS = {"--no-presume": "no_presume", "--strict": "strict", "--all": "everything"}


def answered(arguments: Sequence[str]) -> int | None:
    """Return the exit status of a command that was answered here; ``None`` where Typer is needed."""
    match arguments:
        case ["--version"]:
            return _said(f"channelrules {channelrules.__version__}\n", 0)
        case [] | ["--help"]:
            return _said(_list_of_commands(), 0 if arguments else 2)
        case ["assess", *rest]:
            given = plain_options(rest)
            return None if given is None else _judged(given)
        case [name, *_] if name not in COMMANDS and not name.startswith("-"):
            return _unknown(name)
        case _:
            return None


def _said(text: str, status: int) -> int:
    from channelrules.faces.cli.terminal import run, say_as_it_is

    def work() -> int:
        say_as_it_is(text)
        return status

    return run(work)


def _list_of_commands() -> str:
    from channelrules.faces.cli.spoken import translation

    width = max(map(len, COMMANDS))
    said = translation()
    return _HELP.format(
        usage=said("Usage:"),
        about=said(ABOUT),
        heading=said("Commands:"),
        commands="\n".join(f"  {name:<{width}}  {said(about)}" for name, about in COMMANDS.items()),
        more=said("'channelrules COMMAND --help' tells what a command takes."),
    )


def _unknown(name: str) -> int:
    from channelrules.faces.cli.terminal import complain_of, run
    from channelrules.faces.cli.usage import no_such_command, try_help

    def work() -> int:
        complain_of(no_such_command(name, COMMANDS), try_help("channelrules"))
        return 2

    return run(work)


def _judged(given: Mapping[str, Any]) -> int:
    from channelrules.errors import ChannelRulesError
    from channelrules.faces.cli.assessing import assess
    from channelrules.faces.cli.terminal import complain_of, run

    def work() -> int:
        try:
            return assess(**given)
        except ChannelRulesError as error:
            complain_of(error)
            return 2

    return run(work)


def plain_options(arguments: Sequence[str]) -> dict[str, Any] | None:
    """Return the options of `assess`; ``None`` where they are not written in the plain form."""
    given: dict[str, Any] = {}
    waiting = list(arguments)
    while waiting:
        name = waiting.pop(0)
        if name in _FLAGS:
            given[_FLAGS[name]] = True
        elif not name.startswith("-") and name and "file" not in given:
            given["file"] = name
        elif not waiting or waiting[0].startswith("-"):
            return None
        elif name in _LISTS:
            given.setdefault(_LISTS[name], []).append(waiting.pop(0))
        elif name in _CHOICES and waiting[0] in _CHOICES[name][1]:
            given[_CHOICES[name][0]] = waiting.pop(0)
        elif name in _VALUES:
            given[_VALUES[name]] = waiting.pop(0)
        else:
            return None
    return given if "file" in given else None
