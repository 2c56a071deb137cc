"""The names that suffice for a rule's outcome, found by one generated function for all rules of a scope.

The written semantics is `channelrules.language.semantics.reasons`: a decisive part speaks for the whole, and else every
part does. Here the same walk is written out as source, with the tests that the rules' own source makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from channelrules.facts.layout import Row
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import row_function
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import And, Expression, Not, Or, names_in
from channelrules.language.python_code import Coder

__all__ = ["Reasoning"]


@attrs.frozen(eq=False, repr=False)
class Reasoning:
    """What the rules of one scope rest on.

    Attributes:
        leaves: the names that the tests of the rules look at, by the number of the test.
        walk: returns, of each rule, the numbers of the tests that decide, given the company's row, the channel's
            row where the scope is the channel, the parameters, and what rules conclude.
    """

    leaves: Sequence[tuple[str, ...]]
    walk: Callable[..., tuple[list[int], ...]]

    @classmethod
    def of(cls, rules: RuleSet, scope: str, own: Sequence[Rule], given: Sequence[str]) -> Reasoning:
        """Return what some rules rest on, given the names of what rules conclude."""
        leaves: list[tuple[str, ...]] = []

        def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
            body: list[str] = []
            for number, rule in enumerate(own):
                lines = list(_walked(rule.node, f"o{number}", coder, leaves))
                body += [*coder.taken(), f"o{number} = []", *lines]
            return body, "".join(f"o{number}, " for number in range(len(own)))

        return cls(leaves, row_function(rules.layout, scope, write, given))

    def names(self, rows: Sequence[Row], parameters: Row, given: Sequence[Outcome]) -> list[tuple[str, ...]]:
        """Return, of each rule, the names that suffice for its outcome, known or not, each once."""
        leaves = self.leaves
        return [
            leaves[found[0]] if len(found) == 1 else tuple(dict.fromkeys([n for leaf in found for n in leaves[leaf]]))
            for found in self.walk(*rows, parameters, given)
        ]


def _walked(node: Expression, into: str, coder: Coder, leaves: list[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines that add the tests that decide to a list."""
    if isinstance(node, Not):
        yield from _walked(node.part, into, coder, leaves)
    elif isinstance(node, And | Or):
        decides = coder.true if isinstance(node, Or) else coder.false
        for number, part in enumerate(node.parts):
            yield f"{'elif' if number else 'if'} {decides(part)}:"
            yield from (f"    {line}" for line in _walked(part, into, coder, leaves))
        yield "else:"
        yield from (f"    {line}" for part in node.parts for line in _walked(part, into, coder, leaves))
    else:
        leaves.append(names_in(node))
        yield f"{into}.append({len(leaves) - 1})"
