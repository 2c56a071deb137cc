"""Reads profiles from files, texts and plain data, and reports all problems of one at once."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

import attrs

from channelrules.errors import (
    ChannelRulesError,
    OptionError,
    ProfileError,
    did_you_mean,
    refuse,
)
from channelrules.facts.choices import Runner
from channelrules.facts.formats import FORMS, decode_text, form_of, form_of_file, load_text, no_suffix, read_text
from channelrules.facts.limits import LARGEST, MAX_BYTES, MAX_PROBLEMS, MAX_YAML_BYTES
from channelrules.facts.names import folded
from channelrules.facts.own import Declared
from channelrules.facts.paths import CLASSES, NONE_DECLARED, no_channel, path_problem
from channelrules.facts.profile import Profile
from channelrules.facts.structuring import UNKNOWN_KEY, Structurer, key_text
from channelrules.facts.writer import FORMAT
from channelrules.told import A_PROFILE, seen, tell

__all__ = [
    "CONTROLLERS",
    "FORMAT",
    "NO_HOUSE",
    "HouseFacts",
    "of_absent_house",
    "parse_profile",
    "parse_profile_text",
    "read_profile",
    "unknown_network",
]

CONTROLLERS: Final = get_args(Runner)

_OF_A_TABLE: Final = re.compile(r"(?:company|communication_plan|channel\[\d+\])\.[^.\[]+")


@attrs.frozen(eq=False, repr=False)
class HouseFacts:
    """The facts that houses declare, ready to read profiles that state them.

    Attributes:
        declared: what each may hold, by holder and name.
        houses: the names of the houses in force.
    """

    declared: Declared = NONE_DECLARED
    houses: tuple[str, ...] = ()
    structurer: Structurer = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make the reader of tables."""
        own = {CLASSES[holder]: specs for holder, specs in self.declared.items()}
        object.__setattr__(self, "structurer", Structurer(own))

    def __reduce__(self) -> tuple[object, ...]:
        return HouseFacts, (self.declared, self.houses)


NO_HOUSE: Final = HouseFacts()
"""The facts of houses where there is no house."""


def read_profile(
    file: str | os.PathLike[str],
    *,
    networks: Collection[str] | None = None,
    rules: Collection[str] | None = None,
    own: HouseFacts | None = None,
) -> Profile:
    """Return the profile in a file.

    Args:
        file: a TOML or JSON file of at most 2 MB, or a YAML file of at most 200 KB, in UTF-8; the suffix tells which.
        networks: the names of the networks in force; where given, a channel on
            another one is a problem of the file (`Rulebook.read_profile` passes them).
        rules: the ids of the rules in force, for waivers, in the same way.
        own: the facts of houses in force, in the same way; without them a fact of a house is an unknown key.

    Raises:
        Problems: everything that the file has wrong.
        MissingExtraError: the file is YAML, and the extra ``yaml`` is not installed.

    Examples:
        >>> cr.read_profile("docs/examples/river-pools.toml").channels[0].network
        'blog'
    """
    path = Path(file)
    name = path.name
    try:
        form = form_of_file(path)
        text = read_text(path, MAX_YAML_BYTES if form == "yaml" else MAX_BYTES)
        if not form:
            _fail(no_suffix(path.suffix))
        data = load_text(text, form)
    except ProfileError as error:
        raise refuse(name, [ProfileError(error.message, file=name, hint=error.hint)]) from None
    return parse_profile(data, source=name, networks=networks, rules=rules, own=own)


def parse_profile_text(
    text: str | bytes,
    form: str | None = None,
    *,
    source: str = A_PROFILE,
    networks: Collection[str] | None = None,
    rules: Collection[str] | None = None,
    own: HouseFacts | None = None,
) -> Profile:
    """Return the profile in a text, as a file would hold it.

    Args:
        text: of at most as many bytes as a file; bytes are UTF-8.
        form: ``toml``, ``json`` or ``yaml``; detected where left out.
        source: what messages call it.
        networks: as in `read_profile`.
        rules: as in `read_profile`.
        own: as in `read_profile`.

    Raises:
        Problems: everything that is wrong with it.
        OptionError: there is no such form.
        MissingExtraError: it is YAML, and the extra ``yaml`` is not installed.
    """
    if form is not None and form not in FORMS:
        pattern = "there is no form '{form}' of profiles; there are {known}"
        raise OptionError(tell("no_form", pattern, form=form[:40], known=", ".join(FORMS)))
    try:
        raw = text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
        decoded = decode_text(raw, MAX_YAML_BYTES if form == "yaml" else MAX_BYTES)
        found = form or form_of(decoded)
        if found == "yaml":
            decode_text(raw, MAX_YAML_BYTES)
        data = load_text(decoded, found)
    except ProfileError as error:
        raise refuse(source, [ProfileError(error.message, file=source, hint=error.hint)]) from None
    return parse_profile(data, source=source, networks=networks, rules=rules, own=own)


