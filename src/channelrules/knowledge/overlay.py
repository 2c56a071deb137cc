"""House rules: a folder of a company's own, laid over a rulebook.

A house adds facts, rules, measures, parameters, presumptions, statements, networks and languages, gives parameters
other values, rules other texts and facts other presumptions, and switches rules off, with a reason and the name of the
person responsible. It never changes the condition of a rule under the same name, nor the verdict table: readers of an
answer must be able to tell the rulebook's rules from the house's.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.errors import RulebookError, did_you_mean
from channelrules.facts.fields import fact
from channelrules.knowledge.digest import Digest
from channelrules.knowledge.files import ASIDES, Folder
from channelrules.knowledge.house_facts import ASKED, DeclaredFacts
from channelrules.knowledge.house_facts import FILE as FACTS_FILE
from channelrules.knowledge.presumptions_loader import FILE as PRESUMPTIONS
from channelrules.knowledge.rule import RULE_FORMAT, TEXT_KEYS
from channelrules.knowledge.rules_loader import RuleFolder
from channelrules.knowledge.translations import RULES
from channelrules.language.types import number, set_of, text

__all__ = ["REPORT_FILE", "House", "SwitchedOff", "lay_over"]

REPORT_FILE: Final = "report.toml"
"""The name, logo and colour for the reports of a house; `channelrules.report.white_label` reads it."""

_NESTED: Final = (RULES, "say", "translates")
"""The tables of a words file that hold tables, which are laid over one by one."""


@attrs.frozen(kw_only=True)
class HouseFile:
    """The head of a house: ``house.toml``."""

    name: str = fact(text, "the name of the house", required=True)
    author: str = fact(text, "who answers for its rules", required=True)
    format: int = fact(number(), "the version of the rule format", required=True, whole=True)
    languages: tuple[str, ...] | None = fact(set_of(), "the languages beside the rulebook's first one")


@attrs.frozen(kw_only=True)
class SwitchedOff:
    """A rule that a house does not apply.

    Attributes:
        rule: its id.
        because: why.
        by: who is responsible.
        house: the name of the house.
    """

    rule: str = fact(text, "the rule", required=True)
    because: str = fact(text, "why", required=True)
    by: str = fact(text, "on whose word", required=True)
    house: str = fact(text, "the house", required=True)


@attrs.frozen(kw_only=True)
class House:
    """A folder of house rules that is laid over a rulebook.

    Attributes:
        name: of the house; ``author`` answers for its rules.
        digest: a SHA-256 of its files.
        added: the names of its own facts, rules, measures, parameters, networks and statements.
        changed: names of parameters with another value, and ids of rules with another text.
        switched_off: the rules that it does not apply.
    """

    name: str
    author: str
    digest: str
    added: frozenset[str]
    changed: frozenset[str]
    switched_off: tuple[SwitchedOff, ...]


def lay_over(loader: RuleFolder, folder: Path) -> House | None:
    """Lay a house over the files that a loader has read; problems go to the loader's."""
    house = Folder(folder)
    layer = _Layer(loader, house, folder.name or str(folder))
    try:
        house.read_files()
        made = layer.laid() if house.texts or not house.problems else None
    finally:
        loader.problems += [layer.placed(each) for each in house.problems if isinstance(each, RulebookError)]
    loader.note()
    return made


