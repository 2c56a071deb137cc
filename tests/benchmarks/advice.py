"""Advice measured: ``python -m tests.benchmarks.advice``.

Times are medians and worst cases of one run, beside `assess` in the same run. The interview is held with
generated companies that know every fact, in three orders, until every verdict is settled. No test asserts a time.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import attrs

import channelrules as cr
from channelrules.advice.questions import _Asked
from channelrules.advice.shortlist_search import _searched, _solved
from channelrules.facts.choices import Format, Status
from channelrules.facts.paths import Place, places_of
from tests.benchmarks.bench import profile_of, timed

BOOK = cr.load_rules()
DAY = datetime.date(2026, 11, 1)
NETWORKS = ("facebook", "instagram", "linkedin", "youtube", "tiktok", "blog", "newsletter", "x", "pinterest")
FORMATS: tuple[Format, ...] = ("text", "image", "link", "video", "short_video", "live")


def company(seed: int) -> cr.Profile:
    """A company of one to four channels that knows every fact; drawn so that about a third of all channels do well."""
    draw = random.Random(seed)

    def some(*options: Any) -> Any:
        return draw.choice(options)

    def before(days: int) -> datetime.date:
        return DAY - datetime.timedelta(days=draw.randint(0, days))

    def channel(number: int) -> cr.Channel:
        planned = draw.randint(1, 12)
        published = draw.randint(planned // 3, planned)
        statuses: tuple[Status, ...] = ("active", "active", "active", "dormant", "planned")
        status = draw.choice(statuses)
        plan = cr.EditorialPlan(
            renewed_on=before(120), entries=(cr.EditorialEntry(on=DAY, content="x", plan_entry="e"),)
        )
        counts = (
            cr.FollowerCount(on=DAY - datetime.timedelta(days=draw.randint(30, 300)), count=400),
            cr.FollowerCount(on=DAY, count=430),
        )
        return cr.Channel(
            id=f"c{number}",
            network=draw.choice(NETWORKS),
            status=status,
            account=draw.choice(["company_page", "company_page", "business_account", "personal_profile"]),
            stands_for="company",
            fronted_by=draw.choice(["company", "company", "owner"]),
            run_by=draw.choice(["company", "company", "agency"]),
            company_is_admin=draw.random() < 0.8,
            administrators=draw.randint(1, 3),
            role=draw.choice(["asset", "asset", "support"]),
            benefit=draw.choice(["none", "sales", "sales", "contacts"]),
            hours_per_week=draw.choice([0.5, 1, 2, 4]),
            posts_planned_per_month=planned,
            posts_published_per_month=published,
            original_posts_per_month=draw.randint(0, published),
            posts_postponed=draw.randint(0, 4),
            last_post_on=before(60),
            video_length=draw.choice(["short", "long"]),
            sponsored_spend_per_month=draw.choice([0, 0, 100]),
            cost_per_month=draw.choice([50, 100, 300]),
            return_per_month=some("not_measured", 0, 150, 600),
            followers=counts if draw.random() < 0.9 else (),
            engagement_rate=0.01,
            editorial_plan=some(plan, plan, "none"),
        )

    plan = cr.CommunicationPlan(
        starts_on=DAY - datetime.timedelta(days=60),
        ends_on=DAY + datetime.timedelta(days=draw.choice([-10, 100, 120])),
        written_on=DAY,
        market_reviewed_on=before(300),
        levels=("website", "social"),
        entries=(cr.PlanEntry(id="e", on=DAY, content="x", to="c0"),),
    )
    made = cr.Company(
        name="Example",
        size="small",
        currency="EUR",
        marketing_levels=("website", "social"),
        formats=tuple(sorted(draw.sample(FORMATS, draw.randint(1, 4)))),
        hours_per_week=draw.choice([2, 6, 12]),
        hours_per_week_long_term=draw.choice([2, 4, 8]),
        video_hours_per_week=draw.choice([0, 3, 10]),
        external_hours_per_week=draw.choice([0, 0, 5]),
    )
    channels = tuple(channel(number) for number in range(draw.randint(1, 4)))
    return cr.Profile(
        as_of=DAY,
        company=made,
        channels=channels,
        communication_plan=some(plan, plan, "none"),
    )


def bare(whole: cr.Profile) -> cr.Profile:
    """What everybody knows at the start: the name, and each channel's network and status."""
    channels = tuple(cr.Channel(id=each.id, network=each.network, status=each.status) for each in whole.channels)
    return cr.Profile(as_of=DAY, company=cr.Company(name="Example"), channels=channels)


def settled(decision: cr.Decision) -> bool:
    """Whether every verdict is settled."""
    open_ = [each for each in decision.channels if each.verdict is cr.Verdict.UNDETERMINED]
    return not open_ and bool(decision.company.verdicts)


def answered(known: cr.Profile, whole: cr.Profile, place: Place) -> cr.Profile:
    """The profile with one more fact; a plan is said to be there before its own facts are told."""
    value = place.value(whole)
    if isinstance(value, cr.CommunicationPlan | cr.EditorialPlan):
        value = type(value)()
    return place.put(known, value, checked=False)


