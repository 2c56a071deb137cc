"""Translates conditions to terms: the written semantics of the language over facts that may be open.

Every case follows `channelrules.language.semantics` line by line; the two are compared on the examples of a rulebook
whenever laws are proved (`channelrules.audit.proofs.prover`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Protocol, assert_never

import attrs

from channelrules.audit.proofs.algebra import Algebra, Bounds, Datum, Term, Truth, UnseenError
from channelrules.audit.proofs.comparing import (
    as_datum,
    bounds_compared,
    compared,
    equal,
    months_without,
    one_of,
    within,
)
from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import OverNumbers, figure
from channelrules.language.lower import lowered
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
    bounded,
)
from channelrules.language.operators import named, opaque
from channelrules.language.semantics import MEANINGS
from channelrules.language.types import Kind

__all__ = ["Listed", "Meant", "Members", "Source", "Translation"]

Meant = Truth | Datum


@attrs.frozen
class Listed:
    """A member of a list that exists in some companies.

    Attributes:
        there: where it exists.
        values: its values, by attribute.
    """

    there: Term
    values: Mapping[str, Meant]


@attrs.frozen
class Members:
    """A list: where it is known, and the members that it may have.

    Attributes:
        known: where it is known.
        members: in order.
        complete: whether these are all; a list of days may have too many to list.
    """

    known: Term
    members: Sequence[Listed]
    complete: bool = True


class Source(Protocol):
    """The facts of a company, as terms."""

    @property
    def algebra(self) -> Algebra:
        """The connectives."""

    def word(self, word: str) -> Term:
        """Return the number that stands for a word."""

    def named(self, name: str, at: int | None) -> Meant:
        """Return the value of a name, at a channel or for the company."""

    def members(self, over: str, at: int | None) -> Members:
        """Return a list of the company's plan or of a channel."""

    def channels(self) -> Sequence[tuple[int, Term]]:
        """Return the places of channels, each with the condition under which it exists."""

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> Term:
        """Return the value of an uninterpreted function of terms."""


