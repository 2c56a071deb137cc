"""Everything that hangs on the language and not on a company: labels, networks as tiles, what may be chosen."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Final

from babel import Locale

from channelrules.faces.playground.desk import Desk
from channelrules.faces.playground.protocol import Choice, Spoken, Tile
from channelrules.facts.fields import specification
from channelrules.facts.profile import Channel
from channelrules.knowledge.locales import Words
from channelrules.knowledge.network import Edition

__all__ = ["reads", "spoken_of", "writes"]

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
_NEEDED: Final = {".xlsx": "openpyxl", ".ics": "icalendar", ".yaml": "ruamel.yaml", ".xls": "xlrd"}
_ALWAYS: Final = (".toml", ".json", ".csv", ".tsv", ".txt", ".zip")


def spoken_of(desk: Desk) -> Spoken:
    """Return the words of the page, and what there is to choose from."""
    words, book = desk.words, desk.book
    said = words.tables["say"]
    status = dict(specification(Channel))["status"]
    return Spoken(
        lang=words.lang,
        languages=tuple(Choice(each, _own_name(each)) for each in book.knowledge.languages),
        labels={key.removeprefix(_LABELS): str(text) for key, text in said.items() if key.startswith((_LABELS, "ui."))},
        tiles=tuple(_tiles(desk, words)),
        statuses=tuple(Choice(each, words.choice(each, "channel.status")) for each in status.type.options),
        editions=tuple(Choice(each.value, words.say(each.value)) for each in Edition),
        forms=tuple(writes()),
        reads=tuple(reads()),
        about=words.say("report.rulebook", name=book.name, version=book.version, digest=book.digest[:12]),
        started=desk.interview is not None,
    )


def _own_name(language: str) -> str:
    name = str(Locale.parse(language).get_display_name(language) or language)
    return name[:1].upper() + name[1:]


def _tiles(desk: Desk, words: Words) -> Iterator[Tile]:
    networks = desk.book.networks
    often = (*_OFTEN_HERE.get(words.lang, ()), *_OFTEN)
    first = [each for each in often if each in networks]
    others = [(str(words.network(each.id, each.name)), each.id) for each in networks.values() if each.id not in often]
    tables = [desk.book.knowledge.language(each).tables["networks"] for each in desk.book.knowledge.languages]
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


def writes() -> Iterator[str]:
    """Yield the forms of files that can be written here."""
    if any(importlib.util.find_spec(each) for each in ("tomlkit", "tomli_w")):
        yield "toml"
    yield "json"


def reads() -> Iterator[str]:
    """Yield the suffixes of files that can be read here."""
    yield from _ALWAYS
    yield from (suffix for suffix, module in _NEEDED.items() if _is_there(module))


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
