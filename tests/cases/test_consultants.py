"""Profiles with what a fair consultant would say of them, written from the guidance and not from the rules.

Each folder holds profiles and `expectations.json`: by channel id, or ``company``, the verdicts that are fine, the
statements that have to be raised (any of several with a slash between them), and those that would be unjust, or "all".
Where a verdict is undetermined, its leaning counts; where *undetermined* is fine, any leaning is. A statement is raised
where a finding that fires or is presumed cites it; what is unjust is a certain error or warning.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr

HERE = Path(__file__).parent
FOLDERS = ("shared", "consultant", "second", "third")
"""Every expectation of these holds."""
FRESH = "fresh"
"""Written by somebody who knew neither rules nor answers, and never tuned to: a share of them has to hold."""
RAISED = {cr.Outcome.FIRES, cr.Outcome.PRESUMED}


@functools.cache
def expected(folder: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((HERE / folder / "expectations.json").read_text(encoding="utf-8"))
    return found


@functools.cache
def decided(folder: str, name: str) -> cr.Decision:
    book = cr.load_rules()
    return book.assess(book.read_profile(HERE / folder / f"{name}.toml"), engine="native")


def subjects(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((subject, wanted) for subject, wanted in told.items() if isinstance(wanted, dict))


def said_of(decision: cr.Decision, subject: str) -> tuple[str, ...]:
    """The verdict or, where it is undetermined, the leaning; nothing where there is neither."""
    if subject == "company":
        return tuple(each.value for each in decision.company.verdicts or decision.company.leaning)
    channel = decision.channel(subject)
    if channel.verdict is not cr.Verdict.UNDETERMINED:
        return (channel.verdict.value,)
    return () if channel.leaning is None else (channel.leaning.value,)


def is_as_expected(said: Sequence[str], fine: Sequence[str]) -> bool:
    return (
        "undetermined" in fine
        or (bool(said) and set(said) <= set(fine))
        or bool(set(said) & set(fine) and len(said) > 1)
    )


CASES = [(folder, name) for folder in FOLDERS for name in sorted(expected(folder))]


@pytest.mark.parametrize(("folder", "name"), CASES, ids=[name for _, name in CASES])
def test_a_fair_consultant_says_so(folder: str, name: str) -> None:
    """Each subject gets a verdict, or a leaning, that is fine; what has to be raised is, and nothing is unjust."""
    decision = decided(folder, name)
    for subject, wanted in subjects(expected(folder)[name]):
        said = said_of(decision, subject)
        assert is_as_expected(said, wanted["verdict"]), f"{subject}: {said}"
        findings = decision.company.findings if subject == "company" else decision.channel(subject).findings
        raised = {
            statement
            for each in (decision.findings if subject == "company" else findings)
            if each.outcome in RAISED
            for statement in each.rule.cites
        }
        assert all(raised.intersection(each.split("/")) for each in wanted["must_fire"]), subject
        accused = {
            statement: each.id
            for each in findings
            if each.outcome is cr.Outcome.FIRES and each.severity is not cr.Severity.NOTE
            for statement in each.rule.cites
        }
        unjust = set(accused) if wanted["must_not_fire"] == "all" else set(wanted["must_not_fire"]) & set(accused)
        assert not unjust, f"{subject}: {accused}"


@pytest.mark.parametrize("name", sorted(expected("third")))
def test_what_was_said_is_certain(name: str) -> None:
    """What follows from what the company stated itself is no presumption."""
    decision = decided("third", name)
    for subject, wanted in subjects(expected("third")[name]):
        findings = decision.findings if subject == "company" else decision.channel(subject).findings
        fired = {statement for each in findings if each.outcome is cr.Outcome.FIRES for statement in each.rule.cites}
        assert all(fired.intersection(each.split("/")) for each in wanted["must_be_certain"]), subject


@pytest.mark.parametrize(
    ("folder", "stages", "least"),
    [
        ("consultant", {"call"}, 0.9),
        ("consultant", {"meeting"}, 0.95),
        ("consultant", {"audit"}, 0.95),
        (FRESH, {"call"}, 0.9),
        (FRESH, {"meeting", "audit"}, 0.95),
    ],
)
def test_enough_is_settled_after_each_stage(folder: str, stages: set[str], least: float) -> None:
    """After a call, and after a meeting or an audit, so many channels have a verdict or leaning, and the right one."""
    right = [
        bool(said) and is_as_expected(said, wanted["verdict"])
        for name, told in expected(folder).items()
        if told["stage"] in stages
        for subject, wanted in subjects(told)
        if subject != "company"
        for said in [said_of(decided(folder, name), subject)]
    ]
    assert sum(right) >= least * len(right)


@pytest.mark.parametrize("name", sorted(expected(FRESH)))
def test_a_fresh_company_is_judged_as_expected_and_nothing_is_unjust(name: str) -> None:
    """Its verdict is fine, and no channel is accused of what it should not be."""
    decision = decided(FRESH, name)
    for subject, wanted in subjects(expected(FRESH)[name]):
        own = decision.company if subject == "company" else decision.channel(subject)
        accused = {
            statement
            for each in own.findings
            if each.outcome is cr.Outcome.FIRES and each.severity is not cr.Severity.NOTE
            for statement in each.rule.cites
        }
        assert not set(wanted["must_not_fire"]) & accused, subject
        if subject == "company":
            assert is_as_expected(said_of(decision, subject), wanted["verdict"])


def test_two_readings_agree() -> None:
    """Of the consultant's profiles, read by another, nearly every verdict is among those that are fine."""
    second = json.loads((HERE / "consultant_second_reading.json").read_text(encoding="utf-8"))
    found = [
        read in expected("consultant")[name][subject]["verdict"]
        for name, told in second.items()
        for subject, read in told.items()
    ]
    assert sum(found) >= 0.96 * len(found)


def test_every_profile_has_its_expectation() -> None:
    """No profile stands beside the others without being looked at."""
    for folder in (*FOLDERS, FRESH):
        assert {path.stem for path in (HERE / folder).glob("*.toml")} == set(expected(folder))
