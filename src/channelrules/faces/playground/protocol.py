"""What travels between the page and `Playground.call`: every message as a class, every text in the session's language.

A call is ``call(method, arguments)``: the name of a method and a JSON object. Its answer is a JSON object with one
key, ``answer`` (what the method returns) or ``refused`` (a `Refusal`). The methods with their arguments and answers
are those of the classes in `channelrules.faces.playground.calls`; `channelrules.faces.playground.typescript` writes
all of it as TypeScript, so that both sides are checked by one definition.

A session goes like this::

    language {"lang": "it"}                 -> Spoken: labels, networks as tiles, what may be chosen
    start {"name", "day", "networks"}       -> Live: the verdicts
    asking {}                               -> Asking: the next question, progress, what was answered so far
    answer {"value": 3}                     -> Live: the verdicts by then, and what changed by the last step
    asking {}                               -> Asking: the next question ...

Verdicts come before the next question, since they are there at once and the question takes longest: a page shows
`Live`, then asks for `Asking`. ``step`` counts what changed the session, so that an answer to an older state can be
told from one to the present one. Fragments (every ``html``) are printed by the templates of the report: text in them
is escaped, and nothing in them runs or fetches.
"""

from __future__ import annotations

from typing import Any, Literal

import attrs

from channelrules.report.page import Badge

__all__ = [
    "Again",
    "Asking",
    "Bench",
    "Card",
    "Changed",
    "Choice",
    "Column",
    "Compared",
    "Differing",
    "Draft",
    "Field",
    "FindingNote",
    "Given",
    "Known",
    "KnownGroup",
    "Live",
    "Moves",
    "Note",
    "Page",
    "Presumed",
    "Problem",
    "Progress",
    "Question",
    "Read",
    "Refusal",
    "Report",
    "RuleEntry",
    "RuleIndex",
    "Saved",
    "Shortlisted",
    "Slider",
    "Sliders",
    "Source",
    "Spoken",
    "Stated",
    "Supposed",
    "Tile",
    "Tip",
    "Tips",
    "Why",
]

Json = Any
"""Plain data: a value of a profile as its JSON file has it."""

Certainty = Literal["certain", "presumed", "possible"]
"""Whether a verdict holds whatever nobody said, holds under presumptions, or is one of several that remain."""


# --- what can go wrong ---


@attrs.frozen
class Problem:
    """One thing that is wrong with what was given.

    Attributes:
        message: what was seen and what is expected.
        path: where, such as ``channel[fb].followers``; empty where it is no place.
        hint: what was probably meant; empty where nobody knows.
        lang: the language of the message; the library itself words some in English only.
    """

    message: str
    path: str
    hint: str
    lang: str


@attrs.frozen
class Refusal:
    """Why a call has no answer.

    Attributes:
        kind: ``answer`` (it does not fit the question), ``file`` (it cannot be read), ``option`` (it names what is not
            there), ``session`` (nothing was started yet), ``call`` (the page asked wrongly), or ``unexpected``.
        message: one sentence for the person.
        problems: every single problem.
    """

    kind: Literal["answer", "file", "option", "session", "call", "unexpected"]
    message: str
    problems: tuple[Problem, ...]


# --- what there is to choose from ---


@attrs.frozen
class Choice:
    """One of several values, and what it is called."""

    value: str
    label: str


@attrs.frozen
class Tile:
    """A network or a tool of one's own.

    Attributes:
        id: permanent.
        name: in the language.
        kind: network, owned, listing or marketplace.
        kind_name: what that is called.
        search: everything that it is found by, in small letters.
        often: whether many companies have it, so that it is shown before anybody searches.
    """

    id: str
    name: str
    kind: str
    kind_name: str
    search: str
    often: bool


@attrs.frozen
class Spoken:
    """Everything that hangs on the language and not on a company.

    Attributes:
        lang: the language.
        languages: those that there are.
        labels: the words of the page, by key; those that only the page uses begin with ``ui.``.
        tiles: the networks, those that many have first.
        statuses: what a channel can be.
        editions: which facts about networks can be used.
        forms: what `save` can write: the profile as ``toml`` or ``json``, and the ``decision``.
        reads: the suffixes of files that can be read, once the packages for them are there.
        about: the rulebook with its version.
        started: whether a company is being looked at.
    """

    lang: str
    languages: tuple[Choice, ...]
    labels: dict[str, str]
    tiles: tuple[Tile, ...]
    statuses: tuple[Choice, ...]
    editions: tuple[Choice, ...]
    forms: tuple[str, ...]
    reads: tuple[str, ...]
    about: str
    started: bool


