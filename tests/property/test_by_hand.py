"""The rules say what a programmer would have written by hand, unknowns included."""

from __future__ import annotations

from hypothesis import given

import channelrules as cr
from channelrules.facts.vocabulary import NETWORK_FACTS
from tests.fixtures.by_hand import CHANNEL_RULES, judge
from tests.fixtures.strategies import profiles

BOOK = cr.load_rules()
NUMBERS = {name: parameter.value for name, parameter in BOOK.parameters.items()}


@given(profile=profiles())
def test_rules_are_what_one_would_write_by_hand(profile: cr.Profile) -> None:
    """Eighteen rules, two implementations, one answer."""
    case = BOOK.assess(profile, engine="native")._case
    networks = [
        dict(zip(NETWORK_FACTS, each.row(cr.Edition.GUIDANCE, profile.as_of), strict=True)) for each in case.networks
    ]
    place = {rule.id: position for position, rule in enumerate(case.rules.channel)}
    said = [tuple(outcomes[place[rule]] for rule in CHANNEL_RULES) for outcomes in case.outcomes.channels]
    assert said == judge(profile, networks, NUMBERS)
