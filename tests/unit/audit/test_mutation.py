"""The examples prove the rulebook: of rules, measures, facts and presumptions every mutant is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.audit.mutation import failing_examples, mutants, mutation_scores
from channelrules.facts.vocabulary import DEFINED
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.examples import equivalents
from channelrules.knowledge.loader import load_knowledge
from channelrules.language.parser import parse
from tests.conftest import ROOT
from tests.fixtures.command import run

BOOK = cr.load_rules()
COMPILED = Compiled(BOOK.knowledge)
SCORES = {each.subject: each for each in mutation_scores(COMPILED)}
SILENT = "choosing/silent-channel.toml"
PACE = "choosing/pace-not-kept.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


def changed(folder: Path, file: str, old: str, new: str, count: int = 1) -> None:
    """Change a file of a folder of rules."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, count), encoding="utf-8")


def compiled(folder: Path) -> Compiled:
    return Compiled(load_knowledge(folder, trusted=True))


def test_every_example_holds() -> None:
    """On what is stated, and, where the example says so, under presumptions."""
    assert list(failing_examples(COMPILED)) == []


@pytest.mark.parametrize("subject", SCORES)
def test_every_mutant_is_noticed(subject: str) -> None:
    assert [(each.change, each.text) for each in SCORES[subject].survivors] == []


def test_there_are_mutants_of_everything_that_is_written_as_a_condition() -> None:
    """Of every rule in force, of every fact that follows from others, and of every presumption."""
    assert {rule.id for rule in BOOK.knowledge.active_rules} <= set(SCORES)
    assert set(DEFINED) <= set(SCORES)
    assert {f"presumed {each.id}" for each in BOOK.knowledge.presumptions} <= set(SCORES)
    assert sum(each.made for each in SCORES.values()) > 1_400


def test_what_says_the_same_is_a_mutant_that_no_example_notices() -> None:
    """Each change that the rulebook calls the same is made, once it is; none is noticed after all."""
    same = {(each.subject, each.change) for each in equivalents(BOOK.knowledge)}
    found = {(each.subject, each.change) for score in SCORES.values() for each in score.equivalent}
    assert found == same
    assert sum(len(score.equivalent) for score in SCORES.values()) == len(same)


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


def test_an_example_too_few_is_noticed(folder: Path) -> None:
    """Without the example of the edge, the edge's mutants survive."""
    text = (folder / SILENT).read_text(encoding="utf-8")
    edge, after = (
        text.index('name = "the silence that its plan explains'),
        text.index('name = "31 days of silence at eight'),
    )
    (folder / SILENT).write_text(
        text[: edge - len("[[example]]\n")] + text[after - len("[[example]]\n") :], encoding="utf-8"
    )
    scores = {each.subject: each for each in mutation_scores(compiled(folder))}
    assert [each.change.rpartition(": ")[2] for each in scores["channel.silent"].survivors] == [
        "> became >=",
        "moved by 1",
        "moved by -1",
    ]


def test_a_wrong_example_is_named(folder: Path) -> None:
    """With what the rule says there, on what is stated and under presumptions."""
    changed(folder, PACE, 'fires = ["six", "dormant"]', 'fires = ["six"]\nopen = ["dormant"]')
    changed(folder, PACE, 'open = ["unknown"]', "")
    changed(folder, PACE, 'clear = ["planned", "parked", "closed"]', 'open = ["parked"]')
    changed(folder, PACE, 'presumed = ["fb", "sleeping"]', 'presumed_clear = ["fb"]')
    said = list(failing_examples(compiled(folder)))
    assert len(said) == 3
    assert "dormant fires, the example says that it is open" in said[0]
    assert "parked is clear, the example says that it is open" in said[1]
    assert "fb fires under presumptions, the example says that it is clear" in said[2]


def test_an_example_that_is_no_accusation_is_named(folder: Path) -> None:
    """What fires on what is stated is not presumed."""
    changed(folder, PACE, 'fires = ["six", "dormant"]', 'presumed = ["six"]')
    (said,) = failing_examples(compiled(folder), "pace-not-kept")
    assert "six fires, the example says that it is open" in said


