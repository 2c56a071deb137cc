"""The same kernel under Spark: a real one, on this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.portfolio.writing import plain
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import expected, profiles_of

pytest.importorskip("pyspark", reason="PySpark is not installed: nothing of Spark is tested")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="there is no Java here"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
BOOK = cr.load_rules()
COUNT = 10_000


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = portfolio.spark.local_session(2)
    made.sparkContext.setLogLevel("OFF")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("spark") / "companies.parquet"
    pa.parquet.write_table(pa.Table.from_batches(batches(COUNT, 2_500, seed=40, rare=0.03)), path)
    return path


def test_ten_thousand_companies_are_judged_as_alone(session: Any, table: Path) -> None:
    """Verdicts, actions, degrees and findings, in four partitions."""
    found = portfolio.spark.assess(session.read.parquet(str(table)).repartition(4), rulebook=BOOK)
    verdicts, findings = expected(BOOK, profiles_of(pa.parquet.read_table(table)))
    assert {tuple(row) for row in found.verdicts.collect()} == verdicts
    assert {tuple(row) for row in found.findings.collect()} == findings
    assert found.rejected.count() == 0


def test_refused_rows_and_options(session: Any, table: Path) -> None:
    """A broken row is refused with its reason; editions, parameters and outcomes are as everywhere."""
    frame = session.read.parquet(str(table)).limit(50)
    broken = frame.withColumn("hours_per_week", frame.hours_per_week * 0 - 1)
    refused = portfolio.spark.assess(broken).rejected.collect()
    assert refused
    assert all("company.hours_per_week: -1.0 is given" in row.reason for row in refused)
    options: dict[str, Any] = {"edition": "current", "parameters": {"pages_hard_limit": 2}}
    found = portfolio.spark.assess(frame, outcomes=["fires"], **options)
    keys = {row.company for row in frame.select("company").collect()}
    given = [(key, each) for key, each in profiles_of(pa.parquet.read_table(table)) if key in keys]
    _, findings = expected(BOOK, given, **options)
    assert {tuple(row) for row in found.findings.collect()} == {row for row in findings if row[3] == "fires"}


def test_findings_are_told_wide_too(session: Any, table: Path) -> None:
    """Channels and companies have the cells that they have without Spark."""
    frame = session.read.parquet(str(table)).limit(50)
    found = portfolio.spark.assess(frame, rulebook=BOOK, findings="wide")
    here = portfolio.assess(frame.toArrow(), rulebook=BOOK, findings="wide")
    for name, keys in (("findings", ["company", "channel"]), ("company_findings", ["company"])):
        wanted, told = getattr(here, name), getattr(found, name).toArrow()
        assert told.column_names == wanted.column_names
        assert (
            told.sort_by([(key, "ascending") for key in keys]).to_pylist()
            == plain(wanted).sort_by([(key, "ascending") for key in keys]).to_pylist()
        )
    assert portfolio.spark.assess(frame, rulebook=BOOK).company_findings is None


def test_frames_that_cannot_be_judged(session: Any) -> None:
    """Told at once, before any worker starts."""
    with pytest.raises(cr.PortfolioError, match="a data frame of Spark is expected, list is given"):
        portfolio.spark.assess([])  # type: ignore[arg-type]  # which is what is refused
    frame = session.createDataFrame([("a", True)], "company string, hours_per_week boolean")
    with pytest.raises(cr.PortfolioError, match="the column 'hours_per_week' is of the type bool"):
        portfolio.spark.assess(frame)
    frame = session.createDataFrame([("a",)], "compny string")
    with pytest.raises(cr.PortfolioError, match="the column 'company' is missing"):
        portfolio.spark.assess(frame)
    frame = session.createDataFrame([("a",)], "company string")
    with pytest.raises(cr.OptionError, match="there is no outcome 'clear'"):
        portfolio.spark.assess(frame, outcomes=["clear"])
    with pytest.raises(cr.OptionError, match="there is no parameter"):
        portfolio.spark.assess(frame, parameters={"x": 1})
    with pytest.raises(cr.OptionError, match="findings are told long or wide"):
        portfolio.spark.assess(frame, findings="flat")


def test_the_script_for_spark_submit(session: Any, table: Path, root: Path, tmp_path: Path, capsys: Any) -> None:
    """It writes both tables."""
    space: dict[str, Any] = {"__name__": "script"}
    script = root / "docs" / "examples" / "portfolio_spark.py"
    exec(compile(script.read_text(encoding="utf-8"), script, "exec"), space)
    space["main"](str(table), str(tmp_path / "verdicts"), str(tmp_path / "findings"))
    assert capsys.readouterr().out == "0 rows were refused\n"
    assert session.read.parquet(str(tmp_path / "findings")).count() > COUNT


def test_without_java_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the path, or where JAVA_HOME points."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(cr.PortfolioError, match="Spark needs Java 17: there is no java on the path"):
        portfolio.spark.local_session(find=lambda _: None)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(cr.PortfolioError, match="JAVA_HOME is /nowhere, and has no bin/java"):
        portfolio.spark.local_session()


def test_two_sparks_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A SPARK_HOME of another version would start the wrong one."""
    (tmp_path / "RELEASE").write_text("Spark 3.5.1 built for Hadoop 3.3.4", encoding="utf-8")
    monkeypatch.setenv("SPARK_HOME", str(tmp_path))
    with pytest.raises(cr.PortfolioError, match=r"there are two Sparks: SPARK_HOME is Spark 3\.5\.1, PySpark is"):
        portfolio.spark.local_session(find=lambda _: "/bin/true")
