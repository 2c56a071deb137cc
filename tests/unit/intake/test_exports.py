"""Exports of every network, in every language whose header is known and every encoding: right, and nothing invented."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake import Intake, Weight
from tests.fixtures.exports import (
    EXPORTS,
    HANDLE,
    PERSON,
    RANGE,
    READ_ON,
    TEXTS,
    TOTAL_OF_YOUTUBE,
    Export,
    Made,
    old_workbook,
    posts,
    put,
    text_file,
    workbook,
    zipped,
)

BOOK = cr.load_rules()
BY_ID = {each.id: each for each in EXPORTS}


def profile_with(network: str) -> cr.Profile:
    channel = cr.Channel(id="own", network=network, status="active")
    return cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])


def read(path: Path, network: str, **options: Any) -> Intake:
    options = {"read_on": READ_ON, "rulebook": BOOK, **options}
    return intake.read(profile_with(network), [path], **options)


def facts(found: Intake) -> dict[str, object]:
    return {each.path.removeprefix("channel[own]."): each.after for each in found.changes}


def ways(export: Export) -> Iterator[tuple[str, bytes]]:
    rows = export.rows(posts())
    for way in TEXTS:
        try:
            yield f"{way}.csv", text_file(rows, way)
        except UnicodeEncodeError:  # an encoding that has not the letters of the language
            continue
    yield "book.xlsx", workbook({"Sheet1": rows})
    yield "book.xls", old_workbook({"All posts": rows})
    yield "export.zip", zipped({"Table data.csv": text_file(rows, "utf-8-sig")})


FILES = [(export, name, content) for export in EXPORTS for name, content in ways(export)]


def test_there_are_files_enough() -> None:
    """Fifty and more, of every network, language and encoding."""
    assert len(FILES) >= 50
    assert {export.network for export, _, _ in FILES} == {"instagram", "facebook", "linkedin", "youtube", "x", "tiktok"}


@pytest.mark.parametrize(("export", "name", "content"), FILES, ids=[f"{one.id}-{name}" for one, name, _ in FILES])
def test_facts_are_right_and_none_is_invented(export: Export, name: str, content: bytes, tmp_path: Path) -> None:
    """The last post and the pace of a known range, whatever the file is written in; not one fact more."""
    found = read(put(tmp_path, name, content), export.network, ranges={name: RANGE})
    expected: dict[str, object] = {"last_post_on": datetime.date(2026, 10, 30), "posts_published_per_month": 8}
    if export.id == "youtube_it":
        assert "video_length" not in facts(found)
    assert facts(found) == expected
    assert not found.refused
    assert not found.differences
    assert PERSON not in str(found)
    assert HANDLE not in str(found)


@pytest.mark.parametrize(
    "export", [one for one in EXPORTS if one.network not in {"linkedin", "tiktok"}], ids=lambda one: one.id
)
def test_without_a_range_the_pace_is_unknown(export: Export, tmp_path: Path) -> None:
    """And is asked for, never drawn from the first post to the last."""
    found = read(put(tmp_path, "export.csv", text_file(export.rows(posts()), "utf-8")), export.network)
    assert facts(found) == {"last_post_on": datetime.date(2026, 10, 30)}
    assert [each.code for each in found.asks] == ["no_range"]


def test_the_preamble_tells_the_range(tmp_path: Path) -> None:
    """That stands above the header of a LinkedIn file."""
    content = old_workbook({"All posts": BY_ID["linkedin_en"].rows(posts())})
    found = read(put(tmp_path, "content.xls", content), "linkedin")
    assert facts(found)["posts_published_per_month"] == 8


def test_a_sheet_with_a_row_for_each_day_tells_the_range(tmp_path: Path) -> None:
    """The metrics of a LinkedIn workbook stand beside its posts."""
    export = BY_ID["linkedin_en"]
    rows = [["Notes"], list(export.header), *(export.row(each) for each in posts())]
    days: list[list[Any]] = [["Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)"]]
    days += [[f"{RANGE[0] + datetime.timedelta(days=number):%m/%d/%Y}", 1, 0, 1] for number in range(92)]
    found = read(put(tmp_path, "content.xlsx", workbook({"Metrics": days, "All posts": rows})), "linkedin")
    assert facts(found)["posts_published_per_month"] == 8


@pytest.mark.parametrize(
    "name",
    [
        "Aug-01-2026_Oct-31-2026_1234567890.csv",
        "Content 2026-08-01_2026-10-31 Da Gino.csv",
        "20260801-20261031.csv",
    ],
)
def test_the_name_of_a_file_tells_the_range(name: str, tmp_path: Path) -> None:
    """As networks write it."""
    found = read(put(tmp_path, name, text_file(BY_ID["instagram_en"].rows(posts()), "utf-8")), "instagram")
    assert facts(found)["posts_published_per_month"] == 8


def test_each_fact_says_where_it_comes_from(tmp_path: Path) -> None:
    """File, rows, range and day; an explanation tells it in words."""
    name = "export.zip"
    content = zipped({"posts.csv": text_file(BY_ID["instagram_en"].rows(posts()), "utf-8")}, datetime.date(2026, 11, 3))
    found = read(put(tmp_path, name, content), "instagram", ranges={name: RANGE}, by="the consultant")
    assert found.profile is not None
    told = next(each for each in found.profile.provenance if each.path == "channel[own].last_post_on")
    assert told == cr.Provenance(
        path="channel[own].last_post_on",
        how="file",
        file="export.zip/posts.csv",
        export="Instagram",
        exported_on=datetime.date(2026, 11, 3),
        rows="2-25",
        covers_from=RANGE[0],
        covers_until=RANGE[1],
        read_on=READ_ON,
        by="the consultant",
    )
    decision = BOOK.assess(found.profile, engine="native")
    reason = decision.explain("own", "long-silent-channel")
    assert "from the Instagram export of 2026-11-03 (export.zip/posts.csv), rows 2 to 25" in str(reason.to_dict())
    shown = " ".join(cr.render_advice(reason, decision, lang="it").replace("│", " ").split())
    assert "dall'esportazione di Instagram del 3 novembre 2026 (export.zip/posts.csv), righe da 2 a 25" in shown


def test_videos_are_short_or_long(tmp_path: Path) -> None:
    """Where two of three are; where they are mixed, a person is asked."""
    export = BY_ID["youtube_en"]

    def length(*seconds: int) -> tuple[object, list[str]]:
        made = [each for one in seconds for each in posts(10, one)]
        rows = [
            list(export.header),
            TOTAL_OF_YOUTUBE,
            *([f"v{n}", *export.row(each)[1:]] for n, each in enumerate(made)),
        ]
        name = f"{'-'.join(map(str, seconds))}.csv"
        found = read(put(tmp_path, name, text_file(rows, "utf-8")), "youtube")
        return facts(found).get("video_length"), [each.code for each in found.asks]

    assert length(40) == ("short", ["no_range"])
    assert length(900, 900, 40) == ("long", ["no_range"])
    assert length(900, 40) == (None, ["no_range", "mixed_lengths"])


def test_engagement_is_told_of_counted_followers(tmp_path: Path) -> None:
    """Where the profile has a count near the posts; without one it stays unknown."""
    path = put(tmp_path, "a.csv", text_file(BY_ID["instagram_en"].rows(posts()), "utf-8"))
    known = cr.FollowerCount(on=datetime.date(2026, 11, 1), count=900)
    channel = cr.Channel(id="own", network="instagram", status="active", followers=[known])
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON)
    assert facts(found)["engagement_rate"] == 0.01  # 5 likes, 2 comments, 1 share, 1 saved: 9 of 900
    assert "engagement_rate" not in facts(read(path, "instagram"))


def test_what_comes_out_for_others_is_not_counted(tmp_path: Path) -> None:
    """Replies on X, stories on Instagram, advertisements on LinkedIn, days to come anywhere."""
    made = posts(4)
    x, instagram, linkedin = BY_ID["x_en"], BY_ID["instagram_en"], BY_ID["linkedin_en"]
    reply, story, advert = x.row(made[0]), instagram.row(made[0]), linkedin.row(made[0])
    reply[2], story[8], advert[2] = "@somebody thanks", "IG story", "Sponsored"
    for export, row, code in ((x, reply, "replies"), (instagram, story, "stories"), (linkedin, advert, "sponsored")):
        rows = [list(export.header), row, *(export.row(each) for each in made[1:])]
        found = read(put(tmp_path, f"{code}.csv", text_file(rows, "utf-8")), export.network)
        assert facts(found)["last_post_on"] == datetime.date(2026, 10, 27)
        assert [each.code for each in found.of_weight(Weight.TELLS)] == [f"left_out_{code}"]
    found = read(put(tmp_path, "b.csv", text_file(x.rows(made), "utf-8")), "x", read_on=datetime.date(2026, 10, 28))
    assert facts(found)["last_post_on"] == datetime.date(2026, 10, 27)


def test_who_posts_nothing_is_found(tmp_path: Path) -> None:
    """A list without a row, of a range that is known, is a pace of none; nobody knows a last post from it."""
    export = BY_ID["instagram_en"]
    path = put(tmp_path, "a.csv", text_file([list(export.header)], "utf-8"))
    assert facts(read(path, "instagram", ranges={"a.csv": RANGE})) == {"posts_published_per_month": 0}


def test_two_files_that_overlap_count_each_post_once(tmp_path: Path) -> None:
    """By its link, though a spreadsheet has damaged the ids."""
    export, made = BY_ID["facebook_en"], posts()
    rows = export.rows(made)
    for row in rows[1:]:
        row[0] = "1.22158E+17"
    first = put(tmp_path, "a.csv", text_file(rows[:15], "utf-8"))
    second = put(tmp_path, "b.csv", text_file([rows[0], *rows[10:]], "utf-8"))
    middle = datetime.date(2026, 9, 18)
    ranges = {"a.csv": (middle, RANGE[1]), "b.csv": (RANGE[0], datetime.date(2026, 10, 3))}
    found = intake.read(profile_with("facebook"), [first, second], rulebook=BOOK, read_on=READ_ON, ranges=ranges)
    assert facts(found)["posts_published_per_month"] == 8
    assert {"damaged_ids", "overlap"} <= {each.code for each in found.notes}


METRIC = [["Facebook follows"], ["Date", "Primary"], ["2026-10-01T00:00:00", 5]]
LINKEDIN_DAYS = [
    ["Date", "Impressions (organic)", "Impressions (sponsored)", "Impressions (total)"],
    ["10/01/2026", 1, 0, 1],
]
TIKTOK_DAYS = [["Date", "Video Views", "Profile Views", "Likes", "Comments", "Shares"], ["October 1", 9, 1, 1, 0, 0]]


@pytest.mark.parametrize(
    ("network", "rows"), [("facebook", METRIC), ("linkedin", LINKEDIN_DAYS), ("tiktok", TIKTOK_DAYS)]
)
def test_figures_of_days_hold_no_fact_of_a_profile(network: str, rows: list[list[Any]], tmp_path: Path) -> None:
    """They are recognised, and nothing is drawn from them: new followers of a day are no count."""
    found = read(put(tmp_path, "days.csv", text_file(rows, "utf-16 sep")), network)
    assert facts(found) == {}
    assert [each.code for each in found.notes] == ["says_nothing"]


def test_a_file_that_claims_an_impossible_day_is_not_believed(tmp_path: Path) -> None:
    """Programs leave a day of their own in workbooks and archives."""
    content = text_file(BY_ID["instagram_en"].rows(posts()), "utf-8")
    for day in (datetime.date(2006, 9, 16), datetime.date(2026, 10, 1)):
        found = read(put(tmp_path, f"{day}.zip", zipped({"posts.csv": content}, day)), "instagram")
        assert facts(found) == {"last_post_on": datetime.date(2026, 10, 30)}
        assert found.profile is not None
        assert found.profile.provenance[0].exported_on is None


def test_a_new_channel_has_an_id_of_its_own(tmp_path: Path) -> None:
    """Though another channel bears the network's name."""
    channel = cr.Channel(id="instagram", network="facebook", status="active")
    profile = cr.Profile(as_of=datetime.date(2026, 11, 3), company=cr.Company(name="Da Gino"), channels=[channel])
    path = put(tmp_path, "a.csv", text_file(BY_ID["instagram_en"].rows(posts()), "utf-8"))
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON)
    assert found.added == ("instagram_2",)
    assert found.profile is not None
    assert found.profile.channels[1].last_post_on == datetime.date(2026, 10, 30)


