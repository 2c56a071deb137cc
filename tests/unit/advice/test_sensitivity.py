"""Our own numbers on which a verdict hangs."""

from __future__ import annotations

from pathlib import Path

import channelrules as cr

book = cr.load_rules()
TRATTORIA = Path("docs/examples/trattoria.toml")


def test_numbers_tip_without_presumptions_too(root: Path) -> None:
    """Where nothing is presumed, the values at which conditions tip are those of what is stated."""
    tips = book.assess(book.read_profile(root / TRATTORIA), engine="native", presume=False).sensitivity()
    assert tips
    assert all(tip.certain for tip in tips)
