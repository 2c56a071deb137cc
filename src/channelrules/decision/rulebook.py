"""The rulebook that users hold: what the guidance says, and how to judge a company by it."""

from __future__ import annotations

import datetime
import math
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import attrs

from channelrules.decision.case import Case
from channelrules.decision.decision import (
    ChannelDecision,
    CompanyDecision,
    Decision,
    Degree,
    EditionDifference,
    Finding,
    Outcome,
    Verdict,
    WaiverState,
    WaiverUse,
)
from channelrules.decision.verdicts import VerdictTable
from channelrules.errors import ChannelRulesError, OptionError, ProfileError, did_you_mean, refuse
from channelrules.facts.measures import Row
from channelrules.facts.profile import Profile, Waiver
from channelrules.facts.read import parse_profile, read_profile, unknown_network
from channelrules.inference import durable
from channelrules.inference.combined import DurableEngine
from channelrules.inference.engine import Engine, Outcomes, RuleSet
from channelrules.inference.native import NativeEngine
from channelrules.knowledge.check import examples_of
from channelrules.knowledge.knowledge import Knowledge
from channelrules.knowledge.load import load_knowledge
from channelrules.knowledge.locate import built_in_rules
from channelrules.knowledge.network import Edition, Network
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.rule import Example, Rule, Statement

__all__ = ["Rulebook", "load_rules"]

ENGINES: Final = ("durable", "native")


def load_rules(folder: str | os.PathLike[str] | None = None) -> Rulebook:
    """Return the built-in rulebook, or that of a folder.

    Args:
        folder: a folder of rules; the built-in ones where left out. It is data: nothing of it runs.

    Raises:
        Problems: everything that the folder has wrong.
    """
    if folder is None:
        return Rulebook(load_knowledge(built_in_rules(), trusted=True))
    return Rulebook(load_knowledge(Path(folder)))


