"""The files of rules: heads and texts; translations and examples are read on demand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.errors import ExpressionError, did_you_mean
from channelrules.facts.vocabulary import Fact
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.files import ASIDES, EQUIVALENTS, split_examples
from channelrules.knowledge.heads import RuleFile
from channelrules.knowledge.networks_loader import NetworkFolder
from channelrules.knowledge.rule import EFFECTS, TEXT_KEYS, Rule, RuleText
from channelrules.knowledge.translations import RULES, sections_of
from channelrules.language.parser import parse
from channelrules.language.types import Vocabulary

__all__ = ["SEEN_FROM", "RuleFolder"]

SEEN_FROM: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "channel": frozenset({"channel", "editorial", "network", "company", "plan", "profile", "param"}),
}
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_ONLY_TEXTS: Final = frozenset(TEXT_KEYS) - {"title"}
_TOPICS_APART: Final = frozenset({"networks", "words"})
_TOP_FILES: Final = (
    "rulebook.toml",
    "guidance.toml",
    "parameters.toml",
    "measures.toml",
    "presumptions.toml",
    "verdicts.toml",
    EQUIVALENTS,
    *ASIDES,
)


@attrs.define
class RuleFolder(NetworkFolder):
    """Reads the rules of a folder.

    Attributes:
        languages: of the texts; the first stands in the rules' files, and the others in ``words/``.
        sections: the tables of rules in a trusted folder's words files, as texts, by language and rule.
        more_texts: texts in the first language that a house replaces, by file.
        retired: why rules are no longer in force, by file, where a house says it.
        of_house: the files of a house's own rules.
        own_facts: the facts that houses declare, by name.
        declared_in: the file that declares each of them.
    """

    languages: tuple[str, ...] = ()
    sections: dict[str, dict[str, str]] = attrs.field(factory=dict)
    more_texts: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    retired: dict[str, str] = attrs.field(factory=dict)
    of_house: set[str] = attrs.field(factory=set)
    own_facts: dict[str, Fact] = attrs.field(factory=dict)
    declared_in: dict[str, str] = attrs.field(factory=dict)

    def rule_names(self) -> list[str]:
        """Return the files that hold rules."""
        return [file for file in sorted(self.texts) if "/" in file and file.partition("/")[0] not in _TOPICS_APART]

    def rule_files(self) -> dict[str, RuleFile]:
        """Return the head of each rule's file, by the file's name."""
        files: dict[str, RuleFile] = {}
        seen: dict[str, str] = {}
        for file in sorted(self.texts):
            topic, _, rest = file.partition("/")
            if not rest or topic in _TOPICS_APART:
                if not rest and file not in _TOP_FILES:
                    self.problem(file, "", f"this file is unknown here; there are {', '.join(_TOP_FILES)}")
                continue
            name = Path(file).stem
            if "/" in rest or not _SLUG.fullmatch(name):
                self.problem(file, "", "a rule is topic/slug.toml, the slug of lower-case letters, digits and '-'")
                continue
            if name in seen:
                self.problem(file, "", f"the id '{name}' is taken by {seen[name]}")
                continue
            seen[name] = file
            head = self._rule_head(file)
            if head is not None:
                files[file] = head
        return files

    def _rule_head(self, file: str) -> RuleFile | None:
        data = self._toml_head(file)
        given = data.pop("id", None)
        if given is not None and given != Path(file).stem:
            self.problem(file, "id", f"'{str(given)[:60]}' is not the file's name: the id is '{Path(file).stem}'")
        head = {}
        for key, value in data.items():
            if isinstance(value, Mapping):
                hint = f"Texts in this language stand in words/{key[:20]}.toml, under [{RULES}.{Path(file).stem}]."
                self.problem(file, key, "this table is unknown", hint if key in self.languages else "")
            else:
                head[key] = value
        head |= self.more_texts.get(file, {})
        if file in self.retired:
            head["retired"] = self.retired[file]
        if (head.get("origin") == "house") is not (file in self.of_house) and "origin" in head:
            message = "what a house says has the origin 'house', and only that"
            self.problem(file, "origin", message)
        return self.structured(file, RuleFile, head)

    def _toml_head(self, file: str) -> dict[str, Any]:
        content = self.texts[file]
        cut, self.tails[Path(file).stem] = split_examples(content)
        return self.parsed(file, content[:cut])

    def rules(
        self,
        files: Mapping[str, RuleFile],
        vocabulary: Vocabulary,
        actions: tuple[str, ...],
    ) -> dict[str, Rule]:
        """Return the rules, by id."""
        rules = {}
        for file, head in files.items():
            rule = self._rule(file, head, vocabulary)
            if head.action is not None and head.action not in actions:
                self.problem(file, "action", f"'{head.action}' is no action", did_you_mean(head.action, actions))
            if rule is not None:
                rules[rule.id] = rule
        if not self.trusted:
            self._check_known({Path(file).stem for file in files})
        return dict(sorted(rules.items()))

    def _check_known(self, known: set[str]) -> None:
        for language in self.languages[1:]:
            file = f"words/{language}.toml"
            given = self.toml(file).get(RULES, {}) if file in self.texts else {}
            for extra in sorted(set(given) - known):
                self.problem(file, f"{RULES}.{extra}", "there is no such rule", did_you_mean(extra, known))

    def _rule(self, file: str, head: RuleFile, vocabulary: Vocabulary) -> Rule | None:
        seen = SEEN_FROM[head.scope]
        texts = self._rule_texts(file, head, vocabulary, seen)
        if head.effect is not None and head.effect not in EFFECTS[head.scope]:
            message = f"'{head.effect}' is no effect of a {head.scope} rule: {', '.join(EFFECTS[head.scope])}"
            self.problem(file, "effect", message)
        try:
            node = parse(head.when, vocabulary, scopes=seen)
        except ExpressionError as error:
            self.note(ExpressionError(error.message, file=file, path="when"))
            return None
        given = {each.name: getattr(head, each.name) for each in attrs.fields(RuleFile) if each.name not in _ONLY_TEXTS}
        topic = file.partition("/")[0]
        return Rule(id=Path(file).stem, topic=topic, node=node, texts=texts, **given)

    def _rule_texts(
        self, file: str, head: RuleFile, vocabulary: Vocabulary, seen: frozenset[str]
    ) -> Mapping[str, RuleText]:
        own, first, others = Path(file).stem, self.languages[0], self.languages[1:]
        said = RuleText(**{key: getattr(head, key) for key in TEXT_KEYS})
        self._check_complete(file, "", head, said)
        if self.trusted:
            return Deferred(self.languages, lambda language: self._read_later(own, language), {first: said})
        self._check_placeholders(file, "", said, said, vocabulary, seen)
        texts = {first: said}
        for language in others:
            translated, path = f"words/{language}.toml", f"{RULES}.{own}"
            if translated not in self.texts:
                continue  # which is told once, where its other words are missed
            section = self.toml(translated).get(RULES, {}).get(own)
            if not isinstance(section, Mapping):
                self.problem(translated, path, "the texts of this rule in this language are missing")
                continue
            built = self.structured(translated, RuleText, section, path)
            if built is not None:
                self._check_complete(translated, f"{path}.", head, built)
                self._check_placeholders(translated, path, built, said, vocabulary, seen)
                texts[language] = built
        return texts

    def _read_later(self, rule: str, language: str) -> RuleText:
        file = f"words/{language}.toml"
        if language not in self.sections:
            self.sections[language] = sections_of(self.texts[file])
        data = self.parsed(file, self.sections[language][rule])
        return RuleText(**data[RULES][rule])

    def _check_complete(self, file: str, path: str, head: RuleFile, built: RuleText) -> None:
        only_concludes = head.kind == "definition"
        for key in ("finding", "remedy"):
            said = getattr(built, key)
            if only_concludes and said is not None:
                message = "a rule that only concludes tells nobody anything: it has no such text"
                self.problem(file, f"{path}{key}", message)
            if not only_concludes and said is None:
                self.problem(file, f"{path}{key}", "this key is missing.")

    def _check_placeholders(
        self,
        file: str,
        path: str,
        built: RuleText,
        first: RuleText,
        vocabulary: Vocabulary,
        seen: frozenset[str],
    ) -> None:
        shorthand = {"company"} if "channel" not in seen else {"company", "channel", "network"}
        for name in built.placeholders():
            if name not in shorthand and (name not in vocabulary or vocabulary[name].scope not in seen):
                close = vocabulary.closest(name)
                hint = f"Did you mean '{close}'?" if close else ""
                self.problem(file, path, f"the placeholder '{{{name[:60]}}}' names nothing that is seen here", hint)
        if first is built:
            return
        for name in sorted(set(first.placeholders()) - set(built.placeholders())):
            self.problem(file, path, f"the placeholder '{{{name}}}' of '{self.languages[0]}' is missing here")
        for name in sorted(set(built.placeholders()) - set(first.placeholders())):
            self.problem(file, path, f"the placeholder '{{{name[:60]}}}' is not in '{self.languages[0]}'")
