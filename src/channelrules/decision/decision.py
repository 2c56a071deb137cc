"""What is answered: findings, a verdict for each channel, and the company's verdict."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.decision.finding import Finding, waiver_to_dict
from channelrules.errors import OptionError, did_you_mean
from channelrules.facts.profile import Waiver
from channelrules.judgement.case import Case
from channelrules.judgement.verdict import CompanyVerdict, Ordered, Outcome, Verdict
from channelrules.knowledge.knowledge import RULE_FORMAT
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Rule, Severity
from channelrules.language.expression import names_in
from channelrules.language.kleene import reasons

if TYPE_CHECKING:
    from channelrules.advice.changes import Changes
    from channelrules.advice.doubts import Doubt
    from channelrules.advice.explain import Reason
    from channelrules.advice.questions import Question
    from channelrules.advice.sensitivity import Tip
    from channelrules.advice.shortlist import Shortlist

# Advice is imported when it is asked for: judging alone does without it.

__all__ = [
    "FORMAT",
    "ChannelDecision",
    "CompanyDecision",
    "Decision",
    "Degree",
    "EditionDifference",
    "PageLimit",
    "ParameterUse",
    "WaiverState",
    "WaiverUse",
    "case_of",
]

FORMAT: Final = 1


@attrs.frozen
class Degree:
    """To what extent a channel's potential is realised (G20), each 0 to 1, ``None`` where unknown.

    Attributes:
        value: the weaker of the two parts.
        pace: how far the pace of publishing is kept up with: against its own plan, and against
            the least pace that is known of the network.
        growth: how far the growth of the audience is kept up with.
    """

    value: float | None
    pace: float | None
    growth: float | None

    def to_dict(self) -> dict[str, float | None]:
        """Return the degree as plain data, rounded to three places."""
        return {
            name: None if value is None else round(value, 3)
            for name, value in (("value", self.value), ("pace", self.pace), ("growth", self.growth))
        }


@attrs.frozen(eq=False)
class ChannelDecision:
    """What is decided of one channel.

    Attributes:
        id: of the channel; ``network`` is the canonical id of its network.
        verdict: asset, potential, helpful, whim, undetermined or out of use.
        possible: the verdicts that remain possible, best first; one where it is settled.
        actions: what the company does, in order; ``action`` is the first.
        degree: to what extent the potential is realised.
        other_edition: the verdict under the other edition of network facts, where it is another.
        findings: what fires, is waived or is open on this channel.
    """

    id: str
    network: str
    name: str
    verdict: Verdict
    possible: tuple[Verdict, ...]
    actions: tuple[str, ...]
    degree: Degree
    other_edition: Verdict | None
    findings: tuple[Finding, ...] = attrs.field(repr=False)

    @property
    def action(self) -> str | None:
        """What the company does first; ``None`` for a channel out of use."""
        return self.actions[0] if self.actions else None

    def to_dict(self) -> dict[str, Any]:
        """Return the channel's decision as plain data for JSON."""
        return {
            "id": self.id,
            "network": self.network,
            "verdict": self.verdict.value,
            "possible": [each.value for each in self.possible],
            "action": self.action,
            "actions": list(self.actions),
            "degree": self.degree.to_dict(),
            "findings": [each.to_dict() for each in self.findings],
        }


@attrs.frozen(eq=False)
class CompanyDecision:
    """What is decided of the company as a whole.

    Attributes:
        name: of the company.
        verdicts: ready alone, undetermined alone, or unplanned and overextended as they hold.
        possible: what could hold once the missing facts are known.
        findings: what fires, is waived or is open on the company.
    """

    name: str
    verdicts: tuple[CompanyVerdict, ...]
    possible: tuple[CompanyVerdict, ...]
    findings: tuple[Finding, ...] = attrs.field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the company's decision as plain data for JSON."""
        return {
            "name": self.name,
            "verdicts": [each.value for each in self.verdicts],
            "possible": [each.value for each in self.possible],
            "findings": [each.to_dict() for each in self.findings],
        }


@attrs.frozen(order=True)
class ParameterUse:
    """A parameter that an outcome rested on, its value, and on whose word."""

    name: str
    value: float
    unit: str
    origin: str
    source: str


@attrs.frozen
class PageLimit:
    """Whether the company's pages are beyond a limit; ``None`` where a fact is missing (G13a)."""

    limit: int
    beyond: bool | None


@attrs.frozen
class EditionDifference:
    """A channel whose verdict is another by the documents than by current facts (G35a)."""

    channel: str
    guidance: Verdict
    current: Verdict


class WaiverState(Ordered):
    """What became of a declared exception."""

    LIFTS = "lifts"
    IDLE = "idle"
    EXPIRED = "expired"
    NOT_WAIVABLE = "not_waivable"


@attrs.frozen
class WaiverUse:
    """A declared exception and what became of it: none is silent."""

    waiver: Waiver
    state: WaiverState


