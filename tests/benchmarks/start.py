"""How fast a program starts: ``python -m tests.benchmarks.start``. Whole processes, five in turn, as ratios of one run.

Milliseconds of the processor's time are compared, which other programs on the machine disturb least; those of the clock
stand beside them.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

import channelrules
from channelrules.inference.ahead import MODULE
from channelrules.inference.ahead_source import source_ahead
from channelrules.knowledge.builtin import PREPARED, built_in_rules
from channelrules.knowledge.loader import load_knowledge
from channelrules.knowledge.prepared import prepared

ROUNDS = 5
FILE = "docs/examples/trattoria.toml"
LOAD = ("-c", "import channelrules; channelrules.load_rules()")
COMMAND = ("-m", "channelrules")
WORK: Mapping[str, tuple[Sequence[str], bool]] = {
    "an empty interpreter": (("-c", "pass"), False),
    "import attrs, cattrs": (("-c", "import attrs, cattrs"), False),
    "import channelrules": (("-c", "import channelrules"), False),
    "import channelrules; load_rules(), a checkout": (LOAD, False),
    "import channelrules; load_rules(), a wheel": (LOAD, True),
    "channelrules --version": ((*COMMAND, "--version"), False),
    "channelrules --help": ((*COMMAND, "--help"), False),
    "channelrules rules list": ((*COMMAND, "rules", "list"), False),
    "channelrules assess FILE, a checkout": ((*COMMAND, "assess", FILE), False),
    "channelrules assess FILE, a wheel": ((*COMMAND, "assess", FILE), True),
}


@attrs.frozen
class Spent:
    """Milliseconds of one process: of the processor, and by the clock."""

    processor: float
    clock: float


def installed(folder: Path) -> Path:
    """Lay the package out as a wheel does, and return the folder that Python finds it in."""
    package = folder / "channelrules"
    shutil.copytree(Path(channelrules.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    rules = built_in_rules()
    shutil.copytree(rules, package / "_rules")
    knowledge = load_knowledge(rules, trusted=True)
    (package / PREPARED).write_bytes(prepared(knowledge))
    (package / f"{MODULE}.py").write_text(source_ahead(knowledge), encoding="utf-8")
    return folder


def ran(arguments: Sequence[str], path: str) -> Spent:
    """Run Python once, what it writes left out."""
    # Installed modules are compiled once: a variable that forbids it would have them compiled in every process.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    nowhere = os.open(os.devnull, os.O_RDWR)
    begin = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        {**variables, "PYTHONPATH": path},
        file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, 1)],
    )
    _, _, used = os.wait4(child, 0)
    clock = time.perf_counter() - begin
    os.close(nowhere)
    return Spent((used.ru_utime + used.ru_stime) * 1e3, clock * 1e3)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as made:
        checkout, wheel = str(Path(channelrules.__file__).parent.parent), str(installed(Path(made)))
        spent: dict[str, list[Spent]] = {name: [] for name in WORK}
        for number in range(ROUNDS + 1):
            for name, (arguments, from_wheel) in WORK.items():
                once = ran(arguments, wheel if from_wheel else checkout)
                # The first time, Python writes its own compiled modules.
                if number:
                    spent[name].append(once)
    own = {name: statistics.median(each.processor for each in found) for name, found in spent.items()}
    empty, base = own["an empty interpreter"], own["import attrs, cattrs"]
    print("Start: milliseconds of processor time of a whole process, the median of five in turn (least to most);")
    print("what is above an empty interpreter; ratios to an empty one and to `import attrs, cattrs`; by the clock")
    for name, found in spent.items():
        times = [each.processor for each in found]
        clock = statistics.median(each.clock for each in found)
        print(
            f"  {name:<46} {own[name]:6.0f} ({min(times):.0f} to {max(times):.0f})  {own[name] - empty:+6.0f}"
            f"  {own[name] / empty:6.1f}  {own[name] / base:5.2f}  {clock:6.0f}"
        )


if __name__ == "__main__":
    main()
