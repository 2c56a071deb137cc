"""Translates a tree to formulas of z3: every fact known, arithmetic exact.

A part that is not translated, such as a figure over a list, is a free variable within its range.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, assert_never

import attrs

from channelrules.language.comparisons import COMPARISONS
from channelrules.language.figures import figure
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
    Value,
    bounded,
)
from channelrules.language.operators import named
from channelrules.language.printer import render
from channelrules.language.types import Items, Kind

__all__ = ["SolverCode"]


@attrs.frozen
class SolverCode:
    """Writes formulas for expressions.

    Attributes:
        z3: the solver's module.
        term: the formula of a name: a value, or for a set a mapping of its words to formulas.
        lists: the lists that figures are over, by name.
        words: the number that stands for each word seen so far.
        bounds: the ranges of the free variables.
    """

    z3: Any = attrs.field(repr=False)
    term: Callable[[str], Any]
    lists: Mapping[str, Items]
    words: dict[str, int] = attrs.field(factory=dict)
    bounds: list[Any] = attrs.field(factory=list)
    _opaque: dict[str, Any] = attrs.field(factory=dict)

    def word(self, word: str) -> int:
        """Return the number that stands for a word."""
        return self.words.setdefault(word, len(self.words))

    def exact(self, value: float) -> Any:
        """Return a number as it is written."""
        return self.z3.RealVal(str(Fraction(repr(value))))

    def literal(self, value: Value) -> Any:
        """Return a literal; a set of words is not a value."""
        if isinstance(value, bool):
            return self.z3.BoolVal(value)
        if isinstance(value, int | float):
            return self.exact(value)
        return self.z3.IntVal(self.word(value)) if isinstance(value, str) else value

    def value(self, node: Expression) -> Any:
        """Return an expression as a formula, a number, or for a set a mapping of words to formulas."""
        made = self._seen(node)
        return self.opaque(node) if made is None else made

    def _seen(self, node: Expression) -> Any:
        # ``None`` where it is not translated.
        z3 = self.z3
        match node:
            case Literal(value):
                return self.literal(value)
            case Name(name):
                return self.term(name)
            case Not(part):
                return z3.Not(self.value(part))
            case And(parts):
                return z3.And([self.value(part) for part in parts])
            case Or(parts):
                return z3.Or([self.value(part) for part in parts])
            case Compare(op, left, right):
                return COMPARISONS[op].holds(self.value(left), self.value(right))
            case Operation(op, parts):
                return self._operation(op, parts)
            case Choose(test, then, otherwise):
                return self._chosen(self.value(test), self.value(then), self.value(otherwise))
            case Member(left, right):
                return self._member(left, right)
            case Item() | Known() | Projection() | Aggregate() | Pick() | EmptyMonths():
                return None
            case _:
                assert_never(node)

    def _operation(self, op: str, parts: Sequence[Expression]) -> Any:
        operator = named(op)
        values = [self.value(part) for part in parts]
        kinds = [operator.takes.kind(place) for place in range(len(values))]
        if any(kind is Kind.SET and not isinstance(value, dict) for kind, value in zip(kinds, values, strict=True)):
            return None
        return operator.solver(self.z3, *values)

    def _chosen(self, test: Any, then: Any, otherwise: Any) -> Any:
        if not (isinstance(then, dict) and isinstance(otherwise, dict)):
            # Without a translation of one set there is none of the choice.
            return None if isinstance(then, dict) or isinstance(otherwise, dict) else self.z3.If(test, then, otherwise)
        false = self.z3.BoolVal(False)
        words = dict.fromkeys((*then, *otherwise))
        return {word: self.z3.If(test, then.get(word, false), otherwise.get(word, false)) for word in words}

    def _member(self, left: Expression, right: Expression) -> Any:
        if isinstance(right, Literal) and isinstance(right.value, tuple):
            return self.z3.Or([self.value(left) == self.word(word) for word in right.value])
        if isinstance(left, Literal) and not isinstance(right, Projection):
            among = self.value(right)
            return among.get(left.value, self.z3.BoolVal(False)) if isinstance(among, dict) else None
        return None

    def opaque(self, node: Expression) -> Any:
        """Return an unconstrained value: a figure over a list, or over months."""
        text = render(node)
        if text not in self._opaque:
            made = self.z3.Bool(text) if self._is_yes_no(node) else self.z3.Real(text)
            if bounded(node) and isinstance(node, Aggregate) and node.from_zero:
                self.bounds.append(made >= 0)
            self._opaque[text] = made
        return self._opaque[text]

    def _is_yes_no(self, node: Expression) -> bool:
        match node:
            case Pick(_, over, attribute):
                return self.lists[over].attributes[attribute].kind is Kind.YES_NO
            case Aggregate(kind):
                return figure(kind).gives is Kind.YES_NO
            case Operation(op):
                return named(op).gives is Kind.YES_NO
            case _:
                return isinstance(node, Member)
