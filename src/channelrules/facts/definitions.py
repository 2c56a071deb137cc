"""Yes/no facts that follow from what a profile states, each defined once as an expression.

They are facts like any other: rules name them, questions ask for the place where they are stated, and they can be
presumed where that place states nothing. So a rule that needs only such a yes or no can be decided without the list
or the date behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from channelrules.facts.vocabulary import DEFINED, FACTS, LISTS
from channelrules.language.nodes import Expression
from channelrules.language.parser import parse
from channelrules.language.types import Vocabulary

__all__ = ["definitions"]


@cache
def definitions() -> Mapping[str, Expression]:
    """Return how each fact that follows from others is computed, by its name."""
    vocabulary: Final = Vocabulary({name: known.term for name, known in FACTS.items()}, LISTS)
    return MappingProxyType({name: parse(written, vocabulary, measure=True) for name, written in DEFINED.items()})
