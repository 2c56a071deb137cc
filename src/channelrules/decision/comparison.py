"""What changed between two decisions: the causes, the differences, and the effect of each cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.decision.decision import Decision

__all__ = ["Cause", "CauseSummary", "Comparison", "Difference", "Reach", "Way"]

_HOLDS: Final = frozenset({"fires", "presumed"})


class Reach(Enum):
    """What kind of thing changed.

    * ``COMPANY``: a fact of the company.
    * ``NETWORKS``: a fact about a network, or the edition or day of such facts.
    * ``RULES``: a rule, a measure or the verdict table.
    * ``PARAMETERS``: a number that the rules rest on.
    * ``CONFIRMED``: a fact that was presumed and is stated now, with the same value.
    * ``CORRECTED``: a fact that was presumed and is stated now, with another value.
    * ``PRESUMPTIONS``: the presumption about a fact.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> {cause.kind for cause in cr.compare(decision, later).changed}
        {<Reach.PARAMETERS: 'parameters'>}
    """

    COMPANY = "company"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    NETWORKS = "networks"
    RULES = "rules"
    PARAMETERS = "parameters"
    PRESUMPTIONS = "presumptions"


@attrs.frozen
class Cause:
    """One thing that changed.

    Attributes:
        kind: what kind of thing.
        name: the path of a fact, the id of a network or rule, the name of a parameter or of a fact that is presumed.
        before: what it was, in words or as a value; of what is confirmed or corrected, what was presumed; ``None``
            where it was not there.
        after: what it is.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> cause = cr.compare(decision, later).changed[0]
        >>> cause.kind, cause.name, cause.before, cause.after
        (<Reach.PARAMETERS: 'parameters'>, 'oversight_hours_per_day', 0.25, 0.5)
    """

    kind: Reach
    name: str
    before: Any
    after: Any

    def to_dict(self) -> dict[str, Any]:
        """Return the cause as plain data for JSON."""
        return {"kind": self.kind.value, "name": self.name, "before": self.before, "after": self.after}


class Way(Enum):
    """How a finding or verdict changed.

    * ``CAME``: it holds now, for certain or presumed, and did not.
    * ``WENT``: it holds no longer.
    * ``SETTLED``: it was open or presumed, and is no longer.
    * ``OPENED``: it was settled, and is open or presumed now.
    * ``CHANGED``: another verdict holds, or other verdicts are possible.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> sorted({each.way.value for each in cr.compare(decision, later).findings})
        ['came']
    """

    CAME = "came"
    WENT = "went"
    SETTLED = "settled"
    OPENED = "opened"
    CHANGED = "changed"


@attrs.frozen
class Difference:
    """One verdict or finding that differs.

    Attributes:
        subject: the id of the channel; ``None`` for the company.
        rule: the id of the rule whose outcome changed; ``None`` where it is the verdict.
        before: the verdicts that were possible, or the outcome; empty where there was no such channel or finding.
        after: the same, now.
        leaning_before: the verdicts that held under presumptions where more were possible; empty for a rule.
        leaning_after: the same, now.
        causes: the changes each of which alone brings it about.
        together: the kinds of changes that bring it about together, where none does alone.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> difference = cr.compare(decision, later).verdicts[0]
        >>> difference.subject, difference.before, difference.after
        (None, ('ready',), ('overextended',))
    """

    subject: str | None
    rule: str | None
    before: tuple[str, ...]
    after: tuple[str, ...]
    leaning_before: tuple[str, ...]
    leaning_after: tuple[str, ...]
    causes: tuple[Cause, ...]
    together: tuple[Reach, ...]

    @property
    def way(self) -> Way:
        """How a finding changed; for a verdict, whether it was settled, opened or changed."""
        then, now = (bool(_HOLDS & set(side)) for side in (self.before, self.after))
        if self.rule is None:
            counts = len(self.before), len(self.after)
            return (
                Way.SETTLED if counts[0] > counts[1] == 1 else Way.OPENED if counts[1] > counts[0] == 1 else Way.CHANGED
            )
        if then != now:
            return Way.CAME if now else Way.WENT
        return Way.OPENED if {"open", "presumed"} & set(self.after) else Way.SETTLED

    def to_dict(self) -> dict[str, Any]:
        """Return the difference as plain data for JSON."""
        return {
            "subject": self.subject,
            "rule": self.rule,
            "before": list(self.before),
            "after": list(self.after),
            "leaning_before": list(self.leaning_before),
            "leaning_after": list(self.leaning_after),
            "way": self.way.value,
            "causes": [each.to_dict() for each in self.causes],
            "together": [each.value for each in self.together],
        }


@attrs.frozen
class CauseSummary:
    """The effect of one cause, or of several together.

    Attributes:
        cause: the thing; ``None`` where several kinds brought it about only together.
        together: those kinds; empty where one thing did.
        verdicts: the verdicts that changed because of it.
        findings: the findings that did.
        came: how many findings hold now that did not.
        went: how many hold no longer.
        settled: how many were open or presumed and are no longer.
        opened: how many were settled and are open or presumed now.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> summary = cr.compare(decision, later).by_cause[0]
        >>> summary.cause.name, summary.came, len(summary.verdicts)
        ('oversight_hours_per_day', 1, 1)
    """

    cause: Cause | None
    together: tuple[Reach, ...]
    verdicts: tuple[Difference, ...]
    findings: tuple[Difference, ...]
    came: int
    went: int
    settled: int
    opened: int

    @property
    def weight(self) -> tuple[int, int]:
        """The size of its effect, in verdicts and then in findings."""
        return len(self.verdicts), len(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as plain data for JSON."""
        return {
            "cause": self.cause.to_dict() if self.cause else None,
            "together": [each.value for each in self.together],
            "verdicts": [each.subject for each in self.verdicts],
            "findings": {"came": self.came, "went": self.went, "settled": self.settled, "opened": self.opened},
        }


