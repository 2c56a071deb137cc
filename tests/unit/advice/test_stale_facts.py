"""Which facts about networks are told to be doubtful: those on which an answer hangs, and no others."""

from __future__ import annotations

import datetime
from typing import Any

import channelrules as cr

DAY = datetime.date(2026, 11, 1)
BOOK = cr.load_rules()


def profile(**facts: Any) -> cr.Profile:
    channel = cr.Channel(id="t", network="threads", status="active", **facts)
    company = cr.Company(name="Example", formats=("text",))
    return cr.Profile(as_of=DAY, company=company, channels=(channel,))


def test_an_old_fact_is_told_where_the_answer_hangs_on_it() -> None:
    """With every fact old, whom the network is designed for is told: were it another, so would be the leaning."""
    decision = BOOK.assess(profile(), as_of=DAY + datetime.timedelta(days=2_000))
    told = {each.fact: each for each in decision.doubts}
    assert "designed_for" in told
    assert told["designed_for"].old
    assert told["designed_for"].channel == "t"
    assert decision.to_dict()["doubts"][0]["channel"] == "t"
    other = BOOK.assess(profile())
    assert not other.doubts


def test_nothing_is_doubted_where_the_answer_stays() -> None:
    """A whim for want of any benefit hangs on no fact about its network, however old."""
    decision = BOOK.assess(profile(benefit="none"), as_of=DAY + datetime.timedelta(days=2_000))
    assert decision.channel("t").verdict is cr.Verdict.WHIM
    assert decision.doubts == ()


def test_the_table_of_page_limits_is_told_only_where_it_matters() -> None:
    """It is as long as its parameter, and empty for a company of one page or of none."""
    pages = tuple(
        cr.Channel(id=f"p{each}", network="instagram", status="active", account="business_account") for each in range(6)
    )
    company = cr.Company(name="Example")
    many = BOOK.assess(cr.Profile(as_of=DAY, company=company, channels=pages), parameters={"page_limits_shown": 8})
    assert [(each.limit, each.beyond) for each in many.page_limits] == [(n, n < 6) for n in range(1, 9)]
    one = BOOK.assess(cr.Profile(as_of=DAY, company=company, channels=pages[:1]))
    assert one.page_limits == ()
