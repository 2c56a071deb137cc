"""From a judged case to a decision."""

from __future__ import annotations

from channelrules.decision.decision import FORMAT, Decision
from channelrules.decision.parts import Degree, WaiverState, WaiverUse
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.facts.layout import Row
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict, settled

__all__ = ["decide"]


def decide(case: Case) -> Decision:
    """Return the decision on the company of a case."""
    channels = [_channel(case, position) for position in range(len(case.profile.channels))]
    channels.sort(key=lambda each: each.id)
    verdicts, possible = case.verdicts.company()
    company = CompanyDecision(
        name=case.profile.company.name,
        verdicts=() if verdicts == (CompanyVerdict.UNDETERMINED,) else verdicts,
        possible=possible,
        leaning=case.company_leaning(),
        case=case,
    )
    return Decision(
        as_of=case.day,
        edition=case.edition,
        company=company,
        channels=tuple(channels),
        waivers=_waiver_uses(case) if case.profile.waivers else (),
        presume=case.presume,
        digest=case.knowledge.digest,
        format=FORMAT,
        judged=case,
    )


def _channel(case: Case, position: int) -> ChannelDecision:
    possible, _ = case.verdicts.channel(position)
    actions = _actions(case, position)
    return ChannelDecision(
        id=case.profile.channels[position].id,
        network=case.networks[position].id,
        name=case.networks[position].name,
        verdict=settled(possible),
        possible=possible,
        leaning=case.leaning(position),
        actions=actions,
        degree=_degree(case, case.rows.channels[position]),
        case=case,
        position=position,
    )


def _actions(case: Case, position: int) -> tuple[str, ...]:
    """Return the company's actions under presumptions; nothing is given up on a presumption alone."""
    filled = case.filled
    possible, default = filled.verdicts.channel(position)
    lifted = case.verdicts.lifted(position)
    fired = [rule for rule, said in filled.outcomes_at(position) if said and rule.id not in lifted]
    verdict = settled(possible)
    actions = case.compiled.table.actions(verdict, default, fired, case.knowledge.actions)
    certain = len(case.verdicts.channel(position)[0]) == 1
    if certain or verdict not in {Verdict.WHIM, Verdict.UNDETERMINED}:
        return actions
    return ("ask", *(each for each in actions if each not in {"ask", "park", "close"}))


def _degree(case: Case, row: Row) -> Degree:
    place = case.rules.layout.place
    value, pace, growth = (
        row[place[name]] if name in place else None
        for name in ("channel.degree", "channel.pace_kept", "channel.growth_kept")
    )
    return Degree(value, pace, growth)  # type: ignore[arg-type]  # measures of a degree are numbers


def _waiver_uses(case: Case) -> tuple[WaiverUse, ...]:
    met: set[tuple[str, str | None]] = set()
    for position in (None, *range(len(case.profile.channels))):
        subject = None if position is None else case.profile.channels[position].id
        met |= {(rule.id, subject) for rule, said in case.filled.outcomes_at(position) if said}
    uses = []
    for waiver in case.profile.waivers:
        rule = case.knowledge.rules[waiver.rule]
        everywhere = rule.scope == "channel" and waiver.channel is None
        lifts = any(id == rule.id and (everywhere or subject == waiver.channel) for id, subject in met)  # noqa: A001 - a waiver names it so
        if waiver.until < case.day:
            state = WaiverState.EXPIRED
        elif not rule.waivable:
            state = WaiverState.NOT_WAIVABLE
        else:
            state = WaiverState.LIFTS if lifts else WaiverState.IDLE
        uses.append(WaiverUse(waiver, state))
    return tuple(sorted(uses, key=lambda use: (use.waiver.rule, use.waiver.channel or "", use.waiver.until)))
