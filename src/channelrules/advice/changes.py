"""What would change a verdict: the result, and the verdicts a company can aim at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from channelrules.errors import OptionError
from channelrules.facts.own import NO_FACTS
from channelrules.facts.paths import Place
from channelrules.facts.profile import Profile
from channelrules.facts.values import plain
from channelrules.inference.case import Case
from channelrules.inference.messages import named
from channelrules.inference.outcomes import CompanyVerdict, Ordered, Verdict
from channelrules.knowledge.move import Move
from channelrules.told import tell

__all__ = ["Change", "ChangeSet", "Changes", "Reached", "target_of"]

_TARGETS: Final = (Verdict.HELPFUL, Verdict.POTENTIAL, Verdict.ASSET)

Answer = Verdict | CompanyVerdict


class Reached(Ordered):
    """How certainly a set of changes reaches its verdict.

    * ``CERTAIN``: whatever the missing facts are.
    * ``PRESUMED``: under presumptions, those of today and those that are made once it is done.
    * ``OPEN``: nothing that is known or presumed stands in the way, and what is missing decides.
    * ``NOT``: it does not.

    Examples:
        >>> [reached.value for reached in cr.Reached]
        ['certain', 'presumed', 'open', 'not']
    """

    CERTAIN = "certain"
    PRESUMED = "presumed"
    OPEN = "open"
    NOT = "not"


@attrs.frozen(eq=False)
class Change:
    """One change that the company can make.

    Attributes:
        id: of the change, as the rulebook's ``changes.toml`` has it.
        path: the fact that changes, such as ``channel[fb].account``.
        before: what the profile states now.
        after: what it states then. A number is rounded to whole posts, quarters of an hour and the like, in the
            direction that still suffices.
        effort: hours of work in the first month, as the rulebook estimates them.
        gives_up: whether something is given up by it, such as a channel that is parked.

    Examples:
        >>> change = decision.changes("fb").sets[0].changes[0]
        >>> change.path, change.after
        ('channel[fb].account', 'company_page')
        >>> change.text
        'open a company page in place of the personal profile on Facebook'
    """

    id: str
    path: str
    before: Any
    after: Any
    effort: float
    gives_up: bool
    _place: Place = attrs.field(repr=False)
    _move: Move = attrs.field(repr=False)
    _case: Case = attrs.field(repr=False)

    @property
    def text(self) -> str:
        """What is done, in the rulebook's first language."""
        return self.told()

    def told(self, lang: str | None = None) -> str:
        """Return what is done, in a language of the rulebook, its first where left out."""
        case, spec = self._case, self._place.spec
        words = case.knowledge.language(lang)
        names = dict(named(case, case.positions.get(self._place.channel), words))
        currency = case.profile.company.currency
        if spec.table is None:
            names["from"] = words.amount(self.before, spec.type, currency)
            up = self._move.way == "raise"
            names["to"] = words.amount(self.after, spec.type, currency, up=up, down=self._move.way == "lower")
        if self._move.way == "add":
            added = tuple(word for word in self.after if word not in self.before)
            names["added"] = words.amount(added, spec.type, currency)
        return words.fill(self._move.texts[words.lang], names, within=True)

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the change as plain data for JSON, with texts in a language of the rulebook."""
        return {
            "id": self.id,
            "path": self.path,
            "before": _data(self.before),
            "after": _data(self.after),
            "effort_hours": round(self.effort, 3),
            "gives_up": self.gives_up,
            "text": self.told(lang),
        }


@attrs.frozen(eq=False)
class ChangeSet:
    """Changes that together reach a better verdict; none of them can be left out.

    Attributes:
        changes: what is done, in the order of the profile.
        effort: hours of work in the first month, together.
        possible: the verdicts that remain possible once they are made.
        leaning: the verdicts that hold under presumptions then; the same where they are settled.
        reached: how surely the verdict is reached.

    Examples:
        >>> cheapest = decision.changes("fb").sets[0]
        >>> cheapest.effort, cheapest.reached
        (3.0, <Reached.CERTAIN: 'certain'>)
        >>> book.assess(cheapest.apply(profile), engine="native").channel("fb").verdict
        <Verdict.POTENTIAL: 'potential'>
    """

    changes: tuple[Change, ...]
    effort: float
    possible: tuple[Answer, ...]
    leaning: tuple[Answer, ...]
    reached: Reached
    _along: Mapping[Place, Any] = attrs.field(repr=False)

    @property
    def certain(self) -> bool:
        """Whether the verdict is reached whatever the missing facts are."""
        return self.reached is Reached.CERTAIN

    @property
    def gives_up(self) -> bool:
        """Whether something is given up, such as a channel that is parked; such sets come last."""
        return any(each.gives_up for each in self.changes)

    def apply(self, profile: Profile) -> Profile:
        """Return the profile with the changes made.

        Raises:
            ProfileError: they contradict something in this profile.
        """
        for place, value in self._along.items():
            profile = place.put(profile, value)
        return profile

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the set as plain data for JSON, with texts in a language of the rulebook."""
        return {
            "changes": [each.to_dict(lang) for each in self.changes],
            "effort_hours": round(self.effort, 3),
            "possible": [each.value for each in self.possible],
            "leaning": [each.value for each in self.leaning],
            "reached": self.reached.value,
            "certain": self.certain,
            "gives_up": self.gives_up,
        }


