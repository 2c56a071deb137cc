"""What travels is what the protocol says, hostile values are text in it, and nothing needs what a browser lacks."""

from __future__ import annotations

import datetime
import html.parser
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import channelrules as cr
from channelrules.faces.playground import Playground
from channelrules.faces.playground.calls import METHODS
from channelrules.faces.playground.protocol import Refusal
from channelrules.faces.playground.shapes import wrong
from channelrules.faces.playground.typescript import protocol_as_typescript
from tests.fixtures.strategies import profiles
from tests.unit.faces.playground.conftest import Call

HOSTILE = "<img src=x onerror=alert(1)>\"'&{{7*7}}{company}"


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def fragments(message: Any) -> list[str]:
    """Every fragment of HTML in a message."""
    if isinstance(message, list):
        return [each for one in message for each in fragments(one)]
    if isinstance(message, dict):
        own = [each for key, each in message.items() if key in {"html", "first"} and isinstance(each, str)]
        return own + [each for one in message.values() for each in fragments(one)]
    return []


def calls() -> list[tuple[str, dict[str, Any]]]:
    """A call of every method that needs no more than a company."""
    return [
        ("language", {"lang": "it"}),
        ("channel", {"network": "facebook", "status": "active"}),
        ("channel", {"network": "tiktok", "status": "active"}),
        ("edit", {"path": "channel[facebook].benefit", "value": HOSTILE}),
        ("edit", {"path": "channel[facebook].note", "value": HOSTILE}),
        ("edit", {"path": "channel[facebook].account", "value": "personal_profile"}),
        ("asking", {}),
        ("skip", {}),
        ("confirm", {}),
        ("back", {}),
        ("live", {}),
        ("known", {}),
        ("question", {"path": "communication_plan"}),
        ("question", {"path": "channel[facebook].followers"}),
        ("question", {"path": "communication_plan.entries"}),
        ("everything", {"on": True}),
        ("edition", {"edition": "current"}),
        ("why", {"subject": "facebook"}),
        ("changes", {"subject": "facebook"}),
        ("sliders", {"subject": "facebook"}),
        ("suppose", {"facts": {"company.hours_per_week": 2}, "parameters": {}}),
        ("adopt", {"facts": {"company.hours_per_week": 2}}),
        ("shortlist", {}),
        ("sensitivity", {}),
        ("save", {"form": "toml"}),
        ("draft", {}),
        ("without_channel", {"id": "tiktok"}),
    ]


def test_every_answer_has_the_shape_that_is_declared(book: cr.Rulebook) -> None:
    """Of each method, refusals too; and hostile names stay text in every fragment."""
    playground = Playground(book)
    start = {"name": HOSTILE, "day": "2026-11-01", "networks": []}
    met = set()
    for method, arguments in [("start", start), *calls(), ("answer", {"value": None}), ("report", {})]:
        told = json.loads(playground.call(method, json.dumps(arguments)))
        hint = METHODS[method].answer if "answer" in told else Refusal
        assert not list(wrong(told.get("answer", told.get("refused")), hint)), method
        met.add((method, hint is Refusal))
        if method == "report":
            continue
        for each in fragments(told):
            seen = _Tags()
            seen.feed(each)
            assert not seen.tags & {"img", "script", "style", "iframe"}, method
            assert not any(name.startswith("on") for name in seen.attributes)
            assert "\u202e" not in each
    assert {method for method, refused in met if not refused} >= {each for each, _ in calls()}


def test_typescript_declares_every_method() -> None:
    """With each message that it names, once."""
    told = protocol_as_typescript()
    for name in METHODS:
        assert f"  {name}: {{ arguments: " in told
    declared = [line.split()[2] for line in told.splitlines() if line.startswith("export interface ")]
    assert len(declared) == len(set(declared))
    assert {"Live", "Asking", "Badge", "Refusal", "Methods"} <= set(declared)


