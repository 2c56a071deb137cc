"""What soaks have tried so far: one JSON file, always whole, so that a run goes on where one stopped."""

from __future__ import annotations

import datetime
import json
import platform
import resource
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, Final

import attrs

import channelrules as cr
from tests.soak.lots import ROOT

__all__ = ["GOALS", "Record", "Run"]

FORMAT: Final = 1
GOALS: Final = {"columns": 10_000_000, "engines": 1_000_000}
"""How many companies each comparison is to see."""
_MB: Final = 1024


@attrs.define
class Run:
    """What one run of the command has tried of one comparison.

    Attributes:
        comparison: ``columns`` or ``engines``.
        begun: on which day.
        commit: what was checked out, with ``+`` where files were changed since.
        rules: the digest of the built-in rules.
        python: which Python.
        size: the companies in a lot.
        first, next: the numbers of the first lot, and of the one to go on with.
        companies, channels, outcomes: how many were compared; an outcome is what a rule says of a subject.
        processor_seconds, wall_seconds: how long it took.
        memory_after_first_round, memory: the most memory in MB, after each combination was met once, and in the end.
        combinations: how many companies were judged under each.
    """

    comparison: str
    begun: str
    commit: str
    rules: str
    python: str
    size: int
    first: int
    next: int
    companies: int = 0
    channels: int = 0
    outcomes: int = 0
    processor_seconds: float = 0
    wall_seconds: float = 0
    memory_after_first_round: int = 0
    memory: int = 0
    combinations: dict[str, int] = attrs.field(factory=dict)

    @classmethod
    def begin(cls, comparison: str, size: int, first: int) -> Run:
        """Begin a run with a lot."""
        return cls(
            comparison=comparison,
            begun=datetime.datetime.now(datetime.UTC).date().isoformat(),
            commit=_commit(),
            rules=cr.load_rules().digest,
            python=platform.python_version(),
            size=size,
            first=first,
            next=first,
        )

    def add(self, combination: str, counted: Counter[str], processor: float, wall: float) -> None:
        """Note that one lot came out the same on all sides."""
        self.next += 1
        self.companies += counted["companies"]
        self.channels += counted["channels"]
        self.outcomes += counted["outcomes"]
        self.processor_seconds = round(self.processor_seconds + processor, 1)
        self.wall_seconds = round(self.wall_seconds + wall, 1)
        self.combinations[combination] = self.combinations.get(combination, 0) + counted["companies"]
        self.memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MB
        if self.next - self.first <= 16:
            self.memory_after_first_round = self.memory


@attrs.define
class Record:
    """The runs of all days, in the order in which they began.

    Attributes:
        file: where they are kept.
        runs: each of them; what one finds is no part of the record, since it ends with the first difference.
    """

    file: Path
    runs: list[Run] = attrs.field(factory=list)

    @classmethod
    def of(cls, file: Path) -> Record:
        """Read a record; an empty one where there is no file."""
        if not file.exists():
            return cls(file)
        told = json.loads(file.read_text(encoding="utf-8"))
        return cls(file, [Run(**each) for each in told["runs"]])

    def begin(self, comparison: str, size: int) -> Run:
        """Return a new run that goes on where the last of its comparison stopped."""
        first = max((each.next for each in self.runs if each.comparison == comparison), default=0)
        run = Run.begin(comparison, size, first)
        self.runs.append(run)
        return run

    def companies(self, comparison: str) -> int:
        """Return how many companies a comparison has seen in all."""
        return sum(each.companies for each in self.runs if each.comparison == comparison)

    def write(self) -> None:
        """Write the file as a whole: who stops the command never finds half of it."""
        told: dict[str, Any] = {"format": FORMAT, "runs": [attrs.asdict(each) for each in self.runs if each.companies]}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(self.file)


def _commit() -> str:
    def said(*arguments: str) -> str:
        ran = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return ran.stdout.strip()

    return f"{said('rev-parse', '--short=10', 'HEAD')}{'+' if said('status', '--porcelain', 'src', 'rules') else ''}"
