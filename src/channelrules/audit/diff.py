"""Compares two rulebooks: what changed, and which decisions change with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from channelrules.decision.compare import Difference, compare
from channelrules.decision.rulebook import Rulebook
from channelrules.facts.profile import Profile
from channelrules.facts.values import plain
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition
from channelrules.language.printer import render

__all__ = ["Changed", "DecisionChange", "RulebookDiff", "diff"]

_RULE: Final = ("kind", "origin", "scope", "cites", "when", "effect", "action", "concludes", "waivable", "retired")
_PARAMETER: Final = ("value", "unit", "low", "high", "source", "date", "grade", "origin")


@attrs.frozen
class Changed:
    """One thing that differs in the newer rulebook.

    Attributes:
        what: ``rule``, ``text``, ``measure``, ``parameter``, ``network``, ``verdicts`` or ``statement``.
        name: its id or name; of a fact about a network ``facebook.current.account_model``.
        part: the part that differs: ``when``, ``value``, a language; empty where all of it was added or removed.
        before: what it was; ``None`` where it was not there.
        after: what it is; ``None`` where it is no longer there.

    Examples:
        >>> mine = cr.load_rules(house="docs/examples/house-rules")
        >>> changed = next(each for each in cr.diff(book, mine).changed if each.name == "pages_hard_limit")
        >>> changed.what, changed.part, changed.before, changed.after
        ('parameter', 'date', '2026-11-01', '2026-10-01')
    """

    what: str
    name: str
    part: str
    before: str | None
    after: str | None

    def __lt__(self, other: Changed) -> bool:
        """Order by kind, name and part."""
        return (self.what, self.name, self.part) < (other.what, other.name, other.part)


@attrs.frozen
class DecisionChange:
    """A company whose decision differs under the newer rulebook.

    Attributes:
        company: its name.
        differences: the verdicts and findings that differ, the company's first.

    Examples:
        >>> mine = cr.load_rules(house="docs/examples/house-rules")
        >>> cr.diff(book, mine, [profile]).decisions[0].company
        'Trattoria da Gino'
    """

    company: str
    differences: tuple[Difference, ...]


@attrs.frozen
class RulebookDiff:
    """What changed between two rulebooks.

    Attributes:
        before: name, version and digest of the older one; ``after`` of the newer one.
        changed: every single thing that changed, by kind and name.
        decisions: the companies whose decisions differ, with the verdicts and findings that changed.

    Examples:
        >>> mine = cr.load_rules(house="docs/examples/house-rules")
        >>> found = cr.diff(book, mine, [profile])
        >>> sorted({changed.what for changed in found.changed})
        ['measure', 'network', 'parameter', 'rule', 'statement', 'text']
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    changed: tuple[Changed, ...]
    decisions: tuple[DecisionChange, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as plain data for JSON."""
        return {
            "before": dict(self.before),
            "after": dict(self.after),
            "changed": [attrs.asdict(each) for each in self.changed],
            "decisions": [
                {"company": each.company, "differences": [one.to_dict() for one in each.differences]}
                for each in self.decisions
            ],
        }


def diff(before: Rulebook, after: Rulebook, profiles: Iterable[Profile] = ()) -> RulebookDiff:
    """Return what changed from one rulebook to another.

    Args:
        before: the older one.
        after: the newer one.
        profiles: companies on which both are tried; a network that one of them does not know is refused as by
            `Rulebook.assess`.

    Raises:
        Problems: a profile names a network or rule that one of the rulebooks does not have.

    Examples:
        >>> cr.diff(book, book, [profile]).decisions
        ()
    """
    decisions = []
    for profile in profiles:
        found = compare(before.assess(profile, engine="native"), after.assess(profile, engine="native"))
        if found.verdicts or found.findings:
            decisions.append(DecisionChange(profile.company.name, (*found.verdicts, *found.findings)))
    changed = tuple(sorted(_changed(before.knowledge, after.knowledge)))
    return RulebookDiff(_named(before), _named(after), changed, tuple(decisions))


def _named(book: Rulebook) -> dict[str, str]:
    return {"name": book.name, "version": book.version, "digest": book.digest}


def _changed(before: Knowledge, after: Knowledge) -> Iterator[Changed]:
    yield from _attributes("rule", before.rules, after.rules, _RULE)
    yield from _attributes("parameter", before.parameters, after.parameters, _PARAMETER)
    yield from _attributes("statement", before.statements, after.statements, ("kind", "origin", "statement"))
    for what, then, now in (
        ("measure", _measures(before), _measures(after)),
        ("text", _texts(before), _texts(after)),
        ("network", _network_facts(before), _network_facts(after)),
        ("verdicts", _rows(before), _rows(after)),
    ):
        for name in sorted({*then, *now}):
            if then.get(name) != now.get(name):
                yield Changed(what, name, "", then.get(name), now.get(name))


def _attributes(
    what: str, before: Mapping[str, Any], after: Mapping[str, Any], attributes: tuple[str, ...]
) -> Iterator[Changed]:
    for name in sorted({*before, *after}):
        if name not in after:
            yield Changed(what, name, "", "there", None)
        elif name not in before:
            yield Changed(what, name, "", None, "there")
        else:
            for attribute in attributes:
                then, now = (_told(getattr(each[name], attribute)) for each in (before, after))
                if then != now:
                    yield Changed(what, name, attribute, then, now)


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return " ".join(str(plain(value)).split())


def _measures(knowledge: Knowledge) -> dict[str, str]:
    return {name: render(measure.node) for name, measure in knowledge.measures.items()}


def _texts(knowledge: Knowledge) -> dict[str, str]:
    return {
        f"{rule.id}.{language}.{part}": getattr(text, part)
        for rule in knowledge.rules.values()
        for language, text in rule.texts.items()
        for part in ("title", "finding", "remedy")
        if getattr(text, part) is not None
    }


def _network_facts(knowledge: Knowledge) -> dict[str, str]:
    return {
        f"{network.id}.{edition.value}.{attribute}": "; ".join(
            f"{_told(plain(fact.value))} ({fact.told()})" for fact in network.facts[edition][attribute]
        )
        for network in knowledge.networks.values()
        for edition in Edition
        for attribute in network.facts.get(edition, {})
    }


def _rows(knowledge: Knowledge) -> dict[str, str]:
    return {
        f"{scope}[{place}]": f"{row.verdict} where {' '.join(row.when.split())}"
        for scope, rows in knowledge.verdict_tables.items()
        for place, row in enumerate(rows)
    }
