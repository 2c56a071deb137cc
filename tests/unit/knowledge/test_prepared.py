"""The rules as a wheel has them prepared: the same knowledge, and only of the very same files."""

from __future__ import annotations

import shutil
from pathlib import Path

import attrs
import pytest

import channelrules as cr
from channelrules.knowledge.loader import load_knowledge
from channelrules.knowledge.prepared import prepared, taken_up


@pytest.fixture(scope="module")
def content(root: Path) -> bytes:
    return prepared(load_knowledge(root / "rules", trusted=True))


@pytest.fixture
def file(content: bytes, tmp_path: Path) -> Path:
    made = tmp_path / "prepared"
    made.write_bytes(content)
    return made


def test_what_is_taken_up_is_what_is_read(root: Path, book: cr.Rulebook, file: Path) -> None:
    """Field by field, words and digest among them, and in what is decided and told."""
    knowledge = taken_up(file, root / "rules")
    assert knowledge is not None
    for each in attrs.fields(type(knowledge)):
        if each.name not in {"words", "network_ids", "networks", "rules"}:
            assert getattr(knowledge, each.name) == getattr(book.knowledge, each.name), each.name
    for name in ("network_ids", "networks"):
        assert dict(getattr(knowledge, name)) == dict(getattr(book.knowledge, name))
    for id_, rule in book.rules.items():
        same = attrs.evolve(rule, texts=dict(rule.texts))
        assert attrs.evolve(knowledge.rules[id_], texts=dict(knowledge.rules[id_].texts)) == same
    for language, words in book.knowledge.words.items():
        assert knowledge.words[language].tables == words.tables
    taken = cr.Rulebook(knowledge)
    profile = taken.read_profile(root / "docs" / "examples" / "trattoria.toml")
    mine, own = (each.assess(profile, engine="native") for each in (taken, book))
    assert mine.to_dict(lang="ko") == own.to_dict(lang="ko")
    assert cr.render(mine, lang="it") == cr.render(own, lang="it")


@pytest.mark.parametrize("change", ["a byte more", "a file more", "a file less"])
def test_it_never_wins_over_the_rules(root: Path, file: Path, tmp_path: Path, change: str) -> None:
    """Where anything of the folder is another, what was prepared is left alone."""
    folder = tmp_path / "rules"
    shutil.copytree(root / "rules", folder)
    assert taken_up(file, folder) is not None
    parameters = folder / "parameters.toml"
    if change == "a byte more":
        parameters.write_text(parameters.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "a file more":
        (folder / "accounts" / "more.toml").write_text("", encoding="utf-8")
    else:
        parameters.unlink()
    assert taken_up(file, folder) is None


def test_of_another_version_or_damaged_it_is_left_alone(root: Path, content: bytes, file: Path) -> None:
    """What another version of the package prepared, and what is no such file at all."""
    rules = root / "rules"
    file.write_bytes(content.replace(cr.__version__.encode(), b"0.0.9", 1))
    assert taken_up(file, rules) is None
    file.write_bytes(b"")
    assert taken_up(file, rules) is None
    assert taken_up(file.with_name("none"), rules) is None
