"""The commands that take files in and send forms out: ``intake`` and ``form``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from channelrules.decision.rulebook import Rulebook
from channelrules.errors import OptionError, there_already
from channelrules.faces.cli.assessing import option_expects
from channelrules.faces.cli.files import check_target, replace_file, save_profile
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
from channelrules.faces.cli.terminal import say, say_json
from channelrules.facts.profile import Profile
from channelrules.intake.document import updated
from channelrules.intake.form import blank_profile, write_form
from channelrules.intake.reading import Intake, read
from channelrules.intake.telling import intake_data, intake_text
from channelrules.told import tell

__all__ = ["form", "intake"]

_PAIRS = "FILE=…; may be given several times."


def intake(
    *,
    profile: Annotated[Path, typer.Argument(help="The profile to bring up to date; created if it does not exist.")],
    files: Annotated[list[Path], typer.Argument(help="Exports, calendars, audits and forms that came back.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would change, and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Tell it as JSON.")] = False,
    out: ProfileOutOption = None,
    name: Annotated[str | None, typer.Option(help="The company's name, for a new profile.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help=f"The channel that a file is of: {_PAIRS}")] = None,
    range_: Annotated[
        list[str] | None, typer.Option("--range", help=f"The days that a file covers, FROM..UNTIL: {_PAIRS}")
    ] = None,
    order: Annotated[list[str] | None, typer.Option(help=f"How a file writes days, dmy or mdy: {_PAIRS}")] = None,
    plan: Annotated[
        list[str] | None, typer.Option(help=f"Which plan a calendar is, communication or editorial: {_PAIRS}")
    ] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="The status of a channel that is not in the profile: NETWORK=….")
    ] = None,
    take: Annotated[
        list[str] | None, typer.Option(help="The path of a fact to take from the files; all for every one.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who reads the files, for the provenance.")] = None,
    read_on: Annotated[str | None, typer.Option("--read-on", help="The day of reading; today if left out.")] = None,
    lang: Language = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Read facts out of files into a profile; where it says otherwise, that is told and left as it is.

    Exit status: 0 everything was taken, 1 something differs or is asked, 2 a file was refused, or bad input.
    """
    with told():
        book = rulebook(rules, house)
        language = language_of(book, lang)
        if out is not None or not profile.exists():
            check_target(out or profile)
        known = book.read_profile(profile) if profile.exists() else None
        found = read(
            known,
            files,
            rulebook=book,
            read_on=_day(read_on, "--read-on") if read_on else None,
            name=name,
            channels=_pairs(channel, "--channel"),
            ranges={file: _range(value) for file, value in _pairs(range_, "--range").items()},
            orders=_pairs(order, "--order"),
            plans=_pairs(plan, "--plan"),
            statuses=_pairs(status, "--status"),
            take=take or (),
            by=by,
        )
        written = None if dry_run else _write(found, known, profile, out, book)
    if as_json:
        say_json(intake_data(found, book.knowledge, language))
    else:
        say(intake_text(found, book.knowledge, language))
        words = book.knowledge.language(language)
        if dry_run:
            say(words.say("intake.dry_run"))
        elif written is not None:
            say(words.say("ask_saved", file=str(written)))
    raise typer.Exit(2 if found.refused else 1 if found.differences or found.asks else 0)


def _write(found: Intake, known: Profile | None, profile: Path, out: Path | None, book: Rulebook) -> Path | None:
    if found.profile is None or found.profile == known:
        return None
    target = out or profile
    if known is None:
        return save_profile(found.profile, target, lambda _: False)
    if target != profile and target.exists():
        raise OptionError(there_already(target.name))
    if target.suffix.lower() != profile.suffix.lower():
        return save_profile(found.profile, target, lambda _: False)
    text = profile.read_text(encoding="utf-8-sig")
    paths = [each.path for each in found.changes]
    replace_file(target, updated(text, profile.suffix.lower(), found.profile, paths, book))
    return target


def _pairs(given: Sequence[str] | None, option: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for each in given or ():
        key, sign, value = each.rpartition("=")
        if not sign or not key.strip() or not value.strip():
            raise OptionError(option_expects(option, each[:60], tell("name_value", "name=value")))
        found[key.strip()] = value.strip()
    return found


def _range(text: str) -> tuple[datetime.date, datetime.date]:
    first, _, last = text.partition("..")
    return _day(first, "--range"), _day(last, "--range")


def _day(text: str, option: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        expected = tell("a_date_such_as", "a date such as 2026-11-01")
        raise OptionError(option_expects(option, text[:40], expected)) from None


def form(
    *,
    name: Annotated[str, typer.Argument(help="The company's name, or its profile: then only what it lacks is asked.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The workbook to write, .xlsx.")],
    network: Annotated[
        list[str] | None, typer.Option(help="A network on which the company has a channel; may be given several times.")
    ] = None,
    everything: AskAllOption = False,
    lang: Language = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Write a form to send out: a workbook that asks what matters for these networks; 'intake' reads it back."""
    with told():
        book = rulebook(rules, house)
        language = language_of(book, lang)
        file = Path(name)
        known = book.read_profile(file) if file.suffix.lower() in {".toml", ".json", ".yaml", ".yml"} else None
        today = datetime.date.today()  # noqa: DTZ011 - a day, not a time
        if known is not None and network:
            pattern = "a profile has its channels already: --network goes with a company's name"
            raise OptionError(tell("network_with_profile", pattern))
        profile = known or blank_profile(name, network or [], book, today)
        count = write_form(profile, out, lang=language, rulebook=book, everything=everything, new=known is None)
    say(book.knowledge.language(language).say("intake.form_written", file=str(out), count=str(count)))
