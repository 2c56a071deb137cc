"""The laws of presumptions, on generated profiles, most of them half empty.

* Compiled presumptions say what their written semantics says.
* What is stated is never presumed.
* Nothing certain changes: a rule that fires or is clear does so under presumptions too.
* The leaning is among the verdicts that remain possible.
* Without presumptions the answer is the certain one.
* Confirming: stating what is presumed neither adds, withdraws nor alters another presumption, nor a leaning.
* What a finding or a leaning presumes suffices, and none of it can be left out.
* The order of channels makes no difference.
"""

from __future__ import annotations

import random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import channelrules as cr
from channelrules.decision.decision import case_of
from channelrules.facts.vocabulary import DEFINED, FACTS
from channelrules.inference.case import Case
from channelrules.inference.reliance import presuming_of_leaning, presuming_of_rule
from channelrules.knowledge.lint_presumptions import presumed_of
from channelrules.knowledge.presumption import Presumption
from tests.fixtures.strategies import profiles

book = cr.load_rules()
EDITIONS = st.sampled_from(list(cr.Edition))
BY_FACT: dict[str, list[Presumption]] = {}
for each in book.knowledge.presumptions:
    BY_FACT.setdefault(each.fact, []).append(each)


def thinned(profile: cr.Profile, seed: int) -> cr.Profile:
    """A profile with most of its facts left out, as they are after a call."""
    chosen = random.Random(seed)

    def thin(instance: Any) -> Any:
        dropped = {
            field.name: None
            for field in attrs.fields(type(instance))
            if field.default is None and chosen.random() < 0.75
        }
        return attrs.evolve(instance, **dropped)

    plan = profile.communication_plan if chosen.random() < 0.4 else None
    return attrs.evolve(
        profile,
        company=thin(profile.company),
        channels=tuple(thin(channel) for channel in profile.channels),
        communication_plan=plan,
        provenance=(),
    )


PROFILES = st.one_of(profiles(), st.builds(thinned, profiles(), st.integers(0, 10_000)))


def judged(profile: cr.Profile, edition: cr.Edition = cr.Edition.GUIDANCE, **options: Any) -> Case:
    return case_of(book.assess(profile, edition=edition, engine="native", **options))


def places(case: Case) -> list[int | None]:
    return [None, *range(len(case.profile.channels))]


def outcomes(case: Case) -> list[tuple[bool | None, ...]]:
    return [case.outcomes.company, *case.outcomes.channels]


@given(profile=PROFILES, edition=EDITIONS)
def test_what_is_compiled_is_what_is_written(profile: cr.Profile, edition: cr.Edition) -> None:
    """The generated functions presume what the written semantics presumes, of every fact at every place."""
    case = judged(profile, edition)
    current = judged(profile, cr.Edition.CURRENT)
    spots = case.filled.spots
    for at in places(case):
        facts = current.facts(at)
        for name, presumptions in BY_FACT.items():
            if (presumptions[0].scope == "channel") is (at is None):
                continue
            wanted = presumed_of(presumptions, facts)
            given_ = case.filled.facts(at).values.get(name) if (name, at) in spots else None
            assert case.filled is case or (name, at, given_) == (name, at, wanted)


@given(profile=PROFILES, edition=EDITIONS)
def test_nothing_certain_changes(profile: cr.Profile, edition: cr.Edition) -> None:
    """What is stated is never presumed, and what fires or is clear without presumptions does so with them."""
    case = judged(profile, edition)
    for name, at in case.filled.spots:
        assert case.facts(at).values.get(name) is None
    for certain, presumed in zip(outcomes(case), outcomes(case.filled), strict=True):
        assert all(said is None or said is then for said, then in zip(certain, presumed, strict=True))


@given(profile=PROFILES, edition=EDITIONS)
def test_the_leaning_is_possible(profile: cr.Profile, edition: cr.Edition) -> None:
    """A leaning is one of the verdicts that remain possible, and there is none where the verdict is settled."""
    decision = book.assess(profile, edition=edition, engine="native")
    for channel in decision.channels:
        assert channel.leaning is None or channel.leaning in channel.possible
        assert channel.leaning is None or channel.verdict is cr.Verdict.UNDETERMINED
    assert set(decision.company.leaning) <= set(decision.company.possible)


@given(profile=PROFILES, edition=EDITIONS)
def test_without_presumptions_the_answer_is_the_certain_one(profile: cr.Profile, edition: cr.Edition) -> None:
    """``presume=False`` gives the same verdicts and findings, without leanings and presumed ones."""
    with_them = book.assess(profile, edition=edition, engine="native")
    without = book.assess(profile, edition=edition, engine="native", presume=False)
    assert without.company.verdicts == with_them.company.verdicts
    assert without.company.leaning == ()
    assert all(each.leaning is None for each in without.channels)
    assert [each.verdict for each in without.channels] == [each.verdict for each in with_them.channels]
    certain = {cr.Outcome.FIRES, cr.Outcome.WAIVED}
    told = [(each.id, each.subject, each.outcome) for each in without.findings]
    assert all(outcome in certain for _, _, outcome in told)
    assert told == [(each.id, each.subject, each.outcome) for each in with_them.findings if not each.under_presumptions]


