"""The law of portfolios: columns say of every company what `assess` says of it.

Every outcome, verdict, action and degree, in both editions, on companies of every kind: random profiles with
plans, exceptions and networks of their own, and 100,000 made-up companies.
"""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules import portfolio
from tests.benchmarks.companies import batches
from tests.portfolios import agree, profiles_of
from tests.strategies import profiles

BOOK = cr.load_rules()


@settings(max_examples=25)
@given(
    drawn=st.lists(profiles(), max_size=10),
    edition=st.sampled_from(list(cr.Edition)),
    as_of=st.sampled_from([None, datetime.date(2021, 5, 1), datetime.date(2026, 12, 1)]),
    size=st.sampled_from([1, 3, 100]),
)
def test_random_profiles_in_columns_are_judged_as_alone(
    drawn: list[cr.Profile], edition: cr.Edition, as_of: datetime.date | None, size: int
) -> None:
    """Whatever the size of a batch: no channels, the same network twice, nothing known, exceptions."""
    keyed = [(f"k{number}", profile) for number, profile in enumerate(drawn)]
    table = portfolio.table(drawn, [key for key, _ in keyed])
    found = portfolio.assess(table, rulebook=BOOK, edition=edition, as_of=as_of, size=size, workers=1)
    assert found.tally.judged == found.tally.companies == len(drawn)
    agree(BOOK, found, keyed, edition=edition, as_of=as_of)


@given(drawn=profiles())
def test_a_profile_goes_into_a_row_and_back(drawn: cr.Profile) -> None:
    """Nothing is lost but what a profile says twice."""
    ((key, back),) = profiles_of(portfolio.table([drawn], ["a"]))
    assert (key, back) == ("a", drawn)


@pytest.mark.parametrize("chunk", range(10))
def test_a_hundred_thousand_companies_are_judged_as_alone(chunk: int) -> None:
    """Ten thousand at a time; from nothing missing to four facts in ten, with rare parts and without."""
    options: dict[str, Any] = {"edition": list(cr.Edition)[chunk % 2]}
    if chunk == 3:
        options["parameters"] = {"pages_hard_limit": 2, "hours_per_short_video": 1.3}
    made = list(batches(10_000, 2_500, 77_000 + chunk * 10_000, missing=chunk * 0.045, rare=0.1 * (chunk % 3)))
    table = pa.Table.from_batches(made)
    found = portfolio.assess(table, rulebook=BOOK, size=4_000, workers=2, **options)
    assert (found.tally.companies, found.tally.judged) == (10_000, 10_000)
    agree(BOOK, found, list(profiles_of(table)), **options)