@attrs.frozen(eq=False)
class Changes:
    """What would change a verdict.

    Attributes:
        subject: the id of the channel; ``None`` for the company.
        target: the verdict that is to be reached, or a better one; ``None`` where there is none better.
        sets: the smallest sets of changes that reach it: first those that give nothing up, of those the certain before
            the presumed ones, of those the cheapest first.
        in_the_way: what a company can do nothing about: ids of rules or, where no rule is the cause, paths of facts;
            empty where a set was found.
        asks: the paths of presumed facts to be asked about: those that stand in the way of every change or, where
            the verdict is reached under presumptions already, those that have only to be confirmed.
        awaits_facts: whether nothing that is known or presumed stands in the way now: then the questions come first.
        complete: whether the whole space up to four changes was searched; the sets that were found are
            the cheapest either way.

    Examples:
        >>> changes = decision.changes("tt", to="asset")
        >>> changes.sets, changes.in_the_way
        ((), ('consumer-network-as-asset',))
    """

    subject: str | None
    target: Answer | None
    sets: tuple[ChangeSet, ...]
    in_the_way: tuple[str, ...]
    asks: tuple[str, ...]
    awaits_facts: bool
    complete: bool

    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return the changes as plain data for JSON, with texts in a language of the rulebook."""
        return {
            "subject": self.subject,
            "target": self.target.value if self.target else None,
            "sets": [each.to_dict(lang) for each in self.sets],
            "in_the_way": list(self.in_the_way),
            "asks": list(self.asks),
            "awaits_facts": self.awaits_facts,
            "complete": self.complete,
        }


def target_of(case: Case, channel: int | None, wanted: Answer | str | None) -> Answer | None:
    """Return the verdict to reach: the one that is wanted, or the next better one; ``None`` at the best.

    Where the verdict is undetermined, the next better one is better than the leaning.

    Raises:
        OptionError: nobody can aim at this verdict.
    """
    if channel is None:
        ready = wanted in {None, CompanyVerdict.READY, "ready"}
        if not ready:
            pattern = "a company is changed towards 'ready', '{wanted}' is wanted"
            raise OptionError(tell("company_towards", pattern, wanted=_word(wanted)))
        fine = {(CompanyVerdict.READY,), (CompanyVerdict.NOTHING_TO_JUDGE,)}
        now = case.company_leaning() or case.verdicts.company()[1]
        return CompanyVerdict.READY if wanted is not None or now not in fine else None
    if wanted is None:
        worst = case.leaning(channel) or max(case.verdicts.channel(channel)[0])
        return next((each for each in _TARGETS if each < worst), None)
    for each in _TARGETS:
        if wanted in (each, each.value):
            return each
    names = ", ".join(each.value for each in _TARGETS)
    pattern = "a channel is changed towards one of {known}; '{wanted}' is wanted"
    raise OptionError(tell("channel_towards", pattern, known=names, wanted=_word(wanted)))


def _word(wanted: Answer | str | None) -> str:
    return str(getattr(wanted, "value", wanted))[:40]


def _data(value: Any) -> Any:
    if isinstance(value, tuple) and value and attrs.has(type(value[0])):
        return [_data(each) for each in value]
    if attrs.has(type(value)):
        return attrs.asdict(
            value,
            filter=lambda _, given: given is not None and given is not NO_FACTS,
            value_serializer=lambda *each: _data(each[2]),
        )
    return plain(value)
