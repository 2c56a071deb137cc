"""The settings beside the rules: how to ask, what a company can change, what a channel is worth."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from channelrules.errors import ChannelRulesError, ExpressionError, RulebookError, did_you_mean
from channelrules.facts.fields import Spec, fact
from channelrules.facts.structuring import Structurer
from channelrules.facts.vocabulary import ALWAYS_STATED, DERIVED, LISTS
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.files import ASIDES, MAX_FOLDER_PROBLEMS, TooManyProblems
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import VERDICTS
from channelrules.knowledge.templates import placeholders
from channelrules.language.nodes import Expression, lists_in
from channelrules.language.parser import parse
from channelrules.language.types import Kind, number, text, yes_no

if TYPE_CHECKING:
    from channelrules.knowledge.move import Gain, Move

# Who asks questions needs no moves.

__all__ = ["QuestionText", "gain_of", "moves_of", "problems_of_asides", "questions_of", "questions_when_wanted"]

_STRUCTURER: Final = Structurer()
_NUMERIC: Final = frozenset({"raise", "lower"})
_WRITTEN: Final = frozenset({"profile.communication_plan", "channel.editorial_plan", "channel.results_per_month"})
_LISTS: Final = frozenset({"plan.entries", "editorial.entries"})
_SHOWN: Final = frozenset({"channel", "company", "from", "to", "added"})

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class QuestionText:
    """How a missing fact is asked for.

    Attributes:
        name: of the fact, as `Place.name` has it.
        on_the_spot: whether someone who knows the company can answer at once.
        texts: the question, by language.
    """

    name: str = fact(text, "the fact", required=True)
    on_the_spot: bool = fact(yes_no, "whether it can be answered at once", required=True)
    texts: Mapping[str, str] = attrs.field(factory=dict)


def _text(knowledge: Knowledge, file: str) -> Mapping[str, Any]:
    return knowledge.asides.get(file, {})


@attrs.frozen(eq=False, repr=False, slots=False)
class _Reader:
    knowledge: Knowledge
    file: str
    problems: list[ChannelRulesError] = attrs.field(factory=list)

    def problem(self, path: str, message: str, hint: str = "") -> None:
        self.problems.append(RulebookError(message, file=self.file, path=path, hint=hint))
        if len(self.problems) >= MAX_FOLDER_PROBLEMS:
            raise TooManyProblems

    def tables(self) -> Iterator[tuple[str, dict[str, Any], Mapping[str, str]]]:
        for name in _text(self.knowledge, self.file):
            found = self.table(name)
            if found is not None:
                yield name, *found

    def table(self, name: str) -> tuple[dict[str, Any], Mapping[str, str]] | None:
        """Return a table of the file without its text, and the text by language."""
        table = _text(self.knowledge, self.file)[name]
        if not isinstance(table, Mapping):
            self.problem(name, "a table is expected here")
            return None
        given = dict(table)
        return given, self.texts(name, given.pop("text", None))

    def texts(self, name: str, said: object) -> Mapping[str, str]:
        """Return a text by language: the first is given here, the others are in ``words/``."""
        if not isinstance(said, str) or not said.strip():
            self.problem(f"{name}.text", "a text is expected here")
            said = ""
        for each in sorted(set(placeholders(said)) - _SHOWN):
            hint = did_you_mean(each, _SHOWN)
            self.problem(f"{name}.text", f"the placeholder '{{{each[:60]}}}' names nothing that is seen here", hint)
        table = self.file.partition(".")[0]
        languages, words = self.knowledge.languages, self.knowledge.words
        return Deferred(languages, lambda language: str(words[language].tables[table][name]), {languages[0]: said})

    def structured(self, cls: type[T], data: Mapping[str, Any], path: str) -> T | None:
        built, found = _STRUCTURER.structure(data, cls, path)
        self.problems.extend(
            RulebookError(each.message, file=self.file, path=each.path, hint=each.hint) for each in found
        )
        return built

    def known_fact(self, name: str, path: str) -> bool:
        if name in self.askable:
            return True
        self.problem(path, f"no profile states '{name[:60]}'", did_you_mean(name, self.askable))
        return False

    @cached_property
    def askable(self) -> dict[str, None]:
        """The places that a profile can leave out, in order."""
        return _askable(self.knowledge)

    def questions(self) -> dict[str, QuestionText]:
        asked = {name: self.question(name) for name in _text(self.knowledge, self.file)}
        return {name: found for name, found in asked.items() if found is not None}

    def question(self, name: str) -> QuestionText | None:
        found = self.table(name)
        if found is None:
            return None
        table, texts = found
        built = self.structured(QuestionText, {"name": name, **table}, name)
        return attrs.evolve(built, texts=texts) if built is not None and self.known_fact(name, name) else None

    def wanted_question(self, name: str) -> QuestionText:
        found = self.question(name)
        if found is None:
            raise KeyError(name)
        return found

    def checked_questions(self) -> None:
        asked = self.questions()
        for name in sorted(_needed(self.knowledge) - set(asked)):
            self.problem(name, "a rule rests on this fact, and nothing says how to ask for it")

    def moves(self) -> dict[str, Move]:
        from channelrules.knowledge.move import Move

        read = {}
        for name, table, texts in self.tables():
            to, when = table.pop("to", None), table.pop("when", None)
            built = self.structured(Move, {"id": name, **table}, name)
            if built is None or not self.known_fact(built.name, f"{name}.fact"):
                continue
            node = self.condition(f"{name}.when", when)
            own = {name: known.declared for name, known in self.knowledge.own_facts.items()}
            along = own.get(built.along) if built.along else None
            move = attrs.evolve(
                built, to=to, when=node, texts=texts, declared=own.get(built.name), declared_along=along
            )
            if self.fits(move):
                read[name] = move
        return read

    def condition(self, path: str, when: object) -> Expression | None:
        if when is None:
            return None
        if not isinstance(when, str):
            self.problem(path, "a condition is expected here")
            return None
        try:
            return parse(when, self.knowledge.vocabulary, scopes=_SEEN)
        except ExpressionError as error:
            self.problems.append(ExpressionError(error.message, file=self.file, path=path))
            return None

    def fits(self, move: Move) -> bool:
        spec, before = move.place.spec, len(self.problems)
        kind, path = spec.type.kind, f"{move.id}.way"
        if move.way in _NUMERIC and kind is not Kind.NUMBER:
            self.problem(path, f"only a number can be {'raised' if move.way == 'raise' else 'lowered'}")
        if move.way == "add" and (kind is not Kind.SET or spec.table is not None):
            self.problem(path, "a word can only be added to a set of words")
        if move.way == "write" and move.name not in _WRITTEN:
            self.problem(path, f"only {' and '.join(sorted(_WRITTEN))} can be written")
        if move.way in {"complete", "renew"} and move.name not in _LISTS:
            self.problem(path, f"only {' and '.join(sorted(_LISTS))} can be completed or renewed")
        if move.way == "set":
            self.check_value(move, spec)
        if move.along is not None:
            self.known_fact(move.along, f"{move.id}.along")
        return len(self.problems) == before

    def check_value(self, move: Move, spec: Spec) -> None:
        path, later = f"{move.id}.to", move.later
        if later is None and spec.type.kind is Kind.DATE and isinstance(move.to, str):
            self.problem(path, f"'{move.to[:60]}' is given, a number of days such as '+30 days' is expected")
            return
        parameters = self.knowledge.parameters
        if later is not None and later["name"] and later["name"] not in parameters:
            name = later["name"][:60]
            self.problem(path, f"there is no parameter '{name}'", did_you_mean(name, parameters))
            return
        wrong, hint = spec.problem(move.target(datetime.date(2026, 1, 1), lambda name: parameters[name].value))
        if wrong:
            self.problem(path, wrong, hint)

    def gain(self) -> Gain:
        from channelrules.knowledge.move import Gain

        data = _text(self.knowledge, self.file)
        verdict = self.points("verdict", data.get("verdict"), set(VERDICTS["channel"]) - {"undetermined"})
        rest = {name: self.points(name, data.get(name), {"points"}) for name in ("degree", "return")}
        for extra in sorted(set(data) - {"verdict", "degree", "return"}):
            self.problem(extra, "this table is unknown", did_you_mean(extra, ("verdict", "degree", "return")))
        return Gain(verdict=verdict, degree=rest["degree"].get("points", 0), returned=rest["return"].get("points", 0))

    def points(self, path: str, given: object, wanted: set[str]) -> dict[str, float]:
        table = given if isinstance(given, Mapping) else {}
        for name in sorted(wanted - set(table)):
            self.problem(f"{path}.{name}", "this key is missing")
        for name in sorted(set(table) - wanted):
            self.problem(f"{path}.{name}", "this key is unknown", did_you_mean(name, wanted))
        read: dict[str, float] = {}
        for name in sorted(wanted & set(table)):
            wrong, hint = _POINTS.problem(table[name])
            if wrong:
                self.problem(f"{path}.{name}", wrong, hint)
            else:
                read[name] = table[name]
        return read


_POINTS: Final = Spec(number(), "points", high=1_000)
_SEEN: Final = frozenset({"channel", "editorial", "network", "company", "plan", "profile", "param"})


def _askable(knowledge: Knowledge) -> dict[str, None]:
    stated = [known.place().name for name, known in knowledge.facts.items() if name not in ALWAYS_STATED]
    lists = [name for name in LISTS if name != "channels" and name not in DERIVED]
    return dict.fromkeys([*stated, *lists, "channel.status"])


def questions_of(knowledge: Knowledge) -> dict[str, QuestionText]:
    """Return how each fact is asked for, by the fact's name."""
    return _Reader(knowledge, "questions.toml").questions()


