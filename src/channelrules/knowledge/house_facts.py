"""``facts.toml`` of a house: further facts of a company, a channel or a communication plan, declared as data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.errors import did_you_mean
from channelrules.facts.fields import Spec, fact
from channelrules.facts.own import taken_names
from channelrules.facts.paths import CLASSES
from channelrules.facts.profile import Profile
from channelrules.facts.vocabulary import FACTS, LISTS, Fact, type_of
from channelrules.knowledge.templates import placeholders
from channelrules.language.source import unnameable
from channelrules.language.types import Kind, Type, Unit, date, number, one_of, set_of, text, yes_no
from channelrules.told import tell

if TYPE_CHECKING:
    from channelrules.knowledge.files import Folder

__all__ = ["ASKED", "FILE", "HOLDERS", "Asked", "DeclaredFacts", "FactFile"]

FILE: Final = "facts.toml"
ASKED: Final = "questions.toml"
"""The file to whose questions those of a house's facts are added."""

HOLDERS: Final = ("company", "channel", "plan")
"""The holders of facts that a house can declare."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_COLUMNS: Final = {
    "company": frozenset({"company", "edition"}) | taken_names(Profile),
    "channel": frozenset({"company"}),
    "plan": frozenset[str](),
}
"""The other columns of the table to which a fact adds a column."""

_SHOWN: Final = {
    "company": frozenset({"company"}),
    "plan": frozenset({"company"}),
    "channel": frozenset({"company", "channel"}),
}
_ONLY_FOR: Final = {
    "unit": ("number",),
    "low": ("number",),
    "high": ("number",),
    "whole": ("number",),
    "options": ("one_of", "set_of"),
}
_MOST_MEMBERS: Final = 24
"""How many options a set may have: columns keep the sets of a rulebook in 63 bits."""


@attrs.frozen(kw_only=True)
class FactFile:
    """One fact as a house writes it, without its question."""

    type: str = fact(
        one_of("yes_no", "number", "date", "one_of", "set_of", "text"), "what its values are", required=True
    )
    meaning: str = fact(text, "one line for people", required=True)
    unit: str | None = fact(text, "the unit of a number")
    low: float | None = fact(number(), "the least that a number can be", low=-1e12)
    high: float | None = fact(number(), "the greatest that a number can be", low=-1e12)
    whole: bool | None = fact(yes_no, "whether a number is whole")
    options: tuple[str, ...] | None = fact(set_of(), "the words of a choice or a set")


@attrs.frozen(kw_only=True)
class Asked:
    """How a fact is asked for: in the rulebook's first language here, in every other in ``words/``."""

    on_the_spot: bool = fact(yes_no, "whether it can be answered at once", required=True)
    text: str = fact(text, "the question", required=True)


