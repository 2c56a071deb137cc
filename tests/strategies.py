"""Whole profiles, with facts missing, for property tests: made from the profile's own classes."""

from __future__ import annotations

import datetime
import functools
from typing import Any

import attrs
from hypothesis import strategies as st

import channelrules as cr
from channelrules.facts.spec import Spec, specification
from channelrules.language.types import Kind

DAY = datetime.date(2026, 11, 1)
KNOWN_NETWORKS = (
    "facebook",
    "youtube",
    "tiktok",
    "X/Twitter",
    "instagram",
    "linkedin",
    "blog",
    "Google Maps",
    "podcast",
    "etsy",
    "discord",
    "clubhouse",
)
"""Networks of every kind and account model, some under names that people write."""
NETWORKS = (*KNOWN_NETWORKS, "own", "Own Place")
"""The same, and two that a profile describes itself."""
_DATES = st.integers(-400, 60).map(lambda days: DAY + datetime.timedelta(days=days))
_NUMBERS = st.sampled_from([0, 0.5, 1, 1.25, 2, 3, 4, 8, 20])
_WORDS = st.sampled_from(["a", "b", "menu"])


@functools.cache
def _value(spec: Spec) -> st.SearchStrategy[Any]:
    if spec.table is not None:
        one = tables(spec.table)
        given: st.SearchStrategy[Any] = st.lists(one, max_size=3).map(tuple) if spec.listed else one
    elif spec.type.kind is Kind.NUMBER:
        given = _NUMBERS.map(lambda value: min(int(value) if spec.whole else value, spec.high))
    elif spec.type.kind is Kind.YES_NO:
        given = st.booleans()
    elif spec.type.kind is Kind.DATE:
        given = _DATES
    elif spec.type.kind is Kind.CHOICE:
        given = st.sampled_from(spec.type.options)
    elif spec.type.kind is Kind.SET:
        options = spec.type.options[:6] or ("a", "c0", "c1", "social")
        given = st.lists(st.sampled_from(options), unique=True, min_size=int(spec.lone), max_size=4).map(tuple)
    else:
        given = _WORDS
    return st.one_of(given, st.just(spec.absent)) if spec.absent else given


@functools.cache
def tables(cls: type) -> st.SearchStrategy[Any]:
    """An instance of a class of the profile; about two thirds of what may be missing is there."""
    names = [name for name, _ in specification(cls)]
    return st.builds(
        lambda chosen, keep: _mended(cls, {name: value for name, value in chosen.items() if _kept(cls, name, keep)}),
        st.fixed_dictionaries({name: _value(spec) for name, spec in specification(cls)}),
        st.lists(st.sampled_from(names), max_size=len(names), unique=True).map(frozenset),
    )


def _kept(cls: type, name: str, dropped: frozenset[str]) -> bool:
    return name not in dropped or getattr(attrs.fields(cls), name).default is attrs.NOTHING


def _mended(cls: type, fields: dict[str, Any]) -> Any:
    # What contradicts itself is refused at the door; leave out what the message names.
    keys = {spec.key or name: name for name, spec in specification(cls)}
    while True:
        try:
            return cls(**fields)
        except cr.ProfileError as error:
            fields.pop(keys[error.path])


def _channel(number: int, network: str, channel: cr.Channel) -> cr.Channel:
    return attrs.evolve(channel, id=f"c{number}", network=network)


_RULES = ("consumer-network-as-asset", "too-many-pages", "no-account-for-companies", "native-format-missing")


@functools.cache
def profiles(max_channels: int = 4) -> st.SearchStrategy[cr.Profile]:
    """Whole profiles of up to some channels."""
    channels = st.lists(st.tuples(st.sampled_from(NETWORKS), tables(cr.Channel)), max_size=max_channels)
    waivers = st.lists(st.tuples(st.sampled_from(_RULES), tables(cr.Waiver), st.booleans()), max_size=1)
    plans: st.SearchStrategy[Any] = st.one_of(st.none(), st.just("none"), tables(cr.CommunicationPlan))
    known = st.lists(tables(cr.Provenance), max_size=1)
    return st.builds(_profile, channels, tables(cr.Company), plans, waivers, known)


def _profile(channels: Any, company: cr.Company, plan: Any, waivers: Any, known: Any) -> cr.Profile:
    named = tuple(_channel(number, *drawn) for number, drawn in enumerate(channels))
    return cr.Profile(
        as_of=DAY,
        company=attrs.evolve(company, name="Example"),
        channels=named,
        communication_plan=plan,
        waivers=tuple(
            attrs.evolve(waiver, rule=rule, channel=named[0].id if named and on_channel else None)
            for rule, waiver, on_channel in waivers
        ),
        networks=(
            cr.NetworkFacts(id="own", account_model="shared", designed_for="consumers", main_format="short_video"),
            cr.NetworkFacts(
                id="own_place",
                account_model="separate",
                designed_for="business",
                main_format="text",
                kind="listing",
                editorial=True,
            ),
        ),
        provenance=tuple(attrs.evolve(each, path="channel[c0].account" if named else "company") for each in known),
    )
