"""The scalar operators: one entry says all that parser, printer, evaluators, solver, advice and words need.

An operator takes values and gives one; where a part is unknown, so is what it gives. What it means is written once
more, apart from here, in `channelrules.language.semantics`, against which everything else is tested. An entry that
lacks something fails when this module is imported.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial, reduce
from itertools import chain, product
from types import MappingProxyType
from typing import Any, Final, Protocol

import attrs

from channelrules.language import ratios
from channelrules.language.arithmetic import GREATEST, LONGEST
from channelrules.language.entries import checked, hook
from channelrules.language.nodes import Expression, Not, Operation, Value
from channelrules.language.ratios import Ratio
from channelrules.language.semantics import MEANINGS
from channelrules.language.types import Kind, Type, Unit, number, yes_no

__all__ = [
    "MOST_DAYS",
    "OPERATORS",
    "Arguments",
    "Breakpoints",
    "Misfit",
    "Operator",
    "Sign",
    "Wording",
    "month_starts",
    "named",
    "signed",
]

MOST_DAYS: Final = 4e6
_MONTHS_AROUND: Final = 37


class Misfit(Exception):
    """Arguments that do not go together; ``place`` is that of the one to point at, ``None`` for the whole."""

    def __init__(self, message: str, place: int | None = None) -> None:
        super().__init__(message)
        self.place = place


class Tests(Protocol):
    """The Python writer, as an operator sees it."""

    def where(self, test: str, source: str) -> str:
        """Return a name or literal for a source where it passes a test, ``{0}`` in it; elsewhere all is unknown."""


class Call(Protocol):
    """The column writer, as an operator sees it: an operation on columns gives a column."""

    def __call__(self, pattern: str, /, *columns: Any) -> Any:
        """Return the column that a pattern of NumPy makes of columns, ``{0}``, ``{1}`` in it."""


@attrs.frozen
class Sign:
    """How an operator of two parts is written between them.

    Attributes:
        text: such as ``+``.
        level: how tightly it holds together: 5 for sums, 6 for products.
    """

    text: str
    level: int


@attrs.frozen
class Arguments:
    """The kinds of value that an operator takes.

    Attributes:
        kinds: in order.
        more: whether there may be more of the last kind.
    """

    kinds: tuple[Kind, ...]
    more: bool = False

    @property
    def least(self) -> int:
        """How many arguments there are at least."""
        return len(self.kinds)

    def fit(self, count: int) -> bool:
        """Return whether there may be so many arguments."""
        return count >= self.least if self.more else count == self.least

    def kind(self, place: int) -> Kind:
        """Return the kind of the argument at a place."""
        return self.kinds[min(place, len(self.kinds) - 1)]


@attrs.frozen
class Breakpoints:
    """How a result depends on one fact that varies.

    Attributes:
        ways: what a number can be computed as, from what each part can be computed as.
        steps: given the values of the parts, as far as they are known, at which values of a fact the result may jump.
    """

    ways: Callable[..., Iterable[Ratio]]
    steps: Callable[[Iterable[Value | None]], Iterable[Fraction]]


@attrs.frozen
class Wording:
    """How an operator reads: a sentence of ``rules/words/<language>.toml`` and the names of the parts in it.

    An operator of any number of parts has one name, for all of them listed. No sentence: it stands as it is written.
    """

    say: str
    parts: tuple[str, ...] = ()


AS_WRITTEN: Final = Wording("")


@attrs.frozen(kw_only=True)
class Operator:
    """All there is to say of an operator but what it means.

    Attributes:
        name: by which nodes name it; for a function also how it is written.
        sign: how it is written between its parts; ``None`` for a function.
        about: what it gives, for the table in the documentation; empty for a sign.
        takes: the kinds of its parts.
        gives: the kind of what it gives.
        type: given the types of the parts, the type of the result: unit, and the greatest magnitude, even beyond
            the greatest number. Raises `Misfit` where the parts do not go together.
        rounded: whether a result may be one that no float is, so that it is rounded, and unknown beyond the greatest
            number.
        python: the result as Python, from a place for `Tests` and Python for the parts, which are known there.
        columns: the result as columns, from columns for the parts (an unknown number or date is NaN, an unknown word
            or set negative); for yes/no a pair, where all parts are known and, of those, where the result holds.
        solver: the result for z3, from the parts (a set is a mapping of its words to formulas); ``None`` where the
            solver cannot see into it.
        breakpoints: where the result may tip while a fact varies.
        grows: for each part, the last standing for all further ones, whether the result rises (1) or falls (-1) with
            it; 0 where that depends.
        mutants: what is changed to see whether examples notice: a word for the change, and what it becomes.
        words: how it reads.
    """

    name: str
    sign: Sign | None = None
    about: str = ""
    takes: Arguments = hook()
    gives: Kind = hook()
    type: Callable[[Sequence[Type]], Type] = hook()
    rounded: bool = False
    python: Callable[..., str] = hook()
    columns: Callable[..., Any] = hook()
    solver: Callable[..., Any] = hook()
    breakpoints: Breakpoints = hook()
    grows: tuple[int, ...] = hook()
    mutants: Callable[[Operation], Iterable[tuple[str, Expression]]] = hook()
    words: Wording = hook()

    def __attrs_post_init__(self) -> None:
        """Refuse an entry that lacks something."""
        checked("operator", self)

    @property
    def written(self) -> str:
        """How it is written, for messages and for the documentation."""
        return self.name if self.sign is None else self.sign.text


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
    """Return the operators that are written with a sign; which one is meant is told by the kinds of the parts."""
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
    """Return nothing: the result is no number that moves with a fact as a ratio of polynomials does."""
    return ()


def no_steps(_values: Iterable[Value | None]) -> Iterable[Fraction]:
    """Return nothing: the result jumps nowhere."""
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
    """Return nothing: only what stands in the parts is changed."""
    return ()


def turned(node: Operation) -> Iterable[tuple[str, Expression]]:
    """Return the negation of a yes/no operator."""
    return (("negated", Not(node)),)


# --- for the solver ---


def opaque(_z3: Any, *_parts: Any) -> None:
    """Return nothing: the solver takes the result for any value."""


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
"""Every scalar operator, by the name that nodes have for it."""
