"""A network: dated facts in two editions, those of the guidance and the current ones."""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.fields import fact
from channelrules.facts.profile import NetworkFacts
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.language.nodes import Value
from channelrules.language.types import date, one_of, set_of, text

__all__ = ["Edition", "Network", "NetworkFact", "editorial_by_kind"]


class Edition(StrEnum):
    """Which facts about networks are used.

    Examples:
        >>> [edition.value for edition in cr.Edition]
        ['guidance', 'current']
    """

    GUIDANCE = "guidance"
    CURRENT = "current"

    @property
    def other(self) -> Edition:
        """The other one of the two."""
        return Edition.CURRENT if self is Edition.GUIDANCE else Edition.GUIDANCE


@attrs.frozen(kw_only=True)
class NetworkFact:
    """One fact about a network.

    Attributes:
        value: the value of the fact.
        valid_from: the first day on which it holds; ``None`` where it is not bounded.
        valid_to: the last day; ``None`` where it is not bounded.
        as_of: the day on which it was verified.
        source: where it was found; for a judgement of ours, the reason for it.
        grade: A official, B secondary, C unverified; ``None`` for the guidance and for judgements of ours.
        judged_by: ``ours`` where it is a judgement of ours; ``None`` where it has another source.
        cites: the statements of the guidance that say it; empty for facts from outside.
        note: a remark, or ``None``.

    Examples:
        >>> import datetime
        >>> day = datetime.date(2026, 11, 1)
        >>> fact = book.networks["tiktok"].fact("account_model", cr.Edition.GUIDANCE, day)
        >>> fact.value, fact.told()
        ('none', 'the guidance, G06, 2021')
    """

    value: Value = False
    valid_from: datetime.date | None = fact(date, "the first day on which it holds", key="from")
    valid_to: datetime.date | None = fact(date, "the last day on which it holds", key="to")
    as_of: datetime.date = fact(date, "the day on which it was found", required=True)
    source: str | None = fact(text, "where it was found")
    grade: str | None = fact(one_of("A", "B", "C"), "A official, B secondary, C unverified")
    judged_by: str | None = fact(
        one_of("ours"), "ours, where it is a judgement of ours and the source its reason", key="origin"
    )
    cites: tuple[str, ...] = fact(set_of(), "the statements that say it", default=())
    note: str | None = fact(text, "a remark")

    def holds_on(self, day: datetime.date) -> bool:
        """Return whether it holds on a day."""
        return not (self.valid_from and day < self.valid_from) and not (self.valid_to and day > self.valid_to)

    @property
    def origin(self) -> str:
        """``source`` for the guidance, ``ours`` for a judgement of ours, ``outside`` elsewhere."""
        return "source" if self.cites else self.judged_by or "outside"

    def told(self) -> str:
        """Return where it comes from, for people."""
        return self._told

    @cached_property
    def _told(self) -> str:
        if self.cites:
            return f"the guidance, {', '.join(self.cites)}, {self.as_of:%Y}"
        if self.judged_by:
            return f"{self.judged_by}: {self.source}, {self.as_of}"
        grade = f"grade {self.grade}, " if self.grade else ""
        return f"{self.source}, {grade}{self.as_of}"


_EDITORIAL: Final = {
    "network": (True, "a network is filled with content, so a plan of its own makes sense"),
    "owned": (True, "a tool of one's own is filled with content where nothing says otherwise"),
    "listing": (False, "a listing is kept up to date, not filled to a plan"),
    "marketplace": (False, "a shop on a marketplace is stocked, not filled to a plan"),
}


def editorial_by_kind(kind: str, as_of: datetime.date) -> NetworkFact:
    """Return the fact ``editorial`` of a network that does not state it: true for networks and owned tools.

    Args:
        kind: network, owned, listing or marketplace.
        as_of: its date.
    """
    value, reason = _EDITORIAL[kind]
    return NetworkFact(value=value, as_of=as_of, source=reason, judged_by="ours")


