"""The interview as a value: what is asked next, and that no answer is ever lost."""

from __future__ import annotations

import datetime
import itertools
import json
import random
from typing import Any

import attrs
import pytest

import channelrules as cr
from channelrules.facts.paths import Place
from tests.benchmarks.advice import bare, company

DAY = datetime.date(2026, 11, 1)
BAR = cr.Profile(
    as_of=DAY,
    company=cr.Company(name="Bar"),
    channels=(
        cr.Channel(id="fb", network="facebook", status="active"),
        cr.Channel(id="yt", network="youtube", status="dormant"),
    ),
)


def known(whole: cr.Profile, path: str) -> Any:
    """What somebody who knows everything answers."""
    value = Place.at(path).value(whole)
    return type(value)() if isinstance(value, cr.CommunicationPlan | cr.EditorialPlan) else value


def held(interview: cr.Interview, whole: cr.Profile) -> list[cr.Interview]:
    """Every state of an interview with somebody who knows everything."""
    found = [interview]
    while (question := found[-1].question) is not None:
        value = known(whole, question.path)
        found.append(found[-1].skip() if value is None else found[-1].answer(value))
    return found


@pytest.fixture(scope="module")
def states(book: cr.Rulebook) -> list[cr.Interview]:
    whole = company(1)
    return held(book.interview(bare(whole)), whole)


def test_a_subject_is_left_only_when_it_is_done(book: cr.Rulebook, states: list[cr.Interview]) -> None:
    """And within it the order is that of the questions."""
    for before, after in itertools.pairwise(states):
        question, following = before.question, after.question
        assert question is not None
        if following is not None and following.channel != question.channel:
            assert not [each for each in after.left if each.bears and each.channel == question.channel]
        same = [each for each in before.left if each.bears and each.channel == question.channel]
        assert question.path == same[0].path
    assert states[-1].settled or not [each for each in states[-1].left if each.bears]


def test_nothing_is_asked_twice(states: list[cr.Interview]) -> None:
    paths = [each.path for each in states[-1].steps]
    assert len(paths) == len(set(paths)) > 3


def test_back_and_again(states: list[cr.Interview]) -> None:
    """Going back gives the interview as it was, question and profile."""
    for before, after in itertools.pairwise(states[-6:]):
        assert after.back().to_dict() == before.to_dict()
        assert after.back().profile == before.profile
        assert before.question is not None
        again = after.back().question
        assert again is not None
        assert again.path == before.question.path
    assert states[0].back().to_dict() == states[0].to_dict()


def test_saved_and_taken_up_again(book: cr.Rulebook, states: list[cr.Interview]) -> None:
    """Through JSON, at any point; the next question is the same."""
    for each in (*states[::7], states[-1]):
        again = book.resume(json.loads(json.dumps(each.to_dict())))
        assert again.to_dict() == each.to_dict()
        assert again.profile == each.profile
        assert again.form("ko") == each.form("ko")


def test_progress_counts_what_hangs(states: list[cr.Interview]) -> None:
    """A verdict that is not settled hangs; a subject counts its own questions."""
    for each in (states[0], states[-1]):
        progress = each.progress
        assert [one.subject for one in progress] == [None, *(one.id for one in each.decision.channels)]
        assert each.hanging == sum(not one.settled for one in progress)
        assert sum(one.asked for one in progress) == len(each.steps)
        assert json.loads(json.dumps([one.to_dict() for one in progress]))
        assert all(len(one.possible) > 1 for one in progress[1:] if not one.settled)
    assert sum(one.left for one in states[0].progress) == len([each for each in states[0].left if each.bears])


def test_answers_in_any_order_give_the_same_profile(book: cr.Rulebook) -> None:
    """Editing puts the facts there that answering would."""
    whole = company(5)
    last = held(book.interview(bare(whole)), whole)[-1]
    steps = list(last.steps)
    random.Random(3).shuffle(steps)
    plans = [each for each in steps if each.path.endswith("plan")]
    other = book.interview(bare(whole))
    for each in plans + [each for each in steps if each not in plans]:
        other = other.edit(each.path, each.value)
    assert other.profile == last.profile


def test_an_edit_that_makes_answers_idle_keeps_them(book: cr.Rulebook) -> None:
    """The facts of a plan that is said not to exist count for nothing until it exists again."""
    begun = book.interview(BAR).edit("communication_plan", True).edit("communication_plan.from", "2026-01-01")
    assert begun.idle == ()
    gone = begun.edit("communication_plan", False)
    assert gone.profile.communication_plan == "none"
    assert [each.path for each in gone.idle] == ["communication_plan.from"]
    back = gone.edit("communication_plan", True)
    assert back.profile == begun.profile


