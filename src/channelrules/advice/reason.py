"""An explanation as data: a tree from a verdict or a rule down to the facts that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.values import plain
from channelrules.inference.case import Case
from channelrules.inference.messages import presumption_said
from channelrules.knowledge.presumption import Presumption
from channelrules.language.nodes import Value

__all__ = ["Reason"]


@attrs.frozen
class Reason:
    """One node of an explanation; its ``parts`` say why it is so.

    Attributes:
        kind: ``verdict``, ``row`` (of the verdict table), ``effect``, ``rule``, ``condition``, ``channel``,
            ``measure``, ``conclusion``, ``fact``, ``presumed``, ``list``, ``parameter``, ``network`` or ``waiver``.
        name: the verdict, the rule's id, the condition as it is written, or the name of the value.
        value: what it is: the outcome of what can hold or not, the value of a fact; ``None`` where
            nobody knows.
        subject: the id of the channel; ``None`` for the company.
        source: where a value comes from: the profile, a parameter with its origin, a network's fact
            with its source and date, what a measure says, or ``presumed``: of a fact that nobody stated, and of
            a verdict that holds only under presumptions.
        place: where a profile states the fact, or would state what is presumed; ``None`` for everything else.
        parts: what it rests on. What has no bearing on it is left out.
        presumption: of a fact that nobody stated, the presumption that gives it; ``None`` for everything else.
        says: how the client is told what is presumed, in the rulebook's first language; empty for everything else.

    Examples:
        >>> tree = decision.explain("fb")
        >>> tree.name, sorted(place.path for place in tree.places)
        ('whim', ['channel[fb].account', 'channel[fb].stands_for', 'channel[fb].status'])
        >>> [part.name for part in decision.explain("fb", "no-editorial-plan").parts]
        ['not editorial.exists']
    """

    kind: str
    name: str
    value: Value | None
    subject: str | None = None
    source: str = ""
    place: Place | None = None
    parts: tuple[Reason, ...] = ()
    presumption: Presumption | None = None
    says: str = ""
    _case: Case | None = attrs.field(default=None, eq=False, repr=False)

    def walk(self) -> Iterator[Reason]:
        """Yield this node and every node below it, from the top."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def places(self) -> frozenset[Place]:
        """Where a profile states the facts; they alone, with what is presumed of the rest, reproduce the outcome."""
        stated = (each for each in self.walk() if each.presumption is None)
        return frozenset(each.place for each in stated if each.place is not None)

    @property
    def presumed(self) -> tuple[Reason, ...]:
        """The presumed facts in it, each once."""
        found = {(each.name, each.subject): each for each in self.walk() if each.presumption is not None}
        return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or "")))

    @property
    def missing(self) -> tuple[str, ...]:
        """The paths of the facts that keep it open; empty where it is settled."""
        return tuple(sorted({each.path for each in self._open()}))

    def _open(self) -> Iterator[Place]:
        if self.value is not None:
            return
        if self.place is not None:
            yield self.place
        unknown = [part for part in self.parts if part.value is None]
        for part in unknown:
            yield from part._open()  # noqa: SLF001 - this class itself
        if not unknown:
            # A figure can be unknown though every fact is there, as growth is after one count.
            yield from (place for part in self.parts for place in part.places)

    def told(self, lang: str | None = None) -> tuple[str, str]:
        """Return what the client is told about a presumption, and why; both empty for other nodes.

        Args:
            lang: a language of the rulebook; its first where left out.

        Raises:
            OptionError: the rulebook has no texts in this language.
        """
        if self.presumption is None:
            return "", ""
        if self._case is None:
            return self.says, self.presumption.why
        words = self._case.knowledge.language(lang)
        channel = None if self.subject is None else self._case.positions[self.subject]
        says = presumption_said(self._case, self.presumption, channel, words)
        return says, str(words.tables["presumed_why"].get(self.presumption.id, self.presumption.why))

    def _repr_html_(self) -> str | None:
        """Return it as a notebook shows it; ``None`` without the extra ``report``."""
        from channelrules.report.inline import reason_inline

        return reason_inline(self)

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the tree as plain data for JSON, with texts in a language of the rulebook."""
        told: dict[str, Any] = {"kind": self.kind, "name": self.name, "value": plain(self.value)}
        if self.subject is not None:
            told["subject"] = self.subject
        if self.source:
            told["source"] = self.source
        if self.place is not None:
            told["path"] = self.place.path
        if self.presumption is not None:
            says, why = self.told(lang)
            told |= {"says": says, "why": why, "origin": self.presumption.origin}
        if self.parts:
            told["parts"] = [each.to_dict(lang) for each in self.parts]
        return told
