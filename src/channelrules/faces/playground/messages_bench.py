"""Messages of the rule bench: what can be looked up, and what a rule or number would do."""

from __future__ import annotations

from typing import Literal

import attrs

from channelrules.faces.playground.messages_advice import Slider
from channelrules.faces.playground.messages_live import Changed
from channelrules.faces.playground.protocol import Problem

__all__ = [
    "Again",
    "Bench",
    "Page",
    "RuleEntry",
    "RuleIndex",
    "Source",
]


@attrs.frozen
class RuleEntry:
    """A rule, network or number in the list to be searched.

    Attributes:
        kind: what it is.
        id: by which `page` shows it.
        title: in the language.
        beside: what stands beside the title: weight and origin, or the value.
        search: everything that it is found by, in small letters.
    """

    kind: Literal["rule", "network", "parameter"]
    id: str
    title: str
    beside: str
    search: str


@attrs.frozen
class RuleIndex:
    """Everything that can be looked up."""

    entries: tuple[RuleEntry, ...]


@attrs.frozen
class Page:
    """What the rulebook says of a rule, a network or a number, as a fragment."""

    kind: str
    id: str
    title: str
    html: str


@attrs.frozen
class Source:
    """A rule's file, or a number with the range that it may be tried in."""

    id: str
    text: str
    slider: Slider | None


@attrs.frozen
class Again:
    """An example of a rule and whether it still holds.

    Attributes:
        name: of the example.
        holds: whether the rule says what the example says.
        says: where and how it does not; empty where it holds.
    """

    name: str
    holds: bool
    says: str


@attrs.frozen
class Bench:
    """What a rule or number would do if it were written so.

    Attributes:
        problems: what is wrong with the text; then nothing else was tried.
        says: one sentence.
        examples: the examples of the rule, or of the rules that rest on the number.
        mutants: how many small changes of the condition were tried.
        noticed: how many of them an example notices.
        survivors: those that none notices, in words.
        changed: what the open profile's decision would be; ``null`` where none is open.
        checked: whether the whole rulebook was looked through.
    """

    problems: tuple[Problem, ...]
    says: str
    examples: tuple[Again, ...]
    mutants: int
    noticed: int
    survivors: tuple[str, ...]
    changed: Changed | None
    checked: bool
