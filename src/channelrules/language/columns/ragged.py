"""Figures over many lists at once, in NumPy.

The members of all lists follow each other; list ``i`` is the slice
``offsets[i]:offsets[i + 1]``. An unknown number is NaN, an unknown word or set is negative.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from channelrules.language.arithmetic import GREATEST

__all__ = ["SPACE", "Mask", "Positions", "Values", "exact_sums", "owners", "pairs", "reduced"]

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]
Values = NDArray[Any]

_SHORT: Final = 8
_ROOMY: Final = 32
_SPARSE: Final = 6
_TINY: Final = 1e-6
_GRAIN: Final = 1024.0
_EXACT: Final = 2.0**52
_MONTHS_FROM: Final = -25_567
_MONTHS: Final = np.arange(_MONTHS_FROM, 73_049).astype("datetime64[D]").astype("datetime64[M]").astype(np.int16)


def owners(offsets: Positions) -> Positions:
    """Return, for each member, the place of its list."""
    members = int(offsets[-1])
    # Counting the lists that begin before a member is faster than `numpy.repeat`.
    begun = np.bincount(offsets[1:-1], minlength=members + 1)[:members]
    return np.cumsum(begun, out=begun)


def reduced(how: np.ufunc, values: Values, offsets: Positions, empty: object) -> Values:
    """Return one value for each list: its members reduced by a ufunc, or ``empty`` where it has none."""
    result = np.full(len(offsets) - 1, empty, dtype=values.dtype)
    sizes = np.diff(offsets)
    lists = np.flatnonzero(sizes)
    begin, sizes = offsets[lists], sizes[lists]
    longest = int(sizes.max(initial=0))
    if longest > _SHORT:
        # An empty slice ends where it begins, so leaving it out moves no other slice.
        result[lists] = how.reduceat(values, begin)
        return result
    if longest:
        found = values[begin]
        for step in range(1, longest):
            more = slice(None) if longest == sizes.min() else np.flatnonzero(sizes > step)
            found[more] = how(found[more], values[begin[more] + step])
        result[lists] = found
    return result


def some(mask: Mask, owner: Positions, offsets: Positions) -> Mask:
    """Return whether a mask holds for any member of each list."""
    if np.count_nonzero(mask) * _SPARSE > mask.size:
        return _held(mask, offsets) > 0
    found = np.zeros(len(offsets) - 1, dtype=np.bool_)
    found[np.take(owner, np.flatnonzero(mask))] = True
    return found


def counted(mask: Mask, offsets: Positions) -> Values:
    """Return for how many members of each list a mask holds, as floats."""
    return _held(mask, offsets).astype(np.float64)


def _held(mask: Mask, offsets: Positions) -> Values:
    """Return for how many members of each list a mask holds, by differences of a running sum."""
    running = np.empty(mask.size + 1, dtype=np.int32)
    running[0] = 0
    np.cumsum(mask, out=running[1:])
    ends = np.take(running, offsets)
    return ends[1:] - ends[:-1]


def stated(mask: Mask) -> Values:
    """Return 0 where a mask holds and NaN elsewhere, to be added to a number that is unknown there."""
    # A float of zero bits is 0, one with all bits set is NaN: this takes half the time of a lookup.
    return (mask.view(np.int8) - np.int8(1)).astype(np.int64).view(np.float64)


def sized(offsets: Positions) -> Values:
    """Return how many members each list has, as floats."""
    return np.diff(offsets).astype(np.float64)


def exact_sums(values: Values, owner: Positions, offsets: Positions) -> Values:
    """Return the sum of each list, rounded once: what `math.fsum` gives, whatever the order."""
    lists = len(offsets) - 1
    fine = np.abs(values * _GRAIN)
    # Sums of not too large multiples of a power of two are exact in any order.
    if fine.max(initial=0) * np.diff(offsets).max(initial=0) > _EXACT:
        return _summed(values, owner, offsets)
    result: Values = np.bincount(owner, values, lists)
    odd = np.flatnonzero(np.floor(fine) != fine)
    if odd.size:
        inexact = np.unique(owner[odd])
        places, members, bounds = pairs(offsets, inexact)
        result[inexact] = _summed(values[members], places, bounds)
    return result


def _summed(values: Values, owner: Positions, offsets: Positions) -> Values:
    # Each sum is kept as two floats whose sum is nearly exact; where that is too close to the middle
    # between two floats to tell which way it rounds, or where signs are mixed, so that the small part may be
    # all that is left, `math.fsum` decides.
    mixed = some(values < 0, owner, offsets) & some(values > 0, owner, offsets)
    counts = np.diff(offsets)
    high = np.zeros(len(counts))
    low = np.zeros(len(counts))
    waiting = np.flatnonzero(counts)
    step = 0
    while waiting.size:
        term = values[offsets[waiting] + step]
        before = high[waiting]
        after = before + term
        part = after - before
        high[waiting] = after
        low[waiting] += (before - (after - part)) + (term - part)
        step += 1
        waiting = waiting[counts[waiting] > step]
    result = high + low
    rest = np.abs((high - result) + low)
    half = np.spacing(np.abs(result)) / 2
    unsure = np.abs(rest - half) <= half * _TINY
    # Below a power of two the floats lie twice as dense.
    unsure |= np.abs(rest - half / 2) <= half * _TINY
    for place in np.flatnonzero(((unsure & (rest > 0)) | mixed) & (counts > 2)):
        result[place] = math.fsum(values[offsets[place] : offsets[place + 1]])
    return result


def pairs(offsets: Positions, holders: Positions) -> tuple[Positions, Positions, Positions]:
    """Return every member of the list that each place reads.

    Args:
        offsets: where the lists begin and end.
        holders: for each place, the list that it reads.

    Returns:
        for each pair the place and the member; and where the pairs of each place begin and end.
    """
    counts = np.diff(offsets)[holders]
    bounds = np.zeros(len(holders) + 1, dtype=np.intp)
    np.cumsum(counts, out=bounds[1:])
    place = owners(bounds)
    member = np.arange(bounds[-1], dtype=np.intp) + (offsets[holders] - bounds[:-1])[place]
    return place, member, bounds


def among(words: Values, holders: Positions, members: Values, owner: Positions, offsets: Positions) -> Mask:
    """Return whether each word is in the list that its place reads; an unknown word is in none.

    Args:
        words: the words to find.
        holders: for each, the list to find it in.
        members: the words of all lists.
        owner: for each, its list.
        offsets: where the lists begin and end.
    """
    most = int(max(words.max(initial=0), members.max(initial=0)))
    seen = np.zeros(most + 2, dtype=np.bool_)
    seen[members] = True
    seen[-1] = False
    dense = np.cumsum(seen) * seen
    width = int(dense.max(initial=0)) + 1
    lists = len(offsets) - 1
    if lists * width <= _ROOMY * (len(words) + len(members) + lists):
        # One cell for each list and each word that any list has; column 0 is for all other words.
        cells = np.zeros(lists * width, dtype=np.bool_)
        cells[owner * width + np.take(dense, members)] = True
        cells[::width] = False
        found: Mask = np.take(cells, holders * width + np.take(dense, words))
        return found
    counts = np.diff(offsets)[holders]
    if counts.sum() <= _ROOMY * (len(words) + len(members)):
        place, member, _ = pairs(offsets, holders)
        met = np.zeros(len(words), dtype=np.bool_)
        met[place[words[place] == members[member]]] = True
        return met & (words >= 0)
    # Long lists of many words: each word with its list becomes one number.
    wide = most + 2
    return np.isin(holders * wide + words + 1, owner * wide + members + 1) & (words >= 0)


def fallen(by: Values, owner: Positions) -> Positions:
    """Return the lists whose members do not strictly rise, or that have a member without a value."""
    odd = np.isnan(by)
    odd[1:] |= (by[1:] <= by[:-1]) & (owner[1:] == owner[:-1])
    return np.unique(owner[np.flatnonzero(odd)])


def leading(by: Values, offsets: Positions, odd: Positions, latest: bool) -> tuple[Values, Positions, Positions]:  # noqa: FBT001 - printed by position
    """Return the greatest or least value of each list, and which member has it.

    Args:
        by: the values of the members.
        offsets: where the lists begin and end.
        odd: the lists that are not sorted (`fallen`); in the others the last member leads, or the first.
        latest: whether the greatest is asked for.

    Returns:
        the values, NaN where a list is empty or has a member without a value; the members, -1 there;
        and the lists in which several share the value.
    """
    place = offsets[1:] - 1 if latest else offsets[:-1].copy()
    place[np.flatnonzero(offsets[1:] == offsets[:-1])] = -1
    best = _at(by, place, np.nan)
    shared = odd[:0]
    if odd.size:
        where, members, bounds = pairs(offsets, odd)
        values = by[members]
        best[odd] = reduced(np.maximum if latest else np.minimum, values, bounds, np.nan)
        leads = np.flatnonzero(values == best[odd][where])
        place[odd[where[leads]]] = members[leads]
        shared = odd[np.bincount(where[leads], minlength=len(odd)) > 1]
        place[odd[np.isnan(best[odd])]] = -1
    return best, place, shared


def _at(values: Values, places: Positions, unknown: object) -> Values:
    if not values.size:
        return np.full(len(places), unknown, dtype=values.dtype)
    found = np.take(values, places)
    found[np.flatnonzero(places < 0)] = unknown
    return found


def picked(
    values: Values, by: Values, lead: tuple[Values, Positions, Positions], offsets: Positions, unknown: object
) -> Values:
    """Return, for each list, the one value of its leading members; unknown where they differ."""
    best, place, shared = lead
    result = _at(values, place, unknown)
    if shared.size:
        where, members, bounds = pairs(offsets, shared)
        leads = by[members] == best[shared][where]
        result[shared] = _agreed(values[members], leads, bounds, unknown)
    return result


def _agreed(values: Values, leads: Mask, offsets: Positions, unknown: object) -> Values:
    ends = (math.inf, -math.inf) if values.dtype.kind == "f" else (np.iinfo(values.dtype).max, -1)
    low = reduced(np.minimum, np.where(leads, values, ends[0]).astype(values.dtype), offsets, ends[0])
    high = reduced(np.maximum, np.where(leads, values, ends[1]).astype(values.dtype), offsets, ends[1])
    agreed: Values = np.where(low == high, low, np.asarray(unknown, dtype=values.dtype))
    return agreed


def month(days: Values) -> Values:
    """Return the month of each day, counted in whole months; 0 where the day is unknown."""
    known = np.where(np.isnan(days), 0, days).astype(np.int64)
    if known.size and (known.min() < _MONTHS_FROM or known.max() >= _MONTHS_FROM + len(_MONTHS)):
        return known.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    known -= _MONTHS_FROM
    return np.take(_MONTHS, known)


def months_met(months: Values, within: Mask, first: Values, owner: Positions, offsets: Positions) -> Values:
    """Return how many different months each list has, of those members under a mask, as floats."""
    at = np.flatnonzero(within)
    since = np.take(months, at) - np.take(first, at)
    holders, lists = np.take(owner, at), len(offsets) - 1
    words = int(since.max(initial=0)) // 8 + 1
    if lists * words > _ROOMY * (len(months) + lists):
        each = np.unique(holders * (8 * words) + since)
        return np.bincount(each // (8 * words), minlength=lists).astype(np.float64)
    # A byte for each list and month, counted eight at a time.
    cells = np.zeros(lists * words * 8, dtype=np.bool_)
    cells[holders * (8 * words) + since] = True
    eights = np.bitwise_count(cells.view(np.uint64)).reshape(lists, words)
    return sum((eights[:, word] for word in range(1, words)), eights[:, 0].astype(np.float64))


def divided(one: Any, other: Any) -> Any:
    """Return the quotient; unknown where the divisor is zero."""
    result = np.divide(one, other)
    zero = np.flatnonzero(np.equal(other, 0))
    if not zero.size:
        return result
    if np.ndim(result) and np.ndim(other):
        result[zero] = np.nan
        return result
    return np.full(np.shape(result), np.nan)


def limited(values: Any) -> Any:
    """Return numbers, unknown where they are beyond the greatest number."""
    beyond = np.flatnonzero(np.abs(values) > GREATEST)
    if not beyond.size:
        return values
    return np.where(np.abs(values) <= GREATEST, values, np.nan)


def packed(*masks: Mask) -> Values:
    """Return up to eight masks as the bits of a byte."""
    found = masks[0].astype(np.uint8)
    for place, mask in enumerate(masks[1:], 1):
        found |= mask.view(np.uint8) * np.uint8(1 << place)
    return found


SPACE: Final[Mapping[str, object]] = {
    "among": among,
    "arange": np.arange,
    "bits": np.bitwise_count,
    "counted": counted,
    "divided": divided,
    "exact_sums": exact_sums,
    "fallen": fallen,
    "floor": np.floor,
    "full": np.full,
    "greatest": np.maximum,
    "inf": math.inf,
    "isnan": np.isnan,
    "leading": leading,
    "least": np.minimum,
    "limited": limited,
    "month": month,
    "months_met": months_met,
    "nan": math.nan,
    "number": np.float64,
    "packed": packed,
    "pairs": pairs,
    "picked": picked,
    "reduced": reduced,
    "sized": sized,
    "some": some,
    "stated": stated,
    "take": np.take,
    "where": np.where,
    "word": np.int16,
}
"""The only names that generated source may use."""
