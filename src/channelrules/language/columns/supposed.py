"""Names that are as stated where that is known, else as the first supposition that applies has them."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from channelrules.language.columns.graph import NO, YES, Column, Graph, Masks
from channelrules.language.columns.parts import Expressions
from channelrules.language.columns.shape import Shape, Supposed, Supposition
from channelrules.language.nodes import Expression, Literal
from channelrules.language.types import Kind

__all__ = ["Suppositions"]


@attrs.frozen
class Suppositions:
    """Writes supposed names into a graph.

    Attributes:
        writer: what writes the expressions that they are made of.
        shape: where names stand.
        graph: what is written.
    """

    writer: Expressions
    shape: Shape
    graph: Graph

    def masks(self, name: Supposed) -> Masks:
        """Return the masks of a yes/no name."""
        graph, found = self.graph, self.writer.masks(name.stated)
        for each in name.otherwise:
            value, applies = self.writer.masks(each.value), self.applies(each)
            sides = []
            for side, own, opposite in ((value.true, found.true, found.false), (value.false, found.false, found.true)):
                added = graph.all_of(side, applies)
                # Never both are set: what is not surely the opposite is this, where all of that is taken so.
                all_so = added is YES
                sides.append(graph.turned(opposite) if all_so else graph.any_of(own, graph.but_not(added, opposite)))
            found = Masks(*sides)
        return found

    def value(self, name: Supposed, read: Callable[[Expression], Column], kind: Kind) -> Column:
        """Return the values of a name: numbers and dates, or words and sets as whole numbers."""
        graph, found = self.graph, read(name.stated)
        # Of whole numbers a sum says the same as a choice, in a fifth of the time.
        always, where = (
            ("where(isnan({0}), {1}, {0})", "where(isnan({0}) & {1}, {2}, {0})")
            if kind in {Kind.NUMBER, Kind.DATE}
            else ("{0} + ({0} < 0) * ({1} - {0})", "{0} + (({0} < 0) & {1}) * ({2} - {0})")
        )
        for each in name.otherwise:
            applies = self.applies(each)
            if isinstance(each.value, Literal) and kind is Kind.SET:
                assert isinstance(each.value.value, tuple)
                value = graph.inline(str(sum(map(self.shape.lexicon.bit, each.value.value))))
            else:
                value = read(each.value)
            if each.low is not None and not isinstance(each.value, Literal):
                inside = graph.call(f"({{0}} >= {each.low!r}) & ({{0}} <= {each.high!r})", value)
                whole = graph.call("floor({0}) == {0}", value) if each.whole else YES
                applies = graph.all_of(applies, inside, whole)
            if applies is YES:
                found = graph.call(always, found, value)
            elif applies is not NO:
                found = graph.call(where, found, applies, value)
        return found

    def applies(self, supposition: Supposition) -> Column:
        """Return where the conditions of a supposition are met."""
        masks = self.writer.masks
        return self.graph.all_of(
            *(masks(each).true for each in supposition.where),
            *(self.graph.turned(masks(each).true) for each in supposition.against),
        )
