"""Where facts stand in a text: every key of whatever a parser reads, and the nearest table of what is missing."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from channelrules.facts.locations import locations, position_in_message, position_of

KEYS = st.text("abc_é \"'\\.[]#=:{},\n", min_size=1, max_size=6)
VALUES = st.recursive(
    st.integers(-9, 9) | st.booleans() | st.text("ab\"'\\\n#[]{},=: é", max_size=8) | st.floats(-2, 2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def paths(value: Any, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every path in plain data with its key, which is none for the member of a list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            below = f"{path}.{key}" if path else key
            yield below, key
            yield from paths(inner, below)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield f"{path}[{place}]", None
            yield from paths(inner, f"{path}[{place}]")


@given(data=st.dictionaries(KEYS, VALUES, max_size=4), form=st.sampled_from(["toml", "json", "yaml"]))
def test_every_key_is_found_where_it_stands(data: dict[str, Any], form: str) -> None:
    """In TOML as a library writes it, and in JSON over several lines, which is YAML, too."""
    text = tomli_w.dumps(data) if form == "toml" else json.dumps(data, indent=1, ensure_ascii=False)
    found, lines = locations(text, form), text.split("\n")
    for path, key in paths(data):
        line, column = found[path]
        rest = lines[line - 1][column - 1 :]
        assert rest
        # Keys that look alike in a path, such as a.b and "a.b", share a place; the others stand there.
        if key is not None and key.isascii() and key.isalnum() and not any(each in path for each in " .[]"):
            assert rest.lstrip("[").startswith((key, f'"{key}"'))


TEXT = '''\
#:schema ./profile.json
format = 1
[company] # the company
"name" = """
[[channel]]
x = 1"""
size = 'sm#all'
[[channel]]
id = "a"
plan = { from = 2026-01-01, entries = [ { on = 2026-01-01 12:00:00 }, # one
  { on = 2 } ] }
[channel.editorial_plan]
renewed_on = 1
  [[channel.followers]]
  count = 1
[[channel]]
id = "b"
  [[channel.followers]]
  [[channel.followers]]
  count = 2
[a.b]
c.d = 1
'''


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ("format", (2, 1)),
        ("company", (3, 1)),
        ("company.name", (4, 1)),
        ("company.size", (7, 1)),
        ("channel", (8, 1)),
        ("channel[0]", (8, 1)),
        ("channel[0].plan.entries[0].on", (10, 43)),
        ("channel[0].plan.entries[1]", (11, 3)),
        ("channel[0].editorial_plan.renewed_on", (13, 1)),
        ("channel[0].followers[0].count", (15, 3)),
        ("channel[1]", (16, 1)),
        ("channel[1].followers[1].count", (20, 3)),
        ("a.b.c.d", (22, 3)),
        ("channel[1].network", (16, 1)),
        ("channel[1].followers[0].count", (18, 3)),
        ("channel[7].id", (8, 1)),
        ("nothing.at.all", (1, 1)),
    ],
)
def test_toml_as_people_write_it(path: str, position: tuple[int, int]) -> None:
    """Headings, dotted and quoted keys, inline tables, comments; what is missing is told at its table."""
    assert tomllib.loads(TEXT)
    assert position_of(path, locations(TEXT, "toml")) == position


@pytest.mark.parametrize("text", ["", "[", "[[", "a", "a = ", "= 1", "[a", "{", '{"a', '{"a": [', '"', "a = '''", "]]"])
@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_text_that_ends_early_ends_the_map(text: str, form: str) -> None:
    """It is no error here: whoever read it has told that."""
    for line, column in locations(text, form).values():
        assert line == 1
        assert 1 <= column <= len(text) + 1


def test_places_in_messages_of_parsers() -> None:
    assert position_in_message("Invalid value (at line 3, column 7)") == (3, 7)
    assert position_in_message("Expecting value: line 2 column 1 (char 6)") == (2, 1)
    assert position_in_message("Invalid value (at end of document)", "a = 1\nb = ") == (2, 5)
    assert position_in_message("the file is empty") == (1, 1)
