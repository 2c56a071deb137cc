"""Types and vocabulary: the typed names that an expression may use.

A type is a kind with its details: a number has a unit, a choice its options. Units
are products of base units (``hours/week``), so that hours are never compared with posts and
products get the right unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

import attrs

__all__ = [
    "Items",
    "Kind",
    "Term",
    "Type",
    "Unit",
    "Vocabulary",
    "date",
    "number",
    "one_of",
    "set_of",
    "text",
    "yes_no",
]


class Kind(Enum):
    """The six kinds of value."""

    YES_NO = "yes/no"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    SET = "set"
    TEXT = "text"


@attrs.frozen(order=True)
class Unit:
    """A product of base units with whole exponents; the empty product is a plain number."""

    factors: tuple[tuple[str, int], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Unit:
        """Return the unit written as ``hours/week``, ``money`` or ``1``; ``hour`` and ``hours`` are one unit."""
        powers: dict[str, int] = {}
        for position, part in enumerate(text.split("/")):
            for base in part.split("*"):
                name = base.strip()
                name = name if name == "1" else name.removesuffix("s")
                if name and name != "1":
                    powers[name] = powers.get(name, 0) + (-1 if position else 1)
        return cls._of(powers)

    @classmethod
    def _of(cls, powers: Mapping[str, int]) -> Unit:
        return cls(tuple(sorted((base, power) for base, power in powers.items() if power)))

    def times(self, other: Unit, sign: int = 1) -> Unit:
        """Return the product with another unit, or with ``sign=-1`` the quotient."""
        powers = dict(self.factors)
        for base, power in other.factors:
            powers[base] = powers.get(base, 0) + sign * power
        return self._of(powers)

    def __str__(self) -> str:
        over = "*".join(_plural(base) for base, power in self.factors for _ in range(power))
        under = "/".join(base for base, power in self.factors for _ in range(-power))
        return f"{over or '1'}/{under}" if under else over or "1"


def _frozen(given: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(given))


def _plural(base: str) -> str:
    return base if base in {"money", "people"} else f"{base}s"


@attrs.frozen
class Type:
    """A kind of value with its unit or options.

    Attributes:
        kind: one of the six kinds.
        unit: of a number; ``None`` for a literal, which fits any unit.
        options: of a choice or a set, in the order in which they are declared.
        low: the least value that a number can have, or ``None`` where it is not bounded.
        most: the greatest magnitude that a number can have, or ``None`` where it is not declared.
    """

    kind: Kind
    unit: Unit | None = None
    options: tuple[str, ...] = ()
    low: float | None = None
    most: float | None = None

    def __str__(self) -> str:
        if self.kind is Kind.NUMBER:
            return f"number of {self.unit}" if self.unit and self.unit.factors else "number"
        if self.kind in {Kind.CHOICE, Kind.SET}:
            return f"{'one' if self.kind is Kind.CHOICE else 'a set'} of {', '.join(self.options)}"
        return str(self.kind.value)

    def fits(self, wanted: Type) -> bool:
        """Return whether a value of this type may stand where another is wanted."""
        if self.kind is not wanted.kind:
            return False
        if self.kind is Kind.NUMBER:
            return self.unit is None or wanted.unit is None or self.unit == wanted.unit
        return True

    def admits(self, word: str) -> bool:
        """Return whether a choice or set may hold this word; one without options admits any."""
        return not self.options or word in self.options


def number(unit: str = "1", low: float | None = None, most: float | None = None) -> Type:
    """Return the type of numbers in a unit."""
    return Type(Kind.NUMBER, Unit.parse(unit), low=low, most=most)


def one_of(*options: str) -> Type:
    """Return the type of one word out of a closed list."""
    return Type(Kind.CHOICE, options=options)


def set_of(*options: str) -> Type:
    """Return the type of a set of words out of a closed list."""
    return Type(Kind.SET, options=options)


yes_no = Type(Kind.YES_NO)
date = Type(Kind.DATE)
text = Type(Kind.TEXT)


@attrs.frozen
class Term:
    """A name that an expression may use.

    Attributes:
        name: ``scope.attribute``.
        type: the type of its values.
        meaning: one line for people.
        source: where its values come from: fact, network, measure, param, conclusion or effect.
    """

    name: str
    type: Type
    meaning: str = ""
    source: str = "fact"

    @property
    def scope(self) -> str:
        """The part before the dot."""
        return self.name.partition(".")[0]

    @property
    def attribute(self) -> str:
        """The part after the dot."""
        return self.name.partition(".")[2]


@attrs.frozen
class Items:
    """A list that measures may aggregate over, and the attributes of its members."""

    name: str
    attributes: Mapping[str, Type] = attrs.field(converter=_frozen, hash=False)
    may_lack: bool = False

    def __reduce__(self) -> tuple[object, ...]:
        return Items, (self.name, dict(self.attributes), self.may_lack)


@attrs.frozen
class Vocabulary:
    """The terms and lists in force, by name."""

    terms: Mapping[str, Term] = attrs.field(converter=_frozen, hash=False)
    lists: Mapping[str, Items] = attrs.field(factory=dict, converter=_frozen, hash=False)

    def __reduce__(self) -> tuple[object, ...]:
        return Vocabulary, (dict(self.terms), dict(self.lists))

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms.values())

    def __contains__(self, name: object) -> bool:
        return name in self.terms

    def __getitem__(self, name: str) -> Term:
        return self.terms[name]

    def closest(self, name: str) -> str:
        """Return the known name most like this one, or an empty string."""
        import difflib  # which only mistakes need

        found = difflib.get_close_matches(name[:120], [*self.terms, *self.lists], n=1, cutoff=0.5)
        return found[0] if found else ""
