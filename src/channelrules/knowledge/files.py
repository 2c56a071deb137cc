"""The files of a rule folder, with every problem found in them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from channelrules.errors import ChannelRulesError, ProfileError, RulebookError
from channelrules.facts.formats import load_toml, read_text
from channelrules.facts.structuring import Structurer, key_text
from channelrules.printable import printable

__all__ = ["ASIDES", "EQUIVALENTS", "MAX_FOLDER_PROBLEMS", "Folder", "TooManyProblems", "split_examples"]

ASIDES: Final = ("questions.toml", "changes.toml", "shortlist.toml")
"""The files of settings: how to ask, what a company can change, what a channel is worth."""

EQUIVALENTS: Final = "equivalents.toml"
"""Changes to conditions that no example can notice, each with its reason; a folder may do without the file."""

MAX_FILES: Final = 5_000
"""The files in a folder of rules, and its folders."""

MAX_BYTES: Final = 200_000
"""The greatest size of one file, in bytes."""

MAX_FOLDER_BYTES: Final = 10_000_000
"""The greatest size of all files together, in bytes."""

MAX_FOLDER_PROBLEMS: Final = 200
"""How many problems of a folder are reported; reading stops then."""

_EXAMPLES: Final = re.compile(r"^\[\[example\]\]", re.MULTILINE)

T = TypeVar("T")


class TooManyProblems(Exception):
    """A folder has too many problems to report; its `Folder` holds those found so far."""


def split_examples(content: str) -> tuple[int, str]:
    """Return where the examples of a file begin, and the examples after as many blank lines.

    The blank lines keep the line numbers of messages right.
    """
    begin = _EXAMPLES.search(content)
    cut = begin.start() if begin else len(content)
    return cut, "\n" * content.count("\n", 0, cut) + content[cut:]


@attrs.define(eq=False, repr=False)
class Folder:
    """Reads files as data and collects their problems.

    Attributes:
        folder: where they are.
        problems: what was found wrong so far.
        texts: the content of each file, by its path below the folder.
        merged: the content of a file with a house laid over it, used instead of its text.
        tails: the examples of each rule by its id, and those of the presumptions and the equivalent changes by the
            names of their files, as texts that are parsed on first use.
        shown: the names that messages use for files of other folders.
        contents: the parsed content of files.
    """

    folder: Path
    problems: list[ChannelRulesError] = attrs.field(factory=list)
    texts: dict[str, str] = attrs.field(factory=dict)
    structurer: Structurer = attrs.field(factory=Structurer)
    merged: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    tails: dict[str, str] = attrs.field(factory=dict)
    shown: dict[str, str] = attrs.field(factory=dict)
    contents: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    def problem(self, file: str, path: str, message: str, hint: str = "") -> None:
        """Note a problem.

        Raises:
            TooManyProblems: there are too many to report.
        """
        self.note(RulebookError(message, file=file, path=path, hint=hint))

    def note(self, *problems: ChannelRulesError) -> None:
        """Note problems.

        Raises:
            TooManyProblems: there are too many to report.
        """
        self.problems += problems[: MAX_FOLDER_PROBLEMS - len(self.problems)]
        if len(self.problems) >= MAX_FOLDER_PROBLEMS:
            raise TooManyProblems

    def read_files(self) -> None:
        """Read every TOML file; links to folders, and links that lead out of the folder, are refused."""
        try:
            if not self.folder.is_dir():
                self.problem(str(self.folder), "", "there is no such folder")
                return
            home = self.folder.resolve()
            found = list(self._files())
        except (OSError, RuntimeError, ValueError) as error:
            self.problem(str(self.folder), "", f"the folder cannot be read: {_reason(error)}")
            return
        total = 0
        for name in sorted(name for name in found if name.endswith(".toml")):
            content = self._content(name, home)
            total += len(content or "")
            if total > MAX_FOLDER_BYTES:
                self.problem(str(self.folder), "", f"its files are larger than {MAX_FOLDER_BYTES:,} bytes together")
                return
            if content is not None:
                self.texts[name] = content

    def _content(self, name: str, home: Path) -> str | None:
        path = self.folder / name
        if printable(name) != name:
            self.problem(name, "", "the name of a file is of letters that can be shown")
            return None
        try:
            if path.is_symlink() and not path.resolve().is_relative_to(home):
                self.problem(name, "", "this link leads out of the folder")
                return None
            return read_text(path, MAX_BYTES)
        except (OSError, RuntimeError) as error:
            # Python up to 3.12 raises an error of its own for circular links.
            self.problem(name, "", f"the file cannot be read: {_reason(error)}")
        except ProfileError as error:
            self.problem(name, "", error.message)
        return None

    def _files(self) -> Iterator[str]:
        """Yield the names of files below the folder, but for folders such as ``.git``.

        A link to another folder is a problem, and is not followed.
        """
        waiting = [""]
        seen = 0
        while waiting:
            below = waiting.pop()
            with os.scandir(self.folder / below) as entries:
                for entry in entries:
                    seen += 1
                    name = f"{below}{entry.name}"
                    if entry.is_symlink() and not name.endswith(".toml"):
                        where = "to a folder: links to folders are not followed" if _is_folder(entry) else "to no rules"
                        self.problem(name, "", f"this is a link {where}")
                    elif entry.is_dir(follow_symlinks=False):
                        waiting += [f"{name}/"] if not entry.name.startswith(".") else []
                    else:
                        yield name
                    if seen > MAX_FILES:
                        raise ValueError(f"it has more than {MAX_FILES:,} entries")

    def toml(self, name: str) -> dict[str, Any]:
        """Return the content of a required file."""
        if name in self.merged:
            return self.merged[name]
        if name not in self.texts:
            if not any(isinstance(each, RulebookError) and each.file == name for each in self.problems):
                self.problem(name, "", "this file is missing")
            return {}
        if name not in self.contents:
            self.contents[name] = self.parsed(name, self.texts[name])
        return self.contents[name]

    def parsed(self, name: str, content: str) -> dict[str, Any]:
        """Return the content of a TOML text."""
        try:
            return load_toml(content)
        except (ProfileError, RecursionError) as error:
            self.problem(name, "", error.message if isinstance(error, ProfileError) else "nested too deeply")
            return {}

    def structured(self, file: str, cls: type[T], data: object, path: str = "") -> T | None:
        """Return an instance of a class that is declared with specifications."""
        built, found = self.structurer.structure(data, cls, path)
        self.note(*(RulebookError(each.message, file=file, path=each.path, hint=each.hint) for each in found))
        return built

    def tables(self, file: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the tables of a file by name."""
        for name, table in data.items():
            if isinstance(table, Mapping):
                yield name, table
            else:
                self.problem(file, key_text(name), "a table is expected here")

    def named_tables(self, file: str, cls: type[T], key: str) -> dict[str, T]:
        """Return an instance for each table of a file, its name under a key."""
        built = {}
        for name, table in self.tables(file, self.toml(file)):
            each = self.structured(file, cls, {key: name, **table}, name)
            if each is not None:
                built[name] = each
        return built


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
