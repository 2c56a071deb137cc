"""Speed and memory as ratios of one run: ``python -m tests.benchmarks.bench``.

Machines are noisy; so everything is compared with something measured in the same run, in turn, and medians are printed.
No test asserts a time.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import attrs

import channelrules as cr
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.engine import RuleSet
from channelrules.inference.judging import networks_of
from channelrules.inference.native import NativeEngine
from channelrules.knowledge.model import Knowledge
from tests.fixtures.by_hand import CHANNEL_RULES, judge

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 1)
NETWORKS = ("facebook", "instagram", "linkedin", "youtube", "blog")


def profile_of(count: int) -> cr.Profile:
    """A profile of some channels, about one fact in six unknown, as real ones are."""
    channels = tuple(
        cr.Channel(
            id=f"c{number}",
            network=NETWORKS[number % len(NETWORKS)],
            status="active",
            account=None if number % 5 == 4 else "company_page",
            stands_for="company",
            fronted_by="company",
            run_by="company",
            company_is_admin=True if number % 3 else None,
            administrators=2,
            role="asset",
            benefit="sales",
            hours_per_week=2 if number % 4 else None,
            posts_planned_per_month=8,
            posts_published_per_month=6,
            original_posts_per_month=2,
            posts_postponed=1 if number % 2 else None,
            last_post_on=datetime.date(2026, 10, 20),
            sponsored_spend_per_month=0,
            cost_per_month=100,
            return_per_month=150 if number % 3 else None,
            followers=(
                cr.FollowerCount(on=datetime.date(2026, 5, 1), count=400),
                cr.FollowerCount(on=DAY, count=420),
            ),
            editorial_plan=cr.EditorialPlan(
                renewed_on=datetime.date(2026, 10, 3), entries=(cr.EditorialEntry(on=DAY, content="x", plan_entry="e"),)
            ),
        )
        for number in range(count)
    )
    return cr.Profile(
        as_of=DAY,
        company=cr.Company(
            name="Example", formats=("text", "image", "video"), hours_per_week=10, video_hours_per_week=20
        ),
        channels=channels,
        communication_plan=cr.CommunicationPlan(
            starts_on=datetime.date(2026, 7, 1),
            ends_on=datetime.date(2026, 12, 31),
            entries=(cr.PlanEntry(id="e", on=DAY, content="x", to="c0"),),
        ),
    )


def timed(work: dict[str, Callable[[], object]], rounds: int = 30, budget: float = 0.02) -> dict[str, float]:
    """Return the median seconds of one call of each piece of work, measured in turn."""
    counts = {}
    for name, call in work.items():
        call()
        begin = time.perf_counter()
        call()
        counts[name] = max(1, int(budget / max(time.perf_counter() - begin, 1e-7)))
    spent: dict[str, list[float]] = {name: [] for name in work}
    gc.disable()
    for _ in range(rounds):
        for name, call in work.items():
            begin = time.perf_counter()
            for _ in range(counts[name]):
                call()
            spent[name].append((time.perf_counter() - begin) / counts[name])
    gc.enable()
    return {name: statistics.median(each) for name, each in spent.items()}


def only(knowledge: Knowledge, rules: tuple[str, ...]) -> RuleSet:
    """The rule set of some of the rules, without verdicts and presumptions, as those written by hand are."""
    kept = {name: rule for name, rule in knowledge.rules.items() if name in {*rules, "designed-for-business"}}
    whole = RuleSet.of(attrs.evolve(knowledge, rules=kept, channel_verdicts=(), company_verdicts=(), presumptions=()))
    return attrs.evolve(whole, channel=tuple(rule for rule in whole.channel if rule.id in rules))


def speed() -> None:
    """The rules alone, and the whole decision, against a function written by hand."""
    profile = profile_of(5)
    numbers = {name: parameter.value for name, parameter in BOOK.parameters.items()}
    networks = networks_of(BOOK.knowledge, profile)
    facts = [network.row(cr.Edition.GUIDANCE, DAY) for network in networks]
    as_dicts = [dict(zip(NETWORK_FACTS, row, strict=True)) for row in facts]
    rules = only(BOOK.knowledge, CHANNEL_RULES)
    engine = NativeEngine(rules)
    parameters = BOOK._compiled.values
    rows = rules.layout.rows(profile, facts, parameters)
    work: dict[str, Callable[[], object]] = {
        f"by hand, {len(CHANNEL_RULES)} rules": lambda: judge(profile, as_dicts, numbers),
        "native, the same rules, from rows": lambda: engine.outcomes(rows, parameters),
        "native, the same rules, from the profile": lambda: engine.outcomes(
            rules.layout.rows(profile, facts, parameters), parameters
        ),
        f"native assess, all {len(BOOK.rules)} rules": lambda: BOOK.assess(profile, engine="native"),
        "native assess and to_dict": lambda: BOOK.assess(profile, engine="native").to_dict(),
    }
    if "durable" in BOOK._compiled.engines:
        work["durable assess, all rules"] = lambda: BOOK.assess(profile, engine="durable")
    found = timed(work)
    base = next(iter(found.values()))
    print("Five channels: microseconds, and the ratio to the function written by hand")
    for name, seconds in found.items():
        print(f"  {name:<44} {seconds * 1e6:9.1f}  {seconds / base:7.2f}")


def growth() -> None:
    """Seconds a channel, from 10 channels to 1,000."""
    made = {count: profile_of(count) for count in (10, 100, 1_000)}
    found = timed({str(count): partial(BOOK.assess, one, engine="native") for count, one in made.items()}, 10)
    print("Growth with channels, native: microseconds a channel, and the ratio to ten channels")
    base = found["10"] / 10
    for count in made:
        each = found[str(count)] / count
        print(f"  {count:>5} channels {each * 1e6:9.1f}  {each / base:7.2f}")


def start() -> None:
    """Importing, and loading the built-in rulebook, in fresh interpreters."""
    codes = {
        "nothing": "pass",
        "import attrs, cattrs": "import attrs, cattrs",
        "import channelrules": "import channelrules",
        "… and load_rules()": "import channelrules; channelrules.load_rules()",
    }
    work: dict[str, Callable[[], object]] = {
        name: partial(subprocess.run, [sys.executable, "-c", code], check=True) for name, code in codes.items()
    }
    found = timed(work, rounds=15, budget=0)
    empty, base = found["nothing"], found["import attrs, cattrs"]
    print("Start: milliseconds of a whole process, and the ratio of what is above an empty one")
    for name, seconds in found.items():
        print(f"  {name:<24} {seconds * 1e3:8.1f}  {(seconds - empty) / (base - empty):7.2f}")
    print(f"  whole processes: import channelrules / import attrs, cattrs = {found['import channelrules'] / base:.2f}")
    more = found["… and load_rules()"] - found["import channelrules"]
    print(f"  loading the rulebook: {more * 1e3:.0f} ms more")


def memory(count: int) -> None:
    """Resident memory over many native assessments in one process."""

    def resident() -> float:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4 / 1024

    profile = profile_of(5)
    print(f"Memory over {count:,} native assessments, MB resident")
    for number, _ in enumerate(BOOK.assess_many(profile for _ in range(count))):
        if number in {1_000, count // 4, count // 2, count - 1}:
            print(f"  after {number + 1:>9,}: {resident():7.1f}")


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assessments", type=int, default=1_000_000, help="how many for the memory table")
    count = parser.parse_args().assessments
    speed()
    growth()
    start()
    memory(count)


if __name__ == "__main__":
    main()
