"""Answers judged where they reach: the law that it comes to what judging the whole profile again comes to.

* Whatever is answered to a question, every subject comes to the same as where everything is judged again: verdicts,
  open rules, leanings, and what the rules say under presumptions.
* What an answer is not said to reach stays as it is.
* What keeps a rule open is what the written walk through its condition finds.
* Channels of which the same is known get the same questions, worked out once.
* A whole decision, its questions, what is presumed under each finding and leaning included, has the bytes that it has
  where everything is judged again for each answer and each presumption left out.

All of it with the functions that are generated for a place, and with those that stand in for them at first.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.advice.answers import answers, with_answer
from channelrules.advice.questions import _Asked
from channelrules.decision.decision import Decision
from channelrules.facts.paths import Place
from channelrules.inference.again import Then
from channelrules.inference.unknowns import unknowns
from tests.benchmarks.advice import company
from tests.benchmarks.settled import thinned
from tests.fixtures.strategies import profiles

CASES = Path(__file__).parents[1] / "cases"
book = cr.load_rules()
assert settings.default is not None
fewer = settings(max_examples=min(40, max(10, settings.default.max_examples // 8)))  # whole rounds of questions


generated = cr.load_rules()
# Functions for each place from its first answer on.
generated._compiled.__dict__["again"] = attrs.evolve(generated._compiled.again, often=0)
generated._compiled.__dict__["lacking"] = attrs.evolve(generated._compiled.lacking, often=0)

slow = cr.load_rules()
# What this property says is known from the rulebook; without it, everything is judged again each time.
slow._compiled.__dict__["judges_again"] = False
slow._compiled.__dict__["lacking"] = attrs.evolve(slow._compiled.lacking, often=10**12)


def with_twins(profile: cr.Profile) -> cr.Profile:
    """Every channel twice, under two ids."""
    twins = tuple(attrs.evolve(each, id=f"{each.id}-{twin}") for each in profile.channels for twin in ("a", "b"))
    return attrs.evolve(profile, channels=twins, waivers=())


def asked_of(decision: Decision) -> _Asked:
    return _Asked(decision._case)


def compared(asked: _Asked, place: Place, value: object, found: Sequence[Then]) -> None:
    """Hold what an answer comes to against judging everything again, where it reaches and where it does not."""
    whole = {each.at: each for each in asked.judged_whole(place, value)}
    assert {each.at: each for each in found} == {each.at: whole[each.at] for each in found}
    still = {at: each for at, each in whole.items() if at not in {one.at for one in found}}
    assert still == {at: asked.now[at] for at in still}


@fewer
@given(profile=profiles(), presume=st.booleans(), edition=st.sampled_from(cr.Edition), draw=st.data())
def test_answers_come_to_what_judging_again_comes_to(
    profile: cr.Profile, presume: bool, edition: cr.Edition, draw: st.DataObject
) -> None:
    used = draw.draw(st.sampled_from([book, generated]))
    asked = asked_of(used.assess(profile, engine="native", presume=presume, edition=edition))
    if not asked.candidates:
        return
    for place in draw.draw(st.lists(st.sampled_from(asked.candidates), max_size=4, unique=True)):
        values = list(answers(asked.case, place, asked.conditions(place)))
        for value, found in zip(values, asked.effects(place, values), strict=True):
            compared(asked, place, value, found)


@pytest.mark.parametrize("path", sorted((CASES / "consultant").glob("call_*.toml")), ids=lambda path: path.stem)
def test_answers_about_little_known_companies_come_to_the_same(path: Path) -> None:
    """What is presumed of the company stays presumed where an answer about its plan moves the channels too."""
    for used, twice in ((book, False), (generated, True)):
        profile = used.read_profile(path)
        asked = asked_of(used.assess(with_twins(profile) if twice else profile, engine="native"))
        for place in asked.candidates:
            values = list(answers(asked.case, place, asked.conditions(place)))
            for value, found in zip(values, asked.effects(place, values), strict=True):
                compared(asked, place, value, found)


@fewer
@given(profile=profiles(), presume=st.booleans(), edition=st.sampled_from(cr.Edition))
def test_what_keeps_rules_open_is_what_the_written_walk_finds(
    profile: cr.Profile, presume: bool, edition: cr.Edition
) -> None:
    """With the function of each condition: on what is stated and, of what stays open, under presumptions."""
    made, written = (
        each.assess(profile, engine="native", presume=presume, edition=edition)._case for each in (generated, slow)
    )
    for case, other in ((made, written), (made.filled, written.filled)):
        for at in (None, *range(len(profile.channels))):
            open_ = [rule for rule, said in case.outcomes_at(at) if said is None]
            found = [unknowns(case, rule.node, at) for rule in open_]
            assert found == [unknowns(other, written.knowledge.rules[rule.id].node, at) for rule in open_]


@fewer
@given(profile=profiles(), presume=st.booleans())
def test_channels_that_are_alike_are_asked_alike(profile: cr.Profile, presume: bool) -> None:
    asked = asked_of(book.assess(with_twins(profile), engine="native", presume=presume))
    for place in asked.candidates:
        key, question = asked.worked_out(place)
        copied_key, copied = asked.question(place)
        assert (key, question.to_dict()) == (copied_key, copied.to_dict())


@fewer
@given(profile=profiles(), presume=st.booleans(), edition=st.sampled_from(cr.Edition), twice=st.booleans())
def test_a_decision_is_the_same_where_everything_is_judged_again(
    profile: cr.Profile, presume: bool, edition: cr.Edition, twice: bool
) -> None:
    profile = with_twins(profile) if twice else profile
    rows, fast, whole = (
        json.dumps(each.assess(profile, engine="native", presume=presume, edition=edition).to_dict())
        for each in (book, generated, slow)
    )
    assert rows == fast == whole


@pytest.mark.parametrize("path", sorted((CASES / "consultant").glob("meeting_*.toml"))[::8], ids=lambda path: path.stem)
def test_what_a_leaning_rests_on_is_the_same_where_everything_is_judged_again(path: Path) -> None:
    """Presumed facts that a leaning could do without are not told, whichever way they are looked for."""
    profile = book.read_profile(path)
    fast, whole = ([each.presuming for each in used.assess(profile, engine="native").channels] for used in (book, slow))
    assert fast == whole
    assert any(fast)


@fewer
@given(profile=profiles(), presume=st.booleans(), edition=st.sampled_from(cr.Edition))
def test_changes_are_the_same_where_everything_is_judged_again(
    profile: cr.Profile, presume: bool, edition: cr.Edition
) -> None:
    """A profile that is supposed is judged beside the one it comes from, and told of in its words."""
    decisions = [each.assess(profile, engine="native", presume=presume, edition=edition) for each in (book, slow)]
    fast, whole = (json.dumps(each.changes().to_dict(), default=str) for each in decisions)
    assert fast == whole


@pytest.mark.parametrize("seed", range(0, 40, 8))
def test_a_company_of_eight_channels_is_changed_alike(seed: int) -> None:
    """Where one of many channels is another, the others are as they were: for certain, presumed and explained."""
    drawn = [company(seed + number) for number in range(8)]
    channels = tuple(attrs.evolve(each.channels[0], id=f"c{number}") for number, each in enumerate(drawn))
    known = attrs.evolve(drawn[0], channels=channels)
    profile = thinned(known, 0.9, random.Random(seed)) if seed % 16 else known
    fast, whole = (json.dumps(each.assess(profile, engine="native").changes().to_dict()) for each in (book, slow))
    assert fast == whole


@fewer
@given(profile=profiles(), edition=st.sampled_from(cr.Edition), draw=st.data())
def test_a_case_beside_another_is_the_case_judged_alone(
    profile: cr.Profile, edition: cr.Edition, draw: st.DataObject
) -> None:
    """Rows and outcomes of every channel: on what is stated, presumed anew, and with what was presumed kept."""
    case = book.assess(with_twins(profile), engine="native", edition=edition)._case
    asked = _Asked(case)
    if not asked.candidates:
        return
    place = draw.draw(st.sampled_from(asked.candidates))
    for value in list(answers(case, place, asked.conditions(place)))[:3]:
        supposed = with_answer(case.profile, place, value)
        beside, alone = case.beside(supposed), case.variant(supposed)
        kept = case.presumable
        for one, other in ((beside, alone), (beside.filled, alone.filled), (beside.under(kept), alone.under(kept))):
            assert (one.rows, one.outcomes) == (other.rows, other.outcomes)
        assert beside.presumable == alone.presumable
