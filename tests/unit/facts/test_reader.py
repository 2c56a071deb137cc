"""What a broken profile is told: all of it at once, in words that help, without a traceback."""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest

import channelrules as cr
from channelrules.facts.fields import specification
from channelrules.inference.provenance import because

DAY = datetime.date(2026, 11, 1)
BROKEN = sorted((Path(__file__).parents[2] / "broken" / "profiles").iterdir())


def expected(path: Path) -> list[str]:
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        found = re.search(r'"expect": (\[.*?\])\}', content, re.DOTALL)
        assert found
        told: list[str] = json.loads(found.group(1))
        return told
    return re.findall(r"^# expect: (.*)$", content, re.MULTILINE)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.name)
def test_broken_files(book: cr.Rulebook, path: Path) -> None:
    """Each file is refused with the words that it expects."""
    with pytest.raises(cr.Problems) as caught:
        book.read_profile(path)
    for words in expected(path):
        assert words in str(caught.value), str(caught.value)
    assert expected(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.toml", b"", "the file is empty"),
        ("blank.toml", b" \n\n", "the file is empty"),
        ("utf16.toml", "format = 1".encode("utf-16"), "the file is UTF-16: save it as UTF-8"),
        ("binary.toml", bytes(range(256)), "not a text in UTF-8"),
        ("zero.toml", b"a = 1\0", "zero bytes"),
        ("huge.toml", b'a = "' + b"x" * 10_000_000 + b'"', "larger than 2,000,000 bytes"),
        ("deep.toml", b"a = " + b"[" * 100_000 + b"]" * 100_000, "nested deeper than 50 levels"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000, "nested deeper than 50 levels"),
        ("deep.yaml", b"[" * 100_000, "nested deeper than 50 levels"),
        ("broken.toml", b"format = ", "this is not valid TOML"),
        ("broken.json", b"{", "this is not valid JSON"),
        ("broken.yaml", b"a: [", "this is not valid YAML"),
        ("list.json", b"[]", "a table is expected at the top level"),
        ("profile.xls", b"x", "'.xls' is not a suffix of a profile"),
        ("long.json", json.dumps({"company": {"name": "x" * 1_001}}).encode(), "a text has at most 1,000 characters"),
        ("control.json", b'{"company": {"name": "a\\u0007"}}', "printable characters only"),
        ("int.json", b'{"format": ' + b"1" * 5_000 + b"}", "this is not valid JSON"),
    ],
)
def test_unreadable_files(book: cr.Rulebook, tmp_path: Path, name: str, content: bytes, words: str) -> None:
    """Whatever is no profile at all gets one clear message."""
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refused(book, path)


def refused(book: cr.Rulebook, path: Path) -> str:
    with pytest.raises(cr.Problems) as caught:
        book.read_profile(path)
    return str(caught.value)


def test_no_file(book: cr.Rulebook, tmp_path: Path) -> None:
    """A directory and a file that is not there are said to be so."""
    assert "this is a directory" in refused(book, tmp_path)
    assert "there is no such file" in refused(book, tmp_path / "nothing.toml")
    assert "this is no regular file" in refused(book, Path(os.devnull))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_unreadable(book: cr.Rulebook, tmp_path: Path) -> None:
    """A file that may not be read is said to be so."""
    path = tmp_path / "secret.toml"
    path.write_text("format = 1", encoding="utf-8")
    path.chmod(0)
    assert "cannot be read" in refused(book, path)


def test_the_three_formats_say_the_same(book: cr.Rulebook, root: Path, tmp_path: Path) -> None:
    """TOML, JSON and YAML with the same content give equal profiles."""
    json_path, yaml_path, toml_path = (tmp_path / f"p.{suffix}" for suffix in ("json", "yaml", "toml"))
    json_path.write_text(
        '{"format": 1, "as_of": "2026-11-01", "company": {"name": "Bär", "hours_per_week": null, "formats": ["text"]}}',
        encoding="utf-8",
    )
    yaml_path.write_text("format: 1\nas_of: 2026-11-01\ncompany: {name: Bär, formats: [text]}\n", encoding="utf-8")
    toml_path.write_text(
        '\ufeffformat = 1\nas_of = 2026-11-01\n[company]\nname = "Bär"\nformats = ["text"]\n', encoding="utf-8"
    )
    profiles = [book.read_profile(path) for path in (json_path, yaml_path, toml_path)]
    assert profiles[0] == profiles[1] == profiles[2]
    assert profiles[0].company.hours_per_week is None


