"""The content of a rule folder, checked and linked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from channelrules.errors import OptionError, did_you_mean
from channelrules.facts.fields import Spec
from channelrules.facts.measure import Measure
from channelrules.facts.own import Declared
from channelrules.facts.vocabulary import FACTS, Fact
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.network import Network
from channelrules.knowledge.network_names import NetworkNames
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.presumption import Presumption
from channelrules.knowledge.rule import Rule, Statement
from channelrules.language.nodes import Expression, names_in
from channelrules.language.types import Vocabulary
from channelrules.told import tell

if TYPE_CHECKING:
    from channelrules.facts.reader import HouseFacts
    from channelrules.knowledge.digest import Digest
    from channelrules.knowledge.locales import Words
    from channelrules.knowledge.overlay import House

__all__ = ["Knowledge", "VerdictRow"]


@attrs.frozen
class VerdictRow:
    """One row of the verdict table: the first whose condition holds gives the verdict.

    Attributes:
        verdict: the verdict.
        when: the condition as written.
        node: the condition as a tree.
        action: what the company does where no finding has an action, or ``None``.
        cites: the statements that the row rests on.
    """

    verdict: str
    when: str
    node: Expression = attrs.field(repr=False)
    action: str | None = None
    cites: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, slots=False)
class Knowledge:
    """A rulebook as data.

    Attributes:
        name, version: of the rulebook; ``content`` is a digest of every file's content.
        languages: of its texts; the first is the one that is used where none is asked for.
        statements: the guidance, by id.
        parameters, networks, measures, rules: by name or id.
        presumptions: the presumptions, in the order of the file.
        network_ids: the id of a network by each of its names, in any spelling.
        channel_verdicts, company_verdicts: the verdict tables.
        actions: every action, in the order in which a company takes them.
        leaves_out: by action, the actions that it excludes.
        rules_out: by action, the kinds of step that remedies of the same subject do not ask for.
        words: the words for people, by language.
        vocabulary: every name that an expression may use.
        examples_text: the examples of each rule by its id, and those of the presumptions and the equivalent changes
            by the names of their files, as TOML that is parsed on first use.
        asides_text: ``questions.toml``, ``changes.toml`` and ``shortlist.toml``, in the same way.
        asides_merged: the same as data, with a house laid over them.
        houses: the folders of house rules that lie over the rulebook, in order.
        own_facts: the facts that houses declare, by name.
    """

    name: str
    version: str
    content: Digest = attrs.field(repr=False)
    languages: tuple[str, ...]
    statements: Mapping[str, Statement] = attrs.field(repr=False)
    parameters: Mapping[str, Parameter] = attrs.field(repr=False)
    networks: Mapping[str, Network] = attrs.field(repr=False)
    network_ids: NetworkNames = attrs.field(repr=False)
    measures: Mapping[str, Measure] = attrs.field(repr=False)
    rules: Mapping[str, Rule] = attrs.field(repr=False)
    channel_verdicts: tuple[VerdictRow, ...] = attrs.field(repr=False)
    company_verdicts: tuple[VerdictRow, ...] = attrs.field(repr=False)
    actions: tuple[str, ...] = attrs.field(repr=False)
    leaves_out: Mapping[str, tuple[str, ...]] = attrs.field(repr=False)
    rules_out: Mapping[str, tuple[str, ...]] = attrs.field(repr=False)
    words: Mapping[str, Words] = attrs.field(repr=False)
    vocabulary: Vocabulary = attrs.field(repr=False)
    examples_text: Mapping[str, str] = attrs.field(repr=False)
    asides_text: Mapping[str, str] = attrs.field(repr=False)
    asides_merged: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict, repr=False)
    presumptions: tuple[Presumption, ...] = attrs.field(default=(), repr=False)
    houses: tuple[House, ...] = ()
    own_facts: Mapping[str, Fact] = attrs.field(factory=dict, repr=False)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact that a profile can state, ours and those of houses, by name."""
        return {**FACTS, **self.own_facts}

    @cached_property
    def declared(self) -> Declared:
        """The specifications of house facts, by holder and name."""
        found: dict[str, dict[str, Spec]] = {}
        for each in self.own_facts.values():
            found.setdefault(each.holder, {})[each.attribute] = each.place().spec
        return found

    @cached_property
    def of_houses(self) -> HouseFacts:
        """The facts of houses, ready for reading profiles that state them."""
        from channelrules.facts.reader import HouseFacts

        return HouseFacts(self.declared, tuple(each.name for each in self.houses))

    def __getstate__(self) -> dict[str, Any]:
        # Values computed from the fields are computed again.
        return {each.name: getattr(self, each.name) for each in attrs.fields(type(self))}

    @property
    def digest(self) -> str:
        """A SHA-256 of its content, as hexadecimal digits."""
        return str(self.content)

    @cached_property
    def asides(self) -> Mapping[str, Mapping[str, Any]]:
        """The settings beside the rules, as plain data by file."""
        from channelrules.facts.formats import load_toml

        return Deferred(self.asides_text, lambda file: load_toml(self.asides_text[file]), self.asides_merged)

    @cached_property
    def active_rules(self) -> tuple[Rule, ...]:
        """The rules in force, without retired ones, by id."""
        return tuple(rule for rule in self.rules.values() if rule.retired is None)

    @property
    def verdict_tables(self) -> Mapping[str, tuple[VerdictRow, ...]]:
        """The verdict tables by scope: ``channel`` and ``company``."""
        return {"channel": self.channel_verdicts, "company": self.company_verdicts}

    def rule(self, id: str) -> Rule:  # noqa: A002 - the field is called so everywhere
        """Return a rule.

        Raises:
            OptionError: there is none with this id.
        """
        if id not in self.rules:
            message = tell("no_rule", "there is no rule '{id}'", id=id[:60])
            raise OptionError(message, hint=did_you_mean(id, self.rules))
        return self.rules[id]

    def language(self, lang: str | None) -> Words:
        """Return the words of a language, of the first where none is named.

        Raises:
            OptionError: the rulebook has no such language.
        """
        if lang is not None and lang not in self.languages:
            pattern = "there is no language '{lang}'; there are {known}"
            raise OptionError(tell("no_language", pattern, lang=lang[:20], known=", ".join(self.languages)))
        return self.words[lang or self.languages[0]]

    def uses(self, rule: Rule) -> frozenset[str]:
        """Return every name that a rule rests on, through its measures too."""
        found: set[str] = set()
        waiting = list(names_in(rule.node))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                measure = self.measures.get(name)
                waiting += names_in(measure.node) if measure else ()
        return frozenset(found)

    def rules_citing(self, statement: str) -> tuple[Rule, ...]:
        """Return the rules in force that encode a statement."""
        return tuple(rule for rule in self.active_rules if statement in rule.cites)
