"""JSON Schemas of every kind of file, made from the classes that read them, for editors and other programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs

from channelrules.facts.fields import Spec, specification
from channelrules.facts.formats import load_toml, read_text
from channelrules.facts.limits import MAX_IDENTIFIER, MAX_MEMBERS, MAX_TEXT
from channelrules.facts.profile import Profile
from channelrules.facts.reader import CONTROLLERS
from channelrules.facts.vocabulary import FACTS, NETWORK_FACTS
from channelrules.knowledge.builtin import built_in_rules
from channelrules.knowledge.heads import NetworkFile, PresumptionFile, RuleFile
from channelrules.knowledge.house_facts import HOLDERS, Asked, FactFile
from channelrules.knowledge.loader import VerdictFile
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import NetworkFact
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.presumption import presumable
from channelrules.knowledge.presumptions_loader import spec_of
from channelrules.knowledge.rule import RULE_FORMAT, STEPS, VERDICTS
from channelrules.language.types import Kind

__all__ = ["SCHEMAS", "schema", "urn"]

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"


def schema(name: str, knowledge: Knowledge | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a kind of file, by its name in `SCHEMAS`.

    Args:
        name: of the kind.
        knowledge: of the rulebook whose networks, and whose houses' facts, a profile may name; that of the built-in
            rules where left out.

    Raises:
        KeyError: there is no such kind.
    """
    made = SCHEMAS[name]() if knowledge is None or name not in _OF_A_RULEBOOK else _OF_A_RULEBOOK[name](knowledge)
    return {"$schema": _DRAFT, "$id": urn(name, knowledge), **made}


def urn(name: str, knowledge: Knowledge | None = None) -> str:
    """Return the identifier of a schema, not a URL; with houses it includes the digest of the rulebook's content."""
    houses = f":{knowledge.digest[:12]}" if knowledge is not None and knowledge.houses else ""
    return f"urn:channelrules:schema:{name}:{RULE_FORMAT}{houses}"


def _value(spec: Spec) -> dict[str, Any]:
    if spec.table is not None:
        one = _table(spec.table)
        made: dict[str, Any] = {"type": "array", "items": one, "maxItems": MAX_MEMBERS} if spec.listed else one
    else:
        made = _KINDS[spec.type.kind](spec)
    if spec.absent:
        made = {"anyOf": [{"const": spec.absent}, made]}
    return {"description": spec.meaning, **made}


def _number(spec: Spec) -> dict[str, Any]:
    return {"type": "integer" if spec.whole else "number", "minimum": spec.low, "maximum": spec.high}


def _text(spec: Spec) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}
    return {**made, "maxLength": MAX_IDENTIFIER, "pattern": "^[a-z0-9_.-]+$"} if spec.identifier else made


def _set(spec: Spec) -> dict[str, Any]:
    items = _text(spec)
    if spec.type.options:
        items = {"enum": list(spec.type.options)}
    made = {"type": "array", "items": items, "uniqueItems": True}
    return {"anyOf": [items, {**made, "minItems": 1}]} if spec.lone else made


_KINDS: Final[Mapping[Kind, Callable[[Spec], dict[str, Any]]]] = {
    Kind.NUMBER: _number,
    Kind.YES_NO: lambda _: {"type": "boolean"},
    Kind.DATE: lambda _: {"type": "string", "format": "date"},
    Kind.CHOICE: lambda spec: {"enum": list(spec.type.options)},
    Kind.SET: _set,
    Kind.TEXT: _text,
}


def _table(cls: type, *, optional: frozenset[str] = frozenset()) -> dict[str, Any]:

    properties, required = {}, []
    for name, spec in specification(cls):
        key = spec.key or name
        properties[key] = _value(spec)
        if getattr(attrs.fields(cls), name).default is attrs.NOTHING and name not in optional:
            required.append(key)
    made: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _network_names() -> tuple[list[str], list[str]]:
    """Return the ids of the networks of the built-in rules, and the other names that people write."""
    heads = {file.stem: load_toml(read_text(file)) for file in sorted((built_in_rules() / "networks").glob("*.toml"))}
    return list(heads), [alias for head in heads.values() for alias in head["aliases"]]


