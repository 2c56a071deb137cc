"""A company's profile, as frozen classes.

Every attribute may be ``None``, which means that nobody knows it; only an ``id``, a
``network``, a ``status``, a company's ``name`` and the date ``as_of`` are always there. What
*is known not to be there* is said with a word: ``editorial_plan="none"``, ``benefit="none"``,
``return_per_month="not_measured"``.

Each attribute carries its type, unit, range and meaning (`channelrules.facts.fields` declares them), so that
the reader of files, the vocabulary of rules and the reference all say the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import attrs

from channelrules.facts.choices import (
    FORMATS,
    LEVELS,
    NETWORK_KINDS,
    STATUSES,
    Account,
    AccountModel,
    Audience,
    Format,
    Level,
    NetworkKind,
    Runner,
    Size,
    Status,
)
from channelrules.facts.fields import documented, fact, many, one, refuse_twice, wrong
from channelrules.facts.limits import FIRST_AS_OF, LAST_AS_OF
from channelrules.facts.own import own_facts
from channelrules.facts.plans import CommunicationPlan, EditorialEntry, EditorialPlan, PlanEntry
from channelrules.facts.provenance import Provenance
from channelrules.facts.writer import profile_data
from channelrules.language.nodes import Value
from channelrules.language.types import date, number, one_of, set_of, text, yes_no
from channelrules.told import tell

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
    "Provenance",
    "Result",
    "Waiver",
]


def _twice(ids: list[str]) -> str:
    met: set[str] = set()
    return next(each for each in ids if each in met or met.add(each))  # type: ignore[func-returns-value]  # ``None`` is false


@documented
@attrs.frozen(kw_only=True)
class Company:
    """What is known of the company as a whole. Hours are hours of work a week.

    ``own`` holds the facts that a house declares of a company, by name.

    Examples:
        >>> company = cr.Company(name="Example", formats=["image"], hours_per_week=3)
        >>> company.formats, company.size
        (('image',), None)
    """

    name: str = fact(text, "the company's name", required=True)
    size: Size | None = fact(one_of(*get_args(Size)), "the company's size")
    currency: str | None = fact(text, "the currency of every sum of money in the profile, such as EUR")
    marketing_levels: Sequence[Level] | None = fact(set_of(*LEVELS), "the levels of marketing in use")
    formats: Sequence[Format] | None = fact(set_of(*FORMATS), "the content formats that it makes or buys")
    hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week for all channels together, now", high=100_000
    )
    hours_per_week_long_term: float | None = fact(
        number("hours/week", low=0), "hours a week that it can keep up for a year and more", high=100_000
    )
    video_hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week of its own for making video", high=100_000
    )
    external_hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week of content work that it buys", high=100_000
    )
    bought_video_hours_per_week: float | None = fact(
        number("hours/week", low=0), "of the hours a week that it buys, those for making video", high=100_000
    )
    own: Mapping[str, Value] = own_facts()


@documented
@attrs.frozen(kw_only=True)
class FollowerCount:
    """How many people followed a channel on a day.

    Examples:
        >>> profile.channels[0].followers[-1].count
        402
    """

    on: datetime.date = fact(date, "the day of the count", required=True)
    count: int = fact(number("followers", low=0), "followers, fans or subscribers", required=True, whole=True)


@documented
@attrs.frozen(kw_only=True)
class Result:
    """How many of something a channel brings in a month, such as bookings, leads or applications.

    Examples:
        >>> import attrs
        >>> channel = attrs.evolve(profile.channels[0], results_per_month=[cr.Result(what="bookings", count=12)])
        >>> channel.has_results
        True
    """

    what: str = fact(text, "what is counted, such as bookings", required=True)
    count: float = fact(number("results/month", low=0), "how many a month", required=True, high=1e9)


@documented
@attrs.frozen(kw_only=True)
class Channel:
    """One channel: a page, profile or account on a network, or a tool of the company's own.

    ``own`` holds the facts that a house declares of a channel, by name.

    Examples:
        >>> channel = cr.Channel(id="ig", network="instagram", status="active", benefit="none")
        >>> channel.has_benefit, channel.return_measured
        (False, None)
    """

    id: str = fact(text, "the channel's id in this profile", required=True, identifier=True)
    network: str = fact(
        text, "the network's id, name or alias in any case, or an owned tool such as blog", required=True
    )
    status: Status = fact(one_of(*STATUSES), "the status of the channel", required=True)
    account: Account | None = fact(one_of(*get_args(Account)), "the type of account")
    stands_for: Literal["company", "person"] | None = fact(one_of("company", "person"), "whom the account speaks for")
    fronted_by: Literal["company", "owner", "employee"] | None = fact(
        one_of("company", "owner", "employee"), "whose face it shows"
    )
    run_by: Runner | None = fact(one_of(*get_args(Runner)), "who does the daily work")
    company_is_admin: bool | None = fact(
        yes_no, "whether the company itself holds the credentials or an administrator role"
    )
    administrators: int | None = fact(
        number("people", low=0), "how many people can administer it", whole=True, high=10_000
    )
    role: Literal["asset", "support"] | None = fact(
        one_of("asset", "support"), "whether it was chosen to become an asset or only supports"
    )
    benefit: str | None = fact(text, "the future profit or advantage that it is meant to bring", absent="none")
    hours_per_week: float | None = fact(number("hours/week", low=0), "hours a week spent on it", high=10_000)
    external_hours_per_week: float | None = fact(
        number("hours/week", low=0), "hours a week of work on it that are bought", high=10_000
    )
    posts_planned_per_month: float | None = fact(
        number("posts/month", low=0), "posts a month that were planned", high=100_000
    )
    posts_published_per_month: float | None = fact(
        number("posts/month", low=0), "posts a month that came out", high=100_000
    )
    original_posts_per_month: float | None = fact(
        number("posts/month", low=0), "posts a month that were new and made for it", high=100_000
    )
    posts_postponed: int | None = fact(
        number("posts", low=0), "planned posts that were put off and are still waiting", whole=True, high=100_000
    )
    last_post_on: datetime.date | None = fact(date, "the day of the last post")
    opened_on: datetime.date | None = fact(date, "the day on which it was opened")
    rests_from: datetime.date | None = fact(date, "the first day of a rest that was planned, such as out of season")
    rests_until: datetime.date | None = fact(date, "the last day of that rest")
    video_length: Literal["short", "long"] | None = fact(
        one_of("short", "long"), "whether its videos are short or long"
    )
    sponsored_spend_per_month: float | None = fact(
        number("money/month", low=0), "money a month for paid promotion on it"
    )
    cost_per_month: float | None = fact(number("money/month", low=0), "what it costs a month, work included")
    return_per_month: float | str | None = fact(
        number("money/month", low=0), "what it brings in a month", absent="not_measured"
    )
    results_per_month: Sequence[Result] | None = many(Result, "what it brings in a month that is no money")
    followers: Sequence[FollowerCount] | None = many(FollowerCount, "counts of followers over time")
    engagement_rate: float | None = fact(number("1", low=0), "engagement per follower, 0 to 1", high=1)
    editorial_plan: EditorialPlan | Literal["none"] | None = one(EditorialPlan, "its content plan", absent="none")
    url: str | None = fact(text, "its address on the web", shown=True)
    note: str | None = fact(text, "anything worth keeping in mind", shown=True, multiline=True)
    own: Mapping[str, Value] = own_facts()

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself."""
        if self.stands_for == "person" and self.fronted_by == "company":
            wrong(
                tell("person_and_company", "an account that stands for a person is not fronted by the company"),
                "stands_for",
            )
        if self.company_is_admin and self.administrators == 0:
            pattern = "the company is said to be an administrator, yet there is none"
            wrong(tell("administrator_and_none", pattern), "administrators")
        planned, original = self.posts_published_per_month, self.original_posts_per_month
        if planned is not None and original is not None and original > planned:
            pattern = "{original} original posts are more than the {published} published"
            wrong(tell("more_original", pattern, original=original, published=planned), "original_posts_per_month")
        if self.rests_from and self.rests_until and self.rests_until < self.rests_from:
            pattern = "the rest ends on {last}, before it begins on {first}"
            days = {"first": str(self.rests_from), "last": str(self.rests_until)}
            wrong(tell("rest_ends_before", pattern, **days), "rests_until")
        counted = [each.on for each in self.followers or ()]
        refuse_twice(counted, "counted_twice_a_day", "two counts of followers bear the same day", "followers")
        counted_results = [each.what for each in self.results_per_month or ()]
        refuse_twice(counted_results, "counted_twice", "'{value}' is counted twice", "results_per_month")

    @property
    def has_benefit(self) -> bool | None:
        """Whether a future benefit is intended; ``None`` where nobody knows."""
        return None if self.benefit is None else self.benefit != "none"

    @property
    def has_results(self) -> bool | None:
        """Whether any result other than money is counted; ``None`` where nobody knows."""
        return None if self.results_per_month is None else any(each.count > 0 for each in self.results_per_month)

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
class Waiver:
    """A declared exception: a rule that does not count, with the reason, the person responsible, and the last day.

    Examples:
        >>> import attrs, datetime
        >>> day = datetime.date(2026, 12, 31)
        >>> waiver = cr.Waiver(rule="no-access", channel="tt", because="agreed", by="Ada", until=day)
        >>> book.assess(attrs.evolve(profile, waivers=[waiver]), engine="native").waivers[0].state
        <WaiverState.LIFTS: 'lifts'>
    """

    rule: str = fact(text, "the id of the rule", required=True, lower=True)
    channel: str | None = fact(text, "the id of the channel; the company where left out")
    because: str = fact(text, "the justification", required=True)
    by: str = fact(text, "who answers for it", required=True)
    until: datetime.date = fact(date, "the last day on which it counts", required=True)


