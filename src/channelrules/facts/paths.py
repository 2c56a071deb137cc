"""Places: where a profile states a fact, so that it can be looked up, changed and asked about.

A place is an attribute of the profile, of the company, of the communication plan, of a channel or of
a channel's editorial plan. Its path, such as ``channel[fb].account``, is how people see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import attrs

from channelrules.errors import OptionError, ProfileError, did_you_mean
from channelrules.facts.fields import Spec, specification
from channelrules.facts.own import Declared
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    Company,
    EditorialPlan,
    Profile,
)
from channelrules.told import Told, tell

_T = TypeVar("_T")

__all__ = ["CLASSES", "NONE_DECLARED", "Place", "no_channel", "order_of", "path_problem", "places_of", "supposed"]

CLASSES: Final[Mapping[str, type]] = {
    "profile": Profile,
    "company": Company,
    "plan": CommunicationPlan,
    "channel": Channel,
    "editorial": EditorialPlan,
}
"""The classes that hold facts, by the name of the holder."""

NONE_DECLARED: Final[Declared] = {}
"""The facts of houses where there is no house."""

_SPECS: Final[Mapping[str, Mapping[str, Spec]]] = {holder: dict(specification(cls)) for holder, cls in CLASSES.items()}
_PREFIX: Final[Mapping[str, str]] = {
    "profile": "",
    "company": "company.",
    "plan": "communication_plan.",
    "channel": "channel[{}].",
    "editorial": "channel[{}].editorial_plan.",
}
_CHANNEL_PATH: Final = re.compile(r"channel\[([^\]]*)\]\.(.*)", re.DOTALL)


@attrs.frozen(order=True)
class Place:
    """Where a profile states a fact.

    Attributes:
        holder: profile, company, plan, channel or editorial.
        attribute: of the class that holds it.
        channel: the id of the channel; empty where it does not belong to one.
        declared: its specification, where a house declares the fact; ``None`` for our own facts.
    """

    holder: str
    attribute: str
    channel: str = ""
    declared: Spec | None = attrs.field(default=None, eq=False, order=False, repr=False)

    @property
    def spec(self) -> Spec:
        """The specification of its values."""
        return self.declared or _SPECS[self.holder][self.attribute]

    @property
    def path(self) -> str:
        """Its path in a file, such as ``channel[fb].account``."""
        return _PREFIX[self.holder].format(self.channel) + (self.spec.key or self.attribute)

    @property
    def name(self) -> str:
        """Its path without the channel's id, such as ``channel.account``."""
        return f"{self.holder}.{self.attribute}"

    @classmethod
    def at(cls, path: str, declared: Declared = NONE_DECLARED) -> Place:
        """Return the place with this path.

        Args:
            path: as `path` has it.
            declared: the facts of houses.

        Raises:
            OptionError: there is none.
        """
        holder, rest, channel = "profile", path, ""
        found = _CHANNEL_PATH.fullmatch(path)
        if found:
            holder, channel, rest = "channel", found.group(1), found.group(2)
            if rest.startswith("editorial_plan."):
                holder, rest = "editorial", rest.removeprefix("editorial_plan.")
        else:
            for each in ("company", "plan"):
                if path.startswith(_PREFIX[each]):
                    holder, rest = each, path.removeprefix(_PREFIX[each])
        for name, spec in _SPECS[holder].items():
            if (spec.key or name) == rest:
                return cls(holder, name, channel)
        own = declared.get(holder, {}).get(rest)
        if own is not None:
            return cls(holder, rest, channel, own)
        raise OptionError(tell("no_place", "no profile has a place '{path}'", path=path[:80]))

    def holder_in(self, profile: Profile) -> Any:
        """Return the object that has the attribute, or ``None`` where the profile has no such object."""
        match self.holder:
            case "profile":
                return profile
            case "company":
                return profile.company
            case "plan":
                plan = profile.communication_plan
                return plan if isinstance(plan, CommunicationPlan) else None
            case _:
                channel = next((each for each in profile.channels if each.id == self.channel), None)
                if self.holder == "channel" or channel is None:
                    return channel
                editorial = channel.editorial_plan
                return editorial if isinstance(editorial, EditorialPlan) else None

    def value(self, profile: Profile) -> Any:
        """Return what a profile states there; ``None`` where it states nothing."""
        holder = self.holder_in(profile)
        if holder is None:
            return None
        return getattr(holder, self.attribute) if self.declared is None else holder.own.get(self.attribute)

    def put(self, profile: Profile, value: object, *, checked: bool = True) -> Profile:
        """Return the profile with another value there.

        With ``checked`` false the value is not compared with its range: for suppositions that are made by the
        thousand and never shown.

        Raises:
            ProfileError: the value is of the wrong type or out of range, or contradicts another one.
        """
        if checked and self.declared is not None and value is not None:
            message, hint = self.declared.problem(value)
            if message:
                raise ProfileError(message, path=self.path, hint=hint)
        made = attrs.evolve if checked else supposed
        match self.holder:
            case "profile":
                return made(profile, **{self.attribute: value})
            case "company":
                return made(profile, company=self._made(profile.company, value, made))
            case "plan":
                plan = profile.communication_plan
                plan = plan if isinstance(plan, CommunicationPlan) else CommunicationPlan()
                return made(profile, communication_plan=self._made(plan, value, made))
            case _:
                channels = tuple(
                    self._put_on(each, value, made) if each.id == self.channel else each for each in profile.channels
                )
                return made(profile, channels=channels)

    def _made(self, holder: Any, value: object, made: Any) -> Any:
        if self.declared is not None:
            return made(holder, own=holder.own.with_value(self.attribute, value))
        return made(holder, **{self.attribute: value})

    def put_on(self, channel: Channel, value: object) -> Channel:
        """Return the place's channel with another value there, which is not compared with its range."""
        made: Channel = self._put_on(channel, value, supposed)
        return made

    def _put_on(self, channel: Channel, value: object, made: Any) -> Any:
        if self.holder == "channel":
            return self._made(channel, value, made)
        editorial = channel.editorial_plan
        editorial = editorial if isinstance(editorial, EditorialPlan) else EditorialPlan()
        return made(channel, editorial_plan=made(editorial, **{self.attribute: value}))


