"""The kernel: a batch of companies in columns in, verdicts and findings out.

It says of every company what `Rulebook.assess` says of it. What differs is the shape alone: masks in
place of outcomes, offsets in place of joins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from channelrules.judgement.compiled import Compiled
from channelrules.judgement.verdict import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.rule import Rule, Severity
from channelrules.language.shape import Columns, Lexicon
from channelrules.language.stretches import Mask, Positions, Values
from channelrules.portfolio.program import DEGREE, Judgement, Variant

__all__ = ["NO_OTHER", "OUTCOMES", "Batch", "Found", "Judged", "Kernel"]

OUTCOMES: Final = tuple(Outcome)
_VERDICTS: Final = tuple(Verdict)
_COMPANY_VERDICTS: Final = tuple(CompanyVerdict)
_FIRES, _WAIVED, _OPEN = (np.uint8(OUTCOMES.index(each) + 1) for each in (Outcome.FIRES, Outcome.WAIVED, Outcome.OPEN))
NO_OTHER: Final = 255
_LARGE: Final = 31 << 20
_SETTLED: Final = np.full(256, _VERDICTS.index(Verdict.UNDETERMINED), dtype=np.uint8)
_SETTLED[np.left_shift(1, np.arange(len(_VERDICTS)))] = np.arange(len(_VERDICTS))
_IS_FIXABLE: Final = np.array([each in {Verdict.ASSET, Verdict.POTENTIAL, Verdict.HELPFUL} for each in _VERDICTS])


@attrs.frozen
class Batch:
    """Companies in columns.

    Attributes:
        columns: what is known; lists and channels by offsets.
        companies: how many there are.
        offsets: where the channels of each begin and end.
        variant: what the batch has that most have not.
    """

    columns: Columns
    companies: int
    offsets: Positions
    variant: Variant


@attrs.frozen
class Found:
    """Findings, those of a company and then of its channels, in the order of the rules.

    Attributes:
        row: the row of the verdicts that a finding belongs to.
        rule: which rule, by its place in `Kernel.rules`.
        outcome: which outcome, by its place in `OUTCOMES`.
    """

    row: Values
    rule: Values
    outcome: Values


@attrs.frozen
class Judged:
    """What is decided of companies, and of all of their channels one after another.

    Attributes:
        owner: of each channel, the place of its company.
        row_of_company, row_of_channel: where each has its row: a company, followed by its channels.
        held, could: the verdicts of each company that hold, and that remain possible, as bits of `CompanyVerdict`.
        verdict: the verdict of each channel, as a place in `Verdict`.
        possible: the verdicts of each channel that remain possible, as bits.
        other: the verdict by the other edition, as a place; 255 where it is the same.
        actions: what is to be done about each channel, as bits in the order of the rulebook's actions.
        degree, pace, growth: how far the potential is realised, NaN where unknown.
        of_companies, of_channels: what each rule says of each company, and of each channel: a row for
            each rule, in the order of `Kernel.rules`; a place in `OUTCOMES` plus one, 0 where it is clear.
    """

    owner: Positions
    row_of_company: Positions
    row_of_channel: Positions
    held: Values
    could: Values
    verdict: Values
    possible: Values
    other: Values
    actions: Values
    degree: Values
    pace: Values
    growth: Values
    of_companies: Values
    of_channels: Values

    @property
    def rows(self) -> int:
        """How many companies and channels there are."""
        return len(self.row_of_company) + len(self.row_of_channel)

    def only(self, companies: Mask, channels: Mask) -> Judged:
        """Return what is decided of some companies and their channels, given which they are."""
        owner = (np.cumsum(companies) - 1)[self.owner[channels]]
        count = int(np.count_nonzero(companies))
        channels_of = np.bincount(owner, minlength=count)
        of_channels = {
            name: getattr(self, name)[channels]
            for name in ("verdict", "possible", "other", "actions", "degree", "pace", "growth")
        }
        return Judged(
            owner=owner,
            row_of_company=np.cumsum(channels_of) - channels_of + np.arange(count),
            row_of_channel=np.arange(1, len(owner) + 1) + owner,
            held=self.held[companies],
            could=self.could[companies],
            of_companies=np.compress(companies, self.of_companies, axis=1),
            of_channels=np.compress(channels, self.of_channels, axis=1),
            **of_channels,
        )

    def findings(self, outcomes: Collection[Outcome] = OUTCOMES) -> Found:
        """Return what the rules say, one after another, where it is one of some outcomes."""
        own, each = len(self.of_companies), len(self.of_channels)
        width = 1 << (own + each).bit_length()
        said = np.zeros((self.rows, width), dtype=np.uint8)
        said[self.row_of_company, :own] = self.of_companies.T
        said[self.row_of_channel, own : own + each] = self.of_channels.T
        flat = said.ravel()
        wanted = [OUTCOMES.index(each) + 1 for each in outcomes]
        kept = flat != 0
        if len(wanted) < len(OUTCOMES):
            kept = np.logical_or.reduce([flat == each for each in wanted]) if wanted else np.zeros_like(kept)
        at = np.flatnonzero(kept)
        outcome = np.take(flat, at)
        outcome -= 1
        # The width is a power of two, so that a place tells row and rule by its bits.
        rule = (at & (width - 1)).astype(np.min_scalar_type(width))
        at >>= width.bit_length() - 1
        return Found(at, rule, outcome)


@attrs.frozen(slots=False, eq=False)
class Kernel:
    """A rulebook ready to judge batches. It keeps nothing of what it judged; threads may share it.

    Attributes:
        compiled: the rulebook.
    """

    compiled: Compiled

    @cached_property
    def _judgements(self) -> dict[Variant, Judgement]:
        return {}

    def judgement(self, variant: Variant) -> Judgement:
        """Return what is computed for batches that have something most have not."""
        if variant not in self._judgements:
            # Once a C library has seen so large a block let go, it keeps the memory of smaller ones for the next
            # column, and does not ask the system for it again and again: a fifth of the time.
            np.empty(_LARGE, dtype=np.uint8)
            self._judgements[variant] = Judgement(self.compiled, variant)
        return self._judgements[variant]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The numbers of words."""
        return self.judgement(Variant()).lexicon

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that make findings: those of companies, then those of channels."""
        every = (*self.compiled.rules.company, *self.compiled.rules.channel)
        return tuple(rule for rule in every if rule.kind != "definition")

    def judge(self, batch: Batch) -> Judged:
        """Return what is decided of every company of a batch."""
        return _Judge(self, self.judgement(batch.variant), batch).judged()


def full(mask: Any, size: int) -> Mask:
    """Return a mask of a size; one that is the same everywhere is spread."""
    return mask if isinstance(mask, np.ndarray) and mask.ndim else np.full(size, bool(mask))


@attrs.define
class _Judge:
    kernel: Kernel
    judgement: Judgement
    batch: Batch

    def judged(self) -> Judged:
        batch, compiled = self.batch, self.kernel.compiled
        rules, knowledge = compiled.rules, compiled.knowledge
        results = list(self.judgement.program.run(batch.columns))

        def next_(count: int) -> list[Any]:
            taken, results[:] = results[:count], results[count:]
            return taken

        company, channel = next_(len(rules.company)), next_(len(rules.channel))
        table, other = next_(len(knowledge.channel_verdicts)), next_(len(knowledge.channel_verdicts))
        own = next_(len(knowledge.company_verdicts))
        owner = batch.columns.up["channel", "company"]
        channels = len(owner)
        said = self.outcomes(rules.company, company, batch.companies), self.outcomes(rules.channel, channel, channels)
        possible, default = self.walk(table, channels)
        verdict, elsewhere = _settled(possible), _settled(self.walk(other, channels)[0])
        held, could = self.company_verdicts(own)
        degrees = dict(zip([name for name in DEGREE if name in knowledge.measures], results, strict=True))
        degree, pace, growth = (_spread(degrees.get(name, np.nan), channels) for name in DEGREE)
        return Judged(
            owner=owner,
            row_of_company=batch.offsets[:-1] + np.arange(batch.companies),
            row_of_channel=np.arange(1, channels + 1) + owner,
            held=held,
            could=could,
            verdict=verdict,
            possible=possible,
            other=np.where(elsewhere == verdict, np.uint8(NO_OTHER), elsewhere),
            actions=self.actions(verdict, default, said[1]),
            degree=degree,
            pace=pace,
            growth=growth,
            of_companies=said[0],
            of_channels=said[1],
        )

    # --- outcomes ---

    def outcomes(self, rules: Sequence[Rule], masks: Sequence[tuple[Any, Any]], size: int) -> Values:
        """Return for each rule that makes findings a row of outcomes, 0 where it is clear."""
        finding = [(rule, made) for rule, made in zip(rules, masks, strict=True) if rule.kind != "definition"]
        said = np.empty((len(finding), size), dtype=np.uint8)
        for row, (rule, (true, false)) in zip(said, finding, strict=True):
            fires, perhaps = full(true, size), ~full(false, size)
            # What may hold and is not sure is open: 1 + 2; what is sure fires: 1.
            unsure = (perhaps ^ fires).view(np.uint8)
            np.add(unsure, unsure, out=row)
            np.add(row, perhaps.view(np.uint8), out=row)
            if rule.id in self.judgement.lifting:
                row[fires & self.batch.columns.values[f"lifted.{rule.id}"][0]] = _WAIVED
        return said

    # --- verdicts ---

    def walk(self, table: Sequence[tuple[Any, Any]], size: int) -> tuple[Values, Values]:
        """Return the verdicts that remain possible, as bits, and the action of the first row that could decide."""
        knowledge = self.kernel.compiled.knowledge
        possible = np.zeros(size, dtype=np.uint8)
        default = np.zeros(size, dtype=np.uint16)
        reached = np.ones(size, dtype=np.bool_)
        fresh = np.ones(size, dtype=np.bool_)
        for row, (true, false) in zip(knowledge.channel_verdicts, table, strict=True):
            here = reached & ~full(false, size)
            if row.action is not None:
                default += np.uint16(1 << knowledge.actions.index(row.action)) * (here & fresh)
            fresh &= ~here
            possible |= np.uint8(1 << _VERDICTS.index(Verdict(row.verdict))) * here
            reached &= ~full(true, size)
        return possible, default

    def company_verdicts(self, table: Sequence[tuple[Any, Any]]) -> tuple[Values, Values]:
        """Return the verdicts of the company that hold, and those that could hold, as bits."""
        size = self.batch.companies
        *rows, rest = self.kernel.compiled.knowledge.company_verdicts
        sure, unsure = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
        for row, (true, false) in zip(rows, table, strict=False):
            bit = np.uint8(_company_bit(row.verdict))
            holds = full(true, size)
            sure |= bit * holds
            unsure |= bit * ~(holds | full(false, size))
        last = np.uint8(_company_bit(rest.verdict))
        undetermined = np.uint8(_company_bit(CompanyVerdict.UNDETERMINED.value))
        none, open_ = sure == 0, unsure != 0
        held = np.where(none, np.where(open_, undetermined, last), sure)
        return held, np.where(none, unsure | last, sure | unsure)

    def actions(self, settled: Values, default: Values, said: Values) -> Values:
        """Return what is to be done about each channel, as bits."""
        knowledge = self.kernel.compiled.knowledge
        bits = {action: np.uint16(1 << place) for place, action in enumerate(knowledge.actions)}
        wanted = np.zeros(len(settled), dtype=np.uint16)
        heavy = np.zeros(len(settled), dtype=np.bool_)
        rules = [rule for rule in self.kernel.compiled.rules.channel if rule.kind != "definition"]
        for rule, row in zip(rules, said, strict=True):
            fires = row == _FIRES
            if rule.action:
                wanted |= bits[rule.action] * fires
            elif rule.severity in {Severity.ERROR, Severity.WARNING}:
                heavy |= fires
        undetermined = settled == _VERDICTS.index(Verdict.UNDETERMINED)
        whim = settled == _VERDICTS.index(Verdict.WHIM)
        fixable = np.take(_IS_FIXABLE, settled)
        by_table = default * ~(undetermined | (whim & (wanted != 0)))
        used = settled != _VERDICTS.index(Verdict.OUT_OF_USE)
        decided: Values = (wanted | by_table | bits["ask"] * undetermined | bits["fix"] * (heavy & fixable)) * used
        return decided


def _spread(values: Any, size: int) -> Values:
    return values if np.ndim(values) else np.full(size, values, dtype=np.float64)


def _settled(possible: Values) -> Values:
    """Return the one verdict that remains, as a place; undetermined where there are several."""
    return np.take(_SETTLED, possible, mode="clip")


def _company_bit(verdict: str) -> int:
    return 1 << _COMPANY_VERDICTS.index(CompanyVerdict(verdict))
