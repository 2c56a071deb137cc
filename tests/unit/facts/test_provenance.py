"""How facts are known: told where the facts are, and deciding nothing."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

import channelrules as cr
from channelrules.facts.provenance import how_known

DAY = datetime.date(2026, 11, 3)
KNOWN = [
    {"fact": "channel[fb].account", "how": "estimated", "by": "the owner"},
    {"fact": "channel[fb].followers", "how": "file", "file": "export.csv", "rows": "2-61", "read_on": "2026-11-03"},
    {"fact": "channel[fb].controlled_by", "how": "said"},
    {"fact": "company", "how": "seen", "read_on": "2026-11-02"},
]


def profile(*known: dict[str, Any]) -> cr.Profile:
    return cr.parse_profile(
        {
            "format": 1,
            "as_of": "2026-11-03",
            "company": {"name": "Example", "formats": ["text"]},
            "channel": [
                {
                    "id": "fb",
                    "network": "facebook",
                    "status": "active",
                    "account": "personal_profile",
                    "stands_for": "company",
                    "controlled_by": "employee",
                    "role": "asset",
                    "followers": [{"on": "2026-05-01", "count": 400}, {"on": "2026-11-01", "count": 300}],
                    "editorial_plan": {"renewed_on": "2026-01-03"},
                }
            ],
            "provenance": list(known),
        }
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"how": "estimated", "by": "the owner"}, "estimated by the owner"),
        ({"how": "said"}, "said"),
        ({"how": "seen", "read_on": DAY}, "seen, 2026-11-03"),
        (
            {"how": "file", "file": "export.csv", "rows": "2-61", "read_on": DAY},
            "from export.csv, rows 2 to 61, read on 2026-11-03",
        ),
        (
            {"how": "file", "file": "a.xlsx", "sheet": "May", "by": "Anna"},
            "from a.xlsx, sheet May, read by Anna",
        ),
        ({"how": "file"}, "from a file"),
    ],
)
def test_it_is_told_in_a_line(book: cr.Rulebook, given: dict[str, Any], words: str) -> None:
    """Who or what says it, and when."""
    assert cr.Provenance(path="company.size", **given).told(book.knowledge.language("en").say) == words


def test_it_is_told_in_every_language(book: cr.Rulebook) -> None:
    """With days and particles as the language has them."""
    known = cr.Provenance(path="company.size", how="file", file="a.csv", rows="2-61, 70", by="Anna", read_on=DAY)
    said = {lang: book.knowledge.language(lang) for lang in ("en", "it", "ko")}
    assert {lang: known.told(words.say, words.date) for lang, words in said.items()} == {
        "en": "from a.csv, rows 2 to 61, 70, read on November 3, 2026 by Anna",
        "it": "dal file a.csv, righe da 2 a 61, 70, letto il 3 novembre 2026 (Anna)",
        "ko": "파일 a.csv, 2~61, 70행, 2026년 11월 3일 Anna이(가) 확인",
    }
    by = cr.Provenance(path="company.size", how="estimated", by="대표")
    assert by.told(said["ko"].say) == "대표가 추정"


def test_a_fact_without_its_own_has_that_of_its_table(book: cr.Rulebook) -> None:
    """The nearest counts, and several are told one after the other."""
    known = [
        cr.Provenance(path="channel[a.b]", how="seen"),
        cr.Provenance(path="channel[a.b].editorial_plan", how="said"),
        cr.Provenance(path="channel[a.b].editorial_plan", how="file", file="plan.xlsx"),
    ]
    say = book.knowledge.language("en").say
    assert how_known(known, "channel[a.b].editorial_plan.renewed_on", say) == "said; from plan.xlsx"
    assert how_known(known, "channel[a.b].account", say) == "seen"
    assert how_known(known, "channel[a].account", say) == ""
    assert how_known(known, "company.size", say) == ""


def test_it_is_shown_wherever_the_fact_is(book: cr.Rulebook) -> None:
    """In the evidence of findings, in JSON, in explanations as data and as text."""
    decision = book.assess(profile(*KNOWN))
    told = decision.to_dict()
    because = [each for finding in told["channels"][0]["findings"] for each in finding["because"]]
    sources = {each["name"]: each["source"] for each in because}
    assert sources["channel.account"] == "profile, estimated by the owner"
    assert sources["channel.company_is_admin"] == "profile, said"
    assert sources["channel.status"] == "profile"
    explained = decision.explain("fb", "audience-shrinking")
    lists = {each.name: each.source for each in explained.walk() if each.kind == "list"}
    assert lists["channel.followers"] == "profile, from export.csv, rows 2 to 61, read on 2026-11-03"
    whole = cr.render_advice(decision.explain("fb", "company-as-personal-profile"), decision, width=200)
    assert "[channel[fb].account: estimated by the owner]" in whole


def test_it_decides_nothing(book: cr.Rulebook) -> None:
    """With it and without it the same is found, asked and advised."""
    known, plain = profile(*KNOWN), profile()
    assert attrs.evolve(known, provenance=()) == plain
    outcomes = [
        [(each.rule.id, each.subject, each.outcome) for each in book.assess(one).findings] for one in (known, plain)
    ]
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("channel[fb].folowers", "Did you mean 'channel[fb].followers'?"),
        ("channel[tt].followers", "there is no channel 'tt'"),
        ("company.hours_per_weak", "Did you mean 'company.hours_per_week'?"),
        ("communication_plans", "Did you mean 'communication_plan'?"),
        ("channel[fb]account", "no profile has a place"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str, words: str) -> None:
    """With the path that was meant."""
    with pytest.raises(cr.Problems) as caught:
        profile({"fact": path, "how": "said"})
    assert "provenance[0].fact" in str(caught.value)
    assert words in str(caught.value)
