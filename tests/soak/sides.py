"""The two sides of each comparison, and what is compared.

``columns`` holds what the kernel of portfolios says of a batch against the native engine, company by company: every
outcome, verdict, leaning, action and degree. ``engines`` holds durable-rules and the written semantics against the
native engine, outcome by outcome, on what is stated and on what is presumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs
import numpy as np

import channelrules as cr
from channelrules.errors import EngineError
from channelrules.inference import durable_adapter as durable
from channelrules.inference.case import Case
from channelrules.inference.judging import judge
from channelrules.inference.outcomes import settled
from channelrules.knowledge.rule import Rule
from channelrules.portfolio.batch import Taken
from channelrules.portfolio.judge import NONE, OUTCOMES, Judged
from tests.fixtures.house_laws import written
from tests.soak.lots import Lot

__all__ = ["Difference", "against_columns", "against_engines", "cases"]

_VERDICTS: Final = {each: place for place, each in enumerate(cr.Verdict)}
_COMPANY: Final = {each: 1 << place for place, each in enumerate(cr.CompanyVerdict)}
_SAID: Final = {True: 1, None: 2, False: 0}
_FIRES, _PRESUMED, _WAIVED, _OPEN = (1 + place for place in range(len(OUTCOMES)))
_NUMBERS: Final = ("degree", "pace", "growth")


@attrs.frozen
class Difference:
    """Where two sides say other things.

    Attributes:
        place: of the company in its batch.
        what: what is another, with both sides.
    """

    place: int
    what: str


def cases(lot: Lot, profiles: Sequence[cr.Profile]) -> list[Case]:
    """Return the profiles judged by the native engine, as a lot says."""
    compiled, day, numbers = lot.compiled, lot.as_of, lot.parameters
    return [judge(compiled, each, lot.edition, day or each.as_of, numbers, presume=lot.presume) for each in profiles]


# --- columns ---


def against_columns(made: Sequence[Case], taken: Taken, judged: Judged, *, other: bool) -> Iterator[Difference]:
    """Yield each company of which columns say anything else than the native engine.

    Args:
        made: the cases of the companies, in order.
        taken: the batch, which has refused none of them.
        judged: what columns say.
        other: whether verdicts by the other edition are looked at too, which takes as long again.
    """
    yield from (Difference(place, f"refused: {why}") for place, why in taken.rejected)
    if taken.rejected:
        return
    expected = _Expected.of(made, other=other)
    for name, wanted in expected.of_companies.items():
        found = np.asarray(getattr(judged, name))
        yield from _unlike(name, found, wanted, range(len(made)))
    for name, wanted in expected.of_channels.items():
        found = np.asarray(getattr(judged, name))
        yield from _unlike(name, found, wanted, judged.owner)


def _unlike(name: str, found: Any, wanted: Any, owner: Any) -> Iterator[Difference]:
    if found.shape != wanted.shape:
        yield Difference(0, f"{name}: {found.shape} values, {wanted.shape} are expected")
        return
    unlike = found != wanted
    if found.dtype.kind == "f":
        unlike &= ~(np.isnan(found) & np.isnan(wanted))
    for at in np.argwhere(unlike):
        place = tuple(at)
        yield Difference(
            int(owner[at[-1]]), f"{name}{[int(each) for each in at]}: columns {found[place]}, native {wanted[place]}"
        )


@attrs.frozen
class _Expected:
    """What the native engine says, in the form of `Judged`."""

    of_companies: Mapping[str, Any]
    of_channels: Mapping[str, Any]

    @classmethod
    def of(cls, made: Sequence[Case], *, other: bool) -> _Expected:
        company: list[tuple[int, int, int]] = []
        channel: list[tuple[int, ...]] = []
        numbers: list[Sequence[Any]] = []
        own, each_said, under_own, under_each = bytearray(), bytearray(), bytearray(), bytearray()
        lifted: list[tuple[int, int | None, frozenset[str]]] = []
        said = _SAID.__getitem__
        at = 0
        for place, case in enumerate(made):
            filled = case.filled
            held, could = case.verdicts.company()
            company.append((_bits(held), _bits(could), _bits(case.company_leaning())))
            own += bytes(map(said, case.outcomes.company))
            under_own += bytes(map(said, filled.outcomes.company))
            elsewhere = _elsewhere(case) if other else ()
            if case.profile.waivers:
                lifted.append((place, None, case.verdicts.lifted(None)))
            for position in range(len(case.profile.channels)):
                each_said += bytes(map(said, case.outcomes.channels[position]))
                under_each += bytes(map(said, filled.outcomes.channels[position]))
                row = _channel(case, filled, position)
                channel.append((*row, _other(elsewhere[position], row)) if other else row)
                numbers.append(_degree(case, position))
                if case.profile.waivers:
                    lifted.append((at, position, case.verdicts.lifted(position)))
                at += 1
        rules = made[0].rules
        codes = {
            "of_companies": _codes(rules.company, own, under_own, [(row, by) for row, it, by in lifted if it is None]),
            "of_channels": _codes(
                rules.channel, each_said, under_each, [(row, by) for row, it, by in lifted if it is not None]
            ),
        }
        names = ("verdict", "possible", "leaning", "actions", "other")[: 5 if other else 4]
        told = np.array(channel, dtype=np.int64).reshape(len(channel), len(names))
        degrees = np.array(numbers, dtype=np.float64).reshape(len(numbers), len(_NUMBERS))
        return cls(
            {
                **dict(zip(("held", "could", "leans"), np.array(company, dtype=np.int64).T, strict=True)),
                "of_companies": codes["of_companies"],
            },
            {
                **dict(zip(names, told.T, strict=True)),
                **dict(zip(_NUMBERS, degrees.T, strict=True)),
                "of_channels": codes["of_channels"],
            },
        )


def _bits(verdicts: Sequence[cr.CompanyVerdict]) -> int:
    return sum(map(_COMPANY.__getitem__, verdicts))


def _channel(case: Case, filled: Case, position: int) -> tuple[int, ...]:
    """Return verdict, possible verdicts, leaning and actions as `Judged` has them."""
    possible, _ = case.verdicts.channel(position)
    then, default = filled.verdicts.channel(position)
    leaning, verdict = settled(then), settled(possible)
    outcomes, lifted = filled.outcomes.channels[position], case.verdicts.lifted(position)
    fired = [rule for rule, said in zip(case.rules.channel, outcomes, strict=True) if said and rule.id not in lifted]
    order = case.knowledge.actions
    actions = case.compiled.table.actions(leaning, default, fired, order)
    unsure = len(possible) > 1 and leaning in {cr.Verdict.WHIM, cr.Verdict.UNDETERMINED}
    if unsure:
        actions = tuple(each for each in actions if each not in {"ask", "park", "close"})
    bits = sum(2 << order.index(each) for each in actions) | unsure
    return (
        _VERDICTS[verdict],
        sum(1 << _VERDICTS[each] for each in possible),
        NONE if leaning is verdict else _VERDICTS[leaning],
        bits,
    )


def _elsewhere(case: Case) -> list[cr.Verdict]:
    """Return what each channel leans to by the other edition."""
    there = case.variant(edition=case.edition.other).filled
    return [settled(there.verdicts.channel(position)[0]) for position in range(len(case.profile.channels))]


def _other(elsewhere: cr.Verdict, row: tuple[int, ...]) -> int:
    verdict, _, leaning, _ = row
    here = verdict if leaning == NONE else leaning
    return NONE if _VERDICTS[elsewhere] == here else _VERDICTS[elsewhere]


def _degree(case: Case, position: int) -> Sequence[Any]:
    place, row = case.rules.layout.place, case.rows.channels[position]
    names = ("channel.degree", "channel.pace_kept", "channel.growth_kept")
    return [np.nan if name not in place or row[place[name]] is None else row[place[name]] for name in names]


def _codes(
    rules: Sequence[Rule], said: bytearray, under: bytearray, lifted: Sequence[tuple[int, frozenset[str]]]
) -> Any:
    """Return what the rules that make findings say, a row for each, in the codes of `Judged`."""
    stated, then = (np.frombuffer(each, np.uint8).reshape(-1, len(rules)) for each in (said, under))
    codes = np.where(stated == 1, _FIRES, np.where(stated == 2, np.where(then == 1, _PRESUMED, _OPEN), 0))
    places = {rule.id: place for place, rule in enumerate(rules)}
    for row, by in lifted:
        for rule in by & places.keys():
            at = row, places[rule]
            if codes[at] in {_FIRES, _PRESUMED}:
                codes[at] = _WAIVED
    finding = [place for place, rule in enumerate(rules) if rule.kind != "definition"]
    return codes.T[finding].astype(np.uint8)


# --- engines ---


def against_engines(made: Sequence[Case]) -> Iterator[Difference]:
    """Yield each company of which durable-rules or the written semantics say anything else than the native engine."""
    for place, case in enumerate(made):
        seen = [("stated", case)]
        if case.filled is not case:
            seen.append(("presumed", case.filled))
        for name, each in seen:
            if durable.available():
                try:
                    found = case.compiled.engine("durable").outcomes(each.rows, each.parameters)
                except EngineError as error:
                    yield Difference(place, f"durable, {name}: {error}")
                    continue
                if found != each.outcomes:
                    yield Difference(place, f"durable, {name}: {_first(each, found)}")
        said = written(case)
        mine = dict(_by_rule(case))
        if said != mine:
            unlike = sorted(key for key in {*said, *mine} if said.get(key) is not mine.get(key))
            yield Difference(place, f"written semantics: {[(key, said.get(key), mine.get(key)) for key in unlike[:5]]}")


def _by_rule(case: Case) -> Iterator[tuple[tuple[str, int | None], bool | None]]:
    for at in (None, *range(len(case.profile.channels))):
        yield from (((rule.id, at), said) for rule, said in case.outcomes_at(at))


def _first(case: Case, found: Any) -> str:
    for at, theirs in ((None, found.company), *enumerate(found.channels)):
        for (rule, mine), said in zip(case.outcomes_at(at), theirs, strict=True):
            if mine is not said:
                return f"{rule.id} of channel {at}: {said}, native {mine}"
    return "rows of another length"