def test_a_wrong_example_of_a_presumption_is_named(folder: Path) -> None:
    """Whether it is wrong in the value, in what follows from what is stated, or in which presumption applies."""
    file = "presumptions.toml"
    changed(
        folder,
        file,
        "presumed.company = { company.hours_per_week_long_term = 6 }",
        'not_presumed.company = ["company.hours_per_week_long_term"]',
    )
    changed(folder, file, "stated.over = { channel.is_resting = false,", "stated.over = { channel.is_resting = true,")
    changed(folder, file, 'applies.company = ["plan.updated_on.2"]', 'applies.company = ["plan.updated_on"]')
    said = list(failing_examples(compiled(folder)))
    assert len(said) == 3
    assert "company.hours_per_week_long_term of the company is presumed as 6, the example says None" in said[0]
    assert "plan.updated_on of the company comes from the presumption number 2, the example says 1" in said[1]
    assert "channel.is_resting of over is known as False, the example says True" in said[2]


def test_a_presumption_that_says_something_else_is_noticed(folder: Path) -> None:
    """A mutant that is written into the file is named by an example; one without an example survives."""
    changed(folder, "presumptions.toml", "unless = 'channel.status == \"dormant\"'\n", "")
    assert any(
        "channel.run_by of dormant is presumed as 'company'" in each for each in failing_examples(compiled(folder))
    )
    changed(folder, "presumptions.toml", 'not_presumed.dormant = ["channel.run_by"]\n', "")
    assert list(failing_examples(compiled(folder))) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "presumptions.toml",
            "presumed.tt = { channel.video_length",
            "presumed.tt = { channel.length",
            "nothing that can be presumed",
        ),
        (
            "presumptions.toml",
            "presumed.tt = { channel.video_length",
            "presumed.tt = { video_length",
            "a fact such as channel.role",
        ),
        ("presumptions.toml", "presumed.tt = {", "guessed.tt = {", "].guessed: this key is unknown"),
        (
            "presumptions.toml",
            'not_presumed.yt = ["channel.video_length"]',
            "not_presumed.yt = 1",
            "a list of facts is expected",
        ),
        ("presumptions.toml", 'presumed.tt = { channel.video_length = "short" }', "presumed = 1", "a table by channel"),
        (
            "presumptions.toml",
            "channel.has_results = false",
            "",
            "no example shows what is presumed of this fact",
        ),
        (PACE, 'presumed = ["fb", "sleeping"]', 'presumd = ["fb"]', "Did you mean 'presumed'"),
        ("equivalents.toml", 'change = "unless left out"\n', "", "three texts are expected: because, change, subject"),
        ("equivalents.toml", "[[equivalent]]", "[[same]]", "a list of tables [[equivalent]] is expected"),
    ],
)
def test_what_is_misspelt_in_examples_is_told(folder: Path, file: str, old: str, new: str, words: str) -> None:
    """When the folder is loaded."""
    changed(folder, file, old, new)
    # Nothing here is about two presumptions, whose comparison takes most of the time of a check.
    with pytest.raises(cr.Problems) as caught:
        load_knowledge(folder, presumptions=False)
    assert words in str(caught.value)


def test_the_command() -> None:
    """It ends with the share that is noticed, and tells where an example or a mutant says otherwise."""
    ran = run(ROOT, "rules", "test", "--mutate")
    assert ran.returncode == 0
    assert "(100.0%); 13 more say the same, as the rulebook explains" in ran.stdout.splitlines()[-1]
    assert run(ROOT, "rules", "test", "nothing").returncode == 2


def test_a_house_that_drops_a_presumption_is_told_which_examples_rest_on_it(tmp_path: Path) -> None:
    """By name, as of any example that says something else."""
    (tmp_path / "house.toml").write_text('name = "H"\nauthor = "A"\nformat = 1\nlanguages = []\n')
    (tmp_path / "presumptions.toml").write_text('["plan.exists"]\noff = "our clients have plans"\n')
    said = list(failing_examples(Compiled(cr.load_rules(house=tmp_path).knowledge)))
    assert any("plan.exists of the company is presumed as None, the example says False" in each for each in said)
