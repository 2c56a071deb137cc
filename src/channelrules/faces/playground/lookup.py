"""The methods that look up rules, networks and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from channelrules.decision.rulebook import Rulebook
from channelrules.faces.playground.faults import Refused
from channelrules.faces.playground.fragments import fragment, outline
from channelrules.faces.playground.messages_bench import Page, RuleEntry, RuleIndex
from channelrules.faces.playground.state import SessionState
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.locales import Words
from channelrules.knowledge.network import Edition, Network, NetworkFact
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.rule import Rule
from channelrules.rendering.conditions import condition_in_words
from channelrules.rendering.presumption_page import said_of, why_of
from channelrules.rendering.samples import of_any_company
from channelrules.report.page import Why

__all__ = ["Lookup"]


@attrs.frozen
class Section:
    """A part of a page: its heading, a list, and what is shown as it is written."""

    heading: str
    nodes: tuple[Why, ...] = ()
    code: str = ""


@attrs.frozen
class Lookup:
    """The methods that look something up; none of them needs a company.

    Attributes:
        state: of the session.
    """

    state: SessionState

    def index(self) -> RuleIndex:
        """Return every rule, network and parameter, with the words that it is found by."""
        words, book = self.state.words, self.state.book
        return RuleIndex((*_rules(book, words), *_networks(book, words), *_parameters(book, words)))

    def page(self, kind: str, id: str) -> Page:  # noqa: A002 - the field is called so everywhere
        """Return what the rulebook says of an entry of the index, by its kind and id."""
        words, book = self.state.words, self.state.book
        if kind == "rule" and id in book.rules:
            rule = book.rules[id]
            head = {"kind": words.say(f"kind_{rule.kind}"), "origin": words.say(rule.origin)}
            told = words.say("rule_head", **head, scope=words.say(f"scope_{rule.scope}"))
            return self._page(kind, id, rule.texts[words.lang].title, told, _of_rule(book, rule, words))
        if kind == "network" and id in book.networks:
            network = book.networks[id]
            told = words.say(f"page.kind_{network.kind}")
            return self._page(kind, id, _capital(words.network(id, network.name)), told, _of_network(network, words))
        if kind == "parameter" and id in book.parameters:
            parameter = book.parameters[id]
            told = words.quantity(parameter.value, parameter.term.type)
            title = _capital(words.meaning(f"param.{id}", parameter.meaning))
            return self._page(kind, id, title, told, _of_parameter(book, parameter, words))
        raise Refused("fault_option", "option")

    def _page(self, kind: str, id: str, title: str, head: str, sections: Iterable[Section]) -> Page:  # noqa: A002 - as above
        html = fragment("page", self.state.words, id=id, head=head, sections=tuple(sections))
        return Page(kind, id, title, html)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- the list ---


def _rules(book: Rulebook, words: Words) -> Iterator[RuleEntry]:
    for rule in book.rules.values():
        text = rule.texts[words.lang]
        beside = f"{words.say(f'kind_{rule.kind}')}, {words.say(rule.origin)}"
        search = (rule.id, text.title, text.finding or "", text.remedy or "", *rule.cites)
        yield RuleEntry("rule", rule.id, text.title, beside, _searched(search))


def _networks(book: Rulebook, words: Words) -> Iterator[RuleEntry]:
    for each in book.networks.values():
        name = _capital(words.network(each.id, each.name))
        search = (each.id, each.name, name, *each.aliases)
        yield RuleEntry("network", each.id, name, words.say(f"page.kind_{each.kind}"), _searched(search))


def _parameters(book: Rulebook, words: Words) -> Iterator[RuleEntry]:
    for each in book.parameters.values():
        said = _capital(words.meaning(f"param.{each.name}", each.meaning))
        value = words.quantity(each.value, each.term.type)
        yield RuleEntry("parameter", each.name, said, value, _searched((each.name, said, *each.cites)))


def _searched(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(each.casefold().replace("_", " ") for each in texts if each))


# --- a rule ---


def _of_rule(book: Rulebook, rule: Rule, words: Words) -> Iterator[Section]:
    text = rule.texts[words.lang]
    of_any = [of_any_company(each, words, book.knowledge.vocabulary) for each in (text.finding, text.remedy) if each]
    told = [*of_any, *([text.in_order] if text.in_order else [])]
    yield Section(words.say("page.section_tells"), _flat([*_does(rule, words), *told]))
    cited = (book.statements[each] for each in rule.cites)
    yield Section(
        words.say("page.section_cites"),
        _flat(f"{each.id}: {words.statement(each.id, each.statement)} ({words.say(each.origin)})" for each in cited),
    )
    conditions = condition_in_words(rule.node, book.knowledge.vocabulary, words)
    yield Section(
        words.say("page.section_when"),
        outline(_bullets(conditions)),
        "\n".join(line.strip() for line in rule.when.strip().splitlines()),
    )
    names = sorted(book.knowledge.uses(rule))
    numbers = [book.parameters[each.removeprefix("param.")] for each in names if each.startswith("param.")]
    if numbers:
        yield Section(_capital(words.say("rule_parameters")), _flat(_number(each, words) for each in numbers))
    measures = [(each, book.knowledge.measures[each]) for each in names if each in book.knowledge.measures]
    if measures:
        said = (words.meaning(name, each.term.meaning) for name, each in measures)
        yield Section(_capital(words.say("rule_measures")), _flat(said))
    presumed = book.presumptions_under(rule)
    if presumed:
        said = (f"{said_of(book, each, words)} ({why_of(each, words)})" for each in presumed)
        yield Section(_capital(words.say("rule_presumptions")), _flat(said))
    yield Section(words.say("page.section_examples"), _flat(each.name for each in book.examples(rule)))


def _does(rule: Rule, words: Words) -> Iterator[str]:
    if rule.effect:
        yield f"{_capital(words.say('rule_effect'))}: {words.say(f'effect_{rule.effect}')}"
    if rule.action:
        yield f"{_capital(words.say('rule_action'))}: {words.action(rule.action)}"
    if not rule.waivable:
        yield _capital(words.say("cannot_be_waived"))
    if rule.retired:
        yield _capital(words.say("no_longer_in_force", why=rule.retired))


def _flat(texts: Iterable[str]) -> tuple[Why, ...]:
    return tuple(Why(each) for each in texts)


def _bullets(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a Markdown list as text with its indent; what it marks as code stands as it is."""
    for line in lines:
        indent, _, text = line.partition("* ")
        yield indent, text.replace("`", "").replace("*", "")


