"""What the pages of assurance show: every part is there, and no figure in it is against what is promised."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest


def figures(root: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "docs" / "assurance" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def test_every_part_is_shown(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By some page, and each has rows."""
    monkeypatch.syspath_prepend(str(root / "docs" / "_ext"))
    from channelrules_docs.figures import COUNTED, FIGURES, figures_of

    pages = [root / "docs" / "assurance.md", *(root / "docs" / "assurance").glob("*.md")]
    shown = {
        each
        for page in pages
        for each in re.findall(r"^ *```\{figures\} (\S+)$", page.read_text("utf-8"), re.MULTILINE)
    }
    assert {*COUNTED, *FIGURES} <= shown
    for name in (*COUNTED, *FIGURES):
        assert sum(line.startswith("| ") for line in figures_of(name)) > 2, name


def test_durable_rules_made_no_difference(root: Path) -> None:
    """To a million companies, between threads, after forks and interruptions, and under the sanitizers."""
    found = figures(root, "durable")
    long = found["one process"]
    assert long["companies"] >= 1_000_000
    memory = dict(long["memory in MB"])
    half = min(each for each in memory if each >= long["companies"] / 2)
    assert memory[max(memory)] - memory[half] < 1
    for each in (found, found["sanitized"]):
        assert each["threads"]["different"] == each["interruptions"]["different"] == 0
        assert each["forks"]["wrong"] == each["forks"]["hung"] == each["forks"]["crashed"] == 0
    assert long["different"] == found["sanitized"]["different"] == 0


def test_no_fault_cost_a_byte(root: Path) -> None:
    """Every run that was started again ended as one in one go."""
    found = figures(root, "faults")
    cells = [cell for part in found["parts"].values() for cell in part["cells"]]
    assert {cell["fault"] for cell in cells} >= {
        "kill -9",
        "clock that jumps",
        "input that changes",
        "two runs at once",
    }
    for cell in cells:
        assert cell["same"] in {None, cell["times"]}, cell


def test_the_service_held(root: Path) -> None:
    """Every answer that was compared was that of `assess`, and it stopped without a word."""
    found = figures(root, "load")
    assert found["minutes"] >= 10
    assert found["errors"] == 0
    assert set(found["compared"]) == {"the same", "in full"}
    assert found["stop"]["lines of errors"] == []
    assert not any(status.startswith("5") for status in found["fuzzed"])
