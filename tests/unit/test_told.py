"""What an error tells: in English where it stands, and in every language of the rulebook."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import channelrules as cr
from channelrules.errors import reason_of
from channelrules.facts.fields import specification
from channelrules.facts.own import own_facts
from channelrules.facts.parsers import why_no_json, why_no_toml
from channelrules.facts.profile import Channel, CommunicationPlan, Company, EditorialPlan, Profile, Waiver
from channelrules.knowledge.templates import placeholders
from channelrules.told import Told, seen, tell
from tests.conftest import ROOT
from tests.fixtures.told_codes import told_codes

BOOK = cr.load_rules()
OTHERS = ("it", "ko")
MADE = ("unit.", "parser.", "system.", "status.")
"""How codes begin that are put together while they are told."""

ENGLISH = re.compile(
    r"\b(?:the|is|are|of|and|this|that|there|which|given|expected|missing|unknown|cannot|must|with|without|number|list|"
    r"table|key|date|word|problems?|choose|write|did you)\b",
    re.IGNORECASE,
)
KEPT = re.compile(
    r"'[^']*'|\b[a-z_]+(?:\[\d+\])?(?:\.[a-z_\[\]\d]+)+|--[a-z-]+|\[\[network\]\]|[a-z]+_[a-z_]+|[\w-]+\.\w+:"
)


def messages(lang: str) -> dict[str, str]:
    return {code: str(text) for code, text in BOOK.knowledge.language(lang).tables["messages"].items()}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_error_is_told_in_every_language(lang: str) -> None:
    """And no sentence is kept that nothing tells; each has the values of the English one, or fewer."""
    known, told = messages(lang), told_codes()
    assert sorted(set(told) - set(known)) == []
    assert sorted(each for each in set(known) - set(told) if not each.startswith(MADE)) == []
    for code, pattern in told.items():
        assert set(placeholders(known[code])) <= set(placeholders(pattern)), code


@pytest.mark.parametrize("lang", OTHERS)
def test_every_unit_of_a_fact_has_its_word(lang: str) -> None:
    """A number out of range says of what it is a number."""
    specs = [
        spec
        for cls in (Profile, Company, CommunicationPlan, Channel, EditorialPlan, Waiver)
        for _, spec in specification(cls)
    ]
    units = {str(each.type.unit) for each in specs if each.table is None and each.type.unit and each.type.unit.factors}
    assert {f"unit.{each}" for each in units} <= set(messages(lang))


def broken() -> Iterator[Path]:
    yield from sorted(path for path in (ROOT / "tests" / "broken" / "profiles").iterdir() if path.suffix != ".yaml")


@pytest.mark.parametrize("lang", OTHERS)
def test_bad_input_is_told_without_english(lang: str) -> None:
    """But for names, keys and values, which stay as they were written."""
    for path in broken():
        with pytest.raises(cr.ChannelRulesError) as caught:
            BOOK.read_profile(path)
        told = BOOK.tell(caught.value, lang=lang)
        assert len(told.splitlines()) == len(str(caught.value).splitlines())
        for line in told.splitlines():
            assert not ENGLISH.search(KEPT.sub("", line)), line


def test_an_error_tells_the_same_fact_in_each_language() -> None:
    """The place, the key and what was meant are the same; numbers are written as the locale has them."""
    with pytest.raises(cr.Problems) as caught:
        BOOK.parse_profile({"format": 1, "as_of": "2026-11-01", "company": {"nmae": "Gino", "hours_per_week": -1}})
    assert (
        BOOK.tell(caught.value).splitlines()[1] == "  profile: company.nmae: this key is unknown. Did you mean 'name'?"
    )
    italian, korean = (BOOK.tell(caught.value, lang=lang).splitlines() for lang in OTHERS)
    assert italian[0] == "profilo: 3 problemi:"
    assert "  profilo: company.nmae: questa chiave è sconosciuta. Si intendeva 'name'?" in italian
    path = "company.hours_per_week"
    assert f"  profilo: {path}: si legge -1, ma serve un numero da 0 a 100.000 (ore a settimana)" in italian
    assert korean[0] == "프로필: 문제 3건:"
    assert "  프로필: company.nmae: 알 수 없는 키입니다. 혹시 'name'입니까?" in korean


def test_what_is_told_survives_pickling_and_keeps_its_code() -> None:
    """A process that judges elsewhere hands back an error that can still be told in any language."""
    with pytest.raises(cr.OptionError) as caught:
        BOOK.rule("to-many-pages")
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert isinstance(again.message, Told)
    assert (again.message.code, dict(again.message.values)) == ("no_rule", {"id": "to-many-pages"})
    assert BOOK.tell(again, lang="it") == "non esiste una regola 'to-many-pages'. Si intendeva 'too-many-pages'?"


def test_values_are_never_patterns() -> None:
    """Braces and control characters of somebody's input are shown, not obeyed."""
    told = tell("no_rule", "there is no rule '{id}'", id="{id}\x1b")
    assert told == "there is no rule '{id}\\x1b'"
    assert BOOK.knowledge.language("it").told(told) == "non esiste una regola '{id}\\x1b'"


def test_a_sentence_that_a_language_lacks_is_english() -> None:
    """A house may bring a language that has no words for errors."""
    assert BOOK.knowledge.language("ko").told(tell("no_such_code", "nothing to {what}", what="say")) == "nothing to say"
    assert BOOK.knowledge.language("ko").told("as it is") == "as it is"


def test_what_is_seen_is_short() -> None:
    """Whatever somebody gave, a message shows little of it."""
    assert isinstance(seen({}), Told)
    assert BOOK.knowledge.language("it").told(seen([1])) == "un elenco"
    assert seen(10**200) == "a number of about 201 digits"
    assert BOOK.knowledge.language("it").told(seen(10**200)) == "un numero di circa 201 cifre"


@pytest.mark.parametrize("text", ["a = ", "a 1", "a = 1\na = 2", "[x", "a = '"])
def test_what_a_parser_met_is_told_with_its_place(text: str) -> None:
    """TOML: its own words in English, ours elsewhere."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    told = why_no_toml(caught.value)
    assert str(told) == str(caught.value)
    assert not ENGLISH.search(KEPT.sub("", BOOK.knowledge.language("it").told(told)))


def test_what_a_parser_of_json_met() -> None:
    """Whatever else fails while JSON is read is told as it is."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{1: 2}")
    told = why_no_json(caught.value)
    assert str(told) == str(caught.value)
    assert BOOK.knowledge.language("ko").told(told) == "큰따옴표로 묶은 키 없음(1행 2열)"
    assert why_no_json(ValueError("otherwise")) == "otherwise"
    assert why_no_toml(ValueError("otherwise")) == "otherwise"


def test_why_the_system_refused() -> None:
    """By the system's own code where it has one."""
    assert BOOK.knowledge.language("it").told(reason_of(PermissionError(13, "Permission denied"))) == "permesso negato"
    assert reason_of(OSError("odd")) == "odd"


def test_a_fact_of_a_house_with_an_odd_name_is_refused() -> None:
    """And told in words, as every other fact is."""
    assert own_facts() is not None
    with pytest.raises(cr.ProfileError) as caught:
        Company(name="Gino", own={"Odd Name": 1})
    assert BOOK.tell(caught.value, lang="ko").endswith("정보의 이름에는 영문 소문자, 숫자, '_'만 쓸 수 있습니다")
