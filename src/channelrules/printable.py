"""Makes text from outside safe to show in a message, on a terminal or in a spreadsheet.

Names and values come from files that others wrote. A control character in them could move the cursor, clear the
screen or forge output; a direction mark could reverse a line; a cell that begins like a formula would be computed.
Everything that is shown passes through these functions.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Final

__all__ = ["json_text", "printable", "sheet_text"]

# Joiners shape letters of several scripts, and do nothing else.
_HARMLESS: Final = frozenset("\u200c\u200d")
_FORMULA: Final = ("=", "+", "-", "@")
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7e]")


def printable(text: str, *, lines: bool = False) -> str:
    r"""Return a text in which every control character is written out, such as ``\x1b``.

    Args:
        text: what is to be shown. Letters of any script and every kind of space stay as they are.
        lines: whether line feeds stay, for texts of several lines.
    """
    if text.isprintable():
        return text
    return "".join(
        each if _fine(each) or (lines and each == "\n") else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


def _fine(letter: str) -> bool:
    return letter.isprintable() or letter in _HARMLESS or unicodedata.category(letter) == "Zs"


def json_text(text: str) -> str:
    r"""Return JSON in which every control character is written as JSON writes it, such as ``\u001b``."""
    return _BEYOND_ASCII.sub(lambda found: found.group() if _fine(found.group()) else _escaped(found.group()), text)


def _escaped(letter: str) -> str:
    return json.dumps(letter)[1:-1] if letter != "\x7f" else "\\u007f"


def sheet_text(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute: one that begins like a formula gets a ``'``."""
    shown = printable(text, lines=True)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown
