"""Presumptions of every form in columns: what the built-in ones do not show as well."""

from __future__ import annotations

import datetime
import math

import attrs
import numpy as np
import pyarrow as pa
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.decision.rulebook import Rulebook, compiled_of
from channelrules.facts.vocabulary import FACTS
from channelrules.inference.judging import judge
from channelrules.knowledge.presumption import Presumption
from channelrules.knowledge.presumptions_loader import spec_of
from channelrules.language.columns.program import Program
from channelrules.language.nodes import Expression, Literal, Name, Value
from channelrules.language.parser import parse
from channelrules.language.types import Kind
from channelrules.portfolio.batch import take
from channelrules.portfolio.judge import Kernel
from channelrules.portfolio.plan import Variant
from channelrules.portfolio.wanted import Wanted
from tests.fixtures.companies import batches
from tests.fixtures.portfolios import agree, profiles_of

BOOK = cr.load_rules()
TABLE = pa.Table.from_batches(batches(300, seed=51, missing=0.4, rare=0.1))
GIVEN = list(profiles_of(TABLE))
EPOCH = datetime.date(1970, 1, 1)


@attrs.frozen
class Taken:
    """One presumption of a test: a literal, an expression, or a name whose unit is another."""

    value: Value = ""
    value_of: str = ""
    of: str = ""
    where: str = ""
    unless: str = ""


FORMS: dict[str, tuple[str, list[Taken]]] = {
    "a number out of range, then one in range": (
        "channel.hours_per_week",
        [
            Taken(value_of="company.hours_per_week - company.video_hours_per_week"),
            Taken(2.5, where='channel.status == "active"'),
        ],
    ),
    "a number that is not whole, then one that nobody states, then one": (
        "channel.administrators",
        [
            Taken(of="company.hours_per_week"),
            Taken(of="channel.posts_postponed", unless="channel.posts_postponed > 3"),
            Taken(1, unless='channel.run_by == "agency"'),
        ],
    ),
    "a number that would contradict what is stated": (
        "channel.original_posts_per_month",
        [Taken(value_of="channel.posts_planned_per_month"), Taken(0, where="channel.posts_planned_per_month > 4")],
    ),
    "a date, where it does not come before another": (
        "plan.ends_on",
        [Taken(value_of="plan.written_on"), Taken(value_of="profile.as_of", unless="plan.in_force")],
    ),
    "a date of a plan that is stated to be there": (
        "editorial.renewed_on",
        [Taken(value_of="channel.last_post_on", where='channel.role == "asset"')],
    ),
    "a word by what the network is today": (
        "channel.role",
        [
            Taken("support", where='network.designed_for == "consumers"'),
            Taken("asset", unless="channel.days_silent > 30"),
        ],
    ),
    "a word that would contradict what is stated": (
        "channel.stands_for",
        [Taken("person", where="channel.has_benefit"), Taken("company")],
    ),
    "a set, and another": (
        "company.formats",
        [Taken(("text", "video"), where="company.hours_per_week > 8"), Taken((), unless='company.size == "small"')],
    ),
    "yes or no as an expression that can be unknown": (
        "channel.company_is_admin",
        [
            Taken(value_of="channel.hours_per_week > company.video_hours_per_week"),
            Taken(value=True, where="plan.exists"),
        ],
    ),
    "yes, then no": (
        "channel.has_benefit",
        [Taken(value=True, where="channel.brings_money"), Taken(value=False)],
    ),
    "a fact that follows from others": (
        "plan.in_force",
        [Taken(value=False, where='company.size == "micro"'), Taken(value_of="company.has_video_hours")],
    ),
}


def book_with(fact: str, forms: list[Taken]) -> Rulebook:
    """The built-in rulebook with one fact's presumptions replaced."""
    knowledge = BOOK.knowledge
    vocabulary = knowledge.vocabulary
    made = []
    for order, each in enumerate(forms, 1):
        value: Expression = Name(each.of) if each.of else Literal(each.value)
        if each.value_of:
            value = parse(each.value_of, vocabulary, vocabulary[fact].type)
        where, unless = (parse(given, vocabulary) if given else None for given in (each.where, each.unless))
        made.append(
            Presumption(fact=fact, order=order, spec=spec_of(FACTS[fact]), value=value, where=where, unless=unless)
        )
    kept = [each for each in knowledge.presumptions if each.fact != fact]
    return Rulebook(attrs.evolve(knowledge, presumptions=(*kept, *made)))


