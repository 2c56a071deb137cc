"""The methods of the rule bench: an edited rule or parameter tried on examples, mutants and the present company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.decision.rulebook import Rulebook, compiled_of
from channelrules.errors import ChannelRulesError, OptionError
from channelrules.faces.playground.faults import Refused, refusal_of
from channelrules.faces.playground.live import changed_between
from channelrules.faces.playground.messages_bench import Again, Bench, Source
from channelrules.faces.playground.messages_live import Changed
from channelrules.faces.playground.sliders import parameter_slider
from channelrules.faces.playground.state import SessionState
from channelrules.knowledge.builtin import built_in_rules
from channelrules.knowledge.rule import Rule

if TYPE_CHECKING:
    from channelrules.audit.mutation import ExampleResult

# The loader and the audit are imported once something is tried: of a wheel's rules, judging needs neither.

__all__ = ["RuleBench"]

MAX_TEXT: Final = 50_000
"""Characters of a rule's file that are tried."""

MAX_RULES: Final = 6
"""Rules whose examples are run anew for one number; those that come first by id."""

_SAID: Final = {True: "fires", False: "clear", None: "is_open"}


@attrs.frozen
class RuleBench:
    """The methods that try a rulebook otherwise; nothing of it is kept, and nothing is written.

    Attributes:
        state: of the session.
    """

    state: SessionState

    # --- what is there ---

    def source(self, kind: str, id: str) -> Source:  # noqa: A002 - the field is called so everywhere
        """Return the text of a rule's file, or a parameter with its slider."""
        book = self.state.book
        if kind == "rule" and id in book.rules:
            return Source(id, (self._folder() / _file(book.rules[id])).read_text(encoding="utf-8"), None)
        if kind == "parameter" and id in book.parameters:
            parameter = book.parameters[id]
            return Source(id, "", parameter_slider(parameter, parameter.value, self.state.words))
        raise Refused("fault_option", "option")

    def _folder(self) -> Path:
        """Return the folder of the rules, if they are the built-in ones: of others no file is at hand."""
        if self.state.book.knowledge.houses:
            raise Refused("fault_no_bench", "option")
        return built_in_rules()

    # --- tried otherwise ---

    def try_rule(self, id: str, text: str, whole: bool = False) -> Bench:  # noqa: A002, FBT001, FBT002 - keys of JSON
        """Return what an edited rule does; ``whole`` also checks the whole rulebook with it."""
        rule = self.state.book.rules.get(id)
        if rule is None or len(text) > MAX_TEXT:
            raise Refused("fault_option", "option")
        from channelrules.knowledge.loader import load_knowledge

        try:
            knowledge = load_knowledge(self._folder(), edited={_file(rule): text}, presumptions=whole)
            tried = Rulebook(knowledge)
            return self._bench(tried, [tried.rules[id]], whole=whole)
        except ChannelRulesError as error:
            return self._broken(error, _file(rule), whole=whole)

    def try_number(self, name: str, value: float) -> Bench:
        """Return what another value of a parameter does."""
        parameter = self.state.book.parameters.get(name)
        if parameter is None or not parameter.low <= value <= parameter.high:
            raise Refused("fault_number", "option")
        knowledge = self.state.book.knowledge
        parameters = {**knowledge.parameters, name: attrs.evolve(parameter, value=value)}
        tried = Rulebook(attrs.evolve(knowledge, parameters=parameters))
        resting = [each for each in tried.knowledge.active_rules if f"param.{name}" in tried.knowledge.uses(each)]
        return self._bench(tried, resting[:MAX_RULES], whole=False)

    def _broken(self, error: ChannelRulesError, file: str, *, whole: bool) -> Bench:
        words = self.state.words
        every = refusal_of(error, words).problems
        # A file that is no TOML lacks everything, and what other files say of its rule is wrong: the cause is enough.
        own = tuple(each for each in every if each.path.startswith(file))
        problems = tuple(each for each in own if each.path == file) or own or every
        says = words.say("page.bench_broken", count=words.number(len(problems)))
        return Bench(problems, says, (), 0, 0, (), None, whole)

    def _bench(self, tried: Rulebook, rules: list[Rule], *, whole: bool) -> Bench:
        from channelrules.audit.mutation import example_results, mutation_scores

        words, compiled = self.state.words, compiled_of(tried)
        examples = [
            each for rule in rules if not rule.retired for each in self._examples(example_results(compiled, rule))
        ]
        scores = [each for rule in rules if not rule.retired for each in mutation_scores(compiled, rule.id)]
        failing = sum(not each.holds for each in examples)
        survivors = [mutant for each in scores for mutant in each.survivors]
        counts = {"count": words.number(len(examples)), "failing": words.number(failing)}
        mutants = {"mutants": words.number(sum(each.made for each in scores)), "missed": words.number(len(survivors))}
        return Bench(
            problems=(),
            says=words.say("page.bench_says", **counts, **mutants),
            examples=tuple(examples),
            mutants=sum(each.made for each in scores),
            noticed=sum(each.noticed for each in scores),
            survivors=tuple(f"{each.subject}: {each.change}" for each in survivors),
            changed=self._changed(tried),
            checked=whole,
        )

    def _examples(self, results: Iterator[ExampleResult]) -> Iterator[Again]:
        """Yield each example once, with every place at which the rule does not say what it says."""
        places: dict[str, list[str]] = {}
        for each in results:
            wrong = places.setdefault(each.example, [])
            if not each.holds:
                wrong.append(self._place(each))
        for name, wrong in places.items():
            yield Again(name, not wrong, "; ".join(wrong))

    def _place(self, each: ExampleResult) -> str:
        words = self.state.words
        said, expected = (self._said(one, presumed=each.presumed) for one in (each.said, each.expected))
        where = each.channel or words.say("report.the_company")
        return words.say("page.bench_differs", where=where, said=said, expected=expected)

    def _said(self, outcome: bool | None, *, presumed: bool) -> str:  # noqa: FBT001 - an outcome of three
        words = self.state.words
        said = words.say(_SAID[outcome])
        return f"{said} ({words.say('presumed')})" if presumed else said

    def _changed(self, tried: Rulebook) -> Changed | None:
        """Return what the decision on the open company would be."""
        held: Any = self.state.interview
        if held is None:
            return None
        try:
            then = tried.assess(held.profile, edition=held.edition, engine="native")
        except OptionError:
            return None
        return changed_between(held.decision, then, self.state.words)


def _file(rule: Rule) -> str:
    return f"{rule.topic}/{rule.id}.toml"
