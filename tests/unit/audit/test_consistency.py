"""Checks of the whole set: each is found in a folder that has it, and the built-in rules have none."""

from __future__ import annotations

import functools
import json
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import channelrules as cr
from channelrules.audit.consistency import Remark, Weight, check_whole
from channelrules.inference.compiled import Compiled
from tests.conftest import ROOT
from tests.fixtures.command import run
from tests.fixtures.folders import copied_rule, replaced
from tests.fixtures.houses import House
from tests.fixtures.strategies import profiles

pytest.importorskip("z3")
BOOK = cr.load_rules()
assert settings.default is not None
# One process checks the built-in rules for all of these.
pytestmark = pytest.mark.xdist_group("consistency")


@functools.cache
def built_in() -> list[Remark]:
    return list(check_whole(Compiled(BOOK.knowledge)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", made)
    return made


def remarks(folder: Path) -> list[Remark]:
    return list(check_whole(Compiled(cr.load_rules(folder).knowledge)))


def told(found: list[Remark], weight: Weight = Weight.PROBLEM) -> list[str]:
    return [f"{', '.join(each.about)}: {each.message}" for each in found if each.weight is weight]


def test_the_built_in_rules() -> None:
    assert told(built_in()) == []
    assert told(built_in(), Weight.UNDECIDED) == []
    assert "too-many-pages, many-pages: wherever the first fires, the second does" in told(built_in(), Weight.NOTE)


@settings(max_examples=settings.default.max_examples // 2)
@given(profile=profiles())
def test_an_implication_holds_for_every_profile(profile: cr.Profile) -> None:
    """What the solver proves, no profile refutes."""
    pairs = [each.about for each in built_in() if each.message == "wherever the first fires, the second does"]
    assert pairs
    case = BOOK.assess(profile, engine="native")._case
    for at in (None, *range(len(profile.channels))):
        said = {rule.id: outcome for rule, outcome in case.outcomes_at(at)}
        for first, second in pairs:
            assert said.get(first) is not True or said[second] is True


def test_a_rule_that_can_never_fire_and_one_that_always_does(folder: Path) -> None:
    """Whatever their examples pretend: none of them fires, or is clear."""
    parked = 'and channel.status == "parked" and channel.posts_postponed'
    replaced(folder / "choosing" / "posts-put-off.toml", "and channel.posts_postponed", parked)
    (file,) = folder.glob("*/no-access.toml")
    always = "\nchannel.in_use or not channel.in_use or channel.status in"
    replaced(file, "\nchannel.status in", always)
    found = told(remarks(folder))
    assert {"no-access: it fires always", "posts-put-off: it can never fire"} <= set(found)
    assert "channel[8] asset: no company ever gets here: the rows above leave nothing to it" in found


def test_a_row_that_nobody_reaches_and_a_statement_without_a_rule(folder: Path) -> None:
    """Both are told, and nothing else."""
    replaced(folder / "verdicts.toml", 'when = "effect.whim"\n', 'when = "effect.whim or effect.blocks_asset"\n')
    replaced(
        folder / "guidance.toml",
        "[G33]",
        '[G99]\nkind = "must"\norigin = "source"\nstatement = "Nobody says so."\n\n[G33]',
    )
    for lang in ("it", "ko"):
        replaced(folder / "words" / f"{lang}.toml", "[guidance]\n", '[guidance]\nG99 = "Nobody says so."\n')
    assert told(remarks(folder)) == [
        "G99: no rule encodes this statement: Nobody says so.",
        "channel[7] potential: no company ever gets here: the rows above leave nothing to it",
    ]


def test_a_rule_that_fires_because_a_channel_is_missing(folder: Path) -> None:
    replaced(
        folder / "measures.toml",
        "count(channels, channel.is_page) > param.pages_soft_limit",
        "count(channels, channel.is_page) < param.pages_soft_limit",
    )
    found = told(remarks(folder))
    assert any(each.startswith("many-pages: it could fire because a channel is missing") for each in found)


@pytest.mark.parametrize(
    ("measures", "could"),
    [
        (["sum(channels.z_count)"], True),
        (["sum(channels.z_count, channel.z_count > 0)"], True),
        (["count(channels) + count(channels, channel.z_count > 3)"], False),
        (["count(channels) * (param.own - 5)"], True),
        (["count(channels) * (count(channels) + 2)"], False),
        (["count(channels) / (param.own - 5)"], True),
        (["count(channels) / greatest(param.own - 5, 1)"], False),
        (["(param.own - 5) / (count(channels) + 1)"], True),
        (["count(channels)", "count(channels, company.m0 < 3)"], True),
        (["count(channels)", "count(channels, company.m0 > 3)"], False),
        (["count(channels)", "1 if company.m0 > 3 else 9"], True),
        (["param.own", "1 if company.m0 > 3 else 9"], False),
    ],
)
def test_what_could_fire_because_a_channel_is_missing(measures: list[str], could: bool) -> None:
    """A number below zero turns sums, products and quotients round, and a condition may itself count channels."""
    named: dict[str, tuple[str, str | None]] = {f"company.m{at}": (text, "1") for at, text in enumerate(measures)}
    when = f"company.m{len(measures) - 1} > 5"
    house = House(named, {"own-rule": ("company", when, None, None)})
    found = told(list(check_whole(Compiled(house.book().knowledge))))
    assert any(each.startswith("own-rule: it could fire because a channel is missing") for each in found) is could


def test_witnesses_show_what_they_say() -> None:
    """Two rows that can hold at once: the profile is judged by the first of them."""
    shown = [each for each in built_in() if each.witness is not None and each.about[0].startswith("channel[")]
    assert len(shown) > 5
    for each in shown:
        assert each.witness is not None
        possible = BOOK.assess(each.witness, engine="native").channels[0].possible
        assert each.about[0].split()[1] in {one.value for one in possible}


def test_two_rules_with_the_same_condition_and_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command tells that problem alone, and of the built-in rules none, as text and as data."""
    copied_rule(folder, "posts-put-off", "put-off-posts")
    ran = run(ROOT, "rules", "check", str(folder))
    assert ran.returncode == 1
    assert "problem: posts-put-off, put-off-posts: both have the same condition\n" in ran.stdout
    assert "problem: 1," in ran.stdout
    ran = run(ROOT, "rules", "check", "--format", "json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)
    assert run(ROOT, "rules", "check", "docs").returncode == 2
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(cr.MissingExtraError, match=r"channelrules\[check\]"):
        list(check_whole(Compiled(BOOK.knowledge)))
