"""A question as data: one missing fact, how telling its answer is, and how it is asked."""

from __future__ import annotations

from typing import Any

import attrs

from channelrules.facts.fields import Spec
from channelrules.facts.paths import Place
from channelrules.inference.case import Case
from channelrules.inference.messages import named
from channelrules.inference.presumed import PresumedFact, presumed_facts
from channelrules.inference.presuming import Spot

__all__ = ["Question", "Subject", "plain_question"]

Subject = str | None


@attrs.frozen(eq=False)
class Question:
    """A missing fact that could still matter.

    Attributes:
        path: where the profile would state it, such as ``channel[fb].account``.
        on_the_spot: whether someone who knows the company can answer at once; the other facts have to
            be looked up or decided first.
        telling: by how much its answer narrows down the verdicts: the mean over its possible values of
            the drop in uncertainty, in bits. Each verdict with n possibilities counts log2(n).
        closes: how many open outcomes its answer settles: the mean over its possible values.
        decides: the subjects whose verdict it alone can narrow down: ids of channels, ``None`` for
            the company.
        settles: the ids of the rules that are open for want of it, alone or with others.
        in_table: whether the verdict table itself asks for it, for a verdict or for what to do first.
        leans: the subjects whose leaning another answer would change.
        corrects: how many presumed findings another answer would withdraw.
        unblocks: the subjects without a verdict and without a leaning for which it is missing.
        bears: whether a verdict or a leaning depends on it, alone or with others; other questions only settle findings.

    Examples:
        >>> question = decision.questions[0]
        >>> question.path, question.on_the_spot
        ('channel[tt].benefit', True)
        >>> question.text.startswith("We took it that")
        True
    """

    path: str
    on_the_spot: bool
    telling: float
    closes: float
    decides: tuple[Subject, ...]
    settles: tuple[str, ...]
    in_table: bool
    leans: tuple[Subject, ...]
    corrects: int
    unblocks: tuple[Subject, ...]
    bears: bool
    _spot: Spot | None = attrs.field(repr=False)
    _place: Place = attrs.field(repr=False)
    _case: Case = attrs.field(repr=False)

    @property
    def spec(self) -> Spec:
        """What the answer may be, with its type, unit, options and range."""
        return self._place.spec

    @property
    def channel(self) -> str | None:
        """The id of the channel that it is about; ``None`` for the company."""
        return self._place.channel or None

    @property
    def text(self) -> str:
        """The question in the rulebook's first language, after what is presumed of the fact, if anything."""
        return self.told()

    def told(self, lang: str | None = None) -> str:
        """Return the question in a language of the rulebook, its first where left out."""
        question, presumed = self.asked(lang), self.presumed_told(lang)
        if presumed is None:
            return question
        words = self._case.knowledge.language(lang)
        return words.say("we_took_it", says=presumed.says, question=question)

    def asked(self, lang: str | None = None) -> str:
        """Return the bare question, without what is presumed, in a language of the rulebook."""
        words = self._case.knowledge.language(lang)
        known = self._case.compiled.questions.get(self._place.name)
        if known is None:
            return f"{words.meaning(self._place.name, self.spec.meaning)}?"
        position = self._case.positions[self.channel] if self.channel else None
        return words.fill(known.texts[words.lang], named(self._case, position, words))

    @property
    def presumed(self) -> PresumedFact | None:
        """The value that is presumed until it is answered, with its text; ``None`` where nothing is presumed."""
        return self.presumed_told(None)

    def presumed_told(self, lang: str | None = None) -> PresumedFact | None:
        """Return the presumed value with its text in a language; ``None`` where nothing is presumed."""
        return presumed_facts(self._case, (self._spot,), lang)[0] if self._spot is not None else None

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the question as plain data for JSON, its text in a language of the rulebook."""
        presumed = self.presumed_told(lang)
        return {
            "path": self.path,
            "text": self.told(lang),
            "on_the_spot": self.on_the_spot,
            "telling": round(self.telling, 6),
            "closes": round(self.closes, 6),
            "decides": list(self.decides),
            "settles": list(self.settles),
            "in_table": self.in_table,
            "presumed": presumed.to_dict() if presumed else None,
            "leans": list(self.leans),
            "corrects": self.corrects,
            "unblocks": list(self.unblocks),
        }


def plain_question(case: Case, place: Place) -> Question:
    """Return the question for a fact on which no outcome depends, such as the currency in which others are shown."""
    return Question(
        path=place.path,
        on_the_spot=True,
        telling=0.0,
        closes=0.0,
        decides=(),
        settles=(),
        in_table=False,
        leans=(),
        corrects=0,
        unblocks=(),
        bears=False,
        spot=None,
        place=place,
        case=case,
    )