@attrs.frozen
class Translation:
    """Translates expressions, given the facts.

    Attributes:
        source: the facts.
    """

    source: Source = attrs.field(repr=False)

    @property
    def algebra(self) -> Algebra:
        """The connectives."""
        return self.source.algebra

    # --- yes/no ---

    def truth(self, node: Expression, at: int | None, member: Listed | None = None) -> Truth:
        """Return where a yes/no expression surely holds, and where it surely does not.

        Raises:
            UnseenError: a part of it is not translated.
        """
        logic = self.algebra
        match node:
            case Literal(value):
                return Truth(value is True, value is False)
            case Not(part):
                said = self.truth(part, at, member)
                return Truth(said.false, said.true)
            case And(parts):
                return self._all(parts, at, member)
            case Or(parts):
                said = self._all([Not(part) for part in parts], at, member)
                return Truth(said.false, said.true)
            case Compare(op, left, right):
                return self._compared(op, left, right, at, member)
            case Member(left, right):
                return self._among(left, right, at, member)
            case Known(Item(name)):
                known = self._known(member, name)
                return Truth(known, logic.Not(known))
            case Aggregate(kind) if kind in {"any", "all"}:
                return self._quantified(node, at)
            case Name() | Item() | Operation() | Choose() | Aggregate() | Pick() | EmptyMonths() | Projection():
                said_of = self.meant(node, at, member)
                if isinstance(said_of, Truth):
                    return said_of
                return Truth(
                    logic.And(said_of.known, said_of.value), logic.And(said_of.known, logic.Not(said_of.value))
                )
            case _:
                assert_never(node)

    def _all(self, parts: Sequence[Expression], at: int | None, member: Listed | None) -> Truth:
        said_all = []
        for part in parts:
            said = self.truth(part, at, member)
            if said.false is True:
                # The remaining parts make no difference, and may be large.
                return Truth(true=False, false=True)
            said_all.append(said)
        true, false = [each.true for each in said_all], [each.false for each in said_all]
        return Truth(self.algebra.And(true), self.algebra.Or(false))

    def meant(self, node: Expression, at: int | None, member: Listed | None = None) -> Meant:
        """Return the value of any expression.

        Raises:
            UnseenError: a part of it is not translated.
        """
        match node:
            case Literal(value):
                return self._literal(value)
            case Name(name):
                return self.source.named(name, at)
            case Item(name):
                assert member is not None
                return member.values[name]
            case Operation(op, parts):
                return self._operation(op, [self.datum(part, at, member) for part in parts], wide=node.wide)
            case Choose(test, then, otherwise):
                chosen = self.truth(test, at, member)
                return self._chosen(chosen, self.meant(then, at, member), self.meant(otherwise, at, member))
            case Aggregate(kind) if kind not in {"any", "all"}:
                return self._figure(node, at)
            case Pick():
                return self._pick(node, at)
            case EmptyMonths():
                return self._empty_months(node, at, member)
            case Not() | And() | Or() | Compare() | Member() | Known() | Aggregate():
                return self.truth(node, at, member)
            case Projection():
                message = "an attribute of every member of a list has no value of its own"
                raise TypeError(message)
            case _:
                assert_never(node)

    def datum(self, node: Expression, at: int | None, member: Listed | None = None) -> Datum:
        """Return the value of an expression, yes/no ones included, as known and value."""
        return self._as_datum(self.meant(node, at, member))

    def _as_datum(self, said: Meant) -> Datum:
        return as_datum(self.algebra, said)

    def _literal(self, value: Any) -> Meant:
        if isinstance(value, bool):
            return Truth(value, not value)
        if isinstance(value, int | float):
            return Datum(known=True, value=Fraction(repr(value)))
        if isinstance(value, datetime.date):
            return Datum(known=True, value=Fraction(value.toordinal()))
        if isinstance(value, str):
            return Datum(known=True, value=self.source.word(value))
        return Datum(known=True, value=dict.fromkeys(value, True))

    def _known(self, member: Listed | None, name: str) -> Term:
        assert member is not None
        return self._as_datum(member.values[name]).known

    # --- comparisons ---

    def _compared(self, op: str, left: Expression, right: Expression, at: int | None, member: Listed | None) -> Truth:
        if bounded(left) or bounded(right):
            return bounds_compared(self.algebra, op, self.bounds(left, at, member), self.bounds(right, at, member))
        return compared(self.algebra, op, self.meant(left, at, member), self.meant(right, at, member))

    def bounds(self, node: Expression, at: int | None, member: Listed | None = None) -> Bounds:
        """Return the least and the greatest that a number can be."""
        if isinstance(node, Aggregate) and bounded(node):
            return self._sum_bounds(node, at)
        said = self.datum(node, at, member)
        return Bounds(said.value, said.known, said.value, said.known)

    # --- membership ---

    def _among(self, left: Expression, right: Expression, at: int | None, member: Listed | None) -> Truth:
        logic = self.algebra
        word = self.datum(left, at, member)
        if isinstance(right, Projection):
            return self._among_members(word, right, at)
        if isinstance(right, Literal) and isinstance(right.value, tuple):
            found = logic.Or([equal(logic, word.value, self.source.word(each)) for each in right.value])
            return Truth(logic.And(word.known, found), logic.And(word.known, logic.Not(found)))
        among = self.datum(right, at, member)
        assert isinstance(among.value, Mapping)
        if isinstance(left, Literal):
            held = among.value.get(str(left.value), False)
        else:
            held = logic.Or(
                [
                    logic.And(equal(logic, word.value, self.source.word(each)), holds)
                    for each, holds in among.value.items()
                ]
            )
        known = logic.And(word.known, among.known)
        return Truth(logic.And(known, held), logic.And(known, logic.Not(held)))

    def _among_members(self, word: Datum, right: Projection, at: int | None) -> Truth:
        logic = self.algebra
        listed = self._projected(right, at, whole=True)
        met = [logic.And(there, each.known, equal(logic, word.value, each.value)) for there, each in listed.rows]
        known = logic.And(word.known, listed.known)
        unsure = [logic.And(there, logic.Not(each.known)) for there, each in listed.rows]
        open_ = logic.Or(unsure) if right.over == "channels" else False
        found = logic.Or(met)
        return Truth(logic.And(known, found), logic.And(known, logic.Not(found), logic.Not(open_)))

    def _projected(self, node: Projection, at: int | None, *, whole: bool = False) -> _Projected:
        if node.over == "channels":
            name = f"channel.{node.attribute}"
            rows = [(there, self._as_datum(self.source.named(name, place))) for place, there in self.source.channels()]
            return _Projected(known=True, rows=rows)
        listed = self._whole(node.over, at) if whole else self.source.members(node.over, at)
        return _Projected(
            listed.known, [(each.there, self._as_datum(each.values[node.attribute])) for each in listed.members]
        )

    # --- lists ---

    def _whole(self, over: str, at: int | None) -> Members:
        listed = self.source.members(over, at)
        if not listed.complete:
            raise UnseenError(f"the members of '{over}' one by one")
        return listed

    def _walked(self, node: Aggregate, at: int | None) -> tuple[Term, list[tuple[Term, Truth, Datum]]]:
        """Return where the list is known, and for each member where it exists, where it is read, and its number."""
        one = Datum(known=True, value=Fraction(1))
        rows: list[tuple[Term, Truth, Datum]] = []
        if node.over == "channels":
            for place, there in self.source.channels():
                if there is False:
                    continue
                holds = Truth(true=True, false=False) if node.where is None else self.truth(node.where, place)
                name = None if node.attribute is None else f"channel.{node.attribute}"
                rows.append((there, holds, one if name is None else self._as_datum(self.source.named(name, place))))
            return True, rows
        listed = self._whole(node.over, at)
        for each in listed.members:
            holds = Truth(true=True, false=False) if node.where is None else self.truth(node.where, at, each)
            value = one if node.attribute is None else self._as_datum(each.values[node.attribute])
            rows.append((each.there, holds, value))
        return listed.known, rows

    def _quantified(self, node: Aggregate, at: int | None) -> Truth:
        logic, core = self.algebra, lowered(node)
        if core is not node:
            return self.truth(core, at)
        known, rows = self._walked(node, at)
        true = logic.Or([logic.And(there, holds.true) for there, holds, _ in rows])
        false = logic.And([logic.Or(logic.Not(there), holds.false) for there, holds, _ in rows])
        return Truth(logic.And(known, true), logic.And(known, false))

    def _sum_bounds(self, node: Aggregate, at: int | None) -> Bounds:
        logic = self.algebra
        known, rows = self._walked(node, at)
        nothing = Fraction(0)
        low, high, perhaps, endless = [], [], [], []
        for there, holds, value in rows:
            counted = logic.And(there, logic.Not(holds.false))
            sure = logic.And(there, holds.true, value.known)
            low.append(logic.If(sure, value.value, nothing))
            high.append(logic.If(logic.And(counted, value.known), value.value, nothing))
            perhaps.append(logic.And(counted, logic.Not(sure)))
            endless.append(logic.And(counted, logic.Not(value.known)))
        if node.from_zero:
            at_least = logic.If(known, logic.Sum(low), nothing)
            return Bounds(at_least, True, logic.Sum(high), logic.And(known, logic.Not(logic.Or(endless))))
        settled = logic.And(known, logic.Not(logic.Or(perhaps)))
        return Bounds(logic.Sum(low), settled, logic.Sum(high), settled)

    def _figure(self, node: Aggregate, at: int | None) -> Datum:
        logic = self.algebra
        if bounded(node):
            found = self._sum_bounds(node, at)
            known = logic.And(found.bounded_below, found.bounded_above, equal(logic, found.low, found.high))
            return Datum(logic.And(known, within(logic, found.low)) if node.wide else known, found.low)
        better = _BETTER.get(node.kind)
        if better is None or not isinstance(figure(node.kind), OverNumbers):
            raise UnseenError(f"the figure '{node.kind}'")
        known, rows = self._walked(node, at)
        any_: Term = False
        best: Term = Fraction(0)
        settled = [known]
        for there, holds, value in rows:
            seen = logic.And(there, holds.true)
            settled.append(logic.Or(logic.Not(there), holds.false, logic.And(holds.true, value.known)))
            wins = logic.Or(logic.Not(any_), logic.compared(COMPARISONS[better].holds, value.value, best))
            best = logic.If(logic.And(seen, wins), value.value, best)
            any_ = logic.Or(any_, seen)
        return Datum(logic.And(*settled, any_), best)

    def _pick(self, node: Pick, at: int | None) -> Meant:
        logic = self.algebra
        listed = self._whole(node.over, at)
        rows = [
            (each.there, self._as_datum(each.values[node.by]), self._as_datum(each.values[node.value]))
            for each in listed.members
        ]
        better = COMPARISONS[">=" if node.kind == "latest" else "<="].holds
        best = [
            logic.And(
                there,
                *(logic.Or(logic.Not(also), logic.compared(better, by.value, other.value)) for also, other, _ in rows),
            )
            for there, by, _ in rows
        ]
        if any(isinstance(value.value, Mapping) for _, _, value in rows):
            raise UnseenError("the set of the latest or earliest member")
        known = [listed.known, logic.Or([there for there, _, _ in rows])]
        known += [logic.Or(logic.Not(there), by.known) for there, by, _ in rows]
        picked = rows[-1][2].value if rows else Fraction(0)
        for place, (_, _, value) in reversed(list(enumerate(rows))):
            picked = logic.If(best[place], value.value, picked)
            known.append(logic.Or(logic.Not(best[place]), value.known))
            for later in range(place + 1, len(rows)):
                alike = (
                    logic.same(value.value, rows[later][2].value)
                    if _is_truth(value.value)
                    else equal(logic, value.value, rows[later][2].value)
                )
                known.append(logic.Or(logic.Not(best[place]), logic.Not(best[later]), alike))
        return Datum(logic.And(known), picked)

    def _empty_months(self, node: EmptyMonths, at: int | None, member: Listed | None) -> Datum:
        logic = self.algebra
        start, end = self.datum(node.start, at, member), self.datum(node.end, at, member)
        listed = self._projected(node.dates, at)
        known = [start.known, end.known, listed.known]
        if node.dates.over == "channels":
            known += [logic.Or(logic.Not(there), each.known) for there, each in listed.rows]
        where = "" if at is None else f"[{at}]"
        name = f"empty_months({node.dates.over}{where}.{node.dates.attribute})"
        plain = [each.value for there, each in listed.rows if there is True and each.known is True]
        value = self.source.function(name, (start.value, end.value), of_list=node.dates.over == "channels")
        if value is None:
            value = months_without(plain, start.value, end.value)
        return Datum(logic.And(known), value)

    # --- operators ---

    def _operation(self, op: str, parts: Sequence[Datum], *, wide: bool) -> Meant:
        logic, operator = self.algebra, named(op)
        known = logic.And([each.known for each in parts])
        values = [each.value for each in parts]
        if op == "/":
            known = logic.And(known, logic.compared(COMPARISONS["!="].holds, values[1], Fraction(0)))
            if values[1] == 0 and isinstance(values[1], Fraction):
                return Datum(known=False, value=Fraction(0))
        if operator.solver is opaque:
            if all(isinstance(each, Fraction) for each in values):
                days = [datetime.date.fromordinal(int(each)) for each in values]
                return Datum(known, Fraction(MEANINGS[op](*days)))  # type: ignore[arg-type]  # operators on dates give numbers
            return Datum(known, self.source.function(op, values, of_list=False))
        made = operator.solver(logic, *[each if isinstance(each, Mapping) else logic.lifted(each) for each in values])
        if operator.gives is Kind.YES_NO:
            return Truth(logic.And(known, made), logic.And(known, logic.Not(made)))
        if operator.gives is Kind.NUMBER:
            made = logic.number(made)
        if operator.rounded and wide:
            known = logic.And(known, within(logic, made))
        return Datum(known, made)

    def _chosen(self, test: Truth, then: Meant, otherwise: Meant) -> Meant:
        logic = self.algebra
        if isinstance(then, Truth) and isinstance(otherwise, Truth):
            return Truth(
                *(
                    logic.Or(logic.And(test.true, one), logic.And(test.false, other))
                    for one, other in ((then.true, otherwise.true), (then.false, otherwise.false))
                )
            )
        first, second = self._as_datum(then), self._as_datum(otherwise)
        known = logic.Or(logic.And(test.true, first.known), logic.And(test.false, second.known))
        return attrs.evolve(one_of(logic, test.true, first, second), known=known)


_BETTER: Final = {"min": "<", "max": ">"}


@attrs.frozen
class _Projected:
    known: Term
    rows: Sequence[tuple[Term, Datum]]


def _is_truth(term: Term) -> bool:
    return isinstance(term, bool) or (hasattr(term, "sort") and term.sort().name() == "Bool")
