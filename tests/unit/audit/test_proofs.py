"""Laws proved with a solver: houses that break each of them are found out, and the engine confirms it."""

from __future__ import annotations

import datetime
import json
import sys
import tomllib
from collections.abc import Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules.audit.proofs import AGREEMENT, LAWS, Bound, Proof, State, exit_status, prove
from channelrules.audit.proofs.algebra import Truth
from channelrules.audit.proofs.stated_facts import disagreements
from channelrules.audit.proofs.translation import Translation
from channelrules.decision.rulebook import Rulebook
from channelrules.faces.cli import rules_audit
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.knowledge.model import Knowledge, VerdictRow
from channelrules.knowledge.presumption import Presumption
from channelrules.language.nodes import Aggregate, Expression, Literal, Not, rebuilt
from channelrules.language.parser import parse
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.houses import House
from tests.fixtures.strategies import profiles

pytest.importorskip("z3")
BOOK = cr.load_rules()
SMALL = Bound(channels=2, members=2)
Rules = dict[str, tuple[str, str, str | None, str | None]]
Measures = dict[str, tuple[str, str | None]]


def house(rules: Rules, measures: Measures | None = None) -> Knowledge:
    """A rulebook of few rules over a small verdict table."""
    return House(measures or {}, rules).book().knowledge


def proofs(knowledge: Knowledge, law: str, bound: Bound = SMALL, seconds: float = 60) -> dict[str, Proof]:
    """What becomes of each obligation of a law, by what it is about."""
    return {each.about: each for each in prove(Compiled(knowledge), [law], bound, seconds) if each.law == law}


def refuted(found: dict[str, Proof]) -> list[str]:
    assert {each.state for each in found.values()} <= {State.PROVED, State.REFUTED}
    return [about for about, each in found.items() if each.state is State.REFUTED]


def decisions(knowledge: Knowledge, proof: Proof) -> list[cr.Decision]:
    """What the engine says of the profiles that show something, read back from their own files."""
    book = Rulebook(knowledge)
    read = [book.parse_profile(json.loads(json.dumps(each.to_dict()))) for each in proof.profiles]
    assert read == list(proof.profiles)
    return [book.assess(each, edition=proof.edition, engine="native") for each in read]


def said(decision: cr.Decision, rule: str, channel: str | None = None) -> bool | None:
    case = decision._case
    at = None if channel is None else case.positions[channel]
    return next(outcome for each, outcome in case.outcomes_at(at) if each.id == rule)


# --- the laws of the built-in rulebook ---


def test_the_laws_of_the_built_in_rules_are_proved() -> None:
    """All of them, of every rule and row, with nothing left undecided; the translation says what the engine says."""
    found = list(prove(Compiled(BOOK.knowledge)))
    assert {each.law for each in found} == {AGREEMENT, *LAWS}
    assert [each for each in found if each.state is not State.PROVED] == []
    rules = {rule.id for rule in BOOK.knowledge.active_rules}
    assert rules < {each.about for each in found if each.law == "refinement"}
    assert exit_status(found) == 0
    for each in found:
        if each.law == "reachable":
            scope, verdict = each.about.split("[")[0], each.about.split()[1]
            (decision,) = decisions(BOOK.knowledge, each)
            reached = decision.channel("a").possible if scope == "channel" else decision.company.possible
            assert verdict in {one.value for one in reached}


# --- houses that break them ---


def doctored(knowledge: Knowledge, name: str) -> Knowledge:
    """The same with a measure whose sum believes that no member is below zero."""

    def from_zero(node: Expression) -> Expression | None:
        return attrs.evolve(node, from_zero=True) if isinstance(node, Aggregate) else None

    measure = knowledge.measures[name]
    changed = attrs.evolve(measure, node=rebuilt(measure.node, from_zero))
    return attrs.evolve(knowledge, measures={**knowledge.measures, name: changed})


def test_a_rule_that_a_fact_withdraws() -> None:
    """It fires on what nobody stated, and the fact that is stated then clears it."""
    rules: Rules = {"in-credit": ("company", "company.in_credit", None, None)}
    right = house(rules, {"company.in_credit": ("sum(channels.z_balance) >= 0", None)})
    assert refuted(proofs(right, "refinement")) == []
    wrong = doctored(right, "company.in_credit")
    found = proofs(wrong, "refinement")
    assert refuted(found) == ["in-credit"]
    before, after = decisions(wrong, found["in-credit"])
    assert (said(before, "in-credit"), said(after, "in-credit")) == (True, False)


