"""Runs on disks that fail, fill or wait, by clocks that jump, over tables that change: the quick cells of the matrix.

`python -m tests.faults_portfolio` goes through all of it, on file systems of their own.
"""

from __future__ import annotations

import errno
import importlib.util
import os
import sys
from pathlib import Path

import pytest

import channelrules as cr
from tests.fixtures.faults import (
    CHANGES,
    FAULTS,
    FORMS,
    Faulty,
    at_each,
    changing,
    contents,
    failing,
    half_of_another,
    judged,
    jumping_clock,
    slowly,
    table_in,
)

SAID = {
    "full": "the folder out cannot be written to: the disk is full; what was finished is kept: make room and start the "
    "same run again",
    "quota": "the folder out cannot be written to: Disk quota exceeded",
    "failing": "the folder out cannot be written to: Input/output error",
    "read-only": "the folder out cannot be written to: Read-only file system",
    "killed": "killed",
}


needs_locks = pytest.mark.skipif(importlib.util.find_spec("fcntl") is None, reason="there are no locks on this system")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return table_in(tmp_path / "in")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_operation(book: cr.Rulebook, table: Path, tmp_path: Path, fault: str) -> None:
    """It is told, and the same run started again leaves the bytes of a run in one go."""
    form, step = (FORMS[list(FAULTS).index(fault) % 3], 4 if fault == "killed" else 14)
    found = list(at_each(book, table, tmp_path / "runs", fault, form, step))
    assert {(ended, same) for _, ended, same in found} == {(SAID[fault], True)}
    assert len(found) * step >= 40


def test_a_run_stopped_before_it_began_is_no_other_run(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """A folder that only it has made is used; one with anything else in it is not."""
    notes = tmp_path / "out" / ".run"
    notes.mkdir(parents=True)
    (notes / ".run.json.writing").write_bytes(b"{")
    assert judged(book, table, tmp_path / "out").companies == 110
    (tmp_path / "other" / ".run").mkdir(parents=True)
    (tmp_path / "other" / ".run" / "000000.json").write_bytes(b"{")
    with pytest.raises(cr.PortfolioError, match="is not empty, and holds no run"):
        judged(book, table, tmp_path / "other")


def test_a_slow_disk(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """Every operation waits: the same bytes, later."""
    judged(book, table, tmp_path / "whole")
    with Faulty(1, slowly(0.002)).put() as disk:
        judged(book, table, tmp_path / "out", workers=3)
    assert disk.done >= 30
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_clock_that_jumps(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """Decades back and forth, the times of the table too: the same bytes."""
    judged(book, table, tmp_path / "whole")
    with jumping_clock():
        os.utime(table, (5_000_000_000, 5_000_000_000))
        judged(book, table, tmp_path / "out")
        os.utime(table, (-1_000_000_000, -1_000_000_000))
        judged(book, table, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_that_changes_while_it_is_read(book: cr.Rulebook, tmp_path: Path, change: str) -> None:
    """However it does: it is told, and nothing of it is left once the old table is back."""
    ended, same = changing(book, table_in(tmp_path / "in", "csv"), tmp_path, change)
    assert "the table was changed while it was read" in ended
    assert same


def test_a_part_of_another_table_is_not_taken_for_one_of_this(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """Of a run that was killed before it could tell that its table had been changed and changed back."""
    assert half_of_another(book, table, tmp_path)


def test_another_spelling_of_a_folder_is_the_same_run(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """As on a file system that takes names of any case: nothing is judged again, nothing is written twice."""
    judged(book, table, tmp_path / "out")
    (tmp_path / "OUT").symlink_to(tmp_path / "out")
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "out" / "verdicts").iterdir()}
    judged(book, table, tmp_path / "OUT")
    assert {each: each.stat().st_mtime_ns for each in (tmp_path / "out" / "verdicts").iterdir()} == before


@needs_locks
def test_two_runs_at_once_in_one_folder(book: cr.Rulebook, table: Path, tmp_path: Path) -> None:
    """The second is told, and the first ends as if it had been alone; then the folder is free."""
    judged(book, table, tmp_path / "whole")
    said = []

    def again(_rows: int) -> None:
        with pytest.raises(cr.PortfolioError) as caught:
            judged(book, table, tmp_path / "out")
        said.append(str(caught.value))

    judged(book, table, tmp_path / "out", told=again)
    assert set(said) == {"another run writes to the folder out: wait until it has ended, or choose another"}
    judged(book, table, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_a_system_without_locks(
    book: cr.Rulebook, table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs all the same: Windows has no such module, and some file systems have no locks."""
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", failing(errno.ENOLCK))
    judged(book, table, tmp_path / "out")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert judged(book, table, tmp_path / "out").companies == 110
