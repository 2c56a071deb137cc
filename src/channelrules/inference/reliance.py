"""On which presumptions an outcome or a leaning rests: a set of which none can be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from channelrules.inference.case import Case
from channelrules.inference.presuming import Spot
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression

__all__ = ["presuming_of_leaning", "presuming_of_rule"]


def presuming_of_rule(case: Case, rule: Rule, channel: int | None) -> tuple[Spot, ...]:
    """Return presumed facts that, with what is stated, give a rule the outcome that it has under presumptions.

    None of them can be left out. They are looked for in the order of name and channel id.
    """
    place = case.rules.asked(channel).index(rule)

    def said(of: Case, at: int) -> object:
        return (of.outcomes.company if channel is None else of.outcomes.channels[at])[place]

    wanted = said(case.filled, channel or 0)
    return _smallest(case, channel, [rule.node], lambda of, at: said(of, at) is wanted)


def presuming_of_leaning(case: Case, channel: int | None) -> tuple[Spot, ...]:
    """Return presumed facts that, with what is stated, leave a channel, or the company, the verdicts of its leaning."""
    rows = case.knowledge.verdict_tables["company" if channel is None else "channel"]
    nodes = [rule.node for rule in case.rules.asked(channel) if rule.effect or rule.concludes]
    nodes += [row.node for row in rows]
    if channel is None:
        company = case.filled.company_verdict()[0]
        return _smallest(case, None, nodes, lambda of, _: of.company_verdict()[0] == company)
    wanted = case.filled.verdict(channel)[0]
    return _smallest(case, channel, nodes, lambda of, at: of.verdict(at)[0] == wanted)


def _smallest(
    case: Case, channel: int | None, nodes: Iterable[Expression], holds: Callable[[Case, int], bool]
) -> tuple[Spot, ...]:
    filled = case.filled
    if filled is case or filled.presumed is None:
        return ()
    names = case.compiled.below(*nodes)
    ids = [each.id for each in case.profile.channels]
    if channel is not None and case.compiled.shared is not None:
        # Nothing but the channel itself, the company and its plan bears on it.
        alone = case.alone(channel, case.profile)
        inside, at = alone, 0
        spots = {
            (name, None if position is None else channel): (name, position) for name, position in alone.filled.spots
        }
    else:
        inside, at = case, channel or 0
        spots = {spot: spot for spot in filled.spots}
    given = inside.filled.presumed
    assert given is not None
    compiled = case.compiled.presuming
    candidates = sorted(
        (spot for spot in spots if spot[0] in names),
        key=lambda spot: (spot[0], "" if spot[1] is None else ids[spot[1]]),
    )
    kept = list(candidates)
    for spot in candidates:
        fewer = [each for each in kept if each != spot]
        if holds(inside.under(compiled.only(given, {spots[each] for each in fewer})), at):
            kept = fewer
    return tuple(kept)
