"""Compares two decisions of one company: what changed, and why.

Each cause is found by judging the earlier state again with one thing changed: one fact of the company, the
facts about one network, one rule, one parameter, one presumption. Differences that no single change causes are
attributed to several together. Leanings and presumed findings are compared, too; a decision with presumptions and one
without are compared on what is certain.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.decision.comparison import Cause, Comparison, Difference, Reach
from channelrules.decision.decision import Decision, case_of
from channelrules.errors import OptionError
from channelrules.facts.names import folded
from channelrules.facts.paths import Place, places_of
from channelrules.facts.profile import Profile
from channelrules.facts.values import plain
from channelrules.inference.case import Case
from channelrules.inference.compiled import Compiled
from channelrules.inference.judging import judge
from channelrules.inference.outcomes import Outcome
from channelrules.inference.presuming import Spot
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.network import Edition
from channelrules.knowledge.network_names import NetworkNames
from channelrules.knowledge.presumption import Presumption
from channelrules.told import tell

__all__ = ["Cause", "Comparison", "Difference", "Reach", "compare"]

Key = tuple[str | None, str | None]
"""A subject and a rule; ``None`` for the company, and for a verdict."""

Told = tuple[tuple[str, ...], tuple[str, ...]]
"""An answer: the possible verdicts or an outcome, and the leaning where there is one."""

_NOTHING: Final[Told] = ((), ())


def compare(before: Decision, after: Decision, *, anyway: bool = False) -> Comparison:
    """Return what changed between two decisions of one company, and why.

    Args:
        before: the earlier decision.
        after: the later one.
        anyway: whether to compare decisions of two companies or of two formats.

    Raises:
        OptionError: they are of two companies or formats, without ``anyway``.

    Examples:
        >>> later = book.assess(profile, engine="native", parameters={"oversight_hours_per_day": 0.5})
        >>> [each.after for each in cr.compare(decision, later).verdicts]
        [('overextended',)]
    """
    if not anyway:
        names = before.company.name, after.company.name
        if names[0] != names[1]:
            pattern = "these decisions are of two companies, '{one}' and '{other}'; anyway=True compares them"
            raise OptionError(tell("two_companies", pattern, one=names[0], other=names[1]))
        if before.format != after.format:
            pattern = "these decisions are of two formats, {one} and {other}; anyway=True compares them"
            raise OptionError(tell("two_formats", pattern, one=before.format, other=after.format))
    presume = before.presume and after.presume
    then, now = _State.of(before, presume=presume), _State.of(after, presume=presume)
    # A fact that one house declares is known in every intermediate state.
    own = {**now.knowledge.own_facts, **then.knowledge.own_facts}
    if own.keys() != then.knowledge.own_facts.keys() or own.keys() != now.knowledge.own_facts.keys():
        then, now = then.with_knowledge(own_facts=own), now.with_knowledge(own_facts=own)
    return _Comparer(then, now).compared(before, after)


@attrs.frozen(slots=False)
class _State:
    """Everything that an answer depends on, so that one thing can be changed at a time."""

    profile: Profile
    knowledge: Knowledge
    edition: Edition
    day: datetime.date
    overrides: Mapping[str, float]
    compiled: Compiled
    presume: bool

    @classmethod
    def of(cls, decision: Decision, *, presume: bool) -> _State:
        case = case_of(decision)
        values = {name: case.value_of(name) for name in case.overridden}
        profile = attrs.evolve(case.profile, parameters={})
        return cls(profile, case.knowledge, case.edition, case.day, values, case.compiled, presume)

    def with_knowledge(self, **changes: Any) -> _State:
        knowledge = attrs.evolve(self.knowledge, **changes)
        return attrs.evolve(self, knowledge=knowledge, compiled=Compiled(knowledge))

    def value_of(self, parameter: str) -> float | None:
        known = self.knowledge.parameters.get(parameter)
        return self.overrides.get(parameter, known.value if known else None)

    @cached_property
    def case(self) -> Case:
        return judge(self.compiled, self.profile, self.edition, self.day, self.overrides, presume=self.presume)

    @cached_property
    def answers(self) -> Mapping[Key, Told]:
        case = self.case
        found: dict[Key, Told] = {}
        for position, subject in enumerate([None, *(each.id for each in self.profile.channels)], -1):
            at = None if subject is None else position
            possible = case.verdicts.possible(at)
            leaning = case.company_leaning() if at is None else tuple(filter(None, (case.leaning(at),)))
            found[subject, None] = tuple(each.value for each in possible), tuple(each.value for each in leaning)
            for rule, said in _told(case, at):
                found[subject, rule] = (said.value,), ()
        return found


def _told(case: Case, at: int | None) -> Iterator[tuple[str, Outcome]]:
    lifted = case.verdicts.lifted(at)
    for (rule, said), (_, then) in zip(case.outcomes_at(at), case.filled.outcomes_at(at), strict=True):
        if said is False or rule.kind == "definition":
            continue
        if said is None and not then:
            yield rule.id, Outcome.OPEN
        elif rule.id in lifted:
            yield rule.id, Outcome.WAIVED
        else:
            yield rule.id, Outcome.FIRES if said else Outcome.PRESUMED


@attrs.frozen
class _Thing:
    """One thing that changed, and how to change it in the earlier state."""

    cause: Cause
    change: Callable[[_State], _State]


@attrs.frozen(slots=False)
class _Comparer:
    before: _State
    after: _State

    def compared(self, before: Decision, after: Decision) -> Comparison:
        things = [*self.facts(), *self.networks(), *self.rules(), *self.presumptions(), *self.parameters()]
        tried = [(thing, self.tried([thing])) for thing in things]
        differences = [self.difference(key, tried) for key in self.differing()]
        return Comparison(
            before,
            after,
            tuple(each.cause for each in things),
            tuple(each for each in differences if each.rule is None),
            tuple(each for each in differences if each.rule is not None),
        )

    def differing(self) -> list[Key]:
        then, now = self.before.answers, self.after.answers
        keys = {key for key in {*then, *now} if then.get(key) != now.get(key)}
        return sorted(keys, key=lambda key: (key[0] or "", key[1] or ""))

    def tried(self, things: Sequence[_Thing]) -> Mapping[Key, Told]:
        state = self.start
        for thing in things:
            state = thing.change(state)
        return state.answers

    @cached_property
    def start(self) -> _State:
        """The earlier state, with the networks that only the later profile names, on which none of its channels is."""
        then, now = self.before.knowledge, self.after.knowledge
        names = [now.network_ids.get(each.network) for each in self.after.profile.channels]
        state = self.before
        for name in dict.fromkeys(name for name in names if name is not None and name not in then.networks):
            state = _with_network(name, now)(state)
        return state

    def difference(self, key: Key, tried: Sequence[tuple[_Thing, Mapping[Key, Told]]]) -> Difference:
        then, now = self.before.answers.get(key, _NOTHING), self.after.answers.get(key, _NOTHING)
        alone = tuple(thing.cause for thing, answers in tried if answers.get(key, _NOTHING) == now)
        together: tuple[Reach, ...] = ()
        if not alone:
            kinds = [kind for kind in Reach if any(thing.cause.kind is kind for thing, _ in tried)]
            by_kind = [
                kind
                for kind in kinds
                if self.tried([thing for thing, _ in tried if thing.cause.kind is kind]).get(key, _NOTHING) == now
            ]
            together = tuple(by_kind or kinds)
        return Difference(key[0], key[1], then[0], now[0], then[1], now[1], alone, together)

    # --- the changes ---

    def facts(self) -> Iterator[_Thing]:
        then, now = self.before.profile, self.after.profile
        places = [
            place
            for profile, known in ((then, self.before.knowledge), (now, self.after.knowledge))
            for place in places_of(profile, known.declared)
        ]
        for place in dict.fromkeys(places):
            if self.is_single(place) and place.value(then) != place.value(now):
                value = place.value(now)
                thing = self.fact(place.path, place.value(then), value, _putting(place, value))
                yield self.presumed(place, thing) or thing
        ids = {each.id for each in then.channels}, {each.id for each in now.channels}
        for gone in sorted(ids[0] - ids[1]):
            yield self.fact(f"channel[{gone}]", "there", None, _without_channel(gone))
        for new in sorted(ids[1] - ids[0]):
            yield self.fact(f"channel[{new}]", None, "there", _with_channel(now, new))
        if then.waivers != now.waivers:
            told = ", ".join(each.rule for each in then.waivers), ", ".join(each.rule for each in now.waivers)
            yield self.fact("waiver", told[0] or None, told[1] or None, _with_waivers(now))
        if then.networks != now.networks:
            yield self.fact("network", len(then.networks), len(now.networks), _with_networks(now))

    @cached_property
    def spots(self) -> Mapping[str, tuple[Spot, ...]]:
        """The facts that were presumed, by the path of the place where the profile would state them."""
        case, found = self.before.case, dict[str, tuple[Spot, ...]]()
        for name, channel in case.filled.spots:
            path = case.place_of(name, channel).path
            found[path] = (*found.get(path, ()), (name, channel))
        return found

    def presumed(self, place: Place, thing: _Thing) -> _Thing | None:
        """Return the change as a confirmation or correction of a presumption; ``None`` where it is neither."""
        spots = self.spots.get(place.path, ())
        if not spots:
            return None
        case, filled = thing.change(self.start).case, self.before.case.filled
        taken = [(filled.facts(at).values[name], case.facts(at).values.get(name)) for name, at in spots]
        said = [(then, now) for then, now in taken if now is not None]
        if not said:
            return None
        kind = Reach.CONFIRMED if all(then == now for then, now in said) else Reach.CORRECTED
        then = next((each for each, now in said if each != now), said[0][0])
        return attrs.evolve(thing, cause=attrs.evolve(thing.cause, kind=kind, before=plain(then)))

    def is_single(self, place: Place) -> bool:
        """Return whether a fact can be changed alone: a plan that only one of them has changes as a whole."""
        then, now = self.before.profile, self.after.profile
        if place.channel and not all(any(each.id == place.channel for each in one.channels) for one in (then, now)):
            return False
        both = place.holder_in(then) is not None and place.holder_in(now) is not None
        if place.name in {"profile.communication_plan", "channel.editorial_plan"}:
            plans = place.value(then), place.value(now)
            return not all(attrs.has(type(each)) for each in plans)
        return both

    @staticmethod
    def fact(path: str, then: Any, now: Any, change: Callable[[Profile], Profile]) -> _Thing:
        cause = Cause(Reach.COMPANY, path, _shown(then), _shown(now))
        return _Thing(cause, lambda state: attrs.evolve(state, profile=change(state.profile)))

    def networks(self) -> Iterator[_Thing]:
        then, now = self.before, self.after
        if then.edition is not now.edition:
            cause = Cause(Reach.NETWORKS, "edition", then.edition.value, now.edition.value)
            yield _Thing(cause, lambda state: attrs.evolve(state, edition=now.edition))
        if then.day != now.day:
            cause = Cause(Reach.NETWORKS, "as_of", then.day.isoformat(), now.day.isoformat())
            yield _Thing(cause, lambda state: attrs.evolve(state, day=now.day))
        if then.knowledge.digest == now.knowledge.digest:
            return
        for name in sorted({*then.knowledge.networks, *now.knowledge.networks}):
            old, new = then.knowledge.networks.get(name), now.knowledge.networks.get(name)
            if new is not None and old != new:
                cause = Cause(Reach.NETWORKS, name, "as it was" if old else None, "as it is")
                yield _Thing(cause, _with_network(name, now.knowledge))

    def rules(self) -> Iterator[_Thing]:
        then, now = self.before.knowledge, self.after.knowledge
        if then.digest == now.digest:
            return
        for name in sorted({*then.rules, *now.rules}):
            old, new = then.rules.get(name), now.rules.get(name)
            if _judging(old) != _judging(new):
                cause = Cause(Reach.RULES, name, old.when.strip() if old else None, new.when.strip() if new else None)
                yield _Thing(cause, _with_rule(name, now))
        for name in sorted({*then.measures, *now.measures}):
            old_measure, new_measure = then.measures.get(name), now.measures.get(name)
            if old_measure and new_measure and old_measure.node != new_measure.node:
                yield _Thing(Cause(Reach.RULES, name, "as it was", "as it is"), _with_measure(name, now))
        tables = "channel_verdicts", "company_verdicts"
        if any(getattr(then, each) != getattr(now, each) for each in tables):
            changes = {each: getattr(now, each) for each in tables}
            cause = Cause(Reach.RULES, "verdicts.toml", "as it was", "as it is")
            yield _Thing(cause, lambda state: _completed(state, now).with_knowledge(**changes))

    def presumptions(self) -> Iterator[_Thing]:
        then, now = self.before.knowledge, self.after.knowledge
        if then.digest == now.digest or not self.before.presume:
            return
        for name in sorted({each.fact for each in (*then.presumptions, *now.presumptions)}):
            old, new = ([_presuming(each) for each in one.presumptions if each.fact == name] for one in (then, now))
            if old != new:
                cause = Cause(Reach.PRESUMPTIONS, name, "as it was" if old else None, "as it is" if new else None)
                yield _Thing(cause, _with_presumptions(name, now))

    def parameters(self) -> Iterator[_Thing]:
        names = {*self.before.knowledge.parameters, *self.after.knowledge.parameters}
        for name in sorted(names):
            then, now = self.before.value_of(name), self.after.value_of(name)
            if then != now and then is not None and now is not None:
                cause = Cause(Reach.PARAMETERS, name, then, now)
                yield _Thing(cause, _with_parameter(name, now))


def _shown(value: Any) -> Any:
    if isinstance(value, tuple) and value and attrs.has(type(value[0])):
        return f"{len(value)} entries"
    return "stated" if attrs.has(type(value)) else plain(value)


def _putting(place: Place, value: Any) -> Callable[[Profile], Profile]:
    # An intermediate state may contradict itself, so facts are put unchecked.
    return lambda profile: place.put(profile, value, checked=False)


def _without_channel(gone: str) -> Callable[[Profile], Profile]:
    def change(profile: Profile) -> Profile:
        channels = tuple(each for each in profile.channels if each.id != gone)
        waivers = tuple(each for each in profile.waivers if each.channel != gone)
        return attrs.evolve(profile, channels=channels, waivers=waivers)

    return change


def _with_channel(now: Profile, new: str) -> Callable[[Profile], Profile]:
    channel = next(each for each in now.channels if each.id == new)
    own = tuple(each for each in now.networks if folded(each.id) == folded(channel.network))

    def change(profile: Profile) -> Profile:
        known = {each.id for each in profile.networks}
        networks = (*profile.networks, *(each for each in own if each.id not in known))
        return attrs.evolve(profile, channels=(*profile.channels, channel), networks=networks)

    return change


def _with_waivers(now: Profile) -> Callable[[Profile], Profile]:
    def change(profile: Profile) -> Profile:
        ids = {None, *(each.id for each in profile.channels)}
        return attrs.evolve(profile, waivers=tuple(each for each in now.waivers if each.channel in ids))

    return change


def _with_networks(now: Profile) -> Callable[[Profile], Profile]:
    return lambda profile: attrs.evolve(profile, networks=now.networks)


def _judging(rule: Any) -> tuple[Any, ...] | None:
    return None if rule is None else (rule.node, rule.effect, rule.action, rule.concludes, rule.waivable, rule.retired)


def _completed(state: _State, now: Knowledge) -> _State:
    """Return the state completed with the names that a later rule may use."""
    then = state.knowledge
    return state.with_knowledge(
        measures={**now.measures, **then.measures},
        parameters={**now.parameters, **then.parameters},
        vocabulary=attrs.evolve(then.vocabulary, terms={**now.vocabulary.terms, **then.vocabulary.terms}),
        rules={
            **{name: rule for name, rule in now.rules.items() if rule.kind == "definition"},
            **then.rules,
        },
    )


def _with_rule(name: str, now: Knowledge) -> Callable[[_State], _State]:
    def change(state: _State) -> _State:
        if name not in now.rules:
            return state.with_knowledge(rules={key: rule for key, rule in state.knowledge.rules.items() if key != name})
        complete = _completed(state, now)
        return complete.with_knowledge(rules={**complete.knowledge.rules, name: now.rules[name]})

    return change


def _with_measure(name: str, now: Knowledge) -> Callable[[_State], _State]:
    def change(state: _State) -> _State:
        complete = _completed(state, now)
        return complete.with_knowledge(measures={**complete.knowledge.measures, name: now.measures[name]})

    return change


def _presuming(presumption: Presumption) -> tuple[Any, ...]:
    return presumption.order, presumption.value, presumption.where, presumption.unless


def _with_presumptions(name: str, now: Knowledge) -> Callable[[_State], _State]:
    def change(state: _State) -> _State:
        complete = _completed(state, now)
        kept = tuple(each for each in complete.knowledge.presumptions if each.fact != name)
        own = tuple(each for each in now.presumptions if each.fact == name)
        return complete.with_knowledge(presumptions=(*kept, *own))

    return change


def _with_network(name: str, now: Knowledge) -> Callable[[_State], _State]:
    def change(state: _State) -> _State:
        own = [(each, key) for each, key in now.network_ids.items() if key == name]
        return state.with_knowledge(
            networks={**state.knowledge.networks, name: now.networks[name]},
            network_ids=NetworkNames([*state.knowledge.network_ids.items(), *own], now.words),
        )

    return change


def _with_parameter(name: str, value: float) -> Callable[[_State], _State]:
    return lambda state: attrs.evolve(state, overrides={**state.overrides, name: value})
