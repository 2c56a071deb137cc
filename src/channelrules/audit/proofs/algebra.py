"""Terms of the solver, folded where they are constant, so that the same code works on values and on formulas.

A term is a formula of z3, or a plain value: a truth of Python, a `Fraction` for a number or the ordinal of a day, an
`int` for the number of a word. Where all terms are plain, so is the result, and the translation of a rulebook can be
compared with its engine without the solver.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from channelrules.errors import MissingExtraError

__all__ = ["Algebra", "Bounds", "Datum", "Term", "Truth", "UnseenError", "solver_module"]

Term: TypeAlias = Any
"""A formula of z3 or a plain value."""


def solver_module() -> Any:
    """Return z3.

    Raises:
        MissingExtraError: it is not installed (extra ``check``).
    """
    try:
        import z3
    except ModuleNotFoundError:
        raise MissingExtraError("proving laws", "check") from None
    return z3


class UnseenError(Exception):
    """Something that is not translated for the solver; the text names it."""


@attrs.frozen
class Truth:
    """A yes/no value: where it surely holds, and where it surely does not; elsewhere it is unknown."""

    true: Term
    false: Term


@attrs.frozen
class Datum:
    """Any other value: where it is known, and what it is there; a set is a mapping of its words to truths."""

    known: Term
    value: Any


@attrs.frozen
class Bounds:
    """The least and the greatest that a number can be; ``bounded_*`` is false where there is no such bound."""

    low: Term
    bounded_below: Term
    high: Term
    bounded_above: Term


@attrs.frozen
class Algebra:
    """The connectives that operators ask the solver for, folded where parts are plain.

    The names are those of z3's module, which the entries of `channelrules.language.operators` are written for.

    Attributes:
        z3: the solver's module; ``None`` where every term is plain.
        context: the solver's context, a separate one, so that results do not depend on earlier queries.
    """

    z3: Any = attrs.field(default=None, repr=False)
    context: Any = attrs.field(default=None, repr=False)

    @classmethod
    def of_solver(cls, z3: Any) -> Algebra:
        """Return the connectives over new terms of a solver."""
        return cls(z3, z3.Context())

    def And(self, *given: Any) -> Term:  # noqa: N802 - as z3 calls it
        """Return where all parts hold."""
        parts = []
        for each in _flat(given):
            if each is False:
                return False
            if each is not True:
                parts.append(each)
        return True if not parts else parts[0] if len(parts) == 1 else self._joined(self.z3.Z3_mk_and, parts)

    def Or(self, *given: Any) -> Term:  # noqa: N802 - as z3 calls it
        """Return where any part holds."""
        parts = []
        for each in _flat(given):
            if each is True:
                return True
            if each is not False:
                parts.append(each)
        return False if not parts else parts[0] if len(parts) == 1 else self._joined(self.z3.Z3_mk_or, parts)

    def _joined(self, how: Any, parts: list[Term]) -> Term:
        # As z3's own function for truths, without checking the sort of each of them.
        z3 = self.z3
        given = (z3.Ast * len(parts))(*(each.as_ast() for each in parts))
        return z3.BoolRef(how(self.context.ref(), len(parts), given), self.context)

    def Not(self, part: Term) -> Term:  # noqa: N802 - as z3 calls it
        """Return where a part does not hold."""
        return not part if isinstance(part, bool) else self.z3.Not(part)

    def If(self, test: Term, then: Term, otherwise: Term) -> Term:  # noqa: N802 - as z3 calls it
        """Return one of two terms."""
        if isinstance(test, bool):
            return then if test else otherwise
        if then is otherwise:
            return then
        if isinstance(then, bool) or isinstance(otherwise, bool):
            return self.Or(self.And(test, then), self.And(self.Not(test), otherwise))
        return self.z3.If(test, self.lifted(then), self.lifted(otherwise))

    def Sum(self, parts: Iterable[Term]) -> Term:  # noqa: N802 - as z3 calls it
        """Return a sum; the empty one is 0."""
        total: Term = Fraction(0)
        for each in map(self.number, parts):
            if isinstance(each, Fraction) and isinstance(total, Fraction):
                total += each
            elif isinstance(total, Fraction) and total == 0:
                total = each
            elif not (isinstance(each, Fraction) and each == 0):
                total = self.lifted(total) + self.lifted(each)
        return total

    def BoolVal(self, value: bool) -> Term:  # noqa: N802, FBT001 - as z3 calls it
        """Return a truth."""
        return value

    def lifted(self, term: Term) -> Term:
        """Return a plain number as a formula."""
        if self.z3 is not None and isinstance(term, Fraction):
            return self.z3.RealVal(str(term), self.context)
        return term

    def number(self, term: Term) -> Term:
        """Return a number that may be an integer of the solver as a real one."""
        if isinstance(term, int | Fraction):
            return Fraction(term)
        return self.z3.ToReal(term) if self.z3.is_int(term) else term

    def compared(self, holds: Any, one: Term, other: Term) -> Term:
        """Return a comparison of two numbers, days or words."""
        if isinstance(one, bool) and isinstance(other, bool):
            return bool(holds(one, other))
        plain = isinstance(one, int | Fraction) and isinstance(other, int | Fraction)
        return holds(one, other) if plain else holds(self.lifted(one), self.lifted(other))

    def same(self, one: Term, other: Term) -> Term:
        """Return where two truths are equal."""
        if isinstance(one, bool):
            return other if one else self.Not(other)
        if isinstance(other, bool):
            return one if other else self.Not(one)
        return one == other

    def is_whole(self, term: Term) -> Term:
        """Return where a number is whole."""
        return term == int(term) if isinstance(term, int | Fraction) else self.z3.IsInt(term)


def _flat(given: Iterable[Any]) -> Iterable[Any]:
    for each in given:
        if isinstance(each, list | tuple):
            yield from each
        else:
            yield each