@attrs.frozen(eq=False, slots=False)
class Rulebook:
    """What the guidance says, and how to judge a company by it. Get one from `load_rules`.

    A rulebook keeps nothing of what it judged; it may be shared by threads and pickled. Its rules are
    compiled when they are first wanted.

    Attributes:
        knowledge: its content as data.
    """

    knowledge: Knowledge

    @cached_property
    def _rules(self) -> RuleSet:
        return RuleSet.of(self.knowledge)

    @cached_property
    def _table(self) -> VerdictTable:
        return VerdictTable(self.knowledge, self._rules)

    @cached_property
    def _engines(self) -> Mapping[str, Engine]:
        engines: dict[str, Engine] = {"native": NativeEngine(self._rules)}
        if durable.available():
            engines["durable"] = DurableEngine(self._rules)
        return engines

    @cached_property
    def _default(self) -> tuple[Row, frozenset[str]]:
        names = [name.removeprefix("param.") for name in self._rules.layout.parameters]
        return tuple(self.knowledge.parameters[name].value for name in names), frozenset()

    def __reduce__(self) -> tuple[object, ...]:
        return Rulebook, (self.knowledge,)

    # --- what it says ---

    @property
    def name(self) -> str:
        """The rulebook's name."""
        return self.knowledge.name

    @property
    def version(self) -> str:
        """The version of its content."""
        return self.knowledge.version

    @property
    def digest(self) -> str:
        """A SHA-256 of its content, as hexadecimal digits."""
        return self.knowledge.digest

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Its rules, by id."""
        return self.knowledge.rules

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its numbers, by name."""
        return self.knowledge.parameters

    @property
    def networks(self) -> Mapping[str, Network]:
        """The networks and owned tools that it knows, by id."""
        return self.knowledge.networks

    @property
    def statements(self) -> Mapping[str, Statement]:
        """The statements of the guidance, by id."""
        return self.knowledge.statements

    def rule(self, id: str) -> Rule:  # noqa: A002 - the field is called so everywhere
        """Return a rule.

        Raises:
            OptionError: there is none with this id.
        """
        return self.knowledge.rule(id)

    def examples(self, rule: Rule) -> tuple[Example, ...]:
        """Return the examples of a rule."""
        return examples_of(self.knowledge, rule)

    # --- reading ---

    def read_profile(self, file: str | os.PathLike[str]) -> Profile:
        """Return the profile in a file, its networks and waivers held against this rulebook.

        Raises:
            Problems: everything that the file has wrong.
        """
        return read_profile(file, networks=self.knowledge.network_ids, rules=self.rules)

    def parse_profile(self, data: object, source: str = "profile") -> Profile:
        """Return the profile in plain data, such as ``json.loads`` gives.

        Raises:
            Problems: everything that is wrong with it.
        """
        return parse_profile(data, source=source, networks=self.knowledge.network_ids, rules=self.rules)

    # --- judging ---

    def assess(
        self,
        profile: Profile,
        *,
        edition: Edition | str = Edition.GUIDANCE,
        as_of: datetime.date | None = None,
        parameters: Mapping[str, float] | None = None,
        engine: str | None = None,
    ) -> Decision:
        """Return what is decided of a company.

        Args:
            profile: what is known of it.
            edition: which facts about networks are used: what the documents say (``guidance``;
                where they are silent, the current fact) or what holds now (``current``).
            as_of: the day on which facts about networks and waivers are taken; the profile's own
                day where left out. Spans such as silence are counted to the profile's day.
            parameters: numbers that are others for this call, by name; they win over the profile's.
            engine: ``native`` or ``durable``; where left out, durable-rules if it can be imported.

        Raises:
            OptionError: an unknown edition, engine or parameter, or a number out of its range.
            Problems: a channel on a network that nobody describes, or a waiver for a rule that
                does not exist.
        """
        chosen = self._engine(engine or ("durable" if "durable" in self._engines else "native"))
        return self._assess(profile, _edition(edition), as_of or profile.as_of, parameters, chosen)

    def assess_many(
        self,
        profiles: Iterable[Profile],
        *,
        edition: Edition | str = Edition.GUIDANCE,
        as_of: datetime.date | None = None,
        parameters: Mapping[str, float] | None = None,
        engine: str = "native",
    ) -> Iterator[Decision]:
        """Yield the decision of each profile, one at a time: memory does not grow with their number.

        Arguments and errors are those of `assess`; the native engine is used where none is named.
        """
        chosen, facts = self._engine(engine), _edition(edition)
        return (self._assess(profile, facts, as_of or profile.as_of, parameters, chosen) for profile in profiles)

    def _engine(self, name: str) -> Engine:
        if name not in ENGINES:
            message = f"there is no engine '{name}'; there are {', '.join(ENGINES)}"
            raise OptionError(message)
        if name not in self._engines:
            message = f"the engine '{name}' is not available here: durable-rules cannot be imported; use 'native'"
            raise OptionError(message)
        return self._engines[name]

    def _assess(
        self,
        profile: Profile,
        edition: Edition,
        day: datetime.date,
        overrides: Mapping[str, float] | None,
        engine: Engine,
    ) -> Decision:
        networks = self._networks(profile)
        if profile.waivers:
            self._check_waivers(profile)
        values, changed = self._default
        if overrides or profile.parameters:
            values, changed = self._parameters({**profile.parameters, **(overrides or {})})
        facts = [network.row(edition, day) for network in networks]
        rows = self._rules.layout.rows(profile, facts, values)
        outcomes = engine.outcomes(rows, values)
        case = Case(self.knowledge, self._rules, profile, networks, edition, day, values, changed, rows, outcomes)
        in_force = {(waiver.rule, waiver.channel): waiver for waiver in profile.waivers if waiver.until >= day}
        lifted = self._lifted(profile, in_force) if in_force else {}
        other = self._other_edition(case, facts, lifted)
        return self._decision(case, engine.name, in_force, lifted, other)

    def _networks(self, profile: Profile) -> tuple[Network, ...]:
        known, ids = self.knowledge.networks, self.knowledge.network_ids
        own: Mapping[str, Network] = (
            {each.id: Network.stated(each, profile.as_of) for each in profile.networks} if profile.networks else {}
        )
        try:
            return tuple([own.get(channel.network) or known[ids[channel.network]] for channel in profile.channels])
        except KeyError:
            raise refuse("profile", _unknown_networks(profile, ids, own)) from None

    def _check_waivers(self, profile: Profile) -> None:
        problems: list[ChannelRulesError] = []
        channels = {channel.id for channel in profile.channels}
        for position, waiver in enumerate(profile.waivers):
            if waiver.rule not in self.rules:
                message = f"there is no rule '{waiver.rule[:60]}'."
                path = f"waiver[{position}].rule"
                problems.append(ProfileError(message, path=path, hint=did_you_mean(waiver.rule, self.rules)))
            if waiver.channel is not None and waiver.channel not in channels:
                message = f"there is no channel '{waiver.channel[:60]}'."
                problems.append(ProfileError(message, path=f"waiver[{position}].channel"))
        if problems:
            raise refuse("profile", problems)

    def _parameters(self, overrides: Mapping[str, float]) -> tuple[Row, frozenset[str]]:
        for name, value in overrides.items():
            if name not in self.parameters:
                message = f"there is no parameter '{name[:60]}'. {did_you_mean(name, self.parameters)}".rstrip()
                raise OptionError(message)
            known = self.parameters[name]
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                message = f"the parameter '{name}' is a number, {value!r} is given"
                raise OptionError(message)
            if not known.low <= value <= known.high:
                message = f"the parameter '{name}' is between {known.low:g} and {known.high:g}, {value:g} is given"
                raise OptionError(message)
        names = [name.removeprefix("param.") for name in self._rules.layout.parameters]
        return tuple(overrides.get(name, self.parameters[name].value) for name in names), frozenset(overrides)

    def _lifted(
        self, profile: Profile, in_force: Mapping[tuple[str, str | None], Waiver]
    ) -> dict[str | None, frozenset[str]]:
        lifted: dict[str | None, frozenset[str]] = {}
        for rule, channel in in_force:
            known = self.rules[rule]
            if not known.waivable:
                continue
            everywhere = known.scope == "channel" and channel is None
            for subject in [each.id for each in profile.channels] if everywhere else [channel]:
                lifted[subject] = lifted.get(subject, frozenset()) | {rule}
        return lifted

    def _other_edition(
        self, case: Case, facts: list[Row], lifted: Mapping[str | None, frozenset[str]]
    ) -> dict[int, tuple[Verdict, ...]]:
        edition = case.edition.other
        other = [network.row(edition, case.day) for network in case.networks]
        if other == facts:
            return {}
        rows = self._rules.layout.rows(case.profile, other, case.parameters)
        changed = [
            position
            for position, (now, then) in enumerate(zip(rows.channels, case.rows.channels, strict=True))
            if now != then or rows.company != case.rows.company
        ]
        outcomes: Outcomes = self._engines["native"].outcomes(
            attrs.evolve(rows, channels=tuple(rows.channels[position] for position in changed)), case.parameters
        )
        found = {}
        for position, said in zip(changed, outcomes.channels, strict=True):
            waived = lifted.get(case.profile.channels[position].id, frozenset())
            found[position], _ = self._table.channel(
                rows.company, rows.channels[position], case.parameters, said, waived
            )
        return found

    def _decision(
        self,
        case: Case,
        engine: str,
        in_force: Mapping[tuple[str, str | None], Waiver],
        lifted: Mapping[str | None, frozenset[str]],
        other: Mapping[int, tuple[Verdict, ...]],
    ) -> Decision:
        channels = [
            self._channel_decision(case, position, in_force, lifted, other.get(position))
            for position in range(len(case.profile.channels))
        ]
        channels.sort(key=lambda each: each.id)
        company = self._company_decision(case, in_force, lifted)
        return Decision(
            as_of=case.day,
            edition=case.edition,
            engine=engine,
            company=company,
            channels=tuple(channels),
            waivers=_waiver_uses(case, company, channels) if case.profile.waivers else (),
            editions_differ=tuple(
                _difference(each, case.edition) for each in channels if each.other_edition is not None
            ),
            case=case,
        )

    def _findings(
        self,
        case: Case,
        channel: int | None,
        in_force: Mapping[tuple[str, str | None], Waiver],
        lifted: frozenset[str],
    ) -> tuple[Finding, ...]:
        rules = self._rules.company if channel is None else self._rules.channel
        outcomes = case.outcomes.company if channel is None else case.outcomes.channels[channel]
        subject = None if channel is None else case.profile.channels[channel].id
        found = []
        for rule, outcome in zip(rules, outcomes, strict=True):
            if outcome is False or rule.kind == "definition":
                continue
            waiver = (in_force.get((rule.id, subject)) or in_force.get((rule.id, None))) if in_force else None
            said = Outcome.OPEN if outcome is None else Outcome.WAIVED if rule.id in lifted else Outcome.FIRES
            found.append(Finding(rule, subject, said, waiver, case, channel))
        return tuple(sorted(found))

    def _channel_decision(
        self,
        case: Case,
        position: int,
        in_force: Mapping[tuple[str, str | None], Waiver],
        lifted: Mapping[str | None, frozenset[str]],
        other: tuple[Verdict, ...] | None,
    ) -> ChannelDecision:
        channel, row = case.profile.channels[position], case.rows.channels[position]
        waived = lifted.get(channel.id, frozenset()) if lifted else frozenset()
        possible, default = self._table.channel(
            case.rows.company, row, case.parameters, case.outcomes.channels[position], waived
        )
        verdict = possible[0] if len(possible) == 1 else Verdict.UNDETERMINED
        findings = self._findings(case, position, in_force, waived)
        fired = [each.rule for each in findings if each.outcome is Outcome.FIRES]
        elsewhere = None
        if other is not None:
            elsewhere = other[0] if len(other) == 1 else Verdict.UNDETERMINED
        return ChannelDecision(
            id=channel.id,
            network=case.networks[position].id,
            name=case.networks[position].name,
            verdict=verdict,
            possible=possible,
            actions=self._table.actions(verdict, default, fired, self.knowledge.actions),
            degree=self._degree(row),
            other_edition=elsewhere if elsewhere is not verdict else None,
            findings=findings,
        )

    def _degree(self, row: Row) -> Degree:
        place = self._rules.layout.place
        value, pace, growth = (
            row[place[name]] if name in place else None
            for name in ("channel.degree", "channel.pace_kept", "channel.growth_kept")
        )
        return Degree(value, pace, growth)  # type: ignore[arg-type]

    def _company_decision(
        self,
        case: Case,
        in_force: Mapping[tuple[str, str | None], Waiver],
        lifted: Mapping[str | None, frozenset[str]],
    ) -> CompanyDecision:
        waived = lifted.get(None, frozenset())
        verdicts, possible = self._table.company(case.rows.company, case.parameters, case.outcomes.company, waived)
        findings = self._findings(case, None, in_force, waived)
        return CompanyDecision(case.profile.company.name, verdicts, possible, findings)


