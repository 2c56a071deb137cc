"""From a profile to the rows that rules read.

A measure is a named value that the rulebook computes from facts. Measures of channels and of
the company may depend on each other: the order is computed once, and one function is
generated that fills a row for the company and a row for each channel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.definitions import definitions
from channelrules.facts.measure import Measure, order_of
from channelrules.facts.profile import Channel, Profile
from channelrules.facts.vocabulary import DEFINED, FACTS, LISTS, NETWORK_FACTS, Fact
from channelrules.language.functions import ANEW, Functions, function_of
from channelrules.language.nodes import Expression, Value, lists_in, names_in
from channelrules.language.python_code import Coder
from channelrules.language.python_loops import Loop
from channelrules.language.semantics import Facts

__all__ = [
    "CHANNEL_LISTS",
    "EDITORIAL_APART",
    "Layout",
    "Presumable",
    "Row",
    "RowWriter",
    "Rows",
    "lists_at",
    "lists_in_plan",
    "lists_of",
]

Row = tuple[Value | None, ...]
CHANNEL_SCOPES: Final = frozenset({"channel", "editorial", "network"})
COMPANY_SCOPES: Final = frozenset({"company", "plan", "profile"})
CHANNEL_LISTS: Final = frozenset(name for name in LISTS if name.partition(".")[0] in CHANNEL_SCOPES)
_EDITORIAL: Final = "editorial = channel.editorial_plan"
_EDITORIAL_ENTRIES: Final = (
    "editorial_entries = None if editorial is None or editorial == 'none' else editorial.entries"
)
EDITORIAL_APART: Final = (
    _EDITORIAL,
    "if editorial is None or editorial == 'none':",
    "    editorial_exists = None if editorial is None else False",
    "    editorial_entries = editorial = None",
    "else:",
    "    editorial_exists, editorial_entries = True, editorial.entries",
)


@attrs.frozen
class Rows:
    """What is known of one company: its row, and one row for each channel, in order."""

    company: Row
    channels: tuple[Row, ...]


def _is_channel(name: str) -> bool:
    return name.partition(".")[0] in CHANNEL_SCOPES


@attrs.define(eq=False, repr=False)
class _Phase:
    company: list[str] = attrs.field(factory=list)
    channel: list[str] = attrs.field(factory=list)


@attrs.frozen
class Presumable:
    """The facts of a layout that can be presumed: of the company and its plan, and of each channel."""

    company: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Collection[str]) -> Presumable:
        """Return some facts in order."""
        ordered = sorted(names)
        return cls(
            tuple(name for name in ordered if not _is_channel(name)),
            tuple(name for name in ordered if _is_channel(name)),
        )


@attrs.frozen(eq=False, repr=False)
class Layout:
    """The position of each name in a row, and the functions that fill rows.

    Attributes:
        company, channel: the names of the company's row, and of each channel's.
        parameters: the parameters, in the order in which their values are passed.
        presumed: the facts that can be presumed, in the order in which presumed values are passed.
        sources: of the functions that fill rows; ``None`` where they are a module's.
        place: the position of each name in a channel's row.
    """

    company: tuple[str, ...]
    channel: tuple[str, ...]
    parameters: tuple[str, ...]
    presumed: Presumable
    sources: tuple[str, str] | None
    _rows: Callable[..., tuple[Row, tuple[Row, ...]]]
    _filled: Callable[..., tuple[Row, tuple[Row, ...]]]
    place: Mapping[str, int] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Compute the position of each name in a channel's row."""
        object.__setattr__(self, "place", {name: position for position, name in enumerate(self.channel)})

    @classmethod
    def of(
        cls,
        names: Collection[str],
        measures: Mapping[str, Measure],
        parameters: Sequence[str],
        presumed: Collection[str] = (),
        known: Mapping[str, Fact] = FACTS,
        functions: Functions = ANEW,
    ) -> Layout:
        """Return the layout for the wanted names and what they rest on.

        Args:
            names: the facts and measures that are wanted.
            measures: every measure, by name.
            parameters: the parameters, in the order in which their values are passed.
            presumed: the facts that can be presumed; those that nothing uses are left out.
            known: every fact, by name: ours and those of houses.
            functions: what generates functions.
        """
        return RowWriter(measures, tuple(parameters), frozenset(presumed), known=known).write(names, functions)

    def __reduce__(self) -> tuple[object, ...]:
        parts = self.company, self.channel, self.parameters, self.presumed
        if self.sources is not None:
            return _restore, (*parts, self.sources)
        return Layout, (*parts, None, self._rows, self._filled)

    def rows(self, profile: Profile, networks: Sequence[Row], parameters: Row) -> Rows:
        """Return the rows of a profile, given the facts of each channel's network."""
        return Rows(*self._rows(profile, networks, parameters))

    def filled(
        self, profile: Profile, networks: Sequence[Row], parameters: Row, own: Row, channels: Sequence[Row]
    ) -> Rows:
        """Return the rows with presumed values where a profile states none.

        Args:
            profile: what is stated.
            networks: the facts of each channel's network.
            parameters: the values of the parameters.
            own: presumed values of the company and its plan, in the order of ``presumed.company``; ``None``
                where nothing is presumed.
            channels: the same of each channel, in the order of ``presumed.channel``.
        """
        return Rows(*self._filled(profile, networks, parameters, own, channels))

    def facts(self, rows: Rows, parameters: Row, channel: int | None = None) -> Facts:
        """Return the rows as names with values, for the written semantics and for explanations."""
        values: dict[str, Value | None] = dict(zip(self.company, rows.company, strict=True))
        values.update(zip(self.parameters, parameters, strict=True))
        if channel is not None:
            values.update(zip(self.channel, rows.channels[channel], strict=True))
        return Facts(values)


