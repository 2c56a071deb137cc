"""One target under atheris, in a process of its own: ``python -m tests.fuzz.guided TARGET SECONDS FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import atheris

# What is imported in here is told to libFuzzer branch by branch.
with atheris.instrument_imports(include=["channelrules"], enable_loader_override=False):
    from tests.fuzz.targets import CORPUS, ROOT, TARGETS

_LONGEST: Final = {"options": 400, "cells": 2_000, "house": 4_000, "rules": 6_000}
_SLOW: Final = 20
_ROOM: Final = 2_048


def main() -> None:
    """Fuzz a target for some seconds; libFuzzer ends the process."""
    name, seconds, kept = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    arguments = [
        sys.argv[0],
        str(kept / "corpus"),
        str(CORPUS / name),
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST.get(name, 8_000)}",
        f"-timeout={_SLOW}",
        f"-rss_limit_mb={_ROOM}",
        f"-artifact_prefix={kept}/",
        f"-dict={ROOT / 'tests' / 'fuzz' / 'words.dict'}",
        "-print_final_stats=1",
    ]
    atheris.Setup(arguments, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
