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

__all__ = [
    "Asking",
    "Certainty",
    "Choice",
    "Column",
    "Fault",
    "Field",
    "Given",
    "Json",
    "Presumed",
    "Problem",
    "Progress",
    "Question",
    "Refusal",
    "Spoken",
    "Tile",
]

Json = Any
"""Plain data: a value of a profile as its JSON file has it."""

Fault = Literal["answer", "file", "option", "session", "call", "unexpected"]
"""What a refusal is about."""

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

    kind: Fault
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
        asks: "We took it that ... Is that so?"; without the question where neither a yes nor a plain no is an answer.
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
