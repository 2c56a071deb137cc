"""The examples of the documentation that judge databases and clusters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

import channelrules as cr
from channelrules import portfolio
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import profiles_of, rows
from tests.unit.portfolio.test_readers import _flat

duckdb = pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def companies() -> tuple[pa.Table, pa.Table]:
    whole = pa.Table.from_batches(batches(200, seed=21))
    flat, channels = _flat(whole)
    return flat.drop_columns(["waivers", "networks", "parameters"]), channels


def test_a_database_of_duckdb(companies: tuple[pa.Table, pa.Table], root: Path, tmp_path: Path) -> None:
    """Tables in, tables out: what a database holds then is what `assess` says of each company."""
    flat, channels = companies
    place = tmp_path / "crm.duckdb"
    with duckdb.connect(str(place)) as base:
        base.execute("create table companies as select * from flat")
        base.execute("create table channels as select * from channels")
    script = root / "docs" / "examples" / "portfolio_sql.py"
    ran = subprocess.run([sys.executable, str(script), str(place)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "200 companies judged, 0 rows refused\n"), ran.stderr
    wanted = portfolio.assess(flat, channels)
    with duckdb.connect(str(place)) as base:
        found = base.sql("select company, channel, rule, outcome, severity from findings").to_arrow_table()
        assert rows(found) == rows(wanted.findings)
        asked = "select verdict, count(*) from verdicts where channel is not null group by 1"
        counted = dict(base.execute(asked).fetchall())
    kept: dict[str, int] = {}
    for counts in wanted.tally.verdicts.values():
        for verdict, count in counts.items():
            kept[verdict] = kept.get(verdict, 0) + count
    assert counted == kept


def test_the_first_company_of_the_database_is_the_profile_it_was(companies: tuple[pa.Table, pa.Table]) -> None:
    """Two flat tables lose nothing."""
    flat, channels = companies
    (key, profile) = next(profiles_of(pa.Table.from_batches(batches(1, 200, seed=21))))
    assert isinstance(profile, cr.Profile)
    assert portfolio.profile(flat, flat.column("company")[0].as_py(), channels).as_of == profile.as_of
    assert key == "C00000000"
