"""A finding: the outcome of one rule for the company or for one channel, in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from channelrules.errors import OptionError
from channelrules.facts.paths import Place
from channelrules.facts.profile import Waiver
from channelrules.inference.case import Case
from channelrules.inference.evidence import Evidence
from channelrules.inference.messages import works_alone, written
from channelrules.inference.names import told_with_path
from channelrules.inference.outcomes import Outcome
from channelrules.inference.presumed import PresumedFact, presumed_facts
from channelrules.inference.presuming import Spot
from channelrules.inference.provenance import because, because_as_data
from channelrules.inference.reliance import presuming_of_rule
from channelrules.inference.unknowns import missing_places
from channelrules.knowledge.locales import Words
from channelrules.knowledge.rule import Rule, RuleText, Severity
from channelrules.told import tell

__all__ = [
    "Finding",
    "PresumedFact",
    "case_of_finding",
    "needs_rulebook",
    "presumed_facts",
    "waiver_of",
    "waiver_to_dict",
]


def needs_rulebook() -> OptionError:
    """Return the error for a question that needs the rulebook, asked of a decision that was read back or unpickled."""
    pattern = "this decision was taken without its rulebook at hand: rulebook.take_up(decision) makes it whole"
    return OptionError(tell("without_rulebook", pattern))


@attrs.frozen(eq=False, order=False, slots=False)
class Finding:
    """The outcome of one rule for the company or for one channel.

    Attributes:
        id: of the rule.
        subject: the id of the channel; ``None`` for the company.
        outcome: fires, presumed, waived, open or clear.
        severity: error where a *must* is broken, warning for a *should*, note for advice.
        under_presumptions: whether this depends on presumptions: a presumed finding, one that a waiver would lift, or
            an open one that is clear under presumptions.
        waiver: the declared exception that lifts it or, on a rule that cannot be waived, that
            is only noted; ``None`` without one.
        told_under: the rule under which it is told, since that comes first; ``None`` where it is told by itself.

    Examples:
        >>> finding = decision.channel("yt").findings[0]
        >>> finding.id, finding.outcome, finding.severity
        ('video-without-means', <Outcome.FIRES: 'fires'>, <Severity.ERROR: 'error'>)
        >>> finding.rule.cites
        ('G17',)
        >>> finding.because[1].source
        'network youtube'
    """

    id: str
    subject: str | None
    outcome: Outcome
    severity: Severity
    under_presumptions: bool
    waiver: Waiver | None
    _case: Case | None = attrs.field(repr=False)
    _channel: int | None = attrs.field(repr=False)
    _beside: str | None = attrs.field(default=None, repr=False)
    _data: Mapping[str, Any] | None = attrs.field(default=None, repr=False)
    told_under: str | None = attrs.field(default=None, repr=False)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """Return the finding from plain data; its rulebook is not at hand."""
        return cls(
            id=data["rule"],
            subject=data["subject"],
            outcome=Outcome(data["outcome"]),
            severity=Severity(data["severity"]),
            under_presumptions=data["under_presumptions"],
            waiver=waiver_of(data["rule"], data["subject"], data["waiver"]) if "waiver" in data else None,
            case=None,
            channel=None,
            data=data,
            told_under=data["told_under"],
        )

    def __getstate__(self) -> dict[str, Any]:
        # A pickled finding names its rule; the rulebook is not pickled.
        kept = {each.name for each in attrs.fields(type(self))} - {"_case"}
        return {name: value for name, value in self.__dict__.items() if name in kept} | {"_case": None}

    def __copy__(self) -> Finding:
        # It is frozen; pickling, by which it would be copied, leaves the rulebook behind.
        return self

    def __deepcopy__(self, _memo: object) -> Finding:
        return self

    @property
    def _can_tell(self) -> bool:
        return self._case is not None or self._data is not None

    @property
    def _judged(self) -> Case:
        if self._case is None:
            raise needs_rulebook()
        return self._case

    def _repr_html_(self) -> str | None:
        """Return it as a notebook shows it; ``None`` without the extra ``report``."""
        from channelrules.report.inline import finding_inline

        return finding_inline(self)

    @property
    def rule(self) -> Rule:
        """The rule.

        Raises:
            OptionError: the decision was unpickled or read back, and its rulebook is not at hand.
        """
        return self._judged.knowledge.rules[self.id]

    @property
    def first_rule(self) -> Rule:
        """The rule under which it is told; its own where it is told by itself."""
        return self._judged.knowledge.rules[self.told_under or self.id]

    @property
    def message(self) -> str:
        """What is the case and why it matters; for an open finding, what would be the case."""
        return self.told()[0]

    @property
    def remedy(self) -> str:
        """What to do next week; for an open finding, what to find out; empty where it is clear."""
        return self.told()[1]

    def told(self, lang: str | None = None) -> tuple[str, str]:
        """Return message and remedy in a language of the rulebook, its first where left out.

        Raises:
            OptionError: the decision was read back, which has only the texts that were written.
        """
        if self._data is not None and lang is None:
            return str(self._data["message"]), str(self._data["remedy"])
        words = self._judged.knowledge.language(lang)
        return self._written(self.rule.texts[words.lang], words)

    def _written(self, texts: RuleText, words: Words) -> tuple[str, str]:
        if self.outcome is Outcome.CLEAR and texts.in_order:
            return texts.in_order, ""
        case = self._judged
        if self.outcome is Outcome.CLEAR:
            return case.compiled.about("in_order", texts.title, words), ""
        if self.outcome is Outcome.OPEN:
            key = "clear_if_presumed" if self.under_presumptions else f"would_be_{self.severity.value}"
            told = (path if place is None else told_with_path(place, path, words) for path, place in self._lacking)
            facts = "; ".join(told)
            return case.compiled.about(key, texts.title, words), words.say("find_out", facts=facts)
        names = texts.placeholders()
        under = case.filled if self.under_presumptions else case
        said, advised = texts.for_one() if works_alone(case) else (texts.finding, texts.remedy)
        patterns = said or "", advised or ""
        message, remedy = written(under, patterns, names, self._channel, words)
        if self._beside is not None:
            # A step that the subject's action rules out is worded as one to take after it, or before.
            remedy = words.say(f"remedy_{self._beside}", remedy=words.in_sentence(remedy))
        return message, remedy

    @property
    def because(self) -> tuple[Evidence, ...]:
        """The known values that it rests on, which suffice to reproduce the outcome."""
        if self._data is not None:
            return tuple(Evidence(each["name"], each["value"], each["source"]) for each in self._data["because"])
        case = self._judged
        return because(case.filled if self.under_presumptions else case, self.rule, self._channel)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Where the profile would state the facts that keep it open; empty where it is settled."""
        if self._data is not None:
            return tuple(self._data.get("missing", ()))
        if self.outcome is not Outcome.OPEN:
            return ()
        return tuple([path for path, _ in self._lacking])

    @cached_property
    def _lacking(self) -> tuple[tuple[str, Place | None], ...]:
        return missing_places(self._judged, self.rule.node, self._channel)

    @cached_property
    def presuming(self) -> tuple[PresumedFact, ...]:
        """The presumed facts that it rests on, of which none can be left out; empty where it is certain."""
        if self._data is not None:
            return tuple(PresumedFact.from_dict(each) for each in self._data.get("presuming", ()))
        if not self.under_presumptions:
            return ()
        return presumed_facts(self._judged, self._spots)

    @cached_property
    def _spots(self) -> tuple[Spot, ...]:
        return presuming_of_rule(self._judged, self.rule, self._channel)

    @property
    def _key(self) -> tuple[Any, ...]:
        return self.outcome, self.severity, self.subject is not None, self.subject or "", self.id

    def __lt__(self, other: Finding) -> bool:
        """Order by outcome, severity, subject (the company first) and rule."""
        return self._key < other._key

    def __eq__(self, other: object) -> bool:
        """Whether the content is the same."""
        if not isinstance(other, Finding):
            return NotImplemented
        if self._key != other._key or self._case is other._case is not None:
            return self._key == other._key
        if self._can_tell and other._can_tell:
            return self.to_dict() == other.to_dict()
        # What an unpickled one says is not known: it equals only one of which as little is known.
        same = (self.waiver, self.under_presumptions) == (other.waiver, other.under_presumptions)
        return same and not self._can_tell and not other._can_tell

    def __hash__(self) -> int:
        """Hash by rule, subject and outcome."""
        return hash((self.id, self.subject, self.outcome))

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the finding as plain data for JSON, its texts in a language of the rulebook.

        Raises:
            OptionError: the decision was unpickled, and its rulebook is not at hand.
        """
        if self._data is not None and lang is None:
            return dict(self._data)
        case = self._judged
        rule, words = case.knowledge.rules[self.id], case.knowledge.language(lang)
        texts = rule.texts[words.lang]
        message, remedy = self._written(texts, words)
        told: dict[str, Any] = {
            "rule": rule.id,
            "title": texts.title,
            "cites": list(rule.cites),
            "kind": rule.kind,
            "origin": rule.origin,
            "severity": self.severity.value,
            "outcome": self.outcome.value,
            "subject": self.subject,
            "message": message,
            "remedy": remedy,
            "because": because_as_data(case.filled if self.under_presumptions else case, rule, self._channel),
            "under_presumptions": self.under_presumptions,
            "told_under": self.told_under,
            "presuming": [each.to_dict() for each in self.presumed_told(lang)] if self.under_presumptions else [],
        }
        if self.outcome is Outcome.OPEN:
            told["missing"] = list(self.missing)
        if self.waiver is not None:
            told["waiver"] = waiver_to_dict(self.waiver)
        return told

    def presumed_told(self, lang: str | None) -> tuple[PresumedFact, ...]:
        """Return the presumed facts with their texts in a language."""
        if lang is None or not self.under_presumptions:
            return self.presuming
        return presumed_facts(self._judged, self._spots, lang)


def waiver_of(rule: str, channel: str | None, data: Mapping[str, Any]) -> Waiver:
    """Return a declared exception from the data of `waiver_to_dict`."""
    until = datetime.date.fromisoformat(data["until"])
    return Waiver(rule=rule, channel=channel, because=data["because"], by=data["by"], until=until)


def waiver_to_dict(waiver: Waiver) -> dict[str, Any]:
    """Return a declared exception as plain data: its reason, who declared it, and until when."""
    return {"because": waiver.because, "by": waiver.by, "until": waiver.until.isoformat()}


def case_of_finding(finding: Finding) -> Case:
    """Return the case that a finding was made from.

    Raises:
        OptionError: its decision was unpickled or read back, and its rulebook is not at hand.
    """
    return finding._judged  # noqa: SLF001 - this module's own class
