"""What a call does not take is refused in a sentence; scalars of NumPy are read; answers are values."""

from __future__ import annotations

import copy
import datetime
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr

WRONG: Any = "x"
NOON = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


def data(company: Mapping[str, object] | None = None, /, **channel: object) -> dict[str, object]:
    return {
        "format": 1,
        "as_of": "2026-11-01",
        "company": {"name": "Example", **(company or {})},
        "channel": [{"id": "fb", "network": "facebook", "status": "active", **channel}],
    }


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda book, _: book.assess("trattoria.toml"), "a Profile is expected, 'trattoria.toml' is given"),
        (lambda book, _: list(book.assess_many([{}])), "a Profile is expected, a table is given"),
        (lambda book, _: book.interview(None), "a Profile is expected, nothing is given"),
        (lambda book, one: book.assess(one, as_of="2026-01-01"), "as_of is a day without a time"),
        (lambda book, one: book.assess(one, as_of=NOON), "as_of is a day without a time"),
        (lambda book, one: book.assess(one, as_of=""), "as_of is a day without a time"),
        (lambda book, one: book.assess(one, parameters="x"), "a Mapping is expected, 'x' is given"),
        (lambda book, one: book.assess(one, parameters={3: 1}), "there is no parameter '3'"),
        (lambda book, one: book.assess(one).channel(0), "there is no channel '0' in this decision"),
        (lambda book, one: book.assess(one).channel("FB"), "Did you mean 'fb'?"),
        (lambda book, one: book.assess(one).explain(["fb"]), "there is no channel '['fb']' in this decision"),
        (lambda book, one: book.assess(one).explain("fb", ["x"]), "there is no rule '['x']'"),
        (lambda book, one: book.assess(one).changes("fb", to=[]), "a channel is changed towards one of"),
        (lambda book, one: book.assess(one).shortlist(keep=3), "a Collection is expected, 3 is given"),
        (lambda book, one: book.assess(one).to_dict(lang=3), "there is no language '3'"),
        (lambda book, _: book.rule(None), "there is no rule 'None'"),
        (lambda book, _: book.examples("too-many-pages"), "a Rule is expected, 'too-many-pages' is given"),
        (lambda book, _: book.presumptions_under("too-many-pages"), "Get one from Rulebook.rule(id)."),
        (lambda book, _: book.rules_under("channel.role"), "a Presumption is expected, 'channel.role' is given"),
        (lambda book, _: book.take_up(3), "a Decision is expected, 3 is given"),
        (lambda book, _: book.parse_profile_text(None), "a text or bytes are expected, nothing is given"),
        (lambda book, _: book.parse_profile_text("format = 1", 3), "there is no form '3' of profiles"),
        (lambda *_: cr.render(WRONG), "a Decision is expected, 'x' is given. Get one from Rulebook.assess."),
    ],
)
def test_it_is_refused_in_a_sentence(
    book: cr.Rulebook, call: Callable[[cr.Rulebook, cr.Profile], object], words: str
) -> None:
    """Code that no type checker has seen is told what is expected, not how the library works inside."""
    with pytest.raises(cr.OptionError) as caught:
        call(book, book.parse_profile(data()))
    assert words in str(caught.value)


def test_scalars_of_numpy_are_numbers_and_days(book: cr.Rulebook) -> None:
    """A row of a data frame holds them; the profile keeps Python's own, so that it pickles without NumPy."""
    np = pytest.importorskip("numpy")
    stated: Any = data(
        {"hours_per_week": np.float32(2.5), "formats": {"text", "image"}},
        administrators=np.int64(3),
        company_is_admin=np.bool_(True),
        last_post_on=np.datetime64("2026-10-01"),
        posts_planned_per_month=np.float64(4),
        benefit=np.str_("bookings"),
    )
    profile = book.parse_profile(stated)
    channel = profile.channels[0]
    found: list[object] = [
        profile.company.hours_per_week,
        channel.administrators,
        channel.company_is_admin,
        channel.last_post_on,
    ]
    found += [channel.posts_planned_per_month, channel.benefit]
    assert profile.company.formats == ("image", "text")
    assert found == [2.5, 3, True, datetime.date(2026, 10, 1), 4, "bookings"]
    assert [type(each).__module__ for each in found] == ["builtins"] * 3 + ["datetime"] + ["builtins"] * 2
    assert book.assess(profile, parameters={"pages_hard_limit": np.int64(3)}).as_of == profile.as_of


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("administrators", float("nan"), "Leave the key out where nobody knows."),
        ("status", "ACTIVE", "Did you mean 'active'?"),
        ("last_post_on", "２０２６-01-01", "a date such as 2026-11-01 is expected"),
    ],
)
def test_what_a_table_has_is_told_with_a_cure(book: cr.Rulebook, key: str, value: object, words: str) -> None:
    with pytest.raises(cr.Problems) as caught:
        book.parse_profile(data(**{key: value}))
    assert words in str(caught.value)


# --- values ---


def test_copies_of_frozen_answers_are_whole(book: cr.Rulebook) -> None:
    """Nothing can change in them, so that a copy is the answer itself, with its rulebook."""
    decision = book.assess(book.parse_profile(data(account="personal_profile", stands_for="company")))
    for answer in (decision, decision.company, decision.channel("fb"), decision.findings[0]):
        assert copy.copy(answer) is answer
        assert copy.deepcopy([answer])[0] is answer


def test_equality_never_asks_for_the_rulebook(book: cr.Rulebook) -> None:
    """An unpickled decision equals what was made of the same rulebook, profile and options, and nothing else."""
    stated = data(account="personal_profile", stands_for="company")
    decision = book.assess(book.parse_profile(stated))
    other = book.assess(book.parse_profile(data({"hours_per_week": 3}, account="personal_profile")))
    apart, of_another = (pickle.loads(pickle.dumps(each)) for each in (decision, other))
    told = book.read_decision(decision.to_dict())
    assert apart == decision == apart
    assert apart == pickle.loads(pickle.dumps(decision))
    assert apart != other
    assert apart != of_another
    assert apart not in [told, other, 3]
    assert told == decision
    assert {decision: 1}[apart] == 1
    assert apart.findings[0] == pickle.loads(pickle.dumps(decision)).findings[0]
    assert apart.findings[0] != decision.findings[0]
    assert apart.findings[0] != told.findings[0]


def test_rulebooks_and_profiles_are_values(book: cr.Rulebook, root: Path) -> None:
    """Two rulebooks of one content are the same, and both can be keys."""
    again = pickle.loads(pickle.dumps(book))
    assert again == book
    assert hash(again) == hash(book)
    assert book != cr.load_rules(house=root / "docs" / "examples" / "house-rules")
    assert book != 3
    profile = book.parse_profile(data())
    assert {profile: 1}[book.parse_profile(data())] == 1
    assert len(set(book.rules.values())) == len(book.rules)


def test_letters_and_emoji_that_are_joined_are_text(book: cr.Rulebook) -> None:
    """Joiners belong to words of Persian and to emoji of people; direction marks are still refused."""
    for name in ("می‌خواهم", "Chez Léa \N{WOMAN}\N{ZERO WIDTH JOINER}\N{COOKING}"):
        profile = book.parse_profile(data({"name": name}, benefit=name))
        assert book.assess(profile, engine="native").render().startswith(name)
        assert cr.portfolio.assess(cr.portfolio.table([profile], ["one"])).tally.judged == 1
    with pytest.raises(cr.Problems) as caught:
        book.parse_profile(data({"name": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}))
    assert "a text holds printable characters only" in str(caught.value)
