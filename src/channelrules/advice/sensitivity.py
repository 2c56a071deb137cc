"""The numbers of our own that a verdict or a leaning depends on, with the values at which it tips."""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from fractions import Fraction
from typing import Any

import attrs

from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.presuming import against
from channelrules.language.breakpoints import critical
from channelrules.language.nodes import Expression

__all__ = ["Tip", "sensitivity"]

Answer = Verdict | CompanyVerdict


@attrs.frozen(eq=False)
class Tip:
    """A number of our own that a verdict or a leaning depends on.

    Attributes:
        parameter: its name; ``value`` is what it is now, in its ``unit``.
        subject: the id of the channel whose verdict depends on it; ``None`` for the company.
        at: the nearest value at which the answer tips, on this side of the present one.
        side: ``below`` or ``above`` the present value.
        reached: whether the answer changes at this very value, or only beyond it.
        possible: the verdicts that are possible then.
        leaning: the verdicts that are left under presumptions then; the same where they are settled.
        certain: whether other verdicts are possible then; where not, only the leaning changes.

    Examples:
        >>> tip = decision.sensitivity()[1]
        >>> tip.parameter, tip.side, tip.at
        ('pages_hard_limit', 'below', 3.0)
    """

    parameter: str
    value: float
    unit: str
    subject: str | None
    at: float
    side: str
    reached: bool
    possible: tuple[Answer, ...]
    leaning: tuple[Answer, ...]
    certain: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the tip as plain data for JSON."""
        told = attrs.asdict(self)
        verdicts = {"possible": self.possible, "leaning": self.leaning}
        return told | {name: [each.value for each in said] for name, said in verdicts.items()}


def sensitivity(case: Case, channel: int | None) -> tuple[Tip, ...]:
    """Return our own and the house's numbers on which an answer depends, with the nearest tipping value on each side.

    Every comparison that the answer can rest on, those of presumptions included, is solved for the number; values
    outside its range are left out.
    """
    subject = None if channel is None else case.profile.channels[channel].id
    if channel is not None and case.compiled.channels_apart:
        # Nothing but the channel itself, the company and its plan bears on it.
        case, channel = case.alone(channel, case.profile), 0
    asked = list(_asked(case, channel))
    found: list[Tip] = []
    for name, parameter in sorted(case.knowledge.parameters.items()):
        there = [each for each in asked if f"param.{name}" in each.names]
        if parameter.origin in {"ours", "house"} and there:
            found += _tips(case, channel, subject, name, there)
    return tuple(found)


@attrs.frozen
class _Asked:
    """A condition on which an answer can rest, where it is asked, and every name that it rests on."""

    node: Expression
    at: int | None
    presumes: bool
    names: AbstractSet[str]


def _asked(case: Case, channel: int | None) -> Iterator[_Asked]:
    knowledge, below = case.knowledge, case.compiled.below
    nodes = [rule.node for rule, _ in case.outcomes_at(channel) if rule.effect or rule.concludes]
    nodes += [row.node for row in case.verdicts.table_rows(channel)]
    yield from (_Asked(node, channel, presumes=False, names=below(node)) for node in nodes)
    used = case.compiled.below_presuming(*nodes) if case.presume else set()
    for presumption in knowledge.presumptions:
        if presumption.fact not in used:
            continue
        for node in (presumption.where, *against(presumption)):
            if node is not None:
                there = range(len(case.profile.channels)) if presumption.scope == "channel" else (None,)
                yield from (_Asked(node, at, presumes=True, names=below(node)) for at in there)


def _answers(case: Case, channel: int | None) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """Return the verdicts that are possible, and those that hold under presumptions or are left open by them."""
    if channel is None:
        return case.verdicts.company()[1], case.filled.verdicts.company()[0]
    return case.verdicts.channel(channel)[0], case.filled.verdicts.channel(channel)[0]


def _points(case: Case, name: str, asked: list[_Asked]) -> set[Fraction]:
    # Presumptions read stated facts only; rules and verdicts are asked on stated facts and under presumptions.
    stated, taken = (each.varied(f"param.{name}", None) for each in (case, case.filled))
    found = set[Fraction]()
    for each in asked:
        found |= critical(each.node, stated, each.at)
        if not each.presumes and case.filled is not case:
            found |= critical(each.node, taken, each.at)
    return found


def _tips(case: Case, channel: int | None, subject: str | None, name: str, asked: list[_Asked]) -> Iterator[Tip]:
    parameter = case.knowledge.parameters[name]
    value = case.value_of(name)
    now = _answers(case, channel)
    # Values out of range are left out first, as they can be too great for a float.
    points = {float(each) for each in _points(case, name, asked) if parameter.low <= each <= parameter.high}
    for side, points_there, end in (
        ("below", sorted((each for each in points if each <= value), reverse=True), parameter.low),
        ("above", sorted(each for each in points if value <= each), parameter.high),
    ):
        for place, point in enumerate(points_there):
            following = points_there[place + 1] if place + 1 < len(points_there) else end
            at = _answers(case.variant(parameters={name: point}), channel)
            beyond = _answers(case.variant(parameters={name: _past(point, following)}), channel)
            if (at != now and point != value) or beyond != now:
                reached = at != now
                possible, leaning = at if reached else beyond
                certain = possible != now[0]
                yield Tip(name, value, parameter.unit, subject, point, side, reached, possible, leaning, certain)
                break


def _past(point: float, following: float) -> float:
    return point if point == following else (point + following) / 2 if math.isfinite(following) else point
