"""An interview as a value: the next question, every answer so far, and what is still open; it reads and writes nothing.

The terminal, notebooks, the playground and the service all use it. Each step returns a new interview and does not
change the old one, so that going back, editing and resuming work in the same way: by replaying the answers on the
profile that it began with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final, Literal

import attrs

from channelrules.advice.question import Question, plain_question
from channelrules.decision.builder import decide
from channelrules.decision.decision import Decision
from channelrules.decision.question_form import form_as_html, other_answer, question_form, read_answer_data
from channelrules.errors import OptionError, ProfileError, refuse
from channelrules.facts.names import folded
from channelrules.facts.paths import Place, no_channel
from channelrules.facts.profile import Channel, Profile
from channelrules.facts.writer import plain_value
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.confirming import Confirmation, confirmation
from channelrules.inference.judging import judge
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.network import Edition
from channelrules.told import tell

__all__ = ["INTERVIEW_FORMAT", "Interview", "Progress", "Step"]

INTERVIEW_FORMAT: Final = 1
"""The version of what `Interview.to_dict` returns."""

_CURRENCY: Final = "company.currency"
_MOST_CHANNELS: Final = 10_000

How = Literal["answered", "confirmed", "unknown"]


@attrs.frozen
class Step:
    """The answer to one question.

    Attributes:
        path: where the profile states the answer.
        how: answered, confirmed as it was presumed, or unknown: nobody could tell.
        value: the answer; ``None`` where it is unknown.

    Examples:
        >>> interview = book.interview(profile)
        >>> interview.skip().steps[0].how
        'unknown'
    """

    path: str
    how: How
    value: Any = None

    @property
    def subject(self) -> str | None:
        """The id of the channel that it is about; ``None`` for the company."""
        channel = self.path.partition("channel[")[2].partition("]")[0] if self.path.startswith("channel[") else ""
        return channel or None

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {"path": self.path, "how": self.how, "value": plain_value(self.value)}


@attrs.frozen
class Progress:
    """The progress of one subject.

    Attributes:
        subject: the id of a channel; ``None`` for the company.
        settled: whether its verdict is certain.
        possible: the verdicts that remain possible.
        leaning: the verdicts under presumptions, where it is not settled.
        asked: how many questions about it were answered, confirmed or skipped.
        left: how many on which a verdict depends are still to be asked.

    Examples:
        >>> [(each.subject, each.settled) for each in book.interview(profile).progress]
        [(None, True), ('fb', True), ('tt', False), ('yt', True)]
    """

    subject: str | None
    settled: bool
    possible: tuple[Verdict | CompanyVerdict, ...]
    leaning: tuple[Verdict | CompanyVerdict, ...]
    asked: int
    left: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        words = {"possible": [each.value for each in self.possible], "leaning": [each.value for each in self.leaning]}
        return {"subject": self.subject, "settled": self.settled, **words, "asked": self.asked, "left": self.left}


@attrs.frozen(eq=False, slots=False)
class Interview:
    """An interview with somebody who knows a company. Get one from `Rulebook.interview`.

    Inside a subject (a channel, or the company with its plan) the most telling question comes first; the subject
    changes only when no question about it is left. The currency is asked for before the first sum of money.

    Attributes:
        start: what was known at the beginning, with every channel.
        steps: what was asked and answered since, in order.
        everything: whether questions that only settle findings are asked, too.
        edition: which facts about networks are used.

    Examples:
        >>> interview = book.interview(profile)
        >>> interview.question.path
        'channel[tt].benefit'
    """

    _compiled: Compiled = attrs.field(repr=False)
    start: Profile
    steps: tuple[Step, ...] = ()
    everything: bool = False
    edition: Edition = Edition.GUIDANCE

    # --- the answers so far ---

    @cached_property
    def profile(self) -> Profile:
        """The profile with the answers so far that apply.

        Raises:
            ProfileError: two answers contradict each other.
        """
        profile = self.start
        for step, place in self._places:
            if step.how != "unknown" and _applies(place, profile):
                profile = self._put(profile, place, step)
        return profile

    @cached_property
    def idle(self) -> tuple[Step, ...]:
        """The answers that have no effect at present, such as those about a plan that is now said not to exist."""
        profile = self.profile
        return tuple(step for step, place in self._places if not _applies(place, profile))

    @cached_property
    def decision(self) -> Decision:
        """The decision on the company, given the answers so far."""
        return decide(self._case)

    @cached_property
    def _case(self) -> Case:
        profile = self.profile
        return judge(self._compiled, profile, self.edition, profile.as_of)

    @property
    def _places(self) -> Iterator[tuple[Step, Place]]:
        declared = self._compiled.knowledge.declared
        return ((step, Place.at(step.path, declared)) for step in self.steps)

    def _put(self, profile: Profile, place: Place, step: Step) -> Profile:
        try:
            profile = place.put(profile, step.value)
        except ProfileError as error:
            raise ProfileError(error.message, path=step.path, hint=error.hint) from None
        own = self._compiled.knowledge.own_facts.get(place.name)
        if own is None:
            return profile
        # Readers of the profile without the house are told which house declares the fact.
        return attrs.evolve(profile, houses=tuple(dict.fromkeys((*(profile.houses or ()), own.house))))

    # --- what to ask ---

    @cached_property
    def left(self) -> tuple[Question, ...]:
        """Every question that could still matter and was not asked, the most telling first."""
        asked = {each.path for each in self.steps}
        return tuple(each for each in self.decision.questions if each.path not in asked)

    @cached_property
    def _to_ask(self) -> tuple[Question, ...]:
        if self.everything:
            return self.left
        return () if self.settled else tuple(each for each in self.left if each.bears)

    @cached_property
    def question(self) -> Question | None:
        """The next question; ``None`` where nothing is left to ask."""
        if not self._to_ask:
            return None
        steps = [each for each in self.steps if each.path != _CURRENCY]
        same = (each for each in self._to_ask if steps and each.channel == steps[-1].subject)
        return self._currency_first(next(same, self._to_ask[0]))

    def _currency_first(self, question: Question) -> Question:
        """Return the question about the currency where a sum of money would be asked for without it."""
        unit, place = question.spec.type.unit, Place.at(_CURRENCY)
        of_money = unit is not None and any(base == "money" for base, _ in unit.factors)
        asked = any(each.path == _CURRENCY for each in self.steps)
        if not of_money or asked or place.value(self.profile) is not None:
            return question
        return plain_question(self._case, place)

    def presumed(self, lang: str | None = None) -> Confirmation | None:
        """Return what is presumed of the next question and could be confirmed, told in a language; else ``None``."""
        if self.question is None:
            return None
        return confirmation(self._case, self.question.path, self._compiled.knowledge.language(lang))

    @property
    def otherwise(self) -> Any:
        """The only other answer than the presumed one; ``None`` where there are several, or none."""
        presumed = self.presumed()
        return None if presumed is None or self.question is None else other_answer(self.question.spec, presumed.value)

    # --- progress ---

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """The progress of the company and of each channel."""
        decision = self.decision
        company = decision.company
        said = company.verdicts or company.leaning
        found = [self._progress(None, bool(company.verdicts), company.possible, () if company.verdicts else said)]
        for each in decision.channels:
            leaning = () if each.leaning is None else (each.leaning,)
            settled = each.verdict is not Verdict.UNDETERMINED
            found.append(self._progress(each.id, settled, each.possible, leaning))
        return tuple(found)

    def _progress(self, subject: str | None, settled: bool, possible: Any, leaning: Any) -> Progress:  # noqa: FBT001 - private
        asked = sum(step.subject == subject for step in self.steps)
        left = sum(each.bears and each.channel == subject for each in self.left)
        return Progress(subject, settled, possible, leaning, asked, left)

    @property
    def hanging(self) -> int:
        """How many verdicts are not settled."""
        channels = sum(each.verdict is Verdict.UNDETERMINED for each in self.decision.channels)
        return channels + (not self.decision.company.verdicts)

    @property
    def settled(self) -> bool:
        """Whether every verdict is certain."""
        return not self.hanging

    @property
    def leans(self) -> bool:
        """Whether every subject has a verdict or a leaning, so that the interview may end."""
        company = self.decision.company
        channels = (each.verdict is not Verdict.UNDETERMINED or each.leaning for each in self.decision.channels)
        return bool(company.verdicts or company.leaning) and all(channels)

    # --- the next step ---

    def answer(self, value: object) -> Interview:
        """Return the interview with the answer to its question.

        Args:
            value: as a profile holds it, or as plain data has it: an ISO date, a list of tables, true or false for a
                plan that is there or not.

        Raises:
            ProfileError: it is of the wrong type, out of range, or contradicts another fact.
            Problems: several rows of it are wrong.
            OptionError: nothing is left to ask.
        """
        question = self._asked()
        return self._next(Step(question.path, "answered", self._value(question.path, value)))

    def confirm(self) -> Interview:
        """Return the interview with the presumed value stated.

        Raises:
            OptionError: nothing is left to ask, or nothing is presumed that could be confirmed.
        """
        question, presumed = self._asked(), self.presumed()
        if presumed is None:
            pattern = "nothing is presumed of {path} that could be confirmed: answer it"
            raise OptionError(tell("nothing_to_confirm", pattern, path=question.path))
        return self._next(Step(question.path, "confirmed", presumed.value))

    def skip(self) -> Interview:
        """Return the interview without an answer to its question, which is not asked again: nobody knows.

        Raises:
            OptionError: nothing is left to ask.
        """
        return self._next(Step(self._asked().path, "unknown"))

    def back(self) -> Interview:
        """Return the interview before its last step; itself without one."""
        return self._with(self.steps[:-1])

    def edit(self, path: str, value: object) -> Interview:
        """Return the interview with another answer to an earlier question, or to one that was not asked.

        Args:
            path: where the profile states it, such as ``channel[fb].account``.
            value: as in `answer`; ``None`` to mark it as unknown.

        Raises:
            ProfileError: it is of the wrong type, out of range, or contradicts another fact.
            Problems: several rows of it are wrong.
            OptionError: no profile has such a place.
        """
        step = Step(path, "unknown") if value is None else Step(path, "answered", self._value(path, value))
        self._check_channel(step)
        if all(each.path != path for each in self.steps):
            return self._with((*self.steps, step))
        return self._with(tuple(step if each.path == path else each for each in self.steps))

    def with_channel(self, network: str, status: str = "active", id: str | None = None) -> Interview:  # noqa: A002 - as everywhere
        """Return the interview with one more channel.

        Args:
            network: its network, by id, name or alias, in any case.
            status: as a profile has it.
            id: of the channel; the network's with a number where it is taken, where left out.

        Raises:
            ProfileError: the status or the id is invalid.
            Problems: nobody describes the network.
        """
        found = self._compiled.knowledge.network_ids.get(network, folded(network))
        taken = {each.id for each in self.start.channels}
        numbered = (f"{found}_{each}" if each > 1 else found for each in range(1, _MOST_CHANNELS))
        name = id or next(each for each in numbered if each not in taken)
        channel = Channel(id=name, network=found, status=status)  # type: ignore[arg-type]  # the class checks it
        alone = attrs.evolve(self.start, channels=(channel,), waivers=(), provenance=())
        judge(self._compiled, alone, self.edition, alone.as_of)
        return self._with(self.steps, attrs.evolve(self.start, channels=(*self.start.channels, channel)))

    def without_channel(self, id: str) -> Interview:  # noqa: A002 - the field is called so everywhere
        """Return the interview without a channel and what was answered about it.

        Raises:
            OptionError: there is none with this id.
        """
        if all(each.id != id for each in self.start.channels):
            raise OptionError(no_channel(id))
        kept = tuple(each for each in self.start.channels if each.id != id)
        waivers = tuple(each for each in self.start.waivers if each.channel != id)
        known = tuple(each for each in self.start.provenance if not each.path.startswith(f"channel[{id}]"))
        start = attrs.evolve(self.start, channels=kept, waivers=waivers, provenance=known)
        return self._with(tuple(each for each in self.steps if each.subject != id), start)

    def _asked(self) -> Question:
        if self.question is None:
            raise OptionError(tell("nothing_to_ask", "nothing is left to ask"))
        return self.question

    def _value(self, path: str, given: object) -> Any:
        place = Place.at(path, self._compiled.knowledge.declared)
        if place.holder == "profile" and place.attribute not in {"as_of", "communication_plan"}:
            pattern = "nobody is asked for '{path}': it is no fact of a company, a channel or a plan"
            raise OptionError(tell("nobody_is_asked", pattern, path=path))
        spec = place.spec
        value, problems = read_answer_data(spec, given, path)
        if problems:
            raise problems[0] if len(problems) == 1 else refuse(tell("answer", "answer"), problems)
        return value

    def _check_channel(self, step: Step) -> None:
        if step.subject is not None and all(each.id != step.subject for each in self.start.channels):
            raise OptionError(no_channel(step.subject))

    def _next(self, step: Step) -> Interview:
        return self._with((*self.steps, step))

    def _with(self, steps: tuple[Step, ...], start: Profile | None = None) -> Interview:
        made = attrs.evolve(self, start=start or self.start, steps=steps)
        _ = made.profile  # refuses contradictions
        return made

    # --- saving and resuming ---

    def to_dict(self) -> dict[str, Any]:
        """Return the interview as plain data for JSON; `Rulebook.resume` reads it back."""
        return {
            "format": INTERVIEW_FORMAT,
            "start": self.start.to_dict(),
            "steps": [each.to_dict() for each in self.steps],
            "everything": self.everything,
            "edition": self.edition.value,
        }

    def resumed(self, steps: object) -> Interview:
        """Return the interview with the steps of its plain data.

        Raises:
            OptionError: they are no steps, or of places that no profile has.
            ProfileError: an answer is invalid.
            Problems: several rows of an answer are wrong.
        """
        if not isinstance(steps, list):
            raise OptionError(tell("steps_are_a_list", "the steps of an interview are a list"))
        found = []
        for each in steps:
            path, how = (each.get("path"), each.get("how")) if isinstance(each, Mapping) else (None, None)
            if not isinstance(path, str) or how not in {"answered", "confirmed", "unknown"}:
                raise OptionError(tell("odd_step", "a step of an interview has a path, and how it was answered"))
            value = None if how == "unknown" else self._value(path, each.get("value"))
            step = Step(path, how, value)
            self._check_channel(step)
            found.append(step)
        return self._with(tuple(found))

    def form(self, lang: str | None = None) -> dict[str, Any] | None:
        """Return the next question as plain data for a form, its texts in a language; ``None`` without a question.

        It has the question, what is presumed, the kind of answer and its possible values, the reason for asking, and
        how many verdicts are open.
        """
        question = self.question
        if question is None:
            return None
        words = self._compiled.knowledge.language(lang)
        presumed, rules = self.presumed(lang), self._compiled.knowledge.rules
        return {
            "path": question.path,
            "subject": question.channel,
            "text": question.asked(lang),
            "presumed": None if presumed is None else {"says": presumed.says, "value": plain_value(presumed.value)},
            "otherwise": plain_value(self.otherwise),
            "on_the_spot": question.on_the_spot,
            **question_form(question.spec, words, self.profile.company.currency),
            "because": [rules[each].texts[words.lang].title for each in question.settles],
            "hanging": self.hanging,
        }

    def _repr_html_(self) -> str | None:
        """Return the next question as a notebook shows it; ``None`` without one."""
        form = self.form()
        return None if form is None else form_as_html(form, self._compiled.knowledge.language(None))


def _applies(place: Place, profile: Profile) -> bool:
    """Return whether the object that would state a fact exists: a channel, a plan."""
    return place.holder_in(profile) is not None
