"""A report on a terminal: colours, bars and boxes, by Rich."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from channelrules.printable import printable
from channelrules.report.page import Badge, ReportPage
from channelrules.report.pictures import Bar, Hours
from channelrules.report.white_label import WhiteLabel

__all__ = ["page_as_text", "print_page"]

_COLOURS: Final = {
    "asset": "green",
    "ready": "green",
    "potential": "cyan",
    "helpful": "blue",
    "note": "blue",
    "whim": "red",
    "error": "red",
    "unplanned": "red",
    "overextended": "red",
    "undetermined": "yellow",
    "warning": "yellow",
}
_BAR: Final = 24
_SHOWN: Final = 6


def print_page(page: ReportPage, label: WhiteLabel | None, width: int) -> None:
    """Print a report on the terminal.

    Args:
        page: the report as data.
        label: the author's footer and contact.
        width: columns of a line without a terminal.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = width
    console.print(Group(*_parts(page, label)))


def page_as_text(page: ReportPage, label: WhiteLabel | None, width: int) -> str:
    """Return a report as it would be printed without colours."""
    console = Console(file=io.StringIO(), highlight=False, width=width)
    with console.capture() as printed:
        console.print(Group(*_parts(page, label)))
    return "\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n"


def _parts(page: ReportPage, label: WhiteLabel | None) -> Iterator[RenderableType]:
    labels = page.labels
    yield Panel(
        Group(_text(page.headline), _text(page.day, "dim")),
        title=_text(page.company, "bold"),
        subtitle=_text(label.name) if label is not None else None,
        title_align="left",
        subtitle_align="right",
    )
    if page.verdicts:
        table = Table(labels["channel"], labels["verdict"], labels["next_step"], box=SIMPLE_HEAD, pad_edge=False)
        for line in page.verdicts:
            below = "\n".join(part for part in (line.actions, line.could_be, line.degree) if part)
            table.add_row(_text(line.name, "bold"), _badge(line.badge), _text(below))
        yield table
        yield _text(labels["legend"], "dim")
    else:
        yield _text(labels["no_channels"])
    yield _head(labels["first_things"])
    for number, each in enumerate(page.first, 1):
        said = Text.assemble((f"{number}. ", "bold"), (printable(each.what), "bold"))
        more = Text.assemble(_badge(each.badge), " ", printable(f"{each.why}: {each.subjects}"))
        who = f"{labels['who']}: {each.who}; {labels['by_when']}: {each.by_when}"
        yield said
        yield Padding(Group(more, _text(who, "dim")), (0, 0, 1, 3))
    if not page.first:
        yield _text(labels["first_none"])
    if page.pictures.hours is not None:
        yield _head(labels["hours"])
        yield _hours(page.pictures.hours)
    yield from _lists(page)


def _lists(page: ReportPage) -> Iterator[RenderableType]:
    labels = page.labels
    fine = [f"{group.name}: {line}" for group in page.in_order for line in group.lines]
    asked = [each.text for _, questions in page.asked for each in questions]
    granted = [each.says for each in page.presumed]
    for title, mark, texts, none in (
        (labels["in_order"], "✓", fine, labels["in_order_none"]),
        (labels["asked"], "☐", asked, labels["asked_none"]),
        (labels["granted"], "?", granted, labels["granted_none"]),
    ):
        yield _head(f"{title} ({len(texts)})" if texts else title)
        yield from _marked(mark, texts or [none])
    if page.since is not None:
        yield _head(labels["since"])
        yield _text(page.since.intro, "dim")
        for title, mark, lines in (
            (labels["better"], "↗", page.since.better),
            (labels["worse"], "↘", page.since.worse),
            (labels["other"], "·", page.since.other),
            (labels["done"], "✓", page.since.done),
            (labels["new"], "!", page.since.new),
        ):
            if lines:
                yield _text(title, "bold")
                yield from _marked(mark, lines)


def _marked(mark: str, texts: Sequence[str]) -> Iterator[RenderableType]:
    for each in texts[:_SHOWN]:
        line = Table.grid(padding=(0, 1))
        line.add_row(_text(mark, "bold"), _text(each))
        yield Padding(line, (0, 0, 0, 1))
    if len(texts) > _SHOWN:
        yield _text(f"   … +{len(texts) - _SHOWN}", "dim")


def _hours(hours: Hours) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    for bar in (*hours.bars, hours.total):
        table.add_row(_text(bar.name), _bar(bar, hours.limit), _text(bar.says))
    return Group(table, _text(hours.says, "dim"))


def _bar(bar: Bar, limit: float | None) -> Text:
    length = round(bar.share * _BAR)
    drawn = Text(("░" if bar.soft else "█") * length + " " * (_BAR - length), "cyan")
    if limit is not None:
        place = min(_BAR - 1, round(limit * _BAR))
        beyond = bar.share > limit + 1e-9
        drawn = Text.assemble(drawn[:place], ("│", "bold red" if beyond else "bold"), drawn[place:])
    return drawn


def _badge(badge: Badge) -> Text:
    colour = _COLOURS.get(badge.tone, "bright_black")
    style = colour if badge.presumed else f"bold reverse {colour}"
    sign = f"{badge.sign} ?" if badge.presumed else badge.sign
    told = Text(printable(f" {sign} {badge.word} "), style)
    return told.append(printable(f" {badge.certainty}"), "dim") if badge.certainty else told


def _head(title: str) -> RenderableType:
    return Padding(Rule(_text(title, "bold"), align="left", style="dim"), (1, 0, 0, 0))


def _text(shown: str, style: str = "") -> Text:
    return Text(printable(shown, lines=True), style)
