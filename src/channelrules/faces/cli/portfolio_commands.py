"""The commands for whole tables of companies: ``portfolio assess``, ``explain``, ``schema``, ``template``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

import channelrules.portfolio
from channelrules.errors import OptionError
from channelrules.faces.cli.options import (
    AsOf,
    EditionOption,
    ForceOption,
    HouseOption,
    Language,
    PdfOption,
    PresumeOption,
    RuleOption,
    RulesOption,
    Settings,
    day_of,
    language_of,
    print_lines,
    print_table,
    rulebook,
    settings_of,
    told,
    width_of_terminal,
)
from channelrules.faces.cli.spreadsheets import Spreadsheets
from channelrules.faces.cli.terminal import say, say_json
from channelrules.inference.outcomes import CompanyVerdict, Outcome, Verdict
from channelrules.knowledge.network import Edition
from channelrules.printable import printable
from channelrules.rendering.text import render_advice

if TYPE_CHECKING:
    from channelrules.portfolio.api import Portfolio
    from channelrules.portfolio.output import Tally

__all__ = ["assess", "explain", "make_report", "print_schema", "template"]

Input = Annotated[
    Path, typer.Argument(metavar="IN", help="Companies: Parquet (a file or a folder), CSV, JSON lines or a workbook.")
]
ChannelsOption = Annotated[
    Path | None, typer.Option("--channels", help="Their channels, where they stand in a table of their own.")
]
_OUTCOMES: Final = tuple(each.value for each in Outcome if each is not Outcome.CLEAR)
_SHOWN: Final = 15
_REFUSED: Final = 3
_WIDE: Final = 160


def assess(
    companies: Input,
    out: Annotated[Path, typer.Option("--out", help="The folder that the tables are written to.")],
    channels: ChannelsOption = None,
    form: Annotated[str, typer.Option("--format", help="parquet, csv or jsonl.")] = "parquet",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="The outcomes that make findings: fires, presumed, waived, open."),
    ] = None,
    findings: Annotated[
        str, typer.Option(help="long, a row for each, or wide, a row for each channel with a column for each rule.")
    ] = "long",
    workers: Annotated[int | None, typer.Option(help="How many threads work; one per processor if left out.")] = None,
    edition: EditionOption = Edition.GUIDANCE,
    as_of: AsOf = None,
    no_presume: PresumeOption = False,  # noqa: FBT002 - a flag of Typer
    set_: Settings = None,
    refused: Annotated[
        Path | None, typer.Option(help="The workbook (.xlsx) that refused rows of a spreadsheet are given back in.")
    ] = None,
    lang: Language = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Judge every company of a table, and write verdicts, findings and refused rows.

    A run that was interrupted goes on where it stopped when it is started again in the same way.
    """
    with told():
        book = rulebook(rules, house)
        sheets = Spreadsheets(companies, channels, book, language_of(book, lang))
        sheets.check(refused)
        with _progress() as tell:
            found = channelrules.portfolio.assess(
                sheets.companies,
                sheets.channels,
                rulebook=book,
                out=out,
                format=form,
                edition=edition,
                as_of=day_of(as_of),
                parameters=settings_of(set_ or []),
                presume=not no_presume,
                outcomes=only or _OUTCOMES,
                findings=findings,
                workers=workers,
                told=tell,
            )
        given_back = sheets.give_back(found, refused)
    _summary(found, out)
    if sheets.unknown:
        say(f"Columns of the spreadsheet that nobody knows: {', '.join(sheets.unknown)}.")
    if given_back is not None:
        say(f"The refused rows, with the reasons in their cells, are in {given_back}.")


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar with companies, rate and time left; nothing where nobody looks."""
    columns = (
        TextColumn("{task.completed:,.0f} companies"),
        BarColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=None, rate="")

        def tell(done: int, total: int | None) -> None:
            speed = next(iter(bar.tasks)).speed if bar.tasks else None
            bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")

        yield tell


def _summary(found: Portfolio, out: Path) -> None:
    tally = found.tally
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = _WIDE
    console.print(
        f"{tally.companies:,} rows: {tally.judged:,} companies judged with {tally.channels:,} channels, "
        f"{tally.rejected:,} rejected."
    )
    if tally.orphans:
        rows = "row" if tally.orphans == 1 else "rows"
        console.print(f"{tally.orphans:,} {rows} of the channels' table without a company.")
    if refused := tally.rejected + tally.orphans:
        for row in found.rejected.slice(0, _REFUSED).to_pylist():
            place = "a channel" if row["row"] is None else f"row {row['row']}"
            console.print(_text(f"  {place}{', ' + row['company'][:60] if row['company'] else ''}: {row['reason']}"))
        if refused > _REFUSED:
            console.print(f"  and {refused - _REFUSED:,} more in the table rejected")
    if found.missing:
        console.print(_text(f"Columns that are missing, and so unknown of every company: {', '.join(found.missing)}."))
    if found.extra:
        console.print(_text(f"Columns that nothing looks at: {', '.join(found.extra)}."))
    for title, table in _tables(tally) if tally.judged else ():
        console.print(f"\n{title}")
        console.print(table)
    names = ["verdicts", "findings", *(["company_findings"] if found.form == "wide" else [])]
    names += ["rejected"] if tally.rejected or tally.orphans else []
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    console.print(_text(f"\nThe tables {listed} are in {out}; summary.json has every count."))


def _tables(tally: Tally) -> Iterator[tuple[str, Table]]:
    verdicts = [each.value for each in Verdict]
    yield (
        "Verdicts by network",
        _table(
            ["network", *verdicts],
            [[name, *(_count(counts.get(each, 0)) for each in verdicts)] for name, counts in _largest(tally.verdicts)],
        ),
    )
    if tally.leanings:
        yield (
            "Undetermined, by what they lean to",
            _table(
                ["network", *verdicts],
                [
                    [name, *(_count(counts.get(each, 0)) for each in verdicts)]
                    for name, counts in _largest(tally.leanings)
                ],
            ),
        )
    whole = [each.value for each in CompanyVerdict if {each.value} & {*tally.company_verdicts, *tally.company_leanings}]
    yield (
        "Companies as a whole",
        _table(
            ["verdict", "companies", "leaning"],
            [
                [name, *(_count(counts.get(name, 0)) for counts in (tally.company_verdicts, tally.company_leanings))]
                for name in whole
            ],
        ),
    )
    outcomes = list(_OUTCOMES)
    said = [each for each in tally.rules.items() if any(each[1].values())]
    heavy = sorted(said, key=lambda each: (-each[1]["fires"], -each[1]["open"], each[0]))
    yield (
        "Rules that fire most",
        _table(
            ["rule", *outcomes],
            [[name, *(_count(counts[each]) for each in outcomes)] for name, counts in heavy[:_SHOWN]],
        ),
    )
    missing = sorted(tally.missing.items(), key=lambda each: (-each[1], each[0]))
    yield (
        "Facts most often missing",
        _table(["fact", "missing"], [[name, f"{count:,}"] for name, count in missing[:_SHOWN]]),
    )


def _text(shown: str) -> Text:
    return Text(printable(shown, lines=True))


def _largest(verdicts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int]]]:
    return sorted(verdicts.items(), key=lambda each: (-sum(each[1].values()), each[0]))


def _count(count: int) -> str:
    return f"{count:,}" if count else ""


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(_text, row))
    return table


def explain(
    companies: Input,
    company: Annotated[str, typer.Argument(help="What the column 'company' says of it.")],
    channel: Annotated[str | None, typer.Argument(help="The id of a channel; the company if left out.")] = None,
    rule: RuleOption = None,
    channels: ChannelsOption = None,
    edition: EditionOption = Edition.GUIDANCE,
    as_of: AsOf = None,
    no_presume: PresumeOption = False,  # noqa: FBT002 - a flag of Typer
    set_: Settings = None,
    rules: RulesOption = None,
    house: HouseOption = None,
    lang: Language = None,
) -> None:
    """Explain one row of the findings, or of the verdicts: why, down to the facts of that company."""
    with told():
        book = rulebook(rules, house)
        chosen = language_of(book, lang)
        profile = channelrules.portfolio.profile(companies, company, channels, rulebook=book)
        decision = book.assess(
            profile,
            edition=edition,
            as_of=day_of(as_of),
            parameters=settings_of(set_ or []),
            engine="native",
            presume=not no_presume,
        )
        text = render_advice(decision.explain(channel, rule), decision, lang=chosen, width=width_of_terminal())
    print_lines(text, book, chosen)


def make_report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that portfolio assess wrote to.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write: .html or .pdf.")],
    pdf: PdfOption = False,  # noqa: FBT002 - a flag of Typer
    force: ForceOption = False,  # noqa: FBT002 - a flag of Typer
    lang: Language = None,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Make a report on all companies: verdicts by network and size, what is found and what is missing most."""
    from channelrules.faces.cli import reporting

    with told():
        reporting.make_portfolio_report(folder, reporting.Target(out, pdf=pdf, force=force), rules, house, lang)


