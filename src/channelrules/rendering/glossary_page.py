"""The glossary as a page of Markdown: each term in every language of a rulebook, and what it means."""

from __future__ import annotations

from collections.abc import Iterator

from channelrules.decision.rulebook import Rulebook

__all__ = ["glossary_page"]


def glossary_page(book: Rulebook) -> str:
    """Return the page: one term for each concept, in every language, with the synonyms that are not used."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: Rulebook) -> Iterator[str]:
    languages = [book.knowledge.language(each) for each in book.knowledge.languages]
    first = languages[0]
    yield from ("# Glossary", "")
    yield "One name for one thing. The terms are data of the languages (`rules/words/`), and a test holds every text to"
    yield "them."
    yield ""
    yield f"| {' | '.join(each.lang for each in languages)} | |"
    yield f"|{'---|' * (len(languages) + 1)}"
    for name in first.tables["glossary"]:
        terms = " | ".join(str(each.tables["glossary"][name]) for each in languages)
        yield f"| {terms} | {first.tables['glossary_means'][name]} |"
    yield ""
    yield from ("## Words that are not used", "")
    for words in languages:
        given = words.tables["glossary_instead_of"].items()
        yield f"* **{words.lang}**: {'; '.join(f'{term} instead of *{other}*' for other, term in given)}."
