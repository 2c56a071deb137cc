"""The commands that inspect and test the rulebook: ``rules list``, ``show``, ``test``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from channelrules.audit.consistency import Weight, check_whole
from channelrules.audit.diff import RulebookDiff, diff
from channelrules.audit.mutation import failing_examples, mutation_scores
from channelrules.decision.rulebook import load_rules
from channelrules.errors import OptionError, did_you_mean
from channelrules.faces.cli.options import (
    Format,
    FormatOption,
    HouseOption,
    Language,
    RulesOption,
    language_of,
    rulebook,
    told,
)
from channelrules.faces.cli.terminal import say, say_json, say_rows
from channelrules.facts.limits import MAX_IDENTIFIER
from channelrules.inference.compiled import Compiled
from channelrules.knowledge.rule import Rule
from channelrules.knowledge.scaffold import house_skeleton, rule_skeleton, translation_skeleton
from channelrules.printable import printable
from channelrules.rendering.presumption_page import presumption_lines, presumption_row
from channelrules.rendering.rule_pages import write_rule_pages
from channelrules.rendering.rule_text import rule_lines

__all__ = ["rules_app"]

rules_app: Final = typer.Typer(help="Look into the rulebook, and put it to the test.", no_args_is_help=True)
RuleArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a rule.")]


@rules_app.command("list")
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
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        say_rows(rows)
        return
    table = Table(*(words.say(f"rule_{each}") for each in columns), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(printable(each)) for each in row))
    console.print(table, soft_wrap=False)


def _row(rule: Rule, lang: str) -> tuple[str, ...]:
    return rule.id, rule.kind, rule.origin, ", ".join(rule.cites), rule.texts[lang].title


@rules_app.command("show")
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


@rules_app.command("test")
def prove_rules(
    rule_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a rule; all where left out.")] = None,
    *,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change each condition in turn, and see whether an example notices.")
    ] = False,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Run the rules' examples. Exit status: 0 all is well, 1 an example or a mutant says otherwise, 2 bad input."""
    with told():
        book = rulebook(rules, house)
        only = book.rule(rule_id).id if rule_id else None
        compiled = Compiled(book.knowledge)
        failed = list(failing_examples(compiled, only))
        for each in failed:
            say(f"{each}")
        ran = sum(len(book.examples(each)) for each in book.rules.values() if only in {None, each.id})
        say(f"examples: {ran}, failing: {len(failed)}")
        survivors = _mutated(compiled, only) if mutate else 0
    raise typer.Exit(1 if failed or survivors else 0)


def _mutated(compiled: Compiled, only: str | None) -> int:
    made = survivors = same = 0
    for score in mutation_scores(compiled, only):
        made += score.made
        survivors += len(score.survivors)
        same += len(score.equivalent)
        say(f"{score.subject}: {score.noticed} of {score.made}")
        for each in score.survivors:
            say(f"  survives: {each.change}\n    {each.text}")
    share = f"{(made - survivors) / made:.1%}" if made else "nothing to change"
    beside = f"; {same} more say the same, as the rulebook explains" if same else ""
    say(f"mutants: {made}, noticed: {made - survivors} ({share}){beside}")
    return survivors


@rules_app.command("diff")
def diff_rules(
    old: Annotated[Path, typer.Argument(help="The older folder of rules; '-' for the built-in one.")],
    new: Annotated[Path, typer.Argument(help="The newer folder of rules; '-' for the built-in one.")],
    profiles: Annotated[list[Path] | None, typer.Argument(help="Profiles on which both are tried.")] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Tell which rules, parameters, texts and facts changed, and which decisions change with them."""
    with told():
        before, after = (load_rules(None if str(each) == "-" else each) for each in (old, new))
        found = diff(before, after, [after.read_profile(each) for each in profiles or []])
        if form is Format.JSON:
            say_json(found.to_dict())
        else:
            say("\n".join(_diff_lines(found)))


def _diff_lines(found: RulebookDiff) -> Iterator[str]:
    for side, named in (("from", found.before), ("to", found.after)):
        yield f"{side} {named['name']} {named['version']} ({named['digest'][:12]})"
    if not found.changed:
        yield "nothing changed"
    for each in found.changed:
        what = f"{each.what} {each.name}{f', {each.part}' if each.part else ''}"
        if each.before is None or each.after is None:
            yield f"  {what}: {'new' if each.before is None else 'gone'}"
        else:
            yield f"  {what}: {each.before} → {each.after}"
    for decided in found.decisions:
        yield f"{decided.company}:"
        for one in decided.differences:
            subject = one.subject or "the company"
            rule = f", {one.rule}" if one.rule else ""
            yield f"  {subject}{rule}: {' or '.join(one.before) or 'clear'} → {' or '.join(one.after) or 'clear'}"


@rules_app.command("pages")
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


@rules_app.command("new")
def new_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the new rule: lower-case words with '-'.")],
    *,
    house: Annotated[Path, typer.Option(help="The folder of house rules; it is made where it is not there.")],
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


@rules_app.command("check")
def check_rules(
    folder: Annotated[Path | None, typer.Argument(help="A folder of rules; the built-in ones where left out.")] = None,
    *,
    house: HouseOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Check the whole set by logic. Exit status: 0 no problems, 1 problems, 2 the folder cannot be loaded."""
    with told():
        remarks = list(check_whole(Compiled(rulebook(folder, house).knowledge)))
        if form is Format.JSON:
            say_json([each.to_dict() for each in remarks])
        else:
            for each in remarks:
                say(f"{each.weight.value}: {', '.join(each.about)}: {each.message}")
            counts = {weight: sum(each.weight is weight for each in remarks) for weight in Weight}
            say(", ".join(f"{weight.value}: {count}" for weight, count in counts.items()))
    raise typer.Exit(1 if any(each.weight is Weight.PROBLEM for each in remarks) else 0)
