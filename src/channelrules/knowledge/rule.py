"""One rule: its condition, its origin and its texts for the client."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import attrs

from channelrules.facts.fields import fact
from channelrules.knowledge.templates import placeholders
from channelrules.language.nodes import Expression
from channelrules.language.types import one_of, text

__all__ = [
    "EFFECTS",
    "KINDS",
    "ORIGINS",
    "RULE_FORMAT",
    "TEXT_KEYS",
    "VERDICTS",
    "Example",
    "Rule",
    "RuleText",
    "Severity",
    "Statement",
]

RULE_FORMAT: Final = 1
"""The version of the format of rule files."""

KINDS: Final = ("fact", "definition", "must", "should", "advice", "law", "background")
ORIGINS: Final = ("source", "inferred", "ours", "outside", "house")
SCOPES: Final = ("company", "channel")
STEPS: Final = ("work", "open", "stop", "settle")
"""What remedies ask for: work on a channel, opening something, stopping something, or settling something."""
EFFECTS: Final = {
    "channel": ("whim", "blocks_asset", "helpful"),
    "company": ("overextended", "unplanned"),
}
VERDICTS: Final = {
    "channel": ("asset", "potential", "helpful", "undetermined", "whim", "out_of_use"),
    "company": ("ready", "undetermined", "unplanned", "overextended", "nothing_to_judge"),
}


class Severity(StrEnum):
    """The weight of a finding: an error breaks a *must*, a warning a *should*, a note is advice.

    Examples:
        >>> sorted([cr.Severity.NOTE, cr.Severity.ERROR])[0]
        <Severity.ERROR: 'error'>
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def __lt__(self, other: object) -> bool:
        """Order from the heaviest."""
        order = list(Severity)
        return order.index(self) < order.index(other) if isinstance(other, Severity) else NotImplemented


SEVERITY_OF: Final = {"must": Severity.ERROR, "should": Severity.WARNING, "advice": Severity.NOTE}


@attrs.frozen(kw_only=True)
class Statement:
    """One statement of the guidance, restated in our own words.

    Attributes:
        id: its permanent id, such as ``G17``.
        kind: fact, definition, must, should, advice, law or background.
        origin: source, inferred or ours.
        statement: what it says.

    Examples:
        >>> book.statements["G17"].statement
        'Opening a YouTube channel without the resources to make videos is useless.'
    """

    id: str = fact(text, "the id", required=True)
    kind: str = fact(one_of(*KINDS), "the kind", required=True)
    origin: str = fact(one_of(*ORIGINS), "the origin", required=True)
    statement: str = fact(text, "what it says", required=True)


@attrs.frozen(kw_only=True)
class RuleText:
    """How a rule reads in one language: ``{scope.attribute}`` stands for a value.

    Attributes:
        title: the pattern that is caught.
        finding: what is the case, and why it matters; ``None`` for a rule that only concludes.
        remedy: what to do next week; ``None`` for a rule that only concludes.
        in_order: what is in order where the rule is asked and clear; ``None`` where the title is used.
        translates: the digest of the text that it translates; ``None`` in the first language.

    Examples:
        >>> book.rule("video-without-means").texts["en"].title
        'A YouTube channel without the means to make video'
    """

    title: str = fact(text, "the pattern that is caught", required=True)
    finding: str | None = fact(text, "what is the case, and why it matters")
    remedy: str | None = fact(text, "what to do next week")
    in_order: str | None = fact(text, "what is in order where the rule is asked and clear")
    translates: str | None = fact(text, "the digest of the text that it translates")

    def placeholders(self) -> tuple[str, ...]:
        """Return the names that the texts use, each once."""
        return placeholders(f"{self.finding or ''}{self.remedy or ''}")


@attrs.frozen(kw_only=True)
class Example:
    """A small profile and what the rule must say of it.

    Attributes:
        name: what the example shows.
        fires: the ids of the channels, or ``company``, on which it fires on stated facts.
        clear: those on which it is clear.
        open: those on which it is open.
        presumed: those on which it is open on stated facts and fires with presumptions.
        presumed_clear: those on which it is open on stated facts and clear with presumptions.
        profile: the content of a profile file; what all examples share may be left out.

    Examples:
        >>> book.examples(book.rule("video-without-means"))[0].fires
        ('yt',)
    """

    name: str
    fires: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    presumed: tuple[str, ...] = ()
    presumed_clear: tuple[str, ...] = ()
    profile: Mapping[str, object] = attrs.field(factory=dict)


TEXT_KEYS: Final = ("title", "finding", "remedy", "in_order")
"""The texts of a rule: in its own file in the first language, in ``words/`` in every other."""


@attrs.frozen(kw_only=True)
class Rule:
    """A declarative rule: where its condition holds, the rule *fires*.

    Attributes:
        id: permanent; the name of its file.
        topic: its folder.
        title: the pattern that is caught.
        cites: the ids of the statements that it encodes.
        kind: must, should or advice; ``definition`` for a rule that only concludes.
        origin: whether the guidance says it (source), it follows (inferred), it is ours, or of the house.
        scope: whether it is asked once for the company, or for each channel.
        when: the condition as it is written in the file.
        node: the condition as a tree.
        effect: what it does to the verdict where it fires, or ``None``.
        action: what the company does first where it fires, or ``None``.
        asks: what kind of step its remedy asks for: work, open, stop or settle.
        concludes: the yes/no name that it gives to later rules, or ``None``.
        waivable: whether a declared exception lifts it.
        texts: how it reads, by language.
        retired: why it is no longer in force, or ``None``.

    Examples:
        >>> rule = book.rule("video-without-means")
        >>> rule.kind, rule.origin, rule.cites, rule.effect
        ('must', 'source', ('G17',), 'whim')
        >>> rule.scope
        'channel'
    """

    id: str
    topic: str
    title: str
    cites: tuple[str, ...]
    kind: str
    origin: str
    scope: str
    when: str
    node: Expression = attrs.field(repr=False)
    effect: str | None = None
    action: str | None = None
    asks: str = "work"
    concludes: str | None = None
    waivable: bool = True
    texts: Mapping[str, RuleText] = attrs.field(factory=dict, repr=False)
    retired: str | None = None

    @property
    def severity(self) -> Severity | None:
        """The weight of its findings; ``None`` where it only concludes."""
        return SEVERITY_OF.get(self.kind)
