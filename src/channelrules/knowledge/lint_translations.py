"""Whether translations are up to date: each names the digest of its original."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from channelrules.knowledge.advice_settings import moves_of, questions_of
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.translations import RULES, digest_of

__all__ = ["Stale", "originals", "stale_translations"]


@attrs.frozen
class Stale:
    """A translation whose original has changed since.

    Attributes:
        file: the words file that holds it.
        path: its key path in the file.
        digest: of today's original, to be written there once the translation has been checked.
    """

    file: str
    path: str
    digest: str


def originals(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Return the digest of every text that is translated, by table and name."""
    first = knowledge.languages[0]
    rules = {rule.id: rule.texts[first] for rule in knowledge.rules.values()}
    return {
        "questions": {name: digest_of(each.texts[first]) for name, each in questions_of(knowledge).items()},
        "changes": {name: digest_of(each.texts[first]) for name, each in moves_of(knowledge).items()},
        "presumed": {each.id: digest_of(each.says, each.why) for each in knowledge.presumptions},
        "guidance": {name: digest_of(each.statement) for name, each in knowledge.statements.items()},
        "parameters": {name: digest_of(each.meaning) for name, each in knowledge.parameters.items()},
        "measures": {name: digest_of(each.term.meaning) for name, each in knowledge.measures.items()},
        RULES: {name: digest_of(each.title, each.finding, each.remedy, each.in_order) for name, each in rules.items()},
    }


def stale_translations(knowledge: Knowledge) -> Iterator[Stale]:
    """Yield the translations whose digest is not that of today's original.

    Texts that a house replaces are not checked: they need not translate the rulebook's.
    """
    wanted = originals(knowledge)
    reworded = {name for house in knowledge.houses for name in house.changed}
    for language in knowledge.languages[1:]:
        file = f"words/{language}.toml"
        named: Mapping[str, Mapping[str, Any]] = knowledge.words[language].tables["translates"]
        for table in (each for each in wanted if each != RULES):
            for name, digest in wanted[table].items():
                if named.get(table, {}).get(name, digest) != digest and name.partition(".")[0] not in reworded:
                    yield Stale(file, f"translates.{table}.{name}", digest)
        for name, digest in wanted[RULES].items():
            given = knowledge.rules[name].texts[language].translates
            if given not in {None, digest} and name not in reworded:
                yield Stale(file, f"{RULES}.{name}.translates", digest)
