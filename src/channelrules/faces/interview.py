"""The interview: one question at a time, the most telling first, until every verdict is certain.

What is presumed is asked to be confirmed. As soon as everything has at least a leaning, the person is told so.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import attrs

from channelrules.advice.questions import Question
from channelrules.decision.decision import Decision, case_of
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import Problems, ProfileError
from channelrules.faces.answers import also, read_answer, read_row, row_class, what_is_expected
from channelrules.facts.fields import Spec, specification
from channelrules.facts.names import folded
from channelrules.facts.paths import Place
from channelrules.facts.profile import Channel, CommunicationPlan, Company, EditorialPlan, Profile
from channelrules.inference.confirming import Confirmation, confirmation
from channelrules.inference.outcomes import Verdict
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind, yes_no
from channelrules.rendering.verdict_text import company_in_words, in_words

__all__ = ["Interview", "Stopped"]


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
        said = self._tell_leaning(decision)
        for question in self._questions():
            self._ask(question, decision)
            later = self._assess()
            self._tell_settled(decision, later)
            decision = later
            said = said or self._tell_leaning(decision)
        left = len([each for each in decision.questions if each.path not in self.unknown])
        if _settled(decision):
            done = self.words.say("ask_done", count=self.words.number(left)) if left else self.words.say("ask_nothing")
        else:
            done = self.words.say("ask_open")
        self.tell(done)
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

    def _ask(self, question: Question, decision: Decision) -> None:
        presumed = confirmation(case_of(decision), question.path, self.words)
        if presumed is not None and self._confirmed(question, presumed):
            return
        spec = question.spec
        table = row_class(spec)
        expected = what_is_expected(spec, self.words, self._known.company.currency)
        if table is not None:
            self._ask_rows(question, table, expected)
            return
        while True:
            said = self._answer(f"{question.asked(self.words.lang)}\n  {expected}")
            if not said:
                self.unknown.add(question.path)
                return
            if said.casefold() in also("why", self.words):
                self._tell_why(question)
                continue
            if self._put(question, lambda said=said: read_answer(said, spec, self.words)):  # type: ignore[misc]
                return

    def _confirmed(self, question: Question, presumed: Confirmation) -> bool:
        """Ask whether what is presumed is so; return whether that was the answer to the question itself.

        A plain no leaves one answer where there are two; otherwise the question is asked as it is.
        """
        spec, words = question.spec, self.words
        expected = what_is_expected(spec, words, self._known.company.currency)
        asked = words.say("confirm", says=presumed.says)
        other = _other_answer(spec, presumed.value)
        binary = other is not None and spec.type.kind is not Kind.CHOICE
        if binary or row_class(spec) is not None:
            prompt = f"{asked}\n  {words.say('ask_yes_no')}"
        else:
            prompt = f"{asked}\n  {words.say('ask_if_not', question=question.asked(words.lang))}\n  {expected}"
        while True:
            said = self._answer(prompt)
            if not said:
                self.unknown.add(question.path)
                return True
            if said.casefold() in also("why", words):
                self._tell_why(question)
                continue
            agreed = _agreed(said, words)
            if agreed:
                return self._put(question, lambda: presumed.value)
            if agreed is False:
                return other is not None and self._put(question, lambda: other)
            if not binary and row_class(spec) is None:
                if self._put(question, lambda said=said: read_answer(said, spec, words)):  # type: ignore[misc]
                    return True
            else:
                seen = f"'{said[:40]}'"
                self.tell(words.say("ask_again", seen=seen, expected=words.say("ask_yes_no")))

    def _ask_rows(self, question: Question, table: type, expected: str) -> None:
        self.tell(question.asked(self.words.lang))
        place = self._place(question)
        rows = list(place.value(self._known) or ())
        before = len(rows)
        while True:
            said = self._answer(expected)
            if not said:
                break
            if said.casefold() in also("why", self.words):
                self._tell_why(question)
                continue
            if said.casefold() in also("none", self.words) and len(rows) == before:
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
        place = self._place(question)
        try:
            profile = place.put(self._known, value())
        except ProfileError as error:
            self.tell(str(error))
            return False
        own = self.book.knowledge.own_facts.get(place.name)
        if own is not None:
            # Whoever reads the file without the house is told which house declares the fact.
            profile = attrs.evolve(profile, houses=tuple(dict.fromkeys((*(profile.houses or ()), own.house))))
        self.profile = profile
        return True

    def _place(self, question: Question) -> Place:
        return Place.at(question.path, self.book.knowledge.declared)

    def _answer(self, prompt: str) -> str:
        said = self.ask(prompt).strip()
        if said.casefold() in also("stop", self.words):
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

    def _tell_leaning(self, decision: Decision) -> bool:
        """Tell, once, that everything has at least a leaning, so that one may stop here."""
        if _settled(decision) or not _leans(decision):
            return False
        self.tell(self.words.say("ask_leaning", verdicts=self._verdicts(decision)))
        return True

    def _tell_settled(self, before: Decision, after: Decision) -> None:
        open_before = {(each.id, each.subject) for each in before.open}
        open_after = {(each.id, each.subject) for each in after.open}
        told = [
            f"{each.id}: {in_words(each, self.words)}"
            for each, earlier in zip(after.channels, before.channels, strict=True)
            if (each.verdict, each.leaning) != (earlier.verdict, earlier.leaning)
        ]
        closed = len(open_before - open_after)
        if closed:
            told.append(self.words.say("ask_closed", count=self.words.number(closed)))
        if told:
            self.tell(self.words.say("ask_settled", what=", ".join(told)))

    def _verdicts(self, decision: Decision) -> str:
        each = [f"{one.id}: {in_words(one, self.words)}" for one in decision.channels]
        return ", ".join([f"{decision.company.name}: {company_in_words(decision.company, self.words)}", *each])


def _problems(error: Problems) -> list[ProfileError]:
    return [each for each in error.exceptions if isinstance(each, ProfileError)]


def _agreed(said: str, words: Words) -> bool | None:
    try:
        return bool(read_answer(said, Spec(yes_no, ""), words))
    except ProfileError:
        return None


def _other_answer(spec: Spec, presumed: object) -> object | None:
    """Return the one answer that is left where the presumed one is wrong; ``None`` where there are several."""
    if spec.table is CommunicationPlan or spec.table is EditorialPlan:
        return spec.table()
    if spec.type.kind is Kind.YES_NO:
        return not presumed
    rest = [each for each in spec.type.options if each != presumed]
    return rest[0] if spec.type.kind is Kind.CHOICE and len(rest) == 1 else None


def _leans(decision: Decision) -> bool:
    return bool(decision.company.verdicts or decision.company.leaning) and all(
        each.verdict is not Verdict.UNDETERMINED or each.leaning is not None for each in decision.channels
    )


def _settled(decision: Decision) -> bool:
    return bool(decision.company.verdicts) and all(
        each.verdict is not Verdict.UNDETERMINED for each in decision.channels
    )
