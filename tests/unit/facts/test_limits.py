"""The bounds of what is read: counted before it is parsed, and told in words."""

from __future__ import annotations

import contextlib
import datetime
import json
import tracemalloc
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.facts import limits, yaml
from channelrules.facts.limits import FIRST_AS_OF, FIRST_DAY, LAST_AS_OF, LAST_DAY, MAX_DEPTH, MAX_NODES, weigh
from tests.benchmarks.reading import KINDS

DAY = datetime.date(2026, 11, 1)


def said(text: str, form: str = "toml") -> str:
    try:
        weigh(text, form)
    except cr.ProfileError as error:
        return str(error)
    return ""


def refused(book: cr.Rulebook, data: object) -> str:
    with pytest.raises(cr.Problems) as caught:
        book.parse_profile(data)
    return str(caught.value)


@pytest.mark.parametrize(
    ("part", "nodes"),
    [
        ("a.b.c = 1\n", 2),
        ('"a.b".c = 1\n', 1),
        ("[a.b]\n", 2),
        ("[[a]]\n", 2),
        ("a = [[], {}]\n", 3),
        ("a = { b.c.d = 1 }\n", 3),
    ],
)
def test_what_counts(part: str, nodes: int) -> None:
    """Tables, lists and what dotted keys stand for: as many as fit are read, and not one more."""
    fits = MAX_NODES // nodes
    assert said(part * fits) == ""
    assert said(part * (fits + 1)) == "the file holds more than 40,000 tables and lists"


@pytest.mark.parametrize(
    "part",
    [
        "a = 1.5\n",
        "a = 2026-11-01\n",
        "# [a.b] {}\n",
        'a = "[a.b] = {}"\n',
        "a = '[[{'\n",
        'a = """\n[[[["]\n"""\n',
        "a = '''\n[[[[']\n'''\n",
        'a = "\\"[[["\n',
        'a = """x\\"""[[["""\n',
        'a = """x""""\n',
    ],
)
def test_what_does_not_count(part: str) -> None:
    """Values, comments, and whatever stands in a text."""
    assert said(part * (MAX_NODES + 1)) == ""


def test_depth() -> None:
    """Fifty levels, of brackets or of a dotted key."""
    assert said("a = " + "[" * MAX_DEPTH + "]" * MAX_DEPTH) == ""
    assert said(".".join("a" * MAX_DEPTH) + " = 1") == ""
    for text in ("a = " + "[" * (MAX_DEPTH + 1), ".".join("a" * (MAX_DEPTH + 1)) + " = 1", "a" + " . a" * 60 + " = 1"):
        assert said(text) == "the file is nested deeper than 50 levels"
    assert said("[" * (MAX_DEPTH + 1), "json") == "the file is nested deeper than 50 levels"


def test_a_long_number_is_refused_before_it_is_one() -> None:
    """A parser would take a hundred times its room."""
    assert "more than 10,000 characters" in said("a = 0x" + "f" * 10_001)
    assert said("a = '" + "f" * 10_001 + "'") == ""


def test_json_counts_as_well() -> None:
    """Its tables and lists; what stands in texts does not."""
    assert said("[" + "[]," * (MAX_NODES - 1) + "1]", "json") == ""
    assert "more than 40,000" in said("[" + "[]," * MAX_NODES + "1]", "json")
    assert said(json.dumps(["[[{" * 100_000, '\\"[']), "json") == ""


