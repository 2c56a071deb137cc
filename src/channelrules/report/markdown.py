"""The page as Markdown, for a wiki or a mail, by Jinja2 (extra ``report``)."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from channelrules.printable import printable
from channelrules.report.html import new_environment
from channelrules.report.page import Badge, ReportPage, Why
from channelrules.report.white_label import WhiteLabel

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["markdown_text", "page_as_markdown"]

_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~$&])")
_AT_THE_START: Final = re.compile(r"\A(\d*)([-+=.)])(?=\s|\Z)")


def page_as_markdown(page: ReportPage, label: WhiteLabel | None = None) -> str:
    """Return a report as Markdown.

    Args:
        page: the report as data.
        label: the author's footer and contact; a logo is left out.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    return _environment().get_template("report.md.j2").render(page=page, labels=page.labels, label=label)


@functools.cache
def _environment() -> Environment:
    made = new_environment(escape=False, finalize=_shown)
    made.filters["badge"] = _badge
    made.filters["tree"] = _tree
    return made


def _shown(value: object) -> object:
    return markdown_text(value) if isinstance(value, str) and not isinstance(value, _Marked) else value


def markdown_text(text: str) -> str:
    """Return a text as Markdown with every character escaped, on one line."""
    line = " ".join(printable(text, lines=True).split())
    return _AT_THE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", line))


class _Marked(str):
    """Text that is already Markdown."""

    __slots__ = ()


def _badge(badge: Badge) -> _Marked:
    sign = f"{badge.sign} ?" if badge.presumed else badge.sign
    told = f"**{markdown_text(f'{sign} {badge.word}')}**"
    return _Marked(f"{told} ({markdown_text(badge.certainty)})" if badge.certainty else told)


def _tree(why: Why, level: int = 0) -> _Marked:
    lines = [f"{'  ' * level}- {markdown_text(why.text)}", *(_tree(each, level + 1) for each in why.parts)]
    return _Marked("\n".join(lines))
