"""The page of a decision as JSON, made from its schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import channelrules as cr
from channelrules.decision.json_schema import SCHEMA_NAMES

__all__ = ["json_page"]


def json_page() -> str:
    """Return the page, in Markdown: every key of a decision, object by object."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    schema = cr.schema("decision")
    yield "# JSON"
    yield ""
    yield (
        "`decision.to_dict()` and `channelrules assess FILE --format json` give the same data, `--lang` or `lang=` its "
        'texts in another language. `cr.schema("decision")` is the JSON Schema (draft 7) that the tables below are '
        f"made from; `cr.schema(NAME)` and `channelrules schema NAME` have one of {', '.join(SCHEMA_NAMES)}."
    )
    yield ""
    yield "Keys may be added; a key that is there keeps its name, its place and its meaning ([](stability.md))."
    yield ""
    yield "## The decision"
    yield ""
    yield from _table(schema)
    for name, one in schema["definitions"].items():
        yield f"## `{name}`"
        yield ""
        yield from _table(one)


def _table(schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | what it is | meaning |"
    yield "|---|---|---|"
    yield from _rows(schema, "")
    yield ""


def _rows(schema: dict[str, Any], above: str) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for key, value in schema.get("properties", {}).items():
        optional = "" if key in required else " (may be left out)"
        inner = value.get("items", value)
        meaning = str(value.get("description", "")).replace("|", "\\|")
        yield f"| `{above}{key}` | {_what(value)}{optional} | {meaning} |"
        if "properties" in inner:
            yield from _rows(inner, f"{above}{key}{'[]' if inner is not value else ''}.")


def _what(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name})"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return "one of " + ", ".join(f"`{'null' if each is None else each}`" for each in value["enum"])
    if "anyOf" in value:
        return " or ".join(_what(each) for each in value["anyOf"])
    if value.get("type") == "array" and "items" in value:
        return f"a list of {_what(value['items'])}" if value["items"] else "a list"
    if value.get("format") == "date":
        return "a date"
    type_ = value.get("type", "any value")
    return " or ".join(type_) if isinstance(type_, list) else str(type_)
