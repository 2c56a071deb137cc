"""What a parser found wrong with a file, and where: its own message, taken apart so that it can be translated."""

from __future__ import annotations

import json
import re
from typing import Final

from channelrules.told import Told, tell

__all__ = ["why_no_json", "why_no_toml"]

_AT: Final = re.compile(r"(.*) \(at line (\d+), column (\d+)\)", re.DOTALL)
_ABOUT: Final = re.compile(
    r"(Expected|Illegal character|Found invalid character|Cannot declare|Cannot mutate immutable namespace"
    r"|Cannot redefine namespace|Duplicate inline table key) (\(.*\)|\S+)(?: twice)?"
)
_AT_END: Final = " (at end of document)"


def why_no_toml(error: ValueError) -> str:
    """Return why a text is no TOML: what the parser met, and where."""
    said = str(error)
    found = _AT.fullmatch(said)
    if found:
        problem, line, column = found.groups()
        pattern = "{problem} (at line {line}, column {column})"
        return tell("at_line_and_column", pattern, problem=_met(problem), line=line, column=column)
    if said.endswith(_AT_END):
        return tell("at_end", "{problem} (at end of document)", problem=_met(said.removesuffix(_AT_END)))
    return said


def why_no_json(error: ValueError) -> str:
    """Return why a text is no JSON: what the parser met, and where."""
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    values = {"problem": _met(error.msg), "line": str(error.lineno), "column": str(error.colno)}
    pattern = "{problem}: line {line} column {column} (char {letter})"
    return tell("at_line_column_letter", pattern, letter=str(error.pos), **values)


def _met(problem: str) -> Told:
    # A message without a translation is shown as the parser words it.
    found = _ABOUT.fullmatch(problem)
    kind, what = (found.group(1), found.group(2)) if found else (problem, "")
    return tell(f"parser.{kind}", "{problem}", problem=problem, what=what)
