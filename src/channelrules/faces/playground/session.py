"""The methods of the interview: start, the next question, an answer, and the verdicts by then."""

from __future__ import annotations

import datetime
from typing import Any, Final

import attrs

from channelrules.decision.interview import Interview
from channelrules.errors import ChannelRulesError, OptionError, Problems, ProfileError
from channelrules.faces.playground.asking import asking_of, known_of, question_at
from channelrules.faces.playground.catalog import spoken_of
from channelrules.faces.playground.faults import Refused, refusal_of
from channelrules.faces.playground.live import live_of
from channelrules.faces.playground.messages_live import Known, Live
from channelrules.faces.playground.protocol import Asking, Question, Spoken
from channelrules.faces.playground.readings import place_asked, refused_answer
from channelrules.faces.playground.state import SessionState
from channelrules.facts.paths import Place
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.knowledge.network import Edition

__all__ = ["ChosenNetwork", "Session"]

MAX_CHANNELS: Final = 200
"""Of one company: the time of an answer grows with them."""

_LONGEST_NAME: Final = 200


@attrs.frozen
class ChosenNetwork:
    """A tile that was chosen: the network, and the status of the channel on it."""

    network: str
    status: str


@attrs.frozen
class Session:
    """The methods of the interview.

    Attributes:
        state: of the session.
    """

    state: SessionState

    # --- the language, the company ---

    def language(self, lang: str) -> Spoken:
        """Set the language and return the labels, networks and choices in it."""
        if lang not in self.state.book.knowledge.languages:
            raise Refused("fault_option", "option")
        self.state.lang = lang
        return spoken_of(self.state)

    def warm(self) -> Spoken:
        """Compile what the first verdict and the first question need, and return the same as `language`."""
        sample = Profile(
            as_of=datetime.date(2026, 1, 1),
            company=Company(name="-"),
            channels=(Channel(id="facebook", network="facebook", status="active"),),
        )
        tried = SessionState(self.state.book, self.state.lang, self.state.book.interview(sample))
        live_of(tried)
        asking_of(tried)
        return spoken_of(self.state)

    def start(self, name: str, day: str, networks: list[ChosenNetwork]) -> Live:
        """Start with a company's name, the day and its networks, and return the verdicts."""
        if len(networks) > MAX_CHANNELS:
            raise Refused("fault_too_many", "option", most=self.state.words.number(MAX_CHANNELS))
        said, today = name.strip(), self._day(day)
        try:
            company = Company(name=said[: _LONGEST_NAME + 1])
        except ProfileError:
            said = ""
        if not 1 <= len(said) <= _LONGEST_NAME:
            raise Refused("fault_name", most=self.state.words.number(_LONGEST_NAME))
        profile = Profile(as_of=today, company=company)
        interview = self.state.book.interview(profile)
        for each in networks:
            interview = self._with_channel(interview, each.network, each.status)
        self.state.begin(interview)
        return live_of(self.state)

    def close(self) -> Spoken:
        """Clear the session of its company and answers, and return the same as `language`."""
        self.state.interview = self.state.before = self.state.earlier = self.state.opened = self.state.read = None
        self.state.step += 1
        return spoken_of(self.state)

    def channel(self, network: str, status: str) -> Live:
        """Add a channel and return the verdicts."""
        if len(self.state.held.start.channels) >= MAX_CHANNELS:
            raise Refused("fault_too_many", "option", most=self.state.words.number(MAX_CHANNELS))
        self.state.go_on(self._with_channel(self.state.held, network, status))
        return live_of(self.state)

    def without_channel(self, id: str) -> Live:  # noqa: A002 - the field is called so everywhere
        """Remove a channel with the answers about it, and return the verdicts."""
        self.state.go_on(self.state.held.without_channel(id))
        return live_of(self.state)

    def _with_channel(self, interview: Interview, network: str, status: str) -> Interview:
        try:
            return interview.with_channel(network, status)
        except ChannelRulesError as error:
            raise Refused("fault_network", "option", refusal_of(error, self.state.words).problems) from None

    def _day(self, day: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(day)
        except ValueError:
            raise Refused("fault_day") from None

    # --- the verdicts and the next question ---

    def live(self) -> Live:
        """Return the present verdicts."""
        return live_of(self.state)

    def asking(self) -> Asking:
        """Return the next question, the progress and the earlier answers."""
        return asking_of(self.state)

    def question(self, path: str) -> Question:
        """Return the question about any place of the profile, for `edit` to answer."""
        return question_at(self.state, path)

    def known(self) -> Known:
        """Return every stated fact, by subject."""
        return Known(tuple(known_of(self.state)))

    # --- a step ---

    def answer(self, value: Any) -> Live:
        """Answer the present question and return the verdicts."""
        question = self.state.held.question
        if question is None:
            raise Refused("fault_nothing_asked", "session")
        return self._step(question.path, value, lambda: self.state.held.answer(value))

    def confirm(self) -> Live:
        """Confirm what is presumed of the present question and return the verdicts."""
        held = self.state.held
        if held.question is None or held.presumed() is None:
            raise Refused("fault_nothing_asked", "session")
        self.state.go_on(held.confirm())
        return live_of(self.state)

    def skip(self) -> Live:
        """Leave the present question unanswered and return the verdicts."""
        if self.state.held.question is None:
            raise Refused("fault_nothing_asked", "session")
        self.state.go_on(self.state.held.skip())
        return live_of(self.state)

    def back(self) -> Live:
        """Undo the last answer and return the verdicts."""
        self.state.go_on(self.state.held.back())
        return live_of(self.state)

    def edit(self, path: str, value: Any) -> Live:
        """Set the value at any place of the profile, null where nobody knows it, and return the verdicts."""
        place = place_asked(self.state, path)
        if value is None and place.value(self.state.held.start) is not None:
            return self._forget(place)
        return self._step(path, value, lambda: self.state.held.edit(path, value))

    def _forget(self, place: Place) -> Live:
        """Remove a fact that was stated at the start, and return the verdicts."""
        held = self.state.held
        try:
            start = place.put(held.start, None)
        except ProfileError:
            raise Refused("fault_needed") from None
        self.state.go_on(attrs.evolve(held, start=start).edit(place.path, None))
        return live_of(self.state)

    def everything(self, on: bool) -> Live:  # noqa: FBT001 - a key of JSON
        """Set whether questions that only settle findings are asked too, and return the verdicts."""
        self.state.go_on(attrs.evolve(self.state.held, everything=on))
        return live_of(self.state)

    def edition(self, edition: str) -> Live:
        """Set which facts about networks are used, and return the verdicts."""
        try:
            chosen = Edition(edition)
        except ValueError:
            raise Refused("fault_option", "option") from None
        self.state.go_on(attrs.evolve(self.state.held, edition=chosen))
        return live_of(self.state)

    def _step(self, path: str, value: Any, made: Any) -> Live:
        try:
            self.state.go_on(made())
        except (ProfileError, Problems) as error:
            raise refused_answer(self.state, error, place_asked(self.state, path), value) from None
        except OptionError as error:
            raise Refused("fault_option", "option", refusal_of(error, self.state.words).problems) from None
        return live_of(self.state)
