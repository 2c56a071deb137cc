"""A compiled rulebook: rules, verdict tables and engines, each compiled once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.errors import EngineError, OptionError
from channelrules.facts.again import RowsAgain
from channelrules.facts.definitions import definitions
from channelrules.facts.layout import Row
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.inference.again_functions import JudgingAgain
from channelrules.inference.ahead import NOTHING_AHEAD, Ahead
from channelrules.inference.dependents import Dependents, nodes_of
from channelrules.inference.engine import Engine, RuleSet
from channelrules.inference.lacking import Lacking
from channelrules.inference.native import NativeEngine, row_function
from channelrules.inference.presuming import Presuming
from channelrules.inference.reasoning import Reasoning
from channelrules.inference.verdict_table import VerdictTable
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import Rule, Severity
from channelrules.language.functions import Functions
from channelrules.language.nodes import (
    Aggregate,
    And,
    Expression,
    Literal,
    Projection,
    lists_in,
    names_in,
    nodes,
    rebuilt,
)
from channelrules.language.printer import render
from channelrules.language.python_code import Coder
from channelrules.language.resting import Resting

if TYPE_CHECKING:
    from channelrules.knowledge.advice_settings import QuestionText
    from channelrules.knowledge.locales import Words
    from channelrules.knowledge.move import Gain, Move

# Parts that only some answers need are imported on demand.

__all__ = ["ENGINES", "Compiled", "Parts"]

ENGINES: Final = ("durable", "native")


@attrs.frozen(eq=False, repr=False, slots=False)
class Parts:
    """The parts of a condition, each kind found when it is first asked for.

    Attributes:
        node: the condition.
    """

    node: Expression

    @cached_property
    def text(self) -> str:
        """The condition as it is written."""
        return render(self.node)

    @cached_property
    def over_channels(self) -> tuple[Aggregate | Projection, ...]:
        """The figures over channels in it, and the attributes of all channels that it looks at."""
        every = nodes(self.node)
        return tuple([each for each in every if isinstance(each, Aggregate | Projection) and each.over == "channels"])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The other names in it, each once."""
        covered = {name for each in self.over_channels for name in names_in(each)}
        return tuple(name for name in names_in(self.node) if name not in covered)

    @cached_property
    def lists(self) -> tuple[str, ...]:
        """The lists of plans and followers in it, each once."""
        # What a figure over channels reads of a channel belongs to that channel's part of the explanation.
        own = rebuilt(self.node, lambda part: Literal(value=False) if part in self.over_channels else None)
        return tuple(each for each in lists_in(own) if each != "channels")


