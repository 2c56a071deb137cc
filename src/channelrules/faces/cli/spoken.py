"""The help of the commands, and messages about their input, in the language of the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words

__all__ = ["language_asked", "say_in_words", "terminal_language", "translate", "translation"]

_LANG: Final = "--lang"
_ENGLISH: Final = frozenset({"", "c", "posix", "en"})
_HEADINGS: Final = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "DEFAULT_STRING": "[default: {}]",
    "REQUIRED_LONG_STRING": "[required]",
}


def terminal_language() -> str:
    """Return the language that the environment asks for, such as ``it``; empty where it asks for none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name, "").partition("_")[0].partition(".")[0].lower()
        if found:
            return found
    return ""


def language_asked(arguments: Sequence[str] | None = None) -> str:
    """Return the language that a command line asks for with ``--lang``, else the terminal's own."""
    given = sys.argv[1:] if arguments is None else arguments
    for place, each in enumerate(given):
        name, sign, value = each.partition("=")
        if name == _LANG and (sign or place + 1 < len(given)):
            return value if sign else given[place + 1]
    return terminal_language()


def say_in_words() -> Callable[[str], str]:
    """Return what translates a message to the language that is asked for; English without one."""
    words = _words(language_asked())
    return str if words is None else words.told


def translation() -> Callable[[str], str]:
    """Return what translates a text of the help to the language that is asked for; unchanged without one."""
    words = _words(language_asked())
    if words is None:
        return lambda text: text
    texts = words.tables["commands"]
    return lambda text: str(texts.get(text, text))


def _words(language: str) -> Words | None:
    own = terminal_language()
    if {language, own} <= _ENGLISH:
        return None
    from channelrules.decision.rulebook import load_rules

    knowledge = load_rules().knowledge
    # An unknown language is refused in the terminal's own.
    known = next((each for each in (language, own) if each in knowledge.languages), "")
    return None if known in _ENGLISH else knowledge.language(known)


def translate(command: Any) -> None:
    """Put the help of a command, its options and the commands below it into the language that is asked for.

    Args:
        command: of Typer, which has classes of its own.
    """
    said = translation()
    from typer import rich_utils

    for name, text in _HEADINGS.items():
        setattr(rich_utils, name, said(text))
    _translated(command, said)


def _translated(command: Any, said: Callable[[str], str]) -> None:
    for texts in (command, *command.params):
        for key in ("help", "short_help"):
            if getattr(texts, key, None):
                setattr(texts, key, said(getattr(texts, key)))
    _say_usage(command, said)
    for below in getattr(command, "commands", {}).values():
        _translated(below, said)


def _say_usage(command: Any, said: Callable[[str], str]) -> None:
    told = command.get_usage

    def usage(context: Any) -> str:
        # Typer adds `--help` to the options only now.
        for each in command.get_params(context):
            each.help = said(each.help) if getattr(each, "help", None) else None
        line = str(told(context)).replace("Usage:", said("Usage:"), 1)
        for each in ("[OPTIONS]", "COMMAND", "[ARGS]"):
            line = line.replace(each, said(each))
        return line

    command.get_usage = usage