def test_a_verdict_that_a_fact_widens() -> None:
    """What is no longer possible becomes possible again."""
    rules: Rules = {"in-credit": ("company", "company.in_credit", None, "overextended")}
    wrong = doctored(house(rules, {"company.in_credit": ("sum(channels.z_balance) >= 0", None)}), "company.in_credit")
    found = proofs(wrong, "refinement")
    assert refuted(found) == ["in-credit", "verdicts.company"]
    before, after = decisions(wrong, found["verdicts.company"])
    assert not set(after.company.possible) <= set(before.company.possible)


def test_a_rule_that_obliges() -> None:
    """It is found once a channel is taken away; one that counts the other way is not."""
    rules: Rules = {
        "too-few": ("company", "company.few", None, None),
        "too-many": ("company", "company.many", None, None),
        "alone": ("channel", "channel.in_use and company.few", None, None),
    }
    measures: Measures = {
        "company.few": ("count(channels, channel.in_use) < 2", None),
        "company.many": ("count(channels, channel.in_use) > 1", None),
    }
    knowledge = house(rules, measures)
    found = proofs(knowledge, "nobody_obliged")
    assert refuted(found) == ["alone", "too-few"]
    before, after = decisions(knowledge, found["alone"])
    assert [each.id for each in before.channels] == ["a", "b"]
    assert [each.id for each in after.channels] == ["b"]
    assert (said(before, "alone", "b"), said(after, "alone", "b")) == (False, True)


def test_an_unknown_count_that_a_channel_less_settles() -> None:
    """A product with a count is unknown where the count is: how the built-in rules broke the law, and were mended."""
    rules: Rules = {"short": ("company", "company.short", None, None)}
    asset = 'count(channels, channel.role == "asset")'
    unlike: Measures = {
        "company.n": (asset, None),
        "company.short": ("company.n * param.own > 1", None),
    }
    assert refuted(proofs(house(rules, unlike), "nobody_obliged")) == ["short"]
    alike: Measures = {"company.short": (f"{asset} > 1 / param.own", None)}
    assert refuted(proofs(house(rules, alike), "nobody_obliged")) == []


def test_more_hours_that_make_it_worse() -> None:
    """With more of them a verdict is worse, or a company is no longer ready; the same for formats."""
    rules: Rules = {
        "busy": ("channel", "channel.in_use and company.hours_per_week > 40", None, "whim"),
        "vain": ("company", '"video" in company.formats', None, "overextended"),
    }
    knowledge = house(rules)
    found = proofs(knowledge, "more_means")
    assert refuted(found) == [
        "channel: whim, certain",
        "channel: whim, presumed",
        "company: ready",
    ]
    before, after = decisions(knowledge, found["channel: whim, certain"])
    hours = [each._case.profile.company.hours_per_week for each in (before, after)]
    assert hours[0] is not None
    assert hours[1] is not None
    assert hours[0] <= 40 < hours[1]
    assert cr.Verdict.WHIM in after.channel("a").possible
    assert cr.Verdict.WHIM not in before.channel("a").possible
    ready, no_more = decisions(knowledge, found["company: ready"])
    assert (ready.company.verdicts, no_more.company.verdicts) == (
        (cr.CompanyVerdict.READY,),
        (cr.CompanyVerdict.OVEREXTENDED,),
    )


def presuming(knowledge: Knowledge, fact: str, value: Any) -> Presumption:
    spec = knowledge.facts[fact].place().spec
    return Presumption(fact=fact, order=1, value=Literal(value), spec=spec, says="s", why="w")


def test_presumptions_that_cannot_both_be_so() -> None:
    """Together they contradict each other, which the loader would refuse; each alone is fine."""
    rules: Rules = {"own": ("channel", 'channel.stands_for == "person" or channel.fronted_by == "owner"', None, None)}
    bare = house(rules)
    person, company = presuming(bare, "channel.stands_for", "person"), presuming(bare, "channel.fronted_by", "company")
    for fine in ((person,), (company,)):
        assert refuted(proofs(attrs.evolve(bare, presumptions=fine), "presumptions")) == []
    knowledge = attrs.evolve(bare, presumptions=(person, company))
    found = proofs(knowledge, "presumptions")
    assert refuted(found) == ['channel.stands_for == "person" and channel.fronted_by == "company"']
    (decision,) = decisions(knowledge, *(each for each in found.values() if each.state is State.REFUTED))
    filled = decision._case.filled.facts(0).values
    assert (filled["channel.stands_for"], filled["channel.fronted_by"]) == ("person", "company")


