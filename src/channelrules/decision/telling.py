"""The findings on one subject by kind: what is the case, what could be, and what is in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import attrs

from channelrules.decision.finding import Finding
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Outcome

__all__ = ["Told", "tell"]

_WEIGHT: Final = {Outcome.FIRES: 0, Outcome.PRESUMED: 1}
"""How certain a finding is that others can be told under: no less certain than they are."""


@attrs.frozen(eq=False, repr=False)
class Told:
    """The findings of one subject, each kind from the heaviest severity, by rule.

    Attributes:
        findings: what fires, then what is presumed, then what is waived.
        open: what could still fire.
        clear: what was asked and is in order.
    """

    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]
    clear: tuple[Finding, ...]


def tell(case: Case, channel: int | None, actions: Sequence[str] = (), verdict: str = "") -> Told:
    """Return the findings of every rule on a channel, or on the company, given its actions and its verdict there.

    A clear rule is included only where it applies and what it tests is in order. A finding that another one comes
    before is told under that one.
    """
    subject = None if channel is None else case.profile.channels[channel].id
    rules_out, in_force, lifted = case.knowledge.rules_out, case.verdicts.in_force, case.verdicts.lifted(channel)
    beside = [each for each in actions if each in rules_out]
    outcomes, under = case.outcomes_of(channel), case.filled.outcomes_of(channel)
    in_order = case.in_order(channel)
    found: dict[Outcome, list[Finding]] = {each: [] for each in Outcome}
    for place, rule, severity in case.compiled.telling["company" if channel is None else "channel"]:
        said, then = outcomes[place], under[place]
        if said is False:
            if not in_order[place]:
                continue
            outcome = Outcome.CLEAR
        elif said is None and not then:
            outcome = Outcome.OPEN
        elif rule.id in lifted:
            outcome = Outcome.WAIVED
        else:
            outcome = Outcome.FIRES if said else Outcome.PRESUMED
        found[outcome].append(
            Finding(
                id=rule.id,
                subject=subject,
                outcome=outcome,
                severity=severity,
                under_presumptions=said is None and then is not None,
                waiver=(in_force.get((rule.id, subject)) or in_force.get((rule.id, None))) if in_force else None,
                case=case,
                channel=channel,
                beside=next((each for each in beside if rule.asks in rules_out[each]), None) if beside else None,
            )
        )
    holding = [*found[Outcome.FIRES], *found[Outcome.PRESUMED]]
    if len(holding) + (channel is not None) > 1:
        put_off = {each.id for each in holding if beside and each.rule.action not in actions}
        decide = [each.id for each in holding if each.rule.effect == verdict or each.rule.action in beside]
        holding = _told_under(case, channel, holding, put_off, decide)
    findings = (*holding, *found[Outcome.WAIVED])
    return Told(findings, tuple(found[Outcome.OPEN]), tuple(found[Outcome.CLEAR]))


def _told_under(
    case: Case, channel: int | None, holding: Sequence[Finding], put_off: Collection[str], decide: Sequence[str]
) -> list[Finding]:
    """Return the findings that hold at a subject, each with the rule under which it is told, if any.

    A rule says itself to which others it gives way, on the same channel or of the company. Beside an action that rules
    out work, such as to park the channel, what gives the channel its verdict comes first: the rest is told under it.

    Args:
        case: what is judged.
        channel: the position of the channel; ``None`` for the company.
        holding: what fires and what is presumed there.
        put_off: the rules that can wait, since the channel is put off.
        decide: the rules that give the channel its verdict or such an action, in their order.
    """
    weights = {each.id: _WEIGHT[each.outcome] for each in holding}
    if channel is not None:
        weights = {**_company_weights(case), **weights}
    firsts = {each.id: _first_of(case, each.id, weights) or each.id for each in holding}
    if decide:
        above = firsts[decide[0]]
        leads = above if above in decide or above not in put_off else decide[0]
        firsts = {rule: leads if first in put_off else first for rule, first in firsts.items()}
    return [each if firsts[each.id] == each.id else attrs.evolve(each, told_under=firsts[each.id]) for each in holding]


def _company_weights(case: Case) -> Mapping[str, int]:
    """Return how certain the company's findings are that rules of channels give way to."""
    outcomes, under, lifted = case.outcomes_of(None), case.filled.outcomes_of(None), case.verdicts.lifted(None)
    found = {}
    for place, rule in case.compiled.causes:
        if (outcomes[place] or (outcomes[place] is None and under[place])) and rule.id not in lifted:
            found[rule.id] = _WEIGHT[Outcome.FIRES if outcomes[place] else Outcome.PRESUMED]
    return found


def _first_of(case: Case, rule: str, weights: Mapping[str, int]) -> str | None:
    """Return the rule that comes first: of those to which one gives way, and of those to which they do."""
    rules = case.knowledge.rules
    for each in rules[rule].gives_way_to:
        if weights.get(each, len(_WEIGHT)) <= weights[rule]:
            return _first_of(case, each, weights) or each
    return None
