"""The contradictions within a profile, declared once as expressions.

The classes of `channelrules.facts.profile` refuse the same contradictions when they are made, and a test compares the
two. The declarations here serve code that reasons over profiles (a value that would contradict a stated one is not
presumed), and tables, whose columns are checked by them.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import attrs

from channelrules.facts.vocabulary import FACTS
from channelrules.language.nodes import Expression, names_in
from channelrules.language.parser import parse
from channelrules.language.types import Vocabulary

__all__ = ["Contradiction", "contradictions_of", "every_contradiction"]

_WRITTEN: Final = (
    'channel.stands_for == "person" and channel.fronted_by == "company"',
    "channel.company_is_admin and channel.administrators == 0",
    "channel.original_posts_per_month > channel.posts_published_per_month",
    "channel.rests_until < channel.rests_from",
    "plan.ends_on < plan.starts_on",
)


@attrs.frozen
class Contradiction:
    """Facts of one company or channel that cannot be true together.

    Attributes:
        when: the condition under which they contradict each other, as written.
        node: the same as a tree.
        names: the facts that it is about.
    """

    when: str
    node: Expression
    names: frozenset[str]


@cache
def every_contradiction() -> tuple[Contradiction, ...]:
    """Return all contradictions, in the order in which they are declared."""
    vocabulary = Vocabulary({name: known.term for name, known in FACTS.items()})
    read = ((written, parse(written, vocabulary)) for written in _WRITTEN)
    return tuple(Contradiction(written, node, frozenset(names_in(node))) for written, node in read)


def contradictions_of(name: str) -> tuple[Contradiction, ...]:
    """Return the contradictions that a fact can be part of."""
    return tuple(each for each in every_contradiction() if name in each.names)