def test_a_leaning_outside_what_is_possible() -> None:
    """An outcome that was certain is another one under presumptions, and with it the verdict."""
    rules: Rules = {"in-credit": ("company", "company.in_credit", None, "overextended")}
    wrong = doctored(house(rules, {"company.in_credit": ("sum(channels.z_balance) >= 0", None)}), "company.in_credit")
    knowledge = attrs.evolve(wrong, presumptions=(presuming(wrong, "channel.z_balance", -5),))
    found = proofs(knowledge, "presumptions")
    assert refuted(found) == ["in-credit", "verdicts.company"]
    (decision,) = decisions(knowledge, found["in-credit"])
    case = decision._case
    assert said(decision, "in-credit") is True
    under = case.under(case.presumable)
    assert under.outcomes.company == (False,)


def with_row(knowledge: Knowledge, place: int, verdict: str, when: str) -> Knowledge:
    row = VerdictRow(verdict, when, parse(when, knowledge.vocabulary))
    rows = knowledge.channel_verdicts
    return attrs.evolve(knowledge, channel_verdicts=(*rows[:place], row, *rows[place:]))


def test_a_row_that_nobody_reaches() -> None:
    """The rows above leave nothing to it; what is reached has a company that is judged so."""
    knowledge = house({"own": ("channel", 'channel.role == "support"', None, "whim")})
    dead = with_row(knowledge, 4, "potential", "channel.in_use and effect.whim")
    found = proofs(dead, "reachable")
    # No rule of this rulebook has the effects that the others ask for.
    assert set(refuted(found)) == {
        "channel[4] potential",
        "channel[5] potential",
        "company[0] unplanned",
        "company[1] overextended",
    }
    assert found["channel[4] potential"].profiles == ()
    (decision,) = decisions(dead, found["channel[2] whim"])
    assert decision.channel("a").verdict is cr.Verdict.WHIM


@pytest.mark.parametrize(("action", "out"), [("close", "close"), (None, "keep")])
def test_a_remedy_against_its_action(action: str | None, out: str) -> None:
    """A rule that says to close a channel and to work on it; and an action without words for what comes after it."""
    bare = house({"own": ("channel", 'channel.role == "asset" and channel.posts_postponed > 2', None, None)})
    rules = {id_: attrs.evolve(rule, action=action, asks="work") for id_, rule in bare.rules.items()}
    assert refuted(proofs(attrs.evolve(bare, rules=rules), "remedies")) == []
    knowledge = attrs.evolve(bare, rules=rules, rules_out={out: ("work",)})
    found = proofs(knowledge, "remedies")
    assert refuted(found) == ["own"]
    (decision,) = decisions(knowledge, found["own"])
    assert out in decision.channel("a").actions
    assert [each.id for each in decision.channel("a").findings] == ["own"]


# --- what cannot be decided, and what is wrong with us ---


def test_what_is_left_undecided_says_why() -> None:
    """No time, or what the solver does not see into; the rest is proved all the same."""
    rules: Rules = {
        "days": ("company", "company.often", None, None),
        "months": ("company", "plan.starts_on == plan.ends_on and plan.months > 3", None, "unplanned"),
        "plain": ("company", "company.hours_per_week > 1", None, None),
    }
    measures: Measures = {
        "company.often": ("count(plan.dates, on > profile.as_of) > 2", None),
        "plan.months": ("months_in(plan.starts_on, plan.ends_on)", "months"),
    }
    knowledge = house(rules, measures)
    found = proofs(knowledge, "refinement")
    undecided = {about: each.because for about, each in found.items() if each.state is State.UNDECIDED}
    assert undecided == {"days": "the members of 'plan.dates' one by one"}
    assert found["plain"].state is found["months"].state is State.PROVED
    # It takes a day to touch months; the engine knows better.
    reached = proofs(knowledge, "reachable")["company[0] unplanned"]
    assert (reached.state, reached.because) == (State.UNDECIDED, "months_in")
    late = proofs(knowledge, "refinement", seconds=0)
    assert (late["plain"].state, late["plain"].because) == (State.UNDECIDED, "time")
    assert exit_status(list(late.values())) == 3


def wrong_negation(self: Translation, node: Expression, at: int | None, member: Any = None) -> Truth:
    """A translation that takes what is unknown for false where it is negated."""
    if isinstance(node, Not):
        part = self.truth(node.part, at, member)
        return Truth(self.algebra.Not(part.true), part.true)
    return _TRUTH(self, node, at, member)


_TRUTH = Translation.truth