def _fail(message: str) -> NoReturn:
    raise ProfileError(message)


def parse_profile(
    data: object,
    *,
    source: str = A_PROFILE,
    networks: Collection[str] | None = None,
    rules: Collection[str] | None = None,
    own: HouseFacts | None = None,
) -> Profile:
    """Return the profile in plain data, such as ``json.loads`` gives.

    Args:
        data: a mapping with the keys of a profile file; dates as dates or ISO texts.
        source: what messages call it.
        networks: as in `read_profile`.
        rules: as in `read_profile`.
        own: as in `read_profile`.

    Raises:
        Problems: everything that is wrong with it.

    Examples:
        >>> data = {"format": 1, "as_of": "2026-11-01", "company": {"name": "Example"}}
        >>> cr.parse_profile(data).channels
        ()
    """
    problems: list[ChannelRulesError] = []
    profile, of_houses = None, own or NO_HOUSE
    if not isinstance(data, Mapping):
        problems.append(ProfileError(tell("table_at_top", "a table is expected at the top level"), file=source))
    else:
        content = dict(data)
        content.pop("$schema", None)  # for editors
        problems += _check_format(content.pop("format", None))
        problems += _expand_controlled_by(content)
        parameters, found = _parameters(content.pop("parameters", None))
        problems += found
        profile, found = of_houses.structurer.structure(content, Profile)
        problems += _of_other_houses(found, content.get("house"), of_houses.houses)
        profile = profile and attrs.evolve(profile, parameters=parameters)  # type: ignore[arg-type]  # a converter takes any mapping
        problems += _check_references(content, networks, rules, of_houses.declared)
    if problems or profile is None:
        raise refuse(source, [_in_file(each, source) for each in problems[:MAX_PROBLEMS]])
    return profile


def _in_file(error: ChannelRulesError, source: str) -> ChannelRulesError:
    assert isinstance(error, ProfileError)
    return ProfileError(error.message, file=source, path=error.path, hint=error.hint)


def _of_other_houses(problems: list[ProfileError], said: object, houses: Collection[str]) -> list[ProfileError]:
    """Return the problems; unknown keys name the house that may declare them."""
    given = said if isinstance(said, list | tuple) else [said]
    named = [each for each in given if isinstance(each, str)]
    absent = [each for each in named if each not in houses]

    def told(error: ProfileError) -> ProfileError:
        if error.message != UNKNOWN_KEY or not _OF_A_TABLE.fullmatch(error.path):
            return error
        hint = error.hint if error.hint and not absent else of_absent_house(absent)
        return ProfileError(error.message, path=error.path, hint=hint)

    return [told(each) for each in problems]


def of_absent_house(absent: Sequence[str]) -> str:
    """Return the hint for a profile that states a fact of a house not in use, given the names of absent houses."""
    if absent:
        pattern = "The profile states facts of the house '{house}': lay it over the rules, with --house FOLDER."
        return tell("absent_house", pattern, house=absent[0][:60])
    pattern = "If it is a fact of a house's own, its facts.toml declares it: lay it over, with --house FOLDER."
    return tell("perhaps_of_a_house", pattern)


def _check_format(given: object) -> list[ProfileError]:
    if given is None:
        message = tell("missing_format", "this key is missing: write format = {format}", format=FORMAT)
        return [ProfileError(message, path="format")]
    if given is True or given != FORMAT:
        message = tell(
            "other_format", "{seen} is given; this version reads format {format}", seen=seen(given), format=FORMAT
        )
        return [ProfileError(message, path="format")]
    return []


def _parameters(given: object) -> tuple[dict[str, float], list[ProfileError]]:
    if given is None:
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [ProfileError(tell("table_of_numbers", "a table of numbers is expected"), path="parameters")]
    wrong = [
        ProfileError(tell("number_expected", "a number is expected"), path=f"parameters.{key_text(name)}")
        for name, value in given.items()
        if not isinstance(name, str) or not _is_number(value)
    ]
    return ({}, wrong) if wrong else (dict(given), [])


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and -LARGEST <= value <= LARGEST


