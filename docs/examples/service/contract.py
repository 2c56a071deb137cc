"""The service's OpenAPI 3.1, with the schemas of `channelrules` as its components."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import channelrules as cr
from service.problems import PROBLEM

_TEXT = {"type": "string"}
_NAMES = {"type": "array", "items": _TEXT}


def _table(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answers(schema: str, *refusals: int, media: str = "application/json") -> dict[int | str, dict[str, Any]]:
    told: dict[int | str, dict[str, Any]] = {
        each: {"description": "a problem", "content": {PROBLEM: {"schema": _ref("problem")}}} for each in refusals
    }
    return {200: {"description": "the answer", "content": {media: {"schema": _ref(schema)}}}, **told}


_REFUSALS = (400, 413, 415, 422)
ANSWERS = {
    "assess": _answers("assessed", *_REFUSALS),
    "questions": _answers("questions", *_REFUSALS),
    "report": _answers("html", *_REFUSALS, media="text/html"),
    "health": _answers("health"),
}


def body_of() -> dict[str, Any]:
    """Return what a request holds: a profile, as JSON or TOML."""
    told = {"application/json": {"schema": _ref("profile")}, "application/toml": {"schema": _TEXT}}
    return {"requestBody": {"required": True, "content": told}}


def contract(app: FastAPI, book: cr.Rulebook) -> dict[str, Any]:
    """Return the OpenAPI document: FastAPI's own, with components made from the rulebook's schemas."""
    made = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schemas = {**component("profile", book.schema("profile")), **component("decision", book.schema("decision"))}
    question = schemas["decision"]["properties"]["questions"]["items"]
    waiver = schemas["decision"]["properties"]["waivers"]["items"]
    maybe: dict[str, Any] = {"type": ["string", "null"]}
    channel = _table(id=_TEXT, network=_TEXT, verdict=_TEXT, leaning=maybe, actions=_NAMES)
    company = _table(name=_TEXT, verdicts=_NAMES, leaning=_NAMES)
    schemas |= {
        "brief": _table(
            company=company, channels=_many(channel), waivers=_many(waiver), has_errors={"type": "boolean"}
        ),
        "assessed": {"anyOf": [_ref("brief"), _ref("decision")]},
        "form": {
            "type": ["object", "null"],
            "properties": {"path": _TEXT, "subject": maybe, "text": _TEXT, "kind": _TEXT},
            "required": ["path", "subject", "text", "kind", "presumed", "otherwise", "because", "hanging"],
        },
        "progress": _table(
            subject=maybe,
            settled={"type": "boolean"},
            possible=_NAMES,
            leaning=_NAMES,
            asked={"type": "integer"},
            left={"type": "integer"},
        ),
        "questions": _table(
            next=_ref("form"), hanging={"type": "integer"}, progress=_many(_ref("progress")), questions=_many(question)
        ),
        "html": _TEXT,
        "health": _table(status=_TEXT, name=_TEXT, version=_TEXT, digest=_TEXT),
        "problem": {
            "type": "object",
            "properties": {
                "type": _TEXT,
                "title": _TEXT,
                "status": {"type": "integer"},
                "detail": _TEXT,
                "errors": _many({"type": "object", "properties": {"detail": _TEXT}, "required": ["detail"]}),
            },
            "required": ["type", "title", "status", "detail"],
        },
    }
    made["components"] = {"schemas": schemas}
    return made


def component(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of draft 7, and those that it defines, as components."""
    parts = {**schema.get("definitions", {}), name: schema}
    return {key: _moved(each) for key, each in parts.items()}


def _moved(node: Any) -> Any:
    if isinstance(node, list):
        return [_moved(each) for each in node]
    if not isinstance(node, dict):
        return node
    kept = {key: _moved(value) for key, value in node.items() if key not in {"$schema", "definitions"}}
    if isinstance(kept.get("$ref"), str):
        kept["$ref"] = kept["$ref"].replace("#/definitions/", "#/components/schemas/")
    return kept
