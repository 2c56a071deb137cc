"""Eighteen of the rules as a programmer would write them by hand: the yardstick, and an oracle in the tests.

Unknown is ``None`` here too, and each function says true, false or unknown. The facts come from the profile itself; the
facts about a network come as a plain dictionary.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import channelrules as cr

Said = bool | None

CHANNEL_RULES = (
    "company-as-personal-profile",
    "company-as-personal-profile-elsewhere",
    "fronted-by-a-person",
    "no-future-benefit",
    "no-access",
    "single-administrator",
    "nobody-runs-it",
    "return-not-measured",
    "return-below-cost",
    "posts-put-off",
    "native-format-missing",
    "sponsored-without-original",
    "sponsored-without-original-elsewhere",
    "pace-not-kept",
    "pace-lost-without-plan",
    "no-editorial-plan",
    "opening-without-editorial-plan",
    "editorial-plan-alone",
)


def both(one: Said, other: Said) -> Said:
    """Kleene's and."""
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: Said, other: Said) -> Said:
    """Kleene's or."""
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def negated(one: Said) -> Said:
    """Kleene's not."""
    return None if one is None else not one


def same(value: object, wanted: object) -> Said:
    """Whether a known value is the one wanted."""
    return None if value is None else value == wanted


def above(value: float | None, bound: float | None) -> Said:
    """Whether a known number is above a known bound."""
    return None if value is None or bound is None else value > bound


def below(value: float | None, bound: float | None) -> Said:
    """Whether a known number is below a known bound."""
    return above(bound, value)


def any_of(*said: Said) -> Said:
    """Kleene's or, over several."""
    return reduce(either, said)


def all_of(*said: Said) -> Said:
    """Kleene's and, over several."""
    return reduce(both, said)


def at_rest(channel: cr.Channel, day: datetime.date) -> Said:
    """Whether the day lies in the channel's rest."""
    since, until = channel.rests_from, channel.rests_until
    return both(None if since is None else since <= day, None if until is None else day <= until)


def at_home(network: Mapping[str, Any], formats: Sequence[str] | None) -> Said:
    """Whether a format made is at home on the network; infographics are images."""
    native = network["native_formats"]
    if native is None or formats is None:
        return False if native == () or formats == () else None
    return any(each in formats for each in native) or ("image" in native and "infographic" in formats)


def judge(
    profile: cr.Profile, networks: Sequence[Mapping[str, Any]], numbers: Mapping[str, float]
) -> list[tuple[Said, ...]]:
    """Return the outcome of each of the rules for each channel."""
    plan = profile.communication_plan
    has_plan = None if plan is None else plan != "none"
    lost_below = numbers["pace_lost_below"]
    answers: list[tuple[Said, ...]] = []
    for channel, network in zip(profile.channels, networks, strict=True):
        status, account = channel.status, channel.account
        in_use = status in {"planned", "active", "dormant"}
        running = status in {"active", "dormant"}
        facebook, separate = network["id"] == "facebook", same(network["account_model"], "separate")
        fronted_by, editorial, brings = channel.fronted_by, channel.editorial_plan, channel.return_per_month
        business = None if account is None else account in {"company_page", "business_account"}
        company_behind = any_of(same(channel.stands_for, "company"), same(fronted_by, "company"), business)
        personal = same(account, "personal_profile")
        as_person = both(personal, company_behind)
        own_profile = all_of(separate, personal, same(channel.stands_for, "person"))
        is_asset, admin = same(channel.role, "asset"), channel.company_is_admin
        needs_editorial = both(network["editorial"], negated(own_profile))
        has_editorial = None if editorial is None else editorial != "none"
        planned, published = channel.posts_planned_per_month, channel.posts_published_per_month
        come_out = both(running, above(published, 0))
        by_others = None if channel.run_by is None else channel.run_by in {"agency", "freelancer"}
        others = any_of(by_others, above(channel.external_hours_per_week, 0), come_out)
        no_hours = negated(above(channel.hours_per_week, 0))
        measured = None if brings is None else brings != "not_measured"
        money = brings if isinstance(brings, int | float) else None
        put_off = negated(below(channel.posts_postponed, numbers["postponed_posts"]))
        hollow = both(
            above(channel.sponsored_spend_per_month, 0),
            either(negated(above(channel.original_posts_per_month, 0)), negated(come_out)),
        )
        share = None if planned is None else lost_below * planned
        behind = all_of(
            negated(at_rest(channel, profile.as_of)), below(published, planned), negated(above(published, share))
        )
        not_allowed = negated(same(network["business_on_personal_profile"], "allowed"))
        answers.append(
            (
                all_of(in_use and facebook, as_person),
                all_of(in_use and not facebook, separate, not_allowed, as_person),
                all_of(
                    in_use,
                    same(network["account_model"], "shared"),
                    None if fronted_by is None else fronted_by != "company",
                ),
                both(in_use, None if channel.benefit is None else channel.benefit == "none"),
                all_of(
                    running,
                    either(company_behind, is_asset),
                    negated(both(own_profile, same(fronted_by, "owner"))),
                    negated(admin),
                ),
                all_of(running, admin, below(channel.administrators, numbers["administrators_least"])),
                all_of(running, is_asset, either(same(channel.run_by, "nobody"), both(no_hours, negated(others)))),
                all_of(running, is_asset, negated(measured)),
                all_of(running, measured, above(money, 0), below(money, channel.cost_per_month)),
                both(running, put_off),
                all_of(
                    in_use and network["id"] != "youtube",
                    negated(come_out),
                    negated(at_home(network, profile.company.formats)),
                ),
                both(running and facebook, hollow),
                both(running and not facebook, hollow),
                all_of(running, network["editorial"], behind),
                all_of(running, needs_editorial, behind, negated(has_editorial)),
                all_of(status == "active", needs_editorial, negated(has_editorial)),
                all_of(status == "planned", is_asset, needs_editorial, negated(has_editorial)),
                all_of(in_use, has_editorial, negated(has_plan)),
            )
        )
    return answers
