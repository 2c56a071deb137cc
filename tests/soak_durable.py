"""durable-rules by the million: ``python -m tests.soak_durable --runs 1000000``.

Companies go through its network in one process, each held against native, and the memory is noted; before that,
threads, forks taken while hosts are made, and interruptions, each in a process of its own. The figures go to
``docs/assurance/durable.json`` after each batch; ``--go-on`` takes companies after those that are counted there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import channelrules as cr
from tests.fixtures.durable_laws import Pair, documents, in_forks, in_threads, resident, with_interruptions

FIGURES: Final = Path(__file__).resolve().parent.parent / "docs" / "assurance" / "durable.json"
BATCH: Final = 5_000


def soaked(runs: int, first: int) -> dict[str, Any]:
    """Put companies through one engine in this process, and return what came of it, writing it down on the way."""
    pair = Pair.of(cr.load_rules())
    begin, number, different = time.process_time(), first, 0
    memory: list[tuple[int, float]] = []
    while number - first < runs:
        different += len(list(pair.differing(number, BATCH)))
        number += BATCH
        memory.append((number - first, round(resident(), 1)))
        done = documents(pair.durable)
        found = {
            "first company": first,
            "companies": number - first,
            "documents": done,
            "different": different,
            "processor seconds": round(time.process_time() - begin),
            "memory in MB": thinned(memory),
        }
        keep("one process", found)
        sys.stdout.write(f"{number - first:,} companies, {done:,} documents, {memory[-1][1]} MB\n")
        sys.stdout.flush()
    return found


def thinned(memory: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """At most some twenty measures, the first and the last among them."""
    step = max(1, len(memory) // 20)
    return [*memory[:-1:step], memory[-1]]


def keep(name: str, found: object) -> None:
    """Write one part of the figures down; the others stay."""
    kept = figures()
    kept["where"] = f"CPython {platform.python_version()}, {platform.system()} {platform.machine()}"
    kept["durable_rules"] = version("durable_rules")
    kept[name] = found
    fresh = FIGURES.with_suffix(".writing")
    fresh.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    fresh.replace(FIGURES)


def figures() -> dict[str, Any]:
    """What is written down."""
    kept: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    return kept


def apart(work: Any, *given: Any) -> Any:
    """What a function returns in a process of its own: a crash there is an exit status here."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply_async(work, given).get(timeout=7_200)


def main() -> int:
    """Run what is asked for; the exit status says whether all of it held."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak_durable", description="durable-rules by the million.")
    parser.add_argument("--runs", type=int, default=1_000_000, help="companies in one process; 0 for none")
    parser.add_argument("--go-on", action="store_true", help="with companies after those of the figures")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--children", type=int, default=1_000, help="forks taken while hosts are made")
    parser.add_argument("--interruptions", type=int, default=5_000)
    parser.add_argument("--sanitized", action="store_true", help="all of it, in this process, as the figures of that")
    options = parser.parse_args()
    os.nice(19)
    if options.sanitized:
        keep("sanitized", sanitized(options.runs, options.threads, options.children, options.interruptions))
        return 0
    fine = True
    if options.threads:
        found = {"threads": options.threads, "different": apart(_threads, options.threads)}
        keep("threads", found)
        fine &= not found["different"]
    if options.children:
        ended = apart(in_forks, 2, options.children)
        keep("forks", ended)
        fine &= ended["right"] == options.children
    if options.interruptions:
        counts = apart(_interruptions, options.interruptions)
        keep("interruptions", counts)
        fine &= not counts["different"]
    if options.runs:
        before = figures().get("one process", {})
        first = before["first company"] + before["companies"] if options.go_on and before else 0
        fine &= not soaked(options.runs, first)["different"]
    sys.stdout.write(json.dumps(figures(), indent=1) + "\n")
    return 0 if fine else 1


def sanitized(runs: int, threads: int, children: int, interruptions: int) -> dict[str, Any]:
    """Return what came of all of it in this process, which a sanitizer ends at its first report."""
    book = cr.load_rules()
    pair = Pair.of(book)
    return {
        "by": os.environ.get("SANITIZED_BY", ""),
        "companies": runs,
        "different": len(list(pair.differing(0, runs))),
        "documents": documents(pair.durable),
        "threads": {"threads": threads, "different": in_threads(book, threads, 100)},
        "forks": in_forks(2, children),
        "interruptions": with_interruptions(book, interruptions),
    }


def _threads(threads: int) -> int:
    return in_threads(cr.load_rules(), threads, 500)


def _interruptions(times: int) -> dict[str, int]:
    return with_interruptions(cr.load_rules(), times)


if __name__ == "__main__":
    sys.exit(main())
