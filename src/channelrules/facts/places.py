"""Places: where a profile states a fact, so that it can be looked up, changed and asked about.

A place is an attribute of the profile, of the company, of the communication plan, of a channel or of
a channel's editorial plan. Its path, such as ``channel[fb].account``, is how people see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.errors import OptionError, did_you_mean
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    Company,
    EditorialPlan,
    Profile,
)
from channelrules.facts.spec import Spec, specification

__all__ = ["Place", "path_problem", "places_of", "supposed"]

_CLASSES: Final[Mapping[str, type]] = {
    "profile": Profile,
    "company": Company,
    "plan": CommunicationPlan,
    "channel": Channel,
    "editorial": EditorialPlan,
}
_SPECS: Final[Mapping[str, Mapping[str, Spec]]] = {holder: dict(specification(cls)) for holder, cls in _CLASSES.items()}
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
        channel: the id of the channel; empty where it is none of a channel's.
    """

    holder: str
    attribute: str
    channel: str = ""

    @property
    def spec(self) -> Spec:
        """What may stand there."""
        return _SPECS[self.holder][self.attribute]

    @property
    def path(self) -> str:
        """Where people find it in a file, such as ``channel[fb].account``."""
        return _PREFIX[self.holder].format(self.channel) + (self.spec.key or self.attribute)

    @property
    def name(self) -> str:
        """The same without the channel's id, such as ``channel.account``."""
        return f"{self.holder}.{self.attribute}"

    @classmethod
    def at(cls, path: str) -> Place:
        """Return the place with this path.

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
        message = f"no profile has a place '{path[:80]}'"
        raise OptionError(message)

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
        return None if holder is None else getattr(holder, self.attribute)

    def put(self, profile: Profile, value: object, *, checked: bool = True) -> Profile:
        """Return the profile with another value there.

        Where ``checked`` is false, the value is not held against its range: for suppositions that are
        made by the thousand and never shown.

        Raises:
            ProfileError: the value is of the wrong type or out of range, or contradicts another one.
        """
        made = attrs.evolve if checked else supposed
        match self.holder:
            case "profile":
                return made(profile, **{self.attribute: value})
            case "company":
                return made(profile, company=made(profile.company, **{self.attribute: value}))
            case "plan":
                plan = profile.communication_plan
                plan = plan if isinstance(plan, CommunicationPlan) else CommunicationPlan()
                return made(profile, communication_plan=made(plan, **{self.attribute: value}))
            case _:
                channels = tuple(
                    self._put_on(each, value, made) if each.id == self.channel else each for each in profile.channels
                )
                return made(profile, channels=channels)

    def _put_on(self, channel: Channel, value: object, made: Any) -> Channel:
        if self.holder == "channel":
            return made(channel, **{self.attribute: value})  # type: ignore[no-any-return]
        editorial = channel.editorial_plan
        editorial = editorial if isinstance(editorial, EditorialPlan) else EditorialPlan()
        return made(channel, editorial_plan=made(editorial, **{self.attribute: value}))  # type: ignore[no-any-return]


def path_problem(path: str, channels: Sequence[str]) -> tuple[str, str]:
    """Return what is wrong with a path into a profile with these channels, and a hint; else two empty texts.

    A path names a fact, as the library prints it, or a table that holds facts: ``company``, ``channel[fb]``.
    """
    found = re.fullmatch(r"channel\[([^\]]*)\](.*)", path, re.DOTALL)
    if found and found.group(1) not in channels:
        return f"there is no channel '{found.group(1)[:60]}'.", did_you_mean(found.group(1), channels)
    if path == "company" or (found and not found.group(2)):
        return "", ""
    try:
        Place.at(path)
    except OptionError as error:
        own = [found.group(1)] if found else channels[:1]
        paths = [Place(holder, name, each).path for holder in _SPECS for name in _SPECS[holder] for each in own or [""]]
        return str(error), did_you_mean(path, paths)
    return "", ""


def supposed(instance: Any, **changes: object) -> Any:
    """Return a copy with other attributes, unchecked and fast: for what is made by the thousand and never shown."""
    cls: Any = type(instance)
    made = cls.__new__(cls)
    for name in _NAMES[cls]:
        object.__setattr__(made, name, changes[name] if name in changes else getattr(instance, name))
    return made


_NAMES: Final[Mapping[type, tuple[str, ...]]] = {
    cls: tuple(each.name for each in attrs.fields(cls)) for cls in _CLASSES.values()
}


def places_of(profile: Profile) -> Iterator[Place]:
    """Yield every place of a profile where a fact stands or could stand, in the order of a file.

    Channels, waivers and networks of its own are no places: they are what places belong to.
    """
    yield Place("profile", "as_of")
    yield from (Place("company", name) for name in _SPECS["company"])
    yield Place("profile", "communication_plan")
    if isinstance(profile.communication_plan, CommunicationPlan):
        yield from (Place("plan", name) for name in _SPECS["plan"])
    for channel in profile.channels:
        for name in _SPECS["channel"]:
            yield Place("channel", name, channel.id)
        if isinstance(channel.editorial_plan, EditorialPlan):
            yield from (Place("editorial", name, channel.id) for name in _SPECS["editorial"])
