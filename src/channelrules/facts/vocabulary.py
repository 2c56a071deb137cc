"""The names that rules use for a profile, derived from the profile's classes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from channelrules.facts.choices import FORMATS, NETWORK_KINDS
from channelrules.facts.fields import Spec, specification
from channelrules.facts.paths import Place
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    Company,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    PlanEntry,
    Result,
)
from channelrules.language.types import Items, Kind, Term, Type, date, number, one_of, set_of, text, yes_no

__all__ = ["ALWAYS_STATED", "DEFINED", "DERIVED", "FACTS", "LISTS", "NETWORK_FACTS", "Fact", "type_of"]


@attrs.frozen
class Fact:
    """A term that a profile states, and its place.

    Attributes:
        term: the name, type and meaning.
        holder: the object that has it: profile, company, plan, channel or editorial.
        attribute: the attribute that is read; empty for a fact that is defined by others.
        stated: holder and attribute of the place where a profile states it.
        declared: what it may hold, where a house declares it; ``None`` for facts of ours.
        house: the name of that house.
    """

    term: Term
    holder: str
    attribute: str
    stated: tuple[str, str]
    declared: Spec | None = None
    house: str = ""

    @classmethod
    def of_house(cls, name: str, spec: Spec, house: str) -> Fact:
        """Return a fact that a house declares, such as ``channel.answers_within_hours``."""
        holder, _, attribute = name.partition(".")
        return cls(Term(name, type_of(spec), spec.meaning), holder, attribute, (holder, attribute), spec, house)

    def read_from(self, holder: str) -> str:
        """Return the Python source that reads it, given the variable of its holder."""
        return f"{holder}.{self.attribute}" if self.declared is None else f"{holder}.own.get({self.attribute!r})"

    def place(self, channel: str = "") -> Place:
        """Return where a profile states it, for a fact of a channel given the channel's id."""
        holder, attribute = self.stated
        return Place(holder, attribute, channel if holder in {"channel", "editorial"} else "", self.declared)


def type_of(spec: Spec) -> Type:
    """Return the type of an attribute, a number with the greatest magnitude that it can have."""
    if spec.type.kind is not Kind.NUMBER:
        return spec.type
    return attrs.evolve(spec.type, most=max(abs(spec.low), abs(spec.high)))


def _read_off(holder: str, cls: type) -> list[Fact]:
    return [
        Fact(Term(f"{holder}.{name}", type_of(spec), spec.meaning), holder, name, (holder, name))
        for name, spec in specification(cls)
        if spec.table is None and not spec.shown and name != "return_per_month"
    ]


def _stated(name: str, type_: Type, meaning: str, attribute: str, stated: tuple[str, str]) -> Fact:
    return Fact(Term(name, type_, meaning), name.partition(".")[0], attribute, stated)


_DEFINED: Final = (
    (
        "company.has_video_hours",
        "whether it has any hour of its own for making video",
        "company.video_hours_per_week > 0",
        ("company", "video_hours_per_week"),
    ),
    (
        "plan.in_force",
        "whether the period of the communication plan is not over",
        "plan.ends_on >= profile.as_of",
        ("plan", "ends_on"),
    ),
    (
        "channel.brings_money",
        "whether it brings in more than nothing",
        "channel.return_per_month > 0",
        ("channel", "return_per_month"),
    ),
    (
        "channel.has_original_posts",
        "whether anything new and made for it comes out there",
        "channel.original_posts_per_month > 0",
        ("channel", "original_posts_per_month"),
    ),
    (
        "channel.has_hours",
        "whether it gets any hours",
        "channel.hours_per_week > 0",
        ("channel", "hours_per_week"),
    ),
    (
        "channel.is_resting",
        "whether it is at rest by plan, such as out of season",
        "channel.rests_from <= profile.as_of and profile.as_of <= channel.rests_until",
        ("channel", "rests_from"),
    ),
    (
        "channel.has_rested",
        "whether a planned rest of it has begun, over or not",
        "channel.rests_from <= profile.as_of",
        ("channel", "rests_from"),
    ),
    (
        "editorial.names_days",
        "whether any entry of its editorial plan names its day; one without entries lacks none",
        "count(editorial.entries) == 0 or any(editorial.entries, known(on) or known(every))",
        ("editorial", "entries"),
    ),
    (
        "editorial.in_force",
        "whether anything of its editorial plan is still to come out",
        "any(editorial.entries, known(every) and not known(until) or known(last_on) and last_on >= profile.as_of)",
        ("editorial", "entries"),
    ),
)


def _defined(name: str, meaning: str, stated: tuple[str, str]) -> Fact:
    return Fact(Term(name, yes_no, meaning), name.partition(".")[0], "", stated)


