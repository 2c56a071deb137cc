"""Renders what intake found, as text for people and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from channelrules.facts.paths import Place
from channelrules.facts.profile import FollowerCount
from channelrules.facts.provenance import Provenance
from channelrules.intake.found import Note, plain
from channelrules.intake.labels import label_of
from channelrules.intake.merge import Change, Difference
from channelrules.intake.reading import Intake
from channelrules.knowledge.locales import Words
from channelrules.knowledge.model import Knowledge

__all__ = ["intake_data", "intake_text"]

_SHOWN: Final = 3


def intake_text(found: Intake, knowledge: Knowledge, lang: str | None = None) -> str:
    """Return what was found: what is new, what differs, what is asked, what was refused, and what else to know.

    Args:
        found: what files say of a company.
        knowledge: of the rulebook.
        lang: a language of the rulebook; its first where left out.

    Examples:
        >>> print(cr.intake.intake_text(found, book.knowledge).splitlines()[0])
        New facts: 1
    """
    words = knowledge.language(lang)
    return "\n".join(_lines(found, knowledge, words))


def _lines(found: Intake, knowledge: Knowledge, words: Words) -> Iterator[str]:
    def say(what: str, **values: str) -> str:
        return words.say(f"intake.{what}", **values)

    def counted(what: str, members: tuple[Any, ...]) -> str:
        return say(what, count=words.number(len(members)))

    if found.added:
        yield say("tell_added", channels=", ".join(found.added))
    if found.changes:
        yield counted("tell_new", found.changes)
        yield from (f"  {_change(each, knowledge, words)}" for each in found.changes)
    elif not found.differences and not found.added:
        yield say("tell_nothing")
    if found.confirmed:
        yield counted("tell_confirmed", found.confirmed)
    if found.differences:
        yield counted("tell_differs", found.differences)
        yield from (f"  {_difference(each, knowledge, words)}" for each in found.differences)
        yield f"  {say('take_hint')}"
    for heading, notes in (("tell_asks", found.asks), ("tell_refused", found.refused)):
        if notes:
            yield counted(heading, notes)
            yield from _notes(notes, words)
    others = tuple(each for each in found.notes if each not in found.asks and each not in found.refused)
    if others:
        yield say("tell_notes")
        yield from _notes(others, words)


def _notes(notes: tuple[Note, ...], words: Words) -> Iterator[str]:
    yield from (f"  {each.told(words)}" for each in notes)


def _change(change: Change, knowledge: Knowledge, words: Words) -> str:
    told = {"fact": _fact(change.path, knowledge, words), "source": _source(change.provenance, words)}
    after = _value(change.path, change.after, knowledge, words)
    if change.before is None:
        return words.say("intake.change", after=after, **told)
    before = _value(change.path, change.before, knowledge, words)
    return words.say("intake.change_over", after=after, before=before, **told)


def _difference(difference: Difference, knowledge: Knowledge, words: Words) -> str:
    return words.say(
        "intake.differs",
        fact=_fact(difference.path, knowledge, words),
        stated=_value(difference.path, difference.stated, knowledge, words),
        found=_value(difference.path, difference.found, knowledge, words),
        source=_source(difference.provenance, words),
    )


def _fact(path: str, knowledge: Knowledge, words: Words) -> str:
    place = Place.at(path, knowledge.declared)
    return f"{label_of(place.name, place.spec, words)} [{path}]"


def _source(provenance: tuple[Provenance, ...], words: Words) -> str:
    return "; ".join(each.told(words.say, words.date) for each in provenance)


def _value(path: str, value: Any, knowledge: Knowledge, words: Words) -> str:
    spec = Place.at(path, knowledge.declared).spec
    if value is None:
        return words.say("nothing")
    if spec.absent and value == spec.absent:
        return words.say(f"absent_{spec.absent}")
    if isinstance(value, tuple) and value and isinstance(value[0], FollowerCount):
        shown = [
            words.say("intake.count_of_day", count=words.number(each.count), day=words.date(each.on))
            for each in value[-_SHOWN:]
        ]
        more = len(value) - len(shown)
        return ", ".join(shown) + (f", {words.say('intake.and_more', count=words.number(more))}" if more else "")
    if isinstance(value, tuple) and value and attrs.has(type(value[0])):
        return words.say("entries", count=words.number(len(value)))
    if attrs.has(type(value)):
        return words.say("yes")
    return words.describe(value, spec.type)


def intake_data(found: Intake, knowledge: Knowledge, lang: str | None = None) -> dict[str, Any]:
    """Return what was found as plain data for JSON; texts are in a language of the rulebook.

    Examples:
        >>> sorted(cr.intake.intake_data(found, book.knowledge))
        ['added', 'changes', 'confirmed', 'differences', 'notes', 'profile']
    """
    words = knowledge.language(lang)

    def sources(provenance: tuple[Provenance, ...]) -> list[dict[str, Any]]:
        return [{key: value for key, value in plain(each).items() if key != "path"} for each in provenance]

    return {
        "added": list(found.added),
        "changes": [
            {
                "path": each.path,
                "before": plain(each.before),
                "after": plain(each.after),
                "provenance": sources(each.provenance),
            }
            for each in found.changes
        ],
        "differences": [
            {
                "path": each.path,
                "stated": plain(each.stated),
                "found": plain(each.found),
                "provenance": sources(each.provenance),
            }
            for each in found.differences
        ],
        "confirmed": list(found.confirmed),
        "notes": [each.to_dict(words) for each in found.notes],
        "profile": None if found.profile is None else found.profile.to_dict(),
    }
