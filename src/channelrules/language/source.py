"""The text of an expression as Python's parser takes it, and where in the text a message points.

Line breaks and comments outside of quotes become spaces, one for each character, so that every place of the
tree is a place of the text as it was written; what stands in quotes stays as it is.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings
from typing import Final

import attrs

from channelrules.errors import ExpressionError

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "Source", "mentioned"]

MAX_LENGTH: Final = 4_000
MAX_DEPTH: Final = 30
_AROUND: Final = 60
_SHOWN: Final = 120
_TOO_DEEP: Final = f"an expression is at most {MAX_DEPTH} levels deep"


def _flat(text: str) -> str:
    flat = list(text)
    at = 0
    while at < len(text):
        if text[at] in "'\"":
            at = _after_quotes(text, at)
        elif text[at] == "#":
            while at < len(text) and text[at] not in "\r\n":
                flat[at] = " "
                at += 1
        else:
            if text[at].isspace():
                flat[at] = " "
            at += 1
    return "".join(flat)


def _after_quotes(text: str, at: int) -> int:
    quote = text[at] * 3 if text.startswith(text[at] * 3, at) else text[at]
    at += len(quote)
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote)
        elif text[at] == "\n" and len(quote) == 1:
            return at
        else:
            at += 1
    return len(text)


@attrs.frozen
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
            ExpressionError: it is empty, too long, or holds a character that nobody sees.
        """
        if len(text) > MAX_LENGTH:
            message = f"an expression has at most {MAX_LENGTH:,} characters, this one has {len(text):,}"
            raise ExpressionError(message)
        source = cls(text, _flat(text))
        if not source.flat.strip():
            message = "the expression is empty"
            raise ExpressionError(message)
        for place, character in enumerate(source.flat):
            if _is_hidden(character) and character not in "\r\n":
                message = f"the control character U+{ord(character):04X} is not part of the language"
                raise ExpressionError(source.caret(place, message))
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
        excerpt = "".join(" " if _is_hidden(each) else each for each in line[cut : cut + _SHOWN].rstrip())
        return f"{message}{'. ' + hint if hint else ''}\n    {excerpt}\n    {' ' * (column - cut)}^"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def hidden(word: str) -> str:
    """Return the characters of a word that nobody sees: line breaks, control characters, halves of characters."""
    return "".join(filter(_is_hidden, word))


def mentioned(text: str) -> frozenset[str]:
    """Return every ``scope.attribute`` that an expression mentions; of ``channels.x`` it is ``channel.x``.

    Nothing where the text is no expression: whoever parses it says so.
    """
    try:
        tree = Source.of(text).tree()
    except ExpressionError:
        return frozenset()
    return frozenset(
        f"{'channel' if each.value.id == 'channels' else each.value.id}.{each.attr}"
        for each in ast.walk(tree)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name)
    )
