"""What is read gives a result or the library's own error, whatever it is: the law, and every finding so far.

``python -m tests.fuzz`` holds the same targets to it for as long as one likes, guided by coverage.
"""

from __future__ import annotations

import contextlib
import datetime
import decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.decision.rulebook import compiled_of
from channelrules.facts.fields import Spec, specification
from channelrules.facts.profile import Channel, CommunicationPlan, Company, EditorialPlan, NetworkFacts, Profile, Waiver
from channelrules.portfolio.judge import OUTCOMES
from channelrules.portfolio.readers import open_source
from channelrules.portfolio.runner import Judging
from channelrules.portfolio.table_schema import COMPANIES, Field
from channelrules.printable import printable
from tests.fuzz.targets import TARGETS, inputs

BOOK = cr.load_rules()
JUDGING = Judging(compiled_of(BOOK), cr.Edition.GUIDANCE, None, {}, frozenset(OUTCOMES))
FINDINGS = [(name, path) for name in TARGETS for path in inputs(name)]
SLOW = {"house": 4, "rules": 10, "options": 4, "yaml": 2}


@pytest.mark.parametrize(("name", "path"), FINDINGS, ids=[f"{name}/{path.name}" for name, path in FINDINGS])
def test_findings(name: str, path: Path) -> None:
    """Nothing that broke a reader once breaks it again."""
    TARGETS[name](path.read_bytes())


def _mutated(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """A text with pieces put in, taken out or written over at some places."""
    made = bytearray(seed)
    for where, length, piece in edits:
        at = int(where * len(made))
        made[at : at + length] = piece
    return bytes(made)


SIGNS = [bytes([each]) for each in b"\"'[]{},\n=.\\#-\x1b\xff\x00"]
WORDS = b'1e999 nan inf 0001-01-01 9999-12-31 5e-324 [[ ]] a.a.a {} [] null true "none" \xed\xa0\x80 \\u0000'.split()
LONG = [b"9" * 400, b"0x" + b"f" * 5_000, b"x" * 1_001]
PIECES = st.one_of(st.binary(max_size=4), st.sampled_from([b"", *SIGNS, *WORDS, *LONG]))
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs(name: str) -> None:
    """Every reader, on texts that are nearly right."""
    seeds = [path.read_bytes() for path in inputs(name)]

    @settings(max_examples=settings().max_examples // SLOW.get(name, 1))
    @given(seed=st.sampled_from(seeds), edits=EDITS)
    def law(seed: bytes, edits: list[tuple[float, int, bytes]]) -> None:
        TARGETS[name](_mutated(seed, edits))

    law()


# --- data of any shape, in the places where facts stand ---

ODD: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**400, -(10**400), 2**53 + 1]),
        st.floats(),
        st.text(st.characters(exclude_categories=()), max_size=6),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.binary(max_size=3),
        st.decimals(),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.integers(), inner, max_size=3),
    max_leaves=6,
)
DATES = st.dates(datetime.date(1899, 12, 1), datetime.date(2200, 2, 1))


def _fact(spec: Spec) -> st.SearchStrategy[Any]:
    words = st.sampled_from([*spec.type.options[:3], "x", "none", "facebook", "2026-11-01", ""])
    numbers = st.sampled_from([0, 1, 2.5, 1e-9, spec.low, spec.high, 1e12, True, "3"])
    return st.one_of(words, numbers, DATES, st.lists(words, max_size=3), ODD)


def _table(cls: type, depth: int = 3) -> st.SearchStrategy[Any]:
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name, spec in specification(cls):
        if spec.table is None:
            fields[spec.key or name] = _fact(spec)
        elif depth:
            inside = _table(spec.table, depth - 1)
            fields[spec.key or name] = (st.lists(inside, max_size=2) if spec.listed else inside) | ODD
    return st.fixed_dictionaries({}, optional=fields)


SOUND: dict[type, dict[str, Any]] = {
    Profile: {"format": 1, "as_of": "2026-11-01", "company": {"name": "x"}},
    Company: {"name": "x"},
    Channel: {"id": "fb", "network": "facebook", "status": "active"},
    Waiver: {"rule": "no-access", "because": "x", "by": "y", "until": "2027-01-01"},
    NetworkFacts: {"id": "own", "account_model": "shared", "designed_for": "both", "main_format": "text"},
}


