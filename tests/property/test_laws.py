"""The laws that hold for every profile.

* Engines agree: native, durable and the written semantics give the same outcomes.
* Refinement: giving a missing fact any value never turns *fires* into *clear* or back.
* Order: channels, members of lists and of sets in another order give the same decision.
* Nobody is obliged (G23, G23a): taking a channel away adds no finding for what stays, certain or presumed.
* Each rule is told once: as what fires, is presumed, is waived, could still fire, or is in order.
* A verdict holds for certain or is left open: a company has none while nothing holds for certain.
* Advice does not contradict itself: no remedy asks for what an action beside it rules out, no action stands beside one
  that leaves it out, and nothing is given up on a presumption alone.
* Explanations suffice: the facts under ``because`` alone reproduce the outcome.
* More means is never worse: more hours or formats alone never worsen a verdict or a leaning, where no exception is
  declared (one for a missing format excuses nothing once the format is there).
"""

from __future__ import annotations

import json
import random
from typing import Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.facts.choices import FORMATS
from channelrules.facts.fields import specification
from channelrules.facts.layout import lists_of
from channelrules.inference import durable_adapter as durable
from channelrules.inference.case import Case
from channelrules.language.nodes import And
from channelrules.language.semantics import Facts, evaluate, reasons
from tests.fixtures.strategies import _mended, _value, profiles

book = cr.load_rules()
ENGINES = ["native", *(["durable"] if durable.available() else [])]


def outcomes(decision: cr.Decision) -> dict[tuple[str, str | None], bool | None]:
    case = decision._case
    found: dict[tuple[str, str | None], bool | None] = {
        (rule.id, None): said for rule, said in zip(case.rules.company, case.outcomes.company, strict=True)
    }
    for channel, all_said in zip(case.profile.channels, case.outcomes.channels, strict=True):
        found |= {(rule.id, channel.id): said for rule, said in zip(case.rules.channel, all_said, strict=True)}
    return found


@pytest.mark.skipif(len(ENGINES) == 1, reason="durable-rules cannot be imported here")
@given(profile=profiles())
def test_engines_agree(profile: cr.Profile) -> None:
    """Both engines give the same bytes."""
    native, other = (json.dumps(book.assess(profile, engine=name).to_dict()) for name in ENGINES)
    assert native == other


@given(profile=profiles(), edition=st.sampled_from(list(cr.Edition)))
def test_the_native_engine_says_what_the_semantics_says(profile: cr.Profile, edition: cr.Edition) -> None:
    """Rows, measures and rules as generated Python equal the written semantics on the same profile."""
    decision = book.assess(profile, edition=edition, engine="native")
    case = decision._case
    written = _by_the_semantics(case)
    assert outcomes(decision) == written


def _by_the_semantics(case: Any) -> dict[tuple[str, str | None], bool | None]:
    measures = case.knowledge.measures
    layout = case.rules.layout
    stated = [name for name in (*layout.company, *layout.channel) if name not in measures]
    places: list[tuple[dict[str, Any], int | None]] = [(dict(case.facts(None).values), None)]
    places += [(dict(case.facts(position).values), position) for position in range(len(case.profile.channels))]
    parameters = dict(zip(layout.parameters, case.parameters, strict=True))
    base = [
        Facts({name: values.get(name) for name in stated} | parameters, lists_of(case.profile, position))
        for values, position in places
    ]
    company, channels = base[0], base[1:]
    for _ in range(4):
        channels = [_with_measures(facts, company, None, measures, ("channel", "editorial")) for facts in channels]
        company = _with_measures(company, company, channels, measures, ("company", "plan"))
    found: dict[tuple[str, str | None], bool | None] = {}
    for rule in case.rules.company:
        found[rule.id, None] = evaluate(rule.node, attrs.evolve(company, channels=channels))  # type: ignore[assignment]  # rules are yes or no
    for channel, facts in zip(case.profile.channels, channels, strict=True):
        values = {**company.values, **facts.values}
        for rule in case.rules.channel:
            said = evaluate(rule.node, attrs.evolve(facts, values=values))
            found[rule.id, channel.id] = said  # type: ignore[assignment]  # rules are yes or no
            if rule.concludes:
                values[rule.concludes] = said
    return found


def _with_measures(
    facts: Facts, company: Facts, channels: list[Facts] | None, measures: Any, scopes: tuple[str, ...]
) -> Facts:
    values = {**company.values, **facts.values}
    for _ in range(6):
        for name, measure in measures.items():
            if name.partition(".")[0] in scopes:
                values[name] = evaluate(measure.node, attrs.evolve(facts, values=dict(values), channels=channels))
    return attrs.evolve(facts, values=values)


