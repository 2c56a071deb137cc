"""Profiles to files: whole or not at all, and never over another one without being asked."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from channelrules.errors import MissingExtraError, OptionError
from channelrules.facts.profile import Profile
from channelrules.facts.write import profile_data

__all__ = ["save_profile"]


def save_profile(profile: Profile, file: Path, may_overwrite: Callable[[str], bool]) -> Path:
    """Write a profile; return the file that was written.

    Where the file is there already and may not be written over, the profile goes to a new one beside it.

    Raises:
        OptionError: the file cannot be written.
        MissingExtraError: what writes such a file is not installed.
    """
    text = _text(profile, file.suffix.lower())
    target = file if not file.exists() or may_overwrite(file.name) else _beside(file)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as stream:
            stream.write(text)
        os.replace(stream.name, target)  # noqa: PTH105 - it is the atomic one
    except OSError as error:
        message = f"{target.name} cannot be written: {error.strerror or error}"
        raise OptionError(message) from None
    return target


def _beside(file: Path) -> Path:
    for number in range(1, 10_000):
        found = file.with_name(f"{file.stem}-answers{'' if number == 1 else number}{file.suffix}")
        if not found.exists():
            return found
    message = f"there is no free name beside {file.name}"
    raise OptionError(message)


def _text(profile: Profile, suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(profile_data(profile, iso_dates=True), ensure_ascii=False, indent=2) + "\n"
    if suffix in {".yaml", ".yml"}:
        return _yaml(profile_data(profile))
    if suffix != ".toml":
        message = f"'{suffix}' is no suffix of a profile: .toml, .json, .yaml or .yml is expected"
        raise OptionError(message)
    try:
        import tomli_w
    except ModuleNotFoundError:
        raise MissingExtraError("writing TOML", "cli") from None
    return tomli_w.dumps(profile_data(profile))


def _yaml(data: dict[str, Any]) -> str:
    try:
        from ruamel.yaml import YAML
    except ModuleNotFoundError:
        raise MissingExtraError("writing YAML", "yaml") from None
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(data, stream)
    return stream.getvalue()
