"""Whole tables: ``python -m tests.benchmarks.portfolio``. Companies a second, and ratios, in one run.

The kernel alone, against `assess_many` and the rules of the native engine; from Parquet into memory, against a Polars
plan written by hand for ten of the rules; from Parquet to Parquet, with the peak of memory, at one million companies
and at ten; a table with bad rows against a clean one; Spark. Each piece of work is measured five times in turn with the
others; what is printed is the median, the least and the most, and the microseconds of processor time a company of the
best round, which other programs on the machine disturb least.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import channelrules as cr
from channelrules.decision.rulebook import compiled_of
from channelrules.facts.reader import parse_profile
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.portfolio.batch import take
from channelrules.portfolio.chunks import pieces
from channelrules.portfolio.judge import OUTCOMES, Kernel
from channelrules.portfolio.output import Results
from channelrules.portfolio.profiles import profile_data_of
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.runner import Judging
from tests.benchmarks.plan import RULES
from tests.benchmarks.plan import judge as planned
from tests.fixtures.companies import DAY, write

BOOK = cr.load_rules()
SIZE = 20_000
KERNEL = "kernel: outcomes, verdicts, actions, degree, both editions"


ROUNDS = 5
WIDTH = 62


@attrs.frozen
class Rate:
    """Companies a second of several rounds, and microseconds of processor time a company of the best one."""

    every: tuple[float, ...]
    processor: float

    @property
    def median(self) -> float:
        return statistics.median(self.every)


def rates(work: Mapping[str, tuple[int, Callable[[], object]]], rounds: int = ROUNDS) -> dict[str, Rate]:
    """Return how fast each piece of work goes over so many companies: several rounds, in turn."""
    spent: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, (_, call) in work.items():
            begin, used = time.perf_counter(), time.process_time()
            call()
            spent[name].append((time.perf_counter() - begin, time.process_time() - used))
    return {
        name: Rate(
            tuple(work[name][0] / clock for clock, _ in each),
            min(used for _, used in each) / work[name][0] * 1e6,
        )
        for name, each in spent.items()
    }


def told(name: str, rate: Rate, base: Rate) -> None:
    """Print one row: the median, its spread, processor time, and ratios to the base by the clock and by the latter."""
    print(
        f"  {name:<{WIDTH}} {rate.median:>9,.0f} ({min(rate.every):,.0f} to {max(rate.every):,.0f})"
        f"  {rate.processor:6.2f}  {rate.median / base.median:6.2f}  {base.processor / rate.processor:6.2f}"
    )


def kernel(path: Path, count: int) -> Rate:
    """On one core, in memory: rows of Arrow to columns, to outcomes and verdicts, to rows of findings.

    Returns:
        how fast the kernel is.
    """
    judging = Judging(compiled_of(BOOK), cr.Edition.GUIDANCE, None, {}, frozenset(OUTCOMES))
    wanted, results = judging.wanted, judging.results
    given = [piece.rows for piece in pieces(open_source(path, size=SIZE), SIZE)][: count // SIZE]
    taken = [take(wanted, each) for each in given]
    judge_ = wanted.kernel.judge
    judged = [judge_(each.batch) for each in taken]
    companies = sum(each.batch.companies for each in taken)
    program = wanted.kernel.judgement(taken[0].batch.variant).program
    certain = Kernel(wanted.compiled, presume=False).judgement(taken[0].batch.variant).program
    few = [parse_profile(profile_data_of(row)) for row in given[0].slice(0, 2_000).to_pylist()]
    compiled = Compiled(BOOK.knowledge)

    def native() -> None:
        for each in few:
            case = judge(compiled, each, cr.Edition.GUIDANCE, DAY)
            for place in range(len(each.channels)):
                case.verdicts.channel(place)
            case.verdicts.company()

    def judged_again() -> None:
        for each in taken:
            judge_(each.batch)

    found = sum(len(each.findings().row) for each in judged) / companies
    channels = sum(int(each.batch.offsets[-1]) for each in taken) / companies
    wide = Results(wanted.kernel, "wide")
    pairs = list(zip(taken, judged, strict=True))
    work: dict[str, tuple[int, Callable[[], object]]] = {
        "native engine: measures, outcomes, verdicts of a profile": (len(few), native),
        "assess_many, native: decisions from profiles": (len(few), lambda: list(BOOK.assess_many(few))),
        "columns: measures, outcomes and verdict rows as masks": (
            companies,
            lambda: [program.run(each.batch.columns) for each in taken],
        ),
        "columns: the same without presumptions": (
            companies,
            lambda: [certain.run(each.batch.columns) for each in taken],
        ),
        KERNEL: (companies, judged_again),
        "kernel, and every finding as a row": (
            companies,
            lambda: [judge_(each.batch).findings() for each in taken],
        ),
        "reading Arrow into columns, every value checked": (companies, lambda: [take(wanted, each) for each in given]),
        "tables of verdicts and findings, long": (companies, lambda: [results.tables(*each) for each in pairs]),
        "tables of verdicts and findings, wide": (companies, lambda: [wide.tables(*each) for each in pairs]),
    }
    print(
        f"One core, in memory ({companies:,} companies of {channels:.2f} channels, {found:.1f} findings each, open ones"
    )
    print("among them): companies a second, microseconds, and both as ratios to the native engine")
    measured = rates(work)
    base = next(iter(measured.values()))
    for name, each in measured.items():
        told(name, each, base)
    return measured[KERNEL]


def by_hand(path: Path, count: int) -> None:
    """A Polars plan for ten of the rules, against all rules: from Parquet, in memory, on two cores."""
    polars = __import__("polars")
    from channelrules import portfolio

    options: dict[str, Any] = {"rulebook": BOOK, "workers": 2}
    fires = {"outcomes": ["fires"], **options}
    found = portfolio.assess(path, **fires)
    same = planned(polars.scan_parquet(path)).collect()
    wanted = {rule: counts["fires"] for rule, counts in found.tally.rules.items()}
    assert {rule: int(same[rule].sum()) for rule in RULES} == {rule: wanted[rule] for rule in RULES}
    work: dict[str, tuple[int, Callable[[], object]]] = {
        f"Polars, a plan by hand, {len(RULES)} rules, which of them fire": (
            count,
            lambda: planned(polars.scan_parquet(path)).collect(),
        ),
        "pyarrow alone: the columns of the form, nothing looked at": (count, lambda: decoded(path)),
        "portfolio, all rules, what fires": (count, lambda: portfolio.assess(path, **fires)),
        "portfolio, all rules, what fires, wide": (count, lambda: portfolio.assess(path, findings="wide", **fires)),
        "portfolio, all rules, open ones too": (count, lambda: portfolio.assess(path, **options)),
        "portfolio, all rules, open ones too, wide": (
            count,
            lambda: portfolio.assess(path, findings="wide", **options),
        ),
    }
    print(f"\nFrom Parquet into memory, two workers ({count:,} companies): as ratios to the plan by hand")
    measured = rates(work)
    base = next(iter(measured.values()))
    for name, each in measured.items():
        told(name, each, base)


def decoded(path: Path) -> None:
    """Decode a file as the portfolio does, on one core: below that no reader of all of its columns gets."""
    for _ in open_source(path, size=20_000).portions:
        pass


def spoilt(path: Path) -> pa.Table:
    """A table with one bad row in a thousand: a number below its bounds."""
    table = pq.read_table(path)
    place = table.schema.get_field_index("hours_per_week")
    hours = table.column(place).combine_chunks()
    bad = pa.array([number % 1_000 == 7 for number in range(len(hours))])
    return table.set_column(place, "hours_per_week", pc.if_else(bad, pa.scalar(-1.0, hours.type), hours))


def bad_rows(path: Path, folder: Path, count: int) -> None:
    """A table with one bad row in a thousand, against the same without."""
    from channelrules import portfolio

    other = folder / "spoilt.parquet"
    pq.write_table(spoilt(path), other, row_group_size=100_000)
    assert portfolio.assess(other, rulebook=BOOK).tally.rejected == count // 1_000
    work: dict[str, tuple[int, Callable[[], object]]] = {
        "a clean table": (count, lambda: portfolio.assess(path, rulebook=BOOK, workers=2)),
        "one bad row in a thousand": (count, lambda: portfolio.assess(other, rulebook=BOOK, workers=2)),
    }
    print(f"\nBad rows ({count:,} companies, from Parquet into memory, two workers)")
    measured = rates(work)
    base = next(iter(measured.values()))
    for name, each in measured.items():
        told(name, each, base)


_RUN = """
import sys, time
from channelrules import portfolio
import channelrules as cr
book = cr.load_rules()
begin, used = time.perf_counter(), time.process_time()
_, path, out, workers, findings, outcomes, form = sys.argv
given = {"workers": int(workers), "findings": findings, "outcomes": outcomes.split(), "format": form}
found = portfolio.assess(path, rulebook=book, out=out, **given)
spent, used = time.perf_counter() - begin, time.process_time() - used
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(found.tally.judged / spent, used / found.tally.judged * 1e6, int(peak) / 1024)
"""


def whole(folder: Path, counts: list[int], kernel: Rate) -> None:
    """From Parquet to Parquet in processes of their own, five in turn, the largest table once: rates and memory."""
    print("\nParquet to files, in a process of its own: companies a second, microseconds, ratio to the kernel on one")
    print("core in this run, by the clock and by processor; the peak of memory")
    every = "fires presumed waived open"
    kinds = (
        (1, "long", every, "parquet"),
        (2, "wide", every, "parquet"),
        (2, "long", every, "parquet"),
        (2, "long", "fires presumed waived", "parquet"),
        (2, "long", every, "jsonl"),
    )
    peaks: dict[int, float] = {}
    for count in counts:
        path = folder / f"{count}.parquet"
        if not path.exists():
            write(path, count)
        several = kinds if count == counts[0] else kinds[1:2]
        spent: dict[tuple[int, str, str, str], list[tuple[float, float, float]]] = {each: [] for each in several}
        for _ in range(ROUNDS if count == counts[0] else 1):
            for each in several:
                out = folder / "out"
                shutil.rmtree(out, ignore_errors=True)
                command = [sys.executable, "-c", _RUN, str(path), str(out), *map(str, each)]
                ran = subprocess.run(command, capture_output=True, text=True, check=True)
                speed, processor, peak = map(float, ran.stdout.split())
                spent[each].append((speed, processor, peak))
        for kind, found in spent.items():
            workers, findings, outcomes, form = kind
            rate = Rate(tuple(speed for speed, *_ in found), min(used for _, used, _ in found))
            peak = max(peak for *_, peak in found)
            # Of the same run over the smallest table and the largest.
            if kind == kinds[1]:
                peaks[count] = peak
            name = f"{count:,}, {workers} worker{'s' if workers > 1 else ''}, {findings}, {outcomes}, {form}"
            told(f"{name:<{WIDTH - 9}}{peak:6.0f} MB", rate, kernel)
    least, most = counts[0], counts[-1]
    print(f"  memory at {most:,} companies / at {least:,}: {peaks[most] / peaks[least]:.2f}")


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
        alone = kernel(path, min(given.companies, 200_000))
        by_hand(path, given.companies)
        bad_rows(path, folder, given.companies)
        whole(folder, sorted({given.companies, given.most}), alone)
        if not given.without_spark:
            spark(path, min(given.companies, 100_000))


if __name__ == "__main__":
    main()
