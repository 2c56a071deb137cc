"""What would change a verdict, on companies small enough to know the answer by heart."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

import channelrules as cr
from channelrules.advice.moves import written
from channelrules.facts.paths import places_of

DAY = datetime.date(2026, 11, 1)
BOOK = cr.load_rules()
PLAN = cr.CommunicationPlan(
    starts_on=DAY, ends_on=datetime.date(2027, 4, 30), entries=(cr.PlanEntry(id="e", on=DAY, content="x", to="c0"),)
)


def channel(**facts: Any) -> cr.Channel:
    known = {
        "id": "c0",
        "network": "instagram",
        "status": "active",
        "account": "business_account",
        "role": "asset",
        "benefit": "orders",
        "company_is_admin": True,
        "run_by": "company",
        "posts_planned_per_month": 8,
        "posts_published_per_month": 8,
        "editorial_plan": cr.EditorialPlan(renewed_on=DAY, entries=(cr.EditorialEntry(on=DAY, content="x"),)),
    }
    return cr.Channel(**{**known, **facts})


def profile(*channels: cr.Channel, **facts: Any) -> cr.Profile:
    company = cr.Company(name="Example", formats=("text", "image"), **facts)
    return cr.Profile(as_of=DAY, company=company, channels=channels, communication_plan=PLAN)


def sets(changes: cr.Changes) -> list[list[str]]:
    return [[each.id for each in chosen.changes] for chosen in changes.sets]


def test_mending_comes_before_giving_up() -> None:
    """A whim that can be mended is not first made a supporting channel, and nothing cheaper comes before it."""
    changes = BOOK.assess(profile(channel(benefit="none", role="asset", posts_published_per_month=1))).changes("c0")
    assert changes.sets
    ways = [chosen.gives_up for chosen in changes.sets]
    assert ways == sorted(ways)
    assert not changes.sets[0].gives_up


def test_an_asset_is_never_given_up() -> None:
    """Too few hours for two pages: the one that is no asset is parked, never the one that is."""
    asset = channel(posts_postponed=0, last_post_on=DAY, sponsored_spend_per_month=0, hours_per_week=1)
    whim = channel(id="c1", benefit="none")
    decision = BOOK.assess(profile(asset, whim, hours_per_week=1.5, hours_per_week_long_term=1.5))
    assert (decision.channel("c0").leaning or decision.channel("c0").verdict) is cr.Verdict.ASSET
    parked = {each.path for chosen in decision.changes().sets for each in chosen.changes if each.gives_up}
    assert parked == {"channel[c1].status"}


def test_hours_are_quarters_and_posts_are_whole() -> None:
    """Two pages ask for 2.5 hours a week; from 2.1 that is where the change goes, in quarters of an hour."""
    pages = [channel(), channel(id="c1")]
    found = BOOK.assess(profile(*pages, hours_per_week=2.1, hours_per_week_long_term=4)).changes()
    (hours,) = [each for chosen in found.sets for each in chosen.changes if each.id == "more-hours"]
    assert hours.after == 2.5
    slow = BOOK.assess(profile(channel(posts_planned_per_month=7, posts_published_per_month=1))).changes("c0", "asset")
    assert {each.after for chosen in slow.sets for each in chosen.changes if each.id == "publish-more"} == {7}


def test_what_is_presumed_is_asked_about() -> None:
    """No plan was mentioned: that is presumed, so it is named as a question and no plan is written."""
    found = BOOK.assess(profile(attrs.evolve(channel(), editorial_plan=None))).changes("c0", "asset")
    assert found.sets == ()
    assert found.in_the_way == ("no-editorial-plan",)
    assert found.asks == ("channel[c0].editorial_plan",)
    assert not found.awaits_facts


def test_what_has_only_to_be_confirmed_is_named() -> None:
    """An asset under presumptions: nothing has to change, some facts have to be confirmed."""
    decision = BOOK.assess(profile(channel()))
    assert decision.channel("c0").leaning is cr.Verdict.ASSET
    assert decision.changes("c0").target is None
    found = decision.changes("c0", "asset")
    assert found.sets == ()
    assert found.awaits_facts
    assert set(found.asks) == {each.path for each in decision.channel("c0").presuming}
    assert found.to_dict()["asks"] == list(found.asks)


def test_a_plan_that_has_run_out_is_renewed() -> None:
    """An editorial plan long over takes a new entry, and only that."""
    old = cr.EditorialPlan(renewed_on=DAY, entries=(cr.EditorialEntry(on=datetime.date(2026, 1, 1), content="x"),))
    found = BOOK.assess(profile(channel(editorial_plan=old))).changes("c0", "asset")
    assert ["renew-editorial-plan"] in sets(found)
    (chosen,) = [each for each in found.sets if [one.id for one in each.changes] == ["renew-editorial-plan"]]
    assert chosen.reached is cr.Reached.PRESUMED
    after = BOOK.assess(chosen.apply(profile(channel(editorial_plan=old)))).channel("c0")
    assert (after.leaning or after.verdict) is cr.Verdict.ASSET


def test_somebody_is_named_where_nobody_runs_it() -> None:
    """A channel that is said to be run by nobody becomes an asset once somebody is named."""
    found = BOOK.assess(profile(channel(run_by="nobody", last_post_on=DAY))).changes("c0", "asset")
    assert ["name-somebody"] in sets(found)


def test_being_administrator_needs_an_administrator() -> None:
    """With no administrator at all, the company becomes one: the two do not contradict each other."""
    given = profile(channel(company_is_admin=False, administrators=0))
    found = BOOK.assess(given).changes("c0", "asset")
    (chosen,) = [each for each in found.sets if [one.id for one in each.changes] == ["become-administrator"]]
    assert chosen.apply(given).channels[0].administrators == 1


def test_what_no_change_gets_past_is_asked_about_even_if_something_could_be_given_up() -> None:
    """A return of nothing bars the asset; that nothing else is counted is presumed, so that is asked."""
    found = BOOK.assess(profile(channel(return_per_month=0.0))).changes("c0", "asset")
    assert found.sets == ()
    assert found.in_the_way == ("return-of-nothing",)
    assert found.asks == ("channel[c0].results_per_month",)


def test_a_format_that_suits_the_network_is_added() -> None:
    """To those that the company can make; nobody proposes it where nobody knows which those are."""
    planned = channel(status="planned", posts_published_per_month=None)
    known = attrs.evolve(profile(planned), company=cr.Company(name="Example", formats=("text",)))
    (first, *_) = BOOK.assess(known).changes("c0").sets
    assert [(each.path, each.before) for each in first.changes] == [("company.formats", ("text",))]
    assert first.changes[0].after[0] == "text"
    assert len(first.changes[0].after) == 2
    unknown = attrs.evolve(known, company=cr.Company(name="Example"))
    assert "another-format" not in {one for each in sets(BOOK.assess(unknown).changes("c0")) for one in each}


def test_a_number_is_moved_past_a_threshold_that_does_not_suffice() -> None:
    """Six of ten posts are still too few; nobody plans for our limit: all ten are proposed, or to plan the one."""
    kept_up = channel(posts_planned_per_month=10, posts_published_per_month=1)
    found = BOOK.assess(profile(kept_up), engine="native").changes("c0").sets
    moves = {(each.path, each.before, each.after) for chosen in found for each in chosen.changes}
    assert ("channel[c0].posts_published_per_month", 1, 10) in moves
    assert ("channel[c0].posts_planned_per_month", 10, 1) in moves


def test_every_format_that_would_do_is_offered_and_no_other() -> None:
    """Of one that shows films: a film, or a film as it happens; no picture."""
    planned = channel(network="vimeo", status="planned", posts_published_per_month=None)
    known = attrs.evolve(profile(planned), company=cr.Company(name="Example", formats=("text",)))
    found = [chosen.changes for chosen in BOOK.assess(known, engine="native").changes("c0").sets]
    assert [[each.after for each in changes] for changes in found] == [[("text", "video")], [("text", "live")]]


def test_results_are_written_where_there_are_none() -> None:
    """A list that holds something is not written anew."""
    case = BOOK.assess(profile(channel(results_per_month=())), engine="native")._case
    move = next(
        each for each in case.compiled.moves.values() if (each.way, each.name) == ("write", "channel.results_per_month")
    )
    (place,) = [each for each in places_of(case.profile) if each.name == move.name]
    assert written(move, place, (), case, case.profile) == (cr.Result(what="results", count=1),)
    stated = (cr.Result(what="orders", count=3),)
    assert written(move, place, stated, case, case.profile) is None


def test_a_plan_and_what_comes_out_meet() -> None:
    """Neither eleven of twelve nor a quarter of them: the plan that is kept, and what was planned."""
    behind = channel(posts_planned_per_month=12, posts_published_per_month=3, editorial_plan="none")
    decision = BOOK.assess(profile(behind), engine="native")
    assert decision.channel("c0").leaning is cr.Verdict.WHIM
    found = {each.path: each for chosen in decision.changes("c0").sets for each in chosen.changes}
    assert found["channel[c0].posts_planned_per_month"].after == 3
    assert found["channel[c0].posts_published_per_month"].after == 12
    assert found["channel[c0].posts_planned_per_month"].text.startswith("plan 3 posts a month")


def test_nothing_is_done_on_a_channel_before_anybody_can_get_in() -> None:
    """Where the company is locked out and nobody works on it, whatever is to be done begins with the access."""
    locked = channel(
        status="dormant",
        run_by="nobody",
        company_is_admin=False,
        administrators=0,
        posts_published_per_month=0,
        editorial_plan="none",
        last_post_on=datetime.date(2025, 8, 1),
    )
    decision = BOOK.assess(profile(locked), engine="native")
    changes = decision.changes("c0")
    assert changes.sets
    for chosen in changes.sets:
        assert "channel[c0].company_is_admin" in {each.path for each in chosen.changes}
    told = cr.render_advice(changes, decision)
    assert told.rstrip().endswith("Otherwise: park it: keep the name, stop the work")
    run = attrs.evolve(locked, run_by="agency")
    other = BOOK.assess(profile(run), engine="native").changes("c0")
    assert any("channel[c0].company_is_admin" not in {each.path for each in one.changes} for one in other.sets)


def test_only_what_stands_beside_others_supports_them() -> None:
    """A company's one channel is not told to support the others."""
    alone = channel(editorial_plan="none")
    assert ["choose-as-support"] not in sets(BOOK.assess(profile(alone), engine="native").changes("c0", "helpful"))
    late = channel(posts_planned_per_month=12, posts_published_per_month=1, posts_postponed=30)
    two = profile(late, attrs.evolve(late, id="c1"), hours_per_week=9)
    assert ["choose-as-support"] in sets(BOOK.assess(two, engine="native").changes())


def test_promotion_without_anything_new_is_paused_first() -> None:
    """Whatever else is done: it stands before the sets of changes."""
    page = channel(network="facebook", account="company_page", posts_published_per_month=1)
    page = attrs.evolve(page, original_posts_per_month=0, sponsored_spend_per_month=600, editorial_plan="none")
    decision = BOOK.assess(profile(page), engine="native")
    lines = cr.render_advice(decision.changes("c0"), decision).splitlines()
    assert lines[1] == "  First, in any case: pause paid promotion"
