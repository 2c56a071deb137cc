"""Finds and loads the built-in rules, in a wheel, an editable install or a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import channelrules
from channelrules.errors import RulebookError
from channelrules.knowledge.model import Knowledge

__all__ = ["PREPARED", "built_in_knowledge", "built_in_rules"]

PREPARED: Final = "_prepared"
"""The file in a wheel with the built-in rules in prepared form; a checkout has none."""


def built_in_rules() -> Path:
    """Return the folder of the built-in rules.

    Raises:
        RulebookError: the installation has lost them.
    """
    package = _package()
    for candidate in (package / "_rules", package.parent.parent / "rules"):
        if (candidate / "rulebook.toml").is_file():
            return candidate
    message = "the built-in rules are not where they were installed: install channelrules again"
    raise RulebookError(message)


def built_in_knowledge() -> Knowledge:
    """Return the built-in rules: from the wheel's prepared form where it matches the files, else read from the files.

    Raises:
        RulebookError: the installation has lost the rules.
        Problems: everything that the folder has wrong.
    """
    folder, file = built_in_rules(), _package() / PREPARED
    knowledge = None
    if file.is_file():
        from channelrules.knowledge.prepared import taken_up

        knowledge = taken_up(file, folder)
    if knowledge is None:
        from channelrules.knowledge.loader import load_knowledge

        knowledge = load_knowledge(folder, trusted=True)
    return knowledge


def _package() -> Path:
    return Path(channelrules.__file__).resolve().parent