def _missing_facts(profile: cr.Profile) -> list[tuple[Any, str, Any]]:
    holders: list[Any] = [profile.company, *profile.channels]
    if isinstance(profile.communication_plan, cr.CommunicationPlan):
        holders.append(profile.communication_plan)
    holders += [each.editorial_plan for each in profile.channels if isinstance(each.editorial_plan, cr.EditorialPlan)]
    found = [
        (holder, name, spec)
        for holder in holders
        for name, spec in specification(type(holder))
        if getattr(holder, name) is None
    ]
    if profile.communication_plan is None:
        found.append((profile, "communication_plan", dict(specification(cr.Profile))["communication_plan"]))
    return found


def _replaced(profile: cr.Profile, old: Any, new: Any) -> cr.Profile:
    def swap(thing: Any) -> Any:
        return new if thing is old else thing

    channels = []
    for channel in profile.channels:
        changed = swap(channel)
        if changed is channel and channel.editorial_plan is old:
            changed = attrs.evolve(channel, editorial_plan=new)
        channels.append(changed)
    if profile is old:
        return new  # type: ignore[no-any-return]  # a profile for a profile
    return attrs.evolve(
        profile,
        company=swap(profile.company),
        channels=tuple(channels),
        communication_plan=swap(profile.communication_plan),
    )


@given(profile=profiles(2), data=st.data())
def test_refinement(profile: cr.Profile, data: st.DataObject) -> None:
    """A fact more only closes what was open."""
    missing = _missing_facts(profile)
    assume(missing)
    holder, name, spec = data.draw(st.sampled_from(missing))
    fields = {each.name: getattr(holder, each.name) for each in attrs.fields(type(holder))}
    refined = _mended(type(holder), {**fields, name: data.draw(_value(spec))})
    kept = all(getattr(refined, key) == value for key, value in fields.items() if value is not None)
    assume(kept)
    before = outcomes(book.assess(profile, engine="native"))
    after = outcomes(book.assess(_replaced(profile, holder, refined), engine="native"))
    assert {key: said for key, said in before.items() if said is not None}.items() <= after.items()


@given(profile=profiles(), seed=st.integers(0, 1_000))
def test_order(profile: cr.Profile, seed: int) -> None:
    """Nothing hangs on the order in which things are stated."""
    shuffle = random.Random(seed)

    def other(thing: Any) -> Any:
        if isinstance(thing, tuple):
            members = [other(member) for member in thing]
            shuffle.shuffle(members)
            return tuple(members)
        if attrs.has(type(thing)):
            fields = {each.name: getattr(thing, each.name) for each in attrs.fields(type(thing))}
            return type(thing)(**{name: other(value) for name, value in fields.items()})
        return thing

    assert book.assess(other(profile), engine="native").to_dict() == book.assess(profile, engine="native").to_dict()


@given(profile=profiles())
def test_nobody_is_obliged(profile: cr.Profile) -> None:
    """A channel less adds no finding for what stays, certain or presumed: absence is never a fault."""
    assume(profile.channels)
    gone = profile.channels[0]
    without = attrs.evolve(
        profile,
        channels=profile.channels[1:],
        waivers=tuple(each for each in profile.waivers if each.channel != gone.id),
    )

    def found(one: cr.Profile) -> set[tuple[str, str | None]]:
        decision = book.assess(one, engine="native")
        return {(each.id, each.subject) for each in decision.findings}

    assert found(without) <= found(profile)


def is_in_order(case: Case, rule: cr.Rule, at: int | None) -> bool:
    """Whether a rule is clear because what it tests is in order: the last part of its condition, the others hold."""
    if not isinstance(rule.node, And):
        return True
    return all(evaluate(part, case.facts(at)) for part in rule.node.parts[:-1])


@given(profile=profiles(), edition=st.sampled_from(list(cr.Edition)))
def test_what_an_outcome_rests_on_is_what_the_semantics_says(profile: cr.Profile, edition: cr.Edition) -> None:
    """The generated walk finds the names that the written one finds, in its order, stated and presumed."""
    stated = book.assess(profile, edition=edition, engine="native")._case
    for case in (stated, stated.filled):
        for at in (None, *range(len(profile.channels))):
            for rule, _ in case.outcomes_at(at):
                found = reasons(rule.node, case.facts(at))
                named = case.resting_on(rule, at)
                known = [each for each in named if case.facts(at).values.get(each) is not None]
                assert tuple(known) == found.because
                assert tuple(each for each in named if each not in known) == found.missing


@given(profile=profiles())
def test_each_rule_is_told_once(profile: cr.Profile) -> None:
    """By what it says on what is stated, under presumptions, and whether it is asked at all."""
    decision = book.assess(profile, engine="native")
    case = decision._case
    subjects: list[tuple[int | None, cr.CompanyDecision | cr.ChannelDecision]] = [(None, decision.company)]
    subjects += [(case.positions[each.id], each) for each in decision.channels]
    for at, told in subjects:
        found = {each.id: each for each in (*told.findings, *told.open, *told.clear)}
        assert len(found) == len(told.findings) + len(told.open) + len(told.clear)
        under = {rule.id: then for rule, then in case.filled.outcomes_at(at)}
        for rule, said in case.outcomes_at(at):
            lifted = rule.id in case.verdicts.lifted(at)
            if rule.kind == "definition" or (said is False and not is_in_order(case, rule, at)):
                assert rule.id not in found
            elif said is False:
                assert found[rule.id].outcome is cr.Outcome.CLEAR
            elif said is None and under[rule.id] is not True:
                assert found[rule.id].outcome is cr.Outcome.OPEN
                assert found[rule.id].under_presumptions is (under[rule.id] is False)
            else:
                certain = cr.Outcome.FIRES if said else cr.Outcome.PRESUMED
                assert found[rule.id].outcome is (cr.Outcome.WAIVED if lifted else certain)


