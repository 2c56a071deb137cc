"""The solver's constants for the facts of one company, with what holds of every profile that a file can state."""

from __future__ import annotations

import datetime
import itertools
from fractions import Fraction
from typing import Any, Final

import attrs

from channelrules.audit.proofs.algebra import Algebra
from channelrules.facts.fields import Spec, specification
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, LEAST
from channelrules.facts.plans import EditorialEntry, PlanEntry
from channelrules.facts.profile import FollowerCount, Result
from channelrules.facts.recurrence import LONGEST_RECURRENCE
from channelrules.facts.vocabulary import LISTS
from channelrules.inference.compiled import Compiled
from channelrules.language.types import Kind, Type

__all__ = ["DAY", "Bound", "Constants", "channel_id", "path_of"]

DAY: Final = datetime.date(2026, 11, 1)
"""The day of every company; only the distances of other days from it matter."""

_CLASSES: Final = {
    "plan.entries": PlanEntry,
    "editorial.entries": EditorialEntry,
    "channel.followers": FollowerCount,
    "channel.results_per_month": Result,
}
_WEEK: Final = 7
_UNLIKE: Final = {"channel.followers": "on", "channel.results_per_month": "what", "plan.entries": "id"}
"""The attribute in which the members of a list differ."""


@attrs.frozen
class Bound:
    """The size of the companies for which a law is proved.

    Attributes:
        channels: how many channels a company has at most.
        members: how many members a list has at most.
    """

    channels: int = 3
    members: int = 3