def test_what_contradicts_itself_is_refused(book: cr.Rulebook) -> None:
    """The interview stays as it was, and the message names the place."""
    published, original = "channel[fb].posts_published_per_month", "channel[fb].original_posts_per_month"
    begun = book.interview(BAR).edit(published, 5).edit(original, 4)
    with pytest.raises(cr.ProfileError, match="4 original posts are more than the 2 published") as caught:
        begun.edit(published, 2)
    assert caught.value.path == original
    assert begun.profile.channels[0].original_posts_per_month == 4
    assert begun.edit(original, None).edit(published, 2).profile.channels[0].posts_published_per_month == 2
    with pytest.raises(cr.ProfileError, match="a number of posts/month from 0"):
        begun.edit(published, -1)
    with pytest.raises(cr.ProfileError, match="is a date that does not exist"):
        begun.edit("channel[fb].last_post_on", "2026-02-30")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("channel[fb].account", "company page", "Did you mean 'company_page'"),
        ("channel[fb].posts_postponed", 10**400, "a whole number"),
        ("channel[fb].hours_per_week", float("nan"), "a number of hours"),
        ("channel[fb].company_is_admin", "yes", "true or false"),
        ("channel[fb].followers", [{"on": "2026-01-01"}], "this key is missing"),
        ("channel[fb].followers", 7, "a list of tables is expected"),
        ("channel[fb].followers", [{"on": "x"}, {"count": -1}], "answer: "),
        ("company.hours_per_week", [], "a number of hours"),
        ("waiver", [], "nobody is asked for 'waiver'"),
        ("nowhere.at_all", 1, "no profile has a place"),
        ("channel[zz].account", "company_page", "there is no channel 'zz'"),
    ],
)
def test_bad_answers_are_told(book: cr.Rulebook, path: str, value: object, said: str) -> None:
    """Each is refused in words, with the place."""
    with pytest.raises(cr.ChannelRulesError) as caught:
        book.interview(BAR).edit(path, value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (7, "no interview of format 1: 'int'"),
        ({}, "no interview of format 1: 'None'"),
        ({"format": 1}, "a table is expected"),
        ({"format": 1, "start": BAR.to_dict(), "edition": "x"}, "no edition 'x'"),
        ({"format": 1, "start": BAR.to_dict(), "steps": 3}, "are a list"),
        ({"format": 1, "start": BAR.to_dict(), "steps": [3]}, "has a path"),
        ({"format": 1, "start": BAR.to_dict(), "steps": [{"path": "x", "how": "answered"}]}, "no profile has a place"),
        (
            {"format": 1, "start": BAR.to_dict(), "steps": [{"path": "channel[a].role", "how": "unknown"}]},
            "no channel 'a'",
        ),
    ],
)
def test_bad_sessions_are_told(book: cr.Rulebook, data: object, said: str) -> None:
    with pytest.raises(cr.ChannelRulesError) as caught:
        book.resume(data)
    assert said in str(caught.value)


def test_confirming_states_what_is_presumed(book: cr.Rulebook) -> None:
    """A yes gives the presumed value, a no the only other one; nobody else's word counts as either."""
    begun = book.interview(BAR)
    asked: set[str] = set()
    while begun.question is not None and len(begun.steps) < 12:
        presumed, path = begun.presumed(), begun.question.path
        if presumed is None:
            with pytest.raises(cr.OptionError, match="nothing is presumed"):
                begun.confirm()
            begun = begun.skip()
            continue
        asked.add(path)
        assert Place.at(path).value(begun.confirm().profile) == presumed.value
        if begun.otherwise is not None:
            assert Place.at(path).value(begun.answer(begun.otherwise).profile) == begun.otherwise != presumed.value
        begun = begun.confirm()
    assert len(asked) > 3


def test_the_end(book: cr.Rulebook) -> None:
    """Once nothing is left to ask, there is no question, no form, and nothing to answer."""
    begun = book.interview(attrs.evolve(BAR, channels=())).edit("communication_plan", False)
    while begun.question is not None:
        begun = begun.skip()
    assert begun.form() is None
    assert begun.presumed() is None
    assert begun.otherwise is None
    with pytest.raises(cr.OptionError, match="nothing is left to ask"):
        begun.answer(1)


def test_everything_asks_for_findings_too(book: cr.Rulebook) -> None:
    """More questions than verdicts alone need, those of one subject together."""
    brief, full = book.interview(BAR), book.interview(BAR, everything=True)
    assert len(full._to_ask) > len(brief._to_ask) > 0
    assert {each.path for each in brief._to_ask} <= {each.path for each in full._to_ask}


