"""Figures over many lists at once, against the same of one list after the other in plain Python."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from channelrules.language.columns.ragged import (
    among,
    counted,
    exact_sums,
    fallen,
    leading,
    months_met,
    owners,
    picked,
    some,
    stated,
)

SIZES = st.lists(st.integers(0, 12), max_size=12)


def offsets_of(lists: list[list[Any]]) -> Any:
    return np.cumsum([0, *map(len, lists)])


def flat(lists: list[list[Any]], kind: type) -> Any:
    return np.array([each for one in lists for each in one], dtype=kind)


@given(SIZES)
@example([0, 0, 3, 0])
@example([])
def test_every_member_knows_its_list(sizes: list[int]) -> None:
    """Empty lists have none."""
    offsets = np.cumsum([0, *sizes])
    assert owners(offsets).tolist() == [place for place, size in enumerate(sizes) for _ in range(size)]


@given(st.lists(st.lists(st.booleans(), max_size=9), max_size=9), st.booleans())
def test_members_under_a_mask(lists: list[list[bool]], rare: bool) -> None:
    """Few or many, they are counted one way or the other."""
    if rare:
        lists = [[each and place == 0 for place, each in enumerate(one)] for one in lists]
    offsets, mask = offsets_of(lists), flat(lists, np.bool_)
    assert counted(mask, offsets).tolist() == [float(sum(one)) for one in lists]
    assert some(mask, owners(offsets), offsets).tolist() == [any(one) for one in lists]


@given(st.lists(st.lists(st.floats(-1e6, 1e6) | st.integers(-9, 9).map(float), max_size=6), max_size=6))
@example([[2.0**60, 1.0, -(2.0**60)], [0.1, 0.2, 0.3], []])
def test_sums_are_rounded_once(lists: list[list[float]]) -> None:
    """As `math.fsum` rounds, whatever the members are."""
    offsets = offsets_of(lists)
    found = exact_sums(flat(lists, np.float64), owners(offsets), offsets)
    assert found.tolist() == [math.fsum(one) for one in lists]


@given(st.lists(st.lists(st.tuples(st.integers(0, 40) | st.integers(0, 3_000), st.booleans()), max_size=8), max_size=8))
@example([[(0, True), (3_000, True), (3_000, True)]])
def test_months_are_met_once(lists: list[list[tuple[int, bool]]]) -> None:
    """However far they lie apart; those under no mask are not looked at."""
    offsets, members = offsets_of(lists), [each for one in lists for each in one]
    months = np.array([month + 7 for month, _ in members], dtype=np.int64)
    within = np.array([each for _, each in members], dtype=np.bool_)
    first = np.full(len(members), 7, dtype=np.int64)
    found = months_met(months, within, first, owners(offsets), offsets)
    assert found.tolist() == [float(len({month for month, inside in one if inside})) for one in lists]


@given(
    st.lists(st.lists(st.integers(-1, 6) | st.integers(0, 5_000), max_size=6), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 6) | st.integers(0, 5_000)), max_size=20),
)
def test_a_word_stands_in_the_list_it_looks_at(lists: list[list[int]], looks: list[tuple[int, int]]) -> None:
    """The unknown stands in none, and does not make a list hold the unknown."""
    looks = [(holder % len(lists), word) for holder, word in looks]
    offsets = offsets_of(lists)
    holders, words = (np.array([each[place] for each in looks], dtype=np.int64) for place in (0, 1))
    found = among(words, holders, flat(lists, np.int64), owners(offsets), offsets)
    assert found.tolist() == [word >= 0 and word in lists[holder] for holder, word in looks]


@given(st.lists(st.lists(st.none() | st.integers(0, 5), max_size=5), max_size=6), st.booleans())
def test_the_latest_and_the_earliest(lists: list[list[int | None]], latest: bool) -> None:
    """Unknown where the list is empty, where a member has no date, or where those that share it differ."""
    offsets = offsets_of(lists)
    by = np.array([math.nan if each is None else each for one in lists for each in one], dtype=np.float64)
    values = np.arange(len(by), dtype=np.float64) % 3
    lead = leading(by, offsets, fallen(by, owners(offsets)), latest)
    found = picked(values, by, lead, offsets, math.nan).tolist()
    for one, (begin, end), got in zip(lists, itertools.pairwise(offsets), found, strict=True):
        best = None if not one or None in one else (max if latest else min)(each for each in one if each is not None)
        sharing = {values[place] for place in range(begin, end) if by[place] == best}
        wanted = sharing.pop() if best is not None and len(sharing) == 1 else None
        assert (None if math.isnan(got) else got) == wanted


def test_what_is_added_to_the_unknown() -> None:
    """Nothing where it is stated, NaN elsewhere."""
    found = stated(np.array([True, False, True]))
    assert np.array_equal(found, [0.0, math.nan, 0.0], equal_nan=True)


def test_tenths_are_summed_as_exactly_as_halves() -> None:
    """In a list of a few small numbers: 0.1, 0.2 and 0.3 are 0.6, and not the float above it."""
    offsets = np.array([0, 3, 5])
    found = exact_sums(np.array([0.1, 0.2, 0.3, 0.5, 1.5]), owners(offsets), offsets)
    assert found.tolist() == [0.6, 2.0]
