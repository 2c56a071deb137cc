"""A decision out of the plain data that it told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from channelrules.decision.decision import (
    FORMAT,
    ChannelDecision,
    CompanyDecision,
    Decision,
    Degree,
    EditionDifference,
    EditionView,
    WaiverState,
    WaiverUse,
)
from channelrules.decision.finding import Finding, PresumedFact, read_presumed
from channelrules.errors import OptionError
from channelrules.facts.profile import Waiver
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import Severity

if TYPE_CHECKING:
    from channelrules.decision.rulebook import Rulebook

__all__ = ["read_back"]


def read_back(data: Mapping[str, Any], book: Rulebook) -> Decision:
    """Return the decision that plain data tells.

    Raises:
        OptionError: another rulebook decided, or the data is no decision of this format.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        given = data.get("format") if isinstance(data, Mapping) else type(data).__name__
        raise OptionError(f"this is no decision of format {FORMAT}: {str(given)[:40]!r} is given")
    try:
        digest = data["rulebook"]["digest"]
        if digest != book.digest:
            raise _another(str(digest), book)
        return Decision(
            as_of=datetime.date.fromisoformat(data["as_of"]),
            edition=Edition(data["edition"]),
            company=_company(data["company"]),
            channels=tuple(_channel(each) for each in data["channels"]),
            waivers=tuple(map(_waiver_use, data["waivers"])),
            editions_differ=tuple(
                EditionDifference(each["channel"], _view(each["guidance"]), _view(each["current"]))
                for each in data["editions_differ"]
            ),
            presume=data["presume"],
            digest=digest,
            format=FORMAT,
            judged=None,
            data=data,
        )
    except (KeyError, TypeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"[:120]
        raise OptionError(f"this is no whole decision: it lacks a part, or a part is not as written ({what})") from None


def _another(digest: str, book: Rulebook) -> OptionError:
    return OptionError(
        f"another rulebook decided: its digest is {digest[:12]}…, that of '{book.name}' is {book.digest[:12]}…"
    )


def _findings(data: Mapping[str, Any], which: str) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            id=each["rule"],
            subject=each["subject"],
            outcome=Outcome(each["outcome"]),
            severity=Severity(each["severity"]),
            under_presumptions=each["under_presumptions"],
            waiver=_waiver(each["rule"], each["subject"], each["waiver"]) if "waiver" in each else None,
            case=None,
            channel=None,
            data=each,
        )
        for each in data[which]
    )


def _waiver(rule: str, channel: str | None, data: Mapping[str, Any]) -> Waiver:
    until = datetime.date.fromisoformat(data["until"])
    return Waiver(rule=rule, channel=channel, because=data["because"], by=data["by"], until=until)


def _waiver_use(data: Mapping[str, Any]) -> WaiverUse:
    return WaiverUse(_waiver(data["rule"], data["channel"], data), WaiverState(data["state"]))


def _presuming(data: Mapping[str, Any]) -> tuple[PresumedFact, ...]:
    return tuple(map(read_presumed, data["presuming"]))


def _company(data: Mapping[str, Any]) -> CompanyDecision:
    return CompanyDecision(
        name=data["name"],
        verdicts=tuple(map(CompanyVerdict, data["verdicts"])),
        possible=tuple(map(CompanyVerdict, data["possible"])),
        leaning=tuple(map(CompanyVerdict, data["leaning"])),
        findings=_findings(data, "findings"),
        open=_findings(data, "open"),
        clear=_findings(data, "clear"),
        case=None,
        presuming=_presuming(data),
    )


def _channel(data: Mapping[str, Any]) -> ChannelDecision:
    return ChannelDecision(
        id=data["id"],
        network=data["network"],
        name=data["name"],
        verdict=Verdict(data["verdict"]),
        possible=tuple(map(Verdict, data["possible"])),
        leaning=None if data["leaning"] is None else Verdict(data["leaning"]),
        actions=tuple(data["actions"]),
        degree=Degree(**data["degree"]),
        findings=_findings(data, "findings"),
        open=_findings(data, "open"),
        clear=_findings(data, "clear"),
        case=None,
        presuming=_presuming(data),
    )


def _view(data: Mapping[str, Any]) -> EditionView:
    return EditionView(
        verdict=Verdict(data["verdict"]),
        possible=tuple(map(Verdict, data["possible"])),
        leaning=None if data["leaning"] is None else Verdict(data["leaning"]),
        findings=tuple(data["findings"]),
    )
