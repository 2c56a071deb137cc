"""Assistants: what they are answered, and that a real client gets it over standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

import channelrules as cr
from channelrules.faces.assistant import MAX_CHANNELS, Assistant
from tests.fixtures.command import run

PLAIN: dict[str, Any] = {
    "format": 1,
    "as_of": "2026-11-01",
    "company": {"name": "Bar"},
    "channel": [{"id": "fb", "network": "facebook", "status": "active", "account": "personal_profile"}],
}


def cited(answer: dict[str, Any]) -> set[str]:
    assert all(each["text"] for each in answer["cites"])
    return {each["id"] for each in answer["cites"]}


def test_every_finding_is_cited(book: cr.Rulebook) -> None:
    """And what is told is what is decided."""
    told = Assistant(book).assess(PLAIN)
    decision = book.assess(book.parse_profile(PLAIN), engine="native")
    assert [each["verdict"] for each in told["channels"]] == [each.verdict.value for each in decision.channels]
    assert [(each["rule"], each["subject"]) for each in told["findings"]] == [
        (each.id, each.subject) for each in decision.findings
    ]
    assert cited(told) == {cite for each in told["findings"] for cite in each["cites"]} != set()
    assert told["rulebook"]["digest"] == book.digest


def test_an_interview_without_memory(book: cr.Rulebook) -> None:
    """Each call brings profile, answers and what nobody knows, and goes on where the last one ended."""
    assistant, profile, unknown = Assistant(book), dict(PLAIN), list[str]()
    asked = []
    for _ in range(6):
        told = assistant.next_question(profile, {}, unknown, "ko")
        form = told["next"]
        asked.append(form["path"])
        assert cited(told) or not form["because"]
        if form["kind"] == "yes_no":
            answered = assistant.next_question(profile, {form["path"]: True}, unknown)
            profile = answered["profile"]
            assert book.parse_profile(profile)
        else:
            unknown.append(form["path"])
    assert len(set(asked)) == len(asked)
    assert assistant.next_question(profile, {}, unknown)["unknown"] == unknown


def test_why_and_what_would_change_it(book: cr.Rulebook) -> None:
    """As the command tells it, with the statements below it."""
    assistant = Assistant(book)
    decision = book.assess(book.parse_profile(PLAIN), engine="native")
    why = assistant.explain(PLAIN, "fb", lang="it")
    assert why["text"] == cr.render_advice(decision.explain("fb"), decision, lang="it")
    assert cited(why)
    change = assistant.changes(PLAIN, "fb")
    assert change["changes"] == decision.changes("fb").to_dict()
    assert "Facebook" in change["text"]
    report = assistant.report(PLAIN, "en")
    assert decision.render(lang="en", everything=True) in report
    assert report.count("\nG") > 5
    assert assistant.report(PLAIN, "it", html=True) == decision.to_html("it")


def test_rules_are_listed_and_shown(book: cr.Rulebook) -> None:
    assistant = Assistant(book)
    listed = assistant.rules(lang="it")["rules"]
    assert [each["id"] for each in listed] == list(book.rules)
    assert listed[0]["title"] == book.rule(listed[0]["id"]).texts["it"].title
    shown = assistant.rules("no-access", "ko")
    assert shown["text"].startswith("no-access: ")
    assert cited(shown) == set(book.rule("no-access").cites)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"format": 1}, "as_of: this key is missing"),
        ("format = 1\nas_of = 2026-02-30", "not valid TOML"),
        ("[" * 100, "nested deeper"),
        (
            {**PLAIN, "channel": [{**PLAIN["channel"][0], "id": f"c{each}"} for each in range(MAX_CHANNELS + 1)]},
            "at most 40",
        ),
    ],
)
def test_what_is_no_profile_is_told(book: cr.Rulebook, profile: object, said: str) -> None:
    with pytest.raises(cr.ChannelRulesError) as caught:
        Assistant(book).assess(profile)
    assert said in str(caught.value)


def test_a_client_over_standard_input_and_output(root: Path) -> None:
    """It finds the six tools, gets data and citations, is told what is wrong, and is answered on."""
    path = os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")])
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "channelrules", "mcp"], env={**os.environ, "PYTHONPATH": path}
    )

    async def talk() -> None:
        async with Client(server) as client:
            tools = (await client.list_tools()).tools
            assert [each.name for each in tools] == [
                "assess", "next_question", "explain", "changes", "report", "rules",
            ]  # fmt: skip
            assert all(each.annotations and each.annotations.read_only_hint for each in tools)
            wrong = await client.call_tool("assess", {"profile": {"format": 1, "company": {"nmae": "x"}}})
            assert wrong.is_error
            assert "Did you mean 'name'?" in str(wrong.content[0])
            assert (await client.call_tool("explain", {"profile": PLAIN, "channel": "zz"})).is_error
            told = await client.call_tool("assess", {"profile": PLAIN, "lang": "it"})
            assert told.structured_content is not None
            assert told.structured_content["channels"][0]["id"] == "fb"
            assert cited(told.structured_content)
            for name, more in (
                ("next_question", {"unknown": ["channel[fb].benefit"]}),
                ("explain", {"channel": "fb"}),
                ("changes", {"channel": "fb"}),
                ("report", {}),
                ("report", {"html": True}),
            ):
                assert not (await client.call_tool(name, {"profile": PLAIN, **more})).is_error
            assert not (await client.call_tool("rules", {})).is_error

    asyncio.run(talk())


def test_the_extra_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not installed."""
    monkeypatch.delitem(sys.modules, "channelrules.faces.mcp", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    ran = run(root, "mcp")
    assert ran.returncode == 2
    assert "pip install 'channelrules[mcp]'" in ran.stderr