# --- a network ---


def _of_network(network: Network, words: Words) -> Iterator[Section]:
    if network.aliases:
        names = ", ".join(each.replace("_", " ") for each in network.aliases)
        yield Section(words.say("page.section_names"), _flat([names]))
    for edition in Edition:
        held = network.facts.get(edition, {})
        facts = [Why(_fact(name, each, words), _flat([_whose(each, words)])) for name in held for each in held[name]]
        if facts:
            yield Section(_capital(words.say(f"networks_{edition.value}")), tuple(facts))


def _fact(attribute: str, fact: NetworkFact, words: Words) -> str:
    name = f"network.{attribute}"
    meaning = _capital(words.meaning(name, NETWORK_FACTS[attribute].meaning))
    days = (("networks_since", fact.valid_from), ("networks_until", fact.valid_to))
    span = ", ".join(words.say(key, day=words.date(day)) for key, day in days if day)
    value = words.describe(fact.value, NETWORK_FACTS[attribute].type, fact=name)
    return f"{meaning}: {value} ({span})" if span else f"{meaning}: {value}"


def _whose(fact: NetworkFact, words: Words) -> str:
    day = words.date(fact.as_of)
    if fact.cites:
        return words.say("networks_cited", cites=", ".join(fact.cites), day=day)
    source = words.source(fact.source or "")
    if fact.origin == "ours":
        return words.say("networks_ours", source=source, day=day)
    return words.say("networks_graded", source=source, grade=fact.grade or "–", day=day)


# --- a number ---


def _of_parameter(book: Rulebook, parameter: Parameter, words: Words) -> Iterator[Section]:
    yield Section(words.say("page.section_value"), _flat([_number(parameter, words)]))
    type_ = parameter.term.type
    span = words.say("from_to", low=words.quantity(parameter.low, type_), high=words.quantity(parameter.high, type_))
    yield Section(words.say("page.section_range"), _flat([span]))
    resting = (each for each in book.knowledge.active_rules if f"param.{parameter.name}" in book.knowledge.uses(each))
    yield Section(
        words.say("page.section_rules"), _flat(f"{each.texts[words.lang].title} [{each.id}]" for each in resting)
    )


def _number(parameter: Parameter, words: Words) -> str:
    value = words.quantity(parameter.value, parameter.term.type)
    # "Our choice: half a year" says whose number it is.
    whose = [] if parameter.origin == "ours" else [words.say(parameter.origin)]
    whose += [words.say("graded", grade=parameter.grade), words.date(parameter.date)]
    meaning = words.meaning(f"param.{parameter.name}", parameter.meaning)
    return f"{_capital(meaning)}: {value} ({words.source(parameter.source)}; {', '.join(whose)})"
