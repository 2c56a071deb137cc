"""Exports damaged in the ways that they are: told by file and cell, nothing lost, nothing invented."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake import Intake, spreadsheets
from tests.fixtures.exports import EXPORTS, HANDLE, PERSON, RANGE, READ_ON, posts, put, text_file, workbook, zipped

BOOK = cr.load_rules()
EXPORT = next(each for each in EXPORTS if each.id == "instagram_en")
LAST, PACE = datetime.date(2026, 10, 30), 8
WHOLE = {"last_post_on": LAST, "posts_published_per_month": PACE}
Rows = list[list[Any]]


def read(folder: Path, content: bytes, name: str = "export.csv", **options: Any) -> Intake:
    channel = cr.Channel(id="own", network="instagram", status="active")
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    options = {"ranges": {name: RANGE}, **options}
    return intake.read(profile, [put(folder, name, content)], rulebook=BOOK, read_on=READ_ON, **options)


def facts(found: Intake) -> dict[str, object]:
    return {each.path.removeprefix("channel[own]."): each.after for each in found.changes}


def changed(change: Callable[[Rows], object]) -> Rows:
    rows = EXPORT.rows(posts())
    done = change(rows)
    return done if isinstance(done, list) else rows


def cells(row: int, column: str, *values: object) -> Callable[[Rows], None]:
    def put_in(rows: Rows) -> None:
        for place, value in enumerate(values):
            rows[row + place][rows[0].index(column)] = value

    return put_in


def every(column: str, value: Callable[[Any], object]) -> Callable[[Rows], None]:
    def put_in(rows: Rows) -> None:
        place = rows[0].index(column)
        for row in rows[1:]:
            row[place] = value(row[place])

    return put_in


def european(text: str) -> str:
    month, day, rest = text.split("/")
    return f"{day}/{month}/{rest}"


def without(*columns: str) -> Callable[[Rows], Rows]:
    def cut(rows: Rows) -> Rows:
        places = [place for place, name in enumerate(rows[0]) if name not in columns]
        return [[row[place] for place in places] for row in rows]

    return cut


DAMAGES: dict[str, tuple[Callable[[Rows], object], dict[str, object], set[str]]] = {
    "ids damaged by a spreadsheet": (every("Post ID", lambda _: "1.79E+16"), WHOLE, {"damaged_ids"}),
    "account ids damaged": (every("Account ID", lambda _: "1.784E+16"), WHOLE, set()),
    "columns in another order": (lambda rows: [row[::-1] for row in rows], WHOLE, set()),
    "columns that nobody knows": (lambda rows: [[*row, "x"] for row in rows], WHOLE, set()),
    "empty rows in between": (lambda rows: [each for row in rows for each in (row, [], ["", ""])], WHOLE, set()),
    "empty cells behind": (lambda rows: [[*row, "", "", ""] for row in rows], WHOLE, set()),
    "lines above the header": (lambda rows: [["Report"], [], ["made for you"], *rows], WHOLE, set()),
    "rows twice": (lambda rows: [*rows, *rows[1:]], WHOLE, set()),
    "line feeds in texts": (every("Description", lambda _: 'one\n"two"\r\nthree'), WHOLE, set()),
    "counts that are missing": (every("Likes", lambda _: "undefined"), WHOLE, set()),
    "formulas in texts": (every("Description", lambda _: "=cmd|' /C calc'!A0"), WHOLE, set()),
    "capitals and spaces in the header": (lambda rows: [[f" {x.upper()} " for x in rows[0]], *rows[1:]], WHOLE, set()),
    "a row that is cut off": (
        lambda rows: [*rows[:-1], rows[-1][:5]],
        {**WHOLE, "posts_published_per_month": 7.67},
        set(),
    ),
    "a day that is none": (cells(3, "Publish time", "soon"), {"last_post_on": LAST}, {"no_day"}),
    "days of another order": (every("Publish time", european), WHOLE, set()),
    "days of two orders": (cells(1, "Publish time", "30/10/2026 06:08"), {}, {"two_orders"}),
    "a header nobody knows": (
        lambda rows: [["alpha", "beta", "gamma"], *([1, 2, 3] for _ in rows)],
        {},
        {"unknown_columns"},
    ),
    "no header": (lambda rows: rows[1:], {}, {"unknown_table"}),
    "links to another network": (
        every("Permalink", lambda link: link.replace("instagram", "facebook")),
        {},
        {"wrong_network"},
    ),
    "two accounts": (cells(5, "Account ID", "17849999999"), {}, {"several_accounts"}),
    "days to come": (
        cells(1, "Publish time", "12/24/2026 06:08"),
        {"posts_published_per_month": 7.67},
        {"left_out_not_yet"},
    ),
    "no links, ids fine": (without("Permalink"), WHOLE, set()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_and_the_rest_is_right(damage: str, tmp_path: Path) -> None:
    """What can be read is read as from a whole file; what cannot is told with the cell, and stays unknown."""
    change, expected, codes = DAMAGES[damage]
    found = read(tmp_path, text_file(changed(change), "utf-8"))
    told = facts(found)
    assert {name: told[name] for name in expected} == expected
    assert set(told) <= {"last_post_on", "posts_published_per_month"}
    assert codes <= {each.code for each in found.notes}
    assert len(found.notes) == len(codes)
    assert PERSON not in str(found.notes)
    assert HANDLE not in str(found.notes)


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ("a day that is none", "export.csv!G4"),
        ("days of two orders", "export.csv!G2"),
        ("links to another network", "export.csv!H2"),
        ("ids damaged by a spreadsheet", "export.csv!A2"),
    ],
)
def test_damage_names_its_cell(damage: str, where: str, tmp_path: Path) -> None:
    """So that a person finds it in the file."""
    found = read(tmp_path, text_file(changed(DAMAGES[damage][0]), "utf-8"))
    assert str(found.notes[0].where) == where
    for lang in ("en", "it", "ko"):
        assert found.notes[0].told(BOOK.knowledge.language(lang)).startswith(f"{where}: ")


def test_a_header_nobody_knows_is_refused_with_its_columns(tmp_path: Path) -> None:
    """Their names are told, so that they can be added to the data."""
    found = read(tmp_path, text_file([["alpha", "beta"], [1, 2]], "utf-8"))
    (note,) = found.refused
    assert note.values == {"columns": "alpha, beta"}
    assert found.profile is not None
    assert found.profile.provenance == ()


def test_an_order_of_days_that_nobody_knows_is_asked(tmp_path: Path) -> None:
    """Where every day of a column can be read in two ways, and the language leaves it open."""
    header = ["게시물 ID", "계정 ID", "게시 시간", "고유 링크", "게시물 유형", "저장"]
    rows: Rows = [header, ["1", "2", "03/04/2026 06:08", "https://www.instagram.com/p/A/", "IG", 1]]
    content = text_file(rows, "cp949")
    found = read(tmp_path, content)
    assert facts(found) == {}
    assert [each.code for each in found.asks] == ["which_order"]
    answered = read(tmp_path, content, ranges={}, orders={"export.csv": "dmy"})
    assert facts(answered) == {"last_post_on": datetime.date(2026, 4, 3)}


def test_two_networks_of_one_owner_are_told_apart_by_links(tmp_path: Path) -> None:
    """Where columns are called alike; without links nobody can tell."""
    header = ["게시 시간", "고유 링크", "게시물 유형", "도달", "댓글", "공유"]
    for network in ("facebook", "instagram"):
        rows: Rows = [header, ["10/30/2026 06:08", f"https://www.{network}.com/p/A/", "x", 1, 1, 1]]
        channel = cr.Channel(id="own", network=network, status="active")
        profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
        path = put(tmp_path, "a.csv", text_file(rows, "cp949"))
        assert facts(intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON)) == {"last_post_on": LAST}
    rows = [[row[0], *row[2:]] for row in rows]
    (note,) = read(tmp_path, text_file(rows, "cp949")).refused
    assert (note.code, note.values) == ("several_kinds", {"names": "Instagram, Facebook"})


def test_a_file_of_long_ago_says_nothing_of_today(tmp_path: Path) -> None:
    """Its last post is not the last one, and its pace is not today's."""
    old = (datetime.date(2025, 8, 1), datetime.date(2025, 10, 31))
    made = [each for each in posts() if each.day.year]
    rows = EXPORT.rows(made)
    for row in rows[1:]:
        row[6] = row[6].replace("2026", "2025")
    found = read(tmp_path, text_file(rows, "utf-8"), ranges={"export.csv": old})
    assert facts(found) == {}
    assert [each.code for each in found.asks] == ["stale"]


