"""Calendars, schedules and audits: entries of plans, what was put off, and what was seen of each channel."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake import Intake
from tests.fixtures.exports import PERSON, READ_ON, put, text_file, workbook

BOOK = cr.load_rules()
Rows = list[list[Any]]
DAY = datetime.date(2026, 11, 20)


def read(path: Path, *ids: str, **options: Any) -> Intake:
    channels = [cr.Channel(id=each, network=each.split("_")[0], status="active") for each in ids or ("instagram",)]
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=channels)
    return intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON, **options)


def facts(found: Intake) -> dict[str, Any]:
    return {each.path: each.after for each in found.changes}


def codes(found: Intake) -> list[str]:
    return [each.code for each in found.notes]


TABLES = {
    "en": (["Publish date", "Platform", "Format", "Content", "Status"], ["Published", "In Draft", "Cancelled"]),
    "it": (
        ["Data di pubblicazione", "Piattaforma", "Formato", "Contenuto", "Stato"],
        ["Pubblicato", "Bozza", "Annullato"],
    ),
    "ko": (["게시일", "플랫폼", "형식", "콘텐츠", "상태"], ["게시 완료", "초안", "취소"]),
}


@pytest.mark.parametrize("lang", TABLES)
def test_a_calendar_is_an_editorial_plan(lang: str, tmp_path: Path) -> None:
    """In any language: its entries, cancelled ones dropped, and what was put off."""
    header, (out, waiting, gone) = TABLES[lang]
    rows: Rows = [
        header,
        ["20/11/2026", "Instagram", "reel", "menu", out],
        ["13/11/2026", "IG", "", "late", waiting],
        ["27/11/2026", "instagram", "", "offer", waiting],
        ["28/11/2026", "instagram", "", "never", gone],
    ]
    found = read(put(tmp_path, "plan.csv", text_file(rows, "utf-16")))
    entries = [(each.on, each.content) for each in facts(found)["channel[instagram].editorial_plan.entries"]]
    assert entries == [
        (DAY, "menu (reel)"),
        (datetime.date(2026, 11, 13), "late"),
        (datetime.date(2026, 11, 27), "offer"),
    ]
    assert facts(found)["channel[instagram].posts_postponed"] == 1
    assert not found.notes


def test_levels_of_marketing_make_a_communication_plan(tmp_path: Path) -> None:
    """Whose entries go to channels and levels alike; the reader may say what it is."""
    rows: Rows = [["Date", "Platform", "Content"], [DAY, "Instagram, Newsletter", "menu"], [DAY, "Instagram", "offer"]]
    path = put(tmp_path, "plan.xlsx", workbook({"Plan": rows}))
    entries = facts(read(path))["communication_plan.entries"]
    assert [(each.content, each.to) for each in entries] == [
        ("menu", ("instagram", "newsletter")),
        ("offer", ("instagram",)),
    ]
    found = read(path, plans={"plan.xlsx": "editorial"})
    assert len(facts(found)["channel[instagram].editorial_plan.entries"]) == 2


def test_places_that_nobody_knows_are_asked_about(tmp_path: Path) -> None:
    """By row: a name that is none, a network without a channel, and one with several."""
    rows: Rows = [
        ["Date", "Platform", "Content"],
        *([DAY, where, "menu"] for where in ("Instagram", "Xyz", "Facebook", "Pinterest")),
    ]
    found = read(put(tmp_path, "a.csv", text_file(rows, "utf-8")), "instagram", "facebook_1", "facebook_2")
    assert [(each.code, each.where.cell) for each in found.asks] == [
        ("place_unknown", "3"),
        ("place_several", "4"),
        ("place_absent", "5"),
    ]
    assert len(facts(found)["channel[instagram].editorial_plan.entries"]) == 1


def test_statuses_that_leave_doubt_put_nothing_off(tmp_path: Path) -> None:
    """A post that was scheduled may have come out: a person knows."""
    rows: Rows = [["Date", "Platform", "Content", "Status"], [DAY, "Instagram", "menu", "Scheduled"]]
    found = read(put(tmp_path, "a.csv", text_file(rows, "utf-8")))
    assert "channel[instagram].posts_postponed" not in facts(found)
    assert codes(found) == ["came_out"]


def test_persons_behind_an_at_sign_are_dropped(tmp_path: Path) -> None:
    """And addresses with them; a formula is text."""
    rows: Rows = [
        ["Date", "Platform", "Content"],
        [DAY, "Instagram", "thanks @maria, maria@example.org"],
        [DAY, "Instagram", "=1+1"],
    ]
    found = read(put(tmp_path, "a.csv", text_file(rows, "utf-8")))
    contents = [each.content for each in facts(found)["channel[instagram].editorial_plan.entries"]]
    assert contents == ["thanks @…, …", "=1+1"]


def test_what_recurs_every_week_stays_one_entry(tmp_path: Path) -> None:
    """As a plan can state it."""
    rows: Rows = [
        ["Date", "Platform", "Content", "Repeats", "Until"],
        [DAY, "Instagram", "menu", "Tuesday and Friday", "2026-12-31"],
    ]
    (entry,) = facts(read(put(tmp_path, "a.csv", text_file(rows, "utf-8"))))[
        "channel[instagram].editorial_plan.entries"
    ]
    assert (entry.every, entry.until) == (("tuesday", "friday"), datetime.date(2026, 12, 31))


BUFFER = [["Text", "Image URL", "Tags", "Posting Time"], ["menu", "", "", "2026-12-01 09:00"]]
HOOTSUITE = [["12/01/2026 09:00", "menu", "https://example.org"], ["12/14/2026 09:00", "offer", ""]]


@pytest.mark.parametrize(("rows", "count"), [(BUFFER, 1), (HOOTSUITE, 2)], ids=["buffer", "hootsuite"])
def test_a_schedule_does_not_say_its_channel(rows: list[list[str]], count: int, tmp_path: Path) -> None:
    """It is asked for; once it is said, what is scheduled stands in the channel's plan."""
    path = put(tmp_path, "s.csv", text_file(rows, "utf-8"))
    assert codes(read(path)) == ["which_channel"]
    found = read(path, channels={"s.csv": "instagram"})
    entries = facts(found)["channel[instagram].editorial_plan.entries"]
    assert (len(entries), entries[0].on) == (count, datetime.date(2026, 12, 1))