def _nearly(cls: type) -> st.SearchStrategy[Any]:
    """A table with one or two facts that are odd, the others sound."""
    few = st.lists(st.sampled_from([name for name, _ in specification(cls)]), min_size=1, max_size=2, unique=True)
    keys = {name: spec.key or name for name, spec in specification(cls)}
    return st.builds(
        lambda odd, chosen: {**SOUND.get(cls, {}), **{keys[name]: odd.get(keys[name]) for name in chosen}},
        _table(cls, 2),
        few,
    )


PROFILES = st.builds(
    lambda profile, company, channels, plan, waivers, networks: {
        **profile,
        "company": company,
        "channel": channels,
        "communication_plan": plan,
        "waiver": waivers,
        "network": networks,
    },
    st.just(SOUND[Profile]) | _nearly(Profile),
    st.just(SOUND[Company]) | _nearly(Company),
    st.lists(st.just(SOUND[Channel]) | _nearly(Channel), max_size=2),
    st.none() | _nearly(CommunicationPlan) | _table(CommunicationPlan, 1) | _table(EditorialPlan, 1),
    st.lists(st.just(SOUND[Waiver]) | _nearly(Waiver), max_size=1),
    st.lists(_nearly(NetworkFacts), max_size=1),
)


@given(data=PROFILES | _table(Profile) | ODD)
def test_profiles_of_any_shape(data: Any) -> None:
    """Whatever a caller hands over: a profile that can be judged, or problems that can be shown."""
    said = ""
    try:
        profile = BOOK.parse_profile(data)
        decision = BOOK.assess(profile, engine="native")
        assert {each.id for each in decision.channels} == {each.id for each in profile.channels}
    except cr.ChannelRulesError as error:
        said = str(error)
    assert printable(said, lines=True) == said


# --- columns of any type ---

WORDLIKE: list[Any] = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.null(),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
]
TYPES: list[Any] = [
    *WORDLIKE,
    *(pa.int8(), pa.uint64(), pa.float16(), pa.float32(), pa.decimal128(38, 2), pa.binary()),
    *(pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ns", "UTC"), pa.time32("s")),
    *(pa.list_(pa.string()), pa.large_list(pa.string()), pa.list_(pa.int64()), pa.list_(pa.struct([]))),
    *(pa.struct([("a", pa.int64())]), pa.map_(pa.string(), pa.float64()), pa.map_(pa.int64(), pa.string())),
]
VALUES: list[Any] = [
    *(None, 0, 1, -1, 2.5, 2**62, 1e300, 5e-324, float("nan"), float("inf"), True, decimal.Decimal("1e30")),
    *("", "x", "micro", "[]", "{", "2026-11-01", "1e999", "9" * 400, b"\xff"),
    *(datetime.date(1, 1, 1), datetime.date(9999, 12, 31), ["text"], [None], [], {}, {"a": 1}),
    [("pages_hard_limit", 3.0)],
]


def _column(field: Field) -> st.SearchStrategy[Any]:
    types = [field.type, *TYPES]
    if field.fields:
        types += [pa.struct([("id", each)]) for each in TYPES[:8]] + [
            pa.list_(pa.struct([("id", each)])) for each in TYPES[:8]
        ]
    return st.tuples(st.sampled_from(types), st.sampled_from(VALUES))


@given(data=st.data())
def test_columns_of_any_type(data: st.DataObject) -> None:
    """A table is refused before anything is judged, or its rows are, each by itself; two sound ones stand around it."""
    columns: dict[str, Any] = {"company": pa.array(["before", "odd", "after"])}
    columns["as_of"] = pa.array([datetime.date(2026, 11, 1)] * 3)
    named = {each.name: each for each in COMPANIES if each.name != "company"}
    for name in data.draw(st.lists(st.sampled_from(sorted(named)), min_size=1, max_size=3, unique=True)):
        type_, value = data.draw(_column(named[name]))
        if pa.types.is_map(type_) and value == [None]:
            continue  # of which Arrow makes no array: it ends the process
        with contextlib.suppress(pa.ArrowException, TypeError, ValueError, OverflowError):
            array = pa.array([None, value, None], type_)
            columns[name] = (
                pa.array([datetime.date(2026, 11, 1), value, datetime.date(2026, 11, 1)], type_)
                if (name == "as_of")
                else array
            )
    try:
        portions = list(open_source(pa.table(columns)).portions)
    except cr.PortfolioError:
        return
    (made,) = JUDGING.over(each.rows for each in portions)
    judged = set(made["verdicts"].column("company").to_pylist())
    refused = made["rejected"].to_pylist()
    assert {"before", "after"} <= judged, refused
    assert ("odd" in judged) is not bool(refused)
    assert all("is not written as its column has it" not in row["reason"] for row in refused), columns
