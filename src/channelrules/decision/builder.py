"""From a judged case to a decision."""

from __future__ import annotations

from collections.abc import Sequence

from channelrules.decision.decision import FORMAT, Decision
from channelrules.decision.finding import Finding
from channelrules.decision.parts import Degree, EditionDifference, EditionView, WaiverState, WaiverUse
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.facts.layout import Row
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import And
from channelrules.language.semantics import evaluate

__all__ = ["decide", "is_in_order"]


def decide(case: Case) -> Decision:
    """Return what is decided of the company of a case."""
    channels = [_channel(case, position) for position in range(len(case.profile.channels))]
    channels.sort(key=lambda each: each.id)
    verdicts, possible = case.company_verdict()
    told = _Told(case, None)
    company = CompanyDecision(
        name=case.profile.company.name,
        verdicts=() if verdicts == (CompanyVerdict.UNDETERMINED,) else verdicts,
        possible=possible,
        leaning=case.company_leaning(),
        findings=told.findings,
        open=told.open,
        clear=told.clear,
        case=case,
    )
    return Decision(
        as_of=case.day,
        edition=case.edition,
        company=company,
        channels=tuple(channels),
        waivers=_waiver_uses(case) if case.profile.waivers else (),
        editions_differ=_differences(case),
        presume=case.presume,
        digest=case.knowledge.digest,
        format=FORMAT,
        judged=case,
    )


def _channel(case: Case, position: int) -> ChannelDecision:
    possible, _ = case.verdict(position)
    actions = _actions(case, position)
    told = _Told(case, position, actions)
    return ChannelDecision(
        id=case.profile.channels[position].id,
        network=case.networks[position].id,
        name=case.networks[position].name,
        verdict=_settled(possible),
        possible=possible,
        leaning=case.leaning(position),
        actions=actions,
        degree=_degree(case, case.rows.channels[position]),
        findings=told.findings,
        open=told.open,
        clear=told.clear,
        case=case,
        position=position,
    )


def _settled(possible: Sequence[Verdict]) -> Verdict:
    return possible[0] if len(possible) == 1 else Verdict.UNDETERMINED


def _actions(case: Case, position: int) -> tuple[str, ...]:
    """Return what the company does, read under presumptions; nothing is given up on a presumption alone."""
    filled = case.filled
    possible, default = filled.verdict(position)
    lifted = case.lifted(position)
    fired = [rule for rule, said in filled.outcomes_at(position) if said and rule.id not in lifted]
    verdict = _settled(possible)
    actions = case.compiled.table.actions(verdict, default, fired, case.knowledge.actions)
    certain = len(case.verdict(position)[0]) == 1
    if certain or verdict not in {Verdict.WHIM, Verdict.UNDETERMINED}:
        return actions
    return ("ask", *(each for each in actions if each not in {"ask", "park", "close"}))


class _Told:
    """What every rule says of one subject, apart: what is the case, what could be, and what is in order."""

    def __init__(self, case: Case, channel: int | None, actions: Sequence[str] = ()) -> None:
        self.case, self.channel = case, channel
        self.subject = None if channel is None else case.profile.channels[channel].id
        self.beside = [each for each in actions if each in case.knowledge.rules_out]
        found: dict[Outcome, list[Finding]] = {each: [] for each in Outcome}
        under = case.filled.outcomes_at(channel)
        for (rule, said), (_, then) in zip(case.outcomes_at(channel), under, strict=True):
            if rule.kind == "definition":
                continue
            if said is False and not is_in_order(case, rule, channel):
                continue
            made = self.finding(rule, said=said, then=then)
            found[made.outcome].append(made)
        self.findings = tuple(sorted([*found[Outcome.FIRES], *found[Outcome.PRESUMED], *found[Outcome.WAIVED]]))
        self.open = tuple(sorted(found[Outcome.OPEN]))
        self.clear = tuple(sorted(found[Outcome.CLEAR]))

    def finding(self, rule: Rule, *, said: bool | None, then: bool | None) -> Finding:
        """Return what a rule says, given its outcome on what is stated and the one under presumptions."""
        case, in_force = self.case, self.case.in_force
        waiver = (in_force.get((rule.id, self.subject)) or in_force.get((rule.id, None))) if in_force else None
        if said is False:
            outcome = Outcome.CLEAR
        elif said is None and not then:
            outcome = Outcome.OPEN
        elif rule.id in case.lifted(self.channel):
            outcome = Outcome.WAIVED
        else:
            outcome = Outcome.FIRES if said else Outcome.PRESUMED
        severity = rule.severity
        assert severity is not None
        beside = next((each for each in self.beside if rule.asks in case.knowledge.rules_out[each]), None)
        return Finding(
            id=rule.id,
            subject=self.subject,
            outcome=outcome,
            severity=severity,
            under_presumptions=said is None and then is not None,
            waiver=waiver,
            case=case,
            channel=self.channel,
            beside=beside,
        )


def is_in_order(case: Case, rule: Rule, channel: int | None) -> bool:
    """Return whether a rule is clear because what it tests is in order, and not because it does not apply.

    The last part of a condition is what is tested; those before it say where it applies.
    """
    node = rule.node
    if not isinstance(node, And):
        return True
    facts = case.facts(channel)
    return all(evaluate(part, facts) for part in node.parts[:-1])


def _degree(case: Case, row: Row) -> Degree:
    place = case.rules.layout.place
    value, pace, growth = (
        row[place[name]] if name in place else None
        for name in ("channel.degree", "channel.pace_kept", "channel.growth_kept")
    )
    return Degree(value, pace, growth)  # type: ignore[arg-type]


# --- the two editions ---


def _differences(case: Case) -> tuple[EditionDifference, ...]:
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
    possible = case.verdict(position)[0]
    lifted = case.lifted(position)
    fires = [
        rule.id
        for rule, said in case.filled.outcomes_at(position)
        if said and rule.kind != "definition" and rule.id not in lifted
    ]
    return EditionView(_settled(possible), possible, case.leaning(position), tuple(sorted(fires)))


# --- waivers ---


def _waiver_uses(case: Case) -> tuple[WaiverUse, ...]:
    met: set[tuple[str, str | None]] = set()
    for position in (None, *range(len(case.profile.channels))):
        subject = None if position is None else case.profile.channels[position].id
        met |= {(rule.id, subject) for rule, said in case.filled.outcomes_at(position) if said}
    uses = []
    for waiver in case.profile.waivers:
        rule = case.knowledge.rules[waiver.rule]
        everywhere = rule.scope == "channel" and waiver.channel is None
        lifts = any(id == rule.id and (everywhere or subject == waiver.channel) for id, subject in met)  # noqa: A001
        if waiver.until < case.day:
            state = WaiverState.EXPIRED
        elif not rule.waivable:
            state = WaiverState.NOT_WAIVABLE
        else:
            state = WaiverState.LIFTS if lifts else WaiverState.IDLE
        uses.append(WaiverUse(waiver, state))
    return tuple(sorted(uses, key=lambda use: (use.waiver.rule, use.waiver.channel or "", use.waiver.until)))
