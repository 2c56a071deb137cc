"""A graph of operations on columns: equal ones are shared, computed on the highest level and lifted where needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

__all__ = ["CONSTANT", "LIFT", "NO", "YES", "Column", "Graph", "Levels", "Masks"]

CONSTANT: Final = ""
"""The level of constants."""

LIFT: Final = "lifted({0}, {1})"
"""A mask lifted to a level below by an index; lifted together with other masks of the same index."""


@attrs.frozen(eq=False)
class Column:
    """An operation on columns and its result. Columns compare by identity, as the graph holds no two equal ones.

    Attributes:
        op: a NumPy expression with ``{0}`` and ``{1}`` for the arguments.
        args: the columns that it works on.
        level: the level on which it has a value for each place.
        number: its turn, so that arguments come before the operations that use them.
        inline: whether it is printed where it is used, without a line of its own.
        reads: the name whose values it is, where they are given.
    """

    op: str
    args: tuple[Column, ...] = ()
    level: str = CONSTANT
    number: int = 0
    inline: bool = False
    reads: str | None = None

    def uses(self) -> Iterator[Column]:
        """Yield the columns with lines of their own that it works on."""
        for each in self.args:
            if each.inline:
                yield from each.uses()
            else:
                yield each


@attrs.frozen
class Masks:
    """Where a condition is surely true, and where it is surely false."""

    true: Column
    false: Column


YES: Final = Column("True", inline=True)
NO: Final = Column("False", inline=True)


@attrs.frozen
class Levels:
    """The levels of columns, such as company and channel, and which levels each can read.

    Attributes:
        parents: for each level those that it reads directly.
    """

    parents: Mapping[str, tuple[str, ...]]
    _above: dict[str, frozenset[str]] = attrs.field(factory=dict)

    def above(self, level: str) -> frozenset[str]:
        """Return the levels that a level can read, and itself."""
        if level not in self._above:
            self._above[level] = frozenset({CONSTANT, level}).union(*map(self.above, self.parents.get(level, ())))
        return self._above[level]

    def add(self, level: str, *parents: str) -> None:
        """Add a level that reads some others, and through them theirs."""
        self._above[level] = frozenset({level}).union(*map(self.above, parents))

    def joined(self, *levels: str) -> str:
        """Return the highest level that can read all of these."""
        lowest = max(levels, key=lambda each: len(self.above(each)))
        if all(each in self.above(lowest) for each in levels):
            return lowest
        wanted = set(levels)
        # Pairs of places and members are levels, too, added where they are needed.
        seeing = [each for each in (*self.parents, *self._above) if wanted <= self.above(each)]
        return min(seeing, key=lambda each: len(self.above(each)))

    def between(self, below: str, above: str) -> str:
        """Return the level directly above one through which another is read."""
        return next(each for each in self.parents[below] if above in self.above(each))

    def ordered(self, columns: Iterable[Column]) -> list[str]:
        """Return the levels of columns, the highest first."""
        return sorted({each.level for each in columns}, key=lambda each: (len(self.above(each)), each))


@attrs.frozen
class Graph:
    """The operations so far.

    Attributes:
        levels: the levels of columns.
        made: every operation, by its key.
        opposite: by mask, the mask that is its opposite.
        seen: by two levels, the places on the second that the first reads.
    """

    levels: Levels
    made: dict[tuple[str, tuple[Column, ...], str], Column] = attrs.field(factory=dict)
    opposite: dict[Column, Column] = attrs.field(factory=dict)
    seen: dict[tuple[str, str], Column] = attrs.field(factory=dict)

    def make(self, op: str, level: str, *args: Column, inline: bool = False, reads: str | None = None) -> Column:
        """Return the column of an operation on a level; the existing one if there is an equal one."""
        key = op, args, level
        if key not in self.made:
            self.made[key] = Column(op, args, level, len(self.made), inline, reads)
        return self.made[key]

    def given(self, name: str, level: str, op: str = "{}") -> Column:
        """Return the given values of a name, or a part of them; ``{}`` in the operation stands for them."""
        return self.make(op.format(f"values[{name!r}]"), level, reads=name)

    def inline(self, op: str, *args: Column) -> Column:
        """Return an operation that costs nothing, so that it is printed where it is used."""
        return self.make(op, CONSTANT, *args, inline=True)

    def index(self, below: str, above: str) -> Column:
        """Return the places on one level that another reads."""
        if (below, above) not in self.seen:
            if above in self.levels.parents.get(below, ()):
                made = self.make(f"up[{below!r}, {above!r}]", below)
            else:
                between = self.levels.between(below, above)
                made = self.make("take({0}, {1})", below, self.index(between, above), self.index(below, between))
            self.seen[below, above] = made
        return self.seen[below, above]

    def lift(self, column: Column, level: str, op: str = "take({0}, {1})") -> Column:
        """Return a column lifted to a level below."""
        if level in {column.level, CONSTANT} or column.level == CONSTANT:
            return column
        return self.make(op, level, column, self.index(level, column.level))

    def lift_mask(self, mask: Column, level: str) -> Column:
        """Return a mask lifted to a level below."""
        return self.lift(mask, level, LIFT)

    def call(self, op: str, *given: Column) -> Column:
        """Return an operation on columns that are lifted to one level."""
        level = self.levels.joined(*(each.level for each in given))
        return self.make(op, level, *(self.lift(each, level) for each in given))

    # --- masks ---

    def turned(self, mask: Column) -> Column:
        """Return the opposite of a mask."""
        if mask is YES or mask is NO:
            return NO if mask is YES else YES
        if mask not in self.opposite:
            made = self.make("~{0}", mask.level, mask)
            self.opposite[mask], self.opposite[made] = made, mask
        return self.opposite[mask]

    def all_of(self, *masks: Column) -> Column:
        """Return where all of several masks hold."""
        return self._combined("{0} & {1}", masks, YES, NO)

    def any_of(self, *masks: Column) -> Column:
        """Return where any of several masks holds."""
        return self._combined("{0} | {1}", masks, NO, YES)

    def but_not(self, mask: Column, other: Column) -> Column:
        """Return where one mask holds and another does not."""
        return NO if mask is NO else self.all_of(mask, self.turned(other))

    def _combined(self, op: str, masks: Iterable[Column], idle: Column, decisive: Column) -> Column:
        left = dict.fromkeys(each for each in masks if each is not idle)
        if decisive in left:
            return decisive
        # Columns of one level are combined there and lifted once.
        while len({each.level for each in left}) > 1:
            by_level = [[each for each in left if each.level == level] for level in self.levels.ordered(left)]
            first, second = (self._chained(op, group) for group in by_level[:2])
            level = self.levels.joined(first.level, second.level)
            both = self._chained(op, [self.lift_mask(each, level) for each in (first, second)])
            left = dict.fromkeys([both, *(each for group in by_level[2:] for each in group)])
        return self._chained(op, list(left)) if left else idle

    def _chained(self, op: str, group: Sequence[Column]) -> Column:
        first, *rest = sorted(group, key=lambda each: each.number)
        for each in rest:
            # A constant takes the level of the other operand.
            first = self.make(op, self.levels.joined(first.level, each.level), first, each)
        return first
