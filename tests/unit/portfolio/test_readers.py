"""Wherever a table comes from, the same companies give the same verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.facts.reader import NO_HOUSE
from channelrules.portfolio.api import opened
from channelrules.portfolio.nest import joined
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.table_schema import CHANNELS, COMPANIES, SCHEMA
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import profiles_of, rows

BOOK = cr.load_rules()
TABLE = pa.Table.from_batches(batches(300, 100, seed=11, rare=0.2))


def judged(*given: Any, **options: Any) -> portfolio.Portfolio:
    return portfolio.assess(*given, rulebook=BOOK, **options)


WANTED = judged(TABLE)


def same(found: portfolio.Portfolio) -> None:
    assert found.tally.judged == 300
    assert rows(found.verdicts) == rows(WANTED.verdicts)
    assert rows(found.findings) == rows(WANTED.findings)


def _flat(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The same companies as two tables."""
    channels = [{"company": row["company"], **each} for row in table.to_pylist() for each in row["channels"]]
    return table.drop_columns(["channels"]), pa.Table.from_pylist(
        channels, pa.schema([each.arrow for each in CHANNELS])
    )


def _as_csv(table: pa.Table) -> pa.Table:
    """A table as CSV can hold it: plans in columns with dots, other nested cells as JSON."""
    columns: dict[str, list[Any]] = {}
    for name in table.schema.names:
        cells = table.column(name).to_pylist()
        if pa.types.is_struct(table.schema.field(name).type):
            for part in table.schema.field(name).type:
                columns[f"{name}.{part.name}"] = [_cell(each and each[part.name]) for each in cells]
        else:
            columns[name] = [_cell(each) for each in cells]
    return pa.table(columns)


def _cell(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], tuple):
        return json.dumps(dict(value))
    if isinstance(value, list) and value and isinstance(value[0], str):
        return ";".join(value)
    if isinstance(value, list | dict):
        return json.dumps(value, default=str)
    return value


def _parquet(table: pa.Table, path: Path, **options: Any) -> Path:
    pa.parquet.write_table(table, path, **options)
    return path


def test_arrow_streams_of_every_library() -> None:
    """pyarrow, Polars, pandas and DuckDB give what they have, and take what comes out."""
    duckdb = pytest.importorskip("duckdb")
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    # What few companies have is a map in Arrow, which not every library keeps.
    plain = TABLE.drop_columns(["parameters"])
    wanted = judged(plain)
    for given in (
        pa.RecordBatchReader.from_batches(plain.schema, plain.to_batches(max_chunksize=70)),
        polars.from_arrow(plain),
        duckdb.sql("select * from plain"),
    ):
        found = judged(given)
        assert rows(found.verdicts) == rows(wanted.verdicts)
    flat, channels = _flat(plain)
    simple = channels.drop_columns(["followers", "editorial_plan"])
    frame = simple.to_pandas()
    found = judged(flat, pandas.DataFrame(frame))
    assert rows(found.verdicts) == rows(judged(flat, simple).verdicts)
    assert polars.from_arrow(wanted.findings).height == wanted.findings.num_rows
    taken = wanted.verdicts
    assert duckdb.sql("select count(*) from taken").fetchall() == [(taken.num_rows,)]


@pytest.mark.parametrize("groups", [7, 64, 1_000])
def test_parquet(tmp_path: Path, groups: int) -> None:
    """Whatever the size of its groups of rows."""
    same(judged(_parquet(TABLE, tmp_path / "c.parquet", row_group_size=groups), size=50))


def test_a_folder_of_parquet_files(tmp_path: Path) -> None:
    """Partitioned too: what the folders' names say is a column."""
    for number in range(3):
        folder = tmp_path / "in" / f"currency={('EUR', 'CHF', 'KRW')[number]}"
        folder.mkdir(parents=True)
        part = TABLE.slice(number * 100, 100).drop_columns(["currency"])
        _parquet(part, folder / "part.parquet")
    found = judged(tmp_path / "in")
    same(found)
    assert (found.missing, found.extra) == ((), ())
    keyed = dict(profiles_of(TABLE.slice(0, 1)))
    (key,) = keyed
    assert portfolio.profile(tmp_path / "in", key).company.currency == "EUR"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv(tmp_path: Path, mark: str) -> None:
    """Commas, semicolons or tabs; lists of words apart by semicolons, tables as JSON; a mark at the beginning."""
    path = tmp_path / "c.csv"
    options = pa.csv.WriteOptions(delimiter=mark)
    pa.csv.write_csv(_as_csv(TABLE), path, options)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    same(judged(path))


