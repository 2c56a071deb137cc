"""The command that makes the client's report: ``report``. What it does is imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    ForceOption,
    HouseOption,
    Language,
    PdfOption,
    PresumeOption,
    ReportFormat,
    RulesOption,
    Settings,
    told,
)
from channelrules.knowledge.network import Edition

__all__ = ["report"]


OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="The file to write: .html, .md, .sarif, .txt or .pdf; the terminal without it."),
]


def report(
    *,
    file: File,
    out: OutOption = None,
    form: Annotated[
        ReportFormat | None,
        typer.Option("--format", help="In which form it is written; by the file's name if left out."),
    ] = None,
    pdf: PdfOption = False,
    force: ForceOption = False,
    before: Annotated[Path | None, typer.Option(help="The previous profile, to tell what has changed since.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Compare with last time even if the company has another name.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Name people, such as whoever stated a fact; otherwise nobody is named.")
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
    from channelrules.faces.cli import reporting

    with told():
        judging = reporting.Judging(
            rules, house, lang, edition=edition, engine=engine, as_of=as_of, settings=settings, presume=not no_presume
        )
        target = reporting.Target(out, form, pdf=pdf, force=force)
        reporting.make_report(file, judging, target, before=before, anyway=anyway, names=names)
