"""Since last time: what was done, what got better, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from channelrules.decision.compare import compare
from channelrules.decision.comparison import Comparison, Difference, Way
from channelrules.decision.decision import Decision, case_of
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.locales import Words
from channelrules.rendering.advice_text import cause_in_words
from channelrules.report.findings import subject_name
from channelrules.report.page import Since

__all__ = ["since_last_time", "since_of"]

_CAUSES: Final = 8
_ORDER: Final = {each.value: place for place, each in enumerate(Verdict)}
_GOOD: Final = CompanyVerdict.READY.value


def since_last_time(before: Decision, after: Decision, words: Words, *, anyway: bool = False) -> Since:
    """Return what changed between two decisions on one company.

    Args:
        before: the earlier one.
        after: the later one.
        words: the language.
        anyway: whether two companies of different names are compared.

    Raises:
        OptionError: they are of two companies, without ``anyway``.
    """
    return since_of(compare(before, after, anyway=anyway), words)


def since_of(comparison: Comparison, words: Words) -> Since:
    """Return a comparison in words."""
    before, after = comparison.before, comparison.after
    moved: dict[int, list[str]] = {1: [], -1: [], 0: []}
    for each in comparison.verdicts:
        moved[_direction(each)].append(_verdicts(each, comparison, words))
    causes = [each.cause for each in comparison.by_cause if each.cause is not None]
    return Since(
        intro=words.say("report.since_days", before=words.date(before.as_of), after=words.date(after.as_of)),
        better=tuple(moved[1]),
        worse=tuple(moved[-1]),
        other=tuple(moved[0]),
        done=_findings(comparison, Way.WENT, words),
        new=_findings(comparison, Way.CAME, words),
        because=tuple(cause_in_words(each, comparison, words) for each in causes[:_CAUSES]),
    )


def _sides(each: Difference) -> tuple[Sequence[str], Sequence[str]]:
    return each.leaning_before or each.before, each.leaning_after or each.after


def _direction(each: Difference) -> int:
    """Return 1 where a verdict is better than before, -1 where it is worse, 0 where neither is certain."""
    then, now = _sides(each)
    if not then or not now:
        return 0
    if each.subject is None:
        return (_GOOD in now) - (_GOOD in then)
    # The worst that remains possible counts; channels out of use are neither better nor worse.
    worst = [max((_ORDER.get(one, len(_ORDER)) for one in side), default=0) for side in (then, now)]
    if Verdict.OUT_OF_USE.value in (*then, *now):
        return 0
    return (worst[0] > worst[1]) - (worst[0] < worst[1])


def _verdicts(each: Difference, comparison: Comparison, words: Words) -> str:
    subject = _subject(each, comparison, words)
    then = _side(each.before, each.leaning_before, words)
    now = _side(each.after, each.leaning_after, words)
    return words.say("report.from_to", subject=subject, before=then, after=now)


def _side(certain: Sequence[str], leaning: Sequence[str], words: Words) -> str:
    """Return the verdicts of one decision; those that held under presumptions alone are marked."""
    told = words.either([words.verdict(each) for each in leaning or certain]) if leaning or certain else ""
    if leaning and tuple(leaning) != tuple(certain):
        return words.say("leaning", verdict=told)
    return told or words.say("none_word")


def _findings(comparison: Comparison, way: Way, words: Words) -> tuple[str, ...]:
    found: dict[str, list[str]] = {}
    for each in comparison.findings:
        if each.way is way and each.rule is not None:
            found.setdefault(_title(each.rule, comparison, words), []).append(_named(each, comparison, words))
    return tuple(
        words.say("report.pattern_at", pattern=title, subjects=words.listed(names)) for title, names in found.items()
    )


def _title(rule: str, comparison: Comparison, words: Words) -> str:
    known = [case_of(one).knowledge.rules.get(rule) for one in (comparison.after, comparison.before)]
    found = next((one for one in known if one is not None), None)
    return found.texts[words.lang].title if found else rule


def _named(each: Difference, comparison: Comparison, words: Words) -> str:
    return comparison.after.company.name if each.subject is None else _subject(each, comparison, words)


def _subject(each: Difference, comparison: Comparison, words: Words) -> str:
    for decision in (comparison.after, comparison.before):
        if each.subject is None or each.subject in case_of(decision).positions:
            return subject_name(decision, each.subject, words)
    return str(each.subject)
