"""Profiles with the decision that is expected of them: one TOML file each."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr

CASES = sorted(Path(__file__).parent.glob("*.toml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases(book: cr.Rulebook, path: Path) -> None:
    """The decision says what the file expects, on whichever engine there is."""
    case: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    profile = book.parse_profile({"format": 1, "as_of": "2026-11-01", **case["profile"]})
    decision = book.assess(profile, **case.get("options", {}))
    expected = case["expected"]
    if "company" in expected:
        assert [each.value for each in decision.company.verdicts] == expected["company"]
        assert [each.value for each in decision.company.leaning] == expected.get("company_leaning", [])
    for name, wanted in expected.get("channel", {}).items():
        channel = decision.channel(name)
        assert channel.verdict.value == wanted["verdict"]
        assert (channel.leaning and channel.leaning.value) == wanted.get("leaning")
        if "possible" in wanted:
            assert [each.value for each in channel.possible] == wanted["possible"]
        if "actions" in wanted:
            assert list(channel.actions) == wanted["actions"]
        if "current" in wanted:
            (differs,) = (each for each in decision.editions_differ if each.channel == name)
            assert differs.current.verdict.value == wanted["current"]
        told = {outcome: {each.id for each in channel.findings if each.outcome is outcome} for outcome in cr.Outcome}
        assert set(wanted.get("fires", [])) <= told[cr.Outcome.FIRES]
        assert set(wanted.get("presumed", [])) <= told[cr.Outcome.PRESUMED]
        assert not set(wanted.get("not", [])) & (told[cr.Outcome.FIRES] | told[cr.Outcome.PRESUMED])
        assert told[cr.Outcome.WAIVED] == set(wanted.get("waived", []))
    assert [each.state.value for each in decision.waivers] == expected.get("waivers", [])
