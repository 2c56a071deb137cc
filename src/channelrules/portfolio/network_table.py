"""Network facts as columns: one row for each network and period without a change."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition, Network
from channelrules.language.columns.ragged import Positions, Values
from channelrules.language.columns.shape import Lexicon, day_number
from channelrules.language.nodes import Value
from channelrules.language.types import Kind

__all__ = ["NetworkTable"]

Facts = tuple[Value | None, ...]


@attrs.frozen
class NetworkTable:
    """The facts about networks.

    Attributes:
        ids: of each row, the network's id.
        rows: of each row, the facts by the edition in use, and by the other one.
        first: by id, the first row of a network.
        names: the id by each name, in any spelling.
        changes: by its first row, the days on which a network's next rows begin.
    """

    ids: tuple[str, ...]
    rows: tuple[tuple[Facts, Facts], ...]
    first: Mapping[str, int]
    names: Mapping[str, str]
    changes: Mapping[int, Values]

    @classmethod
    def of(cls, knowledge: Knowledge, edition: Edition) -> NetworkTable:
        """Return the table of the networks that a rulebook knows."""
        ids: list[str] = []
        rows: list[tuple[Facts, Facts]] = []
        first: dict[str, int] = {}
        changes: dict[int, Values] = {}
        for network in knowledge.networks.values():
            days = network.days()
            first[network.id] = len(ids)
            if len(days) > 1:
                changes[len(ids)] = np.array([day_number(day) for day in days[1:]], dtype=np.float64)
            ids += [network.id] * len(days)
            rows += [(network.row(edition, day), network.row(edition.other, day)) for day in days]
        return cls(tuple(ids), tuple(rows), first, knowledge.network_ids, changes)

    def with_own(self, own: Sequence[tuple[Network, datetime.date]], edition: Edition) -> NetworkTable:
        """Return the table with the networks that companies describe themselves, one row each, at the end."""
        added = [(network.row(edition, day), network.row(edition.other, day)) for network, day in own]
        ids = (*self.ids, *(network.id for network, _ in own))
        return attrs.evolve(self, ids=ids, rows=(*self.rows, *added))

    def row_of(self, name: str | None) -> int:
        """Return the first row of the network with a name, or -1 where there is none."""
        return -1 if name is None else self.first.get(self.names.get(name, name), -1)

    def on(self, rows: Positions, days: Values) -> Positions:
        """Return the rows that hold on a day, given the first row of each network."""
        found = rows.copy()
        for begin, changes in self.changes.items():
            here = np.flatnonzero(rows == begin)
            found[here] = begin + np.searchsorted(changes, days[here], side="right")
        return found

    def columns(self, lexicon: Lexicon, others: Mapping[str, int]) -> dict[str, Any]:
        """Return the facts as columns; those of the other edition end in ``~``.

        Args:
            lexicon: the numbers of words.
            others: the numbers of words outside it.
        """

        def number(word: str) -> int:
            return others[word] if word in others else lexicon.number(word)

        found: dict[str, Any] = {}
        for place, (name, spec) in enumerate(NETWORK_FACTS.items()):
            for edition, ending in enumerate(("", "~")):
                given: list[Any] = [row[edition][place] for row in self.rows]
                match spec.type.kind:
                    case Kind.YES_NO:
                        made: Any = (
                            np.array([each is True for each in given]),
                            np.array([each is False for each in given]),
                        )
                    case Kind.NUMBER:
                        made = np.array([math.nan if each is None else each for each in given], dtype=np.float64)
                    case Kind.SET:
                        bits = [-1 if each is None else sum(map(lexicon.bit, each)) for each in given]
                        made = np.array(bits, dtype=np.int64)
                    case _:
                        made = np.array([-1 if each is None else number(each) for each in given], dtype=np.int32)
                found[f"network.{name}{ending}"] = made
        return found
