"""Proves laws with the solver, and confirms its counterexamples with the engine before they are reported."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, Final

import attrs

from channelrules.audit.mutation import example_cases
from channelrules.audit.proofs.algebra import Algebra, UnseenError, solver_module
from channelrules.audit.proofs.constants import Bound, Constants
from channelrules.audit.proofs.laws import LAWS, Asked, Obligation, obligations
from channelrules.audit.proofs.profiles import Told, consistent, networks_known
from channelrules.audit.proofs.shown import judged, read_back, smaller
from channelrules.audit.proofs.stated_facts import disagreements
from channelrules.facts.profile import Profile
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.network import Edition

__all__ = ["AGREEMENT", "SECONDS", "SEED", "Bound", "Proof", "State", "prove"]

SECONDS: Final = 60
"""The default time limit for a law, in seconds."""

SEED: Final = 23
"""The seed of the solver, so that results are reproducible."""

BOUND: Final = Bound()
"""The default size of companies."""

AGREEMENT: Final = "translation"
"""The name under which the comparison of translation and engine is reported."""


class State(Enum):
    """The state of an obligation.

    * ``PROVED``: it holds of every company within the bound.
    * ``REFUTED``: it does not; profiles show it, and the engine confirms them.
    * ``UNDECIDED``: the solver could not decide it, in its time or at all.
    * ``FAULT``: solver and engine disagree, so the translation of the rules is wrong.
    """

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    FAULT = "fault"


@attrs.frozen
class Proof:
    """The result of one obligation.

    Attributes:
        law: the name of the law.
        about: the rule, row or fact that it is about.
        state: its state.
        because: why it is undecided: ``time``, or the part that is not translated; else empty.
        profiles: the profiles that show it: one, or one before and one after; for a reachable row, one that reaches it.
        edition: the edition of facts about networks.
    """

    law: str
    about: str
    state: State
    because: str = ""
    profiles: tuple[Profile, ...] = ()
    edition: Edition = Edition.GUIDANCE

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        told: dict[str, Any] = {"law": self.law, "about": self.about, "state": self.state.value}
        if self.because:
            told["because"] = self.because
        if self.profiles:
            told["edition"] = self.edition.value
            told["profiles"] = [each.to_dict() for each in self.profiles]
        return told


def prove(
    compiled: Compiled, laws: Sequence[str] = tuple(LAWS), bound: Bound = BOUND, seconds: float = SECONDS
) -> Iterator[Proof]:
    """Yield the result of each obligation of some laws, after comparing the translation with the engine.

    Args:
        compiled: the rulebook.
        laws: the names of the laws, as `LAWS` has them.
        bound: the size of companies.
        seconds: the time limit for each law.

    Raises:
        MissingExtraError: the solver is not installed (extra ``check``).
    """
    z3 = solver_module()
    yield from _agreement(compiled)
    for law in laws:
        ends = time.monotonic() + seconds
        for each in obligations(compiled, law):
            yield _Prover(compiled, z3, bound, ends).proof(each)


def _agreement(compiled: Compiled) -> Iterator[Proof]:
    """Yield for each rule whether translation and engine agree, on all rules, in its examples."""
    for rule in compiled.knowledge.active_rules:
        wrong = {name: case for case in example_cases(compiled, rule) for name, _ in _disagreements(case)}
        for name, case in wrong.items():
            yield Proof(AGREEMENT, name, State.FAULT, "", (case.profile,), case.edition)
        if not wrong:
            yield Proof(AGREEMENT, rule.id, State.PROVED)


def _disagreements(case: Case) -> Iterator[tuple[str, int | None]]:
    try:
        yield from disagreements(case)
    except UnseenError:
        # Parts that cannot be translated are reported with the obligation.
        return


@attrs.frozen
class _Prover:
    compiled: Compiled
    z3: Any
    bound: Bound
    ends: float

    def proof(self, obligation: Obligation) -> Proof:
        law, about = obligation.law, obligation.about
        if obligation.ask is None:
            return Proof(law, about, State.PROVED)
        constants = Constants(self.compiled, Algebra.of_solver(self.z3), self.bound)
        try:
            asked = obligation.ask(constants)
        except UnseenError as unseen:
            return Proof(law, about, State.UNDECIDED, str(unseen))
        if isinstance(asked.formula, bool) and not asked.formula:
            return Proof(law, about, State.REFUTED if obligation.wanted else State.PROVED)
        found = self._found(asked, constants)
        if found is None:
            return Proof(law, about, State.UNDECIDED, "time")
        if found is False:
            return Proof(law, about, State.REFUTED if obligation.wanted else State.PROVED)
        return self._told(obligation, asked, Told(constants, found))

    def _found(self, asked: Asked, constants: Constants) -> Any:
        """Return a model, ``False`` where there is none, ``None`` where the solver cannot decide it."""
        solver = self.z3.Solver(ctx=constants.algebra.context)
        solver.set("random_seed", SEED)
        solver.add(asked.formula, *constants.holds)
        # A proof without the constraints on whole numbers and known networks holds with them, too.
        said = self._check(solver)
        if said is not True:
            return said
        for world, reading in asked.worlds:
            solver.add(*consistent(reading, world))
        solver.add(*constants.holds, *networks_known(constants), *constants.exactly)
        said = self._check(solver)
        if said is not True:
            return said
        model = solver.model()
        solver.push()
        solver.add(*constants.simple)
        return solver.model() if self._check(solver) else model

    def _check(self, solver: Any) -> bool | None:
        left = self.ends - time.monotonic()
        if left <= 0:
            return None
        solver.set("timeout", max(1, int(left * 1_000)))
        said = solver.check()
        return True if said == self.z3.sat else False if said == self.z3.unsat else None

    def _told(self, obligation: Obligation, asked: Asked, told: Told) -> Proof:
        law, about = obligation.law, obligation.about
        state = State.PROVED if obligation.wanted else State.REFUTED
        made = [told.profile(world) for world, _ in asked.worlds]
        profiles = tuple(read_back(self.compiled, each) for each in made if each is not None)
        if len(profiles) == len(made) and self._shown(obligation, profiles, told.edition):
            few = smaller(profiles, lambda tried: self._shown(obligation, tried, told.edition), self.compiled)
            return Proof(law, about, state, "", few, told.edition)
        if told.constants.unseen:
            return Proof(law, about, State.UNDECIDED, ", ".join(told.constants.unseen))
        return Proof(law, about, State.FAULT, "", profiles, told.edition)

    def _shown(self, obligation: Obligation, profiles: Sequence[Profile], edition: Edition) -> bool:
        return obligation.shows([judged(self.compiled, each, edition) for each in profiles])
