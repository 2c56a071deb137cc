"""Files of the page: opened, saved, kept as a draft, compared, and exports read."""

from __future__ import annotations

import base64
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from tests.fixtures.exports import EXPORTS, posts, text_file
from tests.unit.faces.playground.conftest import Call

NO_OPTIONS: dict[str, Any] = {"channels": {}, "ranges": {}, "orders": {}, "plans": {}, "statuses": {}, "take": []}


@pytest.fixture
def trattoria(root: Path) -> str:
    return (root / "docs" / "examples" / "trattoria.toml").read_text(encoding="utf-8")


def test_a_profile_is_opened_answered_and_saved_with_its_comments(
    call: Call, trattoria: str, book: cr.Rulebook
) -> None:
    """What is saved says what was answered, and keeps what a person wrote beside it."""
    commented = trattoria.replace("[company]", "[company]  # told by the owner", 1)
    call("open", name="trattoria.toml", content=commented)
    call("edit", path="channel[tt].benefit", value="bookings")
    saved = call("save", form="toml")
    assert saved["name"] == "trattoria-da-gino.toml"
    assert "# told by the owner" in saved["content"]
    assert saved["says"] == ""
    read = book.parse_profile(tomllib.loads(saved["content"]))
    assert {each.id: each.benefit for each in read.channels}["tt"] == "bookings"
    as_json = json.loads(call("save", form="json")["content"])
    assert book.parse_profile(as_json) == read


def test_comments_that_cannot_be_kept_are_told(call: Call, trattoria: str, book: cr.Rulebook) -> None:
    """Where a channel was taken away, the file is written anew."""
    call("open", name="trattoria.toml", content="# by hand\n" + trattoria)
    call("without_channel", id="tt")
    saved = call("save", form="toml")
    assert saved["says"]
    assert [each.id for each in book.parse_profile(tomllib.loads(saved["content"])).channels] == ["fb", "yt"]


def test_a_draft_is_taken_up_where_it_was_left(call: Call, trattoria: str) -> None:
    """Verdicts, question, answers, and the opened file."""
    call("open", name="trattoria.toml", content="# by hand\n" + trattoria)
    call("skip")
    call("edit", path="channel[tt].benefit", value="bookings")
    live, asking = call("live"), call("asking")
    draft = call("draft")
    call("close")
    assert call("live")["refused"]["kind"] == "session"
    again = call("resume", content=draft["content"])
    assert [again[key] for key in ("cards", "first", "headline")] == [
        live[key] for key in ("cards", "first", "headline")
    ]
    told = call("asking")
    assert [told[key] for key in ("question", "given")] == [asking[key] for key in ("question", "given")]
    assert call("save", form="toml")["content"].startswith("# by hand")
    assert call("open", name="draft.json", content=draft["content"])["cards"] == live["cards"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", "format = 1\n[company"),
        ("a.toml", "format = 1\nas_of = 2026-11-01\n[company]\nnmae = 'A'\n"),
        ("a.json", "{"),
        ("a.json", "[]"),
        ("a.json", '{"playground": 9}'),
        ("a.json", '{"playground": 1, "interview": {"format": 1, "start": 3}}'),
        ("a.json", '{"rulebook": {}}'),
        ("a.yaml", "a: [1"),
        ("a", "\x00"),
    ],
)
def test_a_broken_file_leaves_everything_as_it_was(started: Call, name: str, content: str) -> None:
    """It is told in words, with its places."""
    before = started("live")
    refused = started("open", name=name, content=content)["refused"]
    assert refused["kind"] in {"file", "option"}
    assert refused["message"]
    assert started("live") == before


