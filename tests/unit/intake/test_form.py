"""The form: it asks what matters, and what people write in it is understood or asked about by cell."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import channelrules as cr
from channelrules import intake
from channelrules.intake import Intake
from channelrules.intake.form import asked_of
from tests.fixtures.exports import READ_ON, put

BOOK = cr.load_rules()
NETWORKS = ["facebook", "Instagram", "website"]
COLUMNS = {"facebook": "C", "instagram": "D", "website": "E"}
LANGUAGES = ("en", "it", "ko")


@cache
def content(lang: str, everything: bool) -> bytes:
    profile = intake.blank_profile("Da Gino", NETWORKS, BOOK, READ_ON)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        intake.write_form(profile, path, lang=lang, rulebook=BOOK, everything=everything)
        return path.read_bytes()


def made(folder: Path, lang: str = "en", *, everything: bool = False) -> Path:
    return put(folder, f"{lang}.xlsx", content(lang, everything))


def row_of(sheet: Any, key: str) -> int:
    return int(next(cell.row for cell in sheet["A"] if cell.value == key))


def filled(path: Path, answers: Mapping[tuple[str, str], object], company: Mapping[str, object] | None = None) -> Path:
    book = openpyxl.load_workbook(path)
    first, second, *_ = book.worksheets
    for key, value in (company or {}).items():
        first[f"C{row_of(first, key)}"] = value
    for (key, channel), value in answers.items():
        second[f"{COLUMNS[channel]}{row_of(second, key)}"] = value
    book.save(path)
    return path


def back(path: Path) -> Intake:
    return intake.read(None, [path], rulebook=BOOK, read_on=READ_ON)


def channel(found: Intake, ident: str) -> cr.Channel:
    assert found.profile is not None
    return next(each for each in found.profile.channels if each.id == ident)


def test_it_asks_what_matters_and_nothing_else() -> None:
    """What can move a verdict; with everything, what can settle findings too; what a profile states never."""
    blank = intake.blank_profile("Da Gino", NETWORKS, BOOK, READ_ON)
    asked = {each.name: each for each in asked_of(blank, BOOK)}
    assert {"channel.status", "channel.role", "channel.benefit", "company.hours_per_week"} <= set(asked)
    assert "channel.administrators" not in asked
    assert "website" not in asked["channel.account"].channels
    more = asked_of(blank, BOOK, everything=True)
    assert {each.name for each in more} > set(asked)
    assert sum(each.answers for each in more) > 2 * sum(each.answers for each in asked.values())
    known = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino", hours_per_week=8), channels=blank.channels)
    assert "company.hours_per_week" not in {each.name for each in asked_of(known, BOOK, new=False)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_goes_out_with_lists_and_units(lang: str, tmp_path: Path) -> None:
    """In the language that was asked for; keys are hidden, every question has what to write beside it."""
    words = BOOK.knowledge.language(lang)
    company, channels, lists = openpyxl.load_workbook(made(tmp_path, lang)).worksheets
    assert company.column_dimensions["A"].hidden
    assert company.title == words.say("intake.form_company")
    assert company["C5"].value == "Da Gino"
    assert [cell.value for cell in channels[4]][2:5] == [
        words.network(each, BOOK.networks[each].name) for each in COLUMNS
    ]
    (rule,) = [each for each in channels.data_validations.dataValidation if "C5" in str(each.sqref)]
    assert rule.formula1.startswith("lists!")
    assert lists.sheet_state == "hidden"
    offered = [cell.value for column in lists.iter_cols() for cell in column]
    assert words.choice("active") in offered
    assert all(row[-1].value for row in channels.iter_rows(min_row=5))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_answers_come_back_in_any_language(lang: str, tmp_path: Path) -> None:
    """Half filled: what is empty stays unknown; who said it, and in which cell, is kept."""
    words = BOOK.knowledge.language(lang)
    answers: dict[tuple[str, str], object] = {
        ("channel.status", "facebook"): words.choice("active"),
        ("channel.status", "instagram"): "ACTIVE ",
        ("channel.role", "facebook"): words.choice("asset"),
        ("channel.editorial_plan", "facebook"): words.say("no"),
        ("channel.last_post_on", "facebook"): datetime.date(2026, 11, 20),
    }
    found = back(filled(made(tmp_path, lang), answers, {"company.hours_per_week": 8.5}))
    assert found.profile is not None
    assert found.profile.company == cr.Company(name="Da Gino", hours_per_week=8.5)
    facebook = channel(found, "facebook")
    assert (facebook.role, facebook.editorial_plan) == ("asset", "none")
    assert facebook.last_post_on == datetime.date(2026, 11, 20)
    assert channel(found, "instagram") == cr.Channel(id="instagram", network="instagram", status="active")
    told = next(each for each in found.profile.provenance if each.path == "channel[facebook].role")
    assert (told.how, told.file, told.sheet) == ("said", f"{lang}.xlsx", words.say("intake.form_channels"))
    # Nobody said what the website's status is.
    assert [each.code for each in found.asks] == ["which_status"]


UNDERSTOOD: list[tuple[str, object, object]] = [
    ("posts_published_per_month", "8,5", 8.5),
    ("posts_published_per_month", "ca. 8", 8.0),
    ("posts_published_per_month", "8 post", 8.0),
    ("last_post_on", "20/11/2026", datetime.date(2026, 11, 20)),
    ("last_post_on", "20 novembre 2026", datetime.date(2026, 11, 20)),
    ("last_post_on", "2026년 11월 20일", datetime.date(2026, 11, 20)),
    ("last_post_on", 46346, datetime.date(2026, 11, 20)),
    ("posts_postponed", "1.234", 1234),
    ("editorial_plan", "ja", cr.EditorialPlan()),
    ("editorial_plan", "네", cr.EditorialPlan()),
    ("editorial_plan", "No.", "none"),
    ("benefit", "nessuno", "none"),
    ("role", "Asset", "asset"),
    ("account", "company pages", "company_page"),
    ("account", "pagina aziendale", "company_page"),
    ("posts_published_per_month", "?", None),
    ("posts_published_per_month", "non so", None),
]


@pytest.mark.parametrize(("fact", "written", "meant"), UNDERSTOOD)
def test_mistakes_are_understood(fact: str, written: object, meant: object, tmp_path: Path) -> None:
    """Where they can be meant in one way only."""
    answers = {("channel.status", "facebook"): "active", (f"channel.{fact}", "facebook"): written}
    found = back(filled(made(tmp_path), answers))
    assert getattr(channel(found, "facebook"), fact) == meant
    assert {each.code for each in found.asks} <= {"which_status"}


ASKED: list[tuple[str, object, str]] = [
    ("last_post_on", "03/11/2026", "which_day"),
    ("last_post_on", "November", "not_a_day"),
    ("posts_published_per_month", "4-6", "two_numbers"),
    ("posts_published_per_month", "2 a week", "other_unit"),
    ("posts_published_per_month", "2 al giorno", "other_unit"),
    ("posts_published_per_month", "1.234", "which_number"),
    ("posts_published_per_month", "some", "not_a_number"),
    ("posts_published_per_month", "-3", "out_of_range"),
    ("posts_published_per_month", datetime.date(2026, 5, 8), "number_became_day"),
    ("editorial_plan", "perhaps", "no_yes_or_no"),
    ("role", "inactive", "no_choice"),
]


@pytest.mark.parametrize(("fact", "written", "code"), ASKED)
def test_what_can_be_meant_in_two_ways_is_asked(fact: str, written: object, code: str, tmp_path: Path) -> None:
    """By its cell, and left unknown."""
    answers = {("channel.status", "facebook"): "active", (f"channel.{fact}", "facebook"): written}
    path = filled(made(tmp_path), answers)
    found = back(path)
    assert getattr(channel(found, "facebook"), fact) is None
    (note,) = [each for each in found.asks if each.code != "which_status"]
    row = row_of(openpyxl.load_workbook(path).worksheets[1], f"channel.{fact}")
    assert (note.code, note.where.cell) == (code, f"C{row}")


def test_an_italian_form_writes_the_day_first(tmp_path: Path) -> None:
    """There, 03/11/2026 is the third of November."""
    answers = {("channel.status", "facebook"): "attivo", ("channel.last_post_on", "facebook"): "03/11/2026"}
    found = back(filled(made(tmp_path, "it"), answers))
    assert channel(found, "facebook").last_post_on == datetime.date(2026, 11, 3)


def test_merged_cells_count_for_each_channel(tmp_path: Path) -> None:
    """A choice does; of a number nobody knows how much is each one's."""
    path = made(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    for key, value in (("channel.status", "active"), ("channel.posts_published_per_month", 8)):
        row = row_of(sheet, key)
        sheet[f"C{row}"] = value
        sheet.merge_cells(f"C{row}:D{row}")
    book.save(path)
    found = back(path)
    assert found.profile is not None
    assert {each.id for each in found.profile.channels} == {"facebook", "instagram"}
    assert channel(found, "facebook").posts_published_per_month is None
    assert "merged_number" in {each.code for each in found.asks}


def test_keys_that_are_gone_are_found_by_their_questions(tmp_path: Path) -> None:
    """A form pasted into another workbook, with a column that somebody added for one more network."""
    book = openpyxl.load_workbook(made(tmp_path, "it"))
    sheet = book.worksheets[1]
    keys = {str(sheet[f"A{row}"].value): row for row in range(5, sheet.max_row + 1)}
    fresh = openpyxl.Workbook()
    fresh.active.append([None, "", "Facebook", "Tik Tok", "LinkedIn (da aprire)"])
    for key in ("channel.status", "channel.role", "channel.run_by"):
        fresh.active.append([None, sheet[f"B{keys[key]}"].value, None, None, None])
    fresh.active["C2"], fresh.active["D2"], fresh.active["D3"] = "attivo", "in programma", "supporto"
    fresh.active["E2"] = "planned"
    fresh.save(tmp_path / "pasted.xlsx")
    found = intake.read(None, [tmp_path / "pasted.xlsx"], rulebook=BOOK, read_on=READ_ON, name="Da Gino")
    assert found.profile is not None
    assert [(each.id, each.status) for each in found.profile.channels] == [
        ("facebook", "active"),
        ("tiktok", "planned"),
        ("linkedin", "planned"),
    ]
    assert channel(found, "tiktok").role == "support"


def test_counts_of_followers_have_their_days(tmp_path: Path) -> None:
    """A count without one is asked about."""
    path = made(tmp_path, everything=True)
    answers: dict[tuple[str, str], object] = {
        ("channel.status", "facebook"): "active",
        ("channel.followers#count", "facebook"): 1000,
        ("channel.followers#count_on", "facebook"): "2026-11-20",
        ("channel.followers#earlier", "facebook"): "900",
    }
    found = back(filled(path, answers))
    assert channel(found, "facebook").followers == (cr.FollowerCount(on=datetime.date(2026, 11, 20), count=1000),)
    assert "count_without_day" in {each.code for each in found.asks}


def test_what_a_profile_states_otherwise_is_told(tmp_path: Path) -> None:
    """A form never writes over it."""
    own = cr.Channel(id="facebook", network="facebook", status="active", role="support")
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[own])
    path = filled(made(tmp_path), {("channel.role", "facebook"): "asset", ("channel.status", "facebook"): "active"})
    found = intake.read(profile, [path], rulebook=BOOK, read_on=READ_ON)
    assert channel(found, "facebook").role == "support"
    assert [(each.path, each.stated, each.found) for each in found.differences] == [
        ("channel[facebook].role", "support", "asset")
    ]


