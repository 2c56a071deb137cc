"""A decision read back from its plain data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from channelrules.decision.decision import FORMAT, Decision
from channelrules.decision.parts import EditionDifference, WaiverUse
from channelrules.decision.subjects import ChannelDecision, CompanyDecision
from channelrules.errors import OptionError
from channelrules.knowledge.network import Edition
from channelrules.told import tell

__all__ = ["another_decided", "read_back"]


def read_back(data: object, digest: str) -> Decision:
    """Return the decision from plain data.

    Args:
        data: what `Decision.to_dict` returned, or the same from JSON.
        digest: of the rulebook that must have decided.

    Raises:
        OptionError: another rulebook decided, or the data is no decision of this format.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        given = data.get("format") if isinstance(data, Mapping) else type(data).__name__
        pattern = "this is no decision of format {format}: {seen} is given"
        raise OptionError(tell("no_decision", pattern, format=FORMAT, seen=repr(str(given)[:40])))
    try:
        decided = data["rulebook"]["digest"]
        if decided != digest:
            raise another_decided(str(decided), digest)
        return _decision(data)
    except (KeyError, TypeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"[:120]
        pattern = "this is no whole decision: it lacks a part, or a part is not as written ({why})"
        raise OptionError(tell("no_whole_decision", pattern, why=str(what))) from None


def another_decided(decided: str, digest: str) -> OptionError:
    """Return the error for a decision used with a rulebook other than its own."""
    pattern = "another rulebook decided: its digest is {other}…, this one's {own}…"
    return OptionError(tell("another_rulebook", pattern, other=decided[:12], own=digest[:12]))


def _decision(data: Mapping[str, Any]) -> Decision:
    return Decision(
        as_of=datetime.date.fromisoformat(data["as_of"]),
        edition=Edition(data["edition"]),
        company=CompanyDecision.from_dict(data["company"]),
        channels=tuple(map(ChannelDecision.from_dict, data["channels"])),
        waivers=tuple(map(WaiverUse.from_dict, data["waivers"])),
        differ=tuple(map(EditionDifference.from_dict, data["editions_differ"])),
        presume=data["presume"],
        digest=data["rulebook"]["digest"],
        format=FORMAT,
        judged=None,
        data=data,
    )
