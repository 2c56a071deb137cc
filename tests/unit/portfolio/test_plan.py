"""Expressions over every level of a table: what columns say is what the written semantics says at each place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import channelrules as cr
from channelrules.decision.rulebook import compiled_of
from channelrules.facts.layout import Layout
from channelrules.facts.vocabulary import FACTS
from channelrules.inference.case import Case
from channelrules.inference.judging import judge
from channelrules.language.columns.program import Program
from channelrules.language.columns.shape import Lexicon
from channelrules.language.nodes import Expression
from channelrules.language.parser import infer
from channelrules.language.semantics import Facts, evaluate
from channelrules.language.types import Kind, Type
from channelrules.portfolio.batch import take
from channelrules.portfolio.judge import Kernel
from channelrules.portfolio.plan import Judgement, Variant
from channelrules.portfolio.wanted import Wanted
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import profiles_of

BOOK = cr.load_rules()
COMPILED = compiled_of(BOOK)
TABLE = pa.Table.from_batches(batches(400, seed=31, missing=0.25))
CASES = [judge(COMPILED, each, cr.Edition.GUIDANCE, each.as_of) for _, each in profiles_of(TABLE)]
WIDE = Layout.of(FACTS, COMPILED.knowledge.measures, COMPILED.rules.layout.parameters)

CHANNEL = [
    "count(plan.destinations, to == channel.id)",
    "count(plan.destinations, to == channel.id) > 0",
    "any(plan.destinations, to == channel.id)",
    "all(plan.entries, on > channel.last_post_on)",
    "empty_months(plan.dates.on, channel.last_post_on, profile.as_of)",
    "empty_months(plan.dates.on, plan.starts_on, plan.ends_on)",
    "count(plan.dates, on > channel.last_post_on)",
    "count(plan.dates)",
    "latest(plan.dates.on, by=on)",
    "count(plan.entries, destinations > 1 and known(every))",
    'count(plan.entries, known(every) and "tuesday" in every)',
    "count(plan.entries, known(last_on) and last_on < channel.last_post_on)",
    "count(editorial.entries, known(first_on) and first_on > profile.as_of)",
    "count(editorial.entries, known(last_on) and last_on > profile.as_of)",
    "latest(editorial.entries.last_on, by=first_on)",
    "sum(channel.results_per_month.count)",
    'count(channel.results_per_month, what == "bookings" and count > 20)',
    "channel.has_results",
    "editorial.has_entries",
    "channel.rests_until - channel.rests_from",
    "channel.has_results == editorial.has_entries",
    "empty_months(plan.entries.on, channel.last_post_on, profile.as_of)",
    "empty_months(plan.entries.on, plan.starts_on, plan.ends_on)",
    "sum(channel.followers.count)",
    "sum(channel.followers.count, on > plan.starts_on)",
    "min(channel.followers.count, on < profile.as_of)",
    "max(channel.followers.count, on > plan.starts_on)",
    "latest(channel.followers.count, by=on)",
    "earliest(channel.followers.count, by=count)",
    "latest(editorial.entries.on, by=on)",
    'latest(editorial.entries.plan_entry, by=on) == "e1"',
    "channel.id in plan.destinations.to",
    "channel.id not in plan.entries.id",
    "count(editorial.entries, plan_entry in plan.entries.id)",
    "count(editorial.entries, known(on) and on > channel.last_post_on) > 0",
    'any(editorial.entries, plan_entry == "e2" and channel.role == "asset" and plan.exists)',
    "company.video_hours_per_week if channel.company_is_admin else channel.hours_per_week",
    "size(missing(network.native_formats, company.formats))",
    'overlaps(network.native_formats, company.formats) and "video" in company.formats',
    "network.main_format in company.formats",
    "channel.hours_per_week / channel.posts_planned_per_month",
    "least(channel.hours_per_week, company.hours_per_week) == greatest(0, channel.hours_per_week)",
    "channel.has_benefit == channel.return_measured",
    "channel.has_benefit != plan.exists",
    'network.id == "youtube" or not network.id in ("blog", "x")',
]
COMPANY = [
    'sum(channels.hours_per_week, channel.role == "asset" and company.hours_per_week > 3)',
    "sum(channels.hours_per_week) < company.hours_per_week",
    'count(channels, network.kind == "network" and channel.in_use)',
    "any(channels, channel.hours_per_week > company.hours_per_week)",
    "all(channels, channel.in_use)",
    "min(channels.hours_per_week, channel.in_use)",
    "max(channels.cost_per_month, channel.hours_per_week > 2)",
    "count(channels, channel.posts_postponed > 2) == count(channels, channel.in_use)",
    "months_in(plan.starts_on, plan.ends_on)",
    "profile.as_of - plan.ends_on",
    '"social" in missing(company.marketing_levels, plan.levels)',
    "1 < 2",
    "true",
]


def every_fact(case: Case) -> Iterator[Facts]:
    """What is known at each channel, the facts that no rule names among it."""
    networks = [network.row(case.edition, case.day) for network in case.networks]
    rows = WIDE.rows(case.profile, networks, case.parameters)
    for place in range(len(case.profile.channels)):
        known = case.facts(place)
        yield Facts({**known.values, **WIDE.facts(rows, case.parameters, place).values}, known.lists)


@pytest.mark.parametrize("text", CHANNEL)
def test_at_each_channel(text: str) -> None:
    """With lists of the channel, lists of the company, and both together."""
    node, type_ = infer(text, COMPILED.knowledge.vocabulary)
    wanted = [evaluate(node, facts) for case in CASES for facts in every_fact(case)]
    compare(columns(node, "channel", len(wanted)), wanted, type_)
    assert len(set(map(str, wanted))) > 1


@pytest.mark.parametrize("text", COMPANY)
def test_at_each_company(text: str) -> None:
    """With figures over its channels."""
    node, type_ = infer(text, COMPILED.knowledge.vocabulary)
    compare(columns(node, "company", len(CASES)), [evaluate(node, case.facts(None)) for case in CASES], type_)


class _With(Judgement):
    """The built-in rulebook, and words of one more expression."""

    node: Expression

    def _every_node(self) -> Any:
        yield from super()._every_node()
        yield self.node


def columns(node: Expression, level: str, size: int) -> tuple[Any, Lexicon]:
    kernel = Kernel(COMPILED)
    judgement = _With(COMPILED, Variant())
    object.__setattr__(judgement, "node", node)
    kernel._judgements[Variant()] = judgement
    taken = take(Wanted(kernel, None, {}), TABLE.combine_chunks().to_batches()[0])
    assert not taken.rejected
    found = Program.of(judgement.shape, {"it": (node, level)}).run(taken.batch.columns)["it"]
    if isinstance(found, tuple):
        return tuple(np.broadcast_to(each, size) for each in found), judgement.lexicon
    return np.broadcast_to(found, size), judgement.lexicon


def compare(found: tuple[Any, Lexicon], wanted: list[Any], type_: Type) -> None:
    values, _ = found
    if type_.kind is Kind.YES_NO:
        true, false = values
        assert [True if one else False if other else None for one, other in zip(true, false, strict=True)] == wanted
        return
    from channelrules.language.columns.shape import day_number

    plain = [day_number(each) if type_.kind is Kind.DATE and each is not None else each for each in wanted]
    assert [None if math.isnan(each) else each for each in values.tolist()] == plain
