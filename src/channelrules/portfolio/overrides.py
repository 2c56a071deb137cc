"""Overrides of single companies: own networks, declared exceptions, own parameters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np
import pyarrow as pa

from channelrules.errors import OptionError
from channelrules.facts.names import folded
from channelrules.facts.paths import path_problem
from channelrules.facts.profile import NetworkFacts, Provenance, Waiver
from channelrules.facts.structuring import Structurer
from channelrules.inference.judging import parameter_values
from channelrules.knowledge.network import Network
from channelrules.language.columns.ragged import Positions
from channelrules.language.columns.shape import day_number
from channelrules.portfolio.plan import Variant
from channelrules.portfolio.profiles import profile_data_of

if TYPE_CHECKING:
    from channelrules.portfolio.reading import Reading

__all__ = ["Rare"]

_STRUCTURER: Final = Structurer()
_DAY_ZERO: Final = datetime.date(1970, 1, 1)


@attrs.frozen
class Rare:
    """The overrides of a batch.

    Attributes:
        values: columns: facts about networks, parameters, masks of lifted rules.
        networks: for each channel, its row in the facts about networks.
        network_ids: of each such row, the network's id.
        variant: the rarely used columns that the batch has.
    """

    values: Mapping[str, Any]
    networks: Positions
    network_ids: tuple[str, ...]
    variant: Variant

    @classmethod
    def of(cls, reading: Reading) -> Rare:
        """Return the overrides; companies with invalid ones are refused."""
        reader = _Reader(reading, _rows_of(reading))
        networks, ids = reader.networks()
        parameters = reader.parameters()
        lifted = reader.lifted()
        reader.provenance()
        variant = Variant(bool(lifted), any(isinstance(each, np.ndarray) for each in parameters.values()))
        return cls({**reader.values, **parameters, **lifted}, networks, ids, variant)


def _rows_of(reading: Reading) -> Mapping[int, dict[str, Any]]:
    """Return the overrides as a profile has them, for the companies that have any."""
    names = [name for name in ("waivers", "networks", "provenance", "parameters") if name in reading.table.schema.names]
    stated = np.zeros(reading.table.num_rows, dtype=np.bool_)
    for name in names:
        column = reading.table.column(name)
        if column.null_count < len(column):
            stated |= _full(column)
    places = np.flatnonzero(stated)
    if not places.size:
        return {}
    part = reading.table.select(names).take(pa.array(places))
    found = {}
    for place, row in zip(places.tolist(), _plain_rows(part), strict=True):
        told = {} if row is None else profile_data_of(row)
        odd = row is None or not isinstance(told.get("parameters", {}), Mapping)
        found[place] = {**told, "odd": odd}
    return found


def _plain_rows(part: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """Yield rows as plain data; ``None`` for one with a value that Python cannot hold, such as the year 20000."""
    try:
        rows: list[dict[str, Any]] = part.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        yield from (_plain_row(part.slice(place, 1)) for place in range(part.num_rows))
    else:
        yield from rows


def _plain_row(part: pa.RecordBatch) -> dict[str, Any] | None:
    try:
        rows: list[dict[str, Any]] = part.to_pylist()
    except (ValueError, OverflowError, pa.ArrowException):
        return None
    return rows[0]


def _full(column: pa.Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    # An empty list or text counts as null.
    mask: np.ndarray[Any, np.dtype[np.bool_]] = column.is_valid().to_numpy(zero_copy_only=False)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type) or pa.types.is_map(column.type):
        sizes = np.diff(np.asarray(column.offsets))
        mask = mask & (sizes > 0)
    return mask


@attrs.define
class _Reader:
    reading: Reading
    rows: Mapping[int, dict[str, Any]]
    values: dict[str, Any] = attrs.field(factory=dict)

    def refuse(self, row: int) -> None:
        self.reading.bad[row] = True

    def tables(self, key: str, cls: type) -> Iterator[tuple[int, Any]]:
        """Yield the tables of a kind, each with its company; refuse invalid ones."""
        for row, told in self.rows.items():
            given = told.get(key) or []
            if not isinstance(given, list):
                self.refuse(row)
                continue
            for each in given:
                made, problems = _STRUCTURER.structure(each, cls)
                if problems:
                    self.refuse(row)
                elif made is not None:
                    yield row, made

    def as_of(self, row: int) -> datetime.date:
        day = self.reading.values["profile.as_of"][row]
        return _DAY_ZERO if np.isnan(day) else _DAY_ZERO + datetime.timedelta(days=int(day))

    # --- networks ---

    def networks(self) -> tuple[Positions, tuple[str, ...]]:
        reading, wanted = self.reading, self.reading.wanted
        table = wanted.networks
        places, words = reading.texts["channel.network"]
        ids = words.to_pylist()
        rows = np.take(np.array([table.row_of(word) for word in ids], dtype=np.intp), places)
        own: dict[tuple[int, str], int] = {}
        described: list[tuple[Network, datetime.date]] = []
        for row, each in self.tables("network", NetworkFacts):
            if (row, folded(each.id)) in own:
                self.refuse(row)
            own[row, folded(each.id)] = len(table.ids) + len(described)
            described.append((Network.stated(each, self.as_of(row)), self.as_of(row)))
        self.values |= wanted.network_columns
        if own:
            extended = table.with_own(described, wanted.edition)
            others = {
                word: len(wanted.kernel.lexicon.words) + place
                for place, word in enumerate(
                    dict.fromkeys(network.id for network, _ in described if network.id not in wanted.kernel.lexicon)
                )
            }
            self.values |= extended.columns(wanted.kernel.lexicon, others)
            for row in {row for row, _ in own}:
                for channel in range(*reading.offsets["channels"][row : row + 2]):
                    rows[channel] = own.get((row, folded(ids[places[channel]] or "")), rows[channel])
            table = extended
        reading.refuse("channel", rows < 0)
        # Refused companies are computed with the others, on any network.
        rows = np.maximum(rows, 0)
        days = np.float64(day_number(wanted.as_of)) if wanted.as_of else reading.values["profile.as_of"]
        of_channel = np.broadcast_to(days, reading.table.num_rows)[reading.up["channel", "company"]]
        return wanted.networks.on(rows, of_channel), table.ids

    # --- parameters ---

    def parameters(self) -> Mapping[str, Any]:
        wanted = self.reading.wanted
        found: dict[str, Any] = dict(wanted.parameter_columns)
        own: dict[int, Mapping[str, float]] = {}
        for row, told in self.rows.items():
            if told["odd"]:
                self.refuse(row)
                continue
            try:
                parameter_values(wanted.compiled, told.get("parameters") or {})
            except (OptionError, TypeError):
                self.refuse(row)
            else:
                if told.get("parameters"):
                    own[row] = {**told["parameters"], **wanted.parameters}
        if own:
            size = self.reading.table.num_rows
            found = {name: np.full(size, value) for name, value in found.items()}
            for row, numbers in own.items():
                for name, value in numbers.items():
                    found[f"param.{name}"][row] = value
        return found

    # --- how facts are known ---

    def provenance(self) -> None:
        """Refuse the provenance of facts that no profile has."""
        places, words = self.reading.texts["channel.id"]
        offsets = self.reading.offsets["channels"]
        declared = self.reading.wanted.compiled.knowledge.declared
        for row, known in self.tables("provenance", Provenance):
            ids = [words[int(place)].as_py() for place in places[offsets[row] : offsets[row + 1]]]
            if path_problem(known.path, [str(each) for each in ids], declared)[0]:
                self.refuse(row)

    # --- exceptions ---

    def lifted(self) -> Mapping[str, Any]:
        reading, wanted = self.reading, self.reading.wanted
        rules = wanted.compiled.knowledge.rules
        variant = wanted.kernel.judgement(Variant(waivers=True))
        offsets = reading.offsets["channels"]
        places, words = reading.texts["channel.id"]
        sizes = {"company": reading.table.num_rows, "channel": int(offsets[-1])}
        masks: dict[str, Any] = {}
        for row, waiver in self.tables("waiver", Waiver):
            stretch = range(*offsets[row : row + 2])
            own = {words[int(places[channel])].as_py(): channel for channel in stretch}
            if waiver.rule not in rules or (waiver.channel is not None and waiver.channel not in own):
                self.refuse(row)
                continue
            if not masks:
                masks = {each: np.zeros(sizes[rules[each].scope], dtype=np.bool_) for each in variant.lifting}
            day = wanted.as_of or self.as_of(row)
            if waiver.rule not in masks or waiver.until < day:
                continue
            if rules[waiver.rule].scope == "channel":
                masks[waiver.rule][list(stretch) if waiver.channel is None else own[waiver.channel]] = True
            elif waiver.channel is None:
                masks[waiver.rule][row] = True
        return {f"lifted.{each}": (mask, ~mask) for each, mask in masks.items()}
