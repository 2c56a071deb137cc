"""The names of verdicts, actions, outcomes and severities in a language."""

from __future__ import annotations

from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Outcome
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Severity

__all__ = ["company_label", "labels"]


def company_label(case: Case | None, verdict: str, words: Words) -> str:
    """Return what a verdict of a company is called: one without a communication plan is not called planned.

    Of a decision that was read back nobody knows whether there is a plan.
    """
    is_planned = case is None or case.filled.facts(None).values.get("plan.exists") is True
    ready = verdict == CompanyVerdict.READY.value
    return words.say("within_means") if ready and not is_planned else words.verdict(verdict)


def labels(words: Words, case: Case | None = None) -> dict[str, dict[str, str]]:
    """Return the names of verdicts, actions, outcomes and severities in a language, by their ids.

    Args:
        words: the language.
        case: what was judged; the labels of its verdicts are those that it is told with.
    """
    verdicts = {name: words.verdict(name) for name in words.tables["verdict"]}
    if case is not None:
        ready = CompanyVerdict.READY.value
        verdicts[ready] = company_label(case, ready, words)
    return {
        "verdict": verdicts,
        "action": {name: words.action(name) for name in words.tables["action"]},
        "outcome": {each.value: words.say(f"outcome_{each.value}") for each in Outcome},
        "severity": {each.value: words.say(each.value) for each in Severity},
    }
