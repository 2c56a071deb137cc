"""The files of rules: heads, texts in every language, and examples that are read when they are wanted."""

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
from channelrules.knowledge.networks_loader import NetworkFolder
from channelrules.knowledge.rule import EFFECTS, Rule, RuleFile, RuleText
from channelrules.language.parser import parse
from channelrules.language.types import Vocabulary

__all__ = ["SEEN_FROM", "RuleFolder"]

SEEN_FROM: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "channel": frozenset({"channel", "editorial", "network", "company", "plan", "profile", "param"}),
}
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
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
    """Reads what a folder says in rules.

    Attributes:
        languages: of the texts; the first is read at once, those of a trusted folder when they are wanted.
        unused_languages: of texts that are there and that a house leaves out.
        sections: the tables of each file's head, such as its texts.
        later: what stands below the first language, as a text that is read when it is wanted.
        more_texts: texts that a house gives to rules, by file and language.
        retired: why rules are no longer in force, by file, where a house says it.
        of_house: the files of rules that a house brings.
        own_facts: the facts that houses declare, by name.
        declared_in: the file that declares each of them.
    """

    languages: tuple[str, ...] = ()
    unused_languages: frozenset[str] = frozenset()
    sections: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    later: dict[str, str] = attrs.field(factory=dict)
    more_texts: dict[str, dict[str, dict[str, Any]]] = attrs.field(factory=dict)
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
        self.sections[file] = {key: dict(value) for key, value in data.items() if isinstance(value, Mapping)}
        head = {key: value for key, value in data.items() if not isinstance(value, Mapping)}
        for language, section in self.more_texts.get(file, {}).items():
            if language == self.languages[0] and "title" in section:
                head["title"] = section.pop("title")
            self.sections[file].setdefault(language, {}).update(section)
        if file in self.retired:
            head["retired"] = self.retired[file]
        if (head.get("origin") == "house") is not (file in self.of_house) and "origin" in head:
            message = "what a house says has the origin 'house', and only that"
            self.problem(file, "origin", message)
        return self.structured(file, RuleFile, head)

    def _toml_head(self, file: str) -> dict[str, Any]:
        content = self.texts[file]
        cut, self.tails[Path(file).stem] = split_examples(content)
        if self.trusted and len(self.languages) > 1:
            other = re.search(rf"^\[({'|'.join(self.languages[1:])})\]", content[:cut], re.MULTILINE)
            if other:
                self.later[file] = content[other.start() : cut]
                cut = other.start()
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
        return dict(sorted(rules.items()))

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
        given = {each.name: getattr(head, each.name) for each in attrs.fields(RuleFile)}
        topic = file.partition("/")[0]
        return Rule(id=Path(file).stem, topic=topic, node=node, texts=texts, **given)

    def _rule_texts(
        self, file: str, head: RuleFile, vocabulary: Vocabulary, seen: frozenset[str]
    ) -> Mapping[str, RuleText]:
        sections, first = self.sections[file], self.languages[0]
        for extra in sorted(set(sections) - set(self.languages) - self.unused_languages):
            hint = did_you_mean(extra, self.languages)
            self.problem(file, extra, f"this table is unknown; the languages are {', '.join(self.languages)}", hint)
        sections.setdefault(first, {})
        if file in self.later:
            own = {first: self._rule_text(file, head, first, sections[first])}
            return Deferred(self.languages, lambda language: self._read_later(file, head, language), own)
        texts = {each: self._rule_text(file, head, each, sections[each]) for each in self.languages if each in sections}
        for language in self.languages:
            if language not in sections:
                self.problem(file, language, "the texts in this language are missing")
            else:
                self._check_placeholders(file, language, texts[language], texts[first], vocabulary, seen)
        return texts

    def _read_later(self, file: str, head: RuleFile, language: str) -> RuleText:
        section = self.parsed(file, self.later[file])[language]
        return self._rule_text(file, head, language, section)

    def _rule_text(self, file: str, head: RuleFile, language: str, section: Mapping[str, Any]) -> RuleText:
        first = language == self.languages[0]
        given = {"title": head.title, **section} if first else section
        if first and "title" in section:
            self.problem(file, f"{language}.title", "the title in the first language stands in the head of the file")
        built = self.structured(file, RuleText, given, language)
        only_concludes = head.kind == "definition"
        for key in ("finding", "remedy"):
            if only_concludes and key in section:
                message = "a rule that only concludes tells nobody anything: it has no such text"
                self.problem(file, f"{language}.{key}", message)
            if not only_concludes and key not in section:
                self.problem(file, f"{language}.{key}", "this key is missing.")
        return built or RuleText(title=head.title)

    def _check_placeholders(
        self,
        file: str,
        language: str,
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
                self.problem(file, language, f"the placeholder '{{{name[:60]}}}' names nothing that is seen here", hint)
        if first is built:
            return
        for name in sorted(set(first.placeholders()) - set(built.placeholders())):
            self.problem(file, language, f"the placeholder '{{{name}}}' of '{self.languages[0]}' is missing here")
        for name in sorted(set(built.placeholders()) - set(first.placeholders())):
            self.problem(file, language, f"the placeholder '{{{name[:60]}}}' is not in '{self.languages[0]}'")
