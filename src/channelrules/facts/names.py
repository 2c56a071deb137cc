"""How people write names: in any case, with spaces, hyphens, dots or slashes for underscores."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["folded"]

_APART: Final = re.compile(r"[\s_/.-]+")


def folded(name: str) -> str:
    """Return a name in normal form: ``X / Twitter`` becomes ``x_twitter``."""
    return _APART.sub("_", name.strip().casefold()).strip("_")
