"""The durable engine: Python makes the tests, durable-rules combines and chains them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from channelrules.facts.measures import Row, Rows
from channelrules.inference.durable import Combiner, Formula
from channelrules.inference.engine import Outcome, Outcomes, RuleSet
from channelrules.inference.native import function_over_rows
from channelrules.knowledge.rule import Rule
from channelrules.language.expression import And, Expression, Literal, Name, Not, Or, names_in

__all__ = ["DurableEngine"]


@attrs.define
class _Tests:
    """The tests that a scope's rules are made of, each once, and the rules as formulas over them."""

    index: dict[Expression, int] = attrs.field(factory=dict)

    def formula(self, node: Expression) -> Formula:
        match node:
            case Literal(bool() as value):
                return value
            case Not(part):
                return ("not", self.formula(part))
            case And(parts):
                return ("and", *map(self.formula, parts))
            case Or(parts):
                return ("or", *map(self.formula, parts))
            case _:
                return self.index.setdefault(node, len(self.index))


@attrs.frozen
class _Stratum:
    """The rules whose conclusions the next stratum uses, combined in one run."""

    places: tuple[int, ...]
    combiner: Combiner


@attrs.frozen
class _Scope:
    """A scope's tests and strata. A conclusion is a test whose value an earlier stratum gives."""

    evaluate: Callable[..., tuple[Outcome, ...]]
    count: int
    concluded: tuple[tuple[int, int], ...]
    strata: tuple[_Stratum, ...]

    def outcomes(self, tests: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        found: list[Outcome] = [None] * self.count
        values = list(tests)
        for stratum in self.strata:
            for place, outcome in zip(stratum.places, stratum.combiner.outcomes(values), strict=True):
                found[place] = outcome
            for place, test in self.concluded:
                values[test] = found[place]
        return tuple(found)


def _layers(rules: Sequence[Rule]) -> list[list[int]]:
    level: dict[str, int] = {}
    layers: list[list[int]] = []
    for place, rule in enumerate(rules):
        own = max((level[name] + 1 for name in names_in(rule.node) if name in level), default=0)
        if rule.concludes:
            level[rule.concludes] = own
        while len(layers) <= own:
            layers.append([])
        layers[own].append(place)
    return layers


def _scope(rules: RuleSet, scope: str, given: Sequence[str]) -> _Scope:
    own = rules.company if scope == "company" else rules.channel
    tests = _Tests()
    formulas = [tests.formula(rule.node) for rule in own]
    places = {rule.concludes: place for place, rule in enumerate(own) if rule.concludes}
    concluded = {
        test: places[node.name] for node, test in tests.index.items() if isinstance(node, Name) and node.name in places
    }
    # What a later stratum gets from an earlier one is not computed from the row.
    wanted = [("", Literal(False) if test in concluded else node) for node, test in tests.index.items()]
    strata = tuple(
        _Stratum(tuple(layer), Combiner([formulas[place] for place in layer], len(tests.index)))
        for layer in _layers(own)
    )
    evaluate = function_over_rows(rules, scope, wanted, given)
    return _Scope(evaluate, len(own), tuple((place, test) for test, place in concluded.items()), strata)


@attrs.frozen
class DurableEngine:
    """Runs durable-rules inside what it can be trusted with; needs Python before 3.13."""

    rules: RuleSet
    name: Final = "durable"
    _company: _Scope = attrs.field(init=False, eq=False, repr=False)
    _channel: _Scope = attrs.field(init=False, eq=False, repr=False)
    _concluding: tuple[int, ...] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Split the rules into tests and formulas."""
        given = [rule.concludes for rule in self.rules.company if rule.concludes]
        place = [position for position, rule in enumerate(self.rules.company) if rule.concludes]
        object.__setattr__(self, "_concluding", tuple(place))
        object.__setattr__(self, "_company", _scope(self.rules, "company", ()))
        object.__setattr__(self, "_channel", _scope(self.rules, "channel", given))

    def __reduce__(self) -> tuple[object, ...]:
        return DurableEngine, (self.rules,)

    def outcomes(self, rows: Rows, parameters: Row) -> Outcomes:
        """Return the outcome of every rule on the rows of one company.

        Raises:
            EngineError: durable-rules failed.
        """
        own = rows.company
        company = self._company.outcomes(self._company.evaluate(own, parameters))
        given = tuple([company[position] for position in self._concluding])
        scope = self._channel
        channels = [scope.outcomes(scope.evaluate(own, row, parameters, given)) for row in rows.channels]
        return Outcomes(company, tuple(channels))
