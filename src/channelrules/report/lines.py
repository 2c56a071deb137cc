"""At which line of a profile's file each channel and each fact stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["lines_of"]

_HEAD: Final = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
_PAIR: Final = re.compile(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=\s*(.*)")
_TOML_TEXT: Final = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')
_JSON_PART: Final = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\]:,]|\n|[^\s"{}\[\]:,]+')
_YAML_PAIR: Final = re.compile(r"(\s*)((?:-\s+)*)([\w\"'-]+)\s*:(?:\s+(.*))?$")

Found = tuple[tuple[str | int, ...], int, str]
"""A key as a path of names and places, its line from 1 on, and its value as it is written."""


def lines_of(content: str, suffix: str) -> Mapping[str, int]:
    """Return the line of each channel and fact of a profile by its path, such as ``channel[fb].account``.

    The file has been read as a profile, so it is valid; what this cannot place is left out. Lines count from 1.

    Args:
        content: of the file.
        suffix: of its name, such as ``.toml``.
    """
    keys = {".toml": _toml, ".json": _json}.get(suffix.lower(), _yaml)
    found = list(keys(content))
    ids: dict[tuple[str | int, ...], str] = {
        path[:2]: _bare(value) for path, _, value in found if len(path) == 3 and path[::2] == ("channel", "id")
    }
    lines: dict[str, int] = {}
    for path, line, _ in found:
        named = _named(path, ids)
        if named:
            lines.setdefault(named, line)
            lines.setdefault(named.rpartition(".")[0] or named, line)
    return lines


def _named(path: tuple[str | int, ...], ids: Mapping[tuple[str | int, ...], str]) -> str:
    if path[0] == "channel" and len(path) > 1:
        known = ids.get(path[:2])
        return "" if known is None else ".".join([f"channel[{known}]", *_names(path[2:])])
    return ".".join(_names(path))


def _names(path: tuple[str | int, ...]) -> list[str]:
    """Return the names of a path down to the first list in it: facts stand above their members."""
    names: list[str] = []
    for each in path:
        if isinstance(each, int):
            break
        names.append(each)
    return names


def _bare(value: str) -> str:
    return value.strip().rstrip(",").strip().strip("\"'")


# --- TOML ---


def _toml(content: str) -> Iterator[Found]:
    table: tuple[str | int, ...] = ()
    counts: dict[str, int] = {}
    depth, quote = 0, ""
    for number, line in enumerate(content.splitlines(), 1):
        if depth == 0 and not quote:
            head = _HEAD.fullmatch(line.partition("#")[0].rstrip())
            pair = _PAIR.match(line)
            if head:
                names = [_bare(each) for each in head.group(2).split(".")]
                if head.group(1) == "[[" and len(names) == 1:
                    counts[names[0]] = counts.get(names[0], -1) + 1
                table = (names[0], counts[names[0]], *names[1:]) if names[0] in counts else tuple(names)
                yield table, number, ""
                continue
            if pair:
                keys = tuple(_bare(each) for each in pair.group(1).split("."))
                yield (*table, *keys), number, pair.group(2).partition("#")[0]
        depth, quote = _after(line, depth, quote)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """Return how deep in brackets, and within which long text, the next line begins."""
    place = 0
    while place < len(line):
        if quote:
            end = line.find(quote, place)
            if end < 0:
                return depth, quote
            quote, place = "", end + 3
            continue
        found = _TOML_TEXT.search(line, place)
        if not found:
            break
        part, place = found.group(), found.end()
        if part in {'"""', "'''"}:
            quote = part
        elif part in {"[", "{"}:
            depth += 1
        elif part in {"]", "}"}:
            depth -= 1
    return max(depth, 0), quote


# --- JSON ---


def _json(content: str) -> Iterator[Found]:
    path: list[str | int] = []
    opened: list[str] = []
    line, key, wants_key = 1, "", False
    parts = [found.group() for found in _JSON_PART.finditer(content)]
    for place, part in enumerate(parts):
        if part == "\n":
            line += 1
        elif part in "{[":
            opened.append(part)
            path.append(0 if part == "[" else "")
            wants_key = part == "{"
        elif part in "}]":
            opened.pop()
            path.pop()
        elif part == ",":
            wants_key = opened[-1] == "{"
            if not wants_key:
                path[-1] = int(path[-1]) + 1
        elif part == ":":
            path[-1] = key
            value = next((each for each in parts[place + 1 :] if each != "\n"), "")
            yield tuple(path), line, value
        elif wants_key:
            key, wants_key = _bare(part), False


# --- YAML ---


def _yaml(content: str) -> Iterator[Found]:
    open_: list[tuple[int, str | int]] = []
    for number, line in enumerate(content.splitlines(), 1):
        found = _YAML_PAIR.match(line.partition(" #")[0].rstrip())
        if not found or line.lstrip().startswith("#"):
            continue
        space, dashes, key, value = found.groups()
        column = len(space)
        for _ in range(dashes.count("-")):
            same = [place for at, place in open_ if at == column and isinstance(place, int)]
            open_ = [each for each in open_ if each[0] < column]
            open_.append((column, same[-1] + 1 if same else 0))
            column += 2
        column = len(space) + len(dashes)
        open_ = [each for each in open_ if each[0] < column]
        open_.append((column, _bare(key)))
        yield tuple(each for _, each in open_), number, value or ""
