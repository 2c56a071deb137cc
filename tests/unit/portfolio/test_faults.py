"""Faults of tables: one bad row or cell is a refused row, and a file that does not fit is named."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.decision.rulebook import compiled_of
from channelrules.portfolio import records
from channelrules.portfolio.judge import OUTCOMES
from channelrules.portfolio.reading import Reading
from channelrules.portfolio.runner import Judging
from channelrules.portfolio.table_schema import SCHEMA
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import rows

BOOK = cr.load_rules()
HEAD = "company,as_of,size,channels\n"
GOOD = "{},2026-11-01,micro,\n"


def judged(given: Any, **options: Any) -> portfolio.Portfolio:
    return portfolio.assess(given, rulebook=BOOK, **options)


def told(path: Path, **options: Any) -> dict[int, str]:
    """Why each refused row of a file is refused; the good ones, called good, are judged."""
    found = judged(path, **options)
    good = {row["company"] for row in found.verdicts.to_pylist()}
    assert {f"good{number}" for number in range(4)} <= good
    assert all(name.startswith("good") for name in good)
    return {row["row"]: row["reason"] for row in found.rejected.to_pylist()}


LINES: dict[str, tuple[bytes, str]] = {
    "a cell of 5 MB": (b'bad,2026-11-01,micro,"' + b"x" * 5_000_000 + b'"\n', "the row has more than 1,000,000 bytes"),
    "5 MB without a quotation mark": (b"bad" + b"x" * 5_000_000 + b",a,b,c\n", "the row has more than 1,000,000 bytes"),
    "5 MB of quotation marks": (b'bad,"' + b'""' * 2_500_000 + b'",a,b\n', "the row has more than 1,000,000 bytes"),
    "5 MB of cells": (b"bad" + b',"a",' * 1_000_000 + b"\n", "the row has more than 1,000,000 bytes"),
    "no text": (b"bad,2026-11-01,micro,\xff\xfe\n", "the row is not a text in UTF-8"),
    "half a letter": (b"bad\xc3,2026-11-01,micro,\n", "the row is not a text in UTF-8"),
    "too few cells": (b"bad,2026-11-01\n", "a row of 2 cells is given, 4 are expected"),
    "a number of 5,000 digits": (b'bad,2026-11-01,micro,"[' + b"9" * 5_000 + b']"\n', "this is not valid JSON"),
    "deep JSON": (b'bad,2026-11-01,micro,"' + b"[" * 9_000 + b'"\n', "nested deeper than 50 levels"),
    "a key twice": (b'bad,2026-11-01,micro,"[{""id"":""a"",""id"":""b""}]"\n', "the key 'id' stands twice"),
    "a date that is none": (b"bad,0001-01-01,micro,\n", "a date from 1900-01-01 to 2199-12-31 is expected"),
    "zero bytes": (b"bad\x00,2026-11-01,micro,\n", "company.name: a text holds printable characters only"),
}


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("size", [2, 20_000])
def test_a_bad_row_of_csv_is_refused(tmp_path: Path, name: str, size: int) -> None:
    """With its place and the reason; those before it and after it are judged."""
    line, why = LINES[name]
    path = tmp_path / "c.csv"
    good = [GOOD.format(f"good{number}").encode() for number in range(4)]
    path.write_bytes(b"".join([HEAD.encode(), *good[:2], line, *good[2:]]))
    (place, reason), *others = told(path, size=size).items()
    assert place == 2
    assert why in reason
    assert not others


def test_a_quotation_mark_that_is_not_closed(tmp_path: Path) -> None:
    """Takes what stands after it, and nothing before."""
    path = tmp_path / "c.csv"
    good = [GOOD.format(f"good{number}") for number in range(4)]
    path.write_text("".join([HEAD, *good, 'bad,"2026-11-01,micro\n', *good]), encoding="utf-8")
    assert told(path) == {4: "a quotation mark of the row is not closed before the end of the file"}


JSON_LINES: dict[str, tuple[bytes, str]] = {
    "a line of 5 MB": (b'{"company": "' + b"x" * 5_000_000 + b'"}\n', "the row has more than 1,000,000 bytes"),
    "no text": (b'{"company": "bad\xff", "as_of": "2026-11-01"}\n', "the line is not a text in UTF-8"),
    "a key twice": (b'{"company": "bad", "as_of": "2026-11-01", "company": "bad"}\n', "the key 'company' stands twice"),
    "a key twice, deep": (
        b'{"company": "bad", "as_of": "2026-11-01", "communication_plan": {"exists": true, "exists": false}}\n',
        "the key 'exists' stands twice",
    ),
    "a number of 5,000 digits": (b'{"company": "bad", "hours_per_week": ' + b"9" * 5_000 + b"}\n", "inf is given"),
    "a number of 400 digits": (b'{"company": "bad", "hours_per_week": ' + b"9" * 400 + b"}\n", "inf is given"),
    "1e999": (b'{"company": "bad", "as_of": "2026-11-01", "hours_per_week": 1e999}\n', "inf is given"),
    "NaN": (b'{"company": "bad", "as_of": "2026-11-01", "hours_per_week": NaN}\n', "nan is given"),
    "deep": (b'{"company": ' + b"[" * 9_000 + b"}\n", "nested deeper than 50 levels"),
    "empty": (b"\n", "this is not valid JSON"),
    "no object": (b"[1]\n", "a JSON object on each line is expected"),
    "a table for a word": (b'{"company": {"a": 1}, "as_of": "2026-11-01"}\n', "a table is given"),
}


@pytest.mark.parametrize("name", JSON_LINES)
def test_a_bad_line_of_json_is_refused(tmp_path: Path, name: str) -> None:
    """With its place and the reason; those before it and after it are judged."""
    line, why = JSON_LINES[name]
    path = tmp_path / "c.jsonl"
    good = [json.dumps({"company": f"good{number}", "as_of": "2026-11-01"}).encode() + b"\n" for number in range(4)]
    path.write_bytes(b"".join([*good[:2], line, *good[2:]]))
    (place, reason), *others = told(path).items()
    assert place == 2
    assert why in reason
    assert not others


@pytest.mark.parametrize("coded", [True, False])
def test_a_text_that_is_none_is_a_refused_row(tmp_path: Path, coded: bool) -> None:
    """In a Parquet file, which holds any bytes: in keys, words, members of lists and of lists of structs."""
    channel = {"id": "fb", "network": "facebook", "status": "active", "benefit": "x"}
    base: dict[str, Any] = {"as_of": datetime.date(2026, 11, 1), "size": "micro", "formats": ["text"]}
    given = [{"company": f"good{number}", **base, "channels": [channel]} for number in range(4)]
    bad: list[dict[str, Any]] = [
        {**given[0], "company": "BAD"},
        {**given[0], "company": "bad1", "size": "BAD"},
        {**given[0], "company": "bad2", "formats": ["text", "BAD"]},
        {**given[0], "company": "bad3", "channels": [channel, {**channel, "id": "BAD"}]},
        {**given[0], "company": "bad4", "channels": [channel, {**channel, "id": "x", "benefit": "BAD"}]},
    ]
    table = pa.Table.from_pylist([*given[:2], *bad, *given[2:]], schema=SCHEMA)
    path = tmp_path / "c.parquet"
    pa.parquet.write_table(table, path, compression="none", use_dictionary=coded, write_statistics=False)
    path.write_bytes(path.read_bytes().replace(b"BAD", b"B\xffD"))
    assert told(path) == dict.fromkeys(range(2, 7), "a text is not in UTF-8")


def test_days_that_python_has_not_are_refused_rows() -> None:
    """In a column, and in an exception, which few companies have."""
    waiver = pa.struct({"rule": pa.string(), "because": pa.string(), "by": pa.string(), "until": pa.date32()})
    far = pa.array([20_000, 9_000_000, 20_000], pa.int32()).cast(pa.date32())
    fields = [pa.array(["no-access"] * 3), pa.array(["x"] * 3), pa.array(["y"] * 3), far]
    waivers = pa.ListArray.from_arrays(pa.array([0, 1, 2, 3]), pa.StructArray.from_arrays(fields, fields=list(waiver)))
    table = pa.table({"company": ["a", "b", "c"], "as_of": ["2026-11-01"] * 3, "waivers": waivers})
    found = judged(table)
    assert found.tally.judged == 2
    (row,) = found.rejected.to_pylist()
    assert (row["row"], row["company"]) == (1, "b")
    assert row["reason"].startswith("a value cannot be read: ")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("[1, 2]", "parameters: a table of numbers is expected"),
        ('{"pages_hard_limit": 3, "pages_hard_limit": 4}', "the key 'pages_hard_limit' stands twice"),
        ('{"pages_hard_limit": ' + "9" * 400 + "}", "parameters.pages_hard_limit: a number is expected"),
        ('{"pages_hard_limit": true}', "a number is expected"),
        ('{"pages_hard_limit": 1e999}', "a number is expected"),
        ("some", "parameters: a table of numbers is expected"),
        ("3", "parameters: a table of numbers is expected"),
    ],
)
def test_a_cell_with_numbers_of_its_own(cell: str, why: str) -> None:
    """Whatever it holds, it ends no run."""
    table = pa.table({"company": ["a", "b"], "as_of": ["2026-11-01"] * 2, "parameters": [None, cell]})
    found = judged(table)
    assert found.tally.judged == 1
    (reason,) = found.rejected.column("reason").to_pylist()
    assert why in reason


def test_a_batch_with_bad_rows_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many, and the good ones are judged and counted as if the bad ones were not there."""
    (batch,) = batches(400, seed=8, rare=0.2)
    table = pa.Table.from_batches([batch])
    size = table.column("size").to_pylist()
    bad = list(range(3, 400, 40))
    for place in bad:
        size[place] = "giant"
    column = table.schema.get_field_index("size")
    broken = table.set_column(column, SCHEMA.field("size"), pa.array(size, SCHEMA.field("size").type))
    counts = []
    read = Reading.read

    def counted(self: Reading, refused: Any = ()) -> None:
        counts.append(self.table.num_rows)
        read(self, refused)

    monkeypatch.setattr(Reading, "read", counted)
    found = judged(broken, workers=1)
    assert counts == [400]
    monkeypatch.undo()
    wanted = judged(table.take(np.delete(np.arange(400), bad)))
    assert found.rejected.column("row").to_pylist() == bad
    assert rows(found.verdicts) == rows(wanted.verdicts)
    assert rows(found.findings) == rows(wanted.findings)
    told = found.tally.to_dict()
    assert told == {**wanted.tally.to_dict(), "companies": 400, "rejected": len(bad)}


