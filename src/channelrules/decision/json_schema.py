"""The JSON Schema of a decision as data, for other programs to rely on.

The schema of a part that is a class's attributes is made from the class; the composition is written here.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

import attrs

from channelrules.advice.sensitivity import Tip
from channelrules.advice.stale_facts import Doubt
from channelrules.decision.decision import FORMAT
from channelrules.decision.numbers import PageLimit, ParameterUse
from channelrules.decision.parts import Degree, EditionDifference, EditionView, WaiverState
from channelrules.errors import OptionError, did_you_mean
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.json_schema import SCHEMAS, urn
from channelrules.knowledge.json_schema import schema as schema_of_file
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import ORIGINS, VERDICTS, Severity
from channelrules.told import tell

__all__ = ["SCHEMA_NAMES", "decision_schema", "schema"]

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_DATE: Final = {"type": "string", "format": "date"}
_NUMBER: Final = {"type": "number"}
_YES_NO: Final = {"type": "boolean"}
_SUBJECT: Final = {"type": ["string", "null"], "description": "the id of a channel; null for the company"}
_SHARE: Final = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_VALUE: Final = {"type": ["string", "number", "boolean", "array", "null"]}
_ORIGIN: Final = {"enum": list(ORIGINS)}
_PLAIN: Final = {str: _TEXT, float: _NUMBER, int: {"type": "integer"}, bool: _YES_NO, datetime.date: _DATE}

SCHEMA_NAMES: Final = (*SCHEMAS, "decision")
"""The names of the schemas."""


def schema(name: str, knowledge: Knowledge | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a kind of file, or of a decision as data.

    Args:
        name: ``profile``, ``rule``, ``network``, ``parameters``, ``presumptions``, ``verdicts``, ``facts`` or
            ``decision``.
        knowledge: of the rulebook whose networks and facts a profile may state (`Rulebook.schema` passes it); that
            of the built-in rules where left out.

    Raises:
        OptionError: there is no schema of this name.

    Examples:
        >>> cr.schema("profile")["properties"]["channel"]["items"]["properties"]["role"]["enum"]
        ['asset', 'support']
    """
    if name not in SCHEMA_NAMES:
        pattern = "there is no schema '{name}'; there are {known}"
        message = tell("no_schema", pattern, name=name[:40], known=", ".join(SCHEMA_NAMES))
        raise OptionError(message, hint=did_you_mean(name, SCHEMA_NAMES))
    return decision_schema() if name == "decision" else schema_of_file(name, knowledge)


# --- from classes ---


