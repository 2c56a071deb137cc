"""The channels on which the two editions of network facts disagree (G35a)."""

from __future__ import annotations

from channelrules.decision.parts import EditionDifference, EditionView
from channelrules.inference.case import Case
from channelrules.inference.outcomes import settled
from channelrules.knowledge.network import Edition

__all__ = ["differences"]


def differences(case: Case) -> tuple[EditionDifference, ...]:
    """Return the channels on which the other edition disagrees, by id."""
    other = case.other
    if other is None:
        return ()
    found = []
    for position, channel in enumerate(case.profile.channels):
        pair = (_view(case, position), _view(other, position))
        if pair[0] != pair[1]:
            guidance, current = pair if case.edition is Edition.GUIDANCE else pair[::-1]
            found.append(EditionDifference(channel.id, guidance, current))
    return tuple(sorted(found, key=lambda each: each.channel))


def _view(case: Case, position: int) -> EditionView:
    possible = case.verdicts.channel(position)[0]
    lifted = case.verdicts.lifted(position)
    fires = [
        rule.id
        for rule, said in case.filled.outcomes_at(position)
        if said and rule.kind != "definition" and rule.id not in lifted
    ]
    return EditionView(settled(possible), possible, case.leaning(position), tuple(sorted(fires)))
