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
from channelrules.language.stretches import Mask, Positions, Values, owners
from channelrules.portfolio.program import DEGREE, Judgement, Variant

__all__ = ["OUTCOMES", "Batch", "Found", "Judged", "Kernel"]

OUTCOMES: Final = tuple(Outcome)
_VERDICTS: Final = tuple(Verdict)
_COMPANY_VERDICTS: Final = tuple(CompanyVerdict)
_FIRES, _WAIVED, _OPEN = (np.uint8(OUTCOMES.index(each) + 1) for each in (Outcome.FIRES, Outcome.WAIVED, Outcome.OPEN))
_NONE: Final = 255
_BITS: Final = np.left_shift(1, np.arange(len(_VERDICTS))).astype(np.uint8)
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
    """One row for each company, followed by one for each of its channels.

    Attributes:
        company: the place of the company in the batch.
        channel: the place of the channel among all of the batch; -1 for the company as a whole.
        possible: the verdicts that remain possible, as bits: of `Verdict` for a channel, of
            `CompanyVerdict` for a company.
        verdict: the verdicts that hold, as bits.
        actions: what is to be done, as bits in the order of the rulebook's actions.
        degree, pace, growth: how far the potential is realised, NaN where unknown.
        other: the verdict by the other edition, as a place in `Verdict`; 255 where it is the same.
        of_companies, of_channels: what each rule says of each company, and of each channel: a row for
            each rule, in the order of `Kernel.rules`; a place in `OUTCOMES` plus one, 0 where it is clear.
    """

    company: Values
    channel: Values
    possible: Values
    verdict: Values
    actions: Values
    degree: Values
    pace: Values
    growth: Values
    other: Values
    of_companies: Values
    of_channels: Values

    def findings(self, outcomes: Collection[Outcome] = OUTCOMES) -> Found:
        """Return what the rules say, one after another, where it is one of some outcomes."""
        own, each = len(self.of_companies), len(self.of_channels)
        width = 1 << (own + each).bit_length()
        said = np.zeros((len(self.company), width), dtype=np.uint8)
        said[self.channel < 0, :own] = self.of_companies.T
        said[self.channel >= 0, own : own + each] = self.of_channels.T
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
        return Found((at >> (width.bit_length() - 1)).astype(np.int32), rule, outcome)


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
    row_of_company: Values = attrs.field(init=False)
    row_of_channel: Values = attrs.field(init=False)

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
        owner = owners(batch.offsets)
        channels = len(owner)
        self.row_of_company = batch.offsets[:-1] + np.arange(batch.companies)
        self.row_of_channel = np.arange(channels) + owner + 1
        said = self.outcomes(rules.company, company, batch.companies), self.outcomes(rules.channel, channel, channels)
        possible, default = self.walk(table, channels)
        settled = _settled(possible)
        elsewhere = _settled(self.walk(other, channels)[0])
        held, could = self.company_verdicts(own)
        size = batch.companies + channels
        degrees = dict(zip([name for name in DEGREE if name in knowledge.measures], results, strict=True))
        in_channel = np.full(size, -1, dtype=np.int32)
        in_channel[self.row_of_channel] = np.arange(channels)
        in_company = np.empty(size, dtype=np.int32)
        in_company[self.row_of_company], in_company[self.row_of_channel] = np.arange(batch.companies), owner
        changed = np.where(elsewhere == settled, _NONE, elsewhere)
        degree, pace, growth = (self.rows(np.nan, degrees.get(name, np.nan), np.float64) for name in DEGREE)
        return Judged(
            company=in_company,
            channel=in_channel,
            possible=self.rows(could, possible, np.uint8),
            verdict=self.rows(held, np.take(_BITS, settled), np.uint8),
            actions=self.rows(0, self.actions(settled, default, said[1]), np.uint16),
            degree=degree,
            pace=pace,
            growth=growth,
            other=self.rows(_NONE, changed, np.uint8),
            of_companies=said[0],
            of_channels=said[1],
        )

    def rows(self, company: Any, channel: Any, kind: type) -> Values:
        """Return one column of the verdicts, from a value for each company and one for each channel."""
        size = self.batch.companies + len(self.row_of_channel)
        if np.ndim(company):
            made: Values = np.empty(size, dtype=kind)
            made[self.row_of_company] = company
        else:
            made = np.full(size, company, dtype=kind)
        made[self.row_of_channel] = channel
        return made

    # --- outcomes ---

    def outcomes(self, rules: Sequence[Rule], masks: Sequence[tuple[Any, Any]], size: int) -> Values:
        """Return for each rule that makes findings a row of outcomes, 0 where it is clear."""
        finding = [(rule, made) for rule, made in zip(rules, masks, strict=True) if rule.kind != "definition"]
        said = np.empty((len(finding), size), dtype=np.uint8)
        for row, (rule, (true, false)) in zip(said, finding, strict=True):
            fires, perhaps = full(true, size), ~full(false, size)
            # What may hold and is not sure is open: 1 + 2; what is sure fires: 1.
            np.left_shift((perhaps ^ fires).view(np.uint8), 1, out=row)
            np.bitwise_or(row, perhaps.view(np.uint8), out=row)
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


def _settled(possible: Values) -> Values:
    """Return the one verdict that remains, as a place; undetermined where there are several."""
    table = np.full(256, _VERDICTS.index(Verdict.UNDETERMINED), dtype=np.uint8)
    for place in range(len(_VERDICTS)):
        table[1 << place] = place
    return table[possible]


def _company_bit(verdict: str) -> int:
    return 1 << _COMPANY_VERDICTS.index(CompanyVerdict(verdict))