@documented
@attrs.frozen(kw_only=True)
class NetworkFacts:
    """What the profile itself says about a network that the rulebook does not know.

    Examples:
        >>> import attrs
        >>> own = cr.NetworkFacts(id="newnet", account_model="shared", designed_for="both", main_format="audio")
        >>> channel = cr.Channel(id="n", network="newnet", status="planned")
        >>> judged = book.assess(attrs.evolve(profile, networks=[own], channels=[channel]), engine="native")
        >>> judged.channel("n").verdict
        <Verdict.WHIM: 'whim'>
    """

    id: str = fact(text, "the network's id", required=True, identifier=True)
    name: str | None = fact(text, "the network's name")
    account_model: AccountModel = fact(
        one_of(*get_args(AccountModel)), "how a company can be present on it", required=True
    )
    designed_for: Audience = fact(one_of(*get_args(Audience)), "whom it is designed for", required=True)
    main_format: Format = fact(one_of(*FORMATS), "its main format", required=True)
    native_formats: Sequence[Format] | None = fact(set_of(*FORMATS), "the formats native to it")
    kind: NetworkKind | None = fact(
        one_of(*NETWORK_KINDS), "what it is; where left out, a network, or owned where the account model says so"
    )
    editorial: bool | None = fact(yes_no, "whether it is filled with content to a plan of its own")


