"""How much is decided: the share of channels with a verdict or a leaning, by how much of the profile is known.

``python -m tests.benchmarks.settled [--companies 10000]``
"""

from __future__ import annotations

import argparse
import random
from typing import Any

import attrs

import channelrules as cr
from tests.benchmarks.advice import company

KEPT = (0.0, 0.25, 0.5, 0.75, 1.0)
ALWAYS = {"id", "name", "network", "status"}


def thinned(whole: cr.Profile, kept: float, draw: random.Random) -> cr.Profile:
    """The profile with each fact kept by chance; ids, names, networks and statuses stay."""

    def some(made: cr.Company | cr.Channel) -> dict[str, Any]:
        names = [each.name for each in attrs.fields(type(made)) if each.name not in ALWAYS]
        return {name: attrs.fields_dict(type(made))[name].default for name in names if draw.random() >= kept}

    company_ = attrs.evolve(whole.company, **some(whole.company))
    channels = tuple(attrs.evolve(each, **some(each)) for each in whole.channels)
    plan = whole.communication_plan if draw.random() < kept else None
    return attrs.evolve(whole, company=company_, channels=channels, communication_plan=plan)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=10_000)
    count = parser.parse_args().companies
    book = cr.load_rules()
    print(f"{count} companies; channels with a verdict without presumptions, and with a verdict or leaning under them")
    total = [0, 0, 0]
    for place, kept in enumerate(KEPT):
        found = [0, 0, 0]
        for seed in range(place, count, len(KEPT)):
            profile = thinned(company(seed), kept, random.Random(seed))
            strict = book.assess(profile, presume=False)
            for alone, each in zip(strict.channels, book.assess(profile).channels, strict=True):
                found[0] += 1
                found[1] += alone.verdict is not cr.Verdict.UNDETERMINED
                found[2] += each.verdict is not cr.Verdict.UNDETERMINED or each.leaning is not None
        total = [one + other for one, other in zip(total, found, strict=True)]
        print(f"  {kept:4.0%} of the facts known: " + "  ".join(f"{each / found[0]:6.1%}" for each in found[1:]))
    print(f"  all {total[0]} channels: " + "  ".join(f"{each / total[0]:6.1%}" for each in total[1:]))


if __name__ == "__main__":
    main()
