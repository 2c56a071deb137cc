"""The files of a folder of rules, and every problem that they have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from channelrules.errors import ChannelRulesError, ProfileError, RulebookError
from channelrules.facts.read import load_toml, read_text
from channelrules.facts.structure import Structurer

__all__ = ["ASIDES", "EQUIVALENTS", "Folder", "split_examples"]

ASIDES: Final = ("questions.toml", "changes.toml", "shortlist.toml")
"""The files beside the rules: how to ask, what a company can change, what a channel is worth."""

EQUIVALENTS: Final = "equivalents.toml"
"""Changes to conditions that no example can notice, each with its reason; a folder may do without the file."""

MAX_FILES: Final = 5_000
MAX_BYTES: Final = 200_000
_EXAMPLES: Final = re.compile(r"^\[\[example\]\]", re.MULTILINE)

T = TypeVar("T")


def split_examples(content: str) -> tuple[int, str]:
    """Return where the examples of a file begin, and the examples with as many blank lines before them.

    The blank lines keep the line numbers of messages right.
    """
    begin = _EXAMPLES.search(content)
    cut = begin.start() if begin else len(content)
    return cut, "\n" * content.count("\n", 0, cut) + content[cut:]


@attrs.define
class Folder:
    """Reads files as data and collects what is wrong with them.

    Attributes:
        folder: where they are.
        problems: what was found wrong so far.
        texts: the content of each file, by its path below the folder.
        merged: what a file says once a house is laid over it, in place of its text.
        tails: the examples of each rule by its id, those of the presumptions and the changes that none can notice
            by the names of their files, as texts that are read when they are wanted.
        shown: how messages call a file that comes from elsewhere.
    """

    folder: Path
    problems: list[ChannelRulesError] = attrs.field(factory=list)
    texts: dict[str, str] = attrs.field(factory=dict)
    structurer: Structurer = attrs.field(factory=Structurer)
    merged: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    tails: dict[str, str] = attrs.field(factory=dict)
    shown: dict[str, str] = attrs.field(factory=dict)

    def problem(self, file: str, path: str, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(RulebookError(message, file=file, path=path, hint=hint))

    def read_files(self) -> None:
        """Read every TOML file; links that lead out of the folder are refused."""
        if not self.folder.is_dir():
            self.problem(str(self.folder), "", "there is no such folder")
            return
        home = self.folder.resolve()
        paths = sorted(self.folder.rglob("*.toml"))
        if len(paths) > MAX_FILES:
            self.problem(str(self.folder), "", f"a folder has at most {MAX_FILES:,} files, this one has {len(paths):,}")
            return
        for path in paths:
            name = path.relative_to(self.folder).as_posix()
            if not path.resolve().is_relative_to(home):
                self.problem(name, "", "this link leads out of the folder")
                continue
            try:
                self.texts[name] = read_text(path, MAX_BYTES)
            except ProfileError as error:
                self.problem(name, "", error.message)

    def toml(self, name: str) -> dict[str, Any]:
        """Return the content of a file that has to be there."""
        if name in self.merged:
            return self.merged[name]
        if name not in self.texts:
            if not any(isinstance(each, RulebookError) and each.file == name for each in self.problems):
                self.problem(name, "", "this file is missing")
            return {}
        return self.parsed(name, self.texts[name])

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
        self.problems += [RulebookError(each.message, file=file, path=each.path, hint=each.hint) for each in found]
        return built

    def tables(self, file: str, data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the tables of a file by name."""
        for name, table in data.items():
            if isinstance(table, Mapping):
                yield name, table
            else:
                self.problem(file, name, "a table is expected here")

    def named_tables(self, file: str, cls: type[T], key: str) -> dict[str, T]:
        """Return an instance for each table of a file, its name under a key."""
        built = {}
        for name, table in self.tables(file, self.toml(file)):
            each = self.structured(file, cls, {key: name, **table}, name)
            if each is not None:
                built[name] = each
        return built
