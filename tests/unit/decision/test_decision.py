"""Options, parameters, waivers, order and copies of decisions."""

from __future__ import annotations

import datetime
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import channelrules as cr

DAY = datetime.date(2026, 11, 1)


@pytest.fixture
def profile(book: cr.Rulebook, root: Path) -> cr.Profile:
    return book.read_profile(root / "docs" / "examples" / "trattoria.toml")


def small(**channel: Any) -> cr.Profile:
    given: dict[str, Any] = {"id": "fb", "network": "facebook", "status": "active", **channel}
    return cr.Profile(
        as_of=DAY,
        company=cr.Company(name="Example"),
        channels=(cr.Channel(**given),),
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"edition": "next"}, "there is no edition 'next'; there are guidance, current"),
        ({"engine": "rete"}, "there is no engine 'rete'"),
        ({"parameters": {"pages_hard_limits": 3}}, "Did you mean 'pages_hard_limit'?"),
        ({"parameters": {"pages_hard_limit": True}}, "is a number, True is given"),
        ({"parameters": {"pages_hard_limit": float("nan")}}, "is a number, nan is given"),
        ({"parameters": {"pages_hard_limit": 99}}, "is between 1 and 50, 99 is given"),
    ],
)
def test_options_are_checked(book: cr.Rulebook, profile: cr.Profile, options: dict[str, Any], words: str) -> None:
    """An option that cannot be is refused with what there is."""
    with pytest.raises(cr.OptionError) as caught:
        book.assess(profile, **options)
    assert words in str(caught.value)


def test_a_profile_made_in_python_is_held_against_the_rulebook(book: cr.Rulebook) -> None:
    """Unknown networks, and waivers for what there is not, are told when it is judged."""
    with pytest.raises(cr.Problems) as caught:
        book.assess(small(network="facebok"))
    assert "the network 'facebok' is not in the rulebook" in str(caught.value)
    assert "Did you mean 'facebook'?" in str(caught.value)
    waiver = cr.Waiver(rule="to-many-pages", channel="ig", because="x", by="y", until=DAY)
    with pytest.raises(cr.Problems) as caught:
        book.assess(attrs.evolve(small(), waivers=(waiver,)))
    assert "Did you mean 'too-many-pages'?" in str(caught.value)
    assert "there is no channel 'ig'" in str(caught.value)


def test_parameters_of_the_profile_and_of_the_call(book: cr.Rulebook) -> None:
    """The call wins over the profile, the profile over the rulebook, and the answer says so."""
    profile = attrs.evolve(small(posts_postponed=2), parameters={"postponed_posts": 2})  # type: ignore[arg-type]  # a converter takes any mapping

    def fires(decision: cr.Decision) -> bool:
        return any(each.rule.id == "posts-put-off" for each in decision.channel("fb").findings)

    assert fires(book.assess(profile))
    assert not fires(book.assess(profile, parameters={"postponed_posts": 3}))
    assert not fires(book.assess(small(posts_postponed=2)))
    (use,) = [each for each in book.assess(profile).parameters if each.name == "postponed_posts"]
    assert (use.value, use.origin) == (2, "set")
    assert use.source == "parameter, set for this assessment (otherwise 3)"


def test_as_of_picks_facts_and_not_spans(book: cr.Rulebook) -> None:
    """A later day takes later facts about networks; silence is still counted to the profile's own day."""
    profile = small(last_post_on=DAY, posts_planned_per_month=8)
    later = book.assess(profile, as_of=datetime.date(2027, 11, 1))
    assert later.as_of.year == 2027
    assert not [each for each in later.findings if each.rule.id == "long-silent-channel"]


def test_assess_many(book: cr.Rulebook, profile: cr.Profile) -> None:
    """An iterator over an iterator: nothing is taken before it is asked for."""
    taken = []

    def profiles() -> Iterator[cr.Profile]:
        for number in range(3):
            taken.append(number)
            yield profile

    decisions = book.assess_many(profiles())
    assert not taken
    assert next(decisions) == book.assess(profile)
    assert taken == [0]
    with pytest.raises(cr.OptionError):
        book.assess_many([], engine="rete")


