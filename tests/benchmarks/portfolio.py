"""Whole tables: ``python -m tests.benchmarks.portfolio``. Companies a second, and ratios, in one run.

The kernel alone, against `assess_many` and the rules of the native engine; from Parquet to Parquet, with the
peak of memory, at one million companies and at ten; a Polars plan written by hand for ten of the rules; Spark.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import channelrules as cr
from channelrules.facts.reader import parse_profile
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.portfolio.chunks import pieces
from channelrules.portfolio.judge import OUTCOMES, Kernel
from channelrules.portfolio.profiles import profile_data_of
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.runner import Judging
from tests.benchmarks.plan import RULES
from tests.benchmarks.plan import judge as by_plan
from tests.fixtures.companies import DAY, write

BOOK = cr.load_rules()
SIZE = 10_000


def rate(count: int, work: Callable[[], object], rounds: int = 3) -> float:
    """Return the best rate of some rounds: the machine is shared, and nothing makes work faster than it is."""
    best = 0.0
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        best = max(best, count / (time.perf_counter() - begin))
    return best


def told(name: str, found: float, base: float) -> None:
    print(f"  {name:<66} {found:>11,.0f}  {found / base:8.2f}")


def kernel(path: Path, count: int) -> None:
    """On one core, in memory: rows of Arrow to columns, to outcomes and verdicts, to rows of findings."""
    judging = Judging(BOOK.knowledge, cr.Edition.GUIDANCE, None, {}, frozenset(OUTCOMES))
    intake, results = judging.intake, judging.results
    given = [piece.rows for piece in pieces(open_source(path, size=SIZE), SIZE)][: count // SIZE]
    taken = [intake.take(each) for each in given]
    judge_ = intake.kernel.judge
    judged = [judge_(each.batch) for each in taken]
    companies = sum(each.batch.companies for each in taken)
    program = intake.kernel.judgement(taken[0].batch.variant).program
    certain = Kernel(intake.compiled, presume=False).judgement(taken[0].batch.variant).program
    few = [parse_profile(profile_data_of(row)) for row in given[0].slice(0, 2_000).to_pylist()]
    compiled = Compiled(BOOK.knowledge)

    def native() -> None:
        for each in few:
            case = judge(compiled, each, cr.Edition.GUIDANCE, DAY)
            for place in range(len(each.channels)):
                case.verdict(place)
            case.company_verdict()

    def judged_again() -> None:
        for each in taken:
            judge_(each.batch)

    found = sum(len(each.findings().row) for each in judged) / companies
    channels = sum(int(each.batch.offsets[-1]) for each in taken) / companies
    print(f"One core, in memory: companies a second, and the ratio to the native engine ({companies:,} companies of")
    print(f"{channels:.2f} channels, {found:.1f} findings each, open ones among them)")
    base = rate(len(few), native)
    told("native engine: measures, outcomes and verdicts of each profile", base, base)
    told("assess_many, native: decisions from profiles", rate(len(few), lambda: list(BOOK.assess_many(few))), base)
    told(
        "columns: measures, outcomes and verdict rows as masks",
        rate(companies, lambda: [program.run(each.batch.columns) for each in taken]),
        base,
    )
    told(
        "columns: the same without presumptions",
        rate(companies, lambda: [certain.run(each.batch.columns) for each in taken]),
        base,
    )
    told("kernel: outcomes, verdicts, actions, degree, both editions", rate(companies, judged_again), base)
    told(
        "kernel, and every finding as a row",
        rate(companies, lambda: [judge_(each.batch).findings() for each in taken]),
        base,
    )
    told(
        "reading Arrow into columns, every value checked",
        rate(companies, lambda: [intake.take(each) for each in given]),
        base,
    )
    told(
        "tables of verdicts and findings from what the kernel found",
        rate(
            companies,
            lambda: [results.tables(one, other) for one, other in zip(taken, judged, strict=True)],
        ),
        base,
    )


def by_hand(path: Path, count: int) -> None:
    """A Polars plan for ten of the rules, against all rules: from Parquet, in memory."""
    polars = __import__("polars")
    print(f"\nFrom Parquet into memory, two cores: companies a second, and the ratio to the plan ({count:,} companies)")
    base = rate(count, lambda: by_plan(polars.scan_parquet(path)).collect(), 1)
    told(f"Polars, a plan by hand, {len(RULES)} rules, which of them fire", base, base)
    options: dict[str, Any] = {"rulebook": BOOK, "workers": 2}
    from channelrules import portfolio

    found = portfolio.assess(path, outcomes=["fires"], **options)
    same = by_plan(polars.scan_parquet(path)).collect()
    wanted = {rule: counts["fires"] for rule, counts in found.tally.rules.items()}
    assert {rule: int(same[rule].sum()) for rule in RULES} == {rule: wanted[rule] for rule in RULES}
    told(
        "portfolio, all rules, what fires",
        rate(count, lambda: portfolio.assess(path, outcomes=["fires"], **options), 1),
        base,
    )
    told("portfolio, all rules, open ones too", rate(count, lambda: portfolio.assess(path, **options), 1), base)


_RUN = """
import sys, time
from channelrules import portfolio
import channelrules as cr
book = cr.load_rules()
begin = time.perf_counter()
_, path, out, workers, outcomes = sys.argv
found = portfolio.assess(path, rulebook=book, out=out, workers=int(workers), outcomes=outcomes.split())
spent = time.perf_counter() - begin
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found.tally.judged / spent, int(peak) / 1024, found.tally.judged)
"""


def whole(folder: Path, counts: list[int]) -> None:
    """From Parquet to Parquet in a process of its own: rate and the peak of memory."""
    print("\nParquet to Parquet, in a process of its own: companies a second, the ratio to the first line, peak MB")
    base = 0.0
    for count in counts:
        path = folder / f"{count}.parquet"
        if not path.exists():
            write(path, count)
        for workers, outcomes in (
            (1, "fires presumed waived open"),
            (2, "fires presumed waived open"),
            (2, "fires presumed waived"),
        ):
            out = folder / "out"
            shutil.rmtree(out, ignore_errors=True)
            command = [sys.executable, "-c", _RUN, str(path), str(out), str(workers), outcomes]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            speed, peak, judged = map(float, ran.stdout.split())
            base = base or speed
            what = f"{judged:,.0f} companies, {workers} worker{'s' if workers > 1 else ''}, {outcomes}"
            print(f"  {what:<66} {speed:>11,.0f}  {speed / base:8.2f} {peak:8.0f}")


def spark(path: Path, count: int) -> None:
    """For the record: on one machine Spark is a loss."""
    from channelrules import portfolio

    begin = time.perf_counter()
    session = portfolio.spark.local_session(2)
    session.sparkContext.setLogLevel("OFF")
    started = time.perf_counter() - begin
    frame = session.read.parquet(str(path)).limit(count).repartition(4).cache()
    frame.count()
    begin = time.perf_counter()
    portfolio.spark.assess(frame, rulebook=BOOK).findings.count()
    speed = count / (time.perf_counter() - begin)
    print(f"\nSpark local[2], {count:,} companies, findings counted: {speed:,.0f} a second;")
    print(f"  starting it took {started:.1f} s")
    session.stop()


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=1_000_000, help="how many for the tables of one process")
    parser.add_argument("--most", type=int, default=10_000_000, help="how many for the largest file")
    parser.add_argument("--without-spark", action="store_true", help="leave Spark out")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / f"{given.companies}.parquet"
        write(path, given.companies)
        each = path.stat().st_size / given.companies
        print(f"{pq.ParquetFile(path).metadata.num_rows:,} companies, {each:.0f} bytes each")
        kernel(path, min(given.companies, 200_000))
        by_hand(path, given.companies)
        whole(folder, sorted({given.companies, given.most}))
        if not given.without_spark:
            spark(path, min(given.companies, 100_000))


if __name__ == "__main__":
    main()
