"""How facts are known: who said, saw or estimated them, or the file they come from."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import Final, get_args

import attrs

from channelrules.facts.choices import Knowledge
from channelrules.facts.fields import documented, fact
from channelrules.language.types import date, one_of, text

__all__ = ["Provenance", "how_known"]


@documented
@attrs.frozen(kw_only=True)
class Provenance:
    """How a fact is known. It is shown with the fact and has no effect on verdicts.

    Examples:
        >>> known = cr.Provenance(path="channel[fb].followers", how="file", file="export.csv", rows="2-61")
        >>> known.how, known.rows
        ('file', '2-61')
    """

    path: str = fact(text, "the path of the fact, such as channel[fb].followers", required=True, key="fact")
    how: Knowledge = fact(
        one_of(*get_args(Knowledge)), "whether somebody said, saw or estimated it, or a file has it", required=True
    )
    file: str | None = fact(text, "the name of the file")
    export: str | None = fact(text, "the network or tool whose export the file is, such as LinkedIn")
    exported_on: datetime.date | None = fact(date, "the day on which the file was made")
    sheet: str | None = fact(text, "the sheet of the file")
    rows: str | None = fact(text, "the rows of the file, such as 2-61")
    covers_from: datetime.date | None = fact(date, "the first day that the file covers")
    covers_until: datetime.date | None = fact(date, "the last day that the file covers")
    read_on: datetime.date | None = fact(date, "the day on which it was read, said or seen")
    by: str | None = fact(text, "who said, saw, estimated or read it")

    def told(self, say: Callable[..., str], on: Callable[[datetime.date], str] = datetime.date.isoformat) -> str:
        """Return it as one line, such as ``from export.csv, rows 2 to 61, read 2026-11-03``.

        Args:
            say: gives a phrase of a language by its name.
            on: writes a day.
        """
        who = {"who": self.by} if self.by else {}
        day = {"day": on(self.read_on)} if self.read_on else {}
        if self.how == "file":
            parts = [self._told_file(say, on)]
        else:
            parts = [say(f"known_{self.how}{'_by' if who else ''}", **who)]
            parts += [self._told_file(say, on)] if self.file else []
        parts += [say("known_sheet", sheet=self.sheet)] if self.sheet else []
        parts += [say("known_rows", rows=_RANGE.sub(_ranges(say), self.rows))] if self.rows else []
        if self.covers_from and self.covers_until:
            parts += [say("intake.covers", first=on(self.covers_from), last=on(self.covers_until))]
        if self.how != "file":
            return ", ".join([*parts, *day.values()])
        read = "known_read" + ("_by" if who else "") + ("_on" if day else "")
        return ", ".join([*parts, *([say(read, **who, **day)] if who or day else [])])

    def _told_file(self, say: Callable[..., str], on: Callable[[datetime.date], str]) -> str:
        """Return what the file is: an export, of which day, or a file by its name."""
        if not self.file:
            return say("known_some_file")
        if not self.export:
            return say("known_file", file=self.file)
        if self.exported_on is None:
            return say("intake.export", export=self.export, file=self.file)
        return say("intake.export_of", export=self.export, file=self.file, day=on(self.exported_on))


_RANGE: Final = re.compile(r"(\d+)\s*[-–]\s*(\d+)")


def _ranges(say: Callable[..., str]) -> Callable[[re.Match[str]], str]:
    return lambda found: say("known_range", first=found.group(1), last=found.group(2))


def how_known(
    provenance: Sequence[Provenance],
    path: str,
    say: Callable[..., str],
    on: Callable[[datetime.date], str] = datetime.date.isoformat,
) -> str:
    """Return how the fact at a path is known, or, where nothing is said of it, the table that it stands in.

    Args:
        provenance: what is said of how facts are known.
        path: of the fact, such as ``channel[fb].editorial_plan.renewed_on``.
        say: gives a phrase of a language by its name.
        on: writes a day.

    Returns:
        One line, or an empty text where nothing is said.
    """
    while path:
        told = [each.told(say, on) for each in provenance if each.path == path]
        if told:
            return "; ".join(told)
        path = path.rpartition(".")[0]
    return ""