@attrs.define
class DeclaredFacts:
    """Reads the facts of one house; problems go to its folder.

    Attributes:
        folder: the house's.
        house: its name.
        known: the facts that houses below this one declare, by name.
        units: the base units of the rulebook that have words.
    """

    folder: Folder
    house: str
    known: Mapping[str, Fact]
    units: Collection[str]

    def read(self, data: Mapping[str, Any]) -> tuple[dict[str, Fact], dict[str, Any]]:
        """Return the facts by name, and how each is asked for, as a table of ``questions.toml``."""
        facts: dict[str, Fact] = {}
        asked: dict[str, Any] = {}
        for name, table in self.folder.tables(FILE, data):
            made = self._fact(name, table) if self._named(name) else None
            question = self._asked(name, table.get("ask"))
            if made is not None and self._agrees(made):
                # A problem of its question is not a problem of the rules that name the fact.
                facts[name] = made
                asked |= {} if question is None else {name: question}
        return facts, asked

    def _named(self, name: str) -> bool:
        holder, dot, attribute = name.partition(".")
        if holder not in HOLDERS or not dot:
            pattern = 'a name such as "channel.answers_within_hours" is expected: of the company, a channel or the plan'
            message = tell("house_fact_name", pattern)
            self.folder.problem(FILE, name, message, did_you_mean(holder, HOLDERS))
        elif not _NAME.fullmatch(attribute):
            pattern = "after the dot stands a name of at most 60 lower-case letters, digits and '_'"
            self.folder.problem(FILE, name, tell("house_fact_letters", pattern))
        elif why := unnameable(attribute):
            self.folder.problem(FILE, name, why)
        elif name in FACTS or name in LISTS or attribute in taken_names(CLASSES[holder]) | _COLUMNS[holder]:
            pattern = "the rulebook has a fact of this name: give yours another"
            self.folder.problem(FILE, name, tell("house_fact_taken", pattern))
        else:
            return True
        return False

    def _fact(self, name: str, table: Mapping[str, Any]) -> Fact | None:
        written = self.folder.structured(FILE, FactFile, {k: v for k, v in table.items() if k != "ask"}, name)
        if written is None:
            return None
        before = len(self.folder.problems)
        for key, types in _ONLY_FOR.items():
            if getattr(written, key) is not None and written.type not in types:
                pattern = "only a fact of the type {known} has this key, not one of the type {type}"
                message = tell("house_fact_key", pattern, known=", ".join(types), type=written.type)
                self.folder.problem(FILE, f"{name}.{key}", message)
        type_ = self._number(name, written) if written.type == "number" else self._type(name, written)
        if type_ is None or len(self.folder.problems) > before:
            return None
        spec = Spec(type_, written.meaning)
        if written.type == "number":
            spec = attrs.evolve(spec, low=_low(written), high=_high(written), whole=bool(written.whole))
        return Fact.of_house(name, spec, self.house)

    def _number(self, name: str, written: FactFile) -> Type | None:
        unit = Unit.parse(written.unit or "1")
        for base, _ in unit.factors:
            if base not in self.units:
                known = sorted(str(Unit(((each, 1),))) for each in self.units)
                message = tell(
                    "house_no_unit", "'{seen}' is no unit: there are {known}", seen=base[:40], known=", ".join(known)
                )
                pattern = "The words of a unit of your own stand in words/, under [units]."
                hint = did_you_mean(base, self.units) or tell("house_own_unit", pattern)
                self.folder.problem(FILE, f"{name}.unit", message, hint)
                return None
        if _low(written) >= _high(written):
            pattern = "a range from {low} to {high} holds no two numbers"
            message = tell("house_range", pattern, low=_low(written), high=_high(written))
            self.folder.problem(FILE, f"{name}.high", message)
            return None
        return number(written.unit or "1", low=_low(written))

    def _type(self, name: str, written: FactFile) -> Type | None:
        if written.type not in {"one_of", "set_of"}:
            return {"yes_no": yes_no, "date": date, "text": text}[written.type]
        options = written.options or ()
        if len(options) < 2:
            pattern = "a fact of the type {type} lists two words or more"
            self.folder.problem(FILE, f"{name}.options", tell("house_two_words", pattern, type=written.type))
            return None
        odd = next((each for each in options if not _NAME.fullmatch(each)), None)
        if odd is not None:
            pattern = (
                "'{seen}' is given: a word of lower-case letters, digits and '_' is expected; "
                "words/ says what it is called"
            )
            self.folder.problem(FILE, f"{name}.options", tell("house_odd_word", pattern, seen=odd[:40]))
            return None
        if written.type == "set_of" and len(options) > _MOST_MEMBERS:
            pattern = "a set has at most {most} words, this one has {count}"
            message = tell("house_many_words", pattern, most=_MOST_MEMBERS, count=len(options))
            self.folder.problem(FILE, f"{name}.options", message)
            return None
        return one_of(*options) if written.type == "one_of" else set_of(*options)

    def _asked(self, name: str, given: object) -> dict[str, Any] | None:
        path = f"{name}.ask"
        if not isinstance(given, Mapping):
            pattern = "nothing says how to ask for this fact: a table with on_the_spot and a text is expected"
            message = tell("house_not_asked", pattern)
            self.folder.problem(FILE, path, message)
            return None
        before = len(self.folder.problems)
        asked = self.folder.structured(FILE, Asked, given, path)
        shown = _SHOWN.get(name.partition(".")[0], frozenset())
        for each in sorted(set(placeholders(asked.text if asked else "")) - shown):
            pattern = "the placeholder '{name}' names nothing that is seen here"
            message = tell("house_placeholder", pattern, name=f"{{{each[:60]}}}")
            self.folder.problem(FILE, f"{path}.text", message, did_you_mean(each, shown))
        return {**given} if len(self.folder.problems) == before else None

    def _agrees(self, made: Fact) -> bool:
        earlier = self.known.get(made.term.name)
        if earlier is None:
            return True
        then, now = earlier.place().spec, made.place().spec
        if _what(then) == _what(now):
            return True
        pattern = (
            "the house '{house}' declares it as {then}; here it is {now}: "
            "two houses declare a fact alike, or give it different names"
        )
        message = tell("house_two_declare", pattern, house=earlier.house, then=then.expects(), now=now.expects())
        self.folder.problem(FILE, made.term.name, message)
        return False


def _what(spec: Spec) -> tuple[object, ...]:
    kind = spec.type.kind
    options = frozenset(spec.type.options)
    return (kind, options) if kind is not Kind.NUMBER else (kind, type_of(spec), spec.low, spec.high, spec.whole)


def _low(written: FactFile) -> float:
    return 0 if written.low is None else written.low


def _high(written: FactFile) -> float:
    return 1e12 if written.high is None else written.high
