"""Names for people of channels and of places in a profile; the key appears in brackets at most."""

from __future__ import annotations

from typing import Any

from channelrules.errors import OptionError
from channelrules.facts.paths import Place
from channelrules.facts.vocabulary import type_of
from channelrules.inference.case import Case
from channelrules.inference.labels import label_of
from channelrules.inference.messages import channel_name
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind

__all__ = ["place_in_words", "stated_in_words", "subject_name", "told_with_path"]


def subject_name(case: Case, subject: str | None, words: Words) -> str:
    """Return the name of a channel, given its id; the words for the company where there is none."""
    if subject is None:
        return words.say("the_company")
    return channel_name(case, case.positions[subject], words) if subject in case.positions else subject


def place_in_words(case: Case, path: str, words: Words) -> str:
    """Return the name of a place, with its path in brackets; a text that is no path is returned unchanged."""
    place = _place(case, path)
    return path if place is None else told_with_path(place, path, words)


def told_with_path(place: Place, path: str, words: Words) -> str:
    """Return what stands at a place of a profile, with its path in brackets."""
    return f"{label_of(place.name, place.spec, words)} [{path}]"


def stated_in_words(case: Case, path: str, value: Any, words: Words) -> str:
    """Return a value that a profile states at a path, with its unit; a value without words is returned unchanged."""
    place = _place(case, path)
    if value is None:
        return words.say("not_stated")
    if place is None or place.spec.table is not None:
        return _plain(value, words)
    if value == place.spec.absent:
        return words.say(f"absent_{value}")
    spec = place.spec
    fits = {Kind.NUMBER: int | float, Kind.SET: list | tuple, Kind.YES_NO: bool}.get(spec.type.kind, str)
    if not isinstance(value, fits):
        return _plain(value, words)
    told = tuple(value) if isinstance(value, list) else value
    return words.describe(told, type_of(spec), case.profile.company.currency, fact=place.name)


def _place(case: Case, path: str) -> Place | None:
    try:
        return Place.at(path, case.knowledge.declared)
    except OptionError:
        return None


def _plain(value: object, words: Words) -> str:
    if isinstance(value, bool):
        return words.say("yes" if value else "no")
    if isinstance(value, int | float):
        return words.number(value)
    if isinstance(value, list):
        return ", ".join(words.choice(str(each)) for each in value)
    said = words.tables["say"].get(f"value_{value}")
    if said is not None:
        return str(said)
    return words.choice(str(value)) if " " not in str(value) else str(value)
