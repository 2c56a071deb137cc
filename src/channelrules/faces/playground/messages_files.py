"""Messages about files: saved, kept as a draft, compared, and read."""

from __future__ import annotations

from typing import Literal

import attrs

from channelrules.faces.playground.protocol import Choice

__all__ = [
    "Compared",
    "Differing",
    "Draft",
    "Note",
    "Read",
    "Report",
    "Saved",
]


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
