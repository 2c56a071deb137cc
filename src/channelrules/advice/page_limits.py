"""The limits of pages for which an answer gives results, since the source's own figures are lost (G13a)."""

from __future__ import annotations

from typing import Final

from channelrules.inference.case import Case

__all__ = ["limits_shown"]

_PAGE_LIMITS: Final = 6


def limits_shown(case: Case) -> range:
    """Return the limits of pages that a table shows: from 1 to a parameter of the rulebook."""
    known = "page_limits_shown" in case.knowledge.parameters
    return range(1, 1 + int(case.value_of("page_limits_shown") if known else _PAGE_LIMITS))
