"""Mutants of the code, and the tests that notice them: ``python -m tests.mutate_code``.

A sample of the small changes that `tests.mutants.changes` knows, the same for a seed; each is put before the tests that
reach it, the quickest first, and the first failure ends it. Only what lives meets all tests that touch its module,
those of its unit, and the laws. ``--changed REF`` takes every mutant of the lines that changed since a commit.

The command goes on where it stopped: verdicts, coverage and the copy of the tree stand in a cache outside the
repository. Nothing is written into the checkout but the record.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

import attrs

from tests.mutants.changes import Mutant, mutants_of
from tests.mutants.covering import Covering, collect, copied, digest_of
from tests.mutants.record import Verdict, Verdicts, counted, diff, equivalents, kept, table
from tests.mutants.trial import Copy, Result

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGES: Final = ("language", "inference", "decision", "advice", "portfolio")
"""What is mutated where nothing else is said: what decides what a company is told."""
_KERNEL: Final = ("batch", "decode", "judge", "network_table", "overrides", "plan", "reading", "recurring", "wanted")
"""Of the package portfolio the modules that judge; the others read and write tables."""
_CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "channelrules-mutants"
_FIRST: Final = 30
"""The seconds of tests, as they took under coverage, that a mutant meets first."""
_FILE: Final = 1.0
"""The seconds that a further file of tests costs, whatever it holds."""
_LAWS: Final = ("tests/property/", "tests/cases/")
_READING: Final = ("tests/unit/test_told.py",)
"""Files of tests that read the sources, so that coverage does not show what they notice."""
_NEW: Final = 3
"""The stage of tests that are new since coverage was collected."""
_NOT_RUN: Final = ("tests/mutants/", "tests/soak/", "tests/mutate_code.py", "tests/benchmarks/", "tests/browser/")


@attrs.frozen
class Project:
    """A tree of sources and tests.

    Attributes:
        root: the checkout.
        package: the package that is mutated, below ``src``.
    """

    root: Path
    package: str

    def mutants(self, packages: Sequence[str], *, kernel: bool = False) -> Iterator[tuple[str, Mutant]]:
        """Yield every mutant of some packages with its package, in order; of portfolios the kernel alone if wanted."""
        base = self.root / "src"
        for package in packages:
            for path in sorted((base / self.package / package).rglob("*.py")):
                if kernel and package == "portfolio" and path.stem not in _KERNEL:
                    continue
                name = path.relative_to(base).as_posix()
                for each in mutants_of(name, path.read_text(encoding="utf-8")):
                    yield package, each

    def sample(self, packages: Sequence[str], each: int, seed: int) -> list[tuple[str, Mutant]]:
        """Return so many mutants of each package, the same for a seed, whatever else changes."""
        ranked = [
            sorted(self.mutants([package], kernel=True), key=lambda it: it[1].rank(seed))[:each] for package in packages
        ]
        # A run that is stopped has tried about as many of each package.
        return [it for turn in zip_longest(*ranked) for it in turn if it is not None]

    def changed(self, packages: Sequence[str], since: str) -> list[tuple[str, Mutant]]:
        """Return every mutant of the lines that changed since a commit."""
        command = ["git", "diff", "-U0", "--no-color", "--no-ext-diff", "--relative", since, "--", "src"]
        told = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=True).stdout
        lines: dict[str, set[int]] = {}
        file = ""
        for line in told.splitlines():
            if line.startswith("+++ "):
                file = line.removeprefix("+++ ").removeprefix("b/").removeprefix("src/")
            elif met := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
                first, count = int(met[1]), int(met[2] or 1)
                lines.setdefault(file, set()).update(range(first, first + count))
        return [
            (package, each)
            for package, each in self.mutants(packages)
            if not lines.get(each.file, set()).isdisjoint(range(each.line, each.end + 1))
        ]

    def packages(self) -> list[str]:
        """Return every package and module that can be mutated."""
        return sorted(
            each.name
            for each in (self.root / "src" / self.package).iterdir()
            if each.is_dir() and each.name != "__pycache__"
        )


@attrs.frozen
class Trials:
    """Mutants before the tests.

    Attributes:
        project: what is mutated.
        covering: which tests reach what.
        copy: where mutants are tried.
    """

    project: Project
    covering: Covering
    copy: Copy

    def tried(self, package: str, mutant: Mutant, source: str, *, lived: bool) -> tuple[Result, int]:
        """Put a mutant before the tests; return what came out, and how far it went.

        Args:
            package: that it stands in.
            mutant: what is changed.
            source: the module without the change.
            lived: whether it has lived before: then tests that are new come first.
        """
        total = 0.0
        result, reached = Result("alive", "", 0), 0
        stages = list(enumerate(self.stages(package, mutant, source), 1))
        if lived:
            stages.sort(key=lambda each: each[0] != _NEW)
        with self.copy.mutated(mutant.file, mutant.applied(source)):
            for reached, (tests, files) in stages:  # noqa: B007 - where it ended is returned
                if tests or files:
                    result = self.copy.tried(tests, files, seconds=self.limit(tests, files))
                    total += result.seconds
                if result.outcome != "alive":
                    break
        return attrs.evolve(result, seconds=round(total, 2)), reached

    def stages(self, package: str, mutant: Mutant, source: str) -> Iterator[tuple[list[str], list[str]]]:
        """Yield tests to run together, and files that run as a whole, from the quickest to all that could notice."""
        covering, unit = self.covering, f"tests/unit/{package}/"
        reaching = covering.reaching(mutant.file, source, mutant.line, mutant.end)
        seconds = dict(zip(covering.tests, covering.seconds, strict=True))
        near = sorted((each for each in covering.tests if each.startswith((unit, *_LAWS))), key=seconds.__getitem__)
        # What only runs when its module is imported is reached by no test of its own: it serves all of them.
        touching = covering.touching(mutant.file) or near
        first = reaching or touching
        spent, quick, files = 0.0, list[str](), set[str]()
        for each in sorted(first, key=lambda test: not test.startswith((unit, *_LAWS))):
            file = each.partition("::")[0]
            spent += seconds[each] + (file not in files) * _FILE
            if spent > _FIRST and quick:
                break
            quick.append(each)
            files.add(file)
        yield quick, []
        met = set(quick)
        yield [each for each in first if each not in met], []
        met |= set(first)
        order = [each for each in touching if each not in met and each.startswith((unit, *_LAWS))]
        yield [], sorted({*covering.unknown(self.copy.root), *_READING})
        yield order, []

    def limit(self, tests: Sequence[str], files: Sequence[str]) -> float:
        """Return the processor seconds after which tests are taken to run for ever."""
        seconds = dict(zip(self.covering.tests, self.covering.seconds, strict=True))
        return 300 if files else 40 + 4 * sum(seconds[each] for each in tests)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status says whether every mutant died that is not equivalent."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutate_code", description="Mutants of the code.")
    parser.add_argument("packages", nargs="*", help=f"which packages; {', '.join(PACKAGES)} where left out")
    parser.add_argument("--each", type=int, default=60, help="mutants of a package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changed", metavar="REF", help="every mutant of what changed since a commit, of all packages")
    parser.add_argument("--collect", action="store_true", help="run all tests with coverage again: some minutes")
    parser.add_argument("--jobs", type=int, default=2, help="processes that collect coverage")
    parser.add_argument("--cache", type=Path, default=_CACHE)
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout")
    parser.add_argument(
        "--record", type=Path, help="where the counts are written; docs/assurance/mutants.json of a whole sample"
    )
    parser.add_argument("--minutes", type=float, default=600)
    options = parser.parse_args(arguments)
    (package,) = [each.name for each in (options.root / "src").iterdir() if (each / "__init__.py").exists()]
    project = Project(options.root, package)
    packages = options.packages or (project.packages() if options.changed else PACKAGES)
    chosen = (
        project.changed(packages, options.changed)
        if options.changed
        else project.sample(packages, options.each, options.seed)
    )
    drawn_at = commit(project.root)
    copy = Copy(options.cache / "tree", project.package)
    copied(project.root, copy.root)
    covering = covering_of(copy, options.cache, options.jobs, again=options.collect)
    copy.made_ready()
    verdicts = Verdicts.of(options.cache / "verdicts.jsonl")
    # The checkout may change while this runs: from here on the copy counts.
    tree = Project(copy.root, project.package)
    found = judged(Trials(tree, covering, copy), chosen, verdicts, time.monotonic() + options.minutes * 60)
    same = equivalents() if options.root == ROOT else {}
    counts = counted(found.values(), same)
    report(tree, chosen, found, same)
    sys.stdout.write(f"\n{table(counts)}\n")
    if len(found) < len(chosen):
        sys.stdout.write(f"{len(chosen) - len(found)} are left: the same command goes on with them\n")
    alive = sorted(each.key for each in found.values() if each.outcome == "alive" and each.key not in same)
    record = options.record
    if record:
        kept(record, options.seed, drawn_at, len(chosen), counts, alive)
    return bool(alive) or len(found) < len(chosen)


def covering_of(copy: Copy, cache: Path, jobs: int, *, again: bool) -> Covering:
    """Return which tests reach what: as it is kept, or collected."""
    file = cache / "covering.json"
    if again or not file.exists():
        collect(copy.root, copy.package, cache, jobs).write(file)
    return Covering.read(file)


def judged(trials: Trials, chosen: Sequence[tuple[str, Mutant]], verdicts: Verdicts, end: float) -> dict[str, Verdict]:
    """Return the verdict on each mutant, those that stand from earlier runs among them, until the time is over."""
    root = trials.project.root
    tests = digest_of(
        each
        for each in (root / "tests").rglob("*")
        if each.suffix in {".py", ".toml", ".json"} and not each.relative_to(root).as_posix().startswith(_NOT_RUN)
    )
    found: dict[str, Verdict] = {}
    if trials.copy.tried(trials.covering.ordered(range(len(trials.covering.tests)))[:3]).outcome != "alive":
        sys.exit("the tests fail without any mutant")
    for package, mutant in chosen:
        source = (root / "src" / mutant.file).read_text(encoding="utf-8")
        digest = hashlib.sha256(source.encode()).hexdigest()
        standing = verdicts.standing(mutant, digest, tests)
        if standing is None:
            if time.monotonic() > end:
                # What died in an earlier run further down says nothing of the sample without what lived there.
                break
            lived = verdicts.lived(mutant, digest)
            result, stage = trials.tried(package, mutant, source, lived=lived)
            standing = Verdict(
                mutant.key, package, mutant.kind, result.outcome, result.by, stage, digest, tests, result.seconds
            )
            verdicts.add(standing)
            sys.stdout.write(f"{standing.outcome:8}{standing.seconds:7.1f} s  {mutant.key}\n")
            sys.stdout.flush()
        found[mutant.key] = standing
    return found


def report(
    project: Project, chosen: Sequence[tuple[str, Mutant]], found: Mapping[str, Verdict], same: Mapping[str, str]
) -> None:
    """Print what lives, each with what it changes."""
    for _, mutant in chosen:
        verdict = found.get(mutant.key)
        if verdict is not None and verdict.outcome == "alive" and mutant.key not in same:
            source = (project.root / "src" / mutant.file).read_text(encoding="utf-8")
            sys.stdout.write(f"\nalive: {mutant.key}\n{diff(mutant, source)}\n")


def commit(root: Path) -> str:
    """Return what is checked out, with ``+`` where sources were changed since."""

    def said(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False).stdout.strip()

    return f"{said('rev-parse', '--short=10', 'HEAD')}{'+' if said('status', '--porcelain', 'src') else ''}"


if __name__ == "__main__":
    sys.exit(main())
