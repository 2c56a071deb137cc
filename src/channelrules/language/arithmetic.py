"""The arithmetic of the language: binary64, each operation rounded once, without infinities.

Whole numbers are exact up to 2^53; beyond, a result is rounded to the nearest float, as a column of
floats holds it. A result beyond `GREATEST` is unknown, like a quotient by zero, so that infinities and NaN never
arise and no sum of a list can overflow.
"""

from __future__ import annotations

from typing import Final

__all__ = ["EXACT", "GREATEST", "LONGEST", "result"]

EXACT: Final = 2.0**53
"""Every whole number up to this one is a float."""

GREATEST: Final = 1e100
"""The greatest magnitude that a number can have; a result beyond it is unknown."""

LONGEST: Final = 10_000
"""How many members a list has at most."""


def result(value: float) -> float | None:
    """Return the result of an operation: rounded to a float where it is not exact, ``None`` beyond `GREATEST`."""
    if not -GREATEST <= value <= GREATEST:
        return None
    return value if -EXACT <= value <= EXACT else float(value)
