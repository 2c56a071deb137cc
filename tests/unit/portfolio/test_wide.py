"""Findings in the wide form say what they say in the long one."""

from __future__ import annotations

from pathlib import Path

import attrs
import pyarrow as pa
import pytest

import channelrules as cr
from channelrules.portfolio import Portfolio, assess
from tests.fixtures.companies import batches

TABLE = pa.Table.from_batches(batches(600, 300, 5, 0.3, 0.2))
SPOILT = TABLE.slice(0, 200).set_column(
    TABLE.schema.get_field_index("hours_per_week"),
    "hours_per_week",
    pa.array([-1.0 if n % 7 == 0 else 3.0 for n in range(200)]),
)


def said(portfolio: Portfolio) -> set[tuple[str, str | None, str, str]]:
    """Every cell that tells an outcome other than clear."""
    told = set()
    for table in (portfolio.findings, portfolio.company_findings):
        for row in table.to_pylist():
            company, channel = row.pop("company"), row.pop("channel", None)
            told |= {(company, channel, rule, cell) for rule, cell in row.items() if cell not in {None, "clear"}}
    return told


@pytest.mark.parametrize("table", [TABLE, SPOILT], ids=["clean", "with refused rows"])
@pytest.mark.parametrize("outcomes", [("fires", "presumed", "waived", "open"), ("fires", "waived")], ids=len)
def test_both_forms_say_the_same(book: cr.Rulebook, table: pa.Table, outcomes: tuple[str, ...]) -> None:
    """Of every rule and subject, and the wide one has a row for each channel and for each company."""
    wide, long = (assess(table, rulebook=book, outcomes=outcomes, findings=form, size=150) for form in ("wide", "long"))
    columns = ("company", "channel", "rule", "outcome")
    assert said(wide) == {tuple(row[name] for name in columns) for row in long.findings.to_pylist()}
    assert (wide.findings.num_rows, wide.company_findings.num_rows) == (wide.tally.channels, wide.tally.judged)
    assert wide.verdicts.equals(long.verdicts)
    assert wide.tally == long.tally


def test_what_is_not_wanted_is_null(book: cr.Rulebook) -> None:
    """What is clear is told all the same: it is not the same as not being told."""
    every = assess(TABLE, rulebook=book, findings="wide").findings
    some = assess(TABLE, rulebook=book, findings="wide", outcomes=["fires"]).findings
    for rule in ("no-access", "pace-not-kept"):
        cells = zip(every.column(rule).to_pylist(), some.column(rule).to_pylist(), strict=True)
        assert all(shown == (told if told in {"fires", "clear"} else None) for told, shown in cells)
    assert not any(every.column(rule).null_count for rule in every.schema.names)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_it_is_written_and_read_back(book: cr.Rulebook, tmp_path: Path, form: str) -> None:
    """To files as into memory; a run in the other form does not go on in its folder."""
    companies, out = tmp_path / "companies.parquet", tmp_path / "out"
    pa.parquet.write_table(TABLE, companies)
    kept = assess(companies, rulebook=book, findings="wide")
    written = assess(companies, rulebook=book, findings="wide", out=out, format=form)
    assert said(written) == said(kept)
    assert sorted(each.name for each in out.iterdir() if each.is_dir() and each.name != ".run") == [
        *("company_findings", "findings", "rejected", "verdicts"),
    ]
    with pytest.raises(cr.PortfolioError, match="with other options"):
        assess(companies, rulebook=book, out=out, format=form)


def test_what_cannot_be_is_told(book: cr.Rulebook) -> None:
    """A form that there is not, the wide table of a long run, and a rule named as a column is."""
    with pytest.raises(cr.OptionError, match="long or wide, 'tall' is given"):
        assess(TABLE, rulebook=book, findings="tall")
    with pytest.raises(cr.PortfolioError, match="are in `findings`"):
        _ = assess(TABLE.slice(0, 2), rulebook=book).company_findings
    rules = dict(book.rules)
    rules["channel"] = attrs.evolve(rules.pop("posts-put-off"), id="channel")
    named = cr.Rulebook(attrs.evolve(book.knowledge, rules=rules))
    assert assess(TABLE.slice(0, 2), rulebook=named).tally.judged == 2
    with pytest.raises(cr.OptionError, match="there is a rule 'channel'"):
        assess(TABLE.slice(0, 2), rulebook=named, findings="wide")
