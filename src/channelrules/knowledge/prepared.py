"""The built-in rules in prepared form, made when a wheel is built, so that a program starts without parsing them.

It is not a cache: nothing writes it after the build, and the rule files take precedence. It holds the digest of the
files that it was made from; if a byte of them has changed, it is ignored and the files are read.
"""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import channelrules
from channelrules.knowledge.deferred import Deferred
from channelrules.knowledge.digest import Digest
from channelrules.knowledge.model import Knowledge

if TYPE_CHECKING:
    from channelrules.knowledge.locales import Words

__all__ = ["prepared", "taken_up"]

_WORDS: Final = "words"


def prepared(knowledge: Knowledge) -> bytes:
    """Return the content of the file, for knowledge that was loaded from a folder without houses."""
    body = io.BytesIO()
    _Pickler(body, knowledge).dump(knowledge)
    return _head(knowledge.digest) + body.getvalue()


def taken_up(file: Path, folder: Path) -> Knowledge | None:
    """Return the prepared form of a folder from a file; ``None`` where it cannot be read or was made from other files.

    The file is part of the package and trusted like its modules.
    """
    try:
        content = file.read_bytes()
        texts = _texts(folder)
    except (OSError, UnicodeDecodeError):
        return None
    head = _head(str(Digest(texts)))
    if not content.startswith(head):
        return None
    found: Knowledge = _Unpickler(io.BytesIO(content[len(head) :])).load()
    return found


def _head(digest: str) -> bytes:
    return f"channelrules {channelrules.__version__} {digest}\n".encode()


def _texts(folder: Path) -> dict[str, str]:
    """Return the texts of a folder's files by relative path, as its loader holds them."""
    found: dict[str, str] = {}
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with os.scandir(folder / below) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [f"{below}{entry.name}/"] if not entry.name.startswith(".") else []
                elif entry.name.endswith(".toml"):
                    with open(entry.path, "rb") as stream:  # noqa: PTH123 - a path is made of each file else
                        found[f"{below}{entry.name}"] = stream.read().decode("utf-8-sig")
    return found


class _Pickler(pickle.Pickler):
    """Pickles the words of each language separately, so that only the languages in use are read, with Babel."""

    def __init__(self, stream: io.BytesIO, knowledge: Knowledge) -> None:
        super().__init__(stream, protocol=5)
        self._words = knowledge.words

    def persistent_id(self, given: object) -> object:
        if given is not self._words:
            return None
        return _WORDS, {language: pickle.dumps(words, protocol=5) for language, words in self._words.items()}


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream)
        self._data: Mapping[str, bytes] = {}
        self._found: Deferred[Words] | None = None

    def persistent_load(self, given: Any) -> object:
        if self._found is None:
            self._data = given[1]
            self._found = Deferred(given[1], self._read)
        return self._found

    def _read(self, language: str) -> Words:
        found: Words = pickle.loads(self._data[language])  # noqa: S301 - a file of our own package
        return found
