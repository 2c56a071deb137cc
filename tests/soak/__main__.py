"""Companies judged by every evaluator, for as long as one likes: ``python -m tests.soak --minutes 60``.

Two comparisons take turns: ``columns`` (the kernel of portfolios against the native engine, ten million companies are
the goal) and ``engines`` (durable-rules and the written semantics against native, a million). Lots are spread over
house rules, editions and presumptions. What was tried is kept in a record; the next run goes on after it. The first
difference ends the run, and its profile is written to a file with the command that shows it again.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import attrs

import channelrules as cr
from channelrules.facts.reader import parse_profile
from channelrules.portfolio import table
from channelrules.portfolio.batch import take
from channelrules.portfolio.profiles import profile_data_of
from tests.soak.lots import ROOT, Lot, book_of
from tests.soak.profiles import profiles_in
from tests.soak.record import GOALS, Record
from tests.soak.sides import Difference, against_columns, against_engines, cases

SIZES = {"columns": 2_500, "engines": 250}
READ = 3
"""How many companies of a lot are read by the reader too."""
MOST_CHANNELS = {"columns": None, "engines": 2}


def tried(comparison: str, lot: Lot) -> tuple[Counter[str], cr.Profile | None, str]:
    """Judge a lot on both sides, and return what was compared, and the first company that differs with what differs."""
    batch = lot.batch
    own = lot.compiled.knowledge.of_houses
    profiles = profiles_in(batch, own.declared)
    for place, row in enumerate(batch.slice(0, READ).to_pylist()):
        read = parse_profile(profile_data_of(row, own.declared), own=own)
        if attrs.evolve(read, houses=None) != profiles[place]:
            return Counter(), read, "the profile made from columns is not what the reader gives"
    made = cases(lot, profiles)
    if comparison == "columns":
        taken = take(lot.wanted, batch)
        differences = against_columns(made, taken, lot.kernel.judge(taken.batch), other=lot.other)
    else:
        differences = against_engines(made)
    first = next(iter(differences), None)
    if first is not None:
        return Counter(), profiles[first.place], first.what
    rules = made[0].rules
    channels = sum(len(each.channels) for each in profiles)
    outcomes = len(made) * len(rules.company) + channels * len(rules.channel)
    return Counter(companies=len(made), channels=channels, outcomes=outcomes), None, ""


def told(comparison: str, lot: Lot, profile: cr.Profile, what: str, folder: Path) -> str:
    """Write the profile that shows a difference to a file, and return what is said of it."""
    file = folder / f"difference-{comparison}-{lot.number}.json"
    file.write_text(json.dumps(profile.to_dict(), indent=1, ensure_ascii=False), encoding="utf-8")
    again = f"python -m tests.soak --only {comparison} --profile {file} --lot {lot.number}"
    return f"lot {lot.number} ({lot.combination}): {what}\n{file} holds the profile; to see it again:\n  {again}\n"


def again(comparison: str, lot: Lot, file: Path) -> int:
    """Hold one profile against all sides as a lot says; the exit status says whether they agree."""
    book = book_of(lot.house)
    profile = book.read_profile(file)
    made = cases(lot, [profile])
    if comparison == "columns":
        taken = take(lot.wanted, table([profile], ["it"], book).combine_chunks().to_batches()[0])
        found: Sequence[Difference] = list(against_columns(made, taken, lot.kernel.judge(taken.batch), other=lot.other))
    else:
        found = list(against_engines(made))
    sys.stdout.write("".join(f"{each.what}\n" for each in found) or "all sides agree\n")
    return bool(found)


def run(comparisons: Sequence[str], record: Record, end: float, folder: Path) -> int:
    """Take turns until the time is over, the goals are met, or a difference is found; return the exit status."""
    runs = {each: record.begin(each, SIZES[each]) for each in comparisons}
    spent = dict.fromkeys(comparisons, 0.0)
    written = time.monotonic()
    while time.monotonic() < end:
        left = [each for each in comparisons if record.companies(each) < GOALS[each]]
        if not left:
            break
        # Each comparison gets its share of the time, whatever a lot of it takes.
        comparison = min(left, key=spent.__getitem__)
        mine = runs[comparison]
        lot = Lot(mine.next, mine.size, MOST_CHANNELS[comparison])
        processor, wall = time.process_time(), time.monotonic()
        gc.disable()
        counted, profile, what = tried(comparison, lot)
        gc.enable()
        if profile is not None:
            record.write()
            sys.stdout.write(told(comparison, lot, profile, what, folder))
            return 1
        took = time.process_time() - processor
        spent[comparison] += took
        mine.add(lot.combination, counted, took, time.monotonic() - wall)
        if time.monotonic() > written + 5:
            record.write()
            written = time.monotonic()
            seen = ", ".join(f"{each} {record.companies(each):,}" for each in GOALS)
            sys.stdout.write(f"{seen}; {mine.memory} MB\n")
            sys.stdout.flush()
    record.write()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status says whether all sides agreed."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Every evaluator on made-up companies.")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--only", choices=GOALS, help="one comparison alone")
    parser.add_argument("--record", type=Path, default=ROOT / "docs/assurance/soak.json")
    parser.add_argument("--folder", type=Path, default=Path(), help="where the profile of a difference is written")
    parser.add_argument("--profile", type=Path, help="hold this one profile against all sides, as --lot says")
    parser.add_argument("--lot", type=int, default=0)
    options = parser.parse_args(arguments)
    if options.profile:
        only = options.only or "columns"
        return again(only, Lot(options.lot, 1, MOST_CHANNELS[only]), options.profile)
    comparisons = [options.only] if options.only else list(GOALS)
    end = time.monotonic() + options.minutes * 60
    return run(comparisons, Record.of(options.record), end, options.folder)


if __name__ == "__main__":
    sys.exit(main())
