"""Messages with their parts: a code, values, and the English pattern that the values fill.

Code that refuses something words the message in English on the spot, for developers and logs. To show it to a person,
its code is looked up in the words of that person's language (`channelrules.knowledge.locales`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Self, TypeAlias

from channelrules.printable import printable

__all__ = ["A_PROFILE", "SHOWN", "Fill", "Told", "seen", "tell"]

Fill: TypeAlias = "str | int | float"
"""A value in a pattern: a word as it was given, a number, or another message or phrase (`Told`)."""

SHOWN: Final = 40
"""How many characters of a value a message shows."""

_DIGITS_PER_BIT: Final = 0.30103
_SMALL: Final = 100
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class Told(str):  # noqa: SLOT000 - a text that carries what it tells needs room for it
    """An English message with its code, pattern and values.

    Attributes:
        code: identifies the message in every language.
        pattern: the text before the values fill it.
        values: by name.
    """

    code: str
    pattern: str
    values: Mapping[str, Fill]

    def __new__(cls, code: str, pattern: str, values: Mapping[str, Fill]) -> Self:
        """Return the text; control characters of values are written out, and values are never read as patterns."""
        made = super().__new__(cls, _PLACEHOLDER.sub(lambda found: _english(values[found.group(1)]), pattern))
        made.code, made.pattern, made.values = code, pattern, values
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return Told, (self.code, self.pattern, dict(self.values))


def tell(code: str, pattern: str, **values: Fill) -> Told:
    """Return a sentence, or a phrase of one.

    Args:
        code: identifies the message; the words of every language have it.
        pattern: the English text.
        values: what fills the pattern.
    """
    return Told(code, pattern, values)


A_PROFILE: Final = tell("profile", "profile")
"""The name that messages use for data without one."""


def _english(value: Fill) -> str:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if value.is_integer() else f"{value:,g}"


def seen(value: object) -> str:
    """Return a short text for a value of any kind, as messages show it."""
    if isinstance(value, str):
        return f"'{value[:SHOWN]}{'…' if len(value) > SHOWN else ''}'"
    if isinstance(value, Mapping):
        return tell("a_table", "a table")
    if isinstance(value, list | tuple | set | frozenset):
        return tell("a_list", "a list")
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return tell("nothing", "nothing")
    if isinstance(value, int) and value.bit_length() > _SMALL:
        # Python refuses to print an integer of several thousand digits.
        digits = int(value.bit_length() * _DIGITS_PER_BIT) + 1
        return tell("a_number_of_digits", "a number of about {digits} digits", digits=digits)
    return str(value)[:SHOWN]
