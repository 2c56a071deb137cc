"""The plan by hand that benchmarks are compared with says what the rules say."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import channelrules as cr
from channelrules.portfolio import assess
from tests.benchmarks.plan import RULES, judge
from tests.fixtures.companies import write


def test_ten_rules_by_hand_fire_as_often(book: cr.Rulebook, tmp_path: Path) -> None:
    """Each of the ten, on 3,000 companies: who changes a rule changes the plan."""
    path = tmp_path / "companies.parquet"
    write(path, 3_000)
    counted = judge(pl.scan_parquet(path)).select(pl.col(RULES).sum()).collect().to_dicts()[0]
    found = assess(path, rulebook=book).tally.rules
    assert counted == {rule: found[rule]["fires"] for rule in RULES}
    assert all(counted.values())
