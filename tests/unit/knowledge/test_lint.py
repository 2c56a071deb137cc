"""What only a whole rulebook can get wrong about its expressions."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from channelrules.knowledge.lint import MAX_CHAIN, check
from channelrules.knowledge.model import Knowledge, VerdictRow
from channelrules.language.parser import parse
from tests.fixtures.houses import House


def told(knowledge: Knowledge, words: str) -> list[str]:
    return [str(each) for each in check(knowledge) if words in str(each)]


def chain(length: int, value: str) -> House:
    """Measures each of which rests on the one before, or on the two before."""
    measures: dict[str, tuple[str, str | None]] = {"channel.m0": ("channel.in_use", None), "channel.m1": ("true", None)}
    for number in range(2, length):
        measures[f"channel.m{number}"] = value.format(number - 1, number - 2), None
    return House(measures, {"z": ("channel", f"channel.m{length - 1}", None, None)})


def test_measures_rest_on_each_other_so_deep_and_no_deeper() -> None:
    """What follows names from one to the next comes to an end; one message, at the first that is too deep."""
    fine = chain(MAX_CHAIN + 1, "not channel.m{}").book()
    assert told(fine.knowledge, "rest on each other") == []
    words = f"measures rest on each other at most {MAX_CHAIN} deep"
    problems = told(chain(MAX_CHAIN + 5, "not channel.m{}").book().knowledge, "rest on each other")
    assert problems == [f"measures.toml: channel.m{MAX_CHAIN + 1}: {words}"]


def test_an_explanation_ends() -> None:
    """Each measure on the two before it: an explanation would tell the first of them a million times."""
    assert told(chain(12, "channel.m{} == channel.m{}").book().knowledge, "an explanation of this measure") == []
    assert told(chain(30, "channel.m{} == channel.m{}").book().knowledge, "an explanation of this measure") != []


@pytest.mark.parametrize("scope", ["company", "channel"])
def test_verdicts_rest_on_what_rules_do(scope: str) -> None:
    """A company's conclusion is no part of what a row of a verdict table sees."""
    knowledge = House({}, {"z": ("company", "plan.exists", "company.c0", None)}).book().knowledge
    row = VerdictRow("whim" if scope == "channel" else "ready", "company.c0", parse("company.c0", knowledge.vocabulary))
    rows: Any = {f"{scope}_verdicts": (row, *getattr(knowledge, f"{scope}_verdicts"))}
    (problem,) = told(attrs.evolve(knowledge, **rows), "not at the conclusion 'company.c0'")
    assert problem.startswith(f"verdicts.toml: {scope}[0].when: ")
