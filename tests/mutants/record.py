"""What became of each mutant: kept as it comes, so that the command goes on where it stopped, and told as a table."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from tests.mutants.changes import Mutant

__all__ = ["EQUIVALENT", "Verdict", "Verdicts", "diff", "equivalents", "table"]

EQUIVALENT: Final = Path(__file__).parent / "equivalent.toml"
"""The mutants that say the same in other words, each with the reason."""
FORMAT: Final = 1


@attrs.frozen
class Verdict:
    """What became of one mutant.

    Attributes:
        key, package, kind: of the mutant.
        outcome: ``dead``, ``timeout`` (dead too) or ``alive``.
        by: the test that noticed it.
        stage: how far it had to go: 1 the quickest tests that reach its lines, 2 all that reach them, 3 all that
            are new since coverage was collected, 4 those of its unit, the cases and the laws that touch its module.
        source, tests: digests of the module without the mutant, and of all tests.
        seconds: of processor time.
    """

    key: str
    package: str
    kind: str
    outcome: str
    by: str
    stage: int
    source: str
    tests: str
    seconds: float


@attrs.define
class Verdicts:
    """Verdicts in a file of one line each.

    Attributes:
        file: where they are kept, outside the repository.
        known: the last verdict on each mutant, by its key.
    """

    file: Path
    known: dict[str, Verdict] = attrs.field(factory=dict)

    @classmethod
    def of(cls, file: Path) -> Verdicts:
        """Read the verdicts of earlier runs."""
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return cls(file, {each["key"]: Verdict(**each) for each in map(json.loads, lines)})

    def standing(self, mutant: Mutant, source: str, tests: str) -> Verdict | None:
        """Return a verdict that still stands: on the same source; what lived, only before the same tests."""
        found = self.known.get(mutant.key)
        if found is None or found.source != source:
            return None
        return found if found.outcome in {"dead", "timeout"} or found.tests == tests else None

    def lived(self, mutant: Mutant, source: str) -> bool:
        """Return whether a mutant has lived before, on the same source."""
        found = self.known.get(mutant.key)
        return found is not None and found.source == source

    def add(self, verdict: Verdict) -> None:
        """Note a verdict."""
        self.known[verdict.key] = verdict
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(attrs.asdict(verdict)) + "\n")


def equivalents(file: Path = EQUIVALENT) -> dict[str, str]:
    """Return why each mutant that no test can notice is none, by its key."""
    return {each["mutant"]: each["because"] for each in tomllib.loads(file.read_text(encoding="utf-8"))["equivalent"]}


def counted(verdicts: Iterable[Verdict], same: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return by package how many mutants were tried, died, said the same in other words, and live."""
    found: dict[str, dict[str, int]] = {}
    for each in verdicts:
        counts = found.setdefault(each.package, {"tried": 0, "dead": 0, "by timeout": 0, "equivalent": 0, "alive": 0})
        counts["tried"] += 1
        counts["by timeout"] += each.outcome == "timeout"
        counts[
            "equivalent"
            if each.outcome == "alive" and each.key in same
            else "alive"
            if each.outcome == "alive"
            else "dead"
        ] += 1
    return found


def table(counts: Mapping[str, Mapping[str, int]]) -> str:
    """Return the counts as a table of Markdown, with their sum."""
    whole = {name: sum(each[name] for each in counts.values()) for name in next(iter(counts.values()), {})}
    head = (
        "| package | tried | dead | of these by timeout | equivalent | alive | dead of those that are not equivalent |"
    )
    lines = [head, "|---|---|---|---|---|---|---|"]
    for name, each in [*counts.items(), ("all", whole)]:
        real = each["tried"] - each["equivalent"]
        share = f"{each['dead'] / real * 100:.1f} %" if real else ""
        cells = [name, *(str(each[part]) for part in ("tried", "dead", "by timeout", "equivalent", "alive")), share]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def diff(mutant: Mutant, source: str) -> str:
    """Return what a mutant changes, as a unified diff."""
    after = mutant.applied(source)
    lines = difflib.unified_diff(source.splitlines(), after.splitlines(), mutant.file, "mutant", n=2, lineterm="")
    return "\n".join(lines)


def kept(
    file: Path, seed: int, commit: str, drawn: int, counts: Mapping[str, Mapping[str, int]], alive: Sequence[str]
) -> None:
    """Write the record that the documentation makes its table from."""
    told: dict[str, Any] = {"format": FORMAT, "seed": seed, "commit": commit, "drawn": drawn, "packages": counts}
    told |= {"table": table(counts).splitlines(), "alive": alive}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
