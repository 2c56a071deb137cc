"""Facts of a house's own: declared as data, seen wherever ours are, refused where they are wrong."""

from __future__ import annotations

import json
import pickle
import shutil
import tomllib
from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pyarrow as pa
import pytest

import channelrules as cr
from channelrules.faces.interview import Conversation
from channelrules.portfolio import assess, profile
from channelrules.portfolio import schema as columns
from channelrules.portfolio.profiles import table
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.portfolios import agree

NORD = ROOT / "docs" / "examples" / "house-rules"
BOOK = cr.load_rules(house=NORD)
PLAIN = cr.load_rules()
DATA: dict[str, Any] = {
    "format": 1,
    "as_of": "2026-11-01",
    "company": {"name": "Bakery", "hours_per_week": 2, "locations": 5},
    "channel": [
        {"id": "fb", "network": "facebook", "status": "active", "answers_within_hours": 30},
        {"id": "ig", "network": "instagram", "status": "active"},
    ],
    "provenance": [{"fact": "channel[fb].answers_within_hours", "how": "seen", "by": "Ada"}],
    "house": "Nord Consulting",
}
BAKERY = BOOK.parse_profile(DATA)
ASSET: dict[str, Any] = {
    "format": 1,
    "as_of": "2026-11-01",
    "company": {
        "name": "Bakery",
        "size": "micro",
        "marketing_levels": ["website", "social"],
        "formats": ["text", "image"],
        "hours_per_week": 6,
        "hours_per_week_long_term": 6,
        "locations": 3,
    },
    "channel": [
        {
            "id": "fb",
            "network": "facebook",
            "status": "active",
            "account": "company_page",
            "stands_for": "company",
            "fronted_by": "company",
            "run_by": "company",
            "company_is_admin": True,
            "administrators": 2,
            "role": "asset",
            "benefit": "bookings",
            "hours_per_week": 3,
            "posts_planned_per_month": 8,
            "posts_published_per_month": 8,
            "original_posts_per_month": 6,
            "posts_postponed": 0,
            "last_post_on": "2026-10-28",
            "sponsored_spend_per_month": 0,
            "return_per_month": 200,
            "cost_per_month": 100,
            "followers": [{"on": "2026-05-01", "count": 400}, {"on": "2026-11-01", "count": 500}],
            "answers_within_hours": 24,
            "editorial_plan": {
                "renewed_on": "2026-10-20",
                "entries": [{"on": "2026-11-05", "content": "bread", "plan_entry": "n"}],
            },
        }
    ],
    "communication_plan": {
        "from": "2026-07-01",
        "until": "2026-12-31",
        "written_on": "2026-06-20",
        "market_reviewed_on": "2026-09-01",
        "levels": ["website", "social"],
        "entries": [{"id": "n", "every": ["thursday"], "content": "bread", "to": ["fb", "website"]}],
    },
}
FACT = """
["{name}"]
type = "{type}"
meaning = "m"
{more}
["{name}".ask]
on_the_spot = true
text = "q?"
"""


def changed(**tables: dict[str, Any]) -> dict[str, Any]:
    """The data of the bakery, with other keys in the company and the first channel."""
    company = {**DATA["company"], **tables.get("company", {})}
    channel = {**DATA["channel"][0], **tables.get("channel", {})}
    return {**DATA, "company": company, "channel": [channel, DATA["channel"][1]]}


def without(problem: str, read: Any, data: Any) -> list[str]:
    """The lines of what is wrong with a profile, each of which says some words."""
    with pytest.raises(cr.Problems) as caught:
        read(data)
    return [str(each) for each in caught.value.exceptions if problem in str(each)]


def house(folder: Path, name: str, facts: str) -> Path:
    """A house that says nothing but what facts it declares."""
    folder.mkdir()
    (folder / "house.toml").write_text(f'name = "{name}"\nauthor = "A"\nformat = 1\n', encoding="utf-8")
    (folder / "facts.toml").write_text(facts, encoding="utf-8")
    return folder


def declared(name: str, type_: str = "yes_no", more: str = "") -> str:
    return FACT.format(name=name, type=type_, more=more)


def refused(*houses: Path) -> str:
    with pytest.raises(cr.Problems) as caught:
        cr.load_rules(house=houses)
    return str(caught.value)


