"""durable-rules inside what it can be trusted with."""

from __future__ import annotations

import gc
import itertools
import os
import pickle
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules.facts.choices import FORMATS, STATUSES
from channelrules.inference import durable_adapter as durable
from channelrules.inference.durable import DurableEngine
from channelrules.inference.durable_adapter import Combiner, Formula
from channelrules.inference.engine import Engine
from channelrules.inference.judging import networks_of
from tests.fixtures.strategies import DAY, KNOWN_NETWORKS

needs_durable = pytest.mark.skipif(not durable.available(), reason="durable-rules cannot be imported on this Python")


def kleene(formula: Formula, values: list[bool | None]) -> bool | None:
    if isinstance(formula, bool):
        return formula
    if isinstance(formula, int):
        return values[formula]
    operator, *parts = formula
    said = [kleene(part, values) for part in parts]
    if operator == "not":
        return None if said[0] is None else not said[0]
    decisive = operator == "or"
    return decisive if decisive in said else None if None in said else not decisive


def random_formula(source: random.Random, atoms: int, depth: int) -> Formula:
    if depth == 0 or source.random() < 0.2:
        return source.randrange(atoms) if source.random() < 0.95 else source.random() < 0.5
    operator = source.choice(["and", "or", "not"])
    size = 1 if operator == "not" else source.randint(2, 4)
    return (operator, *(random_formula(source, atoms, depth - 1) for _ in range(size)))


@needs_durable
def test_truth_tables() -> None:
    """And, or and not are Kleene's, on every combination."""
    formulas: list[Formula] = [("and", 0, 1), ("or", 0, 1), ("not", 0), ("not", ("and", 0, ("or", 1, ("not", 0)))), 0]
    combiner = Combiner(formulas, 2)
    for values in itertools.product([True, False, None], repeat=2):
        assert combiner.outcomes(values) == tuple(kleene(each, list(values)) for each in formulas)


@needs_durable
def test_random_formulas() -> None:
    """So are random formulas, with constants, over several rule sets."""
    source = random.Random(7)
    formulas = [random_formula(source, 60, 3) for _ in range(40)]
    combiner = Combiner(formulas, 60)
    for _ in range(300):
        values = [source.choice([True, False, None]) for _ in range(60)]
        assert combiner.outcomes(values) == tuple(kleene(each, values) for each in formulas)


def resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])


def random_profile(source: random.Random) -> cr.Profile:
    def some(*choices: Any) -> Any:
        return source.choice([None, *choices])

    channels = tuple(
        cr.Channel(
            id=f"c{number}",
            network=source.choice(KNOWN_NETWORKS),
            status=source.choice(STATUSES),
            account=some("company_page", "personal_profile", "business_account"),
            stands_for=some("company", "person"),
            company_is_admin=some(True, False),
            run_by=some("company", "nobody"),
            role=some("asset", "support"),
            benefit=some("none", "sales"),
            hours_per_week=some(0, 1, 3),
            posts_planned_per_month=some(0, 2, 8),
            posts_published_per_month=some(0, 1, 8),
            posts_postponed=some(0, 5),
            sponsored_spend_per_month=some(0, 100),
            return_per_month=some("not_measured", 0, 50),
            cost_per_month=some(0, 20),
            editorial_plan=some("none", cr.EditorialPlan(entries=())),
        )
        for number in range(source.randint(0, 2))
    )
    return cr.Profile(
        as_of=DAY,
        company=cr.Company(name="Example", formats=some((), FORMATS[:2], FORMATS), hours_per_week=some(0, 2, 9)),
        channels=channels,
        communication_plan=some("none", cr.CommunicationPlan(levels=("website",))),
    )


