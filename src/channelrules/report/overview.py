"""The overview: one line for each channel with its verdict, what it could still be, and the action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from channelrules.decision.decision import Decision, case_of
from channelrules.inference.messages import channel_in_full
from channelrules.knowledge.locales import Words
from channelrules.rendering.doing_text import could_be, does
from channelrules.rendering.verdict_text import degree_text
from channelrules.report.badges import verdict_badge
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
        yield VerdictLine(
            anchor=anchors.get(each.id, ""),
            name=channel_in_full(case_of(decision), case_of(decision).positions[each.id], words),
            badge=verdict_badge(each, words),
            could_be=could_be(each, words),
            actions=does(each, case_of(decision), words),
            degree=degree_text(each, case_of(decision), words),
        )
