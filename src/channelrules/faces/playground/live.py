"""The present verdicts as cards, with what to do first and what the last step changed."""

from __future__ import annotations

from collections.abc import Iterator

from channelrules.decision.compare import compare
from channelrules.decision.comparison import Comparison
from channelrules.decision.decision import Decision, case_of
from channelrules.decision.finding import Finding
from channelrules.decision.labels import company_label
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.faces.playground.fragments import fragment
from channelrules.faces.playground.messages_live import Card, Changed, FindingNote, Live
from channelrules.faces.playground.protocol import Certainty
from channelrules.faces.playground.state import SessionState
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.locales import Words
from channelrules.rendering.verdict_text import headline_text
from channelrules.report.badges import company_badges, verdict_badge
from channelrules.report.findings import finding_line, first_things, subject_name
from channelrules.report.overview import overview
from channelrules.report.page import FindingLine, VerdictLine
from channelrules.report.since import since_of

__all__ = ["cards_of", "certainty_of", "changed_between", "headline_of", "live_of"]


def live_of(state: SessionState) -> Live:
    """Return the verdicts by now."""
    words, held, decision = state.words, state.held, state.decision
    hanging = held.hanging
    says = "page.all_settled" if not hanging else "page.all_lean" if held.leans else "page.hanging"
    return Live(
        step=state.step,
        lang=words.lang,
        company=decision.company.name,
        day=held.profile.as_of.isoformat(),
        edition=decision.edition.value,
        headline=headline_of(decision, words),
        says=words.say(says) if not hanging else words.say(says, count=words.number(hanging)),
        hanging=hanging,
        leans=held.leans,
        cards=tuple(cards_of(decision, words)),
        first=fragment("first", words, first=tuple(first_things(decision, words))),
        changed=None if state.before is None else changed_between(state.before, decision, words),
    )


def headline_of(decision: Decision, words: Words) -> str:
    """Return the company's verdict in one sentence, and the number of channels without a certain one."""
    said = headline_text(decision, words)
    return said[:1].upper() + said[1:]


def certainty_of(decided: ChannelDecision | CompanyDecision) -> Certainty:
    """Return whether a verdict is certain, presumed, or one of several that remain."""
    if isinstance(decided, ChannelDecision):
        settled = decided.verdict is not Verdict.UNDETERMINED
    else:
        settled = bool(decided.verdicts)
    return "certain" if settled else "presumed" if decided.leaning else "possible"


# --- the cards ---


def cards_of(decision: Decision, words: Words) -> Iterator[Card]:
    """Yield the company's card, then that of each channel."""
    yield _company(decision, words)
    for decided, line in zip(decision.channels, overview(decision, words, {}), strict=True):
        yield _channel(decision, decided, line, words)


def _company(decision: Decision, words: Words) -> Card:
    company = decision.company
    lines = _lines(decision, company.findings, words)
    return Card(
        subject=None,
        name=subject_name(decision, None, words),
        network="",
        status="",
        certainty=certainty_of(company),
        verdicts=tuple(each.value for each in company.verdicts),
        leaning=tuple(each.value for each in company.leaning),
        possible=tuple(each.value for each in company.possible),
        badges=company_badges(decision, words),
        headline=headline_of(decision, words),
        could_be="",
        actions="",
        findings=tuple(map(_note, lines)),
        html=fragment("findings", words, lines=lines),
    )


def _channel(decision: Decision, decided: ChannelDecision, line: VerdictLine, words: Words) -> Card:
    case = case_of(decision)
    lines = _lines(decision, decided.findings, words)
    holding = [each for each in lines if not each.exception]
    said = holding[0].message if holding else line.could_be or words.say("page.nothing_found")
    return Card(
        subject=decided.id,
        name=line.name,
        network=decided.network,
        status=words.choice(case.profile.channels[case.positions[decided.id]].status, "channel.status"),
        certainty=certainty_of(decided),
        verdicts=() if decided.verdict is Verdict.UNDETERMINED else (decided.verdict.value,),
        leaning=() if decided.leaning is None else (decided.leaning.value,),
        possible=tuple(each.value for each in decided.possible),
        badges=(verdict_badge(decided, words),),
        headline=said[:1].upper() + said[1:],
        could_be=line.could_be,
        actions=line.actions,
        findings=tuple(map(_note, lines)),
        html=fragment("findings", words, lines=lines),
    )


def _lines(decision: Decision, findings: tuple[Finding, ...], words: Words) -> tuple[FindingLine, ...]:
    return tuple(finding_line(each, case_of(decision), words, names=False, places=False) for each in findings)


def _note(line: FindingLine) -> FindingNote:
    return FindingNote(line.rule, line.title, line.message, line.remedy, line.severity, line.outcome)


# --- what the last step changed ---


def changed_between(before: Decision, after: Decision, words: Words) -> Changed:
    """Return what moved from one decision to another, and because of what."""
    comparison = compare(before, after, anyway=True)
    subjects = tuple(dict.fromkeys(each.subject for each in comparison.verdicts))
    told = since_of(comparison, words)
    moved = bool(comparison.verdicts or comparison.findings)
    return Changed(
        says=_says(comparison, subjects, words),
        subjects=subjects,
        html=fragment("since", words, since=told, labels=_headings(words)) if moved else "",
    )


def _headings(words: Words) -> dict[str, str]:
    """Return the headings of what one step changed; those of a report speak of the last time."""
    return {each: words.say(f"page.{each}") for each in ("better", "worse", "other", "done", "new", "because")}


def _says(comparison: Comparison, subjects: tuple[str | None, ...], words: Words) -> str:
    after = comparison.after
    known = {each.id: each for each in after.channels}
    told = [
        words.say("page.now", subject=subject_name(after, each, words), verdict=_verdict(after, each, words))
        for each in subjects
        if each is None or each in known
    ]
    if told:
        return "; ".join(told)
    count = len(comparison.findings)
    return words.say("page.findings_moved", count=words.number(count)) if count else words.say("page.nothing_moved")


def _verdict(decision: Decision, subject: str | None, words: Words) -> str:
    """Return a verdict as it is heard: what is presumed is called so, where a page shows a sign."""
    if subject is None:
        company = decision.company
        case = case_of(decision)
        told = [company_label(case, each.value, words) for each in company.verdicts]
        more = [each for each in company.leaning if each not in company.verdicts]
        told += [words.say("presumed_value", value=company_label(case, each.value, words)) for each in more]
        return words.listed(told) if told else words.verdict(CompanyVerdict.UNDETERMINED.value)
    decided = decision.channel(subject)
    if decided.leaning is not None:
        return words.say("presumed_value", value=words.verdict(decided.leaning.value))
    return words.verdict(decided.verdict.value)
