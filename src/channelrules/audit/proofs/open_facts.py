"""The facts of one company as constants of the solver: each known or not by a flag of its own.

A company has up to three channels and lists up to three members (`Bound`). What holds of every profile that a file can
state is kept beside the constants: ranges, choices, what contradicts itself. A `World` is the company as it is stated,
or with one thing changed: more known, more means, or one channel less; its constants are shared, so that what does not
hang on the change is the same term.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from channelrules.audit.proofs.algebra import Algebra, Datum, Term, Truth
from channelrules.audit.proofs.translation import Listed, Meant, Members, UnseenError
from channelrules.facts.fields import Spec, specification
from channelrules.facts.limits import FIRST_DAY, LAST_DAY, LEAST
from channelrules.facts.plans import EditorialEntry, PlanEntry
from channelrules.facts.profile import FollowerCount, Result
from channelrules.facts.recurrence import LONGEST_RECURRENCE
from channelrules.facts.vocabulary import ALWAYS_STATED, FACTS, LISTS, NETWORK_FACTS, type_of
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.rule import Rule
from channelrules.language.types import Kind, Type

__all__ = ["DAY", "Bound", "Constants", "World", "channel_id", "is_means"]

DAY: Final = datetime.date(2026, 11, 1)
"""The day of every company that is looked at; all that counts is how far other days lie from it."""

_CLASSES: Final = {
    "plan.entries": PlanEntry,
    "editorial.entries": EditorialEntry,
    "channel.followers": FollowerCount,
    "channel.results_per_month": Result,
}
_WEEK: Final = 7
_UNLIKE: Final = {"channel.followers": "on", "channel.results_per_month": "what", "plan.entries": "id"}
"""By which attribute the members of a list differ."""


@attrs.frozen
class Bound:
    """How large the companies are for which a law is proved.

    Attributes:
        channels: how many channels a company has at most.
        members: how many members a list has at most.
    """

    channels: int = 3
    members: int = 3


def is_means(name: str) -> bool:
    """Return whether a fact says what a company has to work with: its hours, and its formats."""
    known = FACTS.get(name)
    if known is None or known.holder != "company":
        return False
    return name == "company.formats" or str(known.term.type.unit) == "hours/week"


@attrs.define
class Constants:
    """The solver's constants for the facts of one company, made when they are first wanted.

    Attributes:
        compiled: the rulebook.
        algebra: the connectives.
        bound: how large the company is.
        words: the number of each word.
        made: every constant by its name, with what it may be.
        holds: what holds of every profile, but for what stands in ``exactly``.
        exactly: what makes the rest of it: that some numbers are whole.
        simple: what leaves out what makes no difference to most laws, so that profiles are easier to read.
        unseen: what was looked at that the solver does not see into.
        networks: by channel, the facts about its network that were looked at.
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
        """Return a truth that is open."""
        if name not in self.made:
            self.made[name] = self.z3.Bool(name), Type(Kind.YES_NO)
        return self.made[name][0]

    def value(self, name: str, spec: Spec) -> Any:
        """Return the value of a fact, anything that it may be."""
        if name not in self.made:
            self.made[name] = self._fresh(name, spec.type, spec), spec.type
        return self.made[name][0]

    def _fresh(self, name: str, type_: Type, spec: Spec) -> Any:
        z3 = self.z3
        match type_.kind:
            case Kind.YES_NO:
                return z3.Bool(name)
            case Kind.NUMBER:
                made = z3.Real(name)
                low, high, least = (self._exact(each) for each in (spec.low, spec.high, LEAST))
                self.holds += [made >= low, made <= high]
                self.exactly.append(z3.Or(made == 0, made >= least, made <= -least))
                if spec.whole:
                    self.exactly.append(z3.IsInt(made))
                return made
            case Kind.DATE:
                made = z3.Real(name)
                self.holds += [made >= FIRST_DAY.toordinal(), made <= LAST_DAY.toordinal()]
                self.exactly.append(z3.IsInt(made))
                return made
            case Kind.CHOICE:
                made = z3.Int(name)
                self.holds.append(z3.Or([made == self.word(each) for each in type_.options]))
                return made
            case Kind.SET:
                found = {option: z3.Bool(f"{name}:{option}") for option in type_.options}
                if spec.lone:
                    self.holds.append(z3.Or(list(found.values())))
                return found
            case _:
                made = z3.Int(name)
                self.holds.append(made >= 0)
                return made

    def _exact(self, value: float) -> Any:
        return self.z3.RealVal(str(Fraction(repr(value))))

    # --- lists ---

    def there(self, name: str) -> list[Any]:
        """Return where each member of a list is there: the first before the second."""
        flags = [self.flag(f"{name}#{place}") for place in range(self.bound.members)]
        if f"{name}#" not in self.made:
            self.made[f"{name}#"] = None, Type(Kind.SET)
            self.holds += [self.z3.Implies(later, earlier) for earlier, later in zip(flags, flags[1:], strict=False)]
        return flags

    def rows(self, over: str, at: int | None) -> list[dict[str, Any]]:
        """Return the members of a list that a profile states: of each, by attribute, its flag and its value."""
        if (over, at) not in self.lists:
            name = over if at is None else over.replace(".", f"[{at}].")
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
        name = over if at is None else over.replace(".", f"[{at}].")
        for place, row in enumerate(rows):
            if "every" in row:
                self._recurring(f"{name}[{place}]", row)
        unlike = _UNLIKE.get(over)
        for place, one in enumerate(rows):
            for other in rows[place + 1 :] if unlike else ():
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


