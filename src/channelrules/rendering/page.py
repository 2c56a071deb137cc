"""Lines of a terminal: the width of a text, padding, and wrapping."""

from __future__ import annotations

import textwrap
import unicodedata

__all__ = ["columns", "padded", "wrapped"]


def columns(text: str) -> int:
    """Return the width of a text in columns of a terminal: East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def padded(text: str, width: int) -> str:
    """Return a text padded with spaces to a width in columns."""
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int, indent: str, following: str | None = None) -> list[str]:
    """Return a text in lines of at most some columns; lines after the first are indented further."""
    rest = indent + "  " if following is None else following
    if columns(text) == len(text):
        return textwrap.wrap(
            text, width, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False, drop_whitespace=True
        )
    lead = len(text) - len(text.lstrip(" "))
    first, *others = text.lstrip(" ").split(" ")
    lines, line = [], indent + text[:lead] + first
    for word in others:
        if line.strip() and columns(line) + 1 + columns(word) > width:
            lines.append(line.rstrip())
            line = rest + word
        else:
            line = f"{line} {word}"
    return [*lines, line.rstrip()] if line.strip() else lines
