"""The law of portfolios: columns say of every company what `assess` says of it.

Every outcome, verdict, leaning, action and degree, in both editions, with presumptions and without, on companies of
every kind: random profiles with plans, exceptions and networks of their own, and made-up companies by the thousand
(``python -m tests.soak`` goes on with as many as one likes).
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import channelrules as cr
from channelrules import portfolio
from tests.fixtures.portfolios import Lot, agree, profiles_of
from tests.fixtures.strategies import profiles

BOOK = cr.load_rules()


@settings(max_examples=25)
@given(
    drawn=st.lists(profiles(), max_size=10),
    edition=st.sampled_from(list(cr.Edition)),
    as_of=st.sampled_from([None, datetime.date(2021, 5, 1), datetime.date(2026, 12, 1)]),
    size=st.sampled_from([1, 3, 100]),
    presume=st.booleans(),
)
def test_random_profiles_in_columns_are_judged_as_alone(
    drawn: list[cr.Profile], edition: cr.Edition, as_of: datetime.date | None, size: int, presume: bool
) -> None:
    """Whatever the size of a batch: no channels, the same network twice, nothing known, exceptions."""
    keyed = [(f"k{number}", profile) for number, profile in enumerate(drawn)]
    table = portfolio.table(drawn, [key for key, _ in keyed])
    options: dict[str, Any] = {"edition": edition, "as_of": as_of, "presume": presume}
    found = portfolio.assess(table, rulebook=BOOK, size=size, workers=1, **options)
    assert found.tally.judged == found.tally.companies == len(drawn)
    agree(BOOK, found, keyed, **options)


@given(drawn=profiles())
def test_a_profile_goes_into_a_row_and_back(drawn: cr.Profile) -> None:
    """Nothing is lost but what a profile says twice."""
    ((key, back),) = profiles_of(portfolio.table([drawn], ["a"]))
    assert (key, back) == ("a", drawn)


@pytest.mark.parametrize("number", range(20))
def test_made_up_companies_are_judged_as_alone(number: int) -> None:
    """From nothing missing to nine facts in ten, half of them with presumptions, with rare parts and without."""
    counts = Lot(number, 250).agree(BOOK)
    assert bool(counts["presumed"]) == bool(counts["leanings"]) == Lot(number, 250).options["presume"]
    assert counts["fires"] > 0
