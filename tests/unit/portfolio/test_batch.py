"""What a row may not be: refused for the reason for which a file would be, and nothing else is lost."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules import portfolio
from channelrules.portfolio.profiles import checked_data_of
from channelrules.portfolio.table_schema import SCHEMA
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import agree, profiles_of, rows

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 1)
LATE = datetime.date(2037, 11, 1)
OFTEN = [{"every": ["monday", "tuesday", "wednesday", "thursday"]}] * 6


def row(key: str = "a", /, **given: Any) -> dict[str, Any]:
    channel = {"id": "fb", "network": "facebook", "status": "active"} | given.pop("channel", {})
    return {"company": key, "as_of": DAY, "channels": [channel], **given}


def judged(*given: dict[str, Any], **options: Any) -> portfolio.Portfolio:
    return portfolio.assess(pa.Table.from_pylist(list(given), schema=SCHEMA), rulebook=BOOK, **options)


BROKEN: list[tuple[dict[str, Any], str]] = [
    (row(channel={"status": "sleeping"}), "channel[0].status: 'sleeping' is given, one of planned"),
    (row(channel={"network": None}), "channel[0].network: this key is missing"),
    (row(channel={"network": "facebok"}), "the network 'facebok' is not in the rulebook"),
    (row(channel={"id": "Fb"}), "channel[0].id: 'Fb' is given"),
    (row(channel={"administrators": -1}), "-1 is given, a whole number of people from 0"),
    (row(channel={"engagement_rate": 1.5}), "channel[0].engagement_rate: 1.5 is given"),
    (row(channel={"hours_per_week": math.nan}), "channel[0].hours_per_week: nan is given"),
    (row(channel={"hours_per_week": math.inf}), "channel[0].hours_per_week: inf is given"),
    (row(channel={"benefit": " "}), "an empty text is given"),
    (row(channel={"last_post_on": datetime.date(1850, 1, 1)}), "channel[0].last_post_on: 1850-01-01"),
    (row(channel={"stands_for": "person", "fronted_by": "company"}), "not fronted by the company"),
    (row(channel={"company_is_admin": True, "administrators": 0}), "there is none"),
    (row(channel={"original_posts_per_month": 3, "posts_published_per_month": 2}), "3 original posts are more than"),
    (row(channel={"return_per_month": 3, "return_measured": False}), "an amount is given for what is not measured"),
    (row(channel={"followers": [{"on": DAY, "count": None}]}), "followers[0].count: this key is missing"),
    (row(channel={"followers": [{"on": DAY, "count": 1}, {"on": DAY, "count": 2}]}), "bear the same day"),
    (row(channel={"editorial_plan": {"exists": False, "renewed_on": DAY}}), "what is said not to exist"),
    (row(formats=["text", "text"]), "a word stands twice"),
    (row(formats=["texts"]), "'texts' is not one of"),
    (row(formats=["website"]), "'website' is not one of"),
    (row(size="giant"), "size: 'giant' is given"),
    (row(hours_per_week=-1), "company.hours_per_week: -1"),
    (row(communication_plan={"starts_on": DAY, "ends_on": datetime.date(2026, 1, 1)}), "before it starts"),
    (row(communication_plan={"exists": False, "levels": ["social"]}), "what is said not to exist"),
    (row(communication_plan={"entries": [{"id": "x"}, {"id": "x"}]}), "two entries have the id 'x'"),
    (row(communication_plan={"entries": [{"to": []}]}), "an empty list is given"),
    (row(communication_plan={"entries": [{"to": ["fb", "fb"]}]}), "a word stands twice"),
    (row(communication_plan={"entries": [{"to": ["fb", " "]}]}), "an empty text is given"),
    (row(communication_plan={"entries": [{"to": ["fb", None]}]}), "something other than words"),
    (row(communication_plan={"entries": [{"to": [f"c{n}" for n in range(101)]}]}), "at most 100 words"),
    (row(communication_plan={"entries": [{"every": []}]}), "an empty list is given"),
    (row(communication_plan={"entries": [{"every": ["mondays"]}]}), "'mondays' is not one of"),
    (row(communication_plan={"entries": [{"until": DAY}]}), "does not recur"),
    (row(channel={"editorial_plan": {"entries": [{"on": DAY, "until": DAY}]}}), "does not recur"),
    (
        row(channel={"editorial_plan": {"entries": [{"on": DAY, "every": ["monday"], "until": DAY}]}}),
        "none of the days",
    ),
    (row(communication_plan={"starts_on": DAY, "ends_on": LATE, "entries": [{"every": ["monday"]}]}), "ten years"),
    (
        row(communication_plan={"starts_on": DAY, "ends_on": LATE - datetime.timedelta(days=400), "entries": OFTEN}),
        "come out",
    ),
    (row(channel={"rests_from": DAY, "rests_until": datetime.date(2026, 1, 1)}), "before it begins"),
    (row(channel={"results_per_month": [{"what": "a", "count": 1}, {"what": "a", "count": 2}]}), "counted twice"),
    (row(channel={"results_per_month": [{"what": "a", "count": -1}]}), "-1"),
    (row(provenance=[{"path": "channel[tt].account", "how": "said"}]), "there is no channel 'tt'"),
    (row(provenance=[{"path": "channel[fb].acount", "how": "said"}]), "Did you mean 'channel[fb].account'"),
    (row(provenance=[{"path": "company.size", "how": "heard"}]), "'heard' is given"),
    (row(waivers=[{"rule": "no-acess", "because": "x", "by": "y", "until": DAY}]), "there is no rule 'no-acess'"),
    (row(waivers=[{"rule": "no-access"}]), "waiver[0].because: this key is missing"),
    (
        row(waivers=[{"rule": "no-access", "channel": "tt", "because": "x", "by": "y", "until": DAY}]),
        "there is no channel 'tt'",
    ),
    (row(networks=[{"id": "own"}]), "network[0].account_model: this key is missing"),
    (row(parameters=[("pages_hard_limt", 3)]), "there is no parameter 'pages_hard_limt'"),
    (row(parameters=[("pages_hard_limit", 300)]), "is between 1 and 50, 300 is given"),
    ({**row(), "as_of": None}, "as_of: this key is missing"),
    ({**row(), "company": None}, "company: nothing is given"),
    ({**row(), "company": " "}, "company"),
    ({**row(), "channels": [None]}, "a table is expected"),
    ({**row(), "channels": [row()["channels"][0]] * 2}, "two of them have the id 'fb'"),
]


def test_a_word_that_is_neither_yes_nor_no_is_refused() -> None:
    """In a table of texts, where nothing else holds a word in a column of yes and no."""
    channel = {"id": "fb", "network": "facebook", "status": "active", "return_measured": "perhaps"}
    table = pa.Table.from_pylist([{"company": "a", "as_of": DAY, "channels": [channel]}])
    (refused,) = portfolio.assess(table, rulebook=BOOK).rejected.to_pylist()
    assert "return_measured: 'perhaps' is given" in refused["reason"]


@pytest.mark.parametrize(("broken", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_a_broken_row_is_refused_with_its_reason(broken: dict[str, Any], why: str) -> None:
    """The rows around it are judged as if it were not there, and the counts add up."""
    found = judged(row("before"), broken, row("after"))
    (refused,) = found.rejected.to_pylist()
    assert why in refused["reason"]
    assert (refused["row"], refused["company"]) == (1, broken["company"])
    assert (found.tally.companies, found.tally.judged, found.tally.rejected) == (3, 2, 1)
    assert rows(found.verdicts) == rows(judged(row("before"), row("after")).verdicts)


@pytest.mark.parametrize(
    "to",
    [
        pa.array([["fb", "website"]]),
        pa.array([[" fb ", "website"]]),
        pa.array(["fb, website"]),
        pa.array(['["fb"; "website"]']),
        pa.array([["fb", "website"]], pa.large_list(pa.dictionary(pa.int8(), pa.string()))),
    ],
    ids=str,
)
def test_destinations_are_lists_or_texts(to: pa.Array) -> None:
    """A struct of texts, as it was before entries could go to several places, says the same as a list."""
    plain = ["fb", "website"] if " fb " not in str(to) else [" fb ", "website"]
    entries = pa.ListArray.from_arrays(pa.array([0, 1]), pa.StructArray.from_arrays([to], ["to"]))
    plan = pa.StructArray.from_arrays([entries], ["entries"])
    known = pa.Table.from_pylist([row()], schema=SCHEMA).drop_columns(["communication_plan"])
    table = known.append_column("communication_plan", plan)
    (profile,) = [profile for _, profile in profiles_of(table)]
    assert isinstance(profile.communication_plan, cr.CommunicationPlan)
    assert profile.communication_plan.entries == (cr.PlanEntry(to=plain),)
    agree(BOOK, portfolio.assess(table, rulebook=BOOK), [("a", profile)])


def test_a_cell_of_json_may_hold_a_word_for_a_list() -> None:
    """As a file may."""
    plan = {"starts_on": "2026-11-01", "ends_on": "2026-12-31", "entries": [{"every": "friday", "to": "fb"}]}
    table = pa.table({"company": ["a"], "as_of": [DAY], "communication_plan": [json.dumps(plan)]})
    found = portfolio.assess(table, rulebook=BOOK)
    assert found.tally.judged == 1
    agree(BOOK, found, list(profiles_of(table)))


def test_what_is_only_shown_is_missed_by_nobody() -> None:
    """An address, a note and how facts are known are columns that decide nothing."""
    shown = {"url": "https://example.org", "note": "first line\nsecond line"}
    known = [{"path": "channel[fb].account", "how": "said"}]
    given = row(channel=shown, provenance=known)
    assert rows(judged(given).findings) == rows(judged(row()).findings)
    assert portfolio.profile(pa.Table.from_pylist([given], schema=SCHEMA), "a").channels[0].note == shown["note"]


def test_a_company_in_two_rows_is_judged_by_the_first() -> None:
    """In one piece and across pieces."""
    given = [row("a"), row("b"), row("a", hours_per_week=3), row("c"), row("b")]
    for size in (1, 2, 100):
        found = judged(*given, size=size)
        assert found.rejected.column("row").to_pylist() == [2, 4]
        assert found.rejected.column("reason").to_pylist()[0].startswith("company: another row before it")
        assert found.tally.judged == 3


def test_what_is_not_stated_is_unknown() -> None:
    """A struct with nothing in it, a list left out and an empty table say nothing; an empty list says that."""
    same = [
        row(communication_plan=None),
        row(communication_plan={"exists": None, "levels": None}),
    ]
    known = row(communication_plan={"entries": []})
    first, second = (judged(each).findings for each in same)
    assert rows(first) == rows(second)
    assert rows(judged(known).findings) != rows(first)
    empty = judged()
    assert (empty.tally.companies, empty.verdicts.num_rows, empty.findings.num_rows) == (0, 0, 0)
    assert judged({**row(), "channels": None}).tally.channels == 0


def test_dates_beyond_the_calendar_are_refused() -> None:
    """Arrow has days that Python has not."""
    table = pa.table({"company": ["a", "b"], "as_of": pa.array([20_000, 3_000_000], pa.int32()).cast(pa.date32())})
    (refused,) = portfolio.assess(table, rulebook=BOOK).rejected.to_pylist()
    assert (refused["row"], refused["company"]) == (1, "b")
    assert refused["reason"].startswith("a value cannot be read: ")


def test_types_that_databases_have() -> None:
    """Times of day are cut off, decimals are numbers, whole numbers can be keys; a row is the same profile."""
    table = pa.table(
        {
            "company": pa.array([7, 8]),
            "as_of": pa.array([datetime.datetime(2026, 11, 1, 12), None], pa.timestamp("us")),  # noqa: DTZ001 - as databases have it
            "hours_per_week": pa.array(["1.50", "-3.00"]).cast(pa.decimal128(6, 2)),
            "formats": pa.array([["text"], None]).cast(pa.large_list(pa.dictionary(pa.int8(), pa.string()))),
        }
    )
    found = portfolio.assess(table, rulebook=BOOK)
    assert found.tally.judged == 1
    (refused,) = found.rejected.to_pylist()
    assert refused["company"] == "8"
    assert "company.hours_per_week: -3.0 is given" in refused["reason"]
    assert "as_of: this key is missing" in refused["reason"]
    profile = portfolio.profile(table, "7")
    assert (profile.as_of, profile.company.hours_per_week, profile.company.formats) == (DAY, 1.5, ("text",))


(_WHOLE,) = batches(1, seed=5)

_FAULTS = st.sampled_from([None, -1, 0, 1, 2.5, math.nan, "x", "asset", "", True, DAY, [], ["text"]])
_PLACES = st.sampled_from(
    [*(("channels", name) for name in [each.name for each in SCHEMA.field("channels").type.value_type])]
    + [("row", name) for name in SCHEMA.names if name not in {"channels", "company"}]
)


@settings(max_examples=100)
@given(faults=st.lists(st.tuples(_PLACES, _FAULTS), min_size=1, max_size=3))
def test_columns_refuse_what_the_reader_refuses_and_nothing_else(faults: list[Any]) -> None:
    """Any value in any place: a row is refused exactly where no profile could be read from it."""
    (given_,) = _WHOLE.to_pylist()
    for (holder, name), value in faults:
        target = given_["channels"][0] if holder == "channels" else given_
        form = SCHEMA.field("channels").type.value_type if holder == "channels" else SCHEMA
        try:
            (target[name],) = pa.array([value], form.field(name).type).to_pylist()
        except (pa.ArrowException, TypeError, ValueError):
            continue
    try:
        profile = BOOK.parse_profile(checked_data_of(given_))
        BOOK.assess(profile, engine="native")
        readable = True
    except (cr.Problems, cr.ChannelRulesError):
        readable = False
    found = judged(given_)
    assert found.tally.judged == readable, found.rejected.to_pylist()
    if not readable:
        (reason,) = found.rejected.column("reason").to_pylist()
        assert "is not written as its column has it" not in reason
