"""Answers as plain text, fit for a terminal, a mail or a log."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator, Sequence

from channelrules.advice.changes import Changes
from channelrules.advice.explain import Reason
from channelrules.advice.sensitivity import Tip
from channelrules.advice.shortlist import Shortlist
from channelrules.decision.advice_text import changes_lines, comparison_lines, reason_lines, shortlist_lines, tip_lines
from channelrules.decision.compare import Comparison
from channelrules.decision.decision import ChannelDecision, Decision, WaiverState, case_of
from channelrules.decision.finding import Finding
from channelrules.judgement.verdict import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.words import Words

__all__ = ["render", "render_advice"]

_ASKED_FIRST = 5


def render(decision: Decision, *, lang: str | None = None, width: int = 88, show_open: bool = False) -> str:
    """Return a decision as plain text.

    Args:
        decision: what was decided.
        lang: a language of the rulebook; its first where left out.
        width: of a line, in columns of a terminal, at least 40.
        show_open: whether each rule that could not be settled is listed, with what it lacks.

    Raises:
        OptionError: the rulebook has no texts in this language.
    """
    words = case_of(decision).knowledge.language(lang)
    return "\n".join(_lines(decision, words, max(width, 40), show_open=show_open)) + "\n"


def render_advice(
    advice: Reason | Changes | Shortlist | Comparison | Sequence[Tip],
    decision: Decision,
    *,
    lang: str | None = None,
    width: int = 88,
) -> str:
    """Return advice as plain text.

    Args:
        advice: what `Decision.explain`, `Decision.changes`, `Decision.shortlist`, `Decision.sensitivity` or
            `compare` returned.
        decision: the decision that it belongs to; of a comparison, the later one.
        lang: a language of the rulebook; its first where left out.
        width: of a line, in columns of a terminal, at least 40.

    Raises:
        OptionError: the rulebook has no texts in this language.
    """
    words = case_of(decision).knowledge.language(lang)
    match advice:
        case Reason():
            lines = reason_lines(advice, decision, words)
        case Changes():
            lines = changes_lines(advice, decision, words)
        case Shortlist():
            lines = shortlist_lines(advice, decision, words)
        case Comparison():
            lines = comparison_lines(advice, words)
        case _:
            lines = tip_lines(advice, decision, words)
    told = [
        each
        for indent, text in lines
        for each in wrapped(text, max(width, 40), indent, _below(indent)) or [indent.rstrip()]
    ]
    return "\n".join(told) + "\n"


def _below(indent: str) -> str:
    # What follows a knot of a tree stands beside the line to the next knot.
    return indent.replace("├─ ", "│  ").replace("└─ ", "   ") + "  "


def _lines(decision: Decision, words: Words, width: int, *, show_open: bool) -> Iterator[str]:
    company = decision.company
    said = words.listed([words.verdict(each.value) for each in company.verdicts])
    if not company.verdicts:
        said = words.verdict(CompanyVerdict.UNDETERMINED.value)
        could = words.either([words.verdict(each.value) for each in company.possible])
        said += f" ({words.say('could_be', verdicts=could)})"
    yield f"{company.name}: {said}"
    yield words.say("as_of", day=words.date(decision.as_of), edition=words.say(decision.edition.value))
    yield from _houses(decision, words, width)
    for each in decision.editions_differ:
        guidance, current = (words.verdict((one.leaning or one.verdict).value) for one in (each.guidance, each.current))
        differ = words.say("editions_differ", channel=each.channel, guidance=guidance, current=current)
        yield from wrapped(f"! {differ}", width, "")
    yield ""
    yield from _verdict_table(decision.channels, words, width)
    for channel in decision.channels:
        told = (*channel.findings, *(channel.open if show_open else ()))
        if told:
            name = words.network(channel.network, channel.name)
            yield f"{channel.id} ({name})" if channel.id != channel.network else name
            yield from _findings(told, words, width)
            yield ""
    told = (*company.findings, *(company.open if show_open else ()))
    if told:
        yield words.say("the_company")
        yield from _findings(told, words, width)
        yield ""
    yield from _page_limits(decision, words)
    yield from _doubts(decision, words, width)
    yield from _waivers(decision, words, width)
    yield from _questions(decision, words, width)


def _houses(decision: Decision, words: Words, width: int) -> Iterator[str]:
    for house in case_of(decision).knowledge.houses:
        yield from wrapped(words.say("house_rules", house=house.name, author=house.author), width, "")
        for off in house.switched_off:
            told = words.say("switched_off", rule=off.rule, because=off.because, by=off.by)
            yield from wrapped(told, width, "  ")


def _verdict_table(channels: tuple[ChannelDecision, ...], words: Words, width: int) -> Iterator[str]:
    if not channels:
        yield words.say("no_channels")
        yield ""
        return
    left = max(columns(each.id) for each in channels)
    middle = max(columns(words.verdict(each.verdict.value)) for each in channels)
    for each in channels:
        does = words.say("then").join(words.action(action) for action in each.actions)
        if each.verdict is Verdict.UNDETERMINED:
            could = words.either([words.verdict(which.value) for which in each.possible])
            does = f"{words.say('could_be', verdicts=could)}; {does}"
        if each.degree.value is not None:
            does += f" ({words.say('degree', degree=words.percent(each.degree.value))})"
        head = f"  {padded(each.id, left)}  {padded(words.verdict(each.verdict.value), middle)}  "
        yield from wrapped(head + does, width, "", " " * columns(head)) or [head.rstrip()]
    yield ""


def _findings(findings: tuple[Finding, ...], words: Words, width: int) -> Iterator[str]:
    for each in findings:
        message, remedy = each.told(words.lang)
        head = words.say(each.severity.value if each.outcome is Outcome.FIRES else each.outcome.value)
        yield from wrapped(f"{head}: {message}", width, "  ")
        yield from wrapped(f"→ {remedy}", width, "    ")
        yield f"    [{each.rule.id}: {', '.join(each.rule.cites)}, {words.say(each.rule.origin)}]"
        if each.waiver is not None:
            waiver = each.waiver
            until = words.date(waiver.until)
            yield from wrapped(words.say("exception", by=waiver.by, until=until, because=waiver.because), width, "    ")


def _page_limits(decision: Decision, words: Words) -> Iterator[str]:
    rests = {"too-many-pages", "many-pages"} & {each.rule.id for each in decision.company.findings}
    if rests:
        said = {True: words.say("beyond"), False: words.say("within"), None: words.say("not_known")}
        yield words.say("page_limits")
        yield f"  {', '.join(f'{each.limit}: {said[each.beyond]}' for each in decision.page_limits)}"
        yield ""


def _doubts(decision: Decision, words: Words, width: int) -> Iterator[str]:
    case = case_of(decision)
    by_network: dict[str, set[str]] = {}
    for each in decision.doubts:
        by_network.setdefault(decision.channel(each.channel).network, set()).add(each.fact)
    for network, facts in sorted(by_network.items()):
        name = next(words.network(each.id, each.name) for each in case.networks if each.id == network)
        terms = [case.knowledge.vocabulary[f"network.{fact}"] for fact in sorted(facts)]
        said = words.listed([words.meaning(term.name, term.meaning) for term in terms])
        yield from wrapped(words.say("doubt", network=name, facts=said), width, "")
    if by_network:
        yield ""


def _waivers(decision: Decision, words: Words, width: int) -> Iterator[str]:
    for use in decision.waivers:
        if use.state is not WaiverState.LIFTS:
            where = use.waiver.channel or words.say("the_company")
            yield from wrapped(words.say(use.state.value, rule=use.waiver.rule, where=where), width, "")


def _questions(decision: Decision, words: Words, width: int) -> Iterator[str]:
    asked = decision.questions
    if not asked:
        return
    yield words.say("missing_facts", count=words.number(len(asked)))
    for number, each in enumerate(asked[:_ASKED_FIRST], 1):
        yield from wrapped(f"{number}. {each.told(words.lang)} [{each.path}]", width, "  ", "     ")
    if len(asked) > _ASKED_FIRST:
        yield f"  {words.say('and_more', count=words.number(len(asked) - _ASKED_FIRST))}"


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes: East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def padded(text: str, width: int) -> str:
    """Return a text filled up with spaces to a width in columns."""
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int, indent: str, following: str | None = None) -> list[str]:
    """Return a text in lines of at most some columns; what follows the first line is indented further."""
    rest = indent + "  " if following is None else following
    if columns(text) == len(text):
        return textwrap.wrap(
            text, width, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False, drop_whitespace=True
        )
    lines, line = [], indent
    lead = len(text) - len(text.lstrip(" "))
    for word in [text[:lead] + text.lstrip(" ").split(" ")[0], *text.lstrip(" ").split(" ")[1:]]:
        if line.strip() and columns(line) + 1 + columns(word) > width:
            lines.append(line.rstrip())
            line = rest + word
        else:
            line = f"{line} {word}" if line.strip() else line + word
    return [*lines, line.rstrip()] if line.strip() else lines
