"""The kernel: takes a batch of companies in columns, returns verdicts and findings.

The results equal those of `Rulebook.assess`. Only the shape differs: masks instead of outcomes, offsets
instead of joins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np

from channelrules.inference.compiled import Compiled
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule, Severity
from channelrules.language.columns.ragged import Mask, Positions, Values
from channelrules.language.columns.shape import Columns, Lexicon
from channelrules.portfolio.plan import DEGREE, PRESUMED, Judgement, Variant

__all__ = ["NONE", "OUTCOMES", "Batch", "Found", "Judged", "Kernel", "kernel_of"]

OUTCOMES: Final = tuple(each for each in Outcome if each is not Outcome.CLEAR)
_VERDICTS: Final = tuple(Verdict)
_COMPANY_VERDICTS: Final = tuple(CompanyVerdict)
_FIRES, _PRESUMED, _WAIVED, _OPEN = (np.uint8(1 + place) for place in range(len(OUTCOMES)))
NONE: Final = 255
_JUDGED: Final = ("company", "channel", "verdicts", "company_verdicts")
_LARGE: Final = 31 << 20
_SETTLED: Final = np.full(256, _VERDICTS.index(Verdict.UNDETERMINED), dtype=np.uint8)
_SETTLED[np.left_shift(1, np.arange(len(_VERDICTS)))] = np.arange(len(_VERDICTS))
_UNDETERMINED, _WHIM, _OUT_OF_USE = map(_VERDICTS.index, (Verdict.UNDETERMINED, Verdict.WHIM, Verdict.OUT_OF_USE))
_IS_FIXABLE: Final = np.array([each in {Verdict.ASSET, Verdict.POTENTIAL, Verdict.HELPFUL} for each in _VERDICTS])


@attrs.frozen
class Batch:
    """Companies in columns.

    Attributes:
        columns: the known facts; lists and channels by offsets.
        companies: how many there are.
        offsets: where the channels of each begin and end.
        variant: the rarely used columns that the batch has.
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
        rule: the place of the rule in `Kernel.rules`.
        outcome: the place of the outcome in `OUTCOMES`.
    """

    row: Values
    rule: Values
    outcome: Values


@attrs.frozen
class Judged:
    """The decisions on companies, and on all of their channels in order.

    Attributes:
        owner: of each channel, the place of its company.
        row_of_company, row_of_channel: where each has its row: a company, followed by its channels.
        held, could: the verdicts of each company that hold, and that remain possible, as bits of `CompanyVerdict`.
        leans: those that hold under presumptions where they differ, as bits; 0 elsewhere.
        verdict: the verdict of each channel, as a place in `Verdict`.
        possible: the verdicts of each channel that remain possible, as bits.
        leaning: the one verdict left under presumptions where several remain possible, as a place; 255 elsewhere.
        other: verdict or leaning by the other edition, as a place; 255 where it is the same.
        actions: the actions for each channel, as bits: the first for asking before anything else, then in the order
            of the rulebook's actions.
        degree, pace, growth: how far the potential is realised, NaN where unknown.
        of_companies, of_channels: the outcome of each rule for each company, and for each channel: a row for
            each rule, in the order of `Kernel.rules`; a place in `OUTCOMES` plus one, 0 where it is clear.
    """

    owner: Positions
    row_of_company: Positions
    row_of_channel: Positions
    held: Values
    could: Values
    leans: Values
    verdict: Values
    possible: Values
    leaning: Values
    other: Values
    actions: Values
    degree: Values
    pace: Values
    growth: Values
    of_companies: Values
    of_channels: Values

    @property
    def rows(self) -> int:
        """The number of companies and channels."""
        return len(self.row_of_company) + len(self.row_of_channel)

    def only(self, companies: Mask, channels: Mask) -> Judged:
        """Return the decisions on some companies and their channels, given a mask."""
        owner = (np.cumsum(companies) - 1)[self.owner[channels]]
        count = int(np.count_nonzero(companies))
        channels_of = np.bincount(owner, minlength=count)
        told = {name: getattr(self, name)[companies] for name in ("held", "could", "leans")}
        told |= {
            name: getattr(self, name)[channels]
            for name in ("verdict", "possible", "leaning", "other", "actions", "degree", "pace", "growth")
        }
        return Judged(
            owner=owner,
            row_of_company=np.cumsum(channels_of) - channels_of + np.arange(count),
            row_of_channel=np.arange(1, len(owner) + 1) + owner,
            of_companies=np.compress(companies, self.of_companies, axis=1),
            of_channels=np.compress(channels, self.of_channels, axis=1),
            **told,
        )

    def findings(self, outcomes: Collection[Outcome] = OUTCOMES) -> Found:
        """Return the findings in order, for some of the outcomes."""
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
        # The width is a power of two, so that the bits of a place give row and rule.
        rule = (at & (width - 1)).astype(np.min_scalar_type(width))
        at >>= width.bit_length() - 1
        return Found(at, rule, outcome)


@attrs.frozen(slots=False, eq=False)
class Kernel:
    """A rulebook ready to judge batches. It keeps no state between batches; threads may share it.

    Attributes:
        compiled: the rulebook.
        edition: which facts about networks are in use.
        presume: whether presumptions are used.
    """

    compiled: Compiled
    edition: Edition = Edition.GUIDANCE
    presume: bool = True

    @cached_property
    def _judgements(self) -> dict[Variant, Judgement]:
        return {}

    def judgement(self, variant: Variant) -> Judgement:
        """Return the program for batches with these rarely used columns."""
        if variant not in self._judgements:
            # Freeing one large block raises glibc's mmap threshold: smaller blocks are then kept for the next column
            # instead of being returned to the system each time, which saves a fifth of the time.
            np.empty(_LARGE, dtype=np.uint8)
            self._judgements[variant] = Judgement(self.compiled, variant, self.edition, self.presume)
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
        """Return the decisions on every company of a batch."""
        return _Judge(self, self.judgement(batch.variant), batch).judged()


def kernel_of(compiled: Compiled, edition: Edition, *, presume: bool) -> Kernel:
    """Return the kernel of a rulebook, made once for each edition, with and without presumptions."""
    kernels: dict[object, Kernel] = compiled.kernels
    if (edition, presume) not in kernels:
        kernels[edition, presume] = Kernel(compiled, edition, presume)
    return kernels[edition, presume]


def full(mask: Any, size: int) -> Mask:
    """Return a mask of a size; a scalar is broadcast."""
    return mask if isinstance(mask, np.ndarray) and mask.ndim else np.full(size, bool(mask))


@attrs.define
class _Judge:
    kernel: Kernel
    judgement: Judgement
    batch: Batch

    def judged(self) -> Judged:
        batch, compiled = self.batch, self.kernel.compiled
        rules = compiled.rules
        found = self.judgement.run(batch.columns)
        under = {name: found.get(f"{name}{PRESUMED}", found[name]) for name in _JUDGED}
        owner = batch.columns.up["channel", "company"]
        channels = len(owner)
        of_companies = self.outcomes(rules.company, found["company"], under["company"], batch.companies)
        of_channels = self.outcomes(rules.channel, found["channel"], under["channel"], channels)
        filled, default = self.walk(under["verdicts"], channels)
        possible = filled if not self.judgement.presumes else self.walk(found["verdicts"], channels)[0]
        verdict, leaning = _settled(possible), _settled(filled)
        # Settled verdicts are the same under presumptions, so these masks give verdicts and leanings alike.
        elsewhere = _settled(self.walk(found["other"], channels)[0])
        held, could = self.company_verdicts(found["company_verdicts"])
        leans = self.company_verdicts(under["company_verdicts"])[0]
        same = (leans == held) | (leans == _company_bit(CompanyVerdict.UNDETERMINED))
        degree, pace, growth = (_spread(found["degree"].get(name, np.nan), channels) for name in DEGREE)
        return Judged(
            owner=owner,
            row_of_company=batch.offsets[:-1] + np.arange(batch.companies),
            row_of_channel=np.arange(1, channels + 1) + owner,
            held=held,
            could=could,
            leans=np.where(same, np.uint8(0), leans),
            verdict=verdict,
            possible=possible,
            leaning=np.where(leaning == verdict, np.uint8(NONE), leaning),
            other=np.where(elsewhere == leaning, np.uint8(NONE), elsewhere),
            actions=self.actions(leaning, default, of_channels, verdict != _UNDETERMINED),
            degree=degree,
            pace=pace,
            growth=growth,
            of_companies=of_companies,
            of_channels=of_channels,
        )

    # --- outcomes ---

    def outcomes(self, rules: Sequence[Rule], stated: Mapping[str, Any], under: Mapping[str, Any], size: int) -> Values:
        """Return a row of outcomes for each rule that makes findings, 0 where it is clear.

        Args:
            rules: the rules of one scope.
            stated: by id, the two masks on stated facts.
            under: the same under presumptions.
            size: how many subjects they are asked of.
        """
        finding = [rule for rule in rules if rule.kind != "definition"]
        said = np.empty((len(finding), size), dtype=np.uint8)
        for row, rule in zip(said, finding, strict=True):
            (true, false), (then, _) = stated[rule.id], under[rule.id]
            fires, perhaps = full(true, size), ~full(false, size)
            # Surely true: fires, 1. Not surely false: open, 1 + 3, or presumed where it holds under presumptions.
            unsure = (perhaps ^ fires).view(np.uint8)
            np.multiply(unsure, _OPEN - _FIRES, out=row)
            np.add(row, perhaps.view(np.uint8), out=row)
            if then is not true:
                presumed = (full(then, size) & ~fires).view(np.uint8)
                np.subtract(row, presumed * (_OPEN - _PRESUMED), out=row)
            if rule.id in self.judgement.lifting:
                lifted = self.batch.columns.values[f"lifted.{rule.id}"][0]
                row[((row == _FIRES) | (row == _PRESUMED)) & lifted] = _WAIVED
        return said

    # --- verdicts ---

    def walk(self, table: Mapping[str, tuple[Any, Any]], size: int) -> tuple[Values, Values]:
        """Return the verdicts that remain possible, as bits, and the action of the first row that could decide."""
        knowledge = self.kernel.compiled.knowledge
        possible = np.zeros(size, dtype=np.uint8)
        default = np.zeros(size, dtype=np.uint16)
        reached = np.ones(size, dtype=np.bool_)
        fresh = np.ones(size, dtype=np.bool_)
        for at, row in enumerate(knowledge.channel_verdicts):
            true, false = table[str(at)]
            here = reached & ~full(false, size)
            if row.action is not None:
                default += np.uint16(1 << knowledge.actions.index(row.action)) * (here & fresh)
            fresh &= ~here
            possible |= np.uint8(1 << _VERDICTS.index(Verdict(row.verdict))) * here
            reached &= ~full(true, size)
        return possible, default

    def company_verdicts(self, table: Mapping[str, tuple[Any, Any]]) -> tuple[Values, Values]:
        """Return the verdicts of the company that hold, and those that could hold, as bits."""
        size = self.batch.companies
        *rows, rest = self.kernel.compiled.knowledge.company_verdicts
        sure, unsure = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
        for at, row in enumerate(rows):
            true, false = table[str(at)]
            bit = np.uint8(_company_bit(row.verdict))
            holds = full(true, size)
            sure |= bit * holds
            unsure |= bit * ~(holds | full(false, size))
        last = np.uint8(_company_bit(rest.verdict))
        undetermined = np.uint8(_company_bit(CompanyVerdict.UNDETERMINED.value))
        none, open_ = sure == 0, unsure != 0
        held = np.where(none, np.where(open_, undetermined, last), sure)
        return held, np.where(none, unsure | last, sure | unsure)

    def actions(self, settled: Values, default: Values, said: Values, certain: Mask) -> Values:
        """Return the actions for each channel, as bits.

        Args:
            settled: the verdict of each under presumptions.
            default: the action of the verdict row that could decide first, as bits.
            said: the outcomes, a row for each rule.
            certain: whether each channel's verdict is settled without presumptions.
        """
        knowledge = self.kernel.compiled.knowledge
        bits = {action: np.uint16(1 << place) for place, action in enumerate(knowledge.actions)}
        wanted = np.zeros(len(settled), dtype=np.uint16)
        heavy = np.zeros(len(settled), dtype=np.bool_)
        rules = [rule for rule in self.kernel.compiled.rules.channel if rule.kind != "definition"]
        for rule, row in zip(rules, said, strict=True):
            if rule.action:
                wanted |= bits[rule.action] * ((row == _FIRES) | (row == _PRESUMED))
            elif rule.severity in {Severity.ERROR, Severity.WARNING}:
                heavy |= (row == _FIRES) | (row == _PRESUMED)
        undetermined, whim = settled == _UNDETERMINED, settled == _WHIM
        fixable = np.take(_IS_FIXABLE, settled)
        wanted |= default * ~(undetermined | (whim & (wanted != 0)))
        wanted |= bits["ask"] * undetermined | bits["fix"] * (heavy & fixable)
        left_out = np.zeros_like(wanted)
        for action, others in knowledge.leaves_out.items():
            mask = np.bitwise_or.reduce([bits[each] for each in others])
            left_out |= mask * ((wanted & bits[action]) != 0)
        wanted &= ~left_out
        # Nothing is given up on a presumption alone; asking comes first.
        unsure = ~certain & (undetermined | whim)
        never = np.bitwise_or.reduce([bits[each] for each in ("ask", "park", "close") if each in bits])
        wanted &= ~(never * unsure)
        decided: Values = ((wanted << 1) | unsure) * (settled != _OUT_OF_USE)
        return decided


def _spread(values: Any, size: int) -> Values:
    return values if np.ndim(values) else np.full(size, values, dtype=np.float64)


def _settled(possible: Values) -> Values:
    """Return the one verdict that remains, as a place; undetermined where there are several."""
    return np.take(_SETTLED, possible, mode="clip")


def _company_bit(verdict: str) -> int:
    return 1 << _COMPANY_VERDICTS.index(CompanyVerdict(verdict))