def test_decisions_are_values(book: cr.Rulebook, profile: cr.Profile) -> None:
    """Frozen, picklable, orderable, hashable, and JSON."""
    decision = book.assess(profile)
    copy = pickle.loads(pickle.dumps(decision))
    assert book.take_up(copy) == decision
    assert hash(copy) == hash(decision)
    assert decision != book.assess(small())
    assert min(decision, book.assess(small())).company.name == "Example"
    assert json.loads(json.dumps(decision.to_dict())) == decision.to_dict()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        decision.engine = "other"  # type: ignore[misc]  # which is what is tried
    first, second = decision.findings[:2]
    assert first < second
    assert first != second
    assert book.take_up(pickle.loads(pickle.dumps(decision))).findings[0] == first
    assert cr.Verdict.ASSET < cr.Verdict.WHIM
    with pytest.raises(TypeError):
        assert cr.Verdict.ASSET < cr.Outcome.OPEN


def test_findings_stand_in_their_order(book: cr.Rulebook) -> None:
    """By outcome and severity; of those that are alike the company's first, then channel by channel, then by rule."""
    pages: dict[str, Any] = {"network": "facebook", "status": "active", "account": "company_page", "posts_postponed": 9}
    known = attrs.evolve(small(), channels=[cr.Channel(id=each, **pages) for each in "cba"])
    found = book.assess(known, engine="native", parameters={"pages_soft_limit": 2})
    told = [(each.outcome, each.severity, each.subject or "", each.id) for each in found.findings]
    alike = [("", "many-pages"), *((each, "posts-put-off") for each in "abc")]
    assert [each[2:] for each in told if each[:2] == ("fires", "warning")] == alike
    places = [(list(cr.Outcome).index(one), list(cr.Severity).index(two), *rest) for one, two, *rest in told]
    assert places == sorted(places)
    backwards = found.findings[::-1]
    assert sorted(backwards) == list(found.findings)


def test_words_are_ordered_as_they_are_declared() -> None:
    """From the best to the worst, each equal to itself, and to nothing of another kind."""
    for words in (cr.Verdict, cr.CompanyVerdict, cr.Outcome):
        places = list(enumerate(words))
        for one, word in places:
            for other, beside in places:
                assert (word < beside, word <= beside) == (one < other, one <= other)
                assert (word > beside, word >= beside) == (one > other, one >= other)
    with pytest.raises(TypeError):
        assert cr.Verdict.ASSET <= cr.Outcome.OPEN


def test_unknown_channels_are_told(book: cr.Rulebook, profile: cr.Profile) -> None:
    """Asking for a channel that there is not names the nearest."""
    with pytest.raises(cr.OptionError, match="Did you mean 'fb'"):
        book.assess(profile).channel("fbb")


def test_waivers_are_in_the_data(book: cr.Rulebook) -> None:
    """A lifted finding carries who lifted it, why, and until when, and no longer weighs."""
    waiver = cr.Waiver(rule="no-editorial-plan", channel="fb", because="a trial", by="owner", until=DAY)
    profile = attrs.evolve(small(editorial_plan="none"), waivers=(waiver,))
    decision = book.assess(profile)
    (finding,) = [each.to_dict() for each in decision.findings if each.outcome is cr.Outcome.WAIVED]
    assert finding["waiver"] == {"because": "a trial", "by": "owner", "until": "2026-11-01"}
    assert not decision.has_presumed_errors
    assert book.assess(attrs.evolve(profile, waivers=())).has_presumed_errors
    told = cr.render(decision)
    assert "exception by owner until November 1, 2026: a trial" in " ".join(told.split())
    assert decision.to_dict()["waivers"][0]["state"] == "lifts"
    past = book.assess(profile, as_of=datetime.date(2026, 12, 1))
    assert "The exception for no-editorial-plan (fb) has expired and no longer applies." in cr.render(past)


def test_pages_that_may_be_a_persons_own(book: cr.Rulebook) -> None:
    """A count that is not certain is told as a range, and settles what it can (G13a)."""
    sure = tuple(
        cr.Channel(id=f"s{number}", network="facebook", status="active", account="company_page") for number in range(6)
    )
    unsure = tuple(cr.Channel(id=f"u{number}", network="linkedin", status="active") for number in range(2))
    decision = book.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=sure + unsure))
    (finding,) = [each for each in decision.company.findings if each.rule.id == "too-many-pages"]
    assert "Example has 6 to 8 pages to manage" in finding.message
    assert [each.beyond for each in decision.page_limits] == [True, True, True, True, True, None]
    few = book.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=unsure))
    assert few.page_limits == ()  # two pages at most are within every limit that is set


