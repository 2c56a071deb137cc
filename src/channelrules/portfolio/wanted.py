"""What a kernel needs of a batch: its columns, the facts that rules rest on, networks and parameters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from channelrules.facts.contradictions import every_contradiction
from channelrules.facts.vocabulary import DERIVED
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import parameter_values
from channelrules.knowledge.network import Edition
from channelrules.language.columns.program import Program
from channelrules.language.nodes import Value
from channelrules.portfolio.judge import Kernel
from channelrules.portfolio.network_table import NetworkTable
from channelrules.portfolio.plan import HOLDERS, Variant
from channelrules.portfolio.table_schema import Field, columns_of

__all__ = ["ABOVE", "Wanted"]

ABOVE: Final = {"channel": "company", **HOLDERS}
"""The level above each level of a profile."""
_STATED: Final = {
    "channel.has_benefit": "channel.benefit",
    "channel.has_results": "channel.results_per_month",
    "channel.return_measured": "channel.return_per_month",
    "editorial.has_entries": "editorial.entries",
}
_ALWAYS_CODED: Final = frozenset({"channel.id", "channel.network", "plan.entries.id"})


@attrs.frozen(slots=False, eq=False)
class Wanted:
    """The columns that a kernel needs of a batch, with the networks and parameters it is judged by.

    Attributes:
        kernel: the kernel, which knows the facts that it needs.
        as_of: the day on which networks and exceptions are taken; each company's own where ``None``.
        parameters: values of parameters for every company.
    """

    kernel: Kernel
    as_of: datetime.date | None
    parameters: Mapping[str, float]

    @property
    def compiled(self) -> Compiled:
        """The rulebook."""
        return self.kernel.compiled

    @property
    def edition(self) -> Edition:
        """Which facts about networks are in use."""
        return self.kernel.edition

    @cached_property
    def networks(self) -> NetworkTable:
        """The facts about every network that the rulebook knows."""
        return NetworkTable.of(self.compiled.knowledge, self.edition)

    @cached_property
    def network_columns(self) -> Mapping[str, Any]:
        """The facts about networks as columns."""
        return self.networks.columns(self.kernel.lexicon, {})

    @cached_property
    def parameter_columns(self) -> Mapping[str, Any]:
        """The parameters for companies without their own."""
        values, _ = parameter_values(self.compiled, self.parameters)
        return dict(zip(self.compiled.rules.layout.parameters, map(_number, values), strict=True))

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """The columns of the schema by name, with the facts that houses declare."""
        return {each.name: each for each in columns_of(self.compiled.knowledge.declared)}

    @cached_property
    def contradictions(self) -> tuple[Program, Mapping[str, str]]:
        """The program that finds contradictory facts, with the level of each condition."""
        judgement = self.kernel.judgement(Variant())
        levels = {
            each.when: "channel" if any(judgement.level(name) == "channel" for name in each.names) else "company"
            for each in every_contradiction()
        }
        wanted = {each.when: (each.node, levels[each.when]) for each in every_contradiction()}
        return Program.of(judgement.shape, wanted), levels

    @cached_property
    def needed(self) -> frozenset[str]:
        """The facts and lists that a rule rests on, under the names that profiles use."""
        needs = self.kernel.judgement(Variant()).program.needs
        lists = {DERIVED.get(name, name) for name in ABOVE if any(need.startswith(f"{name}.") for need in needs)}
        return frozenset({_STATED.get(need, need) for need in needs} | lists)

    @cached_property
    def coded(self) -> frozenset[str]:
        """The columns of texts whose words count; for other texts only presence does."""
        return self.kernel.judgement(Variant()).compared | _ALWAYS_CODED


def _number(value: Value | None) -> np.float64:
    assert isinstance(value, int | float)
    return np.float64(value)
