"""The JSON Schema of a decision as data: what other programs can rely on."""

from __future__ import annotations

from typing import Any, Final

from channelrules.decision.decision import FORMAT, WaiverState
from channelrules.errors import OptionError, did_you_mean
from channelrules.judgement.verdict import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.knowledge.rule import ORIGINS, VERDICTS, Severity
from channelrules.knowledge.schema import SCHEMAS
from channelrules.knowledge.schema import schema as schema_of_file

__all__ = ["SCHEMA_NAMES", "decision_schema", "schema"]

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_DATE: Final = {"type": "string", "format": "date"}
_NUMBER: Final = {"type": "number"}
_YES_NO: Final = {"type": "boolean"}
_SUBJECT: Final = {"type": ["string", "null"], "description": "the id of a channel; null for the company"}
_SHARE: Final = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_VALUE: Final = {"type": ["string", "number", "boolean", "array", "null"]}


def _table(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _one_of(words: Any) -> dict[str, Any]:
    return {"enum": [getattr(each, "value", each) for each in words]}


SCHEMA_NAMES: Final = (*SCHEMAS, "decision")
"""What has a JSON Schema."""


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a kind of file, or of a decision as data.

    Args:
        name: ``profile``, ``rule``, ``network``, ``parameters`` or ``decision``.

    Raises:
        OptionError: nothing of that name has a schema.
    """
    if name not in SCHEMA_NAMES:
        message = f"there is no schema '{name[:40]}'; there are {', '.join(SCHEMA_NAMES)}"
        raise OptionError(f"{message}. {did_you_mean(name, SCHEMA_NAMES)}".strip())
    return decision_schema() if name == "decision" else schema_of_file(name)


def decision_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of what `Decision.to_dict` returns, with and without advice."""
    channel_verdict, company_verdict = _one_of(Verdict), _one_of(CompanyVerdict)
    advice = _advice()
    finding = _finding()
    channel = _table(
        {
            "id": _TEXT,
            "network": {**_TEXT, "description": "the canonical id of the network"},
            "verdict": channel_verdict,
            "possible": _many(channel_verdict),
            "action": {"type": ["string", "null"]},
            "actions": _TEXTS,
            "degree": _table({"value": _SHARE, "pace": _SHARE, "growth": _SHARE}),
            "findings": _many(finding),
        },
        **advice,
    )
    company = _table(
        {
            "name": _TEXT,
            "verdicts": _many(company_verdict),
            "possible": _many(company_verdict),
            "findings": _many(finding),
        },
        **advice,
    )
    made = _table(
        {
            "format": {"const": FORMAT},
            "as_of": _DATE,
            "edition": _one_of(Edition),
            "rulebook": _rulebook(),
            "editions_differ": _many(
                _table({"channel": _TEXT, "guidance": channel_verdict, "current": channel_verdict})
            ),
            "company": company,
            "channels": _many(channel),
            "doubts": _many(_doubt()),
            "page_limits": _many(_table({"limit": {"type": "integer"}, "beyond": {"type": ["boolean", "null"]}})),
            "parameters": _many(_parameter()),
            "waivers": _many(
                _table(
                    {
                        "rule": _TEXT,
                        "channel": _SUBJECT,
                        "state": _one_of(WaiverState),
                        "because": _TEXT,
                        "by": _TEXT,
                        "until": _DATE,
                    }
                )
            ),
            "questions": _many(_question()),
        }
    )
    definitions = {"reason": _reason()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A decision on one company",
        **made,
        "definitions": definitions,
    }


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


def _parameter() -> dict[str, Any]:
    origin = _one_of((*ORIGINS, "set"))
    return _table({"name": _TEXT, "value": _NUMBER, "unit": _TEXT, "origin": origin, "source": _TEXT})


def _finding() -> dict[str, Any]:
    return _table(
        {
            "rule": _TEXT,
            "title": _TEXT,
            "cites": _TEXTS,
            "kind": _one_of(("must", "should", "advice")),
            "origin": _one_of(ORIGINS),
            "severity": _one_of(Severity),
            "outcome": _one_of(Outcome),
            "subject": _SUBJECT,
            "message": _TEXT,
            "remedy": _TEXT,
            "because": _many(_table({"name": _TEXT, "value": _VALUE, "source": _TEXT})),
            "missing": _TEXTS,
        },
        waiver=_table({"because": _TEXT, "by": _TEXT, "until": _DATE}),
    )


def _doubt() -> dict[str, Any]:
    return _table(
        {
            "channel": _TEXT,
            "fact": _TEXT,
            "value": _VALUE,
            "grade": {"enum": ["A", "B", "C", None]},
            "as_of": _DATE,
            "source": {"type": ["string", "null"]},
            "unverified": _YES_NO,
            "old": _YES_NO,
        }
    )


def _taken() -> dict[str, Any]:
    """Return the schema of a fact that nobody stated and that is presumed."""
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
            "text": _TEXT,
        }
    )
    chosen = _table(
        {"changes": _many(change), "effort_hours": _NUMBER, "possible": _many(verdicts), "certain": _YES_NO}
    )
    changes = _table(
        {
            "subject": _SUBJECT,
            "target": {"enum": [*verdicts["enum"], None]},
            "sets": _many(chosen),
            "in_the_way": _TEXTS,
            "awaits_facts": _YES_NO,
            "complete": _YES_NO,
        }
    )
    tip = _table(
        {
            "parameter": _TEXT,
            "value": _NUMBER,
            "unit": _TEXT,
            "subject": _SUBJECT,
            "at": _NUMBER,
            "side": _one_of(("below", "above")),
            "reached": _YES_NO,
            "possible": _many(verdicts),
        }
    )
    return {"why": {"$ref": "#/definitions/reason"}, "changes": changes, "sensitivity": _many(tip)}