def _restore(
    company: tuple[str, ...],
    channel: tuple[str, ...],
    parameters: tuple[str, ...],
    presumed: Presumable,
    sources: tuple[str, str],
    functions: Functions = ANEW,
) -> Layout:
    rows, filled = sources
    made = functions.compiled("rows", rows), functions.compiled("filled", filled)
    return Layout(company, channel, parameters, presumed, sources, *made)


_LOOPS: Final = {
    "plan.entries": Loop("plan_entries"),
    "plan.dates": Loop("plan_dates"),
    "plan.destinations": Loop("plan_destinations"),
    "channel.results_per_month": Loop("channel.results_per_month"),
    "channel.followers": Loop("channel.followers"),
    "editorial.entries": Loop("editorial_entries"),
}
"""How to walk the lists that a profile states."""


@attrs.define(eq=False, repr=False)
class RowWriter:
    """Writes the source of functions that fill rows."""

    measures: Mapping[str, Measure]
    parameters: tuple[str, ...]
    presumed: frozenset[str] = frozenset()
    presuming: Presumable = Presumable()
    kept: frozenset[str] = frozenset()
    local: dict[str, str] = attrs.field(factory=dict)
    known: Mapping[str, Fact] = FACTS
    _loops: dict[tuple[str, ...], Mapping[str, Loop]] = attrs.field(factory=dict, init=False)
    _positions: dict[str, str] = attrs.field(factory=dict, init=False)

    def variable(self, name: str) -> str:
        """Return the variable that holds a name's value."""
        return self.local.setdefault(name, f"v{len(self.local)}")

    def needed(self, names: Collection[str]) -> tuple[str, ...]:
        """Return names and everything they depend on, each after those that it uses."""
        uses: dict[str, tuple[str, ...]] = {}
        waiting = sorted(names)
        while waiting:
            name = waiting.pop()
            if name in uses or name.startswith("param."):
                continue
            uses[name] = tuple(sorted(self.used_by(name)))
            waiting += uses[name]
        return order_of(uses, "measures")

    def node(self, name: str) -> Expression | None:
        """Return how a name is computed; ``None`` for what a profile states."""
        measure = self.measures.get(name)
        return measure.node if measure else definitions().get(name)

    def used_by(self, name: str) -> set[str]:
        """Return the names that a name is computed from."""
        node = self.node(name)
        return set() if node is None else {each for each in names_in(node) if not each.startswith("param.")}

    def phases(self, ordered: Sequence[str]) -> list[_Phase]:
        """Return names in the order in which rows can be filled: figures over channels after the channels."""
        phase: dict[str, int] = {}
        for name in ordered:
            used = self.used_by(name)
            crossing = not _is_channel(name)
            # A figure over channels comes after all their rows, whichever names it reads.
            node = self.node(name)
            first = 1 if crossing and node is not None and "channels" in lists_in(node) else 0
            phase[name] = max([first, *(phase[each] + (crossing and _is_channel(each)) for each in used)])
        phases = [_Phase() for _ in range(1 + max(phase.values(), default=0))]
        for name in ordered:
            place = phases[phase[name]]
            (place.channel if _is_channel(name) else place.company).append(name)
        return phases

    def write(self, names: Collection[str], functions: Functions = ANEW) -> Layout:
        """Return the layout of names and what they rest on, with its functions, compiled by `functions`."""
        ordered = self.needed(names)
        for name in ordered:
            self.variable(name)
        presumable = Presumable.of(self.presumed.intersection(ordered))
        rows, company, channel = self.function("rows", "profile, networks, p", ordered)
        self.presume(presumable, ordered)
        filled, _, _ = self.function("filled", "profile, networks, p, qc, q", ordered)
        return _restore(company, channel, self.parameters, presumable, (rows, filled), functions)

    def presume(self, presumable: Presumable, ordered: Collection[str]) -> None:
        """Fill presumed values in from now on."""
        self.presuming = presumable
        below = {each for name in DEFINED if name in ordered for each in self.used_by(name)}
        self.kept = frozenset(below).intersection((*presumable.company, *presumable.channel))

    def function(
        self, function: str, arguments: str, ordered: Sequence[str]
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """Return the source of a function that fills rows, and the names of both rows."""
        body = [*self.given(), "company = profile.company", *self.plan_lines(ordered)]
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
        return function_of(function, arguments, body), tuple(company), tuple(stored)

    def given(self) -> list[str]:
        """Return the lines that unpack the parameters, and what is presumed of the company."""
        body = [f"({''.join(f'p{i}, ' for i in range(len(self.parameters)))}) = p"] if self.parameters else []
        if self.presuming.company:
            body.append(f"({''.join(f'qc{i}, ' for i in range(len(self.presuming.company)))}) = qc")
        return body

    def plan_lines(self, names: Iterable[str]) -> list[str]:
        """Return the lines that take the communication plan apart, as far as names need its lists."""
        used = {each for name in names if (node := self.node(name)) is not None for each in lists_in(node)}
        body = ["plan = profile.communication_plan"]
        body += ["if plan is None or plan == 'none':", "    plan_exists = None if plan is None else False"]
        body += ["    plan_entries = plan_dates = plan_destinations = plan = None", "else:"]
        body += ["    plan_exists, plan_entries = True, plan.entries"]
        return body + [f"    plan_{name} = plan.{name}" for name in ("dates", "destinations") if f"plan.{name}" in used]

    def coder(self, stored: list[str]) -> Coder:
        """Return the writer of expressions, given the names already in channels' rows."""
        key = tuple(stored)
        if key not in self._loops:
            self._loops[key] = self._walked(stored)
        return Coder(self.name, self._loops[key])

    def name(self, name: str) -> str:
        """Return the variable of a name or parameter."""
        if not self._positions:
            self._positions.update({each: f"p{position}" for position, each in enumerate(self.parameters)})
        return self._positions.get(name) or self.variable(name)

    def _walked(self, stored: Sequence[str]) -> Mapping[str, Loop]:
        """Return how each list is walked, given the names already in channels' rows."""
        place = {name: position for position, name in enumerate(stored)}
        return {
            **_LOOPS,
            "channels": Loop(
                "s",
                frozenset(stored),
                lambda names: [line for name in names for line in self.bound(name, place)],
                lambda name: f"c_{self.variable(name)}",
                CHANNEL_LISTS,
                ("profile.channels", "channel"),
            ),
        }

    def bound(self, name: str, place: Mapping[str, int]) -> list[str]:
        """Return the lines that bind a name or a list of one channel, in a loop over all of them."""
        if name == "editorial.entries":
            return [_EDITORIAL, _EDITORIAL_ENTRIES]
        return [f"c_{self.variable(name)} = each[{place[name]}]"] if name in place else []

    def company_lines(self, name: str, stored: list[str]) -> list[str]:
        """Return the lines that compute a name of the company's row."""
        if (node := self.node(name)) is not None:
            return self.measure_lines(name, node, self.coder(stored))
        fact = self.known[name]
        if fact.holder != "plan":
            stated = fact.read_from(fact.holder)
        elif fact.attribute == "exists":
            stated = "plan_exists"
        else:
            stated = f"None if plan is None else {fact.read_from('plan')}"
        return self.fact_lines(name, stated)

    def fact_lines(self, name: str, stated: str) -> list[str]:
        """Return the lines that read a stated fact."""
        return [f"{self.variable(name)} = {stated}", *self.presumed_lines(name)]

    def presumed_lines(self, name: str) -> list[str]:
        """Return the lines that take what is presumed where a fact is not stated."""
        lines: list[str] = []
        if name in self.kept:
            # A fact that follows from others follows from their stated values.
            lines.append(f"s{self.variable(name)} = {self.variable(name)}")
        for prefix, names in (("qc", self.presuming.company), ("q", self.presuming.channel)):
            if name in names:
                lines.append(f"if {self.variable(name)} is None: {self.variable(name)} = {prefix}{names.index(name)}")
        return lines

    def measure_lines(self, name: str, node: Expression, coder: Coder) -> list[str]:
        """Return the lines that compute a name."""
        if name in DEFINED and self.kept:
            of_all = coder.name
            coder.name = lambda each: f"s{self.variable(each)}" if each in self.kept else of_all(each)
        value = coder.value(node)
        return [*coder.lines, f"{self.variable(name)} = {value}", *self.presumed_lines(name)]

    def channel_loop(self, names: list[str], stored: list[str], *, first: bool) -> list[str]:
        """Return the lines that fill names of every channel's row."""
        if first:
            if not names:
                return ["s = [() for each in profile.channels]"]
            head = ["s = []", "for channel, network in zip(profile.channels, networks):"]
            body = []
            if self.presuming.channel:
                head = ["s = []", "for channel, network, each in zip(profile.channels, networks, q):"]
                body = [f"({''.join(f'q{i}, ' for i in range(len(self.presuming.channel)))}) = each"]
            body += EDITORIAL_APART
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
        """Return the lines that compute a name of a channel's row."""
        if (node := self.node(name)) is not None:
            return self.measure_lines(name, node, self.coder([]))
        scope, _, attribute = name.partition(".")
        if scope == "network":
            return [f"{self.variable(name)} = network[{list(NETWORK_FACTS).index(attribute)}]"]
        fact = self.known[name]
        if fact.holder == "channel":
            return self.fact_lines(name, fact.read_from("channel"))
        if fact.attribute == "exists":
            return self.fact_lines(name, "editorial_exists")
        return self.fact_lines(name, f"None if editorial is None else editorial.{fact.attribute}")


def _as_mappings(name: str, members: Sequence[Any] | None) -> tuple[dict[str, Value | None], ...] | None:
    if members is None:
        return None
    return tuple({each: getattr(member, each) for each in LISTS[name].attributes} for member in members)


_Lists = dict[str, tuple[dict[str, Value | None], ...] | None]


def lists_of(profile: Profile, channel: int | None = None) -> _Lists:
    """Return the lists that measures aggregate over, as the written semantics takes them."""
    found = lists_in_plan(profile)
    return found if channel is None else {**found, **lists_at(profile.channels[channel])}


def lists_in_plan(profile: Profile) -> _Lists:
    """Return the lists of the communication plan."""
    return _lists("plan", profile.communication_plan)


def lists_at(channel: Channel) -> _Lists:
    """Return the lists of one channel."""
    return {**_lists("channel", channel), **_lists("editorial", channel.editorial_plan)}


def _lists(holder: str, held: object) -> _Lists:
    # Where the word for "no plan" is stated, there are no entries either.
    return {name: _as_mappings(name, getattr(held, attribute, None)) for name, attribute in _LISTS_IN[holder]}


_LISTS_IN: Final = {
    holder: tuple((name, name.partition(".")[2]) for name in LISTS if name.startswith(f"{holder}."))
    for holder in ("plan", "channel", "editorial")
}