def test_a_column_twice_is_told() -> None:
    """Of a table, of a struct, and a struct beside its parts."""
    keys = pa.array(["a"])
    twice = pa.Table.from_arrays([keys, keys], ["company", "company"])
    struct = pa.StructArray.from_arrays([keys, keys], ["written_on", "written_on"])
    inside = pa.Table.from_arrays([keys, struct], ["company", "communication_plan"])
    plan = pa.StructArray.from_arrays([keys], ["written_on"])
    beside = pa.Table.from_arrays([keys, plan, keys], ["company", "communication_plan", "communication_plan.levels"])
    for table, why in (
        (twice, "the column 'company' stands twice"),
        (inside, "a field of the column 'communication_plan' stands twice"),
        (beside, "the column 'communication_plan' stands there whole, and in parts"),
    ):
        with pytest.raises(cr.PortfolioError, match=why):
            judged(table)


def test_files_of_a_folder_that_do_not_fit_are_named(tmp_path: Path) -> None:
    """Each with what is wrong with it, before anything is judged."""
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    pa.parquet.write_table(pa.table({"company": ["a"], "as_of": ["2026-11-01"]}), folder / "a.parquet")
    pa.parquet.write_table(pa.table({"company": ["b"], "as_of": [1.5]}), folder / "b.parquet")
    pa.parquet.write_table(pa.table({"name": ["c"]}), folder / "deep" / "c.parquet")
    (folder / "d.parquet").write_bytes(b"PAR1 no more")
    (folder / "notes.txt").write_text("dear")
    with pytest.raises(cr.PortfolioError) as caught:
        judged(folder)
    for words in (
        "in/b.parquet: the column 'as_of' is of the type double",
        "in/deep/c.parquet: the column 'company' is missing",
        "d.parquet cannot be read as Parquet",
        "notes.txt cannot be read as Parquet",
    ):
        assert words in str(caught.value)


