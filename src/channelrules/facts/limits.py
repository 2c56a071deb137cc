"""Limits on the size, depth and count of everything that is read, checked before a text is parsed.

Parsed tables and lists take up to about four hundred times the memory of their text. They are counted before parsing,
in time linear in the text, so that memory never grows faster than the file. `docs/reference/limits.md` documents the
limits for those who write files.
"""

from __future__ import annotations

import datetime
import re
from typing import Final, NoReturn

from channelrules.errors import ProfileError
from channelrules.told import tell

__all__ = [
    "FIRST_AS_OF",
    "FIRST_DAY",
    "LARGEST",
    "LAST_AS_OF",
    "LAST_DAY",
    "LEAST",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_IDENTIFIER",
    "MAX_MEMBERS",
    "MAX_NODES",
    "MAX_PROBLEMS",
    "MAX_TEXT",
    "MAX_WORD",
    "MAX_YAML_BYTES",
    "too_deep",
    "too_many",
    "weigh",
]

MAX_BYTES: Final = 2_000_000
"""The bytes of a profile in TOML or JSON."""

MAX_YAML_BYTES: Final = 200_000
"""The bytes of a profile in YAML, which is read a hundred times more slowly than JSON."""

MAX_DEPTH: Final = 50
"""How deep tables and lists are nested, and how many parts a dotted key has."""

MAX_NODES: Final = 40_000
"""How many tables, lists and parts of dotted keys a file has; in YAML single values count, too."""

MAX_TEXT: Final = 1_000
"""The characters of a text."""

MAX_WORD: Final = 10_000
"""The characters of a number, or of a key with all its parts; parsing a number takes a hundred times its memory."""

MAX_IDENTIFIER: Final = 100
"""The characters of an id."""

MAX_MEMBERS: Final = 10_000
"""The members of a list."""

MAX_PROBLEMS: Final = 50
"""How many problems of one file are reported."""

FIRST_DAY: Final = datetime.date(1900, 1, 1)
LAST_DAY: Final = datetime.date(2199, 12, 31)
"""The range of every date."""

FIRST_AS_OF: Final = datetime.date(1950, 1, 1)
LAST_AS_OF: Final = datetime.date(2149, 12, 31)
"""The range of a profile's date: advice looks some years back and ahead of it."""

LARGEST: Final = 1e15
"""The largest number of any kind; an attribute has a range of its own within it."""

LEAST: Final = 1e-9
"""The least number other than zero: no count of hours, posts or followers is smaller."""

_KEY: Final = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_TOKENS: Final = {
    "toml": re.compile(
        r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
        r"|'''(?:[^']|'(?!''))*+'{3,5}"
        # A key stands before an equals sign or at the end of a heading; 1.5 is not one.
        rf"|{_KEY}(?:[ \t]*+\.[ \t]*+{_KEY})*+(?:(?=[ \t]*+([=\]]))|)"
        r"|#[^\n]*+|[\[\]{}]",
        re.DOTALL,
    ),
    "json": re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL),
}
_PART: Final = re.compile(_KEY)


def weigh(text: str, form: str) -> None:
    """Refuse a text that is nested too deeply or would take too much memory once parsed.

    Args:
        text: what a file holds.
        form: ``toml`` or ``json``. What is not valid is left to the parser to refuse.

    Raises:
        ProfileError: it is nested too deeply, or has too many tables and lists.
    """
    depth = nodes = 0
    for found in _TOKENS[form].finditer(text):
        token = found.group()
        sign = token[0]
        if sign in "[{":
            depth += 1
            nodes += 1
        elif sign in "]}":
            depth -= 1
        elif found.lastindex and "." in token:
            parts = sum(1 for _ in _PART.finditer(token))
            nodes += parts - 1
            if parts > MAX_DEPTH:
                too_deep()
        if form == "toml" and len(token) > MAX_WORD and sign not in "\"'#":
            pattern = "the file holds a number or a key of more than {most} characters"
            raise ProfileError(tell("long_word", pattern, most=MAX_WORD))
        if depth > MAX_DEPTH:
            too_deep()
        if nodes > MAX_NODES:
            too_many(tell("tables_and_lists", "tables and lists"))


def too_deep() -> NoReturn:
    """Refuse a file that is nested too deeply.

    Raises:
        ProfileError: always.
    """
    raise ProfileError(tell("too_deep", "the file is nested deeper than {most} levels", most=MAX_DEPTH))


def too_many(what: str) -> NoReturn:
    """Refuse a file that holds too much.

    Raises:
        ProfileError: always.
    """
    raise ProfileError(tell("too_many", "the file holds more than {most} {what}", most=MAX_NODES, what=what))
