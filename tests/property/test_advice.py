"""The laws of advice.

* Explanations suffice: the facts of the tree alone reproduce the verdict, and the outcome of each rule.
* Questions: whatever is open is asked for, nothing that is stated is asked, and more facts open nothing.
* Changes work: applying a set reaches what it promises, no smaller part does, and no number goes too far.
* Tips tip: the verdict is another there, and the same everywhere before.
* Between two critical values nothing changes.
"""

from __future__ import annotations

import datetime
import math
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.advice.answers import answers, with_answer
from channelrules.advice.questions import _Asked
from channelrules.facts.paths import Place, places_of
from channelrules.facts.vocabulary import FACTS
from channelrules.inference.case import Case
from channelrules.inference.presumed import PresumedFact
from channelrules.inference.unknowns import missing
from channelrules.language.breakpoints import critical, probes
from channelrules.language.types import Kind
from tests.fixtures.strategies import _value, profiles

book = cr.load_rules()
assert settings.default is not None
fewer = settings(max_examples=settings.default.max_examples // 4)  # whole searches, not single judgements
ALWAYS = {"profile.as_of", "company.name", "channel.id", "channel.network", "channel.status"}


def only(profile: cr.Profile, kept: frozenset[Place]) -> cr.Profile:
    """The profile with nothing known but some places; a plan of which a fact is kept exists."""
    for place in places_of(profile):
        held = place in kept or any(
            each.holder == ("plan" if place.name == "profile.communication_plan" else "editorial")
            and each.channel == place.channel
            for each in kept
            if place.name in {"profile.communication_plan", "channel.editorial_plan"}
        )
        if place.name not in ALWAYS and not held:
            profile = place.put(profile, None, checked=False)
    for place in places_of(profile):
        if place.holder in {"plan", "editorial"} and place not in kept:
            profile = place.put(profile, None, checked=False)
    return profile


@given(profile=profiles())
def test_the_facts_of_an_explanation_reproduce_the_verdict(profile: cr.Profile) -> None:
    decision = book.assess(profile, engine="native")
    for channel in decision.channels:
        tree = decision.explain(channel.id, presume=False)
        assert not tree.presumed
        alone = book.assess(only(profile, tree.places), engine="native").channel(channel.id)
        if channel.verdict is cr.Verdict.UNDETERMINED:
            assert set(channel.possible) <= set(alone.possible)
        else:
            assert alone.possible == channel.possible
    tree = decision.explain(presume=False)
    alone_company = book.assess(only(profile, tree.places), engine="native").company
    assert set(decision.company.verdicts) <= set(alone_company.verdicts)


@given(profile=profiles())
def test_the_facts_of_an_explanation_reproduce_the_leaning(profile: cr.Profile) -> None:
    """With everything else presumed, what the tree states leads to the same verdict; and it names what is presumed."""
    decision = book.assess(profile, engine="native")
    for channel in decision.channels:
        tree = decision.explain(channel.id)
        if channel.verdict is not cr.Verdict.UNDETERMINED:
            assert not tree.presumed
            assert tree.source == ""
            continue
        assert tree.source == "presumed"
        assert tree.name == (channel.leaning or "undetermined")
        assert channel.leaning is None or tree.presumed
        for each in tree.presumed:
            assert each.place is not None
            # That a return is not measured is stated, and whether it is nothing is presumed all the same.
            assert each.place.value(profile) in {None, "not_measured"} or each.place.spec.listed
            assert each.says
        alone = book.assess(only(profile, tree.places), engine="native").channel(channel.id)
        if channel.leaning is not None:
            assert (alone.leaning or alone.verdict) == channel.leaning


@given(profile=profiles(2), data=st.data())
def test_the_facts_of_an_explanation_reproduce_a_rule(profile: cr.Profile, data: st.DataObject) -> None:
    decision = book.assess(profile, engine="native")
    rule = data.draw(st.sampled_from([each for each in book.rules.values() if each.retired is None]))
    channel = None
    if rule.scope == "channel":
        assume(profile.channels)
        channel = data.draw(st.sampled_from([each.id for each in profile.channels]))
    tree = decision.explain(channel, rule.id, presume=False)
    alone = book.assess(only(profile, tree.places), engine="native").explain(channel, rule.id, presume=False)
    assert alone.value is tree.value
    assert bool(tree.missing) is (tree.value is None)
    presumed = decision.explain(channel, rule.id)
    assert presumed.value is tree.value if tree.value is not None else bool(tree.missing)


@fewer
@given(profile=profiles(2))
def test_whatever_is_open_is_asked_for(profile: cr.Profile) -> None:
    """What can be asked is asked once, and nothing that is stated: but a list, of which there may be more."""
    decision = book.assess(profile, engine="native")
    asked = {each.path for each in decision.questions}
    assert len(asked) == len(decision.questions)
    lists = ("followers", "entries")
    for finding in decision.open:
        # Nobody is asked for what is stated as not measured, nor for a fact about a network.
        askable = {
            each
            for each in finding.missing
            if not each.startswith("network[")
            and (Place.at(each).value(profile) is None or each.endswith(lists))
            and Place.at(each).holder_in(profile) is not None
        }
        assert asked & askable or not askable
    for question in decision.questions:
        assert Place.at(question.path).value(profile) is None or question.path.endswith(lists)
        assert question.text.endswith(("?", ".", "그런지"))
        assert not (question.leans or question.corrects) or question.presumed is not None


@fewer
@given(profile=profiles(2))
def test_there_is_a_question_while_a_subject_has_no_leaning(profile: cr.Profile) -> None:
    """What leaves a subject without a leaning is asked first, unless only facts about a network are missing."""
    decision = book.assess(profile, engine="native")
    without = {each.id for each in decision.channels if each.verdict == "undetermined" and each.leaning is None}
    unblocked = {subject for each in decision.questions for subject in each.unblocks}
    case = decision._case.filled
    for subject in without:
        at = case.positions[subject]
        asked = {
            each
            for rule, said in case.outcomes_at(at)
            if said is None and (rule.effect or rule.concludes)
            for each in missing(case, rule.node, at)
            if not each.startswith("network[") and Place.at(each).value(profile) is None
        }
        assert subject in unblocked or not asked
    first = [bool(each.unblocks) for each in decision.questions]
    assert first == sorted(first, reverse=True)


def _confirmed(profile: cr.Profile, facts: tuple[PresumedFact, ...]) -> cr.Profile | None:
    """The profile with presumed facts stated as they are presumed; ``None`` where no place states one alone."""
    for fact in facts:
        place, value = Place.at(fact.path), fact.value
        match fact.name:
            case "plan.exists" | "editorial.exists":
                value = "none" if value is False else None
            case "channel.has_benefit":
                value = "some" if value else "none"
            case "channel.has_results":
                value = (cr.Result(what="x", count=1),) if value else ()
            case "plan.in_force":
                value = profile.as_of + datetime.timedelta(days=30)
            case "company.has_video_hours" | "channel.has_hours" | "channel.brings_money":
                value = 1
            case "editorial.has_entries" | "editorial.names_days" | "editorial.in_force":
                value = (cr.EditorialEntry(on=profile.as_of, content="x"),)
            case "channel.has_original_posts" | "channel.is_resting" | "channel.has_rested":
                return None
        if value is None:
            return None
        try:
            profile = place.put(profile, value)
        except cr.ProfileError:
            return None
    return profile


@fewer
@given(profile=profiles(2))
def test_confirming_what_a_leaning_presumes_gives_the_verdict(profile: cr.Profile) -> None:
    """Stating every presumed fact that a leaning rests on makes it the verdict, and each of them is asked for."""
    decision = book.assess(profile, engine="native")
    asked = {each.path for each in decision.questions}
    for channel in decision.channels:
        if channel.leaning is None:
            continue
        # What is stated as not measured is presumed to be more than nothing, and is not asked again.
        paths = {each.path for each in channel.presuming}
        assert {each for each in paths if Place.at(each).value(profile) != "not_measured"} <= asked
        stated = _confirmed(profile, channel.presuming)
        if stated is not None:
            assert book.assess(stated, engine="native").channel(channel.id).verdict == channel.leaning


@fewer
@given(profile=profiles(2), data=st.data())
def test_another_answer_changes_the_leaning_that_it_names(profile: cr.Profile, data: st.DataObject) -> None:
    """Of a presumed fact that names a leaning, some answer gives that subject another one; of others, none does.

    Nor is a finding that is presumed kept by every answer if it counts among those that the question corrects.
    """
    decision = book.assess(profile, engine="native")
    presumed = [each for each in decision.questions if each.presumed is not None]
    assume(presumed)
    question = data.draw(st.sampled_from(presumed))
    place, case = Place.at(question.path), decision._case
    asked = _Asked(case)
    found: set[str | None] = set()
    presumed_findings = {(each.subject, each.id) for each in decision.findings if each.outcome == "presumed"}
    corrected: set[tuple[str | None, str]] = set()
    for value in answers(case, place, asked.conditions(place)):
        after = book.assess(with_answer(profile, place, value), engine="native")
        corrected |= presumed_findings - {(each.subject, each.id) for each in after.findings}
        for one, other in zip(decision.channels, after.channels, strict=True):
            if one.leaning is not None and one.leaning is not (other.leaning or other.verdict):
                found.add(one.id)
    assert found == set(question.leans) - {None}
    assert len(corrected) == question.corrects


@given(profile=profiles(3), data=st.data())
def test_a_channel_judged_alone_is_judged_the_same(profile: cr.Profile, data: st.DataObject) -> None:
    """A fact about a channel changes no other, and the channel as judging all of them says."""
    case = book.assess(profile, engine="native")._case
    assert case.compiled.channels_apart
    places = [
        each for each in places_of(profile) if each.channel and each.name not in {"channel.id", "channel.network"}
    ]
    assume(places)
    place = data.draw(st.sampled_from(places))
    supposed = place.put(profile, data.draw(_value(place.spec)), checked=False)
    channel = [each.id for each in profile.channels].index(place.channel)
    alone, whole = case.alone(channel, supposed), case.variant(supposed)
    for one, every in ((alone, whole), (alone.filled, whole.filled)):
        assert (one.verdicts.channel(0)[0], one.outcomes.channels[0]) == (
            every.verdicts.channel(channel)[0],
            every.outcomes.channels[channel],
        )
    others = [at for at in range(len(profile.channels)) if at != channel]
    assert [whole.outcomes.channels[at] for at in others] == [case.outcomes.channels[at] for at in others]


def _subsets(chosen: cr.ChangeSet) -> list[tuple[cr.Change, ...]]:
    return [part for size in range(len(chosen.changes)) for part in combinations(chosen.changes, size)]


def _made(profile: cr.Profile, chosen: cr.ChangeSet, part: tuple[cr.Change, ...]) -> cr.Profile:
    kept = {each.path for each in part}
    left_out = {each.path for each in chosen.changes} - kept
    for place, value in chosen._along.items():
        belongs = place.path in kept or (place.path not in left_out and _along_of(place, part))
        if belongs:
            profile = place.put(profile, value)
    return profile


def _along_of(place: Place, part: tuple[cr.Change, ...]) -> bool:
    return any(each._move.along == place.name and each._place.channel == place.channel for each in part)


def _told(case: Case, subject: str | None) -> tuple[Any, ...]:
    return case.verdicts.company()[1] if subject is None else case.verdicts.channel(case.positions[subject])[0]


def _fine(case: Case, changes: cr.Changes) -> bool:
    told = _told(case, changes.subject)
    if changes.subject is None:
        return told == (cr.CompanyVerdict.READY,)
    assert changes.target is not None
    return all(each <= changes.target for each in told)


def _reached(profile: cr.Profile, before: Case, changes: cr.Changes) -> cr.Reached:
    """How surely a profile reaches what changes aim at: on what it states, else under presumptions, both ways."""
    after = book.assess(profile, engine="native")._case
    if _fine(after, changes):
        return cr.Reached.CERTAIN
    frozen = after.under(before.presumable)
    return cr.Reached.PRESUMED if _fine(after.filled, changes) and _fine(frozen, changes) else cr.Reached.OPEN


def _sets(profile: cr.Profile, to: str | None) -> list[tuple[Case, cr.Changes, cr.ChangeSet]]:
    decision = book.assess(profile, engine="native")
    found = [*(decision.changes(each.id, to) for each in decision.channels), decision.changes()]
    for changes in found:
        assert not (changes.sets and changes.in_the_way)
        order = [(each.gives_up, each.reached, each.effort) for each in changes.sets]
        assert order == sorted(order)
    return [(decision._case, changes, chosen) for changes in found for chosen in changes.sets]


_AIMS = st.sampled_from([None, "asset", "potential", "helpful"])


@fewer
@given(profile=profiles(2), to=_AIMS)
def test_changes_work_and_none_is_too_many(profile: cr.Profile, to: str | None) -> None:
    """A set reaches what it says, as surely as it says, and no smaller part of it does."""
    for case, changes, chosen in _sets(profile, to):
        after = chosen.apply(profile)
        assert _reached(after, case, changes) == chosen.reached
        judged = book.assess(after, engine="native")._case
        assert _told(judged, changes.subject) == chosen.possible
        assert _told(judged.filled, changes.subject) == chosen.leaning
        for part in _subsets(chosen) if chosen.reached is not cr.Reached.OPEN else ():
            try:
                smaller = _made(profile, chosen, part)
            except cr.ProfileError:
                continue
            assert not _reached(smaller, case, changes) <= chosen.reached


@fewer
@given(profile=profiles(2), to=_AIMS)
def test_changes_change_what_is_stated_and_is_not_so_yet(profile: cr.Profile, to: str | None) -> None:
    """What nobody stated is asked about and never changed, and an asset is never given up."""
    for case, _, chosen in _sets(profile, to):
        for change in chosen.changes:
            assert change.before is not None
            assert change.before != change.after
            assert change._place.value(profile) == change.before
            if change.gives_up:
                at = case.positions[change._place.channel]
                assert (case.leaning(at) or max(case.verdicts.channel(at)[0])) is not cr.Verdict.ASSET


@fewer
@given(profile=profiles(2))
def test_no_number_of_a_change_goes_further_than_it_must(profile: cr.Profile) -> None:
    """Numbers are whole steps, such as quarters of an hour, and one step less would not suffice."""
    for case, changes, chosen in _sets(profile, "asset"):
        for change in chosen.changes:
            place, move = change._place, change._move
            if move.way not in {"raise", "lower"}:
                continue
            step = Fraction(1) if place.spec.whole else Fraction(move.step)
            assert Fraction(change.after) % step == 0
            nearer = change.after - float(step) if move.way == "raise" else change.after + float(step)
            if move.along or not min(change.before, change.after) < nearer < max(change.before, change.after):
                continue
            try:
                short = place.put(chosen.apply(profile), type(change.after)(nearer))
            except cr.ProfileError:
                continue
            if chosen.reached is not cr.Reached.OPEN:
                assert not _reached(short, case, changes) <= chosen.reached


@fewer
@given(profile=profiles(2))
def test_tips_tip(profile: cr.Profile) -> None:
    """The verdict or the leaning is another at a tip, and the same everywhere before; only our own numbers are told."""
    decision = book.assess(profile, engine="native")

    def told(case: Case, subject: str | None) -> tuple[Any, Any]:
        if subject is None:
            return case.verdicts.company()[1], case.filled.verdicts.company()[0]
        return _told(case, subject), _told(case.filled, subject)

    def then(subject: str | None, name: str, value: float) -> tuple[Any, Any]:
        return told(book.assess(profile, engine="native", parameters={name: value})._case, subject)

    for subject in [None, *(each.id for each in decision.channels)]:
        now = told(decision._case, subject)
        for tip in decision.sensitivity(subject):
            assert book.parameters[tip.parameter].origin == "ours"
            assert tip.certain is (tip.possible != now[0])
            if tip.reached:
                assert then(subject, tip.parameter, tip.at) == (tip.possible, tip.leaning) != now
            halfway = (tip.at + tip.value) / 2
            if halfway not in {tip.at, tip.value}:
                assert then(subject, tip.parameter, halfway) == now


_EXTREMES = st.sampled_from([5e-324, 1e-300, 1e-9, 0, 1, 9_999.999, 1e9, 1e12])


@fewer
@given(profile=profiles(2), data=st.data())
def test_no_number_is_too_small_or_too_great_for_advice(profile: cr.Profile, data: st.DataObject) -> None:
    """Whatever numbers a profile may state, every kind of advice is given, and none of them is out of range."""
    for place in places_of(profile):
        spec = place.spec
        if spec.type.kind is Kind.NUMBER and spec.table is None and data.draw(st.booleans()):
            value = min(data.draw(_EXTREMES), spec.high)
            try:
                profile = place.put(profile, int(value) if spec.whole else value)
            except cr.ProfileError:
                continue
    decision = book.assess(profile, engine="native")
    assert decision.to_dict(advice=True)["format"] == 1
    assert all(math.isfinite(each.telling) for each in decision.questions)
    assert math.isfinite(decision.shortlist().best.gain)
    for _, _, chosen in _sets(profile, "asset"):
        assert math.isfinite(chosen.effort)


NUMBERS = [
    name
    for name, fact in FACTS.items()
    if fact.term.type.kind in {Kind.NUMBER, Kind.DATE} and fact.place().spec.table is None and name not in ALWAYS
]


@given(profile=profiles(2), name=st.sampled_from(NUMBERS), data=st.data())
def test_between_critical_values_nothing_changes(profile: cr.Profile, name: str, data: st.DataObject) -> None:
    """Any value gives the same outcomes as the probe of its stretch."""
    case = book.assess(profile, engine="native")._case
    channel = None
    if name.startswith(("channel.", "editorial.")):
        assume(profile.channels)
        channel = data.draw(st.integers(0, len(profile.channels) - 1))
    place = FACTS[name].place("" if channel is None else profile.channels[channel].id)
    assume(place.holder_in(profile) is not None)
    plan = profile.communication_plan
    if name in {"plan.starts_on", "plan.ends_on"} and isinstance(plan, cr.CommunicationPlan):
        # An entry that recurs does so over the plan's period: another period is another list.
        assume(not any(each.every for each in plan.entries or ()))
    asked = [(rule.node, at) for at in (None, *range(len(profile.channels))) for rule, _ in case.outcomes_at(at)]
    varied = case.varied(name, channel)
    points = sorted({each for node, at in asked for each in critical(node, varied, at)})
    is_date = place.spec.type.kind is Kind.DATE
    low, high = (730_000, 750_000) if is_date else (0, 10_000)
    value = data.draw(st.integers(low, high) if is_date or place.spec.whole else st.floats(low, high))

    def clear_of_points(number: float) -> bool:
        return all(abs(number - point) > 1e-6 * max(1.0, float(abs(point))) for point in points)

    assume(clear_of_points(value))
    stretch = [
        each
        for each in probes(points, low, high, whole=is_date or place.spec.whole)
        if clear_of_points(each) and not any(min(each, value) <= point <= max(each, value) for point in points)
    ]

    def outcomes(number: float) -> Any:
        given_ = datetime.date.fromordinal(int(number)) if is_date else number
        return case.variant(place.put(profile, given_, checked=False)).outcomes

    for probe in stretch:
        assert outcomes(probe) == outcomes(value)


@pytest.mark.parametrize(
    ("channel", "rule", "said"),
    [
        ("nowhere", None, "no channel 'nowhere'"),
        (None, "no-access", "asked of each channel: name a channel"),
        ("fb", "too-many-pages", "asked of each company: leave the channel out"),
        ("fb", "no-acess", "Did you mean 'no-access'?"),
    ],
)
def test_explaining_what_is_not_asked(channel: str | None, rule: str | None, said: str) -> None:
    profile = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="X"),
        channels=(cr.Channel(id="fb", network="facebook", status="active"),),
    )
    with pytest.raises(cr.OptionError, match=said.replace("?", r"\?")):
        book.assess(profile).explain(channel, rule)


def test_aiming_at_what_nobody_aims_at() -> None:
    profile = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="X"),
        channels=(cr.Channel(id="fb", network="facebook", status="active"),),
    )
    decision = book.assess(profile)
    with pytest.raises(cr.OptionError, match="one of helpful, potential, asset; 'whim' is wanted"):
        decision.changes("fb", "whim")
    with pytest.raises(cr.OptionError, match="towards 'ready', 'asset' is wanted"):
        decision.changes(to="asset")