# --- profiles ---


def test_profiles_state_them_under_their_own_names() -> None:
    assert BAKERY.company.own["locations"] == 5
    assert dict(BAKERY.channels[0].own) == {"answers_within_hours": 30}
    assert BAKERY.channels[1].own.get("answers_within_hours") is None
    assert BAKERY.to_dict() == DATA
    assert BOOK.parse_profile(BAKERY.to_dict()) == BAKERY


def test_profiles_with_them_are_values() -> None:
    """They pickle, compare, and their parts hash."""
    assert pickle.loads(pickle.dumps(BAKERY)) == BAKERY
    assert hash(BAKERY.channels[0]) == hash(pickle.loads(pickle.dumps(BAKERY)).channels[0])
    other = attrs.evolve(BAKERY.channels[0], own={"answers_within_hours": 31})
    assert other != BAKERY.channels[0]


def test_they_are_checked_like_ours() -> None:
    """A wrong type, a number out of range or not whole, and a misspelt name: all in one go."""
    data = changed(company={"locations": 1.5}, channel={"answers_within_hours": "soon"})
    data["channel"][1] = {**data["channel"][1], "answers_within_hour": 2}
    with pytest.raises(cr.Problems) as caught:
        BOOK.parse_profile(data)
    assert [str(each) for each in caught.value.exceptions] == [
        "profile: company.locations: 1.5 is given, a whole number from 1 to 100,000 is expected",
        "profile: channel[0].answers_within_hours: 'soon' is given, a number of hours from 0 to 8,760 is expected",
        "profile: channel[1].answers_within_hour: this key is unknown. Did you mean 'answers_within_hours'?",
    ]


def test_without_the_house_a_file_that_names_it_says_which_one_to_lay_over() -> None:
    said = without("this key is unknown", cr.parse_profile, DATA)
    assert [each.partition(": this")[0] for each in said] == [
        "profile: company.locations",
        "profile: channel[0].answers_within_hours",
    ]
    assert all(
        "states facts of the house 'Nord Consulting': lay it over the rules, with --house" in each for each in said
    )


def test_without_the_house_a_file_that_names_none_hears_that_a_house_could_declare_it() -> None:
    data = {key: value for key, value in DATA.items() if key not in {"house", "provenance"}}
    said = without("this key is unknown", PLAIN.parse_profile, data)
    assert len(said) == 2
    assert all("If it is a fact of a house's own, its facts.toml declares it" in each for each in said)


def test_a_rulebook_without_the_house_does_not_judge_a_profile_that_states_its_facts() -> None:
    said = without("no house in force declares this fact", PLAIN.assess, BAKERY)
    assert [each.partition(":")[0] for each in said] == ["company.locations", "channel[fb].answers_within_hours"]


def test_what_is_put_together_in_python_is_held_against_the_house_when_it_is_judged() -> None:
    company = cr.Company(name="X", own={"locations": 0})
    made = attrs.evolve(BAKERY, company=company, provenance=())
    assert without("company.locations: 0 is given, a whole number from 1", BOOK.assess, made)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"size": "micro"}, "size: this is an attribute of ours"),
        ({"Two words": 1}, "Two words: a fact has a name of lower-case letters"),
        ({"places": float("nan")}, "places: nan is given"),
        ({"places": {"a": 1}}, "places: "),
    ],
)
def test_what_no_fact_can_be_is_refused_at_once(own: dict[str, Any], words: str) -> None:
    with pytest.raises(cr.ProfileError) as caught:
        cr.Company(name="X", own=own)
    assert words in str(caught.value)


# --- answers ---


def test_rules_and_measures_see_them() -> None:
    decision = BOOK.assess(BAKERY)
    fired = {each.id: each for each in decision.findings}
    assert fired["more-places-than-hours"].message == (
        "The news of 5 places takes 2.5 hours a week; Bakery has 2 hours for its channels."
    )
    (late,) = [each for each in decision.channel("fb").findings if each.id == "answers-too-late"]
    assert late.message.startswith("Questions on Facebook wait 30 hours for an answer; 24 hours")
    assert [each.id for each in decision.channel("ig").open if each.id == "answers-too-late"] == ["answers-too-late"]
    assert next(each for each in late.to_dict("it")["because"] if each["name"] == "channel.answers_within_hours") == {
        "name": "channel.answers_within_hours",
        "value": 30,
        "source": "profile, seen by Ada",
    }


