"""Spreadsheets of an audit: a row for each channel, with observed facts. Names of persons are dropped on reading."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from channelrules.facts.profile import FollowerCount
from channelrules.intake.destinations import Destinations, plain_text
from channelrules.intake.found import Fact, Note, Weight
from channelrules.intake.numbers import count_in, number_in
from channelrules.intake.sources import Cells, Source, dated

__all__ = ["read_audit"]


def read_audit(
    cells: Cells, source: Source, places: Destinations, channel_on: Callable[[str], str | None]
) -> tuple[list[Fact], list[Note]]:
    """Return the facts about channels in an audit.

    Args:
        cells: the table.
        source: the file.
        places: the channels that the profile has.
        channel_on: gives the id of the one channel on a network, made where there is none; ``None`` where there are
            several.
    """
    notes: list[Note] = []
    days: dict[int, datetime.date] = {}
    counted: dict[int, datetime.date] = {}
    for column, target in (("last_post", days), ("counted_on", counted)):
        if column in cells.match.columns:
            found, told = dated(cells, column, source, past=True)
            notes += told
            target |= {row: day for row, day in found.items() if isinstance(day, datetime.date)}
    facts: list[Fact] = []
    for row in cells.places:
        where = cells.get(row, "where")
        if where is None:
            continue
        going = places.going(str(where))
        channel = going.channels[0] if len(going.channels) == 1 else None
        network = places.network(str(where))
        if channel is None and network is not None:
            channel = channel_on(network)
        if channel is None:
            code = "which_of_several" if network is not None else "place_unknown"
            ids = ", ".join(places.of_network(network or "")) or "-"
            notes.append(source.note(code, Weight.ASKS, cells.name(row, "where"), name=plain_text(where)[:40], ids=ids))
            continue
        own, told_of = _facts(cells, source, row, channel, days.get(row), counted.get(row))
        facts += own
        notes += told_of
    return facts, notes


def _facts(
    cells: Cells,
    source: Source,
    row: int,
    channel: str,
    last: datetime.date | None,
    counted: datetime.date | None,
) -> tuple[list[Fact], list[Note]]:
    facts: list[Fact] = []
    notes: list[Note] = []

    def state(name: str, value: object) -> None:
        path = f"channel[{channel}].{name}"
        facts.append(Fact(channel, path, value, (source.provenance(path, [row]),)))

    if last is not None and last <= source.options.read_on:
        state("last_post_on", last)
    pace = cells.get(row, "pace")
    number = pace if isinstance(pace, int | float) and not isinstance(pace, bool) else number_in(str(pace or ""))
    if number is not None and number >= 0:
        state("posts_published_per_month", float(number))
    followers = count_in(cells.get(row, "followers"))
    if followers is not None and followers >= 0:
        if counted is None:
            notes.append(source.note("count_without_day", Weight.ASKS, cells.name(row, "followers")))
        else:
            state("followers", (FollowerCount(on=counted, count=followers),))
    return facts, notes
