"""Writes cells as text, whatever they begin with."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["put_text"]

_LONGEST: Final = 32_767
_NO_LETTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def put_text(cell: Any, text: str) -> None:
    """Put a text into a cell as a text: one that begins like a formula is none, and is not made one by editing it."""
    cell.value = _NO_LETTER.sub("", text)[:_LONGEST]
    cell.data_type = "s"
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        cell.quotePrefix = True
