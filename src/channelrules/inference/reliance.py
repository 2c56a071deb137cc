"""The presumptions that an outcome or a leaning rests on: a minimal set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from channelrules.inference.case import Case
from channelrules.inference.fewer import Fewer, Holds, Judged
from channelrules.inference.presuming import Spot
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression, names_in

__all__ = ["presuming_of_leaning", "presuming_of_rule"]


def presuming_of_rule(case: Case, rule: Rule, channel: int | None) -> tuple[Spot, ...]:
    """Return presumed facts that, with what is stated, give a rule the outcome that it has under presumptions.

    None of them can be left out. They are looked for in the order of name and channel id.
    """
    place = case.compiled.place_of_rule[rule.id]
    wanted = case.filled.outcomes_of(channel)[place]
    # The outcome stays as long as everything that it rests on stays.
    enough = case.compiled.below_names(case.filled.resting_on(rule, channel))
    return _smallest(case, channel, [rule.node], enough, lambda judged: judged.outcomes[place] is wanted)


def presuming_of_leaning(case: Case, channel: int | None) -> tuple[Spot, ...]:
    """Return presumed facts that, with what is stated, leave a channel, or the company, the verdicts of its leaning."""
    filled = case.filled
    rows = [row.node for row in case.verdicts.table_rows(channel)]
    bearing = [rule for rule in case.rules.asked(channel) if rule.effect or rule.concludes]
    outcomes = filled.outcomes_of(channel)
    resting = [name for node in rows for name in names_in(node)]
    for rule in bearing:
        if outcomes[case.compiled.place_of_rule[rule.id]] is not None:
            resting += filled.resting_on(rule, channel)
    nodes = [*(rule.node for rule in bearing), *rows]
    return _smallest(case, channel, nodes, case.compiled.below_names(resting), _leans_as(filled, channel))


def _leans_as(filled: Case, channel: int | None) -> Holds:
    table, parameters, lifted = filled.compiled.table, filled.parameters, filled.verdicts.lifted(channel)
    if channel is None:
        company = filled.verdicts.company()[0]
        return lambda judged: table.company(judged.own, parameters, judged.outcomes, lifted)[0] == company
    wanted = filled.verdicts.channel(channel)[0]
    return lambda judged: table.channel(judged.own, judged.row, parameters, judged.outcomes, lifted)[0] == wanted


def _smallest(
    case: Case, channel: int | None, nodes: Iterable[Expression], enough: AbstractSet[str], holds: Holds
) -> tuple[Spot, ...]:
    """Return a minimal set of presumed facts with which something still holds.

    Args:
        case: judged on what is stated.
        channel: the place of the channel; ``None`` for the company.
        nodes: all that it can rest on.
        enough: names that suffice for it, as long as nothing that is presumed of them is left out.
        holds: whether it holds.
    """
    filled = case.filled
    if filled is case or filled.presumed is None:
        return ()
    compiled = case.compiled
    names = compiled.below(*nodes)
    ids = [each.id for each in case.profile.channels]
    alone = compiled.judges_again
    # Where channels are judged again by themselves, what is presumed of the others is nothing to one of them.
    spots = _spots_at(filled, channel) if alone else filled.spots
    candidates = sorted(
        (spot for spot in spots if spot[0] in names),
        key=lambda spot: (spot[0], "" if spot[1] is None else ids[spot[1]]),
    )
    if alone:
        return Fewer(case, channel).needed(candidates, enough, holds)
    return _needed(case, channel, candidates, holds)


def _spots_at(filled: Case, channel: int | None) -> Iterable[Spot]:
    """Return what is presumed of the company and of a channel; everything where the company is judged."""
    if channel is None:
        return filled.spots
    key = ("spots by channel",)
    if key not in filled.told:
        found: dict[int | None, list[Spot]] = {}
        for spot in filled.spots:
            found.setdefault(spot[1], []).append(spot)
        filled.told[key] = found
    by_channel: dict[int | None, list[Spot]] = filled.told[key]
    return (*by_channel.get(None, ()), *by_channel.get(channel, ()))


def _needed(case: Case, channel: int | None, candidates: Sequence[Spot], holds: Holds) -> tuple[Spot, ...]:
    """Return the same by judging the whole profile each time that one is left out."""
    given = case.filled.presumed
    assert given is not None
    kept = list(candidates)
    for spot in candidates:
        fewer = [each for each in kept if each != spot]
        made = case.under(case.compiled.presuming.only(given, set(fewer)))
        own = made.rows.company
        row = own if channel is None else made.rows.channels[channel]
        if holds(Judged(own, row, made.outcomes_of(channel))):
            kept = fewer
    return tuple(kept)
