"""Holding whole tables against `assess`, company by company."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import pyarrow as pa

import channelrules as cr
from channelrules.decision.decision import ChannelDecision, EditionDifference
from channelrules.facts.read import parse_profile
from channelrules.portfolio import assess
from channelrules.portfolio.rows import profile_data_of
from tests.benchmarks.companies import batches

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


@attrs.frozen
class Lot:
    """Made-up companies and how they are judged: every kind comes up within twenty lots.

    Attributes:
        number: which lot it is.
        size: how many companies it has.
    """

    number: int
    size: int

    @property
    def options(self) -> dict[str, Any]:
        """By both editions, with and without presumptions, some with another day and other numbers."""
        options: dict[str, Any] = {
            "edition": list(cr.Edition)[self.number % 2],
            "presume": self.number // 2 % 2 == 0,
        }
        if self.number % 10 == 3:
            options["parameters"] = {"pages_hard_limit": 2, "hours_per_short_video": 1.3}
        if self.number % 10 == 8:
            options["as_of"] = datetime.date(2021, 5, 1)
        return options

    @property
    def table(self) -> pa.Table:
        """From nothing missing to nine facts in ten; two in three have waivers, networks and numbers of their own."""
        missing, rare = self.number % 10 / 10, 0.1 * (self.number % 3)
        return pa.Table.from_batches(batches(self.size, 2_500, 77_000 + self.number * 10_000, missing, rare))

    def agree(self, book: cr.Rulebook) -> Counter[str]:
        """Assert that columns say of each company what `assess` says, and return what they say, counted."""
        found = assess(self.table, rulebook=book, size=4_000, workers=2, **self.options)
        assert (found.tally.companies, found.tally.judged) == (self.size, self.size)
        agree(book, found, list(profiles_of(self.table)), **self.options)
        leanings = sum(sum(each.values()) for each in found.tally.leanings.values())
        counts = Counter(companies=self.size, channels=found.tally.channels, leanings=leanings)
        return counts + Counter(found.findings.column("outcome").to_pylist())
