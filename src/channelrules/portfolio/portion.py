"""A table being read: its rows in portions, and the files that they come from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from channelrules.errors import PortfolioError
from channelrules.portfolio.writing import digest_of

__all__ = ["Files", "Portion", "Source", "first_line"]


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
            raise PortfolioError(f"{self.named[0][0]} cannot be read: {error.strerror or error}") from None

    def check_unchanged(self, digests: tuple[tuple[str, str], ...] | None = None) -> None:
        """Check that the files have not changed since they were read.

        Args:
            digests: of the content before; without them only sizes and times are compared, which is less reliable.

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
            raise PortfolioError(f"{names}: the table was changed while it was read; judge it again in another folder")


@attrs.frozen
class Portion:
    """Some rows of a table.

    Attributes:
        rows: what was read.
        broken: lines from which no row could be read, each with its place among all and the reason.
        places: the place of each row in the input, where they are not consecutive.
        orphans: channels of a separate table that belong to no company: the company they name, and the reason.
    """

    rows: pa.RecordBatch
    broken: tuple[tuple[int, str], ...] = ()
    places: Any = None
    orphans: tuple[tuple[str | None, str], ...] = ()

    @property
    def lines(self) -> int:
        """The number of rows of the input, those included that could not be read."""
        return int(self.rows.num_rows) + len(self.broken)


@attrs.frozen
class Source:
    """A table that can be read once, from the beginning.

    Attributes:
        name: what messages call it.
        portions: its rows, in pieces of any size.
        missing: the columns of the schema that it lacks; their facts are unknown for every company.
        extra: the columns that the schema lacks, which are not read.
        rows: how many rows it has, where that is known.
        files: the files that it comes from, if any; an interrupted run continues only with the same files.
    """

    name: str
    portions: Iterator[Portion] = attrs.field(repr=False)
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    rows: int | None = None
    files: Files | None = None


def first_line(error: BaseException) -> str:
    """Return the message of another library's error, on one line."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
