"""From the body of a request to a profile: what is too large or in another form is refused before it is read."""

from __future__ import annotations

from email.message import Message

import attrs
from fastapi import Request

import channelrules as cr
from service.problems import Refused

FORMS = {"application/json": "json", "application/toml": "toml"}


@attrs.frozen
class Limits:
    """What a request may hold.

    Attributes:
        bytes: of the body.
        channels: of the company; the time of an answer grows with them.
    """

    bytes: int = 200_000
    channels: int = 40


async def profile_in(request: Request, book: cr.Rulebook, limits: Limits) -> cr.Profile:
    """Return the profile in the body of a request.

    Raises:
        Refused: the body is too large, compressed, or of another type or encoding, or has too many channels.
        channelrules.Problems: it is no profile.
    """
    form = _form_of(request)
    profile = book.parse_profile_text(await _body_of(request, limits.bytes), form, source="body")
    if len(profile.channels) > limits.channels:
        message = f"{len(profile.channels)} channels are given, at most {limits.channels} are judged at once"
        raise Refused(422, "too-many-channels", message)
    return profile


def _form_of(request: Request) -> str:
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    form = FORMS.get(header.get_content_type())
    if form is None:
        raise Refused(415, "media-type", f"a profile is sent as one of {', '.join(FORMS)}")
    charset = header.get_content_charset("utf-8")
    if charset not in {"utf-8", "utf8"} or request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(415, "encoding", "a profile is sent in UTF-8 and not compressed")
    return form


async def _body_of(request: Request, limit: int) -> bytes:
    message = f"a body has at most {limit:,} bytes"
    declared = request.headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or len(declared) > 15 or int(declared) > limit:
        raise Refused(413, "too-large", message)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise Refused(413, "too-large", message)
    return bytes(body)
