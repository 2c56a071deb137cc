"""Advice as lines of text with their indents, not yet wrapped."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from channelrules.advice.changes import Changes, ChangeSet, Reached
from channelrules.advice.sensitivity import Tip
from channelrules.advice.shortlist import Candidate, Choice, Shortlist
from channelrules.decision.comparison import Cause, CauseSummary, Comparison, Difference, Reach, Way
from channelrules.decision.decision import Decision, case_of
from channelrules.inference.names import place_in_words, stated_in_words, subject_name
from channelrules.knowledge.locales import Words
from channelrules.language.types import number

__all__ = ["cause_in_words", "changes_lines", "comparison_lines", "shortlist_lines", "tip_lines"]

Lines = Iterator[tuple[str, str]]


def _verdicts(words: Words, names: Iterable[str]) -> str:
    return words.either([words.verdict(each) for each in names])


# --- what would change it ---


def changes_lines(changes: Changes, decision: Decision, words: Words) -> Lines:
    """Yield the sets of changes, the cheapest first."""
    case = case_of(decision)
    subject = subject_name(case, changes.subject, words)
    if changes.target is None:
        if changes.subject is None:
            now = [each.value for each in decision.company.leaning or decision.company.verdicts]
        else:
            channel = decision.channel(changes.subject)
            now = [(channel.leaning or channel.verdict).value]
        yield "", words.say("none_better", subject=subject, verdict=_verdicts(words, now))
        return
    verdict = words.verdict(changes.target.value)
    if not changes.sets:
        if changes.awaits_facts:
            yield "", words.say("awaits", subject=subject, verdict=verdict)
        else:
            what = words.listed([_in_the_way(each, decision, words) for each in changes.in_the_way])
            yield "", words.say("in_the_way", subject=subject, verdict=verdict, what=what)
        if changes.asks:
            asked = [place_in_words(case, each, words) for each in changes.asks]
            yield "  ", words.say("asks_first", what=words.listed(asked))
        return
    key = "changes_company" if changes.subject is None else "changes_to"
    yield "", words.say(key, subject=subject, verdict=verdict) if changes.subject else words.say(key, verdict=verdict)
    for place, each in enumerate(changes.sets, 1):
        yield from _set(place, each, words)
    if not changes.complete:
        yield "  ", words.say("there_may_be_more")


def _in_the_way(name: str, decision: Decision, words: Words) -> str:
    rule = case_of(decision).knowledge.rules.get(name)
    if rule is None:
        return place_in_words(case_of(decision), name, words)
    return f"{words.in_sentence(rule.texts[words.lang].title)} [{rule.id}]"


def _quarters(hours: float) -> float:
    """Return hours rounded to quarters; less than a quarter is rounded up."""
    quarters = round(hours * 4) or math.ceil(hours * 4)
    return quarters // 4 if quarters % 4 == 0 else quarters / 4


def _set(place: int, each: ChangeSet, words: Words) -> Lines:
    hours = words.quantity(_quarters(each.effort), number("hours"))
    reached = each.possible if each.certain else each.leaning
    then = words.say("reaches", verdicts=_verdicts(words, [which.value for which in reached]))
    if each.reached is Reached.PRESUMED:
        then = words.say("presumed_value", value=then)
    yield "  ", f"{place}. {words.say('effort', effort=hours)}; {then}"
    for change in each.changes:
        yield "     ", f"→ {change.told(words.lang)}"


# --- sensitivity ---


def tip_lines(tips: Sequence[Tip], decision: Decision, words: Words) -> Lines:
    """Yield the numbers on which a verdict depends."""
    if not tips:
        yield "", words.say("hangs_on_none")
        return
    yield "", words.say("own_numbers")
    for tip in tips:
        parameter = case_of(decision).knowledge.parameters[tip.parameter]
        type_ = parameter.term.type
        below = ("up_to" if tip.reached else "below_word"), ("from_on" if tip.reached else "above_word")
        side = words.say(below[0] if tip.side == "below" else below[1])
        meaning = words.meaning(f"param.{tip.parameter}", parameter.meaning)
        yield (
            "  ",
            words.say(
                "hangs_on",
                parameter=meaning,
                value=words.describe(tip.value, type_),
                side=side,
                at=words.amount(tip.at, type_),
                verdicts=_verdicts(words, [each.value for each in (tip.possible if tip.certain else tip.leaning)]),
            ),
        )


# --- what to keep ---


def shortlist_lines(chosen: Shortlist, decision: Decision, words: Words) -> Lines:
    """Yield a shortlist: what is kept, why, what the runner-up lost by, and the choice for each number of pages."""
    currency = case_of(decision).profile.company.currency
    kept = words.listed(list(chosen.kept)) if chosen.kept else words.say("keep_none")
    yield "", f"{words.say('shortlist')}: {kept}"
    yield "  ", words.say("limits", limits=_limits(chosen, words, currency))
    yield "", ""
    for each in chosen.candidates:
        mark = "✓" if each.id in chosen.kept else "·"
        yield "  ", f"{mark} {subject_name(case_of(decision), each.id, words)}: {_worth(each, words)}"
        yield "      ", _takes(each.hours, each.pages, each.cost, words, currency)
        if each.assumed:
            assumed = words.listed([words.say(f"{name}_word") for name in each.assumed])
            yield "      ", words.say("assumed", what=assumed)
        if each.up_to > each.gain:
            verdict, points = words.verdict(each.verdict.value), words.number(each.up_to)
            key = "could_be_worth_leaning" if each.counts_as == "leaning" else "could_be_worth"
            yield "      ", words.say(key, verdict=verdict, points=points)
    yield "", ""
    yield "", _runner_up(chosen, words)
    yield "", words.say("by_pages")
    for row in chosen.by_pages:
        yield "  ", f"{row.pages}: {_kept(row.choice, words)}"
    verdicts = _verdicts(words, [each.value for each in chosen.company_leaning])
    yield "", words.say("company_then", verdicts=verdicts)


def _limits(chosen: Shortlist, words: Words, currency: str | None) -> str:
    limits = chosen.limits
    told = []
    if limits.hours is not None:
        told.append(words.say("hours_a_week", hours=words.quantity(limits.hours, number("hours"))))
    if limits.pages is not None:
        told.append(words.say("pages_limit", count=words.number(limits.pages)))
    if limits.budget is not None:
        told.append(words.say("budget_limit", money=words.quantity(limits.budget, number("money"), currency)))
    return ", ".join(told) or words.say("no_limit")


def _worth(each: Candidate, words: Words) -> str:
    parts = {
        "points": each.gain,
        "verdict": each.from_verdict,
        "degree": each.from_degree,
        "returned": each.from_return,
    }
    return words.say("worth", **{name: words.number(value) for name, value in parts.items()})


def _takes(hours: float, pages: int, cost: float, words: Words, currency: str | None) -> str:
    return words.say(
        "takes",
        hours=words.quantity(hours, number("hours")),
        pages=words.number(pages),
        cost=words.quantity(cost, number("money"), currency),
    )


def _kept(choice: Choice | None, words: Words) -> str:
    if choice is None:
        return words.say("cannot_hold")
    return words.listed(list(choice.kept)) if choice.kept else words.say("nothing")


def _runner_up(chosen: Shortlist, words: Words) -> str:
    if chosen.runner_up is None or chosen.lost_by is None:
        return words.say("no_runner_up")
    kept = _kept(chosen.runner_up, words)
    if not chosen.runner_up.kept:
        return words.say("runner_up_none", points=words.number(chosen.lost_by))
    if round(chosen.lost_by, 2):
        return words.say("runner_up", kept=kept, points=words.number(chosen.lost_by))
    more = words.quantity(chosen.runner_up.hours - chosen.best.hours, number("hours"))
    return words.say("runner_up_hours", kept=kept, hours=more)


# --- what changed ---


def comparison_lines(comparison: Comparison, words: Words) -> Lines:
    """Yield what changed between two decisions, and why."""
    before, after = comparison.before, comparison.after
    yield (
        "",
        words.say(
            "compared",
            company=after.company.name,
            before=words.date(before.as_of),
            after=words.date(after.as_of),
        ),
    )
    if not comparison.verdicts and not comparison.findings:
        yield "", words.say("nothing_changed")
    if comparison.verdicts:
        yield "", ""
        yield "", words.say("verdicts_changed")
        for each in comparison.verdicts:
            yield "  ", _difference(each, comparison, words)
            yield "    ", _causes(each, comparison, words)
    if comparison.findings:
        yield "", ""
        yield "", words.say("findings_changed")
        for cause in comparison.by_cause:
            if cause.findings:
                yield from _brought_about(cause, comparison, words)


_LISTED = 5
"""How many findings are listed one by one under their cause; with more, only new ones are listed."""


def _brought_about(summary: CauseSummary, comparison: Comparison, words: Words) -> Lines:
    """Yield the effect of one cause: the counts, and the details."""
    if summary.cause is None:
        kinds = words.listed([words.say(_KINDS[kind]) for kind in summary.together])
        yield "  ", words.say("together", what=kinds)
    else:
        yield "  ", words.say("because_of_cause", cause=cause_in_words(summary.cause, comparison, words))
    counts = (
        ("came_count", summary.came),
        ("went_count", summary.went),
        ("settled_count", summary.settled),
        ("opened_count", summary.opened),
    )
    yield "    ", ", ".join(words.say(key, count=words.number(count)) for key, count in counts if count)
    few = len(summary.findings) <= _LISTED
    for each in summary.findings:
        if few or each.way is Way.CAME:
            yield "      ", _difference(each, comparison, words)


def _difference(each: Difference, comparison: Comparison, words: Words) -> str:
    subject = _named_in(comparison, each.subject, words)
    if each.rule is None:
        sides = [_verdicts(words, side) if side else words.say("none_word") for side in (each.before, each.after)]
        return f"{subject}: {sides[0]} → {sides[1]}"
    told = {"open": "is_open"}
    said = [words.say(told.get(side[0], side[0]) if side else "clear") for side in (each.before, each.after)]
    known = [case_of(one).knowledge.rules.get(each.rule) for one in (comparison.after, comparison.before)]
    rule = next((one for one in known if one is not None), None)
    title = rule.texts[words.lang].title if rule else each.rule
    return f"{subject}: {title} [{each.rule}]: {said[0]} → {said[1]}"


_KINDS = {
    Reach.COMPANY: "company_facts",
    Reach.CONFIRMED: "confirmed_word",
    Reach.CORRECTED: "corrected_word",
    Reach.PRESUMPTIONS: "presumptions_word",
    Reach.NETWORKS: "network_facts",
    Reach.RULES: "rules_word",
    Reach.PARAMETERS: "parameters_word",
}


def _named_in(comparison: Comparison, subject: str | None, words: Words) -> str:
    cases = [case_of(each) for each in (comparison.after, comparison.before)]
    return subject_name(next((each for each in cases if subject in each.positions), cases[0]), subject, words)


def _causes(each: Difference, comparison: Comparison, words: Words) -> str:
    if each.causes:
        causes = [cause_in_words(one, comparison, words) for one in each.causes]
        return words.say("because_of", what=words.either(causes))
    kinds = [words.say(_KINDS[kind]) for kind in each.together]
    return words.say("together", what=words.listed(kinds))


def cause_in_words(cause: Cause, comparison: Comparison, words: Words) -> str:
    """Return a change: its name, and the values before and after."""
    before, after = (case_of(each) for each in (comparison.before, comparison.after))
    if cause.kind is Reach.NETWORKS:
        network = next((each for case in (after, before) for each in case.networks if each.id == cause.name), None)
        name = words.network(network.id, network.name) if network else cause.name
    elif cause.kind is Reach.RULES:
        rule = after.knowledge.rules.get(cause.name) or before.knowledge.rules.get(cause.name)
        name = f"{words.in_sentence(rule.texts[words.lang].title)} [{cause.name}]" if rule else cause.name
    elif cause.kind is Reach.PARAMETERS:
        parameter = after.knowledge.parameters.get(cause.name) or before.knowledge.parameters.get(cause.name)
        name = f"{words.meaning(f'param.{cause.name}', parameter.meaning)} [{cause.name}]" if parameter else cause.name
    else:
        name = place_in_words(after, cause.name, words)
    told = ((before, cause.before), (after, cause.after))
    sides = [stated_in_words(case, cause.name, side, words) for case, side in told]
    return f"{name} ({sides[0]} → {sides[1]})"
