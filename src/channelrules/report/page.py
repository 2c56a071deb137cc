"""The report as plain data: every word in the reader's language, every picture as numbers between 0 and 1.

HTML, Markdown, SARIF and the terminal print this data and decide nothing themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from channelrules.report.pictures import Pictures

__all__ = [
    "Appendix",
    "Asked",
    "Badge",
    "FindingLine",
    "Group",
    "Number",
    "Presumed",
    "Quoted",
    "ReportPage",
    "Since",
    "Subject",
    "ToDo",
    "VerdictLine",
    "Why",
]


@attrs.frozen
class Badge:
    """A verdict's badge: a colour, a sign and a word, and whether it is certain.

    Attributes:
        tone: the id of the verdict, or the severity of a finding, which gives the colour.
        sign: one character that says the same without colour.
        word: its name.
        certainty: how certain it is, in words; empty for certain ones.
        presumed: whether it holds only under presumptions.
    """

    tone: str
    sign: str
    word: str
    certainty: str = ""
    presumed: bool = False


@attrs.frozen
class VerdictLine:
    """One channel in the overview.

    Attributes:
        anchor: its place on the page; empty without one.
        name: of the channel, with its network.
        badge: its verdict.
        could_be: the other verdicts that remain possible, in words; empty where it is settled.
        actions: what the company does, in words.
        degree: how far pace and growth are kept up, as a percentage; empty where unknown.
    """

    anchor: str
    name: str
    badge: Badge
    could_be: str
    actions: str
    degree: str


@attrs.frozen
class ToDo:
    """One of the first things to do.

    Attributes:
        what: the remedy.
        why: the pattern that is caught.
        subjects: the channels, or the company.
        who: who does the daily work there, if stated.
        by_when: the day by which it is due, if known.
        badge: its severity and certainty.
    """

    what: str
    why: str
    subjects: str
    who: str
    by_when: str
    badge: Badge


@attrs.frozen
class FindingLine:
    """A finding of one rule on a subject.

    Attributes:
        rule: its id.
        severity: error, warning or note.
        outcome: fires, presumed or waived.
        channel: the id of the channel; ``None`` for the company.
        title: the pattern that is caught.
        message: what is the case.
        remedy: what to do.
        badge: its severity.
        facts: the facts that it rests on, each with its value.
        presuming: the presumed facts that it rests on.
        whose: the origin of the rule, with the statements that it cites.
        exception: the declared exception that lifts it; empty without one.
        places: where the profile states the facts, as paths.
    """

    rule: str
    severity: str
    outcome: str
    channel: str | None
    title: str
    message: str
    remedy: str
    badge: Badge
    facts: tuple[str, ...]
    presuming: tuple[str, ...]
    whose: str
    exception: str
    places: tuple[str, ...]


@attrs.frozen
class Why:
    """One node of an explanation, in words."""

    text: str
    parts: tuple[Why, ...] = ()


@attrs.frozen
class Subject:
    """All that is found on a channel, or on the company.

    Attributes:
        anchor: its place on the page.
        name: of the channel, or the company.
        badges: its verdict; a company may have several.
        url: the address of the channel, where the profile states one that can be followed.
        note: the profile's remark about it.
        findings: what fires, is presumed or is waived, worst first.
        why: the explanation of the verdict.
    """

    anchor: str
    name: str
    badges: tuple[Badge, ...]
    url: str
    note: str
    findings: tuple[FindingLine, ...]
    why: Why | None


@attrs.frozen
class Group:
    """Lines of one subject."""

    name: str
    lines: tuple[str, ...]


@attrs.frozen
class Asked:
    """An open question, worded so that it can be sent.

    Attributes:
        text: the question.
        presumed: the value that is presumed until it is answered; empty without one.
        path: where the profile would state it.
    """

    text: str
    presumed: str
    path: str


@attrs.frozen
class Presumed:
    """A presumption, its reason, and the place in the profile where it can be corrected."""

    says: str
    why: str
    path: str


@attrs.frozen
class Since:
    """What changed since the last report.

    Attributes:
        intro: the two days that are compared.
        better, worse, other: the verdicts that changed, in words.
        done: earlier findings that no longer hold.
        new: new findings.
        because: the causes.
    """

    intro: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    other: tuple[str, ...]
    done: tuple[str, ...]
    new: tuple[str, ...]
    because: tuple[str, ...]


@attrs.frozen
class Quoted:
    """A rule or a statement that the report rests on.

    Attributes:
        id: its permanent id.
        text: the rule's title, or the statement.
        whose: its origin.
        cites: the statements that a rule encodes; empty for a statement.
        lang: the language of the text.
    """

    id: str
    text: str
    whose: str
    cites: str
    lang: str


@attrs.frozen
class Number:
    """A number that an outcome rested on."""

    meaning: str
    value: str
    whose: str
    source: str


@attrs.frozen
class Appendix:
    """The basis of the report.

    Attributes:
        rules: those with findings.
        statements: those that the rules cite.
        numbers: the parameters that any outcome rested on.
        remarks: differences between the two editions, doubts about networks' facts, and exceptions.
        version: the rulebook, its version and digest, and the houses.
    """

    rules: tuple[Quoted, ...]
    statements: tuple[Quoted, ...]
    numbers: tuple[Number, ...]
    remarks: tuple[str, ...]
    version: tuple[str, ...]


@attrs.frozen
class ReportPage:
    """The whole report of one company.

    Attributes:
        lang: the language of every word in it.
        labels: headings and other words of the page itself, by key.
        company: the company's name.
        headline: the company's verdict, and the number of uncertain ones.
        day: the day and the edition of facts, in words.
        verdicts: one line for each channel.
        first: the first things to do, at most five.
        pictures: hours, pace, followers, and the channels to keep.
        subjects: all that is found, channel by channel, the company last.
        in_order: what is already in order, by subject.
        asked: the open questions, by subject.
        presumed: the presumptions used.
        since: what changed since the last report; ``None`` without one.
        appendix: its basis.
    """

    lang: str
    labels: Mapping[str, str] = attrs.field(repr=False)
    company: str
    headline: str
    day: str
    verdicts: tuple[VerdictLine, ...]
    first: tuple[ToDo, ...]
    pictures: Pictures
    subjects: tuple[Subject, ...]
    in_order: tuple[Group, ...]
    asked: tuple[tuple[str, tuple[Asked, ...]], ...]
    presumed: tuple[Presumed, ...]
    since: Since | None
    appendix: Appendix