def _waivable_rules() -> list[str]:
    """Return the ids of the built-in rules in force that a declared exception can lift."""
    files = (file for file in built_in_rules().glob("*/*.toml") if file.parent.name not in {"networks", "words"})
    rules = {file.stem: load_toml(read_text(file)) for file in files}
    return sorted(each for each, rule in rules.items() if rule.get("waivable", True) and "retired" not in rule)


def _profile(knowledge: Knowledge | None = None) -> dict[str, Any]:
    made = _table(Profile)
    channel = made["properties"]["channel"]["items"]
    if knowledge is None:
        (ids, others), waivable = _network_names(), _waivable_rules()
    else:
        waivable = sorted(each.id for each in knowledge.active_rules if each.waivable)
        ids = sorted(knowledge.networks)
        others = [alias for each in ids for alias in knowledge.networks[each].aliases]
        # A plan may be said not to exist: its table is the other way to state it.
        plan = made["properties"]["communication_plan"]["anyOf"][1]
        tables = {"company": made["properties"]["company"], "channel": channel, "plan": plan}
        for holder, declared in knowledge.declared.items():
            tables[holder]["properties"] |= {name: _value(spec) for name, spec in declared.items()}
    # A network may be one that the profile describes itself, and named as people write it.
    named = channel["properties"]["network"]
    channel["properties"]["network"] = {
        "description": named.pop("description"),
        "anyOf": [{"enum": ids}, named],
        "examples": others,
    }
    # A waiver of another rule is reported and lifts nothing.
    rule = made["properties"]["waiver"]["items"]["properties"]["rule"]
    made["properties"]["waiver"]["items"]["properties"]["rule"] = {
        "description": rule.pop("description"),
        "anyOf": [{"enum": waivable}, rule],
    }
    channel["properties"]["controlled_by"] = {
        "description": "who runs it, and whether the company is its administrator, in one word",
        "enum": list(CONTROLLERS),
    }
    made["properties"] |= {
        "$schema": {"description": "the schema that editors hold the file against", "type": "string"},
        "format": {"description": "the version of the profile format", "const": 1},
        "parameters": {
            "description": "numbers of the rulebook that are others for this company",
            "type": "object",
            "additionalProperties": {"type": "number"},
        },
    }
    made["required"] = ["format", *made["required"]]
    return {"title": "A profile: what is known of a company", **made}


def _rule() -> dict[str, Any]:
    made = _table(RuleFile)
    subjects = {"type": "array", "items": {"type": "string"}}
    example = {
        "type": "object",
        "properties": {
            "name": {"description": "what the example shows", "type": "string"},
            "fires": {"description": "the channels, or company, on which it fires", **subjects},
            "clear": {"description": "where it is clear", **subjects},
            "open": {"description": "where it is open", **subjects},
            "presumed": {"description": "where it is open, and fires under presumptions", **subjects},
            "presumed_clear": {"description": "where it is open, and clear under presumptions", **subjects},
            "profile": {"description": "a profile; what examples share may be left out", "type": "object"},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    made["properties"] |= {
        "id": {"description": "the id: the name of the file", "type": "string"},
        "example": {"description": "small profiles and what the rule says of them", "type": "array", "items": example},
    }
    return {"title": "A rule", **made}


def _network() -> dict[str, Any]:
    made = _table(NetworkFile)
    fact = _table(NetworkFact)
    attributes = {}
    for name, spec in NETWORK_FACTS.items():
        if name not in {"id", "kind"}:
            value = _value(spec)
            one = {
                **fact,
                "properties": {"value": value, **fact["properties"]},
                "required": ["value", *fact["required"]],
            }
            attributes[name] = {"description": spec.meaning, "anyOf": [one, {"type": "array", "items": one}]}
    edition = {"type": "object", "properties": attributes, "additionalProperties": False}
    made["properties"] |= {
        "guidance": {"description": "what the guidance says", **edition},
        "current": {"description": "what holds now", **edition},
    }
    made["required"] = [*made["required"], "current"]
    return {"title": "A network: dated facts in two editions", **made}


def _parameters() -> dict[str, Any]:
    one = _table(Parameter, optional=frozenset({"name"}))
    del one["properties"]["name"]
    return {"title": "Parameters: every number that a rule rests on", "type": "object", "additionalProperties": one}


def _presumptions(knowledge: Knowledge | None = None) -> dict[str, Any]:
    known = FACTS if knowledge is None else knowledge.facts
    facts: dict[str, Any] = {}
    off = {
        "description": "why a house presumes nothing of it",
        "type": "object",
        "properties": {"off": {"type": "string", "minLength": 1}},
        "required": ["off"],
        "additionalProperties": False,
    }
    for name in sorted(presumable(known)):
        made = _table(PresumptionFile)
        spec = spec_of(known[name])
        value = {**_value(spec), "description": f"what it is taken to be: {spec.meaning}"}
        one = {
            **made,
            "properties": {"value": value, **made["properties"]},
            # Either a value, or an expression that gives it.
            "oneOf": [{"required": ["value"]}, {"required": ["value_of"]}],
        }
        facts[name] = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}, off]}
    example = {
        "type": "object",
        "properties": {
            "name": {"description": "what the example shows", "type": "string"},
            "profile": {"description": "a profile; what examples share may be left out", "type": "object"},
            "presumed": {"description": "by subject, the facts that are presumed, with their values", "type": "object"},
            "not_presumed": {"description": "by subject, the facts that are not presumed", "type": "object"},
            "stated": {"description": "by subject, facts that follow from what is stated", "type": "object"},
            "applies": {"description": "by subject, the ids of presumptions that apply", "type": "object"},
        },
        "required": ["name"],
        "additionalProperties": False,
    }
    facts["example"] = {"description": "what is presumed of small profiles", "type": "array", "items": example}
    return {
        "title": "Presumptions: what a fact is taken to be where nobody states it",
        "type": "object",
        "properties": {**facts, "example": _presumption_examples()},
        "additionalProperties": False,
    }


