"""Conditions as formulas of a solver (z3, extra ``check``): every fact known, parameters at their values.

A part that is not translated, such as a figure over a list, is a free variable within its range. So what is proved
holds; what is not refuted is shown by a concrete profile, or reported as undecided.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from channelrules.errors import MissingExtraError
from channelrules.facts.paths import Place
from channelrules.facts.profile import Channel, CommunicationPlan, Company, EditorialPlan, NetworkFacts, Profile
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.network import Edition, Network
from channelrules.knowledge.rule import EFFECTS
from channelrules.language.nodes import Expression
from channelrules.language.solver_code import SolverCode
from channelrules.language.types import Kind, Type
from channelrules.told import tell

__all__ = ["Logic"]

_DAY: Final = datetime.date(2026, 11, 1)
_SECONDS: Final = 5
_OWN: Final = "a_network_of_its_own"
_APART: Final = frozenset({"channel.id", "channel.network", "company.name", "plan.exists", "editorial.exists"})


def _z3() -> Any:
    try:
        import z3
    except ModuleNotFoundError:
        raise MissingExtraError(tell("checking_by_logic", "checking rules by logic"), "check") from None
    return z3


@attrs.define
class Logic:
    """The rules of a rulebook as formulas over the facts of one company and one of its channels.

    Attributes:
        compiled: the rulebook.
        facts: the solver's constant for each fact; a set of words has one for each word.
    """

    compiled: Compiled
    z3: Any = attrs.field(factory=_z3, repr=False)
    facts: dict[str, Any] = attrs.field(factory=dict, repr=False)
    _made: dict[str, Any] = attrs.field(factory=dict, repr=False)
    _solver: Any = attrs.field(init=False, repr=False)
    _code: SolverCode = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Add the constraints that hold for every company."""
        self._code = SolverCode(self.z3, self._term, self.compiled.knowledge.vocabulary.lists)
        self._solver = self.z3.Solver()
        self._solver.set("timeout", _SECONDS * 1_000)
        self._solver.add(self._networks())
        self._solver.add(list(self._consistent()))
        self._flush()

    def _flush(self) -> None:
        self._solver.add(self._code.bounds)
        self._code.bounds.clear()

    # --- queries ---

    def possible(self, *conditions: Any) -> Any:
        """Return a model in which all conditions hold, ``False`` for none, ``None`` where it is undecided."""
        self._flush()
        self._solver.push()
        self._solver.add(*conditions)
        said = self._solver.check()
        found = self._solver.model() if said == self.z3.sat else None if said == self.z3.unknown else False
        self._solver.pop()
        return found

    def condition(self, node: Expression) -> Any:
        """Return a yes/no expression as a formula."""
        made = self._code.value(node)
        self._flush()
        return made

    def negated(self, formula: Any) -> Any:
        """Return the negation of a formula."""
        return self.z3.Not(formula)

    # --- facts ---

    def _constant(self, name: str, type_: Type) -> Any:
        z3 = self.z3
        if name not in self.facts:
            match type_.kind:
                case Kind.YES_NO:
                    made = z3.Bool(name)
                case Kind.NUMBER:
                    made = z3.Int(name) if self._is_whole(name) else z3.Real(name)
                    low, high = self._range(name, type_)
                    self._code.bounds.extend((made >= low, made <= high))
                case Kind.SET:
                    made = {option: z3.Bool(f"{name}:{option}") for option in type_.options}
                case Kind.CHOICE:
                    made = z3.Int(name)
                    # A company's own network is not one of the known ones.
                    if name != "network.id":
                        self._code.bounds.append(z3.Or([made == self._code.word(each) for each in type_.options]))
                case _:
                    made = z3.Int(name)
            self.facts[name] = made
        return self.facts[name]

    def _is_whole(self, name: str) -> bool:
        known = self.compiled.knowledge.facts.get(name)
        return known is not None and known.place().spec.whole

    def _range(self, name: str, type_: Type) -> tuple[float, float]:
        known = self.compiled.knowledge.facts.get(name)
        if known is not None and known.place().spec.type.kind is Kind.NUMBER:
            return known.place().spec.low, known.place().spec.high
        return (type_.low if type_.low is not None else -1e12), 1e12

    def _term(self, name: str) -> Any:
        vocabulary = self.compiled.knowledge.vocabulary
        if name.startswith("param."):
            return self._code.exact(self.compiled.knowledge.parameters[name.removeprefix("param.")].value)
        if name == "profile.as_of":
            return self.z3.IntVal(_DAY.toordinal())
        if name.startswith("effect."):
            return self._effect(name.removeprefix("effect."))
        node = self.compiled.definitions.get(name)
        if node is not None:
            if name not in self._made:
                self._made[name] = self._code.value(node)
            return self._made[name]
        return self._constant(name, vocabulary[name].type)

    def _effect(self, effect: str) -> Any:
        if effect == "excepted":
            return self.z3.BoolVal(False)
        scope = "company" if effect in EFFECTS["company"] else "channel"
        rules = [rule for rule in self.compiled.knowledge.active_rules if rule.effect == effect and rule.scope == scope]
        return self.z3.Or([self._code.value(rule.node) for rule in rules])

    # --- constraints ---

    def _networks(self) -> Any:
        rows = [(each.id, each) for each in self.compiled.knowledge.networks.values()]
        return self.z3.Or([self._network(name, each) for name, each in rows] + [self._own_network()])

    def _network(self, name: str, network: Network) -> Any:
        row = dict(zip(NETWORK_FACTS, network.row(Edition.GUIDANCE, _DAY), strict=True))
        return self.z3.And([self._stated(attribute, {**row, "id": name}[attribute]) for attribute in NETWORK_FACTS])

    def _own_network(self) -> Any:
        own = self._constant("network.id", self.compiled.knowledge.vocabulary["network.id"].type)
        return self.z3.And(own == self._code.word(_OWN), self._term("network.minimum_posts_per_week") == 0)

    def _stated(self, attribute: str, value: Any) -> Any:
        name = f"network.{attribute}"
        made = self._constant(name, self.compiled.knowledge.vocabulary[name].type)
        if value is None:
            return self.z3.BoolVal(True)
        if isinstance(made, dict):
            return self.z3.And([held == (word in value) for word, held in made.items()])
        return made == self._code.literal(value)

    def _consistent(self) -> Iterator[Any]:
        z3, term = self.z3, self._term
        person = term("channel.stands_for") == self._code.word("person")
        yield z3.Implies(person, term("channel.fronted_by") != self._code.word("company"))
        yield z3.Implies(term("channel.company_is_admin"), term("channel.administrators") >= 1)
        yield term("channel.original_posts_per_month") <= term("channel.posts_published_per_month")
        yield z3.Implies(term("plan.exists"), term("plan.ends_on") >= term("plan.starts_on"))
        for name in ("plan.starts_on", "plan.ends_on", "plan.market_reviewed_on", "channel.last_post_on"):
            yield term(name) >= _DAY.toordinal() - 3_650
            yield term(name) <= _DAY.toordinal() + 3_650

    # --- witnesses ---

    def witness(self, model: Any) -> Profile | None:
        """Return a profile with the facts of a model, or ``None`` where they do not make one."""
        values = {name: self._told(model, made) for name, made in self.facts.items()}
        words: dict[Any, str] = {number: word for word, number in self._code.words.items()}
        network = words.get(values.get("network.id"), "facebook")
        own: tuple[NetworkFacts, ...] = ()
        if network == _OWN:
            defaults = {"account_model": "shared", "designed_for": "both", "main_format": "text"}
            stated: dict[str, Any] = {
                name: words.get(values.get(f"network.{name}"), other) for name, other in defaults.items()
            }
            stated["kind"] = words.get(values.get("network.kind"))
            formats = tuple(word for word, held in (values.get("network.native_formats") or {}).items() if held)
            own = (
                NetworkFacts(
                    id=_OWN,
                    native_formats=formats or None,
                    editorial=values.get("network.editorial"),
                    **stated,
                ),
            )
        profile = Profile(
            as_of=_DAY,
            company=Company(name="Witness"),
            channels=(Channel(id="a", network=network, status="active"),),
            networks=own,
        )
        if values.get("plan.exists") is True:
            profile = attrs.evolve(profile, communication_plan=CommunicationPlan())
        elif "plan.exists" in values:
            profile = attrs.evolve(profile, communication_plan="none")
        if "editorial.exists" in values:
            plan = EditorialPlan() if values["editorial.exists"] else "none"
            profile = Place("channel", "editorial_plan", "a").put(profile, plan)
        return self._filled(profile, values, words)

    def _told(self, model: Any, made: Any) -> Any:
        if isinstance(made, dict):
            return {word: self.z3.is_true(model.eval(held, model_completion=True)) for word, held in made.items()}
        value = model.eval(made, model_completion=True)
        if self.z3.is_bool(value):
            return self.z3.is_true(value)
        if self.z3.is_int_value(value):
            return value.as_long()
        return float(value.as_fraction()) if self.z3.is_rational_value(value) else None

    def _filled(self, profile: Profile, values: Mapping[str, Any], words: Mapping[Any, str]) -> Profile:
        for name, value in values.items():
            known = self.compiled.knowledge.facts.get(name)
            if known is None or name in _APART:
                continue
            place = known.place("a")
            if place.holder_in(profile) is None or place.spec.table is not None:
                continue
            stated = self._stated_as(name, value, place, words)
            if stated is not None:
                profile = place.put(profile, stated, checked=False)
        return profile

    @staticmethod
    def _stated_as(name: str, value: Any, place: Place, words: Mapping[Any, str]) -> Any:
        if name == "channel.has_benefit":
            return "something" if value else "none"
        if name == "channel.return_measured":
            return None if value else "not_measured"
        match place.spec.type.kind:
            case Kind.SET:
                return tuple(word for word, held in value.items() if held)
            case Kind.CHOICE:
                return words.get(value)
            case Kind.DATE:
                return datetime.date.fromordinal(int(value)) if 1 <= value <= datetime.date.max.toordinal() else None
            case Kind.TEXT:
                return None
            case _:
                return int(value) if place.spec.whole or (isinstance(value, float) and value.is_integer()) else value
