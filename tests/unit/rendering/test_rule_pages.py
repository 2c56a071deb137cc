"""A page for each rule: what, why, the condition in words and as written, numbers, examples, texts."""

from __future__ import annotations

from pathlib import Path

import pytest

import channelrules as cr
from channelrules.rendering.network_page import network_page
from channelrules.rendering.rule_pages import presumptions_page, rule_page, write_rule_pages
from channelrules.rendering.samples import of_any_company
from tests.conftest import ROOT
from tests.fixtures.command import run

BOOK = cr.load_rules()
BESIDE = {"index", "statements", "networks", "parameters", "measures", "presumptions", "verdicts"}


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_a_page_says_everything(rule: cr.Rule) -> None:
    page = rule_page(BOOK, rule)
    assert page.startswith(f"# {rule.title}\n")
    for cited in rule.cites:
        assert BOOK.statements[cited].statement in page
    for example in BOOK.examples(rule):
        assert example.name in page
    for language, text in rule.texts.items():
        words = BOOK.knowledge.language(language)
        assert text.title in page
        assert text.remedy is None or of_any_company(text.remedy, words, BOOK.knowledge.vocabulary) in page
    assert "".join(rule.when.split()) in "".join(page.split())
    assert "None" not in page


def test_a_condition_in_words() -> None:
    page = rule_page(BOOK, BOOK.rule("single-administrator"))
    status = BOOK.knowledge.vocabulary["channel.status"].meaning
    assert f"  * *{status}* is “active” or “dormant”\n" in page
    assert "is less than *administrators below which access hangs on one person*" in page


def test_presumptions_are_told_beside_the_rules() -> None:
    """On the page of a rule those that bear on it, and all of them with their reasons on a page of their own."""
    rule = BOOK.rule("single-administrator")
    page = rule_page(BOOK, rule)
    under = BOOK.presumptions_under(rule)
    assert under
    assert all(f"[`{each.id}`](presumptions.md#" in page and each.why in page for each in under)
    every = presumptions_page(BOOK)
    words = BOOK.knowledge.language("en")
    for each in BOOK.presumptions.values():
        assert f"## `{each.fact}`" in every
        assert of_any_company(each.says, words, BOOK.knowledge.vocabulary, within=True) in every
    assert f"[{rule.title}]({rule.id}.md)" in every


def test_pages_are_written_once(tmp_path: Path) -> None:
    written = write_rule_pages(BOOK, tmp_path)
    assert {each.stem for each in written} - set(BOOK.rules) == BESIDE
    before = {each: each.stat().st_mtime_ns for each in written}
    assert {each: each.stat().st_mtime_ns for each in write_rule_pages(BOOK, tmp_path)} == before
    index = (tmp_path / "index.md").read_text(encoding="utf-8")
    assert all(f"({rule}.md)" in index for rule in BOOK.rules)
    assert "(networks.md)" in index


def test_the_page_of_networks() -> None:
    """Every network with its names and every fact with its source, and which rules read what."""
    page = network_page(BOOK)
    for network in BOOK.networks.values():
        assert f"### {network.name}\n\n`{network.id}`" in page
        for facts in network.facts.values():
            for fact in (each for several in facts.values() for each in several):
                assert fact.told() in page
    assert "| `advertising` | whether it sells advertising; shown, no rule reads it | nothing: it is shown |" in page
    assert "[no-account-for-companies](no-account-for-companies.md)" in page
    assert "hardly seen; 0 where none is known | `channel.pace_wanted` |" in page
    assert "| `business_account` | offered (from 2022-03-01) | today |" in page
    assert "None" not in page


def test_the_command(tmp_path: Path) -> None:
    ran = run(ROOT, "rules", "pages", str(tmp_path / "pages"))
    assert ran.stdout.startswith(f"pages: {len(BOOK.rules) + len(BESIDE)} in ")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    ran = run(ROOT, "rules", "pages", str(tmp_path / "file"))
    assert ran.returncode == 2
    assert "cannot be written" in ran.stderr
