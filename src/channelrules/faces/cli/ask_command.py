"""The command that asks for what is missing: ``ask``."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Annotated

import attrs
import typer

from channelrules.decision.interview import Interview
from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError, ProfileError
from channelrules.faces.cli.files import check_target, save_profile, save_session
from channelrules.faces.cli.options import (
    AskAllOption,
    HouseOption,
    Language,
    ProfileOutOption,
    RulesOption,
    language_of,
    rulebook,
    told,
)
from channelrules.faces.cli.terminal import read_line, say
from channelrules.faces.interview import Conversation, Stopped
from channelrules.facts.formats import load_json, read_text
from channelrules.told import tell

__all__ = ["ask"]


def ask(
    *,
    file: Annotated[Path, typer.Argument(help="The profile to begin or to go on with: TOML, JSON or YAML.")],
    out: ProfileOutOption = None,
    session: Annotated[
        Path | None,
        typer.Option(
            help="A JSON file that keeps the interview, every answer and what nobody knew, to go on with later."
        ),
    ] = None,
    everything: AskAllOption = False,
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