def _edition(given: Edition | str) -> Edition:
    try:
        return Edition(given)
    except ValueError:
        names = ", ".join(each.value for each in Edition)
        message = f"there is no edition '{given}'; there are {names}"
        raise OptionError(message) from None


def _unknown_networks(profile: Profile, ids: Mapping[str, str], own: Mapping[str, Network]) -> list[ChannelRulesError]:
    return [
        unknown_network(channel.network, ids, f"channel[{position}].network")
        for position, channel in enumerate(profile.channels)
        if channel.network not in ids and channel.network not in own
    ]


def _difference(channel: ChannelDecision, edition: Edition) -> EditionDifference:
    assert channel.other_edition is not None
    pair = (channel.verdict, channel.other_edition)
    guidance, current = pair if edition is Edition.GUIDANCE else pair[::-1]
    return EditionDifference(channel.id, guidance, current)


def _waiver_uses(case: Case, company: CompanyDecision, channels: list[ChannelDecision]) -> tuple[WaiverUse, ...]:
    everywhere = [*company.findings, *(each for channel in channels for each in channel.findings)]
    uses = []
    for waiver in case.profile.waivers:
        met = [each for each in everywhere if each.waiver is waiver and each.outcome is not Outcome.OPEN]
        if waiver.until < case.day:
            state = WaiverState.EXPIRED
        elif not case.knowledge.rules[waiver.rule].waivable:
            state = WaiverState.NOT_WAIVABLE
        else:
            state = WaiverState.LIFTS if met else WaiverState.IDLE
        uses.append(WaiverUse(waiver, state))
    return tuple(sorted(uses, key=lambda use: (use.waiver.rule, use.waiver.channel or "", use.waiver.until)))
