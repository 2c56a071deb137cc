"""The names that suffice for a rule's outcome, found by one generated function for all rules of a scope.

The written semantics is `channelrules.language.semantics.reasons`: a decisive part suffices for the whole, and without
one every part counts. Here the same walk is generated as source, with the tests of the rules' own source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from channelrules.facts.layout import Row
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import row_function
from channelrules.knowledge.rule import Rule
from channelrules.language.functions import ANEW, Functions
from channelrules.language.nodes import And, Expression, Not, Or, names_in
from channelrules.language.python_code import Coder

__all__ = ["Reasoning"]


@attrs.frozen(eq=False, repr=False)
class Reasoning:
    """What the rules of one scope rest on.

    Attributes:
        walk: returns, for each rule, the names that each deciding test reads, given the company's row, the
            channel's row where the scope is the channel, the parameters, and what rules conclude.
    """

    walk: Callable[..., tuple[list[tuple[str, ...]], ...]]

    @classmethod
    def of(
        cls, rules: RuleSet, scope: str, own: Sequence[Rule], given: Sequence[str], functions: Functions = ANEW
    ) -> Reasoning:
        """Return what some rules rest on, given the names of what rules conclude, and what generates functions."""

        def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
            body: list[str] = []
            for number, rule in enumerate(own):
                lines = list(_walked(rule.node, f"o{number}", coder))
                body += [*coder.taken(), f"o{number} = []", *lines]
            return body, "".join(f"o{number}, " for number in range(len(own)))

        return cls(row_function(rules.layout, scope, write, given, f"reasons_of_{scope}", functions))

    def names(self, rows: Sequence[Row], parameters: Row, given: Sequence[Outcome]) -> list[tuple[str, ...]]:
        """Return, for each rule, the names that suffice for its outcome, known or not, each once."""
        return [
            found[0] if len(found) == 1 else tuple(dict.fromkeys([name for looked_at in found for name in looked_at]))
            for found in self.walk(*rows, parameters, given)
        ]


def _walked(node: Expression, into: str, coder: Coder) -> Iterator[str]:
    """Yield the lines that add to a list what the tests that decide look at."""
    if isinstance(node, Not):
        yield from _walked(node.part, into, coder)
    elif isinstance(node, And | Or):
        decides = coder.true if isinstance(node, Or) else coder.false
        for number, part in enumerate(node.parts):
            yield f"{'elif' if number else 'if'} {decides(part)}:"
            yield from (f"    {line}" for line in _walked(part, into, coder))
        yield "else:"
        yield from (f"    {line}" for part in node.parts for line in _walked(part, into, coder))
    else:
        yield f"{into}.append({names_in(node)!r})"
