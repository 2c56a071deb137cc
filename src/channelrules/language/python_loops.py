"""Python statements before an expression: loops, and values used more than once."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Protocol

import attrs

from channelrules.language.figures import OverNumbers, figure
from channelrules.language.nodes import (
    Aggregate,
    Expression,
    Item,
    Name,
    Pick,
    Projection,
    lists_in,
    names_at,
    nodes,
)

__all__ = ["NAMESPACE", "Ahead", "Frame", "Loop"]


def _pick(members: tuple[object, ...] | None, value: str, by: str, *, latest: bool) -> object:
    if not members:
        return None
    order = [getattr(member, by) for member in members]
    if None in order:
        return None
    best = max(order) if latest else min(order)
    values = {getattr(member, value) for member, on in zip(members, order, strict=True) if on == best}
    return values.pop() if len(values) == 1 else None


def _empty_months(dates: list[datetime.date | None], start: datetime.date, end: datetime.date) -> int:
    period = (end.year - start.year) * 12 + end.month - start.month + 1
    return period - len({(on.year, on.month) for on in dates if on is not None and start <= on <= end})


NAMESPACE: Final[Mapping[str, object]] = {
    "date": datetime.date,
    "fsum": math.fsum,
    "inf": math.inf,
    "pick": _pick,
    "empty_months": _empty_months,
}
"""The only names that generated source may use."""


@attrs.frozen(eq=False, repr=False)
class Loop:
    """How generated source walks a list.

    Attributes:
        over: the source of the list; ``None`` as its value means that nobody knows the list.
        names: the names that differ from member to member; none but for ``channels``.
        bind: given the names and lists that the body uses, the lines that bind them from ``each``.
        name: the source of such a name inside the loop.
        lists: the lists that differ from member to member; none but for ``channels``.
        beside: the source of the objects that have those lists, in the order of the members, and
            the variable for one of them.
    """

    over: str
    names: frozenset[str] = frozenset()
    bind: Callable[[tuple[str, ...]], list[str]] = lambda _: []
    name: Callable[[str], str] = lambda name: name
    lists: frozenset[str] = frozenset()
    beside: tuple[str, str] = ("", "")


@attrs.define(eq=False, repr=False)
class Frame:
    """Where lines go: before everything (``loop`` is ``None``), or into the body of a loop.

    Attributes:
        lines: the lines so far.
        loop: the loop whose body it is.
        over: the name of the list.
        kept: the variable, or the two bounds, of what was computed there.
    """

    lines: list[str]
    loop: Loop | None = None
    over: str = ""
    kept: dict[Expression, tuple[str, str]] = attrs.field(factory=dict)


class Source(Protocol):
    """The writer of expressions, as the writer of the lines before them uses it."""

    name: Callable[[str], str]
    loops: Mapping[str, Loop]

    def value(self, node: Expression) -> str:
        """Return source for a value, ``None`` where it is unknown."""

    def true(self, node: Expression) -> str:
        """Return a condition that holds where an expression is surely true."""

    def false(self, node: Expression) -> str:
        """Return a condition that holds where an expression is surely false."""


@attrs.define(eq=False, repr=False)
class Ahead:
    """Writes lines before expressions: before everything, or in the loop over the members.

    Attributes:
        coder: what writes the expressions.
        outer: the lines before everything.
    """

    coder: Source
    outer: Frame
    _count: int = 0
    _inner: Frame | None = None

    def _frame_of(self, node: Expression) -> Frame:
        """Return where the lines that compute something go: into the loop only if they read the member."""
        inner = self._inner
        if inner is None or isinstance(node, Aggregate) or inner.loop is None:
            return self.outer
        loop = inner.loop
        own = not loop.names and any(isinstance(each, Item) for each in nodes(node))
        differs = any(each in loop.names for each in names_at(node))
        if own or differs or not loop.lists.isdisjoint(lists_in(node)):
            return inner
        return self.outer

    def kept(self, node: Expression) -> str:
        """Return the variable that holds a value, ``None`` where it is unknown; computed once."""
        if isinstance(node, Name):
            return self.named(node.name)
        frame = self._frame_of(node)
        if node not in frame.kept:
            kept = self.fresh()
            if isinstance(node, Pick):
                source = self.coder.loops[node.over].over
                lines = [f"{kept} = pick({source}, {node.value!r}, {node.by!r}, latest={node.kind == 'latest'})"]
            elif isinstance(node, Aggregate) and isinstance(meant := figure(node.kind), OverNumbers):
                lines = self._over_numbers(node, meant, kept)
            else:
                lines = [f"{kept} = {self.coder.value(node)}"]
            frame.lines += lines
            frame.kept[node] = kept, kept
        return frame.kept[node][0]

    def projected(self, node: Projection) -> str:
        """Return the variable that holds an attribute of every member, ``None`` where nobody knows the list."""
        frame = self._frame_of(node)
        if node not in frame.kept:
            seen, loop = self.fresh(), self.coder.loops[node.over]
            if node.over == "channels":
                name = f"channel.{node.attribute}"
                frame.lines += [f"{seen} = []", f"for each in {loop.over}:"]
                frame.lines += [f"    {line}" for line in (*loop.bind((name,)), f"{seen}.append({loop.name(name)})")]
            else:
                members = f"[each.{node.attribute} for each in {loop.over}]"
                frame.lines.append(f"{seen} = None if {loop.over} is None else {members}")
            frame.kept[node] = seen, seen
        return frame.kept[node][0]

    def bounds(self, node: Aggregate) -> tuple[str, str]:
        """Return the variables that hold the least and the greatest that a count or a sum can be."""
        if node in self.outer.kept:
            return self.outer.kept[node]
        low, high = self.fresh(), self.fresh()
        sure, perhaps = self.fresh(), self.fresh()
        if node.attribute is None:
            begin, add, add_perhaps = "0", f"{sure} += 1", f"{perhaps} += 1"
            end = [f"{low} = {sure}", f"{high} = {sure} + {perhaps}"]
        else:
            begin, add, add_perhaps = "[]", f"{sure}.append(it)", f"{perhaps}.append(inf if it is None else it)"
            end = [f"{low} = fsum({sure})", f"{high} = fsum({sure} + {perhaps})"]
            if not node.from_zero:
                end += [f"if {perhaps}:", f"    {low}, {high} = -inf, inf"]
        body = [add] if node.attribute is None else [f"if it is None: {add_perhaps}", f"else: {add}"]
        self.outer.lines += self._walked(
            node,
            [f"{sure} = {begin}", f"{perhaps} = {begin}"],
            body,
            [add_perhaps],
            end,
            [f"{low}, {high} = {'0' if node.from_zero else '-inf'}, inf"],
        )
        self.outer.kept[node] = low, high
        return low, high

    def _over_numbers(self, node: Aggregate, meant: OverNumbers, kept: str) -> list[str]:
        seen = self.fresh()
        found = f"{meant.python(seen)} if {seen} and None not in {seen} else None"
        return self._walked(
            node,
            [f"{seen} = []"],
            [f"{seen}.append(it)"],
            [f"{seen}.append(None)"],
            [f"{kept} = {found}"],
            [f"{kept} = None"],
        )

    def _walked(
        self,
        node: Aggregate,
        begin: list[str],
        sure: list[str],
        perhaps: list[str],
        end: list[str],
        unknown: list[str],
    ) -> list[str]:
        """Return the lines of a loop over the members of a figure's list."""
        loop = self.coder.loops[node.over]
        with self._inside(loop, node.over) as frame:
            names = names_at(node.where) if node.where is not None else ()
            lists = tuple(each for each in lists_in(node.where) if each in loop.lists) if node.where is not None else ()
            value = f"each.{node.attribute}"
            if node.over == "channels":
                value = loop.name(f"channel.{node.attribute}")
                names = (*names, f"channel.{node.attribute}") if node.attribute is not None else names
            taken = [f"it = {value}"] if node.attribute is not None else []
            if node.where is None:
                tested = sure
            else:
                holds, fails = self.coder.true(node.where), self.coder.false(node.where)
                tested = [f"if {holds}:", *(f"    {line}" for line in sure)]
                tested += [f"elif not ({fails}):", *(f"    {line}" for line in perhaps)]
            bound = loop.bind((*dict.fromkeys(names), *lists))
            body = [*bound, *taken, *frame.lines, *tested]
        head = f"for each in {loop.over}:"
        if lists:
            source, variable = loop.beside
            head = f"for each, {variable} in zip({loop.over}, {source}):"
        return [
            f"if {loop.over} is None:",
            *(f"    {line}" for line in unknown),
            "else:",
            *(f"    {line}" for line in (*begin, head, *(f"    {line}" for line in body), *end)),
        ]

    @contextmanager
    def _inside(self, loop: Loop, over: str) -> Iterator[Frame]:
        """Write the body of a loop."""
        assert self._inner is None
        self._inner = Frame([], loop, over)
        try:
            yield self._inner
        finally:
            self._inner = None

    def named(self, term: str) -> str:
        """Return the source of a name; in a loop that of the current member, where members differ in it."""
        inner = self._inner
        if inner is not None and inner.loop is not None and term in inner.loop.names:
            return inner.loop.name(term)
        return self.coder.name(term)

    def fresh(self) -> str:
        """Return a variable that is not in use."""
        self._count += 1
        return f"t{self._count}"
