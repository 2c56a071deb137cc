"""Houses by the thousand: ``python -m tests.soak_houses --minutes 30 --seed 1``.

What fails is shrunk to a house that one can read, with the profiles that show it. Rule sets of durable-rules cannot
be closed, so that each batch runs in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time

import attrs

from tests.fixtures.house_laws import Tally, batch


def main() -> int:
    """Draw houses until the time is over or one fails; the exit status says which."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.soak_houses", description="Put generated houses to the test."
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=200, help="houses in a batch")
    parser.add_argument("--depth", type=int, default=3, help="of expressions; each third batch is deeper")
    options = parser.parse_args()
    end = time.monotonic() + options.minutes * 60
    total, number = Tally(), options.seed
    context = multiprocessing.get_context("spawn")
    while time.monotonic() < end:
        depth = options.depth + 2 * (number % 3 == 0)
        with context.Pool(1) as pool:
            tally = pool.apply(batch, (number, options.size, depth))
        total = Tally(*(mine + more for mine, more in zip(attrs.astuple(total), attrs.astuple(tally), strict=True)))
        sys.stdout.write(f"seed {number}: {attrs.asdict(total)}\n")
        sys.stdout.flush()
        number += 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