def test_json_lines(tmp_path: Path) -> None:
    """Rows of the table, or whole profiles; a line that is neither is refused, and the others are judged."""
    path = tmp_path / "c.jsonl"
    told = TABLE.to_pylist()
    for each in told:
        each["parameters"] = dict(each["parameters"]) if each["parameters"] else None
    lines = [json.dumps(each, default=str) for each in told]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    same(judged(path))
    path.write_text("\n".join([*lines[:5], "{", "[]", *lines[5:]]), encoding="utf-8")
    found = judged(path, size=20)
    same(found)
    assert [each["row"] for each in found.rejected.to_pylist()] == [5, 6]
    assert (
        "this is not valid JSON: Expecting property name enclosed in double quotes: line 1"
        in found.rejected.column("reason").to_pylist()[0]
    )
    profiles = [each.to_dict() for _, each in profiles_of(TABLE)]
    names = [each["company"]["name"] for each in profiles]
    for number, each in enumerate(profiles):
        each["company"]["name"] = f"{names[number]} {number}"
    path.write_text("\n".join(map(json.dumps, profiles)), encoding="utf-8")
    assert judged(path).tally.verdicts == WANTED.tally.verdicts


ROW, OTHER = (f'{{"company": "{each}", "as_of": "2026-11-01"}}' for each in "bc")


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        (["null", ROW], [0]),
        (["null", "null", "null"], [0, 1, 2]),
        ([ROW, ROW + "null", OTHER], [1]),
        ([ROW, ROW + "null" + ROW], [1]),
        (['{"company": {"a":', "1}}" + ROW], [0, 1]),
        (['{"company": {"a": 1}', ROW + "}" + ROW], [0, 1]),
        (['{"company": "a", "levels": [null, "social"]}', ROW], [0]),
        (['{"company": "a", "channels": [null, {"id": "x"}]}', ROW], [0]),
    ],
)
def test_lines_on_which_arrow_stumbles(tmp_path: Path, lines: list[str], refused: list[int]) -> None:
    """Rows that are null, rows over two lines, lists that begin with null: each a refused row, never the end."""
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = judged(path)
    assert [each["row"] for each in found.rejected.to_pylist()] == refused
    assert found.verdicts.num_rows == len(lines) - len(refused)


@pytest.mark.parametrize("limit", [1, 1 << 30])
def test_two_flat_tables(tmp_path: Path, limit: int) -> None:
    """In memory or through files, in any order; channels that belong to no company are told."""
    flat, channels = _flat(TABLE)
    order = list(range(channels.num_rows))[::-1]
    lost = channels.slice(0, 2).set_column(0, "company", pa.array(["nobody", None]))
    mixed = pa.concat_tables([channels.take(order), lost])
    fields = tuple(each for each in COMPANIES if each.name != "channels")
    whole = joined(open_source(flat, fields), lambda: open_source(mixed, CHANNELS), 50, limit)
    nested = pa.Table.from_batches([each.rows for each in whole.portions if each.rows.num_rows])
    found = judged(nested)
    assert rows(found.findings) == rows(WANTED.findings)
    paths = _parquet(flat, tmp_path / "companies.parquet"), _parquet(mixed, tmp_path / "channels.parquet")
    found = judged(*paths)
    same(found)
    assert found.tally.orphans == 2
    refused = found.rejected.to_pylist()
    assert [each["company"] for each in refused] == ["nobody", None] or [each["company"] for each in refused] == [
        None,
        "nobody",
    ]
    assert any("there is no company 'nobody' in the table" in each["reason"] for each in refused)
    pa.csv.write_csv(_as_csv(flat), tmp_path / "companies.csv")
    pa.csv.write_csv(_as_csv(channels), tmp_path / "channels.csv")
    same(judged(tmp_path / "companies.csv", tmp_path / "channels.csv"))


def test_missing_and_extra_columns_are_told_once() -> None:
    """What is missing is unknown of every company; what is more is not looked at."""
    few = pa.table({"company": ["a"], "as_of": ["2026-11-01"], "colour": ["red"]})
    found = judged(few)
    assert found.extra == ("colour",)
    assert "channels" in found.missing
    assert "formats" in found.missing
    nested = pa.Table.from_pylist(
        [
            {
                "company": "a",
                "as_of": "2026-11-01",
                "channels": [{"id": "b", "network": "blog", "status": "active", "mood": 1}],
            }
        ]
    )
    found = judged(nested)
    assert "channels[].mood" in found.extra
    assert "channels[].role" in found.missing
    assert found.tally.judged == 1


WRONG: list[tuple[str, Any, str]] = [
    ("hours_per_week", pa.array([True]), "the column 'hours_per_week' is of the type bool, a number of hours/week"),
    ("as_of", pa.array([1.5]), "the column 'as_of' is of the type double, a date such as"),
    ("formats", pa.array([[1]]), "the column 'formats' is of the type list<"),
    ("channels", pa.array([{"id": "a"}]), "a list of structs is expected"),
    ("channels", pa.array([[{"id": "a", "role": 3}]]), "the column 'channels.role' is of the type int64"),
    ("communication_plan", pa.array([3]), "a struct is expected"),
    ("parameters", pa.array([3]), "a map from name to number is expected"),
]


@pytest.mark.parametrize(("name", "column", "why"), WRONG, ids=[name for name, _, _ in WRONG])
def test_columns_of_the_wrong_type_are_told_before_anything_is_judged(name: str, column: Any, why: str) -> None:
    """All of them at once."""
    table = pa.table({"company": ["a"], "as_of": ["2026-11-01"]})
    table = table.set_column(1, name, column) if name == "as_of" else table.append_column(name, column)
    with pytest.raises(cr.PortfolioError, match=r"is expected") as caught:
        judged(table)
    assert why in str(caught.value)


