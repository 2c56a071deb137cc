"""What keeps an open condition open, found by one generated function for each condition that is asked for often.

The written walk is `channelrules.inference.unknowns`, down to names and to figures over lists; here the same walk is
written out as source, with the tests that the rules' own source makes. A condition with lists in it is left to that
walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final

import attrs

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
)
from channelrules.language.python_code import Coder

__all__ = ["OFTEN", "Lacking", "Lacks"]

OFTEN: Final = 30
"""How often a condition is asked for before a function is generated for it."""


@attrs.frozen(eq=False)
class Lacks:
    """What a condition lacks.

    Attributes:
        parts: what may keep it open: names that may be unknown, and parts that may have no value though all that they
            look at is known.
        found: returns the value of the condition and, where it is unknown, the places of the parts that keep it open;
            given the company's row, the channel's row where it is asked at a channel, the parameters, and what rules
            conclude.
    """

    parts: Sequence[Expression]
    found: Callable[..., tuple[Value | None, Sequence[int]]]


@attrs.frozen(eq=False, slots=False)
class Lacking:
    """Gives what conditions lack, and counts how often they are asked for.

    Attributes:
        rules: the rules in force, with the layout of rows.
        concluded: what rules conclude as it is known of the company, and at a channel.
        often: how often a condition is asked for before a function is generated for it.
    """

    rules: RuleSet
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
    def _made(self) -> dict[tuple[int, bool], Lacks | None]:
        return {}

    @cached_property
    def _asked(self) -> dict[tuple[int, bool], int]:
        return {}

    def _of(self, node: Expression, *, at_channel: bool) -> Lacks:
        parts: list[Expression] = []

        def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
            value = coder.value(node)
            lines = list(_walked(node, coder, parts)) or ["pass"]
            body = [f"held = {value}", "found = []", "if held is None:", *(f"    {line}" for line in lines)]
            return [*coder.taken(), *body], "held, found, "

        scope = "channel" if at_channel else "company"
        return Lacks(parts, row_function(self.rules.layout, scope, write, self.concluded[at_channel]))


def _walked(node: Expression, coder: Coder, parts: list[Expression]) -> Iterator[str]:
    """Yield the lines that add what keeps a condition open to a list, where it is open."""

    def below(part: Expression, test: str) -> Iterator[str]:
        lines = list(_walked(part, coder, parts))
        if lines:
            yield f"{test}:"
            yield from (f"    {line}" for line in lines)

    match node:
        case Literal():
            return
        case Name(name):
            if name.startswith("param."):
                return
            parts.append(node)
            yield f"if {coder.value(node)} is None: found.append({len(parts) - 1})"
        case Not(part):
            yield from _walked(part, coder, parts)
        case And(several) | Or(several):
            for part in several:
                yield from below(part, f"if ({coder.value(part)}) is None")
        case Choose(test, then, otherwise):
            held = coder.value(test)
            yield from below(test, f"if ({held}) is None")
            yield from below(then, f"if ({held})")
            yield from below(otherwise, f"if ({held}) is False")
        case _:
            parts.append(node)
            number = len(parts) - 1
            yield f"u{number} = True"
            for part in children(node):
                if isinstance(part, Literal):
                    continue
                yield f"if ({coder.value(part)}) is None:"
                yield f"    u{number} = False"
                yield from (f"    {line}" for line in _walked(part, coder, parts))
            yield f"if u{number} and ({coder.value(node)}) is None: found.append({number})"
