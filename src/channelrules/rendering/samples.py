"""Texts with placeholders as they read for any company: ``the channel``, and meanings in place of values."""

from __future__ import annotations

from channelrules.knowledge.locales import Words
from channelrules.knowledge.templates import Said, placeholders
from channelrules.language.types import Vocabulary

__all__ = ["of_any_company"]


def of_any_company(pattern: str, words: Words, vocabulary: Vocabulary, *, within: bool = False) -> str:
    """Return a text with general words for its subject, and meanings between marks for values."""
    values: dict[str, str] = {}
    for name in placeholders(pattern):
        if name in {"channel", "company", "network"}:
            article = str(words.tables["articles"].get(f"any_{name}", ""))
            said = words.say(f"any_{name}")
            values[name] = Said(said, article=article, common=True)
        else:
            meaning = words.meaning(name, vocabulary[name].meaning) if name in vocabulary else "…"
            values[name] = words.say("mark", what=meaning)
    return words.fill(pattern, values, within=within)
