"""The same bytes again: ``python -m tests.release.rebuilt dist``.

What is in the folder is compared with what is built from a copy of the checkout elsewhere, with other permissions,
times, zone and language, and with the wheel that the source distribution makes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.release.bom import published
from tests.release.supply import ROOT

_STRANGE: Final = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "COLUMNS": "40"}


def built(checkout: Path, out: Path, *kinds: str, strange: bool = False) -> dict[str, bytes]:
    """Build a checkout, without isolation, and return the files by name.

    Args:
        checkout: what is built.
        out: where to.
        kinds: ``--sdist`` and ``--wheel``, or one of them.
        strange: whether with another umask, zone, language and seed of hashes.
    """
    command = [sys.executable, "-m", "build", "-q", "--no-isolation", *kinds, "--outdir", str(out), str(checkout)]
    environment = {**os.environ, **(_STRANGE if strange else {})}
    subprocess.run(command, check=True, capture_output=True, env=environment, umask=0o077 if strange else -1)
    return {each.name: each.read_bytes() for each in out.iterdir()}


def copied(names: Sequence[str], folder: Path) -> Path:
    """Copy files of the checkout to a folder in the opposite order, with other permissions and times."""
    for name in sorted(names, reverse=True):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, file)
        file.chmod(0o750 if os.access(ROOT / name, os.X_OK) else 0o640)
        os.utime(file, (1_000_000_000, 1_000_000_000))
    return folder


def tracked() -> list[str]:
    """The files that git knows."""
    ran = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in ran.stdout.split("\0") if name]


def again(work: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return what a copy of the checkout makes elsewhere, and what the source distribution of it makes."""
    copy = built(copied(tracked(), work / "elsewhere" / "copy"), work / "again", "--sdist", "--wheel", strange=True)
    with tarfile.open(next((work / "again").glob("*.tar.gz"))) as archive:
        archive.extractall(work / "unpacked", filter="data")
    (unpacked,) = (work / "unpacked").iterdir()
    return copy, built(unpacked, work / "from_source", "--wheel")


def differences(files: Mapping[str, bytes], copy: Mapping[str, bytes], from_source: Mapping[str, bytes]) -> list[str]:
    """Return what is not the same when it is built again, in words."""
    told = [f"{name}: built from a copy, other bytes" for name, content in files.items() if copy.get(name) != content]
    return told + [
        f"{name}: built from the source distribution, other bytes"
        for name, content in from_source.items()
        if content != files.get(name)
    ]


def main() -> int:
    """Compare; the exit status says whether all is the same."""
    parser = argparse.ArgumentParser(prog="python -m tests.release.rebuilt", description="The same bytes again.")
    parser.add_argument("folder", type=Path)
    files = published(parser.parse_args().folder)
    with tempfile.TemporaryDirectory() as work:
        told = differences(files, *again(Path(work)))
    for name, content in files.items():
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    sys.stdout.write("".join(f"{each}\n" for each in told) or "the same bytes again\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
