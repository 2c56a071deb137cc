"""House rules: what a house can do, what it cannot, and that every answer tells."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules.audit.mutation import failing_examples, mutation_scores
from channelrules.inference.compiled import Compiled
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.folders import replaced

NORD = ROOT / "docs" / "examples" / "house-rules"
BOOK = cr.load_rules(house=NORD)
PLAIN = cr.load_rules()
BROKEN = tomllib.loads((ROOT / "tests/broken/house/all.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    made = tmp_path / "nord"
    shutil.copytree(NORD, made)
    return made


def refused(house: Path) -> str:
    with pytest.raises(cr.Problems) as caught:
        cr.load_rules(house=house)
    return str(caught.value)


def test_what_a_house_brings() -> None:
    assert BOOK.rule("silent-for-half-a-year").origin == "house"
    assert (BOOK.parameters["pages_hard_limit"].value, BOOK.parameters["pages_hard_limit"].was) == (4, 5)
    assert BOOK.parameters["pages_hard_limit"].origin == "house"
    assert BOOK.networks["nord_forum"].name == "Nord Forum"
    assert "Nord Consulting has a letter" in str(BOOK.rule("no-access").texts["en"].remedy)
    assert BOOK.rule("no-access").texts["it"] == PLAIN.rule("no-access").texts["it"]
    assert BOOK.digest != PLAIN.digest
    assert len(BOOK.rules) == len(PLAIN.rules) + 3
    assert set(BOOK.knowledge.own_facts) == {"channel.answers_within_hours", "company.locations"}


def test_every_answer_tells() -> None:
    """The house, what it switched off, and whose number it is."""
    decision = BOOK.assess(BOOK.read_profile(ROOT / "docs/examples/trattoria.toml"), engine="native")
    told = decision.to_dict()
    (said,) = told["rulebook"]["houses"]
    assert (said["name"], said["switched_off"][0]["rule"]) == ("Nord Consulting", "return-not-measured")
    (limit,) = [each for each in told["parameters"] if each["name"] == "pages_hard_limit"]
    assert limit["origin"] == "house"
    text = cr.render(decision, lang="it")
    assert "regole proprie di Nord Consulting (Ada Berg, head of digital)" in text
    assert "regola non applicata: return-not-measured" in text
    forum = cr.parse_profile(
        {
            "format": 1,
            "as_of": "2026-11-01",
            "company": {"name": "X"},
            "channel": [{"id": "f", "network": "forum", "status": "active", "last_post_on": "2026-01-01"}],
        }
    )
    (finding,) = [each for each in BOOK.assess(forum).findings if each.rule.id == "silent-for-half-a-year"]
    assert finding.to_dict()["origin"] == "house"
    assert finding.message.startswith("Nord Forum has been silent for more than 9 months")


def test_the_examples_of_a_house_prove_its_rules() -> None:
    compiled = Compiled(BOOK.knowledge)
    assert list(failing_examples(compiled)) == []
    assert [each.text for score in mutation_scores(compiled) for each in score.survivors] == []


def test_layers_in_order(house: Path, tmp_path: Path) -> None:
    """A later house has the last word; a rulebook's own number is remembered."""
    other = tmp_path / "south"
    other.mkdir()
    (other / "house.toml").write_text('name = "South"\nauthor = "S"\nformat = 1\n', encoding="utf-8")
    (other / "parameters.toml").write_text("[pages_hard_limit]\nvalue = 6\n", encoding="utf-8")
    book = cr.load_rules(house=[house, other])
    assert [each.name for each in book.knowledge.houses] == ["Nord Consulting", "South"]
    assert (book.parameters["pages_hard_limit"].value, book.parameters["pages_hard_limit"].was) == (6, 5)
    assert cr.load_rules(house=[other, house]).parameters["pages_hard_limit"].value == 4


def test_fewer_languages(house: Path) -> None:
    """A house may do without a language of the rulebook, and then need not write in it."""
    replaced(house / "house.toml", "format = 1", 'format = 1\nlanguages = ["it"]')
    rule = house / "brand" / "silent-for-half-a-year.toml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(re.sub(r"\[ko\]\n.*?\n\n", "", text, flags=re.DOTALL), encoding="utf-8")
    (house / "words" / "ko.toml").unlink()
    book = cr.load_rules(house=house)
    assert book.knowledge.languages == ("en", "it")
    assert cr.render(book.assess(book.read_profile(ROOT / "docs/examples/trattoria.toml")), lang="it")


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_what_a_house_cannot_do(house: Path, case: dict[str, Any]) -> None:
    replaced(house / case["file"], case["find"], case["replace"])
    said = refused(house)
    for words in case["expect"]:
        assert words in said


def test_all_mistakes_at_once_and_nothing_half_loaded(house: Path) -> None:
    """Files that do not belong, links out of the folder, a broken file: each told, in one go."""
    (house / "verdicts.toml").write_text("x = 1\n", encoding="utf-8")
    (house / "networks" / "facebook.toml").write_text("x = 1\n", encoding="utf-8")
    (house / "brand" / "broken.toml").write_text("x = \n", encoding="utf-8")
    outside = house.parent / "outside.toml"
    outside.write_text("x = 1\n", encoding="utf-8")
    (house / "brand" / "link.toml").symlink_to(outside)
    said = refused(house)
    assert "nord/verdicts.toml: this file is unknown in a house" in said
    assert "nord/networks/facebook.toml: the rulebook has this network" in said
    assert "nord/brand/broken.toml: this is not valid TOML" in said
    assert "nord/brand/link.toml: this link leads out of the folder" in said


