"""A finding: what one rule says of the company or of one channel."""

from __future__ import annotations

from typing import Any

import attrs

from channelrules.facts.profile import Waiver
from channelrules.judgement.case import Case, Evidence, plain
from channelrules.judgement.verdict import Outcome
from channelrules.judgement.words import written
from channelrules.knowledge.rule import Rule, Severity

__all__ = ["Finding", "waiver_to_dict"]


@attrs.frozen(eq=False, order=False)
class Finding:
    """What one rule says of the company or of one channel.

    Attributes:
        rule: the rule.
        subject: the id of the channel; ``None`` for the company.
        outcome: fires, waived or open.
        waiver: the declared exception that lifts it or, on a rule that cannot be waived, that
            was taken note of; ``None`` without one.
    """

    rule: Rule
    subject: str | None
    outcome: Outcome
    waiver: Waiver | None
    _case: Case = attrs.field(repr=False)
    _channel: int | None = attrs.field(repr=False)

    @property
    def severity(self) -> Severity:
        """Error where a *must* is broken, warning for a *should*, note for advice."""
        severity = self.rule.severity
        assert severity is not None
        return severity

    @property
    def message(self) -> str:
        """What is the case and why it matters; for an open finding, what is not settled."""
        return self.told()[0]

    @property
    def remedy(self) -> str:
        """What to do next week; for an open finding, what to find out."""
        return self.told()[1]

    def told(self, lang: str | None = None) -> tuple[str, str]:
        """Return message and remedy in a language of the rulebook, its first where left out."""
        words = self._case.knowledge.language(lang)
        texts = self.rule.texts[words.lang]
        if self.outcome is Outcome.OPEN:
            return (
                words.say("not_settled", title=f"{texts.title[0].lower()}{texts.title[1:]}"),
                words.say("find_out", facts=", ".join(self.missing)),
            )
        names = texts.placeholders()
        return (
            written(self._case, texts.finding or "", names, self._channel, words),
            written(self._case, texts.remedy or "", names, self._channel, words),
        )

    @property
    def because(self) -> tuple[Evidence, ...]:
        """The known values that it rests on; they alone reproduce the outcome."""
        return self._case.because(self.rule.node, self._channel)

    @property
    def missing(self) -> tuple[str, ...]:
        """Where the profile would state the facts that keep it open; empty where it is settled."""
        return self._case.missing(self.rule.node, self._channel) if self.outcome is Outcome.OPEN else ()

    @property
    def _key(self) -> tuple[Any, ...]:
        return self.outcome, self.severity, self.subject is not None, self.subject or "", self.rule.id

    def __lt__(self, other: Finding) -> bool:
        """Order by outcome, severity, subject (the company first) and rule."""
        return self._key < other._key

    def __eq__(self, other: object) -> bool:
        """Whether it says the same."""
        return isinstance(other, Finding) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        """Hash by rule, subject and outcome."""
        return hash((self.rule.id, self.subject, self.outcome))

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as plain data for JSON."""
        told: dict[str, Any] = {
            "rule": self.rule.id,
            "title": self.rule.title,
            "cites": list(self.rule.cites),
            "kind": self.rule.kind,
            "origin": self.rule.origin,
            "severity": self.severity.value,
            "outcome": self.outcome.value,
            "subject": self.subject,
            "message": self.message,
            "remedy": self.remedy,
            "because": [
                {"name": each.name, "value": plain(each.value), "source": each.source} for each in self.because
            ],
            "missing": list(self.missing),
        }
        if self.waiver is not None:
            told["waiver"] = waiver_to_dict(self.waiver)
        return told


def waiver_to_dict(waiver: Waiver) -> dict[str, Any]:
    """Return why a declared exception stands, on whose word, and until when."""
    return {"because": waiver.because, "by": waiver.by, "until": waiver.until.isoformat()}
