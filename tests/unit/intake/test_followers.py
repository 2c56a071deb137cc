"""Counts of followers, and changes of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import channelrules as cr
from channelrules import intake
from channelrules.intake import Intake
from tests.fixtures.exports import READ_ON, put, text_file, workbook, zipped

BOOK = cr.load_rules()
FIRST = datetime.date(2025, 12, 1)
HISTORY = ["Date", "Followers", "Difference in followers from previous day"]


def read(path: Path, network: str, *known: tuple[datetime.date, int], **options: Any) -> Intake:
    followers = [cr.FollowerCount(on=day, count=count) for day, count in known] or None
    channel = cr.Channel(id="own", network=network, status="active", followers=followers)
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    return intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON, **options)


def counts(found: Intake) -> list[tuple[datetime.date, int]]:
    assert found.profile is not None
    return [(each.on, each.count) for each in found.profile.channels[0].followers or ()]


def history(days: int = 60, *, backwards: bool = False) -> list[list[Any]]:
    rows = [
        [f"{FIRST + datetime.timedelta(days=n):%B} {(FIRST + datetime.timedelta(days=n)).day}", 1000 + n, 1]
        for n in range(days)
    ]
    return [HISTORY, *(rows[::-1] if backwards else rows)]


KEPT = [(FIRST, 1000), (datetime.date(2025, 12, 31), 1030), (datetime.date(2026, 1, 29), 1059)]


def test_days_without_a_year_cross_the_new_year(tmp_path: Path) -> None:
    """Given the day on which an archive was made, forwards and backwards; first day, ends of months, last are kept."""
    made = datetime.date(2026, 1, 30)
    for backwards in (False, True):
        content = zipped({"FollowerHistory.csv": text_file(history(backwards=backwards), "utf-8")}, made)
        found = read(put(tmp_path, f"{backwards}.zip", content), "tiktok")
        assert counts(found) == KEPT
        assert not found.notes


def test_without_a_day_the_year_is_asked(tmp_path: Path) -> None:
    """And not guessed from today; a range answers."""
    path = put(tmp_path, "h.csv", text_file(history(), "utf-8"))
    found = read(path, "tiktok")
    assert counts(found) == []
    assert [each.code for each in found.asks] == ["which_year"]
    assert counts(read(path, "tiktok", ranges={"h.csv": (FIRST, datetime.date(2026, 1, 29))})) == KEPT


def test_a_cell_without_a_count_is_unknown(tmp_path: Path) -> None:
    """And never taken for none."""
    rows = history(3)
    rows[1][1], rows[3][1] = "undefined", ""
    found = read(
        put(tmp_path, "h.csv", text_file(rows, "utf-8")), "tiktok", ranges={"h.csv": (FIRST, FIRST.replace(day=3))}
    )
    assert counts(found) == [(FIRST.replace(day=2), 1001)]


def changes(header: list[str], cells: list[Any], days: int = 30) -> list[list[Any]]:
    first = datetime.date(2026, 10, 1)
    return [header, *([(first + datetime.timedelta(days=n)).strftime("%m/%d/%Y"), *cells] for n in range(days))]


X_DAYS = ["Date", "Impressions", "New follows", "Unfollows"]


def test_changes_and_one_count_give_two(tmp_path: Path) -> None:
    """Before the first day and on the last, from a count in between."""
    path = put(tmp_path, "x.csv", text_file(changes(X_DAYS, [90, 3, 1]), "utf-8"))
    found = read(path, "x", (datetime.date(2026, 10, 10), 500))
    assert counts(found) == [
        (datetime.date(2026, 9, 30), 480),
        (datetime.date(2026, 10, 10), 500),
        (datetime.date(2026, 10, 30), 540),
    ]


def test_changes_alone_ask_for_one_count(tmp_path: Path) -> None:
    """Of a day within them."""
    path = put(tmp_path, "x.csv", text_file(changes(X_DAYS, [90, 3, 1]), "utf-8"))
    for known in ([], [(datetime.date(2026, 5, 1), 500)]):
        found = read(path, "x", *known)
        assert counts(found) == known
        (note,) = found.asks
        assert (note.code, note.values["first"], note.values["last"]) == ("one_count", "2026-10-01", "2026-10-30")


def test_a_day_that_is_missing_ends_the_sum(tmp_path: Path) -> None:
    """What changed on it is unknown, and so is every count beyond."""
    rows = changes(X_DAYS, [90, 3, 1])
    rows[5][2] = ""
    found = read(put(tmp_path, "x.csv", text_file(rows, "utf-8")), "x", (datetime.date(2026, 10, 10), 500))
    assert counts(found) == [(datetime.date(2026, 10, 10), 500)]


def test_total_followers_of_linkedin_are_the_new_ones_of_a_day(tmp_path: Path) -> None:
    """They are no counts; with one, they give estimates, for nobody who left is in them."""
    header = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]
    rows = [["New followers of your page"], *changes(header, [0, 2, 0, 2])]
    path = put(tmp_path, "f.xlsx", workbook({"New followers": rows}))
    assert counts(read(path, "linkedin")) == []
    found = read(path, "linkedin", (datetime.date(2026, 10, 30), 1000))
    assert counts(found) == [(datetime.date(2026, 9, 30), 940), (datetime.date(2026, 10, 30), 1000)]
    assert [each.code for each in found.notes] == ["gross"]
    assert found.profile is not None
    assert {each.how for each in found.profile.provenance} == {"estimated"}
