"""Everything that hangs on the language and not on a company: labels, networks as tiles, what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from babel import Locale

from channelrules.faces.playground.protocol import Choice, Spoken, Tile
from channelrules.faces.playground.state import SessionState
from channelrules.facts.fields import specification
from channelrules.facts.profile import Channel
from channelrules.knowledge.locales import Words
from channelrules.knowledge.network import Edition

__all__ = ["spoken_of"]

_OFTEN: Final = (
    "website",
    "facebook",
    "instagram",
    "google_business_profile",
    "youtube",
    "tiktok",
    "linkedin",
    "x",
    "pinterest",
    "whatsapp_business",
    "newsletter",
    "blog",
)
"""What is shown before anybody searches; which of them a company has is asked, nothing is taken for granted."""

_OFTEN_HERE: Final = {"ko": ("naver_blog", "naver_place", "kakaotalk_channel", "naver_cafe")}
"""What comes before them where a language is spoken."""

_LABELS: Final = "page."
_WORDS_OF_THE_PAGE: Final = "ui."

READS: Final = (".toml", ".json", ".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ics", ".zip", ".yaml", ".yml")
"""The suffixes of files that can be read, once the packages for them are there."""

FORMS: Final = ("toml", "json", "decision")
"""What can be saved: the profile in two forms, and what is decided of it."""


def spoken_of(state: SessionState) -> Spoken:
    """Return the words of the page, and what there is to choose from."""
    words, book = state.words, state.book
    said = words.tables["say"]
    status = dict(specification(Channel))["status"]
    return Spoken(
        lang=words.lang,
        languages=tuple(Choice(each, _own_name(each)) for each in book.knowledge.languages),
        labels={
            key.removeprefix(_LABELS): str(text)
            for key, text in said.items()
            if key.startswith((_LABELS, _WORDS_OF_THE_PAGE))
        },
        tiles=tuple(_tiles(state, words)),
        statuses=tuple(Choice(each, words.choice(each, "channel.status")) for each in status.type.options),
        editions=tuple(Choice(each.value, words.say(each.value)) for each in Edition),
        forms=FORMS,
        reads=READS,
        about=words.say("report.rulebook", name=book.name, version=book.version, digest=book.digest[:12]),
        started=state.interview is not None,
    )


def _own_name(language: str) -> str:
    name = str(Locale.parse(language).get_display_name(language) or language)
    return name[:1].upper() + name[1:]


def _tiles(state: SessionState, words: Words) -> Iterator[Tile]:
    networks = state.book.networks
    often = (*_OFTEN_HERE.get(words.lang, ()), *_OFTEN)
    first = [each for each in often if each in networks]
    others = [(str(words.network(each.id, each.name)), each.id) for each in networks.values() if each.id not in often]
    tables = [state.book.knowledge.language(each).tables["networks"] for each in state.book.knowledge.languages]
    for name in (*first, *(each for _, each in sorted(others, key=lambda one: one[0].casefold()))):
        known = networks[name]
        names = (known.id, known.name, *known.aliases, *(str(each.get(name, "")) for each in tables))
        told = str(words.network(known.id, known.name))
        yield Tile(
            id=known.id,
            name=told[:1].upper() + told[1:],
            kind=known.kind,
            kind_name=words.say(f"page.kind_{known.kind}"),
            search=" ".join(dict.fromkeys(each.casefold().replace("_", " ") for each in names if each)),
            often=name in first,
        )