def test_a_range_that_posts_contradict_is_none(tmp_path: Path) -> None:
    """A file that lists a later post does not end where its name says."""
    found = read(tmp_path, text_file(EXPORT.rows(posts()), "utf-8"), ranges={"export.csv": (RANGE[0], RANGE[0])})
    assert facts(found) == {"last_post_on": LAST}
    assert "outside_range" in {each.code for each in found.asks}


def test_a_week_is_no_month(tmp_path: Path) -> None:
    """No pace a month is drawn from a few days."""
    week = (datetime.date(2026, 10, 24), datetime.date(2026, 10, 30))
    found = read(tmp_path, text_file(EXPORT.rows(posts()[:2]), "utf-8"), ranges={"export.csv": week})
    assert facts(found) == {"last_post_on": LAST}
    assert [each.code for each in found.notes] == ["short_range"]


def test_a_list_that_the_network_cuts_tells_no_pace(tmp_path: Path) -> None:
    """YouTube ends its table at 500 rows."""
    export = next(each for each in EXPORTS if each.id == "youtube_en")
    rows = [list(export.header), *([f"v{number}", *export.row(posts(1)[0])[1:]] for number in range(500))]
    channel = cr.Channel(id="own", network="youtube", status="active")
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    path = put(tmp_path, "a.csv", text_file(rows, "utf-8"))
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON, ranges={"a.csv": RANGE})
    assert facts(found) == {"last_post_on": LAST}
    assert [each.code for each in found.notes] == ["cut_off"]


