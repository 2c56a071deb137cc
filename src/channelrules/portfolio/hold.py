"""A lock on a folder, so that one run at a time writes to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from channelrules.errors import PortfolioError

__all__ = ["hold"]


def hold(folder: Path) -> Callable[[], None]:
    """Lock a folder and return the function that unlocks it; the end of the process unlocks it, too.

    Without locks of the system or file system, nothing is locked.

    Raises:
        PortfolioError: another run holds it.
        OSError: the folder cannot be opened.
    """
    try:
        import fcntl
    except ImportError:
        return _nothing
    handle = os.open(folder, os.O_RDONLY)

    def let_go() -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        message = f"another run writes to the folder {folder.name}: wait until it has ended, or choose another"
        raise PortfolioError(message) from None
    except OSError:
        os.close(handle)
        return _nothing
    return let_go


def _nothing() -> None:
    """Unlock nothing."""
