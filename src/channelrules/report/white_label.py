"""White label: the name, logo, colour, footer and contact in ``report.toml`` of a house's folder."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs

from channelrules.errors import ChannelRulesError, ProfileError, RulebookError, refuse
from channelrules.facts.fields import fact
from channelrules.facts.formats import load_toml, read_text
from channelrules.facts.structuring import Structurer
from channelrules.knowledge.overlay import REPORT_FILE
from channelrules.language.types import text

__all__ = ["WhiteLabel", "white_label"]

MAX_LOGO_BYTES: Final = 100_000
"""The greatest size of a logo in bytes, as it is embedded in every page."""

_MAX_LABEL_BYTES: Final = 20_000
_LEAST_CONTRAST: Final = 4.5
"""The contrast between text and background that the guidelines for accessible content require."""

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_SVG: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_KINDS: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@attrs.frozen(kw_only=True)
class LabelFile:
    """The file as it is written."""

    name: str = fact(text, "the name under which reports go out", required=True)
    footer: str = fact(text, "what stands at the foot of a report", required=True)
    contact: str = fact(text, "how the client reaches whoever made it", required=True)
    colour: str | None = fact(text, "the colour of headings and bars, such as #1f4e79")
    logo: str | None = fact(text, "the logo, a PNG, JPEG or SVG file beside this one")


@attrs.frozen
class WhiteLabel:
    """The author of a report.

    Attributes:
        name: the author's name.
        footer: the text at its foot.
        contact: how the client reaches the author.
        colour: of headings and bars, such as ``#1f4e79``; empty for ours.
        logo: the image as a ``data:`` address; empty without one.
    """

    name: str
    footer: str
    contact: str
    colour: str = ""
    logo: str = attrs.field(default="", repr=False)


def white_label(house: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] | None) -> WhiteLabel | None:
    """Return the white label of the last house that has one; ``None`` where none has.

    Raises:
        Problems: everything that is wrong with ``report.toml``: a missing key, a colour that is unreadable on white, a
            logo that is no image or too large.
    """
    if house is None:
        return None
    houses = [house] if isinstance(house, str | os.PathLike) else list(house)
    for each in reversed(houses):
        file = Path(each) / REPORT_FILE
        if file.is_file():
            return _read(file)
    return None


def _read(file: Path) -> WhiteLabel:
    shown = f"{file.parent.name}/{REPORT_FILE}"
    try:
        data = load_toml(read_text(file, _MAX_LABEL_BYTES))
    except ProfileError as error:
        raise refuse(shown, [RulebookError(error.message, file=shown)]) from None
    built, found = Structurer().structure(data, LabelFile, "")
    problems: list[ChannelRulesError] = [
        RulebookError(each.message, file=shown, path=each.path, hint=each.hint) for each in found
    ]
    if built is None:
        raise refuse(shown, problems)
    if built.colour is not None and (wrong := _colour_problem(built.colour)):
        problems.append(RulebookError(wrong, file=shown, path="colour"))
    logo, wrong = ("", "") if built.logo is None else _logo(file.parent, built.logo)
    if wrong:
        problems.append(RulebookError(wrong, file=shown, path="logo"))
    if problems:
        raise refuse(shown, problems)
    return WhiteLabel(built.name, built.footer, built.contact, built.colour or "", logo)


def _colour_problem(colour: str) -> str:
    if not _COLOUR.fullmatch(colour):
        return f"'{colour[:20]}' is given, a colour such as #1f4e79 is expected"
    contrast = 1.05 / (_luminance(colour) + 0.05)
    if contrast < _LEAST_CONTRAST:
        return (
            f"{colour} cannot be read on white (contrast {contrast:.1f}, at least {_LEAST_CONTRAST}): take a darker one"
        )
    return ""


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as the guidelines for accessible content define it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _logo(folder: Path, name: str) -> tuple[str, str]:
    """Return a logo as a ``data:`` address, and what is wrong with it; one of them is empty."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return "", f"'{name[:60]}' leads out of the folder of the house"
        if not path.is_file():
            return "", f"there is no file '{name[:60]}' in the folder of the house"
        with path.open("rb") as stream:
            raw = stream.read(MAX_LOGO_BYTES + 1)
    except (OSError, ValueError, RuntimeError) as error:
        return "", f"'{name[:60]}' cannot be read: {getattr(error, 'strerror', None) or error}"
    if len(raw) > MAX_LOGO_BYTES:
        return "", f"'{name[:60]}' is larger than {MAX_LOGO_BYTES:,} bytes: it would travel inside every report"
    kind = next((kind for begin, kind in _KINDS.items() if raw.startswith(begin)), "")
    if not kind and _SVG.match(raw) and b"<!" not in raw.replace(b"<!--", b""):
        kind = "image/svg+xml"
    if not kind:
        return "", f"'{name[:60]}' is no image: PNG, JPEG or SVG is expected"
    return f"data:{kind};base64,{base64.b64encode(raw).decode('ascii')}", ""
