"""The translations of rules in a words file, read on demand.

``words/<language>.toml`` holds a table ``[rules.<id>]`` for each rule; these come last. Every translation names the
digest of the text that it translates, so that one whose original has changed is reported (`lint_translations`).
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

__all__ = ["RULES", "digest_of", "sections_of", "without_rules"]

RULES: Final = "rules"
_SECTION: Final = re.compile(r"^\[rules\.([a-z0-9-]+)\]$", re.MULTILINE)
_DIGITS: Final = 8


def digest_of(*texts: str | None) -> str:
    """Return the digest by which a translation names its original: eight hexadecimal digits."""
    return hashlib.sha256("\0".join(each or "" for each in texts).encode()).hexdigest()[:_DIGITS]


def without_rules(content: str) -> str:
    """Return a words file up to its first table of a rule."""
    found = _SECTION.search(content)
    return content[: found.start()] if found else content


def sections_of(content: str) -> dict[str, str]:
    """Return the tables of rules of a words file as texts, by the rule's id."""
    found = list(_SECTION.finditer(content))
    ends = [each.start() for each in found[1:]] + [len(content)]
    return {each.group(1): content[each.start() : end] for each, end in zip(found, ends, strict=True)}
