"""Checks of the words for people: none missing in a language, none unused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from channelrules.errors import RulebookError, did_you_mean
from channelrules.facts.fields import specification
from channelrules.facts.plans import EditorialEntry, PlanEntry
from channelrules.facts.profile import FollowerCount, Result
from channelrules.facts.vocabulary import LISTS, NETWORK_FACTS
from channelrules.knowledge.locales import Words
from channelrules.knowledge.model import Knowledge
from channelrules.knowledge.templates import forms_in, placeholders
from channelrules.language.types import Kind

__all__ = ["problems_of_words"]

_FILLED: Final = ("say", "presumed", "questions", "changes")
"""The tables whose texts are filled in."""

ROW_CLASSES: Final = (PlanEntry, EditorialEntry, FollowerCount, Result)
"""The lists that an interview asks for column by column."""

_SUBJECTS: Final = frozenset({"channel", "company"})


def problems_of_words(knowledge: Knowledge) -> Iterator[RulebookError]:
    """Yield every word that is missing in a language or unused."""
    first = knowledge.words[knowledge.languages[0]]
    for language, words in knowledge.words.items():
        file = f"words/{language}.toml"
        wanted = _wanted(knowledge, first)
        for table, names in wanted.items():
            if table == "choices_of_facts":
                continue
            given = words.tables[table]
            allowed = names | wanted["choices_of_facts"] if table == "choices" else names
            # In the first language meanings are where things are declared.
            always = table in {"verdict", "action", "units", "columns", "say"}
            # A network's own name needs no translation.
            needed = names if always or (words is not first and table != "networks") else set()
            for name in sorted(needed - set(given)):
                yield RulebookError("this key is missing", file=file, path=f"{table}.{name}")
            # In the first language the texts are in the files of questions and changes.
            known = set() if words is first and table in {"questions", "changes"} else allowed
            for name in sorted(set(given) - known):
                hint = did_you_mean(name, known)
                yield RulebookError("this key is unknown", file=file, path=f"{table}.{name}", hint=hint)
        yield from _placeholders(words, first, file)
        yield from _forms(knowledge, words, first, file)
        yield from _placeholders_of_asides(words, first, _asked_and_done(knowledge), file)


def _wanted(knowledge: Knowledge, first: Words) -> Mapping[str, set[str]]:
    rows = knowledge.channel_verdicts + knowledge.company_verdicts
    types = [fact.term.type for fact in knowledge.facts.values()] + [spec.type for spec in NETWORK_FACTS.values()]
    types += [type_ for items in LISTS.values() for type_ in items.attributes.values()]
    numbers = [term.type for term in knowledge.vocabulary if term.type.kind is Kind.NUMBER]
    units = {base for type_ in numbers if type_.unit for base, power in type_.unit.factors if power > 0}
    return {
        "verdict": {row.verdict for row in rows} | {"undetermined"},
        "action": set(knowledge.actions),
        "facts": {*knowledge.facts, *(f"network.{name}" for name in NETWORK_FACTS)},
        "measures": set(knowledge.measures),
        "parameters": set(knowledge.parameters),
        "choices": {option for type_ in types if type_.kind in {Kind.CHOICE, Kind.SET} for option in type_.options},
        "choices_of_facts": {
            f"{name}.{option}"
            for name, type_ in {term.name: term.type for term in knowledge.vocabulary}.items()
            if type_.kind in {Kind.CHOICE, Kind.SET}
            for option in type_.options
        },
        "units": units - {"money"},
        "columns": {spec.key or name for table in ROW_CLASSES for name, spec in specification(table)},
        "networks": set(knowledge.networks),
        "guidance": set(knowledge.statements),
        "glossary": set(first.tables["glossary"]),
        "glossary_means": set(first.tables["glossary"]),
        "presumed": {each.id for each in knowledge.presumptions},
        "presumed_why": {each.id for each in knowledge.presumptions},
        **{table: set(texts) for table, texts in _asked_and_done(knowledge).items()},
        "say": set(first.tables["say"]),
    }


def _asked_and_done(knowledge: Knowledge) -> dict[str, dict[str, str]]:
    """Return the questions and the changes in the first language, by table and name."""
    told: dict[str, dict[str, str]] = {}
    for table in ("questions", "changes"):
        texts = knowledge.asides.get(f"{table}.toml", {})
        told[table] = {name: str(each.get("text", "")) for name, each in texts.items() if isinstance(each, Mapping)}
    return told


def _placeholders_of_asides(
    words: Words, first: Words, originals: Mapping[str, Mapping[str, str]], file: str
) -> Iterator[RulebookError]:
    for table, texts in originals.items():
        for name, said in words.tables[table].items():
            # A language may leave the subject implicit, but no value may be lost.
            own, others = (set(placeholders(str(each))) - _SUBJECTS for each in (said, texts.get(name, said)))
            for each in sorted(others - own):
                yield RulebookError(f"the placeholder '{{{each}}}' is missing here", file=file, path=f"{table}.{name}")
            for each in sorted(own - others):
                message = f"the placeholder '{{{each[:60]}}}' is not in '{first.lang}'"
                yield RulebookError(message, file=file, path=f"{table}.{name}")


def _forms(knowledge: Knowledge, words: Words, first: Words, file: str) -> Iterator[RulebookError]:
    """Yield the forms that a text uses and its language does not define, such as ``{channel|dii}``."""
    known = words.tables["forms"]
    texts = [(f"{table}.{name}", str(said)) for table in _FILLED for name, said in words.tables[table].items()]
    if words is first:
        texts += [(f"presumed.{each.id}", each.says) for each in knowledge.presumptions]
        for table, asked in _asked_and_done(knowledge).items():
            texts += [(f"{table}.{name}", said) for name, said in asked.items()]
    for rule in knowledge.rules.values():
        text = rule.texts[words.lang]
        texts += [(f"rules.{rule.id}.{key}", getattr(text, key) or "") for key in ("finding", "remedy")]
    for path, said in texts:
        for form in sorted(forms_in(said) - set(known)):
            hint = did_you_mean(form, known)
            yield RulebookError(f"'{form[:40]}' is none of the forms in [forms]", file=file, path=path, hint=hint)


def _placeholders(words: Words, first: Words, file: str) -> Iterator[RulebookError]:
    for name, said in words.tables["say"].items():
        own, others = set(placeholders(said)), set(placeholders(str(first.tables["say"].get(name, said))))
        for each in sorted(others - own):
            yield RulebookError(f"the placeholder '{{{each}}}' is missing here", file=file, path=f"say.{name}")
        for each in sorted(own - others):
            message = f"the placeholder '{{{each[:60]}}}' is not in '{first.lang}'"
            yield RulebookError(message, file=file, path=f"say.{name}")