@attrs.define
class _Layer:
    loader: RuleFolder
    house: Folder
    shown: str
    added: set[str] = attrs.field(factory=set)
    changed: set[str] = attrs.field(factory=set)
    rules: dict[str, str] = attrs.field(factory=dict)
    name: str = ""

    def placed(self, error: RulebookError) -> RulebookError:
        named = error.file == str(self.house.folder) or error.file.startswith(self.shown)
        file = error.file if named else f"{self.shown}/{error.file}"
        return RulebookError(error.message, file=file, path=error.path, hint=error.hint)

    def laid(self) -> House | None:
        # The design of a house's reports is not part of its content or digest.
        self.house.texts.pop(REPORT_FILE, None)
        data = self.house.toml("house.toml")
        off = data.pop("off", {})
        head = self.house.structured("house.toml", HouseFile, data)
        if head is None:
            return None
        if head.format != RULE_FORMAT:
            message = f"{head.format} is given; this version reads format {RULE_FORMAT}"
            self.house.problem("house.toml", "format", message)
        if head.languages is not None:
            self.loader.languages = tuple(dict.fromkeys((self.loader.languages[0], *head.languages)))
        self.name = head.name
        self.rules = {Path(file).stem: file for file in self.loader.rule_names()}
        for file in sorted(self.house.texts):
            self.lay(file)
        switched_off = self.switch_off(off, head.name)
        return House(
            name=head.name,
            author=head.author,
            digest=str(Digest(self.house.texts)),
            added=frozenset(self.added),
            changed=frozenset(self.changed),
            switched_off=switched_off,
        )

    def lay(self, file: str) -> None:
        topic, _, rest = file.partition("/")
        if file == "house.toml":
            return
        if file == "parameters.toml":
            self.parameters(file)
        elif file in {"measures.toml", "guidance.toml"}:
            self.new_tables(file)
        elif file == PRESUMPTIONS:
            self.presumptions(file)
        elif file == FACTS_FILE:
            self.facts(file)
        elif file in ASIDES or (topic == "words" and rest):
            self.merge(file)
        elif topic == "networks" and rest:
            self.network(file)
        elif rest:
            self.rule(file)
        else:
            files = (
                "house.toml",
                FACTS_FILE,
                "parameters.toml",
                "measures.toml",
                "guidance.toml",
                PRESUMPTIONS,
                *ASIDES,
            )
            known = ", ".join(files)
            message = f"this file is unknown in a house; there are {known}, words/, networks/ and topics with rules"
            self.house.problem(file, "", message)

    # --- switched off ---

    def switch_off(self, given: object, name: str) -> tuple[SwitchedOff, ...]:
        if not isinstance(given, Mapping):
            self.house.problem("house.toml", "off", "a table of rules is expected here")
            return ()
        found = []
        files = self.rules
        for rule, table in given.items():
            path = f"off.{rule}"
            data = {"rule": rule, "house": name, **(table if isinstance(table, Mapping) else {})}
            built = self.house.structured("house.toml", SwitchedOff, data, path)
            if rule not in files:
                message = f"there is no rule '{rule[:60]}' to switch off."
                self.house.problem("house.toml", path, message, did_you_mean(rule, files))
            elif built is not None:
                self.loader.retired[files[rule]] = f"switched off by {built.by} ({name}): {built.because}"
                found.append(built)
        return tuple(found)

    # --- what is added, and what is changed ---

    def parameters(self, file: str) -> None:
        base = {name: dict(table) for name, table in self.loader.tables(file, self.loader.toml(file))}
        for name, table in self.house.tables(file, self.house.toml(file)):
            self.check_origin(file, name, table)
            known = base.get(name)
            (self.added if known is None else self.changed).add(name)
            if known is not None and "value" in table:
                known.setdefault("was", known.get("value"))
            base[name] = {**(known or {}), **table, "origin": "house"}
        self.loader.merged[file] = base

    def facts(self, file: str) -> None:
        units = _units_of(self.loader) | _units_of(self.house)
        known = self.loader.own_facts
        reader = DeclaredFacts(self.house, self.name, known, units)
        facts, asked = reader.read(self.house.toml(file))
        self.added |= facts.keys() - known.keys()
        known.update(facts)
        self.loader.declared_in.update(dict.fromkeys(facts, f"{self.shown}/{file}"))
        base = dict(self.loader.toml(ASKED)) if ASKED in self.loader.texts or ASKED in self.loader.merged else {}
        self.loader.merged[ASKED] = {**base, **asked}

    def new_tables(self, file: str) -> None:
        base = dict(self.loader.toml(file))
        for name, table in self.house.tables(file, self.house.toml(file)):
            if name in base:
                self.house.problem(file, name, "the rulebook has one of this name: give yours another")
                continue
            self.check_origin(file, name, table)
            self.added.add(name)
            base[name] = {**table, "origin": "house"}
        self.loader.merged[file] = base

    def presumptions(self, file: str) -> None:
        """Lay presumptions over those of the rulebook: a fact's are replaced as a whole, or dropped with a reason."""
        base = dict(self.loader.toml(file)) if file in self.loader.texts or file in self.loader.merged else {}
        for name, given in self.house.toml(file).items():
            several = given if isinstance(given, list) else [given]
            if not all(isinstance(each, Mapping) for each in several):
                self.house.problem(file, name, "a table, or a list of tables, is expected here")
                continue
            known = name in base
            (self.changed if known else self.added).add(name)
            if any("off" in each for each in several):
                self.drop(file, name, several, base)
                continue
            for each in several:
                self.check_origin(file, name, each)
            base[name] = [{**each, "origin": "house"} for each in several]
        self.loader.merged[file] = base

    def drop(self, file: str, name: str, several: list[Any], base: dict[str, Any]) -> None:
        reason = several[0].get("off")
        if len(several) > 1 or set(several[0]) != {"off"} or not isinstance(reason, str) or not reason.strip():
            self.house.problem(file, name, 'what is no longer presumed says so alone: off = "the reason"')
        elif name not in base:
            hint = did_you_mean(name, base)
            self.house.problem(file, name, "the rulebook presumes nothing of this fact: there is nothing to drop", hint)
        else:
            del base[name]

    def check_origin(self, file: str, name: str, table: Mapping[str, Any]) -> None:
        if table.get("origin", "house") != "house":
            message = f"'{str(table['origin'])[:20]}' is given: what a house says has the origin 'house'"
            self.house.problem(file, f"{name}.origin", message)

    def merge(self, file: str) -> None:
        base = dict(self.loader.toml(file)) if file in self.loader.texts or file in self.loader.merged else {}
        for name, table in self.house.tables(file, self.house.toml(file)):
            known = base.get(name)
            laid = {**(known if isinstance(known, Mapping) else {}), **table}
            if name in _NESTED and isinstance(known, Mapping):
                both = [key for key in table.keys() & known.keys() if _tables(known[key], table[key])]
                laid |= {key: {**known[key], **table[key]} for key in both}
            base[name] = laid
        self.loader.merged[file] = base
        if file.startswith("words/"):
            self.loader.texts.setdefault(file, "")

    def network(self, file: str) -> None:
        if file in self.loader.texts:
            self.house.problem(file, "", "the rulebook has this network: state another id")
            return
        self.added.add(Path(file).stem)
        self.loader.texts[file] = self.house.texts[file]
        self.loader.shown[file] = f"{self.shown}/{file}"

    def rule(self, file: str) -> None:
        known = self.rules.get(Path(file).stem)
        if known is None:
            self.rules[Path(file).stem] = file
            self.added.add(Path(file).stem)
            self.loader.texts[file] = self.house.texts[file]
            self.loader.shown[file] = f"{self.shown}/{file}"
            self.loader.of_house.add(file)
            return
        data = self.house.parsed(file, self.house.texts[file])
        for key in data:
            if key not in TEXT_KEYS:
                message = (
                    "the rulebook has this rule: a house gives it other texts (title, finding, remedy, in_order; those "
                    "in other languages in words/), or switches it off and writes one of its own under another name"
                )
                self.house.problem(file, key, message)
                return
        self.loader.more_texts.setdefault(known, {}).update(data)
        self.changed.add(Path(file).stem)


def _tables(*values: object) -> bool:
    return all(isinstance(each, Mapping) for each in values)


def _units_of(folder: Folder) -> set[str]:
    """Return the base units that have words in a folder, and money, whose words are a currency."""
    units = {"money"}
    for file in folder.texts.keys() | folder.merged.keys():
        if file.startswith("words/"):
            table = folder.toml(file).get("units", {})
            units |= set(table) if isinstance(table, Mapping) else set()
    return units
