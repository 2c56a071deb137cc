"""On which of our own numbers a verdict hangs, and at which value it tips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import attrs

from channelrules.judgement.case import Case
from channelrules.judgement.verdict import CompanyVerdict, Verdict
from channelrules.language.critical import critical
from channelrules.language.expression import Expression

__all__ = ["Tip", "sensitivity"]

Answer = Verdict | CompanyVerdict


@attrs.frozen(eq=False)
class Tip:
    """A number of our own on which a verdict hangs.

    Attributes:
        parameter: its name; ``value`` is what it is now, in its ``unit``.
        subject: the id of the channel whose verdict hangs on it; ``None`` for the company.
        at: the nearest value at which the verdict tips, on this side of the present one.
        side: ``below`` or ``above`` the present value.
        reached: whether the verdict is already another at this very value, or only beyond it.
        possible: the verdicts that are possible then.
    """

    parameter: str
    value: float
    unit: str
    subject: str | None
    at: float
    side: str
    reached: bool
    possible: tuple[Answer, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the tip as plain data for JSON."""
        told = attrs.asdict(self)
        return {**told, "possible": [each.value for each in self.possible]}


def sensitivity(case: Case, channel: int | None) -> tuple[Tip, ...]:
    """Return our own numbers, and the house's, on which a verdict hangs, the nearest value on each side of each.

    Every comparison that the verdict can rest on is solved for the number; what is beyond the range that
    makes sense for it is left out.
    """
    nodes = list(_nodes(case, channel))
    used = case.compiled.below(*nodes)
    found = []
    for name, parameter in sorted(case.knowledge.parameters.items()):
        if parameter.origin in {"ours", "house"} and f"param.{name}" in used:
            found += list(_tips(case, channel, name, nodes))
    return tuple(found)


def _nodes(case: Case, channel: int | None) -> Iterator[Expression]:
    knowledge = case.knowledge
    yield from (rule.node for rule, _ in case.outcomes_at(channel) if rule.effect or rule.concludes)
    rows = knowledge.company_verdicts if channel is None else knowledge.channel_verdicts
    yield from (row.node for row in rows)


def _possible(case: Case, channel: int | None) -> tuple[Answer, ...]:
    return case.company_verdict()[1] if channel is None else case.verdict(channel)[0]


def _tips(case: Case, channel: int | None, name: str, nodes: list[Expression]) -> Iterator[Tip]:
    parameter = case.knowledge.parameters[name]
    value = case.value_of(name)
    now = _possible(case, channel)
    varied = case.varied(f"param.{name}", None)
    points = {float(each) for node in nodes for each in critical(node, varied, channel)}
    subject = None if channel is None else case.profile.channels[channel].id
    for side, points_there, end in (
        ("below", sorted((each for each in points if parameter.low <= each <= value), reverse=True), parameter.low),
        ("above", sorted(each for each in points if value <= each <= parameter.high), parameter.high),
    ):
        for place, point in enumerate(points_there):
            following = points_there[place + 1] if place + 1 < len(points_there) else end
            at = _possible(case.variant(parameters={name: point}), channel)
            beyond = _possible(case.variant(parameters={name: _past(point, following)}), channel)
            if (at != now and point != value) or beyond != now:
                reached = at != now
                possible = at if reached else beyond
                yield Tip(name, value, parameter.unit, subject, point, side, reached, possible)
                break


def _past(point: float, following: float) -> float:
    return point if point == following else (point + following) / 2 if math.isfinite(following) else point
