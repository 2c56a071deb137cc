"""What keeps a condition open."""

from __future__ import annotations

import channelrules as cr
from channelrules.inference.unknowns import missing
from channelrules.language.parser import parse

book = cr.load_rules()
PROFILE = book.parse_profile(
    {
        "format": 1,
        "as_of": "2026-03-01",
        "company": {"name": "A bakery"},
        "channel": [
            {
                "id": "ig",
                "network": "instagram",
                "status": "active",
                "posts_planned_per_month": 4,
                "editorial_plan": {"entries": [{"on": "2026-03-04"}]},
            }
        ],
    }
)


def test_a_figure_over_entries_is_missing_only_what_is_unknown_in_it() -> None:
    """A fact that is stated is not asked for because it stands beside one that is not."""
    node = parse(
        "count(editorial.entries, channel.posts_planned_per_month > 2 and channel.posts_published_per_month > 2) > 0",
        book.knowledge.vocabulary,
        measure=True,
    )
    case = book.assess(PROFILE, engine="native", presume=False)._case
    assert missing(case, node, 0) == ("channel[ig].posts_published_per_month",)
