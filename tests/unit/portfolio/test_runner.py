"""Runs over files: pieces, resuming, a full disk, a worker killed, and counts that add up."""

from __future__ import annotations

import csv
import datetime
import errno
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.decision.rulebook import compiled_of
from channelrules.portfolio import writing
from tests.fixtures.companies import batches

BOOK = cr.load_rules()
COUNT = 2_000
pytestmark = pytest.mark.xdist_group("runs")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("in") / "companies.parquet"
    whole = pa.Table.from_batches(batches(COUNT, 500, seed=3, rare=0.05))
    # One company stands in the table twice.
    pa.parquet.write_table(pa.concat_tables([whole, whole.slice(7, 1)]), path, row_group_size=250)
    return path


def judged(table: Path, out: Path | None = None, **options: Any) -> portfolio.Portfolio:
    return portfolio.assess(table, rulebook=BOOK, out=out, size=options.pop("size", 200), **options)


@pytest.fixture(scope="module")
def kept(table: Path) -> portfolio.Portfolio:
    """The table judged in memory."""
    return judged(table)


@pytest.fixture(scope="module")
def finished(table: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run, for tests that change nothing in it or take a copy."""
    out = tmp_path_factory.mktemp("finished") / "out"
    judged(table, out)
    return out


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """A copy of a finished run, times included."""
    return Path(shutil.copytree(finished, tmp_path / "out"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the notes, byte by byte."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def test_files_hold_what_memory_holds(table: Path, kept: portfolio.Portfolio, tmp_path: Path) -> None:
    """With one worker and with several, in Parquet, CSV and JSON lines; the counts add up."""
    tally = kept.tally
    assert (tally.companies, tally.judged, tally.rejected) == (COUNT + 1, COUNT, 1)
    assert tally.channels + tally.judged == kept.verdicts.num_rows
    assert sum(sum(each.values()) for each in tally.verdicts.values()) == tally.channels
    assert sum(sum(each.values()) for each in tally.rules.values()) == kept.findings.num_rows
    for workers in (1, 3):
        found = judged(table, tmp_path / f"p{workers}", workers=workers)
        assert found.verdicts.equals(kept.verdicts.cast(found.verdicts.schema))
        assert found.findings.equals(kept.findings.cast(found.findings.schema))
        assert found.rejected.to_pylist() == kept.rejected.to_pylist()
        assert found.tally == tally
        assert json.loads((tmp_path / f"p{workers}" / "summary.json").read_text())["judged"] == COUNT
    assert contents(tmp_path / "p1") == contents(tmp_path / "p3")
    as_csv = judged(table, tmp_path / "csv", format="csv")
    assert as_csv.verdicts.num_rows == kept.verdicts.num_rows
    judged(table, tmp_path / "lines", format="jsonl")
    parts = sorted((tmp_path / "lines" / "findings").iterdir())
    told = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
    assert told == kept.findings.to_pylist()


def test_companies_keep_their_order(table: Path) -> None:
    """Each company, then its channels; its findings together."""
    kept = judged(table, workers=3)
    wanted = [row["company"] for row in pa.parquet.read_table(table, columns=["company"]).to_pylist()][:-1]
    for each in (kept.verdicts, kept.findings):
        seen = list(dict.fromkeys(each.column("company").to_pylist()))
        assert seen == [key for key in wanted if key in set(seen)]
        keys = each.column("company").to_pylist()
        assert sum(one != other for one, other in itertools.pairwise(keys)) == len(seen) - 1


def test_only_some_outcomes(table: Path, kept: portfolio.Portfolio) -> None:
    """Findings can be left to what fires; the counts know the others all the same."""
    fires = judged(table, outcomes=["fires"])
    assert fires.findings.to_pylist() == [row for row in kept.findings.to_pylist() if row["outcome"] == "fires"]
    assert fires.tally == kept.tally


class _Stop(Exception):
    pass


def test_an_interrupted_run_goes_on_where_it_stopped(
    table: Path, kept: portfolio.Portfolio, finished: Path, tmp_path: Path
) -> None:
    """And ends in the same files, byte by byte, as a run in one go; what was finished is not judged again."""

    def stop(done: int, _: int | None) -> None:
        if done >= COUNT // 2:
            raise _Stop

    with pytest.raises(_Stop):
        judged(table, tmp_path / "cut", told=stop)
    before = {each: each.stat().st_mtime_ns for each in (tmp_path / "cut" / "verdicts").iterdir()}
    assert 0 < len(before) < 10
    (tmp_path / "cut" / "findings" / ".part-000009.parquet.writing").write_bytes(b"half a file")
    (tmp_path / "cut" / ".run" / "000008.json").write_bytes(b"")
    found = judged(table, tmp_path / "cut")
    assert found.tally == kept.tally
    assert {each: each.stat().st_mtime_ns for each in before} == before
    whole = contents(finished)
    assert {name: content for name, content in contents(tmp_path / "cut").items() if "writing" not in name} == whole


def test_a_killed_run_goes_on(table: Path, kept: portfolio.Portfolio, tmp_path: Path) -> None:
    """Killed without a word, at any moment."""
    out = tmp_path / "out"
    code = (
        "import sys, time; from channelrules import portfolio\n"
        "portfolio.assess(sys.argv[1], out=sys.argv[2], size=200, workers=2, told=lambda *_: time.sleep(0.3))"
    )
    running = subprocess.Popen([sys.executable, "-c", code, str(table), str(out)])
    try:
        while not list(out.glob(".run/0*.json")):
            assert running.poll() is None
            time.sleep(0.02)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert not (out / "summary.json").exists()
    found = judged(table, out)
    assert found.findings.equals(kept.findings.cast(found.findings.schema))


def test_a_full_disk_is_told_and_nothing_is_lost(
    table: Path, kept: portfolio.Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was finished is kept, and the same run goes on when there is room."""
    write = writing._WRITERS["parquet"]
    written: list[Path] = []

    def full(rows_: pa.RecordBatch, path: Path) -> None:
        if len(written) > 12:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        write(rows_, path)

    def ready(writers: Mapping[str, Any]) -> None:
        monkeypatch.setattr(writing, "_WRITERS", writers)

    ready({"parquet": full})
    with pytest.raises(cr.PortfolioError, match="the disk is full; what was finished is kept"):
        judged(table, tmp_path / "out")
    ready({"parquet": write})
    found = judged(table, tmp_path / "out")
    assert found.verdicts.equals(kept.verdicts.cast(found.verdicts.schema))


def test_a_table_is_known_by_its_content(tmp_path: Path) -> None:
    """Another time is the same table; other bytes of the same size and time are another one."""
    path = tmp_path / "c.csv"
    path.write_text("company,as_of,size\na,2026-11-01,micro\n")
    before = path.stat()
    judged(path, tmp_path / "out")
    os.utime(path, (1, 1))
    judged(path, tmp_path / "out")
    path.write_text("company,as_of,size\nb,2026-11-01,small\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    with pytest.raises(cr.PortfolioError, match="holds a run over another table"):
        judged(path, tmp_path / "out")


def test_a_table_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    """What was judged of it is of no table that there ever was."""
    path = tmp_path / "c.csv"
    path.write_text("company,as_of\na,2026-11-01\n")

    def change(_done: int, _of: int | None) -> None:
        path.write_text("company,as_of\na,2026-11-01\nb,2026-11-01\n")

    with pytest.raises(cr.PortfolioError, match=r"c\.csv: the table was changed while it was read"):
        judged(path, tmp_path / "out", told=change)
    assert not (tmp_path / "out" / "summary.json").exists()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "one bit": lambda content: bytes([*content[:40], content[40] ^ 1, *content[41:]]),
    "one number": lambda content: content.replace(b'"judged": 200', b'"judged": 201'),
    "no table": lambda content: b"[]",
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("what", ["verdicts/part-000003.parquet", "rejected/part-000001.parquet", ".run/000004.json"])
def test_what_is_damaged_is_made_again(table: Path, finished: Path, out: Path, what: str, how: str) -> None:
    """A part of a finished run, or the note of one: that piece alone is judged again, and ends in the same bytes."""
    file, other = out / what, out / "verdicts" / "part-000002.parquet"
    file.write_bytes(DAMAGE[how](file.read_bytes()))
    written = other.stat().st_mtime_ns
    found = judged(table, out)
    assert contents(out) == contents(finished)
    assert (found.tally.companies, found.tally.judged) == (COUNT + 1, COUNT)
    assert other.stat().st_mtime_ns == written


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[1]", b"null"])
def test_a_damaged_record_of_a_run_is_told(table: Path, out: Path, content: bytes) -> None:
    """Nobody knows then what the parts are of."""
    (out / ".run" / "run.json").write_bytes(content)
    with pytest.raises(
        cr.PortfolioError, match=r"the (record of the )?folder out (holds a run over another table|is damaged)"
    ):
        judged(table, out)


def test_a_part_that_is_damaged_afterwards_is_told(table: Path, tmp_path: Path) -> None:
    """When its tables are looked at."""
    found = judged(table, tmp_path / "out")
    (tmp_path / "out" / "verdicts" / "part-000003.parquet").write_bytes(b"PAR1")
    with pytest.raises(cr.PortfolioError, match=r"is damaged: .*; start the same run again"):
        _ = found.verdicts
    assert found.findings.num_rows


def test_a_spreadsheet_shows_and_computes_nothing(tmp_path: Path) -> None:
    """Cells of CSV that begin like a formula are texts; control characters are written out."""
    ids = ["=1+1", "+1", "-1", "@x", "plain", "a\x1bb"]
    lines = pa.table({"company": ids, "as_of": ["2026-11-01"] * len(ids)})
    judged(lines, tmp_path / "out", format="csv")
    (part,) = (tmp_path / "out" / "verdicts").iterdir()
    told = [row["company"] for row in csv.DictReader(part.read_text(encoding="utf-8").splitlines())]
    assert told == ["'=1+1", "'+1", "'-1", "'@x", "plain"]
    (part,) = (tmp_path / "out" / "rejected").iterdir()
    (row,) = csv.DictReader(part.read_text(encoding="utf-8").splitlines())
    assert row["company"] == "a\\x1bb"


def test_another_run_is_not_written_over(table: Path, out: Path, tmp_path: Path) -> None:
    """Another table, other options, other rules, or a folder of something else."""
    for options in (
        {"edition": "current"},
        {"parameters": {"pages_hard_limit": 4}},
        {"presume": False},
        {"size": 300},
    ):
        with pytest.raises(cr.PortfolioError, match="holds a run over another table, or with other options or rules"):
            judged(table, out, **options)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear")
    with pytest.raises(cr.PortfolioError, match="is not empty, and holds no run"):
        judged(table, tmp_path / "other")
    with pytest.raises(cr.PortfolioError, match="is a file, a folder is expected"):
        judged(table, tmp_path / "other" / "letter.txt")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"format": "xlsx"}, "there is no format 'xlsx'; there are parquet, csv, jsonl"),
        ({"workers": 0}, "at least one worker is needed, 0 is given"),
        ({"size": 0}, "a piece has at least one company, 0 is given"),
        ({"edition": "future"}, "there is no edition 'future'"),
        ({"outcomes": ["clear"]}, "there is no outcome 'clear' to write; there are fires, presumed, waived, open"),
        ({"parameters": {"pages_hard_limt": 3}}, "there is no parameter 'pages_hard_limt'"),
    ],
)
def test_options_that_cannot_be(table: Path, tmp_path: Path, options: dict[str, Any], why: str) -> None:
    """Told before anything is written."""
    with pytest.raises(cr.OptionError) as caught:
        judged(table, tmp_path / "out", **options)
    assert why in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_house_rules_hold_for_tables_too(table: Path, root: Path) -> None:
    """A rulebook with house rules judges a table as it judges a profile."""
    from tests.fixtures.portfolios import agree, profiles_of

    book = cr.load_rules(house=root / "docs" / "examples" / "house-rules")
    whole = pa.parquet.read_table(table).slice(0, 300)
    agree(book, portfolio.assess(whole, rulebook=book), list(profiles_of(whole)))


def test_without_the_extra_the_error_names_it() -> None:
    """Importing channelrules needs neither NumPy nor pyarrow; asking for a portfolio says what to install."""
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import channelrules as cr\n"
        "try: cr.portfolio.assess\n"
        "except cr.MissingExtraError as error: print(error)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "channelrules[portfolio]" in ran.stdout


def test_a_rulebook_is_compiled_for_tables_once() -> None:
    """For each edition, with and without presumptions: what it was compiled to serves the next table as well."""
    book = cr.load_rules()
    lines = pa.table({"company": ["a"], "as_of": ["2026-11-01"]})
    portfolio.assess(lines, rulebook=book)
    kernels = dict(compiled_of(book).kernels)
    portfolio.assess(lines, rulebook=book, as_of=datetime.date(2026, 11, 2))
    assert compiled_of(book).kernels == kernels
    assert len(kernels) == 1
    portfolio.assess(lines, rulebook=book, presume=False)
    assert len(compiled_of(book).kernels) == 2
