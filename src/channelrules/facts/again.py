"""Functions that recompute rows of which only some values can change.

What depends on a fact is known in advance (`channelrules.inference.dependents`). A row that was filled once is copied,
and only the names that depend on the fact are computed again, by the same lines that fill whole rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

import attrs

from channelrules.facts.layout import CHANNEL_LISTS, EDITORIAL_APART, Layout, Row, RowWriter
from channelrules.facts.measure import Measure
from channelrules.facts.profile import Channel, Profile
from channelrules.facts.vocabulary import DEFINED, Fact
from channelrules.language.functions import ANEW, Functions, function_of
from channelrules.language.nodes import lists_in

__all__ = ["FormsAgain", "RowsAgain"]

ChannelAgain = Callable[[Profile, Channel, Row, Row, Row, Row, Row], Row]
"""Given the profile, the channel, its network's facts, the parameters, the company's row, the channel's old row
and what is presumed of it, returns the channel's new row."""

CompanyAgain = Callable[..., Row]
"""Given the profile, the rows of its channels, the parameters, the company's old row and, with presumptions,
what is presumed of the company, returns the company's new row."""

FormsAgain = Callable[..., list[Any]]
"""Given the profile, forms of a channel, its network's facts, the parameters, the company's row, the channel's row
as it was, values that are passed in and, where rows are filled, what is presumed of each form, returns what is wanted.
"""

Wanted = Callable[[Callable[[str], str]], tuple[list[str], str]]
"""Given the source of a name or parameter, returns lines, and the source of what is wanted of a form."""

_WORD: Final = re.compile(r"\w+")


