"""Converts models of the solver to profiles that a file can state, and adds the constraints for that."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import attrs

from channelrules.audit.proofs.constants import DAY, Constants, channel_id, path_of
from channelrules.audit.proofs.open_facts import World
from channelrules.audit.proofs.reading import OF_CHANNELS, Reading
from channelrules.errors import ChannelRulesError
from channelrules.facts.choices import STATUSES
from channelrules.facts.contradictions import Contradiction, contradictions_of
from channelrules.facts.fields import Spec, specification
from channelrules.facts.paths import Place
from channelrules.facts.profile import (
    Channel,
    CommunicationPlan,
    Company,
    EditorialEntry,
    EditorialPlan,
    FollowerCount,
    NetworkFacts,
    PlanEntry,
    Profile,
    Result,
    Waiver,
)
from channelrules.facts.vocabulary import ALWAYS_STATED, FACTS, NETWORK_FACTS
from channelrules.knowledge.network import Edition, Network
from channelrules.language.types import Kind, Type

__all__ = ["CURRENT", "Told", "consistent", "networks_known"]

CURRENT: Final = "edition is current"
"""The constant for the edition of facts about networks."""

_TEXT: Final = Spec(Type(Kind.TEXT), "")
_OWN: Final = "own_network_{}"
_STATABLE: Final = frozenset(
    {"id", "kind", "account_model", "designed_for", "main_format", "native_formats", "editorial"}
)
_MEMBERS: Final = {
    "channel.followers": FollowerCount,
    "channel.results_per_month": Result,
    "editorial.entries": EditorialEntry,
    "plan.entries": PlanEntry,
}


# --- constraints of every profile ---


def consistent(reading: Reading, world: World) -> Iterator[Any]:
    """Yield the constraints that a company's facts, as far as they are used, do not contradict each other."""
    logic, made = world.algebra, world.constants.made
    every: dict[str, Contradiction] = {each.when: each for name in FACTS for each in contradictions_of(name)}
    for each in every.values():
        scopes = {name.partition(".")[0] for name in each.names}
        places = [at for at, _ in world.channels()] if scopes & OF_CHANNELS else [None]
        for at in places:
            paths = [path_of(name, at) for name in each.names]
            if all(path in made for path in paths):
                yield logic.Not(reading.translation.truth(each.node, at).true)


def networks_known(constants: Constants) -> Iterator[Any]:
    """Yield the constraints that each channel is on a known network or on one that the profile describes."""
    logic = constants.algebra
    for at, used in constants.networks.items():
        names = [each for each in used if each != "id"]
        current = constants.flag(CURRENT)
        identity = constants.value(f"network[{at}].id", _TEXT)
        rows: dict[tuple[Any, ...], list[str]] = {}
        for network in constants.compiled.knowledge.networks.values():
            both = [_row(network, edition) for edition in Edition]
            told = tuple(tuple(each[name] for name in names) for each in both)
            rows.setdefault(told, []).append(network.id)
        guidance, now = (list(Edition).index(each) for each in (Edition.GUIDANCE, Edition.CURRENT))
        known = []
        for told, ids in rows.items():
            here, there = (logic.And(list(_stated(constants, at, names, told[each], ""))) for each in (now, guidance))
            today = _stated(constants, at, names, told[now], "@today")
            which = logic.Or([identity == constants.word(each) for each in ids])
            known.append(logic.And(which, logic.If(current, here, there), *today))
        own = constants.word(_OWN.format(channel_id(at)))
        yield logic.Or(*known, logic.And(identity == own, *_own(constants, at, names)))


def _row(network: Network, edition: Edition) -> dict[str, Any]:
    return dict(zip(NETWORK_FACTS, network.row(edition, DAY), strict=True))


def _stated(constants: Constants, at: int, names: Sequence[str], row: Sequence[Any], suffix: str) -> Iterator[Any]:
    for name, value in zip(names, row, strict=True):
        path = f"network[{at}].{name}{suffix}"
        if path not in constants.made:
            continue
        made, known = constants.made[path][0], constants.flag(f"{path}?")
        yield known if value is not None else constants.z3.Not(known)
        if value is None:
            continue
        if isinstance(made, dict):
            yield from (held == (word in value) for word, held in made.items())
        elif isinstance(value, bool):
            yield made == value
        elif isinstance(value, str):
            yield made == constants.word(value)
        else:
            yield made == constants.z3.RealVal(str(Fraction(repr(value))))


