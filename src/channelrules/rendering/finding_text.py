"""Findings as lines of text: the first few with what to do, or every one in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from channelrules.decision.decision import Decision, case_of
from channelrules.decision.finding import Finding
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.inference.messages import channel_name
from channelrules.inference.outcomes import Outcome
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Severity
from channelrules.rendering.page import wrapped

__all__ = ["every_finding", "what_to_do"]

_MOST: Final = 5
_ROOM: Final = 12
_LEAST: Final = 3
_IN_A_LINE: Final = 3

Told = tuple[tuple[Finding, ...], list[str]]


def what_to_do(decision: Decision, words: Words, width: int) -> Told:
    """Return the first findings with their remedies, the rest on a line each, and those shown in full.

    Each rule is shown once, with all its subjects. At most five are shown in full, as many as fit.
    """
    groups = _by_rule(decision.findings)
    full = [each for each in groups if each[0].outcome is not Outcome.WAIVED]
    shown: list[list[Finding]] = []
    lines: list[str] = []
    for group in full[:_MOST]:
        told = list(_group(group, words, width))
        if len(lines) + len(told) > _ROOM and len(shown) >= _LEAST:
            break
        shown.append(group)
        lines += told
    # The cause of the company's verdict is named, even if findings on channels are heavier or more certain.
    rest = sorted((each for each in full if each not in shown), key=lambda group: not _gives_the_headline(group[0]))
    lines += [line for each in rest[:_IN_A_LINE] for line in _in_a_line(each, words, width)]
    if len(rest) > _IN_A_LINE:
        lines += wrapped(words.say("more_findings", count=words.number(len(rest) - _IN_A_LINE)), width, "  ")
    # Declared exceptions are always shown.
    lines += [line for each in groups if each not in full for line in _in_a_line(each, words, width)]
    lines += _could_be_errors(decision, words, width)
    if lines:
        lines = [words.say("first") if shown else words.say("also"), *lines, ""]
    return tuple(each for group in shown for each in group), lines


def _gives_the_headline(finding: Finding) -> bool:
    return finding.subject is None and finding.rule.effect is not None


def _by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.id, each.outcome), []).append(each)
    return list(groups.values())


def _group(group: list[Finding], words: Words, width: int) -> Iterator[str]:
    first = group[0]
    message, remedy = first.told(words.lang)
    if first.outcome is Outcome.PRESUMED:
        # Presumptions are shown below, so the finding alone is enough here.
        message = f"{first.rule.texts[words.lang].title}."
    elif len(group) > 1:
        also = words.listed([_subject(each, words) for each in group[1:]])
        message = f"{message} {words.say('also_on', subjects=also)}"
    yield from _in_full(first, _head(group, words), message, remedy, words, width)


def _head(group: list[Finding], words: Words) -> str:
    shown = group if group[0].outcome is Outcome.PRESUMED else group[:1]
    return words.say("finding_head", weight=_weight(group[0], words), subject=_subjects(shown, words))


def _subjects(group: list[Finding], words: Words) -> str:
    return ", ".join(_subject(each, words) for each in group)


def _in_full(each: Finding, head: str, message: str, remedy: str, words: Words, width: int) -> Iterator[str]:
    whose = f"[{each.id}: {', '.join(each.rule.cites)}, {words.say(each.rule.origin)}]"
    yield from wrapped(f"{head}: {message}", width, "  ", "    ")
    yield from wrapped(f"→ {remedy} {whose}" if remedy else whose, width, "    ", "      ")


def _weight(each: Finding, words: Words) -> str:
    severity = words.say(each.severity.value)
    match each.outcome:
        case Outcome.PRESUMED:
            return words.say("weight_presumed", severity=severity)
        case Outcome.WAIVED:
            return words.say("waived")
        case _:
            return severity


def _subject(each: Finding, words: Words) -> str:
    return words.say("company_word") if each.subject is None else each.subject


def _in_a_line(group: list[Finding], words: Words, width: int) -> Iterator[str]:
    first = group[0]
    head = words.say("finding_head", weight=_weight(first, words), subject=_subjects(group, words))
    told = f"{head}: {first.rule.texts[words.lang].title} [{first.id}]"
    if first.waiver is not None:
        told += f"; {_exception(first, words)}"
    yield from wrapped(told, width, "  ", "    ")


def _exception(each: Finding, words: Words) -> str:
    waiver = each.waiver
    assert waiver is not None
    return words.say("exception", by=waiver.by, until=words.date(waiver.until), because=waiver.because)


def _could_be_errors(decision: Decision, words: Words, width: int) -> Iterator[str]:
    """Yield, in one paragraph, the *musts* that stay open under presumptions."""
    open_ = [each for each in decision.open if each.severity is Severity.ERROR and not each.under_presumptions]
    told = [f"{group[0].rule.texts[words.lang].title} ({_subjects(group, words)})" for group in _by_rule(open_)]
    if told:
        shown = told[:_IN_A_LINE]
        if len(told) > len(shown):
            shown.append(words.say("and_more", count=words.number(len(told) - len(shown))))
        yield from wrapped(words.say("could_be_errors", titles="; ".join(shown)), width, "  ", "    ")


# --- everything ---


def every_finding(decision: Decision, words: Words, width: int) -> Told:
    """Return every finding in full, with what is open and what is in order, by channel; and the findings shown."""
    lines: list[str] = []
    subjects: list[ChannelDecision | CompanyDecision] = [*decision.channels, decision.company]
    for each in subjects:
        told = list(_everything_of(each, words, width))
        if told:
            lines += [_heading(each, decision, words), *told, ""]
    return decision.findings, lines


def _heading(each: ChannelDecision | CompanyDecision, decision: Decision, words: Words) -> str:
    if isinstance(each, CompanyDecision):
        return words.say("the_company")
    case = case_of(decision)
    return channel_name(case, case.positions[each.id], words)


def _everything_of(decided: ChannelDecision | CompanyDecision, words: Words, width: int) -> Iterator[str]:
    for each in decided.findings:
        message, remedy = each.told(words.lang)
        yield from _in_full(each, _weight(each, words), message, remedy, words, width)
        if each.presuming:
            says = "; ".join(one.says for one in each.presumed_told(words.lang))
            yield from wrapped(words.say("as_presumed", what=says), width, "    ", "      ")
        if each.waiver is not None:
            yield from wrapped(_exception(each, words), width, "    ", "      ")
    for each in decided.open:
        message, remedy = each.told(words.lang)
        yield from wrapped(f"{words.say('open')}: {message} {remedy} [{each.id}]", width, "  ", "    ")
    for each in decided.clear:
        yield from wrapped(f"{words.say('clear')}: {each.told(words.lang)[0]} [{each.id}]", width, "  ", "    ")
