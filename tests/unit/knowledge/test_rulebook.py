"""The built-in rulebook: examples, statements, and what a broken folder is told."""

from __future__ import annotations

import pickle
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules.inference import durable_adapter as durable
from channelrules.knowledge.loader import load_knowledge

BROKEN = tomllib.loads((Path(__file__).parents[2] / "broken" / "rules" / "all.toml").read_text(encoding="utf-8"))[
    "case"
]
BOOK = cr.load_rules()
ENGINES = ["native", *(["durable"] if durable.available() else [])]


def refused(folder: Path) -> str:
    with pytest.raises(cr.Problems) as caught:
        cr.load_rules(folder)
    return str(caught.value)


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path / "rules"))


def test_the_built_in_rules_pass_every_check(root: Path) -> None:
    """As a folder of anyone's, with every example read."""
    assert cr.load_rules(root / "rules").digest == BOOK.digest


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_broken_folders(folder: Path, case: dict[str, Any]) -> None:
    """Each folder is refused with the words that it expects; nothing is half loaded."""
    path = folder / case["file"]
    content = path.read_text(encoding="utf-8")
    assert case["find"] in content
    path.write_text(content.replace(case["find"], case["replace"], 1), encoding="utf-8")
    # Nothing here is about two presumptions, whose comparison takes most of the time of a check.
    with pytest.raises(cr.Problems) as caught:
        load_knowledge(folder, presumptions=False)
    said = str(caught.value)
    for words in case["expect"]:
        assert words in said, said


def test_folders_that_are_none(tmp_path: Path, folder: Path) -> None:
    """A missing folder, missing files, links out of it, and files that do not belong are told."""
    assert "there is no such folder" in refused(tmp_path / "nothing")
    (folder / "verdicts.toml").unlink()
    (folder / "extra.toml").write_text("a = 1", encoding="utf-8")
    (folder / "choosing" / "Bad_Name.toml").write_text("a = 1", encoding="utf-8")
    (folder / "assets" / "pace-not-kept.toml").write_text("a = 1", encoding="utf-8")
    (tmp_path / "outside.toml").write_text("a = 1", encoding="utf-8")
    (folder / "assets" / "link.toml").symlink_to(tmp_path / "outside.toml")
    (folder / "assets" / "empty.toml").write_text("", encoding="utf-8")
    said = refused(folder)
    assert "verdicts.toml: this file is missing" in said
    assert "extra.toml: this file is unknown here" in said
    assert "a rule is topic/slug.toml" in said
    assert "the id 'pace-not-kept' is taken by assets/pace-not-kept.toml" in said
    assert "assets/link.toml: this link leads out of the folder" in said
    assert "assets/empty.toml: the file is empty" in said


EXAMPLES = [(rule, example) for rule in BOOK.rules.values() for example in BOOK.examples(rule)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}: {each.name}" for rule, each in EXAMPLES])
def test_examples(rule: cr.Rule, example: cr.Example, engine: str) -> None:
    """Each rule fires, is clear and is open where its own examples say so; under presumptions too, where they do."""
    profile = BOOK.parse_profile(dict(example.profile))
    decision = BOOK.assess(profile, engine=engine)
    for subjects, wanted in ((example.fires, True), (example.clear, False), (example.open, None)):
        for subject in subjects:
            assert _said(decision, rule, subject) is wanted
    for subjects, outcome in ((example.presumed, cr.Outcome.PRESUMED), (example.presumed_clear, cr.Outcome.OPEN)):
        for subject in subjects:
            assert _said(decision, rule, subject) is None
            told = decision.company if rule.scope == "company" else decision.channel(subject)
            (finding,) = (each for each in (*told.findings, *told.open) if each.id == rule.id)
            assert (finding.outcome, finding.under_presumptions) == (outcome, True)


def _said(decision: cr.Decision, rule: cr.Rule, subject: str) -> bool | None:
    """Return what a rule says of a subject on what is stated; one that only concludes is told nowhere else."""
    case = decision._case
    at = None if rule.scope == "company" else [each.id for each in case.profile.channels].index(subject)
    return next(said for one, said in case.outcomes_at(at) if one is rule)


def test_what_would_be_an_accusation_has_an_example() -> None:
    """Whatever is presumed on the profile of any example is shown by an example of its own rule."""
    shown = {rule.id for rule, example in EXAMPLES if example.presumed}
    for _, example in EXAMPLES:
        decision = BOOK.assess(BOOK.parse_profile(dict(example.profile)), engine="native")
        assert {each.id for each in decision.findings if each.outcome is cr.Outcome.PRESUMED} <= shown


def test_every_statement_is_encoded() -> None:
    """Every must, should and advice has a rule; every definition is used by one; laws have none."""
    for statement in BOOK.statements.values():
        rules = BOOK.knowledge.rules_citing(statement.id)
        if statement.kind in {"must", "should", "advice", "definition"}:
            assert rules, f"{statement.id} has no rule"
        if statement.kind == "law":
            assert not rules


def test_a_rule_does_not_claim_more_than_it_cites() -> None:
    """A rule that speaks in the source's name cites a statement of the source."""
    for rule in BOOK.rules.values():
        if rule.origin == "source":
            assert any(BOOK.statements[cited].origin == "source" for cited in rule.cites), rule.id


def test_numbers_are_parameters() -> None:
    """No rule and no measure holds a number but 0 and 1."""
    from channelrules.language.nodes import Literal, nodes

    trees = [rule.node for rule in BOOK.rules.values()] + [each.node for each in BOOK.knowledge.measures.values()]
    for tree in trees:
        for node in nodes(tree):
            if isinstance(node, Literal) and isinstance(node.value, int | float):
                assert node.value in {0, 1}


def test_every_fact_about_a_network_has_a_source() -> None:
    """Outside facts have source and grade, ours a reason, the guidance's facts cite them; every fact is dated."""
    for network in BOOK.networks.values():
        for facts in network.facts.values():
            for several in facts.values():
                for fact in several:
                    assert fact.cites or (fact.source and (fact.grade or fact.origin == "ours"))


def test_aliases_lead_to_the_canonical_name() -> None:
    """A channel on ``twitter`` is answered for ``x``."""
    profile = BOOK.parse_profile(
        {
            "format": 1,
            "as_of": "2026-11-01",
            "company": {"name": "Example"},
            "channel": [{"id": "t", "network": "twitter", "status": "active"}],
        }
    )
    assert BOOK.assess(profile).channel("t").network == "x"


def test_a_rulebook_pickles() -> None:
    """A copy judges alike."""
    copy = pickle.loads(pickle.dumps(BOOK))
    profile = BOOK.parse_profile(dict(EXAMPLES[0][1].profile))
    assert copy.assess(profile) == BOOK.assess(profile)


def test_unknown_rules_are_told() -> None:
    """Asking for a rule that there is not names the nearest."""
    with pytest.raises(cr.OptionError, match="Did you mean 'too-many-pages'"):
        BOOK.rule("to-many-pages")


def test_facts_hold_for_a_time() -> None:
    """The business account of X is there from the day on which it was offered."""
    import datetime

    x = BOOK.networks["x"]
    before, after = datetime.date(2021, 6, 1), datetime.date(2022, 6, 1)
    assert x.fact("business_account", cr.Edition.CURRENT, before) is None
    found = x.fact("business_account", cr.Edition.CURRENT, after)
    assert found is not None
    assert found.value == "offered"
    assert x.row(cr.Edition.CURRENT, before) != x.row(cr.Edition.CURRENT, after)
