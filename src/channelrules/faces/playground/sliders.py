"""Numbers that can be moved to see what then: of the company, of a channel, and of the rulebook."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from channelrules.advice.sensitivity import Tip as Tipping
from channelrules.decision.decision import case_of
from channelrules.faces.playground.fields import label_at, said_at
from channelrules.faces.playground.messages_advice import Slider
from channelrules.faces.playground.state import SessionState
from channelrules.facts.paths import Place, places_of
from channelrules.inference.case import Case
from channelrules.knowledge.locales import Words
from channelrules.knowledge.parameter import Parameter
from channelrules.language.types import Kind

__all__ = ["fact_sliders", "parameter_slider"]

_TRIED: Final = 40
"""Values of a number that are tried to find where a verdict tips."""

_REACH: Final = {"hour": 40, "post": 60, "people": 10, "money": 1_000}
"""How far a number of a unit is moved where nothing speaks for more."""

_STEP: Final = {"hour": 0.25, "money": 10}
_FAR: Final = 100
_PARTS: Final = 100
_LEAST_OF_WHOLE: Final = 0.05
"""Of a range of whole numbers as wide as that, only whole numbers are tried."""


def fact_sliders(state: SessionState, subject: str | None) -> Iterator[Slider]:
    """Yield the numbers of a subject that the company can change, and those that it states."""
    case = case_of(state.decision)
    movable = {each.name for each in case.compiled.moves.values() if each.way in {"raise", "lower"}}
    for place in places_of(state.held.profile, state.book.knowledge.declared):
        spec = place.spec
        if (place.channel or None) != subject or spec.table is not None or spec.type.kind is not Kind.NUMBER:
            continue
        value = place.value(state.held.profile)
        if value is None and place.name not in movable:
            continue
        yield _slider(state, case, place, value)


def _slider(state: SessionState, case: Case, place: Place, value: Any) -> Slider:
    spec, words, currency = place.spec, state.words, state.held.profile.company.currency
    unit = _unit(spec.type)
    stated = value if isinstance(value, int | float) else None
    step = 1 if spec.whole else 0.01 if spec.share else _STEP.get(unit, 1)
    high = 1 if spec.share else min(spec.high, max(_REACH.get(unit, _FAR), 2 * (stated or 0)))
    high = spec.low + math.ceil((high - spec.low) / step) * step
    return Slider(
        path=place.path,
        label=label_at(place, words),
        value=stated,
        said=said_at(place, value, words, currency),
        low=spec.low,
        high=high,
        step=step,
        unit=words.unit(spec.type, currency),
        tips=tuple(_tips(case, place, spec.low, high, step)),
    )


def _unit(type_: Any) -> str:
    return next((base for base, power in (type_.unit.factors if type_.unit else ()) if power > 0), "")


def _tips(case: Case, place: Place, low: float, high: float, step: float) -> Iterator[float]:
    """Yield the values at which a verdict, or a leaning, becomes another, as far as the tried ones tell."""
    steps = round((high - low) / step)
    every = max(1, math.ceil(steps / _TRIED))
    before = None
    for number in range(0, steps + 1, every):
        value = low + number * step
        whole = int(value) if float(value).is_integer() else value
        told = _told(case.variant(place.put(case.profile, whole, checked=False)))
        if before is not None and told != before:
            yield whole
        before = told


def _told(case: Case) -> tuple[Any, ...]:
    filled = case.filled
    places = range(len(case.profile.channels))
    return (
        case.verdicts.company(),
        filled.verdicts.company(),
        *((case.verdicts.channel(each)[0], filled.verdicts.channel(each)[0]) for each in places),
    )


def parameter_slider(parameter: Parameter, value: float, words: Words, tips: tuple[Tipping, ...] = ()) -> Slider:
    """Return a number of the rulebook that can be tried otherwise.

    Args:
        parameter: the number.
        value: that is in force.
        words: the language.
        tips: where a verdict hangs on it.
    """
    type_ = parameter.term.type
    said = words.meaning(f"param.{parameter.name}", parameter.meaning)
    return Slider(
        path=f"param.{parameter.name}",
        label=said[:1].upper() + said[1:],
        value=value,
        said=words.quantity(value, type_),
        low=parameter.low,
        high=parameter.high,
        step=_nice((parameter.high - parameter.low) / _PARTS, value, parameter.low, parameter.high),
        unit=words.unit(type_),
        tips=tuple(each.at for each in tips if each.parameter == parameter.name),
    )


def _nice(step: float, value: float, *ends: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten by which the value itself is reached."""
    if step <= 0:
        return 1
    whole = all(float(each).is_integer() for each in (*ends, value))
    if whole and step > _LEAST_OF_WHOLE:
        return float(math.ceil(step))
    power: float = 10.0 ** math.floor(math.log10(step))
    nice = next(each * power for each in (1, 2, 5, 10) if each * power >= step)
    while abs(value / nice - round(value / nice)) > 1e-9 and nice > power / 1_000:
        nice /= 10
    return float(round(nice, 12))
