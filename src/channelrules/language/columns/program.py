"""Expressions compiled to one NumPy function over columns, with two masks for yes/no.

A yes/no expression becomes two masks, *surely true* and *surely false*; it is unknown where neither
is set. An unknown number or date is NaN, an unknown word or set is negative, so that results computed from it
are unknown without a test. Every part is computed on the highest level that has all it needs (once a company,
not once a channel), and once even if several rules contain it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from channelrules.language.columns.printing import needed, source
from channelrules.language.columns.ragged import SPACE
from channelrules.language.columns.shape import Columns, Shape
from channelrules.language.columns.writer import Writer
from channelrules.language.nodes import Expression

__all__ = ["Program"]


@attrs.frozen
class Program:
    """Expressions as one function over columns.

    Attributes:
        source: the generated source.
        needs: the names whose values it takes.
    """

    source: str
    needs: frozenset[str]
    _run: Callable[[Columns], dict[str, Any]] = attrs.field(eq=False, repr=False)

    @classmethod
    def of(cls, shape: Shape, wanted: Mapping[str, tuple[Expression, str]]) -> Program:
        """Return the program that computes expressions, each by a name and on a level."""
        writer = Writer.of(shape)
        results = {name: writer.wanted(node, level) for name, (node, level) in wanted.items()}
        written = source(results)
        space: dict[str, Any] = dict(SPACE) | {"word_bits": shape.lexicon.bits}
        exec(compile(written, "<columns>", "exec"), space)  # noqa: S102 - our own source, made from checked trees
        reads = frozenset(each.reads for each in needed(results.values()) if each.reads is not None)
        return cls(written, reads, space["evaluate"])

    def run(self, columns: Columns) -> dict[str, Any]:
        """Return by name the two masks of each expression, or its values; scalars where they are the same everywhere.

        A mask has dtype bool and a place for each place of the level; numbers and dates are floats, words and sets
        whole numbers.
        """
        with np.errstate(all="ignore"):
            return self._run(columns)
