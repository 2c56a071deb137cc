"""From a decision to the page of its report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from channelrules.decision.builder import decide
from channelrules.decision.decision import Decision, case_of
from channelrules.inference.confirming import why_presumed
from channelrules.inference.outcomes import Outcome, Verdict
from channelrules.knowledge.locales import Words
from channelrules.rendering.presumed_text import rests_on
from channelrules.rendering.verdict_text import headline_text
from channelrules.report.appendix import appendix_of
from channelrules.report.findings import first_things, in_order, subject_name, subjects
from channelrules.report.overview import overview
from channelrules.report.page import Asked, Presumed, ReportPage
from channelrules.report.pictures import pictures_of
from channelrules.report.since import since_last_time

__all__ = ["labels_of", "report_page"]

_LABELS = "report."


def report_page(
    decision: Decision,
    *,
    lang: str | None = None,
    before: Decision | None = None,
    names: bool = False,
    anyway: bool = False,
) -> ReportPage:
    """Return the report on a company as plain data.

    Args:
        decision: the decision.
        lang: a language of the rulebook; its first where left out.
        before: the last decision, to show what changed since.
        names: whether persons are named, such as the source of a fact or those responsible for an exception.
        anyway: whether ``before`` may be of a company of another name.

    Raises:
        OptionError: the rulebook has no such language or is not at hand, or ``before`` is of another company.
    """
    words = case_of(decision).knowledge.language(lang)
    decision = decision if names else _nameless(decision)
    # For a channel out of use without findings there is nothing more to show.
    more = [each.id for each in decision.channels if each.findings or each.verdict is not Verdict.OUT_OF_USE]
    anchors = {each: f"channel-{place}" for place, each in enumerate(more, 1)}
    headline = headline_text(decision, words)
    told = [each for each in decision.findings if each.outcome is not Outcome.WAIVED]
    return ReportPage(
        lang=words.lang,
        labels=labels_of(words),
        company=decision.company.name,
        headline=headline[:1].upper() + headline[1:],
        day=words.say("as_of", day=words.date(decision.as_of), edition=words.say(decision.edition.value)),
        verdicts=tuple(overview(decision, words, anchors)),
        first=tuple(first_things(decision, words)),
        pictures=pictures_of(decision, words),
        subjects=tuple(subjects(decision, words, anchors, names=names)),
        in_order=tuple(in_order(decision, words)),
        asked=tuple(_asked(decision, words)),
        presumed=tuple(
            Presumed(each.says, why_presumed(case_of(decision), each.name, each.path, words), each.path)
            for each in rests_on(decision, told, words.lang)
        ),
        since=None if before is None else since_last_time(before, decision, words, anyway=anyway),
        appendix=appendix_of(decision, words, names=names),
    )


def labels_of(words: Words) -> Mapping[str, str]:
    """Return the headings and other words of a page itself, by key."""
    said = words.tables["say"]
    return {key.removeprefix(_LABELS): str(text) for key, text in said.items() if key.startswith(_LABELS)}


def _nameless(decision: Decision) -> Decision:
    """Return the decision without the names of persons who said, saw or estimated a fact."""
    case = case_of(decision)
    known = case.profile.provenance
    if not any(each.by for each in known):
        return decision
    profile = attrs.evolve(case.profile, provenance=tuple(attrs.evolve(each, by=None) for each in known))
    return decide(attrs.evolve(case, profile=profile))


def _asked(decision: Decision, words: Words) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    """Yield the open questions by subject, the subject of the most telling question first."""
    groups: dict[str | None, list[Asked]] = {}
    for each in decision.questions:
        presumed = each.presumed_told(words.lang)
        line = Asked(each.asked(words.lang), "" if presumed is None else presumed.says, each.path)
        groups.setdefault(each.channel, []).append(line)
    for channel, lines in groups.items():
        yield subject_name(decision, channel, words), tuple(lines)
