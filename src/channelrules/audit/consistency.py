"""Checks of the whole set of rules; a solver answers the logical questions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain, combinations, combinations_with_replacement
from typing import Any, assert_never

import attrs

from channelrules.audit.mutation import example_cases
from channelrules.audit.witnesses import Logic
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.lint import check
from channelrules.knowledge.lint_translations import stale_translations
from channelrules.knowledge.model import VerdictRow
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule
from channelrules.language.figures import figure
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
    Value,
    lists_in,
    names_in,
)
from channelrules.language.operators import named
from channelrules.language.semantics import evaluate

__all__ = ["Remark", "Weight", "check_whole"]


class Weight(Enum):
    """The weight of a remark.

    * ``PROBLEM``: the set is wrong.
    * ``NOTE``: worth knowing, and possibly intended.
    * ``UNDECIDED``: the solver could not decide it.
    """

    PROBLEM = "problem"
    NOTE = "note"
    UNDECIDED = "undecided"


@attrs.frozen
class Remark:
    """A remark about the whole set.

    Attributes:
        weight: a problem, a note, or undecided.
        about: the rules, rows or statements that it is about.
        message: the finding.
        witness: a profile that shows it, where there is one.
    """

    weight: Weight
    about: tuple[str, ...]
    message: str
    witness: Profile | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the remark as plain data for JSON."""
        told = {"weight": self.weight.value, "about": list(self.about), "message": self.message}
        return told if self.witness is None else {**told, "witness": self.witness.to_dict()}


def check_whole(compiled: Compiled) -> Iterator[Remark]:
    """Yield every remark about a rulebook as a whole.

    Raises:
        MissingExtraError: the solver is not installed (extra ``check``).
    """
    knowledge = compiled.knowledge
    for error in check(knowledge):
        yield Remark(Weight.PROBLEM, (getattr(error, "file", ""),), str(error))
    for statement in knowledge.statements.values():
        wanted = {"must", "should", "advice", "definition"}
        if statement.kind in wanted and not knowledge.rules_citing(statement.id):
            yield Remark(Weight.PROBLEM, (statement.id,), f"no rule encodes this statement: {statement.statement}")
    for rule in knowledge.active_rules:
        if rule.scope == "company" and _growth(rule.node, compiled) not in {_Growth.NONE, _Growth.MORE}:
            message = "it could fire because a channel is missing: nobody is obliged to have one (G23a)"
            yield Remark(Weight.PROBLEM, (rule.id,), message)
    for each in stale_translations(knowledge):
        message = f"its original has changed: look at it, then write '{each.digest}' at {each.path}"
        yield Remark(Weight.PROBLEM, (each.file,), message)
    logic = Logic(compiled)
    cases = [case for rule in knowledge.active_rules for case in example_cases(compiled, rule)]
    yield from _single(compiled, logic, cases)
    yield from _pairs(compiled, logic, cases)
    shown = {each.value for case in cases for each in _settled(case)}
    for scope, rows in knowledge.verdict_tables.items():
        yield from _table(compiled, logic, scope, rows, cases, shown)


# --- one rule ---


def _single(compiled: Compiled, logic: Logic, cases: Sequence[Case]) -> Iterator[Remark]:
    for rule in compiled.knowledge.active_rules:
        formula = logic.condition(rule.node)
        for wanted, never in ((formula, "it can never fire"), (logic.negated(formula), "it fires always")):
            fires = wanted is formula
            if any(said is fires for case in cases for said in _outcomes(case, rule)):
                continue
            found = logic.possible(wanted)
            if found is False:
                yield Remark(Weight.PROBLEM, (rule.id,), never)
            elif found is None:
                yield Remark(Weight.UNDECIDED, (rule.id,), f"whether {never}")


def _outcomes(case: Case, rule: Rule) -> list[bool | None]:
    places: list[int | None] = [None] if rule.scope == "company" else list(range(len(case.profile.channels)))
    return [next(said for each, said in case.outcomes_at(at) if each is rule) for at in places]


# --- two rules ---


def _pairs(compiled: Compiled, logic: Logic, cases: Sequence[Case]) -> Iterator[Remark]:
    implied: set[tuple[str, str]] = set()
    for scope in ("company", "channel"):
        rules = [rule for rule in compiled.knowledge.active_rules if rule.scope == scope]
        seen = _seen(rules, cases)
        for one, other in combinations(rules, 2):
            for first, second in ((one, other), (other, one)):
                # An example that fires the first and clears the second answers it without a solver.
                if (True, False) in zip(seen[first.id], seen[second.id], strict=True):
                    continue
                found = logic.possible(logic.condition(first.node), logic.negated(logic.condition(second.node)))
                if found is False:
                    implied.add((first.id, second.id))
                elif found is None:
                    yield Remark(Weight.UNDECIDED, (first.id, second.id), "whether the first implies the second")
    for first_id, second_id in sorted(implied):
        if (second_id, first_id) not in implied:
            yield Remark(Weight.NOTE, (first_id, second_id), "wherever the first fires, the second does")
        elif first_id < second_id:
            yield Remark(Weight.PROBLEM, (first_id, second_id), "both have the same condition")


