"""Counterexamples as profiles: read back like a file, judged by the native engine, and minimised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final

from channelrules.errors import ChannelRulesError
from channelrules.facts.paths import Place, places_of, supposed
from channelrules.facts.profile import Profile
from channelrules.facts.reader import parse_profile
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.knowledge.network import Edition
from channelrules.language.types import Kind

__all__ = ["judged", "read_back", "smaller"]

Profiles = tuple[Profile, ...]

_KEYS: Final[Mapping[str, Callable[[Any], object]]] = {
    "channels": attrgetter("id"),
    "waivers": attrgetter("rule", "channel"),
    "networks": attrgetter("id"),
}
"""The parts that can be removed as a whole, and the key by which they are matched in all profiles."""


def read_back(compiled: Compiled, profile: Profile) -> Profile:
    """Return a profile as it is read from its own file."""
    knowledge = compiled.knowledge
    return parse_profile(
        profile.to_dict(), networks=knowledge.network_ids, rules=knowledge.rules, own=knowledge.of_houses
    )


def judged(compiled: Compiled, profile: Profile, edition: Edition) -> Case:
    """Return a profile judged by the native engine."""
    return judge(compiled, profile, edition, profile.as_of)


def smaller(profiles: Profiles, shows: Callable[[Profiles], bool], compiled: Compiled) -> Profiles:
    """Return the profiles minimised: with as few facts as still show the same, and the simplest numbers."""
    changed = True
    while changed:
        changed = False
        for tried in _less(profiles, compiled):
            if tried != profiles and _still(tried, shows):
                profiles, changed = tried, True
                break
    return _plainer(profiles, shows, compiled)


def _still(profiles: Profiles, shows: Callable[[Profiles], bool]) -> bool:
    try:
        return shows(profiles)
    except (ChannelRulesError, KeyError):
        # Something else names the channel, network or waiver that was removed.
        return False


def _less(profiles: Profiles, compiled: Compiled) -> Iterator[Profiles]:
    """Yield the profiles without one channel, waiver, network, fact or member of a list, in each of them."""
    last = profiles[-1]
    for name, key in _KEYS.items():
        for gone in map(key, getattr(profiles[0], name)):
            yield tuple(
                supposed(each, **{name: tuple(one for one in getattr(each, name) if key(one) != gone)})
                for each in profiles
            )
    for place in places_of(last, compiled.knowledge.declared):
        value = place.value(last)
        if value is None or _is_needed(place):
            continue
        yield from _put(profiles, place, [None] * len(profiles))
        if isinstance(value, tuple):
            for member in value:
                yield from _put(profiles, place, [_without(place.value(each) or (), member) for each in profiles])


def _without(members: Sequence[Any], gone: object) -> tuple[Any, ...]:
    return tuple(each for each in members if each != gone)


def _is_needed(place: Place) -> bool:
    return place.name in {"profile.as_of", "company.name", "channel.id", "channel.network", "channel.status"}


def _put(profiles: Profiles, place: Place, values: Sequence[Any]) -> Iterator[Profiles]:
    try:
        yield tuple(
            each if place.value(each) is None else place.put(each, value)
            for each, value in zip(profiles, values, strict=True)
        )
    except ChannelRulesError:
        return


def _plainer(profiles: Profiles, shows: Callable[[Profiles], bool], compiled: Compiled) -> Profiles:
    for place in places_of(profiles[-1], compiled.knowledge.declared):
        value = place.value(profiles[-1])
        alike = all(place.value(each) in {None, value} for each in profiles)
        if place.spec.type.kind is not Kind.NUMBER or not alike or not isinstance(value, int | float):
            continue
        for plain in (0, 1, 2, 5, 10, round(value), round(value, 1), round(value, 2)):
            tried = next(_put(profiles, place, [plain] * len(profiles)), profiles)
            if tried != profiles and _still(tried, shows):
                profiles = tried
                break
    return profiles
