"""Figures over lists as operations on columns."""

from __future__ import annotations

import attrs

from channelrules.language.columns.graph import CONSTANT, NO, YES, Column, Graph, Masks
from channelrules.language.columns.parts import Expressions, Inside
from channelrules.language.columns.shape import Shape
from channelrules.language.figures import OverNumbers, figure
from channelrules.language.lower import lowered
from channelrules.language.nodes import (
    Aggregate,
    EmptyMonths,
    Expression,
    Item,
    Literal,
    Name,
    Pick,
    Projection,
    bounded,
    nodes,
)
from channelrules.language.operators import months_in_columns

__all__ = ["Aggregates"]


@attrs.frozen
class _Members:
    """The members that a figure reads.

    Attributes:
        inside: whose members, and their level.
        offsets: where the members of each place begin and end.
        level: the level of those places, at which the figure is asked.
    """

    inside: Inside
    offsets: Column
    level: str


@attrs.frozen
class _OverMembers:
    """The part of the writer that figures use."""

    graph: Graph
    of: _Members

    def each(self, op: str, *columns: Column) -> Column:
        """Return an operation that has a value for each member."""
        return self.graph.make(op, self.of.inside.level, *columns)

    def lists(self, op: str, *columns: Column) -> Column:
        """Return an operation that has a value for each list."""
        offsets = f"{{{len(columns)}}}"
        return self.graph.make(op.replace("{offsets}", offsets), self.of.level, *columns, self.of.offsets)

    def call(self, op: str, *columns: Column) -> Column:
        """Return an operation on columns of lists."""
        return self.graph.call(op, *columns)


