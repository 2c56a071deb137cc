"""What is presumed at a place: why, and whether a yes states it."""

from __future__ import annotations

import datetime

import channelrules as cr
from channelrules.decision.decision import case_of
from channelrules.inference.confirming import asked, confirmation, why_presumed


def test_what_a_yes_states(book: cr.Rulebook) -> None:
    """A value as it stands, a plan that is not there as `none`; not a number that is only presumed to be above zero."""
    profile = cr.Profile(
        as_of=datetime.date(2026, 11, 1),
        company=cr.Company(name="Example"),
        channels=(cr.Channel(id="ig", network="instagram", status="active"),),
    )
    case, words = case_of(book.assess(profile)), book.knowledge.language("en")

    def stated(path: str) -> object:
        found = confirmation(case, path, words)
        return None if found is None else found.value

    assert stated("channel[ig].role") == "asset"
    assert stated("channel[ig].editorial_plan") == "none"
    assert stated("communication_plan") == "none"
    assert stated("channel[ig].results_per_month") == ()
    assert stated("channel[ig].hours_per_week") is None
    assert stated("channel[ig].benefit") is None
    assert stated("company.size") is None
    says = "We took it that Instagram is meant to become an asset. Is that so?"
    assert asked(case, "channel[ig].role", "?", words) == says
    assert asked(case, "company.size", "?", words) == "?"
    why = book.presumptions["channel.role"].why
    assert why_presumed(case, "channel.role", "channel[ig].role", words) == why