def questions_when_wanted(knowledge: Knowledge) -> Mapping[str, QuestionText]:
    """Return the same, each question read when it is first wanted: a profile lacks a few facts of many."""
    file = "questions.toml"
    return Deferred(_text(knowledge, file), _Reader(knowledge, file).wanted_question)


def moves_of(knowledge: Knowledge) -> dict[str, Move]:
    """Return what a company can change, by the name of the change."""
    return _Reader(knowledge, "changes.toml").moves()


def gain_of(knowledge: Knowledge) -> Gain:
    """Return what channels are worth when a company has to choose."""
    return _Reader(knowledge, "shortlist.toml").gain()


def problems_of_asides(knowledge: Knowledge) -> list[ChannelRulesError]:
    """Return every problem of the questions, the moves and the gains."""
    questions, changes, shortlist = (_Reader(knowledge, file) for file in ASIDES)
    for read in (questions.checked_questions, changes.moves, shortlist.gain):
        # Many problems in one file must not hide those of another.
        with contextlib.suppress(TooManyProblems):
            read()
    return [*questions.problems, *changes.problems, *shortlist.problems]


def _needed(knowledge: Knowledge) -> set[str]:
    needed: set[str] = set()
    for rule in knowledge.active_rules:
        for name in knowledge.uses(rule):
            if name in knowledge.facts and name not in ALWAYS_STATED:
                needed.add(knowledge.facts[name].place().name)
            measure = knowledge.measures.get(name)
            if measure is not None:
                needed |= {DERIVED.get(each, each) for each in lists_in(measure.node) if each != "channels"}
    return needed
