"""Prints a tree as text that parses to the same tree."""

from __future__ import annotations

import datetime
from typing import Final, assert_never

from channelrules.language import operators
from channelrules.language.nodes import (
    Aggregate,
    And,
    Choose,
    Compare,
    EmptyMonths,
    Expression,
    Item,
    Known,
    Literal,
    Member,
    Name,
    Not,
    Operation,
    Or,
    Pick,
    Projection,
    Value,
)

__all__ = ["render"]

_CALL: Final = 9
"""The precedence of a call, which never needs parentheses."""


def render(node: Expression) -> str:
    """Return the text of a tree; parsing it gives the same tree."""
    return _render(node, 0)


def _render(node: Expression, outer: int) -> str:
    level, text = _written(node)
    return f"({text})" if level < outer else text


def _written(node: Expression) -> tuple[int, str]:
    """Return the precedence of a text, and the text."""
    match node:
        case Choose(test, then, otherwise):
            return 0, f"{_render(then, 1)} if {_render(test, 1)} else {_render(otherwise, 0)}"
        case Or(parts):
            return 1, " or ".join(_render(part, 2) for part in parts)
        case And(parts):
            return 2, " and ".join(_render(part, 3) for part in parts)
        case Not(Member(left, right)):
            return 4, f"{_render(left, 5)} not in {_render(right, 5)}"
        case Not(part):
            return 3, f"not {_render(part, 3)}"
        case Compare(op, left, right):
            return 4, f"{_render(left, 5)} {op} {_render(right, 5)}"
        case Member(left, right):
            return 4, f"{_render(left, 5)} in {_render(right, 5)}"
        case Operation(op, parts):
            sign = operators.named(op).sign
            if sign is None:
                return _CALL, _call(op, *parts)
            left, right = parts
            return sign.level, f"{_render(left, sign.level)} {sign.text} {_render(right, sign.level + 1)}"
        case Literal(value):
            return _CALL, _literal(value)
        case Name(name) | Item(name):
            return _CALL, name
        case Known(item):
            return _CALL, _call("known", item)
        case Projection(over, attribute):
            return _CALL, f"{over}.{attribute}"
        case Aggregate(kind, over, attribute, where):
            first = f"{over}.{attribute}" if attribute else over
            return _CALL, f"{kind}({first})" if where is None else f"{kind}({first}, {_render(where, 0)})"
        case Pick(kind, over, attribute, by):
            return _CALL, f"{kind}({over}.{attribute}, by={by})"
        case EmptyMonths(dates, start, end):
            return _CALL, _call("empty_months", dates, start, end)
        case _:
            assert_never(node)


def _call(name: str, *parts: Expression) -> str:
    return f"{name}({', '.join(_render(part, 0) for part in parts)})"


def _literal(value: Value) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_quoted, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(word: str) -> str:
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
