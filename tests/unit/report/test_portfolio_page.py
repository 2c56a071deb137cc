"""The report on many companies: what a run counted, as bars and words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import channelrules as cr
from channelrules.report.html import portfolio_as_html
from channelrules.report.portfolio_page import portfolio_page, read_summary
from tests.fixtures.command import run
from tests.fixtures.companies import write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, book: cr.Rulebook) -> Path:
    made = tmp_path_factory.mktemp("portfolio")
    write(made / "companies.parquet", 300)
    cr.portfolio.assess(made / "companies.parquet", rulebook=book, out=made / "out")
    return made / "out"


def test_the_counts_of_a_run_are_told(folder: Path, book: cr.Rulebook) -> None:
    """Every channel is in one part of its network's bar and in one of its company's size."""
    summary, mark = read_summary(folder)
    page = portfolio_page(summary, mark, book)
    assert page.counts.startswith("Companies judged: 300;")
    for stacks in (page.networks, page.sizes):
        totals = [int(each.total.replace(",", "")) for each in stacks]
        assert sum(totals) == summary["channels"]
        for stack, total in zip(stacks, totals, strict=True):
            assert sum(int(each.count.replace(",", "")) for each in stack.segments) == total
            assert sum(each.share for each in stack.segments) == pytest.approx(1)
    assert [each.name for each in page.sizes] == [
        "one person alone",
        "micro",
        "small",
        "medium",
        "large",
        "size not stated",
    ]
    counts = [summary["rules"][each.key]["fires"] for each in page.rules]
    assert counts == sorted(counts, reverse=True)


def test_sizes_are_those_of_the_companies(folder: Path) -> None:
    """By size, as many verdicts as the table has channels of companies of that size."""
    summary, _ = read_summary(folder)
    rows = pq.read_table(folder.parent / "companies.parquet", columns=["size", "channels"]).to_pylist()
    wanted: dict[str, int] = {}
    for row in rows:
        if row["channels"]:
            wanted[row["size"] or ""] = wanted.get(row["size"] or "", 0) + len(row["channels"])
    assert {size: sum(counts.values()) for size, counts in summary["sizes"].items()} == wanted


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_it_is_a_page(folder: Path, book: cr.Rulebook, lang: str) -> None:
    """In each language: where to start, and what is found and missing most."""
    page = portfolio_page(*read_summary(folder), book, lang=lang)
    html = portfolio_as_html(page)
    assert f'<html lang="{lang}">' in html
    for each in (*page.start, page.missing[0].name, page.networks[0].name):
        assert each in html


def test_nothing_judged(book: cr.Rulebook) -> None:
    """A table without a company has a report without a bar."""
    empty: dict[str, Any] = {"judged": 0, "channels": 0, "rejected": 2}
    page = portfolio_page(empty, {"options": {}}, book)
    assert (page.networks, page.sizes, page.rules, page.start) == ((), (), (), ())
    assert "rows refused: 2" in portfolio_as_html(page)


def test_what_is_no_finished_run_is_told(folder: Path, tmp_path: Path, root: Path, book: cr.Rulebook) -> None:
    """A folder that is not there, holds nothing, or was judged by another rulebook; and nothing is written."""
    with pytest.raises(cr.PortfolioError, match="there is no folder"):
        read_summary(tmp_path / "none")
    with pytest.raises(cr.PortfolioError, match=r"holds no finished run \(summary.json is missing\)"):
        read_summary(tmp_path)
    (tmp_path / ".run").mkdir()
    for name in ("summary.json", ".run/run.json"):
        (tmp_path / name).write_text("[", encoding="utf-8")
    with pytest.raises(cr.PortfolioError, match="is damaged"):
        read_summary(tmp_path)
    summary, mark = read_summary(folder)
    with pytest.raises(cr.OptionError, match="another rulebook judged these companies"):
        portfolio_page(summary, {**mark, "rulebook": "0"}, book)
    assert json.loads((folder / "summary.json").read_bytes()) == summary


def test_the_command(folder: Path, tmp_path: Path, root: Path) -> None:
    """It writes the page; a name that is taken is not written over."""
    out = tmp_path / "all.html"
    assert run(root, "portfolio", "report", str(folder), "-o", str(out), "--lang", "it").returncode == 0
    assert "Da dove cominciare" in out.read_text(encoding="utf-8")
    ran = run(root, "portfolio", "report", str(folder), "-o", str(out))
    assert (ran.returncode, "all.html is there already" in ran.stderr) == (2, True)
