"""The schemas: made from the classes, checked in, and every file of ours fits them."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.decision.json_schema import decision_schema
from channelrules.knowledge.json_schema import SCHEMAS, schema
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.strategies import profiles

assert settings.default is not None
BOOK = cr.load_rules()
FILES = [
    *(
        ("rule", each)
        for each in sorted((ROOT / "rules").glob("*/*.toml"))
        if each.parent.name not in {"networks", "words"}
    ),
    *(("network", each) for each in sorted((ROOT / "rules" / "networks").glob("*.toml"))),
    *((name, ROOT / "rules" / f"{name}.toml") for name in ("parameters", "presumptions", "verdicts")),
    *(("profile", each) for each in sorted((ROOT / "docs" / "examples").glob("*.toml"))),
]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def problems(name: str, data: Any) -> list[str]:
    checker = jsonschema.Draft7Validator(schema(name), format_checker=jsonschema.FormatChecker())
    return [f"{each.json_path}: {each.message}" for each in checker.iter_errors(data)]


@pytest.mark.parametrize("name", [*SCHEMAS, "decision"])
def test_no_drift(name: str) -> None:
    """What is checked in is what the classes say; `channelrules schema NAME` writes it."""
    checked_in = (ROOT / "rules" / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    assert checked_in == run(ROOT, "schema", name).stdout
    made = decision_schema() if name == "decision" else schema(name)
    assert json.loads(checked_in) == made
    jsonschema.Draft7Validator.check_schema(made)


def test_a_schema_has_a_name_of_its_own() -> None:
    """A URN, which is no address; with a house over the rulebook it is another, since the content is."""
    names = [schema(name)["$id"] for name in SCHEMAS]
    assert len(set(names)) == len(names)
    assert schema("profile")["$id"] == "urn:channelrules:schema:profile:1"
    house = cr.load_rules(house=ROOT / "docs" / "examples" / "house-rules")
    assert house.schema("profile")["$id"].startswith("urn:channelrules:schema:profile:1:")


@pytest.mark.parametrize(("name", "file"), FILES, ids=lambda each: each.stem if isinstance(each, Path) else each)
def test_every_file_fits_and_names_its_schema(name: str, file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert problems(name, plain(tomllib.loads(text))) == []
    header = text.splitlines()[0].removeprefix("#:schema ")
    assert (file.parent / header).resolve() == ROOT / "rules" / "schemas" / f"{name}.json"


@settings(max_examples=settings.default.max_examples // 4)
@given(profile=profiles(2))
def test_what_is_read_fits_the_schema(profile: cr.Profile) -> None:
    assert problems("profile", profile.to_dict()) == []


@settings(max_examples=settings.default.max_examples // 4)
@given(
    profile=profiles(2),
    edition=st.sampled_from(list(cr.Edition)),
    presume=st.booleans(),
    lang=st.sampled_from(BOOK.knowledge.languages),
)
def test_every_decision_fits_its_schema(profile: cr.Profile, edition: cr.Edition, presume: bool, lang: str) -> None:
    """With and without presumptions, in every language, with all advice; nothing that the schema does not name."""
    decision = BOOK.assess(profile, engine="native", edition=edition, presume=presume)
    told = json.loads(json.dumps(decision.to_dict(advice=True, lang=lang)))
    checker = jsonschema.Draft7Validator(decision_schema(), format_checker=jsonschema.FormatChecker())
    assert [f"{each.json_path}: {each.message[:200]}" for each in checker.iter_errors(told)] == []


def test_what_does_not_fit() -> None:
    """The mistakes that the reader tells, an editor underlines."""
    wrong = {
        "format": 2,
        "as_of": "2026-02-30",
        "company": {"nmae": "X", "hours_per_week": -1},
        "channel": [{"id": "FB", "network": "facebook", "status": "sleeping", "editorial_plan": "nothing"}],
    }
    found = "\n".join(problems("profile", wrong))
    for said in (
        "1 was expected",
        "is not a 'date'",
        "'nmae'",
        "'name' is a required",
        "-1",
        "'FB'",
        "'sleeping'",
        "nothing",
    ):
        assert said in found
    assert problems("rule", {"title": "x"})
    presumed = {"value": "asset", "value_of": "company.size", "origin": "ours", "says": "x", "why": "y"}
    assert problems("presumptions", {"channel.role": presumed})
    del presumed["value_of"]
    assert not problems("presumptions", {"channel.role": presumed})
    assert problems("presumptions", {"channel.role": {**presumed, "value": "star"}})
    assert problems("presumptions", {"channel.status": presumed})
    assert problems("verdicts", {"actions": [], "channel": [{"verdict": "gold", "when": "true"}], "company": []})
    assert run(ROOT, "schema", "rules").returncode == 2
