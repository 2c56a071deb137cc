"""Holding whole tables against `assess`, company by company."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

import channelrules as cr
from channelrules.decision.decision import ChannelDecision, EditionDifference
from channelrules.facts.read import parse_profile
from channelrules.portfolio.rows import profile_data_of

Row = tuple[Any, ...]


def profiles_of(table: pa.Table | pa.RecordBatch) -> Iterator[tuple[str, cr.Profile]]:
    """The profile in each row of a table, by its key."""
    for row in table.to_pylist():
        yield row["company"], parse_profile(profile_data_of(row))


def expected(book: cr.Rulebook, given: Iterable[tuple[str, cr.Profile]], **options: Any) -> tuple[set[Row], set[Row]]:
    """Every row of verdicts and of findings that `assess` would give."""
    verdicts: set[Row] = set()
    findings: set[Row] = set()
    for key, profile in given:
        decision = book.assess(profile, engine="native", **options)
        company = decision.company
        held = _words(company.verdicts) or "undetermined"
        own = (key, None, None, held, _words(company.possible), _words(company.leaning) or None)
        verdicts.add((*own, None, None, None, None, None, None))
        others = {each.channel: each for each in decision.editions_differ}
        verdicts |= {_channel(key, each, others.get(each.id), decision.edition) for each in decision.channels}
        every = [*company.findings, *company.open]
        every += [each for channel in decision.channels for each in (*channel.findings, *channel.open)]
        findings |= {(key, each.subject, each.id, each.outcome.value, each.severity.value) for each in every}
    return verdicts, findings


def _words(verdicts: Iterable[cr.CompanyVerdict] | Iterable[cr.Verdict]) -> str:
    return " ".join(each.value for each in sorted(verdicts))


def _channel(key: str, channel: ChannelDecision, differing: EditionDifference | None, edition: cr.Edition) -> Row:
    other = None
    if differing is not None:
        views = {cr.Edition.GUIDANCE: differing.guidance, cr.Edition.CURRENT: differing.current}
        view = views[edition.other]
        told = view.leaning or view.verdict
        other = None if told is (channel.leaning or channel.verdict) else told.value
    degree = channel.degree
    return (
        *(key, channel.id, channel.network, channel.verdict.value, _words(channel.possible)),
        channel.leaning.value if channel.leaning else None,
        *(channel.actions[0] if channel.actions else None, " ".join(channel.actions) or None),
        *(degree.value, degree.pace, degree.growth),
        other,
    )


def rows(table: pa.Table) -> set[Row]:
    """The rows of a table, each once."""
    names = table.schema.names
    found = [tuple(row[name] for name in names) for row in table.to_pylist()]
    assert len(set(found)) == len(found)
    assert not any(isinstance(value, float) and math.isnan(value) for row in found for value in row)
    return set(found)


def agree(book: cr.Rulebook, portfolio: Any, given: Sequence[tuple[str, cr.Profile]], **options: Any) -> None:
    """Assert that a table says of every company what `assess` says of it."""
    verdicts, findings = expected(book, given, **options)
    assert rows(portfolio.verdicts) == verdicts
    assert rows(portfolio.findings) == findings
