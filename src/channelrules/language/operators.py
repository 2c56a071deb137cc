"""The table of scalar operators: an entry holds all that parser, printer, evaluators, solver, advice and words need.

An operator takes values and gives one; where a part is unknown, the result is unknown. Its meaning is written a second
time, independently, in `channelrules.language.semantics`, against which everything else is tested. An incomplete entry
fails when this module is imported.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import chain, product
from types import MappingProxyType
from typing import Any, Final

from channelrules.language import ratios
from channelrules.language.arithmetic import GREATEST, LONGEST
from channelrules.language.entries import (
    AS_WRITTEN,
    Arguments,
    Breakpoints,
    Call,
    Misfit,
    Operator,
    Sign,
    Tests,
    Wording,
)
from channelrules.language.nodes import Expression, Not, Operation, Value
from channelrules.language.ratios import Ratio
from channelrules.language.semantics import MEANINGS
from channelrules.language.types import Kind, Type, Unit, number, yes_no

__all__ = ["MOST_DAYS", "OPERATORS", "entries", "functions", "month_starts", "months_in_columns", "named", "signed"]

MOST_DAYS: Final = 4e6
_MONTHS_AROUND: Final = 37


def entries(*given: Operator) -> Mapping[str, Operator]:
    """Return operators by name.

    Raises:
        TypeError: the written semantics lacks one of them, or has one more.
    """
    found = {each.name: each for each in given}
    if odd := sorted(found.keys() ^ MEANINGS.keys()):
        where = "the written semantics" if odd[0] in found else "the table of operators"
        message = f"operator '{odd[0]}' is missing in {where}"
        raise TypeError(message)
    return MappingProxyType(found)


def named(name: str) -> Operator:
    """Return the operator of a node."""
    return OPERATORS[name]


def signed(text: str) -> tuple[Operator, ...]:
    """Return the operators that are written with a sign; the kinds of the parts decide which one is meant."""
    return tuple(each for each in OPERATORS.values() if each.sign is not None and each.sign.text == text)


def functions() -> tuple[str, ...]:
    """Return the names of the operators that are written as functions."""
    return tuple(each.name for each in OPERATORS.values() if each.sign is None)


# --- types ---


def _greatest(found: Type) -> float:
    return GREATEST if found.most is None else found.most


def _sum_type(types: Sequence[Type]) -> Type:
    one, other = types
    if not one.fits(other):
        raise Misfit(f"{one.unit} and {other.unit} cannot be added or subtracted")
    return Type(Kind.NUMBER, one.unit or other.unit, most=_greatest(one) + _greatest(other))


def _product_unit(one: Type, other: Type, sign: int) -> Unit | None:
    if one.unit is None and other.unit is None:
        return None
    return (one.unit or Unit()).times(other.unit or Unit(), sign)


def _product_type(types: Sequence[Type]) -> Type:
    one, other = types
    return Type(Kind.NUMBER, _product_unit(one, other, 1), most=_greatest(one) * _greatest(other))


def _quotient_type(types: Sequence[Type]) -> Type:
    one, other = types
    most = _greatest(one) / other.low if other.low is not None and other.low > 0 else float("inf")
    return Type(Kind.NUMBER, _product_unit(one, other, -1), most=most)


def _extreme_type(types: Sequence[Type]) -> Type:
    first = next((each for each in types if each.unit is not None), Type(Kind.NUMBER))
    for place, each in enumerate(types):
        if not each.fits(first):
            raise Misfit(f"{each.unit} cannot be compared with {first.unit}", place)
    return Type(Kind.NUMBER, first.unit, most=max(map(_greatest, types)))


# --- Python ---


def _quotient_in_python(write: Tests, one: str, other: str) -> str:
    return f"({one} / {write.where('{0} != 0', other)})"


# --- columns ---


def months_in_columns(call: Call, start: Any, end: Any) -> Any:
    """Return how many months a period touches, NaN where one of its ends is unknown."""
    period = call("month({1}) - month({0}) + 1.0", start, end)
    return call("where(isnan({0}) | isnan({1}), nan, {2})", start, end, period)


# --- where a result may tip ---


def no_ways(*_parts: Iterable[Ratio]) -> Iterable[Ratio]:
    """Return nothing: the result is not a ratio of polynomials in a fact."""
    return ()


def no_steps(_values: Iterable[Value | None]) -> Iterable[Fraction]:
    """Return nothing: the result has no jumps."""
    return ()


def month_starts(values: Iterable[Value | None]) -> Iterator[Fraction]:
    """Yield the first days of the months around some days, and the days before, as ordinals."""
    for day in values:
        if isinstance(day, datetime.date):
            month = day.year * 12 + day.month - 1
            for each in range(month - _MONTHS_AROUND, month + _MONTHS_AROUND + 1):
                if 12 <= each < 9999 * 12:
                    start = Fraction(datetime.date(each // 12, each % 12 + 1, 1).toordinal())
                    yield from (start, start - 1)


def _each_pair(how: Callable[[Ratio, Ratio], Ratio]) -> Breakpoints:
    def ways(left: Iterable[Ratio], right: Iterable[Ratio]) -> Iterable[Ratio]:
        return (how(one, other) for one, other in product(left, right))

    return Breakpoints(ways, no_steps)


def _less(one: Ratio, other: Ratio) -> Ratio:
    return ratios.total(one, ratios.negated(other))


def _any_of_them(*parts: Iterable[Ratio]) -> Iterable[Ratio]:
    return chain(*parts)


_NOWHERE: Final = Breakpoints(no_ways, no_steps)
_AT_ANY_PART: Final = Breakpoints(_any_of_them, no_steps)


# --- mutants ---


def unchanged(_node: Operation) -> Iterable[tuple[str, Expression]]:
    """Return nothing: only the parts are mutated."""
    return ()


def turned(node: Operation) -> Iterable[tuple[str, Expression]]:
    """Return the negation of a yes/no operator."""
    return (("negated", Not(node)),)


# --- for the solver ---


def opaque(_z3: Any, *_parts: Any) -> None:
    """Return nothing: to the solver the result may be any value."""


def _extreme_in_solver(z3: Any, parts: Sequence[Any], better: Callable[[Any, Any], Any]) -> Any:
    return reduce(lambda best, each: z3.If(better(each, best), each, best), parts)


# --- the table ---

_TWO_NUMBERS: Final = Arguments((Kind.NUMBER, Kind.NUMBER))
_NUMBERS: Final = Arguments((Kind.NUMBER, Kind.NUMBER), more=True)
_TWO_DATES: Final = Arguments((Kind.DATE, Kind.DATE))
_TWO_SETS: Final = Arguments((Kind.SET, Kind.SET))

OPERATORS: Mapping[str, Operator] = entries(
    Operator(
        name="+",
        sign=Sign("+", 5),
        takes=_TWO_NUMBERS,
        gives=Kind.NUMBER,
        type=_sum_type,
        rounded=True,
        python=lambda _, one, other: f"({one} + {other})",
        columns=lambda call, one, other: call("{0} + {1}", one, other),
        solver=lambda _, one, other: one + other,
        breakpoints=_each_pair(ratios.total),
        grows=(1, 1),
        mutants=unchanged,
        words=Wording("cond_plus", ("left", "right")),
    ),
    Operator(
        name="-",
        sign=Sign("-", 5),
        takes=_TWO_NUMBERS,
        gives=Kind.NUMBER,
        type=_sum_type,
        rounded=True,
        python=lambda _, one, other: f"({one} - {other})",
        columns=lambda call, one, other: call("{0} - {1}", one, other),
        solver=lambda _, one, other: one - other,
        breakpoints=_each_pair(_less),
        grows=(1, -1),
        mutants=unchanged,
        words=Wording("cond_minus", ("left", "right")),
    ),
    Operator(
        name="*",
        sign=Sign("*", 6),
        takes=_TWO_NUMBERS,
        gives=Kind.NUMBER,
        type=_product_type,
        rounded=True,
        python=lambda _, one, other: f"({one} * {other})",
        columns=lambda call, one, other: call("{0} * {1}", one, other),
        solver=lambda _, one, other: one * other,
        breakpoints=_each_pair(ratios.product),
        grows=(1, 1),
        mutants=unchanged,
        words=Wording("cond_times", ("left", "right")),
    ),
    Operator(
        name="/",
        sign=Sign("/", 6),
        takes=_TWO_NUMBERS,
        gives=Kind.NUMBER,
        type=_quotient_type,
        rounded=True,
        python=_quotient_in_python,
        columns=lambda call, one, other: call("divided({0}, {1})", one, other),
        solver=lambda _, one, other: one / other,
        breakpoints=_each_pair(ratios.divided),
        grows=(1, -1),
        mutants=unchanged,
        words=Wording("cond_divided", ("left", "right")),
    ),
    Operator(
        name="days",
        sign=Sign("-", 5),
        takes=_TWO_DATES,
        gives=Kind.NUMBER,
        type=lambda _: number("days", most=MOST_DAYS),
        python=lambda _, later, earlier: f"({later} - {earlier}).days",
        columns=lambda call, later, earlier: call("{0} - {1}", later, earlier),
        solver=lambda _, later, earlier: later - earlier,
        breakpoints=_each_pair(_less),
        grows=(1, -1),
        mutants=unchanged,
        words=Wording("cond_days", ("later", "earlier")),
    ),
    Operator(
        name="least",
        about="the least of numbers",
        takes=_NUMBERS,
        gives=Kind.NUMBER,
        type=_extreme_type,
        python=lambda _, *parts: f"min({', '.join(parts)})",
        columns=lambda call, *parts: reduce(partial(call, "least({0}, {1})"), parts),
        solver=lambda z3, *parts: _extreme_in_solver(z3, parts, lambda one, best: one < best),
        breakpoints=_AT_ANY_PART,
        grows=(1,),
        mutants=unchanged,
        words=Wording("cond_least", ("parts",)),
    ),
    Operator(
        name="greatest",
        about="the greatest of numbers",
        takes=_NUMBERS,
        gives=Kind.NUMBER,
        type=_extreme_type,
        python=lambda _, *parts: f"max({', '.join(parts)})",
        columns=lambda call, *parts: reduce(partial(call, "greatest({0}, {1})"), parts),
        solver=lambda z3, *parts: _extreme_in_solver(z3, parts, lambda one, best: one > best),
        breakpoints=_AT_ANY_PART,
        grows=(1,),
        mutants=unchanged,
        words=Wording("cond_greatest", ("parts",)),
    ),
    Operator(
        name="size",
        about="how many members a set has",
        takes=Arguments((Kind.SET,)),
        gives=Kind.NUMBER,
        type=lambda _: number("1", low=0, most=LONGEST),
        python=lambda _, part: f"len({part})",
        columns=lambda call, part: call("where({0} >= 0, bits({0}), nan)", part),
        solver=lambda z3, part: z3.Sum([z3.If(each, 1, 0) for each in part.values()]),
        breakpoints=_NOWHERE,
        grows=(1,),
        mutants=unchanged,
        words=AS_WRITTEN,
    ),
    Operator(
        name="missing",
        about="the members of `a` that are not in `b`",
        takes=_TWO_SETS,
        gives=Kind.SET,
        type=lambda types: types[0],
        python=lambda _, one, other: f"tuple([word for word in {one} if word not in {other}])",
        columns=lambda call, one, other: call("where(({0} >= 0) & ({1} >= 0), {0} & ~{1}, -1)", one, other),
        solver=lambda z3, one, other: {
            word: z3.And(held, z3.Not(other.get(word, z3.BoolVal(False)))) for word, held in one.items()
        },
        breakpoints=_NOWHERE,
        grows=(1, -1),
        mutants=unchanged,
        words=AS_WRITTEN,
    ),
    Operator(
        name="overlaps",
        about="whether two sets share a member",
        takes=_TWO_SETS,
        gives=Kind.YES_NO,
        type=lambda _: yes_no,
        python=lambda _, one, other: f"any([word in {other} for word in {one}])",
        columns=lambda call, one, other: (
            call("({0} >= 0) & ({1} >= 0)", one, other),
            call("({0} & {1}) != 0", one, other),
        ),
        solver=lambda z3, one, other: z3.Or([z3.And(one[word], other[word]) for word in one if word in other]),
        breakpoints=_NOWHERE,
        grows=(1, 1),
        mutants=turned,
        words=Wording("cond_overlap", ("left", "right")),
    ),
    Operator(
        name="months_in",
        about="how many calendar months a period touches, from the day `a` to the day `b`",
        takes=_TWO_DATES,
        gives=Kind.NUMBER,
        type=lambda _: number("months", most=MOST_DAYS),
        python=lambda _, start, end: f"(({end}.year - {start}.year) * 12 + {end}.month - {start}.month + 1)",
        columns=months_in_columns,
        solver=opaque,
        breakpoints=Breakpoints(no_ways, month_starts),
        grows=(-1, 1),
        mutants=unchanged,
        words=AS_WRITTEN,
    ),
)
"""Every scalar operator, by its name in nodes."""