def order_of(place: Place) -> tuple[str, str, str]:
    """Return the key by which places are sorted; keys compare much faster than places."""
    return place.holder, place.attribute, place.channel


def path_problem(path: str, channels: Sequence[str], declared: Declared = NONE_DECLARED) -> tuple[str, str]:
    """Return the problem of a path into a profile with these channels, and a hint; else two empty texts.

    A path names a fact, as the library prints it, or a table that holds facts: ``company``, ``channel[fb]``.
    ``declared`` are the facts of houses.
    """
    found = re.fullmatch(r"channel\[([^\]]*)\](.*)", path, re.DOTALL)
    if found and found.group(1) not in channels:
        return no_channel(found.group(1)), did_you_mean(found.group(1), channels)
    if path == "company" or (found and not found.group(2)):
        return "", ""
    try:
        Place.at(path, declared)
    except OptionError as error:
        own = [found.group(1)] if found else channels[:1]
        known = [Place(holder, name) for holder in _SPECS for name in _SPECS[holder]]
        known += [Place(holder, name, "", spec) for holder, specs in declared.items() for name, spec in specs.items()]
        paths = [attrs.evolve(place, channel=each).path for place in known for each in own or [""]]
        return error.message, did_you_mean(path, paths)
    return "", ""


def no_channel(id: str) -> Told:  # noqa: A002 - the field is called so everywhere
    """Return the message about a channel that a profile does not have."""
    return tell("no_channel", "there is no channel '{id}'", id=id[:60])


def supposed(instance: _T, **changes: object) -> _T:
    """Return a copy with other attributes, unchecked and fast: for supposed profiles that are never shown."""
    cls: type[_T] = type(instance)
    made = cls.__new__(cls)
    for name in _NAMES[cls]:
        object.__setattr__(made, name, changes[name] if name in changes else getattr(instance, name))
    return made


_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    cls: tuple(each.name for each in attrs.fields(cls)) for cls in CLASSES.values()
}


def places_of(profile: Profile, declared: Declared = NONE_DECLARED) -> Iterator[Place]:
    """Yield every place of a profile where a fact stands or could stand, in the order of a file.

    Args:
        profile: whose places they are.
        declared: the facts of houses.

    Channels, waivers and networks of its own are not places themselves: places belong to them.
    """
    yield Place("profile", "as_of")

    def all_of(holder: str, channel: str = "") -> Iterator[Place]:
        yield from (Place(holder, name, channel) for name in _SPECS[holder])
        yield from (Place(holder, name, channel, spec) for name, spec in declared.get(holder, {}).items())

    yield from all_of("company")
    yield Place("profile", "communication_plan")
    if isinstance(profile.communication_plan, CommunicationPlan):
        yield from all_of("plan")
    for channel in profile.channels:
        yield from all_of("channel", channel.id)
        if isinstance(channel.editorial_plan, EditorialPlan):
            yield from all_of("editorial", channel.id)
