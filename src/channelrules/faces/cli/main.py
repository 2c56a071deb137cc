"""The command line: ``channelrules assess FILE``, ``channelrules rules list``, ``… show ID``.

Typer and Rich take longer to import than a profile takes to be judged. So the version, the list of commands, the name
of a command that is none, and `assess` where its options are written plainly, are answered before they are.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

from channelrules.faces.cli.at_once import COMPLETE, answered

__all__ = ["main"]


def main() -> None:
    """Run the command line; without the extra ``cli``, say how to get it."""
    if sys.argv[1:2] == ["assess"]:
        # One profile is judged and the process ends: looking for garbage takes a tenth of the time, and finds none.
        gc.disable()
    # At its end Python looks through everything for garbage once more; what the process holds then ends with it.
    atexit.register(gc.freeze)
    status = None if COMPLETE in os.environ else answered(sys.argv[1:])
    raise SystemExit(_by_typer() if status is None else status)


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

    return run(status_of_command)