@attrs.frozen(eq=False, slots=False)
class Decision:
    """What is decided of one company: frozen, picklable, and the same on every engine.

    Attributes:
        as_of: the day on which facts about networks were taken.
        edition: which facts about networks were used.
        company: what is decided of the company as a whole.
        channels: what is decided of each channel, by id.
        waivers: every declared exception of the profile, and what became of it.
        editions_differ: the channels whose verdict hangs on the edition.
        format: the version of what `to_dict` returns.
    """

    as_of: datetime.date
    edition: Edition
    company: CompanyDecision
    channels: tuple[ChannelDecision, ...]
    waivers: tuple[WaiverUse, ...]
    editions_differ: tuple[EditionDifference, ...]
    format: int
    _case: Case = attrs.field(repr=False)

    def channel(self, id: str) -> ChannelDecision:  # noqa: A002 - the field is called so everywhere
        """Return what is decided of a channel.

        Raises:
            OptionError: the profile has no channel with this id.
        """
        for each in self.channels:
            if each.id == id:
                return each
        known = [each.id for each in self.channels]
        message = f"there is no channel '{id}' in this decision. {did_you_mean(id, known)}".rstrip()
        raise OptionError(message)

    def _position(self, channel: str | None) -> int | None:
        if channel is None:
            return None
        self.channel(channel)
        return self._case.positions[channel]

    def explain(self, channel: str | None = None, rule: str | None = None) -> Reason:
        """Return why a verdict is what it is, or why a rule fires, is clear or is open.

        Args:
            channel: the id of a channel; the company as a whole where left out.
            rule: the id of a rule; the verdict where left out.

        Returns:
            a tree down to the facts, each with its value and where it comes from. Those facts
            alone reproduce the outcome.

        Raises:
            OptionError: an unknown channel or rule, or a rule that is not asked there.
        """
        from channelrules.advice.explain import explain_rule, explain_verdict

        position = self._position(channel)
        if rule is None:
            return explain_verdict(self._case, position)
        known = self._case.knowledge.rule(rule)
        asked = "company" if channel is None else "channel"
        if known.retired is not None:
            raise OptionError(f"the rule '{rule}' is no longer in force: {known.retired}")
        if known.scope != asked:
            hint = "name a channel" if asked == "company" else "leave the channel out"
            raise OptionError(f"the rule '{rule}' is asked of each {known.scope}: {hint}")
        return explain_rule(self._case, known, position)

    def changes(self, channel: str | None = None, to: Verdict | CompanyVerdict | str | None = None) -> Changes:
        """Return the smallest sets of changes that reach a better verdict, the cheapest first.

        Args:
            channel: the id of a channel; the company as a whole where left out.
            to: the verdict to reach, or a better one: ``asset``, ``potential`` or ``helpful`` for a channel,
                ``ready`` for the company; the next better one where left out.

        Raises:
            OptionError: an unknown channel, or a verdict that nobody can aim at.
        """
        from channelrules.advice.changes import target_of
        from channelrules.advice.search import changes_towards

        position = self._position(channel)
        return changes_towards(self._case, position, target_of(self._case, position, to))

    def shortlist(
        self,
        hours: float | None = None,
        pages: int | None = None,
        budget: float | None = None,
        keep: Collection[str] = (),
    ) -> Shortlist:
        """Return which channels to keep, so that the limits hold and the company gains most.

        Args:
            hours: hours of work a week for all channels together; where left out, what the company can
                keep up or, where it does not say, what it has now.
            pages: pages to be managed; where left out, the hard limit of the rulebook.
            budget: money a month for all channels together; no limit where left out.
            keep: the ids of channels that are kept whatever they are worth.

        Raises:
            OptionError: a limit that is no number or negative, a channel in ``keep`` that is unknown or out
                of use, or a limit that what is to be kept goes beyond.
            MissingExtraError: there are more channels than can be searched, and no solver is installed.
        """
        from channelrules.advice.shortlist import Limits, shortlist

        company = self._case.profile.company
        if hours is None:
            lasting = company.hours_per_week_long_term
            hours = company.hours_per_week if lasting is None else lasting
        if pages is None and "pages_hard_limit" in self._case.knowledge.parameters:
            pages = int(self._case.value_of("pages_hard_limit"))
        return shortlist(self._case, Limits(hours, pages, budget), keep)

    def sensitivity(self, channel: str | None = None) -> tuple[Tip, ...]:
        """Return the numbers marked as ours on which a verdict hangs, with the values at which it tips.

        Args:
            channel: the id of a channel; the company as a whole where left out.

        Raises:
            OptionError: there is no such channel.
        """
        from channelrules.advice.sensitivity import sensitivity

        return sensitivity(self._case, self._position(channel))

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """The facts about networks under the verdicts that are unverified or old, by channel."""
        from channelrules.advice.doubts import doubts

        case = self._case
        return tuple(each for channel in range(len(case.profile.channels)) for each in doubts(case, channel))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every missing fact that could still matter, the most telling first."""
        from channelrules.advice.questions import questions

        return questions(self._case)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding: what fires first, then waived, then open, the heaviest first."""
        everywhere = [*self.company.findings, *(each for channel in self.channels for each in channel.findings)]
        return tuple(sorted(everywhere))

    @property
    def engine(self) -> str:
        """The name of the engine that found the outcomes."""
        return self._case.engine

    @property
    def has_errors(self) -> bool:
        """Whether a finding that fires is an error."""
        return any(each.outcome is Outcome.FIRES and each.severity is Severity.ERROR for each in self.findings)

    @cached_property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """The parameters that any outcome or degree rested on, by name."""
        case = self._case
        named: set[str] = set()
        places: list[tuple[int | None, tuple[Rule, ...]]] = [(None, case.rules.company)]
        places += [(position, case.rules.channel) for position in range(len(case.profile.channels))]
        for channel, rules in places:
            for rule in rules:
                named |= set(reasons(rule.node, case.facts(channel)).because)
        for decided in self.channels:
            if decided.degree.value is not None:
                named.add("channel.degree")
        used = self._below(named)
        return tuple(
            ParameterUse(
                name,
                case.value_of(name),
                case.knowledge.parameters[name].unit,
                "set" if name in case.overridden else case.knowledge.parameters[name].origin,
                case.source_of_parameter(name),
            )
            for name in sorted(used)
        )

    def _below(self, names: set[str]) -> set[str]:
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            measure = self._case.knowledge.measures.get(name)
            if name not in seen and measure is not None:
                waiting += names_in(measure.node)
            seen.add(name)
        return {name.removeprefix("param.") for name in seen if name.startswith("param.")}

    @cached_property
    def page_limits(self) -> tuple[PageLimit, ...]:
        """Whether the company's pages are beyond a limit of 1 to 6: the source's own figures are lost."""
        if "company.pages" not in self._case.knowledge.measures:
            return ()
        low, high = self._case.range_of("company.pages", None)
        return tuple(
            PageLimit(limit, True if low > limit else False if high <= limit else None) for limit in range(1, 7)
        )

    def render(self, *, lang: str | None = None, width: int = 88, show_open: bool = False) -> str:
        """Return the decision as plain text: `channelrules.render` with this decision."""
        from channelrules.decision.text import render

        return render(self, lang=lang, width=width, show_open=show_open)

    def to_dict(self, *, advice: bool = False) -> dict[str, Any]:
        """Return the decision as plain data for JSON, with the questions that are left.

        The same profile, rulebook and options give the same data on any engine and in any order
        of channels; so the engine's name is not part of it.

        Args:
            advice: whether all advice comes with it: for the company and each channel why it is so, the
                changes that reach a better verdict and the numbers of ours on which it hangs.
        """
        told = self._told()
        told["questions"] = [each.to_dict() for each in self.questions]
        if advice:
            told["company"] |= self._advice(None)
            told["channels"] = [{**each, **self._advice(each["id"])} for each in told["channels"]]
        return told

    def _advice(self, channel: str | None) -> dict[str, Any]:
        return {
            "why": self.explain(channel).to_dict(),
            "changes": self.changes(channel).to_dict(),
            "sensitivity": [each.to_dict() for each in self.sensitivity(channel)],
        }

    def _told(self) -> dict[str, Any]:
        knowledge = self._case.knowledge
        return {
            "format": self.format,
            "as_of": self.as_of.isoformat(),
            "edition": self.edition.value,
            "rulebook": {
                "name": knowledge.name,
                "version": knowledge.version,
                "digest": knowledge.digest,
                "format": RULE_FORMAT,
                "houses": [
                    {
                        "name": each.name,
                        "author": each.author,
                        "digest": each.digest,
                        "switched_off": [attrs.asdict(one) for one in each.switched_off],
                    }
                    for each in knowledge.houses
                ],
            },
            "editions_differ": [
                {"channel": each.channel, "guidance": each.guidance.value, "current": each.current.value}
                for each in self.editions_differ
            ],
            "company": self.company.to_dict(),
            "channels": [each.to_dict() for each in self.channels],
            "doubts": [each.to_dict() for each in sorted(self.doubts)],
            "page_limits": [{"limit": each.limit, "beyond": each.beyond} for each in self.page_limits],
            "parameters": [attrs.asdict(each) for each in self.parameters],
            "waivers": [
                {
                    "rule": each.waiver.rule,
                    "channel": each.waiver.channel,
                    "state": each.state.value,
                    **waiver_to_dict(each.waiver),
                }
                for each in self.waivers
            ],
        }

    def __eq__(self, other: object) -> bool:
        """Whether it says the same."""
        return isinstance(other, Decision) and self._told() == other._told()

    def __hash__(self) -> int:
        """Hash by company, day and verdicts."""
        return hash((self.company.name, self.as_of, tuple(each.verdict for each in self.channels)))

    def __lt__(self, other: Decision) -> bool:
        """Order by the company's name and the day."""
        return (self.company.name, self.as_of) < (other.company.name, other.as_of)


def case_of(decision: Decision) -> Case:
    """Return what a decision was told from."""
    return decision._case  # noqa: SLF001 - this module's own class