def _all_facts() -> list[Fact]:
    plan, editorial = ("profile", "communication_plan"), ("channel", "editorial_plan")
    benefit, returned = ("channel", "benefit"), ("channel", "return_per_month")
    results, entries = ("channel", "results_per_month"), ("editorial", "entries")
    money = number("money/month", low=0, most=1e12)
    return [
        _stated("profile.as_of", date, "the day on which the facts were true", "as_of", ("profile", "as_of")),
        *_read_off("company", Company),
        _stated("plan.exists", yes_no, "whether there is a communication plan", "exists", plan),
        *_read_off("plan", CommunicationPlan),
        *_read_off("channel", Channel),
        _stated("channel.has_benefit", yes_no, "whether a future benefit is intended", "has_benefit", benefit),
        _stated(
            "channel.return_measured", yes_no, "whether what it brings in is measured", "return_measured", returned
        ),
        _stated(
            "channel.has_results", yes_no, "whether any result other than money is counted", "has_results", results
        ),
        _stated("channel.return_per_month", money, "what it brings in a month", "monthly_return", returned),
        _stated("editorial.exists", yes_no, "whether it has an editorial plan", "exists", editorial),
        *_read_off("editorial", EditorialPlan),
        _stated("editorial.has_entries", yes_no, "whether its editorial plan has entries", "has_entries", entries),
        *(_defined(name, meaning, stated) for name, meaning, _, stated in _DEFINED),
    ]


FACTS: Final[Mapping[str, Fact]] = MappingProxyType({fact.term.name: fact for fact in _all_facts()})
"""Every fact of a profile that a rule may name."""

DEFINED: Final[Mapping[str, str]] = MappingProxyType({name: written for name, _, written, _ in _DEFINED})
"""The facts that follow from others, with the expression that says how (`channelrules.facts.definitions`)."""


_SPAN: Final = {"first_on": date, "last_on": date}


def _members(name: str, cls: type, *, may_lack: bool, more: Mapping[str, Type] | None = None) -> Items:
    # A set without options cannot be compared with anything, so its members are a list of their own.
    stated = {attribute: type_of(spec) for attribute, spec in specification(cls)}
    compared = {name: type_ for name, type_ in stated.items() if type_.kind is not Kind.SET or type_.options}
    return Items(name, {**compared, **(more or {})}, may_lack)


LISTS: Final[Mapping[str, Items]] = MappingProxyType(
    {
        "channels": Items("channels", {}),
        "plan.entries": _members(
            "plan.entries", PlanEntry, may_lack=True, more={**_SPAN, "destinations": number("1", low=0)}
        ),
        "plan.dates": Items("plan.dates", {"on": date}),
        "plan.destinations": Items("plan.destinations", {"to": text}),
        "channel.results_per_month": _members("channel.results_per_month", Result, may_lack=False),
        "channel.followers": _members("channel.followers", FollowerCount, may_lack=False),
        "editorial.entries": _members("editorial.entries", EditorialEntry, may_lack=True, more=_SPAN),
    }
)
"""The lists that measures aggregate over: as a profile states them, and what follows from those.

Besides what it states, an entry of a plan has ``first_on`` and ``last_on``, the first and last day on which it comes
out according to the entry itself, and in the communication plan ``destinations``, how many there are.
"""

DERIVED: Final[Mapping[str, str]] = MappingProxyType(
    {"plan.dates": "plan.entries", "plan.destinations": "plan.entries"}
)
"""The lists that follow from another: every day on which an entry comes out, every place to which one goes."""

NETWORK_FACTS: Final[Mapping[str, Spec]] = MappingProxyType(
    {
        "id": Spec(text, "the network's id", identifier=True),
        "kind": Spec(one_of(*NETWORK_KINDS), "a network, a tool of one's own, a listing, or a marketplace"),
        "account_model": Spec(one_of("separate", "shared", "none", "owned"), "how a company can be present on it"),
        "business_account": Spec(
            one_of("offered", "mandatory", "restricted", "not_said"),
            "the business account it offers; not said where nobody has published it",
            unstated="not_said",
        ),
        "business_on_personal_profile": Spec(
            one_of("forbidden", "allowed", "not_said"),
            "whether its terms let a business use a personal profile; not said where they are silent",
            unstated="not_said",
        ),
        "designed_for": Spec(one_of("business", "both", "consumers"), "whom it is designed for"),
        "main_format": Spec(one_of(*FORMATS), "its main format"),
        "native_formats": Spec(set_of(*FORMATS), "the formats native to it"),
        "editorial": Spec(yes_no, "whether it is filled with content to a plan of its own"),
        "advertising": Spec(yes_no, "whether it sells advertising; shown, no rule reads it"),
        "analytics": Spec(yes_no, "whether it gives a company figures of its own; shown, no rule reads it"),
        "minimum_posts_per_week": Spec(
            number("posts/week", low=0),
            "a pace below which accounts there are hardly seen; 0 where none is known",
            high=1_000,
            unstated=0,
        ),
    }
)
"""The attributes of a network, in the order of a row."""


ALWAYS_STATED: Final = frozenset({"profile.as_of", "company.name", "channel.id", "channel.network", "channel.status"})
"""The facts that every profile states, so that no rule is open for want of them."""
