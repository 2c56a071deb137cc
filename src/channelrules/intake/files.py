"""Opens files as tables and calendars, zipped or not; the size of an archive is checked before it is unpacked."""

from __future__ import annotations

import csv
import datetime
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import attrs

from channelrules.intake.spreadsheets import MAX_ROWS, Refused, Sheet, xls_sheets, xlsx_sheets
from channelrules.intake.texts import NotAText, decoded, rows_of_text

__all__ = ["MAX_BYTES", "Opened", "opened", "read_bytes"]

MAX_BYTES: Final = 50_000_000
"""The greatest size of a file, or of one file of an archive, in bytes."""

MAX_UNPACKED: Final = 100_000_000
"""The greatest size of an unpacked archive in bytes; a workbook is an archive, too."""

MAX_MEMBERS: Final = 2_000
_BLOCK: Final = 1 << 20
_OLE: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_FIRST_ZIP_YEAR: Final = 2000
_TABLES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ics")


@attrs.frozen
class Opened:
    """A file that was opened.

    Attributes:
        file: its name, after that of its archive if it is in one: ``export.zip/Content.csv``.
        sheets: its tables.
        calendar: the text of a calendar; empty for other files.
        made_on: the day on which the file or its archive was made, according to itself.
        refused: why nothing was read, ``None`` where something was.
        told: the codes of further notes.
        names: the names that may contain a range of days: its own, and that of its archive.
    """

    file: str
    sheets: tuple[Sheet, ...] = ()
    calendar: str = attrs.field(default="", repr=False)
    made_on: datetime.date | None = None
    refused: Refused | None = None
    told: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def read_bytes(path: Path) -> bytes:
    """Return the contents of a file.

    Raises:
        Refused: it is missing, no regular file, empty, or too large.
    """
    try:
        if not path.exists():
            raise Refused("no_file")
        if not path.is_file():
            raise Refused("no_regular_file")
        if path.stat().st_size > MAX_BYTES:
            raise Refused("too_large", most=f"{MAX_BYTES:,}")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused("unreadable", why=str(getattr(error, "strerror", None) or error)) from None
    if len(raw) > MAX_BYTES:
        raise Refused("too_large", most=f"{MAX_BYTES:,}")
    if not raw.strip():
        raise Refused("empty")
    return raw


def opened(path: str | os.PathLike[str]) -> Iterator[Opened]:
    """Yield the file itself, or each file of an archive."""
    name = Path(path).name
    try:
        raw = read_bytes(Path(path))
        if not raw.startswith(_ZIP):
            yield _one(raw, name, None, (name,))
            return
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = _weighed(archive)
            if "xl/workbook.xml" in archive.namelist():
                yield _workbook(raw, archive, size, name, None, (name,))
                return
            yield from _members(archive, name)
    except Refused as error:
        yield Opened(name, refused=error)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        yield Opened(name, refused=Refused("damaged", why=str(error)[:120]))


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[Opened]:
    met = False
    for info in archive.infolist():
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if info.is_dir() or "__MACOSX" in inside.parts or inside.name.startswith("."):
            continue
        if inside.suffix.lower() not in _TABLES:
            continue
        met = True
        called, names = f"{name}/{inside.name}", (inside.name, name)
        if info.file_size > MAX_BYTES:
            yield Opened(called, refused=Refused("too_large", most=f"{MAX_BYTES:,}"))
            continue
        try:
            raw = archive.read(info)
            made = _day_of(info)
            if raw.startswith(_ZIP):
                with zipfile.ZipFile(io.BytesIO(raw)) as book:
                    yield _workbook(raw, book, _weighed(book), called, made, names)
            else:
                yield _one(raw, called, made, names)
        except Refused as error:
            yield Opened(called, refused=error)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
            yield Opened(called, refused=Refused("damaged", why=str(error)[:120]))
    if not met:
        raise Refused("nothing_inside", suffixes=", ".join(_TABLES))


def _weighed(archive: zipfile.ZipFile) -> int:
    """Return the bytes that an archive takes unpacked.

    Raises:
        Refused: it is too large, or has a password.
    """
    infos = archive.infolist()
    size = sum(each.file_size for each in infos)
    if len(infos) > MAX_MEMBERS or size > MAX_UNPACKED:
        raise Refused("unpacks_to_too_much", most=f"{MAX_UNPACKED:,}")
    if any(each.flag_bits & 1 for each in infos):
        raise Refused("password")
    return size


def _checked(archive: zipfile.ZipFile) -> None:
    """Unpack every part once, block by block: a part larger than declared fails its checksum."""
    for info in archive.infolist():
        with archive.open(info) as part:
            while part.read(_BLOCK):
                pass


def _day_of(info: zipfile.ZipInfo) -> datetime.date | None:
    try:
        day = datetime.date(*info.date_time[:3])
    except ValueError:
        return None
    # Archives without a date have the year 1980.
    return day if day.year >= _FIRST_ZIP_YEAR else None


def _workbook(
    raw: bytes,
    archive: zipfile.ZipFile,
    size: int,
    name: str,
    made: datetime.date | None,
    names: tuple[str, ...],
) -> Opened:
    parts = archive.namelist()
    if "xl/workbook.xml" not in parts:
        raise Refused("archive_in_archive")
    _checked(archive)
    told = ["macros"] if any(each.endswith("vbaProject.bin") for each in parts) else []
    told += ["external_links"] if any(each.startswith("xl/externalLinks/") for each in parts) else []
    sheets = tuple(xlsx_sheets(raw, size))
    created = next((each.created for each in sheets if each.created), None)
    return Opened(name, sheets, "", created or made, None, tuple(told), names)


def _one(raw: bytes, name: str, made: datetime.date | None, names: tuple[str, ...]) -> Opened:
    if raw.startswith(_OLE):
        macros = "_VBA_PROJECT".encode("utf-16-le") in raw
        return Opened(name, tuple(xls_sheets(raw)), "", made, None, ("macros",) if macros else (), names)
    # A cell may hold several lines, so this is only a cheap first check.
    if raw.count(b"\n") > MAX_ROWS * 4:
        raise Refused("too_many_rows", most=f"{MAX_ROWS:,}")
    try:
        text = decoded(raw)
    except NotAText:
        raise Refused("not_a_text") from None
    begin = text.lstrip()[:200].casefold()
    if begin.startswith("begin:vcalendar"):
        return Opened(name, (), text, made, names=names)
    if begin.startswith(("<!doctype html", "<html", "<table", "<?xml")):
        raise Refused("web_page")
    if begin.startswith(("{", "[{", "%pdf")):
        raise Refused("no_table")
    try:
        rows = rows_of_text(text)
    except csv.Error as error:
        raise Refused("damaged", why=str(error)[:120]) from None
    if len(rows) > MAX_ROWS:
        raise Refused("too_many_rows", most=f"{MAX_ROWS:,}")
    return Opened(name, (Sheet("", rows),), "", made, names=names)
