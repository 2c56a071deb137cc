"""Runs over tables under every fault there is a way to make: ``python -m tests.faults_portfolio``.

Each cell of the matrix says what was done, how often, how the run ended, and whether the same run, started again, left
the bytes of a run in one go. It goes to ``docs/assurance/faults.json``. Cells on file systems of their own need root,
and ``lowntfs-3g`` for the one that takes names of any case; without them they are left out, and the matrix says so.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

import channelrules as cr
from tests.fixtures.faults import (
    CHANGES,
    FAULTS,
    FORMS,
    Faulty,
    at_each,
    changing,
    contents,
    half_of_another,
    judged,
    jumping_clock,
    slowly,
    table_in,
)

FIGURES: Final = Path(__file__).resolve().parent.parent / "docs" / "assurance" / "faults.json"
BOOK: Final = cr.load_rules()
KILLS: Final = 20
TOGETHER: Final = 10
_RUN: Final = """
import sys
from pathlib import Path
import channelrules as cr
from tests.fixtures.faults import judged
book = cr.load_rules()
print("ready", flush=True)
judged(book, Path(sys.argv[1]), Path(sys.argv[2]), workers=2)
"""


@attrs.frozen
class Cell:
    """What happened.

    Attributes:
        fault: what was done.
        where: at what, and how.
        times: how often.
        ended: how the runs ended, each way with how often.
        same: how many of the runs that were started again left the bytes of a run in one go; ``None`` where none was.
    """

    fault: str
    where: str
    times: int
    ended: dict[str, int]
    same: int | None


def _cell(fault: str, where: str, found: list[tuple[str, bool]]) -> Cell:
    return Cell(fault, where, len(found), dict(Counter(ended for ended, _ in found)), sum(same for _, same in found))


def at_operations(folder: Path) -> Iterator[Cell]:
    """Each fault at each operation of a run that writes Parquet, and at every third of one that writes text."""
    for fault in FAULTS:
        for form, step, which in (("parquet", 1, "each"), ("csv", 3, "every third"), ("jsonl", 3, "every third")):
            table = table_in(folder / "in")
            found = [each[1:] for each in at_each(BOOK, table, folder / f"{fault}-{form}", fault, form, step)]
            yield _cell(f"{fault}, faked", f"{which} operation of a run that writes {form}", found)


def kills(folder: Path) -> Iterator[Cell]:
    """A process killed at random moments."""
    table, source, found = table_in(folder / "in", count=1_500), random.Random(1), []
    judged(BOOK, table, folder / "whole")
    for number in range(KILLS):
        out = folder / f"out{number}"
        command = [sys.executable, "-c", _RUN, str(table), str(out)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            running.stdout.readline()
            time.sleep(source.uniform(0, 1.5))
            running.send_signal(signal.SIGKILL)
            ended = "killed" if running.wait() < 0 else "to the end"
        pieces = len(list(out.glob(".run/0*.json")))
        judged(BOOK, table, out, workers=2)
        found.append((f"{ended}, {'nothing' if not pieces else 'some pieces'} finished", same(out, folder / "whole")))
    yield _cell("kill -9", "a process with two threads, at random moments", found)


def together(folder: Path) -> Iterator[Cell]:
    """Two processes that begin at once in one folder."""
    table, found = table_in(folder / "in", count=1_500), []
    judged(BOOK, table, folder / "whole")
    code = _RUN.replace("flush=True)", "flush=True); input()")
    for number in range(TOGETHER):
        out = folder / f"out{number}"
        command = [sys.executable, "-c", code, str(table), str(out)]
        both = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        for each in both:
            assert each.stdout is not None
            each.stdout.readline()
        for each in both:
            assert each.stdin is not None
            each.stdin.write(b"\n")
            each.stdin.flush()
        said = [each.communicate()[1].decode().strip().rpartition("\n")[2] for each in both]
        ended = "; ".join(sorted(each.rpartition("PortfolioError: ")[2] or "to the end" for each in said))
        fine = same(out, folder / "whole")
        judged(BOOK, table, out, workers=2)
        found.append((ended.replace(out.name, "out"), fine and same(out, folder / "whole")))
    yield _cell("two runs at once", "two processes that begin together in one folder", found)


def same(out: Path, whole: Path) -> bool:
    """Whether two folders hold the same run."""
    return contents(out) == contents(whole)


@contextmanager
def mounted(folder: Path, *command: str) -> Iterator[bool]:
    """A file system of its own, where that can be had."""
    folder.mkdir()
    try:
        fine = subprocess.run([*command, str(folder)], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        fine = False
    try:
        yield fine
    finally:
        if fine:
            subprocess.run(["umount", str(folder)], check=False)


def full_disks(folder: Path) -> Iterator[Cell]:
    """A disk of memory that is really full, at each size that is too small; then there is room."""
    table, found = table_in(folder / "in"), []
    judged(BOOK, table, folder / "whole")
    needed = sum(-(-each.stat().st_size // 4096) * 4 + 4 for each in (folder / "whole").rglob("*"))
    for size in range(4, needed + 8, 8):
        with mounted(folder / f"disk{size}", "mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs") as fine:
            if not fine:
                return
            out = folder / f"disk{size}" / "out"
            try:
                judged(BOOK, table, out)
                ended = "to the end"
            except cr.PortfolioError as error:
                ended = str(error)
            subprocess.run(["mount", "-o", "remount,size=10m", str(out.parent)], check=True)
            judged(BOOK, table, out)
            found.append((ended, same(out, folder / "whole")))
    yield _cell("full disk", "a file system in memory, from 4 kB upwards in steps of 8; then there is room", found)


def slow_disk(folder: Path) -> Iterator[Cell]:
    """Every operation waits."""
    table = table_in(folder / "in")
    judged(BOOK, table, folder / "whole")
    for workers, words in ((1, "one thread"), (4, "four threads")):
        with Faulty(1, slowly(0.05)).put():
            judged(BOOK, table, folder / f"out{workers}", workers=workers)
        found = [("to the end", same(folder / f"out{workers}", folder / "whole"))]
        yield _cell("slow disk, faked", f"operations wait 50 ms each, in {words}", found)


def clocks(folder: Path) -> Iterator[Cell]:
    """Clocks that leap, and tables from the future and the past."""
    table, found = table_in(folder / "in"), []
    judged(BOOK, table, folder / "whole")
    for number, moment in enumerate((5_000_000_000, 0, -1_000_000_000)):
        os.utime(table, (moment, moment))
        with jumping_clock(number):
            judged(BOOK, table, folder / "out")
        found.append(("to the end", same(folder / "out", folder / "whole")))
    yield _cell("clock that jumps", "decades at each look; the table's own time in 2128, 1970 and 1938", found)


def changes(folder: Path) -> Iterator[Cell]:
    """Tables that change while they are read."""
    for change in CHANGES:
        found = []
        for form in FORMS:
            table = table_in(folder / f"{change}-{form}", form)
            ended, fine = changing(BOOK, table, folder / f"{change}-{form}-runs", change)
            found.append((ended.replace(table.name, "the file"), fine))
        yield _cell("input that changes", f"{change} while it is read, as {', '.join(FORMS)}; then put back", found)
    found = [
        ("killed", half_of_another(BOOK, table_in(folder / f"half-{form}", form), folder / f"half-{form}-runs"))
        for form in FORMS
    ]
    yield _cell("input that changes", "another table for a while, the run killed before it could tell", found)


def names(folder: Path) -> Iterator[Cell]:
    """A file system that takes names of any case, and one that writes accents in another way."""
    table = table_in(folder / "in")
    judged(BOOK, table, folder / "whole")
    image = folder / "image"
    with image.open("wb") as stream:
        stream.truncate(40_000_000)
    if shutil.which("mkntfs"):
        subprocess.run(["mkntfs", "-F", "-Q", "-q", str(image)], check=True, capture_output=True)
    with mounted(folder / "disk", "lowntfs-3g", "-o", "ignore_case", str(image)) as fine:
        disk = folder / "disk"
        if fine:
            yield from _any_case(table, disk, folder / "whole")
    several = folder / "several"
    several.mkdir()
    for form in ("NFC", "NFD"):
        for each in several.iterdir():
            each.unlink()
        shutil.copyfile(table, several / unicodedata.normalize(form, "città.parquet"))
        try:
            judged(BOOK, several, folder / "accents")
            ended = "to the end"
        except cr.PortfolioError as error:
            ended = str(error)
    yield Cell("names rewritten", "the accents of a table's file in another form the second time", 1, {ended: 1}, None)


def _any_case(table: Path, disk: Path, whole: Path) -> Iterator[Cell]:
    (disk / "in").mkdir()
    shutil.copyfile(table, disk / "in" / table.name)
    other = disk / "IN" / table.name.upper()
    judged(BOOK, other, disk / "out")
    before = {each.name: each.stat().st_mtime_ns for each in (disk / "out" / "verdicts").iterdir()}
    judged(BOOK, other, disk / "OUT")
    kept = before == {each.name: each.stat().st_mtime_ns for each in (disk / "out" / "verdicts").iterdir()}
    where = "a file system that takes names of any case: the table in capitals, the folder in either"
    ended = "to the end, nothing judged again" if kept else "to the end, judged again"
    yield _cell("names of any case", where, [(ended, same(disk / "out", whole))])
    try:
        judged(BOOK, disk / "in", disk / "IN")
        ended = "to the end"
    except cr.PortfolioError as error:
        ended = str(error)
    yield Cell(
        "names of any case", "the folder of the table, in capitals, as the folder to write to", 1, {ended: 1}, None
    )


PARTS: Final[tuple[Callable[[Path], Iterator[Cell]], ...]] = (
    *(kills, together, full_disks, slow_disk, clocks, names),
    *(changes, at_operations),
)


def main() -> int:
    """Go through the matrix; the exit status says whether every run that was started again came out the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults_portfolio", description="Runs under fault.")
    names_of_parts = [each.__name__ for each in PARTS]
    parser.add_argument("--only", nargs="*", choices=names_of_parts, default=names_of_parts, help="the others stay")
    wanted = parser.parse_args().only
    told: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    kept: dict[str, Any] = {name: found for name, found in told.get("parts", {}).items() if name in names_of_parts}
    fine = True
    for part in PARTS:
        if part.__name__ not in wanted:
            continue
        cells = []
        with tempfile.TemporaryDirectory() as work:
            for cell in part(Path(work)):
                cells.append(attrs.asdict(cell))
                fine &= cell.same in {None, cell.times}
                sys.stdout.write(f"{cell.fault}: {cell.where}: {cell.ended}, {cell.same} of {cell.times} the same\n")
                sys.stdout.flush()
        kept[part.__name__] = {"what": (part.__doc__ or "").splitlines()[0], "cells": cells}
    told = {
        "where": f"CPython {platform.python_version()}, {platform.system()} {platform.machine()}",
        "parts": {name: kept[name] for name in names_of_parts if name in kept},
    }
    FIGURES.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
