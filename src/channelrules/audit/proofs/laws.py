"""The laws, each as the formula of a counterexample, and as a check of the counterexample by the engine.

* ``refinement``: stating an unstated fact only closes what was open, in each rule and in both verdict tables.
* ``nobody_obliged``: taking a channel away adds no finding for the rest, certain or presumed.
* ``more_means``: more hours or formats never worsen the possible verdicts of a channel, certain or presumed, nor make a
  ready company unready. It holds for companies without declared exceptions: one that excuses a missing format excuses
  nothing once the format is there.
* ``presumptions``: outcomes, verdicts and facts under presumptions are possible on stated facts.
* ``reachable``: each row of both verdict tables decides for some company.
* ``remedies``: no remedy asks for a step that the action of its own rule rules out, and a step that another action of
  the subject rules out is worded as one to take after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import attrs

from channelrules.audit.proofs.actions import action_stands
from channelrules.audit.proofs.algebra import Term, Truth
from channelrules.audit.proofs.constants import Constants
from channelrules.audit.proofs.open_facts import World
from channelrules.audit.proofs.reading import Reading
from channelrules.decision.builder import decide
from channelrules.facts.contradictions import contradictions_of
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.rule import Rule
from channelrules.language.semantics import evaluate

__all__ = ["LAWS", "Asked", "Obligation", "obligations"]

SUBJECT: Final = 0
"""The channel that a law is about; which one it is makes no difference."""

BESIDE: Final = 1
"""The channel that a law is about where another one is taken away."""


@attrs.frozen
class Asked:
    """A query for the solver.

    Attributes:
        formula: the formula of a counterexample or, for ``reachable``, of an example.
        worlds: the companies in it, each with its reading; the first is the one that is shown.
    """

    formula: Term
    worlds: Sequence[tuple[World, Reading]]


@attrs.frozen
class Obligation:
    """One obligation to be proved.

    Attributes:
        law: its name.
        about: the rule, the row or the fact that it is about.
        ask: returns the query over fresh constants; ``None`` where none is needed.
        shows: whether judged profiles confirm the query: one, or one before and one after.
        wanted: whether the query should have a solution.
    """

    law: str
    about: str
    ask: Callable[[Constants], Asked] | None
    shows: Callable[[Sequence[Case]], bool]
    wanted: bool = False


def obligations(compiled: Compiled, law: str) -> Iterator[Obligation]:
    """Yield the obligations of a law for a rulebook, in the order of its rules."""
    yield from LAWS[law](compiled)


def _world(compiled: Compiled, constants: Constants, **changed: Any) -> tuple[World, Reading]:
    world = World(constants, **changed)
    return world, Reading(compiled, world)


def _there(world: World, *places: int) -> list[Term]:
    return [there for at, there in world.channels() if at in places]


def _at(case: Case, place: int | None) -> int | None:
    return None if place is None else case.positions["abc"[place]]


def _said(case: Case, rule: Rule, place: int | None) -> bool | None:
    return next(said for each, said in case.outcomes_at(_at(case, place)) if each.id == rule.id)


# --- stating a fact only closes what was open ---


def _refinement(compiled: Compiled) -> Iterator[Obligation]:
    for rule in compiled.knowledge.active_rules:
        at = None if rule.scope == "company" else SUBJECT

        def ask(constants: Constants, rule: Rule = rule, at: int | None = at) -> Asked:
            stated, refined = (_world(compiled, constants, refined=each) for each in (False, True))
            logic = constants.algebra
            before, after = (reading.outcome(rule, at) for _, reading in (stated, refined))
            formula = logic.And(*_there(stated[0], *_places(at)), _lost(logic, before, after))
            return Asked(formula, (stated, refined))

        def shows(cases: Sequence[Case], rule: Rule = rule, at: int | None = at) -> bool:
            before, after = (_said(case, rule, at) for case in cases)
            return before is not None and after is not before

        yield Obligation("refinement", rule.id, ask, shows)
    for about, at in (("channel", SUBJECT), ("company", None)):

        def narrowed(constants: Constants, at: int | None = at) -> Asked:
            stated, refined = (_world(compiled, constants, refined=each) for each in (False, True))
            logic = constants.algebra
            before, after = (reading.possible(at) for _, reading in (stated, refined))
            more = logic.Or([logic.And(holds, logic.Not(before[name])) for name, holds in after.items()])
            return Asked(logic.And(*_there(stated[0], *_places(at)), more), (stated, refined))

        def widened(cases: Sequence[Case], at: int | None = at) -> bool:
            before, after = (set(case.verdicts.possible(_at(case, at))) for case in cases)
            return not after <= before

        yield Obligation("refinement", f"verdicts.{about}", narrowed, widened)


def _places(at: int | None) -> tuple[int, ...]:
    return () if at is None else (at,)


def _lost(logic: Any, before: Truth, after: Truth) -> Term:
    """Return where a certain outcome has changed."""
    return logic.Or(
        logic.And(before.true, logic.Not(after.true)),
        logic.And(before.false, logic.Not(after.false)),
    )


# --- nobody is obliged to have a channel ---


def _nobody_obliged(compiled: Compiled) -> Iterator[Obligation]:
    for rule in compiled.knowledge.active_rules:
        if rule.severity is None:
            continue
        at = None if rule.scope == "company" else BESIDE

        def ask(constants: Constants, rule: Rule = rule, at: int | None = at) -> Asked:
            logic = constants.algebra
            worlds = [_world(compiled, constants, without=each) for each in (None, SUBJECT)]
            found = [_found(reading, rule, at) for _, reading in worlds]
            there = _there(worlds[0][0], SUBJECT, *_places(at))
            return Asked(logic.And(*there, found[1], logic.Not(found[0])), worlds)

        def shows(cases: Sequence[Case], rule: Rule = rule, at: int | None = at) -> bool:
            before, after = (_is_found(case, rule, at) for case in cases)
            return after and not before

        yield Obligation("nobody_obliged", rule.id, ask, shows)


def _found(reading: Reading, rule: Rule, at: int | None) -> Term:
    """Return where a rule has a finding, certain or presumed."""
    logic = reading.algebra
    certain, presumed = reading.outcome(rule, at), reading.under_presumptions().outcome(rule, at)
    return logic.Or(certain.true, logic.And(logic.Not(certain.false), presumed.true))


def _is_found(case: Case, rule: Rule, at: int | None) -> bool:
    said = _said(case, rule, at)
    return said is True or (said is None and _said(case.filled, rule, at) is True)


# --- more means is never worse ---


def _more_means(compiled: Compiled) -> Iterator[Obligation]:
    rows = {row.verdict for row in compiled.knowledge.channel_verdicts}
    ranked = [each.value for each in Verdict if each.value in rows]
    for presuming in (False, True):
        for place in range(1, len(ranked)):
            yield _never_worse(compiled, ranked, place, presuming=presuming)
    yield _ready(compiled)


def _never_worse(compiled: Compiled, ranked: Sequence[str], place: int, *, presuming: bool) -> Obligation:
    """Return that with more means a verdict is possible only if it or a worse one was possible."""

    def ask(constants: Constants) -> Asked:
        logic = constants.algebra
        worlds = [_world(compiled, constants, richer=each, excepted=False) for each in (False, True)]
        seen = [reading.under_presumptions() if presuming else reading for _, reading in worlds]
        before, after = (reading.possible(SUBJECT) for reading in seen)
        as_bad = logic.Or([before[each] for each in ranked[place:]])
        return Asked(logic.And(*_there(worlds[0][0], SUBJECT), after[ranked[place]], logic.Not(as_bad)), worlds)

    def shows(cases: Sequence[Case]) -> bool:
        before, after = (_possible(case.filled if presuming else case, SUBJECT) for case in cases)
        return ranked[place] in after and place > max(map(ranked.index, before))

    return Obligation("more_means", f"channel: {ranked[place]}, {'presumed' if presuming else 'certain'}", ask, shows)


def _ready(compiled: Compiled) -> Obligation:
    rest = compiled.knowledge.company_verdicts[-1].verdict

    def ask(constants: Constants) -> Asked:
        logic = constants.algebra
        worlds = [_world(compiled, constants, richer=each, excepted=False) for each in (False, True)]
        before, after = (reading.verdicts_of_company()[rest] for _, reading in worlds)
        return Asked(logic.And(before, logic.Not(after)), worlds)

    def shows(cases: Sequence[Case]) -> bool:
        before, after = ([each.value for each in case.verdicts.company()[0]] for case in cases)
        return before == [rest] != after

    return Obligation("more_means", f"company: {rest}", ask, shows)


def _possible(case: Case, place: int | None) -> list[str]:
    return [each.value for each in case.verdicts.possible(_at(case, place))]


# --- what is presumed is possible ---


def _presumptions(compiled: Compiled) -> Iterator[Obligation]:
    if not compiled.knowledge.presumptions:
        return
    for rule in compiled.knowledge.active_rules:
        at = None if rule.scope == "company" else SUBJECT

        def ask(constants: Constants, rule: Rule = rule, at: int | None = at) -> Asked:
            world, stated = _world(compiled, constants)
            presumed = stated.under_presumptions()
            lost = _lost(constants.algebra, stated.outcome(rule, at), presumed.outcome(rule, at))
            return Asked(constants.algebra.And(*_there(world, *_places(at)), lost), ((world, stated),))

        def shows(cases: Sequence[Case], rule: Rule = rule, at: int | None = at) -> bool:
            before, after = (_said(case, rule, at) for case in (cases[0], _filled(cases[0])))
            return before is not None and after is not before

        yield Obligation("presumptions", rule.id, ask, shows)
    yield from _leanings(compiled)
    yield from _contradictions(compiled)


def _filled(case: Case) -> Case:
    """Return a case with its presumptions, even if nothing is open."""
    return case.under(case.presumable)


def _leanings(compiled: Compiled) -> Iterator[Obligation]:
    for about, at in (("channel", SUBJECT), ("company", None)):

        def ask(constants: Constants, at: int | None = at) -> Asked:
            logic = constants.algebra
            world, stated = _world(compiled, constants)
            presumed = stated.under_presumptions()
            leaning = presumed.verdicts_of_company() if at is None else presumed.possible(at)
            possible = stated.possible(at)
            outside = logic.Or([logic.And(holds, logic.Not(possible[name])) for name, holds in leaning.items()])
            return Asked(logic.And(*_there(world, *_places(at)), outside), ((world, stated),))

        def shows(cases: Sequence[Case], at: int | None = at) -> bool:
            case = cases[0]
            if at is None:
                leaning = {
                    each for each in case.filled.verdicts.company()[0] if each is not CompanyVerdict.UNDETERMINED
                }
                return not leaning <= set(case.verdicts.company()[1])
            return not set(case.filled.verdicts.possible(_at(case, at))) <= set(case.verdicts.possible(_at(case, at)))

        yield Obligation("presumptions", f"verdicts.{about}", ask, shows)


def _contradictions(compiled: Compiled) -> Iterator[Obligation]:
    facts = {each.fact for each in compiled.knowledge.presumptions}
    every = {each.when: each for name in sorted(facts) for each in contradictions_of(name)}
    for when, each in every.items():
        at = SUBJECT if any(name.startswith("channel.") for name in each.names) else None

        def ask(constants: Constants, node: Any = each.node, at: int | None = at) -> Asked:
            world, stated = _world(compiled, constants)
            presumed = stated.under_presumptions()
            both = presumed.translation.truth(node, at).true
            return Asked(constants.algebra.And(*_there(world, *_places(at)), both), ((world, stated),))

        def shows(cases: Sequence[Case], node: Any = each.node, at: int | None = at) -> bool:
            filled = _filled(cases[0])
            return evaluate(node, filled.facts(_at(filled, at))) is True

        yield Obligation("presumptions", when, ask, shows)


# --- every verdict is reached ---


def _reachable(compiled: Compiled) -> Iterator[Obligation]:
    for scope, rows in compiled.knowledge.verdict_tables.items():
        at = SUBJECT if scope == "channel" else None
        for place, row in enumerate(rows):

            def ask(constants: Constants, place: int = place, at: int | None = at) -> Asked:
                logic = constants.algebra
                world, stated = _world(compiled, constants)
                said = [truth for _, truth in stated.held(at)]
                above = [each.false for each in said[:place]] if at is not None or place == len(said) - 1 else []
                formula = logic.And(*_there(world, *_places(at)), said[place].true, *above)
                return Asked(formula, ((world, stated),))

            def shows(cases: Sequence[Case], place: int = place, at: int | None = at) -> bool:
                case = cases[0]
                there = _at(case, at)
                held = [evaluate(each.node, case.with_effects(there)) for each in _rows(case, at)]
                last = place == len(held) - 1
                return held[place] is True and (
                    not any(each is not False for each in held[:place]) if at is not None or last else True
                )

            yield Obligation("reachable", f"{scope}[{place}] {row.verdict}", ask, shows, wanted=True)


def _rows(case: Case, at: int | None) -> Sequence[Any]:
    return case.knowledge.verdict_tables["company" if at is None else "channel"]


# --- no remedy against its action ---


def _remedies(compiled: Compiled) -> Iterator[Obligation]:
    knowledge = compiled.knowledge
    for rule in knowledge.active_rules:
        if rule.severity is None or rule.scope != "channel":
            continue
        out = [action for action, steps in knowledge.rules_out.items() if rule.asks in steps]
        against = [action for action in out if action == rule.action or not _is_framed(compiled, action)]

        def ask(constants: Constants, rule: Rule = rule, against: Sequence[str] = against) -> Asked:
            logic = constants.algebra
            world, stated = _world(compiled, constants)
            presumed = stated.under_presumptions()
            stands = [action_stands(stated, presumed, action, SUBJECT) for action in against]
            found = _found(stated, rule, SUBJECT)
            return Asked(logic.And(*_there(world, SUBJECT), found, logic.Or(stands)), ((world, stated),))

        def shows(cases: Sequence[Case], rule: Rule = rule, against: Sequence[str] = against) -> bool:
            told = decide(cases[0]).channel("abc"[SUBJECT])
            return any(each.id == rule.id for each in told.findings) and bool(set(told.actions) & set(against))

        yield Obligation("remedies", rule.id, ask if against else None, shows)


def _is_framed(compiled: Compiled, action: str) -> bool:
    """Return whether every language words a remedy as coming after an action."""
    words = (compiled.knowledge.language(lang) for lang in compiled.knowledge.languages)
    return all("{remedy}" in each.tables.get("say", {}).get(f"remedy_{action}", "") for each in words)


LAWS: Final[dict[str, Callable[[Compiled], Iterator[Obligation]]]] = {
    "refinement": _refinement,
    "nobody_obliged": _nobody_obliged,
    "more_means": _more_means,
    "presumptions": _presumptions,
    "reachable": _reachable,
    "remedies": _remedies,
}
"""The laws by name, in the order in which they are proved."""
