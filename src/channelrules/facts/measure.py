"""Named values computed from facts, and the order in which to compute them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

import attrs

from channelrules.errors import RulebookError
from channelrules.language.nodes import Expression
from channelrules.language.types import Term

__all__ = ["Measure", "order_of"]


@attrs.frozen
class Measure:
    """A named value computed from facts.

    Attributes:
        term: its name, type and meaning.
        node: how it is computed.
        cites: the statements that it rests on.
        origin: where it comes from: source, inferred or ours.
        shown: how its number is shown to people: ``percent``, or ``rounded_up`` to whole posts and quarters of an
            hour for required amounts; ``None`` for most.
    """

    term: Term
    node: Expression
    cites: tuple[str, ...] = ()
    origin: str = "ours"
    shown: str | None = None


def order_of(uses: Mapping[str, Iterable[str]], what: str) -> tuple[str, ...]:
    """Return names so that each comes after those that it uses.

    Raises:
        RulebookError: some use each other in a circle; the message names them.
    """
    try:
        return tuple(TopologicalSorter({name: sorted(used) for name, used in sorted(uses.items())}).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        message = f"{what} rest on each other in a circle: {circle}"
        raise RulebookError(message) from None
