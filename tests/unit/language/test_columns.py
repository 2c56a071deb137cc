"""The graph of operations on columns, and how it is printed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from channelrules.language.columns.graph import LIFT, NO, YES, Column, Graph, Levels, Masks
from channelrules.language.columns.printing import needed, source
from channelrules.language.columns.program import Program
from channelrules.language.columns.shape import Columns
from channelrules.language.parser import infer
from tests.fixtures.evaluators import VOCABULARY, shape_of


@pytest.fixture
def graph() -> Graph:
    return Graph(Levels({"company": (), "network": (), "channel": ("company", "network"), "entry": ("channel",)}))


def run(results: dict[str, Column | Masks], **values: Any) -> tuple[str, dict[str, Any]]:
    """The source of some results, and what it gives for channels 0 and 1 of the company 0, and 2 of the company 1."""
    written = source(results)
    space: dict[str, Any] = {"take": np.take, "packed": packed}
    exec(written, space)
    return written, space["evaluate"](Columns(values, {("channel", "company"): np.array([0, 0, 1])}))


def packed(*masks: Any) -> Any:
    return sum(mask.astype(np.uint8) << place for place, mask in enumerate(masks))


def test_what_is_the_same_is_there_once(graph: Graph) -> None:
    """An operation on the same columns is the same column, whoever wants it; its opposite's opposite is itself."""
    one, other = (graph.given(name, "company") for name in ("company.a", "company.b"))
    assert graph.call("{0} < {1}", one, other) is graph.call("{0} < {1}", one, other)
    assert graph.call("{0} < {1}", one, other) is not graph.call("{0} < {1}", other, one)
    assert graph.given("company.a", "company") is one
    mask = graph.call("{0} < {1}", one, other)
    assert graph.turned(graph.turned(mask)) is mask


def test_constants_are_decided_at_once(graph: Graph) -> None:
    """No line is written for what is known before anything is computed."""
    mask = graph.given("company.a", "company")
    assert graph.all_of(YES, mask) is mask
    assert graph.all_of(mask, NO) is NO
    assert graph.any_of(mask, YES) is YES
    assert graph.any_of(NO, mask, mask) is mask
    assert graph.all_of() is YES
    assert graph.any_of() is NO
    assert graph.turned(YES) is NO
    assert graph.but_not(NO, mask) is NO


def test_what_stands_above_is_combined_there(graph: Graph) -> None:
    """And lifted once, to the level that sees all parts."""
    one, other = (graph.given(name, "company", "{}[0]") for name in ("company.a", "company.b"))
    own = graph.given("channel.a", "channel", "{}[0]")
    made = graph.all_of(own, one, other)
    assert made.level == "channel"
    assert [each.op for each in needed([made])].count(LIFT) == 1


def test_the_level_that_sees_all(graph: Graph) -> None:
    """The highest of them; a level of pairs is one where it was added."""
    assert graph.levels.joined("company", "network", "") == "channel"
    assert graph.levels.joined("company", "entry") == "entry"
    graph.levels.add("channel×things", "channel", "things")
    assert graph.levels.joined("entry", "channel") == "entry"
    assert graph.levels.joined("things", "company") == "channel×things"


def test_masks_are_lifted_together(graph: Graph) -> None:
    """Up to eight in a byte, by one look-up; the results are those of the masks one by one."""
    given = {f"company.m{place}": (np.array([place % 2 == 0, place % 3 == 0]), None) for place in range(10)}
    masks = [graph.given(name, "company", "{}[0]") for name in given]
    lifted: dict[str, Column | Masks] = {mask.reads or "": graph.lift_mask(mask, "channel") for mask in masks}
    written, found = run(lifted, **given)
    assert written.count("packed(") == 2
    assert written.count("take(") == 2
    for name, (mask, _) in given.items():
        assert found[name].tolist() == mask[[0, 0, 1]].tolist()


def test_only_what_counts_is_printed_and_let_go(graph: Graph) -> None:
    """What no result rests on has no line; what is done with is deleted before the end."""
    one, other, unused = (graph.given(f"company.{name}", "company") for name in "abc")
    graph.call("{0} * {1}", unused, one)
    total = graph.call("{0} + {1}", one, other)
    written, found = run({"twice": graph.call("{0} + {0}", total), "a": one}, **{"company.a": 1, "company.b": 2})
    assert found == {"twice": 6, "a": 1}
    assert "company.c" not in written
    kept = re.findall(r"x\d+", written.splitlines()[-1])
    deleted = re.findall(r"x\d+", " ".join(re.findall(r"del (.*)", written)))
    made = re.findall(r"(x\d+) = ", written)
    assert sorted(kept + deleted) == sorted(made)


def test_results_come_by_name() -> None:
    """Masks for yes/no, values for the rest; the program tells which names it reads."""
    wanted = {
        name: (infer(text, VOCABULARY)[0], "channel") for name, text in (("n", "channel.m + 1"), ("c", "channel.a"))
    }
    program = Program.of(shape_of(wanted["n"][0]), wanted)
    values = {"channel.m": np.array([1.0, np.nan]), "channel.a": (np.array([True, False]), np.array([False, False]))}
    found = program.run(Columns(values))
    assert program.needs == {"channel.m", "channel.a"}
    assert list(found) == ["n", "c"]
    np.testing.assert_equal(found["n"], [2, np.nan])
    assert [each.tolist() for each in found["c"]] == [[True, False], [False, False]]
