"""Two rulebooks: what changed, and which decisions change with it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import channelrules as cr
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.folders import replaced, without_rule

BOOK = cr.load_rules()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "newer"
    shutil.copytree(ROOT / "rules", made)
    replaced(made / "rulebook.toml", 'version = "2026.11"', 'version = "2026.12"')
    replaced(made / "parameters.toml", "[pages_hard_limit]\nvalue = 5", "[pages_hard_limit]\nvalue = 2")
    replaced(made / "choosing" / "posts-put-off.toml", 'kind = "should"', 'kind = "advice"')
    replaced(made / "networks" / "facebook.toml", "advertising = { value = true", "advertising = { value = false")
    replaced(made / "measures.toml", "least(1, channel.posts_published", "least(1, 1 * channel.posts_published")
    replaced(made / "assets" / "no-access.toml", "Ask whoever runs it", "Please ask whoever runs it")
    without_rule(made, "persons-own-profile")
    return made


def test_what_changed(folder: Path) -> None:
    trattoria = BOOK.read_profile(ROOT / "docs/examples/trattoria.toml")
    found = cr.diff(BOOK, cr.load_rules(folder), [trattoria, BOOK.read_profile(ROOT / "docs/examples/atelier.yaml")])
    told = {(each.what, each.name, each.part): (each.before, each.after) for each in found.changed}
    assert told["parameter", "pages_hard_limit", "value"] == ("5", "2")
    assert told["rule", "posts-put-off", "kind"] == ("should", "advice")
    assert told["rule", "persons-own-profile", ""] == ("there", None)
    before, after = told["network", "facebook.current.advertising", ""]
    assert (str(before)[:4], str(after)[:5]) == ("True", "False")
    assert ("measure", "channel.pace_kept", "") in told
    assert ("text", "no-access.en.remedy", "") in told
    assert (found.before["version"], found.after["version"]) == ("2026.11", "2026.12")
    (decided,) = found.decisions
    assert decided.company == "Trattoria da Gino"
    assert ("ready",) in [each.before for each in decided.differences if each.subject is None and each.rule is None]


def test_the_same_rulebook() -> None:
    found = cr.diff(BOOK, cr.load_rules(ROOT / "rules"))
    assert found.changed == ()
    assert found.before == found.after


def test_the_command(folder: Path) -> None:
    ran = run(ROOT, "rules", "diff", "-", str(folder), "docs/examples/trattoria.toml")
    assert ran.returncode == 0
    assert "parameter pages_hard_limit, value: 5 → 2" in ran.stdout
    assert "rule persons-own-profile: gone" in ran.stdout
    assert "Trattoria da Gino:\n" in ran.stdout
    assert json.loads(run(ROOT, "rules", "diff", "-", str(folder), "--format", "json").stdout)["changed"]
    assert "nothing changed" in run(ROOT, "rules", "diff", "-", "-").stdout
    assert run(ROOT, "rules", "diff", "-", "nowhere").returncode == 2
