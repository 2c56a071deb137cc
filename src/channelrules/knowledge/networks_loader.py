"""The files of networks: dated facts in two editions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from channelrules.errors import did_you_mean
from channelrules.facts.names import folded
from channelrules.facts.vocabulary import NETWORK_FACTS
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.files import Folder
from channelrules.knowledge.heads import NetworkFile
from channelrules.knowledge.network import Edition, Network, NetworkFact, editorial_by_kind
from channelrules.knowledge.network_names import NetworkNames

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words

__all__ = ["NetworkFolder"]

_TABLE: Final = re.compile(r"^\[", re.MULTILINE)


@attrs.define
class NetworkFolder(Folder):
    """Reads the networks of a folder; those of a trusted folder on first use."""

    trusted: bool = False

    def network_heads(self) -> dict[str, NetworkFile]:
        """Return the head of each network's file, by id."""
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
                if folded(name) in taken:
                    self.problem(file, "aliases", f"'{name}' already names {taken[folded(name)]}")
                taken[folded(name)] = own
            if taken.setdefault(folded(head.name), own) != own:
                self.problem(file, "name", f"'{head.name}' already names {taken[folded(head.name)]}")
        return heads

    def network_names(self, heads: Mapping[str, NetworkFile], words: Mapping[str, Words]) -> NetworkNames:
        """Return the id of each network by its names: id, aliases, display name and translated names."""
        named = ((each, name) for name, head in heads.items() for each in (name, *head.aliases, head.name))
        return NetworkNames(named, words)

    def networks(self, heads: Mapping[str, NetworkFile]) -> Mapping[str, Network]:
        """Return the networks, by id."""
        if self.trusted:
            return Deferred(heads, lambda name: self.network(name, heads[name]))
        return {name: self.network(name, head) for name, head in heads.items()}

    def network(self, name: str, head: NetworkFile) -> Network:
        """Return the content of a network's file."""
        file = f"networks/{name}.toml"
        data = self.toml(file)
        read = {edition: self._network_facts(file, edition, data.get(edition.value, {})) for edition in Edition}
        known = {edition.value for edition in Edition}
        for extra in sorted(key for key, value in data.items() if isinstance(value, Mapping) and key not in known):
            self.problem(file, extra, "this table is unknown", did_you_mean(extra, known))
        for attribute in ("account_model", "designed_for", "main_format", "native_formats"):
            if attribute not in read[Edition.CURRENT]:
                self.problem(file, f"current.{attribute}", "this key is missing")
        if "editorial" not in read[Edition.CURRENT]:
            days = [fact.as_of for facts in read[Edition.CURRENT].values() for fact in facts]
            fact = editorial_by_kind(head.kind, max(days, default=datetime.date.min))
            read[Edition.CURRENT]["editorial"] = (fact,)
        return Network(id=name, name=head.name, kind=head.kind, aliases=head.aliases, facts=read)

    def _network_facts(self, file: str, edition: Edition, data: object) -> dict[str, tuple[NetworkFact, ...]]:
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
            built = [self._network_fact(file, edition, attribute, each, path) for each in several]
            read[attribute] = tuple(each for each in built if each is not None)
        return read

    def _network_fact(
        self, file: str, edition: Edition, attribute: str, given: object, path: str
    ) -> NetworkFact | None:
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
        if edition is Edition.CURRENT and not (built.source and (built.grade or built.judged_by)):
            self.problem(file, path, "a current fact has a source and a grade, or a reason and origin = 'ours'")
        if built.grade and built.judged_by:
            self.problem(file, path, "a judgement of ours has a reason and no grade")
        return attrs.evolve(built, value=value)
