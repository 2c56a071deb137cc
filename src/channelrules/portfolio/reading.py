"""Reads a batch of the table into columns: every cell checked, problems noted by row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from channelrules.facts.fields import MAX_WORDS, Spec
from channelrules.facts.limits import FIRST_AS_OF, LAST_AS_OF, MAX_MEMBERS
from channelrules.facts.vocabulary import LISTS
from channelrules.language.columns.ragged import Mask, Positions, owners
from channelrules.language.columns.shape import Columns, Lexicon, day_number
from channelrules.language.types import Kind
from channelrules.portfolio.decode import (
    codes,
    dates,
    encoded,
    flags,
    is_text,
    numbers,
    offsets_of,
    repeated,
    sets,
    texts_of,
    valid,
    wrong,
)
from channelrules.portfolio.profiles import opened
from channelrules.portfolio.recurring import Entries
from channelrules.portfolio.table_schema import EXISTS, KEY, MEASURED, Field
from channelrules.portfolio.wanted import ABOVE, Wanted

__all__ = ["Reading"]

_APART: Final = {KEY, "name", "as_of", "parameters"}
_FIRST_AS_OF, _LAST_AS_OF = day_number(FIRST_AS_OF), day_number(LAST_AS_OF)
_NO_WORD: Final = pa.array([""], pa.string())


@attrs.define(slots=False)
class Reading:
    """One batch being read into columns."""

    wanted: Wanted
    table: pa.RecordBatch
    values: dict[str, Any] = attrs.field(factory=dict)
    offsets: dict[str, Positions] = attrs.field(factory=dict)
    known: dict[str, Mask] = attrs.field(factory=dict)
    up: dict[tuple[str, str], Positions] = attrs.field(factory=dict)
    texts: dict[str, tuple[Positions, pa.Array]] = attrs.field(factory=dict)
    stated: dict[str, tuple[str, pa.Array]] = attrs.field(factory=dict)
    there: dict[str, tuple[str, Mask, Mask]] = attrs.field(factory=dict)
    entries: dict[str, Entries] = attrs.field(factory=dict)
    bad: Mask = attrs.field(init=False)
    bad_channels: Mask = attrs.field(init=False)

    @property
    def lexicon(self) -> Lexicon:
        """The numbers of words."""
        return self.wanted.kernel.lexicon

    @cached_property
    def columns(self) -> dict[str, pa.Array]:
        """The columns of the schema; those that the table lacks are null."""
        given = {name: self.table.column(name) for name in self.table.schema.names}
        return {name: given.get(name, pa.nulls(self.table.num_rows)) for name in self.wanted.fields}

    def coded(self, name: str) -> pa.Array:
        """Return a column of texts, dictionary-encoded."""
        places, words = self.texts[name]
        # The first word stands for null; such a row is refused, so any word will do.
        some = (np.maximum(places, 1) - 1).astype(np.int32)
        return pa.DictionaryArray.from_arrays(pa.array(some), words[1:] if len(words) > 1 else _NO_WORD, safe=False)

    # --- levels ---

    def read(self, refused: Sequence[int] = ()) -> None:
        """Read every column, and note the bad rows, those included that are refused already."""
        self.bad = np.zeros(self.table.num_rows, dtype=np.bool_)
        self.bad[list(refused)] = True
        self.bad_channels = np.zeros(self.table.num_rows, dtype=np.bool_)
        columns, fields = self.columns, self.wanted.fields
        self.leaf("company", KEY, fields[KEY], columns[KEY])
        self.leaf("company", "company.name", fields["name"], columns["name"])
        self.leaf("company", "profile.as_of", fields["as_of"], columns["as_of"])
        for name, field in fields.items():
            if name not in _APART and not field.fields:
                self.leaf("company", f"company.{name}", field, columns[name])
        self.table_of("plan", "company", fields["communication_plan"], columns["communication_plan"])
        self.channels(columns["channels"])
        self.code_texts()
        self.dates_of_plans()
        as_of = self.values["profile.as_of"]
        self.refuse("company", (as_of < _FIRST_AS_OF) | (as_of > _LAST_AS_OF))
        self.contradicting()
        self.refuse("company", self.repeated("plan.entries.id", "plan.entries", "company"))
        self.refuse("company", self.repeated("channel.id", "channels", "company"))

    def contradicting(self) -> None:
        """Refuse contradictory facts, as they are declared for profiles."""
        program, levels = self.wanted.contradictions
        found = program.run(Columns(self.values, self.up, self.offsets, self.known))
        for when, level in levels.items():
            self.refuse(level, found[when][0])

    def channels(self, column: pa.Array) -> None:
        """Read the channels, and refuse problems of them that only tables can have."""
        field = self.wanted.fields["channels"]
        children = self.children(field, self.stretch("channels", "channel", column, field))
        for each in field.fields:
            if not each.fields and each.name != MEASURED:
                self.leaf("channel", f"channel.{each.name}", each, children[each.name])
        for each in field.fields:
            if each.fields and each.spec.listed:
                self.listed(f"channel.{each.name}", each, children[each.name])
            elif each.fields:
                self.table_of("editorial", "channel", each, children[each.name])
        self.values["editorial.has_entries"] = self.any_of("editorial.entries", None)
        counts = self.values["channel.results_per_month.count"]
        self.values["channel.has_results"] = self.any_of("channel.results_per_month", counts > 0)
        _, denied, fails = flags(children[MEASURED])
        stated = ~np.isnan(self.values["channel.return_per_month"])
        self.values["channel.return_measured"] = stated, denied
        self.refuse("channel", fails)
        self.refuse("channel", denied & stated)
        self.refuse("channel", self.repeated("channel.followers.on", "channel.followers", "channel"))
        results, whats = "channel.results_per_month", self.texts["channel.results_per_month.what"][0]
        self.refuse("channel", repeated(whats, self.up[results, "channel"], self.offsets[results]))

    def stretch(self, name: str, level: str, column: pa.Array, field: Field) -> pa.Array:
        """Note where the members of lists begin and end, and return them."""
        holder = ABOVE[level]
        column = self.opened(holder, field, column)
        self.offsets[name], members = offsets_of(column)
        self.up[level, holder] = owners(self.offsets[name])
        self.known[name] = valid(column)
        self.refuse(holder, np.diff(self.offsets[name]) > MAX_MEMBERS)
        if members.null_count and not pa.types.is_null(members.type):
            self.refuse(level, ~valid(members))
        return members

    def listed(self, name: str, field: Field, column: pa.Array) -> None:
        """Read a list of tables."""
        self.stated[name] = ABOVE[name], column
        members = self.stretch(name, name, column, field)
        for each, child in zip(field.fields, self.children(field, members).values(), strict=True):
            self.leaf(name, f"{name}.{each.name}", each, child)
        if "first_on" in LISTS[name].attributes:
            on, every, until = (self.values[f"{name}.{each}"] for each in ("on", "every", "until"))
            entries = self.entries[name] = Entries.of(on, every, until, self.lexicon)
            self.refuse(name, entries.contradicting)
            self.values[f"{name}.first_on"], self.values[f"{name}.last_on"] = entries.first_on, entries.last_on

    def any_of(self, name: str, which: Mask | None) -> tuple[Mask, Mask]:
        """Return for which holders a list surely has, and surely lacks, a member that counts."""
        offsets = self.offsets[name]
        counted = offsets if which is None else np.concatenate([[0], np.cumsum(which)])[offsets]
        some = np.diff(counted) > 0
        return self.known[name] & some, self.known[name] & ~some

    def dates_of_plans(self) -> None:
        """Note every day on which an entry of a communication plan comes out."""
        owner = self.up["plan.entries", "company"]
        found = self.entries["plan.entries"].over(owner, self.values["plan.starts_on"], self.values["plan.ends_on"])
        self.refuse("company", found.refused)
        self.values["plan.dates.on"] = found.on
        self.offsets["plan.dates"], self.up["plan.dates", "company"] = found.offsets, found.owner
        self.known["plan.dates"] = self.known["plan.entries"] & found.known

    def destinations(self, spec: Spec, column: pa.Array) -> None:
        """Read where the entries of communication plans go."""
        column = texts_of(column)
        offsets, members = offsets_of(column)
        sizes = np.diff(offsets)
        self.values["plan.entries.destinations"] = sizes.astype(np.float64)
        self.refuse("plan.entries", (sizes > MAX_WORDS) | ((sizes == 0) & valid(column)))
        name = "plan.destinations"
        self.offsets[name] = offsets[self.offsets["plan.entries"]]
        self.known[name] = self.known["plan.entries"]
        self.up[name, "company"] = owners(self.offsets[name])
        self.refuse(name, self.text(f"{name}.to", spec, members))
        if members.null_count:
            self.refuse(name, ~valid(members))
        self.refuse("plan.entries", repeated(self.texts[f"{name}.to"][0], owners(offsets), offsets))

    def table_of(self, scope: str, level: str, field: Field, column: pa.Array) -> None:
        """Read a table that may be known not to exist."""
        column = self.opened(level, field, column)
        children = self.children(field, column)
        true, false, fails = flags(children.pop(EXISTS))
        self.refuse(level, fails)
        stated = np.zeros(len(column), dtype=np.bool_)
        for each in field.fields[1:]:
            child = children[each.name]
            if each.fields:
                self.listed(f"{scope}.{each.name}", each, child)
            else:
                self.leaf(level, f"{scope}.{each.name}", each, child)
            if child.null_count < len(child):
                stated |= valid(child)
        self.refuse(level, stated & false)
        there = true | stated
        self.values[f"{scope}.exists"] = there, false
        self.there[scope] = level, there, false

    def children(self, field: Field, struct: pa.Array) -> dict[str, pa.Array]:
        """Return the fields of structs; those that they lack are null."""
        found: dict[str, pa.Array] = {}
        if pa.types.is_struct(struct.type):
            found = dict(zip((each.name for each in struct.type), struct.flatten(), strict=True))
        return {each.name: found.get(each.name, pa.nulls(len(struct))) for each in field.fields}

    def opened(self, level: str, field: Field, column: pa.Array) -> pa.Array:
        """Return a column of tables, with texts parsed as JSON."""
        if not is_text(column.type):
            return column
        found, fails = opened(column.to_pylist(), field)
        self.refuse(level, fails)
        return found

    # --- values ---

    def leaf(self, level: str, name: str, field: Field, column: pa.Array) -> None:
        """Read a column of values, and refuse invalid ones."""
        spec = field.spec
        self.stated[name] = level, column
        match spec.type.kind:
            case Kind.NUMBER:
                self.values[name], fails = numbers(column, spec)
            case Kind.DATE:
                self.values[name], fails = dates(column)
            case Kind.YES_NO:
                true, false, fails = flags(column)
                self.values[name] = true, false
            case Kind.CHOICE:
                self.values[name], fails = codes(column, self.lexicon, spec)
            case Kind.SET if not spec.type.options:
                fails = None
                self.destinations(spec, column)
            case Kind.SET:
                self.values[name], fails = sets(column, self.lexicon, spec)
            case _:
                fails = self.text(name, spec, column)
        self.refuse(level, fails)
        if spec.lone and spec.type.options:
            self.refuse(level, self.values[name] == 0)
        if fails is not None:
            _unsay(self.values.get(name), fails)
        if field.required and spec.type.kind is Kind.TEXT:
            self.refuse(level, ~valid(column) if column.null_count else None)
        elif field.required:
            # An empty text may stand for null, too.
            stated = self.values[name]
            self.refuse(level, np.isnan(stated) if stated.dtype.kind == "f" else stated < 0)

    def text(self, name: str, spec: Spec, column: pa.Array) -> Mask | None:
        """Read a column of texts, and return where one is invalid."""
        places, words = encoded(column)
        words.validate(full=True)
        self.texts[name] = places, words
        stated = valid(words)
        if name == "channel.benefit":
            none = pc.fill_null(pc.equal(words, spec.absent), fill_value=False).to_numpy(zero_copy_only=False)
            self.values["channel.has_benefit"] = np.take(stated & ~none, places), np.take(none, places)
        if name not in self.wanted.coded:
            # Only presence counts, so any number that is not negative will do.
            self.values[name] = np.take(np.where(stated, 0, -1).astype(np.int32), places)
        fails = wrong(words, spec)
        return np.take(fails, places) if fails.any() else None

    def code_texts(self) -> None:
        """Number texts that are compared with each other alike."""
        coded = {name: found for name, found in self.texts.items() if name in self.wanted.coded}
        given = [pa.array(self.lexicon.words, pa.string()), *(words for _, words in coded.values())]
        together = pa.concat_arrays(given).dictionary_encode()
        every = pc.fill_null(together.indices, fill_value=-1).to_numpy(zero_copy_only=False)
        begin = len(given[0])
        for name, (places, words) in coded.items():
            self.values[name] = np.take(every[begin : begin + len(words)], places)
            begin += len(words)

    def repeated(self, name: str, over: str, holder: str) -> Mask:
        """Return which lists have a duplicate value."""
        members = "channel" if over == "channels" else over
        return repeated(self.values[name], self.up[members, holder], self.offsets[over])

    # --- what is bad, and what is missing ---

    def refuse(self, level: str, fails: Mask | None) -> None:
        """Refuse the companies to which places of a level belong."""
        if fails is None or not fails.any():
            return
        places = np.flatnonzero(fails)
        while level != "company":
            below, level = level, ABOVE[level]
            places = self.up[below, level][places]
            if below == "channel":
                self.bad_channels[places] = True
        self.bad[places] = True

    def missing(self) -> Mapping[str, int]:
        """Return, for each fact and list, how many of the judged subjects do not state it."""
        kept = ~self.bad
        every = {"company": kept}
        if not kept.all():
            for level, holder in ABOVE.items():
                every[level] = every[holder][self.up[level, holder]]
        whole = bool(kept.all())
        found = {
            name: column.null_count if whole or not column.null_count else _count(~valid(column) & every[level])
            for name, (level, column) in self.stated.items()
        }
        # Where there is no plan, or may be none, only the plan itself counts as missing.
        for scope, (level, there, false) in self.there.items():
            gone = _count(~there if whole else ~there & every[level])
            for name, (at, _) in self.stated.items():
                if name.startswith(f"{scope}.") and at == level:
                    found[name] -= gone
            found[f"{scope}.exists"] = gone - _count(false if whole else false & every[level])
        return found


def _unsay(values: Any, fails: Mask) -> None:
    """Replace invalid values by unknown ones, as refused companies are computed along with the others."""
    for each in values if isinstance(values, tuple) else () if values is None else (values,):
        each[fails] = False if each.dtype.kind == "b" else math.nan if each.dtype.kind == "f" else -1


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
