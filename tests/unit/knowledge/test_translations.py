"""A language is one file, and a translation whose original changed is told."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import channelrules as cr
from channelrules.knowledge.lint_translations import originals, stale_translations
from channelrules.knowledge.rule import TEXT_KEYS
from channelrules.knowledge.translations import digest_of, sections_of, without_rules
from tests.conftest import ROOT

RULES = ROOT / "rules"
PROFILE = ROOT / "docs" / "examples" / "trattoria.toml"
OWN_TABLES = ("verdict", "action", "columns", "glossary", "glossary_means", "say")
_VOWELS = str.maketrans("aeiouAEIOU", "àéîöüÀÉÎÖÜ")


def accented(text: str) -> str:
    """Return a text with its vowels accented, but for what its placeholders name."""
    parts = re.split(r"(\{[^{}]*\})", text)
    return "".join(part if part.startswith("{") else part.translate(_VOWELS) for part in parts)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def pseudo(book: cr.Rulebook) -> str:
    """Return a words file of a pseudo-language: English with other vowels, made from what the rulebook says."""
    knowledge, english = book.knowledge, book.knowledge.language("en")
    italian = tomllib.loads((RULES / "words" / "it.toml").read_text(encoding="utf-8"))
    asked = {name: knowledge.settings[f"{name}.toml"] for name in ("questions", "changes")}
    said: dict[str, dict[str, str]] = {
        "facts": {name: english.meaning(name, name) for name in italian["facts"]},
        "measures": {name: measure.term.meaning for name, measure in knowledge.measures.items()},
        "parameters": {name: parameter.meaning for name, parameter in knowledge.parameters.items()},
        "choices": {name: english.choice(name) for name in italian["choices"]},
        "guidance": {name: statement.statement for name, statement in knowledge.statements.items()},
        "presumed": {each.id: each.says for each in knowledge.presumptions},
        "presumed_why": {each.id: each.why for each in knowledge.presumptions},
        **{table: {name: each["text"] for name, each in texts.items()} for table, texts in asked.items()},
        **{
            table: dict(english.tables[table])
            for table in ("verdict", "action", "columns", "glossary", "glossary_means", "say")
        },
    }
    lines = ['[format]\nlocale = "eo"\n']
    for table, texts in said.items():
        lines += [f"[{table}]", *(f"{quoted(name)} = {quoted(accented(text))}" for name, text in texts.items())]
    lines += ["[forms.the]", 'none = "{word}"', "[forms.on]", 'none = "ön {word}"']
    lines += ["[units]", *(f"{name} = {quoted(name)}" for name in english.tables["units"])]
    for rule in book.rules.values():
        text, digest = rule.texts["en"], originals(knowledge)["rules"][rule.id]
        lines += [f"[rules.{rule.id}]", f'translates = "{digest}"', f"title = {quoted(accented(text.title))}"]
        for key in TEXT_KEYS[1:]:
            if getattr(text, key) is not None:
                lines.append(f"{key} = {quoted(accented(getattr(text, key)))}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "rules"
    shutil.copytree(RULES, copy)
    return copy


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_language_is_one_file_and_a_line(folder: Path) -> None:
    """With its file, and its name among the languages, everything that is told is told in it."""
    plain = cr.load_rules()
    (folder / "words" / "eo.toml").write_text(pseudo(plain), encoding="utf-8")
    replaced(folder / "rulebook.toml", '"ko"]', '"ko", "eo"]')
    book = cr.load_rules(folder)
    decision = book.assess(book.read_profile(PROFILE))
    advice = (decision.explain(), decision.changes(), decision.shortlist(), decision.sensitivity())
    english = {rule.texts["en"].title for rule in book.rules.values()}
    told = [cr.render(decision, lang="eo"), *(cr.render_advice(each, decision, lang="eo") for each in advice)]
    told += [each.told("eo") for each in decision.questions]
    for text in told:
        assert not [title for title in english if title in text]
        assert re.search("[àéîöü]", text)


def test_a_translation_whose_original_changed_is_told(folder: Path) -> None:
    """Told by name with the digest to write there, and never held against the rulebook."""
    assert list(stale_translations(cr.load_rules().knowledge)) == []
    replaced(folder / "choosing" / "pace-not-kept.toml", "It has not lost its pace.", "It has kept its pace.")
    replaced(folder / "questions.toml", "How large is the company?", "How big is the company?")
    replaced(folder / "presumptions.toml", "any company can make these", "every company can make these")
    book = cr.load_rules(folder)
    stale = {(each.file, each.path): each.digest for each in stale_translations(book.knowledge)}
    assert set(stale) == {
        (f"words/{language}.toml", path)
        for language in ("it", "ko")
        for path in (
            "rules.pace-not-kept.translates",
            "translates.questions.company.size",
            "translates.presumed.company.formats",
        )
    }
    assert stale["words/it.toml", "translates.questions.company.size"] == digest_of("How big is the company?")


def test_every_translation_names_its_original() -> None:
    """Nothing of the rulebook is translated without saying from what."""
    wanted = originals(cr.load_rules().knowledge)
    for language in ("it", "ko"):
        given: dict[str, Any] = tomllib.loads((RULES / "words" / f"{language}.toml").read_text(encoding="utf-8"))
        named = {"rules": {name: table["translates"] for name, table in given["rules"].items()}, **given["translates"]}
        assert named == wanted


@pytest.mark.parametrize("language", ["it", "ko"])
def test_what_is_read_late_is_what_stands_there(language: str) -> None:
    """A trusted words file is read table by table: together they say what the whole file says."""
    content = (RULES / "words" / f"{language}.toml").read_text(encoding="utf-8")
    whole = tomllib.loads(content)
    apart = {name: tomllib.loads(each)["rules"][name] for name, each in sections_of(content).items()}
    assert apart == whole.pop("rules")
    assert tomllib.loads(without_rules(content)) == whole
