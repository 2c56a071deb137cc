"""Answers as plain text, fit for a terminal, a mail or a log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from channelrules.decision.decision import Decision, case_of
from channelrules.inference.confirming import asked
from channelrules.knowledge.locales import Words
from channelrules.rendering.finding_text import every_finding, what_to_do
from channelrules.rendering.page import wrapped
from channelrules.rendering.presumed_text import taken_for_granted
from channelrules.rendering.verdict_text import editions, headline, verdict_table

if TYPE_CHECKING:
    from channelrules.advice.changes import Changes
    from channelrules.advice.reason import Reason
    from channelrules.advice.sensitivity import Tip
    from channelrules.advice.shortlist import Shortlist
    from channelrules.decision.comparison import Comparison

__all__ = ["WIDTH", "render", "render_advice"]

WIDTH: Final = 100
"""The default width of a line, in columns."""

_NARROWEST: Final = 40
_ASKED_FIRST: Final = 3


def render(decision: Decision, *, lang: str | None = None, width: int = WIDTH, everything: bool = False) -> str:
    """Return a decision as plain text: the verdicts, what to do first, what was presumed, what to ask.

    Args:
        decision: the decision.
        lang: a language of the rulebook; its first where left out.
        width: of a line, in columns of a terminal, at least 40.
        everything: whether every finding is shown in full, with what is open, what is in order, every presumed fact
            with its reason, and every question.

    Raises:
        OptionError: the rulebook has no texts in this language, or is not at hand.

    Examples:
        >>> print(cr.render(decision, width=80).splitlines()[0])
        Trattoria da Gino: planned and within its means; not certain yet: 1 of 3
    """
    words = case_of(decision).knowledge.language(lang)
    return "\n".join(_lines(decision, words, max(width, _NARROWEST), everything=everything)) + "\n"


def render_advice(
    advice: Reason | Changes | Shortlist | Comparison | Sequence[Tip],
    decision: Decision,
    *,
    lang: str | None = None,
    width: int = WIDTH,
) -> str:
    """Return advice as plain text.

    Args:
        advice: what `Decision.explain`, `Decision.changes`, `Decision.shortlist`, `Decision.sensitivity` or
            `compare` returned.
        decision: the decision that it belongs to; of a comparison, the later one.
        lang: a language of the rulebook; its first where left out.
        width: of a line, in columns of a terminal, at least 40.

    Raises:
        OptionError: the rulebook has no texts in this language, or is not at hand.

    Examples:
        >>> print(cr.render_advice(decision.changes("fb"), decision).splitlines()[0])
        To bring fb (Facebook) to "helpful" or better
    """
    # Decisions are rendered without advice, so its modules are imported only here.
    from channelrules.advice.changes import Changes
    from channelrules.advice.reason import Reason
    from channelrules.advice.shortlist import Shortlist
    from channelrules.decision.comparison import Comparison
    from channelrules.rendering.advice_text import changes_lines, comparison_lines, shortlist_lines, tip_lines
    from channelrules.rendering.reason_text import reason_lines

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
        for each in wrapped(text, max(width, _NARROWEST), indent, _below(indent)) or [indent.rstrip()]
    ]
    return "\n".join(told) + "\n"


def _below(indent: str) -> str:
    # The lines of a node are indented beside the line to the next node.
    return indent.replace("├─ ", "│  ").replace("└─ ", "   ") + "  "


def _lines(decision: Decision, words: Words, width: int, *, everything: bool) -> Iterator[str]:
    yield from headline(decision, words, width)
    yield from _houses(decision, words, width)
    yield ""
    yield from verdict_table(decision.channels, words, width, everything=everything)
    yield from editions(decision, words, width, everything=everything)
    told = every_finding if everything else what_to_do
    shown, lines = told(decision, words, width)
    yield from lines
    yield from taken_for_granted(decision, shown, words, width, everything=everything)
    yield from _page_limits(decision, words, width)
    if not everything:
        yield from _counted(decision, words, width)
    yield from _doubts(decision, words, width)
    yield from _waivers(decision, words, width)
    yield from _questions(decision, words, width, everything=everything)


def _houses(decision: Decision, words: Words, width: int) -> Iterator[str]:
    for house in case_of(decision).knowledge.houses:
        yield from wrapped(words.say("house_rules", house=house.name, author=house.author), width, "")
        for off in house.switched_off:
            told = words.say("switched_off", rule=off.rule, because=off.because, by=off.by)
            yield from wrapped(told, width, "  ")


def _counted(decision: Decision, words: Words, width: int) -> Iterator[str]:
    presumed = sum(each.under_presumptions for each in decision.open)
    counts = {"clear": len(decision.clear), "presumed": presumed, "open": len(decision.open) - presumed}
    if any(counts.values()):
        key = "counted" if decision.presume else "counted_certain"
        values = {name: words.number(count) for name, count in counts.items() if decision.presume or name != "presumed"}
        yield from wrapped(words.say(key, **values), width, "")


def _page_limits(decision: Decision, words: Words, width: int) -> Iterator[str]:
    if decision.page_limits:
        said = {True: words.say("beyond"), False: words.say("within"), None: words.say("not_known")}
        yield from wrapped(words.say("page_limits"), width, "", "")
        yield f"  {', '.join(f'{each.limit}: {said[each.beyond]}' for each in decision.page_limits)}"
        yield ""


def _doubts(decision: Decision, words: Words, width: int) -> Iterator[str]:
    case = case_of(decision)
    by_network: dict[str, set[str]] = {}
    for each in decision.doubts:
        by_network.setdefault(decision.channel(each.channel).network, set()).add(each.fact)
    if not by_network:
        return
    told = []
    for network, facts in sorted(by_network.items()):
        name = next(words.network(each.id, each.name) for each in case.networks if each.id == network)
        terms = [case.knowledge.vocabulary[f"network.{fact}"] for fact in sorted(facts)]
        told.append(f"{name} ({', '.join(words.meaning(term.name, term.meaning) for term in terms)})")
    yield from wrapped(words.say("doubts", facts="; ".join(told)), width, "")


def _waivers(decision: Decision, words: Words, width: int) -> Iterator[str]:
    for use in decision.waivers:
        if use.state.value != "lifts":
            where = use.waiver.channel or words.say("company_word")
            yield from wrapped(words.say(use.state.value, rule=use.waiver.rule, where=where), width, "")


def _questions(decision: Decision, words: Words, width: int, *, everything: bool) -> Iterator[str]:
    waiting = decision.questions
    if not waiting:
        return
    yield ""
    shown = waiting if everything else waiting[:_ASKED_FIRST]
    more = len(waiting) - len(shown)
    heading = words.say("ask_first" if more else "ask_these", count=words.number(len(waiting)))
    yield from wrapped(heading, width, "", "")
    for number, each in enumerate(shown, 1):
        text = asked(case_of(decision), each.path, each.told(words.lang), words)
        yield from wrapped(f"{number}. {text} [{each.path}]", width, "  ", "     ")
