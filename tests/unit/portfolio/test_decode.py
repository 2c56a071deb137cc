"""Columns of Arrow to columns of NumPy: whatever stands under a null, and wherever a slice begins."""

from __future__ import annotations

import datetime
import itertools
import math
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channelrules.facts.fields import Spec
from channelrules.facts.limits import LEAST
from channelrules.language.columns.shape import day_number
from channelrules.language.types import number, text
from channelrules.portfolio.decode import dates, encoded, flags, numbers, offsets_of, repeated, valid, wrong

SPEC = Spec(number("posts"), "posts", low=0, high=1_000)
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1))


def sliced(values: list[Any], kind: pa.DataType, cut: int) -> tuple[list[Any], pa.Array]:
    """Values, and the slice of an array that holds them between others."""
    around = [values[0] if values else None] * cut
    return values, pa.array([*around, *values, *around], kind).slice(cut, len(values))


def plain(values: Any) -> list[Any]:
    return [None if math.isnan(each) else each for each in values.tolist()]


@pytest.mark.parametrize("kind", [pa.float64(), pa.float32(), pa.int64(), pa.uint8(), pa.decimal128(8, 0)], ids=str)
@given(values=st.lists(st.none() | st.integers(0, 200), max_size=30), cut=st.integers(0, 17))
def test_numbers_are_what_the_column_states(kind: pa.DataType, values: list[int | None], cut: int) -> None:
    """Of every type, from anywhere in an array; NaN where nothing is stated."""
    given_, array = sliced(values, kind, cut)
    found, bad = numbers(array, SPEC)
    assert plain(found) == given_
    assert bad is None
    assert valid(array).tolist() == [each is not None for each in given_]


@given(values=st.lists(st.none() | st.floats(-5, 1_005, width=32), max_size=30), cut=st.integers(0, 17))
def test_numbers_out_of_their_range_are_told(values: list[float | None], cut: int) -> None:
    """Just those, and what is not stated is in no range."""
    given_, array = sliced(values, pa.float64(), cut)
    _, bad = numbers(array, SPEC)
    wanted = [each is not None and (not 0 <= each <= 1_000 or 0 < each < LEAST) for each in given_]
    assert (bad is not None) == any(wanted)
    assert bad is None or bad.tolist() == wanted


@given(values=st.lists(st.none() | DAYS, max_size=30), cut=st.integers(0, 17))
def test_days_are_what_the_column_states(values: list[datetime.date | None], cut: int) -> None:
    """As days since 1970."""
    given_, array = sliced(values, pa.date32(), cut)
    found, bad = dates(array)
    assert plain(found) == [None if each is None else day_number(each) for each in given_]
    assert bad is None


@given(values=st.lists(st.none() | st.booleans(), max_size=30), cut=st.integers(0, 17))
def test_yes_and_no_are_what_the_column_states(values: list[bool | None], cut: int) -> None:
    """Two masks; neither holds where nothing is stated."""
    given_, array = sliced(values, pa.bool_(), cut)
    true, false, _ = flags(array)
    assert true.tolist() == [each is True for each in given_]
    assert false.tolist() == [each is False for each in given_]


@pytest.mark.parametrize("coded", [True, False])
@given(values=st.lists(st.none() | st.sampled_from("abc"), max_size=30), cut=st.integers(0, 17))
def test_texts_are_what_the_column_states(coded: bool, values: list[str | None], cut: int) -> None:
    """As places in a list of words, the first of which says nothing."""
    given_, array = sliced(values, pa.dictionary(pa.int8(), pa.string()) if coded else pa.string(), cut)
    places, words = encoded(array)
    assert words.take(pa.array(places)).to_pylist() == given_
    assert words[0].as_py() is None


def test_what_stands_under_a_null_does_not_count() -> None:
    """Arrow lets anything stand there, in values, words and lists."""
    hidden = pa.Array.from_buffers(
        pa.float64(), 3, [pa.py_buffer(b"\x05"), pa.py_buffer(np.array([1.0, -9.0, 2.0]))], null_count=1
    )
    found, bad = numbers(hidden, SPEC)
    assert plain(found) == [1.0, None, 2.0]
    assert bad is None
    lists = pa.ListArray.from_arrays(
        pa.array([0, 2, 4, 5]), pa.array([1, 2, 3, 4, 5]), mask=pa.array([False, True, False])
    )
    offsets, members = offsets_of(lists)
    assert offsets.tolist() == [0, 2, 2, 3]
    assert members.to_pylist() == [1, 2, 5]


@pytest.mark.parametrize("kind", [pa.list_, pa.large_list, pa.list_view], ids=["list", "large", "view"])
@given(
    values=st.lists(st.none() | st.lists(st.integers(0, 9), max_size=4), max_size=12),
    cut=st.integers(0, 5),
)
def test_lists_are_what_the_column_states(kind: Any, values: list[list[int] | None], cut: int) -> None:
    """Their members one after another, and where each list begins and ends."""
    given_, array = sliced(values, kind(pa.int64()), cut)
    offsets, members = offsets_of(array)
    told = members.to_pylist()
    assert [told[begin:end] for begin, end in itertools.pairwise(offsets)] == [each or [] for each in given_]
    assert len(told) == offsets[-1]


@given(st.lists(st.lists(st.integers(-1, 40), max_size=50), max_size=6))
def test_a_value_that_stands_twice_is_found(lists: list[list[int]]) -> None:
    """In long lists and short ones; what is not stated may stand there often."""
    offsets = np.cumsum([0, *map(len, lists)])
    owner = np.repeat(np.arange(len(lists)), [len(each) for each in lists])
    values = np.array([value for each in lists for value in each], dtype=np.int64)
    stated = [[value for value in each if value >= 0] for each in lists]
    assert repeated(values, owner, offsets).tolist() == [len(set(each)) < len(each) for each in stated]


@pytest.mark.parametrize("spec", [Spec(text, "a text"), Spec(text, "an id", identifier=True)], ids=["text", "id"])
def test_few_texts_and_many_are_checked_alike(spec: Spec) -> None:
    """Blank ones, long ones, ones that nobody can see, ones of any script."""
    odd = ["a", " a ", "", " ", "\u3000", "é", "카페", "A b", "a\nb", "a\x01", "x" * 100, "x" * 101, "x" * 1_001, None]
    few = wrong(pa.array(odd, pa.string()), spec)
    many = wrong(pa.array([*odd, *(f"w{number}" for number in range(300))], pa.string()), spec)
    assert many.tolist() == [*few.tolist(), *[False] * 300]
    assert few.any()
    assert not few.all()