# --- the question ---


@attrs.frozen
class Field:
    """What an answer may be.

    Attributes:
        kind: ``rows`` are answered by a list of objects, ``set`` by a list of values, ``date`` by an ISO text.
        expected: the same in words.
        choices: of a choice or a set.
        unit: of a number, in words; the currency of money.
        low: the least number.
        high: the greatest one.
        whole: whether a number is whole.
        share: whether a number is a share of one, shown as a percentage.
        columns: of rows.
        absent: the value that says that there is none, beside all others; ``null`` where that cannot be.
    """

    kind: Literal["yes_no", "number", "choice", "set", "date", "text", "rows"]
    expected: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    share: bool = False
    columns: tuple[Column, ...] = ()
    absent: Choice | None = None


@attrs.frozen
class Column:
    """A column of rows: its key in an answer, its name, and what may stand in it."""

    key: str
    label: str
    required: bool
    field: Field


@attrs.frozen
class Presumed:
    """What is taken for granted of a question meanwhile.

    Attributes:
        asks: "We took it that ... Is that so?"
        says: what is presumed.
        why: the reason.
        confirms: whether a yes states it, by `confirm`; where not, the question itself is to be answered.
        otherwise: the one answer that a plain no leaves; ``null`` where there are several.
    """

    asks: str
    says: str
    why: str
    confirms: bool
    otherwise: Json


@attrs.frozen
class Question:
    """A question, with everything that a form needs.

    Attributes:
        path: where the profile states the answer.
        subject: the id of the channel; ``null`` for the company.
        subject_name: what that is called.
        text: the question.
        why: why it is asked, in a sentence.
        because: the titles of the rules that wait for it.
        when: whether someone who knows the company can tell at once, or has to look it up.
        presumed: what is presumed meanwhile; ``null`` where nothing is.
        field: what the answer may be.
        value: what is stated already, such as earlier rows; ``null`` where nothing is.
    """

    path: str
    subject: str | None
    subject_name: str
    text: str
    why: str
    because: tuple[str, ...]
    when: str
    presumed: Presumed | None
    field: Field
    value: Json


@attrs.frozen
class Progress:
    """How far a subject has come.

    Attributes:
        subject: the id of the channel; ``null`` for the company.
        name: what that is called.
        certainty: of its verdict.
        asked: how many questions about it were answered, confirmed or skipped.
        left: how many are left on which a verdict hangs.
        says: the same in words.
    """

    subject: str | None
    name: str
    certainty: Certainty
    asked: int
    left: int
    says: str


@attrs.frozen
class Given:
    """An earlier answer.

    Attributes:
        path: by which `question` asks it again, and `edit` changes it.
        subject: the id of the channel; ``null`` for the company.
        subject_name: what that is called.
        text: the question.
        said: the answer in words.
        how: answered, confirmed, or unknown: nobody could tell.
        idle: whether it counts for nothing at present, such as an answer on a plan that is said not to exist.
    """

    path: str
    subject: str | None
    subject_name: str
    text: str
    said: str
    how: Literal["answered", "confirmed", "unknown"]
    idle: bool


@attrs.frozen
class Asking:
    """What is asked now, and what was.

    Attributes:
        step: of the session.
        question: the next one; ``null`` where nothing is left.
        says: what is told above it: how many verdicts hang, or that all are settled.
        left: how many questions are left that would be asked.
        subjects: the company's progress and each channel's.
        given: every earlier answer, in order.
        everything: whether questions are asked, too, that only settle findings.
        more: how many such questions there are.
    """

    step: int
    question: Question | None
    says: str
    left: int
    subjects: tuple[Progress, ...]
    given: tuple[Given, ...]
    everything: bool
    more: int


# --- the live side ---


@attrs.frozen
class FindingNote:
    """What one rule says of a subject, in short; the card's fragment tells it in full."""

    rule: str
    title: str
    message: str
    remedy: str
    severity: Literal["error", "warning", "note"]
    outcome: Literal["fires", "presumed", "waived"]


