"""What must hold of a house, whatever it says: every evaluator gives the written semantics, and nothing raises."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import islice
from typing import Any, Final

import attrs
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

import channelrules as cr
from channelrules import portfolio
from channelrules.audit.mutate import mutants
from channelrules.audit.solver import Logic
from channelrules.decision.rulebook import Rulebook, compiled_of
from channelrules.errors import EngineError
from channelrules.facts.definitions import definitions
from channelrules.facts.measures import lists_of, order_of
from channelrules.facts.own import Declared
from channelrules.facts.places import Place
from channelrules.facts.spec import Spec, specification
from channelrules.facts.terms import ALWAYS_STATED, DERIVED, NETWORK_FACTS
from channelrules.inference import durable
from channelrules.judgement.case import Case
from channelrules.language.critical import critical
from channelrules.language.expression import Arithmetic, Days, Expression, lists_in, names_in, nodes
from channelrules.language.kleene import Facts, evaluate
from channelrules.language.parse import infer
from channelrules.language.types import Kind
from tests.houses import NETWORKS, House, houses

DAY: Final = datetime.date(2026, 11, 1)
_GUIDANCE: Final = cr.Edition.GUIDANCE
Outcomes = dict[tuple[str, int | None], bool | None]
Draw = Callable[[st.SearchStrategy[Any]], Any]

_NUMBERS: Final = (0, 1, 2, 3, 0.1, 0.2, 0.3, 2.5, 7, 1e-9, 999_999_999_999, 1e12, 16)
_TEXTS: Final = ("c0", "x y", "a  b#c", "it's", "c1", "none of them")
_DAYS: Final = (0, -1, 1, -31, -400, 60, 365, -62)
_CLASSES: Final = {
    "company": cr.Company,
    "plan": cr.CommunicationPlan,
    "channel": cr.Channel,
    "editorial": cr.EditorialPlan,
}


# --- profiles ---


def _value(draw: Draw, spec: Spec) -> Any:
    """A value that an attribute may hold, from few."""

    def pick(options: Sequence[Any]) -> Any:
        return options[draw(st.integers(0, len(options) - 1))]

    if spec.absent and draw(st.booleans()):
        return spec.absent
    match spec.type.kind:
        case Kind.YES_NO:
            return pick([True, False])
        case Kind.NUMBER:
            value = pick(_NUMBERS)
            value = -value if spec.low < 0 and draw(st.booleans()) else value
            return max(min(int(value) if spec.whole else value, spec.high), spec.low)
        case Kind.DATE:
            return DAY + datetime.timedelta(days=pick(_DAYS))
        case Kind.CHOICE:
            return pick(spec.type.options)
        case Kind.SET:
            return tuple(dict.fromkeys(pick(spec.type.options[:4] or _TEXTS) for _ in range(pick([0, 1, 2, 3]))))
        case _:
            return pick(_TEXTS)


def _filled(draw: Draw, cls: Any, wanted: frozenset[str], own: Mapping[str, Spec] | None = None, **given: Any) -> Any:
    """An instance with the attributes that a house looks at, most of them known."""
    fields = dict(given)
    for name, spec in specification(cls):
        if name in given:
            continue
        if spec.table is not None:
            if name == "followers" and "followers" in wanted:
                fields[name] = _members(draw, spec, distinct=True)
            elif spec.listed and name in wanted:
                fields[name] = _members(draw, spec)
        elif _is_required(cls, name) or (name in wanted and draw(st.integers(0, 4)) != 4):
            fields[name] = _value(draw, spec)
    if own:
        wanted_own = [(name, spec) for name, spec in own.items() if name in wanted and draw(st.integers(0, 4)) != 4]
        fields["own"] = {name: _value(draw, spec) for name, spec in wanted_own}
    keys = {spec.key or name: name for name, spec in specification(cls)}
    while True:
        # What contradicts itself is refused at the door: leave out what the message names.
        try:
            return cls(**fields)
        except cr.ProfileError as error:
            name = keys.get(error.path, error.path)
            fields.pop(name if name in fields else next(each for each in reversed(fields) if each not in given))


def _members(draw: Draw, spec: Spec, *, distinct: bool = False) -> Any:
    if draw(st.integers(0, 5)) == 5:
        return None
    made = []
    for number in range(draw(st.integers(0, 3))):
        names = frozenset(name for name, _ in specification(spec.table))  # type: ignore[arg-type]
        given: dict[str, Any] = {}
        if distinct:
            given = {"on": DAY + datetime.timedelta(days=30 * number - 60), "count": draw(st.integers(0, 9))}
        one = _filled(draw, spec.table, names, **given)
        if not distinct and hasattr(one, "id"):
            one = attrs.evolve(one, id=None if one.id is None else f"c{number}")
        made.append(one)
    return tuple(made)


def looked_at(book: Rulebook) -> dict[str, frozenset[str]]:
    """The attributes that a house looks at, by what has them."""
    compiled = compiled_of(book)
    nodes = [rule.node for rule in compiled.knowledge.active_rules]
    nodes += [row.node for row in compiled.knowledge.channel_verdicts]
    names = compiled.below(*nodes)
    found: dict[str, set[str]] = {holder: set() for holder in (*_CLASSES, "profile")}
    for name in names:
        known = compiled.knowledge.facts
        if name in known and name not in ALWAYS_STATED:
            place = known[name].place()
            found[place.holder].add(place.attribute)
    for node in (*nodes, *(compiled.definitions[name] for name in names if name in compiled.definitions)):
        for over in lists_in(node):
            holder, _, attribute = DERIVED.get(over, over).partition(".")
            if attribute:
                found[holder].add(attribute)
    if found["plan"]:
        found["profile"].add("communication_plan")
    if found["editorial"]:
        found["channel"].add("editorial_plan")
    return {holder: frozenset(each) for holder, each in found.items()}


def profile(draw: Draw, wanted: dict[str, frozenset[str]], own: Declared) -> cr.Profile:
    """A profile that states what a house looks at, some of it left out."""

    def plan(cls: Any, names: frozenset[str]) -> Any:
        declared = own.get("plan") if cls is cr.CommunicationPlan else None
        return (_filled(draw, cls, names, declared), None, "none")[draw(st.sampled_from([0, 0, 0, 1, 2]))]

    channels = []
    for number in range(draw(st.integers(0, 3))):
        given = {
            "id": f"c{number}",
            "network": NETWORKS[draw(st.integers(0, len(NETWORKS) - 1))],
            "status": ("active", "planned", "dormant", "parked", "closed")[draw(st.integers(0, 4))],
        }
        if "editorial_plan" in wanted["channel"]:
            given["editorial_plan"] = plan(cr.EditorialPlan, wanted["editorial"])
        channels.append(_filled(draw, cr.Channel, wanted["channel"], own.get("channel"), **given))
    return cr.Profile(
        as_of=DAY,
        company=_filled(draw, cr.Company, wanted["company"], own.get("company"), name="Example"),
        channels=tuple(channels),
        communication_plan=plan(cr.CommunicationPlan, wanted["plan"])
        if "communication_plan" in wanted["profile"]
        else None,
    )


def edges(case: Case) -> Iterator[cr.Profile]:
    """Profiles at the very values at which a condition tips, and beside them."""
    tried: set[tuple[Place, Any]] = set()
    for at, rule in _rules(case):
        for name in sorted(case.compiled.below(rule.node)):
            place = _movable(case, name, at)
            if place is None:
                continue
            own = case.positions[place.channel] if place.channel else None
            for point in sorted(critical(rule.node, case.varied(name, own), at))[:4]:
                for step in (0, 1, -1):
                    value = _as_stated(place, point + step)
                    if value is not None and (place, value) not in tried:
                        tried.add((place, value))
                        with suppress(cr.ProfileError):
                            yield place.put(case.profile, value)


def _movable(case: Case, name: str, at: int | None) -> Place | None:
    """The place of a number or a date that a profile states; of the first channel, for a rule of the company."""
    fact = case.knowledge.facts.get(name)
    if fact is None or not fact.attribute or fact.holder == "profile":
        return None
    of_channel = fact.holder in {"channel", "editorial"}
    if of_channel and at is None and not case.profile.channels:
        return None
    place = case.place_of(name, (at or 0) if of_channel else None)
    return place if place.spec.table is None and place.spec.type.kind in {Kind.NUMBER, Kind.DATE} else None


def _as_stated(place: Place, point: Fraction) -> Any:
    spec = place.spec
    if spec.type.kind is Kind.DATE:
        return datetime.date.fromordinal(int(point)) if 1 <= point <= datetime.date.max.toordinal() else None
    if not spec.low <= point <= spec.high:
        return None
    return int(point) if spec.whole else float(point)


def _rules(case: Case) -> list[tuple[int | None, cr.Rule]]:
    places: list[int | None] = [None, *range(len(case.profile.channels))]
    return [(at, rule) for at in places for rule, _ in case.outcomes_at(at)]


# --- the written semantics ---


def written(case: Case) -> Outcomes:
    """What the rules say of a profile by the written semantics, everything computed anew from the profile."""
    places: list[int | None] = [None, *range(len(case.profile.channels))]
    values = {at: _stated(case, at) for at in places}
    lists = {at: lists_of(case.profile, at) for at in places}
    defined = {name: measure.node for name, measure in case.knowledge.measures.items()} | dict(definitions())
    found: Outcomes = {}

    def seen(at: int | None) -> Facts:
        channels = tuple(Facts(values[each], lists[each]) for each in places[1:]) if at is None else None
        return Facts({**values[None], **values[at]}, lists[at], channels)

    def conclude(name: str, node: Expression, rule: str = "") -> None:
        of_channel = name.partition(".")[0] in {"channel", "editorial"}
        for at in places[1:] if of_channel else places[:1]:
            value = evaluate(node, seen(at))
            values[at][name] = value
            if rule:
                found[rule, at] = value  # type: ignore[assignment]

    needed = case.compiled.below(*(rule.node for rule in case.knowledge.active_rules))
    uses = {name: [each for each in names_in(node) if each in defined] for name, node in defined.items()}
    for name in order_of(uses, "measures"):
        if name in needed:
            conclude(name, defined[name])
    for rule in (*case.rules.company, *case.rules.channel):
        conclude(rule.concludes or f"{rule.scope}.", rule.node, rule.id)
    return found


def _stated(case: Case, at: int | None) -> dict[str, Any]:
    parameters = dict(zip(case.rules.layout.parameters, case.parameters, strict=True))
    holders: dict[str, Any] = {"profile": case.profile, "company": case.profile.company}
    holders["plan"] = case.profile.communication_plan
    if at is None:
        stated: dict[str, Any] = dict(parameters)
    else:
        channel = case.profile.channels[at]
        holders = {"channel": channel, "editorial": channel.editorial_plan}
        row = case.networks[at].row(case.edition, case.day)
        stated = {f"network.{name}": value for name, value in zip(NETWORK_FACTS, row, strict=True)}
    for name, fact in case.knowledge.facts.items():
        if fact.holder in holders and name in case.knowledge.own_facts:
            stated[name] = getattr(holders[fact.holder], "own", {}).get(fact.attribute)
        elif fact.holder in holders and fact.attribute:
            holder = holders[fact.holder]
            if fact.attribute == "exists":
                stated[name] = None if holder is None else holder != "none"
            else:
                stated[name] = None if holder is None or holder == "none" else getattr(holder, fact.attribute)
    return stated


# --- the laws ---


@attrs.define
class Tally:
    """How much was tried."""

    houses: int = 0
    refused: int = 0
    expressions: int = 0
    profiles: int = 0
    outcomes: int = 0
    mutants: int = 0
    logic: int = 0


@st.composite
def profiles_of(draw: Draw, book: Rulebook) -> tuple[cr.Profile, ...]:
    """Three profiles that state what a house looks at, and such as stand at the edges of its conditions."""
    wanted = looked_at(book)
    drawn = [profile(draw, wanted, book.knowledge.declared) for _ in range(3)]
    case = compiled_of(book).case(drawn[0], _GUIDANCE, DAY)
    return (*drawn, *islice(edges(case), 9))


def holds(house: House, data: st.DataObject, tally: Tally) -> None:
    """Every law of a house that the loader takes."""
    try:
        book = house.book()
    except cr.Problems:
        tally.refused += 1
        return
    tally.houses += 1
    tally.expressions += len(house.measures) + len(house.rules)
    note(str(house))
    drawn = data.draw(profiles_of(book))
    tally.profiles += len(drawn)
    tally.outcomes += engines_agree(book, drawn, (_GUIDANCE, cr.Edition.CURRENT)[tally.houses % 2])
    answers_stand(book, drawn[0])
    tally.mutants += mutants_stand(book, drawn[0])
    refines(data.draw(refinements(book, drawn[1])), book, drawn[1])
    between_tips(book, drawn[2])
    if tally.houses % 8 == 0:
        tally.logic += logic_is_sound(book, drawn)


def engines_agree(book: Rulebook, profiles: Sequence[cr.Profile], edition: cr.Edition = _GUIDANCE) -> int:
    """Native, durable and columns give the written semantics' outcomes; returns how many outcomes were compared."""
    compiled = compiled_of(book)
    expected: list[Outcomes] = []
    engines = ["native", *(["durable"] if durable.available() else [])]
    for one in profiles:
        case = compiled.case(one, edition, one.as_of)
        said = written(case)
        expected.append(said)
        for name in engines:
            try:
                found = compiled.engine(name).outcomes(case.rows, case.parameters)
            except EngineError as error:
                assert "too large" in str(error), error  # noqa: PT017 - a limit of one engine, told clearly
                continue
            assert _named(case, found) == said, name
    assert _columns(book, profiles, edition) == [
        {key: outcome for key, outcome in said.items() if outcome is not False} for said in expected
    ], "columns"
    return sum(map(len, expected))


