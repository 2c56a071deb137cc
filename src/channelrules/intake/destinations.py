"""Destinations as people write them: names of networks, ids of channels, levels of marketing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from channelrules.facts.names import folded
from channelrules.facts.profile import Channel
from channelrules.intake.kinds import said, vocabulary

__all__ = ["Destinations", "Going", "plain_text"]

_APART: Final = re.compile(r"\s*[,;/+&|、·\n]\s*|\s+(?:and|e|und|및|와|과)\s+")
_MENTION: Final = re.compile(r"@[\w.\-]+")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_LONGEST: Final = 200
_ASIDE: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def plain_text(cell: object) -> str:
    """Return content on one line, without addresses and names behind ``@``, and shortened."""
    text = re.sub(r"\s+", " ", str(cell)).strip()
    text = "".join(each for each in text if each.isprintable())
    text = _MENTION.sub("@…", _MAIL.sub("…", text))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


@attrs.frozen
class Going:
    """The destinations of an entry.

    Attributes:
        channels: ids of channels.
        levels: levels of marketing.
        absent: networks on which the profile has no channel.
        several: networks on which it has several.
        unknown: unknown names, as written.
    """

    channels: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@attrs.frozen
class Destinations:
    """The channels of a profile, and every name that a network has."""

    channels: Sequence[Channel]
    networks: Mapping[str, str]

    def network(self, text: str) -> str | None:
        """Return the id of the network that is meant; ``None`` where no network has the name."""
        return self.networks.get(text.strip()) if text.strip() else None

    def of_network(self, network: str) -> list[str]:
        """Return the ids of the channels on a network."""
        return [each.id for each in self.channels if (self.network(each.network) or folded(each.network)) == network]

    def going(self, text: str) -> Going:
        """Return the destinations in a text, which may name several."""
        whole = self._one(text)
        if not whole.unknown:
            return whole
        parts = [each for each in _APART.split(text) if each.strip()]
        found = [self._one(each) for each in parts]
        return Going(
            *(
                tuple(dict.fromkeys(one for each in found for one in getattr(each, field.name)))
                for field in attrs.fields(Going)
            )
        )

    def _one(self, text: str) -> Going:
        name = text.strip()
        if any(each.id == name or each.id == folded(name) for each in self.channels):
            return Going(channels=(name if any(each.id == name for each in self.channels) else folded(name),))
        network = self.network(name)
        if network is not None:
            ids = self.of_network(network)
            if len(ids) == 1:
                return Going(channels=(ids[0],))
            level = vocabulary().levels.get(said(name))
            if ids:
                return Going(several=(network,))
            return Going(levels=(level,)) if level else Going(absent=(network,))
        level = vocabulary().levels.get(said(name))
        if level:
            return Going(levels=(level,))
        bare = _ASIDE.sub("", name)
        return self._one(bare) if bare and bare != name else Going(unknown=(plain_text(name)[:40],))
