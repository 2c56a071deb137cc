"""The figures over lists: one entry holds a figure's arguments and result, and how members' numbers give it.

Three families: those with bounds where a member is unknown (`count`, `sum`), quantifiers (`any`, `all`), and those over
the numbers of the members, unknown where one of them is. An entry such as `min` defines a figure of this family alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, Protocol

import attrs

from channelrules.language.arithmetic import GREATEST, LONGEST
from channelrules.language.entries import checked, hook
from channelrules.language.ratios import Ratio
from channelrules.language.semantics import MEANINGS_OVER_LISTS
from channelrules.language.types import Kind, Type, number

__all__ = ["FIGURES", "Bounded", "Figure", "OverNumbers", "Quantifier", "figure"]


class Members(Protocol):
    """The column writer over the members of lists, as a figure sees it."""

    def each(self, op: str, *columns: Any) -> Any:
        """Return an operation that has a value for each member."""

    def lists(self, op: str, *columns: Any) -> Any:
        """Return an operation that has a value for each list; ``{offsets}`` is where its members begin and end."""

    def call(self, op: str, *columns: Any) -> Any:
        """Return an operation on columns of lists."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Figure:
    """Everything about a figure but its meaning.

    Attributes:
        name: as it is written, and as nodes name it.
        of_numbers: whether it is over numbers of the members (``sum(list.x)``) or over the members (``count(list)``).
        needs_condition: whether a condition has to be given; it always may.
        gives: the kind of what it gives.
        type: its type, given that of the members' numbers, with the greatest magnitude, even beyond `GREATEST`.
        grows: whether it rises (1) or falls (-1) with another member; 0 where that depends.
        becomes: its mutants; empty where it has none.
    """

    name: str
    of_numbers: bool = hook()
    needs_condition: bool = False
    gives: Kind = hook()
    type: Callable[[Type], Type] = hook()
    grows: int = hook()
    becomes: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an entry that lacks something."""
        checked("figure", self)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Bounded(Figure):
    """A figure with a least and a greatest value where members are unknown (`channelrules.language.nodes.bounded`)."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Quantifier(Figure):
    """Whether a condition holds for members; *all* is lowered to *any* (`channelrules.language.lower`)."""


@attrs.frozen(eq=False, repr=False, kw_only=True)
class OverNumbers(Figure):
    """A figure over the numbers of the members; unknown without members, and where one of them is unknown.

    Attributes:
        python: Python for it, from Python for a list of numbers, one at least, all known.
        columns: the column of lists, from the writer and three columns of members: of which nobody knows whether they
            are looked at, which are, and the numbers, NaN where unknown.
        ways: given what the number of the one channel that varies can be computed as, and what the figure is now, what
            it can be computed as.
    """

    python: Callable[[str], str] = hook()
    columns: Callable[[Members, Any, Any, Any], Any] = hook()
    ways: Callable[[Iterable[Ratio], Iterable[Ratio]], Iterable[Ratio]] = hook()


def figures(*given: Figure) -> Mapping[str, Figure]:
    """Return figures by name.

    Raises:
        TypeError: the written semantics lacks one over numbers, or has one more.
    """
    found = {each.name: each for each in given}
    written = {each.name for each in given if isinstance(each, OverNumbers)}
    if odd := sorted(written ^ MEANINGS_OVER_LISTS.keys()):
        where = "the written semantics" if odd[0] in found else "the table of figures"
        message = f"figure '{odd[0]}' is missing in {where}"
        raise TypeError(message)
    return MappingProxyType(found)


def figure(name: str) -> Figure:
    """Return the figure of a node."""
    return FIGURES[name]


def _counted(_members: Type) -> Type:
    return number("1", low=0, most=LONGEST)


def _total(members: Type) -> Type:
    low = 0 if members.low is not None and members.low >= 0 else None
    return attrs.evolve(members, low=low, most=(GREATEST if members.most is None else members.most) * LONGEST)


def _extreme_in_columns(how: str, end: str) -> Callable[[Members, Any, Any, Any], Any]:
    def columns(write: Members, unsure: Any, looked_at: Any, numbers: Any) -> Any:
        # Members that are not read do not count; an unknown one makes the result unknown.
        seen = write.each(f"where({{0}}, nan, where({{1}}, {{2}}, {end}))", unsure, looked_at, numbers)
        best = write.lists(f"reduced({how}, {{0}}, {{offsets}}, {end})", seen)
        return write.call(f"where({{0}} == {end}, nan, {{0}})", best)

    return columns


FIGURES: Mapping[str, Figure] = figures(
    Bounded(name="count", of_numbers=False, gives=Kind.NUMBER, type=_counted, grows=1),
    Bounded(name="sum", of_numbers=True, gives=Kind.NUMBER, type=_total, grows=1),
    Quantifier(
        name="any",
        of_numbers=False,
        needs_condition=True,
        gives=Kind.YES_NO,
        type=lambda _: Type(Kind.YES_NO),
        grows=1,
        becomes="all",
    ),
    Quantifier(
        name="all",
        of_numbers=False,
        needs_condition=True,
        gives=Kind.YES_NO,
        type=lambda _: Type(Kind.YES_NO),
        grows=-1,
        becomes="any",
    ),
    OverNumbers(
        name="min",
        of_numbers=True,
        gives=Kind.NUMBER,
        type=lambda members: members,
        grows=0,
        python=lambda numbers: f"min({numbers})",
        columns=_extreme_in_columns("least", "inf"),
        ways=chain,
    ),
    OverNumbers(
        name="max",
        of_numbers=True,
        gives=Kind.NUMBER,
        type=lambda members: members,
        grows=0,
        python=lambda numbers: f"max({numbers})",
        columns=_extreme_in_columns("greatest", "-inf"),
        ways=chain,
    ),
)
"""Every figure over a list, by its name."""
