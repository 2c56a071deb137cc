"""Usage errors as messages that can be translated, as Typer has them in English alone."""

from __future__ import annotations

import re
from typing import Any, Final

from channelrules.errors import OptionError, did_you_mean
from channelrules.told import Told, tell

__all__ = ["no_such_command", "try_help", "usage_problem"]

_NO_COMMAND: Final = re.compile(r"No such command '([^']*)'")
_EXTRA: Final = re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)", re.DOTALL)
_NO_CHOICE: Final = re.compile(r"is not one of (.+)", re.DOTALL)
_NO_NUMBER: Final = re.compile(r"valid (?:number|float|integer)")


def usage_problem(error: Any) -> OptionError:
    """Return the message about what Typer refused.

    Args:
        error: one of Typer's usage errors, whose classes have several names.
    """
    match type(error).__name__:
        case "NoSuchOption":
            name = str(error.option_name)
            message = tell("no_such_option", "there is no option '{name}'", name=name[:60])
            return OptionError(message, hint=did_you_mean(name, error.possibilities or ()))
        case "BadOptionUsage" | "BadArgumentUsage":
            name = str(getattr(error, "option_name", "") or error.message)
            return OptionError(tell("no_value", "{name} needs a value", name=name))
        case "MissingParameter":
            return OptionError(tell("left_out", "{name} is missing", name=_name_of(error)))
        case "BadParameter":
            return OptionError(_bad_value(error))
    found = _NO_COMMAND.search(error.format_message())
    if found:
        return no_such_command(found.group(1), getattr(getattr(error.ctx, "command", None), "commands", {}))
    found = _EXTRA.search(error.format_message())
    if found:
        return OptionError(tell("too_much_given", "this is one argument too many: {given}", given=found.group(1)[:60]))
    if getattr(getattr(error.ctx, "command", None), "commands", {}):
        return OptionError(tell("no_command_given", "a command is missing"))
    return OptionError(error.format_message().rstrip("."))


def no_such_command(name: str, known: Any) -> OptionError:
    """Return the message about an unknown command, given the known ones."""
    message = tell("no_such_command", "there is no command '{name}'", name=name[:60])
    return OptionError(message, hint=did_you_mean(name, known))


def try_help(command: str) -> Told:
    """Return the line below a message: how to get help on a command."""
    return tell("try_help", "Try '{command} --help' for help.", command=command)


def _name_of(error: Any) -> str:
    param = error.param
    if param is None:
        return str(error.param_hint or "")
    if param.param_type_name == "option":
        return "/".join(param.opts)
    return str(param.metavar or param.name or "").upper()


def _bad_value(error: Any) -> Told:
    name, said = _name_of(error), str(error.message).rstrip(".")
    found = _NO_CHOICE.search(said)
    if found:
        expected = tell("one_of", "one of {options}", options=found.group(1).replace("'", ""))
    elif _NO_NUMBER.search(said):
        expected = tell("a_number", "a number")
    else:
        return tell("bad_value", "{option}: {why}", option=name, why=said)
    return tell("argument_expects", "{option}: {expected} is expected", option=name, expected=expected)