def test_they_are_asked_for_in_the_words_of_the_house() -> None:
    asked = {each.path: each for each in BOOK.assess(BAKERY).questions}
    question = asked["channel[ig].answers_within_hours"]
    assert question.told("en") == "After how many hours, as a rule, is a question on Instagram answered?"
    assert question.told("it").startswith("Su Instagram, dopo quante ore")
    assert question.on_the_spot
    assert "answers-too-late" in question.settles


def test_explanations_end_in_them_and_say_how_they_are_known() -> None:
    told = BOOK.assess(BAKERY).explain("fb", "answers-too-late")
    (fact,) = [each for each in told.walk() if each.name == "channel.answers_within_hours"]
    assert (fact.kind, fact.value, fact.source) == ("fact", 30, "profile, seen by Ada")
    assert fact.place is not None
    assert fact.place.path == "channel[fb].answers_within_hours"


def test_changes_move_them() -> None:
    """The house's own change reaches the verdict, at the threshold that its own number sets."""
    in_time = BOOK.parse_profile(ASSET)
    assert BOOK.assess(in_time).channel("fb").verdict is cr.Verdict.ASSET
    late = attrs.evolve(in_time, channels=(attrs.evolve(in_time.channels[0], own={"answers_within_hours": 40}),))
    decision = BOOK.assess(late)
    assert decision.channel("fb").verdict is cr.Verdict.POTENTIAL
    (change,) = decision.changes("fb").sets[0].changes
    assert (change.id, change.before, change.after) == ("answer-sooner", 40, 24)
    assert change.told("en") == "answer questions on Facebook within 24 hours; now it takes 40 hours"
    assert BOOK.assess(decision.changes("fb").sets[0].apply(late)).channel("fb").verdict is cr.Verdict.ASSET


def test_comparisons_name_them_as_causes() -> None:
    later = BOOK.parse_profile(changed(channel={"answers_within_hours": 10}))
    found = cr.compare(BOOK.assess(BAKERY), BOOK.assess(later))
    assert [each.name for each in found.changed] == ["channel[fb].answers_within_hours"]


def test_rulebooks_with_and_without_the_house_are_compared() -> None:
    plain = {**changed(), "company": {"name": "Bakery", "hours_per_week": 2}, "channel": [DATA["channel"][1]]}
    plain = {key: value for key, value in plain.items() if key != "provenance"}
    before = PLAIN.assess(PLAIN.parse_profile(plain))
    now = BOOK.assess(BOOK.parse_profile({**plain, "company": {**plain["company"], "locations": 5}}))
    assert "company.locations" in {each.name for each in cr.compare(before, now).changed}


def test_decisions_with_them_are_pickled_and_read_back() -> None:
    decision = BOOK.assess(BAKERY)
    told = decision.to_dict()
    assert BOOK.take_up(pickle.loads(pickle.dumps(decision))) == decision
    assert BOOK.read_decision(json.loads(json.dumps(told))).to_dict() == told
    assert pickle.loads(pickle.dumps(BOOK)).assess(BAKERY).to_dict() == told


def test_a_house_presumes_them(tmp_path: Path) -> None:
    """Presumed where nobody states it, asked to be confirmed with the house's words, and never where it is stated."""
    folder = tmp_path / "nord"
    shutil.copytree(NORD, folder)
    (folder / "presumptions.toml").write_text(
        '["channel.answers_within_hours"]\nvalue = 48\nsays = "questions on {channel} wait two days"\n'
        'why = "most channels of small companies do"\n',
        encoding="utf-8",
    )
    for language in ("it", "ko"):
        words = folder / "words" / f"{language}.toml"
        told = '\n[presumed]\n"channel.answers_within_hours" = "{channel}"\n'
        told += '[presumed_why]\n"channel.answers_within_hours" = "w"\n'
        words.write_text(words.read_text(encoding="utf-8") + told, encoding="utf-8")
    book = cr.load_rules(house=folder)
    decision = book.assess(BAKERY)
    (late,) = [each for each in decision.channel("ig").findings if each.id == "answers-too-late"]
    assert late.outcome is cr.Outcome.PRESUMED
    assert [(each.path, each.value) for each in late.presuming] == [("channel[ig].answers_within_hours", 48)]
    assert decision.channel("fb").findings[0].outcome is not cr.Outcome.PRESUMED
    asked = next(each for each in decision.questions if each.path == "channel[ig].answers_within_hours")
    assert "questions on Instagram wait two days" in asked.told("en")
    found = assess(table([BAKERY], ["b"], book), rulebook=book)
    agree(book, found, [("b", BAKERY)])


