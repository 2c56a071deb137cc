"""The command that makes the client's report: ``report``."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Annotated, Final

import typer

from channelrules.errors import OptionError
from channelrules.faces.cli.files import check_new, write_files
from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    HouseOption,
    Language,
    PresumeOption,
    RulesOption,
    Settings,
    judged,
    told,
    width_of_terminal,
)
from channelrules.faces.cli.report_form import page_as_text, print_page
from channelrules.faces.cli.terminal import say, say_json
from channelrules.facts.reader import read_text
from channelrules.knowledge.network import Edition
from channelrules.rendering.text import WIDTH
from channelrules.report.build import report_page
from channelrules.report.html import page_as_html
from channelrules.report.markdown import page_as_markdown
from channelrules.report.page import ReportPage
from channelrules.report.pdf import html_as_pdf
from channelrules.report.sarif import page_as_sarif
from channelrules.report.white_label import white_label

__all__ = ["ForceOption", "OutOption", "PdfOption", "ReportFormat", "report", "write_report"]


class ReportFormat(Enum):
    """In which form a report is written."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    SARIF = "sarif"


OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="The file to write: .html, .md, .sarif or .pdf; the terminal where left out."),
]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Write a PDF beside the page, under the same name.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]

_FORMS: Final = {
    ".html": ReportFormat.HTML,
    ".htm": ReportFormat.HTML,
    ".md": ReportFormat.MARKDOWN,
    ".markdown": ReportFormat.MARKDOWN,
    ".sarif": ReportFormat.SARIF,
    ".json": ReportFormat.SARIF,
    ".txt": ReportFormat.TEXT,
}


def report(
    *,
    file: File,
    out: OutOption = None,
    form: Annotated[
        ReportFormat | None, typer.Option("--format", help="What is written; by the file's name where left out.")
    ] = None,
    pdf: PdfOption = False,
    force: ForceOption = False,
    before: Annotated[Path | None, typer.Option(help="The profile of last time, to tell what changed since.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Compare with last time though the company has another name.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Name persons, such as who said a fact; nobody is named otherwise.")
    ] = False,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
) -> None:
    """Make the report that a client reads: verdicts, what to do first, why, what is in order, what to ask.

    A house's folder may hold a report.toml with name, logo, colour, footer and contact.
    """
    with told():
        _check(out, pdf=pdf, force=force)
        label = white_label(house)
        now = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
        then = None
        if before is not None:
            then = judged(before, rules, house, lang, edition, engine, None, settings, no_presume=no_presume).decision
        page = report_page(now.decision, lang=now.lang, before=then, names=names, anyway=anyway)

        def written(wanted: ReportFormat) -> str:
            match wanted:
                case ReportFormat.SARIF:
                    return _json(page, file)
                case ReportFormat.MARKDOWN:
                    return page_as_markdown(page, label)
                case ReportFormat.TEXT:
                    return page_as_text(page, label, WIDTH)
                case ReportFormat.HTML:
                    return page_as_html(page, label)

        if out is None and form in {None, ReportFormat.TEXT}:
            print_page(page, label, width_of_terminal())
        elif out is None:
            assert form is not None
            _print(written, form)
        else:
            write_report(out, form, written, pdf=pdf)


def _check(out: Path | None, *, pdf: bool, force: bool) -> None:
    if out is None:
        if pdf:
            raise OptionError("a PDF goes to a file: name it, such as -o report.pdf")
        return
    if out.suffix.lower() not in {*_FORMS, ".pdf"}:
        message = f"'{out.suffix[:20]}' is no suffix of a report: .html, .pdf, .md or .sarif is expected"
        raise OptionError(message)
    check_new(out, force=force)
    if pdf:
        check_new(out.with_suffix(".pdf"), force=force)


def _json(page: ReportPage, file: Path) -> str:
    name = str(file) if not file.is_absolute() else file.name
    return json.dumps(page_as_sarif(page, name, read_text(file)), ensure_ascii=False, indent=2)


def _print(written: Callable[[ReportFormat], str], form: ReportFormat) -> None:
    if form is ReportFormat.SARIF:
        say_json(json.loads(written(form)))
    else:
        say(written(form))


def write_report(out: Path, form: ReportFormat | None, written: Callable[[ReportFormat], str], *, pdf: bool) -> None:
    """Write a report, and a PDF where one is wanted, all of it or nothing.

    Args:
        out: the file; its suffix tells the form where none is named.
        form: the form that is wanted.
        written: gives the text of the report in a form.
        pdf: whether a PDF is wanted beside it.

    Raises:
        OptionError: a file cannot be written.
        MissingExtraError: what makes the form is not installed.
    """
    contents: dict[Path, bytes] = {}
    if out.suffix.lower() != ".pdf":
        wanted = form or _FORMS[out.suffix.lower()]
        contents[out] = written(wanted).encode()
    if pdf or not contents:
        contents[out.with_suffix(".pdf")] = html_as_pdf(written(ReportFormat.HTML))
    write_files(contents)
    for each in contents:
        say(str(each))
