"""What a words file says of rules, and whether it still stands for what it was translated from.

``words/<language>.toml`` holds a table ``[rules.<id>]`` for each rule, and tables of questions, changes and
presumptions. Each names the digest of the text that it translates, so that a translation whose original has changed
is told. The tables of rules stand last, so that a trusted file is read as far as it is wanted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

if TYPE_CHECKING:
    from channelrules.knowledge.model import Knowledge

__all__ = ["RULES", "Stale", "digest_of", "sections_of", "stale_translations", "without_rules"]

RULES: Final = "rules"
_SECTION: Final = re.compile(r"^\[rules\.([a-z0-9-]+)\]$", re.MULTILINE)
_DIGITS: Final = 8


@attrs.frozen
class Stale:
    """A translation whose original has changed since.

    Attributes:
        file: the words file that it stands in.
        path: where in it.
        digest: of the original as it reads now, to be written there once the translation has been looked at.
    """

    file: str
    path: str
    digest: str


def digest_of(*texts: str | None) -> str:
    """Return the digest by which a translation names its original: eight hexadecimal digits."""
    return hashlib.sha256("\0".join(each or "" for each in texts).encode()).hexdigest()[:_DIGITS]


def without_rules(content: str) -> str:
    """Return a words file up to its first table of a rule."""
    found = _SECTION.search(content)
    return content[: found.start()] if found else content


def sections_of(content: str) -> dict[str, str]:
    """Return the tables of rules of a words file as texts, by the rule's id."""
    found = list(_SECTION.finditer(content))
    ends = [each.start() for each in found[1:]] + [len(content)]
    return {each.group(1): content[each.start() : end] for each, end in zip(found, ends, strict=True)}


def originals(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Return the digest of every text that is translated, by table and name."""
    from channelrules.knowledge.advice_settings import moves_of, questions_of

    first = knowledge.languages[0]
    rules = {rule.id: rule.texts[first] for rule in knowledge.rules.values()}
    return {
        "questions": {name: digest_of(each.texts[first]) for name, each in questions_of(knowledge).items()},
        "changes": {name: digest_of(each.texts[first]) for name, each in moves_of(knowledge).items()},
        "presumed": {each.id: digest_of(each.says, each.why) for each in knowledge.presumptions},
        RULES: {name: digest_of(each.title, each.finding, each.remedy, each.in_order) for name, each in rules.items()},
    }


def stale_translations(knowledge: Knowledge) -> Iterator[Stale]:
    """Yield the translations that name another original than the one that stands there.

    What a house rewords is left to the house: its words need not be those of the rulebook.
    """
    wanted = originals(knowledge)
    reworded = {name for house in knowledge.houses for name in house.changed}
    for language in knowledge.languages[1:]:
        file = f"words/{language}.toml"
        named: Mapping[str, Mapping[str, Any]] = knowledge.words[language].tables["translates"]
        for table in ("questions", "changes", "presumed"):
            for name, digest in wanted[table].items():
                if named.get(table, {}).get(name, digest) != digest and name.partition(".")[0] not in reworded:
                    yield Stale(file, f"translates.{table}.{name}", digest)
        for name, digest in wanted[RULES].items():
            given = knowledge.rules[name].texts[language].translates
            if given not in {None, digest} and name not in reworded:
                yield Stale(file, f"{RULES}.{name}.translates", digest)
