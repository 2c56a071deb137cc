"""The form of a question: what the answer may be, and how it is read from plain data."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from channelrules.errors import ProfileError
from channelrules.facts.fields import Spec
from channelrules.facts.profile import CommunicationPlan, EditorialPlan
from channelrules.facts.structuring import Structurer
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind

__all__ = ["form_as_html", "other_answer", "question_form", "read_answer_data"]


def question_form(spec: Spec, words: Words, currency: str | None) -> dict[str, Any]:
    """Return what an answer may be, as plain data for a form.

    Args:
        spec: of the fact.
        words: the language of the labels.
        currency: of the profile's money.
    """
    kind = "rows" if spec.listed else "yes_no" if spec.table is not None else spec.type.kind.name.lower()
    told: dict[str, Any] = {"kind": kind}
    if kind in {"choice", "set"}:
        told["choices"] = [{"value": each, "label": words.choice(each)} for each in spec.type.options]
    if kind == "number":
        unit = words.quantity(2, spec.type, currency).replace(words.number(2), "", 1).strip()
        told |= {"unit": unit, "low": spec.low, "high": spec.high, "whole": spec.whole}
    if spec.listed and spec.table is not None:
        told["columns"] = [
            {"key": each.key or name, "required": name in _required(spec.table), **question_form(each, words, currency)}
            for name, each in _columns(spec.table)
        ]
    if spec.absent and kind != "yes_no":
        told["absent"] = {"value": spec.absent, "label": words.say(f"absent_{spec.absent}")}
    return told


def _columns(table: type) -> Iterator[tuple[str, Spec]]:
    return ((each.name, each.metadata["spec"]) for each in attrs.fields(table) if "spec" in each.metadata)


def _required(table: type) -> set[str]:
    return {each.name for each in attrs.fields(table) if each.default is attrs.NOTHING}


def form_as_html(form: Mapping[str, Any], words: Words) -> str:
    """Return a question as a notebook shows it: what is presumed, what is asked, and what the answer may be."""
    asked = form["text"]
    if form["presumed"]:
        asked = words.say("we_took_it", says=form["presumed"]["says"], question=asked)
    subject = form["subject"] or words.say("the_company")
    head = words.say("ask_subject", subject=subject, count=words.number(form["hanging"])).strip("= ")
    choices = [*form.get("choices", ()), *([form["absent"]] if "absent" in form else ())]
    listed = "".join(
        f"<li><code>{html.escape(str(each['value']))}</code> {html.escape(each['label'])}</li>" for each in choices
    )
    columns = ", ".join(each["key"] for each in form.get("columns", ()))
    more = f"<p><code>{html.escape(columns)}</code></p>" if columns else ""
    said = f"<p><small>{html.escape(head)}</small></p><p><b>{html.escape(asked)}</b></p>"
    return f"<div>{said}{f'<ul>{listed}</ul>' if listed else ''}{more}</div>"


def read_answer_data(spec: Spec, given: object, path: str) -> tuple[Any, list[ProfileError]]:
    """Return the value of an answer and no problems, or every problem.

    Args:
        spec: of the fact.
        given: the value, or plain data for it; true or false for a plan that is there or not.
        path: where a profile states it.
    """
    if spec.table is not None:
        if isinstance(given, bool) and not spec.listed:
            return (spec.table() if given else spec.absent), []
        members = given if spec.listed and isinstance(given, tuple | list) else [given]
        if all(isinstance(each, spec.table) for each in members):
            return (tuple(members) if spec.listed else given), []
    return Structurer().member(spec, given, path)


def other_answer(spec: Spec, presumed: object) -> object | None:
    """Return the only other answer than the presumed one; ``None`` where there are several, or none."""
    if spec.table is CommunicationPlan or spec.table is EditorialPlan:
        return spec.table()
    if spec.type.kind is Kind.YES_NO:
        return not presumed
    rest = [each for each in spec.type.options if each != presumed]
    return rest[0] if spec.type.kind is Kind.CHOICE and len(rest) == 1 else None
