"""From a profile to a judged case, once the names in it are checked against the rulebook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from channelrules.errors import ChannelRulesError, OptionError, ProfileError, did_you_mean, refuse
from channelrules.facts.layout import Row
from channelrules.facts.limits import LARGEST
from channelrules.facts.names import folded
from channelrules.facts.paths import no_channel
from channelrules.facts.profile import CommunicationPlan, Profile
from channelrules.facts.reader import of_absent_house, unknown_network
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition, Network
from channelrules.told import A_PROFILE, seen, tell

__all__ = ["judge", "networks_of", "parameter_values"]


def judge(
    compiled: Compiled,
    profile: Profile,
    edition: Edition,
    day: datetime.date,
    overrides: Mapping[str, float] | None = None,
    engine: str = "native",
    *,
    presume: bool = True,
) -> Case:
    """Return the judged case of a profile, its networks, waivers and parameters checked against the rulebook.

    Raises:
        OptionError: an unknown engine or parameter, or a number out of its range.
        Problems: a channel on a network that nobody describes, a waiver for a rule that does not exist, or a house's
            fact that no house in force declares.
    """
    chosen = compiled.engine(engine)
    networks = networks_of(compiled.knowledge, profile)
    _check_own(compiled.knowledge, profile)
    if profile.waivers:
        _check_waivers(compiled.knowledge, profile)
    values, changed = compiled.values, frozenset[str]()
    if overrides or profile.parameters:
        values, changed = parameter_values(compiled, {**profile.parameters, **(overrides or {})})
    return Case.judged(compiled, profile, networks, edition, day, values, changed, chosen, presume=presume)


def networks_of(knowledge: Knowledge, profile: Profile) -> tuple[Network, ...]:
    """Return the network of each channel of a profile, its own descriptions first.

    Raises:
        Problems: a channel on a network that nobody describes.
    """
    known, ids = knowledge.networks, knowledge.network_ids
    own = {folded(each.id): Network.stated(each, profile.as_of) for each in profile.networks}
    try:
        if not own:
            return tuple([known[ids[each.network]] for each in profile.channels])
        return tuple([own.get(folded(each.network)) or known[ids[each.network]] for each in profile.channels])
    except KeyError:
        raise refuse(A_PROFILE, _unknown_networks(profile, ids, own)) from None


def _check_own(knowledge: Knowledge, profile: Profile) -> None:
    """Refuse facts of houses that are not in force, and values that the house does not allow."""
    plan = profile.communication_plan
    holders: list[tuple[str, str, Mapping[str, object]]] = [
        ("company", "company.", profile.company.own),
        ("plan", "communication_plan.", plan.own if isinstance(plan, CommunicationPlan) else {}),
        *(("channel", f"channel[{each.id}].", each.own) for each in profile.channels),
    ]
    problems: list[ChannelRulesError] = []
    for holder, path, own in holders:
        for name, value in own.items():
            spec = knowledge.declared.get(holder, {}).get(name)
            if spec is None:
                absent = [each for each in profile.houses or () if each not in knowledge.of_houses.houses]
                wrong: str = tell("no_house_declares", "no house in force declares this fact")
                hint = of_absent_house(absent)
            else:
                wrong, hint = spec.problem(value)
            if wrong:
                problems.append(ProfileError(wrong, path=f"{path}{name}", hint=hint))
    if problems:
        raise refuse(A_PROFILE, problems)


def _check_waivers(knowledge: Knowledge, profile: Profile) -> None:
    problems: list[ChannelRulesError] = []
    rules = knowledge.rules
    channels = {channel.id for channel in profile.channels}
    for position, waiver in enumerate(profile.waivers):
        if waiver.rule not in rules:
            message = tell("no_rule", "there is no rule '{id}'", id=waiver.rule[:60])
            path = f"waiver[{position}].rule"
            problems.append(ProfileError(message, path=path, hint=did_you_mean(waiver.rule, rules)))
        if waiver.channel is not None and waiver.channel not in channels:
            message = no_channel(waiver.channel)
            problems.append(ProfileError(message, path=f"waiver[{position}].channel"))
    if problems:
        raise refuse(A_PROFILE, problems)


def parameter_values(compiled: Compiled, overrides: Mapping[str, float]) -> tuple[Row, frozenset[str]]:
    """Return the parameters in force, in the order of the layout, and the names of those that were set.

    Raises:
        OptionError: an unknown parameter, or a number out of its range.
    """
    parameters = compiled.knowledge.parameters
    for name, value in overrides.items():
        if name not in parameters:
            message = tell("no_parameter", "there is no parameter '{name}'", name=name[:60])
            raise OptionError(message, hint=did_you_mean(name, parameters))
        known = parameters[name]
        # The comparison is exact however many digits a number has; NaN fails it.
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
            given = str(value) if isinstance(value, bool) else seen(value)
            pattern = "the parameter '{name}' is a number, {seen} is given"
            raise OptionError(tell("parameter_no_number", pattern, name=name, seen=given))
        if not known.low <= value <= known.high:
            pattern = "the parameter '{name}' is between {low} and {high}, {value} is given"
            given = f"{value:g}"
            message = tell("parameter_out_of_range", pattern, name=name, low=known.low, high=known.high, value=given)
            raise OptionError(message)
    names = [name.removeprefix("param.") for name in compiled.rules.layout.parameters]
    return tuple(overrides.get(name, parameters[name].value) for name in names), frozenset(overrides)


def _unknown_networks(profile: Profile, ids: Mapping[str, str], own: Mapping[str, Network]) -> list[ChannelRulesError]:
    return [
        unknown_network(channel.network, ids, f"channel[{position}].network")
        for position, channel in enumerate(profile.channels)
        if channel.network not in ids and folded(channel.network) not in own
    ]
