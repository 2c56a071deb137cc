"""Values of a person, read for a place of the profile; what cannot be is told in words of the session's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from channelrules.decision.question_form import read_answer_data
from channelrules.errors import ChannelRulesError, OptionError, ProfileError
from channelrules.faces.playground.faults import Refused, refusal_of
from channelrules.faces.playground.fields import expected_in_words
from channelrules.faces.playground.protocol import Problem
from channelrules.faces.playground.state import SessionState
from channelrules.facts.contradictions import contradictions_of
from channelrules.facts.fields import specification
from channelrules.facts.paths import Place
from channelrules.facts.profile import Profile
from channelrules.knowledge.locales import Words
from channelrules.rendering.conditions import Phrases

__all__ = ["place_asked", "refused_answer", "with_values"]

_ASKED_OF_ALL: Final = frozenset({"as_of", "communication_plan"})
_WHAT_IT_IS: Final = frozenset({"channel.id", "channel.network"})
"""What makes a channel this one: another is added, and this one removed."""

_ROW: Final = re.compile(r"\[(\d+)\]\.(\w+)\Z")


def place_asked(state: SessionState, path: str) -> Place:
    """Return the place of a path, if somebody can be asked for it.

    Raises:
        Refused: no profile has such a place, or nobody is asked for it.
    """
    try:
        place = Place.at(path, state.book.knowledge.declared)
    except OptionError:
        raise Refused("fault_no_place", "option") from None
    channels = {each.id for each in state.held.profile.channels}
    alone = place.holder == "profile" and place.attribute not in _ASKED_OF_ALL
    if alone or place.name in _WHAT_IT_IS or (place.channel and place.channel not in channels):
        raise Refused("fault_no_place", "option")
    return place


def refused_answer(state: SessionState, error: ChannelRulesError, place: Place, value: Any) -> Refused:
    """Return why an answer was not taken: what is expected there, or what it contradicts."""
    words = state.words
    problems = refusal_of(error, words).problems
    if value is None or read_answer_data(place.spec, value, place.path)[1]:
        currency = state.held.profile.company.currency
        expected = expected_in_words(place.spec, words, currency)
        own = tuple(_in_row(each, place, words, currency) for each in problems if place.spec.listed)
        return Refused(
            "fault_expected", "answer", own or (Problem(expected, place.path, "", words.lang),), expected=expected
        )
    phrases = Phrases(state.book.knowledge.vocabulary, words)
    told = [each for each in (phrases.said(one.node) for one in contradictions_of(place.name)) if each]
    if told:
        return Refused("fault_contradicts", "answer", problems, what=words.either(told))
    return Refused("fault_answer", "answer", problems)


def _in_row(problem: Problem, place: Place, words: Words, currency: str | None) -> Problem:
    """Return a problem of a row by the number of the row, its column, and what is expected there."""
    found = _ROW.search(problem.path)
    columns = {spec.key or name: spec for name, spec in specification(place.spec.table)} if place.spec.table else {}
    if found is None or found.group(2) not in columns:
        return problem
    number, column = words.number(int(found.group(1)) + 1), words.column(found.group(2))
    expected = expected_in_words(columns[found.group(2)], words, currency)
    said = words.say("page.row_expects", row=number, column=column, expected=expected)
    return Problem(said, problem.path, "", words.lang)


def with_values(state: SessionState, profile: Profile, values: Mapping[str, Any]) -> Profile:
    """Return a profile with other values at some places; null takes what is stated there away.

    Raises:
        Refused: a value cannot be, or two of them contradict each other.
    """
    for path, value in values.items():
        place = place_asked(state, path)
        read, problems = (None, []) if value is None else read_answer_data(place.spec, value, path)
        if problems:
            raise refused_answer(state, problems[0], place, value)
        try:
            profile = place.put(profile, read)
        except ProfileError as error:
            raise refused_answer(state, error, place, value) from None
    return profile
