"""Numbers as functions of one fact: exact ratios of polynomials, and the points where two of them meet."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

__all__ = [
    "FEW",
    "ITSELF",
    "ONE",
    "Poly",
    "Ratio",
    "constant",
    "divided",
    "meeting",
    "negated",
    "product",
    "steep",
    "total",
]

Poly = tuple[Fraction, ...]
"""The coefficients of a polynomial, from the power 0 up."""

Ratio = tuple[Poly, Poly]
"""Numerator and denominator."""

ONE: Final[Poly] = (Fraction(1),)
ITSELF: Final[Ratio] = (Fraction(0), Fraction(1)), ONE
"""The fact itself."""

FEW: Final = 64
"""How many ways of computing a number are followed at most."""
_STEEP: Final = 16


def constant(value: Fraction) -> Ratio:
    """Return the constant function."""
    return (value,), ONE


def total(one: Ratio, other: Ratio) -> Ratio:
    """Return the sum of two functions."""
    return _plus(_times(one[0], other[1]), _times(other[0], one[1])), _times(one[1], other[1])


def negated(one: Ratio) -> Ratio:
    """Return a function with the other sign."""
    return tuple(-each for each in one[0]), one[1]


def product(one: Ratio, other: Ratio) -> Ratio:
    """Return the product of two functions."""
    return _times(one[0], other[0]), _times(one[1], other[1])


def divided(one: Ratio, other: Ratio) -> Ratio:
    """Return the quotient of two functions."""
    return _times(one[0], other[1]), _times(one[1], other[0])


def steep(made: Ratio) -> bool:
    """Return whether a function's degree is too high: no rule needs it, and finding its roots would take too long."""
    return max(map(len, made)) > _STEEP


def meeting(one: Ratio, other: Ratio) -> Iterable[Fraction]:
    """Return where two functions meet, and where either has no value."""
    for straight, level in ((one, other), (other, one)):
        if straight == ITSELF and len(level[0]) == 1 and level[1] == ONE:
            yield level[0][0]
            return
    yield from _roots(_plus(_times(one[0], other[1]), _times(other[0], one[1]), -1))
    yield from _roots(one[1])
    yield from _roots(other[1])


def _times(one: Poly, other: Poly) -> Poly:
    if other is ONE:
        return one
    if one is ONE:
        return other
    made = [Fraction(0)] * (len(one) + len(other) - 1)
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            made[i + j] += left * right
    return tuple(made)


def _plus(one: Poly, other: Poly, sign: int = 1) -> Poly:
    long = max(len(one), len(other))
    zero = Fraction(0)
    return tuple(
        (one[place] if place < len(one) else zero) + sign * (other[place] if place < len(other) else zero)
        for place in range(long)
    )


def _at(poly: Poly, value: Fraction) -> Fraction:
    result = Fraction(0)
    for factor in reversed(poly):
        result = result * value + factor
    return result


def _roots(poly: Poly) -> list[Fraction]:
    while poly and poly[-1] == 0:
        poly = poly[:-1]
    if len(poly) < 2:
        return []
    if len(poly) == 2:
        return [-poly[0] / poly[1]]
    # Between two neighbouring extrema there is at most one root: bisect until it is a float.
    reach = 1 + max(abs(factor / poly[-1]) for factor in poly[:-1])
    turning = sorted(_roots(tuple(place * factor for place, factor in enumerate(poly))[1:]))
    found = [each for each in turning if _at(poly, each) == 0]
    for low, high in zip([-reach, *turning], [*turning, reach], strict=True):
        if _at(poly, low) * _at(poly, high) < 0:
            found.append(_halved(poly, low, high))
    return found


def _halved(poly: Poly, low: Fraction, high: Fraction) -> Fraction:
    rising = _at(poly, high) > 0
    for _ in range(120):
        middle = _near((low + high) / 2)
        if not low < middle < high:
            break
        value = _at(poly, middle)
        if value == 0:
            return middle
        low, high = (low, middle) if (value > 0) is rising else (middle, high)
    return (low + high) / 2


def _near(value: Fraction) -> Fraction:
    try:
        return Fraction(float(value)).limit_denominator(10**12)
    except OverflowError:  # too great for a float
        return value
