"""How facts are known: who said, saw or estimated them, or which file has them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import get_args

import attrs

from channelrules.facts.choices import Knowledge
from channelrules.facts.spec import documented, fact
from channelrules.language.types import date, one_of, text

__all__ = ["Provenance", "how_known"]


@documented
@attrs.frozen(kw_only=True)
class Provenance:
    """How a fact is known. It is shown where the fact is, and decides nothing."""

    path: str = fact(text, "the path of the fact, such as channel[fb].followers", required=True, key="fact")
    how: Knowledge = fact(
        one_of(*get_args(Knowledge)), "whether somebody said, saw or estimated it, or a file has it", required=True
    )
    file: str | None = fact(text, "the name of the file")
    sheet: str | None = fact(text, "the sheet of the file")
    rows: str | None = fact(text, "the rows of the file, such as 2-61")
    read_on: datetime.date | None = fact(date, "the day on which it was read, said or seen")
    by: str | None = fact(text, "who said, saw, estimated or read it")

    def told(self) -> str:
        """Return it in a line, such as ``from export.csv, rows 2 to 61, read 2026-11-03``."""
        if self.how == "file":
            parts = [f"from {self.file or 'a file'}"]
        else:
            parts = [self.how, *([f"by {self.by}"] if self.by else [])]
            parts = [" ".join(parts), *([f"from {self.file}"] if self.file else [])]
        parts += [f"sheet {self.sheet}"] if self.sheet else []
        parts += [f"rows {self.rows.replace('-', ' to ')}"] if self.rows else []
        if self.how == "file":
            read = " ".join(["read", *([f"by {self.by}"] if self.by else []), *_iso(self.read_on)])
            return ", ".join([*parts, *([read] if self.by or self.read_on else [])])
        return ", ".join([*parts, *_iso(self.read_on)])


def _iso(day: datetime.date | None) -> list[str]:
    return [] if day is None else [day.isoformat()]


def how_known(provenance: Sequence[Provenance], path: str) -> str:
    """Return how the fact at a path is known, or, where nothing is said of it, the table that it stands in.

    Args:
        provenance: what is said of how facts are known.
        path: of the fact, such as ``channel[fb].editorial_plan.renewed_on``.

    Returns:
        One line, or an empty text where nothing is said.
    """
    while path:
        told = [each.told() for each in provenance if each.path == path]
        if told:
            return "; ".join(told)
        path = path.rpartition(".")[0]
    return ""
