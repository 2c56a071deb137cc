"""Presumed facts as lines of text: the basis of the leanings and findings shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from channelrules.decision.decision import Decision, case_of
from channelrules.decision.finding import Finding, PresumedFact
from channelrules.inference.confirming import why_presumed
from channelrules.knowledge.locales import Words
from channelrules.rendering.page import wrapped

__all__ = ["rests_on", "taken_for_granted"]

_SHOWN: Final = 4


def rests_on(decision: Decision, findings: Sequence[Finding], lang: str | None) -> tuple[PresumedFact, ...]:
    """Return the presumed facts under leanings and findings, those that most depends on first."""
    facts: dict[tuple[str, str], PresumedFact] = {}
    uses: Counter[tuple[str, str]] = Counter()
    told = [decision.company.presumed_told(lang)]
    told += [each.presumed_told(lang) for each in decision.channels]
    told += [each.presumed_told(lang) for each in findings]
    for each in told:
        for one in each:
            facts[one.path, one.name] = one
            uses[one.path, one.name] += 1
    return tuple(sorted(facts.values(), key=lambda one: (-uses[one.path, one.name], one.path, one.name)))


def taken_for_granted(
    decision: Decision, findings: Sequence[Finding], words: Words, width: int, *, everything: bool
) -> Iterator[str]:
    """Yield what was presumed, one line each; with its reason where everything is shown."""
    facts = rests_on(decision, findings, words.lang)
    if not facts:
        return
    yield from wrapped(words.say("granted"), width, "", "")
    for each in facts if everything else facts[:_SHOWN]:
        reason = f" ({why_presumed(case_of(decision), each.name, each.path, words)})" if everything else ""
        yield from wrapped(f"- {each.says}{reason} [{each.path}]", width, "  ", "    ")
    if not everything and len(facts) > _SHOWN:
        yield from wrapped(words.say("more_granted", count=words.number(len(facts) - _SHOWN)), width, "  ")
    yield ""