@needs_durable
def test_twenty_thousand_profiles(book: cr.Rulebook) -> None:
    """20,000 random profiles in one process: no crash, no difference, no growth of memory, no thread left."""
    source = random.Random(11)
    native: Engine = book._compiled.engine("native")
    other: Engine = book._compiled.engine("durable")
    layout = book._compiled.rules.layout
    values = book._compiled.values
    measured = []
    for number in range(20_000):
        profile = random_profile(source)
        facts = [network.row(cr.Edition.GUIDANCE, DAY) for network in networks_of(book.knowledge, profile)]
        rows = layout.rows(profile, facts, values)
        assert native.outcomes(rows, values) == other.outcomes(rows, values)
        if number in {4_000, 19_999}:
            gc.collect()
            measured.append(resident())
    # 4 MB of slack in pages of 4 KB: a leak of one document a run would show as more than 16 MB.
    assert measured[1] - measured[0] < 1_000
    assert threading.enumerate() == [threading.main_thread()]


@needs_durable
def test_threads(book: cr.Rulebook) -> None:
    """One rulebook may be shared by threads."""
    source = random.Random(3)
    profiles = [random_profile(source) for _ in range(40)]
    wanted = [book.assess(profile, engine="native").to_dict() for profile in profiles]
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda profile: book.assess(profile, engine="durable").to_dict(), profiles))
    assert said == wanted


@needs_durable
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_fork() -> None:
    """A child process makes its own hosts and gives the right answers."""
    combiner = Combiner([("and", 0, 1)], 2)
    assert combiner.outcomes([True, True]) == (True,)
    child = os.fork()
    if child == 0:
        os._exit(0 if combiner.outcomes([True, False]) == (False,) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert combiner.outcomes([None, True]) == (None,)


@needs_durable
def test_pickling() -> None:
    """A copy makes its own hosts."""
    combiner = pickle.loads(pickle.dumps(Combiner([("or", 0, 1)], 2)))
    assert combiner.outcomes([None, True]) == (True,)


def test_limits_are_refused() -> None:
    """A formula beyond the limits of durable-rules is refused with the limit, when it is compiled."""
    with pytest.raises(cr.EngineError, match="at most 400 tests on 200 values; use the native engine"):
        Combiner([("and", *range(201))], 201)
    with pytest.raises(cr.EngineError, match="401 tests"):
        Combiner([("and", *([0] * 401))], 1)


def test_names_that_clash_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two generated names with one hash would be one name to durable-rules."""
    monkeypatch.setattr(durable, "_hashes", lambda name: (len(name), len(name)))
    with pytest.raises(cr.EngineError, match="the same hash"):
        Combiner([("and", 0, 1)], 2)


@needs_durable
@pytest.mark.parametrize(
    ("raised", "wanted"),
    [(ValueError("broken"), cr.EngineError), (KeyboardInterrupt("KeyboardInterrupt"), KeyboardInterrupt)],
)
def test_what_the_library_swallows_is_raised(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, wanted: type[BaseException]
) -> None:
    """An error inside an action reaches the caller."""

    def broken(_fired: list[int], _mark: int) -> Any:
        def run(_context: Any) -> None:
            raise raised

        return run

    monkeypatch.setattr(durable, "_action", broken)
    with pytest.raises(wanted):
        Combiner([0], 1).outcomes([True])


def test_a_python_without_durable_rules(monkeypatch: pytest.MonkeyPatch, book: cr.Rulebook) -> None:
    """Where it cannot be imported, native serves, and asking for durable says why not."""
    monkeypatch.setattr(durable, "_engine_module", lambda: exec("raise ImportError"))
    assert not durable.available()
    alone = cr.load_rules()
    assert alone.assess(random_profile(random.Random(1))).engine == "native"
    with pytest.raises(cr.OptionError, match="durable-rules cannot be imported"):
        alone.assess(random_profile(random.Random(1)), engine="durable")


@needs_durable
def test_it_is_the_engine_of_assess(book: cr.Rulebook) -> None:
    """Where durable-rules can be imported, it judges."""
    assert book.assess(random_profile(random.Random(2))).engine == "durable"
    copy = pickle.loads(pickle.dumps(book._compiled.engine("durable")))
    assert isinstance(copy, DurableEngine)
