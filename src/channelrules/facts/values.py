"""Values as plain data."""

from __future__ import annotations

import datetime
from typing import Any

from channelrules.language.nodes import Value

__all__ = ["plain"]


def plain(value: Value | None) -> Any:
    """Return a value as JSON has it: dates as ISO texts, sets as lists."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return sorted(value) if isinstance(value, tuple) else value
