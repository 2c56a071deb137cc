"""The line of each channel and each fact in a profile's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from channelrules.facts.formats import form_of_file, load_text
from channelrules.facts.locations import locations

__all__ = ["lines_of"]

_CHANNEL: Final = re.compile(r"channel\[(\d+)\](\..*)?")


def lines_of(content: str, suffix: str) -> Mapping[str, int]:
    """Return the line of each channel and fact of a profile by its path, such as ``channel[fb].account``.

    The file has been read as a profile, so it is valid. Lines count from 1; members of lists have no line of their own.

    Args:
        content: of the file.
        suffix: of its name, such as ``.toml``.
    """
    form = form_of_file(Path(f"profile{suffix}"))
    data = load_text(content, form)
    channels = data.get("channel") if isinstance(data, Mapping) else None
    ids = [str(each["id"]) for each in channels or ()]
    lines: dict[str, int] = {}
    for path, (line, _) in locations(content, form).items():
        found = _CHANNEL.fullmatch(path)
        named = f"channel[{ids[int(found[1])]}]{found[2] or ''}" if found else path
        if path != "channel" and "[" not in (found[2] or "" if found else path):
            lines[named] = line
    return lines
