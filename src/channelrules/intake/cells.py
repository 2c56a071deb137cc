"""Writes cells as text, never as formulas."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["put_text"]

_LONGEST: Final = 32_767
_NO_LETTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def put_text(cell: Any, text: str) -> None:
    """Put a text into a cell so that it is no formula, not even after the cell is edited."""
    cell.value = _NO_LETTER.sub("", text)[:_LONGEST]
    cell.data_type = "s"
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        cell.quotePrefix = True
