"""Whether plain data has the shape that a type says, and a type as TypeScript writes it."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, Union

import attrs

__all__ = ["interface", "message_classes", "plain", "shaped", "typescript", "wrong"]

_PLAIN = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def plain(value: Any) -> Any:
    """Return a message as plain data for JSON."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if attrs.has(type(value)):
        return {each.name: plain(getattr(value, each.name)) for each in attrs.fields(type(value))}
    return value


def wrong(data: object, hint: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every place where plain data is otherwise than a type says: its path, and what is expected there.

    Args:
        data: plain data out of JSON.
        hint: a class of messages, a union, list, tuple, dict or literal, or a plain type.
        path: where the data stands.
    """
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return
    if origin in {Union, types.UnionType}:
        if all(any(True for _ in wrong(data, each, path)) for each in parts):
            yield path, typescript(hint)
    elif origin is Literal:
        if data not in parts or isinstance(data, bool):
            yield path, typescript(hint)
    elif origin in {tuple, list}:
        if not isinstance(data, list):
            yield path, typescript(hint)
            return
        for place, each in enumerate(data):
            yield from wrong(each, parts[0], f"{path}[{place}]")
    elif origin is dict:
        if not isinstance(data, dict):
            yield path, typescript(hint)
            return
        for key, each in data.items():
            yield from wrong(each, parts[1], f"{path}.{key}")
    elif attrs.has(hint):
        yield from _wrong_message(data, hint, path)
    elif not _is(data, hint):
        yield path, typescript(hint)


def _wrong_message(data: object, cls: type, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(data, dict):
        yield path, cls.__name__
        return
    hints = {name: hint for name, hint in _hints(cls).items() if not name.startswith("_")}
    for name in data.keys() ^ hints.keys():
        yield f"{path}.{name}", "nothing" if name in data else "something"
    for name in data.keys() & hints.keys():
        yield from wrong(data[name], hints[name], f"{path}.{name}")


def _is(data: object, hint: type) -> bool:
    if hint is float:
        return isinstance(data, int | float) and not isinstance(data, bool)
    return type(data) is hint


def shaped(data: Any, hint: Any) -> Any:
    """Return plain data that has the shape of a type with its messages as instances of their classes."""
    parts = typing.get_args(hint)
    if isinstance(data, list) and parts:
        return [shaped(each, parts[0]) for each in data]
    if isinstance(data, dict) and isinstance(hint, type) and attrs.has(hint):
        return hint(**{name: shaped(each, _hints(hint)[name]) for name, each in data.items()})
    return data


def typescript(hint: Any) -> str:
    """Return a type as TypeScript writes it."""
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return "Json"
    if origin in {Union, types.UnionType}:
        return " | ".join(dict.fromkeys(typescript(each) for each in parts))
    if origin is Literal:
        return " | ".join(f'"{each}"' for each in parts)
    if origin in {tuple, list}:
        inner = typescript(parts[0])
        return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
    if origin is dict:
        return f"{{ readonly [key: string]: {typescript(parts[1])} }}"
    return _PLAIN.get(hint) or str(hint.__name__)


def message_classes(hint: Any, found: dict[str, type] | None = None) -> dict[str, type]:
    """Return the classes of messages that a type names, those that they name included, by name."""
    found = {} if found is None else found
    if isinstance(hint, type) and attrs.has(hint):
        if hint.__name__ not in found:
            found[hint.__name__] = hint
            for each in _hints(hint).values():
                message_classes(each, found)
    else:
        for each in typing.get_args(hint):
            message_classes(each, found)
    return found


def interface(cls: type) -> Iterator[str]:
    """Yield a class of messages as a TypeScript interface, its docstring as comments."""
    head, _, rest = (cls.__doc__ or "").partition("\n")
    meanings = _meanings(rest)
    yield f"/** {head.strip()} */"
    yield f"export interface {cls.__name__} {{"
    for name, hint in _hints(cls).items():
        if not name.startswith("_"):
            if name in meanings:
                yield f"  /** {meanings[name]} */"
            yield f"  readonly {name}: {typescript(hint)};"
    yield "}"


def _meanings(docstring: str) -> dict[str, str]:
    """Return what the attributes mean, of a docstring below its first line."""
    _, _, listed = docstring.partition("Attributes:\n")
    found = re.findall(r"^        (\w+): (.*(?:\n {12,}.*)*)", listed, re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in found}
