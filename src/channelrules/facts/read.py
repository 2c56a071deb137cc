"""TOML, JSON and YAML to a profile; whatever a file has wrong is told in one go."""

from __future__ import annotations

import json
import math
import os
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

import attrs

from channelrules.errors import ChannelRulesError, MissingExtraError, ProfileError, did_you_mean, refuse
from channelrules.facts.choices import Runner
from channelrules.facts.names import folded
from channelrules.facts.places import path_problem
from channelrules.facts.profile import Profile
from channelrules.facts.structure import Structurer
from channelrules.facts.write import FORMAT

__all__ = ["CONTROLLERS", "FORMAT", "MAX_BYTES", "parse_profile", "read_profile", "read_text"]

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 50
CONTROLLERS: Final = get_args(Runner)
_STRUCTURER: Final = Structurer()
_SUFFIXES: Final = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}


def read_profile(
    file: str | os.PathLike[str],
    *,
    networks: Collection[str] | None = None,
    rules: Collection[str] | None = None,
) -> Profile:
    """Return the profile in a file.

    Args:
        file: a TOML, JSON or YAML file in UTF-8, at most 2 MB; the suffix tells which.
        networks: the names of the networks in force; where given, a channel on
            another one is a problem of the file (`Rulebook.read_profile` passes them).
        rules: the ids of the rules in force, for waivers, in the same way.

    Raises:
        Problems: everything that the file has wrong.
        MissingExtraError: the file is YAML, and the extra ``yaml`` is not installed.
    """
    path = Path(file)
    name = path.name
    try:
        text = read_text(path)
        form = _SUFFIXES.get(path.suffix.lower())
        if form is None:
            _fail(f"'{path.suffix}' is no suffix of a profile: .toml, .json, .yaml or .yml is expected")
        data = _load(text, form)
    except ProfileError as error:
        raise refuse(name, [ProfileError(error.message, file=name, hint=error.hint)]) from None
    return parse_profile(data, source=name, networks=networks, rules=rules)


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return the text of a file.

    Raises:
        ProfileError: it is not there, not a file, too large, empty, or not UTF-8.
    """
    try:
        if path.is_dir():
            _fail("this is a directory, a file is expected")
        if not path.exists():
            _fail("there is no such file")
        if not path.is_file():
            _fail("this is no regular file")
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except OSError as error:
        _fail(f"the file cannot be read: {error.strerror or error}")
    if len(raw) > limit:
        _fail(f"the file is larger than {limit:,} bytes")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _fail("the file is UTF-16: save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail("the file is not a text in UTF-8")
    if "\0" in text:
        _fail("the file is not a text: it has zero bytes")
    if not text.strip():
        _fail("the file is empty")
    return text


def _fail(message: str) -> NoReturn:
    raise ProfileError(message)


def _load(text: str, form: str) -> object:
    try:
        return {"toml": load_toml, "json": _load_json, "yaml": _load_yaml}[form](text)
    except RecursionError:
        _fail(f"the file is nested deeper than {MAX_DEPTH} levels")


def load_toml(text: str) -> dict[str, Any]:
    """Return the content of a TOML text, or raise `ProfileError` with the line."""
    _check_nesting(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _fail(f"this is not valid TOML: {error}")
    except ValueError as error:
        _fail(f"this is not valid TOML: {error}")


def _check_nesting(text: str) -> None:
    depth = 0
    for mark in re.finditer(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}]', text):
        sign = mark.group()
        depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 else 0
        if depth > MAX_DEPTH:
            _fail(f"the file is nested deeper than {MAX_DEPTH} levels")


def _load_json(text: str) -> object:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                _fail(f"the key '{key[:60]}' stands twice")
            found[key] = value
        return found

    def no_constant(name: str) -> NoReturn:
        _fail(f"{name} is no number")

    _check_nesting(text)
    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except json.JSONDecodeError as error:
        _fail(f"this is not valid JSON: {error}")
    except ValueError as error:
        _fail(f"this is not valid JSON: {error}")


def _load_yaml(text: str) -> object:
    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
        from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
    except ImportError:
        raise MissingExtraError("reading YAML", "yaml") from None
    depth = 0
    try:
        # YAML 1.2: only true and false are booleans. Aliases could make a small file huge.
        for event in YAML(typ="safe", pure=True).parse(text):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            if depth > MAX_DEPTH:
                _fail(f"the file is nested deeper than {MAX_DEPTH} levels")
            if isinstance(event, AliasEvent):
                _fail("aliases (*name) are not read: write the value out")
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        _fail(f"this is not valid YAML: {problem}{where}")
    except ValueError as error:
        _fail(f"this is not valid YAML: {error}")


def parse_profile(
    data: object,
    *,
    source: str = "profile",
    networks: Collection[str] | None = None,
    rules: Collection[str] | None = None,
) -> Profile:
    """Return the profile in plain data, such as ``json.loads`` gives.

    Args:
        data: a mapping with the keys of a profile file; dates as dates or ISO texts.
        source: what messages call it.
        networks: as in `read_profile`.
        rules: as in `read_profile`.

    Raises:
        Problems: everything that is wrong with it.
    """
    problems: list[ChannelRulesError] = []
    profile = None
    if not isinstance(data, Mapping):
        problems.append(ProfileError("a table is expected at the top level", file=source))
    else:
        content = dict(data)
        content.pop("$schema", None)  # for editors
        problems += _check_format(content.pop("format", None))
        problems += _expand_controlled_by(content)
        parameters, found = _parameters(content.pop("parameters", None))
        problems += found
        profile, found = _STRUCTURER.structure(content, Profile)
        problems += found
        profile = profile and attrs.evolve(profile, parameters=parameters)  # type: ignore[arg-type]
        problems += _check_references(content, networks, rules)
    if problems or profile is None:
        raise refuse(source, [_in_file(each, source) for each in problems])
    return profile


def _in_file(error: ChannelRulesError, source: str) -> ChannelRulesError:
    assert isinstance(error, ProfileError)
    return ProfileError(error.message, file=source, path=error.path, hint=error.hint)


def _check_format(given: object) -> list[ProfileError]:
    if given is None:
        return [ProfileError(f"this key is missing: write format = {FORMAT}", path="format")]
    if given is True or given != FORMAT:
        message = f"{str(given)[:20]} is given; this version reads format {FORMAT}"
        return [ProfileError(message, path="format")]
    return []


def _parameters(given: object) -> tuple[dict[str, float], list[ProfileError]]:
    if given is None:
        return {}, []
    if not isinstance(given, Mapping):
        return {}, [ProfileError("a table of numbers is expected", path="parameters")]
    wrong = [
        ProfileError("a number is expected", path=f"parameters.{str(name)[:60]}")
        for name, value in given.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
    ]
    return ({}, wrong) if wrong else (dict(given), [])


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
            hint = did_you_mean(str(who), CONTROLLERS)
            message = f"'{str(who)[:40]}' is given, one of {', '.join(CONTROLLERS)} is expected"
            problems.append(ProfileError(message, path=path, hint=hint))
        else:
            for key, value in (("run_by", who), ("company_is_admin", who == "company")):
                if rest.setdefault(key, value) != value:
                    problems.append(ProfileError(f"'{who}' and {key} contradict each other", path=path))
        expanded.append(rest)
    content["channel"] = expanded
    content["provenance"] = _of_both(content.get("provenance"))
    return problems


def _of_both(given: object) -> object:
    """Return what is said of how facts are known, of ``controlled_by`` as of the two facts that it sums up."""
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
    content: Mapping[str, Any], networks: Collection[str] | None, rules: Collection[str] | None
) -> list[ProfileError]:
    problems: list[ProfileError] = []
    own = {folded(str(each.get("id"))) for each in _tables(content, "network")}
    channels = [each.get("id") for each in _tables(content, "channel")]
    for position, channel in enumerate(_tables(content, "channel")):
        name = channel.get("network")
        if networks is not None and isinstance(name, str) and name not in networks and folded(name) not in own:
            problems.append(unknown_network(name, networks, f"channel[{position}].network"))
    for position, waiver in enumerate(_tables(content, "waiver")):
        rule, channel_id = waiver.get("rule"), waiver.get("channel")
        if rules is not None and isinstance(rule, str) and rule.lower() not in rules:
            message = f"there is no rule '{rule[:60]}'."
            problems.append(ProfileError(message, path=f"waiver[{position}].rule", hint=did_you_mean(rule, rules)))
        if channel_id is not None and channel_id not in channels:
            message = f"there is no channel '{str(channel_id)[:60]}'."
            hint = did_you_mean(str(channel_id), [str(each) for each in channels])
            problems.append(ProfileError(message, path=f"waiver[{position}].channel", hint=hint))
    for position, known in enumerate(_tables(content, "provenance")):
        path = known.get("fact")
        message, hint = path_problem(path, [str(each) for each in channels]) if isinstance(path, str) else ("", "")
        if message:
            problems.append(ProfileError(message, path=f"provenance[{position}].fact", hint=hint))
    return problems


def _tables(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    given = content.get(key)
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def unknown_network(name: str, networks: Collection[str], path: str) -> ProfileError:
    """Return the problem of a channel whose network nobody has described."""
    hint = did_you_mean(folded(name), networks)
    message = (
        f"the network '{name[:60]}' is not in the rulebook. State account_model, designed_for and main_format "
        "in a [[network]] table of the profile to use it."
    )
    return ProfileError(message, path=path, hint=hint)