# --- tables, schemas, faces ---


def test_tables_have_a_column_for_each() -> None:
    assert columns(rulebook=BOOK).field("locations").type == pa.int64()
    assert columns(channels=True, rulebook=BOOK).field("answers_within_hours").type == pa.float64()
    assert "locations" not in columns().names


def companies() -> list[cr.Profile]:
    stated = [(5, 30), (1, 24), (None, None), (4, 0)]
    return [
        BOOK.parse_profile(changed(company={"locations": places}, channel={"answers_within_hours": hours}))
        for places, hours in stated
    ]


@pytest.mark.parametrize("form", ["arrow", "parquet", "jsonl", "profiles", "csv"])
def test_columns_say_what_rows_say(form: str, tmp_path: Path) -> None:
    """However the table comes: their facts are read from it as the house declares them."""
    given = companies()
    keys = [f"c{number}" for number in range(len(given))]
    made: Any = table(given, keys, BOOK)
    if form == "parquet":
        pa.parquet.write_table(made, tmp_path / "t.parquet")
        made = tmp_path / "t.parquet"
    elif form == "jsonl":
        rows = [{k: v for k, v in row.items() if v is not None} for row in made.to_pylist()]
        (tmp_path / "t.jsonl").write_text("\n".join(json.dumps(row, default=str) for row in rows), encoding="utf-8")
        made = tmp_path / "t.jsonl"
    elif form == "profiles":
        named = [
            attrs.evolve(one, company=attrs.evolve(one.company, name=key)) for one, key in zip(given, keys, strict=True)
        ]
        (tmp_path / "p.jsonl").write_text("\n".join(json.dumps(one.to_dict()) for one in named), encoding="utf-8")
        made = tmp_path / "p.jsonl"
    elif form == "csv":
        lines = [
            f"{key},Bakery,2026-11-01,2,{one.company.own.get('locations', '')},"
            f'"{json.dumps([channel(each) for each in one.channels]).replace(chr(34), chr(34) * 2)}"'
            for key, one in zip(keys, given, strict=True)
        ]
        head = "company,name,as_of,hours_per_week,locations,channels"
        (tmp_path / "t.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        made = tmp_path / "t.csv"
    found = assess(made, rulebook=BOOK)
    assert (found.tally.judged, found.extra) == (4, ())
    agree(BOOK, found, list(zip(keys, given, strict=True)))


def channel(one: cr.Channel) -> dict[str, Any]:
    """A channel as a cell of JSON has it."""
    return {"id": one.id, "network": one.network, "status": one.status, **one.own}


def test_a_row_that_is_wrong_in_one_of_them_is_refused_with_the_reason() -> None:
    made = table([BAKERY, BAKERY], ["fine", "odd"], BOOK)
    place = made.schema.get_field_index("locations")
    found = assess(made.set_column(place, "locations", pa.array([5, 0])), rulebook=BOOK)
    (row,) = found.rejected.to_pylist()
    assert row["company"] == "odd"
    assert "company.locations: 0 is given, a whole number from 1 to 100,000 is expected" in row["reason"]


def test_without_the_house_their_columns_are_told_to_be_more_than_is_looked_at() -> None:
    assert {"locations", "channels[].answers_within_hours"} <= set(assess(table([BAKERY], ["b"], BOOK)).extra)


def test_one_company_of_a_table_is_explained() -> None:
    made = table([attrs.evolve(BAKERY, houses=None)], ["b"], BOOK)
    assert profile(made, "b", rulebook=BOOK) == attrs.evolve(BAKERY, houses=None)


def test_the_schema_of_a_profile_has_them() -> None:
    schema = BOOK.schema("profile")
    checker = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    assert not list(checker.iter_errors(BAKERY.to_dict()))
    wrong = changed(company={"locations": 0}, channel={"answers_within_hours": "soon"})
    assert {each.json_path for each in checker.iter_errors(wrong)} == {
        "$.company.locations",
        "$.channel[0].answers_within_hours",
    }
    assert "nord_forum" in json.dumps(schema)
    assert "locations" not in json.dumps(PLAIN.schema("profile"))


def test_the_house_s_file_fits_its_own_schema() -> None:
    facts = tomllib.loads((NORD / "facts.toml").read_text(encoding="utf-8"))
    checker = jsonschema.Draft7Validator(cr.schema("facts"))
    assert not list(checker.iter_errors(facts))
    del facts["company.locations"]["ask"]
    assert list(checker.iter_errors(facts))


def test_the_command_line_prints_schema_and_columns_with_the_house() -> None:
    told = json.loads(run(ROOT, "schema", "profile", "--house", str(NORD)).stdout)
    assert "locations" in told["properties"]["company"]["properties"]
    assert "answers_within_hours" in run(ROOT, "portfolio", "schema", "--house", str(NORD)).stdout
    assert "answers_within_hours" not in run(ROOT, "portfolio", "schema").stdout


def test_the_interview_asks_for_them_and_notes_the_house() -> None:
    def ask(prompt: str) -> str:
        return "36" if "is a question on Instagram" in prompt else ""

    told: list[str] = []
    known = attrs.evolve(BAKERY, houses=None)
    begun = BOOK.interview(known, everything=True)
    interview = Conversation(BOOK, BOOK.knowledge.language("en"), ask, told.append, interview=begun)
    interview.run()
    assert interview.profile is not None
    assert dict(interview.profile.channels[1].own) == {"answers_within_hours": 36}
    assert interview.profile.houses == ("Nord Consulting",)


def test_the_interview_refuses_what_is_out_of_their_range() -> None:
    answers = ["9000", "36"]

    def ask(prompt: str) -> str:
        return answers.pop(0) if "is a question on Instagram" in prompt and answers else ""

    told: list[str] = []
    begun = BOOK.interview(BAKERY, everything=True)
    interview = Conversation(BOOK, BOOK.knowledge.language("en"), ask, told.append, interview=begun)
    interview.run()
    assert any("'9000'" in each and "8,760" in each for each in told)
    assert not answers


# --- what a house can declare, and what it cannot ---


def test_every_type_is_declared_and_read(tmp_path: Path) -> None:
    facts = "".join(
        [
            declared("company.family_owned"),
            declared("company.founded_on", "date"),
            declared("company.trade", "one_of", 'options = ["food", "craft"]'),
            declared("channel.speaks", "set_of", 'options = ["english", "korean"]'),
            declared("channel.tone", "text"),
            declared("plan.budget", "number", 'unit = "money"\nlow = -5\nhigh = 1_000_000'),
        ]
    )
    words = "".join(f'{each} = "{each}"\n' for each in ("food", "craft", "english", "korean"))
    names = (
        "company.family_owned",
        "company.founded_on",
        "company.trade",
        "channel.speaks",
        "channel.tone",
        "plan.budget",
    )
    folder = house(tmp_path / "all", "All", facts)
    (folder / "words").mkdir()
    for language in ("it", "ko"):
        told = "".join(
            f"[{table}]\n" + "".join(f'"{each}" = "x"\n' for each in names) for table in ("facts", "questions")
        )
        told += "[choices]\n" + words
        (folder / "words" / f"{language}.toml").write_text(told, encoding="utf-8")
    book = cr.load_rules(house=folder)
    data: dict[str, Any] = {
        "format": 1,
        "as_of": "2026-11-01",
        "company": {"name": "X", "family_owned": True, "founded_on": "1999-05-01", "trade": "food"},
        "channel": [{"id": "a", "network": "blog", "status": "active", "speaks": ["korean"], "tone": "warm"}],
        "communication_plan": {"budget": -5},
    }
    profile = book.parse_profile(data)
    assert profile.to_dict() == data
    assert isinstance(profile.communication_plan, cr.CommunicationPlan)
    assert dict(profile.communication_plan.own) == {"budget": -5}
    found = assess(table([profile], ["x"], book), rulebook=book)
    agree(book, found, [("x", profile)])
    wrong = {**data, "communication_plan": {"budget": -6}, "channel": [{**data["channel"][0], "speaks": ["dutch"]}]}
    assert len(without("", book.parse_profile, wrong)) == 2


def test_everything_that_is_wrong_with_facts_is_told_at_once(tmp_path: Path) -> None:
    facts = "".join(
        [
            declared("channel.status"),
            declared("channel.followers"),
            declared("company.waivers"),
            declared("channel.controlled_by"),
            declared("editorial.mood"),
            declared("locations"),
            declared("company.Big"),
            declared("company.class"),
            declared("company.wait", "number", 'unit = "hors"'),
            declared("company.odd", "numbr"),
            declared("company.range", "number", "low = 9\nhigh = 2"),
            declared("company.pick", "one_of"),
            declared("company.whole", "yes_no", "whole = true"),
            '["company.mute"]\ntype = "date"\nmeaning = "m"\n',
            declared("company.italian").replace("q?", "{chanel}?", 1),
        ]
    )
    said = refused(house(tmp_path / "bad", "Bad", facts))
    for words in (
        "bad/facts.toml: channel.status: the rulebook has a fact of this name: give yours another",
        "channel.followers: the rulebook has a fact of this name",
        "company.waivers: the rulebook has a fact of this name",
        "channel.controlled_by: the rulebook has a fact of this name",
        'editorial.mood: a name such as "channel.answers_within_hours" is expected: of the company, a channel or',
        "locations: a name such as",
        "company.Big: after the dot stands a name of at most 60 lower-case letters, digits and '_'",
        "company.class: 'class' is a word of Python's grammar, so that no condition could name it",
        "company.wait.unit: 'hor' is no unit: there are ",
        "Did you mean 'hour'?",
        "company.odd.type: 'numbr' is given, one of yes_no, number, date, one_of, set_of, text is expected",
        "Did you mean 'number'?",
        "company.range.high: a range from 9 to 2 holds no two numbers",
        "company.pick.options: a fact of the type one_of lists two words or more",
        "company.whole.whole: ",
        "company.mute.ask: nothing says how to ask for this fact",
        "company.italian.ask.text: the placeholder '{chanel}' names nothing that is seen here",
    ):
        assert words in said


def test_a_fact_has_not_the_name_of_a_measure_or_a_conclusion(tmp_path: Path) -> None:
    """Neither of the rulebook's own nor of the house's."""
    measure = next(name for name in PLAIN.knowledge.measures if name.startswith("channel."))
    said = refused(house(tmp_path / "bad", "Bad", declared(measure)))
    assert f"bad/facts.toml: {measure}: there is a measure of this name: give the fact another" in said
    concluded = next(rule.concludes for rule in PLAIN.rules.values() if rule.concludes)
    said = refused(house(tmp_path / "worse", "Worse", declared(concluded)))
    assert f"worse/facts.toml: {concluded}: there is a conclusion of this name: give the fact another" in said


def test_two_houses_declare_a_fact_alike_or_not_at_all(tmp_path: Path) -> None:
    """Alike it is one fact, whichever house lies on top; otherwise both are named."""
    facts = declared("channel.answers_within_hours", "number", 'unit = "hours"\nhigh = 8_760')
    same = house(tmp_path / "same", "Same", facts)
    book = cr.load_rules(house=[NORD, same])
    assert book.parse_profile(DATA).channels[0].own["answers_within_hours"] == 30
    other = house(tmp_path / "other", "Other", facts.replace("hours", "days").replace("within_days", "within_hours"))
    said = refused(NORD, other)
    assert "other/facts.toml: channel.answers_within_hours: the house 'Nord Consulting' declares it as" in said
    assert "a number of hours from 0 to 8,760; here it is a number of days" in said


def test_sets_hold_no_more_words_than_columns_can(tmp_path: Path) -> None:
    facts = ""
    for number in range(3):
        options = ", ".join(f'"w{number}_{each}"' for each in range(24))
        facts += declared(f"company.set{number}", "set_of", f"options = [{options}]")
    assert "the sets of a rulebook hold at most 62 different words together" in refused(
        house(tmp_path / "many", "Many", facts)
    )
