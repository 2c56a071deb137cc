"""Profiles to files: whole or not at all, and never over another one without being asked."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from channelrules.errors import MissingExtraError, OptionError
from channelrules.facts.profile import Company, Profile

__all__ = ["check_target", "replace_file", "save_profile"]


def check_target(file: Path) -> None:
    """Make sure that a profile could be written to a file, before anybody is asked anything.

    Raises:
        OptionError: no profile has such a suffix, or there is no such folder, or nothing can be written there.
        MissingExtraError: what writes such a file is not installed.
    """
    _text(_NOBODY, file.suffix.lower())
    if not file.parent.is_dir():
        message = f"there is no folder '{file.parent}' to write {file.name} to"
        raise OptionError(message)
    if not os.access(file.parent, os.W_OK):
        message = f"nothing can be written to the folder '{file.parent}'"
        raise OptionError(message)


_NOBODY = Profile(as_of=datetime.date(2000, 1, 1), company=Company(name="nobody"))


def save_profile(profile: Profile, file: Path, may_overwrite: Callable[[str], bool]) -> Path:
    """Write a profile; return the file that was written.

    Where the file is there already and may not be written over, the profile goes to a new one beside it.

    Raises:
        OptionError: the file cannot be written.
        MissingExtraError: what writes such a file is not installed.
    """
    text = _text(profile, file.suffix.lower())
    target = file if not file.exists() or may_overwrite(file.name) else _beside(file)
    replace_file(target, text)
    return target


def replace_file(target: Path, text: str) -> None:
    """Write a text to a file, whole or not at all.

    Raises:
        OptionError: the file cannot be written; the message holds the text.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as stream:
            stream.write(text)
        Path(stream.name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(stream.name, target)  # noqa: PTH105 - it is the atomic one
    except OSError as error:
        # What somebody has typed is never thrown away: it is told with the message.
        message = f"{target.name} cannot be written: {error.strerror or error}. It would have held:"
        raise OptionError(message, below=text) from None


def _beside(file: Path) -> Path:
    for number in range(1, 10_000):
        found = file.with_name(f"{file.stem}-answers{'' if number == 1 else number}{file.suffix}")
        if not found.exists():
            return found
    message = f"there is no free name beside {file.name}"
    raise OptionError(message)


def _text(profile: Profile, suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(profile.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if suffix in {".yaml", ".yml"}:
        return _yaml(profile.to_dict(iso_dates=False))
    if suffix != ".toml":
        message = f"'{suffix}' is no suffix of a profile: .toml, .json, .yaml or .yml is expected"
        raise OptionError(message)
    try:
        import tomli_w
    except ModuleNotFoundError:
        raise MissingExtraError("writing TOML", "cli") from None
    return tomli_w.dumps(profile.to_dict(iso_dates=False))


def _yaml(data: dict[str, Any]) -> str:
    try:
        from ruamel.yaml import YAML
    except ModuleNotFoundError:
        raise MissingExtraError("writing YAML", "yaml") from None
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(data, stream)
    return stream.getvalue()
