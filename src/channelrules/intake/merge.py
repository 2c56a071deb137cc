"""Merges facts from files into a profile: new facts are added, differing ones are reported and left as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import attrs

from channelrules.errors import ProfileError
from channelrules.facts.paths import Place
from channelrules.facts.plans import CommunicationPlan, EditorialPlan
from channelrules.facts.profile import Profile
from channelrules.facts.provenance import Provenance
from channelrules.intake.found import Fact, Where

__all__ = ["Change", "Conflict", "Difference", "Merged", "merged"]

_PLANS: Final = (CommunicationPlan, EditorialPlan)


@attrs.frozen
class Change:
    """A fact that is new in the profile, or changed on request.

    Attributes:
        path: where the profile states it.
        before: what it stated; ``None`` where nobody knew.
        after: what it states now.
        provenance: where that comes from.

    Examples:
        >>> change = found.changes[0]
        >>> change.before, change.after, change.provenance[0].rows
        (None, 4.0, '2-5')
    """

    path: str
    before: Any
    after: Any
    provenance: tuple[Provenance, ...]


@attrs.frozen
class Difference:
    """A fact on which a file differs from the profile or from another file. The profile keeps its own value.

    Attributes:
        path: where the profile states it.
        stated: the value in the profile.
        found: the value in the file.
        provenance: of the value in the file.

    Examples:
        >>> difference = found.differences[0]
        >>> difference.stated, difference.found
        (datetime.date(2026, 7, 1), datetime.date(2026, 10, 25))
    """

    path: str
    stated: Any
    found: Any
    provenance: tuple[Provenance, ...]


@attrs.frozen
class Conflict:
    """A fact that contradicts others in the profile."""

    path: str
    why: str
    where: Where


@attrs.frozen
class Merged:
    """A profile with the facts of files.

    Attributes:
        profile: the profile with the new facts.
        changes: the new facts.
        differences: facts that are reported and not taken.
        confirmed: the paths of facts that files state as the profile does.
        conflicts: facts that contradict others.
    """

    profile: Profile
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]
    confirmed: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def merged(profile: Profile, facts: Sequence[Fact], take: Collection[str] = ()) -> Merged:
    """Return a profile with facts added.

    Args:
        profile: what is known.
        facts: of files; of several with the same path the first counts.
        take: paths whose facts replace those of the profile; ``all`` for every path.
    """
    state = _State(profile, profile, frozenset(take))
    for each in facts:
        state.add(each)
    return Merged(
        state.profile,
        tuple(state.changes.values()),
        tuple(state.differences),
        tuple(dict.fromkeys(state.confirmed)),
        tuple(state.conflicts),
    )


@attrs.define
class _State:
    before: Profile
    profile: Profile
    take: frozenset[str]
    changes: dict[str, Change] = attrs.field(factory=dict)
    differences: list[Difference] = attrs.field(factory=list)
    confirmed: list[str] = attrs.field(factory=list)
    conflicts: list[Conflict] = attrs.field(factory=list)

    def add(self, fact: Fact) -> None:
        place = Place.at(fact.path)
        stated = place.value(self.profile)
        value, found = fact.value, None
        if isinstance(stated, tuple) and isinstance(value, tuple):
            value, found = _together(stated, value, fact.path)
            if value == stated and found is None:
                self._confirm(fact)
                return
        elif self._no_plan(place):
            found, value = value, None
        elif stated == value or (isinstance(value, _PLANS) and isinstance(stated, type(value))):
            self._confirm(fact)
            return
        elif stated is not None:
            found, value = value, None
        if found is not None:
            if self._takes(fact.path):
                self._put(place, fact, _over(stated, found))
                return
            self.differences.append(Difference(fact.path, self._stated(place, stated), found, fact.provenance))
        if value is not None and value != stated:
            self._put(place, fact, value)

    def _takes(self, path: str) -> bool:
        # Where two files differ, the first counts, even for paths in `take`.
        return path not in self.changes and ("all" in self.take or path in self.take)

    def _no_plan(self, place: Place) -> bool:
        """Return whether the profile states that a plan does not exist of which a file has entries."""
        return isinstance(plan := self._plan(place), str) and plan == "none"

    def _plan(self, place: Place) -> Any:
        if place.holder == "plan":
            return self.profile.communication_plan
        if place.holder != "editorial":
            return None
        return next((each.editorial_plan for each in self.profile.channels if each.id == place.channel), None)

    def _stated(self, place: Place, stated: Any) -> Any:
        return "none" if stated is None and self._plan(place) == "none" else stated

    def _confirm(self, fact: Fact) -> None:
        self.confirmed.append(fact.path)

    def _put(self, place: Place, fact: Fact, value: Any) -> None:
        try:
            changed = place.put(self.profile, value)
        except ProfileError as error:
            source = fact.provenance[0]
            where = Where(source.file or "", source.sheet or "", source.rows or "")
            self.conflicts.append(Conflict(fact.path, error.message, where))
            return
        kept = tuple(each for each in changed.provenance if each.path != fact.path or isinstance(value, tuple))
        fresh = tuple(each for each in fact.provenance if each not in kept)
        self.profile = attrs.evolve(changed, provenance=(*kept, *fresh))
        met = self.changes.get(fact.path)
        told = (*(met.provenance if met else ()), *fresh)
        self.changes[fact.path] = Change(fact.path, place.value(self.before), value, told)


def _together(stated: tuple[Any, ...], found: tuple[Any, ...], path: str) -> tuple[tuple[Any, ...], Any]:
    """Return two lists merged, and the members of the second that differ from the first."""
    if path.endswith(".followers"):
        known = {each.on: each for each in stated}
        other = tuple(each for each in found if each.on in known and known[each.on] != each)
        union = {each.on: each for each in found} | known
        return tuple(union[day] for day in sorted(union)), other or None
    if path.endswith(".entries"):
        met = {_entry(each) for each in stated}
        return (*stated, *(each for each in found if _entry(each) not in met)), None
    return stated, None if stated == found else found


def _entry(entry: Any) -> tuple[Any, ...]:
    """Return the identity of a plan's entry: day, content and recurrence."""
    return (entry.on, (entry.content or "").strip().casefold(), entry.every, entry.until)


def _over(stated: Any, found: Any) -> Any:
    """Return the value found, merged by day if it is a list."""
    if isinstance(stated, tuple) and isinstance(found, tuple) and found and hasattr(found[0], "count"):
        union = {each.on: each for each in stated} | {each.on: each for each in found}
        return tuple(union[day] for day in sorted(union))
    return found
