"""Messages of the live side: verdicts as cards, what the last step changed, and the facts that are stated."""

from __future__ import annotations

import attrs

from channelrules.faces.playground.protocol import Certainty
from channelrules.report.page import Badge

__all__ = [
    "Card",
    "Changed",
    "FindingNote",
    "Known",
    "KnownGroup",
    "Live",
    "Stated",
]


@attrs.frozen
class FindingNote:
    """What one rule says of a subject, in short; the card's fragment tells it in full.

    Attributes:
        rule: its id.
        title: the pattern that is caught.
        message: what is the case.
        remedy: what to do.
        severity: error, warning or note.
        outcome: fires, presumed or waived.
    """

    rule: str
    title: str
    message: str
    remedy: str
    severity: str
    outcome: str


@attrs.frozen
class Card:
    """A verdict, of a channel or of the company.

    Attributes:
        subject: the id of the channel; ``null`` for the company.
        name: what that is called.
        network: the id of the network; empty for the company.
        status: of the channel, in words; empty for the company.
        certainty: of the verdict.
        verdicts: the ids of the verdicts that hold for certain; empty where none does.
        leaning: the ids of those that hold under presumptions.
        possible: the ids of those that remain possible.
        badges: what is shown for them.
        headline: the verdict in one sentence.
        could_be: the others that remain, in words; empty where it is settled.
        actions: what the company does there, in words.
        findings: what is found there, worst first.
        html: the findings in full.
    """

    subject: str | None
    name: str
    network: str
    status: str
    certainty: Certainty
    verdicts: tuple[str, ...]
    leaning: tuple[str, ...]
    possible: tuple[str, ...]
    badges: tuple[Badge, ...]
    headline: str
    could_be: str
    actions: str
    findings: tuple[FindingNote, ...]
    html: str


@attrs.frozen
class Changed:
    """What the last step changed.

    Attributes:
        says: one sentence, for whoever hears the page.
        subjects: the ids of the channels whose verdicts moved, ``null`` for the company.
        html: what moved and why; empty where nothing did.
    """

    says: str
    subjects: tuple[str | None, ...]
    html: str


@attrs.frozen
class Live:
    """The verdicts by now.

    Attributes:
        step: of the session.
        lang: the language of every text.
        company: its name.
        day: of the profile, as ISO writes it.
        edition: which facts about networks are used.
        headline: the company's verdict in one sentence, and how many are not certain.
        says: how many verdicts hang, in words.
        hanging: how many.
        leans: whether everything has at least a verdict that can be presumed, so that one may stop.
        cards: the company's first, then each channel's.
        first: a fragment: what to do first.
        changed: what the last step changed; ``null`` at the beginning.
    """

    step: int
    lang: str
    company: str
    day: str
    edition: str
    headline: str
    says: str
    hanging: int
    leans: bool
    cards: tuple[Card, ...]
    first: str
    changed: Changed | None


@attrs.frozen
class Stated:
    """A fact that is stated: where, what it is called, what it is in words, and how it is known."""

    path: str
    label: str
    said: str
    how: str


@attrs.frozen
class KnownGroup:
    """The facts of one subject."""

    subject: str | None
    name: str
    facts: tuple[Stated, ...]


@attrs.frozen
class Known:
    """Every fact that is stated, the company's first, then those of each channel."""

    groups: tuple[KnownGroup, ...]
