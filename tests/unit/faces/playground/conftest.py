"""A session of the playground, and a short way to call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import channelrules as cr
from channelrules.faces.playground import Playground

Call = Callable[..., Any]


@pytest.fixture
def call(book: cr.Rulebook) -> Call:
    """Call a method of a session of its own; returns the answer, or the refusal marked as one."""
    playground = Playground(book)

    def called(method: str, **arguments: Any) -> Any:
        told = json.loads(playground.call(method, json.dumps(arguments)))
        return told["answer"] if "answer" in told else {"refused": told["refused"]}

    return called


@pytest.fixture
def started(call: Call) -> Call:
    """The same with a company on the desk."""
    networks = [{"network": each, "status": "active"} for each in ("facebook", "instagram", "tiktok")]
    call("start", name="Gino", day="2026-11-01", networks=networks)
    return call