def test_an_export_is_not_put_on_another_network(tmp_path: Path) -> None:
    """Nor on a channel that is not there."""
    header = ["Date", "Followers", "Difference in followers from previous day"]
    path = put(tmp_path, "t.csv", text_file([header, ["2026-10-01", 5, 1]], "utf-8"))
    assert codes(read(path, channels={"t.csv": "instagram"})) == ["other_network"]
    assert codes(read(path, channels={"t.csv": "tt"})) == ["no_channel"]


# --- ICS ---


def calendar(*events: str, head: str = "") -> bytes:
    parts = [f"BEGIN:VEVENT\nUID:{n}@x\nDTSTAMP:20261101T090000Z\n{each}\nEND:VEVENT" for n, each in enumerate(events)]
    lines = "\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//", *([head] if head else []), *parts, "END:VCALENDAR", ""]
    )
    return lines.replace("\n", "\r\n").encode()


def entries_of(found: Intake) -> list[Any]:
    return list(facts(found)["channel[instagram].editorial_plan.entries"])


def test_a_calendar_tells_what_when_and_where(tmp_path: Path) -> None:
    """Cancelled events and persons left out; subjects among the categories do no harm."""
    content = calendar(
        "SUMMARY:menu\nDTSTART;VALUE=DATE:20261120\nCATEGORIES:Food,Instagram\nORGANIZER;CN=Maria Bianchi:mailto:m@x",
        "SUMMARY:never\nDTSTART;VALUE=DATE:20261121\nLOCATION:Instagram\nSTATUS:CANCELLED",
        "SUMMARY:offer\nDTSTART;TZID=Europe/Rome:20261122T233000\nLOCATION:IG",
    )
    found = read(put(tmp_path, "plan.ics", content))
    assert [(each.on, each.content) for each in entries_of(found)] == [(DAY, "menu"), (DAY.replace(day=22), "offer")]
    assert PERSON not in str(found)


def test_a_time_in_utc_is_told_by_the_calendar_s_zone(tmp_path: Path) -> None:
    """Half past eleven at night in London is the next day in Rome."""
    event = "SUMMARY:menu\nDTSTART:20261119T233000Z\nLOCATION:Instagram"
    assert entries_of(read(put(tmp_path, "a.ics", calendar(event))))[0].on == DAY.replace(day=19)
    assert entries_of(read(put(tmp_path, "b.ics", calendar(event, head="X-WR-TIMEZONE:Europe/Rome"))))[0].on == DAY


