"""Spreadsheets of many companies, as people fill them in, to the table that a portfolio is judged by.

Cells are read like those of a form. Unclear ones stay in the table as written: the portfolio refuses the row, and
`channelrules.intake.refusals` gives the rows back with the reason in the cell.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import MissingExtraError, PortfolioError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.paths import CLASSES
from channelrules.facts.profile import Channel
from channelrules.inference.labels import label_of
from channelrules.intake.answers_back import Unclear, read_cell
from channelrules.intake.files import opened
from channelrules.intake.kinds import said
from channelrules.intake.spreadsheets import Sheet
from channelrules.knowledge.locales import Words
from channelrules.language.types import yes_no
from channelrules.told import tell

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Companies", "companies_of", "is_spreadsheet"]

_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".zip"})
_TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
_PREAMBLE: Final = 25
_ENOUGH: Final = 2
_OF_CHANNELS: Final = ("network", "status")
_THERE: Final = Spec(yes_no, "whether there is one")
_KEY: Final = "company"
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "company": ("company", "company id", "azienda", "cliente", "client", "회사", "회사명", "고객사"),
    "as_of": ("as of", "date", "data", "as_of", "기준일", "자료 기준일"),
    "id": ("id", "channel", "canale", "channel id", "채널"),
}


@attrs.frozen
class Companies:
    r"""A spreadsheet of companies, or of their channels.

    Attributes:
        file: its name.
        sheet: the name of the sheet; empty where the file is one table.
        header: the row that names its columns, from 0.
        rows: every cell, as the file has it.
        columns: the column of the schema for each column of the sheet; unknown ones are left out.
        places: the row of the sheet for each row of the table.
        unclear: the unclear cells, by the row of the sheet and the column.
        data: the table's columns, cells as texts.
        unknown: the names of unknown columns.

    Examples:
        >>> sheet = folder / "companies.csv"
        >>> _ = sheet.write_text("Company,As of,Size\nGino,2026-11-01,micro\n")
        >>> companies = cr.intake.companies_of(sheet)
        >>> companies.columns, companies.table.num_rows
        ({0: 'company', 1: 'as_of', 2: 'size'}, 1)
    """

    file: str
    sheet: str
    header: int
    rows: Sequence[Sequence[Any]] = attrs.field(repr=False)
    columns: Mapping[int, str]
    places: tuple[int, ...]
    unclear: Mapping[tuple[int, int], Unclear]
    data: Mapping[str, list[str | None]] = attrs.field(repr=False)
    unknown: tuple[str, ...] = ()

    @property
    def table(self) -> pyarrow.Table:
        """The table in Arrow, for `channelrules.portfolio.assess`."""
        try:
            import pyarrow as pa
        except ImportError:
            raise MissingExtraError(tell("judging_tables", "judging tables"), "portfolio") from None
        return pa.table({name: pa.array(cells, pa.string()) for name, cells in self.data.items()})


def is_spreadsheet(path: str | os.PathLike[str]) -> bool:
    """Return whether a table is one that people fill in: a workbook, or a text without our columns or not in UTF-8.

    A folder, Parquet, JSON lines and CSV as the portfolio writes it are left to the portfolio's own readers, which
    read tables of any size.
    """
    name = os.fspath(path)
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a path of any kind
    if suffix in _SUFFIXES:
        return True
    if suffix not in _TEXTS:
        return False
    try:
        with open(name, "rb") as stream:  # noqa: PTH123 - as above
            first = stream.readline(1 << 16)
        header = first.decode("utf-8-sig")
    except OSError:
        return False
    except UnicodeDecodeError:
        return True
    names = {each.strip().strip('"') for mark in ",;\t" for each in header.split(mark)}
    return _KEY not in names


def companies_of(
    path: str | os.PathLike[str], *, channels: bool = False, rulebook: Rulebook | None = None, lang: str | None = None
) -> Companies | None:
    r"""Return a spreadsheet of companies, or of their channels, read forgivingly.

    Args:
        path: a workbook, or a CSV in any encoding.
        channels: whether to read the sheet of channels, which may be in the same file as that of companies.
        rulebook: whose languages and houses are known; the built-in one where left out.
        lang: the language by which ambiguous numeric dates are read.

    Returns:
        The sheet, or ``None`` where the file has no sheet of channels and ``channels`` is true.

    Raises:
        PortfolioError: the file cannot be read, or no sheet has the columns.
        MissingExtraError: the extra ``intake`` is not installed.

    Examples:
        >>> sheet = folder / "two.csv"
        >>> _ = sheet.write_text("Company;As of;Size\nGino;2026-11-01;micro\nAda;2026-11-01;small\n")
        >>> cr.intake.companies_of(sheet).data["size"]
        ['micro', 'small']
    """
    book = rulebook or load_rules()
    first = lang or book.knowledge.languages[0]
    words = [book.knowledge.language(each) for each in sorted(book.knowledge.languages, key=lambda one: one != first)]
    specs = _channel_specs(book) if channels else _company_specs(book)
    names = _names(specs, words, channels=channels)
    others = names if channels else _names(_channel_specs(book), words, channels=True)
    best: tuple[int, str, Sheet, int, dict[int, str]] | None = None
    for file in opened(path):
        if file.refused is not None:
            # Messages about bad input are in English, like those of the portfolio.
            why = book.knowledge.language("en" if "en" in book.knowledge.languages else None)
            raise PortfolioError(f"{file.file}: {why.say(f'intake.{file.refused.code}', **file.refused.values)}")
        for sheet in file.sheets:
            row, columns = _header(sheet, names)
            wanted = {_KEY, *(_OF_CHANNELS if channels else ())}
            fits = len(columns) if wanted <= set(columns.values()) else 0
            if not channels and set(_OF_CHANNELS) <= set(_header(sheet, others)[1].values()):
                continue
            if fits and (best is None or fits > best[0]):
                best = (fits, file.file, sheet, row, columns)
    if best is None:
        if channels:
            return None
        columns_told = f"a column '{_KEY}' that tells each company from every other is expected"
        raise PortfolioError(f"{os.path.basename(os.fspath(path))}: no sheet holds companies: {columns_told}")  # noqa: PTH119 - any PathLike
    _, name, sheet, row, columns = best
    return _read(name, sheet, row, columns, specs, words, first, book)


def _company_specs(book: Rulebook) -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for holder in ("company", "plan"):
        before = "communication_plan." if holder == "plan" else ""
        for name, spec in specification(CLASSES[holder]):
            if spec.table is None:
                found[f"{before}{name}"] = spec
        for name, spec in book.knowledge.declared.get(holder, {}).items():
            found[f"{before}{name}"] = spec
    found["as_of"] = dict(specification(CLASSES["profile"]))["as_of"]
    found["communication_plan.exists"] = _THERE
    return found


def _channel_specs(book: Rulebook) -> dict[str, Spec]:
    found = {name: spec for name, spec in specification(Channel) if spec.table is None}
    return found | dict(book.knowledge.declared.get("channel", {})) | {"editorial_plan.exists": _THERE}


def _names(specs: Mapping[str, Spec], words: Sequence[Words], *, channels: bool) -> dict[str, str]:
    """Return the column of the schema by each of its names: its own, and its meaning in any language."""
    found = {said(alias): name for name, aliases in _KEYS.items() for alias in aliases if channels or name != "id"}
    for name, spec in specs.items():
        if spec is _THERE:
            plan = "channel.editorial_plan" if channels else "profile.communication_plan"
            found |= {said(name): name} | {said(label_of(plan, spec, each)): name for each in words}
            found |= {said(alias): name for alias in (plan.partition(".")[2], plan.partition(".")[2].replace("_", " "))}
            continue
        holder = "channel" if channels else "plan" if name.startswith("communication_plan.") else "company"
        holder = "profile" if name == "as_of" else holder
        bare = name.rpartition(".")[2]
        for alias in (name, bare.replace("_", " ")):
            found.setdefault(said(alias), name)
        for each in words:
            found.setdefault(said(label_of(f"{holder}.{bare}", spec, each)), name)
    return found


def _header(sheet: Sheet, names: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    best: tuple[int, dict[int, str]] = (0, {})
    for place, row in enumerate(sheet.rows[:_PREAMBLE]):
        columns: dict[int, str] = {}
        for column, cell in enumerate(row):
            name = names.get(said(cell))
            if name is not None and name not in columns.values():
                columns[column] = name
        if len(columns) > len(best[1]):
            best = (place, columns)
    return best if len(best[1]) >= _ENOUGH else (0, {})


def _read(
    file: str,
    sheet: Sheet,
    header: int,
    columns: Mapping[int, str],
    specs: Mapping[str, Spec],
    words: Sequence[Words],
    lang: str,
    book: Rulebook,
) -> Companies:
    places = tuple(
        place for place in range(header + 1, len(sheet.rows)) if any(said(each) for each in sheet.rows[place])
    )
    unclear: dict[tuple[int, int], Unclear] = {}
    data: dict[str, list[str | None]] = {name: [] for name in columns.values()}
    for place in places:
        row = sheet.rows[place]
        for column, name in columns.items():
            cell = row[column] if column < len(row) else None
            try:
                value = _value(cell, name, specs, words, lang, book)
            except Unclear as error:
                unclear[place, column] = error
                value = cell
            data[name].append(_text(value))
    if "return_per_month" in data:
        _apart(data, "return_per_month", "return_measured", "not_measured")
    names = [str(cell).strip() for column, cell in enumerate(sheet.rows[header]) if column not in columns]
    unknown = tuple(each[:60] for each in names if said(each) and each != "None")
    return Companies(file, sheet.name, header, sheet.rows, dict(columns), places, unclear, data, unknown)


def _value(cell: Any, name: str, specs: Mapping[str, Spec], words: Sequence[Words], lang: str, book: Rulebook) -> Any:
    if cell is None or not said(cell):
        return None
    if name == _KEY or name in {"id", "name"}:
        return str(cell).strip()
    if name == "network":
        return book.knowledge.network_ids.get(str(cell).strip()) or str(cell).strip()
    spec = specs.get(name)
    return cell if spec is None else read_cell(cell, spec, words, lang)


def _apart(data: dict[str, list[str | None]], amount: str, flag: str, word: str) -> None:
    """Put amounts that are known not to be measured into their own column, as in the schema."""
    cells = data[amount]
    if word in cells:
        data[flag] = ["false" if each == word else None for each in cells]
        data[amount] = [None if each == word else each for each in cells]


def _text(value: Any) -> str | None:
    """Return a cell as the portfolio's CSV has it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(value) or "[]"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
