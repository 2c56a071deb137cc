"""The decisions on one channel, and on the company as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

import attrs

from channelrules.decision.finding import Finding, PresumedFact, needs_rulebook, presumed_facts
from channelrules.decision.parts import Degree
from channelrules.decision.telling import Told, tell
from channelrules.inference.case import Case
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.inference.reliance import presuming_of_leaning

__all__ = ["ChannelDecision", "CompanyDecision", "case_of_subject"]


@attrs.frozen(eq=False, slots=False, kw_only=True)
class _Subject:
    """The common part of channels and companies: findings, and the presumed facts behind a leaning."""

    leaning: Verdict | tuple[CompanyVerdict, ...] | None
    _case: Case | None = attrs.field(repr=False)
    _position: int | None = attrs.field(default=None, repr=False)
    _told: Told | None = attrs.field(default=None, repr=False)
    _presuming: tuple[PresumedFact, ...] | None = attrs.field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        # The pickled form names its rules; the rulebook is not pickled.
        kept = {each.name for each in attrs.fields(type(self))}
        state = {name: value for name, value in self.__dict__.items() if name in kept}
        return state | {"_case": None, "_told": self._said}

    def __copy__(self) -> Self:
        # It is frozen; pickling, by which it would be copied, leaves the rulebook behind.
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    @property
    def _doing(self) -> tuple[str, ...]:
        """What the company does there, in order."""
        return ()

    @property
    def _judged_as(self) -> str:
        """The verdict or, where there is none, the leaning; empty without either."""
        return ""

    @cached_property
    def _said(self) -> Told:
        if self._told is not None:
            return self._told
        if self._case is None:
            raise needs_rulebook()
        return tell(self._case, self._position, self._doing, self._judged_as)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What fires, is presumed or is waived there, worst first: the certain, then the presumed, then the waived."""
        return self._said.findings

    @property
    def open(self) -> tuple[Finding, ...]:
        """What could still fire, with what is missing, the heaviest first."""
        return self._said.open

    @property
    def clear(self) -> tuple[Finding, ...]:
        """What was asked and is in order."""
        return self._said.clear

    @cached_property
    def presuming(self) -> tuple[PresumedFact, ...]:
        """The presumed facts that the leaning rests on, of which none can be left out; empty without a leaning.

        Raises:
            OptionError: the decision was unpickled, and its rulebook is not at hand.
        """
        return self.presumed_told(None)

    def presumed_told(self, lang: str | None) -> tuple[PresumedFact, ...]:
        """Return them with texts in a language of the rulebook, its first where left out."""
        if self._presuming is not None and lang is None:
            return self._presuming
        if not self.leaning:
            return ()
        if self._case is None:
            raise needs_rulebook()
        return presumed_facts(self._case, presuming_of_leaning(self._case, self._position), lang)

    def _findings(self, lang: str | None) -> dict[str, list[dict[str, Any]]]:
        return {each: [one.to_dict(lang) for one in getattr(self, each)] for each in ("findings", "open", "clear")}