def _expand_controlled_by(content: dict[str, Any]) -> list[ProfileError]:
    # `controlled_by` sums up who runs a channel and whether the company is its administrator.
    problems: list[ProfileError] = []
    channels = content.get("channel")
    if not isinstance(channels, list):
        return problems
    expanded = []
    for position, channel in enumerate(channels):
        who = channel.get("controlled_by") if isinstance(channel, Mapping) else None
        if who is None:
            expanded.append(channel)
            continue
        path = f"channel[{position}].controlled_by"
        rest = {key: value for key, value in channel.items() if key != "controlled_by"}
        if who not in CONTROLLERS:
            hint = did_you_mean(who, CONTROLLERS) if isinstance(who, str) else ""
            expected = tell("one_of", "one of {options}", options=", ".join(CONTROLLERS))
            pattern = "{seen} is given, {expected} is expected"
            message = tell("given_expected", pattern, seen=seen(who), expected=expected)
            problems.append(ProfileError(message, path=path, hint=hint))
            if len(problems) >= MAX_PROBLEMS:
                return problems
        else:
            for key, value in (("run_by", who), ("company_is_admin", who == "company")):
                if rest.setdefault(key, value) != value:
                    message = tell("contradict", "'{value}' and {key} contradict each other", value=str(who), key=key)
                    problems.append(ProfileError(message, path=path))
        expanded.append(rest)
    content["channel"] = expanded
    content["provenance"] = _of_both(content.get("provenance"))
    return problems


def _of_both(given: object) -> object:
    """Return the provenance of facts, that of ``controlled_by`` also for the two facts that it sums up."""
    if not isinstance(given, list):
        return given
    expanded: list[object] = []
    for each in given:
        path = each.get("fact") if isinstance(each, Mapping) else None
        before, found, after = path.rpartition(".controlled_by") if isinstance(path, str) else ("", "", "")
        both = [f"{before}.run_by", f"{before}.company_is_admin"] if found and not after else []
        expanded += [{**each, "fact": one} for one in both] or [each]
    return expanded


def _check_references(
    content: Mapping[str, Any],
    networks: Collection[str] | None,
    rules: Collection[str] | None,
    declared: Declared,
) -> list[ProfileError]:
    problems: list[ProfileError] = []
    own = {folded(name) for each in _tables(content, "network") if isinstance(name := each.get("id"), str)}
    channels = [name for each in _tables(content, "channel") if isinstance(name := each.get("id"), str)]
    ids = set(channels)
    for position, channel in enumerate(_tables(content, "channel")):
        name = channel.get("network")
        if networks is not None and isinstance(name, str) and name not in networks and folded(name) not in own:
            problems.append(unknown_network(name, networks, f"channel[{position}].network"))
        if len(problems) >= MAX_PROBLEMS:
            return problems
    for position, waiver in enumerate(_tables(content, "waiver")):
        rule, channel_id = waiver.get("rule"), waiver.get("channel")
        if rules is not None and isinstance(rule, str) and rule.lower() not in rules:
            message = tell("no_rule", "there is no rule '{id}'", id=rule[:60])
            problems.append(ProfileError(message, path=f"waiver[{position}].rule", hint=did_you_mean(rule, rules)))
        if isinstance(channel_id, str) and channel_id not in ids:
            message = no_channel(channel_id)
            hint = did_you_mean(channel_id, channels)
            problems.append(ProfileError(message, path=f"waiver[{position}].channel", hint=hint))
        if len(problems) >= MAX_PROBLEMS:
            return problems
    for position, known in enumerate(_tables(content, "provenance")):
        path = known.get("fact")
        wrong, hint = path_problem(path, channels, declared) if isinstance(path, str) else ("", "")
        if wrong:
            problems.append(ProfileError(wrong, path=f"provenance[{position}].fact", hint=hint))
        if len(problems) >= MAX_PROBLEMS:
            return problems
    return problems


def _tables(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    given = content.get(key)
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def unknown_network(name: str, networks: Collection[str], path: str) -> ProfileError:
    """Return the problem of a channel whose network is not described anywhere."""
    hint = did_you_mean(folded(name), networks)
    pattern = (
        "the network '{name}' is not in the rulebook. State account_model, designed_for and main_format "
        "in a [[network]] table of the profile to use it."
    )
    message = tell("unknown_network", pattern, name=name[:60])
    return ProfileError(message, path=path, hint=hint)