@attrs.frozen(eq=False, repr=False)
class RowsAgain:
    """Writes functions that recompute rows.

    Attributes:
        layout: that the rows have.
        measures: every measure, by name.
        known: every fact, by name.
        functions: what generates the functions of whole rows.
    """

    layout: Layout
    measures: Mapping[str, Measure]
    known: Mapping[str, Fact]
    functions: Functions = ANEW

    @property
    def whole_channel(self) -> ChannelAgain:
        """What fills a channel's whole row again, with what is presumed of it."""
        name = "channel_again"
        return self.functions.made(name, lambda: self._channel(name, self.layout.channel, filled=True))

    @property
    def figures(self) -> CompanyAgain:
        """What works the company's figures over channels out again."""
        name = "figures_again"
        return self.functions.made(name, lambda: self._company(name, self.over_channels, filled=False))

    def channel(self, names: Collection[str], *, filled: bool) -> ChannelAgain:
        """Return a function that recomputes some names of a channel's row; with presumed values where ``filled``."""
        return ANEW.compiled("again", self._channel("again", names, filled=filled))

    def company(self, names: Collection[str], *, filled: bool) -> CompanyAgain:
        """Return a function that works some names of the company's row out again, its figures over channels too."""
        return ANEW.compiled("again", self._company("again", names, filled=filled))

    def _channel(self, function: str, names: Collection[str], *, filled: bool) -> str:
        writer = self._writer(filled=filled)
        ahead, body = self._channel_lines(writer, names, filled=filled)
        groups = [("c", self.layout.company, writer.variable), ("r", self.layout.channel, writer.variable)]
        body = [
            *self._unpacked(writer, groups, [*ahead, *body]),
            *ahead,
            "row = list(r)",
            *body,
            *(
                f"row[{self.layout.place[each]}] = {writer.variable(each)}"
                for each in self.layout.channel
                if each in names
            ),
            "return tuple(row)",
        ]
        return function_of(function, "profile, channel, network, p, c, r, q", body)

    def forms(self, names: Collection[str], wanted: Wanted, given: int = 0, *, filled: bool) -> FormsAgain:
        """Return a function that recomputes names for one form of a channel after another, and what is wanted of each.

        Whatever is the same for every form is looked up once.

        Args:
            names: of the channel's row.
            wanted: what is wanted of a form; it may use ``g0``, ``g1`` and so on for values that are passed in.
            given: how many values are passed in.
            filled: whether values are presumed.
        """
        writer = self._writer(filled=filled)
        ahead, body = self._channel_lines(writer, names, filled=filled)
        lines, result = wanted(writer.name)
        body += [*lines, f"found.append({result})"]
        groups = [("c", self.layout.company, writer.variable), ("r", self.layout.channel, writer.variable)]
        unpacked = self._unpacked(writer, groups, [*ahead, *body])
        presumed = [line for line in unpacked if line.startswith("q") and not line.startswith("qc")]
        mentioned = set(_WORD.findall("\n".join(body)))
        body = [
            *(line for line in unpacked if line not in presumed),
            *(f"g{place} = g[{place}]" for place in range(given) if f"g{place}" in mentioned),
            *ahead,
            "found = []",
            "for channel, q in zip(forms, presumed):" if presumed else "for channel in forms:",
            *(f"    {line}" for line in (*presumed, *body)),
            "return found",
        ]
        source = function_of("again", "profile, forms, network, p, c, r, g=(), presumed=()", body)
        return ANEW.compiled("again", source)

    def _channel_lines(self, writer: RowWriter, names: Collection[str], *, filled: bool) -> tuple[list[str], list[str]]:
        """Return the lines that stand ahead of those that work names of a channel's row out, and these."""
        channel = self.layout.channel
        wanted = self._with_parts(writer, names, channel) if filled else set(names)
        kept = [each for each in channel if each in wanted]
        body = [line for each in kept for line in writer.channel_lines(each)]
        lists = {each for name in kept if (node := writer.node(name)) is not None for each in lists_in(node)}
        if any(each.startswith("editorial.") for each in (*kept, *lists)):
            body = [*EDITORIAL_APART, *body]
        return (writer.plan_lines(kept) if any(each.startswith("plan.") for each in lists) else []), body

    def _company(self, function: str, names: Collection[str], *, filled: bool) -> str:
        writer = self._writer(filled=filled)
        company, stored = self.layout.company, list(self.layout.channel)
        wanted = self._with_parts(writer, names, company) if filled else set(names)
        kept = [each for each in company if each in wanted]
        body = [line for each in kept for line in writer.company_lines(each, stored)]
        lists = {each for name in kept if (node := writer.node(name)) is not None for each in lists_in(node)}
        if any(each.startswith("plan.") for each in (*kept, *lists)):
            body = [*writer.plan_lines(kept), *body]
        place = {name: number for number, name in enumerate(company)}
        body = [
            *self._unpacked(writer, [("c", company, writer.variable)], body),
            "company = profile.company",
            "row = list(c)",
            *body,
            *(f"row[{place[each]}] = {writer.variable(each)}" for each in kept if each in set(names)),
            "return tuple(row)",
        ]
        return function_of(function, "profile, s, p, c, qc=()", body)

    @staticmethod
    def _with_parts(writer: RowWriter, names: Collection[str], row: Collection[str]) -> set[str]:
        """Return some names and those that define them, as a filled row no longer shows what was stated."""
        return {*names, *(used for each in names if each in DEFINED for used in writer.used_by(each) if used in row)}

    @property
    def over_channels(self) -> tuple[str, ...]:
        """The names of the company's row that rest on figures over channels, each after those that it uses."""
        writer = self._writer(filled=False)
        found: list[str] = []
        for name in self.layout.company:
            node = writer.node(name)
            if node is not None and ("channels" in lists_in(node) or not writer.used_by(name).isdisjoint(found)):
                found.append(name)
        return tuple(found)

    @property
    def is_plain(self) -> bool:
        """Whether figures over channels read rows alone, and no channel's row reads such a figure."""
        writer, over = self._writer(filled=False), set(self.over_channels)
        nodes = [node for name in over if (node := writer.node(name)) is not None]
        looks = any(not CHANNEL_LISTS.isdisjoint(lists_in(node)) for node in nodes)
        return not looks and all(writer.used_by(name).isdisjoint(over) for name in self.layout.channel)

    def _writer(self, *, filled: bool) -> RowWriter:
        presumed = self.layout.presumed
        writer = RowWriter(self.measures, self.layout.parameters, known=self.known)
        if filled:
            writer.presume(presumed, (*self.layout.company, *self.layout.channel))
        return writer

    def _unpacked(
        self, writer: RowWriter, groups: Iterable[tuple[str, tuple[str, ...], Callable[[str], str]]], body: list[str]
    ) -> list[str]:
        """Return the lines that unpack what a body mentions from the rows passed to it."""
        mentioned = set(_WORD.findall("\n".join(body)))
        unpacked = [f"p{i} = p[{i}]" for i in range(len(self.layout.parameters)) if f"p{i}" in mentioned]
        unpacked += [f"q{i} = q[{i}]" for i in range(len(writer.presuming.channel)) if f"q{i}" in mentioned]
        unpacked += [f"qc{i} = qc[{i}]" for i in range(len(writer.presuming.company)) if f"qc{i}" in mentioned]
        for row, names, variable in groups:
            unpacked += [f"{variable(n)} = {row}[{i}]" for i, n in enumerate(names) if variable(n) in mentioned]
        return unpacked