def _named(case: Case, outcomes: Any) -> Outcomes:
    found: Outcomes = {(rule.id, None): said for rule, said in zip(case.rules.company, outcomes.company, strict=True)}
    for at, row in enumerate(outcomes.channels):
        found |= {(rule.id, at): said for rule, said in zip(case.rules.channel, row, strict=True)}
    return found


def _columns(book: Rulebook, profiles: Sequence[cr.Profile], edition: cr.Edition) -> list[Outcomes]:
    keys = [f"k{number}" for number in range(len(profiles))]
    found: dict[str, Outcomes] = {key: {} for key in keys}
    table = portfolio.table(profiles, keys, rulebook=book)
    result = portfolio.assess(table, rulebook=book, edition=edition, workers=1, presume=False)
    assert result.tally.judged == len(profiles), result.rejected.to_pylist()
    places = {
        key: {each.id: at for at, each in enumerate(one.channels)} for key, one in zip(keys, profiles, strict=True)
    }
    for row in result.findings.to_pylist():
        at = None if row["channel"] is None else places[row["company"]][row["channel"]]
        found[row["company"]][row["rule"], at] = {"fires": True, "open": None}[row["outcome"]]
    return list(found.values())


def answers_stand(book: Rulebook, one: cr.Profile) -> None:
    """Everything that can be asked of a decision is answered; what suffices for an outcome reproduces it."""
    decision = book.assess(one, engine="native")
    decision.to_dict()
    decision.render()
    for question in decision.questions:
        question.to_dict()
    for subject in (None, *(each.id for each in one.channels)):
        decision.explain(subject).to_dict()
        decision.changes(subject).to_dict()
        for tip in decision.sensitivity(subject):
            tip.to_dict()
    for finding in (*decision.company.findings, *(each for one in decision.channels for each in one.findings)):
        alone = Facts({each.name: each.value for each in finding.because})
        said = evaluate(finding.rule.node, alone)
        assert said is (None if finding.outcome is cr.Outcome.OPEN else True), finding.rule.id


