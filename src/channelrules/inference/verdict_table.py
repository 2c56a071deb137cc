"""From outcomes to verdicts: the verdict table, read from the top, three-valued."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import attrs

from channelrules.facts.layout import Row
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import function_over_rows, row_function
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import EFFECTS, Rule, Severity
from channelrules.language.python_code import Coder

__all__ = ["VerdictTable"]

_NONE_WAIVED: Final[frozenset[str]] = frozenset()

_EFFECTS: Final = {scope: tuple(f"effect.{name}" for name in names) for scope, names in EFFECTS.items()}

_Given = Sequence[Outcome]


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


@attrs.frozen(eq=False, repr=False, slots=False)
class VerdictTable:
    """The verdict tables of a rulebook, each compiled when it is first read.

    Its functions take the outcomes of the rules and the ids of those that a waiver lifts.
    """

    knowledge: Knowledge
    rules: RuleSet

    def __reduce__(self) -> tuple[object, ...]:
        return VerdictTable, (self.knowledge, self.rules)

    def channel(
        self, own: Row, row: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[tuple[Verdict, ...], str | None]:
        """Return the verdicts that remain possible, and the action of the row that decided."""
        found, last = self._channel(own, row, parameters, self._given_channel(outcomes, waived))
        return self._sets[found], self._actions[last]

    def company(
        self, own: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[tuple[CompanyVerdict, ...], tuple[CompanyVerdict, ...]]:
        """Return the verdicts that hold, and those that could hold."""
        held = self._company(own, parameters, self._given_company(outcomes, waived))
        *rows, rest = self._company_rows
        sure = tuple([verdict for verdict, outcome in zip(rows, held, strict=False) if outcome])
        unsure = tuple([verdict for verdict, outcome in zip(rows, held, strict=False) if outcome is None])
        if sure:
            return sure, tuple(sorted({*sure, *unsure}))
        if unsure:
            return (CompanyVerdict.UNDETERMINED,), tuple(sorted({rest, *unsure}))
        return (rest,), (rest,)

    def rows_of_channel(
        self, own: Row, row: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[Outcome, ...]:
        """Return what each row of the table of channels comes to, those after the one that decides included."""
        return self._channel_rows(own, row, parameters, self._given_channel(outcomes, waived))

    def rows_of_company(
        self, own: Row, parameters: Row, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> tuple[Outcome, ...]:
        """Return what each row of the company's table comes to."""
        return self._company(own, parameters, self._given_company(outcomes, waived))

    def effects(
        self, scope: str, outcomes: Sequence[Outcome], waived: frozenset[str] = _NONE_WAIVED
    ) -> dict[str, Outcome]:
        """Return what the tables read beside the rows: each effect by its name; all that rules conclude left out."""
        excepted = not waived.isdisjoint(self._excepted)
        if scope == "company":
            said = self._given_company(outcomes, waived)
            return {**dict(zip(_EFFECTS["company"], said, strict=True)), "effect.excepted": excepted}
        said = self._given_channel(outcomes, waived)[len(self._concluding) :]
        return dict(zip((*_EFFECTS["channel"], "effect.excepted"), said, strict=True))

    # --- what is compiled ---

    def _given_channel(self, outcomes: Sequence[Outcome], waived: frozenset[str]) -> _Given:
        """Return what the table of channels is given: what rules conclude, the effects, and whether one is excepted."""
        given = [outcomes[place] for place in self._concluding]
        if waived:
            given += [_effect(outcomes, self._effects[effect], waived) for effect in EFFECTS["channel"]]
        else:
            given += self._unwaived(outcomes)
        given.append(not waived.isdisjoint(self._excepted))
        return given

    def _given_company(self, outcomes: Sequence[Outcome], waived: frozenset[str]) -> _Given:
        if waived:
            return [_effect(outcomes, self._effects[effect], waived) for effect in EFFECTS["company"]]
        return self._unwaived_of_company(outcomes)

    @cached_property
    def _effects(self) -> Mapping[str, tuple[tuple[int, str], ...]]:
        """The places and ids of the rules that have each effect."""
        rules = self.rules
        places = {rule.id: place for each in (rules.channel, rules.company) for place, rule in enumerate(each)}
        return {
            effect: tuple((places[rule.id], rule.id) for rule in rules.with_effect(effect))
            for names in EFFECTS.values()
            for effect in (*names, "excepted")
        }

    @cached_property
    def _concluding(self) -> tuple[int, ...]:
        return tuple(place for place, rule in enumerate(self.rules.channel) if rule.concludes)

    @cached_property
    def _excepted(self) -> frozenset[str]:
        return frozenset(rule for _, rule in self._effects["excepted"])

    @cached_property
    def _unwaived(self) -> Callable[[Sequence[Outcome]], tuple[Outcome, ...]]:
        return _unwaived([[place for place, _ in self._effects[each]] for each in EFFECTS["channel"]])

    @cached_property
    def _unwaived_of_company(self) -> Callable[[Sequence[Outcome]], tuple[Outcome, ...]]:
        return _unwaived([[place for place, _ in self._effects[each]] for each in EFFECTS["company"]])

    @cached_property
    def _names_given(self) -> list[str]:
        own = [rule.concludes for rule in self.rules.channel if rule.concludes]
        return [*own, *_EFFECTS["channel"], "effect.excepted"]

    @cached_property
    def _channel(self) -> Callable[[Row, Row, Row, _Given], tuple[int, int]]:
        """What reads the table from the top to the row that decides.

        It returns the set of verdicts that are met, a bit each, and the row that met the last of them.
        """
        rows = self.knowledge.channel_verdicts

        def write(coder: Coder, _: dict[str, str]) -> tuple[list[str], str]:
            body = [f"found, last = 0, {len(rows)}"]
            for place, row in enumerate(rows):
                bit = 1 << tuple(Verdict).index(Verdict(row.verdict))
                said = coder.outcome(row.node)
                body += [*coder.taken(), f"o{place} = {said}", f"if o{place} is not False:"]
                body += [f"    if not found & {bit}: found, last = found | {bit}, {place}"]
                body += [f"    if o{place}: return found, last"]
            return body, "found, last"

        return row_function(self.rules.layout, "channel", write, self._names_given)

    @cached_property
    def _sets(self) -> tuple[tuple[Verdict, ...], ...]:
        """Every set of verdicts in order, by its bits."""
        verdicts = tuple(Verdict)
        return tuple(
            tuple(each for place, each in enumerate(verdicts) if bits >> place & 1)
            for bits in range(1 << len(verdicts))
        )

    @cached_property
    def _actions(self) -> tuple[str | None, ...]:
        """The action of each row, then none, where no row holds."""
        return (*(row.action for row in self.knowledge.channel_verdicts), None)

    @cached_property
    def _channel_rows(self) -> Callable[..., tuple[Outcome, ...]]:
        rows = [("", row.node) for row in self.knowledge.channel_verdicts]
        return function_over_rows(self.rules, "channel", rows, self._names_given)

    @cached_property
    def _company(self) -> Callable[..., tuple[Outcome, ...]]:
        rows = [("", row.node) for row in self.knowledge.company_verdicts]
        return function_over_rows(self.rules, "company", rows, _EFFECTS["company"])

    @cached_property
    def _company_rows(self) -> tuple[CompanyVerdict, ...]:
        return tuple(CompanyVerdict(row.verdict) for row in self.knowledge.company_verdicts)

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