def test_files_of_a_folder_may_have_types_of_their_own(tmp_path: Path) -> None:
    """A number that is a text in one file and a number in another is the same number."""
    for number, hours in enumerate(([2.5], ["2.5"], [None])):
        table = pa.table({"company": [f"good{number}"], "as_of": ["2026-11-01"], "hours_per_week": hours})
        pa.parquet.write_table(table, tmp_path / f"{number}.parquet")
    pa.parquet.write_table(pa.table({"company": ["good3"], "as_of": ["2026-11-01"]}), tmp_path / "3.parquet")
    assert told(tmp_path) == {}


@pytest.mark.parametrize("block", [3, 7, 64, 1 << 20])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_good_rows_pass_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, mark: str) -> None:
    """Byte by byte, with marks and line feeds in quotation marks, however the file is cut into blocks."""
    text = f'a{mark}b\n1{mark}"x{mark}y"\n"l\n""m"""{mark}5" screen\n\r\n{mark}\r"q"x{mark}"\r\n"\nlast{mark}"z"'
    path = tmp_path / "c.csv"
    path.write_bytes(text.encode())
    monkeypatch.setattr(records, "_BLOCK", block)
    with path.open("rb") as stream:
        given = records.CsvRows(stream, mark, 2)
        assert b"".join(iter(lambda: given.read(5), b"")) == text.encode()
        assert not given.refused


