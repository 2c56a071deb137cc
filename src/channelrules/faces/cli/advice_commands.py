"""The commands that advise: ``explain``, ``changes``, ``shortlist``, ``compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from channelrules.advice.changes import Changes
from channelrules.advice.reason import Reason
from channelrules.advice.shortlist import Shortlist
from channelrules.decision.compare import Comparison, compare
from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    EngineOption,
    File,
    Format,
    FormatOption,
    HouseOption,
    Judged,
    Language,
    PresumeOption,
    RuleOption,
    RulesOption,
    Settings,
    judged,
    print_lines,
    told,
    width_of_terminal,
)
from channelrules.faces.cli.terminal import say, say_json
from channelrules.knowledge.network import Edition
from channelrules.rendering.text import render_advice

__all__ = ["changes", "compare_profiles", "explain", "shortlist"]

ChannelArgument = Annotated[str | None, typer.Argument(help="The id of a channel; the company as a whole if left out.")]


def explain(
    *,
    file: File,
    channel: ChannelArgument = None,
    rule: RuleOption = None,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
) -> None:
    """Tell why a verdict is what it is, or why a rule fires, is clear or is open, down to the facts."""
    with told():
        found = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
        reason = found.decision.explain(channel, rule)
        _print(reason, found, form, lang)


def changes(
    *,
    file: File,
    channel: ChannelArgument = None,
    to: Annotated[str | None, typer.Option(help="The verdict to reach; the next better one if left out.")] = None,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
) -> None:
    """Tell the smallest changes that reach a better verdict, and on which of our own numbers the verdict depends."""
    with told():
        found = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
        chosen, tips = found.decision.changes(channel, to), found.decision.sensitivity(channel)
        if form is Format.JSON:
            say_json(
                {
                    **chosen.to_dict(None if lang is None else found.lang),
                    "sensitivity": [each.to_dict() for each in tips],
                }
            )
        else:
            _print(chosen, found, form, lang)
            say("")
            text = render_advice(tips, found.decision, lang=found.lang, width=width_of_terminal())
            print_lines(text, found.book, found.lang)


def shortlist(
    *,
    file: File,
    hours: Annotated[float | None, typer.Option(help="Hours a week for all channels together.")] = None,
    pages: Annotated[int | None, typer.Option(help="Pages to be managed.")] = None,
    budget: Annotated[float | None, typer.Option(help="Money a month for all channels together.")] = None,
    keep: Annotated[list[str] | None, typer.Option(help="The id of a channel that is kept anyway.")] = None,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    as_of: AsOf = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
) -> None:
    """Tell which channels to keep, so that the limits hold and the company gains most."""
    with told():
        found = judged(file, rules, house, lang, edition, engine, as_of, settings, no_presume=no_presume)
        chosen = found.decision.shortlist(hours, pages, budget, keep or [])
        _print(chosen, found, form, lang)


def compare_profiles(
    *,
    before: Annotated[Path, typer.Argument(help="The earlier profile.")],
    after: Annotated[Path, typer.Argument(help="The later profile.")],
    anyway: Annotated[bool, typer.Option("--anyway", help="Compare them even if they are of two companies.")] = False,
    rules_before: Annotated[Path | None, typer.Option(help="The folder of rules for the earlier one.")] = None,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
    edition: EditionOption = Edition.GUIDANCE,
    engine: EngineOption = None,
    settings: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    no_presume: PresumeOption = False,
) -> None:
    """Tell what changed between two profiles of one company, and because of what."""
    with told():
        now = judged(after, rules, house, lang, edition, engine, None, settings, no_presume=no_presume)
        earlier = rules_before or rules
        then = judged(before, earlier, house, lang, edition, engine, None, settings, no_presume=no_presume)
        comparison = compare(then.decision, now.decision, anyway=anyway)
        _print(comparison, now, form, lang)


def _print(advice: Reason | Changes | Shortlist | Comparison, found: Judged, form: Format, asked: str | None) -> None:
    if form is Format.JSON:
        # Data for programs is in the rulebook's first language unless another is asked for, wherever it is made.
        lang = None if asked is None else found.lang
        say_json(advice.to_dict(lang) if isinstance(advice, Reason | Changes) else advice.to_dict())
    else:
        text = render_advice(advice, found.decision, lang=found.lang, width=width_of_terminal())
        print_lines(text, found.book, found.lang)
