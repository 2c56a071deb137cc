"""The protocol of inference: rows of facts in, outcomes out.

An outcome is ``True`` (the rule fires), ``False`` (it is clear) or ``None`` (it is open).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

import attrs

from channelrules.facts.contradictions import contradictions_of
from channelrules.facts.layout import Layout, Row, Rows
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import EFFECTS, Rule
from channelrules.knowledge.strata import strata
from channelrules.language.functions import ANEW, Functions
from channelrules.language.nodes import names_in

__all__ = ["Engine", "Outcome", "Outcomes", "RuleSet"]

Outcome = bool | None

_SHOWN: Final = ("channel.pace_kept", "channel.growth_kept", "channel.degree", "channel.status")


@attrs.frozen
class Outcomes:
    """The outcome of every rule: once for the company, and for each channel in order."""

    company: tuple[Outcome, ...]
    channels: tuple[tuple[Outcome, ...], ...]


@attrs.frozen(eq=False, repr=False)
class RuleSet:
    """The rules in force in the order of their strata, and the layout of the rows they look at.

    Attributes:
        company: the rules asked of the company.
        channel: the rules asked of each channel; they may use the company's conclusions.
        layout: where each name stands in a row.
    """

    company: tuple[Rule, ...]
    channel: tuple[Rule, ...]
    layout: Layout

    @classmethod
    def of(cls, knowledge: Knowledge, functions: Functions = ANEW) -> RuleSet:
        """Return the rule set of a rulebook, given what generates its functions."""
        ordered = strata(knowledge)
        concluded = {rule.concludes for rule in ordered}
        names = {name for rule in ordered for name in names_in(rule.node)}
        # The loader checked that texts in further languages have the placeholders of the first.
        first = knowledge.languages[0]
        names |= {name for rule in ordered for name in rule.texts[first].placeholders()}
        rows = knowledge.channel_verdicts + knowledge.company_verdicts
        names |= {name for row in rows for name in names_in(row.node)}
        names |= {name for name in _SHOWN if name in knowledge.vocabulary}
        presumed = {each.fact for each in knowledge.presumptions}
        for each in knowledge.presumptions:
            names |= {each.fact, *each.reads}
            names |= {name for against in contradictions_of(each.fact) for name in against.names}
        facts = {name for name in names - concluded if name in knowledge.vocabulary and _is_of_a_row(name)}
        parameters = tuple(f"param.{name}" for name in sorted(knowledge.parameters))
        return cls(
            company=tuple(rule for rule in ordered if rule.scope == "company"),
            channel=tuple(rule for rule in ordered if rule.scope == "channel"),
            layout=Layout.of(facts, knowledge.measures, parameters, presumed, knowledge.facts, functions),
        )

    def asked(self, channel: int | None) -> tuple[Rule, ...]:
        """Return the rules that are asked of a channel, or of the company."""
        return self.company if channel is None else self.channel

    def with_effect(self, effect: str) -> tuple[Rule, ...]:
        """Return the rules that have an effect, in order; those that can be excepted for ``excepted``."""
        scope = next((scope for scope, effects in EFFECTS.items() if effect in effects), "channel")
        wanted = "helpful" if effect == "excepted" else effect
        return tuple(rule for rule in (self.company if scope == "company" else self.channel) if rule.effect == wanted)

    def conclusions(self, scope: str, outcomes: tuple[Outcome, ...]) -> Mapping[str, Outcome]:
        """Return what the rules of a scope conclude."""
        rules = self.company if scope == "company" else self.channel
        return {rule.concludes: outcome for rule, outcome in zip(rules, outcomes, strict=True) if rule.concludes}


def _is_of_a_row(name: str) -> bool:
    return name.partition(".")[0] not in {"param", "effect"}


class Engine(Protocol):
    """An engine: it finds the outcomes of a rule set."""

    @property
    def name(self) -> str:
        """The name that selects it."""
        ...

    def outcomes(self, rows: Rows, parameters: Row) -> Outcomes:
        """Return the outcome of every rule on the rows of one company."""
        ...
