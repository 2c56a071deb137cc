"""The command that lists the networks and tells what is known of one."""

from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

import channelrules as cr
from channelrules.faces.cli.commands import app_of
from channelrules.facts.vocabulary import NETWORK_FACTS

BOOK = cr.load_rules()


def invoke(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app_of(), ["networks", *words])
    return result.exit_code, result.stdout, result.stderr


def test_the_list_names_every_network() -> None:
    """A line each, tab-separated where it is no terminal: id, name, kind, aliases, and what most hangs on."""
    status, printed, _ = invoke("--lang", "en")
    rows = {line.partition("\t")[0]: line.split("\t")[1:] for line in printed.splitlines()}
    assert status == 0
    assert list(rows) == list(BOOK.networks)
    assert rows["medium"] == ["Medium", "network", "", "shared", "both", "text", "image, link, and text", "yes"]
    assert rows["website"][-1] == "no"


def test_the_list_in_another_language() -> None:
    """Names and values are in the language that is asked for."""
    _, printed, _ = invoke("--lang", "ko")
    row = next(line for line in printed.splitlines() if line.startswith("facebook\t")).split("\t")
    assert row[1:3] == ["페이스북", "네트워크"]
    assert row[-1] == "예"


def test_the_list_on_a_terminal_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """With headings."""
    for name, value in {"TTY_COMPATIBLE": "1", "TERM": "dumb", "COLUMNS": "240", "LINES": "40"}.items():
        monkeypatch.setenv(name, value)
    _, printed, _ = invoke("--lang", "en")
    assert re.match(r"network +name +kind +also written +accounts +made for", printed)


def test_the_list_as_data() -> None:
    """One object each, words as they are in the files, sets in the order of the alphabet."""
    _, printed, _ = invoke("--format", "json", "--lang", "en")
    data = {each["id"]: each for each in json.loads(printed)}
    assert data["tripadvisor"] == {
        "id": "tripadvisor",
        "name": "Tripadvisor",
        "kind": "listing",
        "aliases": ["trip_advisor"],
        "account_model": "separate",
        "designed_for": "business",
        "main_format": "text",
        "native_formats": ["image", "text", "video"],
        "editorial": False,
    }


@pytest.mark.parametrize("written", ["tiktok", "Tik Tok", "틱톡"])
def test_one_network_by_any_name(written: str) -> None:
    """Both editions, each fact with value, source, grade and date, in lines of a terminal's width."""
    status, printed, _ = invoke(written, "--lang", "en")
    assert status == 0
    assert printed.startswith("TikTok (tiktok): network\nalso written: tik_tok, tt\n\nWhat the guidance says:\n")
    assert "      the guidance, G06 (January 1, 2021)\n" in printed
    assert "What holds now:\n  how a company can be present on it: shared\n      Open Terms Archive" in printed
    flat = " ".join(printed.split())
    assert "(grade A, June 25, 2026)" in flat
    assert "our judgement: made for people, with a Business Account" in flat
    assert "fb0t.com 2026 (grade C, November 1, 2026); a weak source" in flat
    assert max(map(len, printed.splitlines())) <= 100


def test_when_a_fact_begins_is_told() -> None:
    """In the language that is asked for."""
    _, printed, _ = invoke("x", "--lang", "it")
    assert "account aziendale offerto: offerto (dal 1º marzo 2022)" in printed


def test_one_network_as_data() -> None:
    """Every fact of the file, and nothing else."""
    _, printed, _ = invoke("youtube", "--format", "json")
    data = json.loads(printed)
    network = BOOK.networks["youtube"]
    for edition, facts in network.facts.items():
        assert data[edition.value].keys() == facts.keys() <= NETWORK_FACTS.keys()
        for name, several in facts.items():
            for told, fact in zip(data[edition.value][name], several, strict=True):
                assert (told["source"], told["grade"], told["origin"]) == (fact.source, fact.grade, fact.origin)
                assert told["as_of"] == fact.as_of.isoformat()
                assert tuple(told["cites"]) == fact.cites


def test_facts_on_a_day() -> None:
    """The list takes the facts of a day; a day that is none is refused."""
    assert invoke("--as-of", "2020-01-01", "--lang", "en")[0] == 0
    status, _, said = invoke("--as-of", "yesterday")
    assert status == 2
    assert "a date such as 2026-11-01 is expected" in said


def test_an_unknown_network_gets_a_suggestion() -> None:
    """Exit status 2, and the nearest name."""
    status, _, said = invoke("Blgo")
    assert status == 2
    assert "there is no network 'Blgo'. Did you mean 'blog'?" in said
