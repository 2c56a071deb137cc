"""From a profile to the rows that rules look at.

A measure is a named value that the rulebook computes from facts. Measures of channels and of
the company may rest on each other: the order is worked out once, and one function is
generated that fills a row for the company and a row for each channel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

import attrs

from channelrules.errors import RulebookError
from channelrules.facts.profile import CommunicationPlan, EditorialPlan, Profile
from channelrules.facts.terms import FACTS, NETWORK_FACTS
from channelrules.language.expression import Expression, Value, lists_in, names_in
from channelrules.language.kleene import Facts
from channelrules.language.python import NAMESPACE, Coder, Loop
from channelrules.language.types import Term

__all__ = ["Layout", "Measure", "Row", "Rows", "lists_of", "order_of"]

Row = tuple[Value | None, ...]
CHANNEL_SCOPES: Final = frozenset({"channel", "editorial", "network"})
COMPANY_SCOPES: Final = frozenset({"company", "plan", "profile"})
_LISTS_OF_CHANNELS: Final = frozenset({"channel.followers", "editorial.entries"})
_EDITORIAL: Final = "editorial = channel.editorial_plan"
_EDITORIAL_ENTRIES: Final = (
    "editorial_entries = None if editorial is None or editorial == 'none' else editorial.entries"
)


@attrs.frozen
class Measure:
    """A named value computed from facts.

    Attributes:
        term: its name, type and meaning.
        node: how it is computed.
        cites: the statements that it rests on.
        origin: whose idea it is: source, inferred or ours.
    """

    term: Term
    node: Expression
    cites: tuple[str, ...] = ()
    origin: str = "ours"


@attrs.frozen
class Rows:
    """What is known of one company: its row, and one row for each channel, in order."""

    company: Row
    channels: tuple[Row, ...]


def order_of(uses: Mapping[str, Iterable[str]], what: str) -> tuple[str, ...]:
    """Return names so that each comes after those that it uses.

    Raises:
        RulebookError: some use each other in a circle; the message names them.
    """
    try:
        return tuple(TopologicalSorter({name: sorted(used) for name, used in sorted(uses.items())}).static_order())
    except CycleError as error:
        circle = " → ".join(error.args[1])
        message = f"{what} rest on each other in a circle: {circle}"
        raise RulebookError(message) from None


def _is_channel(name: str) -> bool:
    return name.partition(".")[0] in CHANNEL_SCOPES


@attrs.define
class _Phase:
    company: list[str] = attrs.field(factory=list)
    channel: list[str] = attrs.field(factory=list)


@attrs.frozen
class Layout:
    """Where each name stands in a row, and the function that fills rows.

    Args:
        names: the facts and measures that are wanted.
        measures: every measure, by name.
        parameters: the parameters, in the order in which their values are passed.
    """

    company: tuple[str, ...]
    channel: tuple[str, ...]
    parameters: tuple[str, ...]
    source: str
    _fill: Callable[[Profile, Sequence[Row], Row], tuple[Row, tuple[Row, ...]]] = attrs.field(eq=False, repr=False)
    place: Mapping[str, int] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Note where each name of a channel's row stands."""
        object.__setattr__(self, "place", {name: position for position, name in enumerate(self.channel)})

    @classmethod
    def of(cls, names: Collection[str], measures: Mapping[str, Measure], parameters: Sequence[str]) -> Layout:
        """Return the layout for the wanted names and what they rest on."""
        return _Writer(measures, tuple(parameters)).write(names)

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.company, self.channel, self.parameters, self.source)

    def rows(self, profile: Profile, networks: Sequence[Row], parameters: Row) -> Rows:
        """Return the rows of a profile, given the facts of each channel's network."""
        return Rows(*self._fill(profile, networks, parameters))

    def facts(self, rows: Rows, parameters: Row, channel: int | None = None) -> Facts:
        """Return the same as names with values, for the written semantics and for explanations."""
        values: dict[str, Value | None] = dict(zip(self.company, rows.company, strict=True))
        values.update(zip(self.parameters, parameters, strict=True))
        if channel is not None:
            values.update(zip(self.channel, rows.channels[channel], strict=True))
        return Facts(values)


