"""Spreadsheets of companies: read as people fill them in, refused rows given back with the reason in the cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake.companies import is_spreadsheet
from tests.fixtures.exports import put, text_file, workbook

BOOK = cr.load_rules()
Rows = list[list[Any]]
COMPANIES: Rows = [
    ["Our clients"],
    [],
    ["Azienda", "Data", "Dimensione dell'azienda", "hours_per_week", "Formats", "Responsabile"],
    ["gino", "20/11/2026", "micro", "8,5", "testo, immagini", "=cmd|' /C calc'!A0"],
    ["river", "20/11/2026", "piccola", "plenty", "text", None],
    ["sole", "2026-11-20", "medium", "03/11/2026", "text", None],
]
CHANNELS: Rows = [
    ["azienda", "id", "network", "status", "role"],
    ["gino", "fb", "Facebook", "attivo", "risorsa"],
    ["gino", "ig", "IG", "active", "?"],
    ["river", "ig", "Instagram", "asleep", None],
]


def judged(path: Path) -> tuple[intake.Companies, intake.Companies | None, Any]:
    companies = intake.companies_of(path, rulebook=BOOK, lang="it")
    channels = intake.companies_of(path, channels=True, rulebook=BOOK, lang="it")
    assert companies is not None
    found = cr.portfolio.assess(companies.table, None if channels is None else channels.table, rulebook=BOOK)
    return companies, channels, found


def test_what_is_clear_is_judged_as_its_profile_is(tmp_path: Path) -> None:
    """The table holds what a profile would: the same verdicts and leanings."""
    _, _, found = judged(put(tmp_path, "clients.xlsx", workbook({"Aziende": COMPANIES, "Canali": CHANNELS})))
    profile = BOOK.parse_profile(
        {
            "format": 1,
            "as_of": "2026-11-20",
            "company": {"name": "gino", "size": "micro", "hours_per_week": 8.5, "formats": ["text", "image"]},
            "channel": [
                {"id": "fb", "network": "facebook", "status": "active", "role": "asset"},
                {"id": "ig", "network": "instagram", "status": "active"},
            ],
        }
    )
    decision = BOOK.assess(profile, engine="native")
    told = found.verdicts.filter(cr_equal(found.verdicts, "gino")).to_pylist()
    assert [(each["channel"], each["verdict"], each["leaning"]) for each in told if each["channel"]] == [
        (each.id, each.verdict.value, each.leaning.value if each.leaning else None) for each in decision.channels
    ]
    assert [each["company"] for each in found.rejected.to_pylist()] == ["river", "sole"]


def cr_equal(table: Any, key: str) -> Any:
    import pyarrow.compute as pc

    return pc.equal(table.column("company").cast("string"), key)


def test_refused_rows_come_back_with_the_reason_in_the_cell(tmp_path: Path) -> None:
    """As they were, with their channels; mended, they are read again."""
    companies, channels, found = judged(put(tmp_path, "a.xlsx", workbook({"Aziende": COMPANIES, "Canali": CHANNELS})))
    path = tmp_path / "refused.xlsx"
    words = BOOK.knowledge.language("it")
    assert intake.write_refused(companies, channels, found.rejected.to_pylist(), path, words) == 2
    book = openpyxl.load_workbook(path)
    first, second = book["Aziende"], book["Canali"]
    assert [cell.value for cell in first[1]][-1] == words.say("intake.refused_reason")
    assert [cell.value for cell in first[2]][:6] == COMPANIES[4]
    assert first["D2"].comment.text == words.say("intake.not_a_number", seen="plenty")
    assert "hours_per_week" in first["G2"].value
    assert "asleep" in second["D2"].comment.text
    first["D2"], first["D3"], second["D2"] = 4, 5, "dormant"
    book.save(path)
    _, _, again = judged(path)
    assert (again.tally.judged, again.tally.rejected) == (2, 0)


def test_a_formula_is_given_back_as_text(tmp_path: Path) -> None:
    """Whatever a cell began with, no spreadsheet runs it."""
    rows = [*COMPANIES[:3], ["=HYPERLINK(1)", "20/11/2026", "micro", "plenty", "@SUM(1)", "+1"]]
    companies, channels, found = judged(put(tmp_path, "a.csv", text_file(rows, "utf-16")))
    path = tmp_path / "refused.xlsx"
    intake.write_refused(companies, channels, found.rejected.to_pylist(), path, BOOK.knowledge.language("en"))
    cells = list(openpyxl.load_workbook(path).worksheets[0][2])
    assert [cell.value for cell in cells][:6] == rows[3]
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("a.xlsx", b"", True),
        ("a.csv", b"Azienda;Ore\n", True),
        ("a.csv", "회사,기준일\n".encode("cp949"), True),
        ("a.csv", b"company,as_of\n", False),
        ("a.parquet", b"", False),
        ("a.jsonl", b"{}", False),
    ],
)
def test_tables_of_programs_are_left_to_the_portfolio(name: str, content: bytes, answer: bool, tmp_path: Path) -> None:
    """Which reads them in pieces, whatever their size."""
    assert is_spreadsheet(put(tmp_path, name, content)) is answer


def test_what_holds_no_companies_is_refused(tmp_path: Path) -> None:
    """And what cannot be opened."""
    with pytest.raises(cr.PortfolioError, match="no sheet holds companies"):
        intake.companies_of(put(tmp_path, "a.xlsx", workbook({"s": CHANNELS})), rulebook=BOOK)
    with pytest.raises(cr.PortfolioError, match=r"gone\.xlsx: there is no such file"):
        intake.companies_of(tmp_path / "gone.xlsx", rulebook=BOOK)
    only = put(tmp_path, "b.xlsx", workbook({"s": COMPANIES}))
    assert intake.companies_of(only, channels=True, rulebook=BOOK) is None