@attrs.frozen(eq=False, slots=False, kw_only=True)
class ChannelDecision(_Subject):
    """The decision on one channel.

    Attributes:
        id: of the channel; ``network`` is the canonical id of its network, ``name`` the network's name.
        verdict: asset, potential, helpful, whim, undetermined or out of use, whatever the unstated facts are.
        possible: the verdicts that remain possible, best first; one where it is settled.
        leaning: the one verdict left under presumptions, where the verdict is undetermined; ``None`` where it is
            settled, or where presumptions do not settle it.
        actions: what the company does, in order; ``action`` is the first. They rest on presumptions, too, but
            no channel is parked or closed on a presumption alone.
        degree: to what extent the potential is realised, on stated facts.

    Examples:
        >>> channel = decision.channel("tt")
        >>> channel.verdict, channel.leaning
        (<Verdict.UNDETERMINED: 'undetermined'>, <Verdict.HELPFUL: 'helpful'>)
        >>> channel.actions
        ('keep', 'secure_access', 'fix')
        >>> [verdict.value for verdict in channel.possible]
        ['helpful', 'whim']
    """

    id: str
    network: str
    name: str
    verdict: Verdict
    possible: tuple[Verdict, ...]
    leaning: Verdict | None
    actions: tuple[str, ...]
    degree: Degree

    def __copy__(self) -> Self:
        # It is frozen; pickling, by which it would be copied, leaves the rulebook behind.
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    @property
    def _doing(self) -> tuple[str, ...]:
        return self.actions

    @property
    def _judged_as(self) -> str:
        known = self.leaning if self.verdict is Verdict.UNDETERMINED else self.verdict
        return "" if known is None else known.value

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ChannelDecision:
        """Return it from plain data; the rulebook is not at hand."""
        return cls(
            id=data["id"],
            network=data["network"],
            name=data["name"],
            verdict=Verdict(data["verdict"]),
            possible=tuple(map(Verdict, data["possible"])),
            leaning=None if data["leaning"] is None else Verdict(data["leaning"]),
            actions=tuple(data["actions"]),
            degree=Degree(**data["degree"]),
            **_told_in(data),
        )

    @property
    def action(self) -> str | None:
        """What the company does first; ``None`` for a channel out of use."""
        return self.actions[0] if self.actions else None

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the channel's decision as plain data for JSON, its texts in a language of the rulebook."""
        return {
            "id": self.id,
            "network": self.network,
            "name": self.name,
            "verdict": self.verdict.value,
            "possible": [each.value for each in self.possible],
            "leaning": None if self.leaning is None else self.leaning.value,
            "presuming": [each.to_dict() for each in self.presumed_told(lang)],
            "action": self.action,
            "actions": list(self.actions),
            "degree": self.degree.to_dict(),
            **self._findings(lang),
        }


@attrs.frozen(eq=False, slots=False, kw_only=True)
class CompanyDecision(_Subject):
    """The decision on the company as a whole.

    Attributes:
        name: of the company.
        verdicts: ready or nothing to judge, each alone; unplanned, overextended or both; empty while nothing is
            certain.
        possible: what could hold once the missing facts are known.
        leaning: the verdicts that hold under presumptions, where they differ from those that hold for certain.

    Examples:
        >>> decision.company.verdicts
        (<CompanyVerdict.READY: 'ready'>,)
        >>> [finding.id for finding in decision.company.findings][:2]
        ['levels-left-out', 'empty-months']
    """

    name: str
    verdicts: tuple[CompanyVerdict, ...]
    possible: tuple[CompanyVerdict, ...]
    leaning: tuple[CompanyVerdict, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> CompanyDecision:
        """Return it from plain data; the rulebook is not at hand."""
        return cls(
            name=data["name"],
            verdicts=tuple(map(CompanyVerdict, data["verdicts"])),
            possible=tuple(map(CompanyVerdict, data["possible"])),
            leaning=tuple(map(CompanyVerdict, data["leaning"])),
            **_told_in(data),
        )

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the company's decision as plain data for JSON, its texts in a language of the rulebook."""
        return {
            "name": self.name,
            "verdicts": [each.value for each in self.verdicts],
            "possible": [each.value for each in self.possible],
            "leaning": [each.value for each in self.leaning],
            "presuming": [each.to_dict() for each in self.presumed_told(lang)],
            **self._findings(lang),
        }


def _told_in(data: Mapping[str, Any]) -> dict[str, Any]:
    told = Told(*(tuple(map(Finding.from_dict, data[each])) for each in ("findings", "open", "clear")))
    return {"told": told, "case": None, "presuming": tuple(map(PresumedFact.from_dict, data["presuming"]))}


def case_of_subject(decided: ChannelDecision | CompanyDecision) -> Case | None:
    """Return the case that a channel or a company was judged in; ``None`` where the decision was read back."""
    return decided._case  # noqa: SLF001 - a class of this module