@pytest.mark.parametrize("block", [3, 7, 64])
@pytest.mark.parametrize(
    "long", ['x,"' + '""' * 40 + '"', "y" * 90, 'x,"' + "a,\n" * 30 + '"', "1," + '"",' * 30 + "2", 'a"b,' + "c" * 90]
)
def test_a_long_row_ends_where_it_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, block: int, long: str) -> None:
    """Whatever stands in it, and wherever a block ends."""
    monkeypatch.setattr(records, "_BLOCK", block)
    monkeypatch.setattr(records, "MAX_ROW", 50)
    path = tmp_path / "c.csv"
    path.write_text(f"a,b\n1,2\n{long}\n3,4\n", encoding="utf-8")
    with path.open("rb") as stream:
        given = records.CsvRows(stream, ",", 2)
        assert b"".join(iter(lambda: given.read(5), b"")) == b"a,b\n1,2\nrefused 0,,\n3,4\n"


def test_seventeen_actions_are_refused_when_they_are_loaded(tmp_path: Path, root: Path) -> None:
    """Tables list every combination of actions."""
    import shutil

    shutil.copytree(root / "rules", tmp_path / "rules")
    file = tmp_path / "rules" / "verdicts.toml"
    content = file.read_text(encoding="utf-8")
    more = ", ".join(f'"more{number}"' for number in range(17))
    file.write_text(content.replace("actions = [", f"actions = [{more}, ", 1), encoding="utf-8")
    with pytest.raises(cr.Problems) as caught:
        cr.load_rules(tmp_path / "rules")
    assert "verdicts.toml: actions: there are at most 16 actions, " in str(caught.value)


def test_a_run_over_one_batch_needs_no_files() -> None:
    """Judging travels to other processes, and judges there what it judges here."""
    judging = Judging(compiled_of(BOOK), cr.Edition.GUIDANCE, None, {}, frozenset(OUTCOMES))
    (made,) = judging.over([pa.record_batch({"company": ["a", None], "as_of": ["2026-11-01", "2026-11-01"]})])
    assert (made["verdicts"].num_rows, made["rejected"].num_rows) == (1, 1)
