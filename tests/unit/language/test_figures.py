"""What the table says of figures over lists is what they do."""

from __future__ import annotations

from itertools import combinations

import pytest

from channelrules.language.figures import FIGURES
from channelrules.language.parser import infer
from channelrules.language.semantics import Facts, evaluate
from tests.fixtures.evaluators import VOCABULARY

NUMBERS = (0, 1, 3)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_grows_as_it_says(name: str) -> None:
    """With another member, of numbers that are not below zero: it rises, it falls, or that depends."""
    figure = FIGURES[name]
    over = "channel.items.v" if figure.of_numbers else "channel.items"
    node, _ = infer(f"{name}({over}{', v > 0' if figure.needs_condition else ''})", VOCABULARY)
    steps: set[int] = set()
    for size in range(1, len(NUMBERS)):
        for fewer in combinations(NUMBERS, size):
            for another in NUMBERS:
                one, more = (
                    evaluate(node, Facts({}, {"channel.items": [{"v": each} for each in members]}))
                    for members in (fewer, (*fewer, another))
                )
                assert isinstance(one, int | float)
                assert isinstance(more, int | float)
                steps.add((more > one) - (more < one))
    if figure.grows:
        assert -figure.grows not in steps
        assert figure.grows in steps
    else:
        assert steps - {0}