def _own(constants: Constants, at: int, names: Sequence[str]) -> Iterator[Any]:
    z3 = constants.z3
    for suffix in ("", "@today"):
        unstated = [name for name in names if name not in _STATABLE]
        yield from _stated(constants, at, unstated, [NETWORK_FACTS[name].unstated for name in unstated], suffix)
        for name in names:
            path = f"network[{at}].{name}{suffix}"
            if path in constants.made and name in _STATABLE:
                yield constants.flag(f"{path}?")
        formats = constants.made.get(f"network[{at}].native_formats{suffix}")
        if formats is not None:
            yield z3.Or(list(formats[0].values()))
    for name in names:
        one, other = (constants.made.get(f"network[{at}].{name}{suffix}") for suffix in ("", "@today"))
        if one is not None and other is not None:
            parts = (
                zip(one[0].values(), other[0].values(), strict=True)
                if isinstance(one[0], dict)
                else [(one[0], other[0])]
            )
            yield from (here == there for here, there in parts)


# --- profiles ---


@attrs.frozen
class Told:
    """A model of the solver as profiles.

    Attributes:
        constants: of the company.
        model: the solver's.
    """

    constants: Constants
    model: Any = attrs.field(repr=False)

    @property
    def edition(self) -> Edition:
        """The edition of facts about networks."""
        return Edition.CURRENT if self._holds(CURRENT) else Edition.GUIDANCE

    def profile(self, world: World) -> Profile | None:
        """Return the company of a world as a profile; ``None`` where no file can state it."""
        try:
            return self._profile(world)
        except ChannelRulesError:
            return None

    def _profile(self, world: World) -> Profile:
        bound = self.constants.bound
        places = [at for at in range(bound.channels) if self._holds(f"channel[{at}]") and at != world.without]
        channels, networks = [], []
        for at in places:
            network, own = self._network(at)
            channels.append(Channel(id=channel_id(at), network=network, status=self._status(at)))
            networks += own
        profile = Profile(
            as_of=DAY,
            company=Company(name="Example"),
            channels=tuple(channels),
            networks=tuple(networks),
            waivers=tuple(self._waivers(places)),
        )
        if self._known("plan.exists", world):
            plan = CommunicationPlan() if self._holds("plan.exists") else "none"
            profile = Place("profile", "communication_plan").put(profile, plan)
        for at in places:
            if self._known(f"editorial[{at}].exists", world):
                there = EditorialPlan() if self._holds(f"editorial[{at}].exists") else "none"
                profile = Place("channel", "editorial_plan", channel_id(at)).put(profile, there)
        everywhere: Sequence[int | None] = places
        for name in self.constants.compiled.knowledge.facts:
            for place in everywhere if name.partition(".")[0] in OF_CHANNELS else (None,):
                profile = self._with_fact(profile, name, place, world)
        for over in _MEMBERS:
            for place in everywhere if over.partition(".")[0] in OF_CHANNELS else (None,):
                profile = self._with_list(profile, over, place, world)
        return profile

    def _with_fact(self, profile: Profile, name: str, at: int | None, world: World) -> Profile:
        known = self.constants.compiled.knowledge.facts[name]
        if not known.attribute or known.attribute == "exists" or name in {"channel.status", "channel.network"}:
            return profile
        path = path_of(name, at)
        place = known.place("" if at is None else channel_id(at))
        returned = name == "channel.return_per_month"
        known_here = name in ALWAYS_STATED or self._known(path, world)
        stated = (returned or path in self.constants.made) and known_here
        if not stated or place.holder_in(profile) is None:
            return profile
        value = "not_measured" if returned and not self._holds(f"{path}=") else self._of(path)
        if world.richer and f"{path}+" in self.constants.made:
            value = _number(Fraction(repr(value)) + Fraction(repr(self._of(f"{path}+"))))
        if world.richer and isinstance(value, tuple):
            words = self.constants.made[path][0]
            value = tuple(word for word in words if word in value or self._holds(f"{path}:{word}+"))
        return place.put(profile, value)

    def _with_list(self, profile: Profile, over: str, at: int | None, world: World) -> Profile:
        path = path_of(over, at)
        holder, attribute = over.split(".")
        place = Place(holder, attribute, "" if at is None else channel_id(at))
        if not self._known(path, world) or place.holder_in(profile) is None:
            return profile
        rows = self.constants.lists.get((over, at), [])
        members = [
            self._made(over, f"{path}[{number}]", row)
            for number, row in enumerate(rows)
            if self._holds(f"{path}#{number}")
        ]
        return place.put(profile, tuple(members))

    def _made(self, over: str, path: str, row: Mapping[str, Any]) -> Any:
        stated: dict[str, Any] = {}
        for attribute, _ in specification(_MEMBERS[over]):
            if row[f"{attribute}?"] is not True and not self._holds(f"{path}.{attribute}?"):
                continue
            if attribute == "to":
                slots = range(self.constants.bound.members)
                words = [self._of(f"{path}.to[{slot}]") for slot in slots if self._holds(f"{path}.to#{slot}")]
                stated["to"] = tuple(dict.fromkeys(words))
            else:
                stated[attribute] = self._of(f"{path}.{attribute}")
        return _MEMBERS[over](**stated)

    def _network(self, at: int) -> tuple[str, list[NetworkFacts]]:
        path = f"network[{at}]"
        if at not in self.constants.networks:
            return next(iter(self.constants.compiled.knowledge.networks)), []
        id_ = self._of(f"{path}.id")
        if id_ in self.constants.compiled.knowledge.networks:
            return id_, []
        given = {
            name: self._of(f"{path}.{name}") for name in _STATABLE - {"id"} if f"{path}.{name}" in self.constants.made
        }
        given = {"account_model": "shared", "designed_for": "both", "main_format": "text", **given}
        return id_, [NetworkFacts(id=id_, **given)]

    def _status(self, at: int) -> Any:
        path = f"channel[{at}].status"
        return self._of(path) if path in self.constants.made else STATUSES[1]

    def _waivers(self, places: Sequence[int]) -> Iterator[Waiver]:
        until = DAY + datetime.timedelta(days=365)
        for rule in self.constants.compiled.knowledge.active_rules:
            for at in (None, *places):
                name = f"waiver:{rule.id}" + ("" if at is None else f"[{at}]")
                if self._holds(name):
                    channel = None if at is None else channel_id(at)
                    yield Waiver(rule=rule.id, channel=channel, because="agreed", by="the owner", until=until)

    # --- values ---

    def _holds(self, name: str) -> bool:
        if name not in self.constants.made:
            return False
        return self._true(self.constants.made[name][0])

    def _true(self, term: Any) -> bool:
        return bool(self.constants.z3.is_true(self.model.eval(term, model_completion=True)))

    def _known(self, path: str, world: World) -> bool:
        return self._holds(f"{path}?") or (world.refined and self._holds(f"{path}?+"))

    def _of(self, path: str) -> Any:
        if path not in self.constants.made:
            return 0
        made, type_ = self.constants.made[path]
        if isinstance(made, dict):
            return tuple(word for word, held in made.items() if self._true(held))
        value = self.model.eval(made, model_completion=True)
        match type_.kind:
            case Kind.YES_NO:
                return bool(self.constants.z3.is_true(value))
            case Kind.CHOICE | Kind.TEXT:
                named = {number: word for word, number in self.constants.words.items()}
                return named.get(value.as_long(), f"text {value.as_long()}")
            case Kind.DATE:
                return datetime.date.fromordinal(int(_exact(value)))
            case _:
                return _number(_exact(value))


def _exact(value: Any) -> Fraction:
    # A file cannot state an irrational root, so the nearest number is taken.
    found = value.as_fraction() if hasattr(value, "as_fraction") else value.approx(20).as_fraction()
    return Fraction(found.numerator, found.denominator)


def _number(value: Fraction) -> float:
    return int(value) if value.denominator == 1 else float(value)