@pytest.mark.parametrize("edition", list(cr.Edition))
@pytest.mark.parametrize(("fact", "forms"), FORMS.values(), ids=FORMS)
def test_a_fact_is_presumed_in_columns_as_in_rows(fact: str, forms: list[Taken], edition: cr.Edition) -> None:
    """The value itself at every company or channel, whichever edition is judged, and not the same everywhere."""
    compiled = compiled_of(book_with(fact, forms))
    kernel = Kernel(compiled, edition)
    taken = take(Wanted(kernel, None, {}), TABLE.combine_chunks().to_batches()[0])
    judgement = kernel.judgement(Variant())
    level = judgement.level(fact)
    found = Program.of(judgement.shape, {fact: (Name(f"{fact}?"), level)}).run(taken.batch.columns)[fact]
    stated, wanted = [], []
    for _, profile in GIVEN:
        case = judge(compiled, profile, edition, profile.as_of)
        for place in [None] if level == "company" else range(len(profile.channels)):
            stated.append(case.facts(place).values[fact])
            value = case.filled.facts(place).values[fact]
            wanted.append(tuple(sorted(value)) if isinstance(value, tuple) else value)
    assert plain(found, len(wanted), compiled.knowledge.vocabulary[fact].type.kind, kernel) == wanted
    filled = {(one, other) for one, other in zip(stated, wanted, strict=True) if one is None}
    assert len(filled) > 1


def plain(found: object, size: int, kind: Kind, kernel: Kernel) -> list[object]:
    """Columns as the values that rows have."""
    if isinstance(found, tuple):
        true, false = (np.broadcast_to(each, size) for each in found)
        return [True if one else False if other else None for one, other in zip(true, false, strict=True)]
    values = np.asarray(found).tolist()
    if kind is Kind.DATE:
        return [None if math.isnan(each) else EPOCH + datetime.timedelta(days=each) for each in values]
    if kind is Kind.NUMBER:
        return [None if math.isnan(each) else each for each in values]
    words, members = kernel.lexicon.words, kernel.lexicon.members
    if kind is Kind.SET:
        return [
            None if each < 0 else tuple(sorted(word for place, word in enumerate(members) if each >> place & 1))
            for each in values
        ]
    return [None if each < 0 else words[each] for each in values]


@pytest.mark.parametrize("edition", list(cr.Edition))
def test_all_of_them_together(edition: cr.Edition) -> None:
    """Verdicts, leanings, findings and actions under presumptions of every form."""
    book = BOOK
    for fact, forms in FORMS.values():
        book = Rulebook(
            attrs.evolve(
                book.knowledge,
                presumptions=(
                    *(each for each in book.knowledge.presumptions if each.fact != fact),
                    *(each for each in book_with(fact, forms).knowledge.presumptions if each.fact == fact),
                ),
            )
        )
    found = portfolio.assess(TABLE, rulebook=book, edition=edition)
    agree(book, found, GIVEN, edition=edition)
    assert found.tally.leanings


def test_without_presumptions_of_its_own_a_rulebook_presumes_nothing() -> None:
    """A rulebook without any answers what is certain, and computes nothing twice."""
    bare = Rulebook(attrs.evolve(BOOK.knowledge, presumptions=()))
    found = portfolio.assess(TABLE, rulebook=bare)
    certain = portfolio.assess(TABLE, rulebook=BOOK, presume=False)
    assert found.verdicts.equals(certain.verdicts)
    assert found.findings.equals(certain.findings)
    assert not any(found.tally.leanings.values())
    sources = [
        Kernel(compiled_of(book), presume=presume).judgement(Variant()).program.source
        for book, presume in ((bare, True), (BOOK, False))
    ]
    assert sources[0] == sources[1]
