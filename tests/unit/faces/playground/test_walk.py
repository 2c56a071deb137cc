"""Random walks through a session: what a page offers can be answered, and nothing unforeseen comes of it."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.unit.faces.playground.conftest import Call

PATHS = (
    "company.hours_per_week",
    "company.formats",
    "communication_plan",
    "communication_plan.entries",
    "channel[facebook].account",
    "channel[facebook].followers",
    "channel[facebook].editorial_plan",
    "channel[facebook].editorial_plan.entries",
    "channel[tiktok].return_per_month",
    "channel[tiktok].last_post_on",
    "channel[tiktok].status",
)


def answer_to(field: dict[str, Any], chance: random.Random) -> Any:
    """An answer that the field says may be given."""
    if field["absent"] and chance.random() < 0.3:
        return field["absent"]["value"]
    options = [each["value"] for each in field["choices"]]
    match field["kind"]:
        case "yes_no":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(options)
        case "set":
            return chance.sample(options, min(2, len(options))) or ["social"]
        case "number":
            number = chance.choice([field["low"], 1, min(field["high"], 40)])
            return int(number) if field["whole"] else number
        case "date":
            return chance.choice(["2026-10-01", "2026-11-20", "2025-01-01"])
        case "text":
            return chance.choice(["facebook", "menu"])
    columns = [each for each in field["columns"] if each["required"] or chance.random() < 0.5]
    return [{each["key"]: answer_to(each["field"], chance) for each in columns} for _ in range(chance.randint(0, 2))]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_meets_nothing_unforeseen(started: Call, seed: int) -> None:
    """Answers that fields offer are taken or contradict each other; a draft and a saved file are the same company."""
    chance = random.Random(seed)
    taken = 0
    for _ in range(40):
        match chance.choice(["answer", "edit", "skip", "back", "suppose", "why", "language"]):
            case "answer":
                question = started("asking")["question"]
                told = started("answer", value=answer_to(question["field"], chance)) if question else {}
                taken += "cards" in told
            case "edit":
                path = chance.choice(PATHS)
                told = started("edit", path=path, value=answer_to(started("question", path=path)["field"], chance))
                taken += "cards" in told
            case "suppose":
                told = started("suppose", facts={"company.hours_per_week": chance.choice([0, 2, 40])}, parameters={})
            case "why":
                told = started("why", subject=chance.choice([None, "facebook", "tiktok"]))
            case "language":
                told = started("language", lang=chance.choice(["en", "it", "ko"]))
            case method:
                told = started(method)
        assert told.get("refused", {}).get("kind") in {None, "answer", "session"}
    assert taken > 5
    live = started("live")
    assert started("resume", content=started("draft")["content"])["cards"] == live["cards"]
    assert started("open", name="a.json", content=started("save", form="json")["content"])["cards"] == live["cards"]
