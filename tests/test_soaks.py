"""The two commands that try more than a suite has time for find what was put there for them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import attrs
import pytest

from channelrules.facts.layout import Row, Rows
from channelrules.facts.reader import parse_profile
from channelrules.inference.engine import Outcomes
from channelrules.inference.native import NativeEngine
from channelrules.portfolio.profiles import profile_data_of
from tests import mutate_code
from tests.mutants import trial
from tests.mutants.changes import mutants_of
from tests.mutants.record import equivalents
from tests.soak import __main__ as soak
from tests.soak.lots import Lot
from tests.soak.profiles import profiles_in
from tests.soak.record import Record

_SUMS = """
def larger(one: int, other: int) -> int:
    if one > other:
        return one
    return other
"""
_TESTS = """
from toy.core.sums import larger

def test_larger():
    assert larger(1, 2) == 2
    assert larger(2, 1) == 2
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one function, with a test that does not see all of it."""
    monkeypatch.setattr(trial, "_WARM", ())
    root = tmp_path / "toy"
    for name, text in {
        "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\n",
        "src/toy/__init__.py": "",
        "src/toy/core/__init__.py": "",
        "src/toy/core/sums.py": _SUMS,
        "tests/test_sums.py": _TESTS,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


def test_mutants_die_or_live(toy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the tests see dies, the rest lives and is shown; the next run goes on, and knows what changed."""
    arguments = ["core", "--jobs", "1", "--root", str(toy), "--cache", str(tmp_path / "cache")]
    assert mutate_code.main([*arguments, "--each", "1"]) == 0
    capsys.readouterr()
    assert mutate_code.main([*arguments, "--each", "9"]) == 1
    said = capsys.readouterr().out
    assert "return other -> return None" not in said
    assert "-    if one > other:\n+    if (one >= other):" in said
    assert "| core | 3 | 2 | 0 | 0 | 1 | 66.7 % |" in said
    sums = toy / "src/toy/core/sums.py"
    sums.write_text(sums.read_text().replace("return one", "return one + 0"))
    (toy / "tests/test_sums.py").write_text(f"{_TESTS}    assert larger(1, True) is True\n")
    assert mutate_code.main([*arguments, "--changed", "HEAD"]) == 1
    said = capsys.readouterr().out
    assert "| core | 3 | 2 |" in said
    assert "alive: toy/core/sums.py::larger: one + 0 -> (one - 0)" in said
    assert "return one + 0 -> return None" in said
    assert "one >= other" not in said


def test_each_kind_of_mutant_is_made() -> None:
    """One of each, and none of what no test could notice."""
    source = """
from typing import Final
LIMIT: Final[int] = 3
def f(a: int, b: "str | None" = None) -> int:
    '''Doc.'''
    assert a
    if a and not b:
        raise ValueError("a sentence that nobody tests")
    for c in range(a, 9):
        print(c + 1, "word")
    return g(a, b, strict=True)
"""
    made = {(each.kind, each.after) for each in mutants_of("m.py", source)}
    assert made == {
        ("constant", "(4)"),
        ("constant", "(10)"),
        ("constant", "(2)"),
        ("constant", "('word_')"),
        ("boolean", "(a or not b)"),
        ("not", "(not (a and (not b)))"),
        ("not", "(b)"),
        ("statement", "pass"),
        ("arguments", "(range(9, a))"),
        ("arithmetic", "(c - 1)"),
        ("arguments", "(print('word', c + 1))"),
        ("arguments", "(g(b, a, strict=True))"),
        ("return", "return None"),
    }


# --- the soak ---


def test_profiles_out_of_columns_are_those_of_the_reader() -> None:
    """With facts of houses, waivers, numbers and networks of their own, and values at the edges."""
    for number in (18, 51, 7):
        lot = Lot(number, 60)
        own = lot.compiled.knowledge.of_houses
        batch = lot.batch
        read = [parse_profile(profile_data_of(row, own.declared), own=own) for row in batch.to_pylist()]
        assert profiles_in(batch, own.declared) == read


@pytest.mark.parametrize("comparison", ["columns", "engines"])
def test_a_soak_finds_a_fault_and_shows_it_again(
    comparison: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run goes on after the last; a fault in the native engine ends it, with a profile that shows the fault."""
    monkeypatch.setattr(soak, "SIZES", {"columns": 40, "engines": 10})
    goals = {"columns": 80, "engines": 20}
    monkeypatch.setattr(soak, "GOALS", goals)
    record = tmp_path / "soak.json"
    arguments = ["--only", comparison, "--record", str(record), "--folder", str(tmp_path)]
    assert soak.main(arguments) == 0
    assert [(each.first, each.next, each.companies) for each in Record.of(record).runs] == [(0, 2, goals[comparison])]
    outcomes = NativeEngine.outcomes

    def wrong(engine: NativeEngine, rows: Rows, parameters: Row) -> Outcomes:
        found = outcomes(engine, rows, parameters)
        return attrs.evolve(found, company=(None, *found.company[1:])) if len(rows.channels) == 1 else found

    monkeypatch.setattr(soak, "GOALS", dict.fromkeys(goals, 10**9))
    with monkeypatch.context() as faulty:
        faulty.setattr(NativeEngine, "outcomes", wrong)
        assert soak.main(arguments) == 1
        said = capsys.readouterr().out
        again = said.rpartition("python -m tests.soak ")[2].split()
        assert soak.main(again) == 1
    assert soak.main(again) == 0
    assert "lot 2 (strict, guidance, presuming)" in said
    assert len(Record.of(record).runs) == 1


def test_the_pages_tell_what_the_records_hold(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All companies, each under one combination; all mutants; and every equivalent one with its reason."""
    monkeypatch.syspath_prepend(root / "docs/_ext")
    from channelrules_docs.tried import TRIED

    shown = {name: "\n".join(made()) for name, made in TRIED.items()}
    for comparison, across in (("columns", "columns against native"), ("engines", "durable-rules and the written")):
        runs = [each for each in Record.of(root / "docs/assurance/soak.json").runs if each.comparison == comparison]
        companies = sum(each.companies for each in runs)
        assert f"| {across}" in shown["soak"]
        assert f"| {companies:,} |" in shown["soak"]
        assert companies == sum(sum(each.combinations.values()) for each in runs)
        assert all(each.next - each.first == each.companies // each.size for each in runs)
    assert "| all | " in shown["mutants"]
    assert all(f"* `{each}`: {why}" in shown["equivalent"] for each, why in equivalents().items())
