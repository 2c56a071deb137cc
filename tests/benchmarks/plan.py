"""Ten rules written by hand as a Polars plan: what a good data engineer would write for these ten alone.

It says where they fire, and nothing of what is open, why, or what to do; no verdicts.
"""

from __future__ import annotations

from typing import Any

import polars as pl

import channelrules as cr

BOOK = cr.load_rules()
NUMBERS = {name: each.value for name, each in BOOK.parameters.items()}

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


def judge(table: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row for each channel, with a column for each rule: whether it fires."""
    channel = pl.col("channels").struct.field
    flat = table.select("company", "channels").explode("channels")

    def said(name: str, *values: str) -> Any:
        return channel(name).is_in(list(values))

    used = said("status", "planned", "active", "dormant")
    running = said("status", "active", "dormant")
    asset = channel("role") == "asset"
    behind = (channel("stands_for") == "company") | (channel("fronted_by") == "company")
    plan = channel("editorial_plan").struct.field
    denied = plan("exists").not_() & plan("entries").is_null() & plan("renewed_on").is_null()
    fires = {
        "no-future-benefit": used & asset & (channel("benefit") == "none"),
        "no-access": running & behind & channel("company_is_admin").not_(),
        "posts-put-off": running & (channel("posts_postponed") >= NUMBERS["postponed_posts"]),
        "pace-not-kept": running
        & (channel("posts_published_per_month") < NUMBERS["pace_lost_below"] * channel("posts_planned_per_month")),
        "return-below-cost": running & (channel("return_per_month") < channel("cost_per_month")),
        "return-not-measured": running
        & asset
        & channel("return_measured").not_()
        & channel("return_per_month").is_null(),
        "nobody-runs-it": running & asset & ((channel("run_by") == "nobody") | (channel("hours_per_week") == 0)),
        "no-editorial-plan": (channel("status") == "active") & denied,
        "single-administrator": running
        & channel("company_is_admin")
        & (channel("administrators") < NUMBERS["administrators_least"]),
        "sponsored-without-original": used
        & (channel("network") == "facebook")
        & (channel("sponsored_spend_per_month") > 0)
        & (channel("original_posts_per_month") == 0),
    }
    return flat.select("company", *(each.fill_null(value=False).alias(name) for name, each in fires.items()))
