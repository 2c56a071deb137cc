"""What is known of a company, as frozen classes.

Every attribute may be ``None``, which means that nobody knows it; only an ``id``, a
``network``, a ``status``, a company's ``name`` and the date ``as_of`` are always there. What
*is known not to be there* is said with a word: ``editorial_plan="none"``, ``benefit="none"``,
``return_per_month="not_measured"``.

Each attribute carries its type, unit, range and meaning (`channelrules.facts.spec` declares them), so that
the reader of files, the vocabulary of rules and the reference all say the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final, Literal

import attrs

from channelrules.errors import ProfileError
from channelrules.facts.limits import FIRST_AS_OF, LAST_AS_OF
from channelrules.facts.spec import documented, fact, many, one
from channelrules.language.types import date, number, one_of, set_of, text, yes_no

__all__ = [
    "Channel",
    "CommunicationPlan",
    "Company",
    "EditorialEntry",
    "EditorialPlan",
    "FollowerCount",
    "NetworkFacts",
    "PlanEntry",
    "Profile",
    "Waiver",
]

FORMATS: Final = (
    "text",
    "image",
    "link",
    "video",
    "short_video",
    "audio",
    "live",
    "infographic",
    "ebook",
)
LEVELS: Final = (
    "website",
    "blog",
    "social",
    "advertising",
    "newsletter",
    "print",
    "events",
    "public_relations",
    "app",
    "other",
)
STATUSES: Final = ("planned", "active", "dormant", "parked", "closed")


def _wrong(message: str, path: str) -> None:
    raise ProfileError(message, path=path)


def _twice(ids: list[str]) -> str:
    met: set[str] = set()
    return next(each for each in ids if each in met or met.add(each))  # type: ignore[func-returns-value]


@documented
@attrs.frozen(kw_only=True)
class Company:
    """What is known of the company as a whole. Hours are hours of work a week."""

    name: str = fact(text, "the company's name", required=True)
    size: str | None = fact(one_of("micro", "small", "medium", "large"), "the company's size")
    currency: str | None = fact(text, "the currency of every sum of money in the profile, such as EUR")
    marketing_levels: tuple[str, ...] | None = fact(set_of(*LEVELS), "the levels of marketing in use")
    formats: tuple[str, ...] | None = fact(set_of(*FORMATS), "the content formats that it can make or buys")
    hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week for all channels together, now", high=100_000
    )
    hours_per_week_long_term: float | None = fact(
        number("hours/week", low=0), "hours a week that it can keep up for a year and more", high=100_000
    )
    video_hours_per_week: float | None = fact(
        number("hours/week", low=0), "of its own hours a week, those for making video", high=100_000
    )
    external_hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week of content work that it buys", high=100_000
    )


@documented
@attrs.frozen(kw_only=True)
class FollowerCount:
    """How many people followed a channel on a day."""

    on: datetime.date = fact(date, "the day of the count", required=True)
    count: int = fact(number("followers", low=0), "followers, fans or subscribers", required=True, whole=True)


@documented
@attrs.frozen(kw_only=True)
class EditorialEntry:
    """One piece of content in an editorial plan. What it leaves out, the plan leaves out."""

    on: datetime.date | None = fact(date, "the day on which it comes out")
    content: str | None = fact(text, "what comes out")
    plan_entry: str | None = fact(text, "the id of the entry of the communication plan that it belongs to")


@documented
@attrs.frozen(kw_only=True)
class EditorialPlan:
    """The content plan of one channel."""

    renewed_on: datetime.date | None = fact(date, "the day on which it was last renewed")
    entries: tuple[EditorialEntry, ...] | None = many(EditorialEntry, "what comes out, and when")


@documented
@attrs.frozen(kw_only=True)
class Channel:
    """One channel: a page, profile or account on a network, or a tool of the company's own."""

    id: str = fact(text, "the channel's id in this profile", required=True, identifier=True)
    network: str = fact(
        text, "the network's id or alias, or an owned tool such as blog", required=True, identifier=True
    )
    status: str = fact(one_of(*STATUSES), "whether it is in use", required=True)
    account: str | None = fact(
        one_of("company_page", "personal_profile", "shared_profile", "business_account"), "the type of account"
    )
    stands_for: str | None = fact(one_of("company", "person"), "whom the account speaks for")
    fronted_by: str | None = fact(one_of("company", "owner", "employee"), "whose face it shows")
    run_by: str | None = fact(one_of("company", "agency", "employee", "nobody"), "who does the daily work")
    company_is_admin: bool | None = fact(
        yes_no, "whether the company itself holds the credentials or an administrator role"
    )
    administrators: int | None = fact(
        number("people", low=0), "how many people can administer it", whole=True, high=10_000
    )
    role: str | None = fact(one_of("asset", "support"), "whether it was chosen to become an asset or only supports")
    benefit: str | None = fact(text, "the future profit or advantage that it is meant to bring", absent="none")
    hours_per_week: float | None = fact(number("hours/week", low=0), "hours a week spent on it", high=10_000)
    posts_planned_per_month: float | None = fact(
        number("posts/month", low=0), "posts a month that were planned", high=100_000
    )
    posts_published_per_month: float | None = fact(
        number("posts/month", low=0), "posts a month that came out", high=100_000
    )
    original_posts_per_month: float | None = fact(
        number("posts/month", low=0), "of those, posts that were new and made for it", high=100_000
    )
    posts_postponed: int | None = fact(
        number("posts", low=0), "planned posts that were put off and are still waiting", whole=True, high=100_000
    )
    last_post_on: datetime.date | None = fact(date, "the day of the last post")
    video_length: str | None = fact(one_of("short", "long"), "whether its videos are short or long")
    sponsored_spend_per_month: float | None = fact(
        number("money/month", low=0), "money a month for paid promotion on it"
    )
    cost_per_month: float | None = fact(number("money/month", low=0), "what it costs a month, work included")
    return_per_month: float | str | None = fact(
        number("money/month", low=0), "what it brings in a month", absent="not_measured"
    )
    followers: tuple[FollowerCount, ...] | None = many(FollowerCount, "counts of followers over time")
    engagement_rate: float | None = fact(number("1", low=0), "engagement per follower, 0 to 1", high=1)
    editorial_plan: EditorialPlan | str | None = one(EditorialPlan, "its content plan", absent="none")

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.stands_for == "person" and self.fronted_by == "company":
            _wrong("an account that stands for a person is not fronted by the company", "stands_for")
        if self.company_is_admin and self.administrators == 0:
            _wrong("the company is said to be an administrator, and that there is none", "administrators")
        planned, original = self.posts_published_per_month, self.original_posts_per_month
        if planned is not None and original is not None and original > planned:
            _wrong(f"{original:g} original posts are more than the {planned:g} published", "original_posts_per_month")
        if self.followers is not None and len({each.on for each in self.followers}) < len(self.followers):
            _wrong("two counts of followers bear the same day", "followers")

    @property
    def has_benefit(self) -> bool | None:
        """Whether a future benefit is intended; ``None`` where nobody knows."""
        return None if self.benefit is None else self.benefit != "none"

    @property
    def return_measured(self) -> bool | None:
        """Whether what it brings in is measured; ``None`` where nobody knows."""
        return None if self.return_per_month is None else self.return_per_month != "not_measured"

    @property
    def monthly_return(self) -> float | None:
        """What it brings in a month, where that is measured and known."""
        return self.return_per_month if isinstance(self.return_per_month, int | float) else None


