"""The overview: one line for each channel with its verdict, what it could still be, and the action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from channelrules.decision.decision import Decision
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.locales import Words
from channelrules.report.badges import verdict_badge
from channelrules.report.findings import subject_name
from channelrules.report.page import VerdictLine

__all__ = ["overview"]


def overview(decision: Decision, words: Words, anchors: Mapping[str, str]) -> Iterator[VerdictLine]:
    """Yield one line for each channel.

    Args:
        decision: the decision.
        words: the language.
        anchors: the place of each channel on the page, by its id.
    """
    for each in decision.channels:
        could_be = ""
        if each.verdict is Verdict.UNDETERMINED:
            rest = [words.verdict(one.value) for one in each.possible if one is not each.leaning]
            key = "could_be" if each.leaning is None else "could_still_be"
            could_be = words.say(key, verdicts=words.either(rest))
        degree = each.degree.value
        yield VerdictLine(
            anchor=anchors.get(each.id, ""),
            name=subject_name(decision, each.id, words),
            badge=verdict_badge(each, words),
            could_be=could_be,
            actions=words.say("then").join(words.action(action) for action in each.actions),
            degree="" if degree is None else words.say("degree", degree=words.percent(degree)),
        )
