"""Ten rules written by hand as a Polars plan: what a good data engineer would write for these ten alone.

It says where they fire, and nothing of what is open, why, or what to do; no verdicts.
"""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

import channelrules as cr
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.network import Edition

BOOK = cr.load_rules()
NUMBERS = {name: each.value for name, each in BOOK.parameters.items()}
DAY = datetime.date(2026, 11, 1)

RULES = (
    "no-future-benefit",
    "no-access",
    "posts-put-off",
    "pace-not-kept",
    "return-below-cost",
    "return-not-measured",
    "nobody-runs-it",
    "no-editorial-plan",
    "single-administrator",
    "sponsored-without-original",
)


def networks(fact: str, value: object) -> list[str]:
    """The names of the networks of which a fact has a value, as tables have them."""
    place = list(NETWORK_FACTS).index(fact)
    ids = BOOK.knowledge.network_ids
    return [name for name in ids if BOOK.networks[ids[name]].row(Edition.GUIDANCE, DAY)[place] == value]


def judge(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row for each channel, with a column for each rule: whether it fires."""
    channel = pl.col("channels").struct.field
    flat = table.select("company", "as_of", "channels").explode("channels")

    def said(name: str, *values: str) -> Any:
        return channel(name).is_in(list(values))

    used = said("status", "planned", "active", "dormant")
    running = said("status", "active", "dormant")
    asset = channel("role") == "asset"
    behind = (
        (channel("stands_for") == "company")
        | (channel("fronted_by") == "company")
        | said("account", "company_page", "business_account")
    )
    separate = channel("network").is_in(networks("account_model", "separate"))
    own = separate & (channel("account") == "personal_profile") & (channel("stands_for") == "person")
    editorial = channel("network").is_in(networks("editorial", value=True))
    filled = editorial & own.not_() | asset
    published, planned = channel("posts_published_per_month"), channel("posts_planned_per_month")
    comes_out = running & (published > 0)
    rests = (channel("rests_from") <= pl.col("as_of")) & (pl.col("as_of") <= channel("rests_until"))
    few_wait = (channel("posts_postponed") < NUMBERS["postponed_posts"]) | (
        channel("posts_postponed") < NUMBERS["put_off_months"] * planned
    )
    worked_on = said("run_by", "agency", "freelancer") | (channel("external_hours_per_week") > 0) | comes_out
    measured = pl.when(channel("return_per_month").is_not_null()).then(True).otherwise(channel("return_measured"))
    plan = channel("editorial_plan").struct.field
    stated = plan("entries").is_not_null() | plan("renewed_on").is_not_null()
    there = pl.when(stated).then(True).otherwise(plan("exists"))
    fires = {
        "no-future-benefit": used & (channel("benefit") == "none"),
        "no-access": running
        & (behind | asset)
        & (own & (channel("fronted_by") == "owner")).not_()
        & channel("company_is_admin").not_(),
        "posts-put-off": running & (channel("posts_postponed") >= NUMBERS["postponed_posts"]),
        "pace-not-kept": running
        & editorial
        & (rests & (channel("run_by") != "nobody") & few_wait).not_()
        & (published < planned)
        & (published <= NUMBERS["pace_lost_below"] * planned),
        "return-below-cost": running
        & measured
        & (channel("return_per_month") > 0)
        & (channel("return_per_month") < channel("cost_per_month")),
        "return-not-measured": running & filled & measured.not_(),
        "nobody-runs-it": running
        & filled
        & ((channel("run_by") == "nobody") | ((channel("hours_per_week") > 0).not_() & worked_on.not_())),
        "no-editorial-plan": (channel("status") == "active") & editorial & own.not_() & there.not_(),
        "single-administrator": running
        & channel("company_is_admin")
        & (channel("administrators") < NUMBERS["administrators_least"]),
        "sponsored-without-original": running
        & (channel("network") == "facebook")
        & (channel("sponsored_spend_per_month") > 0)
        & ((channel("original_posts_per_month") > 0).not_() | comes_out.not_()),
    }
    return flat.select("company", *(each.fill_null(value=False).alias(name) for name, each in fires.items()))
