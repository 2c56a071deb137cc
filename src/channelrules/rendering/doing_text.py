"""What a company does with a channel, in words: its actions, and what is good about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channelrules.decision.decision import Decision
from channelrules.decision.subjects import ChannelDecision
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.locales import Words

__all__ = ["could_be", "does", "in_good_order"]

_PRAISE: Final = "praise."
_GOOD: Final = frozenset({Verdict.ASSET, Verdict.HELPFUL})
_OPEN_TO_ANY: Final = {Verdict.ASSET, Verdict.POTENTIAL, Verdict.HELPFUL, Verdict.WHIM}


def does(channel: ChannelDecision, case: Case, words: Words) -> str:
    """Return what the company does with a channel, in order; of one that is kept as it is, what is good about it."""
    if channel.actions == ("keep",):
        good = list(_good(channel, words))
        return words.say("keep_since", what=words.listed(good)) if good else words.action("keep")
    return words.say("then").join(_action(each, channel, case, words) for each in channel.actions)


def _action(action: str, channel: ChannelDecision, case: Case, words: Words) -> str:
    status = case.profile.channels[case.positions[channel.id]].status
    if action == "fix" and channel.actions == ("fix",) and status == "active":
        return words.say("keep_and_fix")
    if action == "ask" and channel.leaning is Verdict.WHIM:
        return words.say(f"decide_{status}")
    return words.action(action)


def _good(channel: ChannelDecision, words: Words) -> Iterator[str]:
    """Yield what is in order for certain and worth a word of praise, in the order of the words."""
    clear = {each.id for each in channel.clear if not each.under_presumptions}
    for key, praise in words.tables["say"].items():
        if key.startswith(_PRAISE) and key.removeprefix(_PRAISE) in clear:
            yield str(praise)


def could_be(channel: ChannelDecision, words: Words) -> str:
    """Return which other verdicts remain possible; empty where one is settled, and where none at all is ruled out."""
    if channel.verdict is not Verdict.UNDETERMINED or channel.possible == tuple(sorted(_OPEN_TO_ANY)):
        return ""
    rest = [words.verdict(each.value) for each in channel.possible if each is not channel.leaning]
    return words.say("could_be" if channel.leaning is None else "could_still_be", verdicts=words.either(rest))


def in_good_order(decision: Decision) -> bool:
    """Return whether every channel in use is kept as it is, as far as anybody knows."""
    judged = [each for each in decision.channels if each.verdict is not Verdict.OUT_OF_USE]
    return all((each.leaning or each.verdict) in _GOOD and each.actions == ("keep",) for each in judged)
