"""Verdicts as lines of text: the headline, the table of channels, and what the two editions say."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

from channelrules.decision.decision import Decision, case_of
from channelrules.decision.parts import EditionDifference, EditionView
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.locales import Words
from channelrules.knowledge.network import Edition, NetworkFact
from channelrules.language.nodes import Value
from channelrules.rendering.page import columns, padded, wrapped

__all__ = ["company_in_words", "editions", "headline", "headline_text", "in_words", "verdict_table", "when_of"]

_FACTS_SHOWN = 2
_EARLY_MONTHS = 3
_MOST_ROWS = 12


def in_words(decided: ChannelDecision | EditionView, words: Words) -> str:
    """Return a verdict in words: a leaning is marked as one."""
    if decided.leaning is not None:
        return words.say("leaning", verdict=words.verdict(decided.leaning.value))
    return words.verdict(decided.verdict.value)


def company_in_words(company: CompanyDecision, words: Words) -> str:
    """Return a company's verdicts in words, within a sentence: a leaning is marked as one."""
    certain = _names(company.verdicts, words)
    leaning = _names((each for each in company.leaning if each not in company.verdicts), words)
    told = [*certain, *(words.say("leaning", verdict=each) for each in leaning)]
    return words.listed(told) if told else words.verdict(CompanyVerdict.UNDETERMINED.value)


# --- the company ---


def headline(decision: Decision, words: Words, width: int) -> Iterator[str]:
    """Yield the company's verdict, without praise where it is open, and the edition of network facts."""
    yield from wrapped(f"{decision.company.name}: {headline_text(decision, words)}", width, "")
    told = words.say("as_of", day=words.date(decision.as_of), edition=words.say(decision.edition.value))
    yield from wrapped(told if decision.presume else f"{told}; {words.say('nothing_presumed')}", width, "")


def headline_text(decision: Decision, words: Words) -> str:
    """Return the company's verdict in one sentence, and the number of channels without a certain one."""
    parts = list(_company(decision, words))
    judged = [each for each in decision.channels if each.verdict is not Verdict.OUT_OF_USE]
    uncertain = [each for each in judged if each.verdict is Verdict.UNDETERMINED]
    if len(judged) == 1 and uncertain:
        parts.append(words.say("channel_uncertain"))
    elif uncertain:
        counts = {"count": words.number(len(uncertain)), "all": words.number(len(judged))}
        parts.append(words.say("channels_uncertain", **counts))
    return "; ".join(parts)


def _company(decision: Decision, words: Words) -> Iterator[str]:
    company = decision.company
    said = words.listed(_names(company.verdicts, words))
    further = [each for each in company.leaning if each not in company.verdicts]
    if company.verdicts:
        yield said
        if further:
            yield words.say("taken_to_be_too", verdicts=words.listed(_names(further, words)))
        return
    if company.leaning:
        yield words.say("taken_to_be", verdicts=words.listed(_names(company.leaning, words)))
        rest = [each for each in company.possible if each not in company.leaning]
        if rest:
            yield words.say("could_still_be", verdicts=words.either(_names(rest, words)))
        return
    yield words.say("not_settled", verdicts=words.either(_names(company.possible, words)))


def _names(verdicts: Iterable[Verdict | CompanyVerdict], words: Words) -> list[str]:
    return [words.verdict(each.value) for each in verdicts]


# --- the channels ---


def verdict_table(channels: Sequence[ChannelDecision], words: Words, width: int, *, everything: bool) -> Iterator[str]:
    """Yield a line for each channel: its verdict or leaning, what to do, and what it could still be.

    Of many channels, those with the same results share a line, unless everything is shown.
    """
    if not channels:
        yield words.say("no_channels")
        yield ""
        return
    yield from (_shared if len(channels) > _MOST_ROWS and not everything else _rows)(channels, words, width)
    if any(each.leaning is not None for each in channels):
        yield from wrapped(words.say("leaning_means"), width, "  ", "  ")
    yield ""


def _rows(channels: Sequence[ChannelDecision], words: Words, width: int) -> Iterator[str]:
    left = max(columns(each.id) for each in channels)
    middle = max(columns(in_words(each, words)) for each in channels)
    for each in channels:
        head = f"  {padded(each.id, left)}  {padded(in_words(each, words), middle)}  "
        yield from wrapped(head + _does(each, words), width, "", " " * columns(head)) or [head.rstrip()]


