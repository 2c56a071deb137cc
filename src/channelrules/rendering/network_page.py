"""A page of all networks in Markdown, made from the rulebook: names, facts, sources, and the rules that read them."""

from __future__ import annotations

from collections.abc import Iterator

from channelrules.decision.rulebook import Rulebook
from channelrules.facts.values import plain
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.network import Edition, Network, NetworkFact
from channelrules.language.nodes import names_in
from channelrules.rendering.page_links import cell

__all__ = ["network_page"]

_KINDS = {
    "network": "Networks",
    "owned": "Tools of one's own",
    "listing": "Listings and reviews",
    "marketplace": "Shops on marketplaces",
}
_YES_NO = {True: "yes", False: "no"}
_EDITIONS = {Edition.GUIDANCE: "the guidance", Edition.CURRENT: "today"}


def network_page(book: Rulebook) -> str:
    """Return the page of the networks: each fact with its meaning and rules, then every network with its facts."""
    return "\n".join(_page(book)).rstrip() + "\n"


def _page(book: Rulebook) -> Iterator[str]:
    yield "# The networks"
    yield ""
    yield (
        f"{book.name} {book.version}: {len(book.networks)} networks and tools. A profile names one by id, name or "
        "alias, in any case, with spaces or hyphens for `_`; one that is not here it describes itself in a "
        "`[[network]]` table."
    )
    yield ""
    yield (
        "Grade A is what the network itself says (help, terms, developer documentation, its own code), B what others "
        "say, C what nobody has verified. What is *ours* is a judgement, with its reason."
    )
    yield ""
    yield "## What is known of each"
    yield ""
    yield from _attributes(book)
    for kind, heading in _KINDS.items():
        networks = [each for each in book.networks.values() if each.kind == kind]
        if networks:
            yield f"## {heading}"
            yield ""
        for network in networks:
            yield from _network(network)


def _attributes(book: Rulebook) -> Iterator[str]:
    readers = [(f"[{rule.id}]({rule.id}.md)", book.knowledge.uses(rule)) for rule in book.knowledge.active_rules]
    readers += [(f"`{name}`", frozenset(names_in(each.node))) for name, each in book.knowledge.measures.items()]
    yield "| fact | meaning | read by |"
    yield "|---|---|---|"
    for name, spec in NETWORK_FACTS.items():
        if name != "id":
            reading = ", ".join(reader for reader, names in readers if f"network.{name}" in names)
            yield f"| `{name}` | {spec.meaning} | {reading or 'nothing: it is shown'} |"
    yield ""


def _network(network: Network) -> Iterator[str]:
    yield f"### {network.name}"
    yield ""
    aliases = ", ".join(f"`{each}`" for each in network.aliases)
    yield f"`{network.id}`{f'; also written {aliases}' if aliases else ''}."
    yield ""
    yield "| fact | value | by | where from |"
    yield "|---|---|---|---|"
    for name in NETWORK_FACTS:
        for edition, said in _EDITIONS.items():
            for fact in network.facts.get(edition, {}).get(name, ()):
                yield f"| `{name}` | {_value(fact)} | {said} | {cell(fact.told())} |"
    yield ""


def _value(fact: NetworkFact) -> str:
    held = plain(fact.value)
    said = ", ".join(held) if isinstance(held, list) else _YES_NO[held] if isinstance(held, bool) else str(held)
    days = (("from", fact.valid_from), ("until", fact.valid_to))
    span = ", ".join(f"{word} {day}" for word, day in days if day)
    return f"{said} ({span})" if span else said