def print_schema(
    channels: Annotated[bool, typer.Option("--channels", help="The columns of a table of channels alone.")] = False,  # noqa: FBT002 - a flag of Typer
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,  # noqa: FBT002 - a flag of Typer
    house: HouseOption = None,
) -> None:
    """List the columns of a table: name, what they hold, and what that means."""
    with told():
        book = rulebook(None, house) if house else None
        rows = list(_form().described(channels=channels, rulebook=book))
    if as_json:
        keys = ("column", "holds", "meaning")
        say_json([dict(zip(keys, row, strict=True)) for row in rows])
        return
    print_table(("column", "holds", "meaning"), rows)


def _form() -> ModuleType:
    _ = channelrules.portfolio.schema  # without the extra this says what to install
    return import_module("channelrules.portfolio.table_schema")


def template(
    file: Annotated[Path, typer.Argument(help="The file to write: .parquet or .csv.")],
    channels: Annotated[bool, typer.Option("--channels", help="A table of channels alone.")] = False,  # noqa: FBT002 - a flag of Typer
    house: HouseOption = None,
) -> None:
    """Write an empty table with every column."""
    with told():
        if file.exists():
            raise OptionError(f"{file.name} is there already: choose another name")
        book = rulebook(None, house) if house else None
        _form().write_template(file, channels=channels, rulebook=book)
    say(str(file))
