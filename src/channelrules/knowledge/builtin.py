"""Where the built-in rules are: in a wheel, an editable install, or a checkout."""

from __future__ import annotations

from pathlib import Path

from channelrules.errors import RulebookError

__all__ = ["built_in_rules"]


def built_in_rules() -> Path:
    """Return the folder of the built-in rules.

    Raises:
        RulebookError: the installation has lost them.
    """
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_rules", package.parent.parent / "rules"):
        if (candidate / "rulebook.toml").is_file():
            return candidate
    message = "the built-in rules are not where they were installed: install channelrules again"
    raise RulebookError(message)
