"""The keys of the companies that a run has seen, in six bytes each, so that memory hardly grows with the table."""

from __future__ import annotations

import mmap
from itertools import pairwise
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

__all__ = ["Met"]

_FRESH: Final = 1 << 20
"""How many hashes are kept as they come before they are packed."""

_SHELVES: Final = 16
_BUCKETS: Final = 4096
_BUCKET, _HIGH = np.uint64(48), np.uint64(16)
_BELOW: Final = np.uint64((1 << 48) - 1)

Hashes = np.ndarray[Any, np.dtype[np.uint64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


class Met:
    """The keys that were met, as 64-bit hashes: the last ones in sorted runs, all others packed on shelves.

    A key is taken for one that was met where its hash is the same: of ten million, once in some 370,000 tables.
    """

    def __init__(self, fresh: int = _FRESH) -> None:
        """Begin with none.

        Args:
            fresh: how many hashes are kept as they come before they are packed.
        """
        self._fresh = fresh
        self._runs: list[Hashes] = []
        self._shelves = [_Shelf.of(np.empty(0, dtype=np.uint64))] * _SHELVES

    def repeated(self, keys: pa.Array) -> list[int]:
        """Return the places of keys that were met before, and note the others; one that is null is neither."""
        # As bytes, which an undecodable key has as well.
        words = keys.cast(pa.string()).cast(pa.binary()).to_pylist()
        hashes = np.fromiter((hash(word) for word in words), np.int64, len(words)).view(np.uint64)
        ordered = np.sort(hashes)
        twice = ordered[1:][ordered[1:] == ordered[:-1]]
        earlier = ordered[self._holds(ordered)]
        self._note(ordered)
        if not twice.size and not earlier.size:
            return []
        # The first of several is kept, unless it was met in an earlier piece.
        first = np.zeros(len(words), dtype=np.bool_)
        first[np.unique(hashes, return_index=True)[1]] = True
        stated = np.array([word is not None for word in words], dtype=np.bool_)
        return np.flatnonzero((~first | np.isin(hashes, earlier)) & stated).tolist()

    def _holds(self, ordered: Hashes) -> Flags:
        found = np.zeros(len(ordered), dtype=np.bool_)
        for run in self._runs:
            at = np.minimum(np.searchsorted(run, ordered), len(run) - 1)
            found |= run[at] == ordered
        for shelf, (begin, end) in zip(self._shelves, _stretches(ordered), strict=True):
            found[begin:end] |= shelf.holds(ordered[begin:end])
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
            # Shelf by shelf, so that only one of them is held twice.
            for place, (begin, end) in enumerate(_stretches(fresh)):
                self._shelves[place] = self._shelves[place].plus(fresh[begin:end])


@attrs.frozen(eq=False)
class _Shelf:
    """Sorted hashes with the same first four bits: the next twelve by bucket, the other 48 as they are.

    Attributes:
        first: where each bucket begins, of shape (4097,).
        high: of each hash the upper 32 of its lower 48 bits.
        low: the 16 bits below.
    """

    first: np.ndarray[Any, np.dtype[np.int64]]
    high: np.ndarray[Any, np.dtype[np.uint32]]
    low: np.ndarray[Any, np.dtype[np.uint16]]

    @classmethod
    def of(cls, ordered: Hashes) -> _Shelf:
        counts = np.bincount(_buckets(ordered), minlength=_BUCKETS)
        first = np.concatenate([[0], np.cumsum(counts)])
        return cls(first, _apart((ordered >> _HIGH).astype(np.uint32)), _apart(ordered.astype(np.uint16)))

    def plus(self, fresh: Hashes) -> _Shelf:
        """Return the shelf with more hashes of the same first four bits."""
        if not len(fresh):
            return self
        buckets = np.repeat(np.arange(_BUCKETS, dtype=np.uint64), np.diff(self.first))
        own = (buckets << _BUCKET) | self._below(np.arange(len(self.high)))
        every = np.concatenate([own, fresh & np.uint64((1 << 60) - 1)])
        every.sort(kind="stable")
        return _Shelf.of(every)

    def holds(self, wanted: Hashes) -> Flags:
        """Return which hashes of the same first four bits stand here: a binary search in each one's bucket."""
        if not len(self.high) or not len(wanted):
            return np.zeros(len(wanted), dtype=np.bool_)
        buckets, below = _buckets(wanted), wanted & _BELOW
        begin, end = self.first[buckets], self.first[buckets + 1]
        last, least = end, len(self.high) - 1
        for _ in range(int((end - begin).max()).bit_length()):
            middle = (begin + end) >> 1
            less = (self._below(np.minimum(middle, least)) < below) & (begin < end)
            begin, end = np.where(less, middle + 1, begin), np.where(less, end, middle)
        found: Flags = (begin < last) & (self._below(np.minimum(begin, least)) == below)
        return found

    def _below(self, places: np.ndarray[Any, np.dtype[np.int64]]) -> Hashes:
        found: Hashes = (self.high[places].astype(np.uint64) << _HIGH) | self.low[places]
        return found


def _apart(values: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    """Return a copy in pages of its own: let go, they go back to the system, and leave no hole too small to use."""
    made = np.frombuffer(mmap.mmap(-1, max(values.nbytes, 1)), values.dtype, len(values))
    made[:] = values
    return made


def _buckets(hashes: Hashes) -> np.ndarray[Any, np.dtype[np.int64]]:
    found: np.ndarray[Any, np.dtype[np.int64]] = ((hashes >> _BUCKET) & np.uint64(_BUCKETS - 1)).astype(np.int64)
    return found


def _stretches(ordered: Hashes) -> list[tuple[int, int]]:
    """Return where the hashes of each shelf begin and end among sorted ones."""
    edges = np.arange(_SHELVES, dtype=np.uint64) << np.uint64(60)
    begins = [*np.searchsorted(ordered, edges).tolist(), len(ordered)]
    return list(pairwise(begins))