def _seen(rules: Sequence[Rule], cases: Sequence[Case]) -> Mapping[str, list[bool | None]]:
    return {rule.id: [said for case in cases for said in _outcomes(case, rule)] for rule in rules}


# --- the verdict tables ---


def _settled(case: Case) -> Iterator[Verdict | CompanyVerdict]:
    yield from case.verdicts.company()[0]
    for place in range(len(case.profile.channels)):
        possible = case.verdicts.channel(place)[0]
        yield from possible if len(possible) == 1 else ()


def _table(
    compiled: Compiled,
    logic: Logic,
    scope: str,
    rows: Sequence[VerdictRow],
    cases: Sequence[Case],
    shown: Collection[str],
) -> Iterator[Remark]:
    formulas = [logic.condition(row.node) for row in rows]
    names = [f"{scope}[{place}] {row.verdict}" for place, row in enumerate(rows)]
    for place, name in enumerate(names):
        above = [logic.negated(each) for each in formulas[:place]]
        found = logic.possible(formulas[place], *above)
        if found is False:
            yield Remark(Weight.PROBLEM, (name,), "no company ever gets here: the rows above leave nothing to it")
        elif found is None:
            yield Remark(Weight.UNDECIDED, (name,), "whether any company gets here")
        elif rows[place].verdict not in shown:
            yield from _shown(compiled, logic, found, name, rows[place], scope)
    gap = logic.possible(*(logic.negated(each) for each in formulas))
    if gap is not False:
        witness = _witness(logic, gap)
        told = witness is not None and any(
            all(held is False for held in place) for place in _held(_of(compiled, witness), rows, scope)
        )
        weight = Weight.PROBLEM if told else Weight.UNDECIDED
        yield Remark(weight, (scope,), "some company gets no verdict: no row holds", witness)
    for (one, first), (other, second) in combinations(enumerate(formulas), 2):
        if rows[one].verdict != rows[other].verdict and rows[other].when != "true":
            above = [logic.negated(each) for each in formulas[:one]] if scope == "channel" else []
            both = logic.possible(first, second, *above)
            if both not in {None, False}:
                message = "both can hold at once" + ("; the first decides" if scope == "channel" else "")
                tried = chain(_witnesses(compiled, logic, (rows[one], rows[other]), (first, second, *above)), cases)
                found = next((case.profile for case in tried if _both(case, rows, one, other, scope)), None)
                # A claim that rests only on a figure that is not translated is not reported.
                if found is not None:
                    yield Remark(Weight.NOTE, (names[one], names[other]), message, found)


def _witness(logic: Logic, model: Any) -> Profile | None:
    return None if model is None else logic.witness(model)


# The solver uses exact numbers and no figures, so its claims are tried on a profile before they are reported.


def _of(compiled: Compiled, witness: Profile) -> Case:
    return judge(compiled, witness, Edition.GUIDANCE, witness.as_of)


def _witnesses(compiled: Compiled, logic: Logic, rows: Sequence[VerdictRow], wanted: Sequence[Any]) -> Iterator[Case]:
    """Yield profiles in which conditions hold by the formulas, for each way in which the rows' effects come about."""
    effects = {
        name.removeprefix("effect.") for row in rows for name in names_in(row.node) if name.startswith("effect.")
    }
    causes = [rule for rule in compiled.knowledge.active_rules if rule.effect in effects]
    for first, second in ((None, None), *combinations_with_replacement(causes, 2)):
        caused = [logic.condition(each.node) for each in (first, second) if each is not None]
        model = logic.possible(*wanted, *caused)
        witness = None if model in {None, False} else logic.witness(model)
        if witness is not None:
            yield _of(compiled, witness)
            # The formulas always have a channel; a company without one is tried as well.
            yield _of(compiled, attrs.evolve(witness, channels=()))


def _held(case: Case, rows: Sequence[VerdictRow], scope: str) -> Iterator[list[Value | None]]:
    """Yield, for each channel or for the company, whether each row holds."""
    places: list[int | None] = list(range(len(case.profile.channels))) if scope == "channel" else [None]
    for at in places:
        facts = case.with_effects(at)
        yield [evaluate(row.node, facts) for row in rows]


def _both(case: Case, rows: Sequence[VerdictRow], one: int, other: int, scope: str) -> bool:
    """Return whether two rows hold at once somewhere in a case, and, in a table of channels, no row above them."""
    return any(
        held[one] is held[other] is True and (scope == "company" or not any(held[:one]))
        for held in _held(case, rows, scope)
    )