@pytest.mark.parametrize("text", ["", "[]", "{", "3", "NaN", '{"value": NaN}', '{"value": "\\ud800"}', "[" * 100_000])
def test_what_is_no_arguments_is_refused(started: Call, book: cr.Rulebook, text: str) -> None:
    """Whatever comes, JSON goes back."""
    told = json.loads(Playground(book).call("answer", text))
    assert told["refused"]["kind"] == "call"


def test_what_nobody_foresaw_is_one_sentence(started: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a stack, in the language of the session; and the session goes on."""

    def broken(_: object) -> None:
        raise ZeroDivisionError("secret")

    started("language", lang="ko")
    with monkeypatch.context() as patched:
        patched.setattr("channelrules.faces.playground.session.live_of", broken)
        refused = started("live")["refused"]
    assert refused["kind"] == "unexpected"
    assert "secret" not in json.dumps(refused)
    assert started("live")["cards"]


@settings(max_examples=300, deadline=None)
@given(profile=profiles(max_channels=2))
def test_a_session_decides_what_the_library_decides(profile: cr.Profile) -> None:
    """Of any profile, opened as a file: verdicts, leanings, possible ones, and findings."""
    opened = json.dumps({"name": "a.json", "content": json.dumps(profile.to_dict())})
    told = json.loads(PLAYGROUND.call("open", opened))
    try:
        decision = BOOK.assess(profile, engine="native")
    except cr.ChannelRulesError:
        assert told["refused"]["message"]
        return
    company, *cards = told["answer"]["cards"]
    assert company["verdicts"] == [each.value for each in decision.company.verdicts]
    assert company["leaning"] == [each.value for each in decision.company.leaning]
    for card, decided in zip(cards, decision.channels, strict=True):
        assert card["subject"] == decided.id
        assert card["possible"] == [each.value for each in decided.possible]
        assert card["leaning"] == ([] if decided.leaning is None else [decided.leaning.value])
        assert (card["certainty"] == "certain") is (decided.verdict is not cr.Verdict.UNDETERMINED)
        assert [each["rule"] for each in card["findings"]] == [each.id for each in decided.findings]
    assert told["answer"]["day"] == profile.as_of.isoformat()


BOOK = cr.load_rules()
PLAYGROUND = Playground(BOOK)

BUNDLE = ["attr", "attrs", "cattrs", "typing_extensions", "babel", "jinja2", "markupsafe", "tomli_w", "channelrules"]
BLOCKED = """
import sys, importlib.abc

class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        gone = {"multiprocessing", "_posixsubprocess", "ssl", "sqlite3", "tkinter"}
        left_out = name.startswith(("channelrules.portfolio", "channelrules.faces.cli", "channelrules.faces.mcp"))
        known = top in sys.stdlib_module_names or top in ALLOWED or top.startswith("_sysconfigdata")
        if left_out or top in gone or not known:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return None

ALLOWED = set(sys.argv[1].split(","))
sys.meta_path.insert(0, Blocked())
import json, threading

def no_thread(self):
    raise RuntimeError("no thread can be started")

threading.Thread.start = no_thread
from channelrules.faces.playground import Playground
playground = Playground()
for method, arguments in json.loads(sys.argv[2]):
    told = json.loads(playground.call(method, json.dumps(arguments)))
    assert "answer" in told, (method, told)
print("durable" in sys.modules, "channelrules.intake" in sys.modules)
"""


def test_it_runs_with_what_the_bundle_holds(root: Path) -> None:
    """Of other packages nothing is imported, and intake not before a file is read."""
    start = {"name": "Gino", "day": "2026-11-01", "networks": []}
    run = json.dumps([("start", start), *(each for each in calls() if each[0] != "save"), ("report", {})])
    command = [sys.executable, "-c", BLOCKED, ",".join(BUNDLE), run]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env={"PYTHONPATH": "src"})
    assert ran.stdout == "False False\n", ran.stderr[-2_000:]


def test_a_day_is_the_person_s(call: Call) -> None:
    """No clock is read: the page says which day it is."""
    call("start", name="Gino", day="2020-02-29", networks=[])
    assert call("live")["day"] == datetime.date(2020, 2, 29).isoformat()
