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

__all__ = ["another_decided", "read_back"]


def read_back(data: object, digest: str) -> Decision:
    """Return the decision from plain data.

    Args:
        data: what `Decision.to_dict` returned, or the same out of JSON.
        digest: of the rulebook that is to have decided.

    Raises:
        OptionError: another rulebook decided, or the data is no decision of this format.
    """
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        given = data.get("format") if isinstance(data, Mapping) else type(data).__name__
        raise OptionError(f"this is no decision of format {FORMAT}: {str(given)[:40]!r} is given")
    try:
        decided = data["rulebook"]["digest"]
        if decided != digest:
            raise another_decided(str(decided), digest)
        return _decision(data)
    except (KeyError, TypeError, ValueError) as error:
        what = f"{type(error).__name__}: {error}"[:120]
        raise OptionError(f"this is no whole decision: it lacks a part, or a part is not as written ({what})") from None


def another_decided(decided: str, digest: str) -> OptionError:
    """Return the error for a decision used with a rulebook other than its own."""
    return OptionError(f"another rulebook decided: its digest is {decided[:12]}…, this one's {digest[:12]}…")


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
