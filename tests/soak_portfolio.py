"""Columns against `assess`, company by company: ``python -m tests.soak_portfolio --companies 100000``.

Lots of made-up companies, half of them with presumptions, by both editions, with waivers, networks and numbers of
their own: every outcome, verdict, leaning, action and degree has to be the same. The first difference ends it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

import channelrules as cr
from tests.fixtures.portfolios import Lot


def main() -> int:
    """Judge lots of companies both ways; the exit status says whether all came out the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak_portfolio", description="Columns against rows.")
    parser.add_argument("--companies", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=2_500, help="companies in a lot")
    parser.add_argument("--first", type=int, default=100, help="the number of the first lot")
    options = parser.parse_args()
    book, total, begin = cr.load_rules(), Counter[str](), time.monotonic()
    for number in range(options.first, options.first + -(-options.companies // options.size)):
        lot = Lot(number, options.size)
        try:
            counts = lot.agree(book)
        except AssertionError as error:
            sys.stdout.write(f"lot {number} of {options.size} companies, {lot.options}: {str(error)[:2_000]}\n")
            return 1
        total += counts
        sys.stdout.write(f"lot {number}, {lot.options}: {dict(counts)}\n")
        sys.stdout.flush()
    sys.stdout.write(f"the same: {dict(total)}, in {time.monotonic() - begin:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
