"""The findings on one subject by kind: what is the case, what could be, and what is in order."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from channelrules.decision.finding import Finding
from channelrules.inference.case import Case
from channelrules.inference.outcomes import Outcome

__all__ = ["Told", "tell"]


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


def tell(case: Case, channel: int | None, actions: Sequence[str] = ()) -> Told:
    """Return the findings of every rule on a channel, or on the company, given its actions there.

    A clear rule is included only where it applies and what it tests is in order.
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
    findings = (*found[Outcome.FIRES], *found[Outcome.PRESUMED], *found[Outcome.WAIVED])
    return Told(findings, tuple(found[Outcome.OPEN]), tuple(found[Outcome.CLEAR]))