# --- files that are none ---


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.csv", b"0" * 40_000_000)
    return stream.getvalue()


def lying() -> bytes:
    """An archive that says that its file is smaller than it is."""
    whole = bytearray(zipped({"a.csv": b"a,b\n" * 5_000}))
    whole[whole.index(b"PK\x01\x02") + 24 : whole.index(b"PK\x01\x02") + 28] = (10).to_bytes(4, "little")
    return bytes(whole)


def with_password() -> bytes:
    whole = bytearray(zipped({"a.csv": b"a,b\n1,2\n"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + place] |= 1
    return bytes(whole)


def far_apart() -> bytes:
    return changed_workbook(b'r="1"', b'r="1048576"', b'r="A1"', b'r="XFD1048576"')


def changed_workbook(*pairs: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook({"Sheet1": [["a"]]}))) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "xl/worksheets/sheet1.xml":
                for before, after in zip(pairs[::2], pairs[1::2], strict=True):
                    content = content.replace(before, after)
            new.writestr(info, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NONE: dict[str, tuple[str, bytes, str]] = {
    "a bomb": ("a.zip", bomb(), "unpacks_to_too_much"),
    "an archive that lies": ("a.zip", lying(), "damaged"),
    "an archive with a password": ("a.zip", with_password(), "password"),
    "a workbook with a password": ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a damaged old workbook": ("a.xls", OLE + b"\0" * 600, "damaged"),
    "a damaged workbook": ("a.xlsx", workbook({"s": [["a"]]})[:900], "damaged"),
    "two cells a million rows apart": ("a.xlsx", far_apart(), "too_many_rows"),
    "ten million rows": ("a.csv", b"1,2\n" * 10_000_000, "too_many_rows"),
    "an archive in an archive": ("a.zip", zipped({"b.xlsx": zipped({"c.csv": b"a"})}), "archive_in_archive"),
    "an archive without tables": ("a.zip", zipped({"photo.jpg": b"\xff\xd8"}), "nothing_inside"),
    "an empty file": ("a.csv", b"  \n", "empty"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "not_a_text"),
    "a web page": ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web_page"),
    "JSON": ("a.csv", b'{"a": 1}', "no_table"),
    "a workbook without cells": ("a.xlsx", workbook({"s": []}), "nothing_in_it"),
}


@pytest.mark.parametrize("what", NONE)
def test_what_is_no_export_is_refused(what: str, tmp_path: Path) -> None:
    """With what is the matter, before anything is unpacked that would not fit; the profile stays as it was."""
    name, content, code = NONE[what]
    found = read(tmp_path, content, name)
    assert facts(found) == {}
    assert [each.code for each in found.refused] == ([code] if code != "nothing_in_it" else [])
    assert found.profile is not None
    assert found.profile.provenance == ()


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """A file that is missing stops no other file; of a folder, its files are read."""
    (tmp_path / "folder").mkdir()
    put(tmp_path / "folder", "good.csv", text_file(EXPORT.rows(posts()), "utf-8"))
    channel = cr.Channel(id="own", network="instagram", status="active")
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[channel])
    found = intake.read(profile, [tmp_path / "gone.csv", tmp_path / "folder"], rulebook=BOOK, read_on=READ_ON)
    assert [each.code for each in found.refused] == ["no_file"]
    assert facts(found) == {"last_post_on": LAST}


def test_macros_and_links_to_other_files_are_told(tmp_path: Path) -> None:
    """The values are read, nothing runs and nothing is fetched."""
    stream = io.BytesIO(workbook({"Sheet1": EXPORT.rows(posts())}))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    found = read(tmp_path, stream.getvalue(), "a.xlsm")
    assert facts(found) == WHOLE
    assert [each.code for each in found.notes] == ["macros", "external_links"]


def test_a_sheet_has_a_largest_number_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In workbooks as in texts, and of cells as of rows."""
    content = workbook({"Sheet1": EXPORT.rows(posts())})
    for name, most, code in (("MAX_ROWS", 10, "too_many_rows"), ("MAX_CELLS", 30, "too_many_cells")):
        with monkeypatch.context() as patched:
            patched.setattr(spreadsheets, name, most)
            assert [each.code for each in read(tmp_path, content, "a.xlsx").refused] == [code]


def test_without_the_extra_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CSV needs nothing; a workbook names the extra."""
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert facts(read(tmp_path, text_file(EXPORT.rows(posts()), "utf-8"))) == WHOLE
    with pytest.raises(cr.MissingExtraError, match=r"channelrules\[intake\]"):
        read(tmp_path, zipped({"xl/workbook.xml": b"<a/>"}), "a.xlsx")
