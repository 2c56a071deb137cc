"""Checks of a whole rulebook, beyond what a single file can show.

Each check is a small function from knowledge to problems.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from channelrules.errors import ChannelRulesError, RulebookError, did_you_mean
from channelrules.facts.measure import order_of
from channelrules.facts.vocabulary import ALWAYS_STATED
from channelrules.knowledge.examples import equivalents, examples_of, presumption_examples
from channelrules.knowledge.files import MAX_FOLDER_PROBLEMS
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.presumptions_loader import FILE as PRESUMPTIONS
from channelrules.knowledge.rule import Rule
from channelrules.knowledge.strata import strata
from channelrules.language.nodes import names_in

__all__ = ["check"]

MAX_CHAIN: Final = 40
"""How long a chain of measures may be."""

MAX_WAYS: Final = 2_000
"""How many measures the explanation of one may name, counted with repetitions."""

_OUTCOMES: Final = ("fires", "clear", "open")


def check(knowledge: Knowledge, *, presumptions: bool = True) -> list[ChannelRulesError]:
    """Return the problems of a rulebook whose files are each valid, the first two hundred of them.

    Args:
        knowledge: what the files say.
        presumptions: whether presumptions are compared with each other, which takes most of the time.
    """
    found = chain(
        _citations(knowledge),
        _effects(knowledge),
        _unused(knowledge),
        _presumptions(knowledge) if presumptions else (),
        _conclusions(knowledge),
        _depth(knowledge),
        _words(knowledge),
        _parameters(knowledge),
        _examples(knowledge),
        _presumption_examples(knowledge),
        _equivalents(knowledge),
        _asides(knowledge),
    )
    return list(islice(found, MAX_FOLDER_PROBLEMS))


def _asides(knowledge: Knowledge) -> list[ChannelRulesError]:
    from channelrules.knowledge.advice_settings import problems_of_asides  # which loading does without

    return problems_of_asides(knowledge)


def _file(rule: Rule) -> str:
    return f"{rule.topic}/{rule.id}.toml"


def _citations(knowledge: Knowledge) -> Iterator[RulebookError]:
    citing = chain(
        ((_file(rule), "cites", rule.cites) for rule in knowledge.rules.values()),
        (("measures.toml", name, measure.cites) for name, measure in knowledge.measures.items()),
        (("parameters.toml", name, parameter.cites) for name, parameter in knowledge.parameters.items()),
        (("presumptions.toml", each.id, each.cites) for each in knowledge.presumptions),
        (("verdicts.toml", row.verdict, row.cites) for row in knowledge.channel_verdicts + knowledge.company_verdicts),
        (
            (f"networks/{network.id}.toml", attribute, fact.cites)
            for network in knowledge.networks.values()
            for facts in network.facts.values()
            for attribute, several in facts.items()
            for fact in several
        ),
    )
    for file, path, cites in citing:
        for cited in cites:
            if cited not in knowledge.statements:
                hint = did_you_mean(cited, knowledge.statements)
                yield RulebookError(f"there is no statement '{cited[:20]}'", file=file, path=path, hint=hint)
    for rule in knowledge.rules.values():
        if not rule.cites:
            yield RulebookError("a rule cites a statement of the guidance", file=_file(rule), path="cites")
        for law in rule.cites:
            if law in knowledge.statements and knowledge.statements[law].kind == "law":
                message = f"{law} is a law: it binds the rule set, and no rule fires for it"
                yield RulebookError(message, file=_file(rule), path="cites")


def _effects(knowledge: Knowledge) -> Iterator[RulebookError]:
    for rule in knowledge.active_rules:
        if rule.kind == "must" and rule.scope == "channel" and rule.effect is None:
            message = "a must blocks an asset: say effect = 'blocks_asset', 'helpful' or 'whim'"
            yield RulebookError(message, file=_file(rule), path="effect")
        if rule.kind == "definition" and not rule.concludes:
            yield RulebookError(
                "a definition concludes a name: this key is missing", file=_file(rule), path="concludes"
            )


def _presumptions(knowledge: Knowledge) -> Iterator[RulebookError]:
    from channelrules.knowledge.lint_presumptions import problems_of_presumptions  # which loading does without

    yield from problems_of_presumptions(knowledge, _used(knowledge))


def _used(knowledge: Knowledge) -> set[str]:
    """Return every name that rules, verdict tables and texts rest on, through measures too."""
    used: set[str] = set()
    for rule in knowledge.active_rules:
        used |= knowledge.uses(rule)
        for text in rule.texts.values():
            used |= set(text.placeholders())
    for row in knowledge.channel_verdicts + knowledge.company_verdicts:
        used |= set(names_in(row.node))
    used |= _ALWAYS_USED
    waiting = [name for name in used if name in knowledge.measures]
    while waiting:
        below = set(names_in(knowledge.measures[waiting.pop()].node)) - used
        used |= below
        waiting += [name for name in below if name in knowledge.measures]
    return used


def _unused(knowledge: Knowledge) -> Iterator[RulebookError]:
    used = _used(knowledge) | {name for each in knowledge.presumptions for name in each.reads}
    waiting = [name for name in used if name in knowledge.measures]
    while waiting:
        below = set(names_in(knowledge.measures[waiting.pop()].node)) - used
        used |= below
        waiting += [name for name in below if name in knowledge.measures]
    # A rule that a house switches off may leave something unused; that is not an error.
    added = frozenset[str]().union(*(house.added for house in knowledge.houses))

    def asked(name: str) -> bool:
        return name not in used and (not knowledge.houses or name.removeprefix("param.") in added)

    for name in knowledge.measures:
        if asked(name):
            yield RulebookError("nothing uses this measure", file="measures.toml", path=name)
    for parameter in knowledge.parameters.values():
        if asked(parameter.term.name):
            yield RulebookError("nothing uses this parameter", file="parameters.toml", path=parameter.name)
    for rule in knowledge.active_rules:
        if rule.concludes and rule.concludes not in used and (not knowledge.houses or rule.id in added):
            yield RulebookError("nothing uses this conclusion", file=_file(rule), path="concludes")


_ALWAYS_USED: Final = frozenset(
    {
        "channel.in_use",
        "channel.degree",
        "channel.pace_kept",
        "channel.growth_kept",
        "param.network_fact_days",
        "param.new_plan_days",
        "param.first_content_days",
        "param.page_limits_shown",
    }
)
"""Names that every decision or its advice shows, besides those that rules name."""


def _conclusions(knowledge: Knowledge) -> Iterator[RulebookError]:
    try:
        strata(knowledge)
    except RulebookError as error:
        yield error
    concluded = {rule.concludes for rule in knowledge.active_rules if rule.concludes}
    for name, measure in knowledge.measures.items():
        for used in names_in(measure.node):
            if used in concluded:
                message = f"a measure is computed before any rule: it cannot use the conclusion '{used}'"
                yield RulebookError(message, file="measures.toml", path=name)
    for scope, rows in knowledge.verdict_tables.items():
        for place, row in enumerate(rows):
            for used in set(names_in(row.node)) & concluded:
                if scope == "company" or not used.startswith("channel."):
                    message = f"a verdict looks at what rules do, at facts and measures, not at the conclusion '{used}'"
                    yield RulebookError(message, file="verdicts.toml", path=f"{scope}[{place}].when")


def _depth(knowledge: Knowledge) -> Iterator[RulebookError]:
    # Columns, questions and explanations follow dependencies from name to name.
    depth: dict[str, int] = {}
    ways: dict[str, int] = {}
    for name in order_of({name: names_in(each.node) for name, each in knowledge.measures.items()}, "measures"):
        measure = knowledge.measures.get(name)
        if measure is not None:
            depth[name] = 1 + max((depth.get(each, 0) for each in names_in(measure.node)), default=0)
            if depth[name] == MAX_CHAIN + 1:
                message = f"measures rest on each other at most {MAX_CHAIN} deep"
                yield RulebookError(message, file="measures.toml", path=name)
            ways[name] = 1 + sum(ways.get(each, 0) for each in names_in(measure.node))
            if ways[name] > MAX_WAYS:
                message = f"an explanation of this measure has more than {MAX_WAYS:,} parts: so many rest on each other"
                yield RulebookError(message, file="measures.toml", path=name)
                ways[name] = 1


def _words(knowledge: Knowledge) -> Iterator[RulebookError]:
    from channelrules.knowledge.lint_words import problems_of_words  # with Babel, which loading does without

    yield from problems_of_words(knowledge)
    if not any(row.when == "true" for row in knowledge.channel_verdicts[-1:]):
        yield RulebookError("the last row is for the rest: when = 'true'", file="verdicts.toml", path="channel")


def _parameters(knowledge: Knowledge) -> Iterator[RulebookError]:
    for name, parameter in knowledge.parameters.items():
        if not parameter.low <= parameter.value <= parameter.high:
            message = f"{parameter.value:g} is not between {parameter.low:g} and {parameter.high:g}"
            yield RulebookError(message, file="parameters.toml", path=f"{name}.value")


def _examples(knowledge: Knowledge) -> Iterator[RulebookError]:
    for rule in knowledge.active_rules:
        try:
            examples = examples_of(knowledge, rule)
        except RulebookError as error:
            yield error
            continue
        can_be_open = any(name in knowledge.facts and name not in ALWAYS_STATED for name in knowledge.uses(rule))
        for outcome in _OUTCOMES if can_be_open else _OUTCOMES[:2]:
            if not any(getattr(example, outcome) for example in examples):
                yield RulebookError(f"no example shows the outcome '{outcome}'", file=_file(rule), path="example")


def _presumption_examples(knowledge: Knowledge) -> Iterator[RulebookError]:
    try:
        examples = presumption_examples(knowledge)
    except RulebookError as error:
        yield error
        return
    shown = {name for example in examples for facts in example.presumed.values() for name in facts}
    for name in dict.fromkeys(each.fact for each in knowledge.presumptions if each.origin != "house"):
        if name not in shown:
            yield RulebookError("no example shows what is presumed of this fact", file=PRESUMPTIONS, path=name)


def _equivalents(knowledge: Knowledge) -> Iterator[RulebookError]:
    try:
        equivalents(knowledge)
    except RulebookError as error:
        yield error
