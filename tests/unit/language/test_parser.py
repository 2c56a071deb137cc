"""What the parser refuses, and the words with which it does."""

from __future__ import annotations

import pytest

from channelrules.errors import ExpressionError
from channelrules.language.parser import MAX_LENGTH, infer, parse
from channelrules.language.printer import render
from channelrules.language.types import Term, Unit, Vocabulary, date, number, one_of
from tests.fixtures.evaluators import VOCABULARY

WIDE = Vocabulary(
    {
        **VOCABULARY.terms,
        "company.hours": Term("company.hours", number("hours/week")),
        "channel.posts": Term("channel.posts", number("posts/month")),
        "param.piece": Term("param.piece", number("hours/post")),
        "param.weeks": Term("param.weeks", number("weeks/month")),
        "channel.kind": Term("channel.kind", one_of("long", "short")),
        "channel.on": Term("channel.on", date),
    },
    VOCABULARY.lists,
)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("__import__('os').system('x')", "calls of this kind"),
        ("__import__('os')", "no function '__import__'"),
        ("channel.a.b", "attributes of attributes"),
        ("channel.a[0]", "a subscript is not part of the language"),
        ("[x for x in channel.s]", "a comprehension is not part"),
        ("lambda: 1", "a lambda is not part"),
        ("(x := 1)", "an assignment is not part"),
        ("f'{channel.a}'", "an f-string is not part"),
        ("channel.aa", "Did you mean 'channel.a'?"),
        ("chanel.a", "Did you mean 'channel.a'?"),
        ("a", "a name is written scope.attribute"),
        ("channel.m < channel.n < 3", "comparisons are not chained"),
        ("channel.a is true", "'is' is not part"),
        ("channel.m and channel.a", "join yes/no values"),
        ("channel.m", "where a yes/no is expected"),
        ("company.hours > channel.posts", "hours/week cannot be compared with posts/month"),
        ("company.hours + channel.posts > 1", "cannot be added"),
        ("channel.kind == 'lng'", "'lng' is not one of long, short"),
        ("channel.kind == 3", "cannot be compared"),
        ("channel.kind < 'long'", "orders numbers and dates"),
        ("channel.a < channel.b", "orders numbers and dates"),
        ("channel.on > 3", "cannot be compared"),
        ("channel.kind in ()", "the list of words is empty"),
        ("channel.kind in ('long', 3)", "holds words in quotes"),
        ("channel.kind in channel.a", "looks into a set"),
        ("'z' in channel.s", "'z' is not one of x, y"),
        ("channel.kind in ('long', 'lng')", "'lng' is not one of long, short"),
        ("channel.m in channel.s", "asks for a word"),
        ("channel.m % 2 == 0", "'%' is not part"),
        ("channel.m ** 2 == 0", "'**' is not part"),
        ("channel.m | 1 == 0", "'|' is not part"),
        ("channel.m > -channel.m", "a sign before anything but a number (0 - x is) is not part"),
        ("channel.s == channel.s", "a set of x, y cannot be compared with a set of x, y"),
        ("channel.kind + 1 == 2", "this is one of long, short"),
        ("channel.w + 1 == 2", "takes numbers"),
        ("channel.m == 1e400", "a number must be finite"),
        ("channel.m == 1j", "complex values"),
        ("channel.w == b'x'", "bytes values"),
        ("count(channel.items, q) > 0", "allowed in measures only"),
        ("channel.a if channel.b else channel.a", "allowed in measures only"),
        ("(channel.a, channel.b)", "stands only to the right of 'in'"),
        ("", "the expression is empty"),
        ("channel.a and", "invalid syntax"),
        ("not " * 28 + "channel.a", "an expression is at most 30 levels deep"),
        ("(" * 300 + "channel.a" + ")" * 300, "levels deep|too many nested"),
        ("channel.a" + " or channel.a" * MAX_LENGTH, "at most 4,000 characters"),
    ],
)
def test_refused(source: str, words: str) -> None:
    """Whatever is not part of the language is refused, with words that help."""
    with pytest.raises(ExpressionError, match=None) as caught:
        parse(source, WIDE)
    assert any(word in str(caught.value) for word in words.split("|")), str(caught.value)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("count(channel.things)", "is no list"),
        ("count(channel.items, z)", "have no 'z'"),
        ("count(channel.items, count(channel.items) > 1)", "not nested"),
        ("any(channel.items)", "takes a list and a condition"),
        ("sum(channel.items.word)", "takes numbers"),
        ("sum(channel.items.zz)", "have no 'zz'"),
        ("sum(channel.a)", "is no list"),
        ("latest(channel.items.v)", "write by="),
        ("latest(channel.items.v, by=word)", "which has no latest"),
        ("latest(channel.items.v, by=on, of=q)", "write by="),
        ("known(channel.a)", "entries of a plan only"),
        ("count(channel.items, known(channel.a))", "attribute of the entry at hand"),
        ("count(list=channel.items)", "no named arguments"),
        ("days_since(channel.m)", "where a date is expected"),
        ("least(channel.m)", "two numbers or more"),
        ("least(company.hours, channel.posts)", "cannot be compared"),
        ("missing(channel.s, channel.a)", "where a set is expected"),
        ("size(channel.s, channel.s)", "takes 1 argument"),
        ("empty_months(channel.items.v, channel.d, channel.e)", "dates are expected"),
        ("channel.m if channel.a else channel.b", "the branches differ"),
        ("channel.w in channel.items.v", "asks for words"),
    ],
)
def test_refused_in_measures(source: str, words: str) -> None:
    """Aggregates are typed like everything else."""
    with pytest.raises(ExpressionError) as caught:
        infer(source, WIDE)
    assert words in str(caught.value)


def test_the_caret_stands_under_the_place() -> None:
    """The last line of the message points at what is wrong."""
    with pytest.raises(ExpressionError) as caught:
        parse("channel.a and channel.wrong", WIDE)
    *_, excerpt, caret = str(caught.value).splitlines()
    assert excerpt[caret.index("^") :] == "channel.wrong"


def test_units_multiply() -> None:
    """Posts a month times hours a post, by weeks a month, are hours a week."""
    node = parse("channel.posts * param.piece / param.weeks > company.hours", WIDE)
    assert node is not None
    assert Unit.parse("hours/week") == Unit.parse("hour / weeks")
    assert str(Unit.parse("1/month")) == "1/month"


def test_scopes_are_kept_apart() -> None:
    """A place sees its own scopes and no others."""
    with pytest.raises(ExpressionError, match="is not seen from here"):
        parse("channel.a", WIDE, scopes=frozenset({"company"}))


def test_thirty_levels_are_read() -> None:
    """A name with a dot is three of them; one level more is refused."""
    assert render(parse("not " * 27 + "channel.a", WIDE)).count("not") == 27
