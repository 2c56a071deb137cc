"""The interview of the page: start, the next question, an answer, and the verdicts by then."""

from __future__ import annotations

import datetime
from typing import Any, Final

import attrs

from channelrules.decision.interview import Interview
from channelrules.errors import ChannelRulesError, OptionError, Problems, ProfileError
from channelrules.faces.playground.asking import asking_of, known_of, question_at
from channelrules.faces.playground.catalog import spoken_of
from channelrules.faces.playground.desk import Desk
from channelrules.faces.playground.faults import Refused, refusal_of
from channelrules.faces.playground.live import live_of
from channelrules.faces.playground.protocol import Asking, Known, Live, Question, Spoken
from channelrules.faces.playground.readings import place_asked, refused_answer
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
        desk: what every method shares.
    """

    desk: Desk

    # --- the language, the company ---

    def language(self, lang: str) -> Spoken:
        """Speak a language from now on; everything that hangs on it alone."""
        if lang not in self.desk.book.knowledge.languages:
            raise Refused("fault_option", "option")
        self.desk.lang = lang
        return spoken_of(self.desk)

    def warm(self) -> Spoken:
        """Make ready what the first verdict and the first question need, while a person types."""
        sample = Profile(
            as_of=datetime.date(2026, 1, 1),
            company=Company(name="-"),
            channels=(Channel(id="facebook", network="facebook", status="active"),),
        )
        tried = Desk(self.desk.book, self.desk.lang, self.desk.book.interview(sample))
        live_of(tried)
        asking_of(tried)
        return spoken_of(self.desk)

    def start(self, name: str, day: str, networks: list[ChosenNetwork]) -> Live:
        """Begin with a company's name, the day, and its networks."""
        if len(networks) > MAX_CHANNELS:
            raise Refused("fault_too_many", "option", most=self.desk.words.number(MAX_CHANNELS))
        said, today = name.strip(), self._day(day)
        try:
            company = Company(name=said[: _LONGEST_NAME + 1])
        except ProfileError:
            said = ""
        if not 1 <= len(said) <= _LONGEST_NAME:
            raise Refused("fault_name", most=self.desk.words.number(_LONGEST_NAME))
        profile = Profile(as_of=today, company=company)
        interview = self.desk.book.interview(profile)
        for each in networks:
            interview = self._with_channel(interview, each.network, each.status)
        self.desk.begin(interview)
        return live_of(self.desk)

    def close(self) -> Spoken:
        """Forget the company and everything that was answered."""
        self.desk.interview = self.desk.before = self.desk.earlier = self.desk.opened = self.desk.read = None
        self.desk.step += 1
        return spoken_of(self.desk)

    def channel(self, network: str, status: str) -> Live:
        """Add a channel."""
        if len(self.desk.held.start.channels) >= MAX_CHANNELS:
            raise Refused("fault_too_many", "option", most=self.desk.words.number(MAX_CHANNELS))
        self.desk.go_on(self._with_channel(self.desk.held, network, status))
        return live_of(self.desk)

    def without_channel(self, id: str) -> Live:  # noqa: A002 - the field is called so everywhere
        """Take a channel away, with what was answered about it."""
        self.desk.go_on(self.desk.held.without_channel(id))
        return live_of(self.desk)

    def _with_channel(self, interview: Interview, network: str, status: str) -> Interview:
        try:
            return interview.with_channel(network, status)
        except ChannelRulesError as error:
            raise Refused("fault_network", "option", refusal_of(error, self.desk.words).problems) from None

    def _day(self, day: str) -> datetime.date:
        try:
            return datetime.date.fromisoformat(day)
        except ValueError:
            raise Refused("fault_day") from None

    # --- the verdicts and the next question ---

    def live(self) -> Live:
        """The verdicts by now."""
        return live_of(self.desk)

    def asking(self) -> Asking:
        """The next question, progress, and what was answered so far."""
        return asking_of(self.desk)

    def question(self, path: str) -> Question:
        """The question that asks for a place of the profile, to answer it anew by `edit`."""
        return question_at(self.desk, path)

    def known(self) -> Known:
        """Every fact that is stated, by subject."""
        return Known(tuple(known_of(self.desk)))

    # --- a step ---

    def answer(self, value: Any) -> Live:
        """Answer the question, as its field says."""
        question = self.desk.held.question
        if question is None:
            raise Refused("fault_nothing_asked", "session")
        return self._step(question.path, value, lambda: self.desk.held.answer(value))

    def confirm(self) -> Live:
        """Say yes to what is presumed."""
        held = self.desk.held
        if held.question is None or held.presumed() is None:
            raise Refused("fault_nothing_asked", "session")
        self.desk.go_on(held.confirm())
        return live_of(self.desk)

    def skip(self) -> Live:
        """Say that nobody knows."""
        if self.desk.held.question is None:
            raise Refused("fault_nothing_asked", "session")
        self.desk.go_on(self.desk.held.skip())
        return live_of(self.desk)

    def back(self) -> Live:
        """Take the last step back."""
        self.desk.go_on(self.desk.held.back())
        return live_of(self.desk)

    def edit(self, path: str, value: Any) -> Live:
        """Answer anew what was answered before, or state any fact; null says that nobody knows."""
        place = place_asked(self.desk, path)
        if value is None and place.value(self.desk.held.start) is not None:
            return self._forget(place)
        return self._step(path, value, lambda: self.desk.held.edit(path, value))

    def _forget(self, place: Place) -> Live:
        """Take away what was known at the start."""
        held = self.desk.held
        try:
            start = place.put(held.start, None)
        except ProfileError:
            raise Refused("fault_needed") from None
        self.desk.go_on(attrs.evolve(held, start=start).edit(place.path, None))
        return live_of(self.desk)

    def everything(self, on: bool) -> Live:  # noqa: FBT001 - a key of JSON
        """Ask questions, too, that only settle findings, or no more."""
        self.desk.go_on(attrs.evolve(self.desk.held, everything=on))
        return live_of(self.desk)

    def edition(self, edition: str) -> Live:
        """Use other facts about networks: what the guidance says, or what is known today."""
        try:
            chosen = Edition(edition)
        except ValueError:
            raise Refused("fault_option", "option") from None
        self.desk.go_on(attrs.evolve(self.desk.held, edition=chosen))
        return live_of(self.desk)

    def _step(self, path: str, value: Any, made: Any) -> Live:
        try:
            self.desk.go_on(made())
        except (ProfileError, Problems) as error:
            raise refused_answer(self.desk, error, place_asked(self.desk, path), value) from None
        except OptionError as error:
            raise Refused("fault_option", "option", refusal_of(error, self.desk.words).problems) from None
        return live_of(self.desk)
