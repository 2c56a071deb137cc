"""Where the facts of a profile stand in its text: line and column by path, for messages that an editor can jump to.

Only texts that a parser has accepted are scanned, so the scanner need not check them; and only where there is a problem
to report, so a valid file is never read twice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, Final

import attrs

from channelrules.errors import MissingExtraError
from channelrules.facts.structuring import key_text
from channelrules.told import tell

__all__ = ["Position", "locations", "position_in_message", "position_of"]

Position = tuple[int, int]
"""A line and a column, both from 1."""

_TOLD: Final = re.compile(r"line (\d+),? column (\d+)")
_END: Final = "(at end of document)"
_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_TEXT: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE: Final = re.compile(r"[^\s.=:,\[\]{}\"'#]+")
_SCALAR: Final = re.compile(r"[^,\[\]{}#\n]*")
_ESCAPES: Final = {"b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)


def locations(text: str, form: str) -> Mapping[str, Position]:
    """Return the position of each key and each member of a list, by its path as messages show it.

    Args:
        text: what a parser has read without a problem; otherwise the map may end early.
        form: ``toml``, ``json`` or ``yaml``.
    """
    if form == "yaml":
        found = _of_yaml(text)
    else:
        scan = _Scan(text)
        if form == "json":
            scan.blank()
            scan.value("")
        else:
            scan.toml()
        found = scan.found
    lines = [place for place, letter in enumerate(text) if letter == "\n"]
    return {path: _line_and_column(lines, start) for path, start in found.items()}


def position_of(path: str, known: Mapping[str, Position]) -> Position:
    """Return the position of a path or, if the text lacks the key, of the nearest table around it."""
    while path:
        if path in known:
            return known[path]
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return (1, 1)


def position_in_message(message: str, text: str = "") -> Position:
    """Return the position that a parser's own message names; the beginning where it names none."""
    told = _TOLD.search(message)
    if told is None and _END in message:
        return text.count("\n") + 1, len(text) - text.rfind("\n")
    return (int(told[1]), int(told[2])) if told else (1, 1)


def _line_and_column(lines: list[int], start: int) -> Position:
    line = bisect_left(lines, start)
    return line + 1, start - (lines[line - 1] if line else -1)


def _of_yaml(text: str) -> dict[str, int]:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.nodes import MappingNode, SequenceNode
    except ModuleNotFoundError:
        raise MissingExtraError(tell("reading_yaml", "reading YAML"), "yaml") from None
    found: dict[str, int] = {}

    def walk(node: Any, path: str) -> None:
        if isinstance(node, MappingNode):
            for key, value in node.value:
                inner = _joined(path, str(key.value))
                found.setdefault(inner, key.start_mark.index)
                walk(value, inner)
        elif isinstance(node, SequenceNode):
            for place, value in enumerate(node.value):
                found[f"{path}[{place}]"] = value.start_mark.index
                walk(value, f"{path}[{place}]")

    walk(YAML(typ="safe", pure=True).compose(text), "")
    return found


def _joined(path: str, key: str) -> str:
    key = key_text(key)
    return f"{path}.{key}" if path else key


@attrs.define
class _Scan:
    """Scans a text in TOML or JSON: values are written alike in both, except for the sign after a key."""

    text: str
    at: int = 0
    found: dict[str, int] = attrs.field(factory=dict)
    counts: dict[str, int] = attrs.field(factory=dict)

    def blank(self) -> None:
        """Skip spaces and comments."""
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def takes(self, sign: str) -> bool:
        """Skip a sign if it is next, and return whether it was."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def toml(self) -> None:
        """Note the places in a whole TOML text."""
        table = ""
        self.blank()
        while self.at < len(self.text):
            start = self.at
            if self.takes("["):
                listed = self.takes("[")
                table = self.heading(start, listed=listed)
                self.takes("]]" if listed else "]")
            elif not self.pair(table):
                return
            self.blank()

    def heading(self, start: int, *, listed: bool) -> str:
        """Return the path of the table that begins here, and note its place."""
        path, keys = "", self.keys()
        for place, (key, _) in enumerate(keys):
            path = _joined(path, key)
            last = place == len(keys) - 1
            if listed and last:
                self.counts[path] = self.counts.get(path, -1) + 1
                self.found.setdefault(path, start)
            if path in self.counts:
                path = f"{path}[{self.counts[path]}]"
            self.found.setdefault(path, start)
        return path

    def keys(self) -> list[tuple[str, int]]:
        """Return the parts of a dotted key, and where each begins."""
        found: list[tuple[str, int]] = []
        while True:
            self.space()
            start = self.at
            match = _TEXT.match(self.text, start) or _BARE.match(self.text, start)
            if match is None:
                return found
            self.at = match.end()
            found.append((_plain(match.group()), start))
            self.space()
            if not self.takes("."):
                return found

    def space(self) -> None:
        """Skip spaces within the line."""
        while self.text[self.at : self.at + 1] in {" ", "\t"}:
            self.at += 1

    def pair(self, table: str) -> bool:
        """Note a key and its value; return whether there was one."""
        path = table
        for key, start in self.keys():
            path = _joined(path, key)
            self.found.setdefault(path, start)
        self.blank()
        if path == table or not (self.takes("=") or self.takes(":")):
            return False
        self.blank()
        self.value(path)
        return True

    def value(self, path: str) -> None:
        """Skip a value, and note what it holds."""
        if self.takes("{"):
            self.members("}", lambda _: self.pair(path))
        elif self.takes("["):
            self.members("]", lambda place: self.member(f"{path}[{place}]"))
        else:
            match = _TEXT.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self.at = match.end() if match else self.at

    def member(self, path: str) -> bool:
        """Note a member of a list."""
        start = self.found[path] = self.at
        self.value(path)
        return self.at > start

    def members(self, end: str, one: Any) -> None:
        """Skip to the end of a table or list, noting its members."""
        place = 0
        self.blank()
        while not self.takes(end) and self.at < len(self.text) and one(place):
            place += 1
            self.blank()
            self.takes(",")
            self.blank()


def _plain(key: str) -> str:
    """Return a key without its quotes."""
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    return _ESCAPE.sub(_letter, key[1:-1])


def _letter(found: re.Match[str]) -> str:
    if code := found[1] or found[2]:
        return chr(int(code, 16))
    return _ESCAPES.get(found[3], found[3])