def mutants_stand(book: Rulebook, one: cr.Profile) -> int:
    """Every mutant of a condition is an expression like any other; returns how many there are."""
    compiled = compiled_of(book)
    case = compiled.case(one, _GUIDANCE, one.as_of)
    vocabulary = compiled.knowledge.vocabulary
    made = 0
    nodes = [(rule.id, rule.node, rule.scope) for rule in compiled.knowledge.active_rules]
    for subject, node, scope in nodes:
        for mutant in list(mutants(subject, node, vocabulary))[:20]:
            assert infer(mutant.text, vocabulary)[0] == mutant.node, mutant.text
            for at in [None] if scope == "company" else range(len(one.channels)):
                evaluate(mutant.node, case.facts(at))
            made += 1
    return made


def batch(number: int, size: int, depth: int = 3) -> Tally:
    """Return what was tried in one batch of houses."""
    tally = Tally()

    @seed(number)
    @settings(max_examples=size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(house=houses(depth), data=st.data())
    def law(house: House, data: st.DataObject) -> None:
        holds(house, data, tally)

    with warnings.catch_warnings():
        # A house that fails is long to print before it is shrunk.
        warnings.simplefilter("ignore", HypothesisWarning)
        law()
    return tally


@st.composite
def refinements(draw: Draw, book: Rulebook, one: cr.Profile) -> cr.Profile | None:
    """A profile with one fact more, where one is missing."""
    wanted = looked_at(book)
    holders = [("company", ""), *(("channel", each.id) for each in one.channels)]
    holders += [("plan", "")] if isinstance(one.communication_plan, cr.CommunicationPlan) else []
    declared = book.knowledge.declared
    places = [
        Place(holder, name, channel, declared.get(holder, {}).get(name))
        for holder, channel in holders
        for name in sorted(wanted[holder])
    ]
    missing = [each for each in places if each.spec.table is None and each.value(one) is None]
    if not missing:
        return None
    place = missing[draw(st.integers(0, len(missing) - 1))]
    try:
        return place.put(one, _value(draw, place.spec))
    except cr.ProfileError:
        return None


def refines(more: cr.Profile | None, book: Rulebook, one: cr.Profile) -> None:
    """A fact more only closes what was open."""
    if more is not None:
        before, after = (written(compiled_of(book).case(each, _GUIDANCE, DAY)) for each in (one, more))
        assert {key: said for key, said in before.items() if said is not None}.items() <= after.items()


def logic_is_sound(book: Rulebook, profiles: Sequence[cr.Profile]) -> int:
    """What logic calls impossible happens to nobody; returns how many outcomes were held against it.

    Logic reasons over exact numbers, so that rules with arithmetic are left out: what it claims of them holds up
    to rounding.
    """
    compiled = compiled_of(book)
    logic, held = Logic(compiled), 0
    rules = {rule.id: rule for rule in compiled.knowledge.active_rules}
    seen = {key[0]: set[bool | None]() for one in profiles for key in written(compiled.case(one, _GUIDANCE, DAY))}
    for one in profiles:
        for (rule, _), said in written(compiled.case(one, _GUIDANCE, DAY)).items():
            seen[rule].add(said)
    for rule, outcomes in seen.items():
        names = compiled.below(rules[rule].node)
        below = [rules[rule].node, *(compiled.definitions[name] for name in names if name in compiled.definitions)]
        if any(isinstance(each, Arithmetic | Days) for node in below for each in nodes(node)):
            continue
        formula = logic.condition(rules[rule].node)
        for said in outcomes - {None}:
            held += 1
            assert logic.possible(formula if said else logic.negated(formula)) is not False, rule
    return held


def between_tips(book: Rulebook, one: cr.Profile) -> None:
    """Between two neighbouring critical values of a number or a date no outcome changes."""
    case = compiled_of(book).case(one, _GUIDANCE, one.as_of)
    for at, rule in _rules(case)[:3]:
        for name in sorted(case.compiled.below(rule.node)):
            known = case.knowledge.facts.get(name)
            if known is None or known.stated[0] not in {"company", "channel"}:
                continue
            place = known.place()
            if place.spec.type.kind is not Kind.NUMBER or place.spec.whole or name != place.name:
                continue
            own = at if place.holder == "channel" else None
            if own is None and place.holder == "channel":
                continue
            points = sorted({*critical(rule.node, case.varied(name, own), at), Fraction(place.spec.low)})
            for low, high in zip(points, [*points[1:], Fraction(place.spec.high)], strict=True):
                if low >= place.spec.low and high - low > (abs(high) + abs(low)) / 1000:
                    tried = [_supposed(case, name, own, float(low + (high - low) * share / 7)) for share in (2, 5)]
                    first, second = (written(each)[rule.id, at] for each in tried)
                    assert first is second, (rule.id, name, float(low), float(high))


def _supposed(case: Case, name: str, own: int | None, value: float) -> Case:
    place = case.knowledge.facts[name].place("" if own is None else case.profile.channels[own].id)
    return case.variant(place.put(case.profile, value, checked=False))


def _is_required(cls: type, name: str) -> bool:
    return getattr(attrs.fields(cls), name).default is attrs.NOTHING
