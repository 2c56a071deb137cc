"""The command that lists the networks, or tells every fact about one of them and where it comes from."""

from __future__ import annotations

import datetime
import json
import sys
import textwrap
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError, did_you_mean
from channelrules.faces.cli.options import (
    AsOf,
    Format,
    FormatOption,
    HouseOption,
    Language,
    RulesOption,
    day_of,
    language_of,
    print_table,
    rulebook,
    told,
    width_of_terminal,
)
from channelrules.facts.names import folded
from channelrules.facts.values import plain
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.locales import Words
from channelrules.knowledge.network import Edition, Network, NetworkFact
from channelrules.told import tell

__all__ = ["show_networks"]

KEY_FACTS: Final = ("account_model", "designed_for", "main_format", "native_formats", "editorial")
"""The facts that the list shows: those on which most hangs."""


def show_networks(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A network, by id, alias or name; all if left out.")
    ] = None,
    *,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    as_of: AsOf = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """List the networks and tools that are known; with ID, every fact about one, its source, grade and date."""
    with told():
        book = rulebook(rules, house)
        words = book.knowledge.language(language_of(book, lang))
        day = day_of(as_of) or datetime.datetime.now(tz=datetime.UTC).date()
        if name is not None:
            network = _network(book, name)
            if form is Format.JSON:
                _print_json(_data(network, words))
            else:
                sys.stdout.writelines(f"{line}\n" for line in _lines(network, words, width_of_terminal()))
        elif form is Format.JSON:
            _print_json([_key_data(each, words, day) for each in book.networks.values()])
        else:
            _print_list(book, words, day)


def _network(book: Rulebook, name: str) -> Network:
    found = book.knowledge.network_ids.get(name)
    if found is None:
        message = tell("no_network", "there is no network '{name}'", name=name[:60])
        raise OptionError(message, hint=did_you_mean(folded(name), book.knowledge.network_ids))
    return book.networks[found]


def _print_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


# --- the list ---


def _key_data(network: Network, words: Words, day: datetime.date) -> dict[str, Any]:
    held = {each: network.fact(each, Edition.CURRENT, day) for each in KEY_FACTS}
    return {**_head(network, words), **{name: plain(fact.value) if fact else None for name, fact in held.items()}}


def _head(network: Network, words: Words) -> dict[str, Any]:
    name = words.network(network.id, network.name)
    return {"id": network.id, "name": name, "kind": network.kind, "aliases": list(network.aliases)}


def _print_list(book: Rulebook, words: Words, day: datetime.date) -> None:
    headings = [words.say(f"networks_{each}") for each in ("id", "name", "kind", "aliases", *KEY_FACTS)]
    print_table(headings, [_row(network, words, day) for network in book.networks.values()])


def _row(network: Network, words: Words, day: datetime.date) -> tuple[str, ...]:
    head = _head(network, words)
    facts = (network.fact(each, Edition.CURRENT, day) for each in KEY_FACTS)
    values = (_value(name, fact, words) if fact else "" for name, fact in zip(KEY_FACTS, facts, strict=True))
    return (head["id"], head["name"], words.choice(network.kind), ", ".join(network.aliases), *values)


def _value(attribute: str, fact: NetworkFact, words: Words) -> str:
    return words.describe(fact.value, NETWORK_FACTS[attribute].type, fact=f"network.{attribute}")


# --- one network ---


def _data(network: Network, words: Words) -> dict[str, Any]:
    facts = {
        edition.value: {attribute: [_fact(each) for each in several] for attribute, several in held.items()}
        for edition, held in network.facts.items()
    }
    return {**_head(network, words), **facts}


def _fact(fact: NetworkFact) -> dict[str, Any]:
    return {
        "value": plain(fact.value),
        "from": plain(fact.valid_from),
        "to": plain(fact.valid_to),
        "as_of": plain(fact.as_of),
        "source": fact.source,
        "grade": fact.grade,
        "origin": fact.origin,
        "cites": list(fact.cites),
        "note": fact.note,
    }


def _lines(network: Network, words: Words, width: int) -> Iterator[str]:
    head = _head(network, words)
    yield f"{head['name']} ({network.id}): {words.choice(network.kind)}"
    if network.aliases:
        yield words.say("networks_also", names=", ".join(network.aliases))
    for edition in Edition:
        held = network.facts.get(edition, {})
        if held:
            yield ""
            yield f"{words.say(f'networks_{edition.value}')}:"
        for attribute in (each for each in NETWORK_FACTS if each in held):
            for fact in held[attribute]:
                meaning = words.meaning(f"network.{attribute}", NETWORK_FACTS[attribute].meaning)
                yield from _wrapped(f"{meaning}: {_value(attribute, fact, words)}{_span(fact, words)}", 2, width)
                yield from _wrapped(_origin(fact, words), 6, width)


def _wrapped(text: str, indent: int, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _span(fact: NetworkFact, words: Words) -> str:
    days = (("networks_since", fact.valid_from), ("networks_until", fact.valid_to))
    said = [words.say(key, day=words.date(day)) for key, day in days if day]
    return f" ({', '.join(said)})" if said else ""


def _origin(fact: NetworkFact, words: Words) -> str:
    if fact.cites:
        return words.say("networks_cited", cites=", ".join(fact.cites), day=words.date(fact.as_of))
    key = "networks_ours" if fact.origin == "ours" else "networks_graded"
    values = {"source": fact.source or "", "day": words.date(fact.as_of)}
    if fact.grade:
        values["grade"] = fact.grade
    said = words.say(key, **values)
    return f"{said}; {fact.note}" if fact.note else said
