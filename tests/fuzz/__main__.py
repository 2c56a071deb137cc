"""Fuzz the readers under guidance of coverage: ``python -m tests.fuzz --seconds 60 [TARGET ...]``.

Needs atheris (the dependency group ``fuzz``). Each target runs in a process of its own, since libFuzzer never returns.
What came out is kept in a folder that is told: new inputs that reach new code, and those that break the property,
which go to ``tests/corpus/<target>`` once they are understood.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.targets import ROOT, TARGETS

_BROKEN = ("crash-", "timeout-", "oom-", "leak-")


def fuzzed(name: str, seconds: int, kept: Path) -> list[str]:
    """Fuzz one target, print what came out, and return the names of the inputs that broke the property."""
    (kept / "corpus").mkdir(parents=True)
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(seconds), str(kept)]
    # libFuzzer ends the process without its leave: what it writes goes with the folder.
    own = {**os.environ, "TMPDIR": str(kept)}
    ran = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, errors="replace", check=False)
    said = ran.stdout + ran.stderr
    (kept / "log").write_text(said, encoding="utf-8")
    stats = dict(re.findall(r"stat::(\w+):\s+(\d+)", said))
    broken = [path.name for path in kept.iterdir() if path.name.startswith(_BROKEN)]
    if ran.returncode and not broken:
        broken = [f"status {ran.returncode}, see {kept / 'log'}"]
    tried = int(stats.get("number_of_executed_units", 0))
    slowest, memory = (stats.get(each, "?") for each in ("slowest_unit_time_sec", "peak_rss_mb"))
    new = len(list((kept / "corpus").iterdir()))
    print(
        f"{name:8} tried {tried:>9,}, failed {len(broken)}, slowest {slowest} s, memory {memory} MB, new {new}",
        *broken,
        flush=True,
    )
    return broken


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where some input broke the property, 2 where there is no atheris."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"all where left out: {', '.join(TARGETS)}")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    given = parser.parse_args(arguments)
    unknown = sorted(set(given.targets) - set(TARGETS))
    if unknown:
        parser.error(f"there is no target {unknown[0]}")
    if importlib.util.find_spec("atheris") is None:
        print("fuzzing needs atheris: pip install atheris", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="channelrules-fuzz-"))
    broken = [each for name in given.targets or TARGETS for each in fuzzed(name, given.seconds, folder / name)]
    print(f"kept in {folder}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
