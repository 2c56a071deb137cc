"""What is shown holds no control characters, and says what was there."""

from __future__ import annotations

import json
import pickle
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import channelrules as cr
from channelrules.errors import OptionError, refuse
from channelrules.printable import json_text, printable, sheet_text
from channelrules.told import seen

HOSTILE = "\x1b[31m\x07\x9b2J\u202e\u2028\ud800\r"
ERRORS = [cr.ProfileError, cr.RulebookError, cr.ExpressionError, cr.OptionError, cr.PortfolioError, cr.EngineError]


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_but_text_is_shown(text: str) -> None:
    """Whatever stands in a text, controls, marks of direction and halves of letters are written out."""
    kept = {"Zs", "Ll", "Lu", "Lo", "Nd", "Po", "Sm", "Mn", "So"}
    for letter in printable(text):
        category = unicodedata.category(letter)
        assert category[0] != "C" or letter in "\u200c\u200d", ascii(letter)
        assert category not in {"Zl", "Zp"}
    assert "\n" not in printable(text)
    assert all(printable(letter) == letter for letter in text if unicodedata.category(letter) in kept)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bär & 한국 €", "Bär & 한국 €"),
        ("1\u00a0234\u202f5", "1\u00a0234\u202f5"),
        ("a\x1b[0mb", "a\\x1b[0mb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\\nb"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_how_it_is_shown(text: str, shown: str) -> None:
    """Letters and spaces stay; the rest shows its code."""
    assert printable(text) == shown


def test_lines_stay_where_they_are_wanted() -> None:
    assert printable("a\n\x1bb", lines=True) == "a\n\\x1bb"


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_no_error_passes_control_characters_on(kind: type[cr.ChannelRulesError]) -> None:
    """Neither in its message nor in its place, nor when it has travelled between processes."""
    error = kind(f"'{HOSTILE}' is given")
    located = cr.ProfileError("x", file=HOSTILE, path=HOSTILE, hint=HOSTILE)
    for each in (error, located, pickle.loads(pickle.dumps(located)), refuse(HOSTILE, [error, located])):
        assert printable(str(each), lines=True) == str(each)
        assert "\\x1b[31m" in str(each)


def test_what_stands_below_an_error_keeps_its_lines() -> None:
    """A text that could not be saved is told whole, after the message."""
    assert str(OptionError("it cannot be written:", below="a = 1\nb\x1b")) == "it cannot be written:\na = 1\nb\\x1b"


@given(st.dictionaries(st.text(), st.text(st.characters(exclude_categories=()))))
def test_json_says_the_same(data: dict[str, str]) -> None:
    """Written out or not, it is read as the same values; nothing in it moves a cursor."""
    text = json_text(json.dumps(data, ensure_ascii=False))
    assert json.loads(text) == json.loads(json.dumps(data))
    assert printable(text) == text


@pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
def test_a_spreadsheet_computes_nothing(begin: str) -> None:
    """A text that begins like a formula is a text; others stay as they are."""
    assert sheet_text(f"{begin}1+1") == f"'{begin}1+1"
    assert sheet_text(f"a{begin}1") == f"a{begin}1"
    assert sheet_text("") == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 50, f"'{'x' * 40}…'"),
        (10**5_000, "a number of about 5,001 digits"),
        (-(10**400), "a number of about 401 digits"),
        (12345678901234567890, "12345678901234567890"),
        (float("inf"), "inf"),
        (True, "true"),
        (None, "nothing"),
        ({"a": 1}, "a table"),
        ({1}, "a list"),
    ],
    ids=lambda value: str(value)[:20] if not isinstance(value, int) else "",
)
def test_what_was_seen_is_told_in_a_few_words(value: object, shown: str) -> None:
    assert seen(value) == shown
