"""What the commands share: options, reading, and reporting mistakes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from channelrules.errors import ChannelRulesError
from channelrules.faces.cli.assessing import (
    Judged,
    day_of,
    judged,
    language_of,
    print_lines,
    print_table,
    rulebook,
    settings_of,
    width_of_terminal,
)
from channelrules.faces.cli.terminal import complain_of
from channelrules.knowledge.network import Edition

__all__ = [
    "AsOf",
    "AskAllOption",
    "EditionOption",
    "EngineOption",
    "File",
    "ForceOption",
    "Format",
    "FormatOption",
    "HouseOption",
    "Judged",
    "Language",
    "PdfOption",
    "PresumeOption",
    "ProfileOutOption",
    "ReportFormat",
    "RuleOption",
    "RulesOption",
    "Settings",
    "day_of",
    "judged",
    "language_of",
    "print_lines",
    "print_table",
    "rulebook",
    "settings_of",
    "told",
    "width_of_terminal",
]


class Format(Enum):
    """How a decision is printed."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(Enum):
    """In which form a report is written."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"
    SARIF = "sarif"


File = Annotated[Path, typer.Argument(help="A profile: TOML, JSON or YAML; - for standard input.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How the answer is printed.")]
EditionOption = Annotated[Edition, typer.Option(help="Facts about networks: as the guidance has them, or as of today.")]
EngineOption = Annotated[str | None, typer.Option(help="durable or native; the best there is if left out.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day on which facts about networks are taken.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another value for a parameter.")
]
RulesOption = Annotated[Path | None, typer.Option(help="A folder of rules; the built-in ones if left out.")]
HouseOption = Annotated[
    list[Path] | None, typer.Option("--house", help="A folder of house rules laid over the rules; several in order.")
]
PresumeOption = Annotated[
    bool,
    typer.Option("--no-presume", help="Presume nothing: only what is stated counts.", show_default=False),
]
RuleOption = Annotated[str | None, typer.Option(help="The id of a rule; the verdict if left out.")]
ProfileOutOption = Annotated[
    Path | None, typer.Option("--out", help="The file to write; the profile itself if left out.")
]
AskAllOption = Annotated[bool, typer.Option("--all", help="Ask, too, what can only settle findings.")]
PdfOption = Annotated[bool, typer.Option("--pdf", help="Write a PDF beside the page, under the same name.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")]
Language = Annotated[
    str | None, typer.Option("--lang", help="The language of the answer; the terminal's own if left out.")
]


@contextmanager
def told() -> Iterator[None]:
    """Report a user's mistake in one message, and end with status 2."""
    try:
        yield
    except ChannelRulesError as error:
        complain_of(error)
        raise typer.Exit(2) from None
