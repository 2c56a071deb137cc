"""The names under which rules see a profile, made from the profile's own classes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from channelrules.facts.places import Place
from channelrules.facts.profile import (
    FORMATS,
    Channel,
    CommunicationPlan,
    Company,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    PlanEntry,
)
from channelrules.facts.spec import Spec, specification
from channelrules.language.types import Items, Kind, Term, Type, date, number, one_of, set_of, text, yes_no

__all__ = ["ALWAYS_STATED", "FACTS", "LISTS", "NETWORK_FACTS", "Fact", "type_of"]


@attrs.frozen
class Fact:
    """A term that a profile states, and where.

    Attributes:
        term: the name, type and meaning.
        holder: the object that has it: profile, company, plan, channel or editorial.
        attribute: the attribute that is read.
        stated: holder and attribute of the place where a profile states it.
    """

    term: Term
    holder: str
    attribute: str
    stated: tuple[str, str]

    def place(self, channel: str = "") -> Place:
        """Return where a profile states it, for a fact of a channel given the channel's id."""
        holder, attribute = self.stated
        return Place(holder, attribute, channel if holder in {"channel", "editorial"} else "")


def type_of(spec: Spec) -> Type:
    """Return the type of an attribute, a number with the greatest magnitude that it can have."""
    if spec.type.kind is not Kind.NUMBER:
        return spec.type
    return attrs.evolve(spec.type, most=max(abs(spec.low), abs(spec.high)))


def _read_off(holder: str, cls: type) -> list[Fact]:
    return [
        Fact(Term(f"{holder}.{name}", type_of(spec), spec.meaning), holder, name, (holder, name))
        for name, spec in specification(cls)
        if spec.table is None and name != "return_per_month"
    ]


def _stated(name: str, type_: Type, meaning: str, attribute: str, stated: tuple[str, str]) -> Fact:
    return Fact(Term(name, type_, meaning), name.partition(".")[0], attribute, stated)


def _all_facts() -> list[Fact]:
    plan, editorial = ("profile", "communication_plan"), ("channel", "editorial_plan")
    benefit, returned = ("channel", "benefit"), ("channel", "return_per_month")
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
        _stated("channel.return_per_month", money, "what it brings in a month", "monthly_return", returned),
        _stated("editorial.exists", yes_no, "whether it has an editorial plan", "exists", editorial),
        *_read_off("editorial", EditorialPlan),
    ]


FACTS: Final[Mapping[str, Fact]] = MappingProxyType({fact.term.name: fact for fact in _all_facts()})
"""Every fact of a profile that a rule may name."""


def _members(name: str, cls: type, *, may_lack: bool) -> Items:
    return Items(name, {attribute: type_of(spec) for attribute, spec in specification(cls)}, may_lack)


LISTS: Final[Mapping[str, Items]] = MappingProxyType(
    {
        "channels": Items("channels", {}),
        "plan.entries": _members("plan.entries", PlanEntry, may_lack=True),
        "channel.followers": _members("channel.followers", FollowerCount, may_lack=False),
        "editorial.entries": _members("editorial.entries", EditorialEntry, may_lack=True),
    }
)
"""The lists that measures aggregate over."""

NETWORK_FACTS: Final[Mapping[str, Spec]] = MappingProxyType(
    {
        "id": Spec(text, "the network's id", identifier=True),
        "kind": Spec(one_of("network", "owned", "listing"), "a network, a tool of one's own, or a listing"),
        "account_model": Spec(one_of("separate", "shared", "none", "owned"), "how it lets a company exist"),
        "business_account": Spec(one_of("offered", "mandatory", "restricted"), "the business account it offers"),
        "business_on_personal_profile": Spec(
            one_of("forbidden", "allowed"), "whether its terms let a business use a personal profile"
        ),
        "designed_for": Spec(one_of("business", "both", "consumers"), "whom it is designed for"),
        "main_format": Spec(one_of(*FORMATS), "the format that it is made of"),
        "native_formats": Spec(set_of(*FORMATS), "the formats that are at home on it"),
        "advertising": Spec(yes_no, "whether it sells advertising"),
        "analytics": Spec(yes_no, "whether it gives a company figures of its own"),
        "minimum_posts_per_week": Spec(
            number("posts/week", low=0),
            "a pace below which accounts there are hardly seen; 0 where none is published",
            high=1_000,
            unstated=0,
        ),
    }
)
"""The attributes of a network, in the order of a row."""


ALWAYS_STATED: Final = frozenset({"profile.as_of", "company.name", "channel.id", "channel.network", "channel.status"})
"""The facts that every profile states, so that no rule is open for want of them."""
