"""The interview in a terminal: the questions of `channelrules.Interview`, with typed answers.

Presumed facts are offered for confirmation. The person is told as soon as everything has at least a leaning.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import attrs

from channelrules.decision.decision import Decision
from channelrules.decision.interview import Interview
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import ChannelRulesError, Problems, ProfileError
from channelrules.faces.answers import also, read_answer, read_row, row_class, what_is_expected
from channelrules.facts.fields import Spec, specification
from channelrules.facts.paths import Place
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.inference.confirming import Confirmation
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind, yes_no
from channelrules.rendering.verdict_text import company_in_words, in_words

__all__ = ["Conversation", "Stopped"]


class Stopped(Exception):
    """The person wants to stop; what was answered so far is kept."""


class _Back(Exception):
    """The person wants to go back to the question before."""


class _Edited(Exception):
    """An earlier answer was changed; the question is asked again."""


@attrs.define(slots=False)
class Conversation:
    """Holds an interview with a person who types.

    Attributes:
        book: the rulebook.
        words: the language of the interview.
        ask: shows a prompt and returns what is typed.
        tell: shows a line.
        everything: whether to ask also for facts that can only settle findings.
        interview: the interview so far; ``None`` before the company has a name.
    """

    book: Rulebook
    words: Words
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    everything: bool = False
    interview: Interview | None = None

    @property
    def profile(self) -> Profile | None:
        """The profile so far; ``None`` before the company has a name."""
        return None if self.interview is None else self.interview.profile

    @property
    def _held(self) -> Interview:
        assert self.interview is not None
        return self.interview

    def run(self) -> None:
        """Ask until no question that matters is left.

        Raises:
            Stopped: the person typed ``stop``.
        """
        if self.interview is None:
            self.interview = self.book.interview(self._started(), everything=self.everything)
        if not self._held.start.channels:
            self._ask_channels()
        self.tell(self.words.say("ask_help"))
        said = self._tell_leaning()
        subject: object = self
        while (question := self._held.question) is not None or self._review():
            if question is None:
                continue
            # The question about the currency belongs to the subject at hand.
            if question.channel != subject and (question.bears or question.settles):
                subject = question.channel
                self._tell_subject(question.channel)
            before = self._held.decision
            try:
                self.interview = self._asked()
            except _Back:
                self.interview = self._held.back()
                continue
            except _Edited:
                pass
            self._tell_settled(before, self._held.decision)
            said = said or self._tell_leaning()

    def _review(self) -> bool:
        """Let the person look back at the end; return whether an answer was changed."""
        self._tell_end()
        while self._held.steps:
            try:
                said = self._typed(self.words.say("ask_review"))
                if said.casefold() not in also("edit", self.words):
                    return False
                self._edit()
            except _Back:
                self.interview = self._held.back()
                return True
            except _Edited:
                return True
        return False

    # --- the company and its channels ---

    def _started(self) -> Profile:
        while True:
            try:
                name = self._typed(self.words.say("ask_name"))
                return Profile(as_of=datetime.date.today(), company=Company(name=name))  # noqa: DTZ011 - a day, not a time
            except ProfileError as error:
                self.tell(error.in_words(self.words.told))
            except _Back:
                continue

    def _ask_channels(self) -> None:
        while True:
            try:
                network = self._typed(self.words.say("ask_channel"), lambda: self._networks)
                if not network:
                    return
                added = self._held.with_channel(network, "planned")
            except _Back:
                if self._held.start.channels:
                    self.interview = self._held.without_channel(self._held.start.channels[-1].id)
                continue
            except ChannelRulesError as error:
                self.tell(_in_one_line(error, self.words))
                continue
            channel = added.start.channels[-1]
            try:
                status = self._status(channel)
            except _Back:
                continue
            self.interview = self._held.with_channel(channel.network, status, channel.id)

    def _status(self, channel: Channel) -> str:
        spec = dict(specification(Channel))["status"]
        expected = what_is_expected(spec, self.words, None)
        while True:
            said = self._typed(f"{self.words.say('ask_status', channel=channel.id)}\n  {expected}", self._choices(spec))
            try:
                return str(read_answer(said, spec, self.words))
            except ProfileError as error:
                self.tell(error.in_words(self.words.told))

    @property
    def _networks(self) -> Iterator[str]:
        return (self.words.network(each.id, each.name) for each in self.book.networks.values())

    # --- one question ---

    def _asked(self) -> Interview:
        """Ask the next question; return the interview after it."""
        held, question = self._held, self._held.question
        assert question is not None
        presumed = held.presumed(self.words.lang)
        if presumed is not None:
            answered = self._confirmed(presumed)
            if answered is not None:
                return answered
        spec = question.spec
        table = row_class(spec)
        expected = what_is_expected(spec, self.words, held.profile.company.currency)
        if table is not None:
            return self._rows(table, expected)
        while True:
            said = self._typed_why(f"{question.asked(self.words.lang)}\n  {expected}", spec)
            if not said:
                return held.skip()
            answered = self._answered(said, spec)
            if answered is not None:
                return answered

    def _confirmed(self, presumed: Confirmation) -> Interview | None:
        """Ask for confirmation of a presumption; return ``None`` where the question itself has to follow.

        A plain no is the answer where there are only two; otherwise the question is asked.
        """
        held, question, words = self._held, self._held.question, self.words
        assert question is not None
        spec, other = question.spec, held.otherwise
        asked = words.say("confirm", says=presumed.says)
        binary = (other is not None and spec.type.kind is not Kind.CHOICE) or row_class(spec) is not None
        if binary:
            prompt = f"{asked}\n  {words.say('ask_yes_no')}"
        else:
            expected = what_is_expected(spec, words, held.profile.company.currency)
            prompt = f"{asked}\n  {words.say('ask_if_not', question=question.asked(words.lang))}\n  {expected}"
        while True:
            said = self._typed_why(prompt, spec)
            if not said:
                return held.skip()
            agreed = _agreed(said, words)
            if agreed:
                return held.confirm()
            if agreed is False:
                return None if other is None else held.answer(other)
            if binary:
                seen = f"'{said[:40]}'"
                self.tell(words.say("ask_again", seen=seen, expected=words.say("ask_yes_no")))
                continue
            answered = self._answered(said, spec)
            if answered is not None:
                return answered

    def _answered(self, said: str, spec: Spec) -> Interview | None:
        """Return the interview with the typed answer, or ``None`` after a message about what is wrong with it."""
        try:
            return self._held.answer(read_answer(said, spec, self.words))
        except ProfileError as error:
            self.tell(error.in_words(self.words.told))
            return None

    def _rows(self, table: type, expected: str) -> Interview:
        held, question, words = self._held, self._held.question, self.words
        assert question is not None
        self.tell(question.asked(words.lang))
        known = Place.at(question.path, self.book.knowledge.declared).value(held.profile)
        before = list(known if isinstance(known, tuple) else ())
        rows = list(before)
        while True:
            said = self._typed_why(expected, question.spec)
            if said.casefold() in also("none", words) and rows == before:
                return held.answer(tuple(rows))
            try:
                if said:
                    rows.append(read_row(said, table, words))
                    continue
                return held.skip() if rows == before else held.answer(tuple(rows))
            except ProfileError as error:
                self.tell(error.in_words(self.words.told))
                if not said:
                    rows = list(before)

    # --- input ---

    def _typed(self, prompt: str, choices: Callable[[], Iterator[str]] | None = None) -> str:
        """Return the typed answer, after handling commands such as ``stop``."""
        while True:
            said = self.ask(prompt).strip()
            word = said.casefold()
            if word in also("stop", self.words):
                raise Stopped
            if word in also("back", self.words):
                raise _Back
            if word == "?" and choices is not None:
                for each in choices():
                    self.tell(f"  {each}")
                continue
            return said

    def _typed_why(self, prompt: str, spec: Spec) -> str:
        """The same at a question, where ``why`` and the list of earlier answers are commands, too."""
        while True:
            said = self._typed(prompt, self._choices(spec))
            word = said.casefold()
            if word in also("why", self.words):
                self._tell_why()
            elif word in also("edit", self.words):
                self._edit()
            else:
                return said

    def _choices(self, spec: Spec) -> Callable[[], Iterator[str]]:
        def told() -> Iterator[str]:
            for number, each in enumerate(spec.type.options, 1):
                yield f"{number} {self.words.choice(each)}"
            table = row_class(spec)
            for name, column in specification(table) if table is not None else ():
                yield f"{self.words.column(column.key or name)}: {what_is_expected(column, self.words, None)}"
            if not spec.type.options and table is None:
                yield what_is_expected(spec, self.words, None)

        return told

    def _edit(self) -> None:
        """List the answers, and ask one of the questions again."""
        steps, words = self._held.steps, self.words
        for number, step in enumerate(steps, 1):
            self.tell(f"  {number} {step.path}: {self._step_in_words(number - 1)}")
        said = self._typed(words.say("ask_edit"))
        if not said.isdecimal() or not 1 <= int(said[:6]) <= len(steps):
            return
        path = steps[int(said[:6]) - 1].path
        spec = Place.at(path, self.book.knowledge.declared).spec
        table = row_class(spec)
        expected = what_is_expected(spec, words, self._held.profile.company.currency)
        said = self._typed(f"{path}\n  {expected}", self._choices(spec))
        try:
            if table is not None:
                value: object = tuple(read_row(each, table, words) for each in [said] if each)
            else:
                value = read_answer(said, spec, words) if said else None
            self.interview = self._held.edit(path, value)
        except ChannelRulesError as error:
            self.tell(_in_one_line(error, self.words))
            return
        raise _Edited

    def _step_in_words(self, number: int) -> str:
        step = self._held.steps[number]
        if step.how == "unknown":
            return self.words.say("unknown")
        spec = Place.at(step.path, self.book.knowledge.declared).spec
        if spec.listed:
            return self.words.say("entries", count=self.words.number(len(step.value)))
        if spec.table is not None:
            return self.words.say("no" if step.value == spec.absent else "yes")
        if spec.absent and step.value == spec.absent:
            return self.words.say(f"absent_{spec.absent}")
        return self.words.describe(step.value, spec.type, self._held.profile.company.currency)

    def confirms(self, prompt: str) -> bool:
        """Ask a yes-or-no question until it is answered; nothing means no."""
        while True:
            try:
                said = self._typed(prompt)
                return bool(read_answer(said, Spec(yes_no, ""), self.words)) if said else False
            except ProfileError as error:
                self.tell(error.in_words(self.words.told))
            except _Back:
                return False

    # --- output ---

    def _tell_subject(self, channel: str | None) -> None:
        words = self.words
        subject = words.say("the_company") if channel is None else channel
        self.tell(words.say("ask_subject", subject=subject, count=words.number(self._held.hanging)))

    def _tell_why(self) -> None:
        question = self._held.question
        assert question is not None
        titles = [self.book.rules[each].texts[self.words.lang].title for each in question.settles]
        self.tell(self.words.say("ask_why", rules=self.words.listed(titles)))

    def _tell_leaning(self) -> bool:
        """Say once that everything has at least a leaning, so that the person may stop."""
        if self._held.settled or not self._held.leans:
            return False
        self.tell(self.words.say("ask_leaning", verdicts=self._verdicts()))
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

    def _tell_end(self) -> None:
        left = len(self._held.left)
        if self._held.settled:
            done = self.words.say("ask_done", count=self.words.number(left)) if left else self.words.say("ask_nothing")
        else:
            done = self.words.say("ask_open")
        self.tell(done)
        self.tell(self.words.say("ask_verdicts", verdicts=self._verdicts()))

    def _verdicts(self) -> str:
        decision = self._held.decision
        each = [f"{one.id}: {in_words(one, self.words)}" for one in decision.channels]
        return ", ".join([f"{decision.company.name}: {company_in_words(decision.company, self.words)}", *each])


def _in_one_line(error: ChannelRulesError, words: Words) -> str:
    if not isinstance(error, Problems):
        return error.in_words(words.told)
    problems = [each for each in error.exceptions if isinstance(each, ProfileError)]
    return " ".join(ProfileError(each.message, hint=each.hint).in_words(words.told) for each in problems)


def _agreed(said: str, words: Words) -> bool | None:
    try:
        return bool(read_answer(said, Spec(yes_no, ""), words))
    except ProfileError:
        return None
