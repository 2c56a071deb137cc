"""What is fuzzed: each target takes bytes, and nothing but a result or an error of the library comes out of it.

A target raises where the library does what it must not: any other error, or a command line that ends in another way
than it says. `tests/property/test_readers.py` runs all of them under Hypothesis, ``python -m tests.fuzz`` runs them
under atheris.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

import channelrules as cr
from channelrules.decision.rulebook import compiled_of
from channelrules.faces.cli import terminal
from channelrules.faces.cli.commands import status_of_command
from channelrules.knowledge import loader as load
from channelrules.knowledge.builtin import built_in_rules
from channelrules.knowledge.files import TooManyProblems
from channelrules.portfolio.judge import OUTCOMES
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.runner import Judging
from channelrules.portfolio.table_schema import CHANNELS, COMPANIES
from channelrules.printable import printable

__all__ = ["CORPUS", "TARGETS", "inputs"]

ROOT: Final = Path(__file__).resolve().parents[2]
CORPUS: Final = ROOT / "tests" / "corpus"
EXAMPLES: Final = ROOT / "docs" / "examples"
SHOWN: Final = {0, 1, 2}


@functools.cache
def _book() -> cr.Rulebook:
    return cr.load_rules()


@functools.cache
def _judging() -> Judging:
    return Judging(compiled_of(_book()), cr.Edition.GUIDANCE, None, {}, frozenset(OUTCOMES))


@functools.cache
def _folder() -> Path:
    """A folder of its own for what a target writes; it is gone with the process."""
    folder = Path(tempfile.mkdtemp(prefix="channelrules-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def _few_rules() -> Path:
    """The built-in rules with a few files of each kind, which are loaded in no time."""
    folder = _folder() / "rules"
    shutil.copytree(built_in_rules(), folder)
    for inside in filter(Path.is_dir, folder.iterdir()):
        for path in sorted(inside.glob("*.toml"))[2 if inside.name != "words" else 9 :]:
            path.unlink()
    return folder


def _text(error: BaseException) -> None:
    """Make sure that an error shows nothing but text."""
    said = str(error)
    assert printable(said, lines=True) == said, ascii(said)


def _profile(suffix: str, data: bytes) -> None:
    file = _folder() / f"profile.{suffix}"
    file.write_bytes(data)
    try:
        profile = _book().read_profile(file)
        decision = _book().assess(profile, engine="native")
        cr.render(decision)
        for channel in profile.channels[:2]:
            decision.explain(channel.id)
        if len(profile.channels) < 4:
            decision.to_dict()
            decision.shortlist()
            decision.sensitivity()
    except cr.ChannelRulesError as error:
        _text(error)


def _house(data: bytes) -> None:
    """Files of a house laid over the example: each begins with a line ``=== path``."""
    folder = _folder() / "house"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLES / "house-rules", folder)
    for part in data.split(b"=== ")[1:8]:
        name, _, content = part.partition(b"\n")
        inside = Path(os.fsdecode(name.strip()[:80].replace(b"\0", b"")))
        if inside.is_absolute() or ".." in inside.parts:
            continue
        with contextlib.suppress(OSError, ValueError):
            file = folder / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
    _load(data, None, folder)


def _load(data: bytes, rules: Path | None, house: Path | None) -> None:
    """Load rules and a house: some of them as everybody does, others without what is checked of the whole."""
    try:
        if len(data) % 8 == 0:
            book = cr.load_rules(rules, house=house or ())
            book.assess(book.read_profile(EXAMPLES / "trattoria.toml"), engine="native")
        else:
            loader = load._Loader(_few_rules(), trusted=house is None)
            with contextlib.suppress(TooManyProblems):
                loader.load([house] if house else ())
            for error in loader.problems:
                _text(loader.named(error))
    except cr.ChannelRulesError as error:
        _text(error)


def _rules(data: bytes) -> None:
    """One file of the built-in rules written over: its first line names it."""
    name, _, content = data.partition(b"\n")
    folder = _few_rules()
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.toml"))
    wanted = os.fsdecode(name.strip())
    file = folder / (wanted if wanted in files else files[sum(name) % len(files)])
    before = file.read_bytes()
    file.write_bytes(content)
    try:
        _load(data, folder, None)
    finally:
        file.write_bytes(before)


def _judged(portions: Iterator[Any]) -> None:
    batches = [portion.rows for portion in portions]
    for made in _judging().over(each for each in batches if each.num_rows):
        assert made["verdicts"].num_rows + made["rejected"].num_rows >= 1


def _table(suffix: str, data: bytes) -> None:
    file = _folder() / f"table.{suffix}"
    file.write_bytes(data)
    try:
        _judged(open_source(file).portions)
    except cr.ChannelRulesError as error:
        _text(error)


_NAMES: Final = [each.name for each in COMPANIES if each.name not in {"company", "channels"}]
_CHANNEL: Final = [each.name for each in CHANNELS if each.name != "company"]


def _cells(data: bytes) -> None:
    """Cells of one row between two good ones: what stands before each tells its column, by name or by number."""
    cells: dict[str, bytes] = {}
    channel: dict[str, str] = {"id": "fb", "network": "facebook", "status": "active"}
    for part in data.split(b"\x1e")[:40]:
        name, _, cell = part.partition(b"\x1f")
        known = name.decode("latin-1")
        if known in _NAMES or known == "channels":
            cells[known] = cell
        elif known in _CHANNEL:
            channel[known] = cell.decode("utf-8", "replace")
        elif name:
            cells[_NAMES[sum(name) % len(_NAMES)]] = cell
    # Bytes that are no text come in as they do from a file of Parquet: nobody has looked at them.
    columns = {name: pa.array([None, cell, None], pa.binary()).view(pa.string()) for name, cell in cells.items()}
    if "channels" not in columns:
        columns["channels"] = pa.array([None, [channel], None])
    columns["company"] = pa.array(["before", "odd", "after"])
    columns.setdefault("as_of", pa.array(["2026-11-01"] * 3))
    if "as_of" in cells:
        columns["as_of"] = pa.concat_arrays([pa.array(["2026-11-01"]), columns["as_of"][1:2], pa.array(["2026-11-01"])])
    try:
        source = open_source(pa.table(columns))
        (made,) = _judging().over(portion.rows for portion in source.portions)
    except cr.PortfolioError as error:
        _text(error)
        return
    judged = set(made["verdicts"].column("company").to_pylist())
    refused = made["rejected"].to_pylist()
    assert {"before", "after"} <= judged
    assert ("odd" in judged) is not bool(refused)
    assert all(row["company"] == "odd" and "is not written as its" not in row["reason"] for row in refused), refused


_COMMANDS: Final[tuple[list[str], ...]] = (
    ["assess"],
    ["explain"],
    ["changes"],
    ["shortlist"],
    ["compare", "docs/examples/wetherspoon-before.toml"],
    ["rules", "show"],
    ["rules", "list"],
    ["rules", "diff", "-"],
    ["schema"],
    ["portfolio", "explain"],
    ["portfolio", "schema"],
    [],
)


def _options(data: bytes) -> None:
    """A command that writes no files, and what is typed after it, a line each."""
    number, _, rest = data.partition(b"\n")
    typed = [os.fsdecode(each.replace(b"\0", b"")) for each in rest.split(b"\n")[:12]]
    arguments = [*_COMMANDS[sum(number) % len(_COMMANDS)], *typed]
    out, err = io.StringIO(), io.StringIO()
    before, here = sys.argv, Path.cwd()
    os.chdir(ROOT)
    sys.argv = ["channelrules", *arguments]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = terminal.run(status_of_command)
    finally:
        sys.argv = before
        os.chdir(here)
    assert status in SHOWN, status
    for said in (out.getvalue(), err.getvalue()):
        text = said.replace("\t", "")
        assert printable(text, lines=True) == text, ascii(text)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "toml": functools.partial(_profile, "toml"),
    "json": functools.partial(_profile, "json"),
    "yaml": functools.partial(_profile, "yaml"),
    "rules": _rules,
    "house": _house,
    "csv": functools.partial(_table, "csv"),
    "jsonl": functools.partial(_table, "jsonl"),
    "parquet": functools.partial(_table, "parquet"),
    "cells": _cells,
    "options": _options,
}
"""What is fuzzed, by the folder of the corpus that holds inputs for it."""


def inputs(name: str) -> list[Path]:
    """Return the inputs of the corpus for a target: findings, and beginnings that are fine."""
    return sorted(path for path in (CORPUS / name).iterdir() if path.is_file())
