"""Updates a profile's own file and keeps comments, order and everything else that a person wrote (extra ``intake``)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Collection, Mapping, MutableMapping
from typing import Any

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import ChannelRulesError, MissingExtraError, OptionError
from channelrules.facts.formats import load_toml, no_suffix
from channelrules.facts.paths import Place
from channelrules.facts.profile import Profile
from channelrules.facts.writer import profile_data
from channelrules.told import tell

__all__ = ["updated"]

Make = Callable[[Any], Any]


def updated(text: str, suffix: str, profile: Profile, paths: Collection[str], rulebook: Rulebook) -> str:
    """Return the text of a profile's file with new facts in it, the rest as it was.

    Args:
        text: of the file, before.
        suffix: of the file: ``.toml``, ``.yaml``, ``.yml`` or ``.json``.
        profile: the profile that the file must hold afterwards.
        paths: of the facts that are new or changed.
        rulebook: by which the result is read again, as a check.

    Raises:
        OptionError: the file is of another kind, or cannot be updated without changing other facts.
        MissingExtraError: the library that writes such a file is not installed.
    """
    if suffix == ".toml":
        return _checked(_toml(text, profile, paths, rulebook), ".toml", profile, rulebook)
    if suffix in {".yaml", ".yml"}:
        return _checked(_yaml(text, profile, paths, rulebook), ".yaml", profile, rulebook)
    if suffix == ".json":
        before = json.loads(text)
        editor = {"$schema": before["$schema"]} if "$schema" in before else {}
        return json.dumps({**editor, **profile_data(profile, iso_dates=True)}, ensure_ascii=False, indent=2) + "\n"
    raise OptionError(no_suffix(suffix))


def _checked(text: str, suffix: str, profile: Profile, rulebook: Rulebook) -> str:
    """Return a text after checking that it holds the intended profile."""
    try:
        load = load_toml if suffix == ".toml" else _load_yaml
        same = rulebook.parse_profile(load(text)) == profile
    except ChannelRulesError:
        same = False
    if not same:
        pattern = "the file cannot be brought up to date without changing what it says; --out writes a new one"
        raise OptionError(tell("cannot_bring_up_to_date", pattern))
    return text


def _load_yaml(text: str) -> object:
    from channelrules.facts.yaml import load_yaml

    return load_yaml(text)


def _toml(text: str, profile: Profile, paths: Collection[str], rulebook: Rulebook) -> str:
    try:
        import tomlkit
        from tomlkit.items import AoT
    except ImportError:
        raise MissingExtraError(tell("keeping_comments", "keeping a profile's comments"), "intake") from None

    def make(value: Any) -> Any:
        if isinstance(value, Mapping):
            table = tomlkit.inline_table()
            for key, each in value.items():
                table[key] = make(each)
            return table
        if isinstance(value, list):
            array = tomlkit.array()
            for each in value:
                array.append(make(each))
            return array.multiline(len(value) > 1 and isinstance(value[0], Mapping))
        return tomlkit.item(value)

    def table(value: Mapping[str, Any]) -> Any:
        made = tomlkit.table()
        made.trivia.indent = "\n"
        for key, each in value.items():
            made[key] = make(each)
        return made

    def tables() -> Any:
        return AoT([])

    document = tomlkit.parse(text)
    _bring(document, profile, paths, rulebook, make, table, tables)
    return tomlkit.dumps(document)


def _yaml(text: str, profile: Profile, paths: Collection[str], rulebook: Rulebook) -> str:
    try:
        from ruamel.yaml import YAML
    except ImportError:
        raise MissingExtraError(tell("writing_yaml", "writing YAML"), "yaml") from None
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 4096
    document = yaml.load(text)
    _bring(document, profile, paths, rulebook, lambda value: value, dict, list)
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _bring(
    document: MutableMapping[str, Any],
    profile: Profile,
    paths: Collection[str],
    rulebook: Rulebook,
    make: Make,
    table: Make,
    tables: Callable[[], Any],
) -> None:
    """Put new facts into a document.

    Args:
        document: the file as its library holds it.
        profile: the intended profile.
        paths: of the new facts.
        rulebook: whose houses declare further facts.
        make: converts a value for the library.
        table: makes a table with its own heading, where the format has them.
        tables: makes an empty list of such tables.
    """
    data = profile_data(profile, iso_dates=False)
    _add_channels(document, data, table, tables)
    for path in paths:
        place = Place.at(path, rulebook.knowledge.declared)
        source, target = _holders(data, document, place, table)
        key = place.spec.key or place.attribute
        if source is None or key not in source:
            continue
        old = target.get(key)
        if isinstance(old, list) and isinstance(source[key], list) and _grows(old, source[key]):
            known = [_plain(each) for each in old]
            for each in source[key]:
                if each not in known:
                    old.append(table(each) if _has_headings(old) else make(each))
        elif old is None or _plain(old) != source[key]:
            target[key] = make(source[key])
    _bring_provenance(document, data, table, tables)


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _grows(old: list[Any], new: list[Any]) -> bool:
    return all(_plain(each) in new for each in old)


def _has_headings(members: list[Any]) -> bool:
    return type(members).__name__ == "AoT"


def _add_channels(
    document: MutableMapping[str, Any], data: Mapping[str, Any], table: Make, tables: Callable[[], Any]
) -> None:
    known = {each["id"] for each in document.get("channel", ())}
    for each in data.get("channel", ()):
        if each["id"] in known:
            continue
        if "channel" not in document:
            document["channel"] = tables()
        document["channel"].append(table({key: each[key] for key in ("id", "network", "status")}))


def _holders(
    data: Mapping[str, Any], document: MutableMapping[str, Any], place: Place, table: Make
) -> tuple[Mapping[str, Any] | None, Any]:
    """Return the tables that hold a fact, in the data and in the document, where it is made if it is not there."""
    match place.holder:
        case "profile":
            return data, document
        case "company":
            return data["company"], document["company"]
        case "plan":
            return _inner(data, document, "communication_plan", table)
    source = next((each for each in data.get("channel", ()) if each["id"] == place.channel), None)
    target = next((each for each in document.get("channel", ()) if each["id"] == place.channel), None)
    if source is None or target is None or place.holder == "channel":
        return source, target
    return _inner(source, target, "editorial_plan", table)


def _inner(
    source: Mapping[str, Any], target: MutableMapping[str, Any], key: str, table: Make
) -> tuple[Mapping[str, Any] | None, Any]:
    inner = source.get(key)
    if not isinstance(inner, Mapping):
        return None, None
    if not isinstance(target.get(key), Mapping):
        target[key] = table({})
    return inner, target[key]


def _bring_provenance(
    document: MutableMapping[str, Any], data: Mapping[str, Any], table: Make, tables: Callable[[], Any]
) -> None:
    wanted = list(data.get("provenance", ()))
    listed = document.get("provenance")
    if listed is None:
        if not wanted:
            return
        document["provenance"] = listed = tables()
    for place in reversed(range(len(listed))):
        said = _plain(listed[place])
        # `controlled_by` stands for two facts, and is left as the person wrote it.
        if said not in wanted and not str(said.get("fact")).endswith(".controlled_by"):
            del listed[place]
    known = [_plain(each) for each in listed]
    paired = [str(each.get("fact")).removesuffix("controlled_by") for each in known if "controlled_by" in str(each)]
    for each in wanted:
        of_pair = any(each["fact"] in {f"{one}run_by", f"{one}company_is_admin"} for one in paired)
        if each not in known and not of_pair:
            listed.append(table(each))
