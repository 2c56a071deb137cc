"""The rule bench: what the rulebook says can be looked up, and tried otherwise without a trace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.faces.playground import Playground
from tests.unit.faces.playground.conftest import Call

RULE = "video-without-means"


@pytest.fixture
def filming(started: Call) -> Call:
    """A company with a YouTube channel."""
    started("channel", network="youtube", status="active")
    return started


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_everything_in_the_index_has_a_page(call: Call, book: cr.Rulebook, lang: str) -> None:
    """Every rule, network and number, in every language; and it is found by its id."""
    call("language", lang=lang)
    entries = call("index")["entries"]
    assert len(entries) == len(book.rules) + len(book.networks) + len(book.parameters)
    for each in entries:
        page = call("page", kind=each["kind"], id=each["id"])
        assert page["title"] == each["title"]
        assert "<h4>" in page["html"]
        assert each["id"].replace("_", " ") in each["search"]


def test_a_rule_as_it_is_holds(filming: Call) -> None:
    """Every example, every mutant is noticed, and nothing moves."""
    text = filming("source", kind="rule", id=RULE)["text"]
    told = filming("try_rule", id=RULE, text=text)
    assert told["examples"]
    assert all(each["holds"] for each in told["examples"])
    assert (told["noticed"], told["survivors"], told["problems"]) == (told["mutants"], [], [])
    assert told["changed"]["subjects"] == []


def test_a_rule_written_otherwise_shows_what_it_would_do(filming: Call, book: cr.Rulebook) -> None:
    """To its examples and to the company; and neither rulebook nor company is another afterwards."""
    before, digest = filming("live"), book.digest
    text = filming("source", kind="rule", id=RULE)["text"]
    told = filming("try_rule", id=RULE, text=text.replace("channel.nothing_comes_out", "channel.posts_come_out"))
    failing = [each for each in told["examples"] if not each["holds"]]
    assert failing
    assert all(each["says"] for each in failing)
    assert told["changed"]["subjects"] == ["youtube"]
    assert "<h3>" in told["changed"]["html"]
    assert filming("source", kind="rule", id=RULE)["text"] == text
    assert (filming("live"), book.digest) == (before, digest)


def test_examples_that_prove_too_little_are_told(call: Call) -> None:
    """A mutant that no example notices is named; without a company there is nothing to compare."""
    text = call("source", kind="rule", id=RULE)["text"]
    kept = text.index("[[example]]", text.index("[[example]]") + 1)
    told = call("try_rule", id=RULE, text=text[:kept])
    assert told["survivors"]
    assert told["mutants"] == told["noticed"] + len(told["survivors"])
    assert told["changed"] is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("channel.in_use", "channel.in_usee", "Did you mean 'channel.in_use'?"),
        ("title = ", "titel = ", "this key is unknown"),
        ("title = ", "title ", "this is not valid TOML"),
        ('finding = "A channel', 'finding = "{channel.nothing}', "names nothing that is seen here"),
        ('cites = ["G17"]', 'cites = ["G99"]', "G99"),
        ('fires = ["yt"]', 'fires = ["zz"]', "has no channel 'zz'"),
        ("profile.company = {", 'profile.company = { nothing = 1, x = "', "TOML"),
        ('status = "planned" }', 'status = "plant" }', "'plant' is given"),
    ],
)
def test_a_broken_rule_is_told_at_its_place(filming: Call, old: str, new: str, said: str) -> None:
    """And nothing else is tried."""
    text = filming("source", kind="rule", id=RULE)["text"]
    told = filming("try_rule", id=RULE, text=text.replace(old, new, 1))
    assert any(said in f"{each['message']} {each['path']} {each['hint']}" for each in told["problems"])
    assert told["examples"] == []
    assert told["says"]


def test_the_whole_rulebook_is_looked_through_where_that_is_wanted(call: Call) -> None:
    """The rulebook as it is has no problems, and it is told that it was looked through."""
    text = call("source", kind="rule", id=RULE)["text"]
    told = call("try_rule", id=RULE, text=text, whole=True)
    assert told["checked"]
    assert told["problems"] == []


def test_a_number_is_tried(filming: Call) -> None:
    """The examples of the rules that rest on it, and the company."""
    slider = filming("source", kind="parameter", id="pages_hard_limit")["slider"]
    told = filming("try_number", name="pages_hard_limit", value=slider["low"])
    assert any(not each["holds"] for each in told["examples"])
    assert told["changed"]["subjects"] == [None]
    same = filming("try_number", name="pages_hard_limit", value=slider["value"])
    assert all(each["holds"] for each in same["examples"])
    assert same["changed"]["subjects"] == []


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("page", {"kind": "rule", "id": "nothing"}),
        ("page", {"kind": "nothing", "id": RULE}),
        ("source", {"kind": "network", "id": "facebook"}),
        ("try_rule", {"id": "nothing", "text": ""}),
        ("try_rule", {"id": RULE, "text": "x" * 60_000}),
        ("try_number", {"name": "nothing", "value": 1}),
        ("try_number", {"name": "pages_hard_limit", "value": 1e9}),
    ],
)
def test_what_there_is_not_is_refused(call: Call, method: str, arguments: dict[str, object]) -> None:
    """In a sentence."""
    assert call(method, **arguments)["refused"]["kind"] == "option"


def test_a_house_has_no_files_to_try(root: Path) -> None:
    """Its rules are looked up, and the built-in ones are not tried in their place."""
    playground = Playground(cr.load_rules(house=root / "docs" / "examples" / "house-rules"))
    told = json.loads(playground.call("source", json.dumps({"kind": "rule", "id": RULE})))
    assert told["refused"]["kind"] == "option"
    assert json.loads(playground.call("index", "{}"))["answer"]["entries"]