@attrs.define
class World:
    """One company, as it is stated or with one thing changed.

    Attributes:
        constants: the company's.
        refined: whether more is known than is stated.
        richer: whether it has more hours and formats.
        without: the place of a channel that is taken away; ``None`` for none.
        excepted: whether declared exceptions may lift rules.
    """

    constants: Constants
    refined: bool = False
    richer: bool = False
    without: int | None = None
    excepted: bool = True

    @property
    def algebra(self) -> Algebra:
        """The connectives."""
        return self.constants.algebra

    def word(self, word: str) -> Term:
        """Return the number that stands for a word."""
        return self.constants.word(word)

    def parameter(self, name: str) -> Fraction:
        """Return the value of a parameter."""
        return Fraction(repr(self.constants.compiled.knowledge.parameters[name].value))

    def channels(self) -> Sequence[tuple[int, Term]]:
        """Return the places of channels, each with where it is there."""
        found = [(at, self.constants.flag(f"channel[{at}]")) for at in range(self.constants.bound.channels)]
        return [each for each in found if each[0] != self.without]

    def lifted(self, rule: Rule, at: int | None) -> Term:
        """Return where a declared exception lifts a rule."""
        if not (rule.waivable and self.excepted):
            return False
        return self.constants.flag(f"waiver:{rule.id}" + ("" if at is None else f"[{at}]"))

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> Term:
        """Return a number that the solver does not see into: the same for the same arguments."""
        z3, made = self.constants.z3, self.constants
        made.unseen[name] = None
        changed = f" without {self.without}" if of_list and self.without is not None else ""
        real = z3.RealSort()
        made_of = [self.algebra.lifted(each) for each in arguments]
        found = z3.Function(f"{name}{changed}", *(real for _ in made_of), real)(*made_of)
        if name.startswith("empty_months"):
            made.holds += [found >= 0]
        made.exactly.append(z3.IsInt(found))
        return found

    # --- facts ---

    def _flag(self, name: str) -> Term:
        stated = self.constants.flag(f"{name}?")
        return self.algebra.Or(stated, self.constants.flag(f"{name}?+")) if self.refined else stated

    def _plan(self, holder: str, at: int | None) -> tuple[Term, Term]:
        """Return where it is known whether there is a plan, and where there is one."""
        name = f"{holder}.exists" if at is None else f"{holder}[{at}].exists"
        return self._flag(name), self.constants.flag(name)

    def _known(self, holder: str, name: str, at: int | None) -> Term:
        if holder not in {"plan", "editorial"}:
            return self._flag(name)
        return self.algebra.And(*self._plan(holder, at), self._flag(name))

    def fact(self, name: str, at: int | None) -> Meant:
        """Return a fact that a profile states."""
        logic, made = self.algebra, self.constants
        known_fact = made.compiled.knowledge.facts[name]
        holder, attribute = known_fact.holder, name.partition(".")[2]
        path = f"{holder}.{attribute}" if at is None else f"{holder}[{at}].{attribute}"
        if name == "profile.as_of":
            return Datum(known=True, value=Fraction(DAY.toordinal()))
        if attribute == "exists":
            return self._truth(*self._plan(holder, at))
        if name == "channel.id":
            return Datum(known=True, value=made.word(channel_id(at)))
        if name in {"channel.has_benefit", "channel.benefit"}:
            said = made.value(path.replace("has_benefit", "benefit"), Spec(Type(Kind.TEXT), ""))
            known = self._flag(path.replace("has_benefit", "benefit"))
            return Datum(known, said) if name == "channel.benefit" else self._truth(known, said != made.word("none"))
        if name in {"channel.return_measured", "channel.return_per_month"}:
            return self._returned(path.rpartition(".")[0], measured=name == "channel.return_measured")
        if name in {"channel.has_results", "editorial.has_entries"}:
            over = "channel.results_per_month" if name == "channel.has_results" else "editorial.entries"
            listed = self.members(over, at)
            counts = "count" if name == "channel.has_results" else ""
            some = logic.Or(
                [logic.And(each.there, each.values[counts].value > 0) if counts else each.there for each in listed.members]  # type: ignore[union-attr]
            )
            return self._truth(listed.known, some)
        spec = known_fact.place().spec
        if spec.type.kind is Kind.SET and not spec.type.options:
            raise UnseenError(f"the set '{name}' of any words")
        value = made.value(path, attrs.evolve(spec, type=type_of(spec)))
        if self.richer and is_means(name):
            value = self._more(path, value, spec)
        known = True if name in ALWAYS_STATED else self._known(holder, path, at)
        return self._truth(known, value) if spec.type.kind is Kind.YES_NO else Datum(known, value)

    def _truth(self, known: Term, value: Term) -> Truth:
        return Truth(self.algebra.And(known, value), self.algebra.And(known, self.algebra.Not(value)))

    def _returned(self, owner: str, *, measured: bool) -> Meant:
        made, path = self.constants, f"{owner}.return_per_month"
        known, counted = self._flag(path), made.flag(f"{path}=")
        if measured:
            return self._truth(known, counted)
        money = Spec(Type(Kind.NUMBER), "")
        return Datum(self.algebra.And(known, counted), made.value(path, money))

    def _more(self, path: str, value: Any, spec: Spec) -> Any:
        made, z3 = self.constants, self.constants.z3
        if isinstance(value, dict):
            return {word: z3.Or(held, made.flag(f"{path}:{word}+")) for word, held in value.items()}
        more = made.value(f"{path}+", attrs.evolve(spec, low=0))
        made.holds.append(value + more <= z3.RealVal(str(Fraction(repr(spec.high)))))
        return value + more

    def network(self, attribute: str, at: int, *, today: bool) -> Meant:
        """Return a fact about a channel's network, of the edition that is judged or of today's."""
        made = self.constants
        made.networks.setdefault(at, {})[attribute] = None
        name = f"network[{at}].{attribute}"
        if attribute == "id":
            return Datum(known=True, value=made.value(name, Spec(Type(Kind.TEXT), "")))
        name += "@today" if today else ""
        spec = NETWORK_FACTS[attribute]
        known, value = made.flag(f"{name}?"), made.value(name, attrs.evolve(spec, type=type_of(spec)))
        return self._truth(known, value) if spec.type.kind is Kind.YES_NO else Datum(known, value)

    # --- lists ---

    def members(self, over: str, at: int | None) -> Members:
        """Return a list."""
        holder = over.partition(".")[0]
        if over == "plan.dates":
            return self._dates()
        if over == "plan.destinations":
            return self._destinations()
        path = over if at is None else over.replace(".", f"[{at}].")
        known = self._known(holder, path, at)
        return Members(known, [self._member(over, row) for row in self.constants.rows(over, at)])

    def _member(self, over: str, row: Mapping[str, Any]) -> Listed:
        values: dict[str, Meant] = {}
        for attribute in LISTS[over].attributes:
            if attribute in {"first_on", "last_on"}:
                values[attribute] = self._end(row, attribute)
            elif attribute == "destinations":
                counted = self.algebra.Sum(
                    [self.algebra.If(there, Fraction(1), Fraction(0)) for there, _ in row["to"]]
                )
                values[attribute] = Datum(known=True, value=self.algebra.If(row["to?"], counted, Fraction(0)))
            else:
                values[attribute] = Datum(row[f"{attribute}?"], row[attribute])
        return Listed(row["#"], values)

    def _end(self, row: Mapping[str, Any], attribute: str) -> Datum:
        logic = self.algebra
        if attribute == "first_on":
            return Datum(row["on?"], logic.If(row["every?"], row["first"], row["on"]))
        return Datum(
            logic.If(row["every?"], row["until?"], row["on?"]), logic.If(row["every?"], row["last"], row["on"])
        )

    def _dates(self) -> Members:
        """Return the days of the plan; what recurs has more of them than a list here has, so that it is left out."""
        logic = self.algebra
        rows, entries = self.constants.rows("plan.entries", None), self.members("plan.entries", None)
        starts, ends = (self.fact(f"plan.{each}", None) for each in ("starts_on", "ends_on"))
        assert isinstance(starts, Datum)
        assert isinstance(ends, Datum)
        known = [entries.known]
        for row in rows:
            spans = logic.And(logic.Or(row["on?"], starts.known), logic.Or(row["until?"], ends.known))
            known.append(logic.Or(logic.Not(logic.And(row["#"], row["every?"])), spans))
        once = [logic.And(row["#"], row["on?"], logic.Not(row["every?"])) for row in rows]
        days = [{"on": Datum(known=True, value=row["on"])} for row in rows]
        members = [Listed(there, day) for there, day in zip(once, days, strict=True)]
        return Members(logic.And(known), members, complete=False)

    def _destinations(self) -> Members:
        logic = self.algebra
        found: list[Listed] = []
        for row in self.constants.rows("plan.entries", None):
            for there, word in row["to"]:
                stands = logic.And(row["#"], row["to?"], there)
                found.append(Listed(stands, {"to": Datum(known=True, value=word)}))
        return Members(self.members("plan.entries", None).known, found)


def channel_id(at: int | None) -> str:
    """Return the id of the channel at a place."""
    return "abcdefghij"[at or 0]
