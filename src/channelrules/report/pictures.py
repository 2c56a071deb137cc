"""The pictures of a report as numbers: lengths are shares between 0 and 1, each with a description in words.

They show hours needed against hours available, posts planned against posts published, followers over time, and the
channels to keep under each limit of pages.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Final

import attrs

from channelrules.advice.moves import IN_USE
from channelrules.advice.shortlist import Candidate, Shortlist
from channelrules.decision.decision import Decision, case_of
from channelrules.errors import MissingExtraError
from channelrules.facts.profile import Channel
from channelrules.inference.messages import channel_name
from channelrules.knowledge.locales import Words
from channelrules.language.types import number

__all__ = ["Bar", "Curve", "Hours", "Keep", "KeepRow", "Pace", "PaceRow", "Pictures", "pictures_of"]

_MOST_BARS: Final = 24
_HOURS: Final = number("hours")
_POSTS: Final = number("posts")
_FOLLOWERS: Final = number("followers")


@attrs.frozen
class Bar:
    """A bar with its name and its value in words.

    Attributes:
        name: its subject.
        share: its length, 0 to 1.
        says: the same in words.
        soft: whether the number is assumed rather than stated.
    """

    name: str
    share: float
    says: str
    soft: bool = False


@attrs.frozen
class Hours:
    """Hours a week that each channel needs against the hours available.

    Attributes:
        bars: one for each channel in use, the longest first.
        limit: the hours available, 0 to 1; ``None`` where nobody states them.
        total: the hours of all channels together, as a bar against the same scale.
        says: the same in words.
    """

    bars: tuple[Bar, ...]
    limit: float | None
    total: Bar
    says: str


@attrs.frozen
class PaceRow:
    """Posts a month of one channel: planned and published."""

    name: str
    planned: Bar | None
    published: Bar | None
    says: str


@attrs.frozen
class Pace:
    """Posts planned against posts published, channel by channel."""

    rows: tuple[PaceRow, ...]


@attrs.frozen
class Curve:
    """Followers of one channel over time.

    Attributes:
        name: of the channel.
        points: across and up, 0 to 1, the earliest first.
        first, last: the first and the last count, with its day.
        says: the same in words.
    """

    name: str
    points: tuple[tuple[float, float], ...]
    first: str
    last: str
    says: str


@attrs.frozen
class KeepRow:
    """One channel, and whether it is kept under each limit."""

    name: str
    kept: tuple[bool, ...]


@attrs.frozen
class Keep:
    """Which channels to keep under each limit of pages.

    Attributes:
        limits: the limits, as they are shown.
        rows: one for each channel that is kept under any limit, then the others.
        hours: the hours a week that the kept ones need, by limit.
        says: the same in words, one line a limit.
        under: the other limits that hold, in words.
    """

    limits: tuple[str, ...]
    rows: tuple[KeepRow, ...]
    hours: tuple[str, ...]
    says: tuple[str, ...]
    under: str


@attrs.frozen
class Pictures:
    """The pictures of a report; each is ``None``, or empty, where the profile states too little to draw it."""

    hours: Hours | None
    pace: Pace | None
    followers: tuple[Curve, ...]
    keep: Keep | None


def pictures_of(decision: Decision, words: Words) -> Pictures:
    """Return the pictures of a decision, in the words of a language."""
    chosen = _chosen(decision)
    return Pictures(
        hours=_hours(chosen, decision, words) if chosen is not None else None,
        pace=_pace(decision, words),
        followers=tuple(_curves(decision, words)),
        keep=_keep(chosen, decision, words) if chosen is not None else None,
    )


def _chosen(decision: Decision) -> Shortlist | None:
    try:
        return decision.shortlist()
    except MissingExtraError:
        # With too many channels to search and no solver installed, there is no such picture.
        return None


def _name(decision: Decision, channel: str, words: Words) -> str:
    case = case_of(decision)
    return channel_name(case, case.positions[channel], words)


# --- hours ---


def _hours(chosen: Shortlist, decision: Decision, words: Words) -> Hours | None:
    asking = sorted((each for each in chosen.candidates if each.hours > 0), key=lambda each: (-each.hours, each.id))
    if not asking:
        return None
    company = case_of(decision).profile.company
    there_are = [each for each in (company.hours_per_week, company.hours_per_week_long_term) if each is not None]
    limit = company.hours_per_week if company.hours_per_week is not None else min(there_are, default=None)
    total = math.fsum(each.hours for each in asking)
    scale = max(total, limit or 0.0)
    assumed = sum("hours" in each.assumed for each in asking)
    values = {"total": words.quantity(total, _HOURS)}
    key = "report.hours_unknown"
    if limit is not None:
        key = "report.hours_beyond" if total > limit else "report.hours_within"
        values["limit"] = words.quantity(limit, _HOURS)
    says = words.say(key, **values)
    if assumed:
        says = f"{says} {words.say('report.hours_assumed', count=words.number(assumed))}"
    return Hours(
        bars=tuple(_hours_bar(each, scale, decision, words) for each in asking[:_MOST_BARS]),
        limit=None if limit is None else limit / scale,
        total=Bar(words.say("report.all_together"), total / scale, words.quantity(total, _HOURS)),
        says=says,
    )


def _hours_bar(each: Candidate, scale: float, decision: Decision, words: Words) -> Bar:
    soft = "hours" in each.assumed
    says: str = words.quantity(each.hours, _HOURS)
    if soft:
        says = words.say("report.is_assumed", value=says)
    return Bar(_name(decision, each.id, words), each.hours / scale, says, soft)


# --- pace ---


def _pace(decision: Decision, words: Words) -> Pace | None:
    channels = [each for each in case_of(decision).profile.channels if each.status in IN_USE]
    counted = [each for each in channels if _posts(each)]
    if not counted:
        return None
    scale = max(value for each in counted for value in _posts(each)) or 1.0
    ordered = sorted(counted, key=lambda each: (-max(_posts(each)), each.id))
    return Pace(tuple(_pace_row(each, scale, decision, words) for each in ordered[:_MOST_BARS]))


def _posts(channel: Channel) -> list[float]:
    given = (channel.posts_planned_per_month, channel.posts_published_per_month)
    return [each for each in given if each is not None]


def _pace_row(channel: Channel, scale: float, decision: Decision, words: Words) -> PaceRow:
    planned, published = (
        None if value is None else Bar(words.say(key), value / scale, words.quantity(value, _POSTS))
        for key, value in (
            ("report.planned", channel.posts_planned_per_month),
            ("report.published", channel.posts_published_per_month),
        )
    )
    says = words.say(
        "report.pace_says",
        planned=words.say("not_known") if planned is None else planned.says,
        published=words.say("not_known") if published is None else published.says,
    )
    return PaceRow(_name(decision, channel.id, words), planned, published, says)


# --- followers ---


def _curves(decision: Decision, words: Words) -> Sequence[Curve]:
    found = []
    for channel in sorted(case_of(decision).profile.channels, key=lambda each: each.id):
        counts = sorted((each.on, each.count) for each in channel.followers or ())
        if len(counts) > 1:
            found.append(_curve(_name(decision, channel.id, words), counts, words))
    return found[:_MOST_BARS]


def _curve(name: str, counts: Sequence[tuple[datetime.date, int]], words: Words) -> Curve:
    (begin, before), (end, after) = counts[0], counts[-1]
    span, most = (end - begin).days, max(count for _, count in counts) or 1
    points = tuple(((on - begin).days / span, count / most) for on, count in counts)
    first, last = (
        words.say("report.count_on", count=words.quantity(count, _FOLLOWERS), day=words.date(on))
        for on, count in (counts[0], counts[-1])
    )
    change = after - before
    key = (
        "report.followers_same" if change == 0 else "report.followers_more" if change > 0 else "report.followers_fewer"
    )
    says = words.say(key, change=words.quantity(abs(change), _FOLLOWERS), first=first, last=last)
    return Curve(name, points, first, last, says)


# --- which channels to keep ---


def _keep(chosen: Shortlist, decision: Decision, words: Words) -> Keep | None:
    choices = [(str(limit), row.choice) for row in chosen.by_pages for limit in range(row.first, row.last + 1)]
    if len(chosen.candidates) < 2 or not choices:
        return None
    kept = [frozenset(choice.kept) if choice is not None else frozenset() for _, choice in choices]
    ranked = sorted(chosen.candidates, key=lambda each: (-sum(each.id in one for one in kept), -each.gain, each.id))
    says = []
    for row in chosen.by_pages:
        names = [] if row.choice is None else [_name(decision, each, words) for each in row.choice.kept]
        what = words.listed(names) if names else words.say("report.keep_nothing")
        says.append(words.say("report.keep_says", limit=row.pages, kept=what))
    hours = chosen.limits.hours
    under = words.say("report.keep_hours", hours=words.quantity(hours, _HOURS)) if hours is not None else ""
    return Keep(
        limits=tuple(limit for limit, _ in choices),
        rows=tuple(
            KeepRow(_name(decision, each.id, words), tuple(each.id in one for one in kept))
            for each in ranked[:_MOST_BARS]
        ),
        hours=tuple("" if choice is None else words.number(choice.hours) for _, choice in choices),
        says=tuple(says),
        under=under,
    )
