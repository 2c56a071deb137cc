"""What answers take: ``python -m tests.benchmarks.answers``. Every row of one run, five times in turn.

A row is held against what is named beside it: the function written by hand, `assess`, or a profile of another size.
The processor's time is measured, which other programs on the machine disturb least. No test asserts a time.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import itertools
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import attrs

import channelrules as cr
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.judging import networks_of
from channelrules.inference.native import NativeEngine
from tests.benchmarks.advice import company
from tests.benchmarks.bench import BOOK, DAY, NETWORKS, only, profile_of
from tests.benchmarks.settled import thinned
from tests.fixtures.by_hand import CHANNEL_RULES, judge

ROUNDS = 5
HAND = "by hand"
HALF_KNOWN = "native assess, twelve companies of five half-known channels in turn"


def unknown(count: int) -> cr.Profile:
    """A profile of channels of which nothing is known but the network."""
    networks = (NETWORKS[number % len(NETWORKS)] for number in range(count))
    channels = tuple(
        cr.Channel(id=f"c{number}", network=network, status="active") for number, network in enumerate(networks)
    )
    return cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=channels)


def half_known(count: int, first: int = 0) -> cr.Profile:
    """A profile of channels of which each fact is known by a half chance, no two alike; another for another first."""
    draw = random.Random(count + 1_000 * first)
    drawn = [thinned(company(100 * first + seed), 0.5, draw) for seed in range(count)]
    channels = tuple(attrs.evolve(each.channels[0], id=f"c{number}") for number, each in enumerate(drawn))
    return attrs.evolve(drawn[0], channels=channels)


def known(count: int) -> cr.Profile:
    """A profile of channels that know every fact, no two alike."""
    drawn = [company(seed) for seed in range(count)]
    channels = tuple(attrs.evolve(each.channels[0], id=f"c{number}") for number, each in enumerate(drawn))
    return attrs.evolve(drawn[0], channels=channels)


@attrs.frozen
class Row:
    """A row of the table.

    Attributes:
        name: what is measured, and what it is held against.
        work: what is measured.
        against: the name of the row that it is divided by.
        goal: the ratio to reach; for a row of the issue in milliseconds, those of a machine on which the function
            written by hand takes 16 microseconds.
        per: how many channels share one measurement.
    """

    name: str
    work: Callable[[], object]
    against: str = HAND
    goal: float | None = None
    per: int = 1


def _milliseconds(goal: float) -> float:
    return goal / 0.016


def rows() -> list[Row]:
    """Return every row."""
    five, eleven, forty = profile_of(5), half_known(11), unknown(40)
    numbers = {name: parameter.value for name, parameter in BOOK.parameters.items()}
    facts = [network.row(cr.Edition.GUIDANCE, DAY) for network in networks_of(BOOK.knowledge, five)]
    as_dicts = [dict(zip(NETWORK_FACTS, row, strict=True)) for row in facts]
    rules, parameters = only(BOOK.knowledge, CHANNEL_RULES), BOOK._compiled.values
    engine = NativeEngine(rules)
    answered = attrs.evolve(forty, channels=(attrs.evolve(forty.channels[0], role="asset"), *forty.channels[1:]))

    def assess(profile: cr.Profile, *, presume: bool = False, engine: str = "native") -> cr.Decision:
        return BOOK.assess(profile, engine=engine, presume=presume)

    def read(profile: cr.Profile, *, presume: bool) -> None:
        decision = assess(profile, presume=presume)
        _ = decision.findings, decision.open, decision.clear, decision.editions_differ

    def step(profile: cr.Profile) -> str:
        return assess(profile, presume=True).questions[0].text

    # None of them is asked twice in a row: nothing may be gained by having been asked before.
    others = [attrs.evolve(half_known(5, seed), as_of=DAY - datetime.timedelta(days=seed)) for seed in range(12)]

    def turns(work: Callable[[cr.Profile], object]) -> Callable[[], object]:
        following = itertools.cycle(others)
        return lambda: work(next(following))

    def told(profile: cr.Profile) -> dict[str, Any]:
        return assess(profile).to_dict()

    off = "native assess, five channels"
    made = [
        Row(HAND, lambda: judge(five, as_dicts, numbers)),
        Row(
            f"native, the same {len(CHANNEL_RULES)} rules, from the profile / by hand",
            lambda: engine.outcomes(rules.layout.rows(five, facts, parameters), parameters),
            goal=1.5,
        ),
        Row(off, lambda: assess(five), goal=8),
        Row(HALF_KNOWN, turns(assess)),
        Row("… with presumptions / by hand", lambda: assess(five, presume=True), goal=13),
        Row("… and every finding read / by hand", lambda: read(five, presume=False)),
        Row("… and every finding read, with presumptions / by hand", lambda: read(five, presume=True)),
        Row("to_dict() with questions / native assess", lambda: assess(five).to_dict(), off, 12),
        Row("… without questions / native assess", lambda: assess(five).to_dict(include=("company", "channels")), off),
        Row("… with presumptions / native assess", lambda: assess(five, presume=True).to_dict(), off),
        Row("… of twelve companies in turn, half known / native assess of them", turns(told), HALF_KNOWN),
        Row("questions of 11 half-known channels", lambda: assess(eleven).questions, goal=_milliseconds(12)),
        Row("… with presumptions", lambda: assess(eleven, presume=True).questions),
        Row(
            "40 channels of which nothing is known, to_dict()", lambda: assess(forty).to_dict(), goal=_milliseconds(60)
        ),
        Row("… with presumptions", lambda: assess(forty, presume=True).to_dict()),
        Row("changes of a company, 40 known channels", lambda: assess(known(40), presume=True).changes()),
        Row("a step after one answer, 40 channels, with presumptions", lambda: step(answered), goal=_milliseconds(50)),
    ]
    if "durable" in BOOK._compiled.engines:
        made.insert(7, Row("durable assess / by hand", lambda: assess(five, engine="durable"), goal=120))
    for kind, profile in (("much known", profile_of), ("half known", half_known)):
        few, many = profile(10), profile(200)
        ten = f"a channel of 10, {kind}, to_dict()"
        made += [
            Row(ten, partial(told, few), per=10),
            Row(f"… of 200 / of 10, {kind}", partial(told, many), ten, 1.3, per=200),
        ]
    return made


def _spent(row: Row, least: float = 0.05) -> float:
    count, begin = 0, time.process_time()
    while True:
        row.work()
        count += 1
        spent = time.process_time() - begin
        if spent > least:
            return spent / count / row.per


def table() -> None:
    """Print every row: milliseconds, the ratio with its spread over the rounds, and what it should come to."""
    found: dict[int, list[float]] = {}
    made = rows()
    for row in made:
        # What is asked often gets functions of its own: they are there before anything is measured.
        _spent(row, 0.3)
    for _ in range(ROUNDS):
        gc.collect()
        gc.disable()
        for place, row in enumerate(made):
            found.setdefault(place, []).append(_spent(row))
        gc.enable()
    places = {row.name: place for place, row in enumerate(made)}
    print(f"{datetime.date.today()}, {ROUNDS} rounds in turn: median ms, median ratio (least to greatest), goal")  # noqa: DTZ011 - the day where it is measured
    for place, row in enumerate(made):
        ratios = [one / other for one, other in zip(found[place], found[places[row.against]], strict=True)]
        spread = f"{statistics.median(ratios):9.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        goal = "" if row.goal is None else f"{row.goal:g}"
        print(f"  {row.name:<62} {statistics.median(found[place]) * 1e3:9.3f} {spread:<32} {goal}")
    print(f"  questions of 11 half-known channels: {len(BOOK.assess(half_known(11), presume=False).questions)}")


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    table()


if __name__ == "__main__":
    main()
