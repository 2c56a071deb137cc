"""The names of verdicts, actions, outcomes and severities in a language."""

from __future__ import annotations

from channelrules.inference.outcomes import Outcome
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Severity

__all__ = ["labels"]


def labels(words: Words) -> dict[str, dict[str, str]]:
    """Return the names of verdicts, actions, outcomes and severities in a language, by their ids."""
    return {
        "verdict": {name: words.verdict(name) for name in words.tables["verdict"]},
        "action": {name: words.action(name) for name in words.tables["action"]},
        "outcome": {each.value: words.say(f"outcome_{each.value}") for each in Outcome},
        "severity": {each.value: words.say(each.value) for each in Severity},
    }
