"""The help of the commands in the language of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

import channelrules as cr
from channelrules.faces.cli.at_once import ABOUT, COMMANDS, answered
from channelrules.faces.cli.commands import app
from channelrules.faces.cli.spoken import terminal_language, translate, translation

BOOK = cr.load_rules()
CONSULTANT = ("assess", "explain", "changes", "shortlist", "compare", "ask", "networks")
LIST = {"Usage:", "Commands:", "'channelrules COMMAND --help' tells what a command takes.", ABOUT, *COMMANDS.values()}


def helps(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield from (each.help for each in command.params if getattr(each, "help", None))


def command_of(name: str) -> Any:
    group: Any = typer.main.get_command(app)
    return group.commands[name]


@pytest.mark.parametrize("lang", ["it", "ko"])
def test_what_a_consultant_meets_is_translated(lang: str) -> None:
    """Every help text of the commands for consultants, and the list of commands; and no text that is there no more."""
    texts = BOOK.knowledge.language(lang).tables["commands"]
    wanted = {each for name in CONSULTANT for each in helps(command_of(name))} | LIST
    assert sorted(wanted - set(texts)) == []
    everywhere = wanted | {each for name in COMMANDS for each in helps(command_of(name))}
    assert sorted(set(texts) - everywhere) == []


def test_the_language_of_the_environment(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert terminal_language() == ""
    assert translation()("Usage:") == "Usage:"
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert answered(["--help"]) == 0
    assert "사용법: channelrules" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")
    command = command_of("assess")
    translate(command)
    assert str(command.help).startswith("Giudica il profilo di un'azienda")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert translation()("Usage:") == "Usage:"
