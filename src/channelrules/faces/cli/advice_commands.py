"""The commands that advise: ``explain``, ``ask``, ``changes``, ``shortlist``, ``compare``."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import attrs
import typer

from channelrules.advice.changes import Changes
from channelrules.advice.reason import Reason
from channelrules.advice.shortlist import Shortlist
from channelrules.decision.compare import Comparison, compare
from channelrules.decision.interview import Interview
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError, ProfileError
from channelrules.faces.cli.files import check_target, save_profile, save_session
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
    RulesOption,
    Settings,
    judged,
    language_of,
    print_lines,
    rulebook,
    told,
    width_of_terminal,
)
from channelrules.faces.cli.terminal import read_line, say, say_json
from channelrules.faces.interview import Conversation, Stopped
from channelrules.facts.formats import load_json, read_text
from channelrules.knowledge.network import Edition
from channelrules.rendering.text import render_advice
from channelrules.told import tell

__all__ = ["add_advice"]

ChannelArgument = Annotated[str | None, typer.Argument(help="The id of a channel; the company as a whole if left out.")]


def add_advice(app: typer.Typer) -> None:
    """Add the commands that advise."""
    for command in (explain, changes, shortlist, compare_profiles, ask):
        app.command(name="compare" if command is compare_profiles else None)(command)


def explain(
    *,
    file: File,
    channel: ChannelArgument = None,
    rule: Annotated[str | None, typer.Option(help="The id of a rule; the verdict if left out.")] = None,
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


def ask(
    *,
    file: Annotated[Path, typer.Argument(help="The profile to begin or to go on with: TOML, JSON or YAML.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; the profile itself if left out.")] = None,
    session: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file that keeps the interview, every answer and what nobody knew, to go on with later."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Ask, too, what can only settle findings.")] = False,
    lang: Language = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Ask for the facts that are missing, subject by subject, the most telling first, and write them to the profile."""
    with told():
        book = rulebook(rules, house)
        words = book.knowledge.language(language_of(book, lang))
        if str(file) == "-":
            pattern = "an interview reads its answers from standard input: name a file for the profile"
            raise OptionError(tell("interview_from_stdin", pattern))
        check_target(out or file)
        begun = _begun(book, file, session, everything=everything)
        talk = Conversation(book, words, _asked, _tell, everything=everything, interview=begun)
        signal.signal(signal.SIGTERM, _hang_up)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, _hang_up)
        talking = True
        try:
            talk.run()
        except Stopped:
            pass
        except (KeyboardInterrupt, EOFError, OSError):
            talking = False
        if talk.interview is None or (begun is not None and talk.interview.to_dict() == begun.to_dict()):
            return
        written = []
        if begun is None or talk.interview.profile != begun.profile:
            may = lambda name: talking and _may_overwrite(talk, name)  # noqa: E731 - said once, where it is passed
            written.append(words.say("ask_saved", file=str(save_profile(talk.interview.profile, out or file, may))))
        if session is not None:
            save_session(talk.interview.to_dict(), session)
            written.append(words.say("ask_session", file=str(session)))
        try:
            for each in written:
                _tell(each)
        except OSError:
            return  # the terminal is closed; the files are written


def _begun(book: Rulebook, file: Path, session: Path | None, *, everything: bool) -> Interview | None:
    """Return the interview to go on with: that of the session where there is one, else of the profile."""
    if session is not None and session.exists():
        try:
            data = load_json(read_text(session))
        except ProfileError as error:
            raise ProfileError(error.message, file=session.name) from None
        return attrs.evolve(book.resume(data), everything=everything)
    return book.interview(book.read_profile(file), everything=everything) if file.exists() else None


def _hang_up(*_signal: object) -> None:
    raise EOFError


def _asked(prompt: str) -> str:
    _tell(prompt)
    sys.stdout.write("> ")
    sys.stdout.flush()
    return read_line()


def _tell(text: str) -> None:
    say(text)
    sys.stdout.flush()


def _may_overwrite(talk: Conversation, name: str) -> bool:
    try:
        return talk.confirms(talk.words.say("ask_overwrite", file=name))
    except (Stopped, KeyboardInterrupt, EOFError, OSError):
        return False
