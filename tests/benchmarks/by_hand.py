"""Eighteen of the rules as a programmer would write them by hand: the yardstick, and an oracle in the tests.

Unknown is ``None`` here too, and each function says true, false or unknown. The facts come from the profile itself; the
facts about a network come as a plain dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def judge(
    profile: cr.Profile, networks: Sequence[Mapping[str, Any]], numbers: Mapping[str, float]
) -> list[tuple[Said, ...]]:
    """Return the outcome of each of the rules for each channel."""
    formats = profile.company.formats
    plan = profile.communication_plan
    has_plan = None if plan is None else plan != "none"
    postponed_posts, lost_below = numbers["postponed_posts"], numbers["pace_lost_below"]
    least_administrators = numbers["administrators_least"]
    answers: list[tuple[Said, ...]] = []
    for channel, network in zip(profile.channels, networks, strict=True):
        status = channel.status
        in_use = status in {"planned", "active", "dormant"}
        running = status in {"active", "dormant"}
        facebook = network["id"] == "facebook"
        stands_for, fronted_by = channel.stands_for, channel.fronted_by
        company_behind = either(same(stands_for, "company"), same(fronted_by, "company"))
        as_person = both(same(channel.account, "personal_profile"), company_behind)
        is_asset = same(channel.role, "asset")
        benefit, admin = channel.benefit, channel.company_is_admin
        has_benefit = None if benefit is None else benefit != "none"
        idle = either(same(channel.run_by, "nobody"), same(channel.hours_per_week, 0))
        administrators, cost = channel.administrators, channel.cost_per_month
        few = None if administrators is None else administrators < least_administrators
        brings = channel.return_per_month
        measured = None if brings is None else brings != "not_measured"
        below: Said = None
        if isinstance(brings, int | float) and cost is not None:
            below = brings < cost
        put_off = None if channel.posts_postponed is None else channel.posts_postponed >= postponed_posts
        native = network["native_formats"]
        makes: Said = None if formats is None or native is None else any(each in formats for each in native)
        spend, original = channel.sponsored_spend_per_month, channel.original_posts_per_month
        hollow = both(None if spend is None else spend > 0, same(original, 0))
        planned, published = channel.posts_planned_per_month, channel.posts_published_per_month
        behind: Said = None
        if planned is not None and published is not None:
            behind = published < lost_below * planned
        editorial = channel.editorial_plan
        has_editorial = None if editorial is None else editorial != "none"
        answers.append(
            (
                both(in_use and facebook, as_person),
                both(in_use and not facebook and network["account_model"] == "separate", as_person),
                both(
                    in_use and network["account_model"] == "shared",
                    None if fronted_by is None else fronted_by != "company",
                ),
                both(in_use, both(is_asset, negated(has_benefit))),
                both(running, both(company_behind, negated(admin))),
                both(running, both(admin, few)),
                both(running, both(is_asset, idle)),
                both(running, both(is_asset, negated(measured))),
                both(running, below),
                both(running, put_off),
                both(in_use and network["id"] != "youtube", negated(makes)),
                both(in_use and facebook, hollow),
                both(in_use and not facebook, hollow),
                both(running, behind),
                both(running, both(behind, negated(has_editorial))),
                both(status == "active", negated(has_editorial)),
                both(status == "planned", both(is_asset, negated(has_editorial))),
                both(in_use, both(has_editorial, negated(has_plan))),
            )
        )
    return answers
