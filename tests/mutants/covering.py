"""Which tests reach a line, and how long each takes: collected once, kept outside the repository.

A line that has moved since is found again by its text. Tests of files that are new or changed since are taken for such
as might reach anything.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import attrs

__all__ = ["LEFT_OUT", "Covering", "collect", "digest_of", "environment"]

LEFT_OUT: Final = ("tests/browser", "tests/benchmarks", "tests/test_project.py", "tests/unit/portfolio/test_spark.py")
"""What is not run: a browser, a cluster, measurements, and the project's own order."""
_SETTINGS: Final = "[run]\nbranch = false\nsource_pkgs = {package}\nrelative_files = true\n"


def environment(root: Path) -> dict[str, str]:
    """Return the environment of a run of tests in a copy of the tree."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return {**kept, "PYTHONPATH": str(root / "src"), "PYTHONHASHSEED": "0"}


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of the content of files."""
    found = hashlib.sha256()
    for each in sorted(files):
        found.update(each.read_bytes())
    return found.hexdigest()


@attrs.frozen
class Covering:
    """Which tests reach which lines.

    Attributes:
        tests: the id of each test that passed.
        seconds: how long each took while coverage was measured.
        lines: by module below ``src``, for each line the places of the tests that reach it.
        sources: by module, its source at that time.
        files: by file of tests, the digest of its content at that time.
    """

    tests: tuple[str, ...]
    seconds: tuple[float, ...]
    lines: dict[str, dict[int, frozenset[int]]]
    sources: dict[str, str]
    files: dict[str, str]

    def reaching(self, file: str, source: str, first: int, last: int) -> list[str]:
        """Return the tests that reach one of some lines of a module, the quickest first."""
        lines = self.lines.get(file, {})
        found = {test for line in self.then(file, source, first, last) for test in lines.get(line, ())}
        return self.ordered(found)

    def touching(self, file: str) -> list[str]:
        """Return the tests that reach any line of a module, the quickest first."""
        return self.ordered({test for tests in self.lines.get(file, {}).values() for test in tests})

    def ordered(self, places: Collection[int]) -> list[str]:
        """Return tests, the quickest first."""
        return [self.tests[each] for each in sorted(places, key=lambda each: (self.seconds[each], each))]

    def then(self, file: str, source: str, first: int, last: int) -> list[int]:
        """Return where lines of a module stood when coverage was collected; what is new stands where it was put in."""
        before = self.sources.get(file)
        wanted = range(first, last + 1)
        if before is None or before == source:
            return list(wanted)
        matcher = difflib.SequenceMatcher(None, before.splitlines(), source.splitlines(), autojunk=False)
        found: set[int] = set()
        for _, old, old_end, new, new_end in matcher.get_opcodes():
            for line in wanted:
                if new < line <= new_end:
                    same = old_end - old == new_end - new
                    found |= {old + line - new} if same else set(range(old, old_end + 2))
        return sorted(found)

    def unknown(self, root: Path) -> list[str]:
        """Return the files of tests that are new or changed since."""
        return [
            name
            for each in sorted((root / "tests").rglob("test_*.py"))
            if (name := each.relative_to(root).as_posix()) not in self.files or self.files[name] != digest_of([each])
            if not name.startswith(LEFT_OUT)
        ]

    def write(self, file: Path) -> None:
        """Keep it in a file."""
        told = attrs.asdict(self, recurse=False)
        told["lines"] = {
            name: {line: sorted(tests) for line, tests in lines.items()} for name, lines in self.lines.items()
        }
        file.write_text(json.dumps(told), encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> Covering:
        """Return what is kept in a file."""
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        told["lines"] = {
            name: {int(line): frozenset(tests) for line, tests in lines.items()}
            for name, lines in told["lines"].items()
        }
        return cls(**{**told, "tests": tuple(told["tests"]), "seconds": tuple(told["seconds"])})


def collect(root: Path, package: str, cache: Path, jobs: int) -> Covering:
    """Run every test of a copy of the tree with coverage, and return which reach what: some minutes."""
    cache.mkdir(parents=True, exist_ok=True)
    # Coverage in several processes removes what begins as its data does.
    settings, data, times = cache / "settings.ini", cache / "coverage", cache / "times.jsonl"
    settings.write_text(_SETTINGS.format(package=package), encoding="utf-8")
    times.unlink(missing_ok=True)
    data.unlink(missing_ok=True)
    left_out = [part for each in LEFT_OUT for part in ("--ignore", each)]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "noting_times", *left_out]
    command += ["-n", str(jobs)] if jobs > 1 else []
    command += ["--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report=", "tests"]
    own = {**environment(root), "COVERAGE_FILE": str(data), "MUTANTS_TIMES": str(times)}
    own["PYTHONPATH"] += f"{os.pathsep}{Path(__file__).parent}"
    subprocess.run(command, cwd=root, env=own, check=False)
    return made(root, data, times)


def made(root: Path, data: Path, times: Path) -> Covering:
    """Return what coverage has measured, given its data and the times of the tests."""
    from coverage import CoverageData

    seconds: dict[str, float] = defaultdict(float)
    broken: set[str] = set()
    for line in times.read_text(encoding="utf-8").splitlines():
        test, _, took, outcome = json.loads(line)
        seconds[test] += took
        if outcome != "passed":
            broken.add(test)
    tests = tuple(sorted(seconds.keys() - broken))
    places = {test: place for place, test in enumerate(tests)}
    measured = CoverageData(str(data))
    measured.read()
    lines: dict[str, dict[int, frozenset[int]]] = {}
    sources: dict[str, str] = {}
    base = root / "src"
    for file in measured.measured_files():
        path = root / file
        name = path.relative_to(base).as_posix()
        sources[name] = path.read_text(encoding="utf-8")
        lines[name] = {
            line: frozenset(places[test] for each in contexts if (test := each.rpartition("|")[0]) in places)
            for line, contexts in measured.contexts_by_lineno(file).items()
        }
    digests = {each.relative_to(root).as_posix(): digest_of([each]) for each in (root / "tests").rglob("test_*.py")}
    return Covering(tests, tuple(seconds[each] for each in tests), lines, sources, digests)


def copied(root: Path, into: Path) -> None:
    """Bring a copy of the tree up to date: what git knows or does not ignore; the rest of the copy goes."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    names = [each for each in listed.stdout.split("\0") if each and (root / each).is_file()]
    for each in [path for path in into.rglob("*") if path.is_file() and "__pycache__" not in path.parts]:
        if each.relative_to(into).as_posix() not in names:
            each.unlink()
    for name in names:
        source, copy = root / name, into / name
        if not copy.exists() or copy.read_bytes() != source.read_bytes():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
