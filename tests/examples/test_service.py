"""The service of the examples: what it answers, what it refuses and how, and that it answers on."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import channelrules as cr
from service.app import create_app
from service.contract import component
from service.problems import PROBLEM, pointer
from tests.fuzz.service import fuzz

PLAIN: dict[str, Any] = {
    "format": 1,
    "as_of": "2026-11-01",
    "company": {"name": "Bar"},
    "channel": [{"id": "fb", "network": "facebook", "status": "active", "account": "personal_profile"}],
}


@pytest.fixture(scope="module")
def app(book: cr.Rulebook) -> FastAPI:
    return create_app(book)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def problem(client: TestClient, status: int, *, path: str = "/assess", **request: Any) -> dict[str, Any]:
    """The problem that a request is answered with."""
    answer = client.post(path, **request)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["title"]
    return told


def test_a_brief_answer_is_what_assess_says(client: TestClient, book: cr.Rulebook, root: Path) -> None:
    """From TOML and from JSON."""
    file = root / "docs" / "examples" / "trattoria.toml"
    profile = book.read_profile(file)
    decision = book.assess(profile, engine="native")
    answers = [
        client.post("/assess", content=file.read_bytes(), headers={"content-type": "application/toml"}),
        client.post("/assess", json=profile.to_dict()),
    ]
    for each in answers:
        told = each.json()
        assert each.status_code == 200
        assert [(one["id"], one["verdict"], one["actions"]) for one in told["channels"]] == [
            (one.id, one.verdict.value, list(one.actions)) for one in decision.channels
        ]
        assert told["has_errors"] is decision.has_errors


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_a_full_answer_in_a_language(client: TestClient, book: cr.Rulebook, lang: str) -> None:
    """As the parameter or the header has it; the same data as in Python."""
    wanted = book.assess(book.parse_profile(PLAIN), engine="native").to_dict(lang=lang)
    told = client.post(f"/assess?detail=full&lang={lang}", json=PLAIN)
    by_header = client.post("/assess?detail=full", json=PLAIN, headers={"accept-language": f"xx, {lang}-XY;q=0.5"})
    assert told.json() == by_header.json() == wanted
    assert told.headers["content-language"] == by_header.headers["content-language"] == lang


def test_options_reach_the_rules(client: TestClient, book: cr.Rulebook) -> None:
    """The edition, the day, and whether anything is presumed."""
    options = {"edition": "current", "as_of": "2026-12-01", "presume": "false"}
    told = client.post("/assess", params={"detail": "full", **options}, json=PLAIN).json()
    assert (told["edition"], told["as_of"], told["presume"]) == ("current", "2026-12-01", False)


def test_questions_until_nobody_knows_more(client: TestClient, book: cr.Rulebook) -> None:
    """The next question, as the interview asks it; what nobody knows is not asked again."""
    interview = book.interview(book.parse_profile(PLAIN))
    first = client.post("/questions?lang=it", json=PLAIN).json()
    assert first["next"] == interview.form("it")
    assert first["hanging"] == interview.hanging
    skipped = client.post("/questions", params={"skip": [first["next"]["path"]]}, json=PLAIN).json()
    assert skipped["next"]["path"] != first["next"]["path"]
    assert first["next"]["path"] not in {each["path"] for each in skipped["questions"]}
    assert sum(each["asked"] for each in skipped["progress"]) == 1
    assert "no profile has a place 'x'" in problem(client, 422, path="/questions?skip=x", json=PLAIN)["detail"]


@pytest.mark.parametrize("lang", ["en", "it", "ko"])
def test_a_report_is_one_page(client: TestClient, book: cr.Rulebook, lang: str) -> None:
    """In the language, as the library makes it, and nothing in it would run."""
    told = client.post(f"/report?lang={lang}", json={**PLAIN, "company": {"name": "<script>alert(1)</script>"}})
    assert told.headers["content-type"] == "text/html; charset=utf-8"
    assert f'lang="{lang}"' in told.text
    assert "<script>alert" not in told.text
    assert "default-src 'none'" in told.headers["content-security-policy"]
    decision = book.assess(book.parse_profile(PLAIN), engine="native")
    assert client.post(f"/report?lang={lang}", json=PLAIN).text == decision.to_html(lang)
    assert problem(client, 422, path="/report?lang=xx", json=PLAIN)["type"].endswith("option")


def test_every_problem_of_a_profile_is_told_at_its_pointer(client: TestClient) -> None:
    """With what was probably meant."""
    told = problem(client, 422, json={**PLAIN, "channel": [{"id": "a", "network": "facebok", "status": "activ"}]})
    errors = {each["pointer"]: each for each in told["errors"]}
    assert "Did you mean 'active'?" in errors["#/channel/0/status"]["hint"]
    assert "Did you mean 'facebook'?" in errors["#/channel/0/network"]["hint"]
    assert pointer("channel[3].followers[1].count") == "#/channel/3/followers/1/count"
    assert pointer("parameters.a/b~c") == "#/parameters/a~1b~0c"


@pytest.mark.parametrize(
    ("content", "headers", "status", "kind", "said"),
    [
        (b"{" + b" " * 200_000 + b"}", {}, 413, "too-large", "at most 200,000 bytes"),
        (b"{}", {"content-length": "9" * 400}, 413, "too-large", "at most 200,000 bytes"),
        (b"[" * 60, {}, 422, "profile", "deeper than 50 levels"),
        (b"{", {}, 422, "profile", "not valid JSON"),
        (b"", {}, 422, "profile", "the file is empty"),
        (b'{"format": 1, "company": NaN}', {}, 422, "profile", "NaN is no number"),
        (b'{"a": 1, "a": 2}', {}, 422, "profile", "stands twice"),
        ('{"a": "ü"}'.encode("latin-1"), {}, 422, "profile", "not a text in UTF-8"),
        ('{"a": 1}'.encode("utf-16"), {}, 422, "profile", "UTF-16"),
        (b"{}", {"content-type": "application/json; charset=latin-1"}, 415, "encoding", "in UTF-8"),
        (b"{}", {"content-encoding": "gzip"}, 415, "encoding", "not compressed"),
        (b"{}", {"content-type": "text/xml"}, 415, "media-type", "application/json"),
        (b"as_of = 2026-02-30", {"content-type": "application/toml"}, 422, "profile", "not valid TOML"),
    ],
)
def test_bodies_that_are_no_profile(
    client: TestClient, content: bytes, headers: dict[str, str], status: int, kind: str, said: str
) -> None:
    """Each is refused in words, and the next request is answered."""
    told = problem(client, status, content=content, headers={"content-type": "application/json", **headers})
    assert told["type"] == f"urn:problem:channelrules:{kind}"
    assert said in " ".join([told["detail"], *(each["detail"] for each in told.get("errors", []))])
    assert client.post("/assess", json=PLAIN).status_code == 200


def test_too_many_channels(client: TestClient) -> None:
    """They are counted before anything is judged."""
    many = [{"id": f"c{number}", "network": "facebook", "status": "active"} for number in range(41)]
    told = problem(client, 422, json={**PLAIN, "channel": many})
    assert told["type"].endswith("too-many-channels")
    assert told["detail"] == "41 channels are given, at most 40 are judged at once"
    assert client.post("/assess", json={**PLAIN, "channel": many[:40]}).status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("lang=xx", "there is no language 'xx'"),
        ("lang=", "there is no language ''"),
        ("edition=new", "'guidance' or 'current'"),
        ("detail=most", "'brief' or 'full'"),
        ("as_of=yesterday", "a date such as 2026-11-01 is expected"),
        ("as_of=7", "a date such as 2026-11-01 is expected"),
        ("as_of=2026-02-30", "a date such as 2026-11-01 is expected"),
        ("presume=perhaps", "valid boolean"),
    ],
)
def test_options_that_cannot_be(client: TestClient, query: str, said: str) -> None:
    told = problem(client, 422, path=f"/assess?{query}", json=PLAIN)
    assert said in " ".join([told["detail"], *(each["detail"] for each in told.get("errors", []))])


def test_an_expired_waiver_is_told(client: TestClient) -> None:
    """It lifts nothing, and the answer says so; one for no rule at all is a problem."""
    waiver = {"rule": "personal-profile", "channel": "fb", "because": "x", "by": "y", "until": "2020-01-01"}
    rule = client.post("/assess?detail=full", json=PLAIN).json()["channels"][0]["findings"][0]["rule"]
    told = client.post("/assess", json={**PLAIN, "waiver": [{**waiver, "rule": rule}]}).json()
    assert [each["state"] for each in told["waivers"]] == ["expired"]
    assert told["has_errors"] is client.post("/assess", json=PLAIN).json()["has_errors"]
    wrong = problem(client, 422, json={**PLAIN, "waiver": [{**waiver, "rule": "nothing-at-all"}]})
    assert wrong["errors"][0]["pointer"] == "#/waiver/0/rule"


def test_other_addresses_and_methods(client: TestClient) -> None:
    """Are problems too, and a method that is not there names those that are."""
    assert client.get("/nowhere").headers["content-type"] == PROBLEM
    assert client.get("/nowhere").json()["type"] == "about:blank"
    wrong = client.get("/assess")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")


def test_a_failure_is_a_problem_that_gives_nothing_away(book: cr.Rulebook) -> None:
    """What the library did not foresee ends as 500, without its words, and the service answers on."""
    app = create_app(book)

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("secret")

    client = TestClient(app, raise_server_exceptions=False)
    told = client.get("/fails")
    assert (told.status_code, told.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in told.text
    assert client.get("/health").json()["digest"] == book.digest


def test_the_contract_is_sound_and_holds(client: TestClient, book: cr.Rulebook) -> None:
    """OpenAPI 3.1 with our schemas as its components, and no reference that leads nowhere."""
    contract = client.get("/openapi.json").json()
    assert contract["openapi"].startswith("3.1")
    schemas = contract["components"]["schemas"]
    text = json.dumps(contract)
    assert "#/definitions/" not in text
    for name in {each.split('"')[0] for each in text.split("#/components/schemas/")[1:]}:
        assert name in schemas
    assert schemas["profile"] == component("profile", book.schema("profile"))["profile"]
    for path, schema in (("/assess", "brief"), ("/assess?detail=full", "decision"), ("/questions", "questions")):
        whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}}
        jsonschema.Draft202012Validator(whole).validate(client.post(path, json=PLAIN).json())
    jsonschema.Draft202012Validator.check_schema({"components": {"schemas": schemas}})


def test_requests_made_from_the_contract() -> None:
    """Some hundred of them, good and bad: no answer breaks the contract. More: ``python -m tests.fuzz.service``."""
    found = fuzz(24)
    assert {status for _, status in found} >= {200, 422}
    assert sum(found.values()) > 40


@pytest.fixture(scope="module")
def port(root: Path) -> Iterator[int]:
    """The port of a service that runs as people run it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", "docs/examples", "--factory", "service.app:create_app"]
    path = os.pathsep.join([str(root / "src"), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [*command, "--port", str(free), "--log-level", "error"], cwd=root, env={**os.environ, "PYTHONPATH": path}
    ) as server:
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", free)) == 0:
                        break
                time.sleep(0.1)
            yield free
        finally:
            server.terminate()


def test_a_client_that_hangs_up_disturbs_nobody(port: int) -> None:
    """In the middle of its body, before the answer, or with nonsense: the next one is answered."""
    body = json.dumps(PLAIN).encode()
    head = b"POST /assess?detail=full HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: "
    for sent in (
        head + b"5000\r\n\r\n{",
        head + str(len(body)).encode() + b"\r\n\r\n" + body,
        b"\x00\xff\r\n\r\n",
        b"",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as lost:
            lost.sendall(sent)
    chunks = iter([b'{"a": "', *([b"x" * 50_000] * 5), b'"}'])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/assess", chunks, {"content-type": "application/json"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    again = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    again.request("POST", "/assess", body, {"content-type": "application/json"})
    assert json.load(again.getresponse())["company"]["name"] == "Bar"
    again.close()
    connection.close()