@given(profile=profiles())
def test_a_verdict_holds_for_certain_or_is_left_open(profile: cr.Profile) -> None:
    """One of a channel where one is left; of a company whatever holds, and none while nothing does."""
    decision = book.assess(profile, engine="native")
    for channel in decision.channels:
        settled = len(channel.possible) == 1
        assert channel.verdict is (channel.possible[0] if settled else cr.Verdict.UNDETERMINED)
        assert channel.leaning is None or (not settled and channel.leaning in channel.possible)
    company = decision.company
    assert set(company.verdicts) <= set(company.possible)
    assert cr.CompanyVerdict.UNDETERMINED not in (*company.verdicts, *company.possible, *company.leaning)
    assert company.verdicts or len(company.possible) > 1
    assert set(company.leaning) <= set(company.possible)


def _framed(remedy: str, action: str, lang: str) -> bool:
    """Return whether a remedy is told as what comes after an action, or before."""
    before, _, after = book.knowledge.language(lang).say(f"remedy_{action}", remedy="\0").partition("\0")
    return remedy.startswith(before) and remedy.endswith(after)


@settings(max_examples=1_000)
@given(profile=profiles(), edition=st.sampled_from(list(cr.Edition)))
def test_no_remedy_asks_for_what_an_action_beside_it_rules_out(profile: cr.Profile, edition: cr.Edition) -> None:
    """Such a remedy is told as what comes after the action, in every language; no other remedy is."""
    rules_out = book.knowledge.rules_out
    for channel in book.assess(profile, edition=edition, engine="native").channels:
        for finding in channel.findings:
            out = [action for action in channel.actions if finding.rule.asks in rules_out.get(action, ())]
            for lang in book.knowledge.languages[: None if out else 1]:
                remedy = finding.told(lang)[1]
                assert [action for action in rules_out if _framed(remedy, action, lang)] == out[:1]


@given(profile=profiles(), edition=st.sampled_from(list(cr.Edition)))
def test_actions_do_not_contradict_each_other(profile: cr.Profile, edition: cr.Edition) -> None:
    """None stands beside one that leaves it out; nothing is parked or closed on a presumption alone."""
    for channel in book.assess(profile, edition=edition, engine="native").channels:
        left_out = {each for action in channel.actions for each in book.knowledge.leaves_out.get(action, ())}
        assert not left_out & set(channel.actions)
        if len(channel.possible) > 1:
            assert not {"park", "close"} & set(channel.actions)


@given(profile=profiles())
def test_explanations_suffice(profile: cr.Profile) -> None:
    """The facts under ``because`` alone give the same outcome; what is open says what it lacks."""
    for finding in book.assess(profile, engine="native").findings:
        alone = Facts({each.name: each.value for each in finding.because})
        said = evaluate(finding.rule.node, alone)
        assert said is (None if finding.outcome is cr.Outcome.OPEN else True)
        assert bool(finding.missing) is (finding.outcome is cr.Outcome.OPEN)
        assert "unknown" not in finding.message


@given(profile=profiles(3), more=st.sampled_from([0.5, 2, 100]))
def test_more_means_is_never_worse(profile: cr.Profile, more: float) -> None:
    """More hours, and every format, never worsen a verdict that is settled, nor a leaning."""
    profile = attrs.evolve(profile, waivers=())
    company = profile.company
    hours: dict[str, Any] = {
        name: getattr(company, name) + more
        for name in (
            "hours_per_week",
            "hours_per_week_long_term",
            "video_hours_per_week",
            "external_hours_per_week",
            "bought_video_hours_per_week",
        )
        if getattr(company, name) is not None
    }
    formats: dict[str, Any] = {"formats": FORMATS} if company.formats is not None else {}
    richer = attrs.evolve(profile, company=attrs.evolve(company, **hours, **formats))
    before, after = book.assess(profile, engine="native"), book.assess(richer, engine="native")
    for channel in before.channels:
        position = before._case.positions[channel.id]
        # The worst that remains possible is never worse than before.
        assert max(after.channel(channel.id).possible) <= max(channel.possible)
        now, then = (each._case.filled.verdicts.channel(position)[0] for each in (before, after))
        assert max(then) <= max(now)
    if before.company.verdicts == (cr.CompanyVerdict.READY,):
        assert after.company.verdicts == (cr.CompanyVerdict.READY,)
