"""From a judged case to a decision."""

from __future__ import annotations

from collections.abc import Sequence

from channelrules.decision.decision import (
    FORMAT,
    ChannelDecision,
    CompanyDecision,
    Decision,
    Degree,
    EditionDifference,
    WaiverState,
    WaiverUse,
)
from channelrules.decision.finding import Finding
from channelrules.facts.measures import Row
from channelrules.judgement.case import Case
from channelrules.judgement.verdict import Outcome, Verdict
from channelrules.knowledge.network import Edition

__all__ = ["decide"]


def decide(case: Case) -> Decision:
    """Return what is decided of the company of a case."""
    other = case.in_the_other_edition()
    channels = [_channel(case, position, other.get(position)) for position in range(len(case.profile.channels))]
    channels.sort(key=lambda each: each.id)
    verdicts, possible = case.company_verdict()
    company = CompanyDecision(case.profile.company.name, verdicts, possible, _findings(case, None))
    return Decision(
        as_of=case.day,
        edition=case.edition,
        company=company,
        channels=tuple(channels),
        waivers=_waiver_uses(case, company, channels) if case.profile.waivers else (),
        editions_differ=tuple(_difference(each, case.edition) for each in channels if each.other_edition is not None),
        format=FORMAT,
        case=case,
    )


def _channel(case: Case, position: int, other: Sequence[Verdict] | None) -> ChannelDecision:
    possible, default = case.verdict(position)
    verdict = _settled(possible)
    findings = _findings(case, position)
    fired = [each.rule for each in findings if each.outcome is Outcome.FIRES]
    elsewhere = _settled(other) if other is not None else None
    return ChannelDecision(
        id=case.profile.channels[position].id,
        network=case.networks[position].id,
        name=case.networks[position].name,
        verdict=verdict,
        possible=possible,
        actions=case.compiled.table.actions(verdict, default, fired, case.knowledge.actions),
        degree=_degree(case, case.rows.channels[position]),
        other_edition=elsewhere if elsewhere is not verdict else None,
        findings=findings,
    )


def _settled(possible: Sequence[Verdict]) -> Verdict:
    return possible[0] if len(possible) == 1 else Verdict.UNDETERMINED


def _findings(case: Case, channel: int | None) -> tuple[Finding, ...]:
    rules = case.rules.company if channel is None else case.rules.channel
    outcomes = case.outcomes.company if channel is None else case.outcomes.channels[channel]
    subject = None if channel is None else case.profile.channels[channel].id
    lifted, in_force = case.lifted(channel), case.in_force
    found = []
    for rule, outcome in zip(rules, outcomes, strict=True):
        if outcome is False or rule.kind == "definition":
            continue
        waiver = (in_force.get((rule.id, subject)) or in_force.get((rule.id, None))) if in_force else None
        said = Outcome.OPEN if outcome is None else Outcome.WAIVED if rule.id in lifted else Outcome.FIRES
        found.append(Finding(rule, subject, said, waiver, case, channel))
    return tuple(sorted(found))


def _degree(case: Case, row: Row) -> Degree:
    place = case.rules.layout.place
    value, pace, growth = (
        row[place[name]] if name in place else None
        for name in ("channel.degree", "channel.pace_kept", "channel.growth_kept")
    )
    return Degree(value, pace, growth)  # type: ignore[arg-type]


def _difference(channel: ChannelDecision, edition: Edition) -> EditionDifference:
    assert channel.other_edition is not None
    pair = (channel.verdict, channel.other_edition)
    guidance, current = pair if edition is Edition.GUIDANCE else pair[::-1]
    return EditionDifference(channel.id, guidance, current)


def _waiver_uses(case: Case, company: CompanyDecision, channels: Sequence[ChannelDecision]) -> tuple[WaiverUse, ...]:
    everywhere = [*company.findings, *(each for channel in channels for each in channel.findings)]
    uses = []
    for waiver in case.profile.waivers:
        met = [each for each in everywhere if each.waiver is waiver and each.outcome is not Outcome.OPEN]
        if waiver.until < case.day:
            state = WaiverState.EXPIRED
        elif not case.knowledge.rules[waiver.rule].waivable:
            state = WaiverState.NOT_WAIVABLE
        else:
            state = WaiverState.LIFTS if met else WaiverState.IDLE
        uses.append(WaiverUse(waiver, state))
    return tuple(sorted(uses, key=lambda use: (use.waiver.rule, use.waiver.channel or "", use.waiver.until)))
