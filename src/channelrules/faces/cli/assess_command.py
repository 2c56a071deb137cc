"""The command that judges a profile, where its options are written in a way that only Typer knows: ``assess``."""

from __future__ import annotations

from typing import Annotated

import typer

from channelrules.faces.cli.assessing import assess as judge_and_tell
from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    Format,
    FormatOption,
    HouseOption,
    Language,
    PresumeOption,
    RulesOption,
    Settings,
    told,
)
from channelrules.knowledge.network import Edition

__all__ = ["assess"]


def assess(
    *,
    file: File,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let the exit status count presumed errors too, not only certain ones.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Tell every finding in full, what is open and in order, and each presumed fact."),
    ] = False,
) -> None:
    """Judge a company's profile: whim or asset, why, what to do first, and what was taken for granted.

    Exit status: 0 no errors, 1 errors among the findings that are certain (with --strict also among the presumed
    ones), 2 bad input.
    """
    with told():
        status = judge_and_tell(
            file,
            form=form.value,
            lang=lang,
            edition=edition,
            engine=engine,
            as_of=as_of,
            settings=settings,
            rules=rules,
            house=house,
            no_presume=no_presume,
            strict=strict,
            everything=everything,
        )
    raise typer.Exit(status)
