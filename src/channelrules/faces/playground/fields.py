"""What an answer may be, as a form of the page shows it, and facts as they are told in words."""

from __future__ import annotations

from typing import Any, Final

import attrs

from channelrules.decision.decision import Decision, case_of
from channelrules.decision.question_form import question_form
from channelrules.faces.playground.protocol import Choice, Column, Field
from channelrules.facts.fields import Spec
from channelrules.facts.paths import Place
from channelrules.facts.vocabulary import type_of
from channelrules.inference.case import Case
from channelrules.inference.labels import label_of
from channelrules.inference.messages import named
from channelrules.knowledge.locales import Words

__all__ = ["asked_at", "expected_in_words", "field_of", "label_at", "said_at", "subject_of"]

_LARGEST: Final = 1e9
"""A bound beyond it is none that a person has to know."""


def field_of(spec: Spec, words: Words, currency: str | None, fact: str = "") -> Field:
    """Return what an answer may be.

    Args:
        spec: of the fact.
        words: the language of the labels.
        currency: of the profile's money.
        fact: its name, where its options have names of their own.
    """
    return _field(question_form(spec, words, currency), spec, words, currency, fact)


def _field(form: dict[str, Any], spec: Spec, words: Words, currency: str | None, fact: str) -> Field:
    columns: tuple[Column, ...] = ()
    if spec.table is not None and spec.listed:
        inner = {each.metadata["spec"].key or each.name: each.metadata["spec"] for each in _columns(spec.table)}
        columns = tuple(
            Column(
                each["key"],
                words.column(each["key"]),
                each["required"],
                _field(each, inner[each["key"]], words, currency, ""),
            )
            for each in form["columns"]
        )
    return Field(
        kind=form["kind"],
        expected=expected_in_words(spec, words, currency),
        choices=tuple(Choice(each["value"], words.choice(each["value"], fact)) for each in form.get("choices", ())),
        unit=form.get("unit", ""),
        low=form.get("low"),
        high=form.get("high"),
        whole=form.get("whole", False),
        share=form["kind"] == "number" and words.is_share(spec.type),
        columns=columns,
        absent=Choice(form["absent"]["value"], form["absent"]["label"]) if "absent" in form else None,
    )


def _columns(table: type) -> list[Any]:
    return [each for each in attrs.fields(table) if "spec" in each.metadata]


def expected_in_words(spec: Spec, words: Words, currency: str | None) -> str:
    """Return what an answer may be, in a few words."""
    kind = "rows" if spec.listed else "yes_no" if spec.table is not None else spec.type.kind.name.lower()
    if kind != "number":
        return words.say(f"page.expects_{kind}")
    type_ = type_of(spec)
    low = words.quantity(spec.low, type_, currency)
    if spec.high > _LARGEST:
        return words.say("page.expects_whole_from" if spec.whole else "page.expects_from", low=low)
    high = words.quantity(spec.high, type_, currency)
    return words.say("page.expects_whole" if spec.whole else "page.expects_number", low=low, high=high)


def subject_of(decision: Decision, channel: str | None, words: Words) -> str:
    """Return what a channel is called, or the company as a whole."""
    case = case_of(decision)
    if channel is None or channel not in case.positions:
        return words.say("report.the_company") if channel is None else channel
    return str(named(case, case.positions[channel], words)["channel"])


def asked_at(case: Case, place: Place, words: Words) -> str:
    """Return the question that asks for a place; where the rulebook has none, what stands there."""
    known = case.compiled.questions.get(place.name)
    if known is None:
        return f"{label_at(place, words)}?"
    position = case.positions.get(place.channel) if place.channel else None
    return words.fill(known.texts[words.lang], named(case, position, words))


def label_at(place: Place, words: Words) -> str:
    """Return what a place is called, with a capital."""
    said = label_of(place.name, place.spec, words)
    return f"{said[:1].upper()}{said[1:]}"


def said_at(place: Place, value: Any, words: Words, currency: str | None) -> str:
    """Return a value of a place in words."""
    spec = place.spec
    if value is None:
        return words.say("unknown")
    if spec.listed:
        return words.say("entries", count=words.number(len(value)))
    if spec.table is not None:
        return words.say("no" if value == spec.absent else "yes")
    if spec.absent and value == spec.absent:
        return words.say(f"absent_{spec.absent}")
    return words.describe(value, type_of(spec), currency, fact=place.name)