@attrs.frozen
class Card:
    """A verdict, of a channel or of the company.

    Attributes:
        subject: the id of the channel; ``null`` for the company.
        name: what that is called.
        network: the id of the network; empty for the company.
        status: of the channel, in words; empty for the company.
        certainty: of the verdict.
        verdicts: the ids of the verdicts that hold for certain; empty where none does.
        leaning: the ids of those that hold under presumptions.
        possible: the ids of those that remain possible.
        badges: what is shown for them.
        headline: the verdict in one sentence.
        could_be: the others that remain, in words; empty where it is settled.
        actions: what the company does there, in words.
        findings: what is found there, worst first.
        html: the findings in full.
    """

    subject: str | None
    name: str
    network: str
    status: str
    certainty: Certainty
    verdicts: tuple[str, ...]
    leaning: tuple[str, ...]
    possible: tuple[str, ...]
    badges: tuple[Badge, ...]
    headline: str
    could_be: str
    actions: str
    findings: tuple[FindingNote, ...]
    html: str


@attrs.frozen
class Changed:
    """What the last step changed.

    Attributes:
        says: one sentence, for whoever hears the page.
        subjects: the ids of the channels whose verdicts moved, ``null`` for the company.
        html: what moved and why; empty where nothing did.
    """

    says: str
    subjects: tuple[str | None, ...]
    html: str


@attrs.frozen
class Live:
    """The verdicts by now.

    Attributes:
        step: of the session.
        lang: the language of every text.
        company: its name.
        day: of the profile, as ISO writes it.
        edition: which facts about networks are used.
        headline: the company's verdict in one sentence, and how many are not certain.
        says: how many verdicts hang, in words.
        hanging: how many.
        leans: whether everything has at least a verdict that can be presumed, so that one may stop.
        cards: the company's first, then each channel's.
        first: a fragment: what to do first.
        changed: what the last step changed; ``null`` at the beginning.
    """

    step: int
    lang: str
    company: str
    day: str
    edition: str
    headline: str
    says: str
    hanging: int
    leans: bool
    cards: tuple[Card, ...]
    first: str
    changed: Changed | None


# --- what is known ---


@attrs.frozen
class Stated:
    """A fact that is stated: where, what it is called, what it is in words, and how it is known."""

    path: str
    label: str
    said: str
    how: str


@attrs.frozen
class KnownGroup:
    """The facts of one subject."""

    subject: str | None
    name: str
    facts: tuple[Stated, ...]


@attrs.frozen
class Known:
    """Every fact that is stated, the company's first, then those of each channel."""

    groups: tuple[KnownGroup, ...]


# --- advice ---


@attrs.frozen
class Why:
    """An explanation: a fragment with the tree, and the same as text."""

    subject: str | None
    title: str
    html: str
    text: str


@attrs.frozen
class Slider:
    """A number that can be moved, to see what then.

    Attributes:
        path: of a fact, or ``param.`` and the name of a number of the rulebook.
        label: what it is.
        value: what it is now; ``null`` where nobody said.
        said: the same in words.
        low: the least to be tried.
        high: the greatest.
        step: between two values.
        unit: in words.
        tips: the values at which a verdict is another, as far as they are known.
    """

    path: str
    label: str
    value: float | None
    said: str
    low: float
    high: float
    step: float
    unit: str
    tips: tuple[float, ...]


@attrs.frozen
class Sliders:
    """The numbers of one subject that can be moved."""

    subject: str | None
    name: str
    sliders: tuple[Slider, ...]


@attrs.frozen
class Supposed:
    """The verdicts if some facts or numbers were others; the profile stays as it is.

    Attributes:
        cards: as in `Live`.
        headline: as in `Live`.
        changed: against what holds now.
    """

    cards: tuple[Card, ...]
    headline: str
    changed: Changed


@attrs.frozen
class Moves:
    """What would change a verdict.

    Attributes:
        subject: the id of the channel; ``null`` for the company.
        html: a fragment: the sets of changes, the cheapest first, or why there is none.
        text: the same as text.
        sets: of each set the facts with their new values, fit for `suppose`.
        targets: the verdicts that can be aimed at.
    """

    subject: str | None
    html: str
    text: str
    sets: tuple[dict[str, Json], ...]
    targets: tuple[Choice, ...]


@attrs.frozen
class Shortlisted:
    """What to keep.

    Attributes:
        kept: the ids of the channels.
        hours: the limit that was used; ``null`` where there is none.
        pages: in the same way.
        budget: in the same way.
        html: a fragment: what is kept and why, what the runner-up lost by, and the choice for each number of pages.
        text: the same as text.
    """

    kept: tuple[str, ...]
    hours: float | None
    pages: int | None
    budget: float | None
    html: str
    text: str


