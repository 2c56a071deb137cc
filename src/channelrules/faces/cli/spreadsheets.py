"""Tables of companies in spreadsheets: read leniently, with refused rows returned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError
from channelrules.intake.companies import Companies, companies_of, is_spreadsheet
from channelrules.intake.refusals import write_refused

if TYPE_CHECKING:
    from channelrules.portfolio.api import Portfolio

__all__ = ["Spreadsheets"]


class Spreadsheets:
    """The tables of a portfolio: a spreadsheet as an Arrow table, any other file as its path.

    Args:
        companies: the table of companies.
        channels: the table of their channels; where left out, a workbook's own sheet of channels.
        book: whose languages and houses are known.
        lang: of the answers.
    """

    def __init__(self, companies: Path, channels: Path | None, book: Rulebook, lang: str) -> None:
        self._words = book.knowledge.language(lang)
        self._companies = self._channels = None
        if is_spreadsheet(companies):
            self._companies = companies_of(companies, rulebook=book, lang=lang)
            if channels is None:
                self._channels = companies_of(companies, channels=True, rulebook=book, lang=lang)
        if channels is not None and is_spreadsheet(channels):
            self._channels = companies_of(channels, channels=True, rulebook=book, lang=lang)
            if self._channels is None:
                message = f"{channels.name}: no sheet holds channels, with the columns company, network and status"
                raise OptionError(message)
        self.companies: object = companies if self._companies is None else self._companies.table
        self.channels: object = channels if self._channels is None else self._channels.table

    @property
    def unknown(self) -> list[str]:
        """The names of unknown columns."""
        return [name for each in (self._companies, self._channels) if each is not None for name in each.unknown]

    def check(self, refused: Path | None) -> None:
        """Check that refused rows can be returned, before anything is judged.

        Raises:
            OptionError: the table is not a spreadsheet, or the file cannot be written.
        """
        if refused is None:
            return
        if self._companies is None:
            raise OptionError("--refused gives back rows of a spreadsheet, and this table is none")
        if refused.suffix.lower() != ".xlsx":
            raise OptionError(f"--refused {refused.name}: .xlsx is expected")
        if refused.exists():
            raise OptionError(f"{refused.name} is there already: choose another name")

    def give_back(self, found: Portfolio, refused: Path | None) -> Path | None:
        """Write the refused rows; return the file, ``None`` where nothing was refused or no file is wanted."""
        table: Companies | None = self._companies
        if refused is None or table is None or not found.tally.rejected:
            return None
        write_refused(table, self._channels, found.rejected.to_pylist(), refused, self._words)
        return refused
