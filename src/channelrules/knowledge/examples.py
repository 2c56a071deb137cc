"""Examples: small profiles with what a rule, or the presumptions, must say of them; read when they are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from channelrules.errors import ProfileError, RulebookError, did_you_mean
from channelrules.facts.formats import load_toml
from channelrules.knowledge.files import EQUIVALENTS
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.presumption import presumable
from channelrules.knowledge.presumptions_loader import FILE as PRESUMPTIONS
from channelrules.knowledge.rule import Example, Rule

__all__ = ["Equivalent", "PresumptionExample", "equivalents", "examples_of", "presumption_examples"]

_OUTCOMES: Final = ("fires", "clear", "open", "presumed", "presumed_clear")
_RULE_KEYS: Final = frozenset({"name", "profile", *_OUTCOMES})
_PRESUMPTION_KEYS: Final = frozenset({"name", "profile", "presumed", "not_presumed", "stated", "applies"})


@attrs.frozen(kw_only=True)
class PresumptionExample:
    """A small profile and what is presumed of it.

    Attributes:
        name: what the example shows.
        presumed: the presumed values by fact, for each channel by its id and for ``company`` with its plan.
        not_presumed: in the same way, the facts that are neither stated nor presumed.
        stated: in the same way, the values of facts that follow from stated ones and so are not presumed.
        applies: in the same way, the ids of the presumptions that apply, where a fact has several.
        profile: the content of a profile file; what all examples share may be left out.
    """

    name: str
    presumed: Mapping[str, Mapping[str, Any]]
    not_presumed: Mapping[str, tuple[str, ...]]
    stated: Mapping[str, Mapping[str, Any]]
    applies: Mapping[str, tuple[str, ...]]
    profile: Mapping[str, object]


@attrs.frozen(kw_only=True)
class Equivalent:
    """An equivalent change to a condition, which no example can notice.

    Attributes:
        subject: the rule, measure, fact or, after the word ``presumed``, presumption whose condition is changed.
        change: what is changed, in the words of `channelrules.audit.mutants`.
        because: why it is the same.
    """

    subject: str
    change: str
    because: str


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
    known = [each.id for each in knowledge.presumptions]
    facts = presumable(knowledge.facts)
    built = []
    for path, table in _tables(PRESUMPTIONS, knowledge.examples_text.get(PRESUMPTIONS, ""), _PRESUMPTION_KEYS):
        example = PresumptionExample(
            name=table["name"],
            presumed=_values(table, path, "presumed"),
            not_presumed=_names(table, path, "not_presumed"),
            stated=_values(table, path, "stated"),
            applies=_names(table, path, "applies"),
            profile=_completed(table.get("profile", {})),
        )
        for key, expected in (
            ("presumed", facts),
            ("not_presumed", facts),
            ("stated", facts),
            ("applies", known),
        ):
            for subject, names in getattr(example, key).items():
                _known(names, expected, f"{path}.{key}.{subject}")
        built.append(example)
    return tuple(built)


def equivalents(knowledge: Knowledge) -> tuple[Equivalent, ...]:
    """Return the changes to conditions that no example can notice.

    Raises:
        RulebookError: their file cannot be read.
    """
    try:
        data = load_toml(knowledge.examples_text.get(EQUIVALENTS, ""))
    except ProfileError as error:
        raise RulebookError(error.message, file=EQUIVALENTS) from None
    given = data.get("equivalent", [])
    keys = {each.name for each in attrs.fields(Equivalent)}
    if set(data) - {"equivalent"} or not isinstance(given, list):
        raise RulebookError("a list of tables [[equivalent]] is expected, and nothing else", file=EQUIVALENTS)
    for position, table in enumerate(given):
        if (
            not isinstance(table, Mapping)
            or set(table) != keys
            or not all(isinstance(each, str) for each in table.values())
        ):
            message = f"three texts are expected: {', '.join(sorted(keys))}"
            raise RulebookError(message, file=EQUIVALENTS, path=f"equivalent[{position}]")
    return tuple(Equivalent(**table) for table in given)


def _values(table: Mapping[str, Any], path: str, key: str) -> dict[str, dict[str, Any]]:
    given = _subjects(f"{path}.{key}", table.get(key, {}))
    return {subject: dict(_facts(f"{path}.{key}.{subject}", facts)) for subject, facts in given.items()}


def _names(table: Mapping[str, Any], path: str, key: str) -> dict[str, tuple[str, ...]]:
    given = _subjects(f"{path}.{key}", table.get(key, {}))
    return {subject: _texts(PRESUMPTIONS, f"{path}.{key}.{subject}", names) for subject, names in given.items()}


def _known(names: Iterable[str], expected: Collection[str], path: str) -> None:
    for name in names:
        if name not in expected:
            message = f"'{name[:60]}' is nothing that can be presumed"
            raise RulebookError(message, file=PRESUMPTIONS, path=path, hint=did_you_mean(name, expected))


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
    company = profile.get("company", {})
    # Anything but a table is left for the reader of profiles to refuse.
    own = {"name": "Example", **company} if isinstance(company, Mapping) else company
    return {"format": 1, "as_of": "2026-11-01", **profile, "company": own}
