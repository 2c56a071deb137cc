"""What goes wrong, as RFC 9457 has it: `application/problem+json`, each problem of a profile at its JSON pointer."""

from __future__ import annotations

import http
import json
import re
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

import channelrules as cr

PROBLEM = "application/problem+json"
KIND = "urn:problem:channelrules:"
_PART = re.compile(r"\[([^\]]*)\]|([^.\[]+)")


class Refused(Exception):
    """A request that is refused before any work is done."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


def problem(
    status: int,
    kind: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a response that tells a problem."""
    told: dict[str, Any] = {
        "type": KIND + kind if kind else "about:blank",
        "title": http.HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        told["errors"] = errors
    content = json.dumps(told, ensure_ascii=False).encode("utf-8", errors="replace")
    return Response(content, status, media_type=PROBLEM, headers=dict(headers or {}))


def pointer(path: str) -> str:
    """Return a path such as ``channel[0].account`` as the JSON pointer ``#/channel/0/account``."""
    parts = [inside or name for inside, name in _PART.findall(path)]
    return "#" + "".join("/" + each.replace("~", "~0").replace("/", "~1") for each in parts)


def _error(each: cr.ChannelRulesError) -> dict[str, str]:
    if isinstance(each, cr.ProfileError):
        told = {"detail": each.message, "pointer": pointer(each.path)}
        return {**told, "hint": each.hint} if each.hint else told
    return {"detail": str(each)}


def add_problems(app: FastAPI) -> None:
    """Let an app tell every error as a problem."""

    @app.exception_handler(Refused)
    def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return problem(error.status, error.kind, error.detail)

    @app.exception_handler(cr.ChannelRulesError)
    def wrong(_request: Request, error: Exception) -> Response:
        if isinstance(error, cr.Problems):
            found = [each for each in error.exceptions if isinstance(each, cr.ChannelRulesError)]
            return problem(422, "profile", error.message, [_error(each) for each in found])
        if isinstance(error, cr.MissingExtraError):
            return problem(501, "", str(error))
        assert isinstance(error, cr.ChannelRulesError)
        return problem(422, "option", str(error))

    @app.exception_handler(RequestValidationError)
    def parameters(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        errors = [{"detail": each["msg"], "parameter": str(each["loc"][-1])} for each in error.errors()]
        return problem(422, "parameter", "a parameter of the query is wrong", errors)

    @app.exception_handler(HTTPException)
    def http_error(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, "", str(error.detail), headers=error.headers)

    @app.exception_handler(ClientDisconnect)
    def gone(_request: Request, _error: Exception) -> Response:
        return problem(400, "incomplete", "the request ended before its body did")

    @app.exception_handler(Exception)
    def failed(_request: Request, _error: Exception) -> Response:
        return problem(500, "", "the service failed; the request can be sent again")