def test_a_wrong_translation_is_told_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the solver finds by it and the engine does not confirm is a fault, with the profiles."""
    knowledge = house({"own": ("channel", 'not channel.role == "asset"', None, None)})
    assert refuted(proofs(knowledge, "refinement")) == []
    monkeypatch.setattr(Translation, "truth", wrong_negation)
    found = proofs(knowledge, "refinement")
    assert found["own"].state is State.FAULT
    assert len(found["own"].profiles) == 2
    assert exit_status(list(found.values())) == 3


def test_a_wrong_translation_disagrees_with_the_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where no law is broken by it: it is held against the engine before anything is proved."""
    kept = ("designed-for-business", "no-access")
    few = attrs.evolve(BOOK.knowledge, rules={each: BOOK.rules[each] for each in kept})
    assert {each.state for each in prove(Compiled(few), [])} == {State.PROVED}
    monkeypatch.setattr(Translation, "truth", wrong_negation)
    faults = [each for each in prove(Compiled(few), []) if each.state is State.FAULT]
    assert "no-access" in {each.about for each in faults}
    assert {each.law for each in faults} == {AGREEMENT}


@settings(max_examples=max(5, (settings.default or settings()).max_examples // 10))
@given(profile=profiles(3), edition=st.sampled_from(list(cr.Edition)))
def test_the_translation_says_what_the_engine_says(profile: cr.Profile, edition: cr.Edition) -> None:
    """Of each rule and verdict, on what is stated and under presumptions."""
    compiled = Compiled(BOOK.knowledge)
    assert list(disagreements(judge(compiled, profile, edition, profile.as_of))) == []


def test_the_same_is_found_every_time() -> None:
    """Profiles too."""
    rules: Rules = {"busy": ("channel", "channel.in_use and company.hours_per_week > 40", None, "whim")}
    first, second = (list(prove(Compiled(house(rules)), ["more_means", "reachable"], SMALL)) for _ in range(2))
    assert first == second


def test_without_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the extra that brings it."""
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(cr.MissingExtraError) as caught:
        list(prove(Compiled(BOOK.knowledge), []))
    assert caught.value.extra == "check"


# --- the command ---


def command(monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, *arguments: str) -> Any:
    monkeypatch.setattr(rules_audit, "rulebook", lambda *_: Rulebook(knowledge))
    return run(ROOT, "rules", "check", "--prove", *arguments)


def toml_in(lines: Sequence[str], head: str) -> dict[str, Any]:
    begin = next(place for place, line in enumerate(lines) if line.strip() == head) + 1
    ends = [place for place, line in enumerate(lines) if place >= begin and line and not line.startswith(" " * 6)]
    return tomllib.loads("\n".join(line.strip() for line in lines[begin : ends[0]]))


def test_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 0, 1 and 3; what breaks a law is printed as files that load and are judged so."""
    knowledge = house({"busy": ("channel", "channel.in_use and company.hours_per_week > 40", None, "whim")})
    assert command(monkeypatch, knowledge, "--law", "refinement").returncode == 0
    ran = command(monkeypatch, knowledge, "--law", "more_means")
    assert ran.returncode == 1
    lines = ran.stdout.splitlines()
    heads = ("shown by this company (facts about networks: what the guidance says), before:", "and after:")
    before, after = (Rulebook(knowledge).parse_profile(toml_in(lines, head)) for head in heads)
    judged = [Rulebook(knowledge).assess(each, engine="native").channel("a") for each in (before, after)]
    assert max(judged[1].possible) > max(judged[0].possible)
    ran = command(monkeypatch, knowledge, "--law", "refinement", "--seconds", "0")
    assert ran.returncode == 3
    assert "undecided: busy: no answer within the time given to a law" in ran.stdout
    ran = command(monkeypatch, knowledge, "--law", "refinment")
    assert ran.returncode == 2
    assert "Did you mean 'refinement'?" in ran.stderr


def test_the_command_as_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the bound, counts by law, and the profiles as they would be read."""
    knowledge = house({"busy": ("channel", "channel.in_use and company.hours_per_week > 40", None, "whim")})
    asked = ("--law", "more_means", "--channels", "4", "--format", "json")
    data = json.loads(command(monkeypatch, knowledge, *asked).stdout)
    assert data["bound"] == {"channels": 4, "members": 3, "seconds": 60, "as_of": "2026-11-01"}
    assert data["laws"]["more_means"]["refuted"] == 2
    (first, _) = (each for each in data["proofs"] if each["state"] == "refuted")
    assert [Rulebook(knowledge).parse_profile(each).as_of for each in first["profiles"]] == [
        datetime.date(2026, 11, 1)
    ] * 2
