"""Numbers as files and people write them: ``8,5``, ``1.234``, ``1,234.5``, ``12 %``, ``about 3``."""

from __future__ import annotations

import math
import re
from typing import Any, Final

__all__ = ["count_in", "is_damaged_id", "number_in"]

_NUMBER: Final = re.compile(r"[-+]?\d[\d.,'\u2019\s\u00a0\u202f]*")
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(?:([.,'\u2019\s\u00a0\u202f])\d{3})(?:\1\d{3})*")
_DECIMAL: Final = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_BOTH: Final = re.compile(r"[-+]?\d{1,3}(?:([.,'\u2019\s\u00a0\u202f])\d{3})+([.,])\d+")
_DAMAGED: Final = re.compile(r"\s*\d(?:[.,]\d+)?E\+?\d{1,3}\s*", re.IGNORECASE)
_LONGEST: Final = 40


def number_in(text: str) -> float | None:
    """Return the number in a text; ``None`` where it is not one or is ambiguous, such as ``1.234``.

    The caller removes units and words around it.
    """
    said = text.strip()
    if len(said) > _LONGEST:
        return None
    both = _BOTH.fullmatch(said)
    if both and both.group(1) != both.group(2):
        whole, _, part = said.rpartition(both.group(2))
        return float(f"{_digits(whole)}.{part}")
    grouped = _GROUPED.fullmatch(said)
    if grouped:
        twice = len(re.findall(r"\D\d{3}", said)) > 1
        # 1.234 is ambiguous; a space or 1.234.567 is not.
        return float(_digits(said)) if twice or grouped.group(1) not in ".," else None
    return float(said.replace(",", ".")) if _DECIMAL.fullmatch(said) else None


def _digits(text: str) -> str:
    sign = "-" if text.startswith("-") else ""
    return sign + re.sub(r"\D", "", text)


def count_in(cell: Any) -> int | None:
    """Return a count of an export, such as followers; ``None`` where the cell holds none.

    A count is whole, so ``1,234`` and ``1.234`` are both 1234.
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if math.isfinite(cell) and cell == int(cell) else None
    if not isinstance(cell, str):
        return None
    said = cell.strip()
    if _GROUPED.fullmatch(said):
        return int(_digits(said))
    found = number_in(said)
    return int(found) if found is not None and found == int(found) else None


def is_damaged_id(cell: Any) -> bool:
    """Return whether an id was turned into a number by a spreadsheet, such as ``1.22158E+17``, which loses digits."""
    if isinstance(cell, float):
        return abs(cell) >= 1e15
    return isinstance(cell, str) and bool(_DAMAGED.fullmatch(cell))
