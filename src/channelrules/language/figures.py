"""Figures over lists as lines of NumPy."""

from __future__ import annotations

from abc import ABC, abstractmethod

import attrs

from channelrules.language.lines import CONSTANT, NO, YES, Here, Lines, Masks
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
    nodes,
)
from channelrules.language.operators import months_in_columns

__all__ = ["Figures", "Inside"]


@attrs.frozen
class Inside:
    """Inside an aggregate: whose members, and on which level they are looked at."""

    over: str
    level: str


@attrs.define
class Figures(Lines, ABC):
    """Writes figures over lists; what they are made of is written by a subclass."""

    @abstractmethod
    def masks(self, node: Expression, member: Inside | None = None) -> Masks:
        """Return the masks of a yes/no expression."""

    @abstractmethod
    def number(self, node: Expression, member: Inside | None = None) -> Here:
        """Return a number or a date, NaN where it is unknown."""

    @abstractmethod
    def whole(self, node: Expression, member: Inside | None = None) -> Here:
        """Return a word or a set as a whole number, negative where it is unknown."""

    @abstractmethod
    def never_unknown(self, node: Expression) -> bool:
        """Return whether a word is always known."""

    def membership_of_list(self, left: Expression, right: Projection, member: Inside | None) -> Masks:
        """Return whether a word stands among the attributes of a list."""
        word = self.whole(left, member)
        listed = self.shape.lists[right.over]
        level = self.joined(word.level, listed.holder)
        if level == CONSTANT:
            level = listed.holder
        inside = Inside(right.over, listed.members)
        attribute = Name(f"channel.{right.attribute}") if right.over == "channels" else Item(right.attribute)
        members = self.lift(self.whole(attribute, inside), listed.members)
        holders = self.index(level, listed.holder) if level != listed.holder else "slice(None)"
        offsets = f"offsets[{right.over!r}]"
        size = self.emit(f"{offsets}.size - 1", CONSTANT).code
        holders = self.emit(f"arange({size})", level).code if holders == "slice(None)" else holders
        spread = self.lift(word, level)
        column = spread.code if spread.level else self.emit(f"full({holders}.size, {spread.code})", level).code
        owner = self.index(listed.members, listed.holder)
        hit = self.emit(f"among({column}, {holders}, {members.code}, {owner}, {offsets})", level)
        known = self.listed(right.over)
        stated = YES if self.never_unknown(left) else self.call("{0} >= 0", word)
        missing = NO
        if right.over == "channels":
            missing = self.emit(
                f"some({members.code} < 0, {self.index('channel', 'company')}, {offsets})", listed.holder
            )
        return Masks(
            self.all_of((hit, stated, known)),
            self.all_of((self.turned(hit), stated, known, self.turned(missing))),
        )

    def listed(self, over: str) -> Here:
        """Return where a list is known."""
        where = self.shape.lists[over]
        return YES if where.always else self.emit(f"known[{over!r}]", where.holder)

    # --- figures over lists ---

    def looked_at(self, node: Aggregate) -> tuple[Inside, str, str]:
        """Return the members, the source of where they begin and end, and the level that the figure stands on."""
        listed = self.shape.lists[node.over]
        inside = Inside(node.over, listed.members)
        if node.where is None:
            return inside, f"offsets[{node.over!r}]", listed.holder
        outside = self.levels_outside(node.where)
        if all(each in self.levels_above(listed.members) for each in outside):
            return inside, f"offsets[{node.over!r}]", listed.holder
        # A list that the company has, looked at from each channel or from what lies below it.
        level = self.joined(*outside, listed.holder)
        return self.crossed(node.over, level)

    def crossed(self, over: str, level: str) -> tuple[Inside, str, str]:
        """Pair each place of a level with the members of a list that is seen from there."""
        listed = self.shape.lists[over]
        name, place, item, offsets = self.paired(over, level)
        self.above[name] = self.levels_above(level) | self.levels_above(listed.members) | {name}
        self.seen[name, level] = place
        self.seen[name, listed.members] = item
        for each in self.levels_above(level) - {level, CONSTANT}:
            way = f"take({self.index(level, each)}, {self.seen[name, level]})"
            self.seen[name, each] = self.emit(way, name).code
        return Inside(over, name), offsets, level

    def paired(self, over: str, level: str) -> tuple[str, str, str, str]:
        """Return the level of the pairs of each place with the members that it looks at, and three sources.

        They are, for each pair, the place and the member; and where the pairs of each place begin and end.
        """
        name = f"{level}×{over}"
        paired = self.emit(f"pairs(offsets[{over!r}], {self.index(level, self.shape.lists[over].holder)})", name).code
        place, item = (self.emit(f"{paired}[{which}]", name).code for which in (0, 1))
        return name, place, item, f"{paired}[2]"

    def levels_outside(self, node: Expression) -> list[str]:
        """Return the levels of the names in an expression, and of what has the lists in it."""
        names = [self.shape.level(each.name) for each in nodes(node) if isinstance(each, Name)]
        lists = [self.shape.lists[each.over].holder for each in nodes(node) if isinstance(each, Projection | Pick)]
        return [*names, *lists]

    def on_members(self, here: Here, member: Inside) -> str:
        """Return a column with a value for every member, from one that may be the same for several."""
        lifted = self.lift(here, member.level)
        if lifted.level == CONSTANT:
            some = self.sized(member)
            return self.emit(f"full({some}, {lifted.code})", member.level).code
        return lifted.code

    def sized(self, member: Inside) -> str:
        """Return the source of how many members are looked at."""
        listed = self.shape.lists[member.over]
        if member.level == listed.members:
            return f"int(offsets[{member.over!r}][-1])"
        return f"{self.seen[member.level, listed.members]}.size"

    def held(self, node: Aggregate) -> tuple[Masks, Inside, str, str]:
        """Return where the condition of a figure holds, whose members, where they begin and end, and its level."""
        member, offsets, level = self.looked_at(node)
        made = Masks(YES, NO) if node.where is None else self.masks(node.where, member)
        return made, member, offsets, level

    def quantified(self, node: Aggregate) -> Masks:
        """Return whether a condition holds for any member, or for all."""
        core = lowered(node)
        if core is not node:
            return self.masks(core)
        made, member, offsets, level = self.held(node)
        owner = self.index(member.level, level)
        true = self.emit(f"some({self.on_members(made.true, member)}, {owner}, {offsets})", level)
        perhaps = self.emit(f"some({self.on_members(self.turned(made.false), member)}, {owner}, {offsets})", level)
        return Masks(true, self.all_of((self.turned(perhaps), self.listed(node.over))))

    def bounds(self, node: Expression, member: Inside | None) -> tuple[Here, Here]:
        """Return the least and the greatest that a number can be."""
        if isinstance(node, Aggregate) and node.kind in {"count", "sum"}:
            return self.sum_bounds(node)
        value = self.number(node, member)
        if isinstance(node, Literal):
            return value, value
        return self.call("where(isnan({0}), -inf, {0})", value), self.call("where(isnan({0}), inf, {0})", value)

    def sum_bounds(self, node: Aggregate) -> tuple[Here, Here]:
        """Return the least and the greatest that a count or a sum can be."""
        low, high = self.sum_of_known(node)
        listed = self.listed(node.over)
        if listed == YES:
            return low, high
        # An unknown list has no members here: what it adds surely is nothing, and there may be any more.
        more = self.call("where({0}, 0.0, inf)", listed)
        return low if node.from_zero else self.call("{0} - {1}", low, more), self.call("{0} + {1}", high, more)

    def sum_of_known(self, node: Aggregate) -> tuple[Here, Here]:
        """Return the bounds where the list is known."""
        made, member, offsets, level = self.held(node)
        perhaps, owner = self.turned(made.false), self.index(member.level, level)
        if node.attribute is None:
            low = self.members_under(made.true, member, owner, offsets, level)
            if perhaps == made.true:
                return low, low
            # Those that nobody knows are few: to count them alone is cheaper than to count all that may hold.
            unsure = self.all_of((perhaps, self.turned(made.true)))
            return low, self.call("{0} + {1}", low, self.members_under(unsure, member, owner, offsets, level))
        sure, might = (self.on_members(each, member) for each in (made.true, perhaps))
        number = self.on_members(self.number(self.attribute(node), member), member)
        known = self.emit(f"~isnan({number})", member.level).code
        kept = [self.emit(f"{each} & {known}", member.level).code for each in (sure, might)]
        low, high = (self.emit(f"exact_sums(where({each}, {number}, 0.0), {owner}, {offsets})", level) for each in kept)
        unknown = self.emit(f"some({might} & ~{known}, {owner}, {offsets})", level)
        high = self.call("{1} + where({0}, inf, 0.0)", unknown, high)
        if node.from_zero:
            return low, high
        unsure = self.emit(f"some({might} & ~{kept[0]}, {owner}, {offsets})", level)
        return self.call("where({0}, -inf, {1})", unsure, low), self.call("where({0}, inf, {1})", unsure, high)

    def exactly(self, node: Aggregate) -> Here:
        """Return a count or a sum, NaN where it could be another."""
        low, high = self.sum_of_known(node)
        listed = self.listed(node.over)
        found = low if low == high else self.call("where({0} == {1}, {0}, nan)", low, high)
        found = self.call("limited({0})", found) if node.wide else found
        return found if listed == YES else self.call("{0} + {1}", found, self.call("stated({0})", listed))

    def members_under(self, mask: Here, member: Inside, owner: str, offsets: str, level: str) -> Here:
        """Return how many members of each list a mask holds for."""
        if mask == YES:
            return self.emit(f"sized({offsets})", level)
        return self.emit(f"counted({self.on_members(mask, member)}, {owner}, {offsets})", level)

    def attribute(self, node: Aggregate) -> Expression:
        """Return what a figure is made of, as seen from a member."""
        assert node.attribute is not None
        return Name(f"channel.{node.attribute}") if node.over == "channels" else Item(node.attribute)

    def extreme_of_list(self, node: Aggregate) -> Here:
        """Return the least or greatest of a list, NaN where an unknown one could change it."""
        made, member, offsets, level = self.held(node)
        number = self.on_members(self.number(self.attribute(node), member), member)
        true = self.on_members(made.true, member)
        unsure = self.emit(f"~({true} | {self.on_members(made.false, member)})", member.level).code
        how, end = ("least", "inf") if node.kind == "min" else ("greatest", "-inf")
        # What is not looked at does not count; what is unknown spoils the whole.
        seen = self.emit(f"where({unsure}, nan, where({true}, {number}, {end}))", member.level).code
        best = self.emit(f"reduced({how}, {seen}, {offsets}, {end})", level)
        return self.call(f"where({{0}} == {end}, nan, {{0}})", best)

    def lead(self, node: Pick) -> tuple[str, str, str]:
        """Return the source of what orders the members, of who leads them, and of where they begin and end."""
        listed = self.shape.lists[node.over]
        by = self.number(Item(node.by), Inside(node.over, listed.members)).code
        offsets = f"offsets[{node.over!r}]"
        odd = self.emit(f"fallen({by}, {self.index(listed.members, listed.holder)})", listed.holder).code
        lead = self.emit(f"leading({by}, {offsets}, {odd}, {node.kind == 'latest'})", listed.holder).code
        return by, lead, offsets

    def picked(self, node: Pick, value: str, unknown: str) -> Here:
        """Return the value of the member that leads each list."""
        by, lead, offsets = self.lead(node)
        holder = self.shape.lists[node.over].holder
        if value == by:
            return self.emit(f"{lead}[0]", holder)
        return self.emit(f"picked({value}, {by}, {lead}, {offsets}, {unknown})", holder)

    def picked_masks(self, node: Pick) -> Masks:
        """Return the same of a yes/no attribute."""
        listed = self.shape.lists[node.over]
        made = self.masks(Item(node.value), Inside(node.over, listed.members))
        # Yes/no as a word: 1, 0, and -1 where nobody knows.
        value = self.emit(f"where({made.true.code}, 1, where({made.false.code}, 0, -1))", listed.members)
        found = self.picked(node, value.code, "-1")
        return Masks(self.call("{0} == 1", found), self.call("{0} == 0", found))

    def empty_months(self, node: EmptyMonths, member: Inside | None) -> Here:
        """Return how many months of a period have no date of a list."""
        listed = self.shape.lists[node.dates.over]
        start, end = self.number(node.start, member), self.number(node.end, member)
        level = self.joined(start.level, end.level, listed.holder)
        over, attribute = node.dates.over, node.dates.attribute
        of_channels = over == "channels"
        on = Name(f"channel.{attribute}") if of_channels else Item(attribute)
        day = self.lift(self.number(on, Inside(over, listed.members)), listed.members)
        first, last = self.lift(start, level), self.lift(end, level)
        if level == listed.holder:
            name, offsets, owner = listed.members, f"offsets[{over!r}]", self.index(listed.members, level)
            first, last = self.lift(first, name), self.lift(last, name)
        else:
            # The place may be a member of the same list: what is a place's and what is a member's is kept apart.
            name, owner, item, offsets = self.paired(over, level)
            day = self.emit(f"take({day.code}, {item})", name)
            first, last = (self.emit(f"take({each.code}, {owner})", name) for each in (first, last))
        within = self.all_of((self.call("{0} <= {1}", first, day), self.call("{0} <= {1}", day, last)))
        months = [self.call("month({0})", each).code for each in (day, first)]
        met = self.emit(f"months_met({months[0]}, {within.code}, {months[1]}, {owner}, {offsets})", level)
        found = self.call("{0} - {1}", months_in_columns(self.call, start, end), met)
        if of_channels:
            unknown = self.emit(f"some(isnan({day.code}), {owner}, {offsets})", level)
            found = self.call("where({0}, nan, {1})", unknown, found)
        known = self.listed(over)
        return found if known == YES else self.call("{1} + stated({0})", known, found)
