"""The command line: ``channelrules assess FILE``, ``channelrules rules list``, ``… show ID``.

Typer and Rich take longer to import than a profile takes to be judged. So the version, the list of commands, the name
of a command that is none, and `assess` where its options are written plainly, are answered before they are.
"""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys

from channelrules.faces.cli.at_once import COMPLETE, answered

__all__ = ["main"]


def main() -> None:
    """Run the command line; without the extra ``cli``, say how to get it."""
    # One profile is judged and the process ends, and what is imported stays: looking for garbage takes a tenth of the
    # time, and finds none. Whatever may take long looks for it.
    gc.disable()
    # At its end Python looks through everything for garbage once more; what the process holds then ends with it.
    atexit.register(gc.freeze)
    if not _has_streams():
        raise SystemExit(2)
    status = None if COMPLETE in os.environ else answered(sys.argv[1:])
    raise SystemExit(_by_typer() if status is None else status)


def _has_streams() -> bool:
    """Return whether an answer can be written; Python has no stream where a shell closed it (``>&-``)."""
    for name, mode in (("stdin", "r"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - pathlib takes long, and it is open to the end
    if getattr(sys, "stdout", None) is not None:
        return True
    from channelrules.faces.cli.terminal import cannot_be_written

    cannot_be_written(OSError(errno.EBADF, os.strerror(errno.EBADF)))
    return False


def _by_typer() -> int:
    try:
        from channelrules.faces.cli.commands import status_of_command
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"typer", "rich", "click"}:
            raise
        from channelrules.errors import MissingExtraError
        from channelrules.told import tell

        told = MissingExtraError(tell("the_command_line", "the command line"), "cli")
        sys.stderr.write(f"channelrules: {told}, or run: uvx --from 'channelrules[cli]' channelrules\n")
        return 2
    from channelrules.faces.cli.terminal import run

    gc.enable()
    return run(status_of_command)
