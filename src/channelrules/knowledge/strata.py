"""The order of rules: each after those whose conclusions it uses."""

from __future__ import annotations

from channelrules.facts.measure import order_of
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import Rule

__all__ = ["strata"]


def strata(knowledge: Knowledge) -> tuple[Rule, ...]:
    """Return the rules in force, each after those whose conclusions it uses.

    Raises:
        RulebookError: conclusions rest on each other in a circle; the message names them.
    """
    by_name = {rule.concludes: rule for rule in knowledge.active_rules if rule.concludes}
    uses = {
        rule.id: {by_name[name].id for name in knowledge.uses(rule) if name in by_name}
        for rule in knowledge.active_rules
    }
    return tuple(knowledge.rules[each] for each in order_of(uses, "conclusions"))
