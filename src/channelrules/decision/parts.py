"""The parts of a decision that are plain data: degrees, the two editions, waivers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from channelrules.decision.finding import waiver_of, waiver_to_dict
from channelrules.facts.profile import Profile, Waiver
from channelrules.inference.outcomes import Ordered, Verdict

__all__ = ["Degree", "EditionDifference", "EditionView", "TakenUp", "WaiverState", "WaiverUse"]


@attrs.frozen
class Degree:
    """To what extent a channel's potential is realised (G20), each 0 to 1, ``None`` where unknown.

    Attributes:
        value: the weaker of the two parts.
        pace: how far the pace of publishing is kept up with: against its own plan, and against
            the least pace that is known of the network.
        growth: how far the growth of the audience is kept up with.

    Examples:
        >>> decision.channel("fb").degree
        Degree(value=0, pace=0.125, growth=0)
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


@attrs.frozen
class EditionView:
    """The result for a channel under one edition of network facts.

    Attributes:
        verdict: the certain verdict.
        possible: the verdicts that remain possible.
        leaning: the one verdict left under presumptions, where the verdict is undetermined.
        findings: the ids of the rules that fire or are presumed.

    Examples:
        >>> view = decision.editions_differ[0].guidance
        >>> view.leaning, view.findings
        (<Verdict.HELPFUL: 'helpful'>, ('account-beyond-the-documents', 'no-access', 'no-editorial-plan'))
    """

    verdict: Verdict
    possible: tuple[Verdict, ...]
    leaning: Verdict | None
    findings: tuple[str, ...]

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> EditionView:
        """Return it from plain data."""
        return cls(
            verdict=Verdict(data["verdict"]),
            possible=tuple(map(Verdict, data["possible"])),
            leaning=None if data["leaning"] is None else Verdict(data["leaning"]),
            findings=tuple(data["findings"]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "verdict": self.verdict.value,
            "possible": [each.value for each in self.possible],
            "leaning": None if self.leaning is None else self.leaning.value,
            "findings": list(self.findings),
        }


@attrs.frozen
class EditionDifference:
    """A channel on which the guidance and current facts disagree (G35a).

    Attributes:
        channel: its id.
        guidance: the result under the guidance.
        current: the result under current facts.

    Examples:
        >>> differs = decision.editions_differ[0]
        >>> differs.channel, len(differs.guidance.findings), len(differs.current.findings)
        ('tt', 3, 2)
    """

    channel: str
    guidance: EditionView
    current: EditionView

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> EditionDifference:
        """Return it from plain data."""
        views = (EditionView.from_dict(data[each]) for each in ("guidance", "current"))
        return cls(data["channel"], *views)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {"channel": self.channel, "guidance": self.guidance.to_dict(), "current": self.current.to_dict()}


class WaiverState(Ordered):
    """The state of a declared exception.

    Examples:
        >>> [state.value for state in cr.WaiverState]
        ['lifts', 'idle', 'expired', 'not_waivable']
    """

    LIFTS = "lifts"
    IDLE = "idle"
    EXPIRED = "expired"
    NOT_WAIVABLE = "not_waivable"


@attrs.frozen
class WaiverUse:
    """A declared exception and its state; every exception is reported.

    Attributes:
        waiver: the exception as the profile declares it.
        state: its effect.

    Examples:
        >>> import attrs, datetime
        >>> day = datetime.date(2026, 10, 1)
        >>> waiver = cr.Waiver(rule="many-pages", because="a trial", by="Ada", until=day)
        >>> use = book.assess(attrs.evolve(profile, waivers=[waiver]), engine="native").waivers[0]
        >>> use.waiver.because, use.state
        ('a trial', <WaiverState.EXPIRED: 'expired'>)
    """

    waiver: Waiver
    state: WaiverState

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> WaiverUse:
        """Return it from plain data."""
        return cls(waiver_of(data["rule"], data["channel"], data), WaiverState(data["state"]))

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        told = {"rule": self.waiver.rule, "channel": self.waiver.channel, "state": self.state.value}
        return {**told, **waiver_to_dict(self.waiver)}


@attrs.frozen(eq=False, repr=False)
class TakenUp:
    """The source of an unpickled decision, from which a rulebook can restore it."""

    profile: Profile
    overrides: Mapping[str, float]
    engine: str
