"""The results of intake: facts with their sources, and notes for a person."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

import attrs

from channelrules.facts.provenance import Provenance
from channelrules.knowledge.locales import Words

__all__ = ["Fact", "Note", "Weight", "Where", "cell_name", "rows_told"]

_LETTERS: Final = 26


class Weight(Enum):
    """The weight of a note.

    Examples:
        >>> [weight.value for weight in cr.intake.Weight]
        ['refused', 'asks', 'tells']
    """

    REFUSED = "refused"
    """Nothing was taken from the file, sheet or row."""
    ASKS = "asks"
    """Something was not taken until a person answers."""
    TELLS = "tells"
    """Nothing is to be done."""


@attrs.frozen(order=True)
class Where:
    """A place in a file.

    Attributes:
        file: its name, with that of the archive before it where it stands in one.
        sheet: of a workbook; empty where there is none.
        cell: such as ``B14``, or rows such as ``2-61``; empty for the whole sheet.

    Examples:
        >>> str(cr.intake.Where("audit.xlsx", sheet="Channels", cell="B14"))
        'audit.xlsx!Channels!B14'
    """

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


@attrs.frozen
class Note:
    """A note for a person: information or a question.

    Attributes:
        code: identifies the note; ``[say.intake]`` has its text in each language.
        weight: refused, asked or told.
        where: the place in the file.
        values: the values in the text, never from a column of persons.

    Examples:
        >>> other = folder / "other.csv"
        >>> _ = other.write_text("a,b")
        >>> note = cr.intake.read(gino, [other], read_on=day).notes[0]
        >>> note.code, note.weight.value, str(note.where)
        ('unknown_columns', 'refused', 'other.csv')
    """

    code: str
    weight: Weight
    where: Where
    values: Mapping[str, str] = attrs.field(factory=dict)

    def told(self, words: Words) -> str:
        """Return it as a line in the ``words`` of a language: the place, and the text."""
        return f"{self.where}: {words.say(f'intake.{self.code}', **self.values)}"

    def to_dict(self, words: Words) -> dict[str, Any]:
        """Return it as plain data for JSON, its text in the words of a language."""
        return {
            "code": self.code,
            "weight": self.weight.value,
            "file": self.where.file,
            "sheet": self.where.sheet or None,
            "cell": self.where.cell or None,
            "text": words.say(f"intake.{self.code}", **self.values),
        }


@attrs.frozen
class Fact:
    """A fact in files.

    Attributes:
        channel: the id of the channel; empty for the company and its communication plan.
        path: where a profile states it, such as ``channel[ig].last_post_on``.
        value: as the profile has it.
        provenance: where it comes from, one for each file.
    """

    channel: str
    path: str
    value: Any
    provenance: tuple[Provenance, ...]


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, such as ``B14``, from its row and column, both from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def rows_told(rows: list[int]) -> str:
    """Return rows as a spreadsheet counts them, from the first to the last: ``2-61``; they are counted from 0."""
    first, last = min(rows) + 1, max(rows) + 1
    return f"{first}-{last}" if last > first else str(first)


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if attrs.has(type(value)):
        told = {each.name: plain(getattr(value, each.name)) for each in attrs.fields(type(value))}
        return {name: each for name, each in told.items() if each is not None}
    return value
