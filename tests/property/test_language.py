"""The laws of the language.

* Parsing what is rendered gives the same tree.
* Generated Python gives the value that the written semantics gives, on random expressions.
"""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
)
from channelrules.language.parser import infer
from channelrules.language.printer import render
from channelrules.language.semantics import Facts, evaluate
from tests.fixtures.evaluators import DAY, VOCABULARY, both, in_columns

_ITEM_TESTS = st.sampled_from(
    [None, Item("q"), Known(Item("v")), Not(Known(Item("on"))), Compare(">", Item("v"), Literal(1))]
)


def _numbers(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(
            lambda op, *parts: Operation(op, parts),
            st.sampled_from(["+", "-", "*", "/", "least", "greatest"]),
            inner,
            inner,
        ),
    )


NUMBERS: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(
        st.sampled_from(
            [
                Name("channel.m"),
                Name("channel.n"),
                Literal(2),
                Literal(-1),
                Literal(0.5),
                Operation("size", (Name("channel.s"),)),
            ]
        ),
        st.builds(lambda where: Aggregate("count", "channel.items", None, where), _ITEM_TESTS),
        st.builds(
            lambda kind, where: Aggregate(kind, "channel.items", "v", where),
            st.sampled_from(["sum", "min", "max"]),
            _ITEM_TESTS,
        ),
        st.builds(lambda kind: Pick(kind, "channel.items", "v", "on"), st.sampled_from(["latest", "earliest"])),
    ),
    _numbers,
    max_leaves=4,
)
_TESTS: st.SearchStrategy[Expression] = st.one_of(
    st.sampled_from(
        [
            Name("channel.a"),
            Name("channel.b"),
            Literal(True),
            Member(Name("channel.w"), Literal(("x", "y"))),
            Member(Name("channel.w"), Name("channel.s")),
            Operation("overlaps", (Name("channel.s"), Name("channel.t"))),
            Compare("==", Name("channel.w"), Literal("x")),
            Compare("<", Operation("days", (Name("channel.e"), Name("channel.d"))), Literal(3)),
            Aggregate("any", "channel.items", None, Item("q")),
            Aggregate("all", "channel.items", None, Item("q")),
        ]
    ),
    st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS, NUMBERS),
)
CONDITIONS: st.SearchStrategy[Expression] = st.recursive(
    _TESTS,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(lambda parts: And(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: Or(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(Choose, inner, inner, inner),
    ),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries(
    {
        **dict.fromkeys("ab", st.sampled_from([True, False, None])),
        **dict.fromkeys("mn", st.sampled_from([None, 0, 1, 2, 2.5])),
        **dict.fromkeys("de", st.sampled_from([None, DAY, DAY + datetime.timedelta(days=2)])),
        **dict.fromkeys("st", st.sampled_from([None, (), ("x",), ("x", "y")])),
        "w": st.sampled_from([None, "x", "y"]),
    }
)
ITEMS = st.one_of(
    st.none(),
    st.lists(
        st.fixed_dictionaries(
            {
                "q": st.sampled_from([True, False, None]),
                "v": st.sampled_from([None, 0, 2]),
                "on": st.sampled_from([None, DAY, DAY + datetime.timedelta(days=1)]),
            }
        ),
        max_size=3,
    ),
)


@given(node=CONDITIONS)
def test_parsing_what_is_rendered_gives_the_same_tree(node: Expression) -> None:
    """Nothing is lost on the way to text and back."""
    assert infer(render(node), VOCABULARY)[0] == node


@given(node=CONDITIONS, values=VALUES, items=ITEMS)
def test_generated_python_is_the_semantics(node: Expression, values: dict[str, Any], items: Any) -> None:
    """Every evaluator agrees on random expressions and random facts."""
    both(render(node), items, **values)


@given(node=CONDITIONS, rows=st.lists(st.tuples(VALUES, ITEMS), max_size=6))
def test_columns_are_the_semantics_row_by_row(node: Expression, rows: list[tuple[dict[str, Any], Any]]) -> None:
    """Many rows at once, each with a list of its own or none, say what each row says alone."""
    facts = [
        Facts({f"channel.{name}": value for name, value in values.items()}, {"channel.items": items})
        for values, items in rows
    ]
    assert in_columns(node, facts) == [evaluate(node, each) for each in facts]
