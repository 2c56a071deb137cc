"""Answers in a notebook: fragments of HTML that can stand together on one page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from channelrules.advice.reason import Reason
from channelrules.decision.decision import Decision, case_of
from channelrules.decision.finding import Finding, case_of_finding
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import MissingExtraError, OptionError
from channelrules.facts.values import plain
from channelrules.report.badges import company_badges
from channelrules.report.build import labels_of
from channelrules.report.findings import finding_line, first_things
from channelrules.report.html import render
from channelrules.report.overview import overview
from channelrules.report.page import Why
from channelrules.report.portfolio_page import portfolio_page

if TYPE_CHECKING:
    from channelrules.portfolio.api import Portfolio

__all__ = ["decision_inline", "finding_inline", "portfolio_inline", "reason_inline", "rulebook_inline"]


def _shown(made: Callable[[], str]) -> str | None:
    # Without Jinja2 or the rulebook, a notebook shows the plain form.
    try:
        return made()
    except (MissingExtraError, OptionError):
        return None


def decision_inline(decision: Decision) -> str | None:
    """Return a decision as a notebook shows it: every verdict, and what to do first; ``None`` where it cannot."""

    def made() -> str:
        words = case_of(decision).knowledge.language(None)
        return render(
            "inline.html.j2",
            part="decision",
            labels=labels_of(words),
            company=decision.company.name,
            badges=company_badges(decision, words),
            verdicts=tuple(overview(decision, words, {})),
            first=tuple(first_things(decision, words)),
        )

    return _shown(made)


def finding_inline(finding: Finding) -> str | None:
    """Return a finding as a notebook shows it; ``None`` where it cannot."""

    def made() -> str:
        case = case_of_finding(finding)
        words = case.knowledge.language(None)
        line = finding_line(finding, case, words, names=True)
        return render("inline.html.j2", part="finding", labels=labels_of(words), line=line)

    return _shown(made)


def reason_inline(reason: Reason) -> str | None:
    """Return an explanation as a notebook shows it, a tree that folds; ``None`` where it cannot."""
    return _shown(lambda: render("inline.html.j2", part="reason", tree=_node(reason)))


def _node(reason: Reason) -> Why:
    value = plain(reason.value)
    said = "" if value is None else f": {value}"
    beside = reason.says or (reason.place.path if reason.place is not None else reason.source)
    subject = f"{reason.subject}, " if reason.subject and reason.kind in {"verdict", "rule"} else ""
    told = f"{subject}{reason.kind} {reason.name}{said}{f' [{beside}]' if beside else ''}"
    return Why(told, tuple(_node(each) for each in reason.parts))


def rulebook_inline(book: Rulebook) -> str | None:
    """Return a rulebook as a notebook shows it: its contents and its rules; ``None`` where it cannot."""

    def made() -> str:
        words = book.knowledge.language(None)
        rules = [(each.id, each.texts[words.lang].title, each.kind) for each in book.rules.values()]
        version = words.say("report.rulebook", name=book.name, version=book.version, digest=book.digest[:12])
        labels = labels_of(words)
        return render("inline.html.j2", part="rulebook", labels=labels, version=version, rules=rules)

    return _shown(made)


def portfolio_inline(found: Portfolio) -> str | None:
    """Return the decisions on many companies as a notebook shows them; ``None`` where it cannot."""

    def made() -> str:
        page = portfolio_page(found.tally.to_dict(), {}, load_rules())
        return render("inline.html.j2", part="portfolio", labels=page.labels, page=page)

    return _shown(made)