def _table(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _one_of(words: Iterable[Any]) -> dict[str, Any]:
    return {"enum": [getattr(each, "value", each) for each in words]}


def _of(cls: type, **instead: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a class whose data are its attributes.

    Args:
        cls: the class.
        instead: the schemas of attributes whose data differ from their type.
    """
    hints = typing.get_type_hints(cls)
    names = [each.name for each in attrs.fields(cls)]
    return _table({name: instead[name] if name in instead else _typed(hints[name]) for name in names})


def _typed(hint: Any) -> dict[str, Any]:
    if typing.get_origin(hint) is tuple:
        return _many(_typed(typing.get_args(hint)[0]))
    if isinstance(hint, types.UnionType):
        (known,) = [each for each in typing.get_args(hint) if each is not types.NoneType]
        made = _typed(known)
        return {"enum": [*made["enum"], None]} if "enum" in made else {**made, "type": [made["type"], "null"]}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if issubclass(hint, StrEnum):
        return _one_of(hint)
    return _of(hint)


# --- a decision ---


def decision_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of what `Decision.to_dict` returns, with and without advice."""
    made = _table(
        {
            "format": {"const": FORMAT},
            "as_of": _DATE,
            "edition": _one_of(Edition),
            "presume": {**_YES_NO, "description": "whether what nobody stated was presumed"},
            "lang": {**_TEXT, "description": "the language of every text"},
            "rulebook": _rulebook(),
            "labels": _labels(),
            "editions_differ": _many(_of(EditionDifference, guidance=_of(EditionView), current=_of(EditionView))),
            "company": _company(),
            "channels": _many(_channel()),
            "doubts": _many(_of(Doubt, value=_VALUE, grade={"enum": ["A", "B", "C", None]})),
            "page_limits": _many(_of(PageLimit)),
            "parameters": _many(_of(ParameterUse, origin=_one_of((*ORIGINS, "set")))),
            "presumptions": _many(_presumption()),
            "waivers": _many(_waiver()),
            "questions": _many(_question()),
        }
    )
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": urn("decision"),
        "title": "A decision on one company",
        **made,
        "definitions": {"reason": _reason(), "finding": _finding(), "presuming": _presuming()},
    }


def _channel() -> dict[str, Any]:
    return _table(
        {
            "id": _TEXT,
            "network": {**_TEXT, "description": "the canonical id of the network"},
            "name": {**_TEXT, "description": "the name of the network"},
            "verdict": _one_of(Verdict),
            "possible": _many(_one_of(Verdict)),
            "leaning": {
                "enum": [*Verdict, None],
                "description": "the one verdict left under presumptions, where the verdict is undetermined",
            },
            "presuming": _under(),
            "action": {"type": ["string", "null"]},
            "actions": _TEXTS,
            "degree": _of(Degree, value=_SHARE, pace=_SHARE, growth=_SHARE),
            **_findings(),
        },
        **_advice(),
    )


def _company() -> dict[str, Any]:
    verdicts = _many(_one_of(CompanyVerdict))
    return _table(
        {
            "name": _TEXT,
            "verdicts": {**verdicts, "description": "what holds for certain; empty while nothing does"},
            "possible": verdicts,
            "leaning": {**verdicts, "description": "what holds under presumptions, where it differs"},
            "presuming": _under(),
            **_findings(),
        },
        **_advice(),
    )


def _findings() -> dict[str, Any]:
    findings = _many({"$ref": "#/definitions/finding"})
    return {
        "findings": {**findings, "description": "what fires, is presumed or is waived, worst first"},
        "open": {**findings, "description": "what could still fire, with what is missing"},
        "clear": {**findings, "description": "what was asked and is in order"},
    }


def _under() -> dict[str, Any]:
    return _many({"$ref": "#/definitions/presuming"})


def _presuming() -> dict[str, Any]:
    return _table({"path": _TEXT, "value": _VALUE, "says": _TEXT, "origin": _ORIGIN})


def _presumption() -> dict[str, Any]:
    return _table({"id": _TEXT, "fact": _TEXT, "why": _TEXT, "origin": _ORIGIN, "cites": _TEXTS})


def _labels() -> dict[str, Any]:
    words = {"type": "object", "additionalProperties": _TEXT}
    return _table(
        {
            "verdict": words,
            "action": words,
            "outcome": _table({each.value: _TEXT for each in Outcome}),
            "severity": _table({each.value: _TEXT for each in Severity}),
        }
    )


def _rulebook() -> dict[str, Any]:
    off = _table({"rule": _TEXT, "because": _TEXT, "by": _TEXT, "house": _TEXT})
    house = _table({"name": _TEXT, "author": _TEXT, "digest": _TEXT, "switched_off": _many(off)})
    return _table(
        {
            "name": _TEXT,
            "version": _TEXT,
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "format": {"type": "integer", "description": "the version of the rule format"},
            "houses": _many(house),
        }
    )


def _finding() -> dict[str, Any]:
    return _table(
        {
            "rule": _TEXT,
            "title": _TEXT,
            "cites": _TEXTS,
            "kind": _one_of(("must", "should", "advice")),
            "origin": _ORIGIN,
            "severity": _one_of(Severity),
            "outcome": _one_of(Outcome),
            "subject": _SUBJECT,
            "message": _TEXT,
            "remedy": _TEXT,
            "because": _many(_table({"name": _TEXT, "value": _VALUE, "source": _TEXT})),
            "under_presumptions": {**_YES_NO, "description": "whether it is so only under presumptions"},
            "presuming": _under(),
        },
        missing={**_TEXTS, "description": "where a profile would state what keeps it open"},
        waiver=_table({"because": _TEXT, "by": _TEXT, "until": _DATE}),
    )


def _waiver() -> dict[str, Any]:
    return _table(
        {
            "rule": _TEXT,
            "channel": _SUBJECT,
            "state": _one_of(WaiverState),
            "because": _TEXT,
            "by": _TEXT,
            "until": _DATE,
        }
    )


def _taken() -> dict[str, Any]:
    """Return the schema of a presumed fact."""
    return _table({"path": _TEXT, "value": _VALUE, "says": _TEXT, "origin": _one_of(ORIGINS)})


def _question() -> dict[str, Any]:
    return _table(
        {
            "path": _TEXT,
            "text": _TEXT,
            "on_the_spot": _YES_NO,
            "telling": _NUMBER,
            "closes": _NUMBER,
            "decides": _many(_SUBJECT),
            "settles": _TEXTS,
            "in_table": _YES_NO,
            "presumed": {"anyOf": [_taken(), {"type": "null"}]},
            "leans": _many(_SUBJECT),
            "corrects": {"type": "integer", "minimum": 0},
            "unblocks": _many(_SUBJECT),
        }
    )


# --- advice ---


def _reason() -> dict[str, Any]:
    return _table(
        {"kind": _TEXT, "name": _TEXT, "value": _VALUE},
        subject=_TEXT,
        source=_TEXT,
        path=_TEXT,
        says=_TEXT,
        why=_TEXT,
        origin=_one_of(ORIGINS),
        parts=_many({"$ref": "#/definitions/reason"}),
    )


def _advice() -> dict[str, Any]:
    verdicts = _one_of(dict.fromkeys([*VERDICTS["channel"], *VERDICTS["company"]]))
    anything: dict[str, Any] = {"description": "a value of a profile, as a file has it"}
    change = _table(
        {
            "id": _TEXT,
            "path": _TEXT,
            "before": anything,
            "after": anything,
            "effort_hours": _NUMBER,
            "gives_up": _YES_NO,
            "text": _TEXT,
        }
    )
    chosen = _table(
        {
            "changes": _many(change),
            "effort_hours": _NUMBER,
            "possible": _many(verdicts),
            "leaning": _many(verdicts),
            "reached": _one_of(("certain", "presumed", "open")),
            "certain": _YES_NO,
            "gives_up": _YES_NO,
        }
    )
    changes = _table(
        {
            "subject": _SUBJECT,
            "target": {"enum": [*verdicts["enum"], None]},
            "sets": _many(chosen),
            "in_the_way": _TEXTS,
            "asks": _TEXTS,
            "awaits_facts": _YES_NO,
            "complete": _YES_NO,
        }
    )
    tip = _of(
        Tip, subject=_SUBJECT, side=_one_of(("below", "above")), possible=_many(verdicts), leaning=_many(verdicts)
    )
    return {"why": {"$ref": "#/definitions/reason"}, "changes": changes, "sensitivity": _many(tip)}
