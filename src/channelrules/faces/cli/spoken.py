"""The help of the commands in the language of the terminal: their own texts, looked up in its words."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

__all__ = ["terminal_language", "translate", "translation"]


def terminal_language() -> str:
    """Return the language that the environment asks for, such as ``it``; empty where it asks for none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name, "").partition("_")[0].partition(".")[0].lower()
        if found:
            return found
    return ""


def translation() -> Callable[[str], str]:
    """Return what gives a text of the help in the language of the terminal, or as it is where there is none."""
    language = terminal_language()
    if language in {"", "c", "posix", "en"}:
        return lambda text: text
    from channelrules.decision.rulebook import load_rules

    knowledge = load_rules().knowledge
    if language not in knowledge.languages:
        return lambda text: text
    texts = knowledge.language(language).tables["commands"]
    return lambda text: str(texts.get(text, text))


def translate(command: Any) -> None:
    """Put the help of a command, its options and the commands below it into the language of the terminal.

    Args:
        command: of Typer, which brings classes of its own.
    """
    _translated(command, translation())


def _translated(command: Any, said: Callable[[str], str]) -> None:
    for texts in (command, *command.params):
        for key in ("help", "short_help"):
            if getattr(texts, key, None):
                setattr(texts, key, said(getattr(texts, key)))
    for below in getattr(command, "commands", {}).values():
        _translated(below, said)
