"""The reasons why rows are refused, found by the reader of profiles.

So a row is refused for the same reason as a file would be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import attrs
import pyarrow as pa

from channelrules.errors import ChannelRulesError, Problems
from channelrules.facts.reader import parse_profile
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import parameter_values
from channelrules.portfolio.portion import first_line
from channelrules.portfolio.profiles import contradictions, profile_data_of
from channelrules.portfolio.table_schema import KEY

__all__ = ["Reasons"]

_UNFIT: Final = (ValueError, OverflowError, pa.ArrowException)
_NO_COLUMN: Final = "a value is not written as its column has it: 'channelrules portfolio schema' lists the columns"
_NAMED: Final = ("id", "network", "status")


@attrs.frozen
class Reasons:
    """Finds the reasons why rows are refused.

    Attributes:
        compiled: the rulebook.
        parameters: values of parameters for every company.
    """

    compiled: Compiled
    parameters: Mapping[str, float]

    def of(self, table: pa.RecordBatch, places: Sequence[int], fine: Collection[int]) -> list[str]:
        """Return why some rows of a table are refused, in words.

        Args:
            table: the rows.
            places: those that are refused.
            fine: those of them with valid channels, which are the largest part of a row.
        """
        if not places:
            return []
        part = table.take(pa.array(places))
        try:
            rows = part.to_pylist()
        except _UNFIT:
            return [self._of_one(part.slice(place, 1)) for place in range(len(places))]
        return [self._of_row(_short(row) if place in fine else row) for place, row in zip(places, rows, strict=True)]

    def _of_one(self, table: pa.RecordBatch) -> str:
        try:
            (row,) = table.to_pylist()
        except _UNFIT as error:
            return f"a value cannot be read: {first_line(error)}"
        return self._of_row(row)

    def _of_row(self, row: Mapping[str, Any]) -> str:
        if row.get(KEY) in {None, ""}:
            return f"{KEY}: nothing is given; what tells a company from every other is required"
        problems: list[ChannelRulesError] = list(contradictions(row, self.compiled.knowledge.declared))
        try:
            known = self.compiled.knowledge
            told = profile_data_of(row, known.declared)
            profile = parse_profile(told, source="", networks=known.network_ids, rules=known.rules, own=known.of_houses)
            parameter_values(self.compiled, {**profile.parameters, **self.parameters})
        except Problems as group:
            problems += [each for each in group.exceptions if isinstance(each, ChannelRulesError)]
        except ChannelRulesError as error:
            problems.append(error)
        return "; ".join(map(str, problems)) or _NO_COLUMN


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with only those parts of its channels to which the rest of it can refer."""
    channels = row.get("channels")
    if not isinstance(channels, list):
        return dict(row)
    return {**row, "channels": [{name: each.get(name) for name in _NAMED} for each in channels]}
