"""Lists of posts to facts of a channel: the last post, the pace where the range is known, the length of videos."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import attrs

from channelrules.intake.days import Yearless
from channelrules.intake.found import Fact, Note, Weight, cell_name, rows_told
from channelrules.intake.kinds import limits, said, vocabulary
from channelrules.intake.numbers import count_in, is_damaged_id, number_in
from channelrules.intake.sources import Cells, Range, Source, dated, with_years

__all__ = ["Post", "Posts", "facts_of_posts", "read_posts"]


@attrs.frozen
class Post:
    """A published post.

    Attributes:
        row: its row, from 0.
        day: of its publication.
        key: its link or id; empty where neither is known.
        seconds: the length of its video; ``None`` without one, or where unknown.
        reactions: the number of reactions; ``None`` where a part of it is missing.
    """

    row: int
    day: datetime.date
    key: str
    seconds: float | None
    reactions: int | None


@attrs.frozen
class Posts:
    """The posts of a file.

    Attributes:
        source: the file.
        posts: in the order of the file.
        counted: whether the list is complete, so that it shows the pace.
    """

    source: Source
    posts: tuple[Post, ...]
    counted: bool


def read_posts(cells: Cells, source: Source) -> tuple[Posts | None, list[Note]]:
    """Return the posts in a table, ``None`` where it is refused, and notes."""
    match, kind = cells.match, source.kind
    cells = _with_links(cells, kind.hosts)
    notes = _foreign(cells, source) or _accounts(cells, source)
    if notes:
        return None, notes
    days, notes = dated(cells, "published", source, past=True)
    if any(each.weight is Weight.REFUSED or each.code == "which_order" for each in notes):
        return None, notes
    if any(isinstance(each, Yearless) for each in days.values()):
        last = source.ends_on
        settled = with_years(days, last) if last else None
        if settled is None:
            return None, [*notes, source.note("which_year", Weight.ASKS, file=source.names[0])]
        days = dict(settled)
    notes += _damaged(cells, source)
    posts, left_out = _posts(cells, source, days)
    notes += left_out
    whole = not any(each.code == "no_day" for each in notes)
    if kind.rows and len({_key(cells, row) or row for row in cells.places}) >= kind.rows:
        notes.append(source.note("cut_off", Weight.TELLS, rows=str(kind.rows)))
        whole = False
    if source.made_on and any(each.day > source.made_on for each in posts):
        # It lists posts that are later than its own date.
        source = attrs.evolve(source, made_on=None)
    covers = source.covers
    if covers and any(each.day > covers[1] for each in posts):
        late = next(each for each in posts if each.day > covers[1])
        cell = cell_name(late.row, match.columns["published"])
        notes.append(source.note("outside_range", Weight.ASKS, cell, until=covers[1].isoformat()))
        source = attrs.evolve(source, covers=None)
    return Posts(source, tuple(posts), whole), notes


def _with_links(cells: Cells, hosts: Sequence[str]) -> Cells:
    """Return the table with the column of links, found by its contents where its name is unknown."""
    if "link" in cells.match.columns or not hosts:
        return cells
    places = cells.places[:20]
    width = max((len(cells.rows[row]) for row in places), default=0)
    for column in range(width):
        if places and all(_host(cells.cell(row, column)) for row in places):
            return attrs.evolve(cells, match=attrs.evolve(cells.match, columns={**cells.match.columns, "link": column}))
    return cells


def _host(cell: Any) -> str:
    """Return the host of a link without ``www.``; empty where a cell has none."""
    if not isinstance(cell, str) or not re.match(r"https?://", cell.strip(), re.IGNORECASE):
        return ""
    try:
        return re.sub(r"^(?:www|m|web|l)\.", "", urlsplit(cell.strip()).hostname or "")
    except ValueError:
        return ""


def _foreign(cells: Cells, source: Source) -> list[Note]:
    """Return a refusal where links lead to another network than the columns say."""
    if "link" not in cells.match.columns or not source.kind.hosts:
        return []
    for row, cell in cells.column("link"):
        host = _host(cell)
        if host and not any(host == each or host.endswith(f".{each}") for each in source.kind.hosts):
            place = cells.name(row, "link")
            return [source.note("wrong_network", Weight.REFUSED, place, network=source.kind.name, host=host)]
    return []


def _accounts(cells: Cells, source: Source) -> list[Note]:
    """Return a refusal where a file has posts of several accounts, which the note names by rows only."""
    for column in ("account", "page"):
        if column not in cells.match.columns:
            continue
        of: dict[str, list[int]] = {}
        for row, cell in cells.column(column):
            if cell is not None and not is_damaged_id(cell):
                of.setdefault(said(cell), []).append(row)
        if len(of) > 1:
            rows = "; ".join(rows_told(each) for each in of.values())
            return [source.note("several_accounts", Weight.REFUSED, "", count=str(len(of)), rows=rows)]
    return []


def _damaged(cells: Cells, source: Source) -> list[Note]:
    if "id" not in cells.match.columns:
        return []
    damaged = [row for row, cell in cells.column("id") if is_damaged_id(cell)]
    if not damaged:
        return []
    code = "damaged_ids" if "link" in cells.match.columns else "damaged_ids_alone"
    return [source.note(code, Weight.TELLS, cells.name(damaged[0], "id"), count=str(len(damaged)))]


def _posts(cells: Cells, source: Source, days: Mapping[int, datetime.date | Yearless]) -> tuple[list[Post], list[Note]]:
    words = vocabulary()
    found: dict[str, Post] = {}
    out: dict[str, list[int]] = {"stories": [], "replies": [], "sponsored": [], "not_yet": []}
    latest = source.options.read_on
    for row, day in days.items():
        assert isinstance(day, datetime.date)
        kind, text = said(cells.get(row, "kind")), cells.get(row, "reply")
        if kind in words.story:
            out["stories"].append(row)
        elif kind in words.sponsored:
            out["sponsored"].append(row)
        elif isinstance(text, str) and text.lstrip().startswith(words.reply):
            out["replies"].append(row)
        elif day > latest:
            out["not_yet"].append(row)
        else:
            key = _key(cells, row)
            found.setdefault(key or f"row {row}", Post(row, day, key, _seconds(cells, row), _reactions(cells, row)))
    notes = [
        source.note(f"left_out_{what}", Weight.TELLS, rows_told(rows), count=str(len(rows)))
        for what, rows in out.items()
        if rows
    ]
    return list(found.values()), notes


def _key(cells: Cells, row: int) -> str:
    link = cells.get(row, "link")
    if _host(link):
        parts = urlsplit(str(link).strip())
        # Links to posts on Facebook and YouTube differ in the query only.
        telling = parts.query if re.search(r"(?:^|&)(?:story_fbid|fbid|v)=", parts.query) else ""
        return f"{_host(link)}{parts.path.rstrip('/')}{telling and '?' + telling}"
    own = cells.get(row, "id")
    return "" if own is None or is_damaged_id(own) else said(own)


def _seconds(cells: Cells, row: int) -> float | None:
    cell = cells.get(row, "duration")
    if isinstance(cell, str) and re.fullmatch(r"(?:\d+:)?\d{1,2}:\d{2}", cell.strip()):
        total = 0
        for part in cell.strip().split(":"):
            total = total * 60 + int(part)
        return float(total) or None
    if isinstance(cell, bool) or cell is None:
        return None
    seconds = cell if isinstance(cell, int | float) else number_in(str(cell))
    return float(seconds) if seconds else None


def _reactions(cells: Cells, row: int) -> int | None:
    whole = count_in(cells.get(row, "interactions"))
    if whole is not None:
        return whole
    counts = [count_in(cells.get(row, each)) for each in cells.match.kind.sums]
    return sum(each for each in counts if each is not None) if counts and None not in counts else None


# --- facts of a channel from all files that list its posts ---


def facts_of_posts(
    files: Sequence[Posts], channel: str, as_of: datetime.date, days_per_month: float, followers: Mapping[Any, int]
) -> tuple[list[Fact], list[Note]]:
    """Return the facts of a channel from lists of its posts.

    Args:
        files: the lists.
        channel: its id.
        as_of: the day of the profile.
        days_per_month: of the rulebook.
        followers: counts of followers by day, for the engagement.
    """
    facts: list[Fact] = []
    notes: list[Note] = []
    fresh, old = _by_age(files, as_of)
    for each in old:
        ends = each.source.ends_on
        assert ends is not None
        notes.append(each.source.note("stale", Weight.ASKS, day=ends.isoformat(), file=each.source.names[0]))
    facts += _last_post(fresh, channel)
    notes += _perhaps_later(fresh, facts, as_of)
    pace, told = _pace(fresh, channel, days_per_month)
    facts += pace
    notes += told
    length, told = _length(fresh, channel)
    facts += length
    notes += told
    return [*facts, *_engagement(fresh, channel, followers)], notes


def _by_age(files: Sequence[Posts], as_of: datetime.date) -> tuple[list[Posts], list[Posts]]:
    bound = datetime.timedelta(days=limits()["stale_days"])
    old = [each for each in files if each.source.ends_on and as_of - each.source.ends_on > bound]
    return [each for each in files if each not in old], old


def _last_post(files: Sequence[Posts], channel: str) -> list[Fact]:
    found = [(post.day, post.row, each) for each in files for post in each.posts]
    if not found:
        return []
    day, _, source = max(found, key=lambda each: (each[0], -each[1]))
    path = f"channel[{channel}].last_post_on"
    rows = [post.row for post in source.posts]
    return [Fact(channel, path, day, (source.source.provenance(path, rows),))]


def _perhaps_later(files: Sequence[Posts], facts: Sequence[Fact], as_of: datetime.date) -> list[Note]:
    """Add a note where the last post is old and the file does not state its last day."""
    bound = datetime.timedelta(days=limits()["stale_days"])
    if not facts or as_of - facts[0].value <= bound or any(each.source.covers for each in files):
        return []
    source = files[-1].source
    return [source.note("perhaps_later", Weight.TELLS, day=facts[0].value.isoformat(), file=source.names[0])]


def _pace(files: Sequence[Posts], channel: str, days_per_month: float) -> tuple[list[Fact], list[Note]]:
    known = [each for each in files if each.source.covers and each.counted]
    notes = [
        each.source.note("no_range", Weight.ASKS, file=each.source.names[0])
        for each in files
        if not each.source.covers and each.counted
    ]
    if not known:
        return [], notes
    (first, last), together = _joined(known)
    days = (last - first).days + 1
    source = together[-1].source
    if len(together) > 1:
        files_told = ", ".join(each.source.where.file for each in together)
        notes.append(source.note("overlap", Weight.TELLS, files=files_told))
        if any(not post.key for each in together for post in each.posts):
            return [], [*notes, source.note("cannot_tell_apart", Weight.ASKS)]
    least = limits()["least_range_days"]
    if days < least:
        return [], [*notes, source.note("short_range", Weight.TELLS, days=str(days), least=f"{least:g}")]
    posts = {post.key or f"{place} {post.row}": post for place, each in enumerate(together) for post in each.posts}
    count = sum(first <= post.day <= last for post in posts.values())
    pace = round(count / (_whole_months(first, last) or days / days_per_month), 2)
    path = f"channel[{channel}].posts_published_per_month"
    told = tuple(each.source.provenance(path, [post.row for post in each.posts]) for each in together)
    return [Fact(channel, path, pace, told)], [each for each in notes if each.code != "no_range" or not told]


def _whole_months(first: datetime.date, last: datetime.date) -> int:
    """Return how many months a range covers from the first day of one to the last of one; 0 where it covers parts."""
    if first.day != 1 or (last + datetime.timedelta(days=1)).day != 1:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _joined(files: Sequence[Posts]) -> tuple[Range, list[Posts]]:
    """Return the latest range that files cover without a gap, and the files that cover it."""
    ordered = sorted(files, key=lambda each: each.source.covers or (datetime.date.min,) * 2)
    span: Range | None = None
    together: list[Posts] = []
    for each in ordered:
        covers = each.source.covers
        assert covers is not None
        if span and covers[0] <= span[1] + datetime.timedelta(days=1):
            span = (span[0], max(span[1], covers[1]))
            together.append(each)
        else:
            span, together = covers, [each]
    assert span is not None
    return span, together


def _length(files: Sequence[Posts], channel: str) -> tuple[list[Fact], list[Note]]:
    bound = limits()["short_video_seconds"]
    videos = [(post.row, post.seconds <= bound, each) for each in files for post in each.posts if post.seconds]
    if not videos:
        return [], []
    short = sum(is_short for _, is_short, _ in videos)
    share = limits()["video_share"]
    source = videos[-1][2].source
    path = f"channel[{channel}].video_length"
    if share * len(videos) > max(short, len(videos) - short):
        long = str(len(videos) - short)
        return [], [source.note("mixed_lengths", Weight.ASKS, short=str(short), long=long, channel=channel)]
    value = "short" if short * 2 > len(videos) else "long"
    rows = [row for row, _, each in videos if each.source is source]
    return [Fact(channel, path, value, (source.provenance(path, rows),))], []


def _engagement(files: Sequence[Posts], channel: str, followers: Mapping[Any, int]) -> list[Fact]:
    told = [(post, each) for each in files for post in each.posts if post.reactions is not None]
    if not told or len(told) < sum(len(each.posts) for each in files):
        return []
    last = max(post.day for post, _ in told)
    bound = limits()["count_days"]
    near = [(abs((day - last).days), count) for day, count in followers.items() if count > 0]
    near = [each for each in near if each[0] <= bound]
    if not near:
        return []
    rate = round(sum(post.reactions or 0 for post, _ in told) / len(told) / min(near)[1], 6)
    if rate > 1:
        return []
    path = f"channel[{channel}].engagement_rate"
    sources = {id(each): each for _, each in told}.values()
    where = tuple(each.source.provenance(path, [post.row for post in each.posts]) for each in sources)
    return [Fact(channel, path, rate, where)]
