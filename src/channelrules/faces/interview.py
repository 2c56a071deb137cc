"""The interview: one question at a time, the most telling first, until every verdict is settled."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import attrs

from channelrules.advice.questions import Question
from channelrules.decision.decision import Decision
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import Problems, ProfileError
from channelrules.faces.answers import read_answer, read_row, row_class, what_is_expected
from channelrules.facts.names import folded
from channelrules.facts.places import Place
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.facts.spec import Spec, specification
from channelrules.judgement.verdict import Verdict
from channelrules.knowledge.words import Words
from channelrules.language.types import yes_no

__all__ = ["Interview", "Stopped"]

_STOP = frozenset({"stop", "quit", "exit"})
_WHY = frozenset({"why", "?"})


class Stopped(Exception):
    """The person wants to stop; what was answered so far is kept."""


@attrs.define(slots=False)
class Interview:
    """Asks for the facts of a company.

    Attributes:
        book: by what the company is judged.
        words: the language of the interview.
        ask: shows a prompt and returns what is typed.
        tell: shows a line.
        everything: whether facts that can only settle findings are asked for, too.
        profile: what is known so far; ``None`` before the company has a name.
        unknown: the paths of the facts that nobody knows: they are not asked for again.
    """

    book: Rulebook
    words: Words
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    everything: bool = False
    profile: Profile | None = None
    unknown: set[str] = attrs.field(factory=set)

    def run(self) -> None:
        """Ask until nothing is left to ask that matters.

        Raises:
            Stopped: the person typed ``stop``.
        """
        if self.profile is None:
            self.profile = self._started()
        if not self.profile.channels:
            self._ask_channels()
        self.tell(self.words.say("ask_help"))
        decision = self._assess()
        for question in self._questions():
            self._ask(question)
            later = self._assess()
            self._tell_settled(decision, later)
            decision = later
        left = len([each for each in decision.questions if each.path not in self.unknown])
        self.tell(self.words.say("ask_done", count=self.words.number(left)) if left else self.words.say("ask_nothing"))
        self.tell(self.words.say("ask_verdicts", verdicts=self._verdicts(decision)))

    # --- the company and its channels ---

    def _started(self) -> Profile:
        while True:
            name = self._answer(self.words.say("ask_name"))
            try:
                return Profile(as_of=datetime.date.today(), company=Company(name=name))  # noqa: DTZ011 - a day, not a time
            except ProfileError as error:
                self.tell(str(error))

    def _ask_channels(self) -> None:
        statuses = dict(specification(Channel))["status"]
        while True:
            network = self._network(self._answer(self.words.say("ask_channel")))
            if not network:
                return
            try:
                channel = self._channel(network)
            except Problems as error:
                self.tell(" ".join(f"{each.message} {each.hint}" for each in _problems(error)).strip())
                continue
            except ProfileError as error:
                self.tell(str(error))
                continue
            while True:
                expected = what_is_expected(statuses, self.words, None)
                said = self._answer(f"{self.words.say('ask_status', channel=channel.id)}\n  {expected}")
                try:
                    channel = attrs.evolve(channel, status=read_answer(said, statuses, self.words))
                    break
                except ProfileError as error:
                    self.tell(str(error))
            self.profile = attrs.evolve(self._known, channels=(*self._known.channels, channel))

    def _network(self, said: str) -> str:
        """Return the id that is meant, or what was said as an id where no network has that name."""
        return self.book.knowledge.network_ids.get(said, folded(said))

    def _channel(self, network: str) -> Channel:
        taken = {each.id for each in self._known.channels}
        number = next(each for each in range(1, 10_000) if (f"{network}_{each}" if each > 1 else network) not in taken)
        channel = Channel(id=f"{network}_{number}" if number > 1 else network, network=network, status="planned")
        self.book.assess(attrs.evolve(self._known, channels=(channel,), waivers=()), engine="native")
        return channel

    # --- one question ---

    @property
    def _known(self) -> Profile:
        assert self.profile is not None
        return self.profile

    def _assess(self) -> Decision:
        return self.book.assess(self._known, engine="native")

    def _questions(self) -> Iterator[Question]:
        while True:
            decision = self._assess()
            asked = [each for each in decision.questions if each.path not in self.unknown]
            if not asked or (not self.everything and _settled(decision)):
                return
            yield asked[0]

    def _ask(self, question: Question) -> None:
        spec = question.spec
        table = row_class(spec)
        expected = what_is_expected(spec, self.words, self._known.company.currency)
        if table is not None:
            self._ask_rows(question, table, expected)
            return
        while True:
            said = self._answer(f"{question.told(self.words.lang)}\n  {expected}")
            if not said:
                self.unknown.add(question.path)
                return
            if said.casefold() in _WHY:
                self._tell_why(question)
                continue
            if self._put(question, lambda said=said: read_answer(said, spec, self.words)):  # type: ignore[misc]
                return

    def _ask_rows(self, question: Question, table: type, expected: str) -> None:
        self.tell(question.told(self.words.lang))
        place = Place.at(question.path)
        rows = list(place.value(self._known) or ())
        before = len(rows)
        while True:
            said = self._answer(expected)
            if not said:
                break
            if said.casefold() in _WHY:
                self._tell_why(question)
                continue
            if said.casefold() in {"none", "-", self.words.say("nothing").casefold()} and len(rows) == before:
                self._put(question, lambda: tuple(rows))
                return
            try:
                rows.append(read_row(said, table, self.words))
            except ProfileError as error:
                self.tell(str(error))
        self.unknown.add(question.path)
        if len(rows) > before and not self._put(question, lambda: tuple(rows)):
            self.unknown.discard(question.path)

    def _put(self, question: Question, value: Callable[[], object]) -> bool:
        try:
            self.profile = Place.at(question.path).put(self._known, value())
        except ProfileError as error:
            self.tell(str(error))
            return False
        return True

    def _answer(self, prompt: str) -> str:
        said = self.ask(prompt).strip()
        if said.casefold() in _STOP:
            raise Stopped
        return said

    def confirms(self, prompt: str) -> bool:
        """Ask a yes-or-no question until it is answered; nothing means no."""
        while True:
            said = self._answer(prompt)
            if not said:
                return False
            try:
                return bool(read_answer(said, Spec(yes_no, ""), self.words))
            except ProfileError as error:
                self.tell(str(error))

    # --- what is told ---

    def _tell_why(self, question: Question) -> None:
        titles = [self.book.rules[each].texts[self.words.lang].title for each in question.settles]
        self.tell(self.words.say("ask_why", rules=self.words.listed(titles)))

    def _tell_settled(self, before: Decision, after: Decision) -> None:
        open_before = {(each.id, each.subject) for each in before.open}
        open_after = {(each.id, each.subject) for each in after.open}
        told = [
            f"{each.id}: {self.words.verdict(each.verdict.value)}"
            for each, earlier in zip(after.channels, before.channels, strict=True)
            if each.verdict is not earlier.verdict
        ]
        closed = len(open_before - open_after)
        if closed:
            told.append(self.words.say("ask_closed", count=self.words.number(closed)))
        if told:
            self.tell(self.words.say("ask_settled", what=", ".join(told)))

    def _verdicts(self, decision: Decision) -> str:
        each = [f"{one.id}: {self.words.verdict(one.verdict.value)}" for one in decision.channels]
        own = self.words.listed([self.words.verdict(one.value) for one in decision.company.verdicts])
        return ", ".join([f"{decision.company.name}: {own}", *each])


def _problems(error: Problems) -> list[ProfileError]:
    return [each for each in error.exceptions if isinstance(each, ProfileError)]


def _settled(decision: Decision) -> bool:
    return bool(decision.company.verdicts) and all(
        each.verdict is not Verdict.UNDETERMINED for each in decision.channels
    )
