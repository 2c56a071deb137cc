"""A decision as plain text, fit for a terminal, a mail or a log."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from channelrules.decision.decision import ChannelDecision, Decision, WaiverState, labels
from channelrules.decision.finding import Finding
from channelrules.judgement.verdict import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition

__all__ = ["render"]

_ORIGINS = {"source": "the documents", "inferred": "inferred", "ours": "ours"}
_WAIVERS = {
    WaiverState.LIFTS: "counts",
    WaiverState.IDLE: "lifts nothing at present",
    WaiverState.EXPIRED: "has expired and counts no more",
    WaiverState.NOT_WAIVABLE: "is noted, but the rule cannot be waived",
}


def render(decision: Decision, *, lang: str | None = None, width: int = 88, show_open: bool = False) -> str:
    """Return a decision as plain text.

    Args:
        decision: what was decided.
        lang: a language of the rulebook; its first where left out.
        width: of a line, in characters, at least 40.
        show_open: whether each rule that could not be settled is listed, with what it lacks.

    Raises:
        OptionError: the rulebook has no texts in this language.
    """
    return "\n".join(_lines(decision, lang, max(width, 40), show_open=show_open)) + "\n"


def _lines(decision: Decision, lang: str | None, width: int, *, show_open: bool) -> Iterator[str]:
    verdicts, actions = labels(decision, lang)
    company = decision.company
    said = " and ".join(verdicts[each.value] for each in company.verdicts)
    if company.verdicts == (CompanyVerdict.UNDETERMINED,):
        said += f" (could be {', or '.join(verdicts[each.value] for each in company.possible)})"
    yield f"{company.name}: {said}"
    edition = "what the documents say" if decision.edition is Edition.GUIDANCE else "what holds now"
    yield f"as of {decision.as_of}, facts about networks: {edition}"
    for each in decision.editions_differ:
        differ = (
            f"! {each.channel}: {verdicts[each.guidance.value]} by the documents, "
            f"{verdicts[each.current.value]} by current facts"
        )
        yield from _wrapped(differ, width, "")
    yield ""
    yield from _verdict_table(decision.channels, verdicts, actions, width)
    for channel in decision.channels:
        settled = [each for each in channel.findings if each.outcome is not Outcome.OPEN]
        if settled or (show_open and channel.findings):
            yield f"{channel.id} ({channel.name})" if channel.id != channel.network else channel.name
            yield from _findings(channel.findings, lang, width, show_open=show_open)
            yield ""
    if any(each.outcome is not Outcome.OPEN for each in company.findings) or (show_open and company.findings):
        yield "The company as a whole"
        yield from _findings(company.findings, lang, width, show_open=show_open)
        yield ""
    yield from _page_limits(decision)
    yield from _waivers(decision, width)
    yield from _not_settled(decision, width, show_open=show_open)


def _either(words: Iterable[str]) -> str:
    return " or ".join(words)


def _verdict_table(
    channels: tuple[ChannelDecision, ...], verdicts: object, actions: object, width: int
) -> Iterator[str]:
    if not channels:
        yield "No channel is stated, and none is compulsory."
        yield ""
        return
    assert isinstance(verdicts, dict)
    assert isinstance(actions, dict)
    left = max(len(each.id) for each in channels)
    middle = max(len(verdicts[each.verdict.value]) for each in channels)
    for each in channels:
        does = ", then ".join(actions[action] for action in each.actions)
        if each.verdict is Verdict.UNDETERMINED:
            does = f"could be {_either(verdicts[which.value] for which in each.possible)}; {does}"
        if each.degree.value is not None:
            does += f" (pace and growth kept up with: {each.degree.value:.0%})"
        head = f"  {each.id:<{left}}  {verdicts[each.verdict.value]:<{middle}}  "
        yield from textwrap.wrap(head + does, width, subsequent_indent=" " * len(head)) or [head.rstrip()]
    yield ""


def _findings(findings: tuple[Finding, ...], lang: str | None, width: int, *, show_open: bool) -> Iterator[str]:
    for each in findings:
        if each.outcome is Outcome.OPEN and not show_open:
            continue
        message, remedy = each.told(lang)
        head = each.severity.value if each.outcome is Outcome.FIRES else each.outcome.value
        yield from _wrapped(f"{head}: {message}", width, "  ")
        yield from _wrapped(f"→ {remedy}", width, "    ")
        yield f"    [{each.rule.id}: {', '.join(each.rule.cites)}, {_ORIGINS[each.rule.origin]}]"
        if each.waiver is not None:
            waiver = each.waiver
            yield from _wrapped(f"exception by {waiver.by} until {waiver.until}: {waiver.because}", width, "    ")


def _page_limits(decision: Decision) -> Iterator[str]:
    rests = {"too-many-pages", "many-pages"} & {each.rule.id for each in decision.company.findings}
    if rests:
        words = {True: "beyond", False: "within", None: "not known"}
        told = ", ".join(f"{each.limit}: {words[each.beyond]}" for each in decision.page_limits)
        yield "The source's own figures for pages are lost; by the limit that is set:"
        yield f"  {told}"
        yield ""


def _waivers(decision: Decision, width: int) -> Iterator[str]:
    for use in decision.waivers:
        if use.state is not WaiverState.LIFTS:
            where = use.waiver.channel or "the company"
            yield from _wrapped(f"The exception for {use.waiver.rule} on {where} {_WAIVERS[use.state]}.", width, "")


def _not_settled(decision: Decision, width: int, *, show_open: bool) -> Iterator[str]:
    unsettled = [each for each in decision.findings if each.outcome is Outcome.OPEN]
    if unsettled and not show_open:
        yield f"{len(unsettled)} answers are not settled, because nobody has stated"
        for where, facts in _missing_by_place({path for each in unsettled for path in each.missing}).items():
            yield from _wrapped(f"{where}: {', '.join(facts)}", width, "  ")


def _missing_by_place(paths: set[str]) -> dict[str, list[str]]:
    by_channel: dict[str, list[str]] = {}
    rest: list[str] = []
    for path in sorted(paths):
        if path.startswith("channel["):
            channel, _, fact = path.removeprefix("channel[").partition("].")
            by_channel.setdefault(channel, []).append(fact)
        else:
            rest.append(path)
    alike: dict[tuple[str, ...], list[str]] = {}
    for channel, facts in by_channel.items():
        alike.setdefault(tuple(facts), []).append(channel)
    found = {f"of {', '.join(channels)}": list(facts) for facts, channels in alike.items()}
    return found | ({"of the company": rest} if rest else {})


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