def test_a_zone_is_told(tmp_path: Path) -> None:
    """The day is the one that stands there."""
    found = read(put(tmp_path, "a.csv", text_file(BY_ID["x_legacy"].rows(posts()), "utf-8")), "x")
    assert facts(found) == {"last_post_on": datetime.date(2026, 10, 30)}
    assert [each.code for each in found.of_weight(Weight.TELLS)] == ["zones"]


def test_an_archive_may_hold_figures_that_nobody_needs(tmp_path: Path) -> None:
    """YouTube's has a table of days and one of totals beside that of videos: they are told, and nothing is refused."""
    export = BY_ID["youtube_en"]
    chart = [["Date", *export.header[:4]], *(["2026-10-01", *export.row(each)[:4]] for each in posts(3) * 200)]
    files = {
        "Table data.csv": text_file([list(export.header), TOTAL_OF_YOUTUBE, *map(export.row, posts())], "utf-8"),
        "Chart data.csv": text_file(chart, "utf-8"),
        "Totals.csv": text_file([["Date", "Views"], ["2026-10-01", 90]], "utf-8"),
    }
    name = "Content 2026-08-01_2026-10-31 Da Gino.zip"
    found = read(put(tmp_path, name, zipped(files)), "youtube")
    assert facts(found) == {"last_post_on": datetime.date(2026, 10, 30), "posts_published_per_month": 8}
    assert not found.refused
    assert not found.asks
    assert {each.code for each in found.notes} == {"overlap", "unknown_columns"}


