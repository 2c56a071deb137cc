"""From outcomes to verdicts: the verdict table, read from the top, three-valued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import attrs

from channelrules.facts.layout import Row
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import function_over_rows
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import EFFECTS, Rule, Severity

__all__ = ["VerdictTable"]

_NONE_WAIVED: Final[frozenset[str]] = frozenset()


def _effect(outcomes: Sequence[Outcome], rules: Sequence[tuple[int, str]], waived: frozenset[str]) -> Outcome:
    unknown = False
    for position, rule in rules:
        outcome = outcomes[position]
        if outcome is not False and rule not in waived:
            if outcome:
                return True
            unknown = True
    return None if unknown else False


def _unwaived(effects: Sequence[Sequence[int]]) -> Callable[[Sequence[Outcome]], tuple[Outcome, ...]]:
    """Return a function from outcomes to effects where no waiver lifts any, given the places of each effect's rules."""
    said = []
    for places in effects:
        fires = " or ".join(f"o[{place}]" for place in places) or "False"
        opens = " or ".join(f"o[{place}] is None" for place in places) or "False"
        said.append(f"True if {fires} else None if {opens} else False, ")
    space: dict[str, Any] = {}
    exec(compile(f"def effects(o):\n    return ({''.join(said)})\n", "<effects>", "exec"), space)  # noqa: S102 - our own source
    made: Callable[[Sequence[Outcome]], tuple[Outcome, ...]] = space["effects"]
    return made


@attrs.frozen
class VerdictTable:
    """The verdict tables of a rulebook, compiled.

    Both functions take the outcomes of the rules and the ids of those that a waiver lifts.
    """

    knowledge: Knowledge = attrs.field(repr=False)
    rules: RuleSet = attrs.field(repr=False)
    _channel: Callable[..., tuple[Outcome, ...]] = attrs.field(init=False, eq=False, repr=False)
    _company: Callable[..., tuple[Outcome, ...]] = attrs.field(init=False, eq=False, repr=False)
    _effects: Mapping[str, tuple[tuple[int, str], ...]] = attrs.field(init=False, eq=False, repr=False)
    _concluding: tuple[int, ...] = attrs.field(init=False, eq=False, repr=False)
    _excepted: frozenset[str] = attrs.field(init=False, eq=False, repr=False)
    _unwaived: Callable[[Sequence[Outcome]], tuple[Outcome, ...]] = attrs.field(init=False, eq=False, repr=False)
    _rows: tuple[tuple[Verdict, str | None], ...] = attrs.field(init=False, eq=False, repr=False)
    _company_rows: tuple[CompanyVerdict, ...] = attrs.field(init=False, eq=False, repr=False)
    _alone: Mapping[Verdict, tuple[Verdict, ...]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Compile both tables."""
        knowledge, rules = self.knowledge, self.rules
        places = {rule.id: place for each in (rules.channel, rules.company) for place, rule in enumerate(each)}
        effects = {
            effect: tuple((places[rule.id], rule.id) for rule in rules.with_effect(effect))
            for names in EFFECTS.values()
            for effect in (*names, "excepted")
        }
        own = [rule.concludes for rule in rules.channel if rule.concludes]
        channel_given = [*own, *(f"effect.{name}" for name in EFFECTS["channel"]), "effect.excepted"]
        channel = [("", row.node) for row in knowledge.channel_verdicts]
        company = [("", row.node) for row in knowledge.company_verdicts]
        company_given = [f"effect.{name}" for name in EFFECTS["company"]]
        for name, value in (
            ("_channel", function_over_rows(rules, "channel", channel, channel_given)),
            ("_company", function_over_rows(rules, "company", company, company_given)),
            ("_effects", effects),
            ("_concluding", tuple(place for place, rule in enumerate(rules.channel) if rule.concludes)),
            ("_excepted", frozenset(rule for _, rule in effects["excepted"])),
            ("_unwaived", _unwaived([[place for place, _ in effects[each]] for each in EFFECTS["channel"]])),
            ("_company_rows", tuple(CompanyVerdict(row.verdict) for row in knowledge.company_verdicts)),
            ("_alone", {each: (each,) for each in Verdict}),
            ("_rows", tuple((Verdict(row.verdict), row.action) for row in knowledge.channel_verdicts)),
        ):
            object.__setattr__(self, name, value)

    def __reduce__(self) -> tuple[object, ...]:
        return VerdictTable, (self.knowledge, self.rules)

    def channel(
        self, own: Row, row: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[tuple[Verdict, ...], str | None]:
        """Return the verdicts that remain possible, and the action of the row that decided."""
        given = [outcomes[place] for place in self._concluding]
        if waived:
            given += [_effect(outcomes, self._effects[effect], waived) for effect in EFFECTS["channel"]]
        else:
            given += self._unwaived(outcomes)
        given.append(not waived.isdisjoint(self._excepted))
        possible: list[Verdict] = []
        action: str | None = None
        for held, (verdict, default) in zip(self._channel(own, row, parameters, given), self._rows, strict=True):
            if held is False:
                continue
            if verdict not in possible:
                possible.append(verdict)
                action = default
            if held:
                break
        if len(possible) == 1:
            return self._alone[possible[0]], action
        return tuple([verdict for verdict in Verdict if verdict in possible]), action

    def company(
        self, own: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[tuple[CompanyVerdict, ...], tuple[CompanyVerdict, ...]]:
        """Return the verdicts that hold, and those that could hold."""
        given = [_effect(outcomes, self._effects[effect], waived) for effect in EFFECTS["company"]]
        held = self._company(own, parameters, given)
        *rows, rest = self._company_rows
        sure = tuple([verdict for verdict, outcome in zip(rows, held, strict=False) if outcome])
        unsure = tuple([verdict for verdict, outcome in zip(rows, held, strict=False) if outcome is None])
        if sure:
            return sure, tuple(sorted({*sure, *unsure}))
        if unsure:
            return (CompanyVerdict.UNDETERMINED,), tuple(sorted({rest, *unsure}))
        return (rest,), (rest,)

    def actions(
        self, verdict: Verdict, default: str | None, fired: Sequence[Rule], order: Sequence[str]
    ) -> tuple[str, ...]:
        """Return what the company does, in order."""
        if verdict is Verdict.OUT_OF_USE:
            return ()
        wanted = {rule.action for rule in fired if rule.action}
        if verdict is Verdict.UNDETERMINED:
            wanted.add("ask")
        elif default and not (verdict is Verdict.WHIM and wanted):
            wanted.add(default)
        heavy = any(rule.severity in {Severity.ERROR, Severity.WARNING} and not rule.action for rule in fired)
        if heavy and verdict in {Verdict.ASSET, Verdict.POTENTIAL, Verdict.HELPFUL}:
            wanted.add("fix")
        left_out = {each for action in wanted for each in self.knowledge.leaves_out.get(action, ())}
        wanted -= left_out
        return tuple(action for action in order if action in wanted)
