"""What is asked, in which order, and what is not asked any more."""

from __future__ import annotations

import datetime
from typing import Any

import channelrules as cr
from channelrules.advice.answers import answers
from channelrules.facts.paths import Place

DAY = datetime.date(2026, 11, 1)
BOOK = cr.load_rules()


def profile(**facts: Any) -> cr.Profile:
    channel = cr.Channel(id="ig", network="instagram", status="active", **facts)
    return cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=(channel,))


def asked(given: cr.Profile, **options: Any) -> dict[str, cr.Question]:
    return {each.path: each for each in BOOK.assess(given, **options).questions}


def test_presumed_facts_are_told_before_they_are_asked() -> None:
    """The question says what was taken to be so; without presumptions it is the bare question."""
    question = asked(profile())["channel[ig].editorial_plan"]
    assert question.presumed is not None
    assert question.presumed.value is False
    assert question.told() == f"We took it that {question.presumed.says}. Is that so? {question.asked()}"
    assert question.leans == ("ig",)
    told = question.to_dict()
    assert told["presumed"] == question.presumed.to_dict()
    assert told["leans"] == ["ig"]
    bare = asked(profile(), presume=False)["channel[ig].editorial_plan"]
    assert bare.presumed is None
    assert bare.told() == question.asked()


def test_what_most_leanings_hang_on_comes_first() -> None:
    """After what leaves nobody a leaning: presumed facts that would turn more leanings, then what turns nothing."""
    found = [each for each in asked(profile()).values() if not each.unblocks]
    first = [each for each in found if each.leans or each.corrects]
    assert found[: len(first)] == first
    counts = [len(each.leans) for each in first]
    assert counts == sorted(counts, reverse=True)


def test_nobody_asks_what_is_not_measured() -> None:
    """Once it is said that nobody measures the return, nobody is asked what it brings in."""
    assert "channel[ig].return_per_month" in asked(profile(role="asset"))
    assert "channel[ig].return_per_month" not in asked(profile(role="asset", return_per_month="not_measured"))


def test_a_rest_with_a_first_day_is_asked_its_last() -> None:
    """A fact that follows from two is asked for where one of them is missing."""
    given = profile(rests_from=datetime.date(2026, 10, 1), last_post_on=datetime.date(2026, 7, 1))
    found = asked(given)
    assert "channel[ig].rests_until" in found
    assert "channel[ig].rests_from" not in found


def test_a_fact_that_follows_is_tried_both_ways() -> None:
    """The last days that are tried for a plan make it run out, and keep it in force."""
    given = profile(role="asset")
    plan = cr.Profile(
        as_of=DAY, company=given.company, channels=given.channels, communication_plan=cr.CommunicationPlan()
    )
    case = BOOK.assess(plan)._case
    place = Place("plan", "ends_on")
    nodes = [(rule.node, None) for rule in BOOK.rules.values() if rule.scope == "company"]
    days = list(answers(case, place, nodes))
    assert {each < DAY for each in days} == {True, False}
    entries = answers(case, Place("editorial", "entries", "ig"), ())
    assert any(each and each[0].on and each[0].on < DAY for each in entries)


def test_a_subject_without_a_leaning_comes_first() -> None:
    """What nobody can presume and what leaves a channel without a leaning is asked before all else."""
    given = cr.Profile(
        as_of=DAY,
        company=cr.Company(name="Example"),
        channels=(cr.Channel(id="a", network="own", status="active"), *profile().channels),
        networks=(
            cr.NetworkFacts(
                id="own", account_model="separate", designed_for="both", main_format="text", native_formats=("text",)
            ),
        ),
    )
    decision = BOOK.assess(given)
    assert decision.questions[0].unblocks
    without = {each.id for each in decision.channels if each.leaning is None and each.verdict == "undetermined"}
    assert {subject for each in decision.questions for subject in each.unblocks} >= without
