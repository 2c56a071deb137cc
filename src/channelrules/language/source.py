"""The text of an expression, prepared for Python's parser, and the places in it that messages point to.

Line breaks and comments outside of quotes become spaces, one for each character, so that every place of the
tree is a place of the text as it was written; quoted text is not changed.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import Final

import attrs

from channelrules.errors import ExpressionError

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Source", "mentioned"]

MAX_LENGTH: Final = 4_000
MAX_DEPTH: Final = 30
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DOTTED: Final = re.compile(r"\b([a-z_]+)\.([a-z_0-9]+)\b")
_APART: Final = re.compile(
    r"""
    '''(?:\\.|[^\\])*?(?:'''|\Z) | \"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\Z)   # quotes over several lines
    | '(?:\\.|[^\\\n'])*'? | "(?:\\.|[^\\\n"])*"?                           # quotes
    | \#[^\r\n]* | \s+                                                       # comments, white space
    """,
    re.VERBOSE | re.DOTALL,
)
"""Quotes, comments and white space."""
_AROUND: Final = 60
_SHOWN: Final = 120
_TOO_DEEP: Final = f"an expression is at most {MAX_DEPTH} levels deep"


def _flat(text: str) -> str:
    return _APART.sub(lambda met: met[0] if met[0][0] in "'\"" else " " * len(met[0]), text)


@attrs.frozen(eq=False, repr=False)
class Source:
    """An expression as it was written.

    Attributes:
        text: as it was written.
        flat: the same without comments and line breaks, each character in its place.
    """

    text: str
    flat: str

    @classmethod
    def of(cls, text: str) -> Source:
        """Return the source of a text.

        Raises:
            ExpressionError: it is empty, too long, or holds an invisible character.
        """
        if len(text) > MAX_LENGTH:
            message = f"an expression has at most {MAX_LENGTH:,} characters, this one has {len(text):,}"
            raise ExpressionError(message)
        source = cls(text, _flat(text))
        if not source.flat.strip():
            message = "the expression is empty"
            raise ExpressionError(message)
        met = _HIDDEN.search(source.flat.replace("\n", " ").replace("\r", " "))
        if met is not None:
            message = f"the control character U+{ord(met[0]):04X} is not part of the language"
            raise ExpressionError(source.caret(met.start(), message))
        return source

    @property
    def _begin(self) -> int:
        return len(self.flat) - len(self.flat.lstrip())

    def tree(self) -> ast.expr:
        """Return the tree that Python's grammar gives.

        Raises:
            ExpressionError: it is no expression, or nested too deeply.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = ast.parse(self.flat.strip(), mode="eval").body
        except SyntaxError as error:
            place = self._offset(error.lineno or 1, (error.offset or 1) - 1)
            raise ExpressionError(self.caret(place, error.msg)) from None
        except (RecursionError, MemoryError, ValueError):
            raise ExpressionError(_TOO_DEEP) from None
        layer: list[ast.AST] = [tree]
        for _ in range(MAX_DEPTH):
            layer = [child for node in layer for child in ast.iter_child_nodes(node)]
            if not layer:
                return tree
        raise ExpressionError(self.caret(self.place(layer[0]), _TOO_DEEP))

    def _offset(self, line: int, column: int) -> int:
        # Only quotes over several lines leave more than one line.
        lines = self.flat.strip().split("\n")
        before = sum(len(each) + 1 for each in lines[: line - 1])
        return min(self._begin + before + max(column, 0), len(self.text))

    def place(self, at: ast.AST) -> int:
        """Return where in the text a part of the tree begins."""
        line, column = getattr(at, "lineno", 1), getattr(at, "col_offset", 0)
        lines = self.flat.strip().split("\n")
        encoded = lines[min(line, len(lines)) - 1].encode(errors="replace")
        return self._offset(line, len(encoded[:column].decode(errors="ignore")))

    def caret(self, place: int, message: str, hint: str = "") -> str:
        """Return a message with the line of the text that it is about and a caret under the place."""
        begin = self.text.rfind("\n", 0, place) + 1
        end = self.text.find("\n", place)
        line = self.text[begin : end if end >= 0 else len(self.text)]
        indent = len(line) - len(line.lstrip())
        column = place - begin
        cut = max(min(indent, column), column - _AROUND)
        excerpt = _HIDDEN.sub(" ", line[cut : cut + _SHOWN].rstrip())
        return f"{message}{'. ' + hint if hint else ''}\n    {excerpt}\n    {' ' * (column - cut)}^"


def hidden(word: str) -> bool:
    """Return whether a word holds invisible characters: line breaks, control characters, lone surrogates."""
    return _HIDDEN.search(word) is not None


def mentioned(text: str) -> frozenset[str]:
    """Return every ``scope.attribute`` that an expression mentions; of ``channels.x`` it is ``channel.x``."""
    names = _DOTTED.findall(_APART.sub(" ", text))
    return frozenset(f"channel.{name}" if scope == "channels" else f"{scope}.{name}" for scope, name in names)
