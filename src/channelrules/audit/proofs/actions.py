"""The actions for a channel as terms, following `channelrules.decision.builder`."""

from __future__ import annotations

from typing import Final

from channelrules.audit.proofs.algebra import Term
from channelrules.audit.proofs.reading import Reading
from channelrules.knowledge.rule import Severity

__all__ = ["action_stands"]

_GIVES_UP: Final = frozenset({"park", "close"})
_MENDED: Final = ("asset", "potential", "helpful")


def action_stands(stated: Reading, presumed: Reading, action: str, at: int) -> Term:
    """Return where an action is advised for a channel, given the stated facts and the presumptions."""
    logic, knowledge = stated.algebra, stated.compiled.knowledge
    beside = [each for each, left_out in knowledge.leaves_out.items() if action in left_out]
    left_out = [_wanted(presumed, each, at) for each in beside]
    here = logic.And(_wanted(presumed, action, at), logic.Not(logic.Or(left_out)))
    if action not in _GIVES_UP:
        return here
    certain = logic.Or(list(_alone(stated, at).values()))
    alone = _alone(presumed, at)
    unsettled = logic.Or(alone.get("whim", False), logic.Not(logic.Or(list(alone.values()))))
    return logic.And(here, logic.Or(certain, logic.Not(unsettled)))


def _alone(reading: Reading, at: int) -> dict[str, Term]:
    """Return where each verdict is the only possible one."""
    logic, possible = reading.algebra, reading.possible(at)
    return {
        name: logic.And(holds, *(logic.Not(other) for each, other in possible.items() if each != name))
        for name, holds in possible.items()
    }


def _wanted(reading: Reading, action: str, at: int) -> Term:
    logic, knowledge = reading.algebra, reading.compiled.knowledge
    alone = _alone(reading, at)
    undetermined = logic.Not(logic.Or(list(alone.values())))
    fired = [
        (rule, logic.And(reading.outcome(rule, at).true, logic.Not(reading.facts.lifted(rule, at))))
        for rule in knowledge.active_rules
        if rule.scope == "channel"
    ]
    said = logic.Or([fires for rule, fires in fired if rule.action == action])
    anything = logic.Or([fires for rule, fires in fired if rule.action])
    above: list[Term] = []
    default: Term = False
    for row, truth in reading.held(at):
        if row.action == action:
            default = logic.Or(default, logic.And(*above, logic.Not(truth.false)))
        above.append(truth.false)
    whim = alone.get("whim", False)
    ways = [said, logic.And(logic.Not(undetermined), default, logic.Not(logic.And(whim, anything)))]
    if action == "ask":
        ways.append(undetermined)
    if action == "fix":
        heavy = logic.Or(
            [fires for rule, fires in fired if rule.severity in {Severity.ERROR, Severity.WARNING} and not rule.action]
        )
        ways.append(logic.And(heavy, logic.Or([alone.get(each, False) for each in _MENDED])))
    return logic.And(logic.Not(alone.get("out_of_use", False)), logic.Or(ways))
