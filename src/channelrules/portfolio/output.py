"""The results of the kernel as tables: verdicts, findings, and the refused rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from channelrules.errors import OptionError
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.language.columns.ragged import Values
from channelrules.portfolio.batch import Taken
from channelrules.portfolio.chunks import Piece
from channelrules.portfolio.decode import encoded
from channelrules.portfolio.judge import NONE, OUTCOMES, Judged, Kernel
from channelrules.portfolio.table_schema import KEY
from channelrules.portfolio.unreadable import keys_of

__all__ = ["FINDINGS", "FORMS", "REJECTED", "VERDICTS", "Results", "Tally", "rejected"]

FORMS: Final = ("long", "wide")
"""The forms of findings: a row for each of them, or a row for each channel and company with a column for each rule."""

_WORD: Final = pa.dictionary(pa.int32(), pa.string())
_OUTCOME: Final = pa.dictionary(pa.int8(), pa.string())
VERDICTS: Final = pa.schema(
    [
        pa.field("company", _WORD, nullable=False),
        pa.field("channel", _WORD),
        pa.field("network", _WORD),
        pa.field("verdict", _WORD, nullable=False),
        pa.field("possible", _WORD, nullable=False),
        pa.field("leaning", _WORD),
        pa.field("action", _WORD),
        pa.field("actions", _WORD),
        pa.field("degree", pa.float64()),
        pa.field("pace_kept", pa.float64()),
        pa.field("growth_kept", pa.float64()),
        pa.field("other_edition", _WORD),
    ]
)
"""One row for each company, without a channel, followed by one for each of its channels. Several words in
a cell are separated by spaces, in order."""

FINDINGS: Final = pa.schema(
    [
        pa.field("company", _WORD, nullable=False),
        pa.field("channel", _WORD),
        pa.field("rule", pa.dictionary(pa.int16(), pa.string()), nullable=False),
        pa.field("outcome", _OUTCOME, nullable=False),
        pa.field("severity", _OUTCOME, nullable=False),
    ]
)
"""One row for each rule that fires, fires under presumptions, is waived or is open, those of the company first. Clear
rules are left out."""

REJECTED: Final = pa.schema({"row": pa.int64(), "company": pa.string(), "reason": pa.string()})
"""One row for each refused row of the input: its place, from 0, and the reason. A channel of a separate table that
belongs to no company has no place."""


@attrs.frozen
class Tally:
    """The counts of the results.

    Attributes:
        companies: rows of the table, the sum of the next two.
        judged: rows that were judged.
        rejected: rows that were refused.
        channels: channels of the companies that were judged.
        orphans: refused channels of a separate table that belong to no company.
        verdicts: of channels, by network and verdict.
        leanings: of channels, by network and leaning: those that only presumptions settle.
        sizes: of channels, by the company's size, empty where nobody states it, and verdict.
        size_leanings: of channels, in the same way by leaning.
        company_verdicts: of companies, by verdict.
        company_leanings: of companies, by each verdict that they lean to.
        rules: by rule, how often it fires, is presumed, is waived, is open.
        missing: by fact, how often nobody states it.

    Examples:
        >>> judged.tally.judged, judged.tally.verdicts["facebook"]
        (1, {'whim': 1})
    """

    companies: int = 0
    judged: int = 0
    rejected: int = 0
    channels: int = 0
    orphans: int = 0
    verdicts: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    leanings: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    sizes: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    size_leanings: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    company_verdicts: Mapping[str, int] = attrs.field(factory=dict)
    company_leanings: Mapping[str, int] = attrs.field(factory=dict)
    rules: Mapping[str, Mapping[str, int]] = attrs.field(factory=dict)
    missing: Mapping[str, int] = attrs.field(factory=dict)

    def plus(self, other: Tally) -> Tally:
        """Return the sum of the counts of two parts of a table."""
        return Tally(
            **{each.name: _sum(getattr(self, each.name), getattr(other, each.name)) for each in attrs.fields(Tally)}
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return attrs.asdict(self)


def _sum(one: Any, other: Any) -> Any:
    if not isinstance(one, Mapping):
        return one + other
    return {
        key: _sum(one.get(key, _zero(other.get(key))), other.get(key, _zero(one.get(key))))
        for key in sorted({*one, *other})
    }


def _zero(like: Any) -> Any:
    return {} if isinstance(like, Mapping) else 0


@attrs.frozen(slots=False, eq=False)
class Results:
    """Converts results of the kernel to tables.

    Attributes:
        kernel: the kernel, which has the rules.
        form: the form of findings, one of `FORMS`.
        outcomes: the outcomes that make findings.
    """

    kernel: Kernel
    form: str = "long"
    outcomes: frozenset[Outcome] = frozenset(OUTCOMES)

    @cached_property
    def schemas(self) -> Mapping[str, pa.Schema]:
        """The schemas of the tables, by name.

        Raises:
            OptionError: findings are wide, and a rule has the name of another column.
        """
        if self.form == "long":
            return {"verdicts": VERDICTS, "findings": FINDINGS, "rejected": REJECTED}
        of_companies, of_channels = self._by_scope
        for rule in (*of_companies, *of_channels):
            if rule in {"company", "channel"}:
                raise OptionError(f"there is a rule '{rule}', and a column of that name: findings cannot be told wide")
        keys = [pa.field("company", _WORD, nullable=False), pa.field("channel", _WORD, nullable=False)]
        # Columns that are not nullable are written a fifth faster.
        empty = len(self.outcomes) < len(OUTCOMES)
        channels, companies = (
            [pa.field(rule, _OUTCOME, nullable=empty) for rule in rules] for rules in (of_channels, of_companies)
        )
        return {
            "verdicts": VERDICTS,
            "findings": pa.schema([*keys, *channels]),
            "company_findings": pa.schema([*keys[:1], *companies]),
            "rejected": REJECTED,
        }

    @cached_property
    def _by_scope(self) -> tuple[list[str], list[str]]:
        """The ids of the rules that are asked of companies, and of those that are asked of channels."""
        companies, channels = (
            [each.id for each in self.kernel.rules if each.scope == scope] for scope in ("company", "channel")
        )
        return companies, channels

    @cached_property
    def _verdicts(self) -> tuple[pa.Array, Values, Values]:
        """The texts of verdicts, one or several, and their places by the bits of a channel or a company."""
        channel = _combined([each.value for each in Verdict])
        company = _combined([each.value for each in CompanyVerdict])
        words = list(dict.fromkeys([*channel, *company]))
        places = [np.array([words.index(each) for each in texts], dtype=np.int32) for texts in (channel, company)]
        return pa.array(words, pa.string()), places[0], places[1]

    @cached_property
    def _actions(self) -> tuple[pa.Array, Values, pa.Array]:
        """The texts of several actions by their bits; the first of each as a place, and the texts of single ones."""
        names = self.kernel.compiled.knowledge.actions
        texts = _combined(["ask", *names])
        first = [names.index(each.partition(" ")[0]) if each else -1 for each in texts]
        return pa.array(texts, pa.string()), np.array(first, dtype=np.int32), pa.array(names, pa.string())

    @cached_property
    def _rules(self) -> tuple[pa.Array, pa.Array, Values]:
        """The ids of rules, the words of severities, and the severity of each rule."""
        severities = [each.severity.value if each.severity else "" for each in self.kernel.rules]
        words = sorted(set(severities))
        places = np.array([words.index(each) for each in severities], dtype=np.int8)
        return pa.array([each.id for each in self.kernel.rules], pa.string()), pa.array(words, pa.string()), places

    @cached_property
    def _verdict_words(self) -> pa.Array:
        return pa.array([each.value for each in Verdict], pa.string())

    @cached_property
    def _outcomes(self) -> pa.Array:
        return pa.array([each.value for each in OUTCOMES], pa.string())

    def tables(self, taken: Taken, judged: Judged) -> dict[str, pa.RecordBatch]:
        """Return the tables of a batch by name, without that of refused rows."""
        rows = _Rows(judged)
        company = np.take(np.asarray(taken.keys.indices), rows.of_each(np.arange(len(judged.held)), judged.owner))
        channel = rows.of_channels(np.asarray(taken.channel_ids.indices), -1)
        verdicts = self.verdicts(taken, judged, rows, company, channel)
        if self.form == "wide":
            return {"verdicts": verdicts, **self.wide_findings(taken, judged)}
        return {"verdicts": verdicts, "findings": self.findings(taken, judged, company, channel)}

    def verdicts(self, taken: Taken, judged: Judged, rows: _Rows, company: Values, channel: Values) -> pa.RecordBatch:
        """Return the table of verdicts."""
        words, of_channel, of_company = self._verdicts
        single = np.take(of_channel, np.left_shift(1, np.arange(len(Verdict))))
        texts, first, names = self._actions
        # Asking and asking first can be the same text, and a dictionary has no duplicates.
        asks = np.uint16(2 << self.kernel.compiled.knowledge.actions.index("ask"))
        bits = np.where(judged.actions == asks, np.uint16(1), judged.actions)
        several, compact = np.unique(bits, return_inverse=True)
        compact[bits == 0] = -1
        leans = np.where(judged.leans == 0, -1, np.take(of_company, judged.leans))
        leaning = np.where(judged.leaning == NONE, -1, np.take(single, judged.leaning, mode="clip"))
        other = np.where(judged.other == NONE, -1, judged.other.astype(np.int32))
        columns = [
            _coded(company, taken.keys.dictionary),
            _coded_or_not(channel, taken.channel_ids.dictionary),
            rows.coded(np.asarray(taken.networks.indices), taken.networks.dictionary),
            _coded(rows.of_each(np.take(of_company, judged.held), np.take(single, judged.verdict)), words),
            _coded(rows.of_each(np.take(of_company, judged.could), np.take(of_channel, judged.possible)), words),
            _coded_or_not(rows.of_each(leans, leaning), words),
            rows.coded(np.take(first, judged.actions), names),
            rows.coded(compact, texts.take(pa.array(several))),
            *(rows.numbers(each) for each in (judged.degree, judged.pace, judged.growth)),
            rows.coded(other, self._verdict_words),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=VERDICTS)

    def findings(self, taken: Taken, judged: Judged, company: Values, channel: Values) -> pa.RecordBatch:
        """Return the table of findings."""
        found = judged.findings(self.outcomes)
        rules, severities, of_rule = self._rules
        columns = [
            _coded(np.take(company, found.row), taken.keys.dictionary),
            _coded_or_not(np.take(channel, found.row), taken.channel_ids.dictionary),
            _coded(found.rule.astype(np.int16), rules),
            _coded(found.outcome.view(np.int8), self._outcomes),
            _coded(np.take(of_rule, found.rule), severities),
        ]
        return pa.RecordBatch.from_arrays(columns, schema=FINDINGS)

    def wide_findings(self, taken: Taken, judged: Judged) -> dict[str, pa.RecordBatch]:
        """Return a table of channels and one of companies, with a column for each rule."""
        told = np.array([True, *(each in self.outcomes for each in OUTCOMES)])
        words = pa.concat_arrays([pa.array([Outcome.CLEAR.value]), self._outcomes])

        def column(said: Values) -> pa.Array:
            places = said.view(np.int8)
            shown = None if told.all() else np.take(told, places)
            return pa.DictionaryArray.from_arrays(_array(places, shown), words, safe=False)

        company = _coded(np.take(np.asarray(taken.keys.indices), judged.owner), taken.keys.dictionary)
        of = {
            "findings": [company, taken.channel_ids, *map(column, judged.of_channels)],
            "company_findings": [taken.keys, *map(column, judged.of_companies)],
        }
        return {name: pa.RecordBatch.from_arrays(made, schema=self.schemas[name]) for name, made in of.items()}

    def tally(self, taken: Taken, judged: Judged, sizes: pa.Array | None = None) -> Tally:
        """Return the counts of a batch.

        Args:
            taken: the batch, without refused companies.
            judged: the decisions on it.
            sizes: the size of each company; ``None`` where the table has no such column.
        """
        every = [*judged.of_companies, *judged.of_channels]
        rules = {
            rule.id: {outcome.value: int(np.count_nonzero(said == n)) for n, outcome in enumerate(OUTCOMES, 1)}
            for rule, said in zip(self.kernel.rules, every, strict=True)
        }
        judged_companies = taken.companies
        networks = np.asarray(taken.networks.indices), taken.networks.dictionary.to_pylist()
        by_size = None if sizes is None else _of_owners(sizes, judged)
        return Tally(
            companies=judged_companies + len(taken.rejected),
            judged=judged_companies,
            rejected=len(taken.rejected),
            channels=len(judged.owner),
            verdicts=_counted(*networks, judged.verdict),
            leanings=_counted(*networks, judged.leaning),
            sizes={} if by_size is None else _counted(*by_size, judged.verdict),
            size_leanings={} if by_size is None else _counted(*by_size, judged.leaning),
            company_verdicts=_each_of(judged.held),
            company_leanings=_each_of(judged.leans),
            rules=rules,
            missing=dict(taken.missing),
        )


def _counted(groups: Values, ids: Sequence[str], verdicts: Values) -> dict[str, Counter[str]]:
    """Return how many channels of each group have each verdict.

    Args:
        groups: the group of each channel, such as its network, by its place.
        ids: the groups.
        verdicts: of each channel, as a place among the verdicts; `NONE` counts nowhere.
    """
    kinds = list(Verdict)
    width = len(kinds) + 1
    counts = np.bincount(groups * width + np.minimum(verdicts, len(kinds)))
    found: dict[str, Counter[str]] = {}
    for key in np.flatnonzero(counts):
        group, verdict = divmod(int(key), width)
        if verdict < len(kinds):
            found.setdefault(ids[group], Counter())[kinds[verdict].value] += int(counts[key])
    return found


def _of_owners(sizes: pa.Array, judged: Judged) -> tuple[Values, list[str]]:
    """Return the size of the company of each channel, by its place, and the sizes, empty where nobody states one."""
    places, words = encoded(sizes)
    return np.take(places, judged.owner), [word or "" for word in keys_of(words)]


def _each_of(verdicts: Values) -> dict[str, int]:
    """Return how many companies have each verdict, given as bits."""
    counts = {each.value: int(np.count_nonzero(verdicts & (1 << place))) for place, each in enumerate(CompanyVerdict)}
    return {name: count for name, count in counts.items() if count}


def rejected(taken: Taken, piece: Piece) -> pa.RecordBatch:
    """Return the table of refused rows in a piece, by their place in the input."""
    places = [place for place, _ in taken.rejected]
    named: list[str | None] = [None] * len(places)
    if KEY in piece.rows.schema.names and places:
        named = keys_of(piece.rows.column(KEY).take(pa.array(places)))
    found = [(int(piece.places[place]), key, why) for key, (place, why) in zip(named, taken.rejected, strict=True)]
    found += [(place, None, why) for place, why in piece.broken]
    found.sort(key=lambda each: each[0])
    told: list[tuple[int | None, str | None, str]] = [*found, *((None, *each) for each in piece.orphans)]
    columns = list(zip(*told, strict=True)) or [(), (), ()]
    return pa.RecordBatch.from_arrays(
        [pa.array(each, field.type) for each, field in zip(columns, REJECTED, strict=True)], schema=REJECTED
    )


def _combined(words: list[str]) -> list[str]:
    """Return, for every set of words by its bits, those words in order."""
    return [" ".join(word for place, word in enumerate(words) if bits >> place & 1) for bits in range(1 << len(words))]


def _coded(places: Values, words: pa.Array) -> pa.Array:
    """Return texts as a dictionary-encoded array, without validation."""
    return pa.DictionaryArray.from_arrays(_array(places), words, safe=False)


def _coded_or_not(places: Values, words: pa.Array) -> pa.Array:
    """Return texts as a dictionary-encoded array; a negative place is null."""
    return pa.DictionaryArray.from_arrays(_array(np.maximum(places, 0), places >= 0), words, safe=False)


def _array(values: Values, stated: Any = None) -> pa.Array:
    """Return values as an array, null where a mask is false, without a copy."""
    values = np.ascontiguousarray(values)
    bitmap = None if stated is None else pa.py_buffer(np.packbits(stated, bitorder="little"))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [bitmap, pa.py_buffer(values)])


@attrs.frozen
class _Rows:
    """Arranges values by company and by channel as rows: each company, followed by its channels."""

    judged: Judged

    def of_each(self, companies: Values, channels: Values) -> Values:
        made = np.empty(self.judged.rows, dtype=np.int32)
        made[self.judged.row_of_company] = companies
        made[self.judged.row_of_channel] = channels
        return made

    def of_channels(self, channels: Values, elsewhere: Any) -> Values:
        made = np.full(self.judged.rows, elsewhere, dtype=np.int32 if channels.dtype.kind in "iu" else channels.dtype)
        made[self.judged.row_of_channel] = channels
        return made

    def coded(self, channels: Values, words: pa.Array) -> pa.Array:
        """Return a column that is null for companies; a negative place is null, too."""
        return _coded_or_not(self.of_channels(channels, -1), words)

    def numbers(self, channels: Values) -> pa.Array:
        """Return a column of numbers that is null for companies; NaN is null, too."""
        values = self.of_channels(channels, np.nan)
        return _array(values, ~np.isnan(values))
