"""The answer: findings, a verdict for each channel, and the company's verdict."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.decision.editions import differences
from channelrules.decision.finding import Finding, needs_rulebook
from channelrules.decision.labels import labels
from channelrules.decision.numbers import PageLimit, ParameterUse, page_limits_of, parameters_of
from channelrules.decision.parts import EditionDifference, TakenUp, WaiverUse
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.errors import OptionError, did_you_mean, expect
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import RULE_FORMAT, Severity
from channelrules.told import tell

if TYPE_CHECKING:
    from channelrules.advice.changes import Changes
    from channelrules.advice.question import Question
    from channelrules.advice.reason import Reason
    from channelrules.advice.sensitivity import Tip
    from channelrules.advice.shortlist import Shortlist
    from channelrules.advice.stale_facts import Doubt
    from channelrules.knowledge.presumption import Presumption

# Advice is imported on demand: judging does not need it.

__all__ = ["FORMAT", "Decision", "case_of"]

FORMAT: Final = 1
"""The version of what `Decision.to_dict` returns."""

_RANK: Final = {each: place for kind in (Outcome, Severity) for place, each in enumerate(kind)}


@attrs.frozen(eq=False, slots=False)
class Decision:
    """The decision on one company: frozen, picklable, and the same on every engine.

    Attributes:
        as_of: the day on which facts about networks were taken.
        edition: which facts about networks were used.
        company: the decision on the company as a whole.
        channels: the decision on each channel, by id.
        waivers: every declared exception of the profile, with its state.
        presume: whether presumptions were used.
        digest: of the rulebook that decided.
        format: the version of what `to_dict` returns.

    Examples:
        >>> decision.channel("fb").verdict, decision.has_errors
        (<Verdict.WHIM: 'whim'>, True)
        >>> [finding.id for finding in decision.findings][:2]
        ['company-as-personal-profile', 'long-silent-channel']
        >>> decision.questions[0].path
        'channel[tt].benefit'
        >>> decision.to_dict()["company"]["verdicts"]
        ['ready']
    """

    as_of: datetime.date
    edition: Edition
    company: CompanyDecision
    channels: tuple[ChannelDecision, ...]
    waivers: tuple[WaiverUse, ...]
    presume: bool
    digest: str
    format: int
    _judged: Case | None = attrs.field(repr=False)
    _differ: tuple[EditionDifference, ...] | None = attrs.field(default=None, repr=False)
    _taken_up: TakenUp | None = attrs.field(default=None, repr=False)
    _data: Mapping[str, Any] | None = attrs.field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        # The rulebook is not pickled: its digest and the judged profile are.
        kept = {each.name for each in attrs.fields(type(self))}
        state = {name: value for name, value in self.__dict__.items() if name in kept}
        case = self._judged
        if case is not None:
            state["_taken_up"] = TakenUp(case.profile, case.overrides, case.engine)
            state["_differ"] = self.editions_differ
        return state | {"_judged": None}

    def __copy__(self) -> Decision:
        # It is frozen; pickling, by which it would be copied, leaves the rulebook behind.
        return self

    def __deepcopy__(self, _memo: object) -> Decision:
        return self

    @property
    def _case(self) -> Case:
        if self._judged is None:
            raise needs_rulebook()
        return self._judged

    @property
    def is_whole(self) -> bool:
        """Whether its rulebook is at hand; false once it was pickled, or read back from plain data."""
        return self._judged is not None

    @property
    def taken_up(self) -> TakenUp | None:
        """The source of an unpickled decision, from which a rulebook can restore it; ``None`` for others."""
        return self._taken_up if self._judged is None else None

    def channel(self, id: str) -> ChannelDecision:  # noqa: A002 - the field is called so everywhere
        """Return the decision on a channel.

        Raises:
            OptionError: the profile has no channel with this id.
        """
        for each in self.channels:
            if each.id == id:
                return each
        known = [each.id for each in self.channels]
        message = tell("no_channel_in_decision", "there is no channel '{id}' in this decision", id=str(id)[:60])
        raise OptionError(message, hint=did_you_mean(id, known))

    def _position(self, channel: str | None) -> int | None:
        if channel is None:
            return None
        self.channel(channel)
        return self._case.positions[channel]

    def explain(self, channel: str | None = None, rule: str | None = None, *, presume: bool = True) -> Reason:
        """Return why a verdict holds, or why a rule fires, is clear or is open.

        Args:
            channel: the id of a channel; the company as a whole where left out.
            rule: the id of a rule; the verdict where left out.
            presume: whether to explain under presumptions what is open on stated facts: why a channel leans as it
                does, why a finding is presumed.

        Returns:
            a tree down to the facts, each with its value and where it comes from. Those facts
            alone, with what is presumed of the rest, reproduce the outcome.

        Raises:
            OptionError: an unknown channel or rule, or a rule that is not asked there.
        """
        from channelrules.advice.explain import explain_rule, explain_verdict

        position = self._position(channel)
        filled = self._case.filled if presume else self._case
        if rule is None:
            possible = self._case.verdicts.possible(position)
            return explain_verdict(self._case if len(possible) == 1 else filled, position)
        known = self._case.knowledge.rule(rule)
        asked = "company" if channel is None else "channel"
        if known.retired is not None:
            pattern = "the rule '{id}' is no longer in force: {why}"
            raise OptionError(tell("retired_rule", pattern, id=rule, why=known.retired))
        if known.scope != asked:
            if asked == "company":
                pattern = "the rule '{id}' is asked of each channel: name a channel"
                raise OptionError(tell("rule_of_channels", pattern, id=rule))
            pattern = "the rule '{id}' is asked of each company: leave the channel out"
            raise OptionError(tell("rule_of_company", pattern, id=rule))
        said = next(outcome for each, outcome in self._case.outcomes_at(position) if each.id == rule)
        return explain_rule(self._case if said is not None else filled, known, position)

    def changes(self, channel: str | None = None, to: Verdict | CompanyVerdict | str | None = None) -> Changes:
        """Return the smallest sets of changes that reach a better verdict, the cheapest first.

        Args:
            channel: the id of a channel; the company as a whole where left out.
            to: the verdict to reach, or a better one: ``asset``, ``potential`` or ``helpful`` for a channel,
                ``ready`` for the company; the next better one where left out.

        Raises:
            OptionError: an unknown channel, or a verdict that nobody can aim at.
        """
        from channelrules.advice.change_search import changes_towards
        from channelrules.advice.changes import target_of

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
        from channelrules.advice.shortlist import Limits
        from channelrules.advice.shortlist_search import shortlist

        company = self._case.profile.company
        if hours is None:
            lasting = company.hours_per_week_long_term
            hours = company.hours_per_week if lasting is None else lasting
        if pages is None and "pages_hard_limit" in self._case.knowledge.parameters:
            pages = int(self._case.value_of("pages_hard_limit"))
        return shortlist(self._case, Limits(hours, pages, budget), keep)

    def sensitivity(self, channel: str | None = None) -> tuple[Tip, ...]:
        """Return the numbers marked as ours on which a verdict depends, with the values at which it tips.

        Args:
            channel: the id of a channel; the company as a whole where left out.

        Raises:
            OptionError: there is no such channel.
        """
        from channelrules.advice.sensitivity import sensitivity

        return sensitivity(self._case, self._position(channel))

    @cached_property
    def editions_differ(self) -> tuple[EditionDifference, ...]:
        """The channels for which the other edition gives other findings, possible verdicts or another leaning."""
        return differences(self._case) if self._differ is None else self._differ

    @cached_property
    def doubts(self) -> tuple[Doubt, ...]:
        """The unverified or old facts about networks on which a verdict or a leaning depends, by channel."""
        from channelrules.advice.stale_facts import doubts

        return doubts(self._case)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every missing fact that could still matter, the most telling first."""
        from channelrules.advice.questions import questions

        return questions(self._case)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What fires, is presumed or is waived, worst first; the certain, then the presumed, then the waived."""
        return self._every("findings")

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """What could still fire, with what is missing, the heaviest first."""
        return self._every("open")

    @cached_property
    def clear(self) -> tuple[Finding, ...]:
        """What was asked and is in order."""
        return self._every("clear")

    def _every(self, which: str) -> tuple[Finding, ...]:
        found: list[Finding] = [*getattr(self.company, which)]
        for channel in self.channels:
            found += getattr(channel, which)
        # Sorting is stable: subjects, and each subject's findings, are already in order.
        return tuple(sorted(found, key=lambda each: (_RANK[each.outcome], _RANK[each.severity])))

    @property
    def engine(self) -> str:
        """The name of the engine that found the outcomes."""
        return self._case.engine

    @property
    def has_errors(self) -> bool:
        """Whether a finding that fires for certain is an error."""
        return any(each.outcome is Outcome.FIRES and each.severity is Severity.ERROR for each in self.findings)

    @property
    def has_presumed_errors(self) -> bool:
        """Whether a finding that fires for certain or is presumed is an error."""
        told = {Outcome.FIRES, Outcome.PRESUMED}
        return any(each.outcome in told and each.severity is Severity.ERROR for each in self.findings)

    @cached_property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """The parameters that any outcome or degree rested on, by name."""
        return parameters_of(self._case)

    @cached_property
    def page_limits(self) -> tuple[PageLimit, ...]:
        """Whether the company's pages are beyond each limit, up to the parameter ``page_limits_shown``.

        The source's own figures are lost (G13a), so all limits are given. Empty where it does not matter: where no
        finding about a limit of pages fires, is presumed, or is open whatever is presumed.
        """
        return page_limits_of(self._case)

    def render(self, *, lang: str | None = None, width: int = 100, everything: bool = False) -> str:
        """Return the decision as plain text: `channelrules.render` with this decision.

        Args:
            lang: a language of the rulebook; its first where left out.
            width: how many columns a line may take.
            everything: show every finding in full, what is open and in order, and each presumed fact.
        """
        from channelrules.rendering.text import render

        return render(self, lang=lang, width=width, everything=everything)

    @cached_property
    def presumptions(self) -> tuple[Presumption, ...]:
        """The presumptions in use, which are those that gave a value to a fact that nobody stated."""
        filled = self._case.filled
        return tuple(dict.fromkeys(sorted(filled.spots.values(), key=lambda each: each.id)))

    def to_dict(
        self, *, lang: str | None = None, advice: bool = False, include: Collection[str] | None = None
    ) -> dict[str, Any]:
        """Return the decision as plain data for JSON, with the questions that are left.

        The same profile, rulebook and options give the same data on any engine and in any order
        of channels; so the engine's name is not part of it.

        Args:
            lang: the language of every text in it; the rulebook's first where left out.
            advice: whether to include all advice: for the company and each channel the explanation, the changes
                that reach a better verdict and the numbers of ours on which it depends.
            include: the keys of the top level that are wanted; all where left out.

        Raises:
            OptionError: the rulebook has no such language, or the decision was unpickled and its rulebook is not
                at hand.
        """
        if self._data is not None and self._judged is None:
            return _some(self._data, include)
        told = self._told(lang, include)
        if include is None or "questions" in include:
            told["questions"] = [each.to_dict(lang) for each in self.questions]
        if advice:
            told["company"] |= self._advice(None, lang)
            told["channels"] = [{**each, **self._advice(each["id"], lang)} for each in told["channels"]]
        return told

    def to_html(
        self,
        lang: str | None = None,
        *,
        house: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None,
        before: Decision | None = None,
        names: bool = False,
    ) -> str:
        """Return the report for the client: one HTML file that fetches nothing, fit for a screen, a phone and A4.

        Args:
            lang: the language of every word in it; the rulebook's first where left out.
            house: a folder of house rules, or several, whose ``report.toml`` gives the report's author.
            before: the last decision, to show what changed since.
            names: whether persons are named, such as who said a fact.

        Raises:
            MissingExtraError: the extra ``report`` is not installed.
            OptionError: the rulebook has no such language or is not at hand, or ``before`` is of another company.
            Problems: everything that is wrong with the house's ``report.toml``.
        """
        from channelrules.report.html import decision_as_html

        return decision_as_html(self, lang, house=house, before=before, names=names)

    def _repr_html_(self) -> str | None:
        """Return it as a notebook shows it; ``None`` without the extra ``report``."""
        from channelrules.report.inline import decision_inline

        return decision_inline(self)

    def _advice(self, channel: str | None, lang: str | None) -> dict[str, Any]:
        return {
            "why": self.explain(channel).to_dict(lang),
            "changes": self.changes(channel).to_dict(lang),
            "sensitivity": [each.to_dict() for each in self.sensitivity(channel)],
        }

    def _told(self, lang: str | None = None, include: Collection[str] | None = None) -> dict[str, Any]:
        if self._data is not None and self._judged is None:
            return {key: value for key, value in self._data.items() if key != "questions"}
        tellers: dict[str, Callable[[], Any]] = {
            "format": lambda: self.format,
            "as_of": self.as_of.isoformat,
            "edition": lambda: self.edition.value,
            "presume": lambda: self.presume,
            "lang": lambda: self._case.knowledge.language(lang).lang,
            "rulebook": self._rulebook,
            "labels": lambda: labels(self._case.knowledge.language(lang), self._case),
            "editions_differ": lambda: [each.to_dict() for each in self.editions_differ],
            "company": lambda: self.company.to_dict(lang),
            "channels": lambda: [each.to_dict(lang) for each in self.channels],
            "doubts": lambda: [each.to_dict() for each in sorted(self.doubts)],
            "page_limits": lambda: [{"limit": each.limit, "beyond": each.beyond} for each in self.page_limits],
            "parameters": lambda: [attrs.asdict(each) for each in self.parameters],
            "presumptions": lambda: self._presumptions(lang),
            "waivers": lambda: [each.to_dict() for each in self.waivers],
        }
        if include is not None:
            for name in include:
                if name not in tellers and name != "questions":
                    known = [*tellers, "questions"]
                    message = tell("no_part", "a decision has no part '{name}'", name=name)
                    raise OptionError(message, hint=did_you_mean(name, known))
        return {name: tell() for name, tell in tellers.items() if include is None or name in include}

    def _rulebook(self) -> dict[str, Any]:
        knowledge = self._case.knowledge
        return {
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
        }

    def _presumptions(self, lang: str | None) -> list[dict[str, Any]]:
        words = self._case.knowledge.language(lang)
        return [
            {
                "id": each.id,
                "fact": each.fact,
                "why": words.tables["presumed_why"].get(each.id, each.why),
                "origin": each.origin,
                "cites": list(each.cites),
            }
            for each in self.presumptions
        ]

    def __eq__(self, other: object) -> bool:
        """Whether the content is the same; unpickled decisions are compared by rulebook, profile and options."""
        if not isinstance(other, Decision):
            return NotImplemented
        if self is other:
            return True
        mine, theirs = self._given, other._given
        if (self.is_whole or self._data is not None) and (other.is_whole or other._data is not None):
            return self._told() == other._told()
        return mine is not None and mine == theirs

    @property
    def _given(self) -> tuple[object, ...] | None:
        """All that the decision hangs on; ``None`` where it was read back from plain data."""
        case, taken = self._judged, self._taken_up
        if case is not None:
            of = (case.profile, dict(case.overrides))
        elif taken is not None:
            of = (taken.profile, dict(taken.overrides))
        else:
            return None
        return self.digest, self.edition, self.as_of, self.presume, *of

    def __hash__(self) -> int:
        """Hash by company, day and verdicts."""
        return hash((self.company.name, self.as_of, tuple(each.verdict for each in self.channels)))

    def __lt__(self, other: Decision) -> bool:
        """Order by the company's name and the day."""
        return (self.company.name, self.as_of) < (other.company.name, other.as_of)


def _some(data: Mapping[str, Any], include: Collection[str] | None) -> dict[str, Any]:
    return {key: value for key, value in data.items() if include is None or key in include}


def case_of(decision: Decision) -> Case:
    """Return the case that a decision was made from.

    Raises:
        OptionError: it is no decision, or its rulebook is not at hand.
    """
    expect(decision, Decision, cure=tell("get_a_decision", "Get one from Rulebook.assess."))
    return decision._case  # noqa: SLF001 - this module's own class
