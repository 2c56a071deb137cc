"""From outcomes to verdicts: the verdict table, read from the top in three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Final

import attrs

from channelrules.facts.layout import Row
from channelrules.inference.engine import Outcome, RuleSet
from channelrules.inference.native import function_over_rows, row_function
from channelrules.inference.outcomes import CompanyVerdict, Verdict
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.rule import EFFECTS, Rule, Severity
from channelrules.language.functions import ANEW, Functions, function_of
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


def _unwaived(name: str, effects: Sequence[Sequence[int]]) -> str:
    """Return the source of a function from outcomes to effects where no waiver lifts any.

    Args:
        name: the function's own.
        effects: of each effect, the places of its rules.
    """
    said = []
    for places in effects:
        fires = " or ".join(f"o[{place}]" for place in places) or "False"
        opens = " or ".join(f"o[{place}] is None" for place in places) or "False"
        said.append(f"True if {fires} else None if {opens} else False, ")
    return function_of(name, "o", [f"return ({''.join(said)})"])


@attrs.frozen(eq=False, repr=False, slots=False)
class VerdictTable:
    """The verdict tables of a rulebook, each compiled when it is first read.

    Its functions take the outcomes of the rules and the ids of those that a waiver lifts.
    """

    knowledge: Knowledge
    rules: RuleSet
    functions: Functions = ANEW

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
        """Return the effects that the tables read, each by its name, without what rules conclude."""
        excepted = not waived.isdisjoint(self._excepted)
        if scope == "company":
            said = self._given_company(outcomes, waived)
            return {**dict(zip(_EFFECTS["company"], said, strict=True)), "effect.excepted": excepted}
        said = self._given_channel(outcomes, waived)[len(self._concluding) :]
        return dict(zip((*_EFFECTS["channel"], "effect.excepted"), said, strict=True))

    def everything(self) -> tuple[Callable[..., object], ...]:
        """Return every function of it, compiled now."""
        return self._unwaived, self._unwaived_of_company, self._channel, self._channel_rows, self._company

    # --- what is compiled ---

    def _given_channel(self, outcomes: Sequence[Outcome], waived: frozenset[str]) -> _Given:
        """Return the inputs of the table of channels: what rules conclude, the effects, and whether one is excepted."""
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
        return self._unwaived_of("channel")

    @cached_property
    def _unwaived_of_company(self) -> Callable[[Sequence[Outcome]], tuple[Outcome, ...]]:
        return self._unwaived_of("company")

    def _unwaived_of(self, scope: str) -> Callable[[Sequence[Outcome]], tuple[Outcome, ...]]:
        name = f"effects_of_{scope}"
        places = [[place for place, _ in self._effects[each]] for each in EFFECTS[scope]]
        return self.functions.made(name, lambda: _unwaived(name, places))

    @cached_property
    def _names_given(self) -> list[str]:
        own = [rule.concludes for rule in self.rules.channel if rule.concludes]
        return [*own, *_EFFECTS["channel"], "effect.excepted"]

    @cached_property
    def _channel(self) -> Callable[[Row, Row, Row, _Given], tuple[int, int]]:
        """The function that reads the table from the top to the row that decides.

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

        return row_function(
            self.rules.layout, "channel", write, self._names_given, "verdict_of_channel", self.functions
        )

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
        return function_over_rows(self.rules, "channel", rows, self._names_given, "verdicts_of_channel", self.functions)

    @cached_property
    def _company(self) -> Callable[..., tuple[Outcome, ...]]:
        rows = [("", row.node) for row in self.knowledge.company_verdicts]
        return function_over_rows(
            self.rules, "company", rows, _EFFECTS["company"], "verdicts_of_company", self.functions
        )

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