def _shown(compiled: Compiled, logic: Logic, model: Any, name: str, row: VerdictRow, scope: str) -> Iterator[Remark]:
    # Where a row rests on figures that are not translated, a profile decides.
    profile = logic.witness(model)
    if profile is None:
        return
    case = judge(compiled, profile, Edition.GUIDANCE, profile.as_of)
    possible = case.verdicts.possible(0 if scope == "channel" else None)
    if row.verdict not in {each.value for each in possible}:
        yield Remark(Weight.UNDECIDED, (name,), "logic lets a company get here, and no profile shows it", profile)


# --- nobody is obliged to have a channel (G23a) ---


class _Growth(Enum):
    """The effect of more channels on a value: none, up, down, or either."""

    NONE = 0
    MORE = 1
    LESS = -1
    EITHER = 2

    def turned(self) -> _Growth:
        return {_Growth.MORE: _Growth.LESS, _Growth.LESS: _Growth.MORE}.get(self, self)


def _joined(parts: Sequence[_Growth]) -> _Growth:
    moving = {each for each in parts if each is not _Growth.NONE}
    return moving.pop() if len(moving) == 1 else _Growth.EITHER if moving else _Growth.NONE


def _with_part(part: _Growth, way: int) -> _Growth:
    if part is _Growth.NONE or way > 0:
        return part
    return part.turned() if way < 0 else _Growth.EITHER


def _growth(node: Expression, compiled: Compiled) -> _Growth:
    def of(part: Expression) -> _Growth:
        return _growth(part, compiled)

    match node:
        case Name(name) if name in compiled.definitions:
            return of(compiled.definitions[name])
        case Aggregate(_, "channels"):
            return _growth_of_figure(node, compiled)
        case Member(value, Projection("channels", _)):
            return _Growth.MORE if of(value) is _Growth.NONE else _Growth.EITHER
        case Not(part):
            return of(part).turned()
        case And(parts) | Or(parts):
            return _joined([of(part) for part in parts])
        case Compare(op, left, right):
            if op in {"==", "!="}:
                return _Growth.EITHER if _joined([of(left), of(right)]) is not _Growth.NONE else _Growth.NONE
            grown = _joined([of(left), of(right).turned()])
            return grown if op in {">", ">="} else grown.turned()
        case Operation(op, parts):
            ways = _ways(op, parts, compiled)
            return _joined([_with_part(of(part), way) for part, way in zip(parts, ways, strict=True)])
        case Name() | Literal():
            return _Growth.NONE
        case Item() | Known() | Member() | Choose() | Projection() | Aggregate() | Pick() | EmptyMonths():
            over = "channels" in lists_in(node) or any(of(Name(name)) is not _Growth.NONE for name in names_in(node))
            return _Growth.EITHER if over else _Growth.NONE
        case _:
            assert_never(node)


def _growth_of_figure(node: Aggregate, compiled: Compiled) -> _Growth:
    """The effect of more channels on a figure over them: they are more members, and may change those that are there."""
    of_another = {1: _Growth.MORE, -1: _Growth.LESS, 0: _Growth.EITHER}[figure(node.kind).grows]
    if node.kind == "sum" and not node.from_zero:
        return _Growth.EITHER
    read = [] if node.attribute is None else [Name(f"channel.{node.attribute}")]
    of_those = _joined([_growth(part, compiled) for part in (*read, node.where) if part is not None])
    return _joined([of_another, of_those if node.kind in {"any", "all", "count", "sum"} else _with_part(of_those, 0)])


def _ways(op: str, parts: Sequence[Expression], compiled: Compiled) -> Sequence[int]:
    """For each part, whether the result rises (1) or falls (-1) with it; 0 where that depends on the other's sign."""
    if op in {"*", "/"}:
        one, other = (_from_zero(part, compiled) for part in parts)
        return (int(other), int(one) if op == "*" else -int(one and other))
    grows = named(op).grows
    return [grows[min(place, len(grows) - 1)] for place in range(len(parts))]


def _from_zero(node: Expression, compiled: Compiled) -> bool:
    """Whether a number is surely not below zero, wherever it is known."""
    match node:
        case Literal(value):
            return isinstance(value, int | float) and value >= 0
        case Name(name):
            term = compiled.knowledge.vocabulary.terms.get(name)
            if term is not None and term.type.low is not None:
                return term.type.low >= 0
            return name in compiled.definitions and _from_zero(compiled.definitions[name], compiled)
        case Aggregate(_, _, _, _, from_zero):
            return from_zero
        case Operation("size", _):
            return True
        case Operation("greatest", parts):
            return any(_from_zero(part, compiled) for part in parts)
        case Operation("+" | "*" | "/" | "least", parts):
            return all(_from_zero(part, compiled) for part in parts)
        case Choose(_, then, otherwise):
            return _from_zero(then, compiled) and _from_zero(otherwise, compiled)
        case _:
            return False