@attrs.frozen(kw_only=True)
class Network:
    """A network, an owned tool, a listing or a marketplace.

    Attributes:
        id: permanent; the name of its file.
        name: for people.
        kind: network, owned, listing or marketplace.
        aliases: other names that people write.
        facts: by edition and attribute, the facts in the order of the file.

    Examples:
        >>> network = book.networks["tiktok"]
        >>> network.name, network.kind, network.aliases[:2]
        ('TikTok', 'network', ('tik_tok', 'tt'))
    """

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    facts: Mapping[Edition, Mapping[str, tuple[NetworkFact, ...]]] = attrs.field(factory=dict, repr=False)
    _rows: Mapping[Edition, tuple[tuple[datetime.date, ...], tuple[tuple[Value | None, ...], ...]]] = attrs.field(
        init=False, repr=False, eq=False
    )

    def __attrs_post_init__(self) -> None:
        """Compute the rows once, for each period without a change."""
        rows = {}
        for edition in Edition:
            days = {
                day
                for facts in self.facts.values()
                for several in facts.values()
                for each in several
                for day in (each.valid_from, each.valid_to and each.valid_to + datetime.timedelta(days=1))
                if day
            }
            starts = (datetime.date.min, *sorted(days))
            rows[edition] = (starts[1:], tuple(self._row(edition, start) for start in starts))
        object.__setattr__(self, "_rows", rows)

    def fact(self, attribute: str, edition: Edition, day: datetime.date) -> NetworkFact | None:
        """Return the fact that holds on a day, or ``None`` where nobody knows.

        Args:
            attribute: such as ``account_model``.
            edition: where the guidance is silent, its edition uses the current fact.
            day: the day on which it has to hold.
        """
        for each in (Edition.GUIDANCE, Edition.CURRENT) if edition is Edition.GUIDANCE else (Edition.CURRENT,):
            for candidate in self.facts.get(each, {}).get(attribute, ()):
                if candidate.holds_on(day):
                    return candidate
        return None

    def days(self) -> tuple[datetime.date, ...]:
        """Return the first day of every period without a change of facts in either edition."""
        return (datetime.date.min, *sorted({day for starts, _ in self._rows.values() for day in starts}))

    def _row(self, edition: Edition, day: datetime.date) -> tuple[Value | None, ...]:
        own = {"id": self.id, "kind": self.kind}
        found = ((name, spec.unstated, self.fact(name, edition, day)) for name, spec in NETWORK_FACTS.items())
        return tuple(own.get(name) or (each.value if each else unstated) for name, unstated, each in found)  # type: ignore[misc]  # each value is of its own type

    def row(self, edition: Edition, day: datetime.date) -> tuple[Value | None, ...]:
        """Return the values of every attribute on a day, by an edition, in the order of the vocabulary."""
        starts, rows = self._rows[edition]
        return rows[bisect.bisect_right(starts, day)]

    def supposing(self, attribute: str, value: Value, day: datetime.date) -> Network:
        """Return the network with another value of one attribute, on every day of both editions."""
        supposed = {attribute: (NetworkFact(value=value, as_of=day),)}
        return attrs.evolve(self, facts={each: {**self.facts.get(each, {}), **supposed} for each in Edition})

    @classmethod
    def stated(cls, given: NetworkFacts, day: datetime.date) -> Network:
        """Return the network that a profile describes itself."""
        values: dict[str, Value] = {
            "account_model": given.account_model,
            "designed_for": given.designed_for,
            "main_format": given.main_format,
            "native_formats": tuple(given.native_formats or (given.main_format,)),
        }
        if given.editorial is not None:
            values["editorial"] = given.editorial
        kind = given.kind or ("owned" if given.account_model == "owned" else "network")
        told = {name: (NetworkFact(value=value, as_of=day, source="the profile"),) for name, value in values.items()}
        told.setdefault("editorial", (editorial_by_kind(kind, day),))
        return cls(id=given.id, name=given.name or given.id, kind=kind, facts={Edition.CURRENT: told})