@attrs.frozen
class Tip:
    """A number of ours on which a verdict hangs: its slider, and a sentence."""

    subject: str | None
    slider: Slider
    says: str


@attrs.frozen
class Tips:
    """Every such number, and the same as a fragment."""

    tips: tuple[Tip, ...]
    html: str


# --- files ---


@attrs.frozen
class Saved:
    """A file to be saved.

    Attributes:
        name: what it would be called.
        media: its media type.
        content: of the file.
        says: what is to be told of it, such as that comments are lost; empty otherwise.
    """

    name: str
    media: str
    content: str
    says: str


@attrs.frozen
class Draft:
    """A session to be taken up again by `resume`."""

    company: str
    content: str


@attrs.frozen
class Report:
    """The whole report as one page that fetches nothing."""

    name: str
    html: str


@attrs.frozen
class Compared:
    """What changed since an earlier file.

    Attributes:
        says: the two days.
        html: a fragment.
        whole: whether what brought it about could be told; a saved decision does not hold the facts.
    """

    says: str
    html: str
    whole: bool


@attrs.frozen
class Note:
    """What is to be told of a file that was read.

    Attributes:
        weight: ``asks`` a person to answer first, ``refused`` was not read, ``tells`` is for information.
        file: its name.
        says: in words.
        code: of the note.
        option: what `read` takes as an answer: ``channels``, ``ranges``, ``orders``, ``plans`` or ``statuses``;
            empty where nothing is to be answered.
        key: of the answer in the option: the file, or the network.
        choices: what the answer may be, where that is one of several.
    """

    weight: Literal["asks", "refused", "tells"]
    file: str
    says: str
    code: str
    option: str
    key: str
    choices: tuple[Choice, ...]


@attrs.frozen
class Differing:
    """A fact that a file states otherwise than the profile: the path is what `take` names to take the file's word."""

    path: str
    says: str


@attrs.frozen
class Read:
    """What files say of the company; nothing of it counts before `take`.

    Attributes:
        says: one sentence.
        new: the facts that are new, each in words.
        differing: those that the profile states otherwise.
        added: the channels that the files bring.
        notes: what else is to be told or asked.
        ready: whether there is anything to take.
    """

    says: str
    new: tuple[str, ...]
    differing: tuple[Differing, ...]
    added: tuple[str, ...]
    notes: tuple[Note, ...]
    ready: bool


# --- the rule bench ---


@attrs.frozen
class RuleEntry:
    """A rule, network or number in the list to be searched.

    Attributes:
        kind: what it is.
        id: by which `page` shows it.
        title: in the language.
        beside: what stands beside the title: weight and origin, or the value.
        search: everything that it is found by, in small letters.
    """

    kind: Literal["rule", "network", "parameter"]
    id: str
    title: str
    beside: str
    search: str


@attrs.frozen
class RuleIndex:
    """Everything that can be looked up."""

    entries: tuple[RuleEntry, ...]


@attrs.frozen
class Page:
    """What the rulebook says of a rule, a network or a number, as a fragment."""

    kind: str
    id: str
    title: str
    html: str


@attrs.frozen
class Source:
    """A rule's file, or a number with the range that it may be tried in."""

    id: str
    text: str
    slider: Slider | None


@attrs.frozen
class Again:
    """An example of a rule and whether it still holds.

    Attributes:
        name: of the example.
        holds: whether the rule says what the example says.
        says: where and how it does not; empty where it holds.
    """

    name: str
    holds: bool
    says: str


@attrs.frozen
class Bench:
    """What a rule or number would do if it were written so.

    Attributes:
        problems: what is wrong with the text; then nothing else was tried.
        says: one sentence.
        examples: the examples of the rule, or of the rules that rest on the number.
        mutants: how many small changes of the condition were tried.
        noticed: how many of them an example notices.
        survivors: those that none notices, in words.
        changed: what the open profile's decision would be; ``null`` where none is open.
        checked: whether the whole rulebook was looked through.
    """

    problems: tuple[Problem, ...]
    says: str
    examples: tuple[Again, ...]
    mutants: int
    noticed: int
    survivors: tuple[str, ...]
    changed: Changed | None
    checked: bool