def test_no_house(tmp_path: Path) -> None:
    assert "there is no such folder" in refused(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "house.toml: this file is missing" in refused(tmp_path / "empty")


def test_fifty_thousand_rules(tmp_path: Path) -> None:
    """A folder that is no house by its sheer size is refused before it is read."""
    topic = tmp_path / "big" / "topic"
    topic.mkdir(parents=True)
    for number in range(5_001):
        (topic / f"r{number}.toml").touch()
    assert "it has more than 5,000 entries" in refused(tmp_path / "big")


def test_links_are_told(house: Path) -> None:
    """One to another folder, one that goes round in a circle, one to nothing; none is left out without a word."""
    elsewhere = house.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "rule.toml").write_text("x = 1\n", encoding="utf-8")
    (house / "linked").symlink_to(elsewhere)
    (house / "brand" / "circle.toml").symlink_to(house / "brand" / "circle.toml")
    (house / "nothing").symlink_to(house / "nowhere")
    said = refused(house)
    assert "nord/linked: this is a link to a folder: links to folders are not followed" in said
    assert "nord/brand/circle.toml: the file cannot be read" in said
    assert "nord/nothing: this is a link to no rules" in said


def test_folders_that_hold_no_rules_are_left_alone(house: Path) -> None:
    """Those of version control, whatever stands in them."""
    hidden = house / ".git" / "objects"
    hidden.mkdir(parents=True)
    (hidden / "broken.toml").write_text("x = \n", encoding="utf-8")
    assert cr.load_rules(house=house).knowledge.houses


def test_problems_are_told_up_to_two_hundred(house: Path) -> None:
    """Of nearly five thousand bad files; nothing more is looked at then."""
    for number in range(4_900):
        (house / "brand" / f"r{number}.toml").write_text("when = 'x y'\ntitle = 3\nfoo = 1\n", encoding="utf-8")
    with pytest.raises(cr.Problems) as caught:
        cr.load_rules(house=house)
    assert len(caught.value.exceptions) == 200
    assert str(caught.value).startswith("nord: 200 problems, of which no more are told:")


def test_a_folder_that_is_too_large(tmp_path: Path) -> None:
    """All of its files together are held to a size."""
    topic = tmp_path / "large" / "topic"
    topic.mkdir(parents=True)
    for number in range(51):
        (topic / f"r{number}.toml").write_text("#" * 199_000, encoding="utf-8")
    assert "its files are larger than 10,000,000 bytes together" in refused(tmp_path / "large")


def test_a_name_that_cannot_be_shown(house: Path) -> None:
    """A file whose name is no text is a problem of the house."""
    (house / "brand" / "a\x1b[2J.toml").write_text("x = 1\n", encoding="utf-8")
    (house / "brand" / "a\udcff.toml").write_text("x = 1\n", encoding="utf-8")
    said = refused(house)
    assert "nord/brand/a\\x1b[2J.toml: the name of a file is of letters that can be shown" in said
    assert "nord/brand/a\\udcff.toml: the name of a file is of letters that can be shown" in said


@pytest.mark.parametrize("scope", ["channel", "company"])
def test_a_new_rule_is_fine_once_its_blanks_are_filled(tmp_path: Path, scope: str) -> None:
    folder = tmp_path / "mine"
    more = ["--company"] if scope == "company" else []
    ran = run(ROOT, "rules", "new", "too-few-hours", "--house", str(folder), *more)
    assert ran.returncode == 0, ran.stderr
    for file in (folder / "house.toml", folder / "house" / "too-few-hours.toml"):
        text = file.read_text(encoding="utf-8")
        assert "<" in text
        file.write_text(re.sub(r"<([^<>\n]*)>", r"\1", text), encoding="utf-8")
    book = cr.load_rules(house=folder)
    assert book.rule("too-few-hours").scope == scope
    compiled = Compiled(book.knowledge)
    assert list(failing_examples(compiled)) == []
    (score,) = mutation_scores(compiled, "too-few-hours")
    assert [each.text for each in score.survivors] == []
    again = run(ROOT, "rules", "new", "too-few-hours", "--house", str(folder))
    assert (again.returncode, "there is a rule 'too-few-hours' already" in again.stderr) == (2, True)
    assert run(ROOT, "rules", "new", "Too Few", "--house", str(folder)).returncode == 2


def test_the_command_line(house: Path) -> None:
    ran = run(ROOT, "rules", "show", "too-many-pages", "--house", str(house))
    assert "4, 5 without the house (Nord Consulting: none of our clients" in ran.stdout
    ran = run(ROOT, "rules", "show", "return-not-measured", "--house", str(house))
    assert "no longer in force: switched off by Ada Berg (Nord Consulting)" in ran.stdout
    ran = run(ROOT, "rules", "show", "no-access", "--house", str(house))
    assert "reworded by the house Nord Consulting" in ran.stdout
    ran = run(ROOT, "assess", "docs/examples/trattoria.toml", "--house", str(house))
    assert "house rules: Nord Consulting" in ran.stdout
