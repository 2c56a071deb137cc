"""The interview of the page, through its JSON."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.faces.playground.conftest import Call


def test_a_session_runs_to_its_end_by_what_is_offered(call: Call) -> None:
    """What is presumed is confirmed, all else is skipped; then nothing is asked any more, and all of it is listed."""
    call("start", name="Gino", day="2026-11-01", networks=[{"network": "facebook", "status": "active"}])
    steps = 0
    while (question := call("asking")["question"]) is not None:
        presumed = question["presumed"]
        live = call("confirm" if presumed and presumed["confirms"] else "skip")
        steps += 1
        assert live["changed"]["says"]
        assert steps < 100
    told = call("asking")
    assert [each["how"] for each in told["given"]].count("confirmed") > 5
    assert len(told["given"]) == steps
    assert live["hanging"] == sum(each["certainty"] != "certain" for each in live["cards"])


def test_an_answer_is_edited_taken_back_and_removed(started: Call) -> None:
    """The profile follows, and so do the verdicts."""
    before = started("live")
    path = started("asking")["question"]["path"]
    started("skip")
    started("edit", path="channel[facebook].run_by", value="nobody")
    asked = started("question", path="channel[facebook].run_by")
    assert asked["value"] == "nobody"
    assert [each["path"] for each in started("asking")["given"]] == [path, "channel[facebook].run_by"]
    started("back")
    after = started("back")
    assert (after["cards"], after["first"]) == (before["cards"], before["first"])


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_the_language_changes_in_everything(started: Call, lang: str) -> None:
    """No text of one language is left in another; ids and paths are the same."""
    started("edit", path="channel[facebook].run_by", value="nobody")
    told: dict[str, Any] = {}
    for each in ("en", lang):
        spoken = started("language", lang=each)
        told[each] = (started("live"), started("asking"), spoken["labels"])
    (english, asked, labels), (live, asking, other) = told["en"], told[lang]
    assert [each["subject"] for each in live["cards"]] == [each["subject"] for each in english["cards"]]
    assert asking["question"]["path"] == asked["question"]["path"]
    assert labels.keys() == other.keys()
    if lang != "en":
        assert asking["question"]["text"] != asked["question"]["text"]
        assert all(one["html"] != two["html"] for one, two in zip(live["cards"], english["cards"], strict=True))


def test_channels_come_and_go(started: Call) -> None:
    """A network is added by any of its names, and taken away with its answers."""
    live = started("channel", network="fb", status="planned")
    assert [each["subject"] for each in live["cards"]] == [None, "facebook", "facebook_2", "instagram", "tiktok"]
    assert started("without_channel", id="facebook")["changed"]["says"]
    assert len(started("live")["cards"]) == 4


def test_tiles_are_found_by_every_name(call: Call) -> None:
    """By the id, aliases, and the names of all languages."""
    for tile in call("language", lang="ko")["tiles"]:
        assert tile["name"]
        assert tile["id"].replace("_", " ") in tile["search"]
    facebook = next(each for each in call("language", lang="en")["tiles"] if each["id"] == "facebook")
    assert {"fb", "페이스북"} <= set(facebook["search"].split())


def test_what_is_wrong_with_an_answer_is_told_in_the_language(started: Call) -> None:
    """With the place and what is expected there; and nothing has changed."""
    before = started("live")
    started("language", lang="it")
    refused = started("edit", path="company.hours_per_week", value=-1)["refused"]
    assert refused["kind"] == "answer"
    assert "100.000 ore" in refused["message"]
    assert refused["problems"][0]["path"] == "company.hours_per_week"
    started("edit", path="channel[tiktok].administrators", value=0)
    refused = started("edit", path="channel[tiktok].company_is_admin", value=True)["refused"]
    assert "contraddice" in refused["message"]
    assert started("live")["step"] == before["step"] + 1


def test_rows_are_answered_and_refused_row_by_row(started: Call) -> None:
    """As a list of objects by the keys of their columns; what is wrong is told with the row and the column."""
    field = started("question", path="channel[facebook].followers")["field"]
    assert [(each["key"], each["field"]["kind"], each["required"]) for each in field["columns"]] == [
        ("on", "date", True),
        ("count", "number", True),
    ]
    rows = [{"on": "2026-05-01", "count": 410}, {"on": "2026-11-01", "count": 402}]
    started("edit", path="channel[facebook].followers", value=rows)
    assert started("question", path="channel[facebook].followers")["value"] == rows
    started("language", lang="it")
    wrong = [{"on": "2026-05-01", "count": 410}, {"on": "2026-11-01", "count": -2}]
    (problem,) = started("edit", path="channel[facebook].followers", value=wrong)["refused"]["problems"]
    assert problem["path"] == "channel[facebook].followers[1].count"
    assert problem["lang"] == "it"
    assert "Riga 2" in problem["message"]


def test_warming_up_leaves_no_trace(call: Call) -> None:
    """It is for the time while a person types."""
    assert call("warm")["started"] is False
    assert call("live")["refused"]["kind"] == "session"


@pytest.mark.parametrize(
    ("method", "arguments", "kind"),
    [
        ("nothing", {}, "call"),
        ("answer", {}, "call"),
        ("everything", {"on": 1}, "call"),
        ("start", {"name": "A", "day": "2026-11-01", "networks": [{"network": "facebook"}]}, "call"),
        ("start", {"name": " ", "day": "2026-11-01", "networks": []}, "answer"),
        ("start", {"name": "A\u202eB", "day": "2026-11-01", "networks": []}, "answer"),
        ("start", {"name": "A" * 201, "day": "2026-11-01", "networks": []}, "answer"),
        ("edit", {"path": "channel[tiktok].benefit", "value": "\u202e"}, "answer"),
        ("start", {"name": "A", "day": "2026-13-01", "networks": []}, "answer"),
        ("start", {"name": "A", "day": "2026-11-01", "networks": [{"network": "nope", "status": "active"}]}, "option"),
        ("language", {"lang": "xx"}, "option"),
        ("edition", {"edition": "xx"}, "option"),
        ("question", {"path": "waiver"}, "option"),
        ("edit", {"path": "channel[tiktok].id", "value": "tt"}, "option"),
        ("question", {"path": "channel[nobody].role"}, "option"),
        ("edit", {"path": "channel[tiktok].role", "value": {"a": [1]}}, "answer"),
        ("without_channel", {"id": "nobody"}, "option"),
        ("channel", {"network": "facebook", "status": "actif"}, "option"),
    ],
)
def test_what_cannot_be_is_refused(started: Call, method: str, arguments: dict[str, Any], kind: str) -> None:
    """As data in words; the session goes on."""
    refused = started(method, **arguments)["refused"]
    assert refused["kind"] == kind
    assert refused["message"]
    assert len(started("live")["cards"]) == 4


@pytest.mark.parametrize("method", ["live", "asking", "skip", "confirm", "back", "known"])
def test_without_a_company_there_is_a_sentence(call: Call, method: str) -> None:
    """Not an error of the program."""
    assert call(method)["refused"]["kind"] == "session"
