"""Findings for a report: the first things to do, all that is found by subject, and what is in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from channelrules.advice.explain import explain_rule
from channelrules.advice.reason import Reason
from channelrules.decision.decision import Decision, case_of
from channelrules.decision.finding import Finding
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.facts.vocabulary import ALWAYS_STATED
from channelrules.inference.case import Case
from channelrules.inference.messages import channel_name
from channelrules.inference.outcomes import Outcome
from channelrules.knowledge.locales import Words
from channelrules.rendering.reason_text import reason_lines
from channelrules.report.badges import company_badges, verdict_badge, weight_badge
from channelrules.report.page import FindingLine, Group, Subject, ToDo, Why

__all__ = ["by_rule", "finding_line", "first_things", "in_order", "subject_name", "subjects", "subjects_named"]

_FIRST: Final = 5
_NAMED: Final = 6
_PLAIN: Final = ALWAYS_STATED | {"network.id", "channel.in_use"}
"""Facts that need no mention once the channel is named."""

_LEVEL: Final = 3
"""The width of one level of indentation of an explanation."""


def subject_name(decision: Decision, channel: str | None, words: Words) -> str:
    """Return the name of a channel, or the words for the company as a whole."""
    if channel is None:
        return words.say("report.the_company")
    case = case_of(decision)
    return channel_name(case, case.positions[channel], words)


def subjects_named(decision: Decision, channels: Sequence[str | None], words: Words) -> str:
    """Return several subjects within a sentence, the company by its name; of many, the first few and how many more."""
    told = [
        decision.company.name if each is None else subject_name(decision, each, words) for each in channels[:_NAMED]
    ]
    if len(channels) > _NAMED:
        told.append(words.say("and_more", count=words.number(len(channels) - _NAMED)))
    return words.listed(told)


def by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings in groups of one rule and outcome, in the order of the first of each."""
    groups: dict[tuple[str, Outcome], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.id, each.outcome), []).append(each)
    return list(groups.values())


# --- what to do first ---


def first_things(decision: Decision, words: Words) -> Iterator[ToDo]:
    """Yield the first things to do, at most five; each rule is shown once, with all its subjects."""
    groups = [each for each in by_rule(decision.findings) if each[0].outcome is not Outcome.WAIVED]
    for group in groups[:_FIRST]:
        first = group[0]
        yield ToDo(
            what=first.told(words.lang)[1],
            why=first.rule.texts[words.lang].title,
            subjects=subjects_named(decision, [each.subject for each in group], words),
            who=words.listed(list(dict.fromkeys(_who(decision, each, words) for each in group))),
            by_when=words.say("report.to_agree"),
            badge=weight_badge(first, words),
        )


def _who(decision: Decision, finding: Finding, words: Words) -> str:
    """Return who does the daily work on a finding's subject, if stated."""
    if finding.subject is None:
        return words.choice("company")
    case = case_of(decision)
    runner = case.profile.channels[case.positions[finding.subject]].run_by
    return words.say("report.to_name") if runner in {None, "nobody"} else words.choice(str(runner))


# --- finding by finding ---


def subjects(decision: Decision, words: Words, anchors: dict[str, str], *, names: bool) -> Iterator[Subject]:
    """Yield all that is found, channel by channel, the company last; channels without a place on the page are left out.

    Args:
        decision: the decision.
        words: the language.
        anchors: the place of each channel on the page, by its id.
        names: whether persons are named.
    """
    profile = case_of(decision).profile
    stated = {each.id: each for each in profile.channels}
    for decided in decision.channels:
        if decided.id not in anchors:
            continue
        channel = stated[decided.id]
        yield Subject(
            anchor=anchors[decided.id],
            name=subject_name(decision, decided.id, words),
            badges=(verdict_badge(decided, words),),
            url=channel.url or "",
            note=channel.note or "",
            findings=tuple(finding_line(each, case_of(decision), words, names=names) for each in decided.findings),
            why=_why(decision, decided, words),
        )
    yield Subject(
        anchor="company",
        name=subject_name(decision, None, words),
        badges=company_badges(decision, words),
        url="",
        note="",
        findings=tuple(finding_line(each, case_of(decision), words, names=names) for each in decision.company.findings),
        why=_why(decision, decision.company, words),
    )


