"""Common parts of the pages made from a rulebook: links and language."""

from __future__ import annotations

from collections.abc import Iterable

from channelrules.decision.rulebook import Rulebook
from channelrules.knowledge.locales import Words

__all__ = ["anchor", "capital", "cell", "cited_links", "page_words", "rule_links"]


def anchor(name: str) -> str:
    """Return the anchor of a heading that is a name."""
    return name.replace(".", "")


def cited_links(cites: Iterable[str]) -> str:
    """Return statements as links to their page."""
    return ", ".join(f"[{each}](statements.md#{each.lower()})" for each in cites)


def page_words(book: Rulebook) -> Words:
    """Return the language of the pages: English where the rulebook has it, else its first."""
    return book.knowledge.language("en" if "en" in book.knowledge.languages else None)


def rule_links(ids: Iterable[str], folder: str = "") -> str:
    """Return rules as links to their pages in a folder."""
    return ", ".join(f"[`{each}`]({folder}{each}.md)" for each in ids)


def cell(text: str) -> str:
    """Return a text escaped for the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"
