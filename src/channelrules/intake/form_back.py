"""Reads a returned form: its clear answers, and the cells that are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook
from channelrules.facts.fields import Spec, specification
from channelrules.facts.paths import CLASSES, Place
from channelrules.facts.profile import Channel, FollowerCount
from channelrules.facts.provenance import Provenance
from channelrules.intake.answers_back import Unclear, read_cell
from channelrules.intake.files import Opened
from channelrules.intake.form import COUNTS, MARK, row_label
from channelrules.intake.found import Fact, Note, Weight, Where, cell_name
from channelrules.intake.kinds import said
from channelrules.intake.sources import Options
from channelrules.intake.spreadsheets import Sheet
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind

__all__ = ["FormBack", "is_form", "labels_of", "read_form"]

_KEY: Final = re.compile(r"(?:company|channel|profile|plan|editorial)\.[a-z_]+(?:#[a-z_]+)?")
_CHANNEL: Final = re.compile(r"([a-z0-9_.-]+) ([a-z0-9_.-]+)")
_ENOUGH: Final = 3
_FIRST: Final = 2
_MOST: Final = 500


@attrs.frozen
class FormBack:
    """The contents of a form.

    Attributes:
        company: the company's name; empty where nobody wrote one.
        channels: the channels that it has a column for.
        pending: the ids of those without a status.
        facts: the answers.
    """

    company: str
    channels: tuple[Channel, ...]
    pending: frozenset[str]
    facts: tuple[Fact, ...]

    def renamed(self, ids: Mapping[str, str]) -> FormBack:
        """Return the form with other ids of channels."""

        def path(given: str, channel: str) -> str:
            return given.replace(f"channel[{channel}].", f"channel[{ids[channel]}].", 1)

        def fact(given: Fact) -> Fact:
            if given.channel not in ids:
                return given
            known = tuple(attrs.evolve(each, path=path(each.path, given.channel)) for each in given.provenance)
            return Fact(ids[given.channel], path(given.path, given.channel), given.value, known)

        channels = tuple(attrs.evolve(each, id=ids.get(each.id, each.id)) for each in self.channels)
        pending = frozenset(ids.get(each, each) for each in self.pending)
        return FormBack(self.company, channels, pending, tuple(map(fact, self.facts)))


def is_form(sheets: Sequence[Sheet], labels: Mapping[str, str]) -> bool:
    """Return whether a workbook is a form, by its mark, the keys of its rows, or their labels.

    Args:
        sheets: of the workbook.
        labels: as `labels_of` returns them.
    """
    return any(
        _has_mark(each) or len(list(_keys(each))) >= _ENOUGH or len(list(_by_label(each, labels))) >= _ENOUGH
        for each in sheets
    )


def labels_of(book: Rulebook) -> dict[str, str]:
    """Return the key of each row of a form by its label in any language of a rulebook."""
    found: dict[str, str] = {}
    for language in book.knowledge.languages:
        words = book.knowledge.language(language)
        for holder in ("company", "channel", "plan", "profile"):
            for name, spec in specification(CLASSES[holder]):
                found.setdefault(said(row_label(f"{holder}.{name}", spec, words)), f"{holder}.{name}")
        for part in COUNTS:
            found[said(words.say(f"intake.form_{part}"))] = f"channel.followers#{part}"
    return found


def _by_label(sheet: Sheet, labels: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the rows of a sheet without hidden keys, by their labels."""
    for place, row in enumerate(sheet.rows[:_MOST]):
        key = next((labels[text] for cell in row[:_FIRST] if (text := said(cell)) in labels), None)
        if key:
            yield place, key


def _has_mark(sheet: Sheet) -> bool:
    return any(str(row[0]).startswith(MARK) for row in sheet.rows[:3] if row and row[0] is not None)


def _keys(sheet: Sheet) -> Iterator[tuple[int, str]]:
    for place, row in enumerate(sheet.rows):
        key = str(row[0]).strip() if row and row[0] is not None else ""
        if _KEY.fullmatch(key):
            yield place, key


def read_form(file: Opened, book: Rulebook, options: Options, labels: Mapping[str, str]) -> tuple[FormBack, list[Note]]:
    """Return the answers of a form in any of the rulebook's languages, and what is asked about, cell by cell."""
    back = _Back(file, book, options, labels)
    for sheet in file.sheets:
        back.read(sheet)
    channels = tuple(
        Channel(id=each, network=network, status=back.statuses.get(each, "planned"))
        for each, network in back.columns.items()
    )
    pending = frozenset(each for each in back.columns if each not in back.statuses)
    return FormBack(back.company, channels, pending, tuple(back.facts)), back.notes


