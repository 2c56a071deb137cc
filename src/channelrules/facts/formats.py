"""The formats in which profiles are written: bytes to text, and text to plain data, from TOML, JSON or YAML."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final, NoReturn

from channelrules.errors import MissingExtraError, ProfileError, reason_of
from channelrules.facts.limits import MAX_BYTES, too_deep, weigh
from channelrules.facts.parsers import why_no_json, why_no_toml
from channelrules.told import Told, tell

__all__ = [
    "FORMS",
    "decode_text",
    "form_of",
    "form_of_file",
    "load_json",
    "load_text",
    "load_toml",
    "no_suffix",
    "read_text",
]

FORMS: Final = ("toml", "json", "yaml")
"""The formats of profiles."""

_SUFFIXES: Final = {".toml": "toml", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_YAML_KEY: Final = re.compile(r"""["']?[$\w]+["']?[ \t]*:(?:\s|$)""")


def no_suffix(suffix: str) -> Told:
    """Return the message about a file whose suffix is not one of a profile."""
    pattern = "'{suffix}' is not a suffix of a profile: .toml, .json, .yaml or .yml is expected"
    return tell("no_suffix", pattern, suffix=suffix[:20])


def form_of_file(file: Path) -> str:
    """Return the format of a profile by its file's suffix; an empty text for a suffix that no profile has."""
    return _SUFFIXES.get(file.suffix.lower(), "")


def form_of(text: str) -> str:
    """Return the format of a profile without a file's suffix, judged by its beginning."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    first = next((each for each in lines if each and not each.startswith(("#", "---", "%YAML"))), "")
    return "json" if first.startswith("{") else "yaml" if _YAML_KEY.match(first) else "toml"


def read_text(path: Path, limit: int = MAX_BYTES) -> str:
    """Return the text of a file.

    Raises:
        ProfileError: it is not there, not a file, too large, empty, or not UTF-8.
    """
    try:
        if path.is_dir():
            _fail(tell("a_directory", "this is a directory, a file is expected"))
        if not path.exists():
            _fail(tell("no_file", "there is no such file"))
        if not path.is_file():
            _fail(tell("no_regular_file", "this is no regular file"))
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except (OSError, ValueError) as error:
        _fail(tell("unreadable", "the file cannot be read: {why}", why=reason_of(error)))
    return decode_text(raw, limit)


def decode_text(raw: bytes, limit: int = MAX_BYTES) -> str:
    """Return the text of the bytes of a file.

    Raises:
        ProfileError: it is too large, empty, or not UTF-8.
    """
    if len(raw) > limit:
        _fail(tell("too_large", "the file is larger than {most} bytes", most=limit))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        _fail(tell("utf_16", "the file is UTF-16: save it as UTF-8"))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail(tell("not_utf_8", "the file is not a text in UTF-8"))
    if "\0" in text:
        _fail(tell("zero_bytes", "the file is not a text: it has zero bytes"))
    if not text.strip():
        _fail(tell("empty_file", "the file is empty"))
    return text


def _fail(message: str) -> NoReturn:
    raise ProfileError(message)


def load_text(text: str, form: str) -> object:
    """Return the content of a text in a format.

    Raises:
        ProfileError: it is not valid, or nested too deeply.
        MissingExtraError: it is YAML, and the extra ``yaml`` is not installed.
    """
    try:
        return {"toml": load_toml, "json": load_json, "yaml": _load_yaml}[form](text)
    except RecursionError:
        too_deep()


def load_toml(text: str) -> dict[str, Any]:
    """Return the content of a TOML text, or raise `ProfileError` with the line."""
    weigh(text, "toml")
    try:
        return tomllib.loads(text)
    except ValueError as error:
        _fail(tell("not_toml", "this is not valid TOML: {why}", why=why_no_toml(error)))


def load_json(text: str) -> object:
    """Return the content of a JSON text, or raise `ProfileError`; a repeated key is refused."""
    weigh(text, "json")
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except ValueError as error:
        _fail(tell("not_json", "this is not valid JSON: {why}", why=why_no_json(error)))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        met: set[str] = set()
        twice = next(key for key, _ in pairs if key in met or met.add(key))  # type: ignore[func-returns-value]  # ``None`` is false
        _fail(tell("key_twice", "the key '{key}' stands twice", key=twice[:60]))
    return found


def _no_constant(name: str) -> NoReturn:
    _fail(tell("no_number", "{name} is no number", name=name))


def _load_yaml(text: str) -> object:
    try:
        import ruamel.yaml as _  # noqa: F401 - tells whether the extra is there

        from channelrules.facts.yaml import load_yaml
    except ImportError:
        raise MissingExtraError(tell("reading_yaml", "reading YAML"), "yaml") from None
    return load_yaml(text)
