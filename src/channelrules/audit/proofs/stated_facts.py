"""The facts of one profile as plain values, to compare the translation with the engine without a solver."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from channelrules.audit.proofs.algebra import Algebra, Datum, Term, Truth
from channelrules.audit.proofs.reading import Reading
from channelrules.audit.proofs.translation import Listed, Meant, Members
from channelrules.facts.layout import Rows, lists_of
from channelrules.facts.vocabulary import LISTS, NETWORK_FACTS, type_of
from channelrules.inference.case import Case
from channelrules.knowledge.rule import Rule
from channelrules.language.types import Kind, Type

__all__ = ["Stated", "disagreements"]

_PLAIN: Final = Algebra()


@attrs.define
class Stated:
    """The stated facts of a profile.

    Attributes:
        case: the profile, judged on stated facts.
        words: the number of each word.
    """

    case: Case
    words: dict[str, int] = attrs.field(factory=dict)
    _lists: dict[int | None, Mapping[str, Any]] = attrs.field(factory=dict)

    @property
    def algebra(self) -> Algebra:
        """The connectives."""
        return _PLAIN

    def word(self, word: str) -> int:
        """Return the number that stands for a word."""
        return self.words.setdefault(word, len(self.words))

    def parameter(self, name: str) -> Fraction:
        """Return the value of a parameter."""
        return Fraction(repr(self.case.value_of(name)))

    def fact(self, name: str, at: int | None) -> Meant:
        """Return a fact that the profile states."""
        return self._meant(self._in(self.case.rows, name, at), self.case.knowledge.vocabulary[name].type)

    def network(self, attribute: str, at: int, *, today: bool) -> Meant:
        """Return a fact about a channel's network, of the judged edition or of today's."""
        rows = self.case.rows_of_today if today else self.case.rows
        spec = NETWORK_FACTS[attribute]
        return self._meant(self._in(rows, f"network.{attribute}", at), type_of(spec))

    def _in(self, rows: Rows, name: str, at: int | None) -> Any:
        layout = self.case.rules.layout
        if at is None:
            return rows.company[layout.company.index(name)]
        return rows.channels[at][layout.place[name]]

    def _meant(self, value: Any, type_: Type) -> Meant:
        match type_.kind:
            case Kind.YES_NO:
                return Truth(value is True, value is False)
            case Kind.NUMBER:
                return Datum(value is not None, Fraction(0) if value is None else Fraction(repr(value)))
            case Kind.DATE:
                day = datetime.date.min if value is None else value
                return Datum(value is not None, Fraction(day.toordinal()))
            case Kind.SET:
                return Datum(value is not None, dict.fromkeys(value or (), True))
            case _:
                return Datum(value is not None, -1 if value is None else self.word(value))

    def members(self, over: str, at: int | None) -> Members:
        """Return a list."""
        if at not in self._lists:
            self._lists[at] = lists_of(self.case.profile, at)
        found = self._lists[at].get(over)
        types = LISTS[over].attributes
        rows = [
            Listed(there=True, values={name: self._meant(each[name], types[name]) for name in types})
            for each in found or ()
        ]
        return Members(found is not None, rows)

    def channels(self) -> Sequence[tuple[int, Term]]:
        """Return the places of channels."""
        return [(at, True) for at in range(len(self.case.profile.channels))]

    def lifted(self, rule: Rule, at: int | None) -> Term:
        """Return whether a declared exception lifts a rule."""
        return rule.id in self.case.verdicts.lifted(at)

    def function(self, name: str, arguments: Sequence[Term], *, of_list: bool) -> None:
        """Return nothing, as plain values are computed."""
        del name, arguments, of_list


def disagreements(case: Case) -> Iterator[tuple[str, int | None]]:
    """Yield the differences between the translation of a rulebook and its engine for one judged profile.

    Each is named by its rule, or by ``verdicts``, with the place of the channel.
    """
    stated = Reading(case.compiled, Stated(case))
    for reading, judged in ((stated, case), (stated.under_presumptions(), case.filled)):
        for at in (None, *range(len(case.profile.channels))):
            for rule, said in judged.outcomes_at(at):
                if _said(reading.outcome(rule, at)) is not said:
                    yield rule.id, at
            possible = {name for name, holds in reading.possible(at).items() if holds}
            if possible != {each.value for each in judged.verdicts.possible(at)}:
                yield "verdicts", at


def _said(truth: Truth) -> bool | None:
    return True if truth.true else False if truth.false else None
