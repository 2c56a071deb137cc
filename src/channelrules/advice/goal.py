"""The goal of a search for changes: whether a case reaches a verdict, and what prevents it where it does not."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

import attrs

from channelrules.advice.changes import Reached
from channelrules.advice.explain import Tellers, explain_blocker, explain_row
from channelrules.advice.reason import Reason
from channelrules.facts.paths import Place, order_of
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.reliance import presuming_of_leaning
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import Expression, names_in

__all__ = ["Blocker", "Goal", "Target"]

Target = Verdict | CompanyVerdict


@attrs.frozen(slots=False)
class Blocker:
    """What gives an unwanted verdict: a rule or, without one, a row of the verdict table.

    Attributes:
        case: the case in which it does.
        row: the row of the verdict table.
        rule: the rule whose effect the row reads; ``None`` where no rule decides it.
        held: the value of the row: true, or ``None`` where it is open.
        at: the place of the channel; ``None`` for the company.
        frozen: whether presumptions are kept as they are today.
        tellers: explanations of similar cases, which are reused.
    """

    case: Case
    row: VerdictRow
    rule: Rule | None
    held: bool | None
    at: int | None
    frozen: bool
    tellers: Tellers

    @property
    def node(self) -> Expression:
        """The condition that has to stop holding."""
        return self.rule.node if self.rule else self.row.node

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the rule or the row has its value."""
        return explain_blocker(self.case, self.row, self.rule, self.at, self.tellers)

    def support(self) -> list[Place]:
        """Return where the profile states what it rests on, without what is presumed, which nobody can change."""
        found = {place for part in self.reasons for place in _stated(part)}
        if self.held is None:
            found |= self._below()
        return sorted(found, key=order_of)

    def presumed(self) -> list[str]:
        """Return where the profile would state what is presumed and stands in the way."""
        return [each.place.path for part in self.reasons for each in part.presumed if each.place is not None]

    def _below(self) -> set[Place]:
        case = self.case
        facts = [name for name in case.compiled.below(self.node) if name in case.knowledge.facts]
        of_channel = ("channel.", "editorial.")
        places = [case.place_of(name, self.at if name.startswith(of_channel) else None) for name in facts]
        return {each for each in places if each.value(case.profile) is not None}


@attrs.frozen(slots=False)
class Goal:
    """A verdict to reach at a channel, or for the company.

    Attributes:
        case: the case of today.
        channel: the place of the channel; ``None`` for the company.
        target: the verdict, or a better one.
        tellers: explanations of similar cases, which are reused.
    """

    case: Case
    channel: int | None
    target: Target
    tellers: Tellers = attrs.field(factory=Tellers)

    def _is_fine(self, row: VerdictRow) -> bool:
        if self.channel is None:
            return row.verdict == CompanyVerdict.READY.value
        return Verdict(row.verdict) <= self.target

    def _are_fine(self, case: Case) -> bool:
        possible = case.verdicts.possible(self.channel)
        if self.channel is None:
            return possible == (CompanyVerdict.READY,)
        return all(each <= self.target for each in possible)

    def frozen(self, made: Case) -> Case:
        """Return a case with what is presumed today still presumed, where nothing is stated of it."""
        return made.under(self.case.presumable) if self._presumes else made

    @cached_property
    def _presumes(self) -> bool:
        return self.case.presume and bool(self.case.knowledge.presumptions)

    def reached(self, made: Case, blocker: Blocker | None) -> Reached:
        """Return how surely a supposed case reaches the target, given what stands in the way there."""
        if blocker is not None:
            return Reached.NOT
        if self._are_fine(made):
            return Reached.CERTAIN
        if self._presumes and self._are_fine(made.filled) and self._are_fine(self.frozen(made)):
            return Reached.PRESUMED
        return Reached.OPEN

    def blocker(self, made: Case) -> Blocker | None:
        """Return what gives an unwanted verdict, presuming again or as today; ``None`` where nothing does."""
        found = self.first_row(made.filled, held=True)
        if found is None and self._presumes:
            found = self.first_row(self.frozen(made), held=True, frozen=True)
        return found

    def first_row(self, case: Case, *, held: bool | None, frozen: bool = False) -> Blocker | None:
        """Return the first row with an unwanted verdict and this value; ``None`` where a wanted one holds before it."""
        for row, said in case.verdicts.rows_met(self.channel):
            if said is held and not self._is_fine(row):
                rule = self._rule_of(case, row, held=held)
                return Blocker(case, row, rule, held, self.channel, frozen, self.tellers)
            if said and self.channel is not None:
                return None
        return None

    def _rule_of(self, case: Case, row: VerdictRow, *, held: bool | None) -> Rule | None:
        for name in names_in(row.node):
            if name.startswith("effect.") and name != "effect.excepted":
                for rule, said in case.verdicts.having(name.removeprefix("effect."), self.channel):
                    if said is held:
                        return rule
        return None

    def standing(self, blocker: Blocker, touched: Container[Place]) -> list[str]:
        """Return what stands in the way: ids of rules or, where there are none, paths of facts not touched so far."""
        if blocker.rule is not None:
            return [blocker.rule.id]
        told = list(explain_row(blocker.case, blocker.row, self.channel).walk())
        rules = [each.name for each in told if each.kind == "rule"]
        return rules or [each.place.path for each in told if each.place is not None and each.place not in touched]

    def to_confirm(self, now: Reached) -> tuple[str, ...]:
        """Return the presumed facts that have only to be confirmed, where the target is reached under presumptions."""
        if now is not Reached.PRESUMED:
            return ()
        spots = presuming_of_leaning(self.case, self.channel)
        return tuple(sorted({self.case.place_of(name, at).path for name, at in spots}))


def _stated(reason: Reason) -> Iterator[Place]:
    """Yield the places of the facts that a reason rests on, without those that make a presumption apply."""
    if reason.presumption is not None:
        return
    if reason.place is not None and reason.value is not None:
        yield reason.place
    for part in reason.parts:
        yield from _stated(part)