@documented
@attrs.frozen(kw_only=True)
class Profile:
    """Everything known about one company on one day.

    ``parameters`` holds this company's values of parameters of the rulebook, by name. ``houses`` names the houses
    whose own facts it states, so that reading it without them gives a helpful error.

    Raises:
        ProfileError: an attribute is of the wrong type or out of range, or two contradict.

    Examples:
        >>> profile.company.name, [channel.id for channel in profile.channels]
        ('Trattoria da Gino', ['fb', 'yt', 'tt'])
        >>> book.parse_profile(profile.to_dict()) == profile
        True
    """

    as_of: datetime.date = fact(date, "the day on which the facts were true", required=True)
    company: Company = one(Company, "the company", required=True)
    channels: Sequence[Channel] = many(Channel, "its channels", default=(), key="channel")
    communication_plan: CommunicationPlan | Literal["none"] | None = one(
        CommunicationPlan, "the communication plan", absent="none"
    )
    waivers: Sequence[Waiver] = many(Waiver, "declared exceptions", default=(), key="waiver")
    networks: Sequence[NetworkFacts] = many(NetworkFacts, "networks of its own", default=(), key="network")
    provenance: Sequence[Provenance] = many(Provenance, "how facts are known", default=())
    houses: Sequence[str] | None = fact(
        set_of(), "the houses whose own facts it states", key="house", lone=True, shown=True
    )
    parameters: Mapping[str, float] = attrs.field(factory=dict, converter=dict)

    def to_dict(self, *, iso_dates: bool = True) -> dict[str, Any]:
        """Return the profile as plain data with the keys of a file; `parse_profile` gives it back exactly.

        Unknown facts are left out.

        Args:
            iso_dates: whether dates are ISO texts, as JSON has them; TOML and YAML have dates.
        """
        told = profile_data(self, iso_dates=iso_dates)
        if self.parameters:
            told["parameters"] = dict(self.parameters)
        return told

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Return how pydantic validates a profile; only pydantic calls this."""
        from channelrules.faces.pydantic_schema import profile_core_schema

        return profile_core_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: Any) -> dict[str, Any]:
        """Return the JSON Schema of a profile; only pydantic calls this."""
        from channelrules.faces.pydantic_schema import profile_json_schema

        return profile_json_schema()

    def __attrs_post_init__(self) -> None:
        """Refuse what contradicts itself, and a day from which advice could not look back or ahead."""
        if not FIRST_AS_OF <= self.as_of <= LAST_AS_OF:
            expected = tell(
                "date_from_to", "a date from {first} to {last}", first=str(FIRST_AS_OF), last=str(LAST_AS_OF)
            )
            pattern = "{seen} is given, {expected} is expected"
            wrong(tell("given_expected", pattern, seen=str(self.as_of), expected=expected), "as_of")
        for what, ids in (
            ("channel", [channel.id for channel in self.channels]),
            ("network", [network.id for network in self.networks]),
        ):
            refuse_twice(ids, "same_id", "two of them have the id '{value}'", what)
