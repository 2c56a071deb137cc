"""Holding whole tables against `assess`, company by company."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

import channelrules as cr
from channelrules.decision.decision import ChannelDecision
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
        held = " ".join(each.value for each in sorted(company.verdicts))
        could = " ".join(each.value for each in sorted(company.possible))
        verdicts.add((key, None, None, held, could, None, None, None, None, None, None))
        verdicts |= {_channel(key, each) for each in decision.channels}
        findings |= {
            (key, each.subject, each.rule.id, each.outcome.value, each.severity.value)
            for each in (*company.findings, *(one for channel in decision.channels for one in channel.findings))
        }
    return verdicts, findings


def _channel(key: str, channel: ChannelDecision) -> Row:
    actions = " ".join(channel.actions) or None
    degree = channel.degree
    return (
        *(key, channel.id, channel.network, channel.verdict.value),
        " ".join(each.value for each in channel.possible),
        *(channel.actions[0] if channel.actions else None, actions),
        *(degree.value, degree.pace, degree.growth),
        channel.other_edition.value if channel.other_edition else None,
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
