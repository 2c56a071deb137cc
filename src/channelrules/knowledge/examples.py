"""Examples: small profiles with what a rule, or the presumptions, must say of them; read when they are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from channelrules.errors import ProfileError, RulebookError, did_you_mean
from channelrules.facts.read import load_toml
from channelrules.knowledge.knowledge import Knowledge
from channelrules.knowledge.load_presumptions import FILE as PRESUMPTIONS
from channelrules.knowledge.presumption import PRESUMABLE
from channelrules.knowledge.rule import Example, Rule

__all__ = ["PresumptionExample", "examples_of", "presumption_examples"]

_OUTCOMES: Final = ("fires", "clear", "open", "presumed")
_RULE_KEYS: Final = frozenset({"name", "profile", *_OUTCOMES})
_PRESUMPTION_KEYS: Final = frozenset({"name", "profile", "presumed", "not_presumed"})


@attrs.frozen(kw_only=True)
class PresumptionExample:
    """A small profile and what is presumed of it.

    Attributes:
        name: what the example shows.
        presumed: the presumed values by fact, of each channel by its id, or of ``company`` and its plan.
        not_presumed: in the same way, the facts of which nothing is presumed.
        profile: the content of a profile file; what every example shares may be left out.
    """

    name: str
    presumed: Mapping[str, Mapping[str, Any]]
    not_presumed: Mapping[str, tuple[str, ...]]
    profile: Mapping[str, object]


def examples_of(knowledge: Knowledge, rule: Rule) -> tuple[Example, ...]:
    """Return a rule's examples.

    Raises:
        RulebookError: the examples of its file cannot be read.
    """
    file = f"{rule.topic}/{rule.id}.toml"
    built = []
    for path, table in _tables(file, knowledge.examples_text[rule.id], _RULE_KEYS):
        subjects = {each: _texts(file, f"{path}.{each}", table.get(each, [])) for each in _OUTCOMES}
        built.append(Example(name=table["name"], profile=_completed(table.get("profile", {})), **subjects))
    return tuple(built)


def presumption_examples(knowledge: Knowledge) -> tuple[PresumptionExample, ...]:
    """Return the examples of the presumptions.

    Raises:
        RulebookError: the examples of their file cannot be read.
    """
    built = []
    for path, table in _tables(PRESUMPTIONS, knowledge.examples_text.get(PRESUMPTIONS, ""), _PRESUMPTION_KEYS):
        given = _subjects(f"{path}.presumed", table.get("presumed", {}))
        presumed = {subject: dict(_facts(f"{path}.presumed.{subject}", facts)) for subject, facts in given.items()}
        left = _subjects(f"{path}.not_presumed", table.get("not_presumed", {}))
        not_presumed = {
            subject: _texts(PRESUMPTIONS, f"{path}.not_presumed.{subject}", names) for subject, names in left.items()
        }
        for subject, names in (*presumed.items(), *not_presumed.items()):
            for name in names:
                if name not in PRESUMABLE:
                    hint = did_you_mean(name, PRESUMABLE)
                    message = f"'{name[:60]}' is no fact that can be presumed"
                    raise RulebookError(message, file=PRESUMPTIONS, path=f"{path}: {subject}", hint=hint)
        profile = _completed(table.get("profile", {}))
        built.append(
            PresumptionExample(name=table["name"], presumed=presumed, not_presumed=not_presumed, profile=profile)
        )
    return tuple(built)


def _tables(file: str, text: str, keys: frozenset[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables of examples, each with its path."""
    try:
        data = load_toml(text)
    except ProfileError as error:
        raise RulebookError(error.message, file=file) from None
    for position, table in enumerate(data.pop("example", [])):
        path = f"example[{position}]"
        for key in sorted(set(table) - keys):
            hint = did_you_mean(key, keys)
            raise RulebookError("this key is unknown", file=file, path=f"{path}.{key}", hint=hint)
        if not isinstance(table.get("name"), str) or not isinstance(table.get("profile", {}), Mapping):
            raise RulebookError("an example has a name and a profile", file=file, path=path)
        yield path, table
    for extra in data:
        raise RulebookError("only examples stand below the first example", file=file, path=extra)


def _texts(file: str, path: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        expected = "of facts" if file == PRESUMPTIONS else "of channels, or ['company'],"
        raise RulebookError(f"a list {expected} is expected", file=file, path=path)
    return tuple(given)


def _subjects(path: str, given: object) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise RulebookError("a table by channel, or 'company', is expected", file=PRESUMPTIONS, path=path)
    return given


def _facts(path: str, given: object) -> Iterator[tuple[str, Any]]:
    """Yield the value of each fact of a nested table: ``channel.role = "asset"``."""
    for scope, facts in _subjects(path, given).items():
        if not isinstance(facts, Mapping):
            raise RulebookError("a fact such as channel.role is expected", file=PRESUMPTIONS, path=f"{path}.{scope}")
        for name, value in facts.items():
            yield f"{scope}.{name}", tuple(value) if isinstance(value, list) else value


def _completed(profile: Mapping[str, Any]) -> dict[str, Any]:
    company = {"name": "Example", **profile.get("company", {})}
    return {"format": 1, "as_of": "2026-11-01", **profile, "company": company}
