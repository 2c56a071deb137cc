"""What is answered without Typer is what Typer would have answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from channelrules.faces.cli.at_once import COMMANDS, answered, plain_options
from channelrules.faces.cli.commands import app_of, status_of_command
from channelrules.faces.cli.terminal import run

RIVER = "docs/examples/river-pools.toml"
HOUSE = "docs/examples/house-rules"
PLAIN = [
    [RIVER],
    [RIVER, "--strict"],
    ["--lang", "it", RIVER, "--no-presume", "--all"],
    [RIVER, "--format", "json", "--engine", "native", "--edition", "current", "--as-of", "2026-11-03"],
    [RIVER, "--set", "pages_hard_limit=4", "--set", "pages_soft_limit=1", "--house", HOUSE],
    [RIVER, "--rules", "nowhere"],
    [RIVER, "--set", "pages_hard_limit"],
    [RIVER, "--as-of", "tomorrow"],
    [RIVER, "--lang", "xx"],
    ["nowhere.toml"],
]
DOUBTFUL = [
    [],
    ["--help"],
    [RIVER, "--help"],
    [RIVER, "--format", "yaml"],
    [RIVER, "--format=json"],
    [RIVER, "--edition", "latest"],
    [RIVER, "--lang"],
    [RIVER, "--lang", "--all"],
    [RIVER, "--", "more"],
    [RIVER, RIVER],
    [RIVER, "--nothing"],
    [""],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_the_short_way_leads_to_the_same_answer(
    arguments: list[str], root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same texts and the same exit status, whatever is said and whatever is wrong."""
    monkeypatch.chdir(root)
    short = answered(["assess", *arguments]), *capsys.readouterr()
    monkeypatch.setattr(sys, "argv", ["channelrules", "assess", *arguments])
    assert short == (run(status_of_command), *capsys.readouterr())


@pytest.mark.parametrize("arguments", DOUBTFUL, ids=" ".join)
def test_what_is_not_written_plainly_is_left_to_typer(arguments: list[str]) -> None:
    """Whatever is unknown, lacks its value, stands twice or is written in another way."""
    assert plain_options(arguments) is None


def test_every_command_is_listed() -> None:
    """The list that is shown at once has the commands that there are, and no other."""
    own = [each.name or (each.callback.__name__ if each.callback else "") for each in app_of().registered_commands]
    assert sorted([*own, *(str(each.name) for each in app_of().registered_groups)]) == sorted(COMMANDS)


def test_neither_typer_nor_rich_is_needed(root: Path) -> None:
    """For the version, the list of commands, a name that is none and a profile judged, where no terminal is there."""
    code = (
        "import sys; sys.modules |= {'typer': None, 'rich': None}; from channelrules.faces.cli.main import main; main()"
    )
    for arguments, status, begins in (
        (["--version"], 0, "channelrules "),
        (["--help"], 0, "Usage: channelrules "),
        ([], 2, "Usage: channelrules "),
        (["asses"], 2, "channelrules: there is no command 'asses'. Did you mean 'assess'?\n"),
        (["assess", RIVER], 0, "River Pools"),
    ):
        ran = subprocess.run([sys.executable, "-c", code, *arguments], cwd=root, capture_output=True, text=True)
        assert (ran.returncode, (ran.stdout + ran.stderr).startswith(begins)) == (status, True)
