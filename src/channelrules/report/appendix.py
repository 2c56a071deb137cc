"""The appendix of a report: the rules, statements and numbers it rests on, with sources and origins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from channelrules.decision.decision import Decision, case_of
from channelrules.decision.parts import EditionDifference, EditionView, WaiverState
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.locales import Words
from channelrules.language.types import number
from channelrules.rendering.verdict_text import in_words
from channelrules.report.findings import subject_name, subjects_named
from channelrules.report.page import Appendix, Number, Quoted

__all__ = ["appendix_of"]

_SHORT: Final = 12


def appendix_of(decision: Decision, words: Words, *, names: bool) -> Appendix:
    """Return the basis of a decision, in a language.

    Args:
        decision: the decision.
        words: the language.
        names: whether persons are named: those responsible for a house or an exception.
    """
    case = case_of(decision)
    knowledge, first, translated = case.knowledge, case.knowledge.languages[0], words.tables["guidance"]
    rules = {each.id: each.rule for each in decision.findings}
    cited = sorted({cite for rule in rules.values() for cite in rule.cites})
    return Appendix(
        rules=tuple(
            Quoted(each, rule.texts[words.lang].title, words.say(rule.origin), ", ".join(rule.cites), words.lang)
            for each, rule in sorted(rules.items())
        ),
        statements=tuple(
            Quoted(
                each.id,
                words.statement(each.id, each.statement),
                words.say(each.origin),
                "",
                words.lang if each.id in translated else first,
            )
            for each in (knowledge.statements[cite] for cite in cited)
        ),
        numbers=tuple(_numbers(decision, words)),
        remarks=tuple(_remarks(decision, words)),
        version=tuple(_version(decision, words, names=names)),
    )


def _numbers(decision: Decision, words: Words) -> Iterator[Number]:
    knowledge = case_of(decision).knowledge
    for each in decision.parameters:
        meaning = words.meaning(f"param.{each.name}", knowledge.parameters[each.name].meaning)
        value = words.quantity(each.value, number(each.unit))
        whose = words.say("set_here") if each.origin == "set" else words.say(each.origin)
        source = "" if each.origin == "set" else words.source(knowledge.parameters[each.name].source)
        yield Number(meaning, value, whose, source)


def _remarks(decision: Decision, words: Words) -> Iterator[str]:
    for each in decision.editions_differ:
        yield _editions(each, decision, words)
    by_fact: dict[str, list[str]] = {}
    vocabulary = case_of(decision).knowledge.vocabulary
    for doubt in decision.doubts:
        term = vocabulary[f"network.{doubt.fact}"]
        by_fact.setdefault(words.meaning(term.name, term.meaning), []).append(doubt.channel)
    for fact, channels in by_fact.items():
        subjects = subjects_named(decision, channels, words)
        yield words.say("report.doubt", fact=fact, subjects=subjects)
    for use in decision.waivers:
        if use.state is not WaiverState.LIFTS:
            where = use.waiver.channel or words.say("company_word")
            yield words.say(use.state.value, rule=use.waiver.rule, where=where)


def _editions(each: EditionDifference, decision: Decision, words: Words) -> str:
    guidance, current = (_view(one, words) for one in (each.guidance, each.current))
    subject = subject_name(decision, each.channel, words)
    key = "report.editions_agree" if guidance == current else "report.editions_differ"
    return words.say(key, channel=subject, guidance=guidance, current=current)


def _view(view: EditionView, words: Words) -> str:
    if view.verdict is Verdict.UNDETERMINED and view.leaning is None:
        return words.either([words.verdict(each.value) for each in view.possible])
    return in_words(view, words)


def _version(decision: Decision, words: Words, *, names: bool) -> Iterator[str]:
    knowledge = case_of(decision).knowledge
    digest = knowledge.digest[:_SHORT]
    yield words.say("report.rulebook", name=knowledge.name, version=knowledge.version, digest=digest)
    for house in knowledge.houses:
        if names:
            yield words.say("house_rules", house=house.name, author=house.author)
        else:
            yield words.say("report.house", house=house.name)
        for off in house.switched_off:
            yield words.say("report.switched_off", rule=off.rule, because=off.because)
