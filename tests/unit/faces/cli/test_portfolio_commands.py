"""The commands for whole tables, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from channelrules.faces.cli.commands import app_of
from tests.fixtures.companies import batches


def invoke(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app_of(), ["portfolio", *words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "companies.parquet"
    whole = pa.Table.from_batches(batches(200, seed=9)).drop_columns(["currency"])
    pa.parquet.write_table(whole.append_column("colour", pa.array(["red"] * 200)), path)
    return path


def test_assess_writes_tables_and_sums_them_up(table: Path, tmp_path: Path) -> None:
    """Counts, verdicts by network, rules, missing facts; what the table lacks, and where it all is."""
    status, printed, _ = invoke("assess", str(table), "--out", str(tmp_path / "out"))
    assert status == 0
    assert printed.startswith("200 rows: 200 companies judged with ")
    for words in (
        "Columns that are missing, and so unknown of every company: currency.",
        "Columns that nothing looks at: colour.",
        "Verdicts by network",
        "google_business_profile",
        "undetermined",
        "Rules that fire most",
        "posts-put-off",
        "Facts most often missing",
        "channel.administrators",
        "summary.json has every count",
    ):
        assert words in printed
    again, printed_again, _ = invoke("assess", str(table), "--out", str(tmp_path / "out"))
    assert (again, printed_again) == (0, printed)
    status, _, errors = invoke("assess", str(table), "--out", str(tmp_path / "out"), "--only", "fires")
    assert status == 2
    assert "choose another" in errors


def test_findings_are_told_wide(table: Path, tmp_path: Path) -> None:
    """With --findings wide: one table of channels and one of companies."""
    out = tmp_path / "out"
    status, printed, _ = invoke("assess", str(table), "--out", str(out), "--findings", "wide")
    assert status == 0
    assert "The tables verdicts, findings and company_findings are in" in printed
    assert "no-access" in pa.parquet.read_table(out / "findings").schema.names


def test_explain_goes_from_a_row_to_the_reasons(table: Path) -> None:
    """For the company, a channel, and one rule."""
    status, printed, _ = invoke("explain", str(table), "C00000003", "e0", "--lang", "en")
    assert status == 0
    assert printed.startswith("e0 (website): ")
    status, printed, _ = invoke("explain", str(table), "C00000003", "--rule", "too-many-pages", "--lang", "en")
    assert status == 0
    assert "company.pages_beyond_hard_limit" in printed
    status, _, errors = invoke("explain", str(table), "C9")
    assert (status, errors) == (2, "channelrules: there is no company 'C9' in the table\n")


def test_schema_and_template(tmp_path: Path) -> None:
    """Every column, as text and as JSON; an empty table to fill in, never written over."""
    status, printed, _ = invoke("schema")
    assert status == 0
    assert printed.splitlines()[0] == "company\ta text, required\twhat tells the company from every other of the table"
    _, told, _ = invoke("schema", "--channels", "--json")
    assert [each["column"] for each in json.loads(told)][:3] == ["company", "id", "network"]
    for name in ("t.csv", "t.parquet"):
        assert invoke("template", str(tmp_path / name))[0] == 0
        status, _, errors = invoke("template", str(tmp_path / name))
        assert (status, errors) == (2, f"channelrules: {name} is there already: choose another name\n")
    status, printed, _ = invoke("assess", str(tmp_path / "t.csv"), "--out", str(tmp_path / "out"))
    assert status == 0
    assert printed.startswith("0 rows: 0 companies judged with 0 channels, 0 rejected.")


def test_the_first_rows_that_were_refused_are_told(tmp_path: Path) -> None:
    """With place, company and reason; how many more there are; a channel of nobody has no place."""
    lines = [f"{'' if place == 1 else f'c{place}'},2026-11-0{place}" for place in range(5)]
    (tmp_path / "c.csv").write_text("company,as_of\n" + "\n".join(lines) + "\nc9,2026-11-31\nc2,2026-11-01\n")
    (tmp_path / "ch.csv").write_text("company,id,network,status\nc3,fb,facebook,active\nzoe,ig,instagram,active\n")
    command = ("assess", str(tmp_path / "c.csv"), "--channels", str(tmp_path / "ch.csv"), "--out", str(tmp_path / "o"))
    status, printed, _ = invoke(*command)
    assert status == 0
    told = printed.splitlines()
    assert told[0] == "7 rows: 3 companies judged with 1 channels, 4 rejected."
    assert told[1] == "1 row of the channels' table without a company."
    assert told[2] == "  row 0, c0: as_of: 2026-11-00 is a date that does not exist"
    assert told[3].startswith("  row 1: company: nothing is given")
    assert told[4] == "  row 5, c9: as_of: 2026-11-31 is a date that does not exist"
    assert told[5] == "  and 2 more in the table rejected"