def _shared(channels: Sequence[ChannelDecision], words: Words, width: int) -> Iterator[str]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in channels:
        groups.setdefault((in_words(each, words), _does(each, words)), []).append(each.id)
    middle = max(columns(verdict) for verdict, _ in groups)
    for (verdict, does), ids in groups.items():
        count = words.say("channels_alike", count=words.number(len(ids)), ids=", ".join(ids))
        head = f"  {padded(verdict, middle)}  "
        yield from wrapped(f"{head}{does}. {count}" if does else head + count, width, "", " " * columns(head))


def _does(channel: ChannelDecision, words: Words) -> str:
    parts = [words.say("then").join(words.action(action) for action in channel.actions)]
    if channel.verdict is Verdict.UNDETERMINED:
        rest = _names((each for each in channel.possible if each is not channel.leaning), words)
        parts.append(
            words.say("could_be" if channel.leaning is None else "could_still_be", verdicts=words.either(rest))
        )
    if channel.degree.value is not None:
        parts.append(words.say("degree", degree=words.percent(channel.degree.value)))
    return "; ".join(each for each in parts if each)


# --- the two editions ---


def editions(decision: Decision, words: Words, width: int, *, everything: bool) -> Iterator[str]:
    """Yield both verdicts of each channel on which the editions disagree, and the facts behind it."""
    if not decision.editions_differ:
        return
    for each in decision.editions_differ:
        yield from _difference(each, case_of(decision), words, width, everything=everything)
    yield ""


def _difference(each: EditionDifference, case: Case, words: Words, width: int, *, everything: bool) -> Iterator[str]:
    facts = list(_facts(each, case))
    when = when_of(max((was.as_of for _, was, _ in facts), default=case.day), words)
    guidance, current = (_view(one, words) for one in (each.guidance, each.current))
    agree = guidance == current
    if agree:
        said = words.say("editions_agree", channel=each.channel, guidance=guidance, when=when)
    else:
        said = words.say("editions_differ", channel=each.channel, guidance=guidance, when=when, current=current)
    yield from wrapped(f"! {said}", width, "")
    told = [_fact(name, was, now, words) for name, was, now in (facts if everything else facts[:_FACTS_SHOWN])]
    if told:
        yield from wrapped("; ".join(told), width, "  ", "  ")
    if everything or agree:
        yield from _only("only_by_guidance", each.guidance, each.current, case, words, width)
        yield from _only("only_by_current", each.current, each.guidance, case, words, width)


def _only(key: str, one: EditionView, other: EditionView, case: Case, words: Words, width: int) -> Iterator[str]:
    rules = case.knowledge.rules
    only = [rules[rule].texts[words.lang].title for rule in one.findings if rule not in other.findings]
    if only:
        yield from wrapped(words.say(key, titles="; ".join(only)), width, "  ")


def _view(view: EditionView, words: Words) -> str:
    told = in_words(view, words)
    if view.verdict is not Verdict.UNDETERMINED or view.leaning is not None:
        return told
    return f"{told} ({words.say('could_be', verdicts=words.either(_names(view.possible, words)))})"


def _facts(each: EditionDifference, case: Case) -> Iterator[tuple[str, NetworkFact, NetworkFact | None]]:
    """Yield the facts about a network on which the difference between the editions rests."""
    network, rules = case.networks[case.positions[each.channel]], case.knowledge.rules
    differing = [rules[rule].node for rule in sorted({*each.guidance.findings} ^ {*each.current.findings})]
    below = case.compiled.below(*(differing or [rule.node for rule in case.rules.channel]))
    for name in NETWORK_FACTS:
        was = network.fact(name, Edition.GUIDANCE, case.day)
        now = network.fact(name, Edition.CURRENT, case.day)
        if f"network.{name}" in below and was is not None and was.cites and _value(was) != _value(now):
            yield name, was, now


def _value(fact: NetworkFact | None) -> Value | None:
    return None if fact is None else fact.value


def _fact(name: str, was: NetworkFact, now: NetworkFact | None, words: Words) -> str:
    spec = NETWORK_FACTS[name]

    def said(fact: NetworkFact) -> str:
        return words.describe(fact.value, spec.type, fact=f"network.{name}")

    meaning = words.meaning(f"network.{name}", spec.meaning)
    today = (
        words.say("not_known") if now is None else words.say("as_of_day", value=said(now), day=words.date(now.as_of))
    )
    return words.say("then_and_now", fact=meaning, was=said(was), when=when_of(was.as_of, words), now=today)


def when_of(day: datetime.date, words: Words) -> str:
    """Return a day of the guidance in words: early in a year, or the day itself."""
    if day.month <= _EARLY_MONTHS:
        return words.say("early", year=f"{day:%Y}")
    return words.date(day)
