"""The durable engine: Python evaluates the tests, durable-rules combines and chains them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import attrs

from channelrules.facts.layout import Row, Rows
from channelrules.inference.durable_adapter import Combiner, Formula
from channelrules.inference.engine import Outcome, Outcomes, RuleSet
from channelrules.inference.native import function_over_rows
from channelrules.knowledge.rule import Rule
from channelrules.language.functions import ANEW, Functions
from channelrules.language.nodes import And, Expression, Literal, Name, Not, Or, names_in

__all__ = ["DurableEngine"]


@attrs.define(eq=False, repr=False)
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


@attrs.frozen(eq=False, repr=False)
class _Stratum:
    """The rules whose conclusions the next stratum uses, combined in one run.

    Attributes:
        places: of its rules.
        combiner: what durable-rules says of them.
        late: the tests that read an earlier stratum's conclusions inside a larger expression.
        evaluate: what computes those tests; ``None`` where there are none.
        given: the places of the rules whose conclusions it takes, after the company's.
    """

    places: tuple[int, ...]
    combiner: Combiner
    late: tuple[int, ...]
    evaluate: Callable[..., tuple[Outcome, ...]] | None
    given: tuple[int, ...]


@attrs.frozen(eq=False, repr=False)
class _Scope:
    """A scope's tests and strata. A conclusion is a test whose value an earlier stratum gives."""

    evaluate: Callable[..., tuple[Outcome, ...]]
    count: int
    concluded: tuple[tuple[int, int], ...]
    strata: tuple[_Stratum, ...]

    def outcomes(self, rows: tuple[Row, ...], given: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        found: list[Outcome] = [None] * self.count
        values = list(self.evaluate(*rows, given))
        for stratum in self.strata:
            if stratum.evaluate is not None:
                concluded = tuple([found[place] for place in stratum.given])
                for test, value in zip(stratum.late, stratum.evaluate(*rows, (*given, *concluded)), strict=True):
                    values[test] = value
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


def _scope(rules: RuleSet, scope: str, given: Sequence[str], functions: Functions) -> _Scope:
    own = rules.company if scope == "company" else rules.channel
    tests = _Tests()
    formulas = [tests.formula(rule.node) for rule in own]
    places = {rule.concludes: place for place, rule in enumerate(own) if rule.concludes}
    concluded = {
        test: places[node.name] for node, test in tests.index.items() if isinstance(node, Name) and node.name in places
    }
    layers = _layers(own)
    level = {name: number for number, layer in enumerate(layers) for name, place in places.items() if place in layer}
    inside = {
        test: max((level[name] + 1 for name in names_in(node) if name in level), default=0)
        for node, test in tests.index.items()
        if test not in concluded
    }
    # Conclusions of an earlier stratum are not computed from the row.
    wanted = [("", node if inside.get(test) == 0 else Literal(value=False)) for node, test in tests.index.items()]
    trees = list(tests.index)
    strata = []
    for number, layer in enumerate(layers):
        late = tuple(test for test, needed in inside.items() if needed == number > 0)
        earlier = [name for name in places if level[name] < number]
        asked = [("", trees[test]) for test in late]
        name = f"tests_of_{scope}_{number}"
        evaluate = function_over_rows(rules, scope, asked, (*given, *earlier), name, functions) if late else None
        strata.append(
            _Stratum(
                places=tuple(layer),
                combiner=Combiner([formulas[place] for place in layer], len(tests.index)),
                late=late,
                evaluate=evaluate,
                given=tuple(places[name] for name in earlier),
            )
        )
    tested = function_over_rows(rules, scope, wanted, given, f"tests_of_{scope}", functions)
    return _Scope(tested, len(own), tuple((place, test) for test, place in concluded.items()), tuple(strata))


@attrs.frozen(eq=False, repr=False)
class DurableEngine:
    """Runs durable-rules within its safe subset; needs Python before 3.13."""

    rules: RuleSet
    functions: Functions = ANEW
    name: Final = "durable"
    _company: _Scope = attrs.field(init=False)
    _channel: _Scope = attrs.field(init=False)
    _concluding: tuple[int, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Split the rules into tests and formulas."""
        given = [rule.concludes for rule in self.rules.company if rule.concludes]
        place = [position for position, rule in enumerate(self.rules.company) if rule.concludes]
        object.__setattr__(self, "_concluding", tuple(place))
        object.__setattr__(self, "_company", _scope(self.rules, "company", (), self.functions))
        object.__setattr__(self, "_channel", _scope(self.rules, "channel", given, self.functions))

    def __reduce__(self) -> tuple[object, ...]:
        return DurableEngine, (self.rules,)

    def outcomes(self, rows: Rows, parameters: Row) -> Outcomes:
        """Return the outcome of every rule on the rows of one company.

        Raises:
            EngineError: durable-rules failed.
        """
        own = rows.company
        company = self._company.outcomes((own, parameters), ())
        given = tuple([company[position] for position in self._concluding])
        scope = self._channel
        channels = [scope.outcomes((own, row, parameters), given) for row in rows.channels]
        return Outcomes(company, tuple(channels))
