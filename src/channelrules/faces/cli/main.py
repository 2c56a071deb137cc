"""The command line: ``channelrules assess FILE``, ``channelrules rules list``, ``… show ID``."""

from __future__ import annotations

import sys

from channelrules.errors import MissingExtraError

__all__ = ["main"]


def main() -> None:
    """Run the command line; without the extra ``cli``, say how to get it."""
    try:
        from channelrules.faces.cli.commands import app
        from channelrules.faces.cli.terminal import run
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"typer", "rich", "click"}:
            raise
        sys.stderr.write(f"channelrules: {MissingExtraError('the command line', 'cli')}\n")
        raise SystemExit(2) from None
    raise SystemExit(run(app))
