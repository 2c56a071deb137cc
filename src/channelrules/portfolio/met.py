"""The keys of the companies that a run has read: few bytes of memory each, and their hashes in a temporary file."""

from __future__ import annotations

import tempfile
from types import TracebackType
from typing import IO, Any, Final, Self

import attrs
import numpy as np
import pyarrow as pa

from channelrules.errors import PortfolioError

__all__ = ["Met"]

_FRESH: Final = 1 << 20
"""How many hashes are kept in memory before they are written to the file."""

_PAGE: Final = 64
"""How many hashes are read from the file at once."""

_SHARE: Final = 4
"""How many hashes share a word of a sieve."""

_MARKS: Final = 6
"""How many bits of its word a hash sets: a new hash finds all of its bits set about once in 500."""

_SLICE: Final = 1 << 16
_BITS: Final = np.uint64(6)
_LOW: Final = np.uint64(63)
_HALF: Final = np.uint64(32)
_BYTES: Final = 8

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Places = np.ndarray[Any, np.dtype[np.intp]]


class Met:
    """The keys that were read, as 64-bit hashes: the last ones in memory, all others in a temporary file.

    For those in the file a Bloom filter with two bytes each is kept in memory, so that the file is seldom read. A key
    counts as read where its hash is the same, which happens by chance for ten million keys once in 370,000 tables.
    """

    def __init__(self, fresh: int = _FRESH) -> None:
        """Start empty.

        Args:
            fresh: how many hashes are kept in memory before they go to the file.
        """
        self._fresh = fresh
        self._words = -(-fresh // _SHARE)
        self._runs: list[Hashes] = []
        self._filed: list[_Filed] = []
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the temporary file, if there is one."""
        if self._file is not None:
            self._file.close()

    def repeated(self, keys: pa.Array) -> list[int]:
        """Return the places of keys that were read before, and add the others; null keys are ignored.

        Raises:
            PortfolioError: the temporary file cannot be written.
        """
        # As bytes, since a key may be undecodable.
        words = keys.cast(pa.string()).cast(pa.binary()).to_pylist()
        hashes = np.fromiter((hash(word) for word in words), np.int64, len(words)).view(np.uint64)
        ordered = np.sort(hashes)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        earlier = ordered[self._holds(ordered)]
        self._note(ordered)
        if not twice.size and not earlier.size:
            return []
        # The first of several is kept, unless it was read in an earlier piece.
        first = np.zeros(len(words), dtype=np.bool_)
        first[np.unique(hashes, return_index=True)[1]] = True
        stated = np.array([word is not None for word in words], dtype=np.bool_)
        return np.flatnonzero((~first | np.isin(hashes, earlier)) & stated).tolist()

    def _holds(self, ordered: Hashes) -> Flags:
        found = np.zeros(len(ordered), dtype=np.bool_)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run, ordered), len(run) - 1)
            found |= run[at] == ordered
        if self._filed and self._file is not None:
            places, marks = _places(ordered, self._words), _marks(ordered)
            for filed in self._filed:
                perhaps = np.flatnonzero(filed.lets_through(places, marks) & ~found)
                found[perhaps] = filed.holds(ordered[perhaps], self._file)
        return found

    def _note(self, run: Hashes) -> None:
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.concatenate([self._runs.pop(), run])
            run.sort()
        if len(run):
            self._runs.append(run)
        if sum(map(len, self._runs)) >= self._fresh:
            fresh = np.concatenate(self._runs)
            fresh.sort()
            self._runs = []
            try:
                if self._file is None:
                    self._file = tempfile.TemporaryFile(prefix="channelrules-", buffering=0)  # noqa: SIM115 - see exit
                self._filed.append(_Filed.of(fresh, self._words, self._file))
            except OSError as error:
                where = f"the folder for temporary files, {tempfile.gettempdir()}, cannot be written to"
                cure = "make room there, or name another in TMPDIR"
                raise PortfolioError(f"{where}: {error.strerror or error}; {cure}") from None


@attrs.frozen(eq=False)
class _Filed:
    """Sorted hashes in the file.

    Attributes:
        begin: where they begin there, in bytes.
        count: their number.
        first: the first hash of each page of them.
        sieve: the Bloom filter: words in one of which each hash has set some bits.
    """

    begin: int
    count: int
    first: Hashes
    sieve: Hashes

    @classmethod
    def of(cls, ordered: Hashes, words: int, file: IO[bytes]) -> _Filed:
        """Write sorted hashes to the end of the file."""
        begin = file.seek(0, 2)
        sieve = np.zeros(words, dtype=np.uint64)
        for at in range(0, len(ordered), _SLICE):
            some = ordered[at : at + _SLICE]
            left = memoryview(some.tobytes())
            while left:
                left = left[file.write(left) :]
            # Sorted hashes have sorted words.
            places = _places(some, words)
            starts = np.flatnonzero(np.diff(places, prepend=-1))
            sieve[places[starts]] |= np.bitwise_or.reduceat(_marks(some), starts)
        return cls(begin, len(ordered), ordered[::_PAGE].copy(), sieve)

    def lets_through(self, places: Places, marks: Hashes) -> Flags:
        """Return which hashes may be here, with few false positives."""
        found: Flags = np.take(self.sieve, places) & marks == marks
        return found

    def holds(self, wanted: Hashes, file: IO[bytes]) -> Flags:
        """Return which of some sorted hashes are here."""
        found = np.zeros(len(wanted), dtype=np.bool_)
        pages = (np.searchsorted(self.first, wanted, side="right") - 1).tolist()
        for at, (page, mine) in enumerate(zip(pages, wanted.tolist(), strict=True)):
            if page >= 0:
                file.seek(self.begin + page * _PAGE * _BYTES)
                size = min(_PAGE, self.count - page * _PAGE)
                # Without NumPy, as there are mostly few of them and a page is short.
                found[at] = mine in memoryview(file.read(size * _BYTES)).cast("Q")
        return found


def _places(hashes: Hashes, words: int) -> Places:
    """Return the word of the filter for each hash."""
    found: Places = (((hashes >> _HALF) * np.uint64(words)) >> _HALF).astype(np.intp)
    return found


def _marks(hashes: Hashes) -> Hashes:
    """Return the bits that each hash sets in its word."""
    left, found = hashes.copy(), np.zeros_like(hashes)
    for _ in range(_MARKS):
        found |= np.left_shift(np.uint64(1), left & _LOW)
        left >>= _BITS
    return found
