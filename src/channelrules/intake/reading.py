"""Reads files into a profile, so that nobody has to type what they already state."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import OptionError
from channelrules.facts.limits import MAX_IDENTIFIER
from channelrules.facts.names import folded
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.intake.audits import read_audit
from channelrules.intake.calendars import read_calendar
from channelrules.intake.destinations import Destinations
from channelrules.intake.entries import facts_of_entries, read_bulk_list, read_entries, read_schedule
from channelrules.intake.files import Opened, opened
from channelrules.intake.followers import Changes, Counts, facts_of_followers, read_changes, read_counts
from channelrules.intake.form_back import FormBack, is_form, labels_of, read_form
from channelrules.intake.found import Fact, Note, Weight, Where
from channelrules.intake.kinds import kinds, limits
from channelrules.intake.merge import Change, Conflict, Difference, merged
from channelrules.intake.posts import Posts, facts_of_posts, read_posts
from channelrules.intake.sources import Cells, Options, Range, Source
from channelrules.intake.spreadsheets import Refused
from channelrules.intake.tables import Table, tables_of
from channelrules.told import tell

__all__ = ["Intake", "read"]

MAX_FILES: Final = 500


@attrs.frozen
class Intake:
    """The facts of files about a company.

    Attributes:
        profile: the profile with new facts; ``None`` without one where no file names the company.
        changes: the new facts.
        differences: facts on which files differ from the profile, which keeps its own.
        confirmed: the paths of facts that files state as the profile does.
        added: the ids of channels that the profile did not have.
        notes: refusals, questions and information, in the order of the files.

    Examples:
        >>> [change.path for change in found.changes]
        ['channel[ig].posts_published_per_month']
        >>> [difference.path for difference in found.differences]
        ['channel[ig].last_post_on']
    """

    profile: Profile | None
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    confirmed: tuple[str, ...]
    added: tuple[str, ...]
    notes: tuple[Note, ...]

    def of_weight(self, weight: Weight) -> tuple[Note, ...]:
        """Return the notes of one weight."""
        return tuple(each for each in self.notes if each.weight is weight)

    @property
    def refused(self) -> tuple[Note, ...]:
        """Files, sheets and columns of which nothing was taken."""
        return self.of_weight(Weight.REFUSED)

    @property
    def asks(self) -> tuple[Note, ...]:
        """The questions that a person has to answer first."""
        return self.of_weight(Weight.ASKS)


def read(
    profile: Profile | None,
    files: Iterable[str | os.PathLike[str]],
    *,
    rulebook: Rulebook | None = None,
    read_on: datetime.date | None = None,
    name: str | None = None,
    channels: Mapping[str, str] | None = None,
    ranges: Mapping[str, Range] | None = None,
    orders: Mapping[str, str] | None = None,
    plans: Mapping[str, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    take: Collection[str] = (),
    by: str | None = None,
) -> Intake:
    """Return a profile with the facts of files, and notes about them.

    A file is recognised by its columns, in any language that intake knows, zipped or not. Facts that it lacks stay
    unknown; where it differs from the profile, the difference is reported and the profile kept. Persons' names, handles
    and passwords are never read.

    Args:
        profile: what is known so far; ``None`` for a new one.
        files: exports, calendars, audits and forms that came back: CSV, XLSX, XLS, ICS, archives of them, or folders.
        rulebook: whose networks and numbers are used; the built-in one where left out.
        read_on: the day of reading; today where left out. Later posts count as not published.
        name: of the company, where there is no profile and no form.
        channels: the id of the channel that a file is of, by the file's name, where the file does not say.
        ranges: the first and last day that a file covers, by its name, where it does not say.
        orders: ``dmy`` or ``mdy``, by the file's name, where its dates can be read in two ways.
        plans: ``communication`` or ``editorial``, by the file's name, where a calendar can be either.
        statuses: of channels that the profile does not have yet, by network.
        take: paths whose facts replace those of the profile; ``all`` for every path.
        by: the person who reads, for the provenance.

    Raises:
        OptionError: an invalid option, or too many files.
        MissingExtraError: the extra ``intake`` is not installed, and a file needs it.

    Examples:
        >>> again = cr.intake.read(gino, [export], read_on=day, take={"channel[ig].last_post_on"})
        >>> again.profile.channels[0].last_post_on
        datetime.date(2026, 10, 25)
    """
    paths = [each for path in files for each in _files_of(path)]
    if len(paths) > MAX_FILES:
        pattern = "{count} files are given, {most} at most are read"
        raise OptionError(tell("too_many_files", pattern, count=len(paths), most=MAX_FILES))
    book = rulebook or load_rules()
    options = Options(
        read_on or datetime.date.today(),  # noqa: DTZ011 - a day, not a time
        dict(channels or {}),
        dict(ranges or {}),
        dict(orders or {}),
        dict(plans or {}),
        {book.knowledge.network_ids.get(each, each): status for each, status in (statuses or {}).items()},
        by,
    )
    _check(options)
    reader = _Reader(book, options, profile, labels_of(book))
    for path in paths:
        for file in opened(path):
            reader.open(file)
    return reader.finish(name, take)


def _files_of(path: str | os.PathLike[str]) -> list[Path]:
    """Return a file, or the files of a folder in the order of their names; hidden ones are left out."""
    whole = Path(path)
    try:
        if not whole.is_dir():
            return [whole]
        return sorted(each for each in whole.iterdir() if each.is_file() and not each.name.startswith("."))
    except OSError:
        return [whole]


def _check(options: Options) -> None:
    for what, given, allowed in (
        ("orders", options.orders, ("dmy", "mdy")),
        ("plans", options.plans, ("communication", "editorial")),
        ("statuses", options.statuses, ("planned", "active", "dormant", "parked", "closed")),
    ):
        for file, value in given.items():
            if value not in allowed:
                pattern = "{option}: '{value}' of {file} is none of {known}"
                values = {"option": what, "value": value[:40], "file": file[:60], "known": ", ".join(allowed)}
                raise OptionError(tell("odd_value_of_file", pattern, **values))
    for file, (first, last) in options.ranges.items():
        if first > last:
            pattern = "ranges: {file} begins on {first} and ends on {last}, before it begins"
            raise OptionError(tell("range_ends_before", pattern, file=file[:60], first=str(first), last=str(last)))


@attrs.define
class _Reader:
    """Opens files one after the other, and merges their facts at the end."""

    book: Rulebook
    options: Options
    profile: Profile | None
    labels: Mapping[str, str]
    notes: list[Note] = attrs.field(factory=list)
    forms: list[FormBack] = attrs.field(factory=list)
    tables: list[Table] = attrs.field(factory=list)
    calendars: list[tuple[Source, str]] = attrs.field(factory=list)
    new: dict[str, Channel] = attrs.field(factory=dict)
    facts: list[Fact] = attrs.field(factory=list)

    def open(self, file: Opened) -> None:
        """Read a file: recognise its kind, and keep it for `finish`."""
        if file.refused is not None:
            self._refuse(Where(file.file), file.refused)
            return
        self.notes += [Note(each, Weight.TELLS, Where(file.file)) for each in file.told]
        if is_form(file.sheets, self.labels):
            form, notes = read_form(file, self.book, self.options, self.labels)
            self.forms.append(form)
            self.notes += notes
            return
        if file.calendar:
            kind = next(each for each in kinds() if each.reads == "calendar")
            source = Source(
                Where(file.file), (file.file, *file.names), kind, self.options, self.options.made(file.made_on)
            )
            self.calendars.append((source, file.calendar))
            return
        found, notes = tables_of(file, self.options)
        self.tables += found
        self.notes += notes

    def _refuse(self, where: Where, why: Refused) -> None:
        self.notes.append(Note(why.code, Weight.REFUSED, where, why.values))

    # --- merging ---

    def finish(self, name: str | None, take: Collection[str]) -> Intake:
        self._forgive_members()
        base = self._base(name)
        if base is None:
            self.notes.append(Note("no_company", Weight.ASKS, Where("-")))
            return Intake(None, (), (), (), (), tuple(self.notes))
        had = {each.id for each in base.channels} if self.profile is not None else set()
        self.profile = base
        self._declare_channels()
        self._read_exports()
        self._read_plans()
        self._settle_new()
        known = [each for each in self.facts if self._has(each.channel)]
        out = merged(self.profile, [*self._of_today(), *known], take)
        self.notes += map(_conflict, out.conflicts)
        added = tuple(each.id for each in out.profile.channels if each.id not in had)
        return Intake(out.profile, out.changes, out.differences, out.confirmed, added, tuple(self.notes))

    def _forgive_members(self) -> None:
        """Report rather than refuse unknown members of an archive of which something was read."""
        read = {each.source.where.file for each in self.tables} | {source.where.file for source, _ in self.calendars}
        archives = {each.rpartition("/")[0] for each in read if "/" in each}
        self.notes = [
            attrs.evolve(each, weight=Weight.TELLS)
            if each.code in {"unknown_columns", "unknown_table"} and each.where.file.rpartition("/")[0] in archives
            else each
            for each in self.notes
        ]

    def _base(self, name: str | None) -> Profile | None:
        if self.profile is not None:
            return self.profile
        named = name or next((each.company for each in self.forms if each.company), None)
        return Profile(as_of=self.options.read_on, company=Company(name=named)) if named else None

    @property
    def _known(self) -> Profile:
        assert self.profile is not None
        return self.profile

    def _has(self, channel: str) -> bool:
        return not channel or any(each.id == channel for each in self._known.channels)

    @property
    def places(self) -> Destinations:
        """The channels of the profile, and those that files add."""
        return Destinations((*self._known.channels, *self.new.values()), self.book.knowledge.network_ids)

    def _declare_channels(self) -> None:
        """Take the channels and the answers of forms, which say the status of each."""
        for form in map(self._of_profile, self.forms):
            for channel in form.channels:
                if self._has(channel.id):
                    continue
                if channel.id in form.pending:
                    # Its status is not known yet: an export may show it.
                    self.new.setdefault(channel.id, channel)
                else:
                    self._add(channel)
            self.facts += form.facts

    def _of_profile(self, form: FormBack) -> FormBack:
        """Return a form whose columns are the profile's own channels, where it has one on the same network."""
        ids = {}
        for channel in form.channels:
            own = self.places.of_network(channel.network)
            if not self._has(channel.id) and len(own) == 1 and own[0] not in {each.id for each in form.channels}:
                ids[channel.id] = own[0]
        return form.renamed(ids) if ids else form

    def _add(self, channel: Channel) -> None:
        self.profile = attrs.evolve(self._known, channels=(*self._known.channels, channel))

    def _channel_on(self, network: str) -> str | None:
        """Return the one channel on a network, a new one where there is none; ``None`` where there are several."""
        ids = self.places.of_network(network)
        if len(ids) > 1:
            return None
        if ids:
            return ids[0]
        taken = {each.id for each in self.places.channels}
        names = (network[:MAX_IDENTIFIER], *(f"{network}_{number}" for number in range(2, len(taken) + 3)))
        ident = next(each for each in names if each not in taken)
        # Its status is settled once every file is read.
        self.new[ident] = Channel(id=ident, network=network, status="planned")
        return ident

    def _channel_of(self, source: Source) -> str | None:
        """Return the channel that an export is of: the one that the reader names, or the only one on its network."""
        network, stated = source.kind.network, self.options.of(self.options.channels, source.names)
        if stated is not None:
            known = next((each for each in self.places.channels if each.id == stated), None)
            if known is None:
                self.notes.append(source.note("no_channel", Weight.REFUSED, channel=stated))
                return None
            on = self.places.network(known.network) or folded(known.network)
            if network and on != network:
                told = {"network": source.kind.name, "channel": stated, "on": on}
                self.notes.append(source.note("other_network", Weight.REFUSED, **told))
                return None
            return str(stated)
        if not network:
            self.notes.append(source.note("which_channel", Weight.ASKS, file=source.names[0]))
            return None
        found = self._channel_on(network)
        if found is None:
            ids = ", ".join(self.places.of_network(network))
            told = {"name": source.kind.name, "ids": ids, "file": source.names[0]}
            self.notes.append(source.note("which_of_several", Weight.ASKS, **told))
        return found

    def _read_exports(self) -> None:
        posts: dict[str, list[Posts]] = {}
        counts: dict[str, list[Counts]] = {}
        changes: dict[str, list[Changes]] = {}
        for table in self.tables:
            reads, cells = table.source.kind.reads, Cells(table.sheet.rows, table.match)
            if reads == "nothing":
                self.notes.append(table.source.note("says_nothing", Weight.TELLS))
            if reads not in {"posts", "followers", "changes"}:
                continue
            # A refused file adds no channel.
            result, notes = _READERS[reads](cells, table.source)
            self.notes += notes
            if result is None or (channel := self._channel_of(table.source)) is None:
                continue
            if isinstance(result, Posts):
                posts.setdefault(channel, []).append(result)
            elif isinstance(result, Counts):
                counts.setdefault(channel, []).append(result)
            elif isinstance(result, Changes):
                changes.setdefault(channel, []).append(result)
        days = self.book.parameters["days_per_month"].value
        for channel in dict.fromkeys((*posts, *counts, *changes)):
            stated = self._followers(channel)
            facts, notes = facts_of_followers(counts.get(channel, ()), changes.get(channel, ()), channel, stated)
            self.facts += facts
            self.notes += notes
            known = stated | {one.on: one.count for each in facts for one in each.value}
            facts, notes = facts_of_posts(posts.get(channel, ()), channel, self._known.as_of, days, known)
            self.facts += facts
            self.notes += notes

    def _followers(self, channel: str) -> dict[datetime.date, int]:
        """Return the counts of a channel's followers in the profile or a form."""
        own = next((each.followers for each in self._known.channels if each.id == channel), None)
        said = [each.value for each in self.facts if each.path == f"channel[{channel}].followers"]
        return {one.on: one.count for each in (own or (), *said) for one in each}

    def _read_plans(self) -> None:
        for table in self.tables:
            source, cells = table.source, Cells(table.sheet.rows, table.match)
            match source.kind.reads:
                case "audit":
                    facts, notes = read_audit(cells, source, self.places, self._channel_on)
                    self.facts += facts
                    self.notes += notes
                case "entries":
                    self._entries(*read_entries(cells, source, self.places), source)
                case "schedule":
                    channel = self._channel_of(source)
                    if channel is not None and source.kind.headless:
                        self._entries(*read_bulk_list(table.sheet.rows, source, channel), source)
                    elif channel is not None:
                        self._entries(*read_schedule(cells, source, channel), source)
        for source, text in self.calendars:
            try:
                self._entries(*read_calendar(text, source, self.places, self._known.as_of), source)
            except Refused as error:
                self._refuse(source.where, error)

    def _entries(self, entries: Sequence[Any], notes: Sequence[Note], source: Source) -> None:
        facts, told = facts_of_entries(entries, source, self.places, self._known.as_of)
        self.facts += facts
        self.notes += [*notes, *told]

    def _settle_new(self) -> None:
        """Add the channels of files: active with a recent post, else with the status that the reader gives."""
        bound = datetime.timedelta(days=limits()["active_days"])
        for channel in self.new.values():
            network = channel.network
            stated = self.options.statuses.get(network)
            last = [each for each in self.facts if each.path == f"channel[{channel.id}].last_post_on"]
            if stated is not None:
                self._add(attrs.evolve(channel, status=stated))  # type: ignore[arg-type]  # checked with the options
            elif any(self._known.as_of - each.value <= bound for each in last):
                self._add(attrs.evolve(channel, status="active"))
                self._seen_active(channel.id, last[0])
            else:
                own = [each for each in self.facts if each.channel == channel.id]
                where = own[0].provenance[0] if own else None
                place = Where((where and where.file) or "-", (where and where.sheet) or "")
                self.notes.append(Note("which_status", Weight.ASKS, place, {"network": network}))

    def _seen_active(self, channel: str, last: Fact) -> None:
        known = tuple(
            attrs.evolve(each, path=f"channel[{channel}].status", how="estimated") for each in last.provenance
        )
        self.profile = attrs.evolve(self._known, provenance=(*self._known.provenance, *known))

    def _of_today(self) -> list[Fact]:
        """Return the day of the profile, moved where files are later: spans are counted to that day."""
        day = self._known.as_of
        late = [each for each in self.facts if each.path.endswith(".last_post_on") and each.value > day]
        return [Fact("", "as_of", self.options.read_on, late[0].provenance)] if late else []


_READERS: Final[Mapping[str, Any]] = {"posts": read_posts, "followers": read_counts, "changes": read_changes}


def _conflict(found: Conflict) -> Note:
    return Note("contradicts", Weight.ASKS, found.where, {"path": found.path, "why": found.why})
