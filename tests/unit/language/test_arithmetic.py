"""The one arithmetic, in every evaluator."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channelrules.language.arithmetic import EXACT, GREATEST, result
from channelrules.language.nodes import Aggregate, Compare, Expression, Literal, Name, Operation, nodes
from channelrules.language.parser import infer
from tests.fixtures.evaluators import VOCABULARY, both

NUMBERS = st.one_of(
    st.integers(0, 10**12),
    st.floats(0, 1e12),
    st.sampled_from([0, 1, 3, 2**52 + 1, 2**53, 0.1, 1e-300, 5e-324, 1e90]),
)


@given(op=st.sampled_from("+-*/"), m=NUMBERS, n=NUMBERS)
def test_one_operation_is_rounded_once(op: str, m: float, n: float) -> None:
    """As floats are: whole numbers beyond 2^53 too; beyond the greatest number, and by zero, it is unknown."""
    found = both(f"channel.m {op} channel.n", m=m, n=n)
    one, other = float(m), float(n)
    if op == "/" and other == 0:
        assert found is None
        return
    wanted = {"+": one + other, "-": one - other, "*": one * other, "/": one / other if other else 0.0}[op]
    assert found == (wanted if abs(wanted) <= GREATEST else None)


@given(values=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=4))
def test_a_chain_is_rounded_at_every_step(values: list[tuple[float, float]]) -> None:
    """Generated Python and columns give what the written semantics gives, to the last place."""
    text = " * ".join(["(channel.m + channel.n)"] * len(values))
    both(f"({text}) / channel.n - channel.m > 1", m=values[0][0], n=values[0][1])


@given(st.lists(st.one_of(NUMBERS, st.sampled_from([1e100, 9e99])), max_size=4))
def test_sums_of_lists(given: list[float]) -> None:
    """Rounded once from the exact sum; a sum beyond the greatest number has bounds, and no value."""
    items: list[dict[str, Any]] = [{"q": True, "v": value} for value in given]
    total = math.fsum(given)
    assert both("sum(channel.items.v)", items) == (total if total <= GREATEST else None)
    assert both("sum(channel.items.v) >= 1", items) is (total >= 1)


def test_results() -> None:
    """The ends of what is exact, and of what there is."""
    assert result(2**53) == EXACT
    assert result(2**53 + 1) == EXACT
    assert isinstance(result(2**53 + 1), float)
    assert result(GREATEST) == GREATEST
    assert result(math.nextafter(GREATEST, math.inf)) is None
    assert result(math.inf) is None
    assert result(math.nan) is None


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("channel.m + channel.n", True),  # nobody has said how great they can be
        ("2 * 3 + 4", False),
        ("1e15 * 1e15", True),
        ("1 / 2", False),
        ("1 / channel.m", True),
        ("count(channel.items) * count(channel.items)", False),
        ("(channel.e - channel.d) * 1000", False),
    ],
)
def test_where_nothing_can_be_rounded_nothing_is_checked(text: str, wide: bool) -> None:
    """The parser knows how great a result can be."""
    node, _ = infer(text, VOCABULARY)
    assert any(isinstance(each, Operation) and each.wide for each in nodes(node)) is wide


def test_a_choice_has_the_lower_end_of_both() -> None:
    """So that no sum takes a list for one without negative numbers."""
    _, found = infer("channel.m if channel.a else -5", VOCABULARY)
    assert (found.low, found.most) == (-5, GREATEST)
    assert infer("months_in(channel.d, channel.e)", VOCABULARY)[1].low is None


def test_literals_are_told_apart() -> None:
    """A number is not a yes, though Python holds them to be equal."""
    one, yes = Literal(1), Literal(value=True)
    assert one != yes
    assert len({one, yes, Literal(1.0)}) == 3
    tree: Expression = Compare("==", Name("channel.a"), yes)
    assert tree == Compare("==", Name("channel.a"), Literal(value=True))
    assert Aggregate("sum", "l", "v", wide=True) == Aggregate("sum", "l", "v", wide=False)