def _restore(company: tuple[str, ...], channel: tuple[str, ...], parameters: tuple[str, ...], source: str) -> Layout:
    return Layout(company, channel, parameters, source, _compiled(source))


def _compiled(source: str) -> Any:
    space = dict(NAMESPACE)
    exec(compile(source, "<rows>", "exec"), space)  # noqa: S102 - our own source, made from checked trees
    return space["rows"]


@attrs.define
class _Writer:
    measures: Mapping[str, Measure]
    parameters: tuple[str, ...]
    local: dict[str, str] = attrs.field(factory=dict)

    def variable(self, name: str) -> str:
        return self.local.setdefault(name, f"v{len(self.local)}")

    def needed(self, names: Collection[str]) -> tuple[str, ...]:
        uses: dict[str, tuple[str, ...]] = {}
        waiting = sorted(names)
        while waiting:
            name = waiting.pop()
            if name in uses or name.startswith("param."):
                continue
            measure = self.measures.get(name)
            uses[name] = tuple(sorted(self.used_by(measure))) if measure else ()
            waiting += uses[name]
        return order_of(uses, "measures")

    def used_by(self, measure: Measure) -> set[str]:
        return {name for name in names_in(measure.node) if not name.startswith("param.")}

    def phases(self, ordered: Sequence[str]) -> list[_Phase]:
        phase: dict[str, int] = {}
        for name in ordered:
            measure = self.measures.get(name)
            used = self.used_by(measure) if measure else set()
            crossing = not _is_channel(name)
            # A figure over channels waits until their rows are there, whichever names it looks at.
            first = 1 if crossing and measure is not None and "channels" in lists_in(measure.node) else 0
            phase[name] = max([first, *(phase[each] + (crossing and _is_channel(each)) for each in used)])
        phases = [_Phase() for _ in range(1 + max(phase.values(), default=0))]
        for name in ordered:
            place = phases[phase[name]]
            (place.channel if _is_channel(name) else place.company).append(name)
        return phases

    def write(self, names: Collection[str]) -> Layout:
        ordered = self.needed(names)
        for name in ordered:
            self.variable(name)
        body = [f"({''.join(f'p{i}, ' for i in range(len(self.parameters)))}) = p"] if self.parameters else []
        body += ["company = profile.company", "plan = profile.communication_plan"]
        body += ["if plan is None or plan == 'none':", "    plan_exists = None if plan is None else False"]
        body += ["    plan_entries = plan = None", "else:", "    plan_exists, plan_entries = True, plan.entries"]
        stored: list[str] = []
        company: list[str] = []
        for number, phase in enumerate(self.phases(ordered)):
            body += [line for name in phase.company for line in self.company_lines(name, stored)]
            company += phase.company
            if phase.channel or number == 0:
                body += self.channel_loop(phase.channel, stored, first=number == 0)
                stored += phase.channel
        own = "".join(f"{self.variable(name)}, " for name in company)
        body.append(f"return ({own}), tuple(s)")
        source = "def rows(profile, networks, p):\n" + "".join(f"    {line}\n" for line in body)
        return Layout(tuple(company), tuple(stored), self.parameters, source, _compiled(source))

    def coder(self, stored: list[str]) -> Coder:
        place = {name: position for position, name in enumerate(stored)}
        loops = {
            "plan.entries": Loop("plan_entries"),
            "channel.followers": Loop("channel.followers"),
            "editorial.entries": Loop("editorial_entries"),
            "channels": Loop(
                "s",
                frozenset(stored),
                lambda names: [line for name in names for line in self.bound(name, place)],
                lambda name: f"c_{self.variable(name)}",
                _LISTS_OF_CHANNELS,
                ("profile.channels", "channel"),
            ),
        }
        positions = {name: f"p{position}" for position, name in enumerate(self.parameters)}
        return Coder(lambda name: positions[name] if name in positions else self.variable(name), loops)

    def bound(self, name: str, place: Mapping[str, int]) -> list[str]:
        """Return the lines that bind a name or a list of one channel, in a loop over all of them."""
        if name == "editorial.entries":
            return [_EDITORIAL, _EDITORIAL_ENTRIES]
        return [f"c_{self.variable(name)} = each[{place[name]}]"] if name in place else []

    def company_lines(self, name: str, stored: list[str]) -> list[str]:
        if name in self.measures:
            return self.measure_lines(name, self.coder(stored))
        fact = FACTS[name]
        if fact.holder != "plan":
            return [f"{self.variable(name)} = {fact.holder}.{fact.attribute}"]
        if fact.attribute == "exists":
            return [f"{self.variable(name)} = plan_exists"]
        return [f"{self.variable(name)} = None if plan is None else plan.{fact.attribute}"]

    def measure_lines(self, name: str, coder: Coder) -> list[str]:
        value = coder.value(self.measures[name].node)
        return [*coder.lines, f"{self.variable(name)} = {value}"]

    def channel_loop(self, names: list[str], stored: list[str], *, first: bool) -> list[str]:
        if first:
            if not names:
                return ["s = [() for each in profile.channels]"]
            head = ["s = []", "for channel, network in zip(profile.channels, networks):"]
            body = [_EDITORIAL]
            body += ["if editorial is None or editorial == 'none':"]
            body += ["    editorial_exists = None if editorial is None else False"]
            body += ["    editorial_entries = editorial = None", "else:"]
            body += ["    editorial_exists, editorial_entries = True, editorial.entries"]
        else:
            head = ["for i, (channel, row) in enumerate(zip(profile.channels, s)):"]
            unpacked = "".join(f"{self.variable(name)}, " for name in stored)
            body = [f"({unpacked}) = row"] if stored else []
            body += [_EDITORIAL, _EDITORIAL_ENTRIES]
        for name in names:
            body += self.channel_lines(name)
        filled = "".join(f"{self.variable(name)}, " for name in names)
        body.append(f"s.append(({filled}))" if first else f"s[i] = row + ({filled})")
        return [*head, *(f"    {line}" for line in body)]

    def channel_lines(self, name: str) -> list[str]:
        if name in self.measures:
            return self.measure_lines(name, self.coder([]))
        scope, _, attribute = name.partition(".")
        if scope == "network":
            return [f"{self.variable(name)} = network[{list(NETWORK_FACTS).index(attribute)}]"]
        fact = FACTS[name]
        if fact.holder == "channel":
            return [f"{self.variable(name)} = channel.{fact.attribute}"]
        if fact.attribute == "exists":
            return [f"{self.variable(name)} = editorial_exists"]
        return [f"{self.variable(name)} = None if editorial is None else editorial.{fact.attribute}"]


def _as_mappings(members: Sequence[Any] | None) -> tuple[dict[str, Value | None], ...] | None:
    if members is None:
        return None
    return tuple(
        {attribute.name: getattr(member, attribute.name) for attribute in attrs.fields(member.__class__)}
        for member in members
    )


def lists_of(profile: Profile, channel: int | None = None) -> dict[str, tuple[dict[str, Value | None], ...] | None]:
    """Return the lists that measures aggregate over, as the written semantics takes them."""
    plan = profile.communication_plan
    lists = {"plan.entries": _as_mappings(plan.entries) if isinstance(plan, CommunicationPlan) else None}
    if channel is not None:
        own = profile.channels[channel]
        editorial = own.editorial_plan
        lists["channel.followers"] = _as_mappings(own.followers)
        lists["editorial.entries"] = _as_mappings(editorial.entries) if isinstance(editorial, EditorialPlan) else None
    return lists