def test_yaml_without_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra that is missing."""
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    path = tmp_path / "p.yaml"
    path.write_text("format: 1\n", encoding="utf-8")
    with pytest.raises(cr.MissingExtraError, match=re.escape("pip install 'channelrules[yaml]'")):
        cr.read_profile(path)


def test_a_network_of_ones_own(book: cr.Rulebook) -> None:
    """An unknown network is no problem where the profile states what a rule needs to know of it."""
    profile = book.parse_profile(
        {
            "format": 1,
            "as_of": "2026-11-01",
            "company": {"name": "Example", "formats": ["text"]},
            "channel": [{"id": "n", "network": "newnet", "status": "planned", "role": "asset"}],
            "network": [
                {"id": "newnet", "account_model": "shared", "designed_for": "business", "main_format": "audio"}
            ],
        }
    )
    decision = book.assess(profile)
    finding = next(each for each in decision.channel("n").findings if each.rule.id == "native-format-missing")
    sources = {each.name: each.source for each in finding.because}
    assert finding.outcome is cr.Outcome.FIRES
    assert "the profile" in next(each.source for each in because(decision._case, book.rule("designed-for-business"), 0))
    assert sources["channel.makes_native_format"] == "measure"


def of_channel(**given: object) -> dict[str, object]:
    channel = {"id": "fb", "network": "facebook", "status": "active", **given}
    return {"format": 1, "as_of": "2026-11-01", "company": {"name": "Example"}, "channel": [channel]}


@pytest.mark.parametrize("given", [4.2, "4.2 %", "4,2%"])
def test_a_percentage_is_recognised(given: object) -> None:
    """Engagement is a share: who gives a percentage is told what to write."""
    with pytest.raises(cr.Problems) as caught:
        cr.parse_profile(of_channel(engagement_rate=given))
    assert "a number from 0 to 1 is expected. For 4.2% write 0.042." in str(caught.value)
    with pytest.raises(cr.Problems) as caught:
        cr.parse_profile(of_channel(engagement_rate=-1))
    assert "%" not in str(caught.value)


def test_a_schema_may_be_named(tmp_path: Path) -> None:
    """Editors look for it in JSON and YAML."""
    plain = cr.parse_profile(of_channel())
    assert cr.parse_profile({"$schema": "https://example.org/profile.json", **of_channel()}) == plain
    file = tmp_path / "p.yaml"
    file.write_text("$schema: x\nformat: 1\nas_of: 2026-11-01\ncompany: {name: Example}\n", encoding="utf-8")
    assert cr.read_profile(file) == attrs.evolve(plain, channels=())


def test_rules_are_waived_in_any_case(book: cr.Rulebook) -> None:
    """As people write them."""
    waiver = {"rule": "No-Access", "channel": "fb", "because": "x", "by": "y", "until": "2027-01-01"}
    profile = book.parse_profile({**of_channel(), "waiver": [waiver]})
    assert profile.waivers[0].rule == "no-access"
    assert book.assess(profile).waivers[0].waiver.rule == "no-access"


@pytest.mark.parametrize("who", ["company", "owner", "employee", "freelancer", "agency", "nobody"])
def test_who_runs_a_channel(who: str) -> None:
    """Said alone, or in one word with whose account it is."""
    runs = cr.parse_profile(of_channel(run_by=who)).channels[0]
    controls = cr.parse_profile(of_channel(controlled_by=who)).channels[0]
    assert (runs.run_by, runs.company_is_admin) == (who, None)
    assert (controls.run_by, controls.company_is_admin) == (who, who == "company")


def test_words_are_declared_once() -> None:
    """The words that types let through are those that the reader takes."""
    classes: list[Any] = [
        *(cr.Company, cr.Channel, cr.CommunicationPlan, cr.PlanEntry, cr.EditorialEntry, cr.NetworkFacts),
        *(cr.Provenance, cr.Profile),
    ]
    seen = 0
    for cls in classes:
        hints = get_type_hints(cls)
        for name, spec in specification(cls):
            words = {word for part in _parts(hints[name]) if get_origin(part) is Literal for word in get_args(part)}
            options = {*spec.type.options, *([spec.absent] if spec.absent and spec.table else [])}
            assert words == options, f"{cls.__name__}.{name}"
            seen += bool(words)
    assert seen >= 20


def _parts(hint: object) -> Iterator[object]:
    yield hint
    if get_origin(hint) is not Literal:
        for part in get_args(hint):
            yield from _parts(part)


def test_any_sequence_is_taken_where_tuples_are_kept() -> None:
    """Lists and sets too, and a text never for a list of letters."""
    counts = [cr.FollowerCount(on=DAY, count=3)]
    channel = cr.Channel(id="a", network="x", status="active", followers=counts)
    assert channel.followers == tuple(counts)
    assert cr.Company(name="a", formats=["text"]).formats == ("text",)
    assert cr.Profile(as_of=DAY, company=cr.Company(name="a"), channels=[channel]).channels == (channel,)
    with pytest.raises(cr.ProfileError, match="'text' is given, a list of text, image"):
        cr.Company(name="a", formats="text")  # type: ignore[arg-type]  # which is what is refused


def test_classes_check_themselves() -> None:
    """A profile made in Python is held to the same."""
    with pytest.raises(cr.ProfileError, match="Did you mean 'active'"):
        cr.Channel(id="a", network="x", status="activ")  # type: ignore[arg-type]  # which is what is refused
    with pytest.raises(cr.ProfileError, match="a tuple of FollowerCount is expected"):
        cr.Channel(id="a", network="x", status="active", followers=(3,))  # type: ignore[arg-type]  # which is what is refused
    with pytest.raises(cr.ProfileError, match="at most 10,000 members"):
        cr.EditorialPlan(entries=(cr.EditorialEntry(),) * 10_001)
    with pytest.raises(cr.ProfileError, match="stands twice"):
        cr.Company(name="a", formats=("text", "text"))
    with pytest.raises(cr.ProfileError, match="two entries have the id 'a'"):
        cr.CommunicationPlan(entries=(cr.PlanEntry(id="a"), cr.PlanEntry(id="a")))


@pytest.mark.parametrize("form", ["toml", "json", "yaml"])
def test_a_text_is_read_as_a_file_is(root: Path, form: str) -> None:
    """Its form is found out where it is not named."""
    texts = {
        "toml": '# a company\n\nformat = 1\nas_of = 2026-11-01\n[company]\nname = "Bar: the place"\n',
        "json": '\ufeff {"format": 1, "as_of": "2026-11-01", "company": {"name": "Bar: the place"}}',
        "yaml": '# a company\n---\nformat: 1\nas_of: 2026-11-01\ncompany:\n  name: "Bar: the place"\n',
    }
    for given in (texts[form], texts[form].encode()):
        for named in (None, form):
            assert cr.load_rules().parse_profile_text(given, named).company.name == "Bar: the place"


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("", None, "the file is empty"),
        (b"\xff\xfe{}", "json", "is UTF-16"),
        (b"\xff", None, "not a text in UTF-8"),
        ("\ud800", None, "not a text in UTF-8"),
        ("[" * 60, "json", "nested deeper than 50 levels"),
        ("x: " + "y" * 200_001, None, "larger than 200,000 bytes"),
        ("x" * 2_000_001, None, "larger than 2,000,000 bytes"),
        ("{}", "xml", "no form 'xml' of profiles"),
        ('{"a": 1, "a": 2}', None, "stands twice"),
        ("7", "json", "a table is expected"),
    ],
)
def test_a_text_that_is_no_profile_is_told(text: str | bytes, form: str | None, said: str) -> None:
    with pytest.raises(cr.ChannelRulesError) as caught:
        cr.load_rules().parse_profile_text(text, form)
    assert said in str(caught.value)
