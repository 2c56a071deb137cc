"""Tables in text files: their encoding, delimiter and rows."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

__all__ = ["NotAText", "decoded", "rows_of_text"]

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HEAD: Final = 4_000
_SEP: Final = re.compile(r"\A\s*\"?sep=(.)\"?\s*?(?:\r\n|\r|\n)", re.IGNORECASE)
_LINES: Final = 30
_MARKS: Final = ",;\t|"
LONGEST_CELL: Final = 100_000
"""The characters of one cell of a text file."""


class NotAText(Exception):
    """The bytes are no text in an encoding that exports come in."""


def decoded(raw: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16, with a mark or without, else Korean (CP949), else Western (CP1252).

    Raises:
        NotAText: it is none of these.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strict(raw, encoding)
    head = raw[:_HEAD]
    if head and head.count(0) * 4 > len(head):
        return _strict(raw, "utf-16-le" if head[1:2] == b"\0" else "utf-16-be")
    if 0 in raw:
        raise NotAText
    for encoding in ("utf-8", "cp949", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp949" or _is_korean(text):
            return text
    raise NotAText


def _is_korean(text: str) -> bool:
    """Return whether the letters beyond ASCII are Korean: accents of other languages decode to rare signs."""
    beyond = [each for each in text[: _HEAD * _LINES] if not each.isascii()]
    return sum("가" <= each <= "힣" for each in beyond) * 2 > len(beyond)


def _strict(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise NotAText from None


def rows_of_text(text: str) -> list[list[str]]:
    """Return the rows of a table in a text, each a list of cells; lines that say ``sep=;`` keep their row, empty.

    Raises:
        csv.Error: a cell has no end, or is longer than any that an export has.
    """
    found = _SEP.match(text)
    mark = found.group(1) if found else _mark(text)
    body = text[found.end() :] if found else text
    before = [[""]] if found else []
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return [*before, *csv.reader(io.StringIO(body, newline=""), delimiter=mark)]
    finally:
        csv.field_size_limit(limit)


def _mark(text: str) -> str:
    """Return the delimiter: the sign that makes the widest row of the first ones."""
    lines = io.StringIO(text[: _HEAD * _LINES], newline="")
    head = "".join(line for line, _ in zip(lines, range(_LINES), strict=False))
    widths = {}
    for mark in _MARKS:
        try:
            rows = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
            widths[mark] = max((len(row) for row in rows), default=0)
        except csv.Error:
            widths[mark] = 0
    return max(_MARKS, key=lambda each: widths[each])