@attrs.frozen
class Aggregates:
    """Writes figures over lists into a graph.

    Attributes:
        writer: the writer of their parts.
        shape: the levels of lists.
        graph: the graph that is written.
    """

    writer: Expressions
    shape: Shape
    graph: Graph

    def membership_of_list(self, left: Expression, right: Projection, member: Inside | None) -> Masks:
        """Return whether a word stands among the attributes of a list."""
        graph, listed = self.graph, self.shape.lists[right.over]
        word = self.writer.whole(left, member)
        level = graph.levels.joined(word.level, listed.holder)
        if level == CONSTANT:
            level = listed.holder
        inside = Inside(right.over, listed.members)
        attribute = self.attribute(right.over, right.attribute)
        members = graph.lift(self.writer.whole(attribute, inside), listed.members)
        offsets = self.offsets(right.over)
        if level != listed.holder:
            holders = graph.index(level, listed.holder)
        else:
            holders = graph.make("arange({0})", level, graph.make("{0}.size - 1", CONSTANT, offsets))
        spread = graph.lift(word, level)
        if spread.level == CONSTANT:
            spread = graph.make("full({0}.size, {1})", level, holders, spread)
        owner = graph.index(listed.members, listed.holder)
        hit = graph.make("among({0}, {1}, {2}, {3}, {4})", level, spread, holders, members, owner, offsets)
        known = self.listed(right.over)
        stated = YES if self.writer.never_unknown(left) else graph.call("{0} >= 0", word)
        missing = NO
        if right.over == "channels":
            owner = graph.index("channel", "company")
            missing = graph.make("some({0} < 0, {1}, {2})", listed.holder, members, owner, offsets)
        return Masks(
            graph.all_of(hit, stated, known),
            graph.all_of(graph.turned(hit), stated, known, graph.turned(missing)),
        )

    def listed(self, over: str) -> Column:
        """Return where a list is known."""
        where = self.shape.lists[over]
        return YES if where.always else self.graph.make(f"known[{over!r}]", where.holder)

    def offsets(self, over: str) -> Column:
        """Return where the members of each list begin and end."""
        return self.graph.inline(f"offsets[{over!r}]")

    def attribute(self, over: str, attribute: str | None) -> Expression:
        """Return the attribute of each member that a figure is computed from."""
        assert attribute is not None
        return Name(f"channel.{attribute}") if over == "channels" else Item(attribute)

    # --- which members ---

    def members(self, node: Aggregate) -> _Members:
        """Return the members that a figure reads."""
        listed = self.shape.lists[node.over]
        outside = [] if node.where is None else self.levels_outside(node.where)
        above = self.graph.levels.above(listed.members)
        if all(each in above for each in outside):
            return _Members(Inside(node.over, listed.members), self.offsets(node.over), listed.holder)
        # A list of the company, read at each channel or at a level below it.
        return self.crossed(node.over, self.graph.levels.joined(*outside, listed.holder))

    def crossed(self, over: str, level: str) -> _Members:
        """Pair each place of a level with the members of a list that it reads."""
        graph, listed = self.graph, self.shape.lists[over]
        name, place, item, offsets = self.paired(over, level)
        graph.levels.add(name, level, listed.members)
        graph.seen[name, listed.members] = item
        for each in graph.levels.above(level) - {level, CONSTANT}:
            graph.seen[name, each] = graph.make("take({0}, {1})", name, graph.index(level, each), place)
        return _Members(Inside(over, name), offsets, level)

    def paired(self, over: str, level: str) -> tuple[str, Column, Column, Column]:
        """Return the level that pairs each place with the members that it reads, and three columns.

        They are, for each pair, the place and the member; and where the pairs of each place begin and end.
        """
        name, graph = f"{level}×{over}", self.graph
        holders = graph.index(level, self.shape.lists[over].holder)
        pairs = graph.make("pairs({0}, {1})", name, self.offsets(over), holders)
        place, item = (graph.make(f"{{0}}[{which}]", name, pairs) for which in (0, 1))
        graph.seen[name, level] = place
        return name, place, item, graph.inline("{0}[2]", pairs)

    def levels_outside(self, node: Expression) -> list[str]:
        """Return the levels of the names in an expression and of the holders of its lists."""
        names = [self.shape.level(each.name) for each in nodes(node) if isinstance(each, Name)]
        lists = [self.shape.lists[each.over].holder for each in nodes(node) if isinstance(each, Projection | Pick)]
        return [*names, *lists]

    def spread(self, column: Column, inside: Inside) -> Column:
        """Return a column with a value for every member, from one that may be the same for several."""
        lifted = self.graph.lift(column, inside.level)
        if lifted.level != CONSTANT:
            return lifted
        listed = self.shape.lists[inside.over]
        if inside.level == listed.members:
            return self.graph.make("full(int({0}[-1]), {1})", inside.level, self.offsets(inside.over), lifted)
        members = self.graph.seen[inside.level, listed.members]
        return self.graph.make("full({0}.size, {1})", inside.level, members, lifted)

    def held(self, node: Aggregate) -> tuple[Masks, _Members]:
        """Return where the condition of a figure holds, and for which members."""
        of = self.members(node)
        return Masks(YES, NO) if node.where is None else self.writer.masks(node.where, of.inside), of

    # --- figures ---

    def over(self, op: str, of: _Members, *columns: Column) -> Column:
        """Return one value for each list, of columns that have one for each member."""
        return self.graph.make(op, of.level, *columns, self.graph.index(of.inside.level, of.level), of.offsets)

    def quantified(self, node: Aggregate) -> Masks:
        """Return whether a condition holds for any member, or for all."""
        core = lowered(node)
        if core is not node:
            return self.writer.masks(core)
        made, of = self.held(node)
        true = self.over(_SOME, of, self.spread(made.true, of.inside))
        perhaps = self.over(_SOME, of, self.spread(self.graph.turned(made.false), of.inside))
        return Masks(true, self.graph.all_of(self.graph.turned(perhaps), self.listed(node.over)))

    def bounds(self, node: Expression, member: Inside | None) -> tuple[Column, Column]:
        """Return the least and the greatest that a number can be."""
        if isinstance(node, Aggregate) and bounded(node):
            return self.sum_bounds(node)
        value = self.writer.number(node, member)
        if isinstance(node, Literal):
            return value, value
        low, high = (f"where(isnan({{0}}), {end}, {{0}})" for end in ("-inf", "inf"))
        return self.graph.call(low, value), self.graph.call(high, value)

    def sum_bounds(self, node: Aggregate) -> tuple[Column, Column]:
        """Return the least and the greatest that a count or a sum can be."""
        low, high = self.sum_of_known(node)
        listed = self.listed(node.over)
        if listed is YES:
            return low, high
        # An unknown list has no members here: it surely adds nothing and may add any number.
        more = self.graph.call("where({0}, 0.0, inf)", listed)
        least = low if node.from_zero else self.graph.call("{0} - {1}", low, more)
        return least, self.graph.call("{0} + {1}", high, more)

    def sum_of_known(self, node: Aggregate) -> tuple[Column, Column]:
        """Return the bounds where the list is known."""
        graph, (made, of) = self.graph, self.held(node)
        perhaps = graph.turned(made.false)
        if node.attribute is None:
            low = self.counted(made.true, of)
            if perhaps is made.true:
                return low, low
            # Few members are unknown, and counting them is cheaper than counting all that may hold.
            unsure = graph.all_of(perhaps, graph.turned(made.true))
            return low, graph.call("{0} + {1}", low, self.counted(unsure, of))
        level = of.inside.level
        sure, might = (self.spread(each, of.inside) for each in (made.true, perhaps))
        number = self.spread(self.writer.number(self.attribute(node.over, node.attribute), of.inside), of.inside)
        known = graph.make("~isnan({0})", level, number)
        kept = [graph.make("{0} & {1}", level, each, known) for each in (sure, might)]
        low, high = (self.over("exact_sums(where({0}, {1}, 0.0), {2}, {3})", of, each, number) for each in kept)
        unknown = self.over("some({0} & ~{1}, {2}, {3})", of, might, known)
        high = graph.call("{1} + where({0}, inf, 0.0)", unknown, high)
        if node.from_zero:
            return low, high
        unsure = self.over("some({0} & ~{1}, {2}, {3})", of, might, kept[0])
        return graph.call("where({0}, -inf, {1})", unsure, low), graph.call("where({0}, inf, {1})", unsure, high)

    def exactly(self, node: Aggregate) -> Column:
        """Return a count or a sum, NaN where it could be another."""
        graph, (low, high) = self.graph, self.sum_of_known(node)
        listed = self.listed(node.over)
        found = low if low is high else graph.call("where({0} == {1}, {0}, nan)", low, high)
        found = graph.call("limited({0})", found) if node.wide else found
        return found if listed is YES else graph.call("{0} + {1}", found, graph.call("stated({0})", listed))

    def counted(self, mask: Column, of: _Members) -> Column:
        """Return how many members of each list a mask holds for."""
        if mask is YES:
            return self.graph.make("sized({0})", of.level, of.offsets)
        return self.graph.make("counted({0}, {1})", of.level, self.spread(mask, of.inside), of.offsets)

    def over_numbers(self, node: Aggregate) -> Column:
        """Return a figure over the numbers of a list, NaN where an unknown one could change it."""
        made, of = self.held(node)
        numbers = self.spread(self.writer.number(self.attribute(node.over, node.attribute), of.inside), of.inside)
        true, false = (self.spread(each, of.inside) for each in (made.true, made.false))
        unsure = self.graph.make("~({0} | {1})", of.inside.level, true, false)
        meant = figure(node.kind)
        assert isinstance(meant, OverNumbers)
        found: Column = meant.columns(_OverMembers(self.graph, of), unsure, true, numbers)
        return found

    # --- the member that leads ---

    def picked(self, node: Pick, value: Column, unknown: str) -> Column:
        """Return the value of the member that leads each list."""
        graph, listed = self.graph, self.shape.lists[node.over]
        by, offsets = self.writer.number(Item(node.by), Inside(node.over, listed.members)), self.offsets(node.over)
        odd = graph.make("fallen({0}, {1})", listed.holder, by, graph.index(listed.members, listed.holder))
        latest = node.kind == "latest"
        lead = graph.make(f"leading({{0}}, {{1}}, {{2}}, {latest})", listed.holder, by, offsets, odd)
        if value is by:
            return graph.make("{0}[0]", listed.holder, lead)
        return graph.make(f"picked({{0}}, {{1}}, {{2}}, {{3}}, {unknown})", listed.holder, value, by, lead, offsets)

    def picked_masks(self, node: Pick) -> Masks:
        """Return the same for a yes/no attribute."""
        graph, listed = self.graph, self.shape.lists[node.over]
        made = self.writer.masks(Item(node.value), Inside(node.over, listed.members))
        # Yes/no as a number: 1, 0, and -1 where unknown.
        value = graph.make("where({0}, 1, where({1}, 0, -1))", listed.members, made.true, made.false)
        found = self.picked(node, value, "-1")
        return Masks(graph.call("{0} == 1", found), graph.call("{0} == 0", found))

    # --- months ---

    def empty_months(self, node: EmptyMonths, member: Inside | None) -> Column:
        """Return how many months of a period have no date of a list."""
        graph, over = self.graph, node.dates.over
        listed = self.shape.lists[over]
        start, end = self.writer.number(node.start, member), self.writer.number(node.end, member)
        level = graph.levels.joined(start.level, end.level, listed.holder)
        on = self.attribute(over, node.dates.attribute)
        day = graph.lift(self.writer.number(on, Inside(over, listed.members)), listed.members)
        first, last = graph.lift(start, level), graph.lift(end, level)
        if level == listed.holder:
            of = _Members(Inside(over, listed.members), self.offsets(over), level)
            first, last = (graph.lift(each, listed.members) for each in (first, last))
        else:
            # The place may itself be a member of the list, so its columns and the members' are kept apart.
            name, owner, item, offsets = self.paired(over, level)
            of = _Members(Inside(over, name), offsets, level)
            day = graph.make("take({0}, {1})", name, day, item)
            first, last = (graph.make("take({0}, {1})", name, each, owner) for each in (first, last))
        within = graph.all_of(graph.call("{0} <= {1}", first, day), graph.call("{0} <= {1}", day, last))
        months = [graph.call("month({0})", each) for each in (day, first)]
        met = self.over("months_met({0}, {1}, {2}, {3}, {4})", of, months[0], within, months[1])
        found = graph.call("{0} - {1}", months_in_columns(graph.call, start, end), met)
        if over == "channels":
            found = graph.call("where({0}, nan, {1})", self.over("some(isnan({0}), {1}, {2})", of, day), found)
        known = self.listed(over)
        return found if known is YES else graph.call("{1} + stated({0})", known, found)


_SOME = "some({0}, {1}, {2})"
