"""The protocol as TypeScript: ``python -m channelrules.faces.playground.typescript FILE`` writes it, or prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from channelrules.faces.playground.calls import METHODS, Signature
from channelrules.faces.playground.protocol import Refusal
from channelrules.faces.playground.shapes import interface, message_classes, typescript

__all__ = ["protocol_as_typescript"]

_HEAD = """\
// Written by `python -m channelrules.faces.playground.typescript` of protocol.py and calls.py.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
"""


def protocol_as_typescript() -> str:
    """Return every message as an interface, and every method with its arguments and its answer."""
    return "\n".join([_HEAD, *_interfaces(), *_methods()]) + "\n"


def _interfaces() -> Iterator[str]:
    found: dict[str, type] = {}
    for signature in METHODS.values():
        for hint in (*(each.hint for each in signature.arguments), signature.answer):
            message_classes(hint, found)
    message_classes(Refusal, found)
    for _, cls in sorted(found.items()):
        yield from interface(cls)
        yield ""


def _methods() -> Iterator[str]:
    yield "/** Every method: what it takes and what it answers. */"
    yield "export interface Methods {"
    for name, signature in METHODS.items():
        yield f"  /** {signature.meaning} */"
        yield f"  {name}: {{ arguments: {_arguments(signature)}; answer: {typescript(signature.answer)} }};"
    yield "}"
    yield ""
    yield "/** What `call` returns, as JSON. */"
    yield "export type Result<M extends keyof Methods> ="
    yield '  | { readonly answer: Methods[M]["answer"] }'
    yield "  | { readonly refused: Refusal };"


def _arguments(signature: Signature) -> str:
    told = [f"{each.name}{'?' if each.optional else ''}: {typescript(each.hint)}" for each in signature.arguments]
    return f"{{ {'; '.join(told)} }}" if told else "Record<string, never>"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(protocol_as_typescript(), encoding="utf-8")
    else:
        sys.stdout.write(protocol_as_typescript())