@attrs.frozen(eq=False, slots=False)
class Comparison:
    """What changed between two decisions.

    Attributes:
        before: the earlier decision.
        after: the later one.
        changed: every single change, whether or not an answer depends on it.
        verdicts: the verdicts and leanings that differ, the company's first.
        findings: the findings that came, went, were settled or opened.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> comparison = cr.compare(decision, later)
        >>> [cause.name for cause in comparison.changed]
        ['oversight_hours_per_day']
    """

    before: Decision
    after: Decision
    changed: tuple[Cause, ...]
    verdicts: tuple[Difference, ...]
    findings: tuple[Difference, ...]

    @cached_property
    def by_cause(self) -> tuple[CauseSummary, ...]:
        """The effect of each cause, the largest first.

        A difference that either of two changes would cause alone counts for both.
        """
        groups: dict[tuple[int, tuple[Reach, ...]], list[Difference]] = {}
        places = {id(each): place for place, each in enumerate(self.changed)}
        for each in (*self.verdicts, *self.findings):
            none: tuple[Reach, ...] = ()
            keys = [(places[id(one)], none) for one in each.causes] or [(len(places), each.together)]
            for key in keys:
                groups.setdefault(key, []).append(each)
        found = [self._summary(place, together, told) for (place, together), told in sorted(groups.items(), key=_first)]
        return tuple(sorted(found, key=lambda each: each.weight, reverse=True))

    def _summary(self, place: int, together: tuple[Reach, ...], told: Sequence[Difference]) -> CauseSummary:
        findings = tuple(each for each in told if each.rule is not None)
        count = Counter(each.way for each in findings)
        return CauseSummary(
            self.changed[place] if place < len(self.changed) else None,
            together,
            tuple(each for each in told if each.rule is None),
            findings,
            count[Way.CAME],
            count[Way.WENT],
            count[Way.SETTLED],
            count[Way.OPENED],
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data for JSON."""
        return {
            "company": self.after.company.name,
            "before": self.before.as_of.isoformat(),
            "after": self.after.as_of.isoformat(),
            "by_cause": [each.to_dict() for each in self.by_cause],
            "changed": [each.to_dict() for each in self.changed],
            "verdicts": [each.to_dict() for each in self.verdicts],
            "findings": [each.to_dict() for each in self.findings],
        }


def _first(group: tuple[tuple[int, tuple[Reach, ...]], object]) -> tuple[int, tuple[str, ...]]:
    (place, together), _ = group
    return place, tuple(each.value for each in together)
