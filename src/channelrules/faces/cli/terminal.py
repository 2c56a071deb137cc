"""The one place where commands write to a terminal: only text gets there, and nothing raises.

Names and values come from files of others: their control characters are written out, see `printable`. Letters that
a terminal cannot show are replaced, and a terminal that is gone, or a disk that is full, is told in one line.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from channelrules.printable import json_text, printable

if TYPE_CHECKING:
    from channelrules.errors import ChannelRulesError

__all__ = [
    "cannot_be_written",
    "complain",
    "complain_of",
    "read_line",
    "run",
    "say",
    "say_as_it_is",
    "say_json",
    "say_rows",
]

_LINE = 20_000


def say(text: str) -> None:
    """Write a text of one or several lines, and a line feed."""
    sys.stdout.write(f"{printable(text, lines=True)}\n")


def say_as_it_is(text: str) -> None:
    """Write a text in which control characters are written out already, or that is our own."""
    sys.stdout.write(text)


def say_rows(rows: Iterable[Iterable[str]]) -> None:
    """Write rows of cells with tabs between them, for other programs."""
    sys.stdout.writelines("\t".join(map(printable, row)) + "\n" for row in rows)


def say_json(data: Any) -> None:
    """Write JSON; where the terminal cannot show all letters, or there is no terminal that could, it is all ASCII."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data, indent=2)
    sys.stdout.write(json_text(text) + "\n")


def complain(text: str) -> None:
    """Write what went wrong to the stream of errors."""
    sys.stderr.write(f"channelrules: {printable(text, lines=True)}\n")


def complain_of(error: ChannelRulesError, below: str = "") -> None:
    """Write an error to the stream of errors, in the language that is asked for.

    Args:
        error: what was refused.
        below: a line that is told after it.
    """
    from channelrules.faces.cli.spoken import say_in_words

    said = say_in_words()
    complain("\n".join([error.in_words(said), *([said(below)] if below else [])]))


def read_line() -> str:
    """Return the next line that is typed, cut where no answer is so long.

    Raises:
        EOFError: there is no more.
    """
    line = rest = sys.stdin.readline(_LINE)
    while rest and not rest.endswith("\n"):
        rest = sys.stdin.readline(_LINE)
    if not line:
        raise EOFError
    return line


def run(work: Callable[[], int]) -> int:
    """Return the exit status of some work that writes: 2 where it cannot be written, whatever the reason."""
    for stream, errors in (
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
        (sys.stdin, "surrogateescape"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    try:
        status = work()
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has read enough.
        status = 1
        _drop_output()
    except OSError as error:
        status = 2
        _drop_output()
        cannot_be_written(error)
    return status


def cannot_be_written(error: OSError) -> None:
    """Say on standard error why an answer cannot be written."""
    from channelrules.faces.cli.spoken import say_in_words

    complain(say_in_words()(_cannot(error)))


def _cannot(error: OSError) -> str:
    # What is written without a mistake needs neither.
    from channelrules.errors import reason_of
    from channelrules.told import tell

    if error.filename:
        return tell("of_a_file", "{file}: {why}", file=str(error.filename), why=reason_of(error))
    return tell("answer_not_written", "the answer cannot be written: {why}", why=reason_of(error))


def _drop_output() -> None:
    """Discard buffered output, so that the end of the program does not try to write it again."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
