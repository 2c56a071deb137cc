"""A page of a report as one HTML file that fetches nothing, by Jinja2 (extra ``report``)."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from channelrules.decision.decision import Decision
from channelrules.errors import MissingExtraError
from channelrules.printable import printable
from channelrules.report.build import report_page
from channelrules.report.page import ReportPage
from channelrules.report.portfolio_page import PortfolioPage
from channelrules.report.white_label import WhiteLabel, white_label
from channelrules.told import tell

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["decision_as_html", "environment", "new_environment", "page_as_html", "portfolio_as_html", "render"]

ACCENT: Final = "#1f4e79"
"""The default colour of headings and bars."""

_RUNNING: Final = 80
"""How many characters of a company's name fit in the head of a printed page."""


def page_as_html(page: ReportPage, label: WhiteLabel | None = None) -> str:
    """Return a report as one HTML file, fit for a screen, a phone and A4.

    Args:
        page: the report as data.
        label: the author's logo, colour, footer and contact.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    return render("report.html.j2", lang=page.lang, page=page, labels=page.labels, label=label, running=page.company)


def portfolio_as_html(page: PortfolioPage, label: WhiteLabel | None = None) -> str:
    """Return the report on many companies as one HTML file.

    Args:
        page: the report as data.
        label: the author's logo, colour, footer and contact.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    heading = page.labels["portfolio_heading"]
    return render("portfolio.html.j2", lang=page.lang, page=page, labels=page.labels, label=label, running=heading)


def decision_as_html(
    decision: Decision,
    lang: str | None = None,
    *,
    house: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None = None,
    before: Decision | None = None,
    names: bool = False,
) -> str:
    """Return the report on a decision as `Decision.to_html` does."""
    label = white_label(house)
    return page_as_html(report_page(decision, lang=lang, before=before, names=names), label)


def render(template: str, *, label: WhiteLabel | None = None, **values: Any) -> str:
    """Return a template filled in.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    accent = label.colour if label is not None and label.colour else ACCENT
    return environment().get_template(template).render(label=label, accent=accent, **values)


@functools.cache
def environment() -> Environment:
    """Return the environment of the HTML templates: every value is escaped, and its control characters written out.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    made = new_environment(escape=True, finalize=_shown)
    made.filters["css_text"] = css_text
    made.tests["web"] = is_web
    return made


def new_environment(*, escape: bool, finalize: Callable[[object], object]) -> Environment:
    """Return an environment over the templates of reports, in which a missing name is an error.

    Args:
        escape: whether values are escaped for HTML.
        finalize: the function that is applied to every printed value.

    Raises:
        MissingExtraError: Jinja2 is not installed.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
    except ModuleNotFoundError:
        raise MissingExtraError(tell("a_report", "a report"), "report") from None
    plain = ("css.j2", "md.j2")
    return Environment(
        loader=PackageLoader("channelrules.report", "templates"),
        # Values in style sheets are colours that were checked, and strings from `css_text`.
        autoescape=select_autoescape(default=escape, default_for_string=escape, disabled_extensions=plain),
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    # Markup made by a macro is already escaped; text of any other class is not.
    return printable(value, lines=True) if isinstance(value, str) and not hasattr(value, "__html__") else value


def is_web(address: str) -> bool:
    """Return whether an address can be followed from a page without running anything."""
    return address.lower().startswith(("https://", "http://"))


def css_text(text: str) -> str:
    """Return a text as a string of CSS with everything but letters and digits escaped."""
    shown = printable(text)[:_RUNNING]
    return '"{}"'.format("".join(each if each.isalnum() else f"\\{ord(each):06x}" for each in shown))
