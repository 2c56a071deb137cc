"""The facts of one company as rules read them, each with a flag that says whether it is known.

A `World` is the company as stated, or with one change: more facts known, more means, or one channel less. Worlds share
their constants, so that terms that do not depend on the change are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from channelrules.audit.proofs.algebra import Algebra, Datum, Term, Truth, UnseenError
from channelrules.audit.proofs.comparing import as_datum
from channelrules.audit.proofs.constants import DAY, Constants, channel_id, path_of
from channelrules.audit.proofs.translation import Listed, Meant, Members
from channelrules.facts.fields import Spec
from channelrules.facts.vocabulary import ALWAYS_STATED, FACTS, LISTS, NETWORK_FACTS, Fact, type_of
from channelrules.knowledge.rule import Rule
from channelrules.language.types import Kind, Type

__all__ = ["World", "is_means"]

_TEXT: Final = Spec(Type(Kind.TEXT), "")


def is_means(name: str) -> bool:
    """Return whether a fact is a means of the company: its hours and formats."""
    known = FACTS.get(name)
    if known is None or known.holder != "company":
        return False
    return name == "company.formats" or str(known.term.type.unit) == "hours/week"


@attrs.define
class World:
    """One company, as stated or with one change.

    Attributes:
        constants: the company's.
        refined: whether more facts are known than are stated.
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
        """Return the places of channels, each with the condition under which it exists."""
        found = [(at, self.constants.flag(f"channel[{at}]")) for at in range(self.constants.bound.channels)]
        return [each for each in found if each[0] != self.without]

    def lifted(self, rule: Rule, at: int | None) -> Term:
        """Return where a declared exception lifts a rule."""
        if not (rule.waivable and self.excepted):
            return False
        return self.constants.flag(f"waiver:{rule.id}" + ("" if at is None else f"[{at}]"))

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> Term:
        """Return the value of an uninterpreted function, equal for equal arguments."""
        z3, made = self.constants.z3, self.constants
        made.unseen[name] = None
        changed = f" without {self.without}" if of_list and self.without is not None else ""
        real = z3.RealSort(self.algebra.context)
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
        name = path_of(f"{holder}.exists", at)
        return self._flag(name), self.constants.flag(name)

    def _known(self, holder: str, name: str, at: int | None) -> Term:
        if holder not in {"plan", "editorial"}:
            return self._flag(name)
        return self.algebra.And(*self._plan(holder, at), self._flag(name))

    def fact(self, name: str, at: int | None) -> Meant:
        """Return a fact that a profile states."""
        made, known_fact = self.constants, self.constants.compiled.knowledge.facts[name]
        path = path_of(name, at)
        match name:
            case "profile.as_of":
                return Datum(known=True, value=Fraction(DAY.toordinal()))
            case "plan.exists" | "editorial.exists":
                return self._truth(*self._plan(known_fact.holder, at))
            case "channel.id":
                return Datum(known=True, value=made.word(channel_id(at)))
            case "channel.network":
                # The text itself is irrelevant: the network is chosen by a constant of its own.
                made.unseen[name] = None
                return Datum(known=True, value=made.value(path, _TEXT))
            case "channel.benefit" | "channel.has_benefit":
                path = path_of("channel.benefit", at)
                known, said = self._flag(path), made.value(path, _TEXT)
                return (
                    Datum(known, said) if name == "channel.benefit" else self._truth(known, said != made.word("none"))
                )
            case "channel.return_measured" | "channel.return_per_month":
                return self._returned(path_of("channel.return_per_month", at), measured=name.endswith("measured"))
            case "channel.has_results":
                listed = self.members("channel.results_per_month", at)
                counts = [as_datum(self.algebra, each.values["count"]).value for each in listed.members]
                rows = zip(listed.members, counts, strict=True)
                return self._truth(
                    listed.known, self.algebra.Or([self.algebra.And(each.there, count > 0) for each, count in rows])
                )
            case "editorial.has_entries":
                listed = self.members("editorial.entries", at)
                return self._truth(listed.known, self.algebra.Or([each.there for each in listed.members]))
            case _:
                return self._plain(name, at, known_fact)

    def _plain(self, name: str, at: int | None, known_fact: Fact) -> Meant:
        path = path_of(name, at)
        spec = known_fact.place().spec
        if spec.type.kind is Kind.SET and not spec.type.options:
            raise UnseenError(f"the set '{name}' of any words")
        value = self.constants.value(path, attrs.evolve(spec, type=type_of(spec)))
        if self.richer and is_means(name):
            value = self._more(path, value, spec)
        known = True if name in ALWAYS_STATED else self._known(known_fact.holder, path, at)
        return self._truth(known, value) if spec.type.kind is Kind.YES_NO else Datum(known, value)

    def _truth(self, known: Term, value: Term) -> Truth:
        return Truth(self.algebra.And(known, value), self.algebra.And(known, self.algebra.Not(value)))

    def _returned(self, path: str, *, measured: bool) -> Meant:
        made = self.constants
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
        made.holds.append(value + more <= self.algebra.lifted(Fraction(repr(spec.high))))
        return value + more

    def network(self, attribute: str, at: int, *, today: bool) -> Meant:
        """Return a fact about a channel's network, of the judged edition or of today's."""
        made = self.constants
        made.networks.setdefault(at, {})[attribute] = None
        name = f"network[{at}].{attribute}"
        if attribute == "id":
            return Datum(known=True, value=made.value(name, _TEXT))
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
        path = path_of(over, at)
        known = self._known(holder, path, at)
        return Members(known, [self._member(over, row) for row in self.constants.rows(over, at)])

    def _member(self, over: str, row: Mapping[str, Any]) -> Listed:
        values: dict[str, Meant] = {}
        for attribute in LISTS[over].attributes:
            if attribute in {"first_on", "last_on"}:
                values[attribute] = self._end(row, attribute)
            elif attribute == "destinations":
                counted = self.algebra.Sum([self.algebra.If(there, Fraction(1), Fraction(0)) for there, _ in row["to"]])
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
        """Return the days of the plan, without recurring entries, which have too many days for the list."""
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
