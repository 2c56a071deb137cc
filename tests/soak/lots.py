"""Lots of made-up companies, each under a combination of its own, and the same whenever they are made.

A lot's number says everything: which houses are in force, which edition, whether anything is presumed, how much nobody
knows, how many channels a company has at most, and whether values stand at the edges of the rules.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

import channelrules as cr
from channelrules.decision.rulebook import Rulebook, compiled_of
from channelrules.facts.limits import LEAST
from channelrules.inference.compiled import Compiled
from channelrules.language.columns.shape import day_number
from channelrules.language.types import Kind
from channelrules.portfolio.judge import Kernel
from channelrules.portfolio.table_schema import Field, columns_of
from channelrules.portfolio.wanted import Wanted
from tests.fixtures.companies import DAY, Maker, _without

__all__ = ["HOUSES", "Lot", "combination"]

ROOT: Final = Path(__file__).resolve().parents[2]
_NORD, _STRICT = ROOT / "docs/examples/house-rules", Path(__file__).parent / "house"
HOUSES: Final[Mapping[str, tuple[Path, ...]]] = {
    "built-in": (),
    "nord": (_NORD,),
    "strict": (_STRICT,),
    "nord + strict": (_NORD, _STRICT),
}
"""The houses that are laid over the built-in rules, by what a lot calls them."""

_MISSING: Final = (0.15, 0.5, 0, 0.3, 0.7, 0.9)
_RARE: Final = (0, 0.02, 0.1, 0.3)
_CHANNELS: Final = (1, 2, 3, 8, 2)
_ELSEWHEN: Final = datetime.date(2021, 5, 1)
_ELSE: Final = {"pages_hard_limit": 2, "hours_per_short_video": 1.3}


@functools.cache
def book_of(house: str) -> Rulebook:
    """The rulebook of some houses."""
    return cr.load_rules(house=HOUSES[house])


@functools.cache
def kernel_of(house: str, edition: cr.Edition, presume: bool) -> Kernel:
    """The kernel of a combination, compiled once."""
    return Kernel(compiled_of(book_of(house)), edition, presume)


def combination(house: str, edition: cr.Edition, presume: bool) -> str:
    """Return what a combination is called in the record."""
    return f"{house}, {edition.value}, {'presuming' if presume else 'as stated'}"


@attrs.frozen
class Lot:
    """Companies, and how they are judged.

    Attributes:
        number: which lot it is.
        size: how many companies it has.
        most: the channels that a company has at most; as the number says where ``None``.
    """

    number: int
    size: int
    most: int | None = None

    @property
    def house(self) -> str:
        """The houses in force, one of `HOUSES`."""
        return tuple(HOUSES)[self.number % 4]

    @property
    def edition(self) -> cr.Edition:
        """Which facts about networks are in use."""
        return tuple(cr.Edition)[self.number // 4 % 2]

    @property
    def presume(self) -> bool:
        """Whether anything is presumed."""
        return self.number // 8 % 2 == 0

    @property
    def _round(self) -> int:
        """How often every combination has been met before."""
        return self.number // 16

    @property
    def combination(self) -> str:
        """What it is called in the record."""
        return combination(self.house, self.edition, self.presume)

    @property
    def as_of(self) -> datetime.date | None:
        """Another day for networks and waivers, in each seventh round."""
        return _ELSEWHEN if self._round % 7 == 3 else None

    @property
    def parameters(self) -> dict[str, float]:
        """Other numbers for all companies, in each seventh round."""
        return dict(_ELSE) if self._round % 7 == 5 else {}

    @property
    def other(self) -> bool:
        """Whether verdicts by the other edition are looked at too, in each fourth round."""
        return self._round % 4 == 1

    @property
    def compiled(self) -> Compiled:
        """The rulebook made ready."""
        return compiled_of(book_of(self.house))

    @property
    def kernel(self) -> Kernel:
        """What judges in columns."""
        return kernel_of(self.house, self.edition, self.presume)

    @property
    def wanted(self) -> Wanted:
        """What the kernel wants of a batch."""
        return Wanted(self.kernel, self.as_of, self.parameters)

    @property
    def batch(self) -> pa.RecordBatch:
        """The companies as a table."""
        knowledge = self.compiled.knowledge
        missing, rare = _MISSING[self._round % len(_MISSING)], _RARE[self._round % len(_RARE)]
        maker = Edges(self.number, missing, rare) if self._round % 3 else Maker(self.number, missing, rare)
        maker.fields = columns_of(knowledge.declared)
        maker.networks = tuple(knowledge.networks)
        maker.most_channels = self.most or _CHANNELS[self._round % len(_CHANNELS)]
        if isinstance(maker, Edges):
            maker.numbers = _numbers(self.house)
        return maker.batch(0, self.size)


@functools.cache
def _numbers(house: str) -> Sequence[float]:
    """Every number of a rulebook, what lies just beside it, and the ends of what a number may be."""
    given = sorted({each.value for each in book_of(house).parameters.values()})
    beside = [each + step for each in given for step in (-1, -1e-9, 0, 1e-9, 1)]
    return tuple(sorted({0, LEAST, 0.1, 0.2, 0.3, 1 / 3, 1, 2, 16, 1e6, 1e12, *beside}))


class Edges(Maker):
    """Makes values that stand at the edges of rules: their numbers, and what lies beside them."""

    numbers: Sequence[float] = ()

    def value(self, field: Field, count: int, place: Any) -> pa.Array:
        """Return a column of values, three in four of them at an edge."""
        rng, spec = self.rng, field.spec
        if field.name in {"every", "plan_entry", "id"} or spec.type.kind not in {Kind.NUMBER, Kind.DATE}:
            return super().value(field, count, place)
        gone = None if field.required else self.gone(count)
        at_edge = rng.random(count) < 0.75
        if spec.type.kind is Kind.DATE:
            low, high = (0, 400) if field.name == "until" else (-1000, 400)
            spans = [round(each) for each in self.numbers if each < 1000]
            edges = np.unique([sign * (span + by) for span in spans for by in (-1, 0, 1) for sign in (1, -1)])
            edges = edges[(edges >= low) & (edges <= high)]
            days = np.where(at_edge, rng.choice(edges, count), rng.integers(low, high, count)) + day_number(DAY)
            return pa.array(days.astype(np.int32), mask=gone).cast(pa.date32())
        edges = np.array([*self.numbers, spec.low, spec.high])
        edges = np.unique(edges[(edges >= spec.low) & (edges <= spec.high)])
        plain = rng.integers(int(max(spec.low, -20) * 4), int(min(spec.high, 20) * 4) + 1, count) / 4
        made = np.where(at_edge, rng.choice(edges, count), plain)
        return pa.array(np.floor(made).astype(np.int64) if spec.whole else made, mask=gone)

    def consistent(self, children: dict[str, pa.Array]) -> dict[str, pa.Array]:
        """Take away what would contradict itself: an end before a beginning, or too soon after it to recur."""
        made = super().consistent(children)
        for end, begin, least in (("ends_on", "starts_on", 0), ("until", "on", 7)):
            if end in made and begin in made:
                days = pa.compute.days_between(made[begin], made[end])
                made[end] = _without(made[end], pa.compute.less(days, least))
        return made
