"""Loads a folder of rules, or reports all its problems.

Rule folders are data: nothing in them is executed. A folder is loaded as a whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from channelrules.errors import ChannelRulesError, ExpressionError, RulebookError, did_you_mean, refuse
from channelrules.facts.fields import Spec, fact
from channelrules.facts.measure import Measure, order_of
from channelrules.facts.vocabulary import FACTS, LISTS, NETWORK_FACTS, type_of
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.digest import Digest
from channelrules.knowledge.files import ASIDES, EQUIVALENTS, TooManyProblems
from channelrules.knowledge.heads import RuleFile
from channelrules.knowledge.lint import check
from channelrules.knowledge.model import Knowledge, VerdictRow
from channelrules.knowledge.network import Network
from channelrules.knowledge.parameter import Parameter
from channelrules.knowledge.presumptions_loader import load_presumptions
from channelrules.knowledge.rule import EFFECTS, ORIGINS, RULE_FORMAT, STEPS, VERDICTS, Statement
from channelrules.knowledge.rules_loader import SEEN_FROM, RuleFolder
from channelrules.knowledge.translations import without_rules
from channelrules.language.parser import infer, parse
from channelrules.language.source import mentioned
from channelrules.language.types import Kind, Term, Type, Vocabulary, number, one_of, set_of, text, yes_no

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words
    from channelrules.knowledge.overlay import House

__all__ = ["load_knowledge"]

_MEASURE_SCOPES: Final = {
    "company": frozenset({"company", "plan", "profile", "param"}),
    "plan": frozenset({"company", "plan", "profile", "param"}),
    "channel": SEEN_FROM["channel"],
    "editorial": SEEN_FROM["channel"],
}
_DOTTED: Final = re.compile(r"\b[a-z_]+\.[a-z_0-9]+\b")


MAX_SET_WORDS: Final = 62
"""How many options all sets may have together, as tables of companies hold a set as the bits of an integer."""

MAX_ACTIONS: Final = 16
"""How many actions a rulebook may have, as tables of companies list every combination of them."""


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
    shown: str | None = fact(one_of("percent", "rounded_up"), "how its number is shown to people")
    cites: tuple[str, ...] = fact(set_of(), "the statements that it rests on", default=())
    origin: str = fact(one_of(*ORIGINS), "whose idea it is", required=True)


@attrs.frozen(kw_only=True)
class VerdictFile:
    """One row of a verdict table as it is written."""

    verdict: str = fact(text, "the verdict", required=True)
    when: str = fact(text, "the condition", required=True, multiline=True)
    action: str | None = fact(text, "what the company does where no finding says it")
    cites: tuple[str, ...] = fact(set_of(), "the statements that it rests on", default=())


def load_knowledge(
    folder: Path,
    *,
    trusted: bool = False,
    houses: Sequence[Path] = (),
    edited: Mapping[str, str] | None = None,
    presumptions: bool = True,
) -> Knowledge:
    """Return the knowledge in a folder.

    Args:
        folder: one with ``rulebook.toml``, ``guidance.toml``, ``parameters.toml``,
            ``measures.toml``, ``verdicts.toml``, ``networks/`` and a folder for each topic.
        trusted: whether the folder is the built-in one, which our tests have checked as a whole and
            whose examples they have run; any other folder is checked now.
        houses: folders of house rules to lay over it, in order; the result is checked as a whole.
        edited: texts to use instead of those of the folder's files, by their path below it; nothing is written.
        presumptions: whether presumptions are compared with each other, which takes most of the time of a check.

    Raises:
        Problems: everything that the folder, or a house, has wrong.
    """
    trusted = trusted and not houses and not edited
    loader = _Loader(folder, trusted=trusted, edited=edited or {})
    more = False
    knowledge = None
    try:
        knowledge = loader.load(houses)
        if knowledge is not None and not trusted:
            loader.note(*check(knowledge, presumptions=presumptions))
    except TooManyProblems:
        more = True
    if knowledge is None or loader.problems:
        source = houses[-1] if houses else folder
        raise refuse(source.name or str(source), [loader.named(each) for each in loader.problems], more=more)
    return knowledge


@attrs.define
class _Loader(RuleFolder):
    edited: Mapping[str, str] = attrs.field(factory=dict)

    def named(self, error: ChannelRulesError) -> ChannelRulesError:
        # A house's own file is named with the house.
        if isinstance(error, RulebookError) and error.file in self.shown:
            file = self.shown[error.file]
            return type(error)(error.message, file=file, path=error.path, hint=error.hint)
        return error

    def laid(self, houses: Sequence[Path]) -> tuple[House, ...]:
        if not houses:
            return ()
        from channelrules.knowledge.overlay import lay_over

        return tuple(each for each in (lay_over(self, house) for house in houses) if each is not None)

    def load(self, houses: Sequence[Path] = ()) -> Knowledge | None:
        self.read_files()
        self.texts |= self.edited
        head = self.structured("rulebook.toml", RulebookFile, self.toml("rulebook.toml"))
        if head is None:
            return None
        if head.format != RULE_FORMAT:
            self.problem("rulebook.toml", "format", f"{head.format} is given; this version reads format {RULE_FORMAT}")
        self.languages = head.languages
        laid = self.laid(houses)
        statements = self.named_tables("guidance.toml", Statement, "id")
        parameters = self.named_tables("parameters.toml", Parameter, "name")
        heads = self.network_heads()
        networks = self.networks(heads)
        files = self.rule_files()
        self.check_own_facts(files)
        vocabulary = self.vocabulary(parameters, networks, files)
        measures, vocabulary = self.measures(vocabulary)
        verdicts = self.toml("verdicts.toml")
        actions = self.actions(verdicts)
        rules = self.rules(files, vocabulary, actions)
        words = self.words()
        self.tails[EQUIVALENTS] = self.texts.get(EQUIVALENTS, "")
        knowledge = Knowledge(
            name=head.name,
            version=head.version,
            content=Digest(dict(self.texts), tuple(each.digest for each in laid)),
            languages=self.languages,
            statements=statements,
            parameters=parameters,
            networks=networks,
            network_ids=self.network_names(heads, words),
            measures=measures,
            rules=rules,
            channel_verdicts=self.verdict_rows(verdicts, "channel", vocabulary, actions),
            company_verdicts=self.verdict_rows(verdicts, "company", vocabulary, actions),
            actions=actions,
            leaves_out=self.beside(verdicts, "leaves_out", actions, actions),
            rules_out=self.beside(verdicts, "rules_out", actions, STEPS),
            words=words,
            vocabulary=vocabulary,
            examples_text=self.tails,
            asides_text={file: self.aside(file) for file in ASIDES},
            asides_merged={file: self.merged[file] for file in ASIDES if file in self.merged},
            presumptions=load_presumptions(self, vocabulary, {**FACTS, **self.own_facts}),
            houses=laid,
            own_facts=self.own_facts,
        )
        return None if self.problems else knowledge

    # --- vocabulary and measures ---

    def check_own_facts(self, files: Mapping[str, RuleFile]) -> None:
        """Leave out house facts whose names are taken, and report them."""
        concluded = {rule.concludes for rule in files.values() if rule.concludes}
        measured = set(self.toml("measures.toml")) if self.own_facts else set()
        for name in sorted(self.own_facts.keys() & (measured | concluded)):
            what = "measure" if name in measured else "conclusion"
            self.problem(self.declared_in[name], name, f"there is a {what} of this name: give the fact another")
            del self.own_facts[name]
        words = {word for type_ in self._sets() for word in type_.options}
        if len(words) > MAX_SET_WORDS:
            name = max(self.own_facts, key=lambda each: len(self.own_facts[each].term.type.options))
            message = f"the sets of a rulebook hold at most {MAX_SET_WORDS} different words together, here {len(words)}"
            self.problem(self.declared_in[name], f"{name}.options", message)

    def _sets(self) -> Iterator[Type]:
        """Yield the types of sets with options that profiles and networks state."""
        if not self.own_facts:
            return
        types = [each.term.type for each in {**FACTS, **self.own_facts}.values()]
        types += [spec.type for spec in NETWORK_FACTS.values()]
        types += [type_ for items in LISTS.values() for type_ in items.attributes.values()]
        yield from (each for each in types if each.kind is Kind.SET)

    def vocabulary(
        self, parameters: Mapping[str, Parameter], networks: Mapping[str, Network], files: Mapping[str, RuleFile]
    ) -> Vocabulary:
        terms = {name: known.term for name, known in {**FACTS, **self.own_facts}.items()}
        for attribute, spec in NETWORK_FACTS.items():
            type_ = one_of(*sorted(networks)) if attribute == "id" else type_of(spec)
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
        uses = {name: mentioned(each.value) & read.keys() for name, each in read.items()}
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
            self.note(ExpressionError(error.message, file=file, path=f"{name}.value"))
            return None
        if found.kind is Kind.NUMBER:
            wanted = number(written.unit or "1")
            if found.unit is not None and found.unit != wanted.unit:
                message = f"the expression is a {found}, the unit says {written.unit or 'a plain number'}"
                self.problem(file, f"{name}.unit", message)
                return None
            found = Type(Kind.NUMBER, wanted.unit, low=found.low, most=found.most)
        elif written.unit is not None:
            self.problem(file, f"{name}.unit", f"only numbers have a unit, this is a {found}")
        term = Term(name, found, written.meaning, source="measure")
        return Measure(term, node, written.cites, written.origin, written.shown)

    def aside(self, file: str) -> str:
        # Read when wanted; a folder that nobody has checked is held against itself at once.
        if file not in self.texts or not self.trusted:
            self.toml(file)
        return self.texts.get(file, "")

    def words(self) -> Mapping[str, Words]:
        if self.trusted:
            return Deferred(self.languages, self.words_in)
        return {language: self.words_in(language) for language in self.languages}

    def words_in(self, language: str) -> Words:
        from babel import Locale

        from channelrules.knowledge.locales import TABLES, Words, read_words

        file = f"words/{language}.toml"
        data = self.parsed(file, without_rules(self.texts[file])) if self.trusted else self.toml(file)
        words, problems = read_words(language, data, file)
        self.note(*problems)
        return words or Words(language, Locale("en"), {name: {} for name in TABLES})

    # --- verdicts ---

    def actions(self, data: Mapping[str, Any]) -> tuple[str, ...]:
        given = data.get("actions")
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.problem("verdicts.toml", "actions", "a list of actions is expected here")
            return ()
        if len(given) > MAX_ACTIONS:
            self.problem("verdicts.toml", "actions", f"there are at most {MAX_ACTIONS} actions, {len(given)} are given")
            return ()
        return tuple(given)

    def beside(
        self, data: Mapping[str, Any], key: str, actions: tuple[str, ...], words: tuple[str, ...]
    ) -> dict[str, tuple[str, ...]]:
        """Return the actions that exclude each other, by action."""
        file, given = "verdicts.toml", data.get(key, {})
        if not isinstance(given, Mapping):
            self.problem(file, key, "a table of lists by action is expected here")
            return {}
        found = {}
        for action, several in given.items():
            path = f"{key}.{action}"
            if action not in actions:
                self.problem(file, path, f"'{action[:40]}' is no action", did_you_mean(action, actions))
            elif not isinstance(several, list) or not all(each in words for each in several):
                self.problem(file, path, f"a list of {', '.join(words)} is expected here")
            else:
                found[action] = tuple(several)
        return found

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
                self.note(ExpressionError(error.message, file=file, path=f"{path}.when"))
                continue
            rows.append(VerdictRow(written.verdict, written.when.strip(), node, written.action, written.cites))
        return tuple(rows)
