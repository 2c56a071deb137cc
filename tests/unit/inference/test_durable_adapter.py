"""durable-rules inside what it can be trusted with."""

from __future__ import annotations

import gc
import itertools
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

import channelrules as cr
from channelrules.inference import durable_adapter as durable
from channelrules.inference.durable import DurableEngine
from channelrules.inference.durable_adapter import Combiner, Formula, _Making
from channelrules.inference.engine import Engine
from channelrules.inference.judging import networks_of
from tests.fixtures.durable_laws import in_forks, in_threads, random_profile, resident
from tests.fixtures.strategies import DAY

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


@needs_durable
def test_twenty_thousand_profiles(book: cr.Rulebook) -> None:
    """20,000 random profiles in one process: no crash, no difference, no growth of memory, no thread left."""
    before = threading.enumerate()
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
    # 4 MB of slack: a leak of one document a run would show as more than 16 MB.
    assert measured[1] - measured[0] < 4
    assert threading.enumerate() == before


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
def test_threads_that_make_hosts_at_once(book: cr.Rulebook) -> None:
    """An engine whose hosts are not made yet, shared, and one of its own each: no answer differs."""
    before = list(warnings.filters)
    assert in_threads(book, 4, 20) == 0
    assert list(warnings.filters) == before


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
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_forks_taken_while_hosts_are_made() -> None:
    """A child waits for no thread that only its parent has, and makes hosts of its own."""
    with _Making.lock:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(20)
            os._exit(0 if Combiner([("and", 0, 1)], 2).outcomes([True, None]) == (None,) else 1)
        assert os.waitpid(child, 0)[1] == 0
    assert in_forks(2, 20) == {"right": 20, "wrong": 0, "hung": 0, "crashed": 0, "hosts": ANY}


class _Interrupt(BaseException):
    pass


@needs_durable
def test_interrupted_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """After more interruptions than durable-rules has sessions the answers are right: none stays open."""
    combiner = Combiner([("and", 0, 1)], 2)
    combiner.outcomes([True, True])
    host = combiner._hosts[1][0][0]

    def interrupted(*_: Any) -> Any:
        raise _Interrupt

    for method, most in (("get_state", 0), ("assert_fact", 500)):
        with monkeypatch.context() as patch:
            patch.setattr(durable._engine_module().Host, method, interrupted)
            for _ in range(1_100):
                with pytest.raises(_Interrupt):
                    combiner.outcomes([True, True])
        assert host.left <= most
        assert combiner.outcomes([None, True]) == (None,)


@needs_durable
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers of a process on this system")
def test_interruptions_at_any_moment(root: Path) -> None:
    """Wherever they reach a run, no later answer differs; in a process of its own, where they reach nothing else."""
    code = (
        "import json, channelrules as cr; from tests.fixtures.durable_laws import with_interruptions; "
        "print(json.dumps(with_interruptions(cr.load_rules(), 100)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2_000:]
    counts = json.loads(ran.stdout)
    assert counts["different"] == 0
    assert counts["interrupted"] > 50


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
