"""The command that reads profiles and tells what is wrong with them, for repositories: ``channelrules check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated

import attrs
import typer

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import ChannelRulesError, MissingExtraError, Problems, ProfileError
from channelrules.faces.cli.options import HouseOption, RulesOption, rulebook, told
from channelrules.faces.cli.spoken import say_in_words
from channelrules.faces.cli.terminal import complain, say, say_json
from channelrules.facts.formats import form_of_file, read_text
from channelrules.facts.locations import locations, position_in_message, position_of
from channelrules.told import tell

__all__ = ["Problem", "check", "problems_of_file"]


class How(Enum):
    """The format of problems."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


@attrs.frozen
class Problem:
    """A problem of a profile at its place; line and column count from 1.

    Attributes:
        file: as it was named.
        line, column: where the key stands or, where it is missing, the table around it.
        path: the key path, empty for the file as a whole.
        message: what is wrong, and what was probably meant.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        said = f"{self.path}: {self.message}" if self.path else self.message
        return f"{self.file}:{self.line}:{self.column}: {said}"

    @property
    def for_github(self) -> str:
        """The problem as a workflow command, which shows it beside the line."""
        said = f"{self.path}: {self.message}" if self.path else self.message
        escaped = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        name = self.file.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
        return f"::error file={name},line={self.line},col={self.column},title=channelrules::{escaped}"


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Profiles: TOML, JSON or YAML.")],
    *,
    how: Annotated[
        How, typer.Option("--format", help="How problems are told; github shows them in a workflow.")
    ] = How.TEXT,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Read profiles and tell what is wrong with them, a line each; assess judges what they are worth.

    Exit status: 0 all are fine, 1 some are not, 2 the rules cannot be loaded.
    """
    say_it = say_in_words() if how is How.TEXT else str
    with told():
        book = rulebook(rules, house)
        found = [each for file in files for each in problems_of_file(book, file, say_it)]
    if how is How.JSON:
        say_json([attrs.asdict(each) for each in found])
    else:
        for each in found:
            say(each.for_github if how is How.GITHUB else str(each))
    if found and how is How.TEXT:
        wrong = len({each.file for each in found})
        complain(say_it(_counted(len(found), wrong, len(files))))
    raise typer.Exit(1 if found else 0)


def _counted(problems: int, wrong: int, files: int) -> str:
    if problems == 1:
        return tell("one_problem_in", "1 problem in {wrong} of {files} files", wrong=wrong, files=files)
    pattern = "{count} problems in {wrong} of {files} files"
    return tell("problems_in", pattern, count=problems, wrong=wrong, files=files)


def problems_of_file(book: Rulebook, file: Path, say_it: Callable[[str], str] = str) -> list[Problem]:
    """Return what is wrong with a profile, in the order of its lines; nothing where it is fine.

    Args:
        book: what the profile is read with.
        file: the profile.
        say_it: gives a sentence in the language that is wanted.
    """
    try:
        book.assess(book.read_profile(file), engine="native")
    except Problems as problems:
        known = [each for each in problems.exceptions if isinstance(each, ProfileError)]
        return sorted(_placed(file, known, say_it), key=lambda each: (each.line, each.column, each.path))
    except ChannelRulesError as error:
        return [Problem(str(file), 1, 1, "", _on_one_line(error.in_words(say_it)))]
    return []


def _placed(file: Path, problems: Sequence[ProfileError], say_it: Callable[[str], str]) -> Iterator[Problem]:
    text = _text(file)
    try:
        places = locations(text, form_of_file(file)) if any(each.path for each in problems) else {}
    except MissingExtraError:
        places = {}
    for each in problems:
        line, column = position_of(each.path, places) if each.path else position_in_message(each.message, text)
        said = ProfileError(each.message, hint=each.hint).in_words(say_it)
        yield Problem(str(file), line, column, each.path, _on_one_line(said))


def _text(file: Path) -> str:
    try:
        return read_text(file)
    except ProfileError:
        return ""


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
