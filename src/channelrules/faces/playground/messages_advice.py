"""Messages of advice: why, what would change it, what if, what to keep, and on which numbers it hangs."""

from __future__ import annotations

import attrs

from channelrules.faces.playground.messages_live import Card, Changed
from channelrules.faces.playground.protocol import Choice, Json

__all__ = [
    "Moves",
    "Shortlisted",
    "Slider",
    "Sliders",
    "Supposed",
    "Tip",
    "Tips",
    "Why",
]


@attrs.frozen
class Why:
    """An explanation: a fragment with the tree, and the same as text."""

    subject: str | None
    title: str
    html: str
    text: str


@attrs.frozen
class Slider:
    """A number that can be moved, to see what then.

    Attributes:
        path: of a fact, or ``param.`` and the name of a number of the rulebook.
        label: what it is.
        value: what it is now; ``null`` where nobody said.
        said: the same in words.
        low: the least to be tried.
        high: the greatest.
        step: between two values.
        unit: in words.
        tips: the values at which a verdict is another, as far as they are known.
    """

    path: str
    label: str
    value: float | None
    said: str
    low: float
    high: float
    step: float
    unit: str
    tips: tuple[float, ...]


@attrs.frozen
class Sliders:
    """The numbers of one subject that can be moved."""

    subject: str | None
    name: str
    sliders: tuple[Slider, ...]


@attrs.frozen
class Supposed:
    """The verdicts if some facts or numbers were others; the profile stays as it is.

    Attributes:
        cards: as in `Live`.
        headline: as in `Live`.
        changed: against what holds now.
    """

    cards: tuple[Card, ...]
    headline: str
    changed: Changed


@attrs.frozen
class Moves:
    """What would change a verdict.

    Attributes:
        subject: the id of the channel; ``null`` for the company.
        html: a fragment: the sets of changes, the cheapest first, or why there is none.
        text: the same as text.
        sets: of each set the facts with their new values, fit for `suppose`.
        targets: the verdicts that can be aimed at.
    """

    subject: str | None
    html: str
    text: str
    sets: tuple[dict[str, Json], ...]
    targets: tuple[Choice, ...]


@attrs.frozen
class Shortlisted:
    """What to keep.

    Attributes:
        kept: the ids of the channels.
        hours: the limit that was used; ``null`` where there is none.
        pages: in the same way.
        budget: in the same way.
        html: a fragment: what is kept and why, what the runner-up lost by, and the choice for each number of pages.
        text: the same as text.
    """

    kept: tuple[str, ...]
    hours: float | None
    pages: int | None
    budget: float | None
    html: str
    text: str


@attrs.frozen
class Tip:
    """A number of ours on which a verdict hangs: its slider, and a sentence."""

    subject: str | None
    slider: Slider
    says: str


@attrs.frozen
class Tips:
    """Every such number, and the same as a fragment."""

    tips: tuple[Tip, ...]
    html: str
