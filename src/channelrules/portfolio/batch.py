"""A batch of the table as columns for the kernel, and the rows that cannot be read.

Invalid rows are found in columns; the reader of profiles gives the reason, row by row, so that a row is
refused for the same reason as a file would be.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
import pyarrow as pa

from channelrules.language.columns.ragged import Mask
from channelrules.language.columns.shape import Columns
from channelrules.portfolio.judge import Batch, Judged
from channelrules.portfolio.overrides import Rare
from channelrules.portfolio.reading import Reading
from channelrules.portfolio.reasons import Reasons
from channelrules.portfolio.table_schema import KEY
from channelrules.portfolio.unreadable import readable
from channelrules.portfolio.wanted import Wanted

__all__ = ["Taken", "take"]


@attrs.frozen
class Taken:
    """A batch of the table as columns. Refused rows are in the columns, too, without values.

    Attributes:
        batch: the companies, refused ones included.
        kept: which of them can be judged.
        keys: their unique keys.
        channel_ids, networks: of each channel: its id, and the id of its network, coded.
        missing: for each fact that a rule rests on, how many companies or channels do not state it.
        rejected: the other rows, by their place in the batch, each with the reason.
    """

    batch: Batch
    kept: Mask
    keys: pa.Array
    channel_ids: pa.Array
    networks: pa.Array
    missing: Mapping[str, int]
    rejected: tuple[tuple[int, str], ...]

    @property
    def companies(self) -> int:
        """How many companies can be judged."""
        return int(np.count_nonzero(self.kept))

    def decided(self, judged: Judged) -> tuple[Taken, Judged]:
        """Return the batch and its results without the refused companies."""
        if self.kept.all():
            return self, judged
        channels = self.kept[judged.owner]
        taken = attrs.evolve(
            self,
            keys=self.keys.filter(pa.array(self.kept)),
            channel_ids=self.channel_ids.filter(pa.array(channels)),
            networks=self.networks.filter(pa.array(channels)),
        )
        return taken, judged.only(self.kept, channels)


def take(wanted: Wanted, table: pa.RecordBatch, refused: Mapping[int, str] | None = None) -> Taken:
    """Return a batch as columns.

    Args:
        wanted: the columns that are needed.
        table: rows with columns of the form, each of a type that it accepts.
        refused: rows that are refused already, by their place, each with the reason.
    """
    try:
        return _take(wanted, table, dict(refused or {}))
    except (UnicodeDecodeError, pa.ArrowInvalid):
        # Files can hold undecodable texts; only then is every text checked.
        table, broken = readable(table)
        return _take(wanted, table, {**dict.fromkeys(broken, "a text is not in UTF-8"), **(refused or {})})


def _take(wanted: Wanted, table: pa.RecordBatch, rejected: dict[int, str]) -> Taken:
    reading = Reading(wanted, table)
    reading.read(list(rejected))
    rare = Rare.of(reading)
    found = [int(place) for place in np.flatnonzero(reading.bad) if int(place) not in rejected]
    fine = set(np.flatnonzero(~reading.bad_channels).tolist())
    reasons = Reasons(wanted.compiled, wanted.parameters)
    rejected |= zip(found, reasons.of(table, found, fine), strict=True)
    return _taken(reading, rare, tuple(sorted(rejected.items())))


def _taken(reading: Reading, rare: Rare, rejected: tuple[tuple[int, str], ...]) -> Taken:
    values = {**reading.values, **rare.values}
    up = {**reading.up, ("channel", "network"): rare.networks}
    columns = Columns(values, up, reading.offsets, reading.known)
    batch = Batch(columns, reading.table.num_rows, reading.offsets["channels"], rare.variant)
    ids = list(dict.fromkeys(rare.network_ids))
    places = np.array([ids.index(each) for each in rare.network_ids], dtype=np.int32)[rare.networks]
    network_ids = pa.DictionaryArray.from_arrays(pa.array(places), pa.array(ids, pa.string()))
    missing = {name: count for name, count in reading.missing().items() if count and name in reading.wanted.needed}
    return Taken(batch, ~reading.bad, reading.coded(KEY), reading.coded("channel.id"), network_ids, missing, rejected)
