"""Splits a text file into rows before anything else reads them.

A reader of tables stops at a cell that is too long or not text. So rows are found first, and a bad one is set aside
with its reason, so that the others are read without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

__all__ = ["MAX_ROW", "CsvRows", "json_lines"]

MAX_ROW: Final = 1_000_000
"""The bytes of a row of CSV or a line of JSON."""

_BLOCK: Final = 1 << 20
_LONG: Final = f"the row has more than {MAX_ROW:,} bytes"
_NO_TEXT: Final = "the row is not a text in UTF-8"
_OPEN: Final = "a quotation mark of the row is not closed before the end of the file"


def json_lines(stream: BinaryIO, size: int) -> Iterator[list[bytes | str]]:
    """Yield the lines of a file, many at once: the text or, for a line that is too long, why it is refused.

    Args:
        stream: the file, opened for bytes.
        size: about how many bytes are read at once.
    """
    waiting: list[bytes | str] = []
    held = 0
    while line := stream.readline(MAX_ROW + 1):
        if len(line) > MAX_ROW:
            while line and not line.endswith(b"\n"):
                line = stream.readline(_BLOCK)
            waiting.append(_LONG)
        else:
            waiting.append(line)
            held += len(line)
        if held >= size:
            yield waiting
            waiting, held = [], 0
    if waiting:
        yield waiting


class CsvRows:
    """A CSV file as a stream of bytes in which bad rows are replaced by rows that every reader refuses.

    Args:
        stream: the file, opened for bytes.
        mark: the separator of cells.
        columns: how many cells a row has.

    Attributes:
        refused: why a row was replaced, by the text that replaces it.
    """

    closed = False

    def __init__(self, stream: BinaryIO, mark: str, columns: int) -> None:
        sign = re.escape(mark.encode())
        cell = rb'(?:"(?:[^"]|"")*+"[^' + sign + rb"\r\n]*+|[^\"" + sign + rb"\r\n][^" + sign + rb"\r\n]*+|)"
        self._row = re.compile(cell + rb"(?:" + sign + cell + rb")*+(?:\r?\n|\r(?=[^\n]))")
        self._last = re.compile(cell + rb"(?:" + sign + cell + rb")*+\r?\Z")
        self._leaves = re.compile(rb"\r|\n|" + sign + rb'"')
        self._columns = columns
        self._mark = mark.encode()
        self._stream = stream
        self._ready = bytearray()
        self._blocks = self._read()
        self.refused: dict[str, str] = {}

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes: at most as many as are asked for, none at the end."""
        wanted = _BLOCK if size < 0 else size
        while len(self._ready) < wanted:
            block = next(self._blocks, None)
            if block is None:
                break
            self._ready += block
        found = bytes(self._ready[:wanted])
        del self._ready[:wanted]
        return found

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        self.closed = True

    def __del__(self) -> None:
        # A table that is opened and never read is closed silently.
        self._stream.close()

    def readable(self) -> bool:
        """Return true, as it can be read."""
        return True

    def writable(self) -> bool:
        """Return false, as it cannot be written."""
        return False

    def seekable(self) -> bool:
        """Return false, as it is read once, from its beginning."""
        return False

    def _instead(self, why: str) -> bytes:
        text = f"refused {len(self.refused)}".encode() + self._mark * self._columns
        self.refused[text.decode()] = why
        return text + b"\n"

    def _read(self) -> Iterator[bytes]:
        rest = b""
        while block := self._stream.read(_BLOCK):
            given = rest + block
            ready, rest = self._whole(given)
            yield ready
            if len(rest) > MAX_ROW:
                yield self._instead(_LONG)
                rest = self._after_long(rest)
        ready, rest = self._whole(rest)
        yield ready
        if rest and not self._last.match(rest):
            yield self._instead(_OPEN)
        elif rest:
            yield rest if _is_text(rest) else self._instead(_NO_TEXT)

    def _whole(self, given: bytes) -> tuple[bytes, bytes]:
        """Return the whole rows at the beginning of some bytes, bad ones replaced, and the rest."""
        if b'"' not in given and b"\r" not in given:
            end = given.rfind(b"\n") + 1
            if _is_text(given[:end]) and max(map(len, given[:end].split(b"\n")), default=0) <= MAX_ROW:
                return given[:end], given[end:]
        made: list[bytes] = []
        at = 0
        fine = _is_text(given)
        while found := self._row.match(given, at):
            row = found.group()
            if len(row) > MAX_ROW:
                row = self._instead(_LONG)
            elif not fine and not _is_text(row):
                row = self._instead(_NO_TEXT)
            made.append(row)
            at = found.end()
        return b"".join(made), given[at:]

    def _after_long(self, given: bytes) -> bytes:
        """Return the bytes after a row that is too long, given its first ones."""
        quoted = False
        at = 0
        begins = True
        while True:
            if quoted:
                end = given.find(b'"', at)
                if end >= 0:
                    quoted, at, begins = False, end + 1, True
                    continue
            elif begins and given[at : at + 1] == b'"':
                quoted, at, begins = True, at + 1, False
                continue
            elif found := self._leaves.search(given, at):
                if found.group() in {b"\n", b"\r"}:
                    return given[found.end() :]
                quoted, at, begins = True, found.end(), False
                continue
            # A separator and a quotation mark can be split by the end of a block.
            kept = given[-1:] if not quoted and given[at:] else b""
            block = self._stream.read(_BLOCK)
            if not block:
                return b""
            begins = begins and at == len(given)
            given, at = kept + block, 0
            if kept:
                begins = False


def _is_text(given: bytes) -> bool:
    try:
        given.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
