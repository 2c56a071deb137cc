"""Texts with placeholders: the names they use, and filling in values as the grammar of a language requires.

A placeholder is ``{name}``, ``{name|form}`` or ``{name|one/other}``. What a form is, and which sounds ask for which
particle, are data of the language: the tables ``[forms]`` and ``[sounds]`` of its words file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self

import attrs

__all__ = ["PLAIN", "Grammar", "Said", "forms_in", "placeholders"]

_PLACEHOLDER: Final = re.compile(r"\{([^{}|]*)(?:\|([^{}/|]*)(?:/([^{}/|]*))?)?\}")
_BEGINS: Final = re.compile(r"(?:^|[.!?]\s+)[«“‘\"'(]*$")
_BEGINS_AGAIN: Final = re.compile(r"[.!?]\s+[«“‘\"'(]*$")
_HANGUL: Final = range(0xAC00, 0xD7A4)
_FINALS: Final = 28
_RIEUL: Final = 8
_TOWARDS: Final = "으로"
_CLOSED, _RIEUL_SOUND, _OPEN = "closed", "rieul", "open"


class Said(str):  # noqa: SLOT000 - a text that carries its grammar needs room for it
    """A value in words, with its grammar.

    Attributes:
        article: the article that stands before it, a key of the tables of ``[forms]``; empty of a name without one.
        one: whether it is a number that takes the singular; ``None`` where it is no single number.
        common: whether it has a capital only at the beginning of a sentence.
    """

    article: str
    one: bool | None
    common: bool

    def __new__(cls, text: str, *, article: str = "", one: bool | None = None, common: bool = False) -> Self:
        """Return a text with its grammar."""
        made = super().__new__(cls, text)
        made.article, made.one, made.common = article, one, common
        return made


def placeholders(pattern: str) -> tuple[str, ...]:
    """Return the names that a text uses, each once."""
    return tuple(dict.fromkeys(found[0] for found in _PLACEHOLDER.findall(pattern)))


def forms_in(pattern: str) -> frozenset[str]:
    """Return the forms that a text uses, such as ``di`` in ``{channel|di}``."""
    return frozenset(form for _, form, other in _PLACEHOLDER.findall(pattern) if form and not other)


@attrs.frozen(eq=False, repr=False)
class Grammar:
    """The rules of a language for joining values to the words around them.

    Attributes:
        forms: by form and article, the pattern: ``di`` and ``il`` → ``del {word}``.
        sounds: how letters and signs end when they are read out: closed, open, or with ㄹ. Where there are any, a
            pair is a particle, the form after a consonant first; elsewhere it is a singular and a plural.
    """

    forms: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    sounds: Mapping[str, Any] = attrs.field(factory=dict)

    def fill(self, pattern: str, values: Mapping[str, str], *, within: bool = False) -> str:
        """Return a text with its placeholders looked up; values are never read as patterns.

        The first letter of a sentence is made a capital, unless the text stands ``within`` another.
        """
        begins = _BEGINS_AGAIN if within else _BEGINS

        def one(found: re.Match[str]) -> str:
            name, first, second = found.groups()
            value = values[name]
            if second is not None:
                return self._joined(value, first, second)
            told = value if first is None else self.formed(value, first)
            small = told != value or (isinstance(value, Said) and value.common)
            return f"{told[:1].upper()}{told[1:]}" if small and begins.search(pattern[: found.start()]) else told

        return _PLACEHOLDER.sub(one, pattern)

    def formed(self, value: str, form: str) -> str:
        """Return a value with its article, or with a preposition joined to the article."""
        patterns = self.forms[form]
        article = value.article if isinstance(value, Said) else ""
        by_letter = f"none.{value[:1].casefold()}"
        key = article or (by_letter if by_letter in patterns else "none")
        return str(patterns[key]).replace("{word}", value)

    def _joined(self, value: str, first: str, second: str) -> str:
        if self.sounds:
            return value + self.particle(value, first, second)
        one = isinstance(value, Said) and value.one is True
        return f"{value} {first if one else second}"

    def particle(self, value: str, closed: str, open_: str) -> str:
        """Return the particle that fits the last sound of a value; both forms where its letters do not decide it."""
        sound = self.sound(value)
        if sound is None:
            return f"{closed}({open_})"
        if sound == _RIEUL_SOUND and closed == _TOWARDS:
            return open_
        return open_ if sound == _OPEN else closed

    def sound(self, value: str) -> str | None:
        """Return how a value ends when read aloud: closed, open, rieul; ``None`` where its letters do not decide it."""
        # A particle follows the word before a bracket: 페이스북(fb)이.
        word = re.sub(r"\s*\([^()]*\)$", "", value) or value
        at = next(
            (place for place in range(len(word), 0, -1) if word[place - 1].isalnum() or word[place - 1] in self.sounds),
            0,
        )
        last = word[at - 1 : at]
        if ord(last or " ") in _HANGUL:
            final = (ord(last) - _HANGUL.start) % _FINALS
            return {0: _OPEN, _RIEUL: _RIEUL_SOUND}.get(final, _CLOSED)
        if not last.isalpha():
            return self.sounds.get(last)
        # Letters are read by their names in an abbreviation only: LG, SNS, 3M.
        run = re.search(r"[^\W\d_]+$", word[:at])
        spelled = run is not None and run.group().isupper() and run.group().isascii()
        return self.sounds.get(last) if spelled else None


PLAIN: Final = Grammar()
"""The grammar of a language without such rules."""
