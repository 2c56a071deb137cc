"""The text of an expression, and where a message points in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channelrules.errors import ExpressionError
from channelrules.language.parser import parse
from channelrules.language.source import Source, mentioned
from tests.fixtures.evaluators import VOCABULARY


@given(st.text(alphabet=" \n'\"#\\ab.()", max_size=30))
def test_every_character_keeps_its_place(text: str) -> None:
    """Whatever is left out leaves spaces, and what stands in quotes stays."""
    try:
        source = Source.of(text)
    except ExpressionError:
        return
    assert len(source.flat) == len(text)
    assert all(flat in {written, " "} for flat, written in zip(source.flat, text, strict=True))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('channel.w == "a  b"', "a  b"),
        ('channel.w == "a # b"  # c', "a # b"),
        ("channel.w\n  # it's (\n== 'a\"b'", 'a"b'),
        ('channel.w == "a\\"  # b"', 'a"  # b'),
        ("channel.w == '''a\"'b'''", "a\"'b"),
    ],
)
def test_quotes_are_taken_as_they_are(text: str, word: str) -> None:
    """Spaces, number signs and other quotes among them; a comment ends with its line."""
    with pytest.raises(ExpressionError, match="is not one of x, y") as caught:
        parse(text, VOCABULARY)
    assert f"'{word}'" in str(caught.value)


def test_the_line_that_is_wrong_is_shown() -> None:
    """Of a text of several lines, that one, without its indent."""
    with pytest.raises(ExpressionError) as caught:
        parse("channel.a  # fine\n    and channel.b\n    or channel.wrong == 1", VOCABULARY)
    *_, excerpt, caret = str(caught.value).splitlines()
    assert excerpt == "    or channel.wrong == 1"
    assert excerpt[caret.index("^") :].startswith("channel.wrong")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# nothing but a comment", "the expression is empty"),
        ("channel.a) and (channel.b", "unmatched '\\)'"),
        ("channel.a \x07", "control character U\\+0007"),
        ('channel.w == "\\n"', "no line breaks and no control characters"),
        ('channel.w == """x\ny"""', "no line breaks and no control characters"),
        ('channel.w in ("\\ud800",)', "no line breaks and no control characters"),
        (f"channel.m == {'9' * 400}", "at most 15 digits"),
        (f"channel.m == -{'9' * 400}", "at most 15 digits"),
        ("channel.m == -1e999", "a number must be finite"),
        (f"channel.m == 0x{'f' * 400}", "at most 15 digits"),
    ],
)
def test_refused_at_the_door(text: str, words: str) -> None:
    """What no evaluator could keep its word on."""
    with pytest.raises(ExpressionError, match=words):
        parse(text, VOCABULARY)


def test_what_a_text_mentions() -> None:
    """Names outside of quotes and comments; an attribute of all channels is one of the channel."""
    text = 'a.b == "c.d" and count(channels.e) > 0  # f.g'
    assert mentioned(text) == {"a.b", "channel.e"}
