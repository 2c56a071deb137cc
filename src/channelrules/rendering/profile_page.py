"""The profile file key by key, in Markdown: a page for each table, made from the attributes' declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

import attrs

from channelrules.decision.rulebook import Rulebook
from channelrules.facts.fields import Spec, specification
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    Company,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    NetworkFacts,
    PlanEntry,
    Profile,
    Provenance,
    Result,
    Waiver,
)
from channelrules.facts.reader import CONTROLLERS, FORMAT
from channelrules.facts.vocabulary import DERIVED
from channelrules.knowledge.advice_settings import QuestionText, moves_of, questions_of
from channelrules.knowledge.move import Move
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import lists_in
from channelrules.rendering.page_links import anchor, capital, page_words, rule_links

__all__ = ["ProfilePages"]

_WHAT_IT_IS: Final = (
    "A profile is one file in TOML, JSON or YAML, with the same keys in each. Whatever is left out is *unknown*, but "
    "for the keys that are marked as required. JSON and YAML files may have a `$schema`; it is not read."
)
_HOLDERS: Final[Mapping[type, str]] = {
    Profile: "profile",
    Company: "company",
    Channel: "channel",
    CommunicationPlan: "plan",
    EditorialPlan: "editorial",
}
_LISTS: Final[Mapping[type, str]] = {
    FollowerCount: "channel.followers",
    Result: "channel.results_per_month",
    EditorialEntry: "editorial.entries",
    PlanEntry: "plan.entries",
}
_SHOWN: Final = (Waiver, NetworkFacts, Provenance)


@attrs.frozen
class _Table:
    """One table of the file: its page, its heading there, its class, and how it is written."""

    name: str
    cls: type
    header: str
    meaning: str


@attrs.frozen(slots=False)
class ProfilePages:
    """The pages of the profile file for one rulebook, with the facts that its houses declare.

    Attributes:
        book: the rulebook whose questions, presumptions and rules are named.
        rules: the path from these pages to those of the rules.
    """

    book: Rulebook
    rules: str = "../../rules"

    def pages(self) -> dict[str, str]:
        """Return every page by its name: an index, and one for each table of a profile."""
        return {"index": self._index()} | {table.name: "\n".join(self._page(table)) for table in self._tables}

    def every_key(self) -> Iterator[tuple[str, str]]:
        """Yield every key of a profile file: the name of the page that has it, and the key."""
        for table in self._tables:
            yield from ((table.name, key) for key, _, _ in self._keys(table))

    @cached_property
    def _tables(self) -> tuple[_Table, ...]:
        return tuple(_tables(Profile, "", False, "everything known of one company on one day"))

    @cached_property
    def _questions(self) -> dict[str, QuestionText]:
        return questions_of(self.book.knowledge)

    @cached_property
    def _moves(self) -> dict[str, Move]:
        return moves_of(self.book.knowledge)

    def _index(self) -> str:
        lines = [
            "# The profile file",
            "",
            _WHAT_IT_IS,
            "",
            "| table | in TOML | what it holds | keys |",
            "|---|---|---|---|",
        ]
        for table in self._tables:
            header = f"`{table.header}`" if table.header else "the top of the file"
            count = sum(1 for _ in self._keys(table))
            lines.append(
                f"| [{table.name.replace('-', '.')}]({table.name}.md) | {header} | {table.meaning} | {count} |"
            )
        shown = "\n".join(f"{table.name.replace('-', '.')} <{table.name}>" for table in self._tables)
        return "\n".join([*lines, "", "```{toctree}", ":hidden:", "", shown, "```", ""])

    def _page(self, table: _Table) -> Iterator[str]:
        yield f"# The profile file: {table.name.replace('-', '.')}"
        yield ""
        yield f"{capital(table.meaning)}." + (f" In TOML it stands under `{table.header}`." if table.header else "")
        yield ""
        for key, name, spec in self._keys(table):
            yield f"## `{key}`"
            yield ""
            if spec is None:
                yield from _plain(key)
            else:
                yield from self._key(table, key, name, spec)
            yield ""

    def _keys(self, table: _Table) -> Iterator[tuple[str, str, Spec | None]]:
        if table.cls is Profile:
            yield "format", "format", None
        for name, spec in specification(table.cls):
            yield spec.key or name, name, spec
        if table.cls is Profile:
            yield "parameters", "parameters", None
        if table.cls is Channel:
            yield "controlled_by", "controlled_by", None
        for name, spec in self.book.knowledge.declared.get(_HOLDERS.get(table.cls, ""), {}).items():
            yield name, name, spec

    def _key(self, table: _Table, key: str, name: str, spec: Spec) -> Iterator[str]:
        yield f"{capital(spec.meaning)}."
        yield ""
        yield f"* It holds {_holds(table, key, spec)}."
        unit = spec.type.unit
        if spec.table is None and unit and unit.factors:
            money = ", in the `currency` of the company" if "money" in str(unit) else ""
            yield f"* Unit: `{unit}`{money}."
        attribute = next(each for each in [*attrs.fields(table.cls), None] if each is None or each.name == name)
        if attribute is not None and attribute.default is attrs.NOTHING:
            yield "* Required."
        else:
            left_out = (
                "there are none" if attribute and attribute.default == () else _LEFT_OUT.get(table.cls, "it is unknown")
            )
            none = f'; `"{spec.absent}"` says that there is none' if spec.absent else ""
            yield f"* Left out, {left_out}{none}."
        if spec.shown or table.cls in _SHOWN:
            yield f"* {_SHOWN_FOR.get(table.cls, 'It is shown, and decides nothing.')}"
            return
        if table.cls in _LISTS:
            yield from self._readers(_LISTS[table.cls], ("", ""), "the list")
            return
        holder = _HOLDERS[table.cls]
        yield from self._known_as(f"{holder}.{name}", (holder, name))
        yield from self._readers(f"{holder}.{name}", (holder, name), "it")

    def _known_as(self, place: str, stated: tuple[str, str]) -> Iterator[str]:
        known = self.book.knowledge
        asked = self._questions.get(place)
        if asked is not None:
            when = "on the spot" if asked.on_the_spot else "later: it has to be looked up or decided"
            yield f"* Asked for, {when}: “{asked.texts[page_words(self.book).lang]}”"
        names = self._names(stated)
        presumed = dict.fromkeys(each.fact for each in known.presumptions if each.fact in names)
        if presumed:
            links = [f"[`{each}`]({self.rules}/presumptions.md#{anchor(each)})" for each in presumed]
            yield f"* Presumed where nobody says: {', '.join(links)}."
        else:
            yield "* Nothing is presumed of it."
        if names:
            yield f"* Rules call it {', '.join(f'`{each}`' for each in names)}."
        moves = [each for each in self._moves.values() if place in {each.name, each.along}]
        if moves:
            yield f"* A company can change it: {', '.join(f'*{each.id}*' for each in moves)} (`changes`)."

    def _names(self, stated: tuple[str, str]) -> list[str]:
        return [name for name, each in self.book.knowledge.facts.items() if each.stated == stated]

    def _readers(self, read: str, stated: tuple[str, str], what: str) -> Iterator[str]:
        wanted = {read, *self._names(stated), *(made for made, base in DERIVED.items() if base == read)}
        rules = [rule for rule in self.book.knowledge.active_rules if wanted & self._rests_on(rule)]
        links = rule_links((rule.id for rule in rules), f"{self.rules}/")
        yield f"* Rules that read {what}: {links}." if links else f"* No rule reads {what}."

    def _rests_on(self, rule: Rule) -> frozenset[str]:
        names = self.book.knowledge.uses(rule)
        measures = [self.book.knowledge.measures[name].node for name in names if name in self.book.knowledge.measures]
        lists = {each for node in (rule.node, *measures) for each in lists_in(node)}
        whole = {"profile.channels"} if "channels" in lists or rule.scope == "channel" else set()
        plan = {"profile.communication_plan"} if any(each.startswith("plan.") for each in names | lists) else set()
        editorial = any(each.startswith("editorial.") for each in names | lists)
        network = {"channel.network"} if any(each.startswith("network.") for each in names) else set()
        return frozenset(names | lists | whole | plan | network | ({"channel.editorial_plan"} if editorial else set()))


_LEFT_OUT: Final[Mapping[type, str]] = {
    PlanEntry: "the plan leaves it out",
    EditorialEntry: "the plan leaves it out",
    Waiver: "the exception is the company's",
}
_SHOWN_FOR: Final[Mapping[type, str]] = {
    Waiver: "It belongs to a declared exception: the rule that it names does not count until its last day.",
    NetworkFacts: "It stands for a fact of a network that the rulebook does not know, in every edition.",
    Provenance: "It is shown where the fact is, and decides nothing.",
}


def _tables(cls: type, under: str, listed: bool, meaning: str) -> Iterator[_Table]:  # noqa: FBT001 - a row of a table
    header = f"[[{under}]]" if listed else f"[{under}]" if under else ""
    yield _Table(under.replace(".", "-") or "profile", cls, header, meaning)
    for name, spec in specification(cls):
        if spec.table is not None:
            key = spec.key or name
            yield from _tables(spec.table, f"{under}.{key}" if under else key, spec.listed, spec.meaning)


def _holds(table: _Table, key: str, spec: Spec) -> str:
    if spec.table is None:
        return spec.expects()
    under = table.name if table.cls is not Profile else ""
    page = f"{under}-{key}" if under else key
    what = "tables" if spec.listed else "a table"
    return f"{what}: [{page}]({page}.md)" + (f', or "{spec.absent}"' if spec.absent else "")


def _plain(key: str) -> Iterator[str]:
    yield from _PLAIN[key]


_PLAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "format": (
        "The version of this format, so that a later version can tell what it reads.",
        "",
        f"* It holds the number {FORMAT}.",
        "* Required.",
    ),
    "parameters": (
        "Numbers of the rulebook that are others for this company, by name.",
        "",
        "* It holds a table: names of [parameters](../../rules/parameters.md), each with a number in its range.",
        "* Left out, the rulebook's own numbers count.",
    ),
    "controlled_by": (
        "Who runs the channel and holds its access, in one word: short for `run_by` and `company_is_admin`.",
        "",
        f"* It holds one of {', '.join(CONTROLLERS)}.",
        "* Left out, the two keys count for themselves. Where both are there and contradict it, the file is refused.",
    ),
}
