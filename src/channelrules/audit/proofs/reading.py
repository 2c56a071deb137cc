"""The outcomes, presumptions and verdicts of a rulebook for a company whose facts are terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

import attrs

from channelrules.audit.proofs.algebra import Algebra, Datum, Term, Truth
from channelrules.audit.proofs.comparing import one_of
from channelrules.audit.proofs.translation import Meant, Members, Translation
from channelrules.facts.vocabulary import DEFINED
from channelrules.inference.compiled import Compiled
from channelrules.inference.presuming import against
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.rule import EFFECTS, Rule
from channelrules.language.comparisons import COMPARISONS
from channelrules.language.nodes import Name
from channelrules.language.types import Kind

__all__ = ["OF_CHANNELS", "Facts", "Reading"]

OF_CHANNELS = frozenset({"channel", "editorial", "network"})
"""The scopes of names at a channel."""


class Facts(Protocol):
    """The stated facts of a company as terms."""

    @property
    def algebra(self) -> Algebra:
        """The connectives."""

    def word(self, word: str) -> Term:
        """Return the number that stands for a word."""

    def fact(self, name: str, at: int | None) -> Meant:
        """Return a fact that a profile states."""

    def network(self, attribute: str, at: int, *, today: bool) -> Meant:
        """Return a fact about a channel's network, of the judged edition or of today's."""

    def parameter(self, name: str) -> Fraction:
        """Return the value of a parameter."""

    def members(self, over: str, at: int | None) -> Members:
        """Return a list."""

    def channels(self) -> Sequence[tuple[int, Term]]:
        """Return the places of channels, each with the condition under which it exists."""

    def lifted(self, rule: Rule, at: int | None) -> Term:
        """Return where a declared exception lifts a rule."""

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> Term:
        """Return the value of an uninterpreted function of terms."""


@attrs.define
class Reading:
    """One company as rules read it.

    Attributes:
        compiled: the rulebook.
        facts: the stated facts.
        presuming: whether presumptions are used.
        today: whether facts about networks are those of today, whichever edition is judged.
    """

    compiled: Compiled
    facts: Facts
    presuming: bool = False
    today: bool = False
    _found: dict[tuple[str, int | None], Meant] = attrs.field(factory=dict)
    _presumed: dict[tuple[str, int | None], tuple[Term, Meant]] = attrs.field(factory=dict)
    _outcomes: dict[tuple[str, int | None], Truth] = attrs.field(factory=dict)
    _stated: Reading | None = None
    _read: Reading | None = None
    _by_fact: Mapping[str, Sequence[Presumption]] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Group the presumptions by their facts."""
        found: dict[str, list[Presumption]] = {}
        for each in self.compiled.knowledge.presumptions:
            found.setdefault(each.fact, []).append(each)
        self._by_fact = found

    @property
    def algebra(self) -> Algebra:
        """The connectives."""
        return self.facts.algebra

    @property
    def translation(self) -> Translation:
        """The translation of conditions over this company."""
        return Translation(self)

    # --- the facts, as the translation asks for them ---

    def word(self, word: str) -> Term:
        """Return the number that stands for a word."""
        return self.facts.word(word)

    def members(self, over: str, at: int | None) -> Members:
        """Return a list."""
        return self.facts.members(over, at)

    def channels(self) -> Sequence[tuple[int, Term]]:
        """Return the places of channels, each with the condition under which it exists."""
        return self.facts.channels()

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> Term:
        """Return the value of an uninterpreted function."""
        return self.facts.function(name, arguments, of_list=of_list)

    def named(self, name: str, at: int | None) -> Meant:
        """Return the value of a name, at a channel or for the company."""
        scope = name.partition(".")[0]
        if scope == "param":
            return Datum(known=True, value=self.facts.parameter(name.removeprefix("param.")))
        if scope == "effect":
            return self.effect(name.removeprefix("effect."), at)
        key = (name, at if scope in OF_CHANNELS else None)
        if key not in self._found:
            self._found[key] = self._named(name, key[1])
        return self._found[key]

    def _named(self, name: str, at: int | None) -> Meant:
        scope, _, attribute = name.partition(".")
        if scope == "network":
            assert at is not None
            return self.facts.network(attribute, at, today=self.today)
        if name in DEFINED:
            # A fact that follows from others follows from their stated values.
            said: Meant = self.stated.translation.meant(self.compiled.definitions[name], at)
        elif name in self.compiled.definitions:
            # Conclusions of the company are known at each channel.
            concluding = next((rule for rule in self.compiled.knowledge.active_rules if rule.concludes == name), None)
            place = None if concluding is not None and concluding.scope == "company" else at
            return self.translation.meant(self.compiled.definitions[name], place)
        else:
            said = self.facts.fact(name, at)
        if not self.presuming or name not in self._by_fact:
            return said
        applies, value = self.presumed(name, at)
        return _either(self.algebra, said, applies, value)

    # --- presumptions ---

    @property
    def stated(self) -> Reading:
        """The same company with nothing presumed."""
        if not self.presuming:
            return self
        if self._stated is None:
            self._stated = Reading(self.compiled, self.facts)
        return self._stated

    def under_presumptions(self) -> Reading:
        """Return the same company with presumptions."""
        return Reading(self.compiled, self.facts, presuming=True, stated=self)

    @property
    def _as_presumptions_read(self) -> Reading:
        if self._read is None:
            self._read = Reading(self.compiled, self.facts, today=True)
        return self._read

    def presumed(self, name: str, at: int | None) -> tuple[Term, Meant]:
        """Return where a fact is presumed, and the presumed value."""
        if (name, at) not in self._presumed:
            self._presumed[name, at] = self._worked_out(name, at)
        return self._presumed[name, at]

    def _worked_out(self, name: str, at: int | None) -> tuple[Term, Meant]:
        logic, read = self.algebra, self._as_presumptions_read
        stated = read.named(name, at)
        known = logic.Or(stated.true, stated.false) if isinstance(stated, Truth) else stated.known
        guard = guard_of(name)
        free = [logic.Not(known)]
        if guard is not None:
            free.append(read.translation.truth(Name(guard), at).true)
        found: list[tuple[Term, Datum]] = []
        for each in self._by_fact[name]:
            value = read.translation.datum(each.value, at)
            conditions = [*free, value.known, *self._in_range(each, value)]
            if each.where is not None:
                conditions.append(read.translation.truth(each.where, at).true)
            conditions += [logic.Not(read.translation.truth(node, at).true) for node in against(each)]
            applies = logic.And(conditions)
            found.append((applies, value))
            free.append(logic.Not(applies))
        applies_any = logic.Or([applies for applies, _ in found])
        best = found[-1][1]
        for applies, value in reversed(found[:-1]):
            best = one_of(logic, applies, value, best)
        if isinstance(stated, Truth):
            return applies_any, Truth(best.value, logic.Not(best.value))
        return applies_any, best

    def _in_range(self, presumption: Presumption, value: Datum) -> Iterator[Term]:
        spec, logic = presumption.spec, self.algebra
        if spec.type.kind is Kind.NUMBER:
            yield logic.compared(COMPARISONS[">="].holds, value.value, Fraction(repr(spec.low)))
            yield logic.compared(COMPARISONS["<="].holds, value.value, Fraction(repr(spec.high)))
            if spec.whole:
                yield logic.is_whole(value.value)

    # --- rules ---

    def outcome(self, rule: Rule, at: int | None) -> Truth:
        """Return where a rule fires and where it is clear."""
        if (rule.id, at) not in self._outcomes:
            self._outcomes[rule.id, at] = self.translation.truth(rule.node, at)
        return self._outcomes[rule.id, at]

    def effect(self, name: str, at: int | None) -> Truth:
        """Return where an effect holds that no declared exception lifts, and where it does not."""
        logic = self.algebra
        if name == "excepted":
            lifted = logic.Or([self.facts.lifted(rule, at) for rule in self._having("helpful", "channel")])
            return Truth(lifted, logic.Not(lifted))
        rules = self._having(name, "company" if name in EFFECTS["company"] else "channel")
        said = [(self.outcome(rule, at), self.facts.lifted(rule, at)) for rule in rules]
        return Truth(
            logic.Or([logic.And(one.true, logic.Not(lifted)) for one, lifted in said]),
            logic.And([logic.Or(one.false, lifted) for one, lifted in said]),
        )

    def _having(self, effect: str, scope: str) -> list[Rule]:
        rules = self.compiled.knowledge.active_rules
        return [rule for rule in rules if rule.effect == effect and rule.scope == scope]

    # --- verdicts ---

    def held(self, at: int | None) -> list[tuple[VerdictRow, Truth]]:
        """Return each row of the verdict table, with where its condition holds and where it does not."""
        rows = self.compiled.knowledge.verdict_tables["company" if at is None else "channel"]
        return [(row, self.translation.truth(row.node, at)) for row in rows]

    def possible(self, at: int | None) -> dict[str, Term]:
        """Return where each verdict remains possible, for a channel or for the company."""
        return self._possible_of_company() if at is None else self._possible_of_channel(at)

    def _possible_of_channel(self, at: int) -> dict[str, Term]:
        logic = self.algebra
        reached: Term = True
        found: dict[str, Term] = {}
        for row, said in self.held(at):
            here = logic.And(reached, logic.Not(said.false))
            found[row.verdict] = logic.Or(found.get(row.verdict, False), here)
            reached = logic.And(reached, logic.Not(said.true))
        return found

    def _possible_of_company(self) -> dict[str, Term]:
        logic = self.algebra
        *rows, (rest, _) = self.held(None)
        found: dict[str, Term] = {}
        for row, said in rows:
            found[row.verdict] = logic.Or(found.get(row.verdict, False), logic.Not(said.false))
        return {**found, rest.verdict: logic.Not(logic.Or([said.true for _, said in rows]))}

    def verdicts_of_company(self) -> dict[str, Term]:
        """Return where each verdict of the company holds."""
        logic = self.algebra
        *rows, (rest, _) = self.held(None)
        found: dict[str, Term] = {}
        for row, said in rows:
            found[row.verdict] = logic.Or(found.get(row.verdict, False), said.true)
        return {**found, rest.verdict: logic.And([said.false for _, said in rows])}


def _either(logic: Algebra, stated: Meant, applies: Term, presumed: Meant) -> Meant:
    """Return the stated value, or else the presumed one."""
    if isinstance(stated, Truth):
        assert isinstance(presumed, Truth)
        return Truth(
            logic.Or(stated.true, logic.And(applies, presumed.true)),
            logic.Or(stated.false, logic.And(applies, presumed.false)),
        )
    assert isinstance(presumed, Datum)
    return attrs.evolve(one_of(logic, stated.known, stated, presumed), known=logic.Or(stated.known, applies))