def held(seed: int) -> tuple[int, int]:
    """The same as `asked` in the order of the interview, which leaves a subject only when it is done."""
    whole = company(seed)
    interview = BOOK.interview(bare(whole))
    subjects = []
    while (question := interview.question) is not None:
        value = Place.at(question.path).value(whole)
        if isinstance(value, cr.CommunicationPlan | cr.EditorialPlan):
            value = type(value)()
        interview = interview.skip() if value is None else interview.answer(value)
        subjects.append(question.channel or "")
    return len(subjects), _changes(subjects)


def _changes(subjects: list[str]) -> int:
    return sum(before != after for before, after in itertools.pairwise(subjects))


def asked(seed: int, order: str) -> tuple[int, int]:
    """How many questions it takes to settle every verdict of a company, and how often the subject changes."""
    if order == SUBJECTS:
        return held(seed)
    whole = company(seed)
    known, draw, done = bare(whole), random.Random(seed), dict[str, str]()
    files = {place.path: number for number, place in enumerate(places_of(whole))}
    while True:
        decision = BOOK.assess(known, engine="native")
        if settled(decision):
            return len(done), _changes(list(done.values()))
        if order == "the most telling first":
            left = [Place.at(each.path) for each in decision.questions]
        elif order.startswith("every fact"):
            left = [each for each in places_of(known) if each.value(known) is None and each.value(whole) is not None]
        else:
            here = _Asked(decision._case)
            left = sorted((each for each in here.needed if here.can_be_asked(each)), key=lambda each: files[each.path])
        left = [each for each in left if each.path not in done]
        if not left:
            # What is stated as not measured stays open, and nobody is asked again.
            return len(done), _changes(list(done.values()))
        place = draw.choice(left) if order.startswith("at random") else left[0]
        known = answered(known, whole, place)
        done[place.path] = place.channel


SUBJECTS = "subject by subject, as the interview asks"
ORDERS = (
    SUBJECTS,
    "the most telling first",
    "in the order of the file, what matters",
    "at random, what matters",
    "every fact, in the order of the file",
)


def interviews(companies: int) -> None:
    """Print how many questions each order takes."""
    print(f"Questions until every verdict is settled, {companies:,} generated companies of one to four channels")
    with ProcessPoolExecutor() as pool:
        base = 0.0
        for order in ORDERS:
            found = list(pool.map(partial(asked, order=order), range(companies), chunksize=20))
            counts, changes = [each[0] for each in found], [each[1] for each in found]
            mean = statistics.mean(counts)
            base = base or mean
            tenth = statistics.quantiles(counts, n=10)
            print(
                f"  {order:<44} mean {mean:6.2f}  median {statistics.median(counts):5.1f}"
                f"  nine tenths {tenth[8]:5.1f}  ratio {mean / base:5.2f}"
                f"  changes of subject, mean {statistics.mean(changes):5.2f}"
            )


def advice() -> None:
    """Print what advice takes, beside `assess`."""
    profile = profile_of(5)
    native, best = BOOK.assess(profile, engine="native"), BOOK.assess(profile)

    later = BOOK.assess(attrs.evolve(profile, as_of=DAY + datetime.timedelta(days=30)), engine="native")

    def explained(engine: str | None) -> None:
        BOOK.assess(profile, engine=engine).explain("c0")

    work: dict[str, Callable[[], object]] = {
        "assess, native": lambda: BOOK.assess(profile, engine="native"),
        f"assess, {best.engine}": lambda: BOOK.assess(profile),
        "assess, native, and explain one channel": lambda: explained("native"),
        f"assess, {best.engine}, and explain one channel": lambda: explained(None),
        "compare two decisions": lambda: cr.compare(native, later),
    }
    found = timed(work)
    print("Five channels: microseconds, and the ratio to native assess")
    for name, seconds in found.items():
        print(f"  {name:<44} {seconds * 1e6:9.1f}  {seconds / found['assess, native']:7.2f}")
    missing = BOOK.assess(bare(company(5)), engine="native")
    print(f"Questions: {len(missing.questions)} facts missing, {len(missing.channels)} channels")
    print(f"  {_worst(lambda: BOOK.assess(bare(company(5)), engine='native').questions):7.1f} ms")
    changed, tipped = [], []
    for seed in range(100):
        decision = BOOK.assess(company(seed), engine="native")
        for channel in decision.channels:
            begin = time.perf_counter()
            decision.changes(channel.id, "asset")
            changed.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            decision.sensitivity(channel.id)
            tipped.append(time.perf_counter() - begin)
    for name, times in (("Changes up to four, towards an asset", changed), ("Numbers on which it hangs", tipped)):
        middle, worst = statistics.median(times) * 1e3, max(times) * 1e3
        print(f"{name}, {len(times)} channels: median {middle:.1f} ms, worst {worst:.1f} ms")
    forty = BOOK.assess(profile_of(40), engine="native")
    print(f"Shortlist of 40 channels, solver and table: {_worst(lambda: forty.shortlist(hours=30, pages=12)):.0f} ms")
    candidates = [each for each in BOOK.assess(profile_of(20)).shortlist(hours=15, pages=9).candidates if each.gain > 0]
    room = {"hours": 15_000, "pages": 9}
    searched, solved = (_worst(partial(how, candidates, room, 2)) for how in (_searched, _solved))
    print(f"  of {len(candidates)} channels: search {searched:.1f} ms, solver {solved:.1f} ms")


def _worst(call: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return max(times[1:]) * 1e3


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=1_000, help="how many interviews are held")
    advice()
    interviews(parser.parse_args().companies)


if __name__ == "__main__":
    main()
