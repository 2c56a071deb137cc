"""Judges a profile and prints the answer, whether Typer or the fast path read the options."""

from __future__ import annotations

import datetime
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from channelrules.decision.decision import Decision
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import OptionError
from channelrules.faces.cli.spoken import terminal_language
from channelrules.faces.cli.terminal import say_as_it_is, say_json, say_rows
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, MAX_BYTES
from channelrules.facts.profile import Profile
from channelrules.knowledge.network import Edition
from channelrules.printable import printable
from channelrules.rendering.text import WIDTH, render
from channelrules.told import Told, tell

__all__ = [
    "Judged",
    "assess",
    "day_of",
    "judged",
    "language_of",
    "option_expects",
    "print_lines",
    "print_table",
    "profile_of",
    "rulebook",
    "settings_of",
    "width_of_terminal",
]


def assess(
    file: Path | str,
    *,
    form: str = "text",
    lang: str | None = None,
    edition: Edition | str = Edition.GUIDANCE,
    engine: str | None = None,
    as_of: str | None = None,
    settings: Sequence[str] | None = None,
    rules: Path | str | None = None,
    house: Sequence[Path | str] | None = None,
    no_presume: bool = False,
    strict: bool = False,
    everything: bool = False,
) -> int:
    """Judge a profile, write the answer, and return the exit status: 1 where there are errors among its findings.

    Raises:
        ChannelRulesError: whatever the file, the folder of rules or an option has wrong.
    """
    found = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
    decision = found.decision
    if form == "json":
        # Without a language that is asked for, JSON is the same wherever it is made.
        say_json(decision.to_dict(lang=None if lang is None else found.lang))
    else:
        text = render(decision, lang=found.lang, width=width_of_terminal(), everything=everything)
        print_lines(text, found.book, found.lang)
    return 1 if decision.has_errors or (strict and decision.has_presumed_errors) else 0


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
        expected = tell("a_date_such_as", "a date such as 2026-11-01")
        raise OptionError(option_expects("--as-of", text[:40], expected)) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        expected = tell("date_from_to", "a date from {first} to {last}", first=str(FIRST_DAY), last=str(LAST_DAY))
        raise OptionError(option_expects("--as-of", str(day), expected))
    return day


def option_expects(option: str, given: str, expected: str) -> Told:
    """Return what is said of an option whose value cannot be."""
    return tell(
        "option_expects", "{option} {given}: {expected} is expected", option=option, given=given, expected=expected
    )


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
            pattern = "--set {given}: name=number is expected, such as pages_hard_limit=4"
            raise OptionError(tell("name_number", pattern, given=each[:60]))
    return settings


@attrs.frozen(eq=False, repr=False)
class Judged:
    """A profile judged, and the language in which the answer is told."""

    book: Rulebook
    decision: Decision
    lang: str


def rulebook(rules: Path | str | None, house: Sequence[Path | str] | None) -> Rulebook:
    """Return the rulebook of the options.

    Raises:
        Problems: everything that the folder, or a house, has wrong.
    """
    return load_rules(rules, house=house or ())


def judged(
    file: Path | str,
    rules: Path | str | None,
    house: Sequence[Path | str] | None,
    lang: str | None,
    edition: Edition | str,
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


def profile_of(book: Rulebook, file: Path | str) -> Profile:
    """Return the profile in a file, or on standard input where the file is ``-``.

    Raises:
        Problems: everything that it has wrong.
    """
    if str(file) != "-":
        return book.read_profile(file)
    return book.parse_profile_text(
        sys.stdin.buffer.read(MAX_BYTES + 1), source=tell("standard_input", "standard input")
    )


def language_of(book: Rulebook, lang: str | None) -> str:
    """Return the language that was asked for or, without one, the terminal's own where the rulebook has it.

    Raises:
        OptionError: the rulebook does not have the language that was asked for.
    """
    if lang is not None:
        return book.knowledge.language(lang).lang
    found = terminal_language()
    return found if found in book.knowledge.languages else book.knowledge.languages[0]


_COLOURS: Final = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
"""What makes Rich take for a terminal what is none."""

_STYLES: Final = (
    ("error", "bold red"),
    ("warning", "yellow"),
    ("note", "cyan"),
    ("waived", "magenta"),
)


def is_plain() -> bool:
    """Return whether the output has no colours: then Rich, which takes long to import, has nothing to do."""
    return not sys.stdout.isatty() and not _COLOURS & os.environ.keys()


def width_of_terminal() -> int:
    """Return how many columns a line may take."""
    if is_plain():
        return WIDTH
    from rich.console import Console

    console = Console()
    return min(console.width, WIDTH) if console.is_terminal else WIDTH


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headings on a terminal; elsewhere, for other programs, rows alone with tabs between cells."""
    if not is_plain():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console(highlight=False, soft_wrap=True)
        if console.is_terminal:
            table = Table(*headings, box=None, pad_edge=False)
            for row in rows:
                table.add_row(*(Text(printable(each, lines=True)) for each in row))
            console.print(table, soft_wrap=False)
            return
    say_rows(rows)


def print_lines(text: str, book: Rulebook, lang: str) -> None:
    """Print an answer, with colours where the terminal has them."""
    shown = printable(text.removesuffix("\n"), lines=True)
    if is_plain():
        say_as_it_is(f"{shown}\n")
        return
    from rich.console import Console
    from rich.text import Text

    words = book.knowledge.language(lang)
    styles = [(f"  {words.say(name)}", style) for name, style in _STYLES]
    styles += [("  - ", "dim"), ("! ", "bold magenta")]
    console = Console(highlight=False, soft_wrap=True)
    for line in shown.split("\n"):
        console.print(Text(line, style=next((style for begin, style in styles if line.startswith(begin)), "")))