def test_the_report_is_the_library_s_and_tells_what_changed(call: Call, root: Path, book: cr.Rulebook) -> None:
    """The same page as `Decision.to_html`, with the comparison once an earlier file was given."""
    before, after = (
        (root / "docs" / "examples" / f"wetherspoon-{each}.toml").read_text(encoding="utf-8")
        for each in ("before", "after")
    )
    call("open", name="after.toml", content=after)
    decided = [book.assess(book.parse_profile_text(each), engine="native") for each in (before, after)]
    assert call("report")["html"] == decided[1].to_html()
    compared = call("compare", name="before.toml", content=before)
    assert compared["whole"]
    assert '<div class="since">' in compared["html"]
    assert call("report")["html"] == decided[1].to_html(before=decided[0])
    call("open", name="before.toml", content=before)
    saved = call("save", form="decision")["content"]
    assert json.loads(saved) == decided[0].to_dict(lang="en")
    assert call("open", name="a.json", content=saved)["refused"]["kind"] == "file"
    call("open", name="after.toml", content=after)
    short = call("compare", name="decision.json", content=saved)
    assert not short["whole"]
    assert short["says"] == compared["says"]


def test_exports_are_read_and_taken(call: Call) -> None:
    """Nothing counts before it is taken; what is not clear is asked with its choices."""
    call("start", name="Gino", day="2026-11-20", networks=[])
    export = next(each for each in EXPORTS if each.network == "instagram")
    content = text_file(export.rows(posts()), "utf-8")
    file = {"name": "oct.csv", "content": base64.b64encode(content).decode()}
    told = call("read", files=[file], today="2026-11-24", options=NO_OPTIONS)
    asked = {each["option"]: each for each in told["notes"] if each["option"]}
    assert "ranges" in asked
    assert asked["ranges"]["key"] == "oct.csv"
    options = NO_OPTIONS | {"ranges": {"oct.csv": ["2026-08-01", "2026-10-31"]}, "statuses": {"instagram": "active"}}
    told = call("read", files=[file], today="2026-11-24", options=options)
    assert told["ready"]
    assert told["added"] == ["instagram"]
    assert len(call("live")["cards"]) == 1
    live = call("take")
    assert [each["subject"] for each in live["cards"]] == [None, "instagram"]
    facts = {each["path"]: each for group in call("known")["groups"] for each in group["facts"]}
    assert "oct.csv" in facts["channel[instagram].posts_published_per_month"]["how"]
    assert call("take")["refused"]["kind"] == "session"


def test_a_file_whose_reader_is_not_there_is_told(started: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the language, without a word of installing."""
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    monkeypatch.delitem(sys.modules, "channelrules.facts.yaml", raising=False)
    started("language", lang="it")
    refused = started("open", name="a.yaml", content="format: 1")["refused"]
    assert refused == {
        "kind": "file",
        "message": "Questo tipo di file qui non si può leggere né scrivere.",
        "problems": [],
    }


def test_too_many_files_or_channels_are_told(call: Call, book: cr.Rulebook) -> None:
    """With how many there may be."""
    channels = [{"id": f"c{each}", "network": "facebook", "status": "active"} for each in range(201)]
    profile = {"format": 1, "as_of": "2026-11-01", "company": {"name": "A"}, "channel": channels}
    assert "200" in call("open", name="a.json", content=json.dumps(profile))["refused"]["message"]
    networks = [{"network": "facebook", "status": "active"}] * 201
    assert "200" in call("start", name="A", day="2026-11-01", networks=networks)["refused"]["message"]
    call("start", name="A", day="2026-11-01", networks=[])
    files = [{"name": "a.csv", "content": ""}] * 51
    assert "50" in call("read", files=files, today="2026-11-24", options=NO_OPTIONS)["refused"]["message"]


def test_what_is_no_export_is_told(started: Call) -> None:
    """By the file's name, whatever that is."""
    files = [
        {"name": name, "content": base64.b64encode(b"a,b\n1,2\n").decode()} for name in ("../x.csv", "<b>.csv", "")
    ]
    told = started("read", files=files, today="2026-11-24", options=NO_OPTIONS)
    assert not told["ready"]
    assert {each["weight"] for each in told["notes"]} == {"refused"}
    broken = [{"name": "a.csv", "content": "no base64!"}]
    assert started("read", files=broken, today="2026-11-24", options=NO_OPTIONS)["refused"]["kind"] == "file"