@documented
@attrs.frozen(kw_only=True)
class PlanEntry:
    """One piece of content in a communication plan. What it leaves out, the plan leaves out."""

    id: str | None = fact(text, "the entry's id, for editorial plans to refer to")
    on: datetime.date | None = fact(date, "when it comes out")
    content: str | None = fact(text, "which content is made")
    to: str | None = fact(text, "where it goes: the id of a channel, or a level of marketing")


@documented
@attrs.frozen(kw_only=True)
class CommunicationPlan:
    """The plan that covers every level of marketing over half a year or a year."""

    starts_on: datetime.date | None = fact(date, "the first day that it covers", key="from")
    ends_on: datetime.date | None = fact(date, "the last day that it covers", key="until")
    written_on: datetime.date | None = fact(date, "the day on which it was written")
    market_reviewed_on: datetime.date | None = fact(
        date, "the day on which it was last held against the market and its trends"
    )
    levels: tuple[str, ...] | None = fact(set_of(*LEVELS), "the levels of marketing that it covers")
    entries: tuple[PlanEntry, ...] | None = many(PlanEntry, "what is made, when, and where it goes")

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            _wrong(f"the plan ends on {self.ends_on}, before it starts on {self.starts_on}", "until")
        ids = [entry.id for entry in self.entries or () if entry.id is not None]
        if len(set(ids)) < len(ids):
            _wrong(f"two entries have the id '{_twice(ids)[:60]}'", "entries")


@documented
@attrs.frozen(kw_only=True)
class Waiver:
    """A declared exception: a rule that does not count, why, on whose word, and until when."""

    rule: str = fact(text, "the id of the rule", required=True)
    channel: str | None = fact(text, "the id of the channel; the company where left out")
    because: str = fact(text, "the justification", required=True)
    by: str = fact(text, "who answers for it", required=True)
    until: datetime.date = fact(date, "the last day on which it counts", required=True)


@documented
@attrs.frozen(kw_only=True)
class NetworkFacts:
    """What the profile itself says about a network that the rulebook does not know."""

    id: str = fact(text, "the network's id", required=True, identifier=True)
    name: str | None = fact(text, "the network's name")
    account_model: str = fact(
        one_of("separate", "shared", "none", "owned"), "how it lets a company exist", required=True
    )
    designed_for: str = fact(one_of("business", "both", "consumers"), "whom it is designed for", required=True)
    main_format: str = fact(one_of(*FORMATS), "the format that it is made of", required=True)
    native_formats: tuple[str, ...] | None = fact(set_of(*FORMATS), "the formats that are at home on it")


@documented
@attrs.frozen(kw_only=True)
class Profile:
    """Everything known of one company on one day.

    ``parameters`` holds numbers of the rulebook that are others for this company, by name.

    Raises:
        ProfileError: an attribute is of the wrong type or out of range, or two contradict.
    """

    as_of: datetime.date = fact(date, "the day on which the facts were true", required=True)
    company: Company = one(Company, "the company", required=True)
    channels: tuple[Channel, ...] = many(Channel, "its channels", default=(), key="channel")
    communication_plan: CommunicationPlan | Literal["none"] | None = one(
        CommunicationPlan, "the communication plan", absent="none"
    )
    waivers: tuple[Waiver, ...] = many(Waiver, "declared exceptions", default=(), key="waiver")
    networks: tuple[NetworkFacts, ...] = many(NetworkFacts, "networks of its own", default=(), key="network")
    parameters: Mapping[str, float] = attrs.field(factory=dict, converter=dict)

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself, and a day from which advice could not look back or ahead."""
        if not FIRST_AS_OF <= self.as_of <= LAST_AS_OF:
            _wrong(f"{self.as_of} is given, a date from {FIRST_AS_OF} to {LAST_AS_OF} is expected", "as_of")
        for what, ids in (
            ("channel", [channel.id for channel in self.channels]),
            ("network", [network.id for network in self.networks]),
        ):
            if len(set(ids)) < len(ids):
                _wrong(f"two of them have the id '{_twice(ids)}'", what)