def test_the_day_of_a_profile_is_brought_up_to_date_on_demand(tmp_path: Path) -> None:
    """Where a file knows a later post: spans are counted to that day, so it is told like any other difference."""
    channel = cr.Channel(id="own", network="instagram", status="active")
    profile = cr.Profile(as_of=datetime.date(2026, 10, 1), company=cr.Company(name="Da Gino"), channels=[channel])
    path = put(tmp_path, "a.csv", text_file(BY_ID["instagram_en"].rows(posts()), "utf-8"))
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON)
    assert [(each.path, each.found) for each in found.differences] == [("as_of", READ_ON)]
    assert "a.csv" in intake.intake_text(found, BOOK.knowledge, "ko")
    taken = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON, take=["as_of"])
    assert taken.profile is not None
    assert taken.profile.as_of == READ_ON


def test_networks_are_named_as_people_name_them(tmp_path: Path) -> None:
    """In options, too; a handle in place of a network is not repeated."""
    path = put(tmp_path, "a.csv", text_file(BY_ID["instagram_en"].rows(posts()), "utf-8"))
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"))
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON, statuses={"Insta": "active", "IG": "dormant"})
    assert found.profile is not None
    assert found.profile.channels[0].status == "dormant"
    rows = [["Network", "Handle", "Most Recent Post"], ["@gino.rossi", "", ""], ["Instagram (shop)", "", "2026-11-20"]]
    found = read(put(tmp_path, "audit.csv", text_file(rows, "utf-8")), "instagram")
    assert facts(found) == {"last_post_on": datetime.date(2026, 11, 20)}
    assert "rossi" not in str(found.notes)


def test_a_last_post_of_long_ago_may_not_be_the_last(tmp_path: Path) -> None:
    """Where the file does not say up to which day it goes: it is taken, and told."""
    made = [Made(0, datetime.date(2026, 6, 1))]
    path = put(tmp_path, "a.csv", text_file(BY_ID["instagram_en"].rows(made), "utf-8"))
    found = read(path, "instagram")
    assert facts(found) == {"last_post_on": datetime.date(2026, 6, 1)}
    assert "perhaps_later" in {each.code for each in found.notes}
    whole = (datetime.date(2026, 6, 1), READ_ON)
    assert {each.code for each in read(path, "instagram", ranges={"a.csv": whole}).notes} == set()
