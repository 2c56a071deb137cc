"""Badges of verdicts and severities: a colour, a sign and a word, so that none of the three is needed alone."""

from __future__ import annotations

from typing import Final

from channelrules.decision.decision import Decision
from channelrules.decision.finding import Finding
from channelrules.decision.subjects import ChannelDecision
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.locales import Words
from channelrules.report.page import Badge

__all__ = ["SIGNS", "company_badges", "verdict_badge", "weight_badge"]

SIGNS: Final = {
    "asset": "✓",
    "potential": "↗",
    "helpful": "○",
    "whim": "✕",
    "undetermined": "?",
    "out_of_use": "–",
    "ready": "✓",
    "unplanned": "✕",
    "overextended": "✕",
    "nothing_to_judge": "–",
    "error": "✕",
    "warning": "!",
    "note": "i",
    "waived": "–",
}
"""A sign for each colour, for black print and for readers who see no colours."""


def verdict_badge(decided: ChannelDecision, words: Words) -> Badge:
    """Return the badge of a channel's verdict, or of its leaning."""
    if decided.leaning is not None:
        return _verdict(decided.leaning.value, words, presumed=True)
    if decided.verdict is Verdict.UNDETERMINED:
        name = decided.verdict.value
        return Badge(name, SIGNS[name], words.verdict(name), "")
    return _verdict(decided.verdict.value, words, presumed=False)


def company_badges(decision: Decision, words: Words) -> tuple[Badge, ...]:
    """Return the badges of the company's verdicts: the certain ones, then its leaning."""
    company = decision.company
    found = [_verdict(each.value, words, presumed=False) for each in company.verdicts]
    more = [each for each in company.leaning if each not in company.verdicts]
    found += [_verdict(each.value, words, presumed=True) for each in more]
    name = CompanyVerdict.UNDETERMINED.value
    return tuple(found) or (Badge(name, SIGNS[name], words.verdict(name)),)


def _verdict(name: str, words: Words, *, presumed: bool) -> Badge:
    certainty = words.say("report.presumed" if presumed else "report.certain")
    return Badge(name, SIGNS.get(name, "•"), words.verdict(name), certainty, presumed)


def weight_badge(finding: Finding, words: Words) -> Badge:
    """Return the badge of a finding's severity."""
    if finding.outcome is Outcome.WAIVED:
        return Badge("waived", SIGNS["waived"], words.say("waived"))
    name = finding.severity.value
    presumed = finding.outcome is Outcome.PRESUMED
    certainty = words.say("report.presumed") if presumed else ""
    return Badge(name, SIGNS[name], words.say(name), certainty, presumed)