def finding_line(finding: Finding, case: Case, words: Words, *, names: bool, places: bool = True) -> FindingLine:
    """Return one rule's finding on a subject as a line of the report.

    Args:
        finding: the finding.
        case: the judged case.
        words: the language.
        names: whether those responsible for an exception are named.
        places: whether to give the places of the facts in the profile, which takes most of the time.
    """
    message, remedy = finding.told(words.lang)
    rule, waiver = finding.rule, finding.waiver
    exception = ""
    if waiver is not None:
        stands = {"until": words.date(waiver.until), "because": waiver.because}
        exception = words.say("exception", by=waiver.by, **stands) if names else words.say("report.exception", **stands)
    return FindingLine(
        rule=rule.id,
        severity=finding.severity.value,
        outcome=finding.outcome.value,
        channel=finding.subject,
        title=rule.texts[words.lang].title,
        message=message,
        remedy=remedy,
        badge=weight_badge(finding, words),
        facts=tuple(_facts(finding, case, words)),
        presuming=tuple(each.says for each in finding.presumed_told(words.lang)),
        whose=words.say("report.whose", origin=words.say(rule.origin), cites=", ".join(rule.cites)),
        exception=exception,
        places=tuple(_places(finding, case)) if places else (),
    )


def _places(finding: Finding, case: Case) -> list[str]:
    """Return the paths of the facts under a finding; facts that every profile states come last."""
    channel = None if finding.subject is None else case.positions[finding.subject]
    under = case.filled if finding.under_presumptions else case
    stated = [
        each.place
        for each in explain_rule(under, finding.rule, channel).walk()
        if each.place is not None and each.presumption is None and each.value is not None
    ]
    return [each.path for each in sorted(dict.fromkeys(stated), key=lambda place: place.name in ALWAYS_STATED)]


def _facts(finding: Finding, case: Case, words: Words) -> Iterator[str]:
    for each in finding.because:
        term = case.knowledge.vocabulary.terms.get(each.name)
        if term is not None and each.name not in _PLAIN:
            value = words.describe(each.value, term.type, case.profile.company.currency)
            yield words.say("report.fact", fact=words.meaning(each.name, term.meaning), value=value)


def _why(decision: Decision, decided: ChannelDecision | CompanyDecision, words: Words) -> Why | None:
    reason: Reason = decision.explain(decided.id if isinstance(decided, ChannelDecision) else None)
    lines = [(len(indent) // _LEVEL, text) for indent, text in reason_lines(reason, decision, words)]
    told = _nested(lines, 0)
    if not told:
        return None
    head, *more = told
    # What is still open follows the explanation under presumptions, as a separate tree.
    return Why(head.text, (*head.parts, *more))


def _nested(lines: list[tuple[int, str]], level: int) -> list[Why]:
    """Return lines of a tree, each with its level, as nodes; they are taken off the list."""
    found: list[Why] = []
    while lines and lines[0][0] >= level:
        depth, text = lines.pop(0)
        found.append(Why(text, tuple(_nested(lines, depth + 1))))
    return found


# --- what is in order ---


def in_order(decision: Decision, words: Words) -> Iterator[Group]:
    """Yield what is in order, by subject; what many channels have in common is repeated for each."""
    told = [(subject_name(decision, each.id, words), each.clear) for each in decision.channels]
    told.append((subject_name(decision, None, words), decision.company.clear))
    for name, clear in told:
        if clear:
            yield Group(name, tuple(each.told(words.lang)[0] for each in clear))
