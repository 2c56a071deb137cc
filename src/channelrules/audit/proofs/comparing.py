"""Comparisons and choices of values that may be unknown, once their parts are terms."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

from channelrules.audit.proofs.algebra import Algebra, Bounds, Datum, Term, Truth, UnseenError
from channelrules.language.arithmetic import GREATEST
from channelrules.language.comparisons import COMPARISONS

__all__ = ["as_datum", "bounds_compared", "compared", "equal", "months_without", "one_of", "within"]


def as_datum(logic: Algebra, said: Truth | Datum) -> Datum:
    """Return a value, yes/no ones included, as the condition under which it is known, and the value."""
    return Datum(logic.Or(said.true, said.false), said.true) if isinstance(said, Truth) else said


def equal(logic: Algebra, one: Term, other: Term) -> Term:
    """Return where two words, days or numbers are equal."""
    return logic.compared(COMPARISONS["=="].holds, one, other)


def compared(logic: Algebra, op: str, one: Truth | Datum, other: Truth | Datum) -> Truth:
    """Return a comparison of two values.

    Raises:
        UnseenError: they are sets, or an order of yes and no is asked for.
    """
    first, second = as_datum(logic, one), as_datum(logic, other)
    known = logic.And(first.known, second.known)
    if isinstance(one, Truth) or isinstance(other, Truth):
        if op not in {"==", "!="}:
            raise UnseenError("an order of yes and no")
        same = logic.same(first.value, second.value)
        holds = same if op == "==" else logic.Not(same)
    elif isinstance(first.value, Mapping) or isinstance(second.value, Mapping):
        raise UnseenError("a comparison of two sets")
    else:
        holds = logic.compared(COMPARISONS[op].holds, first.value, second.value)
    return Truth(logic.And(known, holds), logic.And(known, logic.Not(holds)))


def bounds_compared(logic: Algebra, op: str, one: Bounds, other: Bounds) -> Truth:
    """Return a comparison of two numbers given by their bounds."""
    if op in {">", ">="}:
        return bounds_compared(logic, "<" if op == ">" else "<=", other, one)
    if op == "!=":
        said = bounds_compared(logic, "==", one, other)
        return Truth(said.false, said.true)
    below, above = _before(logic, "<", one, other), _before(logic, "<", other, one)
    if op == "<":
        return Truth(below, _before(logic, "<=", other, one))
    if op == "<=":
        return Truth(_before(logic, "<=", one, other), above)
    exact = logic.And(
        one.bounded_below,
        one.bounded_above,
        other.bounded_below,
        other.bounded_above,
        *(equal(logic, one.low, each) for each in (one.high, other.low, other.high)),
    )
    return Truth(exact, logic.Or(below, above))


def _before(logic: Algebra, op: str, one: Bounds, other: Bounds) -> Term:
    """Return where the upper bound of one is below the lower bound of the other."""
    holds = logic.compared(COMPARISONS[op].holds, one.high, other.low)
    return logic.And(one.bounded_above, other.bounded_below, holds)


def one_of(logic: Algebra, test: Term, then: Datum, otherwise: Datum) -> Datum:
    """Return one of two values: the first where a test holds."""
    known = logic.If(test, then.known, otherwise.known)
    if not isinstance(then.value, Mapping):
        return Datum(known, logic.If(test, then.value, otherwise.value))
    words = dict.fromkeys((*then.value, *otherwise.value))
    chosen = {word: logic.If(test, then.value.get(word, False), otherwise.value.get(word, False)) for word in words}
    return Datum(known, chosen)


def within(logic: Algebra, value: Term) -> Term:
    """Return where a number is not too great to be known."""
    greatest = Fraction(GREATEST)
    below = logic.compared(COMPARISONS["<="].holds, value, greatest)
    return logic.And(below, logic.compared(COMPARISONS[">="].holds, value, -greatest))


def months_without(days: Sequence[Fraction], start: Fraction, end: Fraction) -> Fraction:
    """Return how many calendar months from one day to another have none of some days; days are ordinals."""
    first, last = (datetime.date.fromordinal(int(each)) for each in (start, end))
    dates = [datetime.date.fromordinal(int(each)) for each in days]
    met = {(on.year, on.month) for on in dates if first <= on <= last}
    return Fraction((last.year - first.year) * 12 + last.month - first.month + 1 - len(met))