def _no_key(folder: Path) -> Any:
    return pa.table({"compny": ["a"]})


def _truncated(folder: Path) -> Any:
    path = _parquet(TABLE, folder / "cut.parquet")
    path.write_bytes(path.read_bytes()[:-2_000])
    return path


def _damaged(folder: Path) -> Any:
    path = _parquet(TABLE, folder / "hole.parquet", compression="none")
    content = bytearray(path.read_bytes())
    content[200:4_000] = bytes(3_800)
    path.write_bytes(content)
    return path


def _latin(folder: Path) -> Any:
    path = folder / "latin.csv"
    path.write_bytes("company,caffè\n".encode("latin-1"))
    return path


def _twice(folder: Path) -> Any:
    (folder / "twice.csv").write_text("company,as_of,as_of\n", encoding="utf-8")
    return folder / "twice.csv"


def _empty(folder: Path) -> Any:
    (folder / "empty.csv").write_text("", encoding="utf-8")
    return folder / "empty.csv"


def _no_files(folder: Path) -> Any:
    (folder / "none").mkdir()
    return folder / "none"


UNREADABLE: list[tuple[Callable[[Path], Any], str]] = [
    (_no_key, "the column 'company' is missing"),
    (_truncated, "cut.parquet cannot be read as Parquet"),
    (_damaged, "hole.parquet"),
    (_latin, "latin.csv is not a text in UTF-8"),
    (_twice, "the column 'as_of' stands twice"),
    (_empty, "it is empty"),
    (_no_files, "there are no Parquet files in this folder"),
    (lambda folder: folder / "nothing.parquet", "there is no such file"),
    (lambda folder: folder.joinpath("a.xlsx").write_text("x") and folder / "a.xlsx", "not '.xlsx'"),
    (lambda _: [1, 2], "a table that speaks Arrow (pyarrow, Polars, pandas, DuckDB), is expected; list is given"),
]


@pytest.mark.parametrize(("make", "why"), UNREADABLE, ids=[why for _, why in UNREADABLE])
def test_what_cannot_be_read_is_told(tmp_path: Path, make: Callable[[Path], Any], why: str) -> None:
    """In one sentence, with the file's name."""
    with pytest.raises(cr.PortfolioError) as caught:
        judged(make(tmp_path))
    assert why in str(caught.value)


def test_rows_of_csv_with_other_cells_are_refused(tmp_path: Path) -> None:
    """Too few, too many, words where numbers belong; each with its place, the others judged."""
    path = tmp_path / "c.csv"
    lines = [
        "company,as_of,hours_per_week",
        "a,2026-11-01,3",
        "b,2026-11-01",
        "c,2026-11-01,some",
        "d,2026-13-01,1",
        "e,2026-11-01,",
    ]
    path.write_text("\n".join([*lines, "f,1,2,3"]), encoding="utf-8")
    found = judged(path)
    assert (found.tally.companies, found.tally.judged, found.tally.rejected) == (6, 2, 4)
    told = {each["row"]: each["reason"] for each in found.rejected.to_pylist()}
    assert told[1] == "a row of 2 cells is given, 3 are expected"
    assert "'some' is given, a number of hours/week" in told[2]
    assert "2026-13-01 is a date that does not exist" in told[3]
    assert told[5] == "a row of 4 cells is given, 3 are expected"


def test_a_company_of_the_table_is_explained() -> None:
    """From any finding back to the reasons, through the profile in its row."""
    finding = next(each for each in WANTED.findings.to_pylist() if each["channel"] and each["outcome"] == "fires")
    profile = portfolio.profile(TABLE, finding["company"])
    reason = BOOK.assess(profile, engine="native").explain(finding["channel"], finding["rule"])
    assert finding["rule"] in json.dumps(reason.to_dict(), default=str)
    flat, channels = _flat(TABLE)
    assert portfolio.profile(flat, finding["company"], channels) == profile
    with pytest.raises(cr.PortfolioError, match="there is no company 'nobody' in the table"):
        portfolio.profile(TABLE, "nobody")


def test_the_form_is_the_profile(tmp_path: Path) -> None:
    """A table with every column and no rows can be written, read and judged."""
    from channelrules.portfolio.table_schema import write_template

    for name in ("t.parquet", "t.csv"):
        write_template(tmp_path / name)
        found = judged(tmp_path / name)
        assert (found.missing, found.extra, found.tally.companies) == ((), (), 0)
        write_template(tmp_path / f"ch-{name}", channels=True)
        both = judged(tmp_path / name, tmp_path / f"ch-{name}")
        assert (both.extra, both.tally.companies) == ((), 0) or both.extra == ("channels",)
    with pytest.raises(cr.PortfolioError, match=r"'\.xlsx'"):
        write_template(tmp_path / "t.xlsx")
    assert portfolio.schema() == SCHEMA
    assert portfolio.schema(channels=True).names[0] == "company"
    assert opened(SCHEMA.empty_table(), None, 10, NO_HOUSE).rows == 0
