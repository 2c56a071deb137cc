"""The commands that take files in and send forms out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from channelrules.faces.cli.commands import app_of
from tests.fixtures.exports import EXPORTS, posts, put, text_file, workbook

EXPORT = next(each for each in EXPORTS if each.id == "instagram_en")
PROFILE = """\
format = 1
as_of = 2026-11-24

[company]
name = "Da Gino"  # since 1960

[[channel]]
id = "ig"
network = "instagram"
status = "active"
last_post_on = 2026-07-01  # by heart
"""
DAY = ["--read-on", "2026-11-24"]
RANGE = ["--range", "posts.csv=2026-08-01..2026-10-31"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app_of(), [str(each) for each in arguments], env={"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"})


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    put(tmp_path, "posts.csv", text_file(EXPORT.rows(posts()), "utf-16"))
    return put(tmp_path, "gino.toml", PROFILE.encode())


def test_a_dry_run_shows_the_difference_and_writes_nothing(profile: Path) -> None:
    """What is new, what the profile states otherwise, and where it comes from."""
    ran = run("intake", profile, profile.parent / "posts.csv", "--dry-run", *DAY, *RANGE)
    assert ran.exit_code == 1
    assert "8 posts, from the Instagram export (posts.csv), rows 2 to 25, August 1, 2026" in ran.stdout
    assert "July 1, 2026 in the profile, October 30, 2026 from the Instagram export" in ran.stdout
    assert profile.read_text(encoding="utf-8") == PROFILE


def test_facts_are_written_and_comments_stay(profile: Path) -> None:
    """A difference is taken over only where a person says so."""
    posts_file = profile.parent / "posts.csv"
    assert run("intake", profile, posts_file, *DAY, *RANGE).exit_code == 1
    written = profile.read_text(encoding="utf-8")
    assert "posts_published_per_month = 8" in written
    assert "last_post_on = 2026-07-01  # by heart" in written
    assert run("intake", profile, posts_file, *DAY, *RANGE, "--take", "channel[ig].last_post_on").exit_code == 0
    assert "last_post_on = 2026-10-30" in profile.read_text(encoding="utf-8")
    assert "# since 1960" in profile.read_text(encoding="utf-8")
    before = profile.read_text(encoding="utf-8")
    assert run("intake", profile, posts_file, *DAY, *RANGE).exit_code == 0
    assert profile.read_text(encoding="utf-8") == before


def test_json_and_languages(profile: Path) -> None:
    """The same as data; texts in the language that was asked for."""
    ran = run("intake", profile, profile.parent / "posts.csv", "--dry-run", "--json", "--lang", "it", *DAY)
    told = json.loads(ran.stdout)
    assert told["differences"][0]["stated"] == "2026-07-01"
    assert told["differences"][0]["provenance"][0]["rows"] == "2-25"
    assert "non dice quale periodo copre" in told["notes"][0]["text"]
    assert told["profile"]["company"]["name"] == "Da Gino"


def test_a_refused_file_ends_with_two(profile: Path) -> None:
    """And the others are taken all the same."""
    bad = put(profile.parent, "bad.csv", b"alpha,beta\n1,2\n")
    ran = run("intake", profile, bad, profile.parent / "posts.csv", *DAY, *RANGE, "--take", "all")
    assert ran.exit_code == 2
    assert "bad.csv: unknown columns: alpha, beta" in ran.stdout
    assert "8" in profile.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options",
    [
        ["--range", "a=b"],
        ["--range", "a.csv"],
        ["--order", "a=xyz"],
        ["--read-on", "soon"],
        ["--out", "nowhere/x.toml"],
    ],
)
def test_options_that_cannot_be(options: list[str], profile: Path) -> None:
    """End with 2, in one line."""
    ran = run("intake", profile, profile.parent / "posts.csv", *options)
    assert ran.exit_code == 2
    assert len(ran.stderr.splitlines()) == 1


def test_from_nothing_to_a_profile(tmp_path: Path) -> None:
    """A form goes out, comes back half filled, and an export with it: a new profile."""
    form, target = tmp_path / "form.xlsx", tmp_path / "new.toml"
    assert run("form", "Da Gino", "-o", form, "--network", "Instagram", "--lang", "it").exit_code == 0
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[1]
    row = next(cell.row for cell in sheet["A"] if cell.value == "channel.role")
    sheet[f"C{row}"] = "risorsa"
    book.save(form)
    export = put(tmp_path, "posts.xlsx", workbook({"s": EXPORT.rows(posts())}))
    assert run("intake", target, form, export, "--read-on", "2026-11-03").exit_code == 1
    written = target.read_text(encoding="utf-8")
    assert 'status = "active"' in written
    assert 'role = "asset"' in written
    assert "last_post_on = 2026-10-30" in written


def test_a_form_asks_what_a_profile_lacks(profile: Path) -> None:
    """And is not written over another; a profile has its channels."""
    out = profile.parent / "form.xlsx"
    assert run("form", profile, "-o", out).exit_code == 0
    keys = [cell.value for cell in openpyxl.load_workbook(out).worksheets[1]["A"]]
    assert "channel.role" in keys
    assert "channel.last_post_on" not in keys
    assert run("form", profile, "-o", out).exit_code == 2
    assert run("form", profile, "-o", profile.parent / "b.xlsx", "--network", "x").exit_code == 2


def test_a_portfolio_takes_a_workbook_and_gives_refused_rows_back(tmp_path: Path) -> None:
    """Columns that nobody knows are named."""
    rows: list[list[Any]] = [
        ["Azienda", "Data", "Ore", "hours_per_week"],
        ["a", "2026-11-20", 1, "8,5"],
        ["b", "2026-11-20", 1, "many"],
    ]
    clients = put(tmp_path, "clients.xlsx", workbook({"s": rows}))
    back = tmp_path / "back.xlsx"
    ran = run("portfolio", "assess", clients, "--out", tmp_path / "out", "--refused", back, "--lang", "en")
    assert ran.exit_code == 0
    assert "Columns of the spreadsheet that nobody knows: Ore." in ran.stdout
    assert openpyxl.load_workbook(back).worksheets[0]["D2"].comment.text == '"many" is not a number'
    csv = put(tmp_path, "t.csv", b"company,as_of\na,2026-11-20\n")
    assert run("portfolio", "assess", csv, "--out", tmp_path / "o", "--refused", tmp_path / "c.xlsx").exit_code == 2