def _facts() -> dict[str, Any]:
    one = _table(FactFile)
    asked = _table(Asked)
    asked["description"] = "how the fact is asked for"
    one["properties"]["ask"] = asked
    one["required"] = [*one["required"], "ask"]
    names = "^(" + "|".join(HOLDERS) + r")\.[a-z][a-z0-9_]*$"
    return {
        "title": "Facts of a house's own: further attributes of a company, a channel or a communication plan",
        "type": "object",
        "patternProperties": {names: one},
        "additionalProperties": False,
    }


def _presumption_examples() -> dict[str, Any]:
    values = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}}}
    names = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
    properties = {
        "name": {"description": "what the example shows", "type": "string"},
        "presumed": {"description": "by channel, or company: the values that are presumed", **values},
        "not_presumed": {"description": "by channel, or company: facts neither stated nor presumed", **names},
        "stated": {"description": "by channel, or company: facts that follow from what is stated", **values},
        "applies": {"description": "by channel, or company: the ids of presumptions that apply", **names},
        "profile": {"description": "a profile; what examples share may be left out", "type": "object"},
    }
    one = {"type": "object", "properties": properties, "required": ["name"], "additionalProperties": False}
    return {"description": "small profiles and what is presumed of them", "type": "array", "items": one}


def _verdicts() -> dict[str, Any]:
    texts = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    steps = {"type": "array", "items": {"enum": list(STEPS)}, "uniqueItems": True}

    def rows(scope: str) -> dict[str, Any]:
        row = _table(VerdictFile)
        row["properties"]["verdict"] = {"description": "the verdict", "enum": list(VERDICTS[scope])}
        return {"description": f"the table of the {scope}, from the top", "type": "array", "items": row}

    return {
        "title": "Verdicts: the tables that are read from the top, and what goes with an action",
        "type": "object",
        "properties": {
            "actions": {"description": "every action, in the order in which a company takes them", **texts},
            "leaves_out": {
                "description": "by action, the actions that are left out beside it",
                "type": "object",
                "additionalProperties": texts,
            },
            "rules_out": {
                "description": "by action, the kinds of step that no remedy beside it asks for",
                "type": "object",
                "additionalProperties": steps,
            },
            "channel": rows("channel"),
            "company": rows("company"),
        },
        "required": ["actions", "channel", "company"],
        "additionalProperties": False,
    }


SCHEMAS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "profile": _profile,
    "rule": _rule,
    "network": _network,
    "parameters": _parameters,
    "presumptions": _presumptions,
    "verdicts": _verdicts,
    "facts": _facts,
}
"""The kinds of files that have a schema."""

_OF_A_RULEBOOK: Final[Mapping[str, Callable[[Knowledge], dict[str, Any]]]] = {
    "profile": _profile,
    "presumptions": _presumptions,
}
"""The kinds that depend on houses."""
