"""Against a saved decision, which holds verdicts and findings and not the facts: what moved, without what did it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from channelrules.decision.decision import Decision, case_of
from channelrules.inference.outcomes import Outcome, Verdict
from channelrules.knowledge.locales import Words
from channelrules.rendering.verdict_text import company_in_words, in_words
from channelrules.report.findings import subject_name
from channelrules.report.page import Since

__all__ = ["since_saved"]

_HOLDS = frozenset({Outcome.FIRES, Outcome.PRESUMED})
_ORDER = list(Verdict)


def since_saved(before: Decision, after: Decision, words: Words) -> Since:
    """Return what changed since a decision that was read back from plain data.

    Args:
        before: the earlier decision, its rulebook not at hand.
        after: the later one.
        words: the language.
    """
    moved: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for direction, told in _moved(before, after, words):
        moved[direction].append(told)
    then, now = _found(before), _found(after)
    return Since(
        intro=words.say("report.since_days", before=words.date(before.as_of), after=words.date(after.as_of)),
        better=tuple(moved[1]),
        worse=tuple(moved[-1]),
        other=tuple(moved[0]),
        done=tuple(_told([each for each in then if each not in now], after, words)),
        new=tuple(_told([each for each in now if each not in then], after, words)),
        because=(),
    )


def _moved(before: Decision, after: Decision, words: Words) -> Iterator[tuple[int, str]]:
    then, now = company_in_words(before.company, words), company_in_words(after.company, words)
    if then != now:
        yield 0, words.say("report.from_to", subject=subject_name(after, None, words), before=then, after=now)
    known = {each.id: each for each in before.channels}
    for each in after.channels:
        earlier = known.get(each.id)
        name = subject_name(after, each.id, words)
        said = in_words(earlier, words) if earlier else words.say("none_word")
        if said == in_words(each, words):
            continue
        direction = 0
        if earlier is not None and Verdict.OUT_OF_USE not in {earlier.verdict, each.verdict}:
            worst = [_ORDER.index(max(one.possible, key=_ORDER.index)) for one in (earlier, each)]
            direction = (worst[0] > worst[1]) - (worst[0] < worst[1])
        yield direction, words.say("report.from_to", subject=name, before=said, after=in_words(each, words))


def _found(decision: Decision) -> list[tuple[str, str | None]]:
    return [(each.id, each.subject) for each in decision.findings if each.outcome in _HOLDS]


def _told(found: Sequence[tuple[str, str | None]], after: Decision, words: Words) -> Iterator[str]:
    case = case_of(after)
    groups: dict[str, list[str]] = {}
    for rule, subject in found:
        if subject is None:
            name = after.company.name
        else:
            name = subject_name(after, subject, words) if subject in case.positions else subject
        groups.setdefault(case.knowledge.rules[rule].texts[words.lang].title, []).append(name)
    for title, names in groups.items():
        yield words.say("report.pattern_at", pattern=title, subjects=words.listed(names))
