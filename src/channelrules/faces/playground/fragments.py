"""Fragments of HTML, printed by the macros of the report: text in them is escaped, nothing in them runs or fetches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from channelrules.knowledge.locales import Words
from channelrules.report.build import labels_of
from channelrules.report.html import render
from channelrules.report.page import Why

__all__ = ["fragment", "outline", "text_of"]

_TEMPLATE: Final = "playground.html.j2"


def fragment(part: str, words: Words, **values: Any) -> str:
    """Return one part of the page.

    Args:
        part: of the template.
        words: the language of its labels.
        values: what it shows; ``labels`` are headings that stand in place of the report's.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    labels = {**labels_of(words), **values.pop("labels", {})}
    return render(_TEMPLATE, part=part, labels=labels, **values).strip()


def outline(lines: Iterable[tuple[str, str]]) -> tuple[Why, ...]:
    """Return lines of text, each with its indent, as nodes: what is indented further stands below."""
    return tuple(_below([each for each in lines if each[1].strip()], -1))


def _below(lines: list[tuple[str, str]], indent: int) -> list[Why]:
    """Return the lines that are indented further as nodes; they are taken off the list."""
    found: list[Why] = []
    while lines and len(lines[0][0]) > indent:
        own, text = lines.pop(0)
        found.append(Why(text, tuple(_below(lines, len(own)))))
    return found


def text_of(lines: Iterable[tuple[str, str]]) -> str:
    """Return lines, each with its indent, as text."""
    return "\n".join(f"{indent}{text}" for indent, text in lines).strip()
