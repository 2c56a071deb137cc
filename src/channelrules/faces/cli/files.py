"""Writes files whole or not at all, and never over another one unasked."""

from __future__ import annotations

import datetime
import io
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from channelrules.errors import MissingExtraError, OptionError, not_written, reason_of
from channelrules.facts.formats import no_suffix
from channelrules.facts.profile import Company, Profile
from channelrules.told import tell

__all__ = ["check_new", "check_target", "replace_file", "save_profile", "save_session", "write_files"]


def check_target(file: Path) -> None:
    """Make sure that a profile could be written to a file, before anybody is asked anything.

    Raises:
        OptionError: no profile has such a suffix, or there is no such folder, or nothing can be written there.
        MissingExtraError: what writes such a file is not installed.
    """
    _text(_NOBODY, file.suffix.lower())
    _check_folder(file)


def check_new(file: Path, *, force: bool) -> None:
    """Make sure that a new file could be written, before anything is worked out.

    Raises:
        OptionError: there is no such folder, nothing can be written there, or the name is taken and may not be.
    """
    _check_folder(file)
    if file.is_dir():
        raise OptionError(tell("is_a_folder", "{file} is a folder: name a file in it", file=str(file)))
    if file.exists() and not force:
        pattern = "{file} is there already: choose another name, or write over it with --force"
        raise OptionError(tell("there_already_force", pattern, file=file.name))


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, all of them whole or none.

    Raises:
        OptionError: one of them cannot be written.
    """
    waiting: list[tuple[str, Path]] = []
    try:
        for file, content in contents.items():
            waiting.append((_beside_as(file, content), file))
        for name, file in waiting:
            os.replace(name, file)  # noqa: PTH105 - it is the atomic one
    except OSError as error:
        for name, _ in waiting:
            Path(name).unlink(missing_ok=True)
        raise OptionError(not_written(file.name, error)) from None


def _beside_as(file: Path, content: bytes) -> str:
    """Return the name of a temporary file beside another one, with some content and the right permissions."""
    with tempfile.NamedTemporaryFile("wb", dir=file.parent, prefix=f".{file.name[:60]}.", delete=False) as stream:
        try:
            stream.write(content)
            stream.flush()
        except OSError:
            Path(stream.name).unlink(missing_ok=True)
            raise
    Path(stream.name).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
    return stream.name


def _check_folder(file: Path) -> None:
    if not file.parent.is_dir():
        pattern = "there is no folder '{folder}' to write {file} to"
        raise OptionError(tell("no_folder", pattern, folder=str(file.parent), file=file.name))
    if not os.access(file.parent, os.W_OK):
        pattern = "nothing can be written to the folder '{folder}'"
        raise OptionError(tell("closed_folder", pattern, folder=str(file.parent)))


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


def save_session(data: dict[str, Any], file: Path) -> None:
    """Write an interview to the file that is kept for it.

    Raises:
        OptionError: the file cannot be written.
    """
    replace_file(file, json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def replace_file(target: Path, text: str) -> None:
    """Write a text to a file, whole or not at all.

    Raises:
        OptionError: the file cannot be written; the message holds the text.
    """
    try:
        os.replace(_beside_as(target, text.encode()), target)  # noqa: PTH105 - it is the atomic one
    except OSError as error:
        # Typed answers are never lost: the message tells where they are.
        pattern = "{file} cannot be written: {why}. It would have held:"
        message = tell("not_written_held", pattern, file=target.name, why=reason_of(error))
        raise OptionError(message, below=text) from None


def _beside(file: Path) -> Path:
    for number in range(1, 10_000):
        found = file.with_name(f"{file.stem}-answers{'' if number == 1 else number}{file.suffix}")
        if not found.exists():
            return found
    raise OptionError(tell("no_free_name", "there is no free name beside {file}", file=file.name))


def _text(profile: Profile, suffix: str) -> str:
    if suffix == ".json":
        return json.dumps(profile.to_dict(), ensure_ascii=False, indent=2) + "\n"
    if suffix in {".yaml", ".yml"}:
        return _yaml(profile.to_dict(iso_dates=False))
    if suffix != ".toml":
        raise OptionError(no_suffix(suffix))
    return as_toml(profile)


def as_toml(profile: Profile) -> str:
    """Return a profile as a file in TOML states it.

    Raises:
        MissingExtraError: what writes TOML is not installed (extra ``cli``).
    """
    try:
        import tomli_w
    except ModuleNotFoundError:
        raise MissingExtraError(tell("writing_toml", "writing TOML"), "cli") from None
    return tomli_w.dumps(profile.to_dict(iso_dates=False))


def _yaml(data: dict[str, Any]) -> str:
    try:
        from ruamel.yaml import YAML
    except ModuleNotFoundError:
        raise MissingExtraError(tell("writing_yaml", "writing YAML"), "yaml") from None
    stream = io.StringIO()
    YAML(typ="safe", pure=True).dump(data, stream)
    return stream.getvalue()