@attrs.define
class Constants:
    """The solver's constants for the facts of one company, made on first use.

    Attributes:
        compiled: the rulebook.
        algebra: the connectives.
        bound: the size of the company.
        words: the number of each word.
        made: every constant by its name, with its constraint.
        holds: the constraints on every profile, without those in ``exactly``.
        exactly: the other constraints: that some numbers are whole.
        simple: constraints that exclude what is irrelevant to most laws, so that profiles are easier to read.
        unseen: the parts used that are not translated.
        networks: by channel, the facts about its network that were used.
    """

    compiled: Compiled
    algebra: Algebra
    bound: Bound
    words: dict[str, int] = attrs.field(factory=dict)
    made: dict[str, tuple[Any, Type]] = attrs.field(factory=dict)
    holds: list[Any] = attrs.field(factory=list)
    exactly: list[Any] = attrs.field(factory=list)
    simple: list[Any] = attrs.field(factory=list)
    unseen: dict[str, None] = attrs.field(factory=dict)
    networks: dict[int, dict[str, None]] = attrs.field(factory=dict)
    lists: dict[tuple[str, int | None], list[dict[str, Any]]] = attrs.field(factory=dict)

    @property
    def z3(self) -> Any:
        """The solver's module."""
        return self.algebra.z3

    def word(self, word: str) -> int:
        """Return the number that stands for a word."""
        return self.words.setdefault(word, len(self.words))

    def flag(self, name: str) -> Any:
        """Return an unconstrained truth."""
        if name not in self.made:
            self.made[name] = self.z3.Bool(name, self.algebra.context), Type(Kind.YES_NO)
        return self.made[name][0]

    def value(self, name: str, spec: Spec) -> Any:
        """Return the constant of a fact, constrained to its range."""
        if name not in self.made:
            self.made[name] = self._fresh(name, spec.type, spec), spec.type
        return self.made[name][0]

    def _fresh(self, name: str, type_: Type, spec: Spec) -> Any:
        z3, context = self.z3, self.algebra.context
        match type_.kind:
            case Kind.YES_NO:
                return z3.Bool(name, context)
            case Kind.NUMBER:
                made = z3.Real(name, context)
                low, high, least = (self._exact(each) for each in (spec.low, spec.high, LEAST))
                self.holds += [made >= low, made <= high]
                self.exactly.append(z3.Or(made == 0, made >= least, made <= -least))
                if spec.whole:
                    self.exactly.append(z3.IsInt(made))
                return made
            case Kind.DATE:
                made = z3.Real(name, context)
                self.holds += [made >= FIRST_DAY.toordinal(), made <= LAST_DAY.toordinal()]
                self.exactly.append(z3.IsInt(made))
                return made
            case Kind.CHOICE:
                made = z3.Int(name, context)
                self.holds.append(z3.Or([made == self.word(each) for each in type_.options]))
                return made
            case Kind.SET:
                found = {option: z3.Bool(f"{name}:{option}", context) for option in type_.options}
                if spec.lone:
                    self.holds.append(z3.Or(list(found.values())))
                return found
            case _:
                made = z3.Int(name, context)
                self.holds.append(made >= 0)
                return made

    def _exact(self, value: float) -> Any:
        return self.algebra.lifted(Fraction(repr(value)))

    # --- lists ---

    def there(self, name: str) -> list[Any]:
        """Return where each member of a list exists: the first before the second."""
        flags = [self.flag(f"{name}#{place}") for place in range(self.bound.members)]
        if f"{name}#" not in self.made:
            self.made[f"{name}#"] = None, Type(Kind.SET)
            self.holds += [self.z3.Implies(later, earlier) for earlier, later in itertools.pairwise(flags)]
        return flags

    def rows(self, over: str, at: int | None) -> list[dict[str, Any]]:
        """Return the members of a list that a profile states: of each, by attribute, its flag and its value."""
        if (over, at) not in self.lists:
            name = path_of(over, at)
            flags = self.there(name)
            self.lists[over, at] = rows = []
            for place, there in enumerate(flags):
                row: dict[str, Any] = {"#": there}
                for attribute, spec in specification(_CLASSES[over]):
                    path = f"{name}[{place}].{attribute}"
                    always = not LISTS[over].may_lack
                    row[f"{attribute}?"] = True if always else self.flag(f"{path}?")
                    row[attribute] = self._slots(path) if attribute == "to" else self.value(path, spec)
                rows.append(row)
            self._of_list(over, at, rows)
        return self.lists[over, at]

    def _slots(self, path: str) -> list[tuple[Any, Any]]:
        text = Spec(Type(Kind.TEXT), "")
        there = self.there(path)
        self.holds.append(there[0])
        return [(each, self.value(f"{path}[{place}]", text)) for place, each in enumerate(there)]

    def _of_list(self, over: str, at: int | None, rows: list[dict[str, Any]]) -> None:
        z3 = self.z3
        name = path_of(over, at)
        for place, row in enumerate(rows):
            if "every" in row:
                self._recurring(f"{name}[{place}]", row)
        unlike = _UNLIKE.get(over)
        if unlike is None:
            return
        for one, other in itertools.combinations(rows, 2):
            both = self.algebra.And(other["#"], one[f"{unlike}?"], other[f"{unlike}?"])
            self.holds.append(z3.Implies(both, one[unlike] != other[unlike]))

    def _recurring(self, path: str, row: dict[str, Any]) -> None:
        z3, week = self.z3, _WEEK - 1
        day = Spec(Type(Kind.DATE), "")
        row["first"], row["last"] = (self.value(f"{path}.{each}", day) for each in ("first_on", "last_on"))
        on, until = row["on"], row["until"]
        self.holds += [row["first"] >= on, row["first"] <= on + week, row["last"] <= until, row["last"] >= until - week]
        self.holds.append(z3.Implies(row["until?"], row["every?"]))
        both = z3.And(row["on?"], row["until?"])
        self.holds.append(z3.Implies(both, z3.And(until >= on, until - on <= LONGEST_RECURRENCE)))
        self.holds.append(z3.Implies(both, row["first"] <= row["last"]))
        self.simple += [z3.Not(row["every?"]), row["first"] == on, row["last"] == until]


def channel_id(at: int | None) -> str:
    """Return the id of the channel at a place."""
    return "abcdefghij"[at or 0]


def path_of(name: str, at: int | None) -> str:
    """Return the name of a fact or list of the channel at a place; of the company where there is no place."""
    return name if at is None else name.replace(".", f"[{at}].", 1)