@attrs.define
class _Back:
    file: Opened
    book: Rulebook
    options: Options
    labels: Mapping[str, str]
    company: str = ""
    columns: dict[str, str] = attrs.field(factory=dict)
    statuses: dict[str, Any] = attrs.field(factory=dict)
    facts: list[Fact] = attrs.field(factory=list)
    notes: list[Note] = attrs.field(factory=list)
    counts: dict[str, dict[str, tuple[Any, Where]]] = attrs.field(factory=dict)

    def languages(self, first: str) -> list[Words]:
        """Return the words of every language, those of the form first."""
        ordered = sorted(self.book.knowledge.languages, key=lambda each: each != first)
        return [self.book.knowledge.language(each) for each in ordered]

    def read(self, sheet: Sheet) -> None:
        mark = next((str(row[0]) for row in sheet.rows[:3] if row and str(row[0]).startswith(MARK)), "")
        lang = mark.removeprefix(MARK).strip() or "en"
        keys = list(_keys(sheet)) or list(_by_label(sheet, self.labels))
        of_channels = any(key.startswith("channel.") for _, key in keys)
        columns = self._channels(sheet, keys) if of_channels else {}
        for row, key in keys:
            name, _, part = key.partition("#")
            spec = self._spec(name, part)
            if spec is None:
                continue
            if name.startswith("channel."):
                for column, channel in columns.items():
                    self._answer(sheet, row, column, name, part, spec, channel, lang)
            else:
                self._answer(sheet, row, _FIRST, name, part, spec, "", lang)
        for channel in self.counts:
            self._count(channel)
        self.counts = {}

    def _channels(self, sheet: Sheet, keys: Sequence[tuple[int, str]]) -> dict[int, str]:
        """Return the channel of each column: by its hidden key, else by the network that its heading names."""
        first = min(row for row, _ in keys)
        above = sheet.rows[:first]
        width = max((len(row) for row in sheet.rows), default=0)
        found: dict[int, str] = {}
        for column in range(_FIRST, width):
            texts = [str(row[column]).strip() for row in above if column < len(row) and row[column] is not None]
            keyed = next((m for each in texts if (m := _CHANNEL.fullmatch(each)) and self._network(m[2])), None)
            if keyed:
                found[column] = keyed[1]
                self.columns[keyed[1]] = self._network(keyed[2]) or keyed[2]
                continue
            network = next((known for each in reversed(texts) if (known := self._named(each))), None)
            if network:
                ident = next(
                    each
                    for each in (network, *(f"{network}_{number}" for number in range(2, 99)))
                    if each not in found.values()
                )
                found[column] = ident
                self.columns[ident] = network
        return found

    def _network(self, name: str) -> str | None:
        return self.book.knowledge.network_ids.get(name)

    def _named(self, heading: str) -> str | None:
        """Return the network that a heading names, with or without an addition in brackets."""
        return self._network(heading) or self._network(re.sub(r"\s*\(.*\)\s*$", "", heading))

    def _spec(self, name: str, part: str) -> Spec | None:
        if part:
            return dict(specification(FollowerCount))["on" if part.endswith("_on") else "count"]
        holder, _, attribute = name.partition(".")
        own = self.book.knowledge.declared.get(holder, {}).get(attribute)
        return own or dict(specification(CLASSES[holder])).get(attribute)

    def _answer(
        self, sheet: Sheet, row: int, column: int, name: str, part: str, spec: Spec, channel: str, lang: str
    ) -> None:
        where = Where(self.file.file, sheet.name, cell_name(row, column))
        cell = _at(sheet, row, column)
        block = next((each for each in sheet.merged if _holds(each, row, column)), None)
        if block is not None and (block[3] > block[1] or block[2] > block[0]):
            cell = _at(sheet, block[0], block[1])
            if cell is not None and spec.type.kind is Kind.NUMBER and block[3] > block[1] and channel:
                if column == block[1]:
                    self.notes.append(Note("merged_number", Weight.ASKS, where, {"seen": str(cell)[:40]}))
                return
        try:
            value = read_cell(cell, spec, self.languages(lang), lang)
        except Unclear as error:
            self.notes.append(Note(error.code, Weight.ASKS, where, error.values))
            return
        if value is None:
            return
        if name == "company.name":
            self.company = str(value)
        elif name == "channel.status":
            self.statuses[channel] = value
            self._state(name, value, channel, where)
        elif part:
            self.counts.setdefault(channel, {})[part] = (value, where)
        else:
            self._state(name, value, channel, where)

    def _count(self, channel: str) -> None:
        """State the counts of followers that have a day; a count without one is asked about."""
        found: list[FollowerCount] = []
        own = self.counts[channel]
        for count in ("count", "earlier"):
            if count not in own:
                continue
            value, where = own[count]
            day = own.get(f"{count}_on")
            if day is None:
                self.notes.append(Note("count_without_day", Weight.ASKS, where))
            elif day[0] not in {each.on for each in found}:
                found.append(FollowerCount(on=day[0], count=value))
        if found:
            where = next(iter(own.values()))[1]
            self._state("channel.followers", tuple(sorted(found, key=lambda each: each.on)), channel, where)

    def _state(self, name: str, value: Any, channel: str, where: Where) -> None:
        holder, _, attribute = name.partition(".")
        spec = self.book.knowledge.declared.get(holder, {}).get(attribute)
        path = Place(holder, attribute, channel, spec).path
        told = Provenance(
            path=path,
            how="said",
            file=where.file,
            sheet=where.sheet or None,
            rows=re.sub(r"\D", "", where.cell),
            read_on=self.options.read_on,
            by=self.options.by,
        )
        self.facts.append(Fact(channel, path, value, (told,)))


def _at(sheet: Sheet, row: int, column: int) -> Any:
    return sheet.rows[row][column] if column < len(sheet.rows[row]) else None


def _holds(block: tuple[int, int, int, int], row: int, column: int) -> bool:
    return block[0] <= row <= block[2] and block[1] <= column <= block[3]
