"""A sentence that knows what it tells: a code, the values, and the pattern that they fill.

Whatever refuses something says it in English where it stands, for developers and logs. The same fact is told in the
language of a person by looking the code up in the words of that language (`channelrules.knowledge.locales`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, Final, Self, TypeAlias

from channelrules.printable import printable

__all__ = ["A_PROFILE", "SHOWN", "Fill", "Told", "seen", "tell"]

Fill: TypeAlias = "str | int | float"
"""What fills a pattern: a word as it was given, a number, or another sentence or phrase of ours (`Told`)."""

SHOWN: Final = 40
"""How many characters of a value a message shows."""

_DIGITS_PER_BIT: Final = 0.30103
_SMALL: Final = 100
_PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class Told(str):  # noqa: SLOT000 - a text that carries what it tells needs room for it
    """A text in English with what it tells.

    Attributes:
        code: what is told, whatever the language.
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
        code: what is told; the words of every language have it.
        pattern: how it is said in English.
        values: what fills the pattern.
    """
    return Told(code, pattern, values)


A_PROFILE: Final = tell("profile", "profile")
"""What messages call data without a name."""


def _english(value: Fill) -> str:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if value.is_integer() else f"{value:,g}"


_OF_PYTHON: Final = frozenset({type(None), bool, int, float, str, datetime.date, list, tuple, dict})


def scalar(value: object) -> Any:
    """Return Python's own value of a scalar of NumPy, such as a cell of a table; anything else as it is."""
    if type(value) in _OF_PYTHON:
        return value
    is_scalar = hasattr(value, "dtype") and getattr(value, "shape", None) == () and hasattr(value, "item")
    return value.item() if is_scalar else value  # type: ignore[attr-defined]  # it was looked for


def seen(value: object) -> str:
    """Return how a message shows a value that somebody gave: short, whatever it is."""
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
        # Python refuses to write out a number of some thousand digits.
        digits = int(value.bit_length() * _DIGITS_PER_BIT) + 1
        return tell("a_number_of_digits", "a number of about {digits} digits", digits=digits)
    return str(value)[:SHOWN]