@attrs.frozen(eq=False, repr=False, slots=False)
class Compiled:
    """A rulebook's knowledge, and what is compiled from it on first use.

    It keeps nothing of the profiles that it judged, so threads may share it. Pickling keeps the knowledge alone.

    Attributes:
        knowledge: the rulebook's content.
        ahead: what was compiled of it ahead.
    """

    knowledge: Knowledge
    ahead: Ahead = NOTHING_AHEAD

    @cached_property
    def rules(self) -> RuleSet:
        """The rules in force, in the order of their strata."""
        return self.ahead.rules(self.knowledge)

    @cached_property
    def presuming(self) -> Presuming:
        """The presumptions."""
        return Presuming(self.rules, self.knowledge.presumptions, self.ahead.functions)

    @cached_property
    def table(self) -> VerdictTable:
        """The verdict tables."""
        return VerdictTable(self.knowledge, self.rules, self.ahead.functions)

    @cached_property
    def engines(self) -> Mapping[str, Engine]:
        """The engines that are there, by name."""
        from channelrules.inference import durable_adapter as durable

        engines: dict[str, Engine] = {"native": self.native}
        if durable.available():
            from channelrules.inference.durable import DurableEngine

            # A condition beyond durable-rules' limits is still valid: the other engine judges it.
            with suppress(EngineError):
                engines["durable"] = DurableEngine(self.rules, self.ahead.functions)
        return engines

    @cached_property
    def definitions(self) -> Mapping[str, Expression]:
        """What measures, conclusions and facts that follow from others are computed from, by name."""
        concluded = {rule.concludes: rule.node for rule in self.knowledge.active_rules if rule.concludes}
        measured = {name: measure.node for name, measure in self.knowledge.measures.items()}
        return {**measured, **concluded, **definitions()}

    def everything(self) -> tuple[object, ...]:
        """Compile and return everything that has functions over whole rows, except the durable engine."""
        again = self.rows_again
        made = (self.native, self.presuming, self.applying, self.reasoning, again.whole_channel, again.figures)
        return *made, *self.table.everything()

    # --- texts and evidence ---

    @cached_property
    def telling(self) -> Mapping[str, Sequence[tuple[int, Rule, Severity]]]:
        """The rules that answers report, by scope: their places among all, from the heaviest severity, then by id."""
        return {
            scope: sorted(
                [(place, rule, rule.severity) for place, rule in enumerate(rules) if rule.severity is not None],
                key=lambda each: (each[2], each[1].id),
            )
            for scope, rules in (("company", self.rules.company), ("channel", self.rules.channel))
        }

    @cached_property
    def causes(self) -> Sequence[tuple[int, Rule]]:
        """The company rules to which rules of channels give way, with their places among all."""
        named = {each for rule in self.rules.channel for each in rule.gives_way_to}
        return [(place, rule) for place, rule in enumerate(self.rules.company) if rule.id in named]

    @cached_property
    def _about(self) -> dict[tuple[str, str, str], str]:
        return {}

    def about(self, what: str, title: str, words: Words) -> str:
        """Return a sentence of the answer about a rule; it is the same for every profile."""
        key = words.lang, what, title
        if key not in self._about:
            self._about[key] = words.say(what, title=words.in_sentence(title))
        return self._about[key]

    @cached_property
    def applying(self) -> Mapping[str, Callable[..., tuple[bool, ...]]]:
        """For each scope, what says of each rule whether all parts of its condition but the last surely hold."""
        company, channel = self._concluded
        made = self.ahead.functions
        return {
            "company": _applying(self.rules, "company", self.rules.company, company, made),
            "channel": _applying(self.rules, "channel", self.rules.channel, channel, made),
        }

    @cached_property
    def reasoning(self) -> Mapping[str, Reasoning]:
        """What the rules rest on, by scope."""
        company, channel = self._concluded
        made = self.ahead.functions
        return {
            "company": Reasoning.of(self.rules, "company", self.rules.company, company, made),
            "channel": Reasoning.of(self.rules, "channel", self.rules.channel, channel, made),
        }

    @cached_property
    def _concluded(self) -> tuple[list[str], list[str]]:
        """The names that rules conclude for the company, and at a channel, in the order of `Case.concluded`."""
        company = [rule.concludes for rule in self.rules.company if rule.concludes]
        return company, [*company, *(rule.concludes for rule in self.rules.channel if rule.concludes)]

    @cached_property
    def place_of_rule(self) -> Mapping[str, int]:
        """Where each rule in force stands among those of its scope, by id."""
        return {rule.id: place for own in (self.rules.company, self.rules.channel) for place, rule in enumerate(own)}

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Where the values of parameters, measures and conclusions come from, whatever the profile, in words."""
        concluded = {rule.concludes: "conclusion" for rule in self.knowledge.active_rules if rule.concludes}
        measures = dict.fromkeys(self.knowledge.measures, "measure")
        parameters = {f"param.{name}": each.told() for name, each in self.knowledge.parameters.items()}
        return {**concluded, **measures, **parameters}

    # --- judging again only what an answer can change ---

    @cached_property
    def native(self) -> NativeEngine:
        """The engine of everything that asks many times."""
        return NativeEngine(self.rules, self.ahead.functions)

    @cached_property
    def rows_again(self) -> RowsAgain:
        """What writes functions that fill rows again."""
        return RowsAgain(self.rules.layout, self.knowledge.measures, self.knowledge.facts, self.ahead.functions)

    @cached_property
    def names_looked_at(self) -> frozenset[str]:
        """What figures over channels read of a channel and an answer can change."""
        layout = self.rules.layout
        over = [each for node in self._every_node() for each in self.parts(node).over_channels]
        names = {name for each in over for name in names_in(each)} - {"channel.id", "channel.network"}
        return frozenset(names & layout.place.keys())

    @cached_property
    def looked_at(self) -> Callable[[Row], object]:
        """The values of those names, given a channel's row."""
        places = sorted(self.rules.layout.place[each] for each in self.names_looked_at)
        return itemgetter(*places) if places else lambda _: ()

    @cached_property
    def concluding(self) -> tuple[int, ...]:
        """The places of the rules of channels that conclude something."""
        return tuple(place for place, rule in enumerate(self.rules.channel) if rule.concludes)

    @cached_property
    def judges_again(self) -> bool:
        """Whether an answer can be judged at its own channel alone: no rule of channels reads figures over channels."""
        return self.channels_apart and self.rows_again.is_plain

    @cached_property
    def dependents(self) -> Dependents:
        """What rests on a fact."""
        return Dependents.of(self.knowledge, self.rules, self.definitions)

    @cached_property
    def again(self) -> JudgingAgain:
        """What judges subjects again where something else is answered."""
        in_table = {name for row in self.knowledge.channel_verdicts for name in names_in(row.node)}
        watched = self.names_looked_at | in_table
        return JudgingAgain(
            self.rules, self.native, self.presuming, self.dependents, self.rows_again, self._concluded, watched
        )

    @cached_property
    def lacking(self) -> Lacking:
        """What keeps open conditions open."""
        measures = {name: measure.node for name, measure in self.knowledge.measures.items()}
        return Lacking(self.rules, measures, self._concluded)

    @cached_property
    def uses(self) -> Mapping[str, tuple[str, ...]]:
        """The names that each measure, conclusion or fact that follows from others uses."""
        return {name: names_in(node) for name, node in self.definitions.items()}

    @cached_property
    def _resting(self) -> dict[str, Resting]:
        return {}

    def resting(self, name: str) -> Resting:
        """Return what rests on a fact or parameter, for the search for the values at which conditions tip."""
        if name not in self._resting:
            self._resting[name] = Resting(name, self.uses, self.definitions)
        return self._resting[name]

    @cached_property
    def _names(self) -> dict[int, tuple[str, ...]]:
        return {}

    def names(self, node: Expression) -> tuple[str, ...]:
        """Return the names in a condition of the rulebook, or in a part of one, worked out once."""
        # The nodes live as long as the knowledge, so that their ids are unique.
        if id(node) not in self._names:
            self._names[id(node)] = names_in(node)
        return self._names[id(node)]

    @cached_property
    def questions(self) -> Mapping[str, QuestionText]:
        """How each fact is asked for, by the fact's name."""
        from channelrules.knowledge.advice_settings import questions_when_wanted

        return questions_when_wanted(self.knowledge)

    @cached_property
    def moves(self) -> Mapping[str, Move]:
        """What a company can change, by the name of the change."""
        from channelrules.knowledge.advice_settings import moves_of

        return moves_of(self.knowledge)

    @cached_property
    def gain(self) -> Gain:
        """What channels are worth when a company has to choose."""
        from channelrules.knowledge.advice_settings import gain_of

        return gain_of(self.knowledge)

    @cached_property
    def values(self) -> Row:
        """The parameters as the rulebook has them, in the order of the layout."""
        names = [name.removeprefix("param.") for name in self.rules.layout.parameters]
        return tuple(self.knowledge.parameters[name].value for name in names)

    @cached_property
    def kernels(self) -> dict[object, Any]:
        """What judges whole tables by it, kept here as it is used again (`channelrules.portfolio.judge`)."""
        return {}

    def __reduce__(self) -> tuple[object, ...]:
        return Compiled, (self.knowledge,)

    @cached_property
    def channels_apart(self) -> bool:
        """Whether no outcome or verdict of a channel rests on figures over all channels."""
        own = [rule.node for rule in self.rules.channel] + [row.node for row in self.knowledge.channel_verdicts]
        own += [node for each in self.knowledge.presumptions if each.scope == "channel" for node in nodes_of(each)]
        return not any(
            self.parts(self.definitions[name]).over_channels for name in self.below(*own) if name in self.definitions
        )

    def below_presuming(self, *given: Expression) -> set[str]:
        """Return every name that expressions rest on, through what is presumed of those names too."""
        found: set[str] = set()
        waiting = list(given)
        while waiting:
            names = self.below(*waiting) - found
            found |= names
            waiting = [node for each in self.knowledge.presumptions if each.fact in names for node in nodes_of(each)]
        return found

    @cached_property
    def presumed_from_networks(self) -> tuple[int, ...]:
        """Where the facts about a network that presumptions read stand in its row."""
        names = self.below(*(node for each in self.knowledge.presumptions for node in nodes_of(each)))
        return tuple(place for place, name in enumerate(NETWORK_FACTS) if f"network.{name}" in names)

    @cached_property
    def bearing_network_facts(self) -> tuple[str, ...]:
        """The facts about a network that can bear on a channel's verdict, for certain or under presumptions."""
        nodes = [rule.node for rule in self.rules.channel if rule.effect or rule.concludes]
        names = self.below_presuming(*nodes, *(row.node for row in self.knowledge.channel_verdicts))
        return tuple(each for each in NETWORK_FACTS if f"network.{each}" in names and each not in {"id", "kind"})

    def _every_node(self) -> Iterator[Expression]:
        yield from self.definitions.values()
        yield from (rule.node for rule in self.knowledge.active_rules)
        yield from (row.node for row in self.knowledge.company_verdicts)

    def below(self, *given: Expression) -> set[str]:
        """Return every name that expressions rest on, through measures and conclusions too."""
        return self.below_names(name for node in given for name in self.names(node))

    def below_names(self, names: Iterable[str]) -> set[str]:
        """Return some names, and every name that they rest on."""
        return set().union(*[self._below_name(name) for name in names])

    def _below_name(self, name: str) -> frozenset[str]:
        known = self._below.get(name)
        if known is None:
            found, waiting = set[str](), [name]
            while waiting:
                each = waiting.pop()
                if each not in found:
                    found.add(each)
                    waiting += self.uses.get(each, ())
            # Only names of the rulebook are kept: there are so many and no more.
            known = self._below[name] = frozenset(found)
        return known

    @cached_property
    def _below(self) -> dict[str, frozenset[str]]:
        return {}

    def parameters_below(self, name: str) -> frozenset[str]:
        """Return the parameters that a name of the rulebook is computed from through measures, worked out once."""
        known = self._parameters_below.get(name)
        if known is None:
            measured = name in self.knowledge.measures
            parts = [self.parameters_below(each) for each in self.uses[name]] if measured else []
            own = {name.removeprefix("param.")} if name.startswith("param.") else set[str]()
            known = self._parameters_below[name] = frozenset(own.union(*parts))
        return known

    @cached_property
    def _parameters_below(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _parts(self) -> dict[int, Parts]:
        return {}

    def parts(self, node: Expression) -> Parts:
        """Return what a condition of the rulebook is made of, worked out once."""
        # The nodes live as long as the knowledge, so that their ids are unique.
        if id(node) not in self._parts:
            self._parts[id(node)] = Parts(node)
        return self._parts[id(node)]

    def engine(self, name: str) -> Engine:
        """Return an engine.

        Raises:
            OptionError: there is none with this name, or it cannot be imported here.
            EngineError: a rule is beyond the limits of durable-rules.
        """
        if name not in ENGINES:
            message = f"there is no engine '{name}'; there are {', '.join(ENGINES)}"
            raise OptionError(message)
        if name not in self.engines:
            from channelrules.inference import durable_adapter as durable

            if durable.available():
                from channelrules.inference.durable import DurableEngine

                DurableEngine(self.rules)
            message = f"the engine '{name}' is not available here: durable-rules cannot be imported; use 'native'"
            raise OptionError(message)
        return self.engines[name]


def _applying(
    rules: RuleSet, scope: str, own: Sequence[Rule], given: Sequence[str], functions: Functions
) -> Callable[..., tuple[bool, ...]]:
    def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
        body: list[str] = []
        holds = []
        for rule in own:
            holds.append(coder.true(And(rule.node.parts[:-1])) if isinstance(rule.node, And) else "True")
            body += coder.taken()
        return body, "".join(f"bool({each}), " for each in holds)

    return row_function(rules.layout, scope, write, given, f"applying_to_{scope}", functions)
