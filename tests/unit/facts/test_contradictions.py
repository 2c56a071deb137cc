"""Contradictions are declared once: the classes refuse what is declared, and nothing that is not; so do tables."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import channelrules as cr
from channelrules import portfolio
from channelrules.facts.contradictions import Contradiction, every_contradiction
from channelrules.language.semantics import Facts, evaluate

DAYS = (None, datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
VALUES: dict[str, tuple[Any, ...]] = {
    "channel.stands_for": (None, "person", "company"),
    "channel.fronted_by": (None, "company", "owner", "employee"),
    "channel.company_is_admin": (None, True, False),
    "channel.administrators": (None, 0, 1),
    "channel.original_posts_per_month": (None, 0, 2, 3),
    "channel.posts_published_per_month": (None, 0, 2),
    "channel.rests_from": DAYS,
    "channel.rests_until": DAYS,
    "plan.starts_on": DAYS,
    "plan.ends_on": DAYS,
}


def settings(contradiction: Contradiction) -> Iterator[dict[str, Any]]:
    """Yield what can be said of the facts of a contradiction."""
    names = sorted(contradiction.names)
    for values in itertools.product(*(VALUES[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def row(said: dict[str, Any], key: str = "a") -> dict[str, Any]:
    """Return a row of a table in which the facts are said."""
    facts: dict[str, dict[str, Any]] = {"channel": {}, "plan": {}}
    for name, value in said.items():
        scope, _, attribute = name.partition(".")
        facts[scope][attribute] = value
    channel = {"id": "fb", "network": "facebook", "status": "active", **facts["channel"]}
    return {"company": key, "as_of": DAYS[1], "channels": [channel], "communication_plan": facts["plan"] or None}


@pytest.mark.parametrize("contradiction", every_contradiction(), ids=lambda each: each.when)
def test_classes_and_tables_refuse_what_is_declared(contradiction: Contradiction) -> None:
    """Of all that can be said of its facts, what the condition surely holds of, and nothing else."""
    every = list(settings(contradiction))
    wrong = [evaluate(contradiction.node, Facts(said, {})) is True for said in every]
    assert 0 < sum(wrong) < len(every)
    refused = []
    for said in every:
        given = row(said)
        try:
            cr.Channel(**given["channels"][0])
            cr.CommunicationPlan(**given["communication_plan"] or {})
        except cr.ProfileError:
            refused.append(True)
        else:
            refused.append(False)
    assert refused == wrong
    table = pa.Table.from_pylist([row(said, f"k{n}") for n, said in enumerate(every)], schema=portfolio.schema())
    found = portfolio.assess(table, workers=1, presume=False)
    assert found.rejected.column("row").to_pylist() == [place for place, each in enumerate(wrong) if each]
    # Each for its own reason, not because nobody knows why.
    assert not any("as its column has it" in why for why in found.rejected.column("reason").to_pylist())