def test_hours_of_which_some_are_unknown(book: cr.Rulebook) -> None:
    """A sum with unknown parts is told as the least that it can be."""
    channels = (
        cr.Channel(id="a", network="facebook", status="active", hours_per_week=5),
        cr.Channel(id="b", network="x", status="active"),
    )
    decision = book.assess(
        cr.Profile(as_of=DAY, company=cr.Company(name="Example", hours_per_week=4), channels=channels)
    )
    (finding,) = [each for each in decision.company.findings if each.rule.id == "hours-promised-twice"]
    assert "promised at least 5 hours a week; the company has 4 hours" in finding.message


def test_missing_names_what_to_state(book: cr.Rulebook) -> None:
    """Each open finding names the place in the profile, down to plans, lists and other channels."""
    decision = book.assess(small(role="asset", followers=(cr.FollowerCount(on=DAY, count=3),)), presume=False)
    missing = {each.id: each.missing for each in decision.open}
    assert missing["no-communication-plan"] == ("communication_plan",)
    assert missing["levels-left-out"] == ("communication_plan", "company.marketing_levels")
    assert missing["entries-without-day"] == ("channel[fb].editorial_plan",)
    assert missing["audience-shrinking"] == ("channel[fb].followers",)
    planned = attrs.evolve(
        small(editorial_plan=cr.EditorialPlan()), communication_plan=cr.CommunicationPlan(starts_on=DAY)
    )
    missing = {each.id: each.missing for each in book.assess(planned, presume=False).open}
    assert missing["entry-without-frame"] == ("channel[fb].editorial_plan.entries", "communication_plan.entries")
    rest = ("channel[fb].rests_from", "channel[fb].rests_until")
    assert missing["empty-months"] == (*rest, "communication_plan.until")
    assert missing["editorial-plan-not-renewed"] == ("channel[fb].editorial_plan.renewed_on", rest[0])
    others = (cr.Channel(id="a", network="x", status="active"), cr.Channel(id="b", network="x", status="active"))
    both = cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=others)
    found = {each.id: each.missing for each in book.assess(both, presume=False).company.open}
    assert found["hours-promised-twice"] == (
        "channel[a].hours_per_week",
        "channel[b].hours_per_week",
        "company.hours_per_week",
    )


def test_languages(book: cr.Rulebook, profile: cr.Profile) -> None:
    """A language that there is not is told, with those that there are."""
    with pytest.raises(cr.OptionError, match="there is no language 'xx'; there are en"):
        cr.render(book.assess(profile), lang="xx")


def test_a_company_without_channels(book: cr.Rulebook) -> None:
    """No page is compulsory, and the text says so."""
    decision = book.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Example")))
    assert "No channel is listed, and none is compulsory." in cr.render(decision)


def test_errors_pickle_and_split() -> None:
    """Problems survive a process boundary, and ``except*`` takes them apart."""
    problem = cr.ProfileError("wrong.", file="a.toml", path="b", hint="Did you mean 'c'?")
    assert str(pickle.loads(pickle.dumps(problem))) == "a.toml: b: wrong. Did you mean 'c'?"
    group = cr.Problems("two problems", [problem, cr.RulebookError("other")])
    kept = group.subgroup(cr.ProfileError)
    assert isinstance(kept, cr.Problems)
    assert len(kept.exceptions) == 1
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        cr.nothing  # noqa: B018 - asking for it is what fails
    assert dir(cr) == sorted(cr.__all__)


def test_a_part_of_a_decision_is_told_of_one_that_was_read_back(book: cr.Rulebook, profile: cr.Profile) -> None:
    """The same part as of the decision itself; all of it where none is named."""
    decision = book.assess(profile, engine="native")
    again = book.read_decision(decision.to_dict())
    assert again.to_dict() == decision.to_dict()
    wanted = ("company", "channels")
    assert again.to_dict(include=wanted) == decision.to_dict(include=wanted)
    assert set(again.to_dict(include=wanted)) == set(wanted)
