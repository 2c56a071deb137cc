"""The examples prove the rules: every mutant of a condition is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.audit.mutate import failing_examples, mutants, mutation_scores
from channelrules.judgement.compiled import Compiled
from channelrules.language.parse import parse
from tests.conftest import ROOT
from tests.unit.faces.test_commands import run

BOOK = cr.load_rules()
SCORES = {each.subject: each for each in mutation_scores(Compiled(BOOK.knowledge))}


@pytest.mark.parametrize("subject", SCORES)
def test_every_mutant_is_noticed(subject: str) -> None:
    assert [each.text for each in SCORES[subject].survivors] == []


def test_there_are_mutants_of_every_rule() -> None:
    assert {rule.id for rule in BOOK.rules.values() if rule.retired is None} <= set(SCORES)
    assert sum(each.made for each in SCORES.values()) > 600


def test_what_is_changed() -> None:
    """One thing at a time, each once."""
    vocabulary = BOOK.knowledge.vocabulary
    node = parse(
        'channel.status in ("active", "dormant") and channel.posts_postponed >= 3 and not plan.exists', vocabulary
    )
    found = {each.text for each in mutants("x", node, vocabulary)}
    start = 'channel.status in ("active", "dormant")'
    assert {
        f"{start} or channel.posts_postponed >= 3 or not plan.exists",
        f"{start} and channel.posts_postponed > 3 and not plan.exists",
        f"{start} and channel.posts_postponed < 3 and not plan.exists",
        f"{start} and channel.posts_postponed >= 3 + 1 and not plan.exists",
        f"{start} and channel.posts_postponed >= 3 and plan.exists",
        f"{start} and channel.posts_postponed >= 3",
        'channel.status in ("dormant",) and channel.posts_postponed >= 3 and not plan.exists',
    } <= found
    assert len(found) == len(list(mutants("x", node, vocabulary)))


def test_an_example_too_few_is_noticed(tmp_path: Path) -> None:
    """Without the example of the edge, the edge's mutants survive; with a wrong example, it is named."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    file = folder / "choosing" / "silent-channel.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.rindex("[[example]]")], encoding="utf-8")
    scores = {each.subject: each for each in mutation_scores(Compiled(cr.load_rules(folder).knowledge))}
    assert [each.change for each in scores["channel.silent"].survivors] == ["> became >=", "moved by 1", "moved by -1"]
    file = folder / "choosing" / "pace-not-kept.toml"
    text = file.read_text(encoding="utf-8").replace('fires = ["dormant"]', 'clear = ["dormant"]', 1)
    file.write_text(text.replace('clear = ["planned", "parked", "closed"]', 'open = ["parked"]'), encoding="utf-8")
    said = list(failing_examples(Compiled(cr.load_rules(folder).knowledge)))
    assert any("dormant fires, the example says that it is clear" in each for each in said)
    ran = run(ROOT, "rules", "test", "pace-not-kept", "--mutate", "--rules", str(folder))
    assert ran.returncode == 1
    assert "parked is clear, the example says that it is open" in ran.stdout


def test_the_command() -> None:
    ran = run(ROOT, "rules", "test", "--mutate")
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[-1].endswith("(100.0%)")
    assert run(ROOT, "rules", "test", "nothing").returncode == 2
