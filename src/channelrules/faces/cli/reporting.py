"""Reports made and written: what the commands ``report`` and ``portfolio report`` do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from channelrules.errors import OptionError
from channelrules.faces.cli.files import check_new, write_files
from channelrules.faces.cli.options import (
    Judged,
    ReportFormat,
    judged,
    language_of,
    rulebook,
    width_of_terminal,
)
from channelrules.faces.cli.report_form import page_as_text, print_page
from channelrules.faces.cli.terminal import say, say_json
from channelrules.facts.formats import read_text
from channelrules.knowledge.network import Edition
from channelrules.rendering.text import WIDTH
from channelrules.report.build import report_page
from channelrules.report.html import page_as_html, portfolio_as_html
from channelrules.report.markdown import page_as_markdown
from channelrules.report.page import ReportPage
from channelrules.report.pdf import html_as_pdf
from channelrules.report.portfolio_page import portfolio_page, read_summary
from channelrules.report.sarif import page_as_sarif
from channelrules.report.white_label import WhiteLabel, white_label
from channelrules.told import tell

__all__ = ["Judging", "Target", "make_portfolio_report", "make_report"]

_FORMS: Final = {
    ".html": ReportFormat.HTML,
    ".htm": ReportFormat.HTML,
    ".md": ReportFormat.MARKDOWN,
    ".markdown": ReportFormat.MARKDOWN,
    ".sarif": ReportFormat.SARIF,
    ".json": ReportFormat.SARIF,
    ".txt": ReportFormat.TEXT,
}
_PAGES: Final = frozenset({".html", ".htm"})


@attrs.frozen
class Judging:
    """By which rules and options a profile is judged, as `judged` takes them."""

    rules: Path | None
    house: Sequence[Path] | None
    lang: str | None
    edition: Edition = attrs.field(kw_only=True)
    engine: str | None = attrs.field(kw_only=True)
    as_of: str | None = attrs.field(kw_only=True)
    settings: Sequence[str] | None = attrs.field(kw_only=True)
    presume: bool = attrs.field(kw_only=True)

    def of(self, file: Path, *, as_of: str | None) -> Judged:
        """Return the decision on a profile in a file, on a day."""
        options = self.rules, self.house, self.lang, self.edition, self.engine, as_of, self.settings
        return judged(file, *options, no_presume=not self.presume)


@attrs.frozen
class Target:
    """Where a report goes, and in which form.

    Attributes:
        out: the file; the terminal where ``None``.
        form: what is written; by the file's name where ``None``.
        pdf: whether a PDF is wanted beside it.
        force: whether a file that is there already is written over.
    """

    out: Path | None
    form: ReportFormat | None = None
    pdf: bool = attrs.field(kw_only=True)
    force: bool = attrs.field(kw_only=True)

    @property
    def wanted(self) -> ReportFormat | None:
        """The form, by the file's name where none is named; ``None`` for the terminal, and for a PDF alone."""
        return self.form or (None if self.out is None else _FORMS.get(self.out.suffix.lower()))

    def check(self) -> None:
        """Make sure that the report could be written, before anything is worked out.

        Raises:
            OptionError: the file cannot be written, its name is taken, or its suffix is none of a report.
        """
        if self.out is None:
            if self.pdf:
                raise OptionError(tell("pdf_to_a_file", "a PDF goes to a file: name it, such as -o report.pdf"))
            return
        if self.out.suffix.lower() not in {*_FORMS, ".pdf"}:
            pattern = "'{suffix}' is not a suffix of a report: .html, .pdf, .md or .sarif is expected"
            raise OptionError(tell("no_report_suffix", pattern, suffix=self.out.suffix[:20]))
        check_new(self.out, force=self.force)
        if self.pdf:
            check_new(self.out.with_suffix(".pdf"), force=self.force)


@attrs.frozen
class _Report:
    page: ReportPage
    label: WhiteLabel | None
    file: Path

    def written(self, form: ReportFormat) -> str:
        match form:
            case ReportFormat.SARIF:
                name = self.file.name if self.file.is_absolute() else str(self.file)
                told = page_as_sarif(self.page, name, read_text(self.file))
                return json.dumps(told, ensure_ascii=False, indent=2)
            case ReportFormat.MARKDOWN:
                return page_as_markdown(self.page, self.label)
            case ReportFormat.TEXT:
                return page_as_text(self.page, self.label, WIDTH)
            case ReportFormat.HTML:
                return page_as_html(self.page, self.label)


def make_report(
    file: Path, judging: Judging, target: Target, *, before: Path | None, anyway: bool, names: bool
) -> None:
    """Judge a profile, and write or print its report.

    Args:
        file: the profile.
        judging: by which rules and options it is judged.
        target: where the report goes.
        before: the profile of last time.
        anyway: whether that may be of a company of another name.
        names: whether persons are named.

    Raises:
        ChannelRulesError: whatever a file, the folder of rules or an option has wrong; nothing is written then.
    """
    target.check()
    if target.wanted is ReportFormat.SARIF and str(file) == "-":
        raise OptionError(tell("sarif_of_a_file", "SARIF names lines of a file: name the profile's file, not -"))
    label = white_label(judging.house)
    now = judging.of(file, as_of=judging.as_of)
    then = None if before is None else judging.of(before, as_of=None).decision
    page = report_page(now.decision, lang=now.lang, before=then, names=names, anyway=anyway)
    report, out, form = _Report(page, label, file), target.out, target.form
    if out is not None:
        html = report.written(ReportFormat.HTML) if target.pdf or out.suffix.lower() == ".pdf" else None
        content = None
        if out.suffix.lower() != ".pdf":
            wanted = target.wanted
            assert wanted is not None
            content = html if wanted is ReportFormat.HTML and html is not None else report.written(wanted)
        _write(out, content, html)
    elif form in {None, ReportFormat.TEXT}:
        print_page(page, label, width_of_terminal())
    elif form is ReportFormat.SARIF:
        say_json(json.loads(report.written(form)))
    elif form is not None:
        say(report.written(form))


def make_portfolio_report(
    folder: Path, target: Target, rules: Path | None, house: Sequence[Path] | None, lang: str | None
) -> None:
    """Write the report on what a run over a portfolio left in a folder.

    Args:
        folder: what ``portfolio assess --out`` wrote.
        target: where the report goes, a page or a PDF.
        rules: the folder of rules that judged, the built-in ones where ``None``.
        house: the houses that were laid over them.
        lang: the language of the report.

    Raises:
        ChannelRulesError: whatever the folder or an option has wrong; nothing is written then.
    """
    out = target.out
    if out is None or out.suffix.lower() not in {*_PAGES, ".pdf"}:
        suffix = "" if out is None else out.suffix[:20]
        pattern = "'{suffix}' is not a suffix of this report: .html or .pdf is expected"
        raise OptionError(tell("no_portfolio_suffix", pattern, suffix=suffix))
    target.check()
    label = white_label(house)
    summary, run = read_summary(folder)
    book = rulebook(rules, house)
    html = portfolio_as_html(portfolio_page(summary, run, book, lang=language_of(book, lang)), label)
    is_page = out.suffix.lower() in _PAGES
    _write(out, html if is_page else None, html if target.pdf or not is_page else None)


def _write(out: Path, content: str | None, html: str | None) -> None:
    """Write a report, and a page as PDF under its name, all of it or nothing."""
    contents = {} if content is None else {out: content.encode()}
    if html is not None:
        contents[out.with_suffix(".pdf")] = html_as_pdf(html)
    write_files(contents)
    for each in contents:
        say(str(each))
