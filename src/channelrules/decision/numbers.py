"""The numbers that an answer rests on: parameters and limits of pages."""

from __future__ import annotations

import attrs

from channelrules.inference.case import Case
from channelrules.inference.provenance import source_of_parameter
from channelrules.knowledge.rule import Rule

__all__ = ["PageLimit", "ParameterUse", "page_limits_of", "parameters_of"]


@attrs.frozen(order=True)
class ParameterUse:
    """A parameter that an outcome rested on, with its value and origin.

    Attributes:
        name: of the parameter.
        value: the value that counted, in its ``unit``.
        unit: such as ``days`` or ``hours/week``; ``1`` for a plain number.
        origin: source, inferred, ours, outside or house; ``set`` where the profile or the call has another value.
        source: where it comes from, or who set it.

    Examples:
        >>> [use.name for use in decision.parameters if use.origin == "outside"]
        ['days_per_month', 'weeks_per_month']
    """

    name: str
    value: float
    unit: str
    origin: str
    source: str


@attrs.frozen
class PageLimit:
    """Whether the company's pages are beyond a limit (G13a).

    Attributes:
        limit: how many pages, from 1.
        beyond: whether the company has more; ``None`` where a fact is missing.

    Examples:
        >>> three = book.assess(profile, engine="native", parameters={"pages_soft_limit": 1})
        >>> [(limit.limit, limit.beyond) for limit in three.page_limits][:2]
        [(1, True), (2, True)]
    """

    limit: int
    beyond: bool | None


def parameters_of(case: Case) -> tuple[ParameterUse, ...]:
    """Return the parameters that any outcome or degree rested on, by name."""
    named: set[str] = set()
    places: list[tuple[int | None, tuple[Rule, ...]]] = [(None, case.rules.company)]
    places += [(position, case.rules.channel) for position in range(len(case.profile.channels))]
    for channel, rules in places:
        values = case.facts(channel).values
        rested = {name for rule in rules for name in case.resting_on(rule, channel)}
        named |= {name for name in rested if values.get(name) is not None}
    place = case.rules.layout.place.get("channel.degree")
    if place is not None and any(row[place] is not None for row in case.rows.channels):
        named.add("channel.degree")
    used = {each for name in named for each in case.compiled.parameters_below(name)}
    return tuple(
        ParameterUse(
            name,
            case.value_of(name),
            case.knowledge.parameters[name].unit,
            "set" if name in case.overridden else case.knowledge.parameters[name].origin,
            source_of_parameter(case, name),
        )
        for name in sorted(used)
    )


def page_limits_of(case: Case) -> tuple[PageLimit, ...]:
    """Return whether the company's pages are beyond each limit, up to the parameter ``page_limits_shown``.

    The source's own figures are lost (G13a), so all limits are given. Empty where it does not matter: where no
    finding about a limit of pages fires, is presumed, or is open whatever is presumed.
    """
    from channelrules.advice.page_limits import limits_shown

    limits = {f"param.{each}" for each in ("pages_soft_limit", "pages_hard_limit")}
    told = (rule for rule, said in case.filled.outcomes_at(None) if said is not False)
    if not any(limits & case.compiled.below(rule.node) for rule in told):
        return ()
    low, high = case.range_of("company.pages", None)
    return tuple(
        PageLimit(limit, True if low > limit else False if high <= limit else None) for limit in limits_shown(case)
    )
