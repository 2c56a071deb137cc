"""The commands that look into the rulebook, and begin a rule: ``rules list``, ``show``, ``pages``, ``new``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from channelrules.decision.rulebook import load_rules
from channelrules.errors import OptionError, did_you_mean
from channelrules.faces.cli.options import (
    HouseOption,
    Language,
    RulesOption,
    language_of,
    print_table,
    rulebook,
    told,
)
from channelrules.faces.cli.terminal import say
from channelrules.facts.limits import MAX_IDENTIFIER
from channelrules.knowledge.rule import Rule
from channelrules.knowledge.scaffold import house_skeleton, rule_skeleton, translation_skeleton
from channelrules.rendering.presumption_page import presumption_lines, presumption_row
from channelrules.rendering.rule_pages import write_rule_pages
from channelrules.rendering.rule_text import rule_lines

__all__ = ["list_rules", "new_rule", "show_rule", "write_pages"]


def list_rules(
    *,
    presumptions: Annotated[
        bool, typer.Option("--presumptions", help="List what is presumed where nobody says, with value and reason.")
    ] = False,
    rules: RulesOption = None,
    house: HouseOption = None,
    lang: Language = None,
) -> None:
    """List every rule: its id, kind, whose word it is, what it cites, and what it catches."""
    with told():
        book = rulebook(rules, house)
        words = book.knowledge.language(language_of(book, lang))
    if presumptions:
        rows = [presumption_row(book, each, words) for each in book.presumptions.values()]
        columns = ("presumption", "value", "origin", "cites", "why")
    else:
        rows = [_row(rule, words.lang) for rule in book.rules.values()]
        columns = ("rule", "kind", "origin", "cites", "catches")
    print_table([words.say(f"rule_{each}") for each in columns], rows)


def _row(rule: Rule, lang: str) -> tuple[str, ...]:
    return rule.id, rule.kind, rule.origin, ", ".join(rule.cites), rule.texts[lang].title


def show_rule(
    rule_id: Annotated[
        str, typer.Argument(metavar="ID", help="The id of a rule, or a fact that is presumed, such as channel.role.")
    ],
    rules: RulesOption = None,
    house: HouseOption = None,
    lang: Language = None,
) -> None:
    """Show one rule, or what is presumed of a fact: what it says, on whose word, its condition, numbers and texts."""
    with told():
        book = rulebook(rules, house)
        words = book.knowledge.language(language_of(book, lang))
        several = [each for each in book.presumptions.values() if rule_id in {each.fact, each.id}]
        if several:
            for line in presumption_lines(book, several, words):
                say(line)
            return
        if rule_id not in book.rules and (meant := did_you_mean(rule_id, book.presumptions)) and "." in rule_id:
            raise OptionError(f"nothing is presumed of '{rule_id[:60]}'. {meant}")
        # Without a language that is asked for, the texts are shown in all of them.
        texts = book.knowledge.languages if lang is None else (words.lang,)
        say("\n".join(rule_lines(book, book.rule(rule_id), words, texts)))


def write_pages(
    out: Annotated[Path, typer.Argument(help="The folder that the pages are written to.")],
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Write a page for each rule, in Markdown, with its texts, numbers and examples."""
    with told():
        book = rulebook(rules, house)
        try:
            written = write_rule_pages(book, out)
        except OSError as error:
            message = f"{out} cannot be written: {error.strerror or error}"
            raise OptionError(message) from None
    say(f"pages: {len(written)} in {out}")


def new_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new rule: lower-case words with '-'.")],
    *,
    house: Annotated[Path, typer.Option(help="The folder of house rules; created if it does not exist.")],
    topic: Annotated[str, typer.Option(help="The folder inside it.")] = "house",
    company: Annotated[bool, typer.Option("--company", help="Asked of the company once, not of each channel.")] = False,
) -> None:
    """Write the skeleton of a new house rule, commented; it is fine once its blanks are filled."""
    with told():
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule_id) or not re.fullmatch(r"[a-z][a-z_]*", topic):
            message = f"'{rule_id[:40]}' in '{topic[:40]}': an id is lower-case words with '-', a topic with '_'"
            raise OptionError(message)
        if max(len(rule_id), len(topic)) > MAX_IDENTIFIER:
            message = f"'{rule_id[:40]}' in '{topic[:40]}': an id and a topic have at most {MAX_IDENTIFIER} letters"
            raise OptionError(message)
        book = load_rules()
        file = house / topic / f"{rule_id}.toml"
        if rule_id in book.rules or file.exists():
            message = f"there is a rule '{rule_id}' already"
            raise OptionError(message)
        try:
            scope = "company" if company else "channel"
            texts = {file: rule_skeleton(scope)}
            for language in book.knowledge.languages[1:]:
                # Words that are there stay: the new rule's table goes to the end.
                words = house / "words" / f"{language}.toml"
                before = f"{words.read_text(encoding='utf-8').rstrip()}\n\n" if words.exists() else ""
                texts[words] = before + translation_skeleton(rule_id, scope)
            if not (house / "house.toml").exists():
                texts[house / "house.toml"] = house_skeleton()
            for path, text in texts.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        except OSError as error:
            message = f"{house} cannot be written: {error.strerror or error}"
            raise OptionError(message) from None
    for path in texts:
        say(f"written: {path}")
