"""The law of houses: whatever a house says, every evaluator says what is written, and nothing raises.

300 houses here; ``python -m tests.soak_houses`` draws as many as one likes.
"""

from __future__ import annotations

from tests.fixtures.house_laws import batch


def test_whatever_a_house_says_is_said_by_all() -> None:
    """Native, durable and columns agree with the written semantics; questions, changes, why and mutants stand."""
    tally = batch(0, 300)
    assert tally.houses >= 270, "what the loader refuses proves nothing"
    assert min(tally.expressions, tally.profiles, tally.outcomes, tally.mutants) > tally.houses
