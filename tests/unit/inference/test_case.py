"""A case and what it was made of."""

from __future__ import annotations

from pathlib import Path

import attrs

import channelrules as cr

book = cr.load_rules()


def test_a_case_is_what_it_was_once_nothing_is_presumed(root: Path) -> None:
    """Its rows and outcomes are worked out again where the case that it came from is not at hand."""
    case = book.assess(book.read_profile(root / "docs/examples/trattoria.toml"), engine="native")._case
    stated = attrs.evolve(case.filled).stated
    assert stated.presumed is None
    assert (stated.rows, stated.outcomes) == (case.rows, case.outcomes)


def test_facts_of_networks_bear_on_a_verdict_through_rules_with_an_effect() -> None:
    """The verdict table itself reads fewer of them: formats count because a rule about them has an effect."""
    assert {"native_formats", "main_format", "business_on_personal_profile"} <= set(
        book._compiled.bearing_network_facts
    )
