"""What the page of assurance counts and lists: laws, cases, broken files, inputs of the fuzzers."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import channelrules as cr
from channelrules.knowledge.examples import examples_of

__all__ = ["counted", "laws"]

_TESTS: Final = Path(__file__).resolve().parents[3] / "tests"


def counted() -> Iterator[tuple[str, int]]:
    """Yield what there is in the tests, in words, and how much of it."""
    book = cr.load_rules()
    yield "rules, each with examples that fire it, clear it and leave it open", len(book.rules)
    yield "… examples of theirs", sum(len(examples_of(book.knowledge, each)) for each in book.knowledge.rules.values())
    yield "laws on profiles, rules, expressions and tables made by chance", len(list(laws()))
    yield "profiles with the decision that is expected of them", _files("cases", "*.toml")
    broken = [tomllib.loads((_TESTS / "broken" / each / "all.toml").read_text("utf-8")) for each in ("rules", "house")]
    yield "broken profiles, each with what must be said of it", _files("broken/profiles", "*")
    yield "mistakes in rules and houses, each with what must be said of it", sum(len(each["case"]) for each in broken)
    yield "inputs that broke a reader once, and some to begin with", _files("corpus", "*")
    yield "targets of the fuzzers", sum(each.is_dir() for each in (_TESTS / "corpus").iterdir())
    yield "functions that test", sum(len(list(_functions(path))) for path in _TESTS.rglob("test_*.py"))


def laws() -> Iterator[tuple[str, str]]:
    """Yield each law's name and what it says, as its test has them."""
    for path in sorted((_TESTS / "property").glob("test_*.py")):
        for function in _functions(path):
            told = " ".join((ast.get_docstring(function) or "").split())
            yield function.name.removeprefix("test_").replace("_", " "), told


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def _files(folder: str, pattern: str) -> int:
    return sum(path.is_file() and path.suffix not in {".py", ".pyc"} for path in (_TESTS / folder).rglob(pattern))
