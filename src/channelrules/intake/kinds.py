"""The kinds of files that intake knows, read from ``kinds.toml``, and which of them a table is."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs

__all__ = ["Kind", "Match", "Vocabulary", "kinds", "limits", "looks_like_a_header", "matched", "said", "vocabulary"]

_PREAMBLE: Final = 25
"""The number of rows in which a header is looked for."""


def said(cell: Any) -> str:
    """Return the text of a cell in normal form: without case, odd spaces, quotes and direction marks."""
    if cell is None:
        return ""
    text = str(cell)[:2_000]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.strip().strip("\"'\ufeff\u200e\u200f").split()).casefold()


@attrs.frozen(eq=False)
class Kind:
    """A kind of file.

    Attributes:
        id: such as ``instagram_posts``.
        reads: the name of its reader.
        name: the common name of the program that exports it; empty for plans and audits.
        network: the id of the network; empty where the file does not say.
        hosts: the hosts of the network's links.
        needs, marks, bars: columns that are required, one of which is required, and that are excluded.
        order: of a numeric date, by the language of the header.
        sums: the columns that are added up to the reactions.
        rows: the number of rows to which the network limits the list; 0 without a limit.
        headless: whether it has no header.
        gives: the facts that it can contain.
        lacks: facts that people expect in it, but which it does not contain.
        columns: names of each column by language.
    """

    id: str
    reads: str
    name: str = ""
    network: str = ""
    hosts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    order: Mapping[str, str] = attrs.field(factory=dict)
    sums: tuple[str, ...] = ()
    rows: int = 0
    headless: bool = False
    gives: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    columns: Mapping[str, Mapping[str, Sequence[str]]] = attrs.field(factory=dict, repr=False)

    def languages(self) -> tuple[str, ...]:
        """Return the languages in which some of its header is known."""
        return tuple(sorted({language for each in self.columns.values() for language in each}))

    def header(self, language: str) -> tuple[str, ...]:
        """Return the names of its columns in a language, as far as known."""
        return tuple(names[language][0] for names in self.columns.values() if language in names)

    @property
    def aliases(self) -> Iterator[tuple[str, str, str]]:
        """Each name of a column as it is compared, with the column and the language."""
        for column, names in self.columns.items():
            for language, words in names.items():
                for word in words:
                    yield said(word), column, language


@attrs.frozen
class Match:
    """A table that is of a kind.

    Attributes:
        kind: the kind.
        row: the row of its header, from 0; -1 without one.
        columns: the place of each column, from 0.
        language: of the header.
        fits: how many columns are known.
    """

    kind: Kind
    row: int
    columns: Mapping[str, int]
    language: str
    fits: int


@attrs.frozen
class Vocabulary:
    """The words found in cells: statuses, weekdays, answers, levels; each in the normal form of `said`."""

    total: frozenset[str]
    story: frozenset[str]
    sponsored: frozenset[str]
    reply: str
    nothing: frozenset[str]
    statuses: Mapping[str, frozenset[str]]
    weekdays: Mapping[str, str]
    levels: Mapping[str, str]
    answers: Mapping[str, frozenset[str]]


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of file, in the order of the data."""
    found = []
    for each in _data()["kind"]:
        given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in each.items()}
        found.append(Kind(**given))
    return tuple(found)


@cache
def limits() -> Mapping[str, float]:
    """Return our own parameters of intake, by name."""
    return dict(_data()["limits"])


@cache
def vocabulary() -> Vocabulary:
    """Return the words found in cells."""
    words = _data()["words"]

    def of(name: str) -> frozenset[str]:
        return frozenset(map(said, words[name]))

    def turned(name: str) -> Mapping[str, str]:
        return {said(each): key for key, forms in words[name].items() for each in forms}

    return Vocabulary(
        total=of("total"),
        story=of("story"),
        sponsored=of("sponsored"),
        reply=words["reply"],
        nothing=of("nothing"),
        statuses={name: of(name) for name in ("waiting", "published", "scheduled", "cancelled")},
        weekdays=turned("weekdays"),
        levels=turned("levels"),
        answers={key: frozenset(map(said, forms)) for key, forms in words["answers"].items()},
    )


@cache
def _aliases(kind: Kind) -> Mapping[str, tuple[str, str]]:
    return {alias: (column, language) for alias, column, language in kind.aliases}


def matched(rows: Sequence[Sequence[Any]]) -> list[Match]:
    """Return the kinds that a table can be by its columns, those that fit best; several only where they fit alike."""
    found: list[Match] = []
    for place, row in enumerate(rows[:_PREAMBLE]):
        cells = [said(each) for each in row]
        found += [match for kind in kinds() if (match := _match(kind, place, cells))]
    best = max((each.fits for each in found), default=0)
    alike = [each for each in found if each.fits == best]
    first = min((each.row for each in alike), default=0)
    return [each for each in alike if each.row == first]


def _match(kind: Kind, place: int, cells: Sequence[str]) -> Match | None:
    if kind.headless:
        return None
    aliases = _aliases(kind)
    columns: dict[str, int] = {}
    languages: list[str] = []
    for column, cell in enumerate(cells):
        if cell in aliases:
            name, language = aliases[cell]
            columns.setdefault(name, column)
            languages.append(language)
    fits = len(languages)
    if not all(each in columns for each in kind.needs) or not any(each in columns for each in kind.marks):
        return None
    if any(each in columns for each in kind.bars):
        return None
    # A word that many tables have, such as a date, is no header by itself.
    if fits < 2 and len([each for each in cells if each]) > 1 and len(kind.needs) > 1:
        return None
    return Match(kind, place, columns, max(set(languages), key=languages.count), fits)


def looks_like_a_header(row: Sequence[Any]) -> bool:
    """Return whether a row looks like names of columns: short words, no addresses, no long numbers."""
    cells = [str(each) for each in row if each not in {None, ""}]
    return bool(cells) and all(len(each) <= 60 and not re.search(r"@|://|\d{4,}", each) for each in cells)
