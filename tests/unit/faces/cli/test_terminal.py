"""What the commands write: text alone, on any terminal, and one line where it cannot be written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from channelrules.faces.cli import terminal
from channelrules.faces.cli.commands import status_of_command
from channelrules.printable import printable

TRATTORIA = "docs/examples/trattoria.toml"
HOSTILE = "\x1b]0;x\x07\x1b[2J\u202e"
FULL = Path("/dev/full")


def run(root: Path, *arguments: str, encoding: str = "utf-8", **options: object) -> subprocess.CompletedProcess[bytes]:
    code = "from channelrules.faces.cli.main import main; main()"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": encoding}
    given: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    ran: subprocess.CompletedProcess[bytes] = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=root, env=environment, check=False, **given
    )
    return ran


Told = tuple[int, str, str]
Call = Callable[[list[str]], Told]


@pytest.fixture
def here(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command in this process; returns its status, and what it wrote to either stream."""

    def call(arguments: list[str]) -> Told:
        monkeypatch.chdir(root)
        monkeypatch.setattr(sys, "argv", ["channelrules", *arguments])
        status = terminal.run(status_of_command)
        return (status, *capsys.readouterr())

    return call


@pytest.mark.parametrize(
    "arguments",
    [
        [HOSTILE],
        ["assess", TRATTORIA, f"--{HOSTILE}"],
        ["assess", TRATTORIA, "--format", HOSTILE],
        ["assess", TRATTORIA, "--set", f"{HOSTILE}=1"],
        ["assess", TRATTORIA, "--as-of", HOSTILE],
        ["assess", TRATTORIA, "--lang", HOSTILE],
        ["assess", TRATTORIA, "--engine", HOSTILE],
        ["assess", TRATTORIA, "--rules", HOSTILE],
        ["assess", TRATTORIA, "--house", HOSTILE],
        ["assess", f"{HOSTILE}.toml"],
        ["explain", TRATTORIA, HOSTILE],
        ["rules", "show", HOSTILE],
        ["rules", "new", HOSTILE, "--house", "x"],
        ["portfolio", "assess", f"{HOSTILE}.csv", "--out", "x"],
        ["portfolio", "template", f"{HOSTILE}/x.csv"],
        ["schema", HOSTILE],
    ],
    ids=lambda arguments: ascii(" ".join(arguments))[:60],
)
def test_what_is_typed_comes_back_as_text(here: Call, arguments: list[str]) -> None:
    """Names of commands, options, files and folders, and their values."""
    status, out, said = here(arguments)
    assert (status, out) == (2, "")
    assert said.startswith("channelrules: ")
    assert printable(said, lines=True) == said


def test_what_a_file_says_comes_back_as_text(root: Path, tmp_path: Path) -> None:
    """Unknown keys, values, names of parameters and networks."""
    file = tmp_path / "p.json"
    channel = {"id": HOSTILE, "network": HOSTILE, "status": HOSTILE, HOSTILE: 1}
    data = {"format": 1, "company": {HOSTILE: 1}, "channel": [channel], "parameters": {HOSTILE: "x"}, HOSTILE: 2}
    file.write_text(json.dumps(data), encoding="utf-8")
    said = run(root, "assess", str(file)).stderr.decode()
    assert said.count("\\x1b[2J\\u202e") > 4
    assert printable(said, lines=True) == said


