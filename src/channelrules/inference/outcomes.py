"""The terms of an answer: verdicts and outcomes, in order."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

__all__ = ["CompanyVerdict", "Ordered", "Outcome", "Verdict", "settled"]


class Ordered(StrEnum):
    """Words in the order of their declaration, each equal to its text."""

    @property
    def _place(self) -> int:
        return type(self)._member_names_.index(self._name_)

    def __lt__(self, other: object) -> bool:
        """Order from the best to the worst, as they are declared."""
        return self._place < other._place if type(other) is type(self) else NotImplemented

    def __le__(self, other: object) -> bool:
        """Order from the best to the worst, as they are declared."""
        return self._place <= other._place if type(other) is type(self) else NotImplemented

    def __gt__(self, other: object) -> bool:
        """Order from the best to the worst, as they are declared."""
        return self._place > other._place if type(other) is type(self) else NotImplemented

    def __ge__(self, other: object) -> bool:
        """Order from the best to the worst, as they are declared."""
        return self._place >= other._place if type(other) is type(self) else NotImplemented


class Verdict(Ordered):
    """Whether a channel is an asset or a whim (G24a), from the best to the worst.

    * ``ASSET``: an asset: controlled, meant to bring an advantage, and no rule speaks against it.
    * ``POTENTIAL``: can become one; what is missing can be put right.
    * ``HELPFUL``: at best it helps: not designed for business, or chosen as support only.
    * ``UNDETERMINED``: an unknown fact could decide; ``possible`` lists what it could still be, and ``leaning``
      what it is under presumptions.
    * ``WHIM``: useless as it stands.
    * ``OUT_OF_USE``: parked or closed, and not judged.

    Examples:
        >>> [verdict.value for verdict in cr.Verdict]
        ['asset', 'potential', 'helpful', 'undetermined', 'whim', 'out_of_use']
        >>> decision.channel("fb").verdict is cr.Verdict.WHIM
        True
    """

    ASSET = "asset"
    POTENTIAL = "potential"
    HELPFUL = "helpful"
    UNDETERMINED = "undetermined"
    WHIM = "whim"
    OUT_OF_USE = "out_of_use"


class CompanyVerdict(Ordered):
    """How the company stands as a whole; it can be unplanned and overextended at once.

    Examples:
        >>> [verdict.value for verdict in cr.CompanyVerdict]
        ['ready', 'undetermined', 'unplanned', 'overextended', 'nothing_to_judge']
    """

    READY = "ready"
    UNDETERMINED = "undetermined"
    UNPLANNED = "unplanned"
    OVEREXTENDED = "overextended"
    NOTHING_TO_JUDGE = "nothing_to_judge"


class Outcome(Ordered):
    """The outcome of a rule for a subject.

    * ``FIRES``: it fires on what is stated.
    * ``PRESUMED``: it fires under presumptions, and facts that nobody stated could still clear it.
    * ``WAIVED``: it would fire, and a declared exception lifts it.
    * ``OPEN``: facts are missing.
    * ``CLEAR``: what it looks for is not the case.

    Examples:
        >>> [outcome.value for outcome in cr.Outcome]
        ['fires', 'presumed', 'waived', 'open', 'clear']
    """

    FIRES = "fires"
    PRESUMED = "presumed"
    WAIVED = "waived"
    OPEN = "open"
    CLEAR = "clear"


def settled(possible: Sequence[Verdict]) -> Verdict:
    """Return the one verdict that remains possible; ``UNDETERMINED`` where several do."""
    return possible[0] if len(possible) == 1 else Verdict.UNDETERMINED
