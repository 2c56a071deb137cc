"""The help of the commands in the language of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import channelrules as cr
from channelrules.faces.cli.at_once import ABOUT, COMMANDS, answered
from channelrules.faces.cli.commands import app_of
from channelrules.faces.cli.spoken import language_asked, terminal_language, translate, translation
from tests.fixtures.command import run

BOOK = cr.load_rules()
LIST = {"Usage:", "Commands:", "'channelrules COMMAND --help' tells what a command takes.", ABOUT, *COMMANDS.values()}
OF_TYPER = {"Arguments", "Options", "Commands", "[default: {}]", "[required]", "[OPTIONS]", "COMMAND", "[ARGS]"}
OF_TYPER |= {
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
}


def helps(command: Any) -> Iterator[str]:
    yield command.help or ""
    yield from (each.help for each in command.params if getattr(each, "help", None))
    for below in getattr(command, "commands", {}).values():
        yield from helps(below)


def command_of(name: str) -> Any:
    group: Any = typer.main.get_command(app_of())
    return group.commands[name]


@pytest.mark.parametrize("lang", ["it", "ko"])
def test_the_help_of_every_command_is_translated(lang: str) -> None:
    """With what Typer itself says around it; and no text that is there no more."""
    texts = BOOK.knowledge.language(lang).tables["commands"]
    wanted = {each for each in helps(typer.main.get_command(app_of())) if each} | LIST | OF_TYPER
    assert sorted(wanted - set(texts)) == []
    assert sorted(set(texts) - wanted) == []


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
    usage = command.get_usage(typer.Context(command, info_name="assess"))
    assert usage.startswith("Uso: assess [OPZIONI]")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert translation()("Usage:") == "Usage:"


def told_of(root: Path, *arguments: str) -> str:
    ran = run(root, *arguments)
    assert ran.returncode == 2
    return ran.stderr.splitlines()[0].removeprefix("channelrules: ")


def test_a_slip_is_told_in_the_language_of_the_terminal(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands, options, values and files; a language that there is not is refused in the terminal's own."""
    profile = "docs/examples/trattoria.toml"
    monkeypatch.setenv("LC_ALL", "it_IT.UTF-8")
    assert told_of(root, "asess") == "non esiste un comando 'asess'. Si intendeva 'assess'?"
    assert told_of(root, "assess", profile, "--lang", "xx") == "non c'è la lingua 'xx'; ci sono en, it, ko"
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert told_of(root, "shortlist", profile, "--hours", "x") == "--hours: 필요한 값은 숫자입니다"
    assert told_of(root, "assess", "--lang", "it", "no.toml") == "no.toml: 1 problema:"


def test_the_language_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The option counts more than the terminal."""
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert language_asked(["assess", "x", "--lang", "it"]) == "it"
    assert language_asked(["assess", "x", "--lang=it"]) == "it"
    assert language_asked(["assess", "x", "--lang"]) == "ko"