@pytest.mark.parametrize("form", ["toml", "json", "yaml"])
def test_memory_grows_no_faster_than_the_file(
    book: cr.Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """At most 50 MB plus twenty times the file, for files that are made to be dear; here all of it at a twentieth."""
    makers, largest = KINDS[form]
    for module in (limits, yaml):
        monkeypatch.setattr(module, "MAX_NODES", MAX_NODES // 20)
    for name, make in makers.items():
        file = tmp_path / f"dear.{form}"
        file.write_text(make(largest // 20), encoding="utf-8")
        tracemalloc.start()
        with contextlib.suppress(cr.Problems):
            book.read_profile(file)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert 20 * peak < 50_000_000 + 20 * largest, name


PARTS = ["'", '"', "a.", "[", '"' * 3, "\\", "#", "'" * 3 + " ", "a = ", " . ", '"a".', "1_"]


@pytest.mark.parametrize("part", PARTS)
def test_the_work_of_weighing_grows_with_the_text(part: str) -> None:
    """Twice the text, at most twice the tokens, and each letter is in one of them at most."""
    once, twice = ([found.group() for found in limits._TOKENS["toml"].finditer(part * times)] for times in (500, 1_000))
    assert len(twice) <= 2 * len(once) + 2
    assert sum(map(len, twice)) <= len(part * 1_000)


@pytest.mark.parametrize(("as_of", "day"), [(FIRST_AS_OF, FIRST_DAY), (LAST_AS_OF, LAST_DAY)])
def test_days_at_the_ends_of_the_calendar(book: cr.Rulebook, as_of: datetime.date, day: datetime.date) -> None:
    """Every answer can be had of a company on the first day and on the last, and none beyond."""
    channel = {"id": "fb", "network": "facebook", "status": "active", "last_post_on": day, "editorial_plan": {}}
    plan = {"from": day, "until": day, "entries": [{"on": day}]}
    data = {"format": 1, "as_of": as_of, "company": {"name": "x"}, "channel": [channel], "communication_plan": plan}
    decision = book.assess(book.parse_profile(data), engine="native")
    assert decision.questions
    decision.changes("fb")
    decision.sensitivity("fb")
    more = datetime.timedelta(days=1 if day == LAST_DAY else -1)
    assert "as_of: " in (said := refused(book, {**data, "as_of": as_of + more}))
    assert "a date from 1950-01-01 to 2149-12-31 is expected" in said
    said = refused(book, {**data, "channel": [{**channel, "last_post_on": day + more}]})
    assert "channel[0].last_post_on: " in said
    assert "a date from 1900-01-01 to 2199-12-31 is expected" in said


NONE = [10**400, -(10**400), float("inf"), float("nan"), 1e300, 5e-324, -1e-300, 10**5_000]


@pytest.mark.parametrize("value", NONE, ids=[str(place) for place in range(len(NONE))])
def test_numbers_that_are_none(book: cr.Rulebook, value: float) -> None:
    """Each is refused at the door, as a fact, as a whole number, as a parameter and as a limit."""
    base = {"format": 1, "as_of": DAY, "company": {"name": "x"}}
    for name in ("hours_per_week", "administrators"):
        channel = {"id": "fb", "network": "facebook", "status": "active", name: value}
        assert f"channel[0].{name}: " in refused(book, {**base, "channel": [channel]})
    with pytest.raises(cr.ChannelRulesError):
        book.assess(book.parse_profile({**base, "parameters": {"pages_hard_limit": value}}))
    decision = book.assess(book.parse_profile(base))
    with pytest.raises(cr.OptionError):
        book.assess(decision._case.profile, parameters={"pages_hard_limit": value})
    if not 0 <= value < 1:
        with pytest.raises(cr.OptionError, match="the limit of hours"):
            decision.shortlist(hours=value)


@pytest.mark.parametrize("given", [{}, [], [1], 3, {"a": 1}, None, True, 1.5, DAY, [[]]], ids=str)
@pytest.mark.parametrize("place", ["network", "channel", "waiver", "communication_plan", "company", "format", "as_of"])
def test_anything_in_any_place_is_told(book: cr.Rulebook, given: object, place: str) -> None:
    """A table where a word is expected, a list where a table is: problems, and nothing else."""
    base = {"format": 1, "as_of": DAY, "company": {"name": "x"}}
    whole = {**base, place: given}
    member = {**base, place: [{"id": given, "network": given, "rule": given, "channel": given, "controlled_by": given}]}
    for data in (whole, member):
        with contextlib.suppress(cr.Problems):
            assert book.parse_profile(data).as_of == DAY


def test_problems_are_told_up_to_fifty(book: cr.Rulebook) -> None:
    """And the others are not looked for."""
    channels = [{"id": 3, "network": "facebok", "status": "activ", f"x{number}": 1} for number in range(9_000)]
    waivers = [{"rule": "no-acess", "channel": "x"}] * 9_000
    with pytest.raises(cr.Problems) as caught:
        book.parse_profile(
            {"format": 1, "as_of": DAY, "company": {"name": "x"}, "channel": channels, "waiver": waivers}
        )
    assert len(caught.value.exceptions) == 50


def test_the_docs_state_the_limits(root: Path) -> None:
    """Each number, as people read it."""
    content = (root / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    for name in limits.__all__:
        value = getattr(limits, name)
        if isinstance(value, int | float) and name != "LEAST":
            assert f"{value:,.0f}" in content, name
        elif isinstance(value, datetime.date):
            assert str(value) in content
