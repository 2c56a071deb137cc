"""The words of an answer: verdicts and outcomes, each in its order."""

from __future__ import annotations

from enum import Enum
from functools import total_ordering

__all__ = ["CompanyVerdict", "Ordered", "Outcome", "Verdict"]


@total_ordering
class Ordered(Enum):
    """An enumeration whose members are ordered as they are declared."""

    def __lt__(self, other: object) -> bool:
        """Order from the best to the worst, as they are declared."""
        if type(other) is not type(self):
            return NotImplemented
        order = list(type(self))
        return order.index(self) < order.index(other)


class Verdict(Ordered):
    """Whether a channel is an asset or a whim (G24a), from the best to the worst.

    * ``ASSET``: an asset: controlled, meant to bring an advantage, and nothing stands against it.
    * ``POTENTIAL``: can become one; what is missing can be put right.
    * ``HELPFUL``: at best it helps: not designed for business, or chosen as support only.
    * ``UNDETERMINED``: an unknown fact could decide; ``possible`` lists what it could still be.
    * ``WHIM``: useless as it stands.
    * ``OUT_OF_USE``: parked or closed, and not judged.
    """

    ASSET = "asset"
    POTENTIAL = "potential"
    HELPFUL = "helpful"
    UNDETERMINED = "undetermined"
    WHIM = "whim"
    OUT_OF_USE = "out_of_use"


class CompanyVerdict(Ordered):
    """How the company stands as a whole; it can be unplanned and overextended at once."""

    READY = "ready"
    UNDETERMINED = "undetermined"
    UNPLANNED = "unplanned"
    OVEREXTENDED = "overextended"


class Outcome(Ordered):
    """What a rule says: it fires, it would fire but is waived, or facts are missing.

    A rule that is clear makes no finding.
    """

    FIRES = "fires"
    WAIVED = "waived"
    OPEN = "open"
