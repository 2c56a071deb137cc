"""Which channels to keep: exact, within the limits, and with messages that name the conflict."""

from __future__ import annotations

import datetime
import itertools
import random
from typing import Any

import pytest

import channelrules as cr
from channelrules.advice.shortlist_search import _searched, _solved
from tests.conftest import ROOT

DAY = datetime.date(2026, 11, 1)
BOOK = cr.load_rules()


def some(count: int, seed: int) -> list[cr.Candidate]:
    draw = random.Random(seed)
    made = []
    for number in range(count):
        gain = draw.choice([2, 4, 6]) + round(draw.random(), 2)
        hours, cost = draw.choice([0, 0.5, 1, 2, 3.25]), draw.choice([0, 100, 250])
        made.append(_candidate(f"c{number}", gain, hours, draw.choice([0, 1]), cost))
    return made


def _candidate(name: str, gain: float, hours: float, pages: int, cost: float) -> cr.Candidate:
    return cr.Candidate(name, cr.Verdict.ASSET, "verdict", gain, gain, gain, 0, 0, hours, pages, cost, ())


def value(chosen: list[cr.Candidate]) -> tuple[int, int]:
    return sum(round(each.gain * 10_000) for each in chosen), -sum(round(each.hours * 1_000) for each in chosen)


@pytest.mark.parametrize("seed", range(30))
def test_search_and_solver_find_what_trying_everything_finds(seed: int) -> None:
    pytest.importorskip("ortools")
    free = some(9, seed)
    room = {"hours": 5_000, "pages": 3, "cost": 60_000} if seed % 3 else {"pages": 2}

    def fits(chosen: list[cr.Candidate]) -> bool:
        scale = {"hours": 1_000, "pages": 1, "cost": 100}
        taken = {name: sum(round(getattr(each, name) * scale[name]) for each in chosen) for name in room}
        return all(taken[name] <= left for name, left in room.items())

    everything = [list(each) for size in range(10) for each in itertools.combinations(free, size)]
    best = sorted((value(each) for each in everything if fits(each)), reverse=True)[:2]
    assert [value(each) for each in _searched(free, room, 2)] == best
    assert [value(each) for each in _solved(free, room, 2)] == best


