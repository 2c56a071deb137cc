"""Every operator, on every combination of true, false and unknown, in every evaluator."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest

from tests.fixtures.evaluators import DAY, F, T, U, both

AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}


@pytest.mark.parametrize(("a", "b"), AND)
def test_and_or(a: bool | None, b: bool | None) -> None:
    """Kleene's tables."""
    assert both("channel.a and channel.b", a=a, b=b) is AND[a, b]
    assert both("channel.a or channel.b", a=a, b=b) is OR[a, b]


def test_not() -> None:
    """Negation leaves the unknown unknown."""
    assert [both("not channel.a", a=a) for a in (T, F, U)] == [F, T, U]


@pytest.mark.parametrize("op", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize(("m", "n"), list(itertools.product([0, 1, 2.5, None], repeat=2)))
def test_comparisons(op: str, m: float | None, n: float | None) -> None:
    """A comparison is Python's where both sides are known, and unknown elsewhere."""
    wanted = None if m is None or n is None else eval(f"{m} {op} {n}")
    assert both(f"channel.m {op} channel.n", m=m, n=n) is wanted


@pytest.mark.parametrize(("w", "s"), list(itertools.product(["x", "y", None], [(), ("x",), ("x", "y"), None])))
def test_membership(w: str | None, s: tuple[str, ...] | None) -> None:
    """A word is in a set where both are known, and unknown elsewhere."""
    wanted = None if w is None or s is None else w in s
    assert both("channel.w in channel.s", w=w, s=s) is wanted
    assert both("channel.w not in channel.s", w=w, s=s) is (None if wanted is None else not wanted)
    assert both('channel.w in ("x",)', w=w) is (None if w is None else w == "x")


@pytest.mark.parametrize(("m", "n"), list(itertools.product([0, 3, None], repeat=2)))
def test_arithmetic(m: float | None, n: float | None) -> None:
    """Arithmetic with the unknown is unknown, and so is division by zero."""
    unknown = m is None or n is None
    for op in "+-*":
        assert both(f"channel.m {op} channel.n", m=m, n=n) == (None if unknown else eval(f"{m}{op}{n}"))
    assert both("channel.m / channel.n", m=m, n=n) == (None if m is None or not n else m / n)
    assert both("least(channel.m, channel.n)", m=m, n=n) == (None if m is None or n is None else min(m, n))
    assert both("greatest(channel.m, channel.n)", m=m, n=n) == (None if m is None or n is None else max(m, n))


@pytest.mark.parametrize("a", [T, F, U])
def test_choice(a: bool | None) -> None:
    """A choice whose test is unknown is unknown."""
    assert both("channel.m if channel.a else channel.n", a=a, m=1, n=2) == {T: 1, F: 2, U: None}[a]
    assert both("channel.b if channel.a else not channel.b", a=a, b=T) is {T: T, F: F, U: U}[a]


def test_dates() -> None:
    """Days are counted between known dates; months touch both ends."""
    later = datetime.date(2027, 1, 31)
    assert both("channel.e - channel.d", d=DAY, e=later) == 91
    assert both("channel.e - channel.d", d=DAY) is None
    assert both("months_in(channel.d, channel.e)", d=DAY, e=later) == 3
    assert both("months_in(channel.d, channel.e)", d=datetime.date(2026, 1, 31), e=datetime.date(2026, 2, 1)) == 2
    assert both("months_in(channel.d, channel.e)", e=later) is None


SETS = [(), ("x",), ("y",), ("x", "y"), None]


@pytest.mark.parametrize(("s", "t"), list(itertools.product(SETS, repeat=2)))
def test_sets(s: tuple[str, ...] | None, t: tuple[str, ...] | None) -> None:
    """Differences, sizes and overlaps need both sets."""
    unknown = s is None or t is None
    rest = None if unknown else tuple(word for word in s or () if word not in (t or ()))
    assert both("missing(channel.s, channel.t)", s=s, t=t) == rest
    assert both("size(missing(channel.s, channel.t))", s=s, t=t) == (None if rest is None else len(rest))
    assert both("overlaps(channel.s, channel.t)", s=s, t=t) is (None if unknown else bool(set(s or ()) & set(t or ())))


LISTS = [
    [{"q": value} for value in values] for size in range(4) for values in itertools.product([T, F, U], repeat=size)
]


@pytest.mark.parametrize("items", [*LISTS, None])
def test_count_any_all(items: list[dict[str, Any]] | None) -> None:
    """A figure over a list is unknown exactly where an unknown member could change it."""
    held = None if items is None else [item["q"] for item in items]
    count = None if held is None or None in held else held.count(T)
    assert both("count(channel.items, q)", items) == count
    some = None if held is None else T if T in held else U if U in held else F
    assert both("any(channel.items, q)", items) is some
    every = None if held is None else F if F in held else U if U in held else T
    assert both("all(channel.items, q)", items) is every
    assert both("not any(channel.items, q)", items) is (None if some is None else not some)
    for limit in range(3):
        low, high = (0, 99) if held is None else (held.count(T), held.count(T) + held.count(U))
        beyond = T if low > limit else F if high <= limit else U
        assert both(f"count(channel.items, q) > {limit}", items) is beyond
        assert both(f"not count(channel.items, q) > {limit}", items) is (None if beyond is None else not beyond)
        exact = T if low == high == limit else F if high < limit or low > limit else U
        assert both(f"count(channel.items, q) == {limit}", items) is exact
        assert both(f"count(channel.items, q) != {limit}", items) is (None if exact is None else not exact)
        assert both(f"count(channel.items, q) < {limit}", items) is (T if high < limit else F if low >= limit else U)
        assert both(f"count(channel.items, q) <= {limit}", items) is (T if high <= limit else F if low > limit else U)
        assert both(f"count(channel.items, q) >= {limit}", items) is (T if low >= limit else F if high < limit else U)


@pytest.mark.parametrize(
    ("items", "total", "least"),
    [
        ([], 0, None),
        ([{"q": T, "v": 2}, {"q": T, "v": 3}], 5, 2),
        ([{"q": F, "v": None}, {"q": T, "v": 3}], 3, 3),
        ([{"q": T, "v": None}, {"q": T, "v": 3}], None, None),
        ([{"q": U, "v": 2}, {"q": T, "v": 3}], None, None),
        ([{"q": U, "v": 0}, {"q": T, "v": 3}], 3, None),
        (None, None, None),
    ],
)
def test_sum_min_max(items: list[dict[str, Any]] | None, total: float | None, least: float | None) -> None:
    """Sums of nothing are nothing; the least of nothing is unknown."""
    assert both("sum(channel.items.v, q)", items) == total
    assert both("min(channel.items.v, q)", items) == least
    assert both("max(channel.items.v, q)", items) == (None if least is None else 3)


def test_sums_have_bounds() -> None:
    """What is surely there can settle a comparison though the rest is unknown."""
    items: list[dict[str, Any]] = [{"q": T, "v": 5}, {"q": T, "v": None}]
    assert both("sum(channel.items.v, q) > 4", items) is T
    assert both("sum(channel.items.v, q) > channel.m", items, m=6) is U
    assert both("sum(channel.items.v, q) > channel.m", items) is U
    assert both("sum(channel.items.v, q) < 5", items) is F
    assert both("sum(channel.items.v) > 4", None) is U


@pytest.mark.parametrize(
    ("items", "latest", "earliest"),
    [
        (None, None, None),
        ([], None, None),
        ([{"v": 1, "on": DAY}], 1, 1),
        ([{"v": 1, "on": DAY}, {"v": 2, "on": datetime.date(2026, 12, 1)}], 2, 1),
        ([{"v": 1, "on": DAY}, {"v": 2, "on": DAY}], None, None),
        ([{"v": 1, "on": DAY}, {"v": 2}], None, None),
    ],
)
def test_latest_and_earliest(items: list[dict[str, Any]] | None, latest: int | None, earliest: int | None) -> None:
    """The value of the last and first member; unknown where two claim the place or one has no date."""
    assert both("latest(channel.items.v, by=on)", items) == latest
    assert both("earliest(channel.items.v, by=on)", items) == earliest


def test_entries_of_a_plan() -> None:
    """What an entry leaves out, the plan leaves out."""
    items: list[dict[str, Any]] = [{"on": DAY, "word": "x"}, {"word": None}, {"on": datetime.date(2027, 1, 2)}]
    assert both("count(channel.items, not known(on))", items) == 1
    assert both("channel.w in channel.items.word", items, w="x") is T
    assert both("channel.w in channel.items.word", items, w="y") is F
    assert both("channel.w not in channel.items.word", items, w="y") is T
    assert both("channel.w in channel.items.word", None, w="y") is U
    assert both("channel.w in channel.items.word", items) is U
    start, end = datetime.date(2026, 11, 1), datetime.date(2027, 1, 31)
    assert both("empty_months(channel.items.on, channel.d, channel.e)", items, d=start, e=end) == 1
    assert both("empty_months(channel.items.on, channel.d, channel.e)", None, d=start, e=end) is None
    assert both("empty_months(channel.items.on, channel.d, channel.e)", items, d=start) is None
    assert both("count(channel.items, known(word) and word in channel.items.word)", items) == 1


@pytest.mark.parametrize(
    ("values", "latest"),
    [((1, 5, 5), 5), ((9, 5, 5), 5), ((5, 5), 5), ((1, 5, 4), None), ((1, 5, None), None), ((1, None, None), None)],
)
def test_the_latest_of_several_on_one_day(values: tuple[float | None, ...], latest: float | None) -> None:
    """Is known where they agree, whatever stood there before; the first of three is earlier."""
    first = datetime.date(2026, 10, 1)
    days = [DAY] * len(values) if len(values) < 3 else [first, DAY, DAY]
    items = [{"v": value, "on": day} for value, day in zip(values, days, strict=True)]
    assert both("latest(channel.items.v, by=on)", items) == latest
