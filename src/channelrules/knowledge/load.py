"""A folder of rules to knowledge, or every problem that the folder has.

Rule folders are data: loading one runs nothing of it. Nothing is half loaded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.errors import ExpressionError, RulebookError, did_you_mean, refuse
from channelrules.facts.measures import Measure, order_of
from channelrules.facts.spec import Spec, fact
from channelrules.facts.terms import FACTS, LISTS, NETWORK_FACTS
from channelrules.knowledge.asides import ASIDES
from channelrules.knowledge.check import check
from channelrules.knowledge.files import Folder
from channelrules.knowledge.knowledge import Knowledge, Labels, VerdictRow
from channelrules.knowledge.network import Deferred, Edition, Network, NetworkFact, NetworkFile
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.rule import EFFECTS, ORIGINS, VERDICTS, Rule, RuleFile, RuleText, Statement
from channelrules.language.parse import infer, parse
from channelrules.language.types import Kind, Term, Type, Vocabulary, number, one_of, set_of, text, yes_no

__all__ = ["FORMAT", "SEEN_FROM", "load_knowledge"]

FORMAT: Final = 1
SEEN_FROM: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "channel": frozenset({"channel", "editorial", "network", "company", "plan", "profile", "param"}),
}
_MEASURE_SCOPES: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "plan": frozenset({"company", "plan", "profile", "param"}),
    "channel": SEEN_FROM["channel"],
    "editorial": SEEN_FROM["channel"],
}
_EXAMPLES: Final = re.compile(r"^\[\[example\]\]", re.MULTILINE)
_TABLE: Final = re.compile(r"^\[", re.MULTILINE)
_DOTTED: Final = re.compile(r"\b[a-z_]+\.[a-z_0-9]+\b")
_SLUG: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TOPICS_APART: Final = frozenset({"networks"})


@attrs.frozen(kw_only=True)
class RulebookFile:
    """The head of a folder of rules."""

    name: str = fact(text, "the name", required=True)
    version: str = fact(text, "the version of the content", required=True)
    format: int = fact(number(), "the version of the rule format", required=True, whole=True)
    languages: tuple[str, ...] = fact(set_of(), "the languages of every text", required=True)


@attrs.frozen(kw_only=True)
class MeasureFile:
    """One measure as it is written."""

    meaning: str = fact(text, "one line for people", required=True)
    value: str = fact(text, "the expression", required=True, multiline=True)
    unit: str | None = fact(text, "the unit of a number")
    cites: tuple[str, ...] = fact(set_of(), "the statements that it rests on", default=())
    origin: str = fact(one_of(*ORIGINS), "whose idea it is", required=True)


@attrs.frozen(kw_only=True)
class VerdictFile:
    """One row of a verdict table as it is written."""

    verdict: str = fact(text, "the verdict", required=True)
    when: str = fact(text, "the condition", required=True, multiline=True)
    action: str | None = fact(text, "what the company does where no finding says it")
    cites: tuple[str, ...] = fact(set_of(), "the statements that it rests on", default=())


def load_knowledge(folder: Path, *, trusted: bool = False) -> Knowledge:
    """Return what a folder says.

    Args:
        folder: one with ``rulebook.toml``, ``guidance.toml``, ``parameters.toml``,
            ``measures.toml``, ``verdicts.toml``, ``networks/`` and a folder for each topic.
        trusted: whether the folder is the built-in one, which our tests have checked as a whole and
            whose examples they have run; any other folder is checked now.

    Raises:
        Problems: everything that the folder has wrong.
    """
    loader = _Loader(folder, trusted=trusted)
    knowledge = loader.load()
    if knowledge is not None and not trusted:
        loader.problems += check(knowledge)
    if knowledge is None or loader.problems:
        raise refuse(folder.name or str(folder), loader.problems)
    return knowledge


@attrs.define
class _Loader(Folder):
    trusted: bool = False
    sections: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    tails: dict[str, str] = attrs.field(factory=dict)

    def load(self) -> Knowledge | None:
        self.read_files()
        head = self.structured("rulebook.toml", RulebookFile, self.toml("rulebook.toml"))
        if head is None:
            return None
        if head.format != FORMAT:
            self.problem("rulebook.toml", "format", f"{head.format} is given; this version reads format {FORMAT}")
        statements = self.named_tables("guidance.toml", Statement, "id")
        parameters = self.named_tables("parameters.toml", Parameter, "name")
        heads = self.network_heads()
        networks = self.networks(heads)
        files = self.rule_files()
        vocabulary = self.vocabulary(parameters, networks, files)
        measures, vocabulary = self.measures(vocabulary)
        verdicts = self.toml("verdicts.toml")
        actions = self.actions(verdicts)
        rules, examples = self.rules(files, vocabulary, head.languages, actions)
        knowledge = Knowledge(
            name=head.name,
            version=head.version,
            digest=self.digest(),
            languages=head.languages,
            statements=statements,
            parameters=parameters,
            networks=networks,
            network_ids={alias: name for name, head in heads.items() for alias in (name, *head.aliases)},
            measures=measures,
            rules=rules,
            channel_verdicts=self.verdict_rows(verdicts, "channel", vocabulary, actions),
            company_verdicts=self.verdict_rows(verdicts, "company", vocabulary, actions),
            actions=actions,
            labels={language: self.labels(verdicts, language) for language in head.languages},
            vocabulary=vocabulary,
            examples_text=examples,
            asides_text={file: self.aside(file) for file in ASIDES},
        )
        return None if self.problems else knowledge

    # --- networks ---

    def network_heads(self) -> dict[str, NetworkFile]:
        heads: dict[str, NetworkFile] = {}
        taken: dict[str, str] = {}
        for file in sorted(name for name in self.texts if name.startswith("networks/")):
            content = self.texts[file]
            begin = _TABLE.search(content)
            data = self.parsed(file, content[: begin.start()] if begin else content)
            head = self.structured(file, NetworkFile, data)
            if head is None:
                continue
            own = Path(file).stem
            heads[own] = head
            for name in (own, *head.aliases):
                if name in taken:
                    self.problem(file, "aliases", f"'{name}' already names {taken[name]}")
                taken[name] = own
        return heads

    def networks(self, heads: Mapping[str, NetworkFile]) -> Mapping[str, Network]:
        if self.trusted:
            return Deferred(heads, lambda name: self.network(name, heads[name]))
        return {name: self.network(name, head) for name, head in heads.items()}

    def network(self, name: str, head: NetworkFile) -> Network:
        file = f"networks/{name}.toml"
        data = self.toml(file)
        read = {edition: self.network_facts(file, edition, data.get(edition.value, {})) for edition in Edition}
        known = {edition.value for edition in Edition}
        for extra in sorted(key for key, value in data.items() if isinstance(value, Mapping) and key not in known):
            self.problem(file, extra, "this table is unknown", did_you_mean(extra, known))
        for attribute in ("account_model", "designed_for", "main_format", "native_formats"):
            if attribute not in read[Edition.CURRENT]:
                self.problem(file, f"current.{attribute}", "this key is missing")
        return Network(id=name, name=head.name, kind=head.kind, aliases=head.aliases, facts=read)

    def network_facts(self, file: str, edition: Edition, data: object) -> dict[str, tuple[NetworkFact, ...]]:
        read: dict[str, tuple[NetworkFact, ...]] = {}
        if not isinstance(data, Mapping):
            self.problem(file, edition.value, "a table is expected here")
            return read
        for attribute, given in data.items():
            path = f"{edition.value}.{attribute}"
            if attribute not in NETWORK_FACTS or attribute in {"id", "kind"}:
                self.problem(file, path, "this key is unknown", did_you_mean(attribute, NETWORK_FACTS))
                continue
            several = given if isinstance(given, list) else [given]
            built = [self.network_fact(file, edition, attribute, each, path) for each in several]
            read[attribute] = tuple(each for each in built if each is not None)
        return read

    def network_fact(self, file: str, edition: Edition, attribute: str, given: object, path: str) -> NetworkFact | None:
        if not isinstance(given, Mapping) or "value" not in given:
            self.problem(file, path, "a table with a value is expected here")
            return None
        rest = {key: value for key, value in given.items() if key != "value"}
        value = tuple(given["value"]) if isinstance(given["value"], list) else given["value"]
        wrong, hint = NETWORK_FACTS[attribute].problem(value)
        if wrong:
            self.problem(file, f"{path}.value", wrong, hint)
            return None
        built = self.structured(file, NetworkFact, rest, path)
        if built is None:
            return None
        if edition is Edition.GUIDANCE and not built.cites:
            self.problem(file, path, "a fact of the guidance cites the statement that says it")
        if edition is Edition.CURRENT and not (built.source and built.grade):
            self.problem(file, path, "a current fact has a source and a grade")
        return attrs.evolve(built, value=value)

    # --- vocabulary and measures ---

    def vocabulary(
        self, parameters: Mapping[str, Parameter], networks: Mapping[str, Network], files: Mapping[str, RuleFile]
    ) -> Vocabulary:
        terms = {name: known.term for name, known in FACTS.items()}
        for attribute, spec in NETWORK_FACTS.items():
            type_ = one_of(*sorted(networks)) if attribute == "id" else spec.type
            terms[f"network.{attribute}"] = Term(f"network.{attribute}", type_, spec.meaning, source="network")
        for parameter in parameters.values():
            terms[parameter.term.name] = parameter.term
        for scope, effects in EFFECTS.items():
            for effect in effects:
                name = f"effect.{effect}"
                terms[name] = Term(name, yes_no, f"whether a finding of a {scope} has this effect", source="effect")
        excepted = "whether a declared exception lifts a finding with the effect 'helpful'"
        terms["effect.excepted"] = Term("effect.excepted", yes_no, excepted, source="effect")
        concluded: dict[str, str] = {}
        for file, rule in files.items():
            new = rule.concludes
            if new is None or rule.retired is not None:
                continue
            if new in concluded:
                self.problem(file, "concludes", f"'{new}' is concluded in {concluded[new]} already")
            elif new in terms or new.partition(".")[0] != rule.scope or not _DOTTED.fullmatch(new):
                self.problem(file, "concludes", f"'{new}' is no new name of the form {rule.scope}.…")
            else:
                concluded[new] = file
                terms[new] = Term(new, yes_no, rule.title, source="conclusion")
        return Vocabulary(terms, LISTS)

    def measures(self, vocabulary: Vocabulary) -> tuple[dict[str, Measure], Vocabulary]:
        file = "measures.toml"
        read: dict[str, MeasureFile] = {}
        for name, table in self.tables(file, self.toml(file)):
            if name in vocabulary or name.partition(".")[0] not in _MEASURE_SCOPES or not _DOTTED.fullmatch(name):
                self.problem(file, name, "this is no new name of the form company.…, plan.…, channel.… or editorial.…")
                continue
            written = self.structured(file, MeasureFile, table, name)
            if written is not None:
                read[name] = written
        channels = re.compile(r"\bchannels\.([a-z_0-9]+)")
        uses = {
            name: {*_DOTTED.findall(each.value), *(f"channel.{found}" for found in channels.findall(each.value))}
            & set(read)
            for name, each in read.items()
        }
        try:
            ordered = order_of(uses, "measures")
        except RulebookError as error:
            self.problem(file, "", error.message)
            return {}, vocabulary
        terms = dict(vocabulary.terms)
        built: dict[str, Measure] = {}
        for name in ordered:
            measure = self.measure(file, name, read[name], Vocabulary(terms, LISTS))
            if measure is not None:
                built[name] = measure
                terms[name] = measure.term
        return built, Vocabulary(terms, LISTS)

    def measure(self, file: str, name: str, written: MeasureFile, vocabulary: Vocabulary) -> Measure | None:
        try:
            node, found = infer(written.value, vocabulary, scopes=_MEASURE_SCOPES[name.partition(".")[0]])
        except ExpressionError as error:
            self.problems.append(ExpressionError(error.message, file=file, path=f"{name}.value"))
            return None
        if found.kind is Kind.NUMBER:
            wanted = number(written.unit or "1")
            if found.unit is not None and found.unit != wanted.unit:
                message = f"the expression is a {found}, the unit says {written.unit or 'a plain number'}"
                self.problem(file, f"{name}.unit", message)
                return None
            found = Type(Kind.NUMBER, wanted.unit, low=found.low)
        elif written.unit is not None:
            self.problem(file, f"{name}.unit", f"only numbers have a unit, this is a {found}")
        return Measure(Term(name, found, written.meaning, source="measure"), node, written.cites, written.origin)

    # --- rules ---

    def rule_files(self) -> dict[str, RuleFile]:
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
            head = self.rule_head(file)
            if head is not None:
                files[file] = head
        return files

    def rule_head(self, file: str) -> RuleFile | None:
        data = self.toml_head(file)
        given = data.pop("id", None)
        if given is not None and given != Path(file).stem:
            self.problem(file, "id", f"'{str(given)[:60]}' is not the file's name: the id is '{Path(file).stem}'")
        self.sections[file] = {key: value for key, value in data.items() if isinstance(value, Mapping)}
        head = {key: value for key, value in data.items() if not isinstance(value, Mapping)}
        return self.structured(file, RuleFile, head)

    def toml_head(self, file: str) -> dict[str, Any]:
        content = self.texts[file]
        begin = _EXAMPLES.search(content)
        cut = begin.start() if begin else len(content)
        # Blank lines keep the line numbers of messages right.
        self.tails[Path(file).stem] = "\n" * content.count("\n", 0, cut) + content[cut:]
        return self.parsed(file, content[:cut])

    def rules(
        self,
        files: Mapping[str, RuleFile],
        vocabulary: Vocabulary,
        languages: tuple[str, ...],
        actions: tuple[str, ...],
    ) -> tuple[dict[str, Rule], dict[str, str]]:
        rules = {}
        for file, head in files.items():
            rule = self.rule(file, head, vocabulary, languages)
            if head.action is not None and head.action not in actions:
                self.problem(file, "action", f"'{head.action}' is no action", did_you_mean(head.action, actions))
            if rule is not None:
                rules[rule.id] = rule
        return dict(sorted(rules.items())), self.tails

    def rule(self, file: str, head: RuleFile, vocabulary: Vocabulary, languages: tuple[str, ...]) -> Rule | None:
        seen = SEEN_FROM[head.scope]
        texts = self.rule_texts(file, head, vocabulary, languages, seen)
        if head.effect is not None and head.effect not in EFFECTS[head.scope]:
            message = f"'{head.effect}' is no effect of a {head.scope} rule: {', '.join(EFFECTS[head.scope])}"
            self.problem(file, "effect", message)
        try:
            node = parse(head.when, vocabulary, scopes=seen)
        except ExpressionError as error:
            self.problems.append(ExpressionError(error.message, file=file, path="when"))
            return None
        given = {each.name: getattr(head, each.name) for each in attrs.fields(RuleFile)}
        topic = file.partition("/")[0]
        return Rule(id=Path(file).stem, topic=topic, node=node, texts=texts, **given)

    def rule_texts(
        self, file: str, head: RuleFile, vocabulary: Vocabulary, languages: tuple[str, ...], seen: frozenset[str]
    ) -> dict[str, RuleText]:
        sections = self.sections[file]
        for extra in sorted(set(sections) - set(languages)):
            hint = did_you_mean(extra, languages)
            self.problem(file, extra, f"this table is unknown; the languages are {', '.join(languages)}", hint)
        if head.kind == "definition":
            for each in sorted(set(sections) & set(languages)):
                self.problem(file, each, "a rule that only concludes tells nobody anything: it has no texts")
            return {}
        texts = {}
        for language in languages:
            if language not in sections:
                self.problem(file, language, "the texts in this language are missing")
                continue
            built = self.structured(file, RuleText, sections[language], language)
            if built is not None:
                texts[language] = built
                self.check_placeholders(file, language, built, vocabulary, seen)
        return texts

    def check_placeholders(
        self, file: str, language: str, built: RuleText, vocabulary: Vocabulary, seen: frozenset[str]
    ) -> None:
        shorthand = {"company"} if "channel" not in seen else {"company", "channel", "network"}
        for name in built.placeholders():
            if name in shorthand:
                continue
            if name not in vocabulary or vocabulary[name].scope not in seen:
                close = vocabulary.closest(name)
                hint = f"Did you mean '{close}'?" if close else ""
                self.problem(file, language, f"the placeholder '{{{name[:60]}}}' names nothing that is seen here", hint)

    def aside(self, file: str) -> str:
        # Read when wanted; a folder that nobody has checked is held against itself at once.
        if file not in self.texts or not self.trusted:
            self.toml(file)
        return self.texts.get(file, "")

    # --- verdicts ---

    def actions(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        given = data.get("actions")
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.problem("verdicts.toml", "actions", "a list of actions is expected here")
            return ()
        return tuple(given)

    def verdict_rows(
        self, data: Mapping[str, Any], scope: str, vocabulary: Vocabulary, actions: tuple[str, ...]
    ) -> tuple[VerdictRow, ...]:
        file = "verdicts.toml"
        given = data.get(scope)
        if not isinstance(given, list) or not given:
            self.problem(file, scope, "a list of tables is expected here")
            return ()
        rows = []
        for position, table in enumerate(given):
            path = f"{scope}[{position}]"
            written = self.structured(file, VerdictFile, table, path)
            if written is None:
                continue
            wrong, hint = Spec(one_of(*VERDICTS[scope]), "").problem(written.verdict)
            if wrong:
                self.problem(file, f"{path}.verdict", wrong, hint)
            if written.action is not None and written.action not in actions:
                hint = did_you_mean(written.action, actions)
                self.problem(file, f"{path}.action", f"'{written.action}' is no action", hint)
            try:
                node = parse(written.when, vocabulary, scopes=SEEN_FROM[scope] | {"effect"})
            except ExpressionError as error:
                self.problems.append(ExpressionError(error.message, file=file, path=f"{path}.when"))
                continue
            rows.append(VerdictRow(written.verdict, written.when.strip(), node, written.action, written.cites))
        return tuple(rows)

    def labels(self, data: Mapping[str, Any], language: str) -> Labels:
        section = data.get(language)
        found = section if isinstance(section, Mapping) else {}
        if not found:
            self.problem("verdicts.toml", language, "the words in this language are missing")
        return Labels(dict(found.get("verdict", {})), dict(found.get("action", {})))


_TOP_FILES: Final = ("rulebook.toml", "guidance.toml", "parameters.toml", "measures.toml", "verdicts.toml", *ASIDES)