def test_a_form_is_not_written_over(tmp_path: Path) -> None:
    """Nor in another format, nor for a network that nobody knows."""
    path = made(tmp_path)
    profile = intake.blank_profile("Da Gino", [], BOOK, READ_ON)
    for file in (path, tmp_path / "form.csv"):
        with pytest.raises(cr.OptionError):
            intake.write_form(profile, file, rulebook=BOOK)
    with pytest.raises(cr.OptionError, match="no network 'nowhere'"):
        intake.blank_profile("Da Gino", ["nowhere"], BOOK, READ_ON)


def test_a_name_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    """In the form, and read back."""
    profile = intake.blank_profile("=cmd|' /C calc'!A0", NETWORKS, BOOK, READ_ON)
    path = tmp_path / "form.xlsx"
    intake.write_form(profile, path, rulebook=BOOK)
    assert openpyxl.load_workbook(path).worksheets[0]["C5"].data_type == "s"
    found = back(filled(path, {("channel.status", "facebook"): "active"}))
    assert found.profile is not None
    assert found.profile.company.name == "=cmd|' /C calc'!A0"


def test_a_column_is_the_profile_s_channel_on_its_network(tmp_path: Path) -> None:
    """Whatever the profile calls it, where it has one there."""
    own = cr.Channel(id="fb", network="facebook", status="active")
    profile = cr.Profile(as_of=READ_ON, company=cr.Company(name="Da Gino"), channels=[own])
    found = intake.read(profile, [filled(made(tmp_path), {("channel.role", "facebook"): "asset"})], rulebook=BOOK)
    assert channel(found, "fb").role == "asset"
    assert found.profile is not None
    assert [each.path for each in found.profile.provenance] == ["channel[fb].role"]