def test_channels_come_and_go(book: cr.Rulebook) -> None:
    """By any name of their network, numbered where one is there; what was said of a channel goes with it."""
    begun = book.interview(attrs.evolve(BAR, channels=())).with_channel("X/Twitter").with_channel("x", "planned")
    assert [(each.id, each.network, each.status) for each in begun.profile.channels] == [
        ("x", "x", "active"),
        ("x_2", "x", "planned"),
    ]
    told = begun.edit("channel[x].role", "support").edit("company.size", "small")
    less = told.without_channel("x")
    assert [each.path for each in less.steps] == ["company.size"]
    assert [each.id for each in less.profile.channels] == ["x_2"]
    with pytest.raises(cr.OptionError, match="no channel 'x'"):
        less.without_channel("x")
    with pytest.raises(cr.Problems) as caught:
        begun.with_channel("facebok")
    assert "Did you mean 'facebook'?" in str(caught.value)
    with pytest.raises(cr.ProfileError, match="sleeping"):
        begun.with_channel("facebook", "sleeping")


def test_a_form_says_what_an_answer_may_be(book: cr.Rulebook) -> None:
    """Of every kind, in every language, as JSON."""
    kinds: dict[str, dict[str, Any]] = {}
    begun = book.interview(attrs.evolve(BAR, channels=BAR.channels[:1]), everything=True)
    while (form := begun.form("it")) is not None and len(kinds) < 6:
        assert json.loads(json.dumps(form)) == form
        assert form["text"]
        kinds.setdefault(form["kind"], form)
        plan = form["path"].endswith("plan")
        begun = begun.answer(True) if plan else begun.skip()
    assert set(kinds) >= {"yes_no", "choice", "set", "number", "date", "rows"}
    assert all(each["value"] and each["label"] for each in kinds["choice"]["choices"])
    assert kinds["rows"]["columns"][0]["key"]


def test_a_notebook_shows_the_question(book: cr.Rulebook) -> None:
    """With its choices, and nothing in it that a company's name could run."""
    assert "<li><code>" in str(book.interview(BAR, everything=True)._repr_html_())
    alone = attrs.evolve(BAR, company=cr.Company(name="<script>x"), channels=())
    shown = book.interview(alone, everything=True)._repr_html_()
    assert shown is not None
    assert "&lt;script&gt;x" in shown
    assert "<script>" not in shown
    assert book.interview(attrs.evolve(BAR, channels=()))._repr_html_() is None


def test_a_fact_of_a_house_names_its_house(root: Any) -> None:
    """Whoever reads the profile without the house is told which one declares it."""
    book = cr.load_rules(house=root / "docs" / "examples" / "house-rules")
    (holder, name), spec = next(
        ((holder, name), spec)
        for holder, declared in book.knowledge.declared.items()
        for name, spec in declared.items()
        if holder == "company"
    )
    plain = {"NUMBER": 1, "YES_NO": True, "DATE": "2026-01-01"}
    value = plain.get(spec.type.kind.name, next(iter(spec.type.options), "x"))
    begun = book.interview(BAR).edit(f"{holder}.{name}", value)
    assert begun.profile.houses == (book.knowledge.houses[0].name,)
    assert book.resume(begun.to_dict()).profile == begun.profile


def test_the_currency_is_asked_before_the_first_sum_of_money(book: cr.Rulebook) -> None:
    """Once, inside the subject that asks for the sum, and not where it is stated; then the sum itself follows."""
    start = attrs.evolve(BAR, channels=BAR.channels[:1])
    paths = [each.question.path for each in held(book.interview(start, everything=True), start) if each.question]
    money = [place for place, path in enumerate(paths) if path.endswith(("_spend_per_month", "cost_per_month"))]
    money += [paths.index("channel[fb].return_per_month")]
    assert paths.count("company.currency") == 1
    assert paths.index("company.currency") == min(money) - 1
    stated = attrs.evolve(start, company=attrs.evolve(start.company, currency="EUR"))
    asked = [each.question.path for each in held(book.interview(stated, everything=True), stated) if each.question]
    assert asked == [each for each in paths if each != "company.currency"]


def test_a_currency_that_is_answered_is_in_the_profile(book: cr.Rulebook) -> None:
    """And the next question is told in it."""
    interview = book.interview(attrs.evolve(BAR, channels=BAR.channels[:1]), everything=True)
    while interview.question is not None and interview.question.path != "company.currency":
        interview = interview.skip()
    answered = interview.answer("EUR")
    assert answered.profile.company.currency == "EUR"
    form = answered.form()
    assert form is not None
    assert (form["unit"], form["subject"]) == ("€", "fb")
