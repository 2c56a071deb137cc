"""Why and why not: a tree from a verdict, or from one rule, down to the facts that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import attrs

from channelrules.advice.reason import Reason
from channelrules.facts.definitions import definitions
from channelrules.facts.vocabulary import ALWAYS_STATED, FACTS
from channelrules.inference.case import Case
from channelrules.inference.messages import presumption_said
from channelrules.inference.presuming import against
from channelrules.inference.provenance import PRESUMED, source_at, source_of
from channelrules.inference.unknowns import list_place
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.presumption import Presumption, guard_of
from channelrules.knowledge.rule import Rule
from channelrules.language.nodes import (
    Aggregate,
    And,
    Compare,
    Expression,
    Literal,
    Name,
    Not,
    Or,
    Projection,
    Value,
    lists_in,
    names_in,
)
from channelrules.language.semantics import Facts, evaluate

__all__ = ["Tellers", "decisive", "explain_blocker", "explain_row", "explain_rule", "explain_verdict"]


def explain_rule(case: Case, rule: Rule, channel: int | None) -> Reason:
    """Return why a rule fires, is clear or is open at a channel, or for the company."""
    return _Teller(case).rule(rule, channel)


def explain_verdict(case: Case, channel: int | None) -> Reason:
    """Return why the verdict of a channel, or of the company, is what it is."""
    return _Teller(case).verdict(channel)


def explain_row(case: Case, row: VerdictRow, channel: int | None) -> Reason:
    """Return why a row of the verdict table holds, does not hold, or is open."""
    teller, facts = _Teller(case), case.with_effects(channel)
    return teller.row(row, evaluate(row.node, facts), facts, channel)


def explain_blocker(
    case: Case, row: VerdictRow, rule: Rule | None, channel: int | None, tellers: Tellers
) -> tuple[Reason, ...]:
    """Return why a row of the verdict table has its value; where it reads an effect, by one rule that has the effect.

    Args:
        case: the case that is explained.
        row: of the verdict table.
        rule: that has the effect.
        channel: the place of the channel; ``None`` for the company.
        tellers: explanations of similar cases, which are reused.
    """
    teller, facts = tellers.of(case), case.with_effects(channel)
    found: list[Reason] = []
    for part, _ in decisive(row.node, facts, teller.weight):
        if rule is not None and isinstance(part, Name) and part.name.startswith("effect."):
            found.append(teller.rule(rule, channel))
        else:
            found += teller.conditions(part, facts, channel)
    return tuple(found)


@attrs.frozen(eq=False, repr=False)
class Tellers:
    """Explanations of cases to which others are similar (`Case.near`), kept to be reused."""

    _kept: dict[int, _Teller] = attrs.field(factory=dict)

    def of(self, case: Case) -> _Teller:
        """Return what explains a case; explanations that are the same in a similar case are taken from there."""
        near = case.near
        if near is None:
            return _Teller(case)
        if id(near) not in self._kept:
            self._kept[id(near)] = _Teller(near)
        return _Teller(case, beside=self._kept[id(near)])


@attrs.frozen(eq=False, repr=False, slots=False)
class _Teller:
    """Explains the values of one case.

    Attributes:
        case: the case.
        told: the explanations of names, by name and channel.
        held: for figures over channels whether each channel is counted, by the figure's identity and the channel.
        beside: what explains the similar case, from which explanations of unchanged channels are taken.
    """

    case: Case
    told: dict[tuple[str, int | None], Reason] = attrs.field(factory=dict)
    held: dict[tuple[int, int], tuple[Value | None, Expression]] = attrs.field(factory=dict)
    counts: dict[tuple[int, int], tuple[Reason, Expression]] = attrs.field(factory=dict)
    beside: _Teller | None = None

    def as_beside(self, position: int | None) -> _Teller | None:
        """Return what explains a channel in the similar case, where the channel is the same there."""
        if position is None or self.beside is None:
            return None
        same = self.case.rows.channels[position] is self.beside.case.rows.channels[position]
        return self.beside if same else None

    @cached_property
    def stated(self) -> _Teller:
        """What explains the case without presumptions."""
        return _Teller(self.case.stated)

    def subject(self, channel: int | None) -> str | None:
        return None if channel is None else self.case.profile.channels[channel].id

    # --- from the verdict to the rules ---

    def verdict(self, channel: int | None) -> Reason:
        if channel is None:
            verdicts, _ = self.case.verdicts.company()
            said = " and ".join(each.value for each in verdicts)
        else:
            possible, _ = self.case.verdicts.channel(channel)
            said = possible[0].value if len(possible) == 1 else "undetermined"
        facts = self.case.with_effects(channel)
        held = _deciding(self.case.verdicts.rows_met(channel), every=channel is None)
        told = [self.row(row, said, facts, channel) for row, said in held]
        # A row that cannot hold there, whatever the facts, decides nothing.
        parts = tuple(each for each in told if each.value is not False or not _is_settled_anyway(each))
        source = "" if self.case.presumed is None else PRESUMED
        settled = None if said == "undetermined" else True
        return Reason("verdict", said, settled, self.subject(channel), source, None, parts)

    def row(self, row: VerdictRow, held: Value | None, facts: Facts, channel: int | None) -> Reason:
        parts = tuple(self.conditions(row.node, facts, channel))
        return Reason(
            "row", row.verdict, held, self.subject(channel), self.case.compiled.parts(row.node).text, None, parts
        )

    def effect_of(self, name: str, value: Value | None, channel: int | None) -> Reason:
        if name == "effect.excepted":
            lifted = sorted(self.case.verdicts.lifted(channel))
            waivers = tuple(Reason("waiver", each, True, self.subject(channel)) for each in lifted)
            return Reason("effect", name, value, self.subject(channel), "", None, waivers)
        effect = name.removeprefix("effect.")
        if (name, channel) in self.told:
            return self.told[name, channel]
        rules = tuple(
            self.rule(rule, channel) for rule, said in self.case.verdicts.having(effect, channel) if said is value
        )
        # A rule that cannot apply there, whatever the facts, decides nothing.
        parts = rules if value is not False else tuple(each for each in rules if not _is_settled_anyway(each))
        told = self.told[name, channel] = Reason("effect", name, value, self.subject(channel), "", None, parts)
        return told

    # --- from the rules to the facts ---

    def rule(self, rule: Rule, channel: int | None) -> Reason:
        facts = self.case.facts(channel)
        outcome = self.case.outcomes_of(channel)[self.case.compiled.place_of_rule[rule.id]]
        parts = tuple(self.conditions(rule.node, facts, channel))
        return Reason("rule", rule.id, outcome, self.subject(channel), rule.title, None, parts)

    def conditions(self, node: Expression, facts: Facts, channel: int | None) -> Iterator[Reason]:
        # The decisive parts: of a conjunction that holds all, of a disjunction that holds one.
        for part, value in decisive(node, facts, self.weight):
            if isinstance(part, Name):
                yield self.name(part.name, facts, channel)
            else:
                below = tuple(self.below(part, facts, channel, value))
                yield Reason(
                    "condition", self.case.compiled.parts(part).text, value, self.subject(channel), "", None, below
                )

    def weight(self, node: Expression) -> int:
        """Return what a part of a condition needs: nothing, facts, or other rules."""
        names = self.case.compiled.below(node)
        if any(name.startswith("effect.") for name in names):
            return 2
        free = all(_is_free(name) or name in self.case.compiled.definitions for name in names)
        return 0 if free and not any(lists_in(node)) else 1

    def taken(self, presumption: Presumption, value: Value | None, channel: int | None) -> Reason:
        """Return why a fact that nobody stated is presumed: what is stated and makes the presumption apply."""
        case, name = self.case, presumption.fact
        stated = self.stated
        facts, parts = case.stated.facts(channel), list[Reason]()
        guard = guard_of(name)
        if guard is not None:
            parts.append(stated.name(guard, facts, channel))
        if presumption.where is not None:
            parts += stated.conditions(presumption.where, facts, channel)
        if not isinstance(presumption.value, Literal):
            parts += stated.below(presumption.value, facts, channel, evaluate(presumption.value, facts))
        for earlier in case.knowledge.presumptions:
            if earlier.fact == name and earlier.order < presumption.order:
                withdrawn = [node for node in against(earlier) if evaluate(node, facts) is True]
                parts += stated.conditions(withdrawn[0], facts, channel) if withdrawn else ()
        parts = [each for each in dict.fromkeys(parts) if not _is_settled_anyway(each)]
        says = presumption_said(case, presumption, channel, case.knowledge.language(None))
        place, subject = case.place_of(name, channel), self.subject(channel)
        return Reason("presumed", name, value, subject, PRESUMED, place, tuple(parts), presumption, says, case)

    def below(self, node: Expression, facts: Facts, channel: int | None, value: Value | None) -> Iterator[Reason]:
        parts = self.case.compiled.parts(node)
        for each in parts.over_channels:
            yield from self.over_channels(each, node, value)
        for name in parts.names:
            yield self.name(name, facts, channel)
        for each_list in parts.lists:
            yield self.members(each_list, facts, channel)

    def over_channels(
        self, node: Aggregate | Projection, condition: Expression, value: Value | None
    ) -> Iterator[Reason]:
        wanted = _counted(node, condition, value) if isinstance(node, Aggregate) else ()
        for position in range(len(self.case.profile.channels)):
            if isinstance(node, Projection):
                yield self.name(f"channel.{node.attribute}", self.case.facts(position), position)
                continue
            held = self.held_at(node, position)
            if held not in wanted:
                continue
            yield self.counted(node, position, held)
            if node.kind == "any" and value is True and condition is node:
                return

    def held_at(self, node: Aggregate, position: int) -> Value | None:
        """Return whether a figure over channels counts one of them."""
        there = self.as_beside(position)
        if node.where is None:
            return True
        if there is not None:
            return there.held_at(node, position)
        # The figure is kept, too, so that its id is not reused.
        key = id(node), position
        if key not in self.held:
            self.held[key] = evaluate(node.where, self.case.known.seen_from(position)), node
        return self.held[key][0]

    def counted(self, node: Aggregate, position: int, held: Value | None) -> Reason:
        """Return why a figure over channels counts one of them, or does not, or may."""
        there = self.as_beside(position)
        if there is not None:
            return there.counted(node, position, held)
        key = id(node), position
        if key not in self.counts:
            facts, subject = self.case.known.seen_from(position), self.subject(position)
            parts = list(self.conditions(node.where, facts, position)) if node.where is not None else []
            if held is not False and node.attribute is not None:
                parts.append(self.name(f"channel.{node.attribute}", facts, position))
            self.counts[key] = Reason("channel", subject or "", held, subject, "", None, tuple(parts)), node
        return self.counts[key][0]

    def members(self, name: str, facts: Facts, channel: int | None) -> Reason:
        members = facts.lists.get(name)
        said = None if members is None else len(members)
        place = list_place(self.case, name, channel)
        return Reason("list", name, said, self.subject(channel), source_at(self.case, place), place)

    def name(self, name: str, facts: Facts, channel: int | None) -> Reason:
        scope = name.partition(".")[0]
        if scope == "effect":
            return self.effect_of(name, facts.values.get(name), channel)
        there = channel if scope in {"channel", "editorial", "network"} else None
        if (name, there) not in self.told:
            beside = self.as_beside(there)
            told = self.named(name, scope, there) if beside is None else beside.name(name, facts, there)
            self.told[name, there] = told
        return self.told[name, there]

    def named(self, name: str, scope: str, channel: int | None) -> Reason:
        case, facts, subject = self.case, self.case.facts(channel), self.subject(channel)
        value = facts.values.get(name)
        if scope == "param":
            return Reason("parameter", name, value, None, source_of(case, name, channel))
        if scope == "network":
            return Reason("network", name, value, subject, source_of(case, name, channel))
        measure = case.knowledge.measures.get(name)
        if measure is not None:
            yes_no = isinstance(value, bool) or isinstance(measure.node, And | Or | Not)
            computed = measure.node
            parts = self.conditions(computed, facts, channel) if yes_no else self.below(computed, facts, channel, value)
            return Reason("measure", name, value, subject, measure.term.meaning, None, tuple(parts))
        presumption = case.spot(name, channel)
        if presumption is not None:
            return self.taken(presumption, value, channel)
        node = definitions().get(name)
        if node is not None:
            meaning = FACTS[name].term.meaning
            return Reason("measure", name, value, subject, meaning, None, tuple(self.conditions(node, facts, channel)))
        if name in case.knowledge.facts:
            place = case.place_of(name, channel)
            return Reason("fact", name, value, subject, source_at(case, place), place)
        concluding = next(rule for rule, _ in case.outcomes_at(channel) if rule.concludes == name)
        return Reason("conclusion", name, value, subject, "", None, (self.rule(concluding, channel),))


def _deciding(rows: Sequence[tuple[VerdictRow, Value | None]], *, every: bool) -> list[tuple[VerdictRow, Value | None]]:
    """Return the deciding rows: up to the first that holds or, where ``every`` one counts, all but the last.

    A row above the one that holds decides nothing if it gives the same verdict. In a table in which every row counts,
    the last row decides nothing if another one holds.
    """
    if every:
        *named, last = rows
        return named if any(held for _, held in named) else [*named, last]
    found: list[tuple[VerdictRow, Value | None]] = []
    for row, held in rows:
        found.append((row, held))
        if held:
            return [(each, said) for each, said in found[:-1] if each.verdict != row.verdict] + found[-1:]
    return found


def _counted(node: Aggregate, condition: Expression, value: Value | None) -> frozenset[bool | None]:
    """Return the channels that decide a condition over channels: those counted, not counted, and unknown."""
    if value is None:
        return frozenset((True, False, None))
    enough = isinstance(condition, Compare) and condition.left is node and condition.op in {">", ">="}
    if value is True and ((enough and node.kind == "count") or (condition is node and node.kind == "any")):
        return frozenset((True,))
    return frozenset((True, False)) if node.where is not None else frozenset((True,))


def _is_settled_anyway(reason: Reason) -> bool:
    leaves = [each for each in reason.walk() if not each.parts]
    return all(each.kind in {"network", "parameter"} or each.name in ALWAYS_STATED for each in leaves)


def _is_free(name: str) -> bool:
    return name.partition(".")[0] in {"network", "param"} or name in ALWAYS_STATED


def _by_effects(node: Expression) -> int:
    # Of several sufficient parts, one without other rules gives the shorter explanation.
    return any(name.startswith("effect.") for name in names_in(node))


def decisive(
    node: Expression, facts: Facts, weight: Callable[[Expression], int] = _by_effects
) -> Iterator[tuple[Expression, Value | None]]:
    """Yield the parts of a condition that decide its value, each with its own value.

    Args:
        node: the condition.
        facts: what is known.
        weight: of several sufficient parts, the one with the least weight is taken.
    """
    match node:
        case Not(part) if isinstance(part, And | Or | Not):
            yield from decisive(part, facts, weight)
        case And(parts) | Or(parts):
            deciding = isinstance(node, Or)
            values = [evaluate(part, facts) for part in parts]
            if deciding in values:
                sufficient = [part for part, value in zip(parts, values, strict=True) if value is deciding]
                lightest = sufficient[0] if len(sufficient) == 1 else min(sufficient, key=weight)
                yield from _decided(lightest, deciding, facts, weight)
            else:
                open_ = None in values
                for part, value in zip(parts, values, strict=True):
                    if not open_ or value is None:
                        yield from _decided(part, value, facts, weight)
        case _:
            yield node, evaluate(node, facts)


def _decided(
    node: Expression, value: Value | None, facts: Facts, weight: Callable[[Expression], int]
) -> Iterator[tuple[Expression, Value | None]]:
    """Yield the deciding parts of a part whose value is known."""
    if isinstance(node, And | Or) or (isinstance(node, Not) and isinstance(node.part, And | Or | Not)):
        yield from decisive(node, facts, weight)
    else:
        yield node, value
