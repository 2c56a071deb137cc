"""Days and numbers as files write them."""

from __future__ import annotations

import datetime

import pytest

from channelrules.intake.days import NEVER, Day, Yearless, order_of, range_in, read_day
from channelrules.intake.numbers import count_in, number_in
from channelrules.intake.texts import NotAText, decoded, rows_of_text

DAY = datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime.datetime(2026, 11, 3, 9, 30, tzinfo=datetime.UTC),
        "2026-11-03",
        "2026-11-03T09:30:00Z",
        "2026-11-03 09:12 +0000",
        "2026/11/03 23:59:59",
        "2026. 11. 3.",
        "2026. 11. 3. 오전 9:30",
        "2026년 11월 3일",
        "20261103",
        "Nov 3, 2026",
        "Tue, Nov 3, 2026",
        "3 November 2026",
        "3 nov 2026",
        "martedì 3 novembre 2026",
        "3. November 2026",
        "Nov 3, 2026, 9:30 PM",
    ],
)
def test_days_that_leave_no_doubt(written: object) -> None:
    """With months in words or in figures, with times and weekdays, in the languages of exports."""
    found = read_day(written)
    assert isinstance(found, Day)
    assert found.by(None) == DAY


def test_days_that_can_be_two() -> None:
    """Stay both until a column, or a person, says the order."""
    found = read_day("03/11/2026")
    assert isinstance(found, Day)
    assert (found.by("dmy"), found.by("mdy"), found.by(None)) == (DAY, datetime.date(2026, 3, 11), None)
    same = read_day("11/11/26")
    assert isinstance(same, Day)
    assert same.by(None) == datetime.date(2026, 11, 11)
    assert order_of([found, read_day("30/11/2026")]) == "dmy"
    assert order_of([found, read_day("11/30/2026")]) == "mdy"
    assert order_of([found]) == ""
    assert order_of([read_day("30/11/2026"), read_day("11/30/2026")]) is None


@pytest.mark.parametrize(
    "written", ["", "soon", "2026-13-01", "31/31/2026", "Lifetime", "November", 8.5, None, "1" * 90, "3"]
)
def test_what_is_no_day(written: object) -> None:
    """Is none, and no error."""
    assert read_day(written) == NEVER


def test_days_without_a_year() -> None:
    """Are told apart."""
    assert read_day("December 30") == Yearless(12, 30)
    assert read_day("12월 30일") == Yearless(12, 30)
    assert Yearless(2, 29).in_year(2026) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Aug-01-2026_Oct-31-2026_123456.csv", (8, 1), (10, 31)),
        ("Content 2026-08-01_2026-10-31 Da Gino.zip", (8, 1), (10, 31)),
        ("20260801-20261031", (8, 1), (10, 31)),
        ("from 1 August 2026 to 31 October 2026", (8, 1), (10, 31)),
        ("2026년 8월 1일 ~ 2026년 10월 31일", (8, 1), (10, 31)),
    ],
)
def test_ranges_in_names_and_titles(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    """Two days, the earlier one first."""
    assert range_in(text) == (datetime.date(2026, *first), datetime.date(2026, *last))


@pytest.mark.parametrize(
    "text", ["posts.csv", "2026-08-01.csv", "2026-10-31_2026-08-01", "1-2-3 2026-01-01 2026-02-02 2026-03-03"]
)
def test_what_tells_no_range(text: str) -> None:
    """One day, three, or two in the wrong order."""
    assert range_in(text) is None


def test_numbers() -> None:
    """With commas, points and spaces; what can be two numbers is none, but for counts."""
    pairs = {
        "8,5": 8.5,
        "8.5": 8.5,
        "1.234,5": 1234.5,
        "1,234.5": 1234.5,
        "1.234.567": 1234567,
        "1 234": 1234,
        "-3": -3,
    }
    for text, number in pairs.items():
        assert number_in(text) == number
    for text in ("1.234", "1,234", "", "x", "1e5", "9" * 50):
        assert number_in(text) is None
    assert [count_in(each) for each in ("1.234", "1,234", 1234.0, "1 234")] == [1234] * 4
    assert [count_in(each) for each in (True, 1.5, "x", None, float("inf"))] == [None] * 5


def test_texts_in_their_encodings() -> None:
    """Western letters are not taken for Korean, nor the other way round; bytes that are no text are refused."""
    assert decoded("Così è: perché".encode("cp1252")) == "Così è: perché"
    assert decoded("게시물 유형, 날짜".encode("cp949")) == "게시물 유형, 날짜"
    assert decoded("a,b".encode("utf-16-le")) == "a,b"
    for raw in (b"\xff\xfe\x00", b"abcdefgh\x00", b"\x81 \x8d\x8f"):
        with pytest.raises(NotAText):
            decoded(raw)
    assert rows_of_text("sep=;\r\na;b,c\r\n") == [[""], ["a", "b,c"]]
