"""What keeps an open condition open, found by one generated function for each condition that is asked for often.

The written walk is `channelrules.inference.unknowns`, down to names and to figures over lists; here the same walk is
written out as source, with the tests that the rules' own source makes, through what names are computed from. One
with lists in it is left to that walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.layout import CHANNEL_SCOPES
from channelrules.facts.measure import order_of
from channelrules.inference.engine import RuleSet
from channelrules.inference.native import row_function
from channelrules.language.nodes import (
    And,
    Choose,
    Expression,
    Literal,
    Name,
    Not,
    Or,
    Value,
    children,
    lists_in,
    names_in,
)
from channelrules.language.python_code import Coder

__all__ = ["OFTEN", "Lacking", "Lacks", "Part"]

OFTEN: Final = 30
"""How often a condition is asked for before a function is generated for it."""


@attrs.frozen(eq=False, repr=False)
class Part:
    """A part of a condition that may keep it open.

    Attributes:
        node: a name that may be unknown, or what may have no value though all that it looks at is known.
        at_channel: whether it is asked at the channel, where the condition is.
    """

    node: Expression
    at_channel: bool


@attrs.frozen(eq=False, repr=False)
class Lacks:
    """What a condition lacks.

    Attributes:
        parts: that may keep it open.
        found: returns the value of the condition and, where it is unknown, the places of the parts that keep it open;
            given the company's row, the channel's row where it is asked at a channel, the parameters, and what rules
            conclude.
    """

    parts: Sequence[Part]
    found: Callable[..., tuple[Value | None, Sequence[int]]]


@attrs.frozen(eq=False, repr=False, slots=False)
class Lacking:
    """Gives what conditions lack, and counts how often they are asked for.

    Attributes:
        rules: the rules in force, with the layout of rows.
        measures: what measures are computed from, by name.
        concluded: what rules conclude as it is known of the company, and at a channel.
        often: how often a condition is asked for before a function is generated for it.
    """

    rules: RuleSet
    measures: Mapping[str, Expression]
    concluded: tuple[Sequence[str], Sequence[str]]
    often: int = OFTEN

    def of(self, node: Expression, *, at_channel: bool) -> Lacks | None:
        """Return what a condition of the rulebook lacks; ``None`` where nothing is generated for it."""
        key = id(node), at_channel
        if key in self._made:
            return self._made[key]
        self._asked[key] = asked = self._asked.get(key, 0) + 1
        if asked <= self.often:
            return None
        # The nodes live as long as the rulebook, so that their ids are unique.
        made = self._made[key] = None if lists_in(node) else self._of(node, at_channel=at_channel)
        return made

    @cached_property
    def _defined(self) -> Mapping[str, Part]:
        """What names are computed from without lists, each before those that it uses."""
        rules = (*self.rules.company, *self.rules.channel)
        defined = {rule.concludes: Part(rule.node, rule.scope == "channel") for rule in rules if rule.concludes}
        for name, node in self.measures.items():
            defined[name] = Part(node, name.partition(".")[0] in CHANNEL_SCOPES)
        order = order_of(
            {name: tuple(sorted(set(names_in(each.node)) & defined.keys())) for name, each in defined.items()}, "names"
        )
        return {name: defined[name] for name in reversed(order) if not lists_in(defined[name].node)}

    @cached_property
    def _made(self) -> dict[tuple[int, bool], Lacks | None]:
        return {}

    @cached_property
    def _asked(self) -> dict[tuple[int, bool], int]:
        return {}

    def _of(self, node: Expression, *, at_channel: bool) -> Lacks:
        parts: list[Part] = []

        def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
            value, walk = coder.value(node), _Walk(coder, self._defined, parts)
            lines = list(walk.below(Part(node, at_channel)))
            for name, each in self._defined.items():
                # What uses a name stands before it.
                if name in walk.flags:
                    lines += [f"if {walk.flags[name]}:", *(f"    {line}" for line in walk.below(each)), "    pass"]
            body = [f"held = {value}", "found = []", *(f"{flag} = False" for flag in walk.flags.values())]
            return [
                *coder.taken(),
                *body,
                "if held is None:",
                *(f"    {line}" for line in lines),
                "    pass",
            ], "held, found, "

        scope = "channel" if at_channel else "company"
        return Lacks(parts, row_function(self.rules.layout, scope, write, self.concluded[at_channel]))


@attrs.frozen(eq=False, repr=False)
class _Walk:
    """A walk through a condition, written out as source.

    Attributes:
        coder: what writes expressions.
        defined: what names are computed from.
        parts: the parts that may keep the condition open, found so far.
        flags: the variables that say that a name keeps it open, by the name; what it is computed from is walked later.
    """

    coder: Coder
    defined: Mapping[str, Part]
    parts: list[Part]
    flags: dict[str, str] = attrs.field(factory=dict)

    def below(self, part: Part) -> Iterator[str]:
        """Yield the lines that add what keeps a part open to a list, where it is open."""
        value = self.coder.value
        match part.node:
            case Literal():
                return
            case Name(name):
                if name in self.defined:
                    flag = self.flags.setdefault(name, f"m{len(self.flags)}")
                    yield f"if {value(part.node)} is None: {flag} = True"
                elif not name.startswith("param."):
                    yield f"if {value(part.node)} is None: found.append({self.added(part)})"
            case Not(node):
                yield from self.below(attrs.evolve(part, node=node))
            case And(several) | Or(several):
                for node in several:
                    yield from self.where(f"({value(node)}) is None", attrs.evolve(part, node=node))
            case Choose(test, then, otherwise):
                held = value(test)
                for node, where in ((test, " is None"), (then, ""), (otherwise, " is False")):
                    yield from self.where(f"({held}){where}", attrs.evolve(part, node=node))
            case _:
                number = self.added(part)
                yield f"u{number} = True"
                for node in children(part.node):
                    if not isinstance(node, Literal):
                        yield f"if ({value(node)}) is None:"
                        yield f"    u{number} = False"
                        yield from (f"    {line}" for line in self.below(attrs.evolve(part, node=node)))
                yield f"if u{number} and ({value(part.node)}) is None: found.append({number})"

    def where(self, test: str, part: Part) -> Iterator[str]:
        lines = list(self.below(part))
        if lines:
            yield f"if {test}:"
            yield from (f"    {line}" for line in lines)

    def added(self, part: Part) -> int:
        self.parts.append(part)
        return len(self.parts) - 1
