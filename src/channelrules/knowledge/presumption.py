"""A presumption: the value that anyone would assume for a fact that nobody states."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from channelrules.facts.fields import Spec
from channelrules.facts.vocabulary import ALWAYS_STATED
from channelrules.language.nodes import Expression, names_in

__all__ = ["Presumption", "guard_of", "presumable"]


def presumable(facts: Iterable[str]) -> frozenset[str]:
    """Return those of some facts that can be presumed: single facts of a profile, the yes/no ones of plans included."""
    return frozenset(
        name
        for name in facts
        if name not in ALWAYS_STATED and name.partition(".")[0] in {"company", "plan", "channel", "editorial"}
    )


_GUARDS: Final = {"plan": "plan.exists", "editorial": "editorial.exists"}


def guard_of(name: str) -> str | None:
    """Return the fact that has to be stated as true before this one is presumed; ``None`` for most."""
    guard = _GUARDS.get(name.partition(".")[0])
    return None if guard == name else guard


@attrs.frozen(kw_only=True)
class Presumption:
    """The value assumed for a fact that nobody states: reported as presumed, and open to correction.

    Attributes:
        fact: the name of the fact, such as ``channel.stands_for``.
        order: which of the fact's presumptions it is, from 1: the first that applies counts.
        value: the value as a tree over stated facts; a literal for most.
        spec: what the fact may hold.
        where: the condition that has to hold surely for it to be presumed, or ``None``.
        unless: the condition under which it is not presumed, or ``None``. Where it is open, it does not apply.
        written: value and both conditions as they are written in the file, empty where there is none.
        origin: where it comes from: source, inferred, ours or house.
        cites: the statements that it rests on.
        says: what the client is told is presumed, in the rulebook's first language.
        why: why anyone would assume it, in the first language.

    Examples:
        >>> book.presumptions["channel.role"].why
        'whether it can become one is the very question'
    """

    fact: str
    order: int
    value: Expression = attrs.field(repr=False)
    spec: Spec = attrs.field(repr=False)
    where: Expression | None = attrs.field(default=None, repr=False)
    unless: Expression | None = attrs.field(default=None, repr=False)
    written: tuple[str, str, str] = ("", "", "")
    origin: str = "ours"
    cites: tuple[str, ...] = ()
    says: str = ""
    why: str = ""

    @property
    def id(self) -> str:
        """The fact's name; from the second presumption of a fact on, with its number."""
        return self.fact if self.order == 1 else f"{self.fact}.{self.order}"

    @property
    def scope(self) -> str:
        """``channel`` where it is presumed of each channel, else ``company``."""
        return "channel" if self.fact.partition(".")[0] in {"channel", "editorial"} else "company"

    @property
    def reads(self) -> frozenset[str]:
        """The names that it rests on."""
        nodes = [each for each in (self.value, self.where, self.unless) if each is not None]
        guard = guard_of(self.fact)
        return frozenset({name for node in nodes for name in names_in(node)} | ({guard} if guard else set()))
