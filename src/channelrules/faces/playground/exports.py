"""The methods for exports: read what files say of the company, then take it into the profile."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import attrs

from channelrules.faces.playground.faults import Refused
from channelrules.faces.playground.live import live_of
from channelrules.faces.playground.messages_files import Differing, Note, Read
from channelrules.faces.playground.messages_live import Live
from channelrules.faces.playground.protocol import Choice
from channelrules.faces.playground.state import SessionState
from channelrules.facts.fields import specification
from channelrules.facts.profile import Channel

if TYPE_CHECKING:
    from channelrules.intake import Intake
    from channelrules.intake import Note as IntakeNote

# Intake is imported once a file is read: the page starts without it.

__all__ = ["Dropped", "Exports", "Options"]

_MOST_FILES: Final = 50
_OPTIONS: Final = {
    "which_order": "orders",
    "which_year": "ranges",
    "stale": "ranges",
    "no_range": "ranges",
    "perhaps_later": "ranges",
    "goes_nowhere": "channels",
    "which_of_several": "channels",
    "which_channel": "channels",
    "which_status": "statuses",
}
"""The notes that ask something, and the option that answers it."""


@attrs.frozen
class Dropped:
    """A file: its name, and its bytes as base64."""

    name: str
    content: str


@attrs.frozen
class Options:
    """What a person answered about files that do not say it themselves.

    Attributes:
        channels: the id of the channel that a file is of, by file.
        ranges: the first and the last day that a file covers, as ISO texts, by file.
        orders: ``dmy`` or ``mdy``, by file.
        plans: ``communication`` or ``editorial``, by file.
        statuses: of channels that the company does not have yet, by network.
        take: the paths of facts of which the file's word is taken.
    """

    channels: dict[str, str]
    ranges: dict[str, list[str]]
    orders: dict[str, str]
    plans: dict[str, str]
    statuses: dict[str, str]
    take: list[str]


@attrs.frozen
class Exports:
    """The methods for exports.

    Attributes:
        state: of the session.
    """

    state: SessionState

    def read(self, files: list[Dropped], today: str, options: Options) -> Read:
        """Return what exports, calendars, forms and archives say; nothing of it counts before `take`."""
        import tempfile

        from channelrules.intake import read

        profile = self.state.held.profile
        if len(files) > _MOST_FILES:
            raise Refused("fault_too_many_files", "file", most=self.state.words.number(_MOST_FILES))
        with tempfile.TemporaryDirectory() as folder:
            paths = [self._written(each, Path(folder) / str(place)) for place, each in enumerate(files)]
            found = read(
                profile,
                paths,
                rulebook=self.state.book,
                read_on=self._day(today),
                channels=options.channels,
                ranges={file: self._range(days) for file, days in options.ranges.items()},
                orders=options.orders,
                plans=options.plans,
                statuses=options.statuses,
                take=set(options.take),
            )
        self.state.read = found
        return self._told(found)

    def take(self) -> Live:
        """Take what was read last into the profile, and return the verdicts."""
        held, found = self.state.held, self.state.read
        if found is None or found.profile is None:
            raise Refused("fault_nothing_read", "session")
        # An answer that a file overruled is no answer any more; all others stand.
        over = {each.path for each in found.changes}
        steps = tuple(each for each in held.steps if each.path not in over)
        self.state.go_on(attrs.evolve(held, start=found.profile, steps=steps))
        self.state.read = None
        return live_of(self.state)

    # --- what is given ---

    def _written(self, file: Dropped, folder: Path) -> Path:
        try:
            content = base64.b64decode(file.content, validate=True)
        except (binascii.Error, ValueError):
            raise Refused("fault_unread", "file", file=file.name[:80]) from None
        # The name may tell what the file covers; nothing of it leads out of the folder.
        name = PurePath(file.name.replace("\\", "/")).name.replace("\0", "").lstrip(".")[:120] or "file"
        path = folder / name
        try:
            folder.mkdir()
            path.write_bytes(content)
        except OSError:
            raise Refused("fault_unread", "file", file=file.name[:80]) from None
        return path

    def _day(self, day: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(day)
        except ValueError:
            raise Refused("fault_day") from None

    def _range(self, days: list[str]) -> tuple[datetime.date, datetime.date]:
        if len(days) != 2:
            raise Refused("fault_day")
        first, last = map(self._day, days)
        return first, last

    # --- what is told ---

    def _told(self, found: Intake) -> Read:
        from channelrules.intake.telling import change_in_words, difference_in_words

        words = self.state.words
        knowledge = self.state.book.knowledge
        count = len(found.changes) + len(found.added)
        says = words.say("page.read_new", count=words.number(count)) if count else words.say("page.read_nothing")
        return Read(
            says=says,
            new=tuple(change_in_words(each, knowledge, words) for each in found.changes),
            differing=tuple(
                Differing(each.path, difference_in_words(each, knowledge, words)) for each in found.differences
            ),
            added=found.added,
            notes=tuple(self._notes(found)),
            ready=bool(count),
        )

    def _notes(self, found: Intake) -> Iterator[Note]:
        for each in found.notes:
            option = _OPTIONS.get(each.code, "")
            yield Note(
                weight=each.weight.value,
                file=each.where.file,
                says=self._says(each),
                code=each.code,
                option=option,
                key=self._key(each, option),
                choices=tuple(self._choices(each, option)),
            )

    def _says(self, note: IntakeNote) -> str:
        """Return a note in words; those that name an option of the command are worded for the page."""
        words = self.state.words
        key = f"page.note_{note.code}"
        return words.say(key, **note.values) if key in words.tables["say"] else note.told(words)

    def _key(self, note: IntakeNote, option: str) -> str:
        if not option:
            return ""
        name = "network" if option == "statuses" else "file"
        return str(note.values.get(name) or PurePath(note.where.file).name)

    def _choices(self, note: IntakeNote, option: str) -> Iterator[Choice]:
        words = self.state.words
        if option == "orders":
            yield from (Choice(each, words.say(f"page.order_{each}")) for each in ("dmy", "mdy"))
        elif option == "statuses":
            status = dict(specification(Channel))["status"]
            yield from (Choice(each, words.choice(each, "channel.status")) for each in status.type.options)
        elif option == "channels":
            ids = str(note.values.get("ids", "")).split(", ") if note.values.get("ids") else None
            for each in self.state.decision.channels:
                if ids is None or each.id in ids:
                    yield Choice(each.id, f"{words.network(each.network, each.name)} ({each.id})")