def test_the_solver_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what is searched, and the message where there is no solver."""
    pytest.importorskip("ortools")
    decision = BOOK.assess(many(40))
    chosen = decision.shortlist(hours=20, pages=30)
    assert sum(each.hours for each in chosen.candidates if each.id in chosen.kept) <= 20
    assert chosen.lost_by is not None
    monkeypatch.setitem(__import__("sys").modules, "ortools.sat.python", None)
    with pytest.raises(cr.MissingExtraError, match=r"channelrules\[solver\]"):
        decision.shortlist(hours=20, pages=30)


def many(count: int) -> cr.Profile:
    channels = tuple(
        cr.Channel(
            id=f"c{each}",
            network="blog",
            status="active",
            hours_per_week=1 + each % 3,
            role="support",
            posts_planned_per_month=4,
            posts_published_per_month=4,
        )
        for each in range(count)
    )
    company = cr.Company(name="Example", formats=("text",), hours_per_week=40)
    return cr.Profile(as_of=DAY, company=company, channels=channels)


def test_none_is_a_possible_answer() -> None:
    chosen = BOOK.assess(cr.Profile(as_of=DAY, company=cr.Company(name="Example"))).shortlist()
    assert chosen.kept == ()
    assert chosen.runner_up is None
    assert chosen.limits == cr.Limits(None, 5, None)


def test_the_answer_for_each_number_of_pages() -> None:
    """More pages are never worth less, and what is kept stays within each limit."""
    profile = BOOK.read_profile(ROOT / "docs/examples/atelier.yaml")
    chosen = BOOK.assess(profile).shortlist(hours=10)
    gains = [row.choice.gain for row in chosen.by_pages if row.choice]
    assert gains == sorted(gains)
    assert chosen.by_pages[0].first == 1
    assert chosen.by_pages[-1].last == 6
    assert all(row.choice and row.choice.pages <= row.first for row in chosen.by_pages)
    assert [row.pages for row in chosen.by_pages] == ["1–6"]
    assert chosen.to_dict()["best"]["kept"] == ["tiktok"]


def known(*channels: cr.Channel, **facts: Any) -> cr.Profile:
    company = cr.Company(name="Example", **facts)
    return cr.Profile(as_of=DAY, company=company, channels=channels)


def test_equal_rows_are_one_and_the_table_is_as_long_as_its_parameter() -> None:
    """Rows that say the same are one row, up to as many pages as the parameter says."""
    pages = [cr.Channel(id=f"p{each}", network="instagram", status="active", role="asset") for each in range(2)]
    chosen = BOOK.assess(known(*pages), parameters={"page_limits_shown": 4}).shortlist(hours=40)
    assert [(row.first, row.last, row.pages) for row in chosen.by_pages] == [(1, 1, "1"), (2, 4, "2–4")]
    assert chosen.to_dict()["by_pages"][1]["from"] == 2


def test_what_is_unknown_is_not_held_against_a_channel() -> None:
    """An undetermined channel counts by its leaning, and says so; without presumptions by the worst it can be."""
    profile = known(cr.Channel(id="ig", network="instagram", status="active"))
    decision = BOOK.assess(profile)
    assert decision.channel("ig").leaning is cr.Verdict.POTENTIAL
    (candidate,) = decision.shortlist(hours=40).candidates
    assert (candidate.verdict, candidate.counts_as) == (cr.Verdict.POTENTIAL, "leaning")
    assert set(candidate.assumed) == {"hours", "pages", "cost", "degree"}
    assert decision.shortlist(hours=40).kept == ("ig",)
    (strict,) = BOOK.assess(profile, presume=False).shortlist(hours=40).candidates
    assert (strict.verdict, strict.counts_as) == (cr.Verdict.WHIM, "worst")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"budget": -1}, "the limit of budget is not negative, -1 is given"),
        ({"hours": float("nan")}, "the limit of hours is a number"),
        ({"hours": True}, "the limit of hours is a number"),
        ({"pages": 1.5}, "the limit of pages is a whole number, 1.5 is given"),
        ({"keep": ["yuotube"]}, "there is no channel 'yuotube' to keep"),
        ({"keep": "tiktok"}, "keep is a list of channels"),
        ({"keep": ["tiktok"], "hours": 2}, "keeping tiktok takes 6 hours a week, the limit is 2"),
        ({"keep": ["tiktok"], "pages": 0}, "keeping tiktok takes 1 pages, the limit is 0"),
        ({"keep": ["tiktok"], "budget": 899.99}, "keeping tiktok takes 900 of the budget, the limit is 899.99"),
    ],
)
def test_limits_that_cannot_hold(given: dict[str, Any], said: str) -> None:
    decision = BOOK.assess(BOOK.read_profile(ROOT / "docs/examples/atelier.yaml"))
    with pytest.raises(cr.OptionError) as caught:
        decision.shortlist(**given)
    assert said in str(caught.value)


def test_a_whim_is_not_kept_for_a_pace_that_it_keeps() -> None:
    """What is worth nothing as it stands gains nothing by posting on time; what it could be worth counts that."""
    decision = BOOK.assess(
        known(
            cr.Channel(
                id="ig",
                network="instagram",
                status="active",
                benefit="none",
                posts_planned_per_month=4,
                posts_published_per_month=4,
            )
        )
    )
    (candidate,) = decision.shortlist(hours=40).candidates
    assert (candidate.verdict, candidate.gain) == (cr.Verdict.WHIM, 0)
    assert decision.shortlist(hours=40).kept == ()


def test_what_a_channel_gives_back_counts_by_its_share_of_the_cost() -> None:
    """All of it where it covers the cost or there is none; half where half is covered; nothing where nobody knows."""
    given = {"a": (100, 50), "b": (100, 300), "c": (0, 10), "d": (0, 0), "e": (100, None), "f": (None, 10)}
    channels = tuple(
        cr.Channel(id=each, network="facebook", status="active", cost_per_month=cost, return_per_month=back)
        for each, (cost, back) in given.items()
    )
    profile = cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=channels)
    parts = {each.id: each.from_return for each in BOOK.assess(profile, engine="native").shortlist(pages=3).candidates}
    whole = parts["b"]
    assert whole > 0
    assert parts == {"a": whole / 2, "b": whole, "c": whole, "d": whole, "e": 0, "f": 0}
