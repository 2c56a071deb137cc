"""A table being read: its rows in portions, and the files that they come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from channelrules.errors import PortfolioError, reason_of
from channelrules.portfolio.writing import digest_of
from channelrules.told import tell

__all__ = ["Files", "Portion", "Source", "first_line", "unread"]


@attrs.frozen
class Files:
    """The files that a table comes from.

    Attributes:
        named: each file by the name that tells it from the others.
        states: how large each was when the table was opened, and when it was last written.
    """

    named: tuple[tuple[str, Path], ...]
    states: tuple[tuple[int, int], ...] = attrs.field(init=False)

    @states.default
    def _states_now(self) -> tuple[tuple[int, int], ...]:
        return tuple((state.st_size, state.st_mtime_ns) for state in (path.stat() for _, path in self.named))

    def __add__(self, other: Files) -> Files:
        """Return the files of both."""
        return Files((*self.named, *other.named))

    def digests(self) -> tuple[tuple[str, str], ...]:
        """Return the digest of each file's content.

        Raises:
            PortfolioError: one cannot be read.
        """
        try:
            return tuple((name, digest_of(path)) for name, path in self.named)
        except OSError as error:
            raise PortfolioError(unread(self.named[0][0], reason_of(error))) from None

    def check_unchanged(self, digests: tuple[tuple[str, str], ...] | None = None) -> None:
        """Make sure that the files have not changed since they were read.

        Args:
            digests: what the content was before; without them, sizes and times alone are compared, which can lie.

        Raises:
            PortfolioError: a file was written while it was read.
        """
        try:
            changed = self.states != self._states_now()
            changed = changed or (digests is not None and self.digests() != digests)
        except (OSError, PortfolioError):
            changed = True
        if changed:
            names = ", ".join(name for name, _ in self.named[:3])
            pattern = "{files}: the table was changed while it was read; judge it again in another folder"
            raise PortfolioError(tell("table_changed", pattern, files=names))


@attrs.frozen
class Portion:
    """Some rows of a table.

    Attributes:
        rows: what was read.
        broken: lines from which no row could be read, each with its place among all and why.
        places: of each row its place in the input, where they do not simply follow each other.
        orphans: channels of a table of their own that belong to no company: the company they name, and why.
    """

    rows: pa.RecordBatch
    broken: tuple[tuple[int, str], ...] = ()
    places: Any = None
    orphans: tuple[tuple[str | None, str], ...] = ()

    @property
    def lines(self) -> int:
        """How many rows of the input these are, those that could not be read among them."""
        return int(self.rows.num_rows) + len(self.broken)


@attrs.frozen
class Source:
    """A table that can be read once, from the beginning.

    Attributes:
        name: what messages call it.
        portions: its rows, in pieces of any size.
        missing: the columns of the form that it has not: what they hold is unknown of every company.
        extra: the columns that the form has not: they are not looked at.
        rows: how many rows it has, where that is known.
        files: the files that it comes from, where it does: an interrupted run goes on only with the same.
    """

    name: str
    portions: Iterator[Portion] = attrs.field(repr=False)
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    rows: int | None = None
    files: Files | None = None


def unread(file: str, why: str) -> str:
    """Return the message on a file that cannot be read."""
    return tell("table_unread", "{file} cannot be read: {why}", file=file, why=why)


def first_line(error: BaseException) -> str:
    """Return the message of another library's error, on one line."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
