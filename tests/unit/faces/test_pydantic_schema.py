"""Profiles in models of pydantic and in signatures of FastAPI."""

from __future__ import annotations

import datetime
import json
from typing import Annotated

import jsonschema
import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError

import channelrules as cr

PLAIN = {"format": 1, "as_of": "2026-11-01", "company": {"name": "Bar"}}


class Case(BaseModel):
    """What another program keeps beside a profile."""

    number: int
    profile: cr.Profile


def test_a_model_holds_a_profile() -> None:
    """It reads plain data or takes a profile, and writes plain data."""
    case = Case.model_validate({"number": 1, "profile": PLAIN})
    assert case.profile == cr.Profile(as_of=datetime.date(2026, 11, 1), company=cr.Company(name="Bar"))
    assert Case(number=1, profile=case.profile) == case
    assert case.model_dump()["profile"] == PLAIN
    assert Case.model_validate_json(case.model_dump_json()) == case


def test_every_problem_is_an_error_at_its_place() -> None:
    """With its place as a tuple, and what was probably meant."""
    channel = {"id": "a", "network": "facebook", "status": "activ", "followers": [{"on": "2026-01-01"}]}
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"number": "x", "profile": {**PLAIN, "channel": [channel], "as_off": 1}})
    told = {each["loc"]: (each["type"], each["msg"]) for each in caught.value.errors()}
    assert told["number",][0] == "int_parsing"
    kind, said = told["profile", "channel", 0, "status"]
    assert kind == "profile"
    assert "Did you mean 'active'?" in said
    assert ("profile", "channel", 0, "followers", 0, "count") in told
    assert "Did you mean 'as_of'?" in told["profile", "as_off"][1]
    with pytest.raises(ValidationError, match="a table is expected at the top level"):
        TypeAdapter(cr.Profile).validate_python(7)


def test_its_schema_is_ours() -> None:
    """And holds for what it takes."""
    made = Case.model_json_schema()["properties"]["profile"]
    assert made == {key: value for key, value in cr.schema("profile").items() if key != "$schema"}
    jsonschema.Draft202012Validator(Case.model_json_schema()).validate({"number": 1, "profile": PLAIN})


def test_a_signature_of_fastapi(book: cr.Rulebook) -> None:
    """A profile is the body of a request; what is wrong with it is told at its place."""
    app = FastAPI()

    @app.post("/verdict")
    def verdict(profile: Annotated[cr.Profile, Body()]) -> dict[str, str]:
        return {"name": book.assess(profile, engine="native").company.name}

    @app.post("/embedded")
    def embedded(profile: Annotated[cr.Profile, Body(embed=True)]) -> cr.Profile:
        return profile

    client = TestClient(app)
    assert client.post("/verdict", json=PLAIN).json() == {"name": "Bar"}
    assert client.post("/embedded", json={"profile": PLAIN}).json() == PLAIN
    ran = client.post("/verdict", json={**PLAIN, "company": {}})
    assert ran.status_code == 422
    assert ran.json()["detail"][0]["loc"] == ["body", "company", "name"]
    contract = json.dumps(client.get("/openapi.json").json())
    assert "what is known of a company" in contract
