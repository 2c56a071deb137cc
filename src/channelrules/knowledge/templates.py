"""Texts with placeholders: which names they use, and how values are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["fill", "placeholders"]

_PLACEHOLDER: Final = re.compile(r"\{([^{}|]*)(?:\|([^{}/|]*)/([^{}/|]*))?\}")
_HANGUL: Final = range(0xAC00, 0xD7A4)
_FINALS: Final = 28
_RIEUL: Final = 8
# How the digits are read in Korean: with a final consonant, without one, or with ㄹ.
_DIGITS: Final = {"0": 1, "1": 8, "2": 0, "3": 1, "4": 0, "5": 0, "6": 1, "7": 8, "8": 8, "9": 0}


def placeholders(pattern: str) -> tuple[str, ...]:
    """Return the names that a text uses, each once."""
    return tuple(dict.fromkeys(found[0] for found in _PLACEHOLDER.findall(pattern)))


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders looked up; values are never read as patterns.

    ``{name}`` stands for a value; ``{name|은/는}`` for a value and the particle that fits its last sound, the
    form after a consonant first.
    """

    def one(found: re.Match[str]) -> str:
        value = values[found.group(1)]
        return value if found.group(2) is None else value + _particle(value, found.group(2), found.group(3))

    return _PLACEHOLDER.sub(one, pattern)


def _particle(value: str, closed: str, open_: str) -> str:
    # A particle follows the word before a bracket: 페이스북(fb)이.
    word = re.sub(r"\s*\([^()]*\)$", "", value) or value
    last = next((each for each in reversed(word) if each.isalnum()), "")
    if ord(last or " ") in _HANGUL:
        final = (ord(last) - _HANGUL.start) % _FINALS
    elif last in _DIGITS:
        final = _DIGITS[last]
    else:
        # How a foreign word ends is not in its letters: both forms, as printed Korean has it.
        return f"{closed}({open_})"
    if final == _RIEUL and closed == "으로":
        return open_
    return closed if final else open_