def test_recurrences_are_stated_or_written_out(tmp_path: Path) -> None:
    """Every week as a plan states it, with its end; anything else day by day, exceptions left out."""
    weekly = (
        "SUMMARY:menu\nDTSTART;VALUE=DATE:20261103\nRRULE:FREQ=WEEKLY;BYDAY=TU,FR;UNTIL=20261231\nLOCATION:Instagram"
    )
    (entry,) = entries_of(read(put(tmp_path, "a.ics", calendar(weekly))))
    assert (entry.every, entry.until) == (("tuesday", "friday"), datetime.date(2026, 12, 31))
    monthly = "SUMMARY:offer\nDTSTART;VALUE=DATE:20261101\nRRULE:FREQ=MONTHLY;COUNT=4\nLOCATION:Instagram"
    monthly += "\nEXDATE;VALUE=DATE:20261201"
    found = read(put(tmp_path, "b.ics", calendar(monthly)))
    assert [each.on.isoformat() for each in entries_of(found)] == ["2026-11-01", "2027-01-01", "2027-02-01"]
    assert codes(found) == ["written_out"]


def test_what_recurs_every_second_is_left_out(tmp_path: Path) -> None:
    """It is asked about, and takes no time."""
    event = "SUMMARY:menu\nDTSTART:20261103T090000\nRRULE:FREQ=SECONDLY\nLOCATION:Instagram"
    assert codes(read(put(tmp_path, "a.ics", calendar(event)))) == ["too_often"]


def test_a_damaged_calendar_is_refused(tmp_path: Path) -> None:
    """And one with more events than are read."""
    assert codes(read(put(tmp_path, "a.ics", b"BEGIN:VCALENDAR\r\nnonsense\r\n"))) == ["damaged"]
    assert codes(read(put(tmp_path, "b.ics", b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 6000))) == [
        "too_many_events"
    ]


def test_a_calendar_that_goes_nowhere_is_asked_about(tmp_path: Path) -> None:
    """Once the reader says which channel it is of, it is that channel's plan."""
    path = put(tmp_path, "a.ics", calendar("SUMMARY:menu\nDTSTART;VALUE=DATE:20261120"))
    assert codes(read(path)) == ["goes_nowhere"]
    assert len(entries_of(read(path, channels={"a.ics": "instagram"}))) == 1


# --- audits ---


def test_an_audit_states_what_was_seen(tmp_path: Path) -> None:
    """Of each channel; handles, owners and passwords never, a count without its day neither."""
    header = [
        "Network",
        "Handle",
        "Channel Owner",
        "Password",
        "Most Recent Post",
        "Followers",
        "Date of audit",
        "Keep / Deactivate",
    ]
    rows: Rows = [
        header,
        ["Instagram", "@gino", PERSON, "hunter2", "20/11/2026", "1.234", "2026-11-21", "Keep"],
        ["Facebook", "@gino", PERSON, "hunter2", "01/03/2025", "900", "", "Deactivate"],
        ["TikTok", "@gino", PERSON, "hunter2", "18/11/2026", "", "", "Keep"],
        ["Xyz", "", "", "", "", "", "", ""],
    ]
    found = read(put(tmp_path, "audit.xlsx", workbook({"Audit": rows})), "instagram", "facebook")
    told = facts(found)
    assert told["channel[instagram].last_post_on"] == DAY
    assert [each.count for each in told["channel[instagram].followers"]] == [1234]
    assert told["channel[facebook].last_post_on"] == datetime.date(2025, 3, 1)
    assert found.added == ("tiktok",)
    assert [(each.code, each.where.cell) for each in found.asks] == [
        ("count_without_day", "F3"),
        ("place_unknown", "A5"),
    ]
    for word in (PERSON, "hunter2", "@gino"):
        assert word not in str(found)


def test_a_channel_that_is_silent_waits_for_its_status(tmp_path: Path) -> None:
    """Nobody says whether it is dormant or closed; once somebody does, its facts are there."""
    rows: Rows = [["Network", "Handle", "Most Recent Post"], ["Pinterest", "@gino", "2025-03-01"]]
    path = put(tmp_path, "audit.csv", text_file(rows, "utf-8"))
    found = read(path)
    assert (found.added, codes(found)) == ((), ["which_status"])
    found = read(path, statuses={"pinterest": "dormant"})
    assert facts(found) == {"channel[pinterest].last_post_on": datetime.date(2025, 3, 1)}
    assert found.profile is not None
    assert found.profile.channels[1].status == "dormant"