def test_refused_rows_are_shown_as_text(root: Path, tmp_path: Path) -> None:
    """Ids of companies and refused cells in the summary of a table."""
    table = tmp_path / "c.csv"
    table.write_text(f"company,as_of,size\n{HOSTILE},2026-11-01,{HOSTILE}\nb,2026-11-01,micro\n", encoding="utf-8")
    ran = run(root, "portfolio", "assess", str(table), "--out", str(tmp_path / "out"), "--format", "csv")
    said = ran.stdout.decode()
    assert ran.returncode == 0, ran.stderr
    assert "row 0, \\x1b]0;x\\x07\\x1b[2J\\u202e: " in said
    assert printable(said, lines=True) == said
    (rejected,) = (tmp_path / "out" / "rejected").iterdir()
    assert printable(rejected.read_text(encoding="utf-8"), lines=True) == rejected.read_text(encoding="utf-8")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(
    "arguments", [["assess", TRATTORIA], ["assess", TRATTORIA, "--format", "json"], ["rules", "list"], ["--help"]]
)
def test_a_full_disk_is_told_in_one_line(root: Path, arguments: list[str]) -> None:
    with FULL.open("wb") as full:
        ran = run(root, *arguments, stdout=full)
    assert ran.returncode == 2
    assert ran.stderr.decode() == "channelrules: the answer cannot be written: No space left on device\n"


def test_a_reader_that_has_read_enough_is_no_error(root: Path) -> None:
    """As with ``| head``: nothing is said, and nothing raised."""
    reading, writing = os.pipe()
    os.close(reading)
    ran = run(root, "assess", TRATTORIA, "--format", "json", stdout=writing)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (1, b"")


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_letters_that_a_terminal_cannot_show_are_replaced(root: Path, lang: str) -> None:
    """Text shows their codes; JSON is the same JSON, all of it ASCII."""
    ascii_, plain = (run(root, "assess", TRATTORIA, "--lang", lang, encoding=each) for each in ("ascii", "utf-8"))
    assert ascii_.returncode == plain.returncode
    assert ascii_.stdout.decode("ascii") == plain.stdout.decode().encode("ascii", "backslashreplace").decode()
    as_json = ["assess", TRATTORIA, "--lang", lang, "--format", "json"]
    ascii_, plain = (run(root, *as_json, encoding=each) for each in ("ascii", "utf-8"))
    assert json.loads(ascii_.stdout.decode("ascii")) == json.loads(plain.stdout)


def test_an_answer_that_no_keyboard_types(root: Path, tmp_path: Path) -> None:
    """Bytes that are no letters, and a line without end, are answers that are asked for again."""
    file = tmp_path / "new.toml"
    typed = b"\xff\xfe\n" + b"x" * 100_000 + b"\n\x1b[2J\nBar\n\n"
    ran = run(root, "ask", str(file), input=typed)
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr
    assert b"\x1b" not in ran.stdout
    assert 'name = "Bar"' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ["rules", "new", "a" * 300, "--house", "x"],
        ["rules", "new", "a", "--house", "x" * 300],
        ["assess", "x" * 300],
        ["assess", TRATTORIA, "--rules", "x" * 300],
        ["assess", TRATTORIA, "--house", "x" * 300],
        ["ask", "x" * 300 + ".toml"],
        ["rules", "pages", "x" * 300],
        ["portfolio", "template", "x" * 300 + ".csv"],
        ["portfolio", "assess", "x" * 300 + ".csv", "--out", "y"],
    ],
    ids=lambda arguments: " ".join(each[:10] for each in arguments),
)
def test_a_name_that_no_disk_takes(here: Call, arguments: list[str]) -> None:
    """One message, and the status of bad input."""
    status, out, said = here(arguments)
    assert (status, out) == (2, "")
    assert said.startswith("channelrules: ")


@pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="a shell closes streams on POSIX")
@pytest.mark.parametrize(
    ("closed", "arguments", "status", "told"),
    [
        (">&-", ["assess", TRATTORIA], 2, "the answer cannot be written: "),
        (">&-", ["--version"], 2, "the answer cannot be written: "),
        ("<&-", ["assess", "-"], 2, "standard input: the file is empty"),
        ("2>&-", ["assess", "no-such-file.toml"], 2, ""),
    ],
)
def test_a_stream_that_the_shell_closed(root: Path, closed: str, arguments: list[str], status: int, told: str) -> None:
    """It ends in a sentence and the status of bad input, or is not missed."""
    line = f'exec "{sys.executable}" -m channelrules "$@" {closed}'
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["sh", "-c", line, "sh", *arguments], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == status
    assert told in done.stderr
    assert "Traceback" not in done.stderr
