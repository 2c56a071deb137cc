"""What the commands share: options, reading, and how mistakes are told."""

from __future__ import annotations

import datetime
import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated, NoReturn

import attrs
import typer
from rich.console import Console
from rich.text import Text

from channelrules.decision.decision import Decision
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import ChannelRulesError, OptionError
from channelrules.faces.cli.terminal import complain
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, MAX_BYTES
from channelrules.facts.profile import Profile
from channelrules.knowledge.network import Edition
from channelrules.printable import printable
from channelrules.rendering.text import WIDTH

__all__ = [
    "AsOf",
    "EditionOption",
    "EngineOption",
    "File",
    "Format",
    "FormatOption",
    "HouseOption",
    "Judged",
    "Language",
    "PresumeOption",
    "RulesOption",
    "Settings",
    "day_of",
    "judged",
    "language_of",
    "print_lines",
    "profile_of",
    "rulebook",
    "settings_of",
    "told",
    "width_of_terminal",
]


class Format(Enum):
    """How a decision is printed."""

    TEXT = "text"
    JSON = "json"


File = Annotated[Path, typer.Argument(help="A profile: TOML, JSON or YAML; - for standard input.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How the answer is printed.")]
EditionOption = Annotated[Edition, typer.Option(help="Facts about networks: as the guidance has them, or as of today.")]
EngineOption = Annotated[str | None, typer.Option(help="durable or native; the best there is where left out.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day on which facts about networks are taken.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another value for a parameter.")
]
RulesOption = Annotated[Path | None, typer.Option(help="A folder of rules; the built-in ones where left out.")]
HouseOption = Annotated[
    list[Path] | None, typer.Option("--house", help="A folder of house rules laid over the rules; several in order.")
]
PresumeOption = Annotated[
    bool,
    typer.Option("--no-presume", help="Presume nothing: only what is stated counts.", show_default=False),
]
Language = Annotated[
    str | None, typer.Option("--lang", help="The language of the answer; the terminal's own where left out.")
]


@contextmanager
def told() -> Iterator[None]:
    """Tell a user's mistake in one message, and end with status 2."""
    try:
        yield
    except ChannelRulesError as error:
        _give_up(str(error))


def _give_up(message: str) -> NoReturn:
    complain(message)
    raise typer.Exit(2)


def day_of(text: str | None) -> datetime.date | None:
    """Return the day of an option.

    Raises:
        OptionError: it is none.
    """
    if text is None:
        return None
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        message = f"--as-of {text[:40]}: a date such as 2026-11-01 is expected"
        raise OptionError(message) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"--as-of {day}: a date from {FIRST_DAY} to {LAST_DAY} is expected"
        raise OptionError(message)
    return day


def settings_of(given: Sequence[str]) -> dict[str, float]:
    """Return the parameters of an option.

    Raises:
        OptionError: one is not a name with a number.
    """
    settings = {}
    for each in given:
        name, sign, value = each.partition("=")
        try:
            settings[name.strip()] = float(value)
        except ValueError:
            sign = ""
        if not sign or not math.isfinite(settings[name.strip()]):
            message = f"--set {each[:60]}: name=number is expected, such as pages_hard_limit=4"
            raise OptionError(message)
    return settings


@attrs.frozen
class Judged:
    """A profile judged, and the language in which the answer is told."""

    book: Rulebook
    decision: Decision
    lang: str


def rulebook(rules: Path | None, house: Sequence[Path] | None) -> Rulebook:
    """Return the rulebook of the options.

    Raises:
        Problems: everything that the folder, or a house, has wrong.
    """
    return load_rules(rules, house=house or ())


def judged(
    file: Path,
    rules: Path | None,
    house: Sequence[Path] | None,
    lang: str | None,
    edition: Edition,
    engine: str | None,
    as_of: str | None,
    settings: Sequence[str] | None,
    *,
    no_presume: bool = False,
) -> Judged:
    """Return the decision on a profile in a file.

    Raises:
        ChannelRulesError: whatever the file, the folder of rules or an option has wrong.
    """
    book = rulebook(rules, house)
    chosen = language_of(book, lang)
    decision = book.assess(
        profile_of(book, file),
        edition=edition,
        engine=engine,
        as_of=day_of(as_of),
        parameters=settings_of(settings or []),
        presume=not no_presume,
    )
    return Judged(book, decision, chosen)


def profile_of(book: Rulebook, file: Path) -> Profile:
    """Return the profile in a file, or on standard input where the file is ``-``.

    Raises:
        Problems: everything that it has wrong.
    """
    if str(file) != "-":
        return book.read_profile(file)
    return book.parse_profile_text(sys.stdin.buffer.read(MAX_BYTES + 1), source="standard input")


def language_of(book: Rulebook, lang: str | None) -> str:
    """Return the language that was asked for or, without one, the terminal's own where the rulebook has it.

    Raises:
        OptionError: the rulebook does not have the language that was asked for.
    """
    if lang is not None:
        return book.knowledge.language(lang).lang
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name, "").partition("_")[0].partition(".")[0].lower()
        if found:
            return found if found in book.knowledge.languages else book.knowledge.languages[0]
    return book.knowledge.languages[0]


_STYLES = (
    ("error", "bold red"),
    ("warning", "yellow"),
    ("note", "cyan"),
    ("waived", "magenta"),
)


def width_of_terminal() -> int:
    """Return how many columns a line may take."""
    console = Console()
    return min(console.width, WIDTH) if console.is_terminal else WIDTH


def print_lines(text: str, book: Rulebook, lang: str) -> None:
    """Print an answer, with colours where the terminal has them."""
    words = book.knowledge.language(lang)
    styles = [(f"  {words.say(name)}", style) for name, style in _STYLES]
    styles += [("  - ", "dim"), ("! ", "bold magenta")]
    console = Console(highlight=False, soft_wrap=True)
    for line in printable(text.removesuffix("\n"), lines=True).split("\n"):
        console.print(Text(line, style=next((style for begin, style in styles if line.startswith(begin)), "")))
