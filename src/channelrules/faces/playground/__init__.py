"""The playground's Python side: the library behind one call, JSON in and JSON out, for a page in the browser."""

from __future__ import annotations

from channelrules.faces.playground.calls import Playground

__all__ = ["Playground"]