def stated(case: Case, spots: list[tuple[str, int | None]]) -> cr.Profile | None:
    """The profile with presumed facts stated; ``None`` where one cannot be stated by itself."""
    profile = case.profile
    for name, at in spots:
        value = case.filled.facts(at).values[name]
        own = "" if at is None else case.profile.channels[at].id
        place = FACTS[name].place(own)
        if name in {"plan.exists", "editorial.exists"}:
            value = "none"
        elif name == "channel.has_benefit":
            value = "bookings" if value else "none"
        elif name == "channel.has_results":
            value = () if not value else None
        profile = place.put(profile, value)
    return profile


def statable(case: Case) -> list[tuple[str, int | None]]:
    return [spot for spot in sorted(case.filled.spots, key=str) if spot[0] not in {*DEFINED, "editorial.has_entries"}]


@given(profile=PROFILES, edition=EDITIONS, chosen=st.data())
def test_confirming(profile: cr.Profile, edition: cr.Edition, chosen: st.DataObject) -> None:
    """Stating one thing that is presumed alters no other presumption, no leaning and no presumed finding."""
    case = judged(profile, edition)
    spots = statable(case)
    if not spots:
        return
    spot = chosen.draw(st.sampled_from(spots))
    after = stated(case, [spot])
    assert after is not None
    then = judged(after, edition)
    before_values = {each: case.filled.facts(each[1]).values[each[0]] for each in case.filled.spots if each != spot}
    after_values = {each: then.filled.facts(each[1]).values[each[0]] for each in then.filled.spots}
    if then.filled is not then:
        altered = {
            each for each in {*before_values, *after_values} if before_values.get(each) != after_values.get(each)
        }
        assert not altered, (spot, [(each, before_values.get(each), after_values.get(each)) for each in altered])
    assert outcomes(then.filled) == outcomes(case.filled)
    for at in range(len(profile.channels)):
        assert then.filled.verdicts.channel(at)[0] == case.filled.verdicts.channel(at)[0]


@given(profile=PROFILES, edition=EDITIONS)
def test_stating_all_that_is_presumed(profile: cr.Profile, edition: cr.Edition) -> None:
    """With all that can be stated by itself stated, leanings and company leanings are what they were."""
    case = judged(profile, edition)
    after = stated(case, statable(case))
    assert after is not None
    then = judged(after, edition)
    assert then.filled.verdicts.company() == case.filled.verdicts.company()
    for at in range(len(profile.channels)):
        assert then.filled.verdicts.channel(at)[0] == case.filled.verdicts.channel(at)[0]


@given(profile=st.builds(thinned, profiles(3), st.integers(0, 10_000)), edition=EDITIONS)
def test_what_is_presumed_suffices_and_is_needed(profile: cr.Profile, edition: cr.Edition) -> None:
    """The facts that a finding or a leaning presumes give it, and without any one of them it is open."""
    case = judged(profile, edition)
    compiled, given_ = case.compiled.presuming, case.filled.presumed
    if given_ is None:
        return

    def under(spots: Any) -> Case:
        return case.under(compiled.only(given_, set(spots)))

    def needed(spots: tuple[tuple[str, int | None], ...], holds: Any) -> None:
        assert holds(under(spots))
        assert not any(holds(under(set(spots) - {spot})) for spot in spots)

    for at in range(len(profile.channels)):
        if case.leaning(at) is not None:
            wanted = (case.leaning(at),)
            needed(
                presuming_of_leaning(case, at), lambda of, at=at, wanted=wanted: of.verdicts.channel(at)[0] == wanted
            )
    if case.company_leaning():
        needed(presuming_of_leaning(case, None), lambda of: of.verdicts.company()[0] == case.company_leaning())
    for finding in book.assess(profile, edition=edition, engine="native").findings:
        if finding.outcome is not cr.Outcome.PRESUMED:
            continue
        rule = book.rules[finding.id]
        there = case.positions[finding.subject] if finding.subject else None
        place = (case.rules.company if there is None else case.rules.channel).index(rule)
        needed(
            presuming_of_rule(case, rule, there),
            lambda of, at=there, place=place: (of.outcomes.company if at is None else of.outcomes.channels[at])[place],
        )


@given(profile=PROFILES, edition=EDITIONS)
def test_the_order_of_channels_makes_no_difference(profile: cr.Profile, edition: cr.Edition) -> None:
    """Leanings, what they presume, and presumed findings are the same in another order of channels."""
    turned = attrs.evolve(profile, channels=tuple(reversed(profile.channels)))
    one, other = (book.assess(each, edition=edition, engine="native") for each in (profile, turned))
    assert [each.to_dict() for each in one.channels] == [each.to_dict() for each in other.channels]
    assert one.company.to_dict() == other.company.to_dict()


@pytest.mark.parametrize("presumption", book.knowledge.presumptions, ids=lambda each: each.id)
def test_every_presumption_says_what_why_and_on_whose_word(presumption: Presumption) -> None:
    """A client is told what is presumed and why, and whose idea it is."""
    assert presumption.says[0] in "{abcdefghijklmnopqrstuvwxyz"
    assert presumption.why
    assert presumption.origin in {"source", "inferred", "ours"}
    assert presumption.cites
